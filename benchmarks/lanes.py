"""Worlds eight at a time against one at a time: every bit of what is written down, to each scenario's horizon, and CPU time.

Both forms have the same exp and log; the scalar form is compiled for this alone, and runs where nothing else does.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import numpy as np

from rekindle import load
from rekindle.analysis.runs.run import RunSpec
from rekindle.ensemble.draws import signed
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import changes_in, simulate_block, written_for
from rekindle.ensemble.worlds import begin
from rekindle.model.series import Written
from rekindle.model.simulate import simulate, working_room
from rekindle.scenario.policies.policy import read_any

LONG = True
CASES = (
    "mosul-2016:13", "mosul-2016:1", "mosul-2016:8", "mosul-2016+reconcile:13", "mosul-2016+militias-out:5",
    "mosul-2016+no-intervention:9", "mosul-2016+counterterrorism:3", "mosul-2016+delay:11",
    "mosul-2014:13", "mosul-2014+army-of-2016:7", "iraq-2006:13", "iraq-2006+no-awakening:10", "iraq-2006+processes:6",
    "mali-2013:13", "mali-2013+serval-later:12", "mali-2013+quality-as-process:2",
    "battle-falluja-2016:13", "battle-marawi-2017:13", "battle-raqqa-2017:13",
)  # fmt: skip
"""Scenario, policy and worlds; with policies, experiments, battles, and numbers of worlds that are no multiple of eight."""
SEED, WORLDS, TURNS = 1, 64, 9


def measure() -> Iterator[tuple[str, str]]:
    numbers, wrong = 0, 0
    for case in CASES:
        one, eight, _ = _both(*_asked(case))
        numbers += sum(array.nbytes // array.dtype[0].itemsize if array.dtype.names else array.size for array in one)
        wrong += any(a.tobytes() != b.tobytes() for a, b in zip(one, eight, strict=True))
    yield f"bits of {len(CASES)} cases, {numbers:,} numbers", f"{wrong} cases differ"
    spent = [_both(*_asked(f"mosul-2016:{WORLDS}"))[2] for _ in range(TURNS)]
    for form, seconds in zip(("one at a time", "eight at a time"), zip(*spent, strict=True), strict=True):
        yield f"{form}, CPU a world", f"{min(seconds) / WORLDS * 1e3:.1f} ms ({statistics.median(seconds) / WORLDS * 1e3:.1f})"
    yield "times faster", f"{statistics.median(one / eight for one, eight in spent):.2f}"


def _asked(case: str) -> tuple[Frame, np.ndarray]:
    name, _, count = case.partition(":")
    name, _, policy = name.partition("+")
    scenario = load(name)
    return RunSpec(scenario, read_any(policy or "historical", scenario)).frame(), np.arange(5, 5 + int(count))


def _both(frame: Frame, numbers: np.ndarray) -> tuple[Written, Written, tuple[float, float]]:
    """What is written down in each form, and the seconds of CPU that each took."""
    beginnings, parameters = begin(frame, SEED, numbers)
    one, eight = written_for(frame, numbers.size), written_for(frame, numbers.size)
    parts = np.array(list(frame.parts.values())).reshape(len(frame.parts), len(frame.places))
    room = working_room(len(frame.places), len(frame.forces), len(frame.origins))
    changes = changes_in(frame, SEED, numbers)
    start = time.thread_time()
    simulate(beginnings, parameters, changes, signed(SEED), numbers, parts, frame.records, *room, one)
    between = time.thread_time()
    simulate_block(frame, beginnings, parameters, SEED, numbers, eight)
    return one, eight, (between - start, time.thread_time() - between)
