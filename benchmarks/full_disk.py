"""A disk that is full at one point after another: under the results, under the cache of compiled code, under TMPDIR.

Small file systems in memory are mounted (which needs root on Linux), with room for a little more each time. A command must
end with 0 or with 2 and a sentence, an older result must stay whole or give way to a whole one, and what is called complete
must agree with its checksums.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rekindle.analysis.runs.result import MANIFEST, check_whole, json_in
from rekindle.errors import CheckFailed
from rekindle.model.compiled import CACHE
from rekindle.scenario import new

LONG = True
POINTS = 20
OLD, NEW = 1, 2


def measure() -> Iterator[tuple[str, str]]:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield "not run", "it mounts small file systems, which needs root on Linux"
        return
    with tempfile.TemporaryDirectory(prefix="rekindle-full-") as temporary:
        there = Path(temporary)
        city = new("my-city", there)
        words = ["run", str(city), "--worlds", "400", "--until", "2016-06-30", "--worlds-from", "prior"]
        old = there / "old"
        _run([*words, "--seed", str(OLD), "--out", str(old)])
        size = sum(file.stat().st_blocks * 512 for file in old.rglob("*") if file.is_file())
        for what, older in (("into an empty folder", None), ("over an older result", old)):
            found = Counter(_results(there, words, older, 0.06 * (i + 1) * (size + 6 * 2**20)) for i in range(POINTS))
            yield f"full disk, {POINTS} sizes, {what}", _told(found)
        found = Counter(_cache(there, words, i) for i in range(POINTS))
        yield f"full cache, {POINTS} points", _told(found)
        with _mounted(there / "tmp", 4096) as full:
            _fill(full)
            done = _run([*words, "--seed", str(OLD), "--out", str(there / "out")], TMPDIR=str(full))
            yield "full TMPDIR", _ending(done)


def _told(found: Counter[str]) -> str:
    return ", ".join(f"{number} {how}" for how, number in sorted(found.items()))


def _results(there: Path, words: list[str], older: Path | None, size: float) -> str:
    """Run into a disk with room for `size` bytes beside the older result; what came of it."""
    kept = sum(file.stat().st_blocks * 512 for file in older.rglob("*") if file.is_file()) if older else 0
    with _mounted(there / "disk", int(kept + size + 2**16)) as disk:
        out = disk / "out"
        if older:
            shutil.copytree(older, out)
        done = _run([*words, "--seed", str(NEW), "--out", str(out)])
        about = json_in(out / MANIFEST)
        try:
            if about:
                check_whole(out)
        except CheckFailed as fault:
            return f"FAULT: torn ({fault})"
        kept_worlds = json_in(out / "cancelled" / MANIFEST) or about
        if kept_worlds.get("seed") == NEW and not kept_worlds.get("complete") and done.returncode == 0:
            return "FAULT: not complete and called a success"
        holds = {None: "nothing", OLD: "older", NEW: "new" if about.get("complete") else "part of the new"}[about.get("seed")]
        if older and holds == "nothing":
            return "FAULT: lost"
        return f"{_ending(done)} ({holds} kept)"


def _cache(there: Path, words: list[str], point: int) -> str:
    """Run with a cache that lacks a few functions and has no room, or too little, for them."""
    noise = random.Random(point)
    files = [file for file in sorted(CACHE.folder.iterdir()) if file.name != "whole"]
    lacking = set(noise.sample(files, min(len(files), 3)))
    size = sum(-(-file.stat().st_size // 4096) * 4096 for file in files if file not in lacking)
    with _mounted(there / "cache", size + 2**16 + 4096 * 4 * point) as disk:
        place = disk / "rekindle" / CACHE.folder.name
        place.mkdir(parents=True)
        for file in files:
            if file not in lacking:
                shutil.copy(file, place)
        done = _run([*words, "--seed", str(OLD), "--out", str(there / "out")], XDG_CACHE_HOME=str(disk))
        left = [file.name for file in place.iterdir() if file.name.startswith(".")]
        if left:
            return f"FAULT: {left[0]} left behind"
        told = "could not be kept" in " ".join(done.stderr.split())
        return _ending(done) + (", told" if told else "")


@contextmanager
def _mounted(folder: Path, size: int) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _fill(folder: Path) -> None:
    try:
        (folder / "full").write_bytes(bytes(2**20))
    except OSError:
        return


def _run(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rekindle", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def _ending(done: subprocess.CompletedProcess[str]) -> str:
    said = " ".join(done.stderr.split())
    if "Traceback" in said or "fault of Rekindle" in said or done.returncode not in (0, 2):
        return f"FAULT: {done.returncode}, {said[-300:]}"
    return f"ended with {done.returncode}"
