"""One rule for "better": comparisons and statements name the same policies of the same worlds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import xarray as xr

from rekindle import variables
from rekindle.analysis.claims.plan import claim_run_of
from rekindle.analysis.claims.store import PACKAGED, ClaimWorlds, load
from rekindle.analysis.claims.verdict import verdict
from rekindle.analysis.comparison.aims import Question, aims_for, aims_of, question_of
from rekindle.analysis.comparison.better import Aim, beaten, choose, named
from rekindle.analysis.comparison.compare import Comparison, compare
from rekindle.analysis.comparison.effects import EFFECT, LEVEL, SAME, UNSURE
from rekindle.scenario import Scenario, read
from rekindle.scenario.catalogue import names, shelf
from rekindle.scenario.claims.names import known_to
from rekindle.scenario.claims.proposition import Claim, Frontier
from rekindle.scenario.claims.read import read_claims
from rekindle.scenario.labels import Labels
from rekindle.scenario.policies.policy import names as policies_of

CRITERIA = ("cost_money", "civilians_killed_total", "attacks_iraq_2021")
LESS = (-1.0, -1.0, -1.0)


def asking() -> Iterator[tuple[Scenario, Claim, Frontier]]:
    """Every statement of the catalogue that asks which policies no other beats, with kept worlds to decide it by."""
    for name in names():
        folder = shelf() / name
        if (folder / "claims.yaml").is_file() and (folder / PACKAGED / "worlds.npz").is_file():
            scenario = read(name)
            for claim in read_claims(folder / "claims.yaml", **known_to(scenario)).claims:
                for one in claim.propositions:
                    if isinstance(one, Frontier):
                        yield scenario, claim, one


def claimed(claim: Claim, one: Frontier, found: ClaimWorlds) -> list[str]:
    """The policies that a statement names, asked about some policies alone."""
    decided = verdict(claim.model_copy(update={"propositions": [one]}), found, {}).decided[0]
    assert decided is not None and decided.frontier is not None
    return decided.frontier.unbeaten


def compared(one: Frontier, found: ClaimWorlds, labels: Labels) -> Comparison:
    """The same worlds as results, compared."""
    results = {}
    for policy in one.policies:
        columns = {labels.current(axis.metric): found.get(claim_run_of(one, policy), axis.key) for axis in one.axes}
        worlds = min(map(len, columns.values()))
        results[policy] = xr.Dataset(
            {name: ("world", x[:worlds], {"units": variables.outcome(name).unit}) for name, x in columns.items()},
            coords={"world": range(worlds)},
        )
    return compare(results, question=Question(aims_of(one, labels), labels.country_id))


def subsets(policies: list[str]) -> Iterator[list[str]]:
    for size in range(2, len(policies) + 1):
        yield from map(list, combinations(policies, size))


def test_of_the_worlds_that_are_kept_both_name_the_same_policies() -> None:
    asked = list(asking())
    assert asked
    for scenario, claim, one in asked:
        found, labels = load(scenario.folder / PACKAGED), Labels(scenario)
        for chosen in subsets(list(one.policies)):
            some = one.model_copy(update={"policies": chosen, "undominated": chosen[:1]})
            choice = compared(some, found, labels).choice
            assert choice is not None and choice.written
            theirs = claimed(claim, some, found)
            assert theirs and set(theirs) == set(choice.named), (claim.id, chosen)


def test_of_every_subset_of_packaged_policies_both_name_the_same() -> None:
    """Worlds made by hand, so near each other that ties and circles occur; more policies than anybody compares."""
    scenario = read("mosul-2016")
    policies = policies_of(scenario)[:9]
    one = Frontier.model_validate({
        "kind": "frontier", "policies": policies, "undominated": policies[:1], "threshold": 0.1, "scenario": "mosul-2016",
        "horizon": date(2021, 12, 31), "unit": "1", "at_least": 0.66, "why": "made up",
        "axes": [{"metric": name, "better": "less"} for name in CRITERIA],
    })  # fmt: skip
    claim = Claim(id=1, source="a", kind="J", statement="s", mechanisms=["m"], outcomes=["o"], propositions=[one])
    random, several = np.random.default_rng(3), 0
    numbers = {(str(claim_run_of(one, policy)), name): random.uniform(90, 120) * random.uniform(0.9, 1.1, 40).astype("f4")
               for policy in policies for name in CRITERIA}  # fmt: skip
    found = ClaimWorlds({"worlds": 40, "seed": 1, "worlds_from": "prior", "arms": {}}, numbers, {})
    for chosen in subsets(list(policies)):
        if len(chosen) > 4 and len(chosen) < 9:  # the pairs, threes and fours, and all of them
            continue
        some = one.model_copy(update={"policies": chosen, "undominated": chosen[:1]})
        aims = aims_of(some, Labels(scenario))
        values = {p: np.array([numbers[str(claim_run_of(one, p)), name] for name in CRITERIA], float) for p in chosen}
        table = np.stack([values[name] for name in chosen]).mean(axis=2)
        named_here = [p for p, best in zip(chosen, named(beaten(table, np.array(LESS), 0.1)), strict=True) if best]
        several += len(named_here) > 1
        if len(chosen) == 9:
            choice = choose(values, aims, {})
            assert choice is not None and list(choice.named) == named_here
            assert set(claimed(claim, some, found)) == set(named_here)
        else:
            assert list(unbeaten_by_hand(table, chosen)) == named_here or not unbeaten_by_hand(table, chosen)
    assert several > 20


def unbeaten_by_hand(means: np.ndarray, policies: list[str]) -> list[str]:
    """The rule as one would work it out with pencil and paper."""

    def beats(a: int, b: int) -> bool:
        better = worse = False
        for x, y in zip(means[a], means[b], strict=True):
            if abs(x - y) > 0.1 * max(abs(x), abs(y)):
                better, worse = better or x < y, worse or x > y
        return better and not worse

    return [name for i, name in enumerate(policies) if not any(beats(j, i) for j in range(len(policies)) if j != i)]


def test_a_circle_is_named_together_and_what_it_beats_is_not() -> None:
    circle = np.array([[2.0, 1.2, 0.9], [0.9, 2.0, 1.2], [1.2, 0.9, 2.0], [0.5, 0.5, 0.5]])
    found = beaten(circle, np.array([1.0, 1, 1]), 0.0, 1.0)
    assert found.sum() >= 3 and found[:3].any(axis=1).all()
    assert named(found).tolist() == [True, True, True, False]


@pytest.mark.parametrize(("values", "winners"), [
    ({"a": [100.0, 10.0], "b": [105.0, 10.5]}, ("a", "b")),  # level in both
    ({"a": [100.0, 10.0], "b": [120.0, 10.5]}, ("a",)),  # better in one, level in the other
    ({"a": [100.0, 10.0], "b": [80.0, 20.0]}, ("a", "b")),  # better in one, worse in the other
])  # fmt: skip
def test_what_differs_by_no_more_than_what_matters_is_level(values: dict[str, list[float]], winners: tuple[str, ...]) -> None:
    aims = [Aim("x", -1, 0.1, 0, ""), Aim("y", -1, 0.1, 0, "")]
    choice = choose({name: np.repeat(np.array(x)[:, None], 30, axis=1) for name, x in values.items()}, aims, {})
    assert choice is not None
    assert choice.named == winners and choice.alike == 1.0 and choice.open == ()
    assert choice.row()["named"] == list(winners)


def test_a_rival_theory_that_names_others_is_told_and_few_worlds_rule_nobody_out() -> None:
    random = np.random.default_rng(5)
    drawn = np.arange(200) % 2
    b = np.where(drawn == 0, 80.0, 105.0) + random.normal(0, 5, 200)
    values = {"a": np.full((1, 200), 100.0), "b": b[None]}
    choice = choose(values, [Aim("x", -1, 0.1, 0, "")], {"raid.response": (("backlash", "none"), drawn)})
    assert choice is not None
    assert [(one.option, one.named) for one in choice.turned] == [("backlash", ("b",))]
    few = choose({"a": values["a"][:, :6] * 0.85, "b": values["b"][:, :6]}, [Aim("x", -1, 0.05, 0, "")], {})
    assert few is not None and set(few.named) | set(few.open) == {"a", "b"}


def test_a_scenario_with_a_question_is_compared_by_it_and_another_by_the_table() -> None:
    for scenario, _, one in asking():
        labels = Labels(scenario)
        if one.scenario == scenario.name:
            assert question_of(scenario).aims == aims_of(one, labels)
    other = question_of(read("mali-2013"))
    assert other.aims == () and other.country == "mali"
    values = {name: {"a": np.array([1.0]), "b": np.array([2.0])} for name in (
        "attacks_mali_2014", "attacks_mali_2015", "attacks_niger_2015", "civilians_killed_total", "cost_money")}  # fmt: skip
    aims, missing = aims_for(other, values, "a")
    assert [aim.name for aim in aims] == ["civilians_killed_total", "attacks_mali_2015", "cost_money"] and missing == ()


def test_what_a_question_asks_and_results_lack_is_said() -> None:
    asked = Question((Aim("cost_money", -1, 0.1, 0, ""), Aim("resurgence_iraq_3", -1, 0.1, 0, "")))
    values = {"cost_money": {"a": np.ones(4), "b": np.ones(4)},
              "resurgence_iraq_3": {"a": np.ones(4), "b": np.array([1.0, np.nan, np.nan, np.nan])}}  # fmt: skip
    aims, missing = aims_for(asked, values, "a")
    assert [aim.name for aim in aims] == ["cost_money"] and missing == ("resurgence_iraq_3",)


def test_every_outcome_has_a_smallest_difference_that_matters_and_says_that_it_is_our_choice() -> None:
    for row in variables.OUTCOMES:
        assert 0 < row.matters.share < 1 and row.matters.least >= 0
        assert "our choice" in row.matters.why, row.pattern
    assert {row.side for row in variables.OUTCOMES if row.aim} == {"civilian", "group", "cost"}
    assert variables.outcome("resurgence_iraq_3").matters.width(0.1, 0.05) == 0.02


def results(**outcomes: dict[str, Any]) -> Comparison:
    policies = next(iter(outcomes.values()))
    return compare({
        policy: xr.Dataset(
            {name: ("world", np.asarray(values[policy], float), {"units": variables.outcome(name).unit})
             for name, values in outcomes.items()}, coords={"world": range(len(values[policy]))},
        ) for policy, values in [(policy, next(iter(outcomes.values()))) for policy in policies]
    })  # fmt: skip


def test_the_largest_and_surest_effects_lead_and_what_is_level_comes_last() -> None:
    draw = np.random.default_rng(1).normal(0, 1, 60)
    found = results(
        civilians_killed_battle_mosul={"a": 100 + draw, "b": 150 + draw},  # half as many again: worse
        civilians_killed_total={"a": 1000 + draw, "b": 1010 + draw},  # a hundredth
        displaced_total_mosul={"a": 5000 + draw, "b": 5000 + draw},  # the same in every world
        battle_weeks_mosul={"a": np.full(60, 40.0), "b": np.where(np.arange(60) == 0, 640.0, 40.0)},  # one world alone
        security_forces_killed_battle_mosul={"a": 100 + draw, "b": 300 + draw},
    )
    told = [(one.outcome, one.kind, one.lean) for one in found.effects]
    assert told == [
        ("security_forces_killed_battle_mosul", EFFECT, -1), ("civilians_killed_battle_mosul", EFFECT, -1),
        ("battle_weeks_mosul", UNSURE, -1), ("civilians_killed_total", LEVEL, 0), ("displaced_total_mosul", SAME, 0),
    ]  # fmt: skip
    assert found.effects[1].size == pytest.approx(50 / 15, rel=0.01)
