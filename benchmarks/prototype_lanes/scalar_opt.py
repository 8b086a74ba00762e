"""CPU of main's scalar step at Numba's optimisation of the environment: `NUMBA_OPT=3 EXP=libm ... scalar_opt`."""

import time

import numpy as np

from benchmarks.prototype_lanes import make, worlds
from rekindle.model.step import step

start = time.process_time()
loop, _ = worlds.loops(step, None, None)
block = worlds.Block(64)
worlds.run_scalar(loop, block, None, 0, 0)
compiled = time.process_time() - start
worlds.run_scalar(loop, block, None, 0, 40)
times = []
for _ in range(25):
    one = block.copy()
    start = time.thread_time_ns()
    worlds.run_scalar(loop, one, None, 40, 8)
    times.append((time.thread_time_ns() - start) / 1e3 / 64 / 8)
print(
    f"opt {worlds.model.compiled.numba.config.OPT} own {worlds.OWN}: compile {compiled:.1f} s, step {min(times):.2f} us (median {np.median(times):.2f})"
)
