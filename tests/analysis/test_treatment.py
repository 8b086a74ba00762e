"""In how many worlds a policy did what it says it does, on numbers made by hand; and what follows for a verdict."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
import xarray

from rekindle.analysis.claims.plan import ClaimRun
from rekindle.analysis.claims.store import ClaimSpec, ClaimWorlds
from rekindle.analysis.claims.treatments import Treatments, plan_of_checks, policies_of
from rekindle.analysis.claims.verdict import verdict
from rekindle.analysis.comparison.delivered import read_result
from rekindle.analysis.comparison.delivered import treatments as compared
from rekindle.analysis.outcomes.treatment import (
    NOT_MEASURED,
    NOTHING,
    UNDECLARED,
    WAS,
    WAS_NOT,
    Treatment,
    moved_by,
    told,
    treatment,
)
from rekindle.scenario import Scenario, read
from rekindle.scenario.claims.proposition import Claim, Claims, Metric
from rekindle.scenario.policies.delivery import Delivery
from rekindle.scenario.policies.policy import Policy, read_any

HORIZON = date(2021, 12, 31)
NONE: dict[str, tuple[tuple[str, ...], np.ndarray]] = {}


@pytest.fixture(scope="module")
def mosul() -> Scenario:
    return read("mosul-2016")


def policy(*delivers: Delivery, nothing: str = "") -> Policy:
    return Policy(name="mine", title="Mine", summary="", delivers=list(delivers), delivers_nothing=nothing)


def measured(mosul: Scenario, one: Policy, numbers: dict[str, Any], **more: Any) -> Treatment:
    """A policy's treatment where each policy has the same numbers of every metric."""
    return treatment(one, lambda name, metric: None if name not in numbers else np.array(numbers[name]), mosul, HORIZON, **more)


LEADERS = Delivery(variable="leadership", at_least=0.1)


def test_what_is_held_against_a_bound():
    values, beside = np.array([2.0, 1.0, 0.0, 3.0, np.nan]), np.array([1.0, 1.0, 0.0, 0.0, 1.0])
    assert moved_by(LEADERS, values, beside)[:4].tolist() == [1, 0, 0, 3]
    share = LEADERS.model_copy(update={"measured": "share"})
    assert moved_by(share, values, beside)[:4].tolist() == [1, 0, 0, np.inf]  # nothing from nothing is no rise
    assert np.isnan(moved_by(share, values, beside)[4])
    assert moved_by(LEADERS, values, None)[:4].tolist() == values[:4].tolist()


def test_a_treatment_is_delivered_from_four_fifths_of_worlds_on(mosul: Scenario):
    for count, state in ((8, WAS), (7, WAS_NOT)):
        moved = np.where(np.arange(10) < count, 0.5, 0.3)
        found = measured(mosul, policy(LEADERS), {"mine": moved, "historical": np.full(10, 0.3)})
        assert (found.state, found.holds, found.worlds, found.missed) == (state, count, 10, state == WAS_NOT)
        assert told(found).startswith(f"{state}: in {count}0 % of 10 worlds (")


def test_all_entries_have_to_hold_in_the_same_world(mosul: Scenario):
    fewer = Delivery(variable="appeal", measured="level", at_most=0.3)
    found = measured(mosul, policy(LEADERS, fewer), {"mine": [0.5, 0.5, 0.2, 0.2], "historical": [0.3, 0.5, 0.2, 0.0]})
    assert [one.share for one in found.checks] == [0.5, 0.5]
    assert (found.holds, found.worlds) == (1, 4)


def test_worlds_without_a_value_are_not_counted_and_only_those_asked_for_are(mosul: Scenario):
    numbers = {"mine": [0.5, np.nan, 0.5, 0.3], "historical": [0.3] * 4}
    found = measured(mosul, policy(LEADERS), numbers)
    assert (found.holds, found.worlds) == (2, 3)
    some = measured(mosul, policy(LEADERS), numbers, worlds=np.array([0, 2]))
    assert (some.holds, some.worlds) == (2, 2)


def test_what_is_not_there_is_not_measured_and_says_whose(mosul: Scenario):
    found = measured(mosul, policy(LEADERS), {"mine": [1.0]})
    assert found.state == NOT_MEASURED and not found.missed and "historical" in found.checks[0].why
    late = LEADERS.model_copy(update={"since": HORIZON})
    assert "ends before" in measured(mosul, policy(late), {"mine": [1.0], "historical": [0.0]}).checks[0].why
    assert measured(mosul, policy(nothing="A baseline."), {}).state == NOTHING
    assert measured(mosul, policy(), {}).state == UNDECLARED


def test_the_comparator_is_the_one_that_is_named(mosul: Scenario):
    against = LEADERS.model_copy(update={"against": "delay"})
    numbers = {"mine": [0.5], "historical": [0.5], "delay": [0.2]}
    assert measured(mosul, policy(against), numbers).state == WAS
    assert measured(mosul, policy(LEADERS), numbers).state == WAS_NOT
    assert measured(mosul, policy(LEADERS), numbers, baseline="delay").state == WAS


# Verdicts

DIFFERENCE = {
    "kind": "difference", "scenario": "mosul-2016", "horizon": HORIZON, "a": "knockout-leadership", "b": "historical",
    "metric": "battle_weeks", "measured": "absolute", "comparison": "<=", "threshold": -1.0, "unit": "week", "at_least": 0.66,
    "why": "made up",
}  # fmt: skip
WORLDS = 100


