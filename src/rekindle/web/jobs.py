"""The queue: work in pieces, shared where it is equal, given up where nobody waits, and fair between those who wait.

A job is a generator that gives an event at the end of each piece of work. Pieces run in a few threads, one after the other;
between two pieces of one job those of others go first, if they should:

- what nobody has seen anything of goes before what is only refined, so a lever answers while hundreds of worlds are under way;
- of first answers the oldest goes first, where a client's next counts from when its last was given: all wait alike, one who
  moves ten levers does not hold up the nine others, and what a slider only passed is mostly given up before it begins; an age
  counts for each of those who wait for the same, so that what a class asks for goes before what one asks for;
- of refinements that of the client goes first whose last one is longest ago;
- every sixteenth piece is the one that has waited longest, whatever it is, so nothing waits for ever.

All but the pieces themselves happens in the thread of the event loop, so nothing here is locked.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import zlib
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from rekindle.errors import RekindleError, UsageError

WORKERS = 3
"""Pieces at once: while some are simulated the arithmetic of another goes on; two left a fifth of two processors idle."""
MOST_WAITING = 400
"""Jobs in the queue; whoever comes after that is asked to come again."""
MOST_OF_ONE = 12
"""Jobs that one client waits for at once."""
KEPT = 48 * 2**20
"""Bytes of finished answers that are kept for whoever asks the same."""
WORTH = 4_096
"""Bytes from which on an event is compressed: answers are read by a class over one Wi-Fi."""
TURN = 16
"""Every so many pieces the longest waiting one is taken."""
PREVIEW, SOON, LATER = 0, 1, 2
"""Ranks of pieces: nothing was seen of the job yet; something was; it is long and nobody watches it grow."""
FAULT = "This is a fault of Rekindle's, not yours: {kind}. The terminal that the page was started in says more."


class Event(NamedTuple):
    """What a piece of work gives: the kind of event, and its data as JSON. Each holds all that earlier ones of its job held."""

    kind: str
    data: bytes
    packed: bytes = b""
    """The text of the event in a stream, compressed once for all who hear it; empty where that is not worth it."""

    @property
    def text(self) -> bytes:
        """The event as a stream has it."""
        return b"event: " + self.kind.encode() + b"\ndata: " + self.data.replace(b"\n", b" ") + b"\n\n"


class Busy(RekindleError):
    """More is asked for than is done at once."""


class Stopped(Exception):
    """Nobody waits for this job any more."""


Pieces = Callable[[threading.Event], Iterator[Event | None]]
"""Makes the generator of a job; the event is set once nobody waits."""


@dataclass(eq=False)
class Job:
    """One piece of work after the other, and those who wait for it."""

    key: str
    pieces: Iterator[Event | None]
    stop: threading.Event
    rank: int
    number: int
    since: int
    """Tick at which its next piece began to wait."""
    keep: bool = True
    waiting: dict[Subscription, str] = field(default_factory=dict)
    latest: Event | None = None
    running: bool = False


class Subscription:
    """What one client hears of a job; leave it with `close`, and the job stops if nobody else waits."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._heard: asyncio.Queue[Event | None] = asyncio.Queue()
        self.job: Job | None = None

    def put(self, event: Event | None) -> None:
        """Tell an event; None is the end. Of events that nobody has taken yet only the newest is kept: each holds all."""
        if event is not None:
            while not self._heard.empty():
                self._heard.get_nowait()
        self._heard.put_nowait(event)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while (event := await self._heard.get()) is not None:
            yield event

    def close(self) -> None:
        self._queue.leave(self)


