"""Shards of a run: ranges of its worlds simulated apart, by whoever, and gathered into ordinary results.

Worlds are addressed by their numbers, so a split changes no number. What decides numbers is written into every shard, and a
shard that was made with anything else is refused: the results are the same bytes as those of one process.
"""

from __future__ import annotations

import errno
import os
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.replay import spec_of
from rekindle.analysis.runs.result import MANIFEST, RESULTS, SUMMARY, drawn_in, is_whole, json_in
from rekindle.analysis.runs.run import Answer, RunSpec, finish
from rekindle.code_digest import code_digest
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.manifest import manifest
from rekindle.ensemble.run import CHUNK, chunks
from rekindle.ensemble.shards import SHARDS, Shard, ShardWriter, rows_of_all, shards_in
from rekindle.ensemble.store import Store
from rekindle.errors import CheckFailed, MissingData, RekindleError, UsageError
from rekindle.files import staged_in
from rekindle.scenario.problem import short

WORLDS_IN_A_SHARD = 1000
"""Most worlds of a shard: so many that what a process needs to begin costs little, and few enough to be simulated once more."""
Range = tuple[int, int]
"""Worlds from the first up to, and not including, the second."""
ROOMS = ("ensemble", "scenario", "variables", "analysis/outcomes")
"""Beside the model, the rooms that draw worlds and decide what is read off them."""


@cache
def sources_digest() -> str:
    """Digest of the rooms that draw worlds and read numbers off them; the model has one of its own."""
    package = Path(str(files("rekindle")))
    return code_digest((file for room in ROOMS for file in (package / room).rglob("*.py")), package)


@dataclass(frozen=True)
class Job:
    """A run whose worlds are simulated in shards: what is run, its axes, what decides its numbers, and where it goes."""

    question: RunSpec
    frame: Frame
    run: Mapping[str, Any]
    path: str | None
    folder: Path

    @property
    def shards(self) -> Path:
        return self.folder / SHARDS

    def order(self) -> dict[str, Any]:
        """The job as JSON, for another process: it reads scenario and posterior itself, and compares."""
        return {"run": dict(self.run), "scenario_path": self.path, "folder": str(self.folder.absolute())}


def job_of(question: RunSpec, folder: Path, path: str | None) -> Job:
    """A run as a job; `path` is where a scenario lies that is not packaged. Raises UsageError for what cannot be run."""
    frame = question.frame()
    about = manifest(
        frame, policy=question.policy.name, policy_text=question.policy.text, seed=question.seed,
        requested=question.worlds, done=0,
    )  # fmt: skip
    run = {key: value for key, value in about.items() if key not in ("variants", "worlds", "complete")}
    return Job(question, frame, run | {"set_by_hand": dict(question.by_hand), "sources": sources_digest()}, path, folder)


def job_from(order: Mapping[str, Any]) -> Job:
    """The job that another process ordered, made of what lies here. Raises CheckFailed where anything differs here."""
    run, path = order["run"], order["scenario_path"]
    try:
        job = job_of(spec_of({**run, "scenario_path": path}), Path(order["folder"]), path)
    except (ValueError, TypeError, KeyError) as error:
        raise CheckFailed(f"what is to be run cannot be understood here ({error}). Use one version of Rekindle.") from None
    other = differences(run, job.run)
    if other:
        raise CheckFailed(f"this worker would simulate something else: {other}. Give all workers the same.")
    return job


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """The entries in which two runs differ, in words: what each is there, and what it is here; empty where they agree."""
    one, other = _flat(there), _flat(here)
    told = [
        f"{key} is {short(str(one.get(key, 'missing')))} there and {short(str(other.get(key, 'missing')))} here"
        for key in sorted(one.keys() | other.keys())
        if one.get(key) != other.get(key)
    ]
    return "; ".join(told[:4]) + (f"; and {len(told) - 4} more" if len(told) > 4 else "")


def _flat(run: Mapping[str, Any]) -> dict[str, Any]:
    rows = {key: value for key, value in run.items() if not isinstance(value, Mapping)}
    return rows | {f"{key}.{name}": x for key, value in run.items() if isinstance(value, Mapping) for name, x in value.items()}


