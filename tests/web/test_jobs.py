"""The queue: shared where equal, given up where nobody waits, fair, and no fault of ours tells a client anything."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from rekindle.errors import UsageError
from rekindle.web.jobs import KEPT, LATER, MOST_OF_ONE, MOST_WAITING, TURN, Busy, Event, Queue, Subscription


def runs(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test that waits."""

    def run() -> None:
        asyncio.run(asyncio.wait_for(test(), 30))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


class Work:
    """Jobs that note the order in which their pieces are done; none begins before `gate` is open."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.stopped: list[str] = []
        self.gate = threading.Event()

    def job(self, name: str, pieces: int = 1, shown: bool = True) -> Callable[[threading.Event], Iterator[Event | None]]:
        def work(stop: threading.Event) -> Iterator[Event | None]:
            try:
                for n in range(pieces):
                    self.gate.wait(20)
                    if stop.is_set():
                        self.stopped.append(name)
                        return
                    self.done.append(name)
                    yield Event("answer", f"{name} {n}".encode()) if shown or n == pieces - 1 else None
            finally:
                self.stopped.append(f"{name} closed")

        return work


async def heard(one: Subscription) -> list[bytes]:
    return [event.data async for event in one]


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.005)


@runs
async def test_equal_jobs_are_done_once_and_heard_by_all() -> None:
    queue, work = Queue(), Work()
    every = [queue.join("same", f"client {n}", work.job("same", 3)) for n in range(50)]
    work.gate.set()
    told = await asyncio.gather(*map(heard, every))
    assert work.done == ["same"] * 3
    assert {one[-1] for one in told} == {b"same 2"}
    late = await heard(queue.join("same", "late", work.job("never done")))
    assert late == [b"same 2"]  # kept: nothing is simulated again
    assert work.done == ["same"] * 3
    assert queue.waiting == 0
    queue.close()


@runs
async def test_one_who_comes_while_a_job_runs_hears_what_was_said_last() -> None:
    queue, work = Queue(1), Work()
    first = queue.join("same", "first", work.job("same", 2))
    work.gate.set()
    async for event in first:
        work.gate.clear()
        assert event.data == b"same 0"
        second = queue.join("same", "second", work.job("other"))
        break
    work.gate.set()
    assert (await heard(second))[-1] == b"same 1"
    queue.close()


@runs
async def test_what_nobody_waits_for_is_given_up() -> None:
    queue, work = Queue(1), Work()
    running = queue.join("running", "a", work.job("running", 100))
    waiting = queue.join("waiting", "b", work.job("waiting"))
    other = queue.join("other", "c", work.job("other"))
    running.close()
    waiting.close()
    assert queue.waiting == 1
    work.gate.set()
    assert await heard(other) == [b"other 0"]
    assert work.done == ["other"]
    assert "running" in work.stopped
    queue.close()


@runs
async def test_a_job_goes_on_while_one_of_several_waits() -> None:
    queue, work = Queue(1), Work()
    one, other = (queue.join("same", who, work.job("same", 2)) for who in "ab")
    one.close()
    work.gate.set()
    assert (await heard(other))[-1] == b"same 1"
    queue.close()


@runs
async def test_what_nobody_has_seen_anything_of_goes_before_what_is_refined() -> None:
    queue, work = Queue(1), Work()
    long = queue.join("long", "a", work.job("long", 4))
    previews = [queue.join(f"new {n}", f"b{n}", work.job(f"new {n}")) for n in range(3)]
    work.gate.set()
    await asyncio.gather(heard(long), *map(heard, previews))
    assert work.done == ["long", "new 0", "new 1", "new 2", "long", "long", "long"]
    queue.close()


@runs
async def test_one_who_asks_for_much_does_not_hold_up_the_others() -> None:
    queue, work = Queue(1), Work()
    first = [queue.join(f"greedy {n}", "greedy", work.job("greedy")) for n in range(5)]
    others = [queue.join(f"other {n}", f"other {n}", work.job("other")) for n in range(4)]
    work.gate.set()
    await asyncio.gather(*map(heard, [*first, *others]))
    assert work.done == ["greedy", *["other"] * 4, *["greedy"] * 4]
    queue.close()


@runs
async def test_first_answers_go_by_age_whoever_was_served_before() -> None:
    """Positions that a slider only passed are given up, and do not put the last one behind those who came later."""
    queue, work = Queue(1), Work()
    running = queue.join("running", "x", work.job("running"))
    passed = [queue.join(f"passed {n}", "a", work.job("passed")) for n in range(2)]
    last = queue.join("last", "a", work.job("last"))
    later = queue.join("later", "b", work.job("later"))
    for one in passed:
        one.close()
    work.gate.set()
    await asyncio.gather(heard(running), heard(last), heard(later))
    assert work.done == ["running", "last", "later"]
    queue.close()


@runs
async def test_what_a_class_waits_for_goes_before_what_one_waits_for() -> None:
    queue, work = Queue(1), Work()
    running = queue.join("running", "x", work.job("running"))
    alone = [queue.join(f"alone {n}", f"alone {n}", work.job("alone")) for n in range(5)]
    together = [queue.join("together", f"pupil {n}", work.job("together")) for n in range(20)]
    work.gate.set()
    await asyncio.gather(*map(heard, [running, *alone, *together]))
    assert work.done == ["running", "together", *["alone"] * 5]
    queue.close()


@runs
async def test_nothing_waits_for_ever() -> None:
    """New previews never end, and still a long job gets every eighth piece."""
    queue, work = Queue(1), Work()
    work.gate.set()
    long = queue.join("long", "patient", work.job("long", 3, shown=False), LATER)
    heard_long = asyncio.ensure_future(heard(long))
    count = 0
    while not heard_long.done() and count < 200:
        previews = [queue.join(f"new {count + n}", f"client {n}", work.job("new")) for n in range(4)]
        await heard(previews[0])
        count += 4
    assert await heard_long == [b"long 2"]
    gaps = [n for n, name in enumerate(work.done) if name == "long"]
    assert max(b - a for a, b in zip(gaps, gaps[1:], strict=False)) <= TURN
    queue.close()


@runs
async def test_too_much_is_refused_in_one_line() -> None:
    queue, work = Queue(1), Work()
    every = [queue.join(f"{n}", f"client {n}", work.job("x")) for n in range(MOST_WAITING)]
    with pytest.raises(Busy, match="try again"):
        queue.join("one more", "late", work.job("x"))
    shared = queue.join("0", "late", work.job("x"))  # what is done anyway may be heard by any number
    for one in (*every, shared):
        one.close()
    mine = [queue.join(f"{n}", "one", work.job("x")) for n in range(MOST_OF_ONE)]
    with pytest.raises(Busy, match="this page"):
        queue.join("one more", "one", work.job("x"))
    assert len(mine) == MOST_OF_ONE
    work.gate.set()
    queue.close()


@runs
async def test_what_is_kept_has_a_limit() -> None:
    queue = Queue(1)

    def large(stop: threading.Event) -> Iterator[Event]:
        yield Event("answer", b"x" * (KEPT // 4))

    for n in range(12):
        assert len(await heard(queue.join(f"{n}", "a", large))) == 1
    assert sum(len(event.data) for event in queue._finished.values()) <= KEPT
    assert "11" in queue._finished
    assert "0" not in queue._finished
    queue.close()


@runs
async def test_a_problem_is_told_and_not_kept() -> None:
    faults: list[BaseException] = []
    queue = Queue(1, faults.append)

    def wrong(stop: threading.Event) -> Iterator[Event]:
        raise UsageError("no lever is called\n'x'.")
        yield

    def fault(stop: threading.Event) -> Iterator[Event]:
        raise KeyError("/a/path/that/is/nobodys/business")
        yield

    (event,) = [event async for event in queue.join("wrong", "a", wrong)]
    assert event == Event("problem", b'{"error":"no lever is called \'x\'."}')
    assert not faults
    (event,) = [event async for event in queue.join("fault", "a", fault)]
    assert event.kind == "problem"
    assert b"KeyError" in event.data
    assert b"business" not in event.data
    assert [type(one) for one in faults] == [KeyError]
    assert not queue._finished
    queue.close()


@runs
async def test_the_end_waits_for_nothing() -> None:
    queue, work = Queue(1), Work()
    one = queue.join("long", "a", work.job("long", 1000))
    other = queue.join("other", "b", work.job("other"))
    queue.close()
    assert await heard(one) == await heard(other) == []
    work.gate.set()
    await until(lambda: "long" in work.stopped)
