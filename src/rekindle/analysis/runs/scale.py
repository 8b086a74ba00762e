"""One run on many processes: take stock of its shards, simulate what is missing, gather."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rekindle.analysis.runs.cluster import check_installed, connected, simulate_on, slots
from rekindle.analysis.runs.compilation import compile_first
from rekindle.analysis.runs.interrupt import held_interrupts
from rekindle.analysis.runs.replay import question_of
from rekindle.analysis.runs.result import MANIFEST, SUMMARY, check_shards_folder, check_whole, json_in
from rekindle.analysis.runs.run import Answer, RunSpec
from rekindle.analysis.runs.shards import (
    WORLDS_IN_A_SHARD,
    Job,
    Range,
    Stock,
    check_all_there,
    cores,
    cut,
    finished,
    gather,
    job_in,
    job_of,
    part_of,
    simulate_shard,
    size_for,
    stock,
)
from rekindle.analysis.runs.workers import simulate_here
from rekindle.ensemble.shards import SHARDS, Shard, remove_unfinished, shards_in
from rekindle.errors import CheckFailed, UsageError
from rekindle.files import alone_in, settle
from rekindle.progress import Progress, Task


@dataclass(frozen=True)
class Staff:
    """Who simulates: so many worker processes on this machine, which share so many threads, or those of a Dask scheduler."""

    workers: int = 1
    threads: int | None = None
    cluster: str = ""

    def check(self) -> None:
        """Raise UsageError for what cannot be."""
        if self.workers < 1:
            raise UsageError(f"--workers must be at least 1, not {self.workers}.")
        if self.threads is not None and self.threads < self.workers:
            raise UsageError(f"--threads {self.threads} is not enough for --workers {self.workers}: each needs one at least.")
        if self.cluster:
            check_installed()

    def shares(self) -> list[int]:
        """Threads of each worker; cores are shared as evenly as they can be."""
        threads = max(self.threads or cores(), self.workers)
        return [len(range(n, threads, self.workers)) for n in range(self.workers)]


def answer_in_shards(
    question: RunSpec, folder: Path, path: str | None, staff: Staff, resume: bool, progress: Progress
) -> Answer:
    """Run an ensemble into a folder in shards, and gather them: the same bytes as in threads, whatever the split.

    With `resume` finished shards of the same run in the folder are kept and the rest is run, and a whole result of the same
    run is given back as it is. On an interrupt finished shards are kept. The caller holds the lock of the folder. Raises
    UsageError for what cannot be run or written, CheckFailed for shards of another run, and KeyboardInterrupt.
    """
    job = job_of(question, folder, path)
    done = finished(job) if resume and not shards_in(job.shards) else None
    return done or complete(job, _kept(job, resume, progress), staff, progress)


def check_none_left(folder: Path) -> None:
    """Raise UsageError where a folder holds shards of a run that was not finished."""
    left = len(shards_in(folder / SHARDS))
    if left:
        raise UsageError(
            f"{folder / SHARDS} holds {left} shard{'s' * (left > 1)} of a run that was not finished. The same command with "
            "--resume goes on with it; or choose another --out, or remove that folder."
        )


def gather_in(folder: Path, staff: Staff | None, progress: Progress) -> tuple[RunSpec, Answer]:
    """Gather the shards in a folder into results; what was run, and the answer. With `staff` what is missing is simulated.

    Raises MissingData for missing worlds and where there are no shards, CheckFailed for shards that are damaged, overlap, or
    are of different runs; UsageError and KeyboardInterrupt as `answer_in_shards`.
    """
    settle(folder)
    about = json_in(folder / MANIFEST)
    if about.get("complete") and not shards_in(folder / SHARDS):  # gathered already
        check_whole(folder)
        return question_of(about, folder), Answer(folder, json_in(folder / SUMMARY), about)
    job = job_in(folder)
    with alone_in(folder):
        if staff is not None:
            return job.question, complete(job, _kept(job, True, progress), staff, progress)
        there = stock(job)
        check_all_there(job, there)
        return job.question, _gathered(job, there.shards, progress)


def simulate_part(
    question: RunSpec,
    folder: Path,
    path: str | None,
    parts: int,
    part: int,
    threads: int | None,
    resume: bool,
    progress: Progress,
) -> tuple[Range, list[Path]]:
    """Simulate one of so many parts of a run, counted from 0, into shards; its worlds and its shards.

    Nobody needs a lock: any number of such commands may write into one folder. With `resume` finished shards are kept and
    damaged ones made again. Raises UsageError for what cannot be run or written, and where shards of that part are there.
    """
    job = job_of(question, folder, path)
    check_shards_folder(folder)
    within = part_of(question.worlds, parts, part)
    there = stock(job, within)
    if not resume and (there.shards or there.damaged):
        raise UsageError(
            f"{job.shards} holds shards of part {part} already. Add --resume to keep what is finished, or choose another --out."
        )
    for shard, _ in there.damaged:
        shard.remove()
    missing = stock(job, within, sums=False).missing
    with held_interrupts() as asked, progress.task("Worlds", within[1] - within[0]) as task:
        task.advance(there.worlds)
        try:
            for first, last in cut(missing, WORLDS_IN_A_SHARD):
                simulate_shard(job, first, last, threads or cores(), task.advance, asked, parts)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_what_is_kept(job, within)) from None
    return within, [shard.path for shard in stock(job, within, sums=False).shards]


def _kept(job: Job, resume: bool, progress: Progress) -> Stock:
    """What is there of a run and stays; damaged shards go."""
    if not resume:
        check_none_left(job.folder)
    remove_unfinished(job.shards)
    there = stock(job)
    for shard, fault in there.damaged:
        progress.say(f"{shard.path}: {fault}. It is simulated again.")
        shard.remove()
    if there.shards:
        progress.say(f"{there.worlds:,} of {job.question.worlds:,} worlds are there already.")
    return there


def complete(job: Job, there: Stock, staff: Staff, progress: Progress) -> Answer:
    """Simulate what is missing of a run, and gather."""
    if there.missing and not staff.cluster:
        compile_first(job.question, progress)
    with held_interrupts() as asked, progress.task("Worlds", job.question.worlds) as task:
        task.advance(there.worlds)
        try:
            _simulate(job, there.missing, staff, task, asked, progress)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_what_is_kept(job)) from None
        finally:
            if not staff.cluster:  # there a task that has begun goes on, and its shard is kept too
                remove_unfinished(job.shards)
    there = stock(job)
    if staff.cluster and there.missing:
        raise CheckFailed(
            f"the Dask workers simulated all worlds, but {len(there.missing)} ranges of them are not in {job.shards}. --out "
            "must be a folder that all machines see under the same path."
        )
    check_all_there(job, there)
    return _gathered(job, there.shards, progress)


def _simulate(job: Job, missing: Sequence[Range], staff: Staff, task: Task, asked: threading.Event, progress: Progress) -> None:
    if not missing:
        return
    worlds = sum(last - first for first, last in missing)
    if staff.cluster:
        with connected(staff.cluster) as client:
            work = cut(missing, size_for(worlds, slots(client)))
            simulate_on(client, job, work, task.advance, asked)
    else:
        work = cut(missing, size_for(worlds, staff.workers))
        simulate_here(job, work, staff.shares(), task.advance, asked, progress.say)


def _gathered(job: Job, shards: Sequence[Shard], progress: Progress) -> Answer:
    with held_interrupts() as asked, progress.task("Gathering", job.question.worlds) as task:
        done = gather(job, shards, task.advance, asked)
    if asked.is_set():
        raise KeyboardInterrupt(f"all {job.question.worlds:,} worlds were done and are kept in {job.folder}")
    return done


def _what_is_kept(job: Job, within: Range | None = None) -> str:
    kept = stock(job, within, sums=False)
    if not kept.shards:
        return "no shard was finished, and nothing was changed"
    return (
        f"{kept.worlds:,} of {job.question.worlds:,} worlds are kept in {job.shards}; the same command with --resume goes on "
        "from there"
    )