def simulate_shard(
    job: Job,
    first: int,
    last: int,
    threads: int,
    tick: Callable[[int], None] = lambda done: None,
    stop: threading.Event | None = None,
    parts: int | None = None,
) -> Path:
    """Simulate worlds `first` up to, and not including, `last` of a run into a shard; its folder.

    It counts with one rename at the end, and leaves nothing behind otherwise. `parts` is into how many parts the run was cut
    by hand. Raises UsageError where it cannot be written, KeyboardInterrupt once `stop` is set.
    """
    question, frame = job.question, job.frame
    try:
        writer = ShardWriter(job.shards, frame, question.worlds, first, last)
        try:
            for piece in chunks(frame, np.arange(first, last), question.seed, threads, tick=tick, stop=stop):
                writer.append(piece, outcomes(frame, piece))
            about = {"run": job.run, "scenario_path": job.path} | ({"parts": parts} if parts else {})
            return writer.close(about)
        finally:
            writer.discard()
    except OSError as error:
        todo = "Run the command again" if error.errno == errno.ENOENT else "Make room, or choose another --out"
        raise UsageError(f"writing to {job.shards} failed: {error.strerror or error}. {todo}; finished shards stay.") from None


@dataclass(frozen=True)
class Stock:
    """What is there of a run: whole shards in the order of their worlds, damaged ones and why, and what is missing."""

    shards: Sequence[Shard]
    damaged: Sequence[tuple[Shard, str]]
    missing: Sequence[Range]

    @property
    def worlds(self) -> int:
        return sum(shard.last - shard.first for shard in self.shards)


def stock(job: Job, within: Range | None = None, sums: bool = True) -> Stock:
    """Look at every shard of a run's folder, or at those of some of its worlds; without `sums` no byte of them is compared.

    Raises CheckFailed for shards of another run and for two that hold the same world.
    """
    first, last = within or (0, job.question.worlds)
    there = [one for one in shards_in(job.shards) if within is None or (one.first < last and one.last > first)]
    faults = [(one, one.fault() if sums else "") for one in there]
    good = [one for one, fault in faults if not fault]
    for one in good:
        other = differences(one.run, job.run)
        if other:
            raise CheckFailed(f"{one.path} is of another run: {other}. Remove that shard, or choose another folder.")
    missing, at = [], first
    for before, one in zip([None, *good], good, strict=False):
        if before is not None and one.first < before.last:
            raise CheckFailed(f"{before.path} and {one.path} both hold world {one.first}. Remove one of them.")
        if one.first > at:
            missing.append((at, one.first))
        at = one.last
    if at < last:
        missing.append((at, last))
    if good and good[-1].last > max(last, job.question.worlds):
        raise CheckFailed(f"{good[-1].path} goes beyond the {job.question.worlds:,} worlds of the run. Remove it.")
    return Stock(good, [(one, fault) for one, fault in faults if fault], missing)


def part_of(worlds: int, parts: int, part: int) -> Range:
    """The worlds of one of so many parts of a run, counted from 0; parts differ by one world at most."""
    return part * worlds // parts, (part + 1) * worlds // parts


def cut(missing: Sequence[Range], size: int) -> list[Range]:
    """Ranges of worlds in pieces of at most so many."""
    return [(first, min(first + size, last)) for start, last in missing for first in range(start, last, size)]


