"""Worlds a second (five years, weekly, all places of mosul-2016, without writing), and where the time goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from rekindle import load
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import chunks, compile_model, simulate_block, written_for
from rekindle.ensemble.worlds import begin
from rekindle.model.simulate import Beginnings

WORLDS = 400
FEW = 64


def measure() -> Iterator[tuple[str, str]]:
    scenario = load("mosul-2016")
    frame = Frame(scenario, scenario.until)
    started = time.perf_counter()
    compile_model(frame, 1)
    yield "compiling, or loading what is compiled", f"{time.perf_counter() - started:.1f} s"
    rates = {threads: max(_rate(frame, threads) for _ in range(3)) for threads in (1, 2)}
    for threads, rate in rates.items():
        yield f"{threads} thread{'s' * (threads > 1)}", f"{rate:.0f} worlds/s"
    yield "two threads against one", f"{rates[2] / rates[1]:.2f} times"
    numbers = np.arange(WORLDS)
    started = time.perf_counter()
    begin(frame, 1, numbers)
    drawing = (time.perf_counter() - started) / WORLDS
    whole = _alone(frame, lambda beginnings, parameters: None)
    yield "share of drawing beginnings, one thread", f"{drawing / (drawing + whole):.0%}"
    yield "share of attacks and their deaths", f"{1 - _alone(frame, _no_attacks) / whole:.0%}"
    yield "share of orders, deployment, politics and writing", f"{_alone(frame, _no_theatre) / whole:.0%}"


def _rate(frame: Frame, threads: int) -> float:
    started = time.perf_counter()
    for _ in chunks(frame, WORLDS, 1, threads):
        pass
    return WORLDS / (time.perf_counter() - started)


def _alone(frame: Frame, change: Callable[[Beginnings, np.recarray], None]) -> float:
    """Seconds a world, simulated in one thread, with something switched off; the best of three."""
    numbers = np.arange(FEW)
    beginnings, parameters = begin(frame, 1, numbers)
    change(beginnings, parameters)
    taken = []
    for _ in range(3):
        written = written_for(frame, FEW)
        started = time.perf_counter()
        simulate_block(frame, beginnings, parameters, 1, numbers, written)
        taken.append((time.perf_counter() - started) / FEW)
    return min(taken)


def _no_attacks(beginnings: Beginnings, parameters: np.recarray) -> None:
    parameters["attacks"]["rate"] = 0.0


def _no_theatre(beginnings: Beginnings, parameters: np.recarray) -> None:
    beginnings.setting.places["theatre"][:] = 0.0
