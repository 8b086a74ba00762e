"""Gathering shards: the bytes of one thread come out, and whatever is foreign, damaged or missing is refused and named."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sharded import ASKED, ODD, SEED, WORLDS, damage, forge, job_in, shard_in, simulated, sums_in

import rekindle
from rekindle import api
from rekindle.analysis.runs.scale import gather_in
from rekindle.analysis.runs.shards import cut, differences, part_of, ranges, simulate_shard, size_for
from rekindle.ensemble.run import CHUNK
from rekindle.ensemble.shards import ABOUT, ARRAYS, SUMS, folder_name, remove_unfinished
from rekindle.errors import CheckFailed, MissingData, UsageError
from rekindle.files import sums_of
from rekindle.progress import SILENT


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rekindle.new("my-city", tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def made(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three shards of odd sizes, which hold all worlds. Tests take copies."""
    folder = tmp_path_factory.mktemp("made")
    for first, last in ODD:
        simulate_shard(job_in(city, folder), first, last, threads=1)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))


def refused(folder: Path, error: type[Exception], says: str) -> None:
    """Gathering is refused, and every shard stays."""
    before = sorted((folder / "shards").iterdir())
    with pytest.raises(error, match=says):
        gather_in(folder, None, SILENT)
    assert sorted((folder / "shards").iterdir()) == before


# The same bytes


def test_shards_of_odd_sizes_come_to_the_bytes_of_one_thread_and_go(city: Path, folder: Path, tmp_path: Path) -> None:
    (folder / "shards" / ".rekindle-unfinished-0123abcd" / "worlds.zarr").mkdir(parents=True)  # what a killed process left
    question, done = gather_in(folder, None, SILENT)
    assert sums_in(folder) == sums_in(simulated(city, tmp_path / "plain", threads=1))
    assert (question.worlds, done.complete, done.folder) == (WORLDS, True, folder)
    again = gather_in(folder, None, SILENT)[1]  # what is gathered is given back
    assert again.summary == done.summary and again.manifest == done.manifest


def test_two_who_make_the_same_shard_leave_one(folder: Path, city: Path) -> None:
    before = sums_of(shard_in(folder, 5, 6), (ARRAYS, ABOUT))
    assert simulate_shard(job_in(city, folder), 5, 6, 1) == shard_in(folder, 5, 6)
    assert sums_of(shard_in(folder, 5, 6), (ARRAYS, ABOUT)) == before
    assert len(list((folder / "shards").iterdir())) == 3


