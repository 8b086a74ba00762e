"""Where the time of a simulated week goes: microseconds of each mechanism, and of writing, in real worlds of mosul-2016.

`simulate` and `step`, as they are made for eight worlds at a time, are compiled anew with the reading of a clock after every
call in them; what reading the clock takes is measured too, and taken off. A world's figure is the median of some runs.
"""

from __future__ import annotations

import ast
import ctypes
import time
from collections.abc import Iterator
from typing import Any

import numba
import numpy as np

from rekindle import load
from rekindle.ensemble.draws import signed
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import written_for
from rekindle.ensemble.worlds import begin
from rekindle.model.compiled import compiled
from rekindle.model.lanes import blocks, made

WORLDS = 16
RUNS = 7
SEED = 1
BETWEEN, CLOCK = "between the steps", "the clock"

clock_gettime = ctypes.CDLL(None).clock_gettime
clock_gettime.argtypes = [ctypes.c_int, ctypes.c_void_p]
clock_gettime.restype = ctypes.c_int
MONOTONIC = time.CLOCK_MONOTONIC


@compiled
def lap(ticks, i):
    """Add the nanoseconds since the lap before to ticks[i]; the last two places hold what the clock says."""
    last = ticks.size - 2
    before = ticks[last] * 1_000_000_000 + ticks[last + 1]
    clock_gettime(MONOTONIC, ticks[last:].ctypes)
    if before > 0:
        ticks[i] += ticks[last] * 1_000_000_000 + ticks[last + 1] - before


class _Timed(ast.NodeTransformer):
    """Puts a lap after every call that stands by itself, but after a step, which has its own."""

    def __init__(self, laps: list[str], ticks: str) -> None:
        self.laps, self.ticks = laps, ticks

    def visit_Expr(self, node: ast.Expr) -> Any:
        if not isinstance(node.value, ast.Call):
            return node
        name = ast.unparse(node.value.func).rpartition("_")[0]  # made functions are numbered
        if name == "step":
            node.value.args.append(ast.parse(self.ticks, mode="eval").body)
            return node
        if not name:  # of what is made for lanes, a store
            return node
        if name not in self.laps:
            self.laps.append(name)
        return [node, *self.lap(name)]

    def lap(self, *names: str) -> list[ast.stmt]:
        return ast.parse("\n".join(f"lap({self.ticks}, {self.laps.index(name)})" for name in names)).body


def _timed(laps: list[str]) -> Any:
    """`simulate` for eight worlds with laps in it, and `ticks` as one more argument."""
    tree = ast.parse(made.rewritten())
    for definition in tree.body:
        name = definition.name.rpartition("_")[0] if isinstance(definition, ast.FunctionDef) else ""
        if name in ("step", "simulate"):
            definition.args.args.append(ast.arg("ticks"))
            timed = _Timed(laps, "ticks" if name == "step" else "ticks[w]")
            timed.visit(definition)
            if name == "step":
                definition.body[:0] = timed.lap(BETWEEN, CLOCK)
            else:
                definition.decorator_list = []
    space: dict[str, Any] = {"lap": lap}
    exec(compile(ast.fix_missing_locations(tree), "timed", "exec"), space)
    return numba.njit(nogil=True, error_model="numpy")(space["simulate"])


def measure() -> Iterator[tuple[str, str]]:
    scenario = load("mosul-2016")
    frame = Frame(scenario, scenario.until)
    laps = [BETWEEN, CLOCK]
    timed = _timed(laps)
    numbers = np.arange(WORLDS)
    beginnings, parameters = begin(frame, SEED, numbers)
    parts = np.array(list(frame.parts.values())).reshape(len(frame.parts), len(frame.places))
    runs = []
    for _ in range(RUNS + 1):  # the first compiles
        ticks = np.zeros((WORLDS // blocks.L, len(laps) + 2), dtype=np.int64)
        arguments = blocks.in_lanes(beginnings, parameters, frame.changes, signed(SEED), numbers, parts, frame.records,
                                    written_for(frame, WORLDS))  # fmt: skip
        timed(*arguments, ticks)
        runs.append(ticks[:, : len(laps)])
    spent = np.median(runs[1:], axis=0).sum(axis=0) / (WORLDS * frame.weeks) / 1e3
    clock = spent[laps.index(CLOCK)]
    found = {name: max(0.0, taken - clock) for name, taken in zip(laps, spent, strict=True) if name != CLOCK}
    whole = sum(found.values())
    yield "a week of a world", f"{whole:6.2f} microseconds (reading the clock, taken off: {clock:.3f} each time)"
    for name, taken in sorted(found.items(), key=lambda item: -item[1]):
        yield name, f"{taken:6.2f}  {taken / whole:6.1%}"
