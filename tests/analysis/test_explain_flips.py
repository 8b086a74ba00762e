"""Flips of verdicts made by hand: found where they were planted, kept by what they belong to, never for anything else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rekindle.analysis.claims.flips import Tables, flips, flips_of, turned_worlds
from rekindle.analysis.claims.flips_kept import flips_for, key_of, read_flips, write_flips
from rekindle.analysis.claims.plan import ClaimRun, share_key
from rekindle.analysis.claims.store import ClaimSpec, ClaimWorlds
from rekindle.analysis.claims.typical_worlds import pair
from rekindle.analysis.claims.values import margin, world_values
from rekindle.analysis.claims.verdict import decide
from rekindle.ensemble.posterior import posterior_of
from rekindle.errors import UsageError
from rekindle.scenario import read
from rekindle.scenario.claims.proposition import Claim, Claims, Proposition

pytest.importorskip("ema_workbench", reason="needs rekindle-lab[verdicts]")
WORLDS, SEED = 1000, 3
COMMON: dict[str, Any] = {
    "scenario": "mosul-2016", "horizon": date(2021, 12, 31), "unit": "1", "at_least": 0.66, "why": "made up",
}  # fmt: skip
WEEKS = {"kind": "probability", "metric": "battle_weeks", "comparison": ">=", "threshold": 26.0, "unit": "week"}
AXES = [{"metric": "cost_money", "better": "less"}, {"metric": "civilians_killed_total", "better": "less"}]
FRONTIER = {"kind": "frontier", "policies": ["historical", "borders"], "axes": AXES, "undominated": ["historical"],
            "threshold": 0.05}  # fmt: skip


def claim(**fields: Any) -> Claim:
    return Claim.model_validate({
        "id": 1, "source": "rfi-2016", "kind": "J", "statement": "So.", "mechanisms": ["assault"],
        "outcomes": ["battle_weeks"], "propositions": [{**COMMON, **fields}]})  # fmt: skip


def worlds(numbers: dict[tuple[str, str], np.ndarray], shares: dict[str, np.ndarray] | None = None) -> ClaimWorlds:
    at = {(str(ClaimRun("mosul-2016", policy, date(2021, 12, 31))), key): x for (policy, key), x in numbers.items()}
    about = {"worlds": WORLDS, "seed": SEED, "worlds_from": "prior", "arms": {}, "sha256": "a" * 64}
    return ClaimWorlds(about, at, shares or {})


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables(ClaimSpec(read("mosul-2016"), WORLDS, SEED, posterior_of("prior")), SEED)


def level(tables: Tables, name: str) -> np.ndarray:
    """Where the worlds stand among each other by an input, 0-1."""
    found = tables.inputs("mosul-2016", np.arange(WORLDS))
    column = found.values[:, found.names.index(name)]
    return column.argsort().argsort() / WORLDS


def decided(one: Proposition, found: ClaimWorlds, tables: Tables) -> Any:
    answer = decide(one, found, tables.drawn(WORLDS))
    assert answer is not None
    return answer


def test_a_planted_assumption_turns_a_verdict_over(tables):
    long = np.where(level(tables, "raid.reach") < 0.2, 20.0, 30.0)
    noise = np.random.default_rng(1).random(WORLDS) < 0.1
    found = worlds({("historical", "battle_weeks"): np.where(noise, 50.0 - long, long)})
    answer = decided(claim(**WEEKS).propositions[0], found, tables)
    assert answer.upheld
    row = flips(answer, found, tables)
    first = (row.found or ())[0]
    (limit,) = first.limits
    assert first.found_by == "box" and limit.name == "raid.reach"
    assert limit.low is None and limit.high is not None and limit.range is not None and limit.range[0] < limit.high
    assert first.inside < 0.66 and first.high < 0.66 and first.worlds >= 30
    assert first.density == pytest.approx(1 - first.inside, abs=1e-3)
    assert first.words.startswith("Not upheld where ") and "raid.reach" in first.words
    assert row.tried.startswith("The search covered ")


def test_luck_alone_gives_no_flip_and_says_what_was_tried(tables):
    values = np.where(np.random.default_rng(2).random(WORLDS) < 0.85, 30.0, 20.0)
    found = worlds({("historical", "battle_weeks"): values})
    row = flips(decided(claim(**WEEKS).propositions[0], found, tables), found, tables)
    assert row.found == ()
    assert row.tried.startswith("No switching condition was found. The search covered ") and "1,000 worlds" in row.tried
    assert row.ranges and all(one.range or one.options for one in row.ranges)


def test_a_rival_theory_turns_a_verdict_over(tables):
    inputs = tables.inputs("mosul-2016", np.arange(WORLDS))
    drift = inputs.values[:, inputs.names.index("rout.form")] == 1
    chance = np.random.default_rng(3).random(WORLDS)
    found = worlds({("historical", "battle_weeks"): np.where(np.where(drift, chance < 0.3, chance < 0.98), 30.0, 20.0)})
    answer = decided(claim(**{**WEEKS, "at_least": 0.5}).propositions[0], found, tables)
    assert answer.upheld
    theories = [flip for flip in flips(answer, found, tables).found or () if flip.found_by == "theory"]
    assert [(one.limits[0].name, one.limits[0].options) for one in theories] == [("rout.form", ("drift",))]


def test_worlds_against_the_verdict_with_a_bar_that_is_a_most(tables):
    rare = claim(**{**WEEKS, "at_least": None, "at_most": 0.33})
    values = np.where(np.arange(WORLDS) < 100, 30.0, 20.0)
    answer = decided(rare.propositions[0], worlds({("historical", "battle_weeks"): values}), tables)
    assert answer.upheld and (turned_worlds(answer) == answer.holds).all()


def test_a_frontier_is_decided_again_in_thirds(tables):
    worse = level(tables, "raid.reach") < 0.3
    random = np.random.default_rng(4)
    numbers = {
        ("historical", "cost_money"): random.normal(100, 5, WORLDS), ("borders", "cost_money"): random.normal(100, 5, WORLDS),
        ("historical", "civilians_killed_total"): random.normal(100, 5, WORLDS) + np.where(worse, 100, 0),
        ("borders", "civilians_killed_total"): random.normal(110, 5, WORLDS),
    }  # fmt: skip
    found = worlds(numbers)
    one = claim(**FRONTIER).propositions[0]
    answer = decided(one, found, tables)
    values = world_values(one, found)
    assert values is not None and np.corrcoef(values, worse)[0, 1] < -0.5
    again = {(flip.limits[0].name, flip.limits[0].low is None) for flip in flips(answer, found, tables).found or ()}
    assert ("raid.reach", not answer.upheld) not in again
    assert ("raid.reach", answer.upheld) in again and len(again) == 1


def test_the_margin_of_a_frontier_by_hand():
    one = claim(**FRONTIER).propositions[0]
    table = np.array([[[10.0, 10.0], [10.0, 20.0]], [[10.0, 10.0], [20.0, 10.0]]])  # policies, axes, worlds
    # means 10 and 15 on the second axis: ahead by 10/15 in the first world, behind by as much in the second, level on money
    assert margin(one, table, np.array([1.0, 1.0])) == pytest.approx([10 / 15, 0.0])


def test_a_share_of_variance_without_a_third_that_differs_has_no_flip(tables):
    share = claim(kind="variance_share", metric="cost_money", group=["grievance"], comparison=">=", threshold=0.5)
    one = share.propositions[0]
    rows = np.random.default_rng(5).normal(size=(4, WORLDS))
    rows[3] = np.nan
    found = worlds({}, {share_key(one): rows})
    row = flips(decided(one, found, tables), found, tables)
    assert row.found == () and "third" in row.tried


def test_flips_are_kept_for_their_proposition_and_their_worlds_alone(tables, tmp_path: Path):
    values = np.where(level(tables, "raid.reach") < 0.2, 20.0, 30.0)
    found, one = worlds({("historical", "battle_weeks"): values}), claim(**WEEKS)
    made = flips_of(Claims(written=date(2018, 1, 1), claims=[one]), found, tables.asked)
    write_flips(tmp_path, made)
    kept, wording = read_flips(tmp_path), one.propositions[0]
    assert flips_for(wording, kept, "a" * 64) == made[key_of(wording, "a" * 64)] and kept == made
    assert made[key_of(wording, "a" * 64)].found
    assert flips_for(wording, kept, "b" * 64).found is None
    other = claim(**{**WEEKS, "threshold": 27.0}).propositions[0]
    assert flips_for(other, kept, "a" * 64).found is None
    assert "rekindle explain" in flips_for(other, kept, "a" * 64).tried
    reworded = claim(**{**WEEKS, "asks": "Is it long?", "why": "another reason"}).propositions[0]
    assert flips_for(reworded, kept, "a" * 64).found
    assert flips_for(wording, kept, "a" * 64, "borders").found is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"x": 3}', "\0"])
def test_a_torn_file_of_flips_is_no_flips(tmp_path: Path, text: str):
    (tmp_path / "flips.json").write_text(text)
    assert flips_for(claim(**WEEKS).propositions[0], read_flips(tmp_path), "a").found is None


def test_flips_that_cannot_be_written_are_a_plain_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        write_flips(tmp_path / "file", {})


def test_two_worlds_are_typical_of_their_sides_and_alike(tables):
    numbers = np.arange(WORLDS)
    near = tables.inputs("mosul-2016", numbers).only([0, 1])
    values = np.where(numbers % 2, 30.0, 20.0) + np.random.default_rng(6).normal(0, 3, WORLDS)
    values[7] = np.nan
    one = claim(**WEEKS).propositions[0]
    found = pair(one, values, numbers % 2 == 1, numbers, near)
    assert found is not None and found.claim_run.policy == "historical"
    assert found.holds % 2 == 1 and found.fails % 2 == 0
    assert found.value_holds == pytest.approx(30, abs=0.5) and found.value_fails == pytest.approx(20, abs=0.5)
    apart = np.abs(near.values[found.holds] - near.values[found.fails]) / near.values.std(axis=0)
    assert apart.max() < 0.5
    assert pair(one, values, np.ones(WORLDS, bool), numbers, near) is None
