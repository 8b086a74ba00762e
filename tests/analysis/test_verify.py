"""Replaying stored results: agreement is agreement to the bit, and every difference is found and said."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import zarr

import rekindle.analysis.runs.replay as room
from rekindle.analysis.runs.one_world import world_alone
from rekindle.analysis.runs.replay import verify
from rekindle.analysis.runs.result import SUMMED, SUMS
from rekindle.analysis.runs.run import RunSpec, answer, open_results
from rekindle.errors import CheckFailed, MissingData, RekindleError
from rekindle.files import sums_of
from rekindle.scenario import Scenario, new, read
from rekindle.scenario.policies.policy import read as read_policy

WORLDS = 4


def run_into(folder: Path, name: str | Path, until: date, as_of: date | None = None) -> Path:
    scenario = read(name, as_of=as_of)
    question = RunSpec(scenario, read_policy("historical", scenario), WORLDS, 2, until)
    return answer(question, folder, 2, path=None if isinstance(name, str) else str(name)).folder


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """A run of the packaged scenario with a year and its months in it."""
    return run_into(tmp_path_factory.mktemp("kept") / "out", "mosul-2016", date(2018, 1, 31))


@pytest.fixture(autouse=True)
def packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the packaged scenario once: it does not change, and reading it takes most of a test's time."""
    monkeypatch.setattr(room, "read", lambda name, as_of=None: (packaged_on if name == "mosul-2016" else read)(name, as_of))


@cache
def packaged_on(name: str, as_of: date | None) -> Scenario:
    return read(name, as_of)


@pytest.fixture
def results(kept: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(kept, tmp_path / "copy"))


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path]:
    """A scenario of one's own, and results of it."""
    file = new("my-town", tmp_path)
    return file, run_into(tmp_path / "out", file, date(2016, 6, 1))


def set_number(results: Path, name: str, where: tuple[int, ...], value: float) -> None:
    """Write another number, with the checksums that then hold: only a replay can find it."""
    zarr.open_group(results / "results.zarr", mode="r+")[name][where] = value
    seal(results)


def rewrite(results: Path, **changes) -> None:
    file = results / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))
    seal(results)


def seal(results: Path) -> None:
    (results / SUMS).write_text(sums_of(results, SUMMED))


def test_an_untouched_run_comes_out_again(kept: Path):
    assert verify(kept) == list(range(WORLDS))
    assert verify(kept, sample=2) == [0, WORLDS - 1]


def test_a_run_as_of_a_day_comes_out_again(tmp_path: Path):
    assert verify(run_into(tmp_path / "out", "mosul-2016", date(2016, 12, 5), date(2016, 10, 16))) == list(range(WORLDS))


@pytest.mark.parametrize(
    ("name", "where", "said"),
    [
        ("civilians_killed_battle_mosul", (2,), "world 2"),
        ("battle_weeks_mosul", (0,), "world 0"),
        ("attacks_iraq", (1, 7), "at week 7"),
        ("control", (3, 5, 4), "at time 5"),
        ("covert_by_origin", (1, 9, 2), "at time 9"),
        ("fell_week", (1, 3), "at place 3"),
        ("deaths_documented_iraq_2017_03", (1,), "world 1"),
        ("parameters", (2, 11), "at parameter 11"),
    ],
)
def test_one_changed_number_is_found_wherever_it_is(results: Path, name, where, said):
    set_number(results, name, where, 123456.0)
    with pytest.raises(CheckFailed, match=f"{name} was 123456, is") as failure:
        verify(results)
    assert said in str(failure.value)


def test_a_number_off_by_the_last_bit_is_found(results: Path):
    before = float(open_results(results)["displaced_total_mosul"][1])
    set_number(results, "displaced_total_mosul", (1,), before * (1 + 2**-52))
    with pytest.raises(CheckFailed, match="displaced_total_mosul"):
        verify(results)


@pytest.mark.parametrize("resealed", [False, True])
def test_files_that_are_gone_or_spoilt_are_a_failed_check(results: Path, resealed: bool):
    def check() -> None:
        if resealed:
            seal(results)
        with pytest.raises(CheckFailed, match="attacks_iraq"):
            verify(results)

    (results / "results.zarr" / "attacks_iraq" / "c" / "0" / "0").write_bytes(b"\x00\x01\x02")
    check()
    shutil.rmtree(results / "results.zarr" / "attacks_iraq")
    check()


def test_one_flipped_byte_is_found_in_whatever_file(results: Path):
    """Every file of the arrays that a replay of five worlds does not read, and of what stands beside them, counts."""
    files = [file for file in sorted(results.rglob("*")) if file.is_file() and not file.name.startswith(".")]
    assert len(files) > 400
    luck = random.Random(1)
    for file in [results / SUMS, results / "manifest.json", results / "summary.json", *luck.sample(files, 40)]:
        before = file.read_bytes()
        if before:
            at = luck.randrange(len(before))
            file.write_bytes(before[:at] + bytes([before[at] ^ 1 << luck.randrange(8)]) + before[at + 1 :])
            with pytest.raises(RekindleError):
                verify(results)
            file.write_bytes(before)
    assert verify(results) == list(range(WORLDS))


def test_foreign_and_missing_arrays_are_found(results: Path):
    zarr.open_group(results / "results.zarr", mode="r+").create_array("mine", shape=(2,), dtype="f4")
    with pytest.raises(CheckFailed, match=r"results\.zarr/mine/zarr\.json is not of this result"):
        verify(results)
    shutil.rmtree(results / "results.zarr" / "mine")
    shutil.rmtree(results / "results.zarr" / "week")
    with pytest.raises(CheckFailed, match=r"results\.zarr/week/.* is missing"):
        verify(results)


