"""What a run gives is known before it."""

from __future__ import annotations

from datetime import date

import numpy as np

from rekindle.analysis.outcomes.given import given
from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.run import RunSpec
from rekindle.ensemble.run import Chunk, one_world
from rekindle.scenario import read
from rekindle.scenario.policies.policy import asked


def test_the_outcomes_that_are_told_beforehand_are_those_of_a_run() -> None:
    scenario = read("battle-talafar-2017")
    frame = RunSpec(scenario, asked("historical", "", scenario), 1, until=date(2018, 2, 28)).frame()
    written, parameters = one_world(frame, 1, 0)
    found = outcomes(frame, Chunk(np.array([0]), parameters, written))
    assert given(frame) == {name: about for name, (numbers, about) in found.items() if numbers.ndim == 1}
