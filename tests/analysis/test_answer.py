"""From a question to a folder: what is kept, what is replaced, what is left alone, and what an interrupt leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rekindle.analysis.runs import result
from rekindle.analysis.runs import run as room
from rekindle.analysis.runs.interrupt import held_interrupts
from rekindle.analysis.runs.replay import verify
from rekindle.analysis.runs.result import add_drawn, is_whole
from rekindle.analysis.runs.run import RunSpec, answer, open_results, prepare_folder, ready
from rekindle.errors import UsageError
from rekindle.scenario import read
from rekindle.scenario.policies.policy import read as read_policy

WORLDS = 12


@pytest.fixture(scope="module")
def question() -> RunSpec:
    scenario = read("mosul-2016")
    return RunSpec(scenario, read_policy("historical", scenario), WORLDS, 3, date(2017, 1, 30))


def more(question: RunSpec, worlds: int) -> RunSpec:
    return RunSpec(question.scenario, question.policy, worlds, question.seed, question.until)


def after(worlds: int, act: Callable[[], None]) -> Callable[[int], None]:
    """A tick that acts at every block once more than so many worlds are done."""
    done = [0]

    def tick(count: int) -> None:
        done[0] += count
        if done[0] > worlds:
            act()

    return tick


def interrupt() -> None:
    raise KeyboardInterrupt


LOCK = ".rekindle-lock"


def contents(folder: Path) -> dict[str, bytes]:
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != LOCK]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} - {LOCK}


RUN = {"results.zarr", "summary.json", "manifest.json", "ro-crate-metadata.json", "SHA256SUMS"}


# A run that is finished


def test_a_run_is_kept_with_its_summary_and_manifest(tmp_path, question):
    done = answer(question, tmp_path / "out", 2)
    assert names(done.folder) == RUN and is_whole(done.folder)
    assert json.loads((done.folder / "summary.json").read_text()) == done.summary
    about = json.loads((done.folder / "manifest.json").read_text())
    assert about == done.manifest
    assert about["complete"] and about["worlds"] == about["worlds_requested"] == WORLDS
    assert about["seed"] == 3 and about["scenario"] == "mosul-2016" and about["until"] == "2017-01-30"
    assert about["largest_imbalance_in_people"] < 1e-3
    for name, row in done.summary["outcomes"].items():
        assert row["worlds"] == WORLDS, name
        assert done.dataset()[name].sizes == {"world": WORLDS}


def test_neither_threads_nor_blocks_change_what_is_stored(tmp_path, question):
    kept = []
    for threads, block in ((1, 10), (3, 1), (2, 7)):
        done = answer(question, tmp_path / f"{threads}-{block}", threads, block)
        kept.append((done.dataset().load(), done.summary, done.manifest))
    for dataset, summary, about in kept[1:]:
        assert dataset.identical(kept[0][0])
        assert (summary, about) == kept[0][1:]


def test_an_outcome_is_not_lost_because_one_chunk_has_no_world_that_defines_it(tmp_path, question, monkeypatch):
    def outcomes(frame, piece):
        defined = np.where(piece.worlds < 100, 1.0, np.nan)
        about = {"units": "1", "long_name": "made up"}
        return {"early": (defined, about), "never": (defined * np.nan, about)}

    monkeypatch.setattr(room, "outcomes", outcomes)
    done = answer(more(question, 101), tmp_path / "out", 2)
    assert np.isnan(done.dataset()["early"].values).tolist() == [False] * 100 + [True]
    assert done.summary["outcomes"]["early"]["worlds"] == 100
    assert "never" not in done.summary["outcomes"], "what no world defines is left out"


def test_a_new_result_takes_the_place_of_an_old_one_and_of_what_was_drawn_of_it(tmp_path, question):
    answer(question, tmp_path, 1)
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "battle.svg").write_text("old")
    (tmp_path / "report.html").write_text("old")
    answer(more(question, 3), tmp_path, 1)
    assert names(tmp_path) == RUN and is_whole(tmp_path)
    assert open_results(tmp_path).sizes["world"] == 3


def draw(folder: Path) -> None:
    (folder / "figures").mkdir()
    (folder / "figures" / "battle.svg").write_text("drawn")
    (folder / "report.html").write_text("told")


def test_what_is_drawn_of_a_result_stands_beside_it_and_is_checked_with_it(tmp_path, question):
    answer(more(question, 2), tmp_path, 1)
    for _ in range(2):  # the second takes the place of the first
        add_drawn(tmp_path, "manifest.json", ("figures", "report.html"), draw)
        assert names(tmp_path) == RUN | {"figures", "report.html"} and is_whole(tmp_path)
    (tmp_path / "figures" / "battle.svg").write_text("Drawn")
    assert not is_whole(tmp_path)


def test_a_report_on_results_that_are_gone_says_so(tmp_path):
    with pytest.raises(UsageError, match="was removed meanwhile, and the results with it"):
        add_drawn(tmp_path / "out", "manifest.json", ("figures", "report.html"), draw)
    assert not (tmp_path / "out").exists()


def test_a_report_that_cannot_be_written_leaves_the_results(tmp_path, question):
    def full(folder: Path) -> None:
        draw(folder)
        raise OSError(28, "No space left on device")

    answer(more(question, 2), tmp_path, 1)
    before = contents(tmp_path)
    with pytest.raises(UsageError, match="No space left on device. The results are kept in"):
        add_drawn(tmp_path, "manifest.json", ("figures", "report.html"), full)
    assert contents(tmp_path) == before and is_whole(tmp_path)


# A run that is not


@pytest.mark.parametrize("limit", [3, 7])
def test_what_was_done_before_an_interrupt_is_kept_and_labelled(tmp_path, question, limit):
    whole = answer(question, tmp_path / "whole", 1).dataset()
    done = answer(question, tmp_path / "part", 1, 1, after(limit, interrupt))
    assert done.folder == tmp_path / "part"
    assert done.manifest["complete"] is False and done.summary["complete"] is False
    assert done.manifest["worlds_requested"] == WORLDS
    count = done.manifest["worlds"]
    assert count == done.summary["worlds"] == limit
    assert done.dataset().load().identical(whole.isel(world=slice(count), sampled_world=slice(count)).load())
    assert verify(done.folder) == sorted({round(i) for i in np.linspace(0, count - 1, 5)})


def test_a_cancelled_run_leaves_a_complete_one_alone(tmp_path, question):
    answer(question, tmp_path, 1)
    (tmp_path / "report.html").write_text("of the complete run")
    before = contents(tmp_path)
    done = answer(more(question, 500), tmp_path, 1, 1, after(4, interrupt))
    assert done.folder == tmp_path / "cancelled"
    assert open_results(done.folder).sizes["world"] == done.manifest["worlds"] == 4
    now = contents(tmp_path)
    assert {name: now[name] for name in before} == before
    assert all(name.startswith("cancelled/") for name in set(now) - set(before))
    # and the next one that is cancelled takes the place of this one
    assert answer(more(question, 500), tmp_path, 1, 1, after(2, interrupt)).manifest["worlds"] == 2
    assert open_results(tmp_path / "cancelled").sizes["world"] == 2


def test_a_cancelled_run_gives_way_to_a_complete_one(tmp_path, question):
    answer(question, tmp_path, 1, 1, after(4, interrupt))
    assert answer(question, tmp_path, 1).folder == tmp_path
    assert open_results(tmp_path).sizes["world"] == WORLDS


def test_an_interrupt_before_any_world_changes_nothing(tmp_path, question):
    answer(more(question, 2), tmp_path, 1)
    before = contents(tmp_path)
    with pytest.raises(KeyboardInterrupt, match="no world was done, and nothing was changed"):
        answer(question, tmp_path, 1, 1, after(0, interrupt))
    assert contents(tmp_path) == before
    assert names(tmp_path) == RUN, "nothing unfinished is left"


def full_at(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    """Let the disk be full when worlds are stored for the nth time, in the middle of a chunk."""
    plain, calls = room.Store.append, [0]

    def append(store, piece, found):
        calls[0] += 1
        plain(store, piece, found)
        if calls[0] == call:
            store.done -= piece.worlds.size  # as if the last array of the chunk had not been written
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(room.Store, "append", append)


def test_a_disk_that_is_full_from_the_start_is_said_and_leaves_nothing_behind(tmp_path, question, monkeypatch):
    full_at(monkeypatch, 1)
    with pytest.raises(UsageError, match="No space left on device"):
        answer(question, tmp_path, 1)
    assert names(tmp_path) == set()


def test_a_disk_that_fills_up_leaves_the_worlds_that_were_stored(tmp_path, question, monkeypatch):
    whole = answer(more(question, 102), tmp_path / "whole", 2).dataset()
    full_at(monkeypatch, 2)
    with pytest.raises(UsageError, match="No space left on device. The 100 of 102 worlds that were done are kept in"):
        answer(more(question, 102), tmp_path / "full", 2)
    about = json.loads((tmp_path / "full" / "manifest.json").read_text())
    assert (about["worlds"], about["complete"]) == (100, False)
    kept = open_results(tmp_path / "full").load()
    assert kept.identical(whole.isel(world=slice(100), sampled_world=slice(100)).load())
    assert is_whole(tmp_path / "full")


def test_a_folder_removed_while_worlds_are_written_is_no_result(tmp_path, question, monkeypatch):
    """Arrays go on being written into folders that are made anew; what was written before is gone."""
    folder, plain = tmp_path / "out", room.Store.append

    def append(store, piece, found):
        plain(store, piece, found)
        shutil.rmtree(folder)

    monkeypatch.setattr(room.Store, "append", append)
    with pytest.raises(UsageError, match="the folder was removed meanwhile. Run the command again."):
        answer(more(question, 102), folder, 2)
    assert not (folder / "manifest.json").exists() and not (folder / "results.zarr").exists()


HOLD = """
import sys
from pathlib import Path
from rekindle.files import alone_in
with alone_in(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_in_the_folder_is_met_at_once_and_a_dead_one_is_no_hindrance(tmp_path, question):
    words = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        for act in (lambda: prepare_folder(tmp_path), lambda: answer(more(question, 1), tmp_path, 1)):
            with pytest.raises(UsageError, match="another command is writing to"):
                act()
        other.kill()
    assert answer(more(question, 1), tmp_path, 1).manifest["complete"]


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_waits_until_worlds_and_their_outcomes_are_both_kept(tmp_path, question, monkeypatch):
    """An interrupt in the middle of storing must not leave worlds without outcomes."""
    plain = room.Store.append

    def append(store, piece, found):
        os.kill(os.getpid(), signal.SIGINT)
        plain(store, piece, found)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(room.Store, "append", append)
    try:
        done = answer(more(question, 1000), tmp_path, 2)
    finally:
        after_run = signal.signal(signal.SIGINT, before)
    assert after_run is signal.default_int_handler
    assert 100 <= done.manifest["worlds"] < 1000 and done.manifest["complete"] is False
    assert done.dataset()["displaced_total_mosul"].sizes["world"] == done.manifest["worlds"]


def test_interrupts_are_held_in_the_main_thread_only():
    found = []

    def elsewhere() -> None:
        before = signal.getsignal(signal.SIGINT)
        with held_interrupts() as asked:
            found.append((signal.getsignal(signal.SIGINT) is before, asked.is_set()))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [(True, False)]


# Questions and folders


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"worlds": 0}, "--worlds must be at least 1, not 0"),
        ({"seed": -1}, "--seed must be"),
        ({"seed": 2**64}, "--seed must be"),
        ({"until": date(2016, 10, 17)}, "outside what mosul-2016 covers"),
        ({"until": date(2028, 1, 1)}, "outside what mosul-2016 covers"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_a_folder_is_made(tmp_path, question, change, says):
    asked = RunSpec(**{**{name: getattr(question, name) for name in RunSpec.__dataclass_fields__}, **change})
    with pytest.raises(UsageError, match=says):
        answer(asked, tmp_path / "out")
    with pytest.raises(UsageError, match="--threads"):
        ready(question, tmp_path / "out", 0)
    assert not (tmp_path / "out").exists()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "thesis").write_text("mine")
    for folder, says in ((tmp_path / "thesis", "is a file"), (tmp_path / "thesis" / "out", "lies under a file")):
        with pytest.raises(UsageError, match=says):
            prepare_folder(folder)
    assert (tmp_path / "thesis").read_text() == "mine"


