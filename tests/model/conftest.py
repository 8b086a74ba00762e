"""Failures in the limits' files say what was compared, as those in test files do."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("limits_of_battle", "limits_of_return")
