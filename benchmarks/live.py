"""An answer while somebody moves a lever: 20 worlds of two policies as a page gets them, against their simulation alone.

Each turn moves a lever to where it has not been. What is simulated anew, told as plain data with places, paired differences and
what was delivered, and written as JSON is all in it. The ratio is taken within each turn, and its median is told; CPU time is
that of all threads, and says what an answer costs a machine on which others work too.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import rekindle
from rekindle.analysis.live.worlds import Live
from rekindle.ensemble.run import BLOCK, Chunk, chunks, cut, rows_of, simulate_block, written_for
from rekindle.ensemble.worlds import begin
from rekindle.json_text import compact_json
from rekindle.model import lanes

WORLDS, STEP, MANY = 20, 100, 500
POLICIES = ("historical", "counterinsurgency")
TURNS = 15
LEVERS: dict[str, Callable[[Live, int], dict[str, Any]]] = {
    "a parameter": lambda ready, turn: {"set": {"raid.reach": 0.2 + 0.02 * turn}},
    "an initial number": lambda ready, turn: {"set": {"levels.local": 0.2 + 0.02 * turn}},
    "a date": lambda ready, turn: {"shifts": {ready.question.scenario.campaign[-1].id: turn}},
}


def measure() -> Iterator[tuple[str, str]]:
    with rekindle.live("mosul-2016") as ready:
        for what, moved in LEVERS.items():
            taken = []
            for turn in range(1, TURNS + 2):
                taken.append((_spent(_answer, ready, moved(ready, turn)), _spent(_simulated, ready, WORLDS)))
            yield f"first answer, {what} moved", _told(taken[1:])
        yield "of its CPU time", _parts(ready)
        taken = [
            (_spent(_grown, ready, LEVERS["a parameter"](ready, 20 + turn)), _spent(_simulated, ready, MANY))
            for turn in range(3)
        ]
        yield f"{MANY} worlds of two policies, told six times", _told(taken)


def _answer(ready: Live, moved: dict[str, Any]) -> None:
    compact_json(ready.asking(POLICIES, **moved).more(WORLDS).answer())


def _grown(ready: Live, moved: dict[str, Any]) -> None:
    """As a page asks: a few, then more, each time a whole answer."""
    asked = ready.asking(POLICIES, **moved)
    while asked.worlds < MANY:
        asked.more(WORLDS if not asked.worlds else min(STEP, MANY - asked.worlds))
        compact_json(asked.answer())


def _simulated(ready: Live, worlds: int) -> None:
    """As many worlds of as many policies, drawn and simulated as any run does it, and thrown away."""
    for _ in POLICIES:
        for _ in chunks(ready.frame, worlds, ready.question.seed, ready.threads):
            pass


def _parts(ready: Live) -> str:
    """What a first answer spends its time on: the compiled model, and all that is around it."""
    numbers = np.arange(WORLDS)
    beginnings, parameters = begin(ready.frame, ready.question.seed, numbers)
    written = written_for(ready.frame, WORLDS)
    block = BLOCK if lanes.usable() else 1

    def kernel() -> None:
        for _ in POLICIES:
            for first in range(0, WORLDS, block):
                rows = slice(first, min(first + block, WORLDS))
                part = cut(Chunk(numbers, parameters, written), rows)
                simulate_block(ready.frame, rows_of(beginnings, rows), part.parameters, 1, part.worlds, part.written)

    asked = ready.asking(POLICIES, set={"raid.reach": 0.9}).more(WORLDS)
    whole = _median(lambda turn: _answer(ready, {"set": {"raid.reach": 0.9 + turn / 1000}}))
    model, told = _median(lambda turn: kernel()), _median(lambda turn: asked.answer())
    return (f"{model / whole:.0%} the compiled model, {told / whole:.0%} quantiles and plain data, the rest frames, draws, "
            f"outcomes and JSON; {model * 1e3:.0f} of {whole * 1e3:.0f} ms")  # fmt: skip


def _median(work: Callable[[int], None]) -> float:
    taken = []
    for turn in range(1, 8):
        began = time.process_time()
        work(turn)
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def _spent(work: Callable[..., object], *arguments: object) -> tuple[float, float]:
    """Seconds on the wall and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    work(*arguments)
    return time.perf_counter() - wall, time.process_time() - cpu


def _told(taken: list[tuple[tuple[float, float], tuple[float, float]]]) -> str:
    answers, alone = (np.array(column) for column in zip(*taken, strict=True))
    wall, cpu = np.median(answers / alone, axis=0)
    half, most = np.quantile(answers[:, 0], (0.5, 0.95)) * 1e3
    spent = np.median(answers[:, 1]) * 1e3
    return (f"{half:.0f} ms at the median, {most:.0f} ms at 95 %, {spent:.0f} ms of CPU; {wall:.2f} times a plain run, "
            f"{cpu:.2f} times in CPU")  # fmt: skip
