"""CPU time of whole runs, 64 worlds of mosul-2016 to its horizon: `simulate` against lanes, in turns, and what each part takes.

`EXP=libm` gives lanes the C library's exp and log, `EXP=own` the prototype's; the scalar form is main's always.
"""

from __future__ import annotations

import os
import time

os.environ.setdefault("EXP", "own")
os.environ["SCALAR"] = "libm"

import numpy as np

from benchmarks.prototype_lanes import make

WORLDS, TURNS = 64, int(os.environ.get("TURNS", "9"))


def cpu(function, *arguments):
    """Seconds of CPU, and what the function gives back."""
    start = time.thread_time_ns()
    made = function(*arguments)
    return (time.thread_time_ns() - start) / 1e9, made


rewriting, _ = cpu(make.write)
loading, _ = cpu(__import__, "benchmarks.prototype_lanes.made")
from benchmarks.prototype_lanes import made, worlds  # noqa: E402, F401  worlds: gives the scalar form its exp and log
from benchmarks.prototype_lanes.layout import lanes_of  # noqa: E402
from benchmarks.prototype_lanes.scalar_run import simulate_block_in_scalar  # noqa: E402
from benchmarks.prototype_lanes.whole import (  # noqa: E402
    beginnings_in_lanes,
    put_back,
    room_in_lanes,
    simulate_block_in_lanes,
    written_in_lanes,
)
from rekindle import load  # noqa: E402
from rekindle.ensemble.draws import signed  # noqa: E402
from rekindle.ensemble.frame import Frame  # noqa: E402
from rekindle.ensemble.run import _rows, written_for  # noqa: E402
from rekindle.ensemble.worlds import begin  # noqa: E402

scenario = load("mosul-2016")
frame, short = Frame(scenario, scenario.until), Frame(scenario, scenario.start)
numbers = np.arange(WORLDS)
beginnings, parameters = begin(frame, 1, numbers)
drawing, _ = cpu(begin, frame, 1, numbers)


def one(form, over=frame, count=WORLDS, block=WORLDS):
    """All worlds, some in a block as a run has them."""
    written = written_for(over, count)
    for first in range(0, count, block):
        rows = slice(first, min(first + block, count))
        part = type(written)(*(array[rows] for array in written))
        form(over, _rows(beginnings, rows), parameters[rows], 1, numbers[rows], part)
    return written


def lanes(*arguments):
    simulate_block_in_lanes(made, *arguments)


def parts_of_lanes():
    """Seconds of laying out, of what is compiled, and of putting back."""
    written = written_for(frame, WORLDS)
    parts = np.array(list(frame.parts.values())).reshape(len(frame.parts), len(frame.places))
    out, begun = cpu(beginnings_in_lanes, beginnings)
    orders, room = room_in_lanes(len(frame.places), len(frame.forces), len(frame.origins))
    rows = lanes_of(np.ascontiguousarray(parameters).view("f8").view(np.ndarray).reshape(WORLDS, -1))
    room_, kept = cpu(written_in_lanes, written, rows.shape[0])
    run, _ = cpu(
        made.SIMULATE, begun, rows, frame.changes, signed(1), lanes_of(numbers), parts, frame.records, orders, room, kept
    )
    back, _ = cpu(put_back, written, kept)
    return out, room_, run, back


first = [cpu(one, form, short, 8)[0] for form in (simulate_block_in_scalar, lanes)]
print(f"compiling: scalar {first[0]:.1f} s, lanes {first[1]:.1f} s")
print(f"rewriting {rewriting:.2f} s, loading what it made {loading:.2f} s")
forms = {"scalar": (simulate_block_in_scalar, WORLDS), "lanes": (lanes, WORLDS), "lanes, blocks of 8": (lanes, 8)}
spent, shares = [], []
for _ in range(TURNS):
    spent.append([cpu(one, form, frame, WORLDS, block)[0] for form, block in forms.values()])
    shares.append(parts_of_lanes())
spent, shares = np.array(spent) / WORLDS * 1e3, np.array(shares) / WORLDS * 1e3
print(f"EXP={os.environ['EXP']}, {WORLDS} worlds, {frame.weeks} weeks, {TURNS} turns: milliseconds a world, least (median)")
for n, name in enumerate(forms):
    low, middle = spent[:, n].min(), np.median(spent[:, n])
    week, gain, middle_gain = low / frame.weeks * 1e3, spent[:, 0].min() / low, np.median(spent[:, 0] / spent[:, n])
    print(f"  {name:20} {low:6.2f} ({middle:6.2f})  {week:5.1f} us a week  gain {gain:.2f} ({middle_gain:.2f})")
for name, low in zip(("laid out", "room", "compiled", "put back"), shares.min(0), strict=True):
    print(f"    {name:18} {low:6.3f}")
print(f"  beginnings drawn     {drawing / WORLDS * 1e3:6.2f} a world, the same in both forms")
