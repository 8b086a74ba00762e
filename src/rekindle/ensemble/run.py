"""Running worlds: blocks over threads, in order, streamed to whoever keeps them, and stopped within a second.

Worlds are independent, so how they are split changes nothing. The main thread draws the beginnings of a chunk of
worlds while the chunk before is being simulated; threads simulate blocks of it without the GIL.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rekindle.ensemble.draws import draw_dose, signed
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.worlds import begin
from rekindle.model import lanes
from rekindle.model.changes import Changes, for_worlds
from rekindle.model.series import Written, blank_written
from rekindle.model.setting import SHARED
from rekindle.model.simulate import Beginnings
from rekindle.model.state import State

CHUNK = 100
BLOCK = 8
"""Worlds of one task of a thread: as many as are simulated side by side."""


@dataclass
class Chunk:
    """Some worlds in one piece: their numbers, their parameters and what is written down of them."""

    worlds: np.ndarray
    parameters: np.recarray
    written: Written
    futures: list[Future] = field(default_factory=list)


def written_for(frame: Frame, worlds: int) -> Written:
    """Room for what is written down of some worlds of a run."""
    return blank_written(
        worlds, frame.weeks + 1, frame.records.size, len(frame.countries), len(frame.parts),
        len(frame.abroad), len(frame.places), len(frame.origins),
    )  # fmt: skip


def changes_in(frame: Frame, seed: int, worlds: np.ndarray) -> Changes:
    """The policy's changes of parameters with the doses of some worlds."""
    drawn = {k: draw_dose(dose, verb, seed, worlds) for k, dose, verb in frame.doses}
    return for_worlds(frame.changes, worlds.size, drawn)


def simulate_block(
    frame: Frame, beginnings: Beginnings, parameters: np.recarray, seed: int, worlds: np.ndarray, written: Written
) -> None:
    """Simulate some worlds into their rows of `written`: eight at a time where code is compiled, else one by one."""
    parts = np.array(list(frame.parts.values())).reshape(len(frame.parts), len(frame.places))
    changes = changes_in(frame, seed, worlds)
    lanes.simulate(beginnings, parameters, changes, signed(seed), worlds, parts, frame.records, written)


def compile_model(frame: Frame, seed: int) -> None:
    """Compile, or load from the cache, everything that the threads will call (by simulating one world for a week)."""
    short = Frame(frame.scenario, frame.scenario.start, frame.dt)  # from the priors: where worlds come from is no matter
    worlds = np.zeros(1, dtype=np.int64)
    beginnings, parameters = begin(short, seed, worlds)
    simulate_block(short, beginnings, parameters, seed, worlds, written_for(short, 1))


def one_world(frame: Frame, seed: int, world: int) -> tuple[Written, np.recarray]:
    """One world alone: bit for bit the same as in any ensemble of the seed."""
    worlds = np.array([world], dtype=np.int64)
    beginnings, parameters = begin(frame, seed, worlds)
    written = written_for(frame, 1)
    simulate_block(frame, beginnings, parameters, seed, worlds, written)
    return written, parameters


def chunks(
    frame: Frame,
    worlds: int | np.ndarray,
    seed: int,
    threads: int,
    block: int = BLOCK,
    chunk: int = CHUNK,
    tick: Callable[[int], None] = lambda done: None,
    stop: threading.Event | None = None,
) -> Generator[Chunk]:
    """Chunks of simulated worlds, in their order: the first `worlds` of the seed, or those whose numbers are given.

    `tick` is called with the number of worlds of each block as it is done, from the threads. On KeyboardInterrupt, once
    `stop` is set, or when the caller closes the iterator, blocks that have not begun are dropped. The unbroken run of
    finished worlds that follows those handed out is handed out too, and then KeyboardInterrupt is raised.
    """
    over = threading.Event()
    stop = stop or over
    every = np.asarray(worlds if isinstance(worlds, np.ndarray) else np.arange(worlds), dtype=np.int64)

    def simulate_rows(piece: Chunk, beginnings: Beginnings, first: int, last: int) -> None:
        if over.is_set() or stop.is_set():
            raise KeyboardInterrupt
        part = cut(piece, slice(first, last))
        simulate_block(frame, rows_of(beginnings, slice(first, last)), part.parameters, seed, part.worlds, part.written)
        tick(last - first)

    def prepare(first: int) -> Chunk:
        numbers = every[first : first + chunk]
        beginnings, parameters = begin(frame, seed, numbers)
        piece = Chunk(numbers, parameters, written_for(frame, numbers.size))
        for row in range(0, numbers.size, block):
            last = min(row + block, numbers.size)
            piece.futures.append(pool.submit(simulate_rows, piece, beginnings, row, last))
        return piece

    pool = ThreadPoolExecutor(threads, thread_name_prefix="worlds")
    waiting: list[Chunk] = []
    try:
        for first in range(0, every.size, chunk):
            waiting.append(prepare(first))
            if len(waiting) > 1:
                yield _finished(waiting[0], stop)
                waiting.pop(0)  # only now: an interrupt while we waited must find it at the front
        while waiting:
            yield _finished(waiting[0], stop)
            waiting.pop(0)
    except KeyboardInterrupt:
        over.set()
        pool.shutdown(wait=True, cancel_futures=True)
        yield from _unbroken(waiting, block)
        raise
    finally:
        over.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _finished(piece: Chunk, stop: threading.Event) -> Chunk:
    """The chunk once all its blocks are done; an error in a thread, or the wish to stop, is raised here."""
    pending = set(piece.futures)
    while pending:  # a short wait, so that an interrupt is met at once
        done, pending = wait(pending, timeout=0.1, return_when=FIRST_EXCEPTION)
        if stop.is_set():
            raise KeyboardInterrupt
        for future in done:
            future.result()
    return piece


def _unbroken(waiting: list[Chunk], block: int) -> Iterator[Chunk]:
    """The worlds at the front of what was waited for that were finished, without a gap."""
    for piece in waiting:
        done = 0
        for future in piece.futures:
            if future.cancelled() or not future.done() or future.exception() is not None:
                break
            done += 1
        count = min(done * block, piece.worlds.size)
        if count:
            yield cut(piece, slice(0, count))
        if count < piece.worlds.size:
            return


def cut(piece: Chunk, rows: slice) -> Chunk:
    """Some worlds of a chunk: views."""
    parameters: Any = piece.parameters[rows]
    arrays: Any = (array[rows] for array in piece.written)
    return Chunk(piece.worlds[rows], parameters, Written(*arrays))


def rows_of(beginnings: Beginnings, rows: slice) -> Beginnings:
    """Some worlds of a chunk's beginnings: views of every array that has a first axis of worlds."""
    setting = beginnings.setting._replace(
        **{name: array[rows] for name, array in beginnings.setting._asdict().items() if name not in SHARED}
    )
    arrays: Any = (array[rows] for array in beginnings.state)
    return Beginnings(setting, State(*arrays))
