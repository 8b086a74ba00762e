"""All mechanisms, 64 worlds of mosul-2016, from the first week to the last: the bits of both forms, and their CPU time.

`EXP=libm` gives lanes the functions of main (every bit must be main's); `EXP=own` gives both forms the prototype's;
`EXP=own SCALAR=libm` times lanes with their own against main.
"""

import os
import time

import numpy as np

from benchmarks.prototype_lanes import make
from benchmarks.prototype_lanes.worlds import Block, differences, loops, run_lanes, run_scalar
from rekindle.model.step import step

WORLDS, TURNS = 64, int(os.environ.get("TURNS", "3"))
make.write()
from benchmarks.prototype_lanes import made  # noqa: E402

loop_scalar, loop_lanes = loops(step, made.STEP, None)
start = Block(WORLDS)
spent = []
for _ in range(TURNS):
    block, lanes = start.copy(), start.lanes()
    clock = [0.0, 0.0]
    for first in range(0, start.frame.weeks, 34):
        before = time.thread_time_ns()
        run_scalar(loop_scalar, block, None, first, min(34, start.frame.weeks - first)) if first or spent else run_scalar(
            loop_scalar, block, None, 0, 34
        )
        between = time.thread_time_ns()
        run_lanes(loop_lanes, lanes, None, first, min(34, start.frame.weeks - first))
        clock[0] += between - before
        clock[1] += time.thread_time_ns() - between
    spent.append(clock)
    print("differ:", {k: v for k, v in differences(block, lanes).items()} or "nothing", flush=True)
spent = np.array(spent[1:]) / 1e3 / WORLDS / start.frame.weeks
low, middle = spent.min(0), np.median(spent, 0)
print(
    f"EXP={os.environ.get('EXP', 'own')} SCALAR={os.environ.get('SCALAR', '')} L={os.environ.get('LANES', 8)}, {start.frame.weeks} weeks: scalar {low[0]:.2f} us "
    f"(median {middle[0]:.2f}), lanes {low[1]:.2f} ({middle[1]:.2f}), gain {low[0] / low[1]:.2f} ({np.median(spent[:, 0] / spent[:, 1]):.2f})"
)