@pytest.mark.parametrize("name", ["thesis.txt", "figures/mine.svg", "results.zarr/mine", "report.html", "manifest.json"])
def test_files_of_others_are_left_alone_whatever_they_are_called(tmp_path, name):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("{}")
    with pytest.raises(UsageError, match="holds files that are not results"):
        prepare_folder(tmp_path)
    assert file.read_text() == "{}"


def test_hidden_files_and_what_a_crash_left_are_no_hindrance(tmp_path, question):
    (tmp_path / ".DS_Store").write_text("x")
    (tmp_path / ".rekindle-unfinished-0123abcd" / "results.zarr").mkdir(parents=True)
    answer(more(question, 2), tmp_path, 1)
    assert (tmp_path / ".DS_Store").read_text() == "x"
    assert names(tmp_path) == RUN | {".DS_Store"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(UsageError, match="Permission denied"):
            prepare_folder(tmp_path)
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_folder_that_turns_out_unwritable_is_said(tmp_path, monkeypatch):
    def refuse(**words):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(result.tempfile, "TemporaryFile", refuse)
    with pytest.raises(UsageError, match="cannot write to .*: Permission denied"):
        prepare_folder(tmp_path)


def test_a_path_no_file_system_accepts_is_said():
    with pytest.raises(UsageError, match="cannot write to"):
        prepare_folder(Path("a\0b"))
