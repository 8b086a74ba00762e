"""Policies as files: found by name or path, combined by `+` and by parts, experiments kept apart, and listed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from conftest import Draft
from rekindle.errors import InvalidScenario, MissingData, UsageError
from rekindle.scenario import Scenario, read
from rekindle.scenario.policies import policy as policies
from rekindle.scenario.policies.listing import rows
from rekindle.scenario.policies.policy import Policy, asked, read_any

LATER = date(2016, 5, 2)


@pytest.fixture
def town(draft: Draft) -> Scenario:
    """The small scenario with two policies and two experiments beside it."""
    written(draft.path.parent / "policies", "earlier", '  - {orders: "*", field: start, shift: -2}')
    written(draft.path.parent / "policies", "later", f"  - {{parameter: governance.repair, scale: 2, from: {LATER}}}")
    written(draft.path.parent / "experiments", "settled", "  - {quantity: levels.local, set: 1}")
    written(draft.path.parent / "experiments", "no-ring", '  - {quantity: "cities.*.openness", set: 1}')
    return read(draft.path)


def written(folder: Path, name: str, changes: str, more: str = "") -> Path:
    """A policy file."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.yaml"
    text = f"name: {name}\ntitle: Title of {name}\nsummary: Sum of {name}.\nsource: made up\n{more}changes:\n{changes}\n"
    file.write_text(text.replace("changes:\n\n", "changes: []\n"), encoding="utf-8")
    return file


def verbs(policy: Policy) -> list[str]:
    return [f"{change.targets[0]} {change.verbs[0]}" for change in policy.changes]


# By name and by path


def test_historical_is_there_even_without_a_file(town: Scenario):
    assert policies.names(town)[:3] == ["historical", "earlier", "later"]  # those of the library follow
    assert policies.read("historical", town).changes == []
    assert policies.names(town, "experiments")[:2] == ["no-ring", "settled"]


