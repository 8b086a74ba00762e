"""Placebos: what cannot matter does not, and nothing changes before its day.

`placebo-money` spends money outside every mechanism. `placebo-places` sends raids where nobody is left to find and harms
nobody by them. Their own costs are the series `spent` and the outcome `cost_money`; these alone may differ. With the same
luck everything else is the same bit for bit, which says more than that no mean difference leaves 0 by its 99 % interval.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from ensembles import Ensemble
from ensembles import ensemble as run

from rekindle.model.series import Written
from rekindle.scenario.policies.policy import Policy

WORLDS, UNTIL = 60, date(2019, 12, 31)
OWN_COST = {"spent", "cost_money"}
EMPTY = Policy(name="empty", title="Nothing", summary="Changes nothing.", changes=[])


@pytest.fixture(scope="module")
def under(ensemble):
    """Worlds under a policy of the catalogue, run once, or under one made here."""
    return lambda policy: (ensemble if isinstance(policy, str) else run)("mosul-2016", policy, WORLDS, UNTIL)


def series(written: Written) -> dict[str, np.ndarray]:
    """Everything that is written down, by name: worlds first, then weeks (by place and origin: records)."""
    found: dict[str, np.ndarray] = {"fell": written.fell, "imbalance": written.imbalance}
    for name in ("nation", "countries", "parts", "abroad", "places", "origins"):
        array = getattr(written, name)
        found |= {field if name == "nation" else f"{name}.{field}": array[field] for field in array.dtype.names}
    return found


def different(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> set[str]:
    assert one.keys() == other.keys()
    return {name for name in one if not np.array_equal(one[name], other[name], equal_nan=True)}


@pytest.mark.parametrize(
    ("policy", "cost"),
    [("placebo-money", OWN_COST), ("placebo-places", {*OWN_COST, "countries.raiding"}), (EMPTY, set())],
    ids=["placebo-money", "placebo-places", "empty"],
)
def test_a_placebo_changes_its_own_cost_and_nothing_else(under, policy, cost):
    baseline, placebo = under("historical"), under(policy)
    found = different(series(baseline.written), series(placebo.written)) | different(baseline.outcomes, placebo.outcomes)
    assert found <= cost


def test_a_placebo_costs_something(under):
    """Money in every world; empty places where there is one, with forces there to raid it."""
    plain = under("historical")["cost_money"]
    assert (under("placebo-money")["cost_money"] > plain).all()
    assert (under("placebo-places")["cost_money"] >= plain).all()
    assert (under("placebo-places")["cost_money"] > plain).any()


def first_change(worlds: Ensemble) -> int:
    """Index of the first week that a dated policy can touch: the one after the step at which it comes into force."""
    return math.ceil(worlds.frame.changes.start.min()) + 1


@pytest.mark.parametrize("policy", ["counterinsurgency", "counterterrorism", "borders"])
def test_nothing_differs_before_the_day_and_something_after(under, policy):
    baseline, changed = under("historical"), under(policy)
    week = first_change(changed)
    assert 30 < week < 52  # July 2017, in the year in which all is recorded weekly
    for name in ("nation", "countries", "parts", "abroad", "places", "origins"):
        before, now = getattr(baseline.written, name), getattr(changed.written, name)
        for field in before.dtype.names:
            assert np.array_equal(before[field][:, :week], now[field][:, :week]), (name, field)
    assert (baseline.written.nation["spent"][:, week] != changed.written.nation["spent"][:, week]).any()
    assert different(series(baseline.written), series(changed.written)) - OWN_COST