def test_an_interrupt_leaves_nothing_of_an_unfinished_shard(city: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(KeyboardInterrupt):
        simulate_shard(job_in(city, tmp_path), 0, 5, 1, stop=stop)
    assert list((tmp_path / "shards").iterdir()) == []


def test_a_shard_whose_folder_was_removed_meanwhile_never_counts(city: Path, tmp_path: Path) -> None:
    """Arrays go on being written into folders that are made anew; what was written before is gone."""
    with pytest.raises(UsageError, match="the folder was removed meanwhile. Run the command again"):
        simulate_shard(job_in(city, tmp_path), 0, 5, 1, tick=lambda done: remove_unfinished(tmp_path / "shards"))
    assert list((tmp_path / "shards").iterdir()) == []


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_says_what_to_do(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rekindle.analysis.runs.shards.ShardWriter.append", full)
    with pytest.raises(UsageError, match="No space left on device. Make room, or choose another --out; finished shards stay"):
        simulate_shard(job_in(city, tmp_path), 0, 2, 1)
    assert list((tmp_path / "shards").iterdir()) == []


def test_a_disk_that_is_full_when_results_are_gathered_keeps_the_shards(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rekindle.analysis.runs.shards.Store.add", full)
    refused(folder, UsageError, "No space left on device. All worlds are kept in .*/shards. Make room, and add --resume")
    assert {path.name for path in folder.iterdir() if not path.name.startswith(".")} == {"shards"}


# What is refused


def test_a_damaged_shard_is_named_with_its_file(folder: Path) -> None:
    file = damage(shard_in(folder, 5, 6))
    refused(folder, CheckFailed, rf"000000005-000000005: {file} was altered or is damaged\. .*gather .* --resume` simulates")
    (shard_in(folder, 0, 5) / SUMS).unlink()
    refused(folder, CheckFailed, r"000000000-000000004: its checksums .* 1 more shards are damaged")


def test_missing_worlds_are_named(folder: Path) -> None:
    shutil.rmtree(shard_in(folder, 5, 6))
    refused(folder, MissingData, r"1 of 23 worlds are missing in .*: 5\. Run those parts, or `rekindle gather .* --resume`")
    shutil.rmtree(shard_in(folder, 0, 5))
    refused(folder, MissingData, r"6 of 23 worlds are missing in .*: 0 to 5\.")


def test_missing_parts_are_numbered_where_the_run_was_cut_into_parts(city: Path, tmp_path: Path) -> None:
    simulate_shard(job_in(city, tmp_path), *part_of(WORLDS, 5, 2), 1, parts=5)
    refused(tmp_path, MissingData, r"0 to 8, 13 to 22 \(of 5 parts: 0,1,3,4\)")


def test_no_shards_are_said(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="holds no shards. `rekindle shard NAME --of K --part J"):
        gather_in(tmp_path, None, SILENT)


def test_two_shards_with_the_same_world_are_named(folder: Path, city: Path) -> None:
    simulate_shard(job_in(city, folder), 3, 7, 1)
    refused(folder, CheckFailed, r"000000000-000000004 and .*000000003-000000006 both hold world 3\. Remove one")


@pytest.mark.parametrize("first", [WORLDS, WORLDS - 2])
def test_a_shard_beyond_the_worlds_of_the_run_is_named(folder: Path, city: Path, first: int) -> None:
    if first < WORLDS:
        shutil.rmtree(shard_in(folder, 6, WORLDS))
        simulate_shard(job_in(city, folder), 6, first, 1)
    simulate_shard(job_in(city, folder), first, WORLDS + 2, 1)
    refused(folder, CheckFailed, rf"{folder_name(first, WORLDS + 2)} goes beyond the 23 worlds of the run\. Remove it")


@pytest.mark.parametrize(
    ("words", "worlds", "says"),
    [
        ({"seed": SEED + 1}, (5, 6), "seed is 5 there and 4 here"),
        ({"worlds": WORLDS + 9}, (28, 29), "worlds_requested is 32 there and 23 here"),
    ],
)
def test_a_shard_of_another_run_is_named_with_what_differs(folder: Path, city: Path, words, worlds, says: str) -> None:
    shutil.rmtree(shard_in(folder, *worlds), ignore_errors=True)
    simulate_shard(job_in(city, folder, **words), *worlds, 1)
    refused(folder, CheckFailed, rf"{folder_name(*worlds)} is of another run: {says}\. Remove that shard")


@pytest.mark.parametrize(
    ("entry", "value", "says"),
    [
        ("sources", "0123456789abcdef", "sources is 0123456789abcdef there and"),
        ("model", "0123456789abcdef", "model is 0123456789abcdef there and"),
        ("processor", "pdp11", "processor is pdp11 there and"),
        ("rekindle", "0.0.1", "rekindle is 0.0.1 there and"),
        ("libraries", {}, "libraries.llvmlite is missing there and"),
    ],
)
def test_what_decides_numbers_must_agree(folder: Path, entry: str, value: object, says: str) -> None:
    forge(shard_in(folder, 5, 6), lambda about: about["run"].update({entry: value}))
    refused(folder, CheckFailed, f"is of another run: {says}")
    for first, last in (ODD[0], ODD[2]):  # all of them
        forge(shard_in(folder, first, last), lambda about: about["run"].update({entry: value}))
    refused(folder, CheckFailed, f"cannot be gathered here: {says}.* Gather them where they were simulated")


@pytest.mark.parametrize("value", [None, 1, {}, "x"])
def test_shards_that_do_not_say_what_they_are_of_are_refused(folder: Path, value: object) -> None:
    for first, last in ODD:
        forge(shard_in(folder, first, last), lambda about: about["run"].update(until=value))
    refused(folder, CheckFailed, "in a way that is not understood")
    for first, last in ODD:
        forge(shard_in(folder, first, last), lambda about: about.update(run=value))
    refused(folder, MissingData, "holds no shards")


def test_a_renamed_shard_is_damaged(folder: Path) -> None:
    shard_in(folder, 5, 6).rename(shard_in(folder, 6, 7))
    refused(folder, CheckFailed, "000000006-000000006: the folder was renamed")


def test_a_scenario_that_was_changed_or_is_gone_is_said(folder: Path, city: Path, tmp_path: Path) -> None:
    elsewhere = Path(shutil.copytree(city.parent, tmp_path / "home" / "my-city")) / "scenario.yaml"
    elsewhere.write_text(elsewhere.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
    for first, last in ODD:
        forge(shard_in(folder, first, last), lambda about: about.update(scenario_path=str(elsewhere)))
    refused(folder, CheckFailed, "cannot be gathered here: scenario_digest is")
    shutil.rmtree(elsewhere.parent)
    refused(folder, MissingData, "are of a run that cannot be gathered here: ")


def test_other_peoples_files_are_left_alone(city: Path, tmp_path: Path) -> None:
    (tmp_path / "shards").mkdir()
    (tmp_path / "shards" / "mine.txt").write_text("mine")
    for act in (lambda: simulated(city, tmp_path, resume=True), lambda: api.shard(city, **ASKED, of=2, part=0, out=tmp_path)):
        with pytest.raises(UsageError, match=r"holds files that are not results \(shards\)"):
            act()
    assert (tmp_path / "shards" / "mine.txt").read_text() == "mine"


# How runs are cut


@given(st.integers(1, 10**9), st.data())
def test_parts_hold_every_world_once(worlds: int, data: st.DataObject) -> None:
    parts = data.draw(st.integers(1, min(worlds, 300)))
    cuts = [part_of(worlds, parts, part) for part in range(parts)]
    assert cuts[0][0] == 0 and cuts[-1][1] == worlds
    assert all(one[1] == other[0] for one, other in zip(cuts, cuts[1:], strict=False))
    sizes = [last - first for first, last in cuts]
    assert min(sizes) >= 1 and max(sizes) - min(sizes) <= 1


@given(st.sets(st.integers(0, 200), max_size=12), st.integers(1, 50))
def test_what_is_missing_is_cut_into_pieces_that_hold_it_once(ends: set[int], size: int) -> None:
    edges = sorted(ends)
    missing = list(zip(edges[::2], edges[1::2], strict=False))
    pieces = cut(missing, size)
    assert all(0 < last - first <= size for first, last in pieces)
    assert [n for a, b in pieces for n in range(a, b)] == [n for a, b in missing for n in range(a, b)]


@given(st.integers(1, 10**8), st.integers(1, 5000))
def test_the_size_of_a_shard_is_bounded_and_whole_chunks_where_there_are_enough(worlds: int, many: int) -> None:
    size = size_for(worlds, many)
    assert 1 <= size <= 1000 and (size < CHUNK or size % CHUNK == 0)
    if worlds >= 4 * many * CHUNK:
        assert worlds / size >= 2 * many, "everybody has something to do"


def test_ranges_and_differences_in_words() -> None:
    assert ranges([(0, 1), (2, 9)]) == "0, 2 to 8"
    assert ranges([(n, n + 1) for n in range(0, 14, 2)]) == "0, 2, 4, 6, 8 and 2 more ranges"
    assert differences({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 2}}) == ""
    assert differences({"b": {"c": 2}}, {"b": {"c": 3}, "d": 4}) == "b.c is 2 there and 3 here; d is missing there and 4 here"
    assert differences({str(n): n for n in range(7)}, {str(n): -1 for n in range(7)}).endswith("; and 3 more")
