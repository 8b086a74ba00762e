"""Shards as tasks of a Dask scheduler: no byte changes, not even where a worker is killed, and what is wrong says so."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sharded import ASKED, WORLDS, Told, ctrl_c, job_in, simulated, sums_in, usual_interrupts

import rekindle
from rekindle import api
from rekindle.analysis.runs import cluster, scale
from rekindle.analysis.runs.shards import simulate_shard
from rekindle.errors import CheckFailed, UsageError

NEEDS_DASK = pytest.mark.skipif(
    find_spec("distributed") is None or os.name == "nt", reason="needs the extra rekindle-lab[cluster] and POSIX signals"
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rekindle.new("my-city", tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def two() -> Iterator[Any]:
    """A scheduler and two workers: processes of this machine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL") as found:
        yield found


@pytest.fixture
def alone() -> Iterator[Any]:
    """A scheduler without a worker."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, dashboard_address=None, silence_logs="CRITICAL") as found:
        yield found


@NEEDS_DASK
def test_two_dask_workers_one_of_them_killed_come_to_the_bytes_of_one_thread(city: Path, two: Any, tmp_path: Path) -> None:
    first = two.workers[0].pid
    killed: list[int] = []

    def kill() -> None:
        if not killed:
            killed.append(first)
            os.kill(first, signal.SIGKILL)

    told = Told(2, kill)
    done = simulated(city, tmp_path / "out", cluster=two.scheduler_address, progress=told)
    assert sums_in(done) == sums_in(simulated(city, tmp_path / "plain", threads=1))
    assert killed and told.done == WORLDS


@NEEDS_DASK
def test_a_cluster_goes_on_with_shards_that_are_there(city: Path, two: Any, tmp_path: Path, monkeypatch) -> None:
    job = job_in(city, tmp_path)
    simulate_shard(job, 2, WORLDS, 1)
    monkeypatch.setattr(scale, "_gathered", lambda job, shards, progress: shards)
    shards: Any = api.simulate(city, **ASKED, out=tmp_path, resume=True, report=False, cluster=two.scheduler_address)
    assert [(one.first, one.last) for one in shards] == [(0, 1), (1, 2), (2, WORLDS)]
    shutil.rmtree(shards[0].path)
    monkeypatch.setattr(scale, "simulate_on", lambda *_: None)
    with pytest.raises(CheckFailed, match="1 ranges of them are not in .* must be a folder that all machines see"):
        api.simulate(city, **ASKED, out=tmp_path, resume=True, report=False, cluster=two.scheduler_address)


@NEEDS_DASK
def test_ctrl_c_ends_a_run_on_a_cluster_and_keeps_whole_shards(city: Path, two: Any, tmp_path: Path) -> None:
    with usual_interrupts(), pytest.raises(KeyboardInterrupt, match=r"\d+ of 23 worlds are kept in .*--resume goes on"):
        simulated(city, tmp_path, cluster=two.scheduler_address, progress=Told(1, ctrl_c))


@NEEDS_DASK
def test_a_dask_worker_of_another_version_is_refused(city: Path, two: Any, tmp_path: Path) -> None:
    job = job_in(city, tmp_path)
    job.run["sources"] = "0123456789abcdef"  # type: ignore[index]
    with cluster.connected(two.scheduler_address) as client:
        assert cluster.slots(client) >= 1
        with pytest.raises(CheckFailed, match="this worker would simulate something else: sources is 0123456789abcdef there"):
            cluster.simulate_on(client, job, [(0, 2)], lambda done: None, threading.Event())


@NEEDS_DASK
def test_a_scheduler_without_workers_is_said(city: Path, alone: Any, tmp_path: Path, monkeypatch) -> None:
    with pytest.raises(UsageError, match="has no workers yet. Start some with `dask worker ADDRESS`"):
        simulated(city, tmp_path, cluster=alone.scheduler_address)
    monkeypatch.setattr(cluster, "LONELY", 0.5)
    with cluster.connected(alone.scheduler_address) as client, pytest.raises(UsageError, match="has had no worker for 0.5 sec"):
        cluster.simulate_on(client, job_in(city, tmp_path), [(0, 2)], lambda done: None, threading.Event())


@NEEDS_DASK
def test_no_scheduler_at_an_address_is_said(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(UsageError, match=f"no Dask scheduler answers at --cluster {address} .*`dask scheduler`"):
            simulated(city, tmp_path, cluster=address)


@NEEDS_DASK
@pytest.mark.parametrize("address", ["nowhere", "10.0.0.1", "tcp://", "tcp://10.0.0.1:8786/x y"])
def test_what_is_no_address_is_refused_at_once(city: Path, tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="is no address of a Dask scheduler, as tcp://10.0.0.1:8786"):
        simulated(city, tmp_path, cluster=address)


def test_a_task_simulates_a_shard(city: Path, tmp_path: Path) -> None:
    """What a worker of the cluster does, without one."""
    job = job_in(city, tmp_path)
    order = json.dumps(job.order())
    assert cluster.shard_task(order, 3, 5) == (3, 5) and cluster.shard_task(order, 5, 6) == (5, 6)
    assert len(list(job.shards.iterdir())) == 2


def test_without_the_library_it_is_said_what_to_install(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(
        UsageError, match=r"not installed. Install it with `pip install 'rekindle-lab\[cluster\]'`, or .*--workers N"
    ):
        simulated(city, tmp_path / "out", cluster="tcp://127.0.0.1:8786")
    assert not (tmp_path / "out").exists()


def test_a_cluster_needs_a_folder_and_no_workers(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: True)
    with pytest.raises(UsageError, match="--cluster needs --out: a folder that all machines of the cluster see"):
        api.simulate(city, **ASKED, cluster="tcp://127.0.0.1:8786")
    with pytest.raises(UsageError, match="Leave one of them out"):
        simulated(city, tmp_path, cluster="tcp://127.0.0.1:8786", workers=2)
