"""What every test finds: a disk that need not be waited for."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def unflushed() -> Iterator[None]:
    """Nothing is forced to the disk: that guards against power cuts, which no test brings about, and takes long."""
    patch = pytest.MonkeyPatch()
    patch.setattr(os, "fsync", lambda number: None)
    yield
    patch.undo()
