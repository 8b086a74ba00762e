"""How worlds are split over threads, blocks and chunks changes nothing, and a run that is stopped keeps what it should."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.ensemble import run
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk, chunks, one_world
from rekindle.model import lanes
from rekindle.model.lanes.made import simulate_eight
from rekindle.model.series import Written

WORLDS = 40
SEED = 5


def joined(pieces: Iterable[Chunk]) -> tuple[np.ndarray, Written]:
    """The worlds of some chunks, and what is written of them, in one piece."""
    kept = list(pieces)
    together = [np.concatenate(arrays) for arrays in zip(*(piece.written for piece in kept), strict=True)]
    return np.concatenate([piece.worlds for piece in kept]), Written(*together)


def assert_same(one: Written, other: Written) -> None:
    for name, a, b in zip(Written._fields, one, other, strict=True):
        assert a.tobytes() == b.tobytes(), f"{name} differs"


@pytest.fixture(scope="module")
def whole(frame: Frame) -> Written:
    """The ensemble on one thread, in one block."""
    worlds, written = joined(chunks(frame, WORLDS, SEED, 1, block=WORLDS, chunk=WORLDS))
    assert worlds.tolist() == list(range(WORLDS))
    return written


@pytest.fixture(scope="module")
def found(frame: Frame, whole: Written) -> dict[str, np.ndarray]:
    """Outcomes of all worlds, looked at together."""
    return numbers_of(frame, whole)


def numbers_of(frame: Frame, written: Written) -> dict[str, np.ndarray]:
    count = len(written.nation)
    piece = Chunk(np.arange(count), np.recarray(count, [("none", "f8")]), written)
    return {name: numbers for name, (numbers, _) in outcomes(frame, piece).items()}


# The same whatever the split


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("block", [1, 7, 25])
def test_threads_and_blocks_change_no_number(frame: Frame, whole: Written, threads: int, block: int):
    worlds, written = joined(chunks(frame, WORLDS, SEED, threads, block))
    assert worlds.tolist() == list(range(WORLDS))
    assert_same(written, whole)


@pytest.mark.parametrize("chunk", [1, 6, 39, 40, 1000])
def test_chunks_change_no_number(frame: Frame, whole: Written, chunk: int):
    assert_same(joined(chunks(frame, WORLDS, SEED, 2, 4, chunk))[1], whole)


@pytest.mark.parametrize("world", [0, 17, 39])
def test_a_world_alone_is_the_world_of_the_ensemble(frame: Frame, whole: Written, found: dict, world: int):
    alone, _ = one_world(frame, SEED, world)
    assert_same(alone, Written(*(array[world : world + 1] for array in whole)))
    for name, numbers in numbers_of(frame, alone).items():
        assert np.array_equal(numbers[0], found[name][world], equal_nan=True), name


def test_the_first_worlds_do_not_depend_on_how_many_follow(frame: Frame, whole: Written):
    first = joined(chunks(frame, 20, SEED, 2))[1]
    assert_same(first, Written(*(array[:20] for array in whole)))


@pytest.mark.parametrize("parts", [(1, 39), (13, 27), (20, 20)])
def test_outcomes_do_not_depend_on_which_worlds_are_looked_at_together(frame: Frame, whole: Written, found: dict, parts):
    cuts = [slice(0, parts[0]), slice(parts[0], None)]
    pieces = [numbers_of(frame, Written(*(array[cut] for array in whole))) for cut in cuts]
    assert [list(piece) for piece in pieces] == [list(found)] * 2
    for name, numbers in found.items():
        apart = np.concatenate([piece[name] for piece in pieces])
        assert numbers.tobytes() == apart.tobytes(), name


def test_another_seed_is_other_luck_in_every_world(frame: Frame, whole: Written):
    other = joined(chunks(frame, 5, SEED + 1, 1))[1]
    attacks = [written.countries["attacks"][:5, 1:, 0] for written in (whole, other)]
    assert (attacks[0] != attacks[1]).any(axis=1).all()


def test_no_two_worlds_are_alike(whole: Written):
    assert len({row.tobytes() for row in whole.countries["attacks"]}) == WORLDS


@pytest.mark.skipif(not lanes.usable(), reason="worlds run one at a time here")
def test_the_largest_seed_needs_no_second_compilation(short: Frame):
    one_world(short, SEED, 0)
    before = len(simulate_eight().signatures)
    large = one_world(short, 2**64 - 1, 0)[0]
    assert len(simulate_eight().signatures) == before
    with pytest.raises(AssertionError):
        assert_same(large, one_world(short, 2**63 - 1, 0)[0])


def test_what_a_world_is_told_by_the_week_agrees_with_what_is_told_less_often(frame: Frame):
    weekly = one_world(Frame(frame.scenario, frame.until, every_week=True), SEED, 3)[0]
    usual = one_world(frame, SEED, 3)[0]
    assert weekly.nation.tobytes() == usual.nation.tobytes()
    assert weekly.places["control"][:, frame.records].tobytes() == usual.places["control"].tobytes()
    for name in ("attacks", "fled", "civilians_killed"):
        at = np.add.accumulate(weekly.places[name].astype(float), axis=1)[:, frame.records]
        assert np.allclose(at, np.add.accumulate(usual.places[name].astype(float), axis=1), rtol=1e-4, atol=1e-3)


# Stopping


def until_stopped(pieces: Iterable[Chunk]) -> list[Chunk]:
    kept: list[Chunk] = []
    with pytest.raises(KeyboardInterrupt):
        for piece in pieces:
            kept.append(piece)
    return kept


def ticking(limit: int, act: Callable[[], None]) -> Callable[[int], None]:
    """A tick that acts once so many worlds are done."""
    done, lock = [0], threading.Lock()

    def tick(worlds: int) -> None:
        with lock:
            done[0] += worlds
            late = done[0] > limit
        if late:
            act()

    return tick


def interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("limit", [0, 3, 11, 25, 38])
@pytest.mark.parametrize("threads", [1, 3])
def test_an_interrupt_leaves_an_unbroken_run_of_first_worlds(frame: Frame, whole: Written, limit: int, threads: int):
    kept = until_stopped(chunks(frame, WORLDS, SEED, threads, 2, 10, tick=ticking(limit, interrupt)))
    if limit == 0 and threads == 1:
        assert kept == []
    if kept:
        worlds, written = joined(kept)
        assert worlds.tolist() == list(range(worlds.size))
        assert worlds.size < WORLDS
        assert_same(written, Written(*(array[: worlds.size] for array in whole)))
    # every block that was done in time counts, but for those that other threads had under way
    assert sum(piece.worlds.size for piece in kept) >= limit - 1 - 2 * (threads - 1) - 10 * (threads > 1)


def test_worlds_that_were_done_behind_a_gap_take_nobodys_number(short: Frame, monkeypatch: pytest.MonkeyPatch):
    """The first chunk fails while the second is done: nothing may be handed out, least of all world 4 as world 0."""
    second_done, plain = threading.Event(), run.simulate_block

    def simulate_block(frame, beginnings, parameters, seed, worlds, written):
        if worlds[0] == 0:
            assert second_done.wait(20)
            raise KeyboardInterrupt
        plain(frame, beginnings, parameters, seed, worlds, written)
        if worlds[-1] == 7:
            second_done.set()

    monkeypatch.setattr(run, "simulate_block", simulate_block)
    assert until_stopped(chunks(short, 8, SEED, 2, 4, 4)) == []


def test_the_wish_to_stop_is_met_soon_and_keeps_what_is_done(short: Frame):
    stop = threading.Event()
    pieces = chunks(short, 10**6, SEED, 2, 5, 50, tick=ticking(120, stop.set), stop=stop)
    began = time.monotonic()
    kept = until_stopped(pieces)
    assert time.monotonic() - began < 20
    worlds = joined(kept)[0]
    assert worlds.tolist() == list(range(worlds.size))
    assert 100 <= worlds.size < 1000


def test_a_caller_that_stops_listening_ends_the_threads(short: Frame):
    before = threading.active_count()
    pieces = chunks(short, 10**6, SEED, 2, 5, 20)
    next(pieces)
    pieces.close()
    assert threading.active_count() == before


def test_a_fault_in_a_thread_is_raised_and_not_swallowed(short: Frame):
    def fault() -> None:
        raise ZeroDivisionError("made up")

    with pytest.raises(ZeroDivisionError, match="made up"):
        list(chunks(short, 30, SEED, 2, 5, 10, tick=ticking(12, fault)))


def test_ticks_count_every_world_once(short: Frame):
    told: list[int] = []
    list(chunks(short, 23, SEED, 3, 5, 10, tick=told.append))
    assert sum(told) == 23
