"""The sources as they are against those of a commit (AGAINST=COMMIT in the environment, else the last one): how many times
faster, as a ratio of CPU time. Both run in processes of their own, in turns, so that a busy machine is as busy for both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

LONG = True
ROOT = Path(__file__).parents[1]
TURNS = {"kernel": 25, "writing": 9}
COMPILINGS = 3


def measure() -> Iterator[tuple[str, str]]:
    commit = os.environ.get("AGAINST", "HEAD")
    with tempfile.TemporaryDirectory(prefix="rekindle-against-") as folder:
        old = Path(folder) / "old"
        old.mkdir()
        archive = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, check=True, capture_output=True)
        subprocess.run(["tar", "x", "-C", str(old)], input=archive.stdout, check=True)
        sources = [old / "src", ROOT / "src"]
        caches = [Path(folder) / "cache of old", Path(folder) / "cache of new"]
        empty = [[Path(folder) / f"cache {i} of {age}" for age in ("old", "new")] for i in range(COMPILINGS)]
        found = [[_once(source, cache) for source, cache in zip(sources, pair, strict=True)] for pair in empty]
        yield f"compiling, {COMPILINGS} turns against {commit}", _told(found)
        for what, turns in TURNS.items():
            yield f"{what}, {turns} turns against {commit}", _told(_turns(what, turns, sources, caches))


def _told(seconds: list[list[float]]) -> str:
    old, new = (statistics.median(column) for column in zip(*seconds, strict=True))
    ratio = statistics.median(before / after for before, after in seconds)
    return f"{ratio:.2f} times faster ({old:.3g} s, now {new:.3g} s)"


def _turns(what: str, turns: int, sources: list[Path], caches: list[Path]) -> list[list[float]]:
    """CPU seconds of the same work with each of the sources, turn by turn; one turn more is for warming up."""
    workers = [_worker(what, source, cache) for source, cache in zip(sources, caches, strict=True)]
    found = [[_seconds(worker) for worker in workers] for _ in range(turns + 1)]
    for worker in workers:
        worker.communicate()
    return found[1:]


def _once(source: Path, cache: Path) -> float:
    """CPU seconds of compiling into an empty cache."""
    worker = _worker("compiling", source, cache)
    seconds = _seconds(worker)
    worker.communicate()
    return seconds


def _worker(what: str, source: Path, cache: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks._turns", what]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(source), str(ROOT)]), "XDG_CACHE_HOME": str(cache)}
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    _line(worker)
    return worker


def _seconds(worker: subprocess.Popen[str]) -> float:
    assert worker.stdin
    worker.stdin.write("\n")
    worker.stdin.flush()
    return float(_line(worker))


def _line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout
    return worker.stdout.readline()
