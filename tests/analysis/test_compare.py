"""Paired differences whose answers one can work out: counts, intervals, infinite values, regret, ranks, variants, flows."""

from __future__ import annotations

import json
import math
from datetime import date

import numpy as np
import pytest
import xarray as xr

from rekindle.analysis.comparison import regret
from rekindle.analysis.comparison.compare import compare, differences_of, verdict
from rekindle.analysis.outcomes.destinations import flows
from rekindle.analysis.statistics.intervals import difference, fewer, mean_interval, paired, snapped, wilson
from rekindle.errors import UsageError
from rekindle.variables import OUTCOMES, Matters, latest, outcome

INF, NAN = math.inf, math.nan


def dataset(worlds: list[int] | None = None, **outcomes: list[float]) -> xr.Dataset:
    """Results with the given outcomes and nothing else."""
    units = {"battle_weeks_mosul": "weeks", "resurgence_iraq_5": "1"}
    variables = {
        name: ("world", np.array(x, float), {"units": units.get(name, "people"), "kind": "outcome", "long_name": name})
        for name, x in outcomes.items()
    }
    size = len(next(iter(outcomes.values())))
    return xr.Dataset(variables, coords={"world": worlds or list(range(size))})


def test_wilson_gives_the_published_interval():
    # Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 20)[0] == 0
    assert wilson(0, 0) == (0, 1)


def test_the_interval_of_a_mean_is_students():
    # mean 3, standard deviation 1.5811, t(4, 0.975) = 2.7764
    mean, low, high = mean_interval(np.array([1.0, 2, 3, 4, 5]))
    assert (mean, round(low, 3), round(high, 3)) == (3.0, 1.037, 4.963)
    assert math.isnan(mean_interval(np.array([1.0]))[1])


def test_a_difference_counts_worlds_by_the_declared_direction():
    baseline, policy = np.array([10.0, 10, 10, 10]), np.array([7.0, 10, 12, 9])
    found = paired(policy, baseline, better_way=-1)
    assert (found.tally.better, found.tally.equal, found.tally.worse) == (2, 1, 1)
    assert (found.median, found.mean) == (-0.5, -0.5)
    more = paired(policy, baseline, better_way=1)
    assert (more.tally.better, more.tally.worse) == (1, 2)
    assert "better" not in paired(policy, baseline, better_way=0).row()


def test_what_never_happens_is_counted_and_order_statistics_still_hold():
    baseline = np.array([30.0, INF, INF, 30, 30, NAN])
    policy = np.array([INF, INF, 40, 31, 32, 5.0])
    assert difference(policy, baseline)[:5].tolist() == [INF, 0, -INF, 1, 2]
    found = paired(policy, baseline, better_way=-1)
    assert (found.never_policy, found.never_baseline, found.never_both, found.undefined) == (1, 1, 1, 1)
    assert (found.tally.better, found.tally.equal, found.tally.worse) == (1, 1, 3)
    assert found.median == 1
    assert (found.mean, found.mean_worlds) == (1.5, 2)
    row = found.row()
    assert row["p95"] is None and row["median"] == 1
    json.dumps(row, allow_nan=False)


def test_values_that_differ_by_rounding_are_equal():
    beside = np.array([1e6, 5.0, 0.0, INF])
    assert snapped(np.array([1e6 + 0.5, 5.1, 1e-9, INF]), beside).tolist() == [1e6, 5.1, 1e-9, INF]


def test_the_same_luck_needs_fewer_worlds_by_the_ratio_of_variances():
    draw = np.random.default_rng(1)
    luck, own = draw.normal(0, 3, 20_000), draw.normal(0, 1, 20_000)
    # variance apart 9 + 10, together 1
    assert fewer(luck + own, luck) == pytest.approx(19, rel=0.05)
    assert fewer(draw.normal(size=20_000), draw.normal(size=20_000)) == pytest.approx(1, rel=0.05)
    assert fewer(luck - 7, luck) > 1e6
    assert math.isnan(fewer(np.ones(5), np.ones(5)))


def test_regret_is_the_distance_to_the_best_policy_of_each_world():
    values = {"a": np.array([1.0, 5, 3, NAN]), "b": np.array([2.0, 1, 3, 1])}
    found = regret.table(values, better_way=-1)
    assert (found["a"].mean, found["a"].most, found["b"].mean) == (4 / 3, 4, 1 / 3)
    assert (found["a"].best, found["a"].alone, found["b"].best, found["b"].alone) == (2, 1, 2, 1)
    assert found["a"].worlds == 3
    turned = regret.table(values, better_way=1)
    assert turned["b"].mean == 4 / 3
    never = regret.table({"a": np.array([INF, INF, 2]), "b": np.array([4.0, INF, 3])}, better_way=-1)
    assert (never["a"].endless, never["a"].mean, never["b"].most) == (1, 0, 1)
    assert set(regret.table({"a": np.array([1.0]), "b": np.array([NAN])}, -1)) == {"a"}


