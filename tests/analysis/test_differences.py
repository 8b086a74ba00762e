"""Paired differences that are explained: the one input that makes them is found, and none is found where nothing differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rekindle.analysis.runs.run import RunSpec
from rekindle.analysis.sensitivity.inputs import Input, Inputs
from rekindle.analysis.sensitivity.outcome import discover, single_sensitivity
from rekindle.analysis.sensitivity.results import Differences, differences
from rekindle.analysis.sensitivity.samples import Sample, Studied
from rekindle.errors import UsageError
from rekindle.scenario import new, read
from rekindle.scenario.policies.policy import Policy, read_any
from rekindle.show.terminal.sensitivity import discover_text, sensitivity_text

pytest.importorskip("SALib", reason="needs rekindle-lab[verdicts]")
pytest.importorskip("ema_workbench", reason="needs rekindle-lab[verdicts]")
OUTCOME = "civilians_killed_total"
WORLDS = 1200


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Studied:
    scenario = read(new("my-city", tmp_path_factory.mktemp("home")))
    question = RunSpec(scenario, read_any("historical", scenario), WORLDS, until=date(2016, 3, 31))
    other = replace(question, policy=Policy(name="other", title="Other", summary="x", source="x", changes=[]))
    return Studied(question, other, OUTCOME, "difference to other: attacks", "count")


@pytest.fixture(scope="module")
def table() -> Inputs:
    values = np.random.default_rng(5).random((WORLDS, 8))
    return Inputs(tuple(Input(f"x{i}", f"input {i}", "people", "parameter") for i in range(8)), values)


def flat(text: str) -> str:
    assert all(len(line) <= 80 for line in text.splitlines())
    return " ".join(text.split())


def test_a_difference_that_hangs_on_one_input_is_explained_by_that_one(studied: Studied, table: Inputs) -> None:
    noise = np.random.default_rng(6).normal(0, 5, WORLDS)
    sample = Sample(studied, 100 * (table.values[:, 3] - 0.4) + noise, table)
    found = single_sensitivity(sample)
    first, second, *_ = found.indices
    assert first.name == "x3" and first.first > 0.9 and second.first < 0.1
    assert found.subject.differences is not None and found.subject.differences.one_sign == 0
    boxes = discover(sample, None, 0.0)
    assert boxes.subject.baseline == "other" and boxes.share == pytest.approx(0.4, abs=0.05)
    for box in boxes.boxes:
        (limit,) = box.limits
        assert limit.input.name == "x3" and limit.low is None and limit.high == pytest.approx(0.4, abs=0.1)
        assert box.held_out.density > 0.8
    words = flat(discover_text(boxes))
    assert "historical minus other, to 2016-03-31" in words and "It is less under historical in 3" in words
    assert f"found on: {boxes.boxes[0].found_on.worlds} worlds" in words and "90 % interval" in words
    assert f"held out: {boxes.boxes[0].held_out.worlds} worlds" in words


def test_a_difference_that_is_none_is_said_to_be_none(studied: Studied, table: Inputs) -> None:
    sample = Sample(studied, np.zeros(WORLDS), table)
    moved, boxes = single_sensitivity(sample), discover(sample, None, 0.0)
    assert moved.indices == () and boxes.boxes == () and boxes.searched == ()
    for words in (flat(sensitivity_text(moved)), flat(discover_text(boxes))):
        assert "The two policies give the same in all 1,200 worlds." in words
        assert f"Under historical and other {OUTCOME} is the same in all 1,200 worlds" in words
        assert "More worlds may tell" not in words
    told = moved.to_dict()["differences"]
    assert told["same_in_all"] and (told["equal"], told["less"], told["more"]) == (WORLDS, 0, 0)


@pytest.mark.parametrize(("way", "says"), [(1, "It is more in every world"), (-1, "It is less in every world")])
def test_differences_of_one_sign_are_said_to_be(studied: Studied, table: Inputs, way: int, says: str) -> None:
    sample = Sample(studied, way * (1 + table.values[:, 2]), table)
    moved = single_sensitivity(sample)
    assert moved.indices[0].name == "x2", "by how much can still be explained"
    assert says in flat(sensitivity_text(moved)) and moved.to_dict()["differences"]["one_sign"] == way
    boxes = discover(sample, 0.0, None)
    assert boxes.boxes == () and boxes.beyond == (WORLDS if way > 0 else 0)
    assert says in flat(discover_text(boxes)) and "More worlds may tell" not in flat(discover_text(boxes))
    some = Sample(studied, np.where(table.values[:, 2] < 0.5, 0.0, sample.values), table)
    word = "less" if way > 0 else "more"
    assert f"It is {word} in no world" in flat(discover_text(discover(some, 0.0, None)))


def test_worlds_that_one_policy_does_not_define_are_left_out_and_counted(studied: Studied, table: Inputs) -> None:
    values = table.values[:, 3] - 0.4
    values[::4] = np.nan
    values[1::4] = np.where(values[1::4] < 0, -np.inf, np.inf)  # never under one of the two
    found = discover(Sample(studied, values, table), None, 0.0)
    assert (found.worlds, found.undefined) == (900, 300)
    assert found.beyond == (values < 0).sum() and found.boxes[0].limits[0].input.name == "x3"
    assert found.boxes[0].found_on.worlds + found.boxes[0].held_out.worlds == 900
    assert "300 more worlds do not define it under both and are left out." in flat(discover_text(found))
    assert found.to_dict()["differences"]["undefined"] == 300
    nothing = discover(Sample(studied, np.full(WORLDS, np.nan), table), None, 0.0)
    assert nothing.share == 0 and "No world defines it under both." in flat(discover_text(nothing))


def test_a_sum_of_differences_counts_signs() -> None:
    found = differences(np.array([-2.0, 0.0, 3.0, np.nan, np.inf]), OUTCOME)
    assert (found.tally.less, found.tally.equal, found.tally.more, found.undefined) == (1, 1, 2, 1)
    assert isinstance(found, Differences) and not found.same_in_all and found.one_sign == 0
    assert differences(np.zeros(0), OUTCOME).same_in_all is False


def test_results_cannot_be_altered(studied: Studied, table: Inputs) -> None:
    found = discover(Sample(studied, table.values[:, 0] - 0.5, table), None, 0.0)
    with pytest.raises(AttributeError):
        found.wanted = 0.0  # type: ignore[misc]


def test_an_unknown_outcome_is_refused_with_the_nearest(studied: Studied) -> None:
    from rekindle.analysis.sensitivity.samples import studied as look_up

    with pytest.raises(UsageError, match="Did you mean cost_money"):
        look_up(studied.question, "cost_mony", studied.baseline)


def test_a_folder_without_results_holds_nothing_to_explain(tmp_path: Path) -> None:
    from rekindle.analysis.sensitivity.samples import stored_sample
    from rekindle.errors import MissingData

    with pytest.raises(MissingData, match="holds no results"):
        stored_sample(tmp_path, OUTCOME, "historical", "other")
