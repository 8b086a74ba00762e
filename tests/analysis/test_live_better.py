"""The live page names the policies that `rekindle compare` names with the same settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import rekindle
from rekindle.analysis.comparison.aims import Question
from rekindle.analysis.comparison.better import Aim
from rekindle.analysis.live.chosen import better
from rekindle.analysis.live.worlds import LiveWorlds

SETTINGS = {"set": {"raid.reach": 0.31}, "variants": {"raid.response": "deterrence"}}
AIMS = (Aim("civilians_killed_total", -1, 0.1, 0.0, "a test"), Aim("cost_money", -1, 0.1, 0.0, "a test"))


@pytest.mark.parametrize("name", ["mosul-2016", "mali-2013"])
def test_the_page_names_what_a_comparison_names(name: str, tmp_path: Path) -> None:
    policies = ("historical", "counterinsurgency")
    with rekindle.live(name, seed=3) as ready:
        asking = ready.asking(policies, **SETTINGS)
        found = asking.more(8).more(16).answer()["better"]
    done = rekindle.compare_policies(name, policies=policies, worlds=24, seed=3, out=tmp_path, page=False, **SETTINGS)
    assert done.comparison
    choice = done.comparison.choice
    assert choice
    assert (found["named"], found["missing"], found["written"]) == (list(choice.named), list(choice.missing), choice.written)
    assert found["worlds"] == choice.worlds
    assert [one["outcome"] for one in found["aims"]] == [aim.name for aim in choice.aims]
    for told, aim in zip(found["aims"], choice.aims, strict=True):
        assert told["means"] == {policy: pytest.approx(choice.mean(policy, aim), rel=1e-3) for policy in policies}
    assert {one["policy"]: tuple(one["by"]) for one in found["beaten"]} == {
        policy: choice.winners(policy) for policy in policies if policy not in choice.named
    }


def worlds(policy: str, deaths: Sequence[float], money: Sequence[float]) -> LiveWorlds:
    outcomes = {"civilians_killed_total": np.array(deaths, float), "cost_money": np.array(money, float)}
    return LiveWorlds(policy, 0, len(deaths), outcomes, {}, {}, np.zeros(0))


def test_level_unclear_and_single_policies_are_said() -> None:
    few, many = [10.0, 20, 30, 40], [100.0, 200, 300, 400]
    question = Question(AIMS)
    one = worlds("one", many, many)
    assert better([one], question) is None
    level = better([one, worlds("two", many, many)], question)
    assert level
    assert level["level"]
    assert level["named"] == ["one", "two"]
    clear = better([one, worlds("two", few, many)], question)
    assert clear
    assert (clear["named"], clear["open"], clear["same_again"]) == (["two"], [], 1.0)
    assert clear["beaten"] == [{"policy": "one", "by": ["two"], "in": ["civilians_killed_total"]}]
    traded = better([one, worlds("two", few, [2 * x for x in many])], question)
    assert traded
    assert not traded["level"]
    assert traded["named"] == ["one", "two"]
    unsure = better([one, worlds("two", [500, 100, 100, 100], many)], question)
    assert unsure
    assert unsure["open"]
    assert better([one, worlds("two", [np.nan] * 4, [np.nan] * 4)], question) is None
