"""What the views reckon: scores of predictions, places on the map, and the outlines that they are drawn on. Run by Node."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rekindle.web.single import OUTLINES

STATIC = Path(__file__).parents[2] / "src/rekindle/web/static"
NODE = shutil.which("node")
WORLDS = [1000.0, 2000.0, 3000.0, 5000.0, 9000.0]


def run(module: str, expression: str) -> Any:
    """The value of an expression over a module of the page, called `it`."""
    if NODE is None:
        pytest.skip("needs Node: apt install nodejs")
    code = f"import * as it from {json.dumps((STATIC / 'js' / module).as_uri())};\nconsole.log(JSON.stringify({expression}));"
    done = subprocess.run([NODE, "--input-type=module", "-e", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def scored(low: float, middle: float, high: float, worlds: list[float] | None = None) -> dict[str, float]:
    guess = json.dumps({"low": low, "middle": middle, "high": high})
    found: dict[str, float] = run("score.js", f"it.scored({worlds or WORLDS}, {guess})")
    return found


def test_the_worlds_own_range_gets_every_point() -> None:
    own = scored(WORLDS[0], WORLDS[2], WORLDS[4])
    assert own["points"] == 100
    assert own["held"] == pytest.approx(0.9)
    assert own["off"] == 0
    assert own["score"] == own["best"]


@pytest.mark.parametrize(("low", "high"), [(0, 90_000), (2900, 3100), (20_000, 30_000), (0, 1)])
def test_a_range_too_wide_too_narrow_or_beside_the_worlds_gets_fewer(low: float, high: float) -> None:
    found = scored(low, (low + high) / 2, high)
    assert found["score"] > found["best"]
    assert found["points"] < 70


def test_a_range_is_scored_by_its_width_where_it_holds_every_world() -> None:
    assert scored(0, 3000, 100_000)["score"] == pytest.approx(100_000)
    assert scored(0, 3000, 100_000)["held"] == 1


def test_missing_by_one_costs_twenty() -> None:
    assert run("score.js", "[it.winkler(2, 5, 3), it.winkler(2, 5, 1), it.winkler(2, 5, 6)]") == pytest.approx([3, 23, 23])


def test_worlds_that_agree_are_held_or_missed() -> None:
    same = [4.0] * 5
    assert scored(4, 4, 4, same) == {"score": 0, "best": 0, "points": 100, "held": 1, "off": 0}
    assert scored(5, 6, 7, same)["held"] == 0


def test_counts_of_people_are_never_below_nothing() -> None:
    assert run("score.js", "it.quantile([0, 400, 500, 600, 700], 0)") == 0


def test_a_share_of_worlds_is_one_number() -> None:
    inside, beside = run(
        "score.js", "[[0.2, 0.4], [0.5, 0.6]].map(([low, high]) => it.scoredShare(0.3, {low, middle: low, high}))"
    )
    assert (inside["held"], beside["held"]) == (1, 0)
    assert inside["points"] > beside["points"] == 0


def test_a_direction_is_scored_by_how_often_it_holds() -> None:
    shares = {"less": 0.6, "same": 0.1, "more": 0.3}
    assert run("score.js", f"it.scoredDirection({json.dumps(shares)}, 'less').points") == 100
    assert run("score.js", f"it.scoredDirection({json.dumps(shares)}, 'more')") == {
        "held": 0.3,
        "best": "less",
        "most": 0.6,
        "points": 50,
    }


def test_outcomes_with_worlds_that_never_see_them_are_not_asked_for() -> None:
    assert run(
        "score.js", "[it.askable({defined: 9, q: [1, 2, 3, 4, 'never']}), it.askable({defined: 9, q: [1, 2, 3, 4, 5]})]"
    ) == [False, True]


def test_a_question_is_read_as_it_was_written() -> None:
    direction = {"kind": "direction", "outcome": "deaths", "policy": "b", "baseline": "a"}
    assert run("predicting.js", f"it.question(it.written({json.dumps(direction)}))") == direction
    assert run("predicting.js", "['', 'level', 'direction:x:y', 'odd:x:y', null].map(it.question)") == [None] * 5


def test_circles_are_pushed_apart() -> None:
    spots = [{"name": str(at), "x": 50 + at * 0.1, "y": 50, "room": 8} for at in range(4)]
    moved = run("mapdraw.js", f"it.apart({json.dumps(spots)})")
    for one in moved:
        for other in moved:
            if one["name"] < other["name"]:
                assert ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5 > 13


def test_a_ring_goes_as_far_round_as_the_share() -> None:
    none, half, whole = run("mapdraw.js", "[it.arc(10, 0), it.arc(10, 0.5), it.arc(10, 1)]")
    assert none == ""
    assert half.endswith("0.00,10.00")
    assert whole.count("A") == 2


def test_sectors_of_a_city_get_a_panel_and_places_abroad_another() -> None:
    places = [
        {"name": name, "label": name, "kind": kind, "city": city, "lon": lon, "lat": 10.0}
        for name, kind, city, lon in [
            ("inner", "sector", "c", 5.0), ("outer", "sector", "c", 5.1), ("alone", "sector", "d", 7.0),
            ("country", "town", None, 6.0), ("far", "affiliate", None, 60.0), ("somewhere", "home", None, 0.0),
        ]
    ]  # fmt: skip
    places[-1]["lat"] = 0.0
    found = run("mapdraw.js", f"it.panelsOf({json.dumps(places)}, [{{name: 'c', label: 'City'}}])")
    assert [one["name"] for one in found["main"]] == ["alone", "country"]
    assert [(one["label"], len(one["places"])) for one in found["marks"]] == [("City", 2)]
    assert [one["name"] for one in found["far"]] == ["far"]
    assert [one["name"] for one in found["nowhere"]] == ["somewhere"]


def test_a_place_left_out_of_an_answer_is_nothing_throughout() -> None:
    answer = {"places": {"dates": ["2000-01-03"], "control": {"a": {"p": [0.4]}}, "residents": {"a": 10}}}
    said = run("places.js", f"['a', 'b'].map((place) => it.value({json.dumps(answer)}, 'control', place, 'p', 0))")
    assert said == [0.4, 0]
    assert run("places.js", f"it.value({json.dumps(answer)}, 'residents', 'b', 'p', 0)") is None


@pytest.mark.parametrize(
    ("name", "kinds"), [("world.json", {"land", "border"}), ("basemap.json", {"border", "coast", "lake", "river", "admin1"})]
)
def test_outlines_say_their_licence_and_lie_on_the_earth(name: str, kinds: set[str]) -> None:
    outlines = json.loads((OUTLINES / name).read_text("utf-8"))
    assert {one["properties"]["kind"] for one in outlines["features"]} == kinds
    assert "public domain" in outlines["license"]
    numbers = list(flat([one["geometry"]["coordinates"] for one in outlines["features"]]))
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in zip(numbers[::2], numbers[1::2], strict=True))


def flat(nested: Any) -> Any:
    if isinstance(nested, list):
        for each in nested:
            yield from flat(each)
    else:
        yield nested


def better(found: dict[str, Any]) -> list[str]:
    """The sentence on the better policy, and what decided it."""
    outcomes = [{"name": "killed", "label": "Civilians killed", "unit": "people"},
                {"name": "back", "label": "Comes back", "unit": "1", "yes_or_no": True}]  # fmt: skip
    store = {"answer": {"better": found}, "scenario": {"outcomes": outcomes, "policies": [{"name": "a", "title": "First"}]}}
    words: list[str] = run("better.js", f"[it.betterWords({json.dumps(store)}), it.decidedWords({json.dumps(store)})]")
    return [re.sub("[\u2066-\u2069]", "", text) for text in words]


def test_the_better_policy_is_named_with_what_decided_it() -> None:
    aims = [{"outcome": "killed", "level": 0.1, "means": {"a": 900, "b": 1000}},
            {"outcome": "back", "level": 0.1, "means": {"a": 0.2, "b": 0.4}}]  # fmt: skip
    found = {"named": ["a"], "open": ["b"], "level": False, "worlds": 96, "same_again": 0.8, "aims": aims, "missing": [],
             "written": False, "beaten": [{"policy": "b", "by": ["a"], "in": ["killed", "back"]}]}  # fmt: skip
    said, decided = better(found)
    assert said == (
        "‘First’ does better than ‘b’: Civilians killed, 900 people instead of 1,000 people (\u221210%); "
        "Comes back, in 20% of worlds instead of 40%. But 96 simulated worlds are too few to rule out ‘b’."
    )
    assert "no more than 10% count as level" in decided
    assert "a chance of about 80%" in decided
    both = {**found, "named": ["a", "b"], "open": [], "beaten": []}
    assert better(both)[0] == "The model does not choose between ‘First’ and ‘b’."
    assert "Civilians killed (900 people under ‘First’ and 1,000 people under ‘b’)" in better(both)[1]
    assert better({**both, "level": True})[0] == (
        "By the measures of the rule there is no difference that matters between ‘First’ and ‘b’."
    )


KINDS = {
    "killed": {"side": "civilian", "unit": "people"}, "fled": {"side": "civilian", "unit": "people"},
    "cost": {"side": "cost", "unit": "USD million"},
}  # fmt: skip


def although(
    means: Mapping[str, tuple[float | None, float | None]],
    measures: list[str],
    named: list[str],
    most: dict[str, str],
    by: str = "",
) -> tuple[list[str], str]:
    """What stands against who is named of the policies a and b, and what speaks for each: from means under both, which of the
    outcomes are measures of the rule, and by which most worlds have less or more under b."""
    outcomes = [
        {"name": name, "label": name.capitalize(), "main": True, "better": "less", "level": 0.1, "least": 1} | KINDS[name]
        for name in means
    ]
    shares = {"less": {"less": 0.9, "more": 0.1, "same": 0}, "more": {"less": 0.1, "more": 0.9, "same": 0}}
    none = {"less": 0, "more": 0, "same": 1}
    aims = [{"outcome": name, "level": 0.1, "means": dict(zip("ab", means[name], strict=True))} for name in measures]
    answer = {
        "policies": [
            {"name": policy, "outcomes": {name: {"mean": pair[at], "defined": 9, "q": [0] * 5} for name, pair in means.items()}}
            for at, policy in enumerate("ab")
        ],
        "differences": [{
            "policy": "b", "baseline": "a", "outcomes": {name: shares.get(most.get(name, ""), none) for name in means},
        }],
        "better": {
            "named": named, "aims": aims, "written": False,
            "beaten": [{"policy": one, "by": [by or named[0]]} for one in "ab" if one not in named],
        },
    }  # fmt: skip
    titles = [{"name": "a", "title": "First"}, {"name": "b", "title": "Second"}]
    store = {
        "answer": answer, "scenario": {"outcomes": outcomes, "policies": titles},
        "state": {"scenario": "s", "policies": ["a", "b"], "outcome": next(iter(means))},
    }  # fmt: skip
    said: list[str] = run("although.js", f"it.althoughWords({json.dumps(store)})")
    told: str = run("better.js", f"it.tradeoffWords({json.dumps(store)})")
    return [re.sub("[\u2066-\u2069]", "", text) for text in said], re.sub("[\u2066-\u2069]", "", told)


def test_a_policy_that_is_named_although_more_civilians_are_killed_under_it_is_said_to_be_so() -> None:
    means = {"killed": (1000, 1500), "fled": (100, 50), "cost": (900, 300)}
    said, _ = although(means, ["cost"], ["b"], {"killed": "more", "fled": "less", "cost": "less"})
    assert said == [
        "‘Second’ is named better than ‘First’ although it is worse for civilians: Killed, 1,500 people instead of "
        "1,000 people (+50%). The rule does not look at this outcome."
    ]


def test_a_policy_is_not_said_to_be_named_better_than_one_that_only_a_third_beats() -> None:
    said, _ = although({"killed": (1000, 1500), "cost": (900, 300)}, ["cost"], ["b"], {"killed": "more"}, by="c")
    assert said == [
        "Better for civilians under ‘First’ than under ‘Second’: Killed, 1,000 people instead of 1,500 people (−33%). "
        "The rule does not look at this outcome."
    ]


def test_an_outcome_that_no_world_defines_under_a_policy_speaks_for_neither() -> None:
    assert although({"killed": (None, 1500), "cost": (900, 300)}, ["cost"], ["a"], {})[0] == []


def test_a_headline_that_speaks_for_another_policy_than_the_rule_says_why() -> None:
    close, cost = (1000, 950), {"cost": (900, 300)}
    measured, _ = although({"killed": close, **cost}, ["killed", "cost"], ["a"], {"killed": "less"})
    assert measured == [
        "The outcome in the headline speaks for ‘Second’, and ‘First’ is named better all the same: its means, 950 people "
        "instead of 1,000 people, are so close that they count as level."
    ]
    unmeasured, _ = although({"killed": close, **cost}, ["cost"], ["a", "b"], {"killed": "less"})
    assert unmeasured == [
        "The outcome in the headline speaks for ‘Second’ but does not decide: the rule does not look at it, and its means, "
        "950 people instead of 1,000 people, would count as level."
    ]
    (other_mean,), _ = although({"killed": (1000, 1500), **cost}, ["killed", "cost"], ["a"], {"killed": "less"})
    assert "its mean is better under ‘First’, 1,000 people instead of 1,500 people, because" in other_mean


def test_nothing_is_said_where_headline_and_rule_agree() -> None:
    means = {"killed": (1000, 500), "cost": (900, 300)}
    assert although(means, ["cost"], ["b"], {"killed": "less", "cost": "less"})[0] == []
    assert although({**means, "killed": (1000, 1000)}, ["cost"], ["a", "b"], {})[0] == []


def test_what_speaks_for_each_policy_is_told_where_none_is_named_over_the_other() -> None:
    means = {"killed": (1000, 500), "cost": (300, 600), "fled": (80, 40)}
    said, told = although(means, ["killed", "cost"], ["a", "b"], {"killed": "less", "cost": "more", "fled": "less"})
    assert told == (
        "Better under ‘First’: Cost, 300 million US dollars instead of 600 million US dollars (\u221250%). "
        "Better under ‘Second’: Killed, 500 people instead of 1,000 people (\u221250%)."
    )
    assert said == [
        "Better for civilians under ‘Second’ than under ‘First’: Fled, 40 people instead of 80 people (\u221250%). "
        "The rule does not look at this outcome."
    ]
