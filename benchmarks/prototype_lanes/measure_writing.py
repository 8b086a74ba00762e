"""What a week takes beside the step, in both forms: writing, setting to zero, adding up (CPU, one block over and over)."""

from __future__ import annotations

import os
import time

os.environ["SCALAR"] = "libm"

import numba
import numpy as np

from benchmarks.prototype_lanes import make

make.write()
from benchmarks.prototype_lanes import made  # noqa: E402
from benchmarks.prototype_lanes.whole import beginnings_in_lanes, room_in_lanes, written_in_lanes  # noqa: E402
from rekindle import load  # noqa: E402
from rekindle.ensemble.frame import Frame  # noqa: E402
from rekindle.ensemble.run import written_for  # noqa: E402
from rekindle.ensemble.worlds import begin  # noqa: E402
from rekindle.model import simulate  # noqa: E402
from rekindle.model.simulate import working_room  # noqa: E402

ROUNDS, TURNS = 2000, 15
BODIES = {
    "write_week": "write_week(state, setting, orders, room.week, parts, 0, i % 200, written)",
    "write_places": "write_places(state, setting, room.since, written.places[0, i % 50])",
    "write_origins": "write_origins(state, setting, written.origins[0, i % 50])",
    "set_to_zero": "set_to_zero(room.week_numbers)",
    "add_to": "add_to(room.since_numbers, room.week_numbers)",
}


def loop(space, body):
    text = "def run(beginnings, orders, room, parts, written, rounds):\n"
    text += "    setting, state = setting_of(beginnings, 0), state_of(beginnings, 0)\n"
    text += f"    for i in range(rounds):\n        {body}\n    return rounds\n"
    own = dict(space)
    exec(text, own)
    return numba.njit(error_model="numpy")(own["run"])


def named(module):
    """Functions of a module by the name of what they were made from."""
    found = {}
    for name in ("setting_of", "state_of", *BODIES):
        found[name] = next(f for n, f in vars(module).items() if n == name or n.rpartition("_")[0] == name)
    return found


scenario = load("mosul-2016")
frame = Frame(scenario, scenario.until)
parts = np.array(list(frame.parts.values())).reshape(len(frame.parts), len(frame.places))
axes = len(frame.places), len(frame.forces), len(frame.origins)
beginnings, _ = begin(frame, 1, np.arange(8))
written = written_for(frame, 8)
scalar = beginnings, *working_room(*axes), parts, written
lanes = beginnings_in_lanes(beginnings), *room_in_lanes(*axes), parts, written_in_lanes(written, 1)
for name, body in BODIES.items():
    both = [loop(named(simulate), body), loop({**vars(made), **named(made)}, body)]
    least = [np.inf, np.inf]
    for _ in range(TURNS + 1):
        for n, (run, arguments) in enumerate(zip(both, (scalar, lanes), strict=True)):
            start = time.thread_time_ns()
            run(*arguments, ROUNDS)
            least[n] = min(least[n], (time.thread_time_ns() - start) / 1e3 / ROUNDS / (1, 8)[n])
    print(f"{name:20} scalar {least[0]:6.3f} us a world, lanes {least[1]:6.3f}, gain {least[0] / least[1]:.1f}", flush=True)