@pytest.mark.parametrize("spoil", [lambda file: file.unlink(), lambda file: file.write_bytes(b"\xff\xfe")])
def test_results_without_their_checksums_are_a_failed_check(results: Path, spoil):
    spoil(results / SUMS)
    with pytest.raises(CheckFailed, match="SHA256SUMS"):
        verify(results)


def test_results_that_are_no_results_are_a_failed_check(results: Path):
    shutil.rmtree(results / "results.zarr")
    (results / "results.zarr").mkdir()
    for says in ("is missing", "cannot be read"):
        with pytest.raises(CheckFailed, match=says):
            verify(results)
        seal(results)


def test_another_seed_in_the_manifest_does_not_pass(results: Path):
    rewrite(results, seed=3)
    with pytest.raises(CheckFailed, match="world 0 does not come out again"):
        verify(results)


@pytest.mark.parametrize("changes", [{"worlds": WORLDS - 1}, {"worlds": WORLDS + 1, "worlds_requested": WORLDS + 1},
                                     {"weeks_in_a_step": 0.5}, {"until": "2018-03-31"}])  # fmt: skip
def test_a_manifest_of_another_size_than_the_results_does_not_pass(results: Path, changes):
    rewrite(results, **changes)
    with pytest.raises(CheckFailed, match="along|does not come out again"):
        verify(results)


def test_what_changed_since_is_named_with_the_difference(results: Path):
    rewrite(results, model="0" * 16)
    assert verify(results) == list(range(WORLDS)), "another model that gives the same numbers is no fault"
    set_number(results, "attacks_iraq", (0, 3), -1.0)
    with pytest.raises(CheckFailed, match="What changed since: model: 0000000000000000 then"):
        verify(results)


HUGE = 10**30
SPOILT = [
    {"seed": "three"}, {"seed": HUGE}, {"seed": 1.0}, {"worlds": 0}, {"worlds": None}, {"worlds": True}, {"worlds": HUGE},
    {"worlds_requested": -1}, {"until": "soon"}, {"until": 7}, {"until": "9999-12-31"}, {"as_of": "then"},
    {"until": 1_514_764_800}, {"as_of": 0},
    {"fixed_variants": ["x"]}, {"fixed_variants": {"x": 1}}, {"fixed_variants": {"no.such": "none"}}, {"policy_text": "{"},
    {"policy_text": "[" * 100_000}, {"policy_text": '{"name": "x"}'}, {"weeks_in_a_step": None, "until": None},
    {"weeks_in_a_step": "1"}, {"weeks_in_a_step": 1e-9}, {"weeks_in_a_step": HUGE}, {"worlds_from": 1}, {"worlds_from": "x"},
    {"posterior": 7}, {"scenario": None}, {"scenario": "x" * 10_000}, {"scenario": "no-such"}, {"scenario_path": ["x"]},
    {"complete": "yes"}, {"policy": {"a": "b"}},
]  # fmt: skip


@pytest.mark.parametrize("changes", SPOILT)
def test_a_manifest_that_makes_no_sense_is_said(results: Path, changes):
    rewrite(results, **changes)
    with pytest.raises(MissingData) as failure:
        verify(results)
    assert "manifest.json" in str(failure.value) or "no-such" in str(failure.value) or "posterior" in str(failure.value)
    assert len(str(failure.value)) < 1000


TEXTS = ["", "[]", "{}", "null", '{"scenario": "mosul-2016"}', "\udcff", "[" * 200_000, '{"a":' * 200_000, " " * 5_000_000]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_manifest_that_cannot_be_read_is_missing_data(results: Path, text):
    (results / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(MissingData, match=r"manifest\.json"):
        verify(results)


def test_a_folder_without_results_is_missing_data(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(MissingData, match="holds no results"):
            verify(folder)


# Scenarios that change


def test_a_scenario_whose_words_changed_is_said_although_the_worlds_agree(own):
    file, results = own
    assert verify(results) == list(range(WORLDS))
    file.write_text(file.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    with pytest.raises(CheckFailed, match="the worlds agree, but the scenario's files were changed"):
        verify(results)


def test_a_scenario_whose_numbers_changed_is_named_as_the_cause(own):
    file, results = own
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("start: 2016-02-01", "start: 2016-01-18", 1), encoding="utf-8")
    with pytest.raises(CheckFailed, match="does not come out again.*What changed since: scenario_digest"):
        verify(results)


def test_a_scenario_that_is_gone_is_missing_data(own):
    file, results = own
    file.unlink()
    with pytest.raises(MissingData):
        verify(results)


# One world alone


def test_a_world_alone_has_the_outcomes_and_series_of_the_run(kept: Path):
    scenario = read("mosul-2016")
    question = RunSpec(scenario, read_policy("historical", scenario), WORLDS, 2, date(2018, 1, 31))
    series, outcomes = world_alone(question, 3)
    stored = open_results(kept)
    for name in stored.data_vars:
        if stored[name].dims == ("world",):
            there = float(stored[name][3])
            assert outcomes[name] == (there if abs(there) < float("inf") else None), name
        elif stored[name].dims == ("world", "week"):
            assert series[name].values[0].tobytes() == stored[name].values[3].tobytes(), name
    json.dumps(outcomes, allow_nan=False)
