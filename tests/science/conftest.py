"""The tiny world of tests/model serves here too, and ensembles are run once for all tests that ask for them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "model"))

import ensembles  # noqa: E402


@pytest.fixture(scope="session")
def ensemble() -> Callable[..., ensembles.Ensemble]:
    """`ensembles.ensemble`, remembering the last few: a few hundred worlds with all their series take some 100 MB."""
    return lru_cache(maxsize=6)(ensembles.ensemble)
