"""Whole runs in lanes against `simulate`, in the bits of all that is written down: scenarios, policies, odd numbers of worlds.

`EXP=libm` gives lanes the C library's exp and log, and every number must be main's; `EXP=own` gives both forms the prototype's.
`... check_run [SCENARIO[+POLICY][:WORLDS] ...]`, from world 5 of seed 1 on, to the scenario's horizon.
"""

from __future__ import annotations

import os
import sys
import time

os.environ.setdefault("EXP", "libm")

import numpy as np

from benchmarks.prototype_lanes import make

make.write()
from benchmarks.prototype_lanes import made, worlds  # noqa: E402, F401  worlds: gives the scalar form its exp and log
from benchmarks.prototype_lanes.scalar_run import simulate_block_in_scalar  # noqa: E402
from benchmarks.prototype_lanes.whole import simulate_block_in_lanes  # noqa: E402
from rekindle import load  # noqa: E402
from rekindle.analysis.runs.run import RunSpec  # noqa: E402
from rekindle.ensemble.run import written_for  # noqa: E402
from rekindle.ensemble.worlds import begin  # noqa: E402
from rekindle.model.series import Written  # noqa: E402
from rekindle.scenario.policies.policy import read_any  # noqa: E402

CASES = (
    "mosul-2016:13", "mosul-2016:1", "mosul-2016:8", "mosul-2016+reconcile:13", "mosul-2016+militias-out:5",
    "mosul-2016+no-intervention:9", "mosul-2016+counterterrorism:3", "mosul-2016+delay:11",
    "mosul-2014:13", "mosul-2014+army-of-2016:7", "iraq-2006:13", "iraq-2006+no-awakening:10", "iraq-2006+processes:6",
    "mali-2013:13", "mali-2013+serval-later:12", "mali-2013+quality-as-process:2",
    "battle-falluja-2016:13", "battle-marawi-2017:13", "battle-raqqa-2017:13",
)  # fmt: skip


def different(a: Written, b: Written) -> dict[str, tuple[int, int, float]]:
    """By array: how many numbers differ in their bits, how many of them are not 0 against -0, and the largest difference."""
    found = {}
    for name, x, y in zip(Written._fields, a, b, strict=True):
        x, y = (np.ascontiguousarray(z).view(np.ndarray) for z in (x, y))
        kind = "f4" if x.dtype.names else "f8"
        x, y = x.view(kind), y.view(kind)
        other = x.view("u" + kind[1]) != y.view("u" + kind[1])
        if other.any():
            far = np.abs(x[other].astype(float) - y[other])
            found[name] = int(other.sum()), int((x[other] != y[other]).sum()), float(np.nanmax(far))
    return found


def main(cases: tuple[str, ...]) -> None:
    wrong = 0
    for case in cases:
        name, _, count = case.partition(":")
        name, _, policy = name.partition("+")
        scenario = load(name)
        frame = RunSpec(scenario, read_any(policy or "historical", scenario)).frame()
        numbers = np.arange(5, 5 + int(count or 13))
        beginnings, parameters = begin(frame, 1, numbers)
        scalar, lanes = written_for(frame, numbers.size), written_for(frame, numbers.size)
        start = time.process_time()
        simulate_block_in_scalar(frame, beginnings, parameters, 1, numbers, scalar)
        between = time.process_time()
        simulate_block_in_lanes(made, frame, beginnings, parameters, 1, numbers, lanes)
        end = time.process_time()
        found = different(scalar, lanes)
        wrong += bool(found)
        written = sum(a.nbytes // (4 if a.dtype.names else 8) for a in scalar)
        print(f"{case}: {frame.weeks} weeks, {frame.changes.start.size} changes, {written} numbers; differ: {found or 'none'} "
              f"({between - start:.2f} s, {end - between:.2f} s)", flush=True)  # fmt: skip
    print("EXP=" + os.environ["EXP"], "lanes", os.environ.get("LANES", "8"), f"{len(cases)} cases, {wrong} with differences")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or CASES)
