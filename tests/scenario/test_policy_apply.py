"""Carrying policies out: orders, corridors and people sent; draws of quantities kept inside their measures."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from conftest import Draft
from rekindle.errors import InvalidScenario
from rekindle.model.changes import ADD, SCALE, SET
from rekindle.model.parameter import Fixed, Uniform
from rekindle.model.parameters import all_parameters
from rekindle.scenario import Scenario, read
from rekindle.scenario.policies.apply import Applied, QuantityChange, apply
from rekindle.scenario.policies.policy import BASELINE, Change, Policy
from rekindle.scenario.policies.reach import NEVER

HALF = np.linspace(0.01, 0.99, 9)


@pytest.fixture
def town(draft: Draft) -> Scenario:
    return read(draft.path)


def carried_out(scenario: Scenario, *changes: dict) -> Applied:
    made = [Change.model_validate(change) for change in changes]
    return apply(Policy(name="mine", title="Mine", summary="", changes=made), scenario)


def orders(applied: Applied) -> dict:
    return {order.id: order for order in applied.scenario.campaign}


def drawn(applied: Applied, path: str) -> np.ndarray:
    """A quantity at some quantiles, as worlds under the policy draw it."""
    prior = applied.scenario.quantities()[path].prior()
    for change in applied.quantities:
        prior = change.of(prior) if change.path == path else prior
    return prior.quantile(HALF)


def test_the_empty_policy_changes_nothing(town: Scenario):
    applied = apply(BASELINE, town)
    assert applied.scenario is town
    assert applied.quantities == () and all(array.size == 0 for array in applied.changes)


def test_a_policy_leaves_the_scenario_it_is_given_alone(town: Scenario):
    before = town.model_dump_json()
    carried_out(
        town, {"orders": "*", "field": "start", "set": "never"}, {"orders": "*", "field": "forces.local_police", "set": 9},
        {"corridors": "*", "field": "openness", "set": 1},
    )  # fmt: skip
    assert town.model_dump_json() == before


# Orders


def test_an_order_moves_by_weeks_and_its_pauses_with_it(town: Scenario):
    before = {order.id: order for order in town.campaign}
    after = orders(carried_out(town, {"orders": "south", "field": "start", "shift": 26}))
    assert after["south"].start == before["south"].start + timedelta(weeks=26)
    assert after["north"] == before["north"]
    paused = next((o for o in town.campaign if o.pauses), None)
    if paused:
        moved = orders(carried_out(town, {"orders": paused.id, "field": "start", "shift": 3}))[paused.id]
        assert moved.pauses[0].start == paused.pauses[0].start + timedelta(weeks=3)


def test_a_plan_moves_too_where_only_the_plan_was_known():
    eve = read("mosul-2016", as_of=date(2016, 10, 16))
    planned = next(order for order in eve.campaign if order.start is None)
    moved = orders(carried_out(eve, {"orders": planned.id, "field": "start", "shift": 10}))[planned.id]
    low, high = planned.start_prior(eve.as_of).bounds()
    assert moved.start_prior(eve.as_of).bounds() == (low + 70, high + 70)
    fixed = orders(carried_out(eve, {"orders": planned.id, "field": "start", "set": "2017-01-16"}))[planned.id]
    assert fixed.start_prior(eve.as_of) == Fixed(91.0)


def test_an_order_starts_on_the_first_day_on_another_or_never(town: Scenario):
    starts = {value: orders(carried_out(town, {"orders": "south", "field": "start", "set": value}))["south"].start
              for value in ("scenario_start", "2016-05-05", "never")}  # fmt: skip
    assert starts == {"scenario_start": town.start, "2016-05-05": date(2016, 5, 5), "never": NEVER}
    never = {"orders": "*", "field": "start", "set": "never"}
    assert orders(carried_out(town, never, {"orders": "*", "field": "start", "shift": -4}))["south"].start == NEVER
    back = orders(carried_out(town, never, {"orders": "south", "field": "start", "set": "scenario_start"}))
    assert (back["south"].start, back["north"].start) == (town.start, NEVER)


def test_prerequisites_and_pauses_are_taken_away():
    mosul = read("mosul-2016")
    removed = ({"orders": "mosul_*", "field": field, "set": "none"} for field in ("after", "pauses"))
    changed = orders(carried_out(mosul, *removed))
    assert any(order.after and order.pauses for order in mosul.campaign if order.id.startswith("mosul_"))
    for order in mosul.campaign:
        if order.id.startswith("mosul_"):
            assert changed[order.id].after is None and changed[order.id].pauses == []
        else:
            assert changed[order.id] == order


def test_people_sent_are_set_scaled_raised_or_sent_for_the_first_time(town: Scenario):
    path, new = "campaign.south.forces.army", "campaign.south.forces.local_police"
    before = drawn(apply(BASELINE, town), path)
    assert new not in town.quantities()
    for verb, value, expected in (("set", 100, 100 + 0 * before), ("scale", 0.5, before / 2), ("add", -1e9, 0 * before)):
        applied = carried_out(town, {"orders": "south", "field": "forces.army", verb: value})
        assert drawn(applied, path) == pytest.approx(expected)
    for verb in ("set", "add"):
        sent = carried_out(town, {"orders": "south", "field": "forces.local_police", verb: 300})
        assert drawn(sent, new) == pytest.approx(300)
        assert drawn(sent, path) == pytest.approx(before)
    twice = carried_out(town, *({"orders": "south", "field": "forces.local_police", "add": 300},) * 2)
    assert drawn(twice, new) == pytest.approx(600)


# Quantities


def test_what_is_drawn_is_changed_in_order_and_kept_inside_its_measure(town: Scenario):
    before = drawn(apply(BASELINE, town), "levels.local")
    assert np.ptp(before) > 0
    for changes, expected in (
        ([{"scale": 0.5}], before / 2), ([{"add": 0.9}], np.minimum(1, before + 0.9)), ([{"add": -2}], 0 * before),
        ([{"set": 0.4}, {"scale": 0.5}], 0.2 + 0 * before), ([{"scale": 0.5}, {"set": 0.4}], 0.4 + 0 * before),
        ([{"add": 5}, {"add": -0.25}], 0.75 + 0 * before),
    ):  # fmt: skip
        applied = carried_out(town, *({"quantity": "levels.local", **change} for change in changes))
        assert drawn(applied, "levels.local") == pytest.approx(expected), changes
        assert drawn(applied, "levels.regional") == pytest.approx(drawn(apply(BASELINE, town), "levels.regional"))


def test_what_must_be_more_than_nothing_stays_so(town: Scenario):
    path = next(path for path in town.quantities() if path.endswith(".area"))
    assert (drawn(carried_out(town, {"quantity": path, "add": -1e9}), path) > 0).all()


def test_corridors_open_as_far_as_is_said(town: Scenario):
    applied = carried_out(town, {"corridors": "*", "field": "openness", "set": 0.8})
    assert drawn(applied, "corridors.western_road.openness") == pytest.approx(0.8)


def test_a_fixed_number_is_one_for_each_world():
    change = QuantityChange("x", "add", 1.0, 0.0, 10.0)
    assert change.of(Fixed(2.0)).quantile(HALF).tolist() == [3.0] * 9
    assert change.of(Uniform(8, 20)).bounds() == (9.0, 10.0)


# Parameters


def test_changes_of_parameters_become_rows_in_their_order(town: Scenario):
    days = {"from": town.start + timedelta(weeks=6), "until": town.start + timedelta(days=70)}
    applied = carried_out(
        town, {"parameter": "governance.repair", "scale": 2, **days}, {"parameter": "settlement.*", "add": 0.1}
    )
    names = list(all_parameters())
    found = applied.changes
    settlements = [name for name in names if name.startswith("settlement.")]
    assert [names[column] for column in found.column] == ["governance.repair", *settlements]
    assert (found.start[0], found.end[0], found.verb[0], found.value[0, 0], found.most[0]) == (6.0, 10.0, SCALE, 2.0, np.inf)
    assert (found.start[1:] == -np.inf).all() and (found.end[1:] == np.inf).all() and (found.verb[1:] == ADD).all()
    assert found.most[1 + settlements.index("settlement.local")] == 1
    assert carried_out(town, {"parameter": "governance.repair", "set": 0}).changes.verb.tolist() == [SET]


# Courses, which a scenario may have


def test_courses_are_dropped_by_what_they_are_of(town: Scenario):
    iraq = read("iraq-2006")
    every = {course.of for course in iraq.courses}
    dropped = {of for of in every if of.startswith("countries.")}
    assert dropped and dropped < every
    left = carried_out(iraq, {"courses": "countries.*", "set": "none"}).scenario.courses
    assert {course.of for course in left} == every - dropped
    assert not carried_out(iraq, {"courses": "*", "set": "none"}).scenario.courses
    with pytest.raises(InvalidScenario, match="no course is `countries"):
        carried_out(town, {"courses": "countries.*", "set": "none"})


def test_numbers_of_a_course_are_no_initial_quantities():
    iraq = read("iraq-2006")
    path = next(path for path in iraq.quantities() if path.startswith("courses."))
    with pytest.raises(InvalidScenario, match="courses are changed with `courses`"):
        carried_out(iraq, {"quantity": path, "scale": 0.5})


# What does not fit


def test_a_policy_for_another_scenario_is_said_not_carried_out(town: Scenario):
    for change, said in (
        ({"orders": "mosul_*", "field": "start", "shift": 1}, "no order is `mosul_\\*`"),
        ({"parameter": "governance.repare", "scale": 2}, "Did you mean governance.repair"),
        ({"quantity": "levels.local"}, "does not say what to do"),
    ):  # fmt: skip
        with pytest.raises(InvalidScenario, match=f"policy mine, change 1 .*{said}"):
            carried_out(town, change)
