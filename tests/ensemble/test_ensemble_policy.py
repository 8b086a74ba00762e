"""Policies on the packaged scenario: the empty one is the baseline to the bit, and nothing differs before its day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk, chunks
from rekindle.ensemble.worlds import begin
from rekindle.model.series import Written
from rekindle.scenario import Scenario
from rekindle.scenario.policies.apply import apply
from rekindle.scenario.policies.policy import BASELINE, Change, Policy, combined
from rekindle.scenario.policies.policy import read as read_policy

WORLDS = 4
SEED = 3
START, UNTIL = date(2016, 10, 17), date(2017, 3, 27)
CHANGED = date(2017, 1, 9)
WEEK = (CHANGED - START).days // 7


TENDING = {"parameter": "settlement.local", "set": 0.9, "from": CHANGED}
PULLING = {"parameter": "appeal.rest", "add": 0.5, "from": CHANGED}


def made(*changes: dict) -> Policy:
    return Policy(name="mine", title="Mine", summary="", changes=[Change.model_validate(change) for change in changes])


def framed(scenario: Scenario, policy: Policy) -> Frame:
    applied = apply(policy, scenario)
    return Frame(applied.scenario, UNTIL, 1.0, True, applied.changes, applied.quantities)


def run(scenario: Scenario, policy: Policy) -> Written:
    pieces: list[Chunk] = list(chunks(framed(scenario, policy), WORLDS, SEED, 2))
    assert len(pieces) == 1
    return pieces[0].written


@pytest.fixture(scope="module")
def baseline(scenario: Scenario) -> Written:
    """The scenario in a frame that knows of no policy."""
    return next(iter(chunks(Frame(scenario, UNTIL, 1.0, True), WORLDS, SEED, 2))).written


def differ(one: Written, other: Written) -> list[int]:
    """Weeks at which anything written differs in any world; what has no weeks counts at the end."""
    weeks: set[int] = set()
    for name, first, second in zip(one._fields, one, other, strict=True):
        if name in ("nation", "countries", "parts", "abroad", "places", "origins"):  # series, and records every week
            for week in range(first.shape[1]):
                if first[:, week].tobytes() != second[:, week].tobytes():
                    weeks.add(week)
        elif first.tobytes() != second.tobytes():
            weeks.add(one.nation.shape[1])
    return sorted(weeks)


@pytest.mark.parametrize(
    "policy",
    [
        BASELINE, combined(BASELINE, BASELINE), made({"parameter": "funds.*", "scale": 1}),
        made({"parameter": "funds.tax", "set": 0, "from": date(2017, 9, 1)}),
        made({"quantity": "levels.*", "scale": 1}), made({"orders": "mosul_*", "field": "start", "shift": 0}),
        made({"orders": "mosul_*", "field": "forces.militias", "set": 0}),
    ],
    ids=["empty", "empty twice", "idle", "not yet", "idle quantity", "no shift", "nobody more"],
)  # fmt: skip
def test_a_policy_that_changes_nothing_is_the_baseline_to_the_bit(scenario: Scenario, baseline: Written, policy: Policy):
    assert differ(run(scenario, policy), baseline) == []


def test_the_packaged_baseline_is_the_scenario(scenario: Scenario, baseline: Written):
    assert differ(run(scenario, read_policy("historical", scenario)), baseline) == []


@pytest.mark.parametrize(
    "changes",
    [
        [{"parameter": "funds.tax", "set": 0, "from": CHANGED}],
        [TENDING, PULLING],
        [{"orders": "mosul_west_outer", "field": "start", "set": CHANGED},
         {"orders": "mosul_west_outer", "field": "after", "set": "none"}],
    ],
    ids=["money", "two", "an order"],
)  # fmt: skip
def test_nothing_differs_before_the_earliest_day_and_something_after(scenario: Scenario, baseline: Written, changes):
    assert differ(run(scenario, made(*changes)), baseline)[0] == WEEK + 1  # what is written at a week's end has seen it


def test_an_order_that_never_opens_leaves_all_as_it_was_until_it_would_have(scenario: Scenario, baseline: Written):
    order = next(order for order in scenario.campaign if order.id == "homs_desert")
    found = differ(run(scenario, made({"orders": order.id, "field": "start", "set": "never"})), baseline)
    assert found and found[0] > (order.start - START).days // 7


def test_a_change_that_ends_holds_no_longer(scenario: Scenario, baseline: Written):
    """What it did stays; but the taxes of the weeks after come in again."""
    cut = {"parameter": "funds.tax", "set": 0, "from": CHANGED}
    ever, ended = (run(scenario, made({**cut, "until": until})) for until in (None, date(2017, 1, 30)))
    assert differ(ever, ended)[0] == WEEK + 4
    assert (ended.nation["funds"][:, -1] > ever.nation["funds"][:, -1]).any()


def test_quantities_are_changed_in_every_world_and_no_other_is_drawn_anew(scenario: Scenario):
    policy = made({"quantity": "countries.*.corruption", "scale": 0.5}, {"quantity": "levels.local", "set": 1})
    worlds = np.arange(6)
    (plain, _), (changed, _) = (begin(framed(scenario, each), SEED, worlds) for each in (BASELINE, policy))
    assert changed.setting.countries["corruption"] == pytest.approx(plain.setting.countries["corruption"] / 2)
    assert (changed.state.nation["settlement_local"] == 1).all()
    assert changed.state.overt.tobytes() == plain.state.overt.tobytes()
    assert changed.setting.orders.tobytes() == plain.setting.orders.tobytes()


def test_people_sent_reach_the_model(scenario: Scenario):
    worlds = np.arange(6)
    policy = made({"orders": "mosul_east_outer", "field": "forces.militias", "set": 4000},
                  {"corridors": "*", "field": "openness", "set": 0.02})  # fmt: skip
    frame = framed(scenario, policy)
    setting = begin(frame, SEED, worlds)[0].setting
    k = [order.id for order in scenario.campaign].index("mosul_east_outer")
    sent = setting.order_forces[:, :, frame.forces.index("militias")]
    plain = begin(framed(scenario, BASELINE), SEED, worlds)[0].setting.order_forces[:, :, frame.forces.index("militias")]
    assert (sent[:, k] == 4000).all() and not plain[:, k].any()
    assert np.array_equal(np.delete(sent, k, axis=1), np.delete(plain, k, axis=1))
    assert (setting.corridors["openness"] == 0.02).all()


def test_an_order_that_never_opens_has_a_finite_week(scenario: Scenario):
    setting = begin(framed(scenario, made({"orders": "*", "field": "start", "set": "never"})), SEED, np.arange(2))[0].setting
    assert np.isfinite(setting.orders["start"]).all()
    assert (setting.orders["start"] > (scenario.furthest - scenario.start).days / 7).all()