def test_ranks_count_each_outcome_once_and_equals_share_their_places():
    exact = Matters(0, 0, "")
    killed = ({"a": np.array([1.0, 1]), "b": np.array([2.0, 1])}, -1, exact)
    returned = ({"a": np.array([10.0, 10]), "b": np.array([20.0, 10])}, 1, exact)
    found = regret.mean_ranks([killed, returned])
    assert (found["a"].mean, found["b"].mean) == (1.5, 1.5)
    alone = regret.mean_ranks([killed])
    assert (alone["a"].mean, alone["b"].mean) == (1.25, 1.75)
    assert regret.mean_ranks([({"a": np.array([NAN]), "b": np.array([1.0])}, -1, exact)]) == {}


def test_what_differs_by_no_more_than_what_matters_shares_its_place():
    table = np.array([[100.0, np.inf], [109.0, np.inf], [130.0, 5.0]])
    ranks = regret.places(table, -1, Matters(0.1, 0, ""))
    assert ranks.T.tolist() == [[1.5, 1.5, 3.0], [2.5, 2.5, 1.0]]
    assert regret.places(np.array([[1.0], [2.0]]), -1, Matters(0.1, 5, "")).tolist() == [[1.5], [1.5]]


def test_an_outcome_that_no_policy_changes_is_not_ranked():
    same = {"civilians_killed_total": [100.0, 200.0], "displaced_total_mosul": [10.0, 20.0]}
    found = compare({"a": dataset(**same), "b": dataset(**same | {"displaced_total_mosul": [30.0, 60.0]})})
    assert [one.name for one in found.civilian] == ["displaced_total_mosul"]
    assert (found.ranks["a"].mean, found.ranks["b"].mean) == (1.0, 2.0)


def with_variants(found: xr.Dataset, drawn: list[int]) -> xr.Dataset:
    values = np.column_stack([np.zeros(len(drawn)), drawn]).astype("float32")
    named = {"variants": {"raid.response": ["backlash", "deterrence"], "rout.form": ["rout", "drift"]}}
    kept = (("world", "parameter"), values, named)
    return found.assign(parameters=kept).assign_coords(parameter=["rout.form", "raid.response"])


def test_the_assumption_that_turns_a_verdict_over_is_named_with_its_worlds():
    # better by one life in 100 worlds of backlash, worse by one in 40 of deterrence
    drawn = [0] * 100 + [1] * 40
    under = with_variants(dataset(civilians_killed_battle_mosul=[50.0] * 140), drawn)
    policy = with_variants(dataset(civilians_killed_battle_mosul=[49.0] * 100 + [51.0] * 40), drawn)
    found = compare({"historical": under, "other": policy})
    outcome = found.outcomes["civilians_killed_battle_mosul"]
    options = {one.option: one for one in outcome.by_option["other"]}
    assert set(options) == {"backlash", "deterrence"}  # one form of rout only was drawn: nothing to compare
    assert options["deterrence"].flips and not options["backlash"].flips
    expected = "better in 71 % of 140 worlds; but better in 0 % of 40 worlds where raid.response = deterrence"
    assert verdict(outcome, "other") == expected
    assert list(differences_of(found)["raid.response"].values[[0, 139]]) == ["backlash", "deterrence"]


def test_a_few_worlds_of_an_option_do_not_turn_a_verdict_over():
    drawn = [0] * 100 + [1] * 3
    under = with_variants(dataset(civilians_killed_battle_mosul=[50.0] * 103), drawn)
    policy = with_variants(dataset(civilians_killed_battle_mosul=[49.0] * 100 + [51.0] * 3), drawn)
    outcome = compare({"historical": under, "other": policy}).outcomes["civilians_killed_battle_mosul"]
    few = next(one for one in outcome.by_option["other"] if one.option == "deterrence")
    assert few.tally.side == -1 and not few.flips


def test_results_without_parameters_are_compared_without_variants():
    found = compare({"a": dataset(attacks_iraq_2018=[1.0, 2]), "b": dataset(attacks_iraq_2018=[2.0, 2])})
    assert found.variants == {}
    assert found.outcomes["attacks_iraq_2018"].by_option["b"] == []