def claim(*propositions: dict[str, Any], **more: Any) -> Claim:
    return Claim.model_validate({
        "id": 1, "source": "rfi-2016", "kind": "J", "statement": "It is so.", "mechanisms": ["assault"],
        "outcomes": ["battle_weeks"], "propositions": list(propositions), **more,
    })  # fmt: skip


def kept(mosul: Scenario, share: float | None) -> ClaimWorlds:
    """Kept numbers in which the battle is shorter, and leaders are gone in a share of worlds; None: that was not kept."""
    numbers = {
        ("knockout-leadership", "battle_weeks"): np.full(WORLDS, 20.0),
        ("historical", "battle_weeks"): np.full(WORLDS, 30.0),
    }
    if share is not None:
        metric = read_any("knockout-leadership", mosul).delivers[0].metric(mosul, HORIZON)
        assert metric is not None
        numbers["knockout-leadership", metric.key] = np.where(np.arange(WORLDS) < share * WORLDS, 0.0, 0.5)
    at = {(str(ClaimRun("mosul-2016", name, HORIZON)), key): x for (name, key), x in numbers.items()}
    return ClaimWorlds({"worlds": WORLDS, "seed": 1, "worlds_from": "prior", "arms": {}}, at, {})


@pytest.mark.parametrize(
    ("share", "state", "word"), [(0.9, WAS, "upheld"), (0.5, WAS_NOT, "not tested"), (None, NOT_MEASURED, "upheld")]
)
def test_a_verdict_without_its_treatment_is_not_tested(mosul: Scenario, share: float | None, state: str, word: str):
    there = kept(mosul, share)
    found = verdict(claim(DIFFERENCE), there, NONE, treated=Treatments(ClaimSpec(mosul), there).of)
    (one,) = found.decided
    assert one is not None and [each.state for each in one.treatments] == [state]
    assert found.word == word and bool(found.tested) == (word == "upheld")
    assert one.upheld  # what worlds say is told either way
    assert one.result().to_dict()["treatments"][0]["state"] == state


def test_a_statement_keeps_the_tests_whose_treatment_was_delivered(mosul: Scenario):
    """One proposition of two has no treatment: the other alone decides."""
    alone = {**DIFFERENCE, "kind": "probability", "comparison": ">=", "threshold": 26.0}
    for key in ("a", "b", "measured"):
        del alone[key]
    there = kept(mosul, 0.1)
    found = verdict(claim(DIFFERENCE, alone), there, NONE, treated=Treatments(ClaimSpec(mosul), there).of)
    assert found.word == "upheld" and len(found.tested) == 1


def test_what_is_marked_untestable_is_shown_and_counted_nowhere(mosul: Scenario):
    found = verdict(claim(DIFFERENCE, untestable="Nothing in the model leads there."), kept(mosul, 1.0), NONE)
    assert found.word == "untestable" and found.tested == [] and found.decided[0] is not None


def test_a_plan_asks_for_what_treatments_need_in_both_arms(mosul: Scenario):
    one = claim({**DIFFERENCE, "a": "militias-out", "b": "militias-in"})
    wanted = plan_of_checks(Claims(written=date(2018, 1, 1), claims=[one]), ClaimSpec(mosul)).claim_runs
    assert {run.policy for run in wanted} == {"militias-out", "militias-in", "historical"}
    assert all(any(metric.metric == "abused_mosul" for metric in metrics.values()) for metrics in wanted.values())
    assert policies_of(one.propositions[0]) == ["militias-out", "militias-in"]


# Comparisons


def result(values: np.ndarray, worlds: int) -> xarray.Dataset:
    days = np.datetime64("2016-10-17", "ns") + np.arange(values.shape[1]) * np.timedelta64(7, "D")
    return xarray.Dataset(
        {"leadership": (("world", "week"), values), "cost_money": ("world", values.sum(axis=1))},
        coords={"world": np.arange(worlds), "week": days},
    )


def test_a_comparison_reads_series_and_outcomes_world_by_world(mosul: Scenario):
    weeks = np.tile(np.arange(20.0), (4, 1)) + np.arange(4.0)[:, None]
    mean = LEADERS.metric(mosul, HORIZON)
    assert mean is not None
    some = np.array([1, 3, 9])
    found = read_result(result(weeks, 4), mean, mosul, some)
    assert found is not None and found[:2].tolist() == [10.5, 12.5] and np.isnan(found[2])
    cost = read_result(result(weeks, 4), Metric(metric="cost_money"), mosul, np.array([0, 2]))
    assert cost is not None and cost.tolist() == [190.0, 230.0]
    assert read_result(result(weeks, 4), Metric(metric="cost_people"), mosul, some) is None


def test_compared_policies_are_held_against_what_happened_or_the_baseline(mosul: Scenario):
    low, high = np.zeros((4, 20)), np.ones((4, 20))
    of = {"historical": policy(nothing="It changes nothing."), "mine": policy(LEADERS), "yours": policy(LEADERS)}
    results = {"historical": result(low, 4), "mine": result(high, 4)}
    found = compared(results, of, mosul, HORIZON, "historical", np.arange(4))
    assert list(found) == ["mine"] and found["mine"].state == WAS
    other = compared({"yours": result(high, 4), "mine": result(high, 4)}, of, mosul, HORIZON, "yours", np.arange(4))
    assert list(other) == ["mine"] and other["mine"].state == WAS_NOT and other["mine"].checks[0].against == "yours"