def test_a_file_of_ones_own_is_named_by_its_path(town: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = written(tmp_path, "mine", "  - {quantity: levels.regional, add: 0.1}")
    assert policies.read(str(file), town) == policies.read(file, town)
    monkeypatch.chdir(tmp_path)
    assert policies.read("mine.yaml", town).name == "mine"
    with pytest.raises(MissingData, match="There is no file yours.yaml"):
        policies.read("yours.yaml", town)


@pytest.mark.parametrize("name", ["laterr", "", "+", "later+", "\x00", "x" * 5000])
def test_an_unknown_name_is_said_with_the_known_ones(town: Scenario, name: str):
    with pytest.raises(UsageError, match="Known: historical, earlier, later") as failure:
        policies.read(name, town)
    assert ("Did you mean later?" in str(failure.value)) == (name == "laterr")


# Combined


def test_a_and_b_are_the_changes_of_a_and_then_those_of_b(town: Scenario):
    both = policies.read("later+earlier", town)
    assert both.name == "later+earlier"
    assert verbs(both) == ["parameter scale", "orders shift"]
    assert "Sum of later." in both.summary and "Sum of earlier." in both.summary
    assert verbs(policies.read("earlier + later", town)) == ["orders shift", "parameter scale"]
    assert policies.read("later+later", town).changes == policies.read("later", town).changes * 2


def test_names_and_files_mix(town: Scenario, tmp_path: Path):
    file = written(tmp_path, "mine", "  - {quantity: levels.regional, add: 0.1}")
    assert verbs(policies.read(f"later+{file}", town)) == ["parameter scale", "quantity add"]


def test_a_path_may_hold_a_plus(town: Scenario, tmp_path: Path):
    (tmp_path / "a+b").mkdir()
    file = written(tmp_path / "a+b", "mine", "  - {quantity: levels.regional, add: 0.1}")
    assert policies.read(str(file), town).name == "mine"


def test_changes_of_parts_come_first(town: Scenario, tmp_path: Path):
    written(tmp_path, "first", "  - {quantity: levels.regional, add: 0.1}", "parts: [later]\n")
    file = written(tmp_path, "whole", "  - {quantity: levels.local, scale: 2}", "parts: [first, earlier]\n")
    whole = policies.read(file, town)
    assert verbs(whole) == ["parameter scale", "quantity add", "orders shift", "quantity scale"]
    assert whole.parts == [], "what a manifest keeps must not need the parts' files again"


def test_parts_that_go_round_in_a_circle_are_said(town: Scenario, tmp_path: Path):
    one = written(tmp_path, "one", "", "parts: [two]\n")
    two = written(tmp_path, "two", "", "parts: [three]\n")
    written(tmp_path, "three", "", "parts: [two]\n")
    with pytest.raises(InvalidScenario, match="`three` has this policy as a part itself"):
        policies.read(two, town)
    with pytest.raises(InvalidScenario):
        policies.read(one, town)


def test_a_part_that_is_not_there_is_said(town: Scenario, tmp_path: Path):
    file = written(tmp_path, "mine", "", "parts: [erlier]\n")
    with pytest.raises(InvalidScenario) as failure:
        policies.read(file, town)
    said = " ".join(str(failure.value).split())
    assert "mine.yaml:5:" in said and "no part `erlier`" in said and "Did you mean `earlier`" in said


def test_a_policy_survives_json(town: Scenario):
    """What the manifest keeps is the whole policy."""
    policy = policies.read("later+earlier", town)
    text = policy.model_dump_json()
    assert Policy.model_validate_json(text) == policy
    assert json.loads(text)["changes"][0]["from"] == LATER.isoformat()


# Experiments


def test_an_experiment_is_no_policy(town: Scenario):
    for name in ("settled", "later+settled", str(town.folder / "experiments" / "settled.yaml")):
        with pytest.raises(UsageError, match="is an experiment.*--experiment"):
            policies.read(name, town)
    assert "settled" not in policies.names(town)


def test_experiments_combine_with_each_other_and_with_policies(town: Scenario):
    assert verbs(policies.read("settled+no-ring", town, "experiments")) == ["quantity set", "quantity set"]
    assert verbs(policies.read("settled+later", town, "experiments")) == ["quantity set", "parameter scale"]
    with pytest.raises(UsageError, match="later is a policy and no experiment: ask with --policy later"):
        policies.read("later", town, "experiments")
    with pytest.raises(UsageError, match="none of later, earlier is an experiment"):
        policies.read("later+earlier", town, "experiments")
    with pytest.raises(UsageError, match="no experiment 'setled'.*Did you mean settled"):
        policies.read("setled", town, "experiments")


def test_no_experiment_is_the_scenario_as_it_is(town: Scenario):
    assert policies.read("none", town, "experiments").changes == []
    assert asked("historical", "none", town).changes == []


def test_what_is_asked_for_is_a_policy_or_an_experiment(town: Scenario):
    assert asked("later", "", town).name == "later"
    assert asked("historical", "settled", town).name == "settled"
    with pytest.raises(UsageError, match=r"cannot be given together.*settled\+later"):
        asked("later", "settled", town)


def test_either_may_be_compared(town: Scenario):
    for name in ("later", "settled", "settled+later"):
        assert read_any(name, town).name == name


# Listed


def test_the_list_says_what_each_does_and_from_when(town: Scenario):
    found = rows(town)
    assert [row["name"] for row in found["policies"]] == policies.names(town)
    later = found["policies"][2]
    assert (later["title"], later["summary"], later["from"]) == ("Title of later", "Sum of later.", [LATER.isoformat()])
    assert found["policies"][0]["from"] == []
    assert [row["from"] for row in found["experiments"][:2]] == [[None], [None]]


def test_the_list_counts_the_days_of_parts(town: Scenario):
    written(town.folder / "policies", "whole", '  - {orders: "*", field: after, set: none}', "parts: [later]\n")
    assert next(row for row in rows(town)["policies"] if row["name"] == "whole")["from"] == [None, LATER.isoformat()]


def test_a_spoilt_file_is_said_in_the_list(town: Scenario):
    (town.folder / "policies" / "spoilt.yaml").write_text("name: spoilt\n")
    with pytest.raises(InvalidScenario, match=r"spoilt\.yaml:1"):
        rows(town)
