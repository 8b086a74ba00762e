"""Scalar against lanes: `python -m benchmarks.prototype_lanes.measure [step | MECHANISM...]`; prints one line a case."""

from __future__ import annotations

import os
import sys
import time

import numpy as np

from benchmarks.prototype_lanes import make
from benchmarks.prototype_lanes.worlds import OWN, Block, differences, loops, run_lanes, run_scalar
from benchmarks.prototype_lanes.vectors import L
import numba
from rekindle.model.step import MECHANISMS, step

WORLDS, ROUNDS, TURNS = 64, 8, int(os.environ.get("TURNS", "15"))


def cpu(function, *arguments):
    start = time.thread_time_ns()
    function(*arguments)
    return (time.thread_time_ns() - start) / 1e3


def case(name, scalar_function, lane_function, group, snapshots, rounds=ROUNDS):
    loop_scalar, loop_lanes = loops(scalar_function, lane_function, group)
    block = snapshots[0][1].copy()
    compile_scalar = cpu(run_scalar, loop_scalar, block.copy(), group, 0, 0) / 1e6
    compile_lanes = cpu(run_lanes, loop_lanes, block.lanes(), group, 0, 0) / 1e6
    asm = list(loop_lanes.inspect_asm().values())[0]
    packed = sum(1 for line in asm.splitlines() if "pd\t" in line and "ymm" in line)
    scalars = list(loop_scalar.inspect_asm().values())[0]
    print(
        f"{name}: compile {compile_scalar:.2f} s scalar, {compile_lanes:.2f} s lanes; packed ymm instructions {packed}, "
        f"scalar's {sum(1 for x in scalars.splitlines() if 'pd' in x and 'ymm' in x)}"
    )
    for week, snapshot in snapshots:
        times = []
        for _ in range(TURNS):
            one = snapshot.copy()
            all_ = snapshot.lanes()
            times.append(
                (cpu(run_scalar, loop_scalar, one, group, week, rounds), cpu(run_lanes, loop_lanes, all_, group, week, rounds))
            )
        times = np.array(times) / (WORLDS * rounds)
        low, mid = times.min(0), np.median(times, 0)
        print(
            f"  {name:12} week {week:3} L={L} {'own' if OWN else 'libm'} opt {numba.config.OPT}: scalar {low[0]:7.3f} us (median {mid[0]:7.3f}), "
            f"lanes {low[1]:7.3f} ({mid[1]:7.3f}), gain {low[0] / low[1]:.2f}; differ {differences(one, all_) or 'nothing'}",
            flush=True,
        )


if __name__ == "__main__":
    names = make.write()
    from benchmarks.prototype_lanes import made

    wanted = sys.argv[1:] or ["raid", "misconduct", "attack", "scatter", "rout"]
    block = Block(WORLDS)
    # weeks before a snapshot are made with the scalar step
    loop, _ = loops(step, None, None)
    snapshots, week = [], 0
    for to in (5, 40, 120):
        run_scalar(loop, block, None, week, to - week)
        week = to
        block.flows.view("f8")[...] = 0.0
        snapshots.append((week, block.copy()))
    if wanted == ["all"]:
        wanted = [m.name for m in MECHANISMS]
    for name in wanted:
        if name == "step":
            case("step", step, made.STEP, None, snapshots)
        else:
            mechanism = next(m for m in MECHANISMS if m.name == name)
            case(name, mechanism.function, getattr(made, names[name]), mechanism.parameters.__name__.lower(), snapshots)
