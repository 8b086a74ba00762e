"""One world alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.run import RunSpec
from rekindle.ensemble.dataset import dataset_of
from rekindle.ensemble.run import Chunk, one_world

if TYPE_CHECKING:
    import xarray


def world_alone(question: RunSpec, world: int) -> tuple[xarray.Dataset, dict[str, float | None]]:
    """Series of one world, those by place every week, and its outcomes (None where infinite or undefined)."""
    frame = question.frame(every_week=True)
    written, parameters = one_world(frame, question.seed, world)
    numbers = np.array([world])
    found = outcomes(frame, Chunk(numbers, parameters, written))
    values = {name: float(x[0]) for name, (x, _) in found.items() if x.ndim == 1}
    return dataset_of(frame, numbers, parameters, written), {name: x if np.isfinite(x) else None for name, x in values.items()}
