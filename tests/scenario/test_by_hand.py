"""Numbers set by hand: what a path may be, what is refused with which advice, and that they come after the policy."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from rekindle.errors import UsageError
from rekindle.scenario import Scenario, new, read
from rekindle.scenario.policies import by_hand
from rekindle.scenario.policies.apply import apply
from rekindle.scenario.policies.policy import Change, Policy


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return read(new("my-city", tmp_path_factory.mktemp("home")))


def test_a_pattern_sets_all_that_it_meets_and_the_later_one_holds(scenario: Scenario) -> None:
    found = by_hand.resolved({"places.city_*.defences": 0.2, "places.city_south.defences": 0.4}, scenario)
    assert found == {"places.city_north.defences": 0.2, "places.city_south.defences": 0.4}
    assert by_hand.words(found, scenario)[0] == "places.city_north.defences = 0.2"


def test_a_path_may_be_the_end_of_one_name(scenario: Scenario) -> None:
    assert by_hand.resolved({"detained": 900}, scenario) == {"organisation.detained": 900.0}


def test_parameters_of_the_model_can_be_set_too(scenario: Scenario) -> None:
    assert by_hand.resolved({"aid.money": 100}, scenario) == {"aid.money": 100.0}
    assert by_hand.words({"aid.money": 1e4}, scenario) == ["aid.money = 10,000 USD/(resident year)"]


def test_what_is_set_by_hand_comes_after_the_policy(scenario: Scenario) -> None:
    changes = [Change(quantity="levels.local", set=0.9), *by_hand.changes({"levels.local": 0.1}, scenario)]
    policy = Policy(name="x", title="x", summary="x", changes=changes)
    prior = scenario.quantities()["levels.local"].prior()
    for change in apply(policy, scenario).quantities:
        prior = change.of(prior)
    assert prior.bounds() == (0.1, 0.1)


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["levels.local"], "--set levels.local: this is no path with a number. Write PATH=NUMBER"),
        (["=3"], "this is no path with a number"),
        (["levels.local="], "this is no path with a number"),
        (["levels.local=much"], "`much` is no number. Write a plain number"),
        (["levels.local=0,5"], "Write 0.5, with a point for decimals"),
        (["levels.local=1_0"], "is no number"),
        (["levels.local=nan"], "must be finite"),
        (["levels.local=0.1..0.3"], "one number can be set by hand. For a range copy the scenario"),
        (["levels.local=0.1", "levels.local=0.2"], "given twice"),
        (["levels.lokal=0.1"], "meets nothing: no number of my-city and no parameter is `levels.lokal`. Did you mean levels.l"),
        (["levels.local=3"], "would make levels.local 3. It must be between 0 and 1."),
        (["places.city_*.defences=-1"], "would make places.city_north.defences -1. It must be between 0 and 1"),
        (["defences=0.2"], "defences may be places.city_north.defences, places.city_south.defences"),
        (["raid.response=1"], "a variant"),
        (["places.*.neighbours.*=3"], "which no policy can change"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused_with_advice(texts: list[str], says: str, scenario: Scenario) -> None:
    with pytest.raises(UsageError) as error:
        by_hand.resolved(by_hand.numbers_of(texts), scenario)
    assert says in str(error.value)


@pytest.mark.parametrize("value", [math.nan, math.inf, True, "0.5", None])
def test_from_python_too_only_numbers_are_taken(value: object, scenario: Scenario) -> None:
    with pytest.raises(UsageError, match="must be finite"):
        by_hand.resolved({"levels.local": value}, scenario)  # type: ignore[dict-item]


def test_every_quantity_that_a_policy_may_change_can_be_named(scenario: Scenario, tmp_path: Path) -> None:
    for path, quantity in scenario.quantities().items():
        if ".neighbours." not in path:
            assert by_hand.resolved({path: quantity.best}, scenario) == {path: quantity.best}