def size_for(worlds: int, workers: int) -> int:
    """Worlds in a shard, such that every worker has some of them; whole chunks of results where there are enough."""
    size = min(WORLDS_IN_A_SHARD, max(1, -(-worlds // (4 * workers))))
    return size if size <= CHUNK else -(-size // CHUNK) * CHUNK


def job_in(folder: Path) -> Job:
    """The run that most shards in a folder are of. Raises MissingData where there is none, CheckFailed if it cannot be here."""
    there = shards_in(folder / SHARDS)
    known = [(repr(sorted(one.run.items())), one) for one in there if one.run]
    if not known:
        raise MissingData(f"{folder} holds no shards. `rekindle shard NAME --of K --part J --out {folder}` makes one.")
    most = Counter(text for text, _ in known).most_common(1)[0][0]
    ours = [one for text, one in known if text == most]
    run = ours[0].run
    paths = [one.about.get("scenario_path") for one in ours]
    path = next((path for path in paths if path is None or Path(path).exists()), paths[0])
    try:
        job = job_of(spec_of({**run, "scenario_path": path}), folder, path)
    except RekindleError as error:
        raise type(error)(f"the shards in {folder} are of a run that cannot be gathered here: {error}") from None
    except (ValueError, TypeError, KeyError) as error:
        raise CheckFailed(f"the shards in {folder} say what they are of in a way that is not understood: {error}.") from None
    other = differences(run, job.run)
    if other:
        raise CheckFailed(
            f"the shards in {folder} cannot be gathered here: {other}. Gather them where they were simulated, or simulate "
            "them again here into another folder."
        )
    return job


def check_all_there(job: Job, there: Stock) -> None:
    """Raise CheckFailed for the first damaged shard and MissingData for missing worlds: which, and how to run them."""
    again = f"`rekindle gather {job.folder} --resume`"
    if there.damaged:
        shard, fault = there.damaged[0]
        more = f" {len(there.damaged) - 1} more shards are damaged." if len(there.damaged) > 1 else ""
        raise CheckFailed(f"{shard.path}: {fault}.{more} {again} simulates them again.")
    if there.missing:
        worlds = sum(last - first for first, last in there.missing)
        raise MissingData(
            f"{worlds:,} of {job.question.worlds:,} worlds are missing in {job.shards}: {ranges(there.missing)}"
            f"{_parts(job, there)}. Run those parts, or {again} simulates them here."
        )


def ranges(missing: Sequence[Range], most: int = 5) -> str:
    """Ranges of worlds in words."""
    told = [f"{first} to {last - 1}" if last - first > 1 else str(first) for first, last in missing]
    return ", ".join(told[:most]) + (f" and {len(told) - most} more ranges" if len(told) > most else "")


def _parts(job: Job, there: Stock) -> str:
    """Which parts lack something, where the run was cut into parts by hand, always as many."""
    numbers = {one.about.get("parts") for one in there.shards}
    parts = numbers.pop() if len(numbers) == 1 else None
    if not isinstance(parts, int):
        return ""
    cuts = [part_of(job.question.worlds, parts, part) for part in range(parts)]
    lacking = [str(n) for n, (a, b) in enumerate(cuts) if any(first < b and last > a for first, last in there.missing)]
    more = f" and {len(lacking) - 20} more" if len(lacking) > 20 else ""
    return f" (of {parts} parts: {','.join(lacking[:20])}{more})"


def gather(job: Job, shards: Sequence[Shard], tick: Callable[[int], None], stop: threading.Event) -> Answer:
    """Make results of shards that hold all worlds; the shards go once the results are in place.

    The caller holds the lock of the folder. Raises UsageError where results cannot be written, and KeyboardInterrupt once
    `stop` is set; the shards stay in both cases.
    """
    worlds = job.question.worlds
    imbalance = max(float(one.about["largest_imbalance_in_people"]) for one in shards)
    try:
        with staged_in(job.folder, MANIFEST) as staged:
            store = Store(staged.path / RESULTS, job.frame, worlds)
            for rows in rows_of_all(shards, worlds, store.histograms):
                if stop.is_set():
                    raise KeyboardInterrupt(f"all worlds are kept in {job.shards}; the same command with --resume gathers them")
                staged.check()
                store.add(rows)
                tick(rows.worlds)
            summary, about = finish(job.question, job.frame, store, staged, imbalance, job.path)
            staged.put_in_place(gone=(*drawn_in(job.folder), SHARDS))
    except OSError as error:
        raise UsageError(
            f"gathering into {job.folder} failed: {error.strerror or error}. All worlds are kept in {job.shards}. Make room, "
            "and add --resume."
        ) from None
    return Answer(job.folder, summary, about)


def finished(job: Job) -> Answer | None:
    """The whole results of the same run, where they lie in its folder already."""
    about = json_in(job.folder / MANIFEST)
    same = about.get("complete") and all(about.get(key) == value for key, value in job.run.items() if key != "sources")
    return Answer(job.folder, json_in(job.folder / SUMMARY), about) if same and is_whole(job.folder) else None


def cores() -> int:
    """Cores of this machine."""
    return os.cpu_count() or 1
