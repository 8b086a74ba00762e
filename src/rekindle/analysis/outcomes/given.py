"""Which outcomes a run gives, known before it: read off worlds that have room for numbers and none in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.ensemble.run import Chunk, written_for

if TYPE_CHECKING:
    from rekindle.ensemble.frame import Frame


def given(frame: Frame) -> dict[str, dict[str, Any]]:
    """Outcomes of a run that are one number for each world, by name, with unit and meaning. Nothing is simulated for it."""
    nothing = Chunk(np.zeros(1, np.int64), np.recarray(0, dtype=[]), written_for(frame, 1))
    with np.errstate(all="ignore"):
        found = outcomes(frame, nothing)
    return {name: about for name, (numbers, about) in found.items() if numbers.ndim == 1}
