"""Workers on other machines: shards as tasks of a dask.distributed scheduler, over a folder that all machines share."""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from rekindle.analysis.runs.shards import Job, Range, job_from, simulate_shard
from rekindle.ensemble.run import compile_model
from rekindle.errors import RekindleError, UsageError
from rekindle.scenario.problem import short

PATIENCE = 10
"""Seconds in which a scheduler must answer."""
LONELY = 60
"""Seconds that a run waits for workers where none is left."""
KEPT = "Finished shards are kept; --resume goes on from there."
ADDRESS = re.compile(r"(\w+://)?[^/\s]+:\d+/?")
_preparing = threading.Lock()


def check_installed() -> None:
    """Raise UsageError where dask.distributed is not installed: what to install."""
    if find_spec("distributed") is None:
        raise UsageError(
            "--cluster needs the library distributed, which is not installed. Install it with "
            "`pip install 'rekindle-lab[cluster]'`, or use the cores of this machine: --workers N."
        )


def shard_task(order: str, first: int, last: int) -> Range:
    """Simulate worlds `first` up to `last` on the machine where this runs; `order` is the job as JSON.

    Raises CheckFailed where that machine has another version, other sources or another kind of processor.
    """
    with _preparing:  # a worker may run several tasks in threads
        job = _prepared(order)
    simulate_shard(job, first, last, threads=1)
    return first, last


@lru_cache(maxsize=4)
def _prepared(order: str) -> Job:
    job = job_from(json.loads(order))
    compile_model(job.frame, job.question.seed)
    return job


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler at an address. Raises UsageError where none answers."""
    check_installed()
    if not ADDRESS.fullmatch(address):
        raise UsageError(f"--cluster {short(address)!r} is no address of a Dask scheduler, as tcp://10.0.0.1:8786.")
    from distributed import Client

    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL)  # what goes wrong is said by the errors below
    client = None
    try:
        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise UsageError(
                f"no Dask scheduler answers at --cluster {address} ({why}). Start one with `dask scheduler` and workers with "
                "`dask worker ADDRESS`; the scheduler prints its address, as tcp://10.0.0.1:8786."
            ) from None
        yield client
    finally:
        if client is not None:
            client.close(timeout=2)
        logger.setLevel(before)


def slots(client: Any) -> int:
    """How many tasks the workers of a scheduler run at once. Raises UsageError where it has no worker."""
    threads = sum(client.nthreads().values())
    if not threads:
        raise UsageError("the Dask scheduler has no workers yet. Start some with `dask worker ADDRESS`.")
    return int(threads)


def simulate_on(client: Any, job: Job, work: Sequence[Range], tick: Callable[[int], None], stop: threading.Event) -> None:
    """Simulate ranges of worlds into shards on a cluster.

    Dask gives the task of a worker that dies to another. Raises CheckFailed for a worker that would simulate something else,
    UsageError where tasks cannot be done, and KeyboardInterrupt once `stop` is set.
    """
    from distributed import as_completed

    order = json.dumps(job.order())
    futures = [client.submit(shard_task, order, first, last, pure=False) for first, last in work]
    try:
        alone_since: float | None = None
        done, left = as_completed(futures, loop=client.loop), len(futures)
        while left:
            if stop.is_set():
                raise KeyboardInterrupt
            ready = list(done.next_batch(block=False))
            for future in ready:
                if future.status != "finished":
                    raise _told(future)
                first, last = future.result()
                tick(last - first)
            left -= len(ready)
            if ready:
                alone_since = None
            elif not stop.wait(0.2):
                alone_since = None if client.nthreads() else alone_since or time.monotonic()
                if alone_since and time.monotonic() - alone_since > LONELY:
                    raise UsageError(f"the Dask scheduler has had no worker for {LONELY} seconds; their logs say why. {KEPT}")
    finally:
        client.cancel(futures, force=True)


def _told(future: Any) -> Exception:
    """What became of a task that gave nothing, with what to do."""
    error = future.exception() if future.status == "error" else None
    if isinstance(error, RekindleError):
        return error
    if isinstance(error, ModuleNotFoundError) and str(error.name).startswith("rekindle"):
        return UsageError("a Dask worker has no Rekindle. Install the same version on every machine of the cluster.")
    if type(error).__name__ == "KilledWorker":
        return UsageError(f"a Dask worker died again and again at the same worlds; its log says why. {KEPT}")
    if error is None:
        return UsageError(f"the Dask scheduler forgot a task ({future.status}): is it still running? {KEPT}")
    return UsageError(f"a task failed on a Dask worker: {type(error).__name__}: {error}. {KEPT}")
