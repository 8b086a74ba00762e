"""Worker processes and runs that go on after they were stopped: no byte changes, and what cannot go on says why."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sharded import ASKED, WORLDS, Told, ctrl_c, damage, job_in, shard_in, simulated, sums_in, usual_interrupts

import rekindle
from rekindle import api
from rekindle.analysis.runs import scale, workers
from rekindle.analysis.runs.scale import Staff
from rekindle.analysis.runs.shards import Job, job_from, simulate_shard, stock
from rekindle.ensemble.shards import folder_name, shards_in
from rekindle.errors import CheckFailed, UsageError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rekindle.new("my-city", tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def sums(city: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The checksums of the run on one thread."""
    return sums_in(simulated(city, tmp_path_factory.mktemp("plain") / "out", threads=1))


@pytest.fixture
def started(city: Path, tmp_path: Path) -> Path:
    """A folder in which two shards are finished, and world 5 between them is missing."""
    folder = tmp_path / "out"
    folder.mkdir()
    for first, last in ((0, 5), (6, WORLDS)):
        simulate_shard(job_in(city, folder), first, last, 1)
    return folder


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Let this process do what workers would; the ranges that it was given."""
    ranges: list[tuple[int, int]] = []

    def simulate(job: Job, work: Any, threads: Any, tick: Any, stop: threading.Event, say: Any) -> None:
        for first, last in work:
            ranges.append((first, last))
            simulate_shard(job, first, last, 1, tick, stop)

    monkeypatch.setattr(scale, "simulate_here", simulate)
    return ranges


@pytest.fixture
def interrupts() -> Iterator[None]:
    with usual_interrupts():
        yield


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_no_byte(city: Path, sums: str, tmp_path: Path, monkeypatch) -> None:
    give, start, killed, begun = workers.Worker.give, workers.Worker.__init__, [], []

    def deadly(worker: workers.Worker, work: tuple[int, int]) -> None:
        give(worker, work)
        if len(begun) == 2 and not killed:
            os.kill(worker.process.pid, signal.SIGKILL)
            killed.append(work)

    def counted(worker: workers.Worker, *words: Any) -> None:
        begun.append(worker)
        start(worker, *words)

    monkeypatch.setattr(workers.Worker, "give", deadly)
    monkeypatch.setattr(workers.Worker, "__init__", counted)
    told = Told()
    assert sums_in(simulated(city, tmp_path / "out", workers=2, threads=2, progress=told)) == sums
    assert len(begun) == 3 and all(worker.process.poll() == -signal.SIGKILL for worker in begun), "none goes on"
    assert told.done == WORLDS, "worlds that were lost are not counted"
    ((first, last),) = killed
    line = f"A worker died while it simulated worlds {first} to {last - 1} (signal SIGKILL); another goes on."
    assert [line] == [line for line in told.lines if "died" in line]


def test_a_run_that_was_stopped_and_damaged_is_resumed_to_the_same_bytes(
    city: Path, sums: str, tmp_path: Path, here: list, interrupts: None
) -> None:
    folder = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt, match=r"6 of 23 worlds are kept in .*the same command with --resume goes on"):
        simulated(city, folder, workers=1, progress=Told(7, ctrl_c))
    assert [path.name for path in (folder / "shards").iterdir()] == [folder_name(0, 6)]
    with pytest.raises(UsageError, match=r"holds 1 shard of a run that was not finished. The same command with --resume"):
        simulated(city, folder)
    simulate_shard(job_in(city, folder), 6, 7, 1)
    damage(shard_in(folder, 6, 7))
    here.clear()
    told = Told()
    assert sums_in(simulated(city, folder, resume=True, progress=told)) == sums
    assert sum(last - first for first, last in here) == WORLDS - 6 and min(here)[0] == 6
    assert told.done == WORLDS
    assert told.lines[-1] == "6 of 23 worlds are there already." and told.lines[-2].endswith("It is simulated again.")
    here.clear()
    simulated(city, folder, resume=True)
    assert not here, "a whole result of the same run is given back"


def test_shards_of_another_run_are_never_gone_on_with(city: Path, started: Path, here: list) -> None:
    with pytest.raises(CheckFailed, match="is of another run: seed is 4 there and 9 here. Remove that shard"):
        api.simulate(city, **{**ASKED, "seed": 9}, out=started, resume=True, report=False)
    assert not here and len(shards_in(started / "shards")) == 2


def test_an_interrupt_while_results_are_gathered_keeps_all_worlds(
    city: Path, started: Path, here: list, interrupts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = scale.gather

    def interrupted(*words: Any) -> Any:
        ctrl_c()
        return plain(*words)

    monkeypatch.setattr(scale, "gather", interrupted)
    with pytest.raises(KeyboardInterrupt, match="all worlds are kept in .*; the same command with --resume gathers them"):
        simulated(city, started, resume=True)
    assert here == [(5, 6)] and stock(job_in(city, started)).missing == []
    assert {path.name for path in started.iterdir() if not path.name.startswith(".")} == {"shards"}


def test_a_part_that_is_stopped_keeps_what_is_finished(city: Path, tmp_path: Path, monkeypatch, interrupts: None) -> None:
    monkeypatch.setattr(scale, "WORLDS_IN_A_SHARD", 3)
    asked: dict[str, Any] = {**ASKED, "of": 2, "part": 1, "out": tmp_path, "threads": 1}
    with pytest.raises(KeyboardInterrupt, match="3 of 23 worlds are kept in"):
        api.shard(city, **asked, progress=Told(5, ctrl_c))
    assert [(one.first, one.last) for one in shards_in(tmp_path / "shards")] == [(11, 14)]
    with pytest.raises(UsageError, match="holds shards of part 1 already. Add --resume"):
        api.shard(city, **asked)
    damage(shard_in(tmp_path, 11, 14))
    done, shards = api.shard(city, **asked, resume=True)
    assert done == range(11, 23) and len(shards) == 4
    assert stock(job_in(city, tmp_path)).missing == [(0, 11)]


# Orders, and workers that cannot work


def test_an_order_is_understood_and_one_for_another_version_is_not(city: Path, tmp_path: Path) -> None:
    job = job_in(city, tmp_path, set={"levels.local": 0.5}, variants={"raid.response": "deterrence"})
    order = job.order()
    assert job_from(order).run == job.run and job_from(order).question.by_hand == {"levels.local": 0.5}
    assert job.run == job_in(city, tmp_path / "b", set={"levels.local": 0.5}, variants={"raid.response": "deterrence"}).run
    for entry, value in (("sources", "0123"), ("model", "0123"), ("processor", "pdp11"), ("scenario_digest", "0123")):
        with pytest.raises(CheckFailed, match=f"this worker would simulate something else: {entry} is {value} there and"):
            job_from({**order, "run": {**order["run"], entry: value}})
    with pytest.raises(CheckFailed, match="cannot be understood here .* Use one version of Rekindle"):
        job_from({**order, "run": {key: value for key, value in order["run"].items() if key != "seed"}})


READY = "import os, sys, time\nsys.stdin.readline()\nprint('{\"ready\": true}', flush=True)\nsys.stdin.readline()\n"
DYING = READY + "os.kill(os.getpid(), 9)"
STILL_BORN = "raise SystemExit(3)"
FAILING = READY + 'print(\'{"error": "CheckFailed", "text": "sources differ"}\', flush=True)\nsys.stdin.readline()'
WRONG = FAILING.replace("CheckFailed", "")
LASTING = READY + "time.sleep(60)"


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[Any]]:
    """Let a few lines of Python stand for a worker; the processes."""
    processes: list[Any] = []
    plain = workers.subprocess.Popen

    def play(script: str) -> list[Any]:
        def start(words: list[str], **options: Any) -> Any:
            assert words[:2] == [sys.executable, "-P"] and options["start_new_session"]
            processes.append(plain([sys.executable, "-S", "-E", "-c", script], **options))
            return processes[-1]

        monkeypatch.setattr(workers.subprocess, "Popen", start)
        return processes

    return play


@pytest.mark.parametrize(
    ("script", "begun", "error", "says"),
    [
        (DYING, 3, UsageError, r"while it simulated worlds 5 to 5, 3 times in all \(signal SIGKILL\).*--resume goes on"),
        (STILL_BORN, 3, UsageError, r"a worker died before it began, 3 times in all \(exit code 3\).*fewer --workers"),
        (FAILING, 1, CheckFailed, "^sources differ$"),
        (WRONG, 1, RuntimeError, "^in a worker: sources differ$"),
    ],
)
def test_workers_that_cannot_work_end_the_run_and_finished_shards_stay(
    city: Path, started: Path, played: Any, script: str, begun: int, error: type[Exception], says: str
) -> None:
    processes = played(script)
    told = Told()
    with pytest.raises(error, match=says):
        simulated(city, started, workers=2, resume=True, progress=told)
    assert len(processes) == begun and all(process.poll() is not None for process in processes)
    assert {path.name for path in (started / "shards").iterdir()} == {folder_name(0, 5), folder_name(6, WORLDS)}
    assert told.done == WORLDS - 1


def test_ctrl_c_ends_the_workers_and_says_what_is_kept(city: Path, started: Path, played: Any, interrupts: None) -> None:
    shutil.rmtree(shard_in(started, 6, WORLDS))
    processes = played(LASTING)

    def press() -> None:
        while len(processes) < 3:
            time.sleep(0.01)
        ctrl_c()

    presser = threading.Timer(0.2, press)
    presser.start()
    with pytest.raises(KeyboardInterrupt, match="5 of 23 worlds are kept in"):
        simulated(city, started, workers=3, resume=True)
    presser.join()
    assert len(processes) == 3 and all(process.poll() == -signal.SIGKILL for process in processes)


@pytest.mark.parametrize(
    ("staff", "says"),
    [(Staff(0), "--workers must be at least 1, not 0"), (Staff(3, 2), "--threads 2 is not enough for --workers 3")],
)
def test_staff_that_cannot_be_is_refused(staff: Staff, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        staff.check()


@given(st.integers(1, 50), st.integers(1, 200))
def test_threads_are_shared_evenly(many: int, threads: int) -> None:
    shares = Staff(many, max(many, threads)).shares()
    assert sum(shares) == max(many, threads) and len(shares) == many and max(shares) - min(shares) <= 1
