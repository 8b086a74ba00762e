"""An answer while somebody moves a lever: 20 worlds of two policies, against the time that their simulation alone takes.

Each turn moves a lever to where it has not been. The ratio is taken within each turn, and its median is told; quantiles of all
outcomes and of eight weekly series are part of the answer.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

import rekindle
from rekindle.analysis.live.worlds import Live
from rekindle.ensemble.run import chunks

WORLDS, MANY = 20, 500
POLICIES = ("historical", "counterinsurgency")
TURNS = 15
LEVERS = {"a parameter": "raid.reach", "an initial number": "levels.local"}


def measure() -> Iterator[tuple[str, str]]:
    with rekindle.live("mosul-2016") as ready:
        series = ready.series[:8]
        for what, lever in LEVERS.items():
            taken = []
            for turn in range(TURNS + 1):
                by_hand = {lever: 0.2 + 0.02 * turn}
                answer = _seconds(_answer, ready, by_hand, series)
                alone = _seconds(_simulated, ready, WORLDS * len(POLICIES))
                taken.append((answer, alone))
            yield f"first answer, {what} moved", _told(taken[1:])
        taken = []
        for turn in range(3):
            many = partial(ready.worlds, POLICIES[:1], set={"raid.reach": 0.15 + 0.01 * turn}, worlds=MANY)
            taken.append((_seconds(many), _seconds(_simulated, ready, MANY)))
        yield f"{MANY} worlds of one policy", _told(taken)


def _answer(ready: Live, by_hand: dict[str, float], series: Sequence[str]) -> None:
    for found in ready.worlds(POLICIES, set=by_hand, worlds=WORLDS, series=series):
        for name in (*found.outcomes, *found.series):
            found.quantiles(name)


def _simulated(ready: Live, worlds: int) -> None:
    """As many worlds, drawn and simulated as any run does it, and thrown away."""
    for _ in chunks(ready.question.frame(), worlds, ready.question.seed, 2):
        pass


def _seconds(work: Callable[..., object], *arguments: object) -> float:
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


def _told(taken: list[tuple[float, float]]) -> str:
    answers, _ = np.array(taken).T
    ratio = statistics.median(answer / alone for answer, alone in taken)
    half, most = np.quantile(answers, (0.5, 0.95)) * 1e3
    return f"{half:.0f} ms at the median, {most:.0f} ms at 95 %; {ratio:.2f} times a plain run of as many"
