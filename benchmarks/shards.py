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
LARGE, LARGER = 22_000, 66_000
UNTIL = date(2018, 5, 30)
SOON = date(2016, 3, 7)


def measure() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="rekindle-shards-") as temporary:
        there = Path(temporary)
        city = new("my-city", there)
        simulate(city, worlds=FEW, until=SOON, out=there / "warm", report=False)  # what is compiled is kept
        plain = _best(lambda: simulate(city, worlds=FEW, until=SOON, threads=2, out=there / "plain", report=False))
        begin = _best(lambda: simulate(city, worlds=FEW, until=SOON, workers=2, out=there / "begin", report=False))
        yield f"{FEW} worlds, two workers against two threads", f"{begin - plain:.1f} s more: processes begin"
        yield from _compared(there, city, WORLDS, UNTIL)
        yield from _compared(there, city, LARGER, SOON)
        few, many = (_gathering(there, city, worlds, SOON) for worlds in (LARGE, LARGER))
        each = 1000 * (many - few) / (LARGER - LARGE)
        yield "gathering a large run", f"{few - each * LARGE / 1000:.1f} s, and {each:.2f} s for every 1,000 worlds"
        yield f"gathering {WORLDS:,} worlds with all their series", f"{_gathering(there, city, WORLDS, UNTIL):.1f} s"


def _compared(there: Path, city: Path, worlds: int, until: date) -> Iterator[tuple[str, str]]:
    """The same worlds in two threads and by two workers."""
    asked = {"worlds": worlds, "until": until, "threads": 2, "report": False}
    threads = _best(lambda: simulate(city, **asked, out=there / "threads"))
    workers = _best(lambda: simulate(city, **asked, workers=2, out=there / "workers"))
    words = f"{worlds:,} worlds of {(until - date(2016, 1, 4)).days // 7} weeks"
    yield f"{words}, two threads", f"{worlds / threads:.0f} worlds/s"
    yield f"{words}, two workers", f"{worlds / workers:.0f} worlds/s, {threads / workers:.2f} times as fast"
    if (there / "threads/SHA256SUMS").read_bytes() != (there / "workers/SHA256SUMS").read_bytes():
        yield "FAULT", "threads and workers gave other bytes"


def _gathering(there: Path, city: Path, worlds: int, until: date) -> float:
    """Seconds that gathering takes."""
    parts = there / f"parts-{worlds}"
    shard(city, worlds=worlds, until=until, of=1, part=0, out=parts)
    started = time.perf_counter()
    gather(parts, report=False)
    return time.perf_counter() - started


def _best(work: Callable[[], object]) -> float:
    """Seconds of the fastest turn."""
    taken = []
    for _ in range(TURNS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)
