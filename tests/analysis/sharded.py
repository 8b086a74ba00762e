"""What tests of runs in shards share: a small scenario, its shards, and what may happen to them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from rekindle import api
from rekindle.analysis.runs.result import is_whole
from rekindle.analysis.runs.shards import Job, job_of
from rekindle.ensemble.shards import ABOUT, ARRAYS, SUMS, folder_name
from rekindle.files import read_json, sums_of, write_json, write_text
from rekindle.progress import Progress, Task

WORLDS, SEED, UNTIL = 23, 4, date(2016, 5, 2)
ODD = ((0, 5), (5, 6), (6, WORLDS))
ASKED: dict[str, Any] = {"worlds": WORLDS, "seed": SEED, "until": UNTIL}


def simulated(city: Path, out: Path, **words: Any) -> Path:
    """The folder of a finished run, without a report."""
    return api.simulate(city, **ASKED, out=out, report=False, **words).folder


def sums_in(folder: Path) -> str:
    """The checksums of results beside which nothing else lies."""
    there = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert is_whole(folder) and there == {
        "results.zarr",
        "summary.json",
        "manifest.json",
        "ro-crate-metadata.json",
        "SHA256SUMS",
    }
    return (folder / SUMS).read_text(encoding="utf-8")


def job_in(city: Path, folder: Path, **words: Any) -> Job:
    return job_of(api.runs.question(city, **{**ASKED, **words}), folder, str(city))


def shard_in(folder: Path, first: int, last: int) -> Path:
    return folder / "shards" / folder_name(first, last)


def forge(shard: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Let a shard say something else of itself, with checksums that agree."""
    about = read_json(shard / ABOUT)
    change(about)
    write_json(shard / ABOUT, about)
    write_text(shard / SUMS, sums_of(shard, (ARRAYS, ABOUT)))


def damage(shard: Path) -> str:
    """Turn one bit of the largest file of a shard; the file's name."""
    file = max((path for path in shard.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    return file.relative_to(shard).as_posix()


class Told(Progress):
    """What a person is told, and how many worlds were done in all; `act` is called once more than `after` are."""

    def __init__(self, after: int = WORLDS, act: Callable[[], None] = lambda: None) -> None:
        self.lines: list[str] = []
        self.done = 0
        self.after, self.act = after, act

    def say(self, text: str) -> None:
        self.lines.append(text)

    @contextmanager
    def task(self, words: str, total: int | None) -> Iterator[Task]:
        told = self

        class Counted(Task):
            def advance(self, done: int) -> None:
                told.done += done if words == "Worlds" else 0
                if told.done > told.after:
                    told.act()

        yield Counted()


def ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@contextmanager
def usual_interrupts() -> Iterator[None]:
    """Interrupts as Python has them, whatever a runner of tests made of them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
