"""What shards cost: a run by two worker processes against the same run by two threads, and gathering by itself.

Reports are left out. All runs of a scenario are made in turns, and ratios are of the best of them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from rekindle import gather, new, shard, simulate

LONG = True
TURNS = 2
FEW, WORLDS = 20, 2_000
LARGE = 24_000
UNTIL = date(2018, 5, 30)
SOON = date(2016, 3, 7)


def measure() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="rekindle-shards-") as temporary:
        there = Path(temporary)
        city = new("my-city", there)
        simulate(city, worlds=FEW, until=SOON, out=there / "warm", report=False)  # what is compiled is kept
        yield from _compared(there, city, WORLDS, UNTIL)
        yield from _compared(there, city, LARGE, SOON)
        begin = _best(lambda: simulate(city, worlds=FEW, until=SOON, workers=2, out=there / "begin", report=False))
        plain = _best(lambda: simulate(city, worlds=FEW, until=SOON, threads=2, out=there / "plain", report=False))
        yield "two workers until both are at work", f"{begin - plain:.1f} s"


def _compared(there: Path, city: Path, worlds: int, until: date) -> Iterator[tuple[str, str]]:
    """The same worlds in two threads, by two workers, and gathered from one shard after the other."""
    asked = {"worlds": worlds, "until": until}
    threads = _best(lambda: simulate(city, **asked, threads=2, out=there / "threads", report=False))
    workers = _best(lambda: simulate(city, **asked, workers=2, threads=2, out=there / "workers", report=False))
    parts = there / "parts"
    shard(city, **asked, of=1, part=0, out=parts)
    started = time.perf_counter()
    gather(parts, report=False)
    gathering = time.perf_counter() - started
    words = f"{worlds:,} worlds of {(until - date(2016, 1, 4)).days // 7} weeks"
    yield f"{words}, two threads", f"{worlds / threads:.0f} worlds/s"
    yield f"{words}, two workers", f"{worlds / workers:.0f} worlds/s"
    yield "two workers against two threads", f"{threads / workers:.2f} times as fast"
    yield "gathering 1,000 worlds", f"{1000 * gathering / worlds:.2f} s, {gathering / threads:.0%} of the run in threads"
    if (there / "threads/SHA256SUMS").read_bytes() != (there / "workers/SHA256SUMS").read_bytes():
        yield "FAULT", "threads and workers gave other bytes"


def _best(work: Callable[[], object]) -> float:
    """Seconds of the fastest turn."""
    taken = []
    for _ in range(TURNS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)
