"""What setting a cause does beside a share of variance, on worlds made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from rekindle.analysis.claims.interventions import interventions, mean_interval
from rekindle.analysis.claims.plan import ClaimRun, plan, plan_of
from rekindle.analysis.claims.store import ClaimSpec, ClaimWorlds
from rekindle.analysis.claims.treatments import Treatments, plan_of_checks
from rekindle.scenario import read
from rekindle.scenario.claims.proposition import Claim, Claims, VarianceShare

HORIZON, KEY = date(2021, 12, 31), "resurgence_3"
ASKED = ClaimSpec(read("mosul-2016"), 200)


def share(**more: Any) -> VarianceShare:
    fields: dict[str, Any] = {
        "kind": "variance_share", "scenario": "mosul-2016", "horizon": HORIZON, "metric": KEY, "unit": "1", "at_least": 0.66,
        "why": "made up", "group": ["grievance"], "comparison": ">=", "threshold": 0.5,
        "interventions": ["settled-local", "no-corruption"],
    }  # fmt: skip
    return VarianceShare.model_validate({**fields, **more})


def kept(numbers: dict[str, np.ndarray], rows: int = 0) -> ClaimWorlds:
    at = {(str(ClaimRun("mosul-2016", policy, HORIZON)), KEY): values for policy, values in numbers.items()}
    return ClaimWorlds({"worlds": 200, "seed": 1, "worlds_from": "prior", "rows": rows, "arms": {}}, at, {})


def told(one: VarianceShare, found: ClaimWorlds) -> Any:
    return interventions(one, found, Treatments(ASKED, found))


def test_an_intervention_is_the_paired_difference_in_the_worlds_that_both_define():
    without = np.r_[np.ones(60), np.zeros(140)]
    with_it = np.r_[np.zeros(30), np.ones(30), np.zeros(139), np.nan]
    (one,) = told(share(), kept({"historical": np.r_[without, np.ones(50)], "settled-local": with_it}))
    assert (one.policy, one.worlds, one.yes_or_no) == ("settled-local", 199, True)
    assert (one.without, one.with_it) == (pytest.approx(60 / 199), pytest.approx(30 / 199))
    assert one.difference == pytest.approx(-30 / 199) and one.low < one.difference < one.high < 0
    assert one.treatment.policy == "settled-local" and one.treatment.share is None  # what it moves first is not kept here


def test_worlds_that_share_a_row_know_the_mean_no_better_than_one_of_them():
    differences = np.random.default_rng(1).normal(1.0, 2.0, 100)
    once = mean_interval(differences, np.arange(100))
    assert once == pytest.approx(mean_interval(np.tile(differences, 3), np.tile(np.arange(100), 3)))
    wider = 1.984217 * differences.std(ddof=1) / 10  # Student's t with 99 degrees
    assert once == pytest.approx((differences.mean() - wider, differences.mean() + wider))
    assert mean_interval(np.ones(5), np.zeros(5)) == (-np.inf, np.inf)


def test_a_number_that_is_no_yes_or_no_keeps_its_unit():
    (one,) = told(share(), kept({"historical": np.full(200, 10.0), "no-corruption": np.full(200, 7.0)}))
    assert not one.yes_or_no and (one.difference, one.low, one.high) == (-3.0, -3.0, -3.0)


def test_without_worlds_nothing_is_told():
    assert told(share(), kept({"settled-local": np.zeros(200)})) == ()
    assert told(share(interventions=[]), kept({"historical": np.zeros(200)})) == ()
    assert told(share(), kept({"historical": np.zeros(200), "settled-local": np.full(200, np.nan)})) == ()


def test_what_interventions_need_is_simulated_and_their_treatment_measured():
    every, none = (asking(share(**more)) for more in ({}, {"interventions": []}))
    runs = {run.policy: set(keys) for run, keys in plan(every).claim_runs.items()}
    assert runs == {name: {KEY} for name in ("historical", "settled-local", "no-corruption")}
    assert plan(none).claim_runs == {} and plan(every, "enclave").claim_runs == {}
    assert plan_of(share()).claim_runs == {}  # they decide nothing
    checks = plan_of_checks(every, ASKED).claim_runs
    assert any("settlement_local" in key for key in checks[ClaimRun("mosul-2016", "settled-local", HORIZON)])


def asking(one: VarianceShare) -> Claims:
    claim = Claim(id=1, source="x", kind="J", statement="x", mechanisms=["grievance"], outcomes=[KEY], propositions=[one])
    return Claims(written=HORIZON, claims=[claim])
