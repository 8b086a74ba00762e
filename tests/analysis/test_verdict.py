"""Verdicts on worlds made by hand: each kind of proposition, its interval, its word, its structures and its old wording."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from rekindle.analysis.claims.plan import ClaimRun, plan, share_key
from rekindle.analysis.claims.store import ClaimWorlds
from rekindle.analysis.claims.verdict import Decided, held, values_of, verdict
from rekindle.scenario.claims.proposition import Claim, Claims, Metric

YEAR = {"from": date(2018, 1, 1), "to": date(2018, 12, 31)}
COMMON: dict[str, Any] = {
    "scenario": "mosul-2016", "horizon": date(2021, 12, 31), "unit": "1", "at_least": 0.66, "why": "made up",
}  # fmt: skip
WORLDS = 400
DRAWN = {"raid.response": (("backlash", "none"), np.arange(WORLDS * 3) % 2)}


def claim(*propositions: dict[str, Any], **more: Any) -> Claim:
    about = {"id": 1, "source": "rfi-2016", "kind": "J", "statement": "It is so.", "mechanisms": ["assault"],
             "outcomes": ["battle_weeks"], **more}  # fmt: skip
    return Claim.model_validate({**about, "propositions": list(propositions)})


def worlds(numbers: dict[tuple[str, str], np.ndarray], shares: dict[str, np.ndarray] | None = None) -> ClaimWorlds:
    """Kept numbers by policy and metric key, to the horizon of these tests."""
    at = {(str(ClaimRun("mosul-2016", policy, date(2021, 12, 31))), key): x for (policy, key), x in numbers.items()}
    return ClaimWorlds({"worlds": WORLDS, "seed": 1, "worlds_from": "prior", "arms": {}}, at, shares or {})


def decided(one: dict[str, Any], numbers: dict[tuple[str, str], np.ndarray], policy: str = "historical") -> Decided:
    found = verdict(claim({**COMMON, **one}), worlds(numbers), DRAWN, policy).decided[0]
    assert found is not None
    return found


WEEKS = {"kind": "probability", "metric": "battle_weeks", "comparison": ">=", "threshold": 26.0, "unit": "week"}


def test_a_probability_is_the_share_of_worlds_with_its_interval_and_word():
    values = np.where(np.arange(WORLDS) < 300, 30.0, 20.0)
    found = decided(WEEKS, {("historical", "battle_weeks"): values})
    told = found.result()
    assert (told.holds, told.worlds, told.probability, told.word) == (300, 400, 0.75, "likely")
    assert told.low == pytest.approx(0.7053, abs=1e-3)  # Wilson 1927, worked out by hand
    assert told.high == pytest.approx(0.7898, abs=1e-3)
    assert told.upheld and not told.close
    assert told.counted == "worlds"


def test_a_verdict_near_its_bar_is_called_close():
    values = np.where(np.arange(WORLDS) < 268, 30.0, 20.0)  # 0.67
    assert decided(WEEKS, {("historical", "battle_weeks"): values}).close


def test_worlds_that_share_a_row_of_the_posterior_know_less():
    """Three luckless copies of each row are no more than one: the interval is that of the rows."""
    values = np.where(np.arange(WORLDS) < 300, 30.0, 20.0)
    once = decided(WEEKS, {("historical", "battle_weeks"): values})
    there = worlds({("historical", "battle_weeks"): np.tile(values, 3)})
    there.about["rows"] = WORLDS
    thrice = verdict(claim({**COMMON, **WEEKS}), there, DRAWN).decided[0]
    assert thrice is not None and thrice.holds.size == 3 * WORLDS
    assert thrice.effective == pytest.approx(WORLDS, rel=0.01)
    assert thrice.interval == pytest.approx(once.interval, abs=1e-3)
    random = np.random.default_rng(1).permutation(np.tile(values, 3))  # as if every world had its own row
    there = worlds({("historical", "battle_weeks"): random})
    there.about["rows"] = WORLDS
    apart = verdict(claim({**COMMON, **WEEKS}), there, DRAWN).decided[0]
    assert apart is not None and apart.effective > 2 * WORLDS


def test_a_value_and_its_divisor_may_come_from_different_numbers_of_worlds():
    ratio = {"kind": "probability", "metric": "fighters_escaped_battle", "relative_to": {"metric": "displaced_total"},
             "comparison": ">=", "threshold": 0.5}  # fmt: skip
    numbers = {("historical", "fighters_escaped_battle"): np.ones(90), ("historical", "displaced_total"): np.ones(30)}
    found = decided(ratio, numbers)
    assert found.holds.size == 30


def test_a_city_never_retaken_counts_as_longer_and_an_undefined_world_as_not_holding():
    values = np.array([np.inf, np.nan, 26.0, 25.0])
    found = decided(WEEKS, {("historical", "battle_weeks"): values})
    assert found.holds.tolist() == [True, False, True, False]
    assert found.undefined == 1


def test_at_most_is_upheld_by_a_small_probability():
    rare = {**WEEKS, "comparison": "<", "at_least": None, "at_most": 0.1}
    values = np.where(np.arange(WORLDS) < 20, 20.0, 30.0)
    assert decided(rare, {("historical", "battle_weeks"): values}).upheld


def test_a_ratio_divides_and_a_share_of_nothing_does_not_hold():
    ratio = {"kind": "probability", "metric": "fighters_escaped_battle", "relative_to": {"metric": "displaced_total"},
             "comparison": ">=", "threshold": 0.5}  # fmt: skip
    found = decided(ratio, {("historical", "fighters_escaped_battle"): np.array([1.0, 1.0, 0.0]),
                            ("historical", "displaced_total"): np.array([2.0, 4.0, 0.0])})  # fmt: skip
    assert found.holds.tolist() == [True, False, False]


DIFFERENCE = {"kind": "difference", "metric": "covert_iraq", "period": YEAR, "statistic": "mean", "a": "borders",
              "b": "historical", "measured": "relative", "comparison": "<=", "threshold": -0.1}  # fmt: skip
KEY = Metric.model_validate({"metric": "covert_iraq", "period": YEAR, "statistic": "mean"}).key


def test_a_difference_is_taken_world_by_world():
    b = np.array([100.0, 100.0, 200.0, 0.0, 0.0])
    a = np.array([90.0, 91.0, 100.0, 0.0, 5.0])
    found = decided(DIFFERENCE, {("borders", KEY): a, ("historical", KEY): b})
    assert found.values[:4] == pytest.approx([-0.1, -0.09, -0.5, 0.0])
    assert found.holds.tolist() == [True, False, True, False, False]
    assert found.undefined == 1  # five against none is no share of anything
    absolute = {**DIFFERENCE, "measured": "absolute", "comparison": "apart", "threshold": 10.0, "unit": "people"}
    assert decided(absolute, {("borders", KEY): a, ("historical", KEY): b}).holds.tolist() == [True, False, True, False, False]


def test_a_difference_that_no_world_shows_is_called_inert():
    same = np.arange(50.0)
    assert decided(DIFFERENCE, {("borders", KEY): same, ("historical", KEY): same}).inert
    assert not decided(DIFFERENCE, {("borders", KEY): same + 1, ("historical", KEY): same}).inert


def test_among_a_third_only_its_worlds_count():
    by = {"metric": "intelligence_iraq", "period": YEAR, "statistic": "mean", "third": "highest"}
    key = Metric.model_validate({name: by[name] for name in ("metric", "period", "statistic")}).key
    values = np.arange(90.0)
    values[89] = np.nan  # undefined: in no third
    a = np.where(values >= 60, 50.0, 100.0)
    found = decided({**DIFFERENCE, "among": by}, {("borders", KEY): a, ("historical", KEY): np.full(90, 100.0),
                                                  ("historical", key): values})  # fmt: skip
    assert found.numbers.tolist() == list(range(60, 89))
    assert found.holds.all()


def test_a_trend_holds_in_its_direction_alone():
    trend = {"kind": "trend", "metric": "appeal", "period": YEAR, "window": 13, "direction": "falls", "threshold": 0.28}
    one = claim({**COMMON, **trend}).propositions[0]
    values = np.array([-0.3, -0.28, -0.1, 0.5, np.nan])
    assert held(one, values).tolist() == [True, True, False, False, False]  # type: ignore[arg-type]


def test_structures_are_counted_one_by_one():
    values = np.where(np.arange(WORLDS) % 2 == 0, 30.0, np.where(np.arange(WORLDS) % 4 == 1, 30.0, 20.0))
    found = decided(WEEKS, {("historical", "battle_weeks"): values})
    backlash, none = found.structures
    assert (backlash.option, backlash.holds, backlash.worlds, backlash.upheld) == ("backlash", 200, 200, True)
    assert (none.option, none.holds, none.worlds, none.upheld) == ("none", 100, 200, False)


FRONTIER = {
    "kind": "frontier", "policies": ["historical", "counterterrorism"], "undominated": ["counterterrorism"], "threshold": 0.1,
    "axes": [{"metric": "cost_money", "better": "less"}, {"metric": "civilians_killed_total", "better": "less"}],
}  # fmt: skip


@pytest.mark.parametrize(("cost", "killed", "stands"), [
    (120.0, 80.0, True),  # dearer, but fewer die
    (120.0, 120.0, False),  # beaten on both
    (105.0, 104.0, True),  # within a tenth: level on both, so beaten on neither
    (105.0, 120.0, False),  # level on one, beaten on the other
])  # fmt: skip
def test_a_frontier_leaves_out_what_another_beats(cost: float, killed: float, stands: bool):
    numbers = {("historical", "cost_money"): 100.0, ("historical", "civilians_killed_total"): 100.0,
               ("counterterrorism", "cost_money"): cost, ("counterterrorism", "civilians_killed_total"): killed}  # fmt: skip
    found = decided(FRONTIER, {name: np.full(WORLDS, value) for name, value in numbers.items()})
    assert found.probability == float(stands)
    assert found.result().counted == "resamples"
    assert found.frontier is not None
    assert found.frontier.policies["counterterrorism"].dominated_by == (() if stands else ("historical",))
    assert found.frontier.alone_unbeaten == {"historical": 0 if stands else 2000, "counterterrorism": 0}


def test_a_share_of_variance_counts_resamples():
    one = {"kind": "variance_share", "metric": "resurgence_3", "group": ["recruitment"], "comparison": ">=", "threshold": 0.5}
    random = np.random.default_rng(2)
    xa, xb, luck_a, luck_b = random.standard_normal((4, 3000))
    rows = np.stack([xa + luck_a, xb + luck_b, xb + luck_a, np.full(3000, np.nan)])  # the group explains a half
    made = claim({**COMMON, **one})
    key = share_key(made.propositions[0])  # type: ignore[arg-type]
    found = verdict(made, worlds({}, {key: rows}), DRAWN).decided[0]
    assert found is not None and 0.05 < found.probability < 0.95
    assert found.shares is not None and found.shares.share.low < 0.5 < found.shares.share.high
    assert found.close  # so many worlds do not tell on which side of a half it is
    assert found.holds.size >= 2000


def test_a_statement_is_upheld_in_part_and_undecided_where_numbers_are_missing():
    low, high = {**COMMON, **WEEKS, "threshold": 10.0}, {**COMMON, **WEEKS, "threshold": 40.0}
    numbers = {("historical", "battle_weeks"): np.full(50, 30.0)}
    assert verdict(claim(low), worlds(numbers), DRAWN).word == "upheld"
    assert verdict(claim(low, high), worlds(numbers), DRAWN).word == "upheld in part"
    assert verdict(claim(high), worlds(numbers), DRAWN).word == "not upheld"
    assert verdict(claim(high, {**COMMON, **DIFFERENCE}), worlds(numbers), DRAWN).word == "not decided"
    fact = claim(kind="F", quantities=["cities.mosul.overt"])
    assert verdict(fact, worlds({}), DRAWN).word == "a figure"


def test_the_old_wording_is_decided_beside_the_new_one():
    was = {**COMMON, **WEEKS, "threshold": 40.0}
    changed = {"on": date(2026, 11, 21), "reason": "It asked for more than the source says.", "results_seen": True, "was": was}
    found = verdict(claim({**COMMON, **WEEKS, "changed": changed}),
                    worlds({("historical", "battle_weeks"): np.full(50, 30.0)}), DRAWN)  # fmt: skip
    assert found.word == "upheld"
    assert not found.before[0].upheld


def test_under_another_policy_only_what_is_asked_of_one_policy_moves():
    numbers = {("historical", "battle_weeks"): np.full(50, 30.0), ("delay", "battle_weeks"): np.full(50, 20.0)}
    assert decided(WEEKS, numbers).upheld
    assert not decided(WEEKS, numbers, "delay").upheld
    fixed = {**WEEKS, "policy": "delay"}
    assert not decided(fixed, numbers).upheld and not decided(fixed, numbers, "historical").upheld


def test_a_policy_is_of_the_scenario_that_is_asked_about():
    """What is said of another scenario (iraq-2006, say) stands as it is, whatever policy is named."""
    numbers = {("historical", "battle_weeks"): np.full(50, 30.0), ("delay", "battle_weeks"): np.full(50, 20.0)}
    there = worlds(numbers)
    there.about["scenario"] = "iraq-2006"
    found = verdict(claim({**COMMON, **WEEKS}), there, DRAWN, "delay").decided[0]
    assert found is not None and found.upheld


def test_a_plan_asks_for_every_arm_once_and_three_times_the_worlds_for_thirds():
    among = {"metric": "intelligence_iraq", "period": YEAR, "statistic": "mean", "third": "lowest"}
    every = Claims(written=date(2026, 11, 21), claims=[claim({**COMMON, **WEEKS}, {**COMMON, **DIFFERENCE, "among": among},
                                                             {**COMMON, **FRONTIER})])  # fmt: skip
    found = plan(every)
    assert {claim_run.policy: times for claim_run, times in found.times.items()} == {
        "historical": 3,
        "borders": 3,
        "counterterrorism": 1,
    }
    asked = found.claim_runs[ClaimRun("mosul-2016", "historical", date(2021, 12, 31))]
    assert set(asked) == {"battle_weeks", KEY, "cost_money", "civilians_killed_total", KEY.replace("covert", "intelligence")}
    assert [claim_run.policy for claim_run in plan(every, "delay").claim_runs] == ["delay"]


def test_values_of_unknown_arms_are_none():
    assert values_of(claim({**COMMON, **WEEKS}).propositions[0], worlds({})) is None  # type: ignore[arg-type]


# --- one question, one number ----------------------------------------------------------------------------------------


def two_arms(near: np.ndarray, far: np.ndarray) -> ClaimWorlds:
    """One metric to two horizons."""
    claim_runs = [str(ClaimRun("mosul-2016", "historical", date(year, 12, 31))) for year in (2021, 2027)]
    at = {(claim_run, "battle_weeks"): values for claim_run, values in zip(claim_runs, (near, far), strict=True)}
    return ClaimWorlds({"worlds": WORLDS, "seed": 1, "worlds_from": "prior", "arms": {}}, at, {})


@pytest.mark.parametrize(("change", "worlds_behind"), [
    (lambda far: far, 1200),  # the horizon is no part of what is asked
    (lambda far: far + 1, 400),  # it is: the same worlds have another number
    (lambda far: np.where(np.arange(far.size) < 40, np.nan, far), 1200),  # only own worlds undefined: the other arm says more
], ids=["same", "other", "undefined"])  # fmt: skip
def test_the_same_question_to_two_horizons_is_read_off_most_worlds(change, worlds_behind):
    near = np.where(np.arange(WORLDS * 3) % 4 < 3, 30.0, 20.0)
    found = two_arms(near, change(near[:WORLDS]))
    asked = {**COMMON, **WEEKS, "horizon": date(2027, 12, 31)}
    (one,) = verdict(claim(asked), found, DRAWN).decided
    (twin,) = verdict(claim({**COMMON, **WEEKS}), found, DRAWN).decided
    assert one is not None and twin is not None and one.holds.size == worlds_behind
    if worlds_behind == twin.holds.size:
        assert one.result() == twin.result() and one.proposition.horizon == date(2021, 12, 31)


def test_an_arm_that_leaves_more_worlds_undefined_does_not_stand_in():
    far = np.full(WORLDS, 30.0)
    near = np.where(np.arange(WORLDS * 3) % 10 < 1, np.nan, 30.0)
    (one,) = verdict(claim({**COMMON, **WEEKS, "horizon": date(2027, 12, 31)}), two_arms(near, far), DRAWN).decided
    assert one is not None and one.holds.size == WORLDS


def test_what_is_the_same_in_every_world_is_no_test_and_counts_nowhere():
    same = {**COMMON, "kind": "difference", "a": "delay", "b": "historical", "metric": "battle_weeks", "measured": "absolute",
            "comparison": "<=", "threshold": -1.0, "unit": "week"}  # fmt: skip
    values = np.full(WORLDS, 30.0)
    at = worlds({("historical", "battle_weeks"): values, ("delay", "battle_weeks"): values})
    mixed = verdict(claim({**COMMON, **WEEKS}, same), at, DRAWN)
    assert mixed.word == "upheld" and len(mixed.tested) == 1
    assert verdict(claim(same), at, DRAWN).word == "not tested"
