"""What a page says beside answers: the scenario, its levers, its statements, and the answer that it opens with."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import rekindle
from rekindle.analysis.claims.flips_kept import Flip, HeldInput
from rekindle.analysis.claims.plan import plan
from rekindle.analysis.claims.store import ClaimSpec, simulate
from rekindle.analysis.claims.stored_worlds import claims_of, statement
from rekindle.analysis.live import levers, opening
from rekindle.analysis.live.levers import OPTIONS, Lever
from rekindle.analysis.live.moved import Levers
from rekindle.analysis.live.stating import switch
from rekindle.analysis.live.worlds import Live
from rekindle.api.runs import question
from rekindle.ensemble.variants import options
from rekindle.errors import Cancelled, MissingData, UsageError
from rekindle.model.step import MECHANISMS
from rekindle.scenario.record_check import record_of

NAME = "mali-2013"
KEPT = [name for name in rekindle.names() if (rekindle.load(name).folder / opening.FOLDER / opening.OPENING).is_file()]


@pytest.fixture(scope="module")
def ready() -> Iterator[Live]:
    with rekindle.live(NAME, threads=2) as found:
        yield found


@pytest.fixture(scope="module")
def found() -> list[Lever]:
    return rekindle.levers(NAME)


def test_a_description_is_plain_and_names_everything_that_an_answer_has(ready: Live) -> None:
    told = rekindle.describe(NAME)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    answer = ready.asking(["historical"]).more(3).answer()
    assert {one["name"] for one in told["outcomes"]} == set(answer["policies"][0]["outcomes"])
    assert [one["name"] for one in told["series"]] == list(answer["policies"][0]["series"])
    assert told["series"][0]["side"] == "civilian" and told["outcomes"][0]["side"] == "civilian"
    places = {one["name"] for one in told["places"]}
    assert all(set(answer["places"][key]) <= places for key in answer["places"] if key != "dates")
    assert {"historical", "counterinsurgency"} <= {one["name"] for one in told["policies"]}
    assert any(one["delivers"] for one in told["policies"]) and any(one["experiment"] for one in told["policies"])
    assert [one["id"] for one in told["orders"]] == [one.id for one in ready.question.scenario.campaign]
    assert told["digest"][:16] == answer["settings"]["digest"]
    assert set(told["record"]) <= set(answer["policies"][0]["series"])


def test_what_is_recorded_of_a_month_is_drawn_as_a_week_of_it() -> None:
    told = rekindle.describe("mosul-2016")
    points = {name: rows for name, rows in told["record"].items() if name.startswith("deaths_documented")}
    assert points, "monthly counts of deaths are drawn"
    for rows in points.values():
        assert all(one["start"] <= one["date"] <= one["end"] and one["low"] <= one["high"] for one in rows)
    name, rows = next(iter(points.items()))
    of = next(
        row for row in record_of(rekindle.load("mosul-2016")) if row.measure == name and str(row.start) == rows[-1]["start"]
    )
    assert rows[-1]["high"] == pytest.approx(of.ends[1] * 7 / of.days)


def test_every_lever_can_be_moved_over_its_whole_range(ready: Live, found: list[Lever]) -> None:
    assert len(found) > 300 and len({one.path for one in found}) == len(found)
    for end in ("low", "best", "high"):
        moved = Levers.of(ready.question, {one.path: getattr(one, end) for one in found if one.kind != "variant"})
        assert len(moved.numbers) == sum(one.kind != "variant" for one in found)
    for one in found:
        assert one.label and one.meaning and one.sources, one.path
        if one.kind == "variant":
            assert one.low is None and len(one.options) > 1
            for option in one.options:
                Levers.of(ready.question, variants={one.path: option["name"]})
        else:
            assert one.low <= one.best <= one.high and one.step > 0, one.path  # type: ignore[operator]


def test_levers_are_plain_and_say_who_disagrees(found: list[Lever]) -> None:
    told = [one.to_dict() for one in found]
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    scenario = rekindle.load(NAME)
    several = [path for path, quantity in scenario.quantities().items() if len(quantity.figures) > 1]
    by_path = {one.path: one for one in found}
    several = [path for path in several if path in by_path]
    assert several, "some number has figures that disagree"
    for path in several:
        assert len(by_path[path].sources) >= len(scenario.quantities()[path].figures)


def test_every_rival_theory_is_said_in_a_line() -> None:
    assert {name: list(of) for name, of in OPTIONS.items()} == options()


def test_a_lever_says_what_its_mechanism_does(found: list[Lever]) -> None:
    known = {one.name: one.sentence for one in MECHANISMS}
    assert set(levers.WORKS_IN.values()) <= set(known)
    fields = {path.partition(".")[0] for path in levers.WORKS_IN}
    assert fields <= set(type(rekindle.load(NAME)).model_fields), "sections of a scenario"
    assert all(one.mechanism_says == known[one.mechanism] for one in found if one.mechanism)
    assert all(one.mechanism for one in found if one.kind != "quantity")
    by_path = {one.path: one.mechanism for one in found}
    assert by_path["levels.local"] == next(one.name for one in MECHANISMS if "nation.settlement_local" in one.reads)


def test_levers_that_matter_come_first() -> None:
    ranks = {"a": ["raid.reach", "levels.local"], "b": ["levels.local"]}
    found = levers.levers(rekindle.load(NAME), None, ranks, "a")
    assert [one.path for one in found[:2]] == ["raid.reach", "levels.local"]
    assert dict(found[1].rank) == {"a": 2, "b": 1} and not found[2].rank


def test_a_statement_without_levers_is_decided_by_the_worlds_of_any_run(ready: Live) -> None:
    scenario = ready.question.scenario
    for claim in [one for one in claims_of(scenario).claims if one.propositions][:3]:
        alone = statement(claims_of(scenario), claim.id, scenario.name)
        by_steps = rekindle.statement(ready, claim.id).more(5).more(7)
        at_once = simulate(ClaimSpec(scenario, 12, posterior=ready.question.posterior), plan(alone))
        for key, numbers in at_once.numbers.items():
            if key in by_steps._numbers:
                np.testing.assert_array_equal(numbers, by_steps._numbers[key])
        told = by_steps.answer()
        assert json.loads(json.dumps(told, allow_nan=False)) == told
        assert told["claim"] == claim.id and told["worlds"] == 12 and len(told["propositions"]) == len(claim.propositions)
        for one in told["propositions"]:
            assert one["decided"] and 0 <= one["low"] <= one["probability"] <= one["high"] <= 1


def test_levers_move_a_verdict_and_a_cancelled_one_stays_as_it_was(ready: Live) -> None:
    claim = next(one for one in claims_of(ready.question.scenario).claims if one.propositions)
    before = rekindle.statement(ready, claim.id).more(10)
    moved = rekindle.statement(ready, claim.id, set={"levels.local": 1.0}, variants={"raid.response": "none"}).more(10)
    assert any(not np.array_equal(before._numbers[key], moved._numbers[key], equal_nan=True) for key in before._numbers)
    stop = threading.Event()
    stop.set()
    told = before.answer()
    with pytest.raises((Cancelled, UsageError)):
        before.more(10, stop)
    assert before.worlds == 10 and before.answer() == told
    with pytest.raises(UsageError, match="nearest"):
        rekindle.statement(ready, 999)


def test_a_flip_is_turned_into_levers() -> None:
    told = rekindle.verdicts("mosul-2016")
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    flips: list[dict[str, Any]] = [
        flip for claim in told["claims"] for one in claim["propositions"] for flip in one["flips"] or ()
    ]
    assert flips and all("switch" in flip for flip in flips)
    asked = rekindle.load("mosul-2016")
    for flip in flips:
        if flip["switch"]:
            Levers.of(question(asked), flip["switch"]["set"], flip["switch"]["variant"])  # each is a lever
            for limit in flip["limits"]:
                if not limit.get("options"):
                    low, high = (
                        limit["range"][k] if limit[end] is None else limit[end] for k, end in enumerate(("low", "high"))
                    )
                    assert low * 0.999 <= flip["switch"]["set"][limit["name"]] <= high * 1.001
    assert {claim["source"] for claim in told["claims"]} >= {one["id"] for one in told["sources"]}
    assert {name for claim in told["claims"] for name in claim["mechanisms"]} == set(told["topics"])
    assert all(one["label"] for one in told["topics"].values())


def test_a_flip_by_what_is_no_lever_has_no_switch() -> None:
    held = HeldInput("dose: settled", "x", 0.1, 0.4, "", (0.0, 1.0))
    flip = Flip("x", (held,), 0.5, 0.4, 0.6, 100, 0.5, 0.5, "box")
    assert switch(flip, {"levels.local"}) is None
    open_ended = HeldInput("levels.local", "x", 0.25, None, "", (0.0, 0.75))
    assert switch(Flip("x", (open_ended,), 0.5, 0.4, 0.6, 1, 0.5, 0.5, "box"), {"levels.local"}) == {
        "set": {"levels.local": 0.5}, "variant": {}}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_the_kept_opening_is_todays(name: str) -> None:
    """After a change of the model, a scenario or a policy: make opening."""
    kept = rekindle.opening(name)
    assert kept is not None, "make opening"
    assert kept["kept"] and kept["worlds"] == opening.WORLDS
    assert (rekindle.load(name).folder / opening.FOLDER / opening.OPENING).stat().st_size < 300_000


def test_statements_are_kept_where_an_opening_and_their_worlds_are() -> None:
    scenario = rekindle.load("mosul-2016")
    assert opening.kept(scenario, opening.STATEMENTS) is not None, "make opening"


def test_the_kept_opening_is_what_would_be_answered(ready: Live) -> None:
    kept = rekindle.opening(NAME)
    assert NAME in KEPT and kept is not None
    today = ready.asking(list(opening.POLICIES)).more(opening.WORLDS).answer()
    # the digest is of every bit, and the last ones are the processor's that made it
    assert today | {"kept": True, "digest": kept["digest"]} == kept


def test_kept_ranks_put_the_levers_of_an_outcome_first() -> None:
    ranks = opening.ranks_for(rekindle.load(NAME))
    name, paths = next((name, paths) for name, paths in ranks.items() if len(paths) > 1)
    assert [one.path for one in rekindle.levers(NAME, name)[: len(paths)]] == paths


def test_an_opening_that_was_altered_or_is_of_another_scenario_is_not_given(tmp_path) -> None:
    made = rekindle.new("my-city", tmp_path)
    scenario = rekindle.load(made)
    assert rekindle.opening(made) is None
    opening.write(scenario.folder, {"made_with": opening.made_with(scenario), "answer": {"worlds": 1}, "ranks": {}})
    assert rekindle.opening(made) == {"worlds": 1}
    opening.write(scenario.folder, {"made_with": {"historical": "old"}, "answer": {"worlds": 1}, "ranks": {}})
    assert rekindle.opening(made) is None
    (scenario.folder / opening.FOLDER / opening.OPENING).write_bytes(b"torn")
    assert rekindle.opening(made) is None
    with pytest.raises(MissingData):
        rekindle.verdicts(made)
