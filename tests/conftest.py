"""What tests of several folders share."""

from __future__ import annotations

import pytest


@pytest.fixture
def one_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw only the sheet of outcomes: pictures have tests of their own, and take most of the time of a small run."""
    from rekindle.show.figures import files, outcomes

    monkeypatch.setattr(files, "PARTS", (outcomes,))