def test_only_worlds_that_all_policies_hold_are_compared():
    first = dataset(attacks_iraq_2018=[1.0, 2, 3])
    second = dataset(worlds=[1, 2], attacks_iraq_2018=[5.0, 7])
    found = compare({"a": first, "b": second})
    assert found.worlds.tolist() == [1, 2]
    assert differences_of(found)["attacks_iraq_2018"].sel(policy="b").values.tolist() == [3, 4]
    with pytest.raises(UsageError, match="no world in common"):
        compare({"a": first, "b": dataset(worlds=[7, 8], attacks_iraq_2018=[5.0, 7])})
    with pytest.raises(UsageError, match="two policies"):
        compare({"a": first})


def test_an_outcome_that_a_policy_never_defines_is_kept_and_not_among_the_main_ones():
    under = dataset(resurgence_iraq_5=[1.0, 0], civilians_killed_total=[5.0, 6])
    found = compare({"a": under, "b": dataset(civilians_killed_total=[4.0, 6])})
    one = found.outcomes["resurgence_iraq_5"]
    assert one.differences["b"].tally.worlds == 0 and not one.main
    assert verdict(one, "b") == "no world defines it under both"
    assert [outcome.name for outcome in found.main] == ["civilians_killed_total"]
    json.dumps(found.row(), allow_nan=False)


def test_less_than_one_person_is_no_difference() -> None:
    results = {"a": dataset(civilians_killed_total=[10.1, 20.0]), "b": dataset(civilians_killed_total=[10.3, 21.2])}
    found = compare(results).outcomes["civilians_killed_total"]
    assert found.differences["b"].tally.equal == 1 and found.differences["b"].tally.worse == 1
    assert found.regret["b"].best == 1


def test_a_baseline_may_be_any_of_the_policies():
    results = {"a": dataset(attacks_iraq_2018=[1.0, 2]), "b": dataset(attacks_iraq_2018=[2.0, 2])}
    found = compare(results, "b")
    assert found.policies == ("b", "a") and found.others == ("a",)
    assert found.outcomes["attacks_iraq_2018"].differences["a"].mean == -0.5


def test_every_direction_says_why_and_main_outcomes_put_civilians_first():
    assert all(row.why and row.side in ("civilian", "state", "group", "cost") for row in OUTCOMES)
    assert outcome("fighters_killed_battle_mosul").better == 0
    assert outcome("returned_foreign_2017_12").side == "group"
    assert outcome("something_new").better == 0
    names = ["attacks_iraq_2017", "attacks_iraq_2019", "resurgence_iraq_1", "resurgence_iraq_10",
             "battle_weeks_mosul", "displaced_iraq_2018_12", "displaced_iraq_2017_12",
             "civilians_killed_battle_mosul"]  # fmt: skip
    assert latest(names) == [
        "civilians_killed_battle_mosul", "displaced_iraq_2018_12", "battle_weeks_mosul", "attacks_iraq_2019",
        "resurgence_iraq_10",
    ]  # fmt: skip


def test_flows_add_the_series_of_a_fate_at_the_last_record_before_the_day():
    shape = ("sampled_world", "time", "origin")
    times = np.array(["2018-12-10", "2019-01-07"], "datetime64[ns]")
    people = np.zeros((3, 2, 2))
    people[:, 0] = [[10, 1], [20, 2], [60, 3]]
    names = ("overt", "covert", "detained", "home_detained", "dead", "transit")
    series = {f"{name}_by_origin": (shape, people) for name in names}
    found = flows(xr.Dataset(series, coords={"time": times, "origin": ["local", "europe"]}), date(2018, 12, 31))
    assert found is not None
    assert found.when == date(2018, 12, 10)
    assert [name for name, _ in found.destinations] == ["dead", "detained", "theatre", "transit"]
    assert found.median[0].tolist() == [20, 40, 40, 20]
    assert found.among(["europe"]).median.tolist() == [[2, 4, 4, 2]]
    old = {name: series[name] for name in ("overt_by_origin", "detained_by_origin")} | {"away_by_origin": (shape, people)}
    older = flows(xr.Dataset(old, coords={"time": times, "origin": ["local", "europe"]}), date(2018, 12, 31))
    assert older is not None and [name for name, _ in older.destinations] == ["detained", "theatre", "away"]
    assert flows(xr.Dataset(coords={"time": times}), date(2018, 12, 31)) is None
    assert flows(xr.Dataset(series, coords={"time": times, "origin": ["a", "b"]}), date(2016, 1, 1)) is None
