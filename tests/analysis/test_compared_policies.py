"""Running policies side by side: what is run, what stands, what an interrupt leaves, and the whole way from command to page."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import rekindle
from rekindle.analysis.comparison import policies
from rekindle.analysis.runs.replay import verify
from rekindle.analysis.runs.result import is_whole
from rekindle.analysis.runs.run import RunSpec
from rekindle.cli.app import main
from rekindle.ensemble.variants import fixed_by
from rekindle.errors import MissingData, UsageError
from rekindle.scenario import Scenario, read

EARLIER = """name: east-earlier
title: The east bank first
summary: A policy of this test only.
changes:
  - {orders: "mosul_east_*", field: start, set: scenario_start}
"""
UNTIL = date(2017, 1, 9)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packaged scenario with a policy more."""
    folder = tmp_path_factory.mktemp("scenarios") / "mosul-2016"
    shutil.copytree(read("mosul-2016").folder, folder)
    (folder / "policies" / "east-earlier.yaml").write_text(EARLIER, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def scenario(folder: Path) -> Scenario:
    return read(folder)


def asked(scenario: Scenario, *names: str, worlds: int = 6, seed: int = 3) -> dict[str, RunSpec]:
    return policies.questions(scenario, names or ["historical", "east-earlier"], worlds=worlds, seed=seed, until=UNTIL)


def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["rekindle", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    return int(stop.value.code or 0), out, err


# What is asked


def test_the_baseline_comes_first_and_one_policy_alone_meets_history(scenario: Scenario) -> None:
    assert list(asked(scenario, "east-earlier")) == ["historical", "east-earlier"]
    assert list(asked(scenario, "east-earlier", " historical", "")) == ["east-earlier", "historical"]
    found = policies.questions(scenario, ["east-earlier", "historical"], "historical", worlds=2)
    assert list(found) == ["historical", "east-earlier"]
    assert list(asked(scenario, "campaign-dates-removed")) == ["historical", "campaign-dates-removed"]  # an experiment


def test_what_cannot_be_compared_says_why(scenario: Scenario) -> None:
    alone = "beside the baseline"
    for names, says in ((["historical"], alone), ([], alone), (["east-earlyer"], "east-earlier")):
        with pytest.raises(UsageError, match=says):
            policies.questions(scenario, names, worlds=2)
    with pytest.raises(UsageError, match="--worlds"):
        asked(scenario, worlds=0)
    with pytest.raises(UsageError, match="GROUP.FIELD=OPTION"):
        fixed_by(["raid.response"])
    assert fixed_by([]) == {}


def test_names_of_folders_are_plain() -> None:
    assert policies.folder_name("counter-insurgency+corridor-open") == "counter-insurgency+corridor-open"
    assert policies.folder_name("../../mine/thesis.yaml") == "mine-thesis.yaml"


def test_nothing_is_put_among_other_peoples_files_or_the_results_of_one_run(scenario: Scenario, tmp_path: Path) -> None:
    for name in ("thesis.txt", "compare.html", "results.zarr"):
        place = tmp_path / name.replace(".", "-")
        place.mkdir()
        (place / name).write_text("mine")
        with pytest.raises(UsageError, match=name):
            policies.prepare(asked(scenario), place)
        assert [file.name for file in place.iterdir()] == [name]
    with pytest.raises(UsageError, match="is a file"):
        policies.prepare(asked(scenario), tmp_path / "thesis-txt" / "thesis.txt")


# What is run


@pytest.fixture(scope="module")
def ran(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> policies.Ran:
    return policies.run_all(asked(scenario), tmp_path_factory.mktemp("compared"))


def test_policies_meet_the_same_worlds_in_folders_of_their_own(ran: policies.Ran) -> None:
    assert ran.complete and list(ran.answers) == ["historical", "east-earlier"]
    assert all((ran.folder / name / "manifest.json").exists() for name in ran.answers)
    comparison = ran.compare("historical")
    assert comparison is not None and comparison.worlds.tolist() == list(range(6))
    killed = comparison.outcomes["civilians_killed_total"].differences["east-earlier"]
    assert killed.tally.equal < 6
    assert killed.fewer_worlds > 2  # the same random draws are worth something


def test_what_stands_is_not_run_again_and_what_changed_is(scenario: Scenario, ran: policies.Ran) -> None:
    begun: list[str] = []
    again = policies.run_all(asked(scenario), ran.folder, begun=lambda name, worlds: begun.append(name))
    assert begun == [] and again.complete
    kept = ran.folder / "historical"
    assert policies.standing(asked(scenario)["historical"], kept) is not None
    assert policies.standing(asked(scenario, worlds=7)["historical"], kept) is None
    assert policies.standing(asked(scenario, seed=4)["historical"], kept) is None
    assert policies.standing(asked(scenario)["east-earlier"], kept) is None


def test_an_interrupt_keeps_the_policies_that_were_done_and_labels_the_rest(scenario: Scenario, tmp_path: Path) -> None:
    def stop(name: str, worlds: int) -> None:
        if name == "east-earlier":
            raise KeyboardInterrupt

    three = asked(scenario, "historical", "east-earlier", "campaign-dates-removed")
    found = policies.run_all(three, tmp_path, begun=stop)
    assert not found.complete
    assert {name: state["state"] for name, state in found.states.items()} == {
        "historical": "done", "east-earlier": "not run", "campaign-dates-removed": "not run"}  # fmt: skip
    assert found.compare("historical") is None
    record = policies.record(found, None, None)
    assert policies.keep(found, record).work == tmp_path
    assert json.loads((tmp_path / "comparison.json").read_text())["complete"] is False
    assert "historical done, east-earlier not run" in found.told()
    with pytest.raises(MissingData, match="stopped before east-earlier, campaign-dates-removed was done"):
        verify(tmp_path)
    begun: list[str] = []
    policies.prepare(three, tmp_path)
    assert policies.run_all(three, tmp_path, begun=lambda name, worlds: begun.append(name)).complete
    assert begun == ["east-earlier", "campaign-dates-removed"]


def test_a_policy_stopped_half_way_keeps_its_worlds_under_a_label(scenario: Scenario, tmp_path: Path) -> None:
    done = [0]

    def tick(count: int) -> None:
        done[0] += count
        if done[0] > 40:  # the second policy is at its second block
            raise KeyboardInterrupt

    two = asked(scenario, worlds=30)
    found = policies.run_all(two, tmp_path, threads=1, tick=tick)
    state = found.states["east-earlier"]
    assert found.states["historical"]["state"] == "done" and state["state"] == "cancelled"
    assert 0 < state["worlds"] < 30
    assert found.compare("historical") is None
    assert f"cancelled after {state['worlds']} worlds" in found.told()


def test_an_older_comparison_stays_whole_until_another_is_complete(scenario: Scenario, tmp_path: Path) -> None:
    def compared(seed: int, begun: Callable[[str, int], None] = lambda name, worlds: None) -> policies.Ran:
        two = asked(scenario, worlds=2, seed=seed)
        policies.prepare(two, tmp_path)
        ran = policies.run_all(two, tmp_path, 1, begun=begun)
        return policies.keep(ran, policies.record(ran, ran.compare("historical"), None))

    def stop(name: str, worlds: int) -> None:
        if name == "east-earlier":
            raise KeyboardInterrupt

    def seed() -> int:
        assert all(is_whole(tmp_path / name) for name in ("historical", "east-earlier"))
        seeds = {json.loads((tmp_path / name / "manifest.json").read_text())["seed"] for name in ("historical", "east-earlier")}
        assert seeds == {json.loads((tmp_path / "comparison.json").read_text())["seed"]}
        return seeds.pop()

    compared(3)
    assert seed() == 3
    stopped = compared(4, stop)
    assert not stopped.complete and seed() == 3
    assert str(stopped.work) in stopped.told() and (stopped.work / "historical" / "manifest.json").exists()
    begun: list[str] = []
    done = compared(4, lambda name, worlds: begun.append(name))
    assert begun == ["east-earlier"], "what was done before the interrupt is not done again"
    assert done.complete and done.work == tmp_path and seed() == 4
    assert all(found.folder.parent == tmp_path and found.dataset().sizes["world"] == 2 for found in done.answers.values())


def test_damaged_results_are_not_taken_for_those_of_a_policy(scenario: Scenario, tmp_path: Path) -> None:
    two = asked(scenario, worlds=2)
    policies.run_all(two, tmp_path, 1)
    kept = tmp_path / "historical"
    assert policies.standing(two["historical"], kept) is not None
    file = next(file for file in (kept / "results.zarr" / "control" / "c").rglob("*") if file.is_file())
    file.write_bytes(file.read_bytes()[:-1])
    assert policies.standing(two["historical"], kept) is None


# The whole way


def test_the_command_writes_a_page_a_table_and_the_numbers(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ("compare", str(folder), "--policies", "historical,east-earlier", "--worlds", "6", "--until", "2018-12-31",
             "--out", str(tmp_path / "out"))  # fmt: skip
    code, out, err = call(monkeypatch, capfd, *words)
    assert code == 0, err
    assert "The east bank first compared with What happened" in " ".join(out.split()) and "No difference that matters" in out
    assert max(map(len, out.splitlines()[:-1])) <= 80
    names = {path.name for path in (tmp_path / "out").iterdir()} - {".rekindle-lock"}
    own = {"comparison.json", "compare.html", "figures", "SHA256SUMS", "ro-crate-metadata.json"}
    assert names == {"historical", "east-earlier", *own}
    assert verify(tmp_path / "out", sample=1) == [0]
    monkeypatch.setattr("rekindle.show.pages.comparison.PARTS", ())  # they were drawn above, and take most of the time
    code, out, _ = call(monkeypatch, capfd, *words, "--json")
    assert code == 0
    found = json.loads(out)
    assert found == json.loads((tmp_path / "out" / "comparison.json").read_text())
    row = found["outcomes"]["civilians_killed_battle_mosul"]
    assert row["better"] == "less" and row["differences"]["east-earlier"]["worlds"] == 6
    assert set(row["regret"]) == {"historical", "east-earlier"}
    assert found["flows"]["historical"]["worlds"] == 6


def test_the_command_refuses_what_cannot_be(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for words, says in (
        (("--policies", "histerical,historical"), "Did you mean historical"),
        (("--policies", "historical"), "beside the baseline"),
        (("--policies", "historical,campaign-dates-removed", "--threads", "0"), "--threads must be at least 1"),
        (("--policies", "historical,campaign-dates-removed", "--variant", "raid"), "GROUP.FIELD=OPTION"),
    ):
        code, _, err = call(monkeypatch, capfd, "compare", "mosul-2016", *words)
        assert code == 2
        assert says in " ".join(err.split())


def test_python_gets_the_paired_differences_with_units_and_directions(folder: Path, tmp_path: Path) -> None:
    options = {"policies": ["historical", "east-earlier"], "worlds": 5, "seed": 3, "until": UNTIL}
    found = rekindle.compare(folder, **options)
    assert found.sizes["policy"] == 1 and found.sizes["world"] == 5
    assert found.attrs["baseline"] == "historical" and found.attrs["seed"] == 3
    killed = found["civilians_killed_total"]
    assert killed.attrs["units"] == "people" and killed.attrs["better"] == "less" and killed.attrs["why"]
    single = {name: rekindle.run(folder, policy=name, worlds=5, seed=3, until=UNTIL) for name in options["policies"]}
    expected = single["east-earlier"]["civilians_killed_total"] - single["historical"]["civilians_killed_total"]
    assert np.allclose(killed.sel(policy="east-earlier"), expected, atol=1)  # counts are compared as whole numbers
    kept = rekindle.compare(folder, out=tmp_path / "kept", **options)
    assert kept.equals(found) and (tmp_path / "kept" / "comparison.json").exists()
