"""How cost grows with worlds, places, weeks and threads. Everything is a ratio within this run: growth, not speed.

Places are counted in a made-up scenario whose countryside is copied as often as it takes; worlds in the same scenario, over
half a year, written to disk; weeks and threads in mosul-2016.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np

import rekindle
from rekindle.analysis.runs.run import RunSpec, answer
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import chunks, compile_model, simulate_block, written_for
from rekindle.ensemble.worlds import begin
from rekindle.scenario import Scenario
from rekindle.scenario.policies.policy import read

LONG = True
PLACES = (10, 20, 40, 80, 160)
WORLDS = (100, 1_000, 5_000, 20_000)
WEEKS = (26, 52, 104, 208)
THREADS = (1, 2)
FEW, TURNS = 20, 5
HALF_A_YEAR = timedelta(weeks=26)
DISTANCE = "    neighbours:\n      countryside: {low: 40, high: 60, unit: km}\n"


def measure() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="rekindle-growth-") as folder:
        wide = {places: _of(places, Path(folder)) for places in PLACES}
        frames = {places: Frame(scenario, scenario.start + 2 * HALF_A_YEAR) for places, scenario in wide.items()}
        compile_model(frames[PLACES[0]], 1)
        yield from _told("places", "a world-week and place", _kernel(frames), lambda places, frame: places * frame.weeks)
        mosul = rekindle.load("mosul-2016")
        longer = {weeks: Frame(mosul, mosul.start + timedelta(weeks=weeks)) for weeks in WEEKS}
        yield from _told("weeks", "a world-week", _kernel(longer), lambda weeks, frame: weeks)
        yield from _worlds(wide[PLACES[0]], Path(folder))
        yield from _threads(longer[WEEKS[1]])


def _of(places: int, folder: Path) -> Scenario:
    """The scenario that `rekindle new` makes, with so many places."""
    path = rekindle.new(f"city-{places}", folder)
    text = path.read_text(encoding="utf-8")
    first, last = text.index("  countryside:\n    label"), text.index("  home_abroad:\n    label")
    block = text[first:last].rstrip() + "\n"
    copies = [
        block.replace("  countryside:\n", f"  county_{number}:\n", 1) + DISTANCE + "\n" for number in range(places - 4)
    ]  # beside the two halves of the city, the countryside itself and the home region
    path.write_text(text[:last] + "".join(copies) + text[last:], encoding="utf-8")
    return rekindle.load(path)


def _kernel(frames: dict[int, Frame]) -> dict[int, tuple[Frame, float]]:
    """Seconds a world in one thread, the median of interleaved turns."""
    taken: dict[int, list[float]] = {size: [] for size in frames}
    numbers = np.arange(FEW)
    ready = {size: begin(frame, 1, numbers) for size, frame in frames.items()}
    for _ in range(TURNS + 1):
        for size, frame in frames.items():
            written = written_for(frame, FEW)
            started = time.process_time()
            simulate_block(frame, *ready[size], 1, numbers, written)
            taken[size].append((time.process_time() - started) / FEW)
    return {size: (frame, float(np.median(taken[size][1:]))) for size, frame in frames.items()}


def _told(
    what: str, unit: str, found: dict[int, tuple[Frame, float]], amount: Callable[[int, Frame], float]
) -> Iterator[tuple[str, str]]:
    first = None
    for size, (frame, seconds) in found.items():
        each = seconds / amount(size, frame)
        first = first or each
        yield f"{size} {what}", f"{seconds * 1e3:8.2f} ms a world; {each / first:.2f} times as much {unit} as with the first"


def _worlds(scenario: Scenario, folder: Path) -> Iterator[tuple[str, str]]:
    first = None
    for worlds in WORLDS:
        spec = RunSpec(scenario, read("historical", scenario), worlds, until=scenario.start + HALF_A_YEAR)
        started = time.perf_counter()
        answer(spec, folder / f"run-{worlds}", 2)
        each = (time.perf_counter() - started) / worlds
        first = first or each
        yield f"{worlds:,} worlds, kept", f"{each * 1e3:8.2f} ms a world; {each / first:.2f} times as much as with the first"


def _threads(frame: Frame) -> Iterator[tuple[str, str]]:
    rates: dict[int, list[float]] = {threads: [] for threads in THREADS}
    for _ in range(TURNS):
        for threads in THREADS:
            started = time.perf_counter()
            for _ in chunks(frame, 200, 1, threads):
                pass
            rates[threads].append(200 / (time.perf_counter() - started))
    one = float(np.median(rates[1]))
    for threads in THREADS:
        rate = float(np.median(rates[threads]))
        yield f"{threads} thread{'s' * (threads > 1)}", f"{rate:8.0f} worlds/s; {rate / one:.2f} times as many as with one"