class Queue:
    """Runs jobs in threads. Everything but `pieces` is called from the thread of the event loop."""

    def __init__(self, workers: int = WORKERS, tell: Callable[[BaseException], None] = lambda error: None) -> None:
        """`tell` hears of faults of ours, which a client learns nothing of."""
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="pieces")
        self._free = workers
        self._jobs: dict[str, Job] = {}
        self._finished: OrderedDict[str, Event] = OrderedDict()
        self._refined: dict[str, int] = {}
        """Tick of a client's last piece that refined."""
        self._given: dict[str, int] = {}
        """When a client was given a first answer last, in the numbers of jobs."""
        self._count = itertools.count(1)
        self._tick = 0
        self._tell = tell
        self._closed = False
        self.crowd = 0
        """Jobs of which nobody has seen anything and that wait for their first piece; read by pieces in their threads."""

    @property
    def waiting(self) -> int:
        """Jobs that are not finished."""
        return len(self._jobs)

    def join(self, key: str, client: str, pieces: Pieces, rank: int = PREVIEW, keep: bool = True) -> Subscription:
        """Wait for a job, with whoever waits for the same already; its last event is kept, unless `keep` is false.

        Raises Busy where there is too much to do.
        """
        heard = Subscription(self)
        if key in self._finished:
            self._finished.move_to_end(key)
            heard.put(self._finished[key])
            heard.put(None)
            return heard
        job = self._jobs.get(key)
        if sum(client in job.waiting.values() for job in self._jobs.values()) >= MOST_OF_ONE:
            raise Busy(f"this page waits for {MOST_OF_ONE} answers already: close one of its windows, or wait a moment.")
        if job is None:
            if len(self._jobs) >= MOST_WAITING:
                raise Busy(f"{MOST_WAITING} answers are waited for already: try again in a moment.")
            stop = threading.Event()
            job = Job(key, pieces(stop), stop, rank, next(self._count), self._tick, keep)
            self._jobs[key] = job
        elif job.latest is not None:
            heard.put(job.latest)
        job.waiting[heard] = client
        heard.job = job
        self._go_on()
        return heard

    def leave(self, heard: Subscription) -> None:
        """One client waits no more; a job for which nobody waits is given up."""
        job, heard.job = heard.job, None
        if job is None:
            return
        job.waiting.pop(heard, None)
        if not job.waiting and self._jobs.get(job.key) is job:
            job.stop.set()
            del self._jobs[job.key]
            if not job.running:
                job.pieces.close()  # type: ignore[attr-defined]

    def forget(self, beginning: str = "") -> None:
        """Drop finished answers whose key begins so: what they were made of has changed."""
        for key in [key for key in self._finished if key.startswith(beginning)]:
            del self._finished[key]

    def close(self) -> None:
        """Give everything up, and wait for nothing."""
        self._closed = True
        for job in list(self._jobs.values()):
            job.stop.set()
            for heard in job.waiting:
                heard.put(None)
        self._jobs.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _next(self) -> Job | None:
        """Whose piece is done next."""
        ready = [job for job in self._jobs.values() if not job.running]
        if not ready:
            return None
        if self._tick % TURN == TURN - 1:
            return min(ready, key=lambda job: (job.since, job.number))
        working = [job for job in self._jobs.values() if job.running and job.rank == PREVIEW]
        now = next(self._count)
        busy = Counter(who for job in working for who in job.waiting.values())

        def turn(job: Job) -> tuple[int, int, int]:
            clients = job.waiting.values()
            if job.rank == PREVIEW:
                given = min(self._given.get(who, 0) for who in clients)
                age = now - max(job.number, given)
                return PREVIEW, min(busy[who] for who in clients), -age * len(set(clients))
            return job.rank, min(self._refined.get(who, 0) for who in clients), job.number

        return min(ready, key=turn)

    def _go_on(self) -> None:
        while self._free and not self._closed and (job := self._next()) is not None:
            self._tick += 1
            if job.rank != PREVIEW:
                self._refined.update(dict.fromkeys(job.waiting.values(), self._tick))
                _forget_oldest(self._refined)
            job.running = True
            self._free -= 1
            self.crowd = sum(not job.running and job.rank == PREVIEW for job in self._jobs.values())
            done = asyncio.get_running_loop().run_in_executor(self._threads, _piece, job.pieces)
            done.add_done_callback(partial(self._done, job))

    def _done(self, job: Job, future: asyncio.Future[tuple[bool, Event | None]]) -> None:
        job.running = False
        self._free += 1
        job.since = self._tick
        if job.rank == PREVIEW:
            self._given.update(dict.fromkeys(job.waiting.values(), next(self._count)))
            _forget_oldest(self._given)
        job.rank = max(job.rank, SOON)
        there = self._jobs.get(job.key) is job
        try:
            last, event = future.result()
        except (asyncio.CancelledError, Stopped):
            last, event = True, None
        except Exception as error:
            last, event = True, self._problem(error) if there else None
            job.latest = None
        if there:
            if event is not None:
                job.latest = event
                for heard in job.waiting:
                    heard.put(event)
            if last:
                self._end(job)
        elif not last:
            job.pieces.close()  # type: ignore[attr-defined]
        if not self._closed:
            self._go_on()

    def _problem(self, error: Exception) -> Event:
        from rekindle.json_text import compact_json

        if not isinstance(error, RekindleError):
            self._tell(error)
        return Event("problem", compact_json({"error": line_of(error)}))

    def _end(self, job: Job) -> None:
        del self._jobs[job.key]
        for heard in job.waiting:
            heard.job = None
            heard.put(None)
        if job.keep and job.latest is not None and job.latest.kind != "problem":
            self._finished[job.key] = job.latest
            while sum(len(event.data) + len(event.packed) for event in self._finished.values()) > KEPT:
                self._finished.popitem(last=False)


def _forget_oldest(turns: dict[str, int]) -> None:
    """Whoever had a turn longest ago counts as one who never had any."""
    while len(turns) > 1000:
        del turns[min(turns, key=turns.__getitem__)]


def _piece(pieces: Iterator[Event | None]) -> tuple[bool, Event | None]:
    """Do one piece, in a thread: whether it was the last, and what it gave."""
    for event in pieces:
        if event is not None and len(event.data) > WORTH:
            event = event._replace(packed=packed(event.text))
        return False, event
    return True, None


def packed(text: bytes) -> bytes:
    """A text compressed so that it can stand between any others in one compressed stream."""
    made = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return made.compress(text) + made.flush(zlib.Z_FULL_FLUSH)


def line_of(error: BaseException) -> str:
    """An error as one line for a page; of a fault of ours only its kind, for its words may name what nobody should see."""
    if isinstance(error, RekindleError):
        return " ".join(str(error).split())
    return FAULT.format(kind=type(error).__name__)


async def result(heard: AsyncIterator[Event]) -> Event:
    """The last event of a job. Raises UsageError with its line where the job met a problem."""
    last = None
    with suppress(GeneratorExit):
        async for event in heard:
            last = event
    if last is None:
        raise Busy("the work was stopped before it was done: try again.")
    if last.kind == "problem":
        import json

        raise UsageError(json.loads(last.data)["error"])
    return last
