"""Doses: ranges in place of one number, drawn once a world by the names of a policy and of what it changes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from rekindle.analysis.runs.run import RunSpec
from rekindle.analysis.sensitivity.inputs import inputs
from rekindle.ensemble.draws import draw_dose
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import changes_in
from rekindle.ensemble.worlds import begin
from rekindle.model.changes import SET, changes_of, for_worlds, put_in_force
from rekindle.scenario import Scenario
from rekindle.scenario.policies.dose import Dose, DosePrior, ends, middle
from rekindle.scenario.policies.effects import effects
from rekindle.scenario.policies.policy import Change, Policy, combined, with_named_doses

SEED = 4
MANY = np.arange(2000)
MONEY = {"parameter": "aid.money", "set": {"low": 60, "high": 140}}
REPAIR = {"parameter": "governance.repair", "scale": {"low": 0.5, "high": 2}}
OPEN = {"quantity": "cities.mosul.openness", "set": {"low": 0.6, "high": 0.9}}


def made(*changes: dict, name: str = "mine") -> Policy:
    plain = Policy(name=name, title="Mine", summary="", changes=[Change.model_validate(change) for change in changes])
    return plain.model_copy(update={"changes": with_named_doses(plain)})


def framed(scenario: Scenario, policy: Policy) -> Frame:
    return RunSpec(scenario, policy, until=date(2017, 1, 30)).frame()


def test_a_dose_lies_between_its_ends_evenly_or_evenly_over_its_logarithm():
    even = draw_dose(Dose(low=60, high=140, name="a"), "set", SEED, MANY)
    assert 60 <= even.min() < 62 and 138 < even.max() <= 140 and abs(np.median(even) - 100) < 4
    scaled = draw_dose(Dose(low=0.5, high=2, name="a"), "scale", SEED, MANY)
    assert abs(np.log(scaled).mean()) < 0.03 and middle(Dose(low=0.5, high=2), "scale") == pytest.approx(1.0)
    assert ends(Dose(low=1, high=3)) == (1, 3) and ends(2.0) == (2, 2) and middle(2.0, "add") == 2


def test_a_world_has_the_same_dose_in_every_arm_and_no_other_change_moves_it(scenario: Scenario):
    alone, more = made(MONEY), made(REPAIR, MONEY, OPEN)
    joined = combined(made(REPAIR, name="other"), alone)
    worlds = np.array([7, 3, 12])
    drawn = [
        changes_in(framed(scenario, policy), SEED, worlds).value[:, at] for policy, at in ((alone, 0), (more, 1), (joined, 1))
    ]
    assert drawn[0].tolist() == drawn[1].tolist() == drawn[2].tolist() and np.unique(drawn[0]).size == 3
    assert changes_in(framed(scenario, alone), SEED, worlds[::-1]).value[:, 0].tolist() == drawn[0][::-1].tolist()
    assert changes_in(framed(scenario, made(MONEY, name="yours")), SEED, worlds).value[:, 0].tolist() != drawn[0].tolist()


def test_doses_move_no_draw_of_the_world(scenario: Scenario):
    worlds = np.arange(3)
    (plain, before), (dosed, after) = (begin(framed(scenario, policy), SEED, worlds) for policy in (made(), made(MONEY, OPEN)))
    assert before.tobytes() == after.tobytes()
    assert plain.setting.places.tobytes() == dosed.setting.places.tobytes()
    ring = dosed.setting.ring[:, 0]
    assert np.unique(ring).size == 3 and (ring >= 0.6).all() and (ring <= 0.9).all()


def test_each_world_of_a_block_has_its_own_value_in_force():
    column = (-np.inf, np.inf, 1, SET, 5.0, 0.0, np.inf)
    drawn = for_worlds(changes_of([column, column]), 3, {1: np.array([7.0, 8.0, 9.0])})
    for w in range(3):
        numbers = np.array([1.0, 2.0])
        put_in_force(drawn, w, 0.0, numbers)
        assert numbers.tolist() == [1.0, 7.0 + w]


def test_two_doses_of_one_thing_have_names_of_their_own():
    twice = made(MONEY, {**MONEY, "from": date(2018, 1, 1)})
    assert list(twice.doses) == ["mine: aid.money", "mine: aid.money from 2018-01-01, 2"]
    assert made(MONEY, REPAIR).doses["mine: governance.repair"] == DosePrior(0.5, 2.0, True)


def test_a_policy_with_doses_reads_back_as_it_was():
    policy = made(MONEY, REPAIR)
    assert Policy.model_validate_json(policy.text).changes == policy.changes


def test_doses_are_among_the_inputs_of_worlds(scenario: Scenario):
    policy = made(MONEY)
    found = inputs(scenario, SEED, None, 5, policy.doses)
    assert found.names[-1] == "dose: mine: aid.money" and found.inputs[-1].kind == "dose"
    own = changes_in(framed(scenario, policy), SEED, np.arange(5)).value[:, 0]
    assert found.values[:, -1].tolist() == own.tolist()
    assert inputs(scenario, SEED, None, 5).values.shape[1] == found.values.shape[1] - 1


def test_what_a_dose_does_is_told_as_a_range(scenario: Scenario):
    money, opened = effects(made(MONEY, OPEN), scenario)
    assert (money.does, money.after.low, money.after.median, money.after.high) == ("set 60 to 140", 60, 100, 140)
    assert (opened.after.low, opened.after.high) == (0.6, 0.9)
