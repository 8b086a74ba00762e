"""Explanations as text and pictures: eighty columns, both sides of a story, no row left out of sight."""

from __future__ import annotations

from typing import Any

from rekindle.analysis.claims.causal_chain import chain, sentences
from rekindle.scenario.claims.proposition import Metric
from rekindle.show.figures.explanation import pictures
from rekindle.show.terminal.explanation import discover_text, explain_text, groups_table, sensitivity_text, side_by_side


def ends(name: str, value: float, low: float, high: float) -> dict[str, float]:
    return {name: value, f"{name}_low": low, f"{name}_high": high}


GROUPS = [
    {"name": "luck", **ends("first", 0.06, -0.1, 0.2), **ends("total", 0.65, 0.5, 0.8), "changed": 200},
    {"name": "battle", **ends("first", -0.01, -0.1, 0.08), **ends("total", 0.2, 0.1, 0.3), "changed": 90},
]
SINGLE = {"name": "raid.reach", "meaning": "reach of raids", "unit": "", "kind": "parameter", "options": [],
          "first": 0.2, "first_low": 0.1, "first_high": 0.3}  # fmt: skip
FLIP = {"words": "Not upheld where reach of raids (raid.reach) is under 0.2. There it holds in 31 % of 84 worlds.",
        "limits": [], "coverage": 0.4, "density": 0.69, "found_by": "box"}  # fmt: skip


def row(**more: Any) -> dict[str, Any]:
    found = chain(Metric(metric="covert_iraq"), ["recruitment"])
    assert found is not None
    events = [[{"date": f"201{7 + side}-0{month}-03", "event": f"Place {month}: retaken, and more words that fill a line."}
               for month in (1, 2)] for side in (0, 1)]  # fmt: skip
    return {
        "number": 1, "asks": "Is it so?", "upheld": True, "close": False, "holds": 80, "worlds": 100, "counted": "worlds",
        "probability": 0.8, "low": 0.71, "high": 0.87, "word": "likely", "bar": "at least 0.66", "full": True,
        "asked_groups": True, "value": "covert members in Iraq", "groups": GROUPS, "group_worlds": 256, "singles": [SINGLE],
        "single_why": None, "group_why": None,
        "single_worlds": 100, "flips": [FLIP], "flips_tried": "tried: many things.", "chain": found.row(),
        "chain_words": list(sentences(found)), "two_worlds": {
            "scenario": "mosul-2016", "policy": "historical", "horizon": "2021-12-31",
            "holds": {"world": 3, "value": 4000.0, "events": events[0]},
            "fails": {"world": 5, "value": None, "events": events[1]},
        }, **more,
    }  # fmt: skip


def text(*rows: dict[str, Any]) -> str:
    return explain_text({"scenario": "mosul-2016", "id": 1, "verdict": "upheld", "statement": "So it is. " * 20,
                         "propositions": list(rows)})  # fmt: skip


def test_an_explanation_fits_and_says_everything():
    found = text(row())
    assert all(len(line) <= 80 for line in found.splitlines())
    flat = " ".join(found.split())
    for part in ("What turns the verdict over", "raid.reach", "luck", "65 % (50 to 80 %)", "6 % (0 to 20 %)",
                 "from 256 worlds", "recruit -> covert members", "World 3: it holds (4,000)", "World 5: it fails (unknown)",
                 "Tried: many things."):  # fmt: skip
        assert part in flat, part


def test_what_is_missing_is_said():
    why = {"single_why": "all 100 worlds that define it agree, so nothing moves it here", "group_why": "too few worlds differ"}
    found = " ".join(text(row(groups=[], singles=[], flips=[], chain=None, two_worlds=None, **why,
                              flips_tried="no flip found in the ranges tried: all.")).split())  # fmt: skip
    assert "No flip found in the ranges tried" in found
    assert "Single inputs: all 100 worlds that define it agree, so nothing moves it here." in found
    assert "By groups: too few worlds differ." in found and "No mechanism that the statement names" in found
    assert "every world that could be told is on the same side" in found
    noise = {**SINGLE, "first_low": -0.1}
    assert "none stands out from noise" in " ".join(text(row(singles=[noise])).split())


def test_a_brief_proposition_leaves_out_chain_and_worlds():
    found = text(row(full=False, groups=[], two_worlds=None))
    assert "side by side" not in found and "How the model" not in found


def test_two_stories_stand_side_by_side_under_their_years():
    told = [[{"date": "2017-01-02", "event": "Left."}], [{"date": "2018-05-06", "event": "Right."}]]
    lines = side_by_side(["A", "B"], told)
    assert lines[lines.index("2017") + 1] == "01-02 Left."
    assert lines[lines.index("2018") + 1] == " " * 42 + "05-06 Right."


def test_of_a_place_that_changes_hands_often_the_first_time_is_told():
    again = [{"date": f"2017-0{m}-02", "event": "Homs: the group holds ground again here; 5% of residents."} for m in (1, 2, 3)]
    losses = [{"date": f"2018-0{m}-02", "event": f"The group loses leaders: from 9{m} % to 50 %."} for m in (1, 2)]
    two = row()["two_worlds"] | {"holds": {"world": 3, "value": 1.0, "events": [*again, *losses]}}
    found = text(row(two_worlds=two))
    assert found.count("Homs") == 1 and found.count("loses leaders") == 2


def test_sensitivity_and_discovery_fit_and_speak_of_nothing_found():
    about = {"scenario": "mosul-2016", "policy": "historical", "until": "2021-12-31", "outcome": "battle_weeks",
             "meaning": "weeks until the last sector falls", "unit": "weeks", "why_none": None}  # fmt: skip
    for found in (
        sensitivity_text({**about, "by": "groups", "worlds": 256, "indices": GROUPS}),
        sensitivity_text({**about, "by": "singles", "worlds": 900, "indices": [SINGLE]}),
        sensitivity_text({**about, "by": "groups", "worlds": 3, "indices": [], "why_none": "too few worlds differ"}),
        discover_text({**about, "above": 50.0, "below": None, "share": 0.1, "low": 0.08, "high": 0.12, "worlds": 900,
                       "wanted": 0.15, "boxes": [], "tried": 700, "searched": [SINGLE]}),
        discover_text({**about, "above": None, "below": 5.0, "share": 0.1, "low": 0.08, "high": 0.12, "worlds": 900,
                       "wanted": 0.15, "tried": 700, "searched": [SINGLE], "boxes": [
                           {"words": "raid.reach is under 0.2", "density": 0.5, "low": 0.4, "high": 0.6, "worlds": 80,
                            "coverage": 0.4}]}),
    ):  # fmt: skip
        assert all(len(line) <= 80 for line in found.splitlines())
        assert "weeks until the last sector falls" in found.lower()
    assert "No box found" in " ".join(discover_text({
        **about, "above": 50.0, "below": None, "share": 0.1, "low": 0.08, "high": 0.12, "worlds": 900, "wanted": 0.15,
        "boxes": [], "tried": 7, "searched": []}).split())  # fmt: skip


def test_no_interval_is_shown_where_there_is_none_and_each_holds_its_share():
    nothing = {"name": "aid", **dict.fromkeys([f"{a}{b}" for a in ("first", "total") for b in ("", "_low", "_high")])}
    below = {"name": "luck", **ends("first", -0.3, -0.4, -0.2), **ends("total", 1.2, 1.1, 1.3)}
    rows = [{**nothing, "changed": 0}, {**nothing, "name": "forces", "changed": 3}, {**below, "changed": 60}]
    lines = groups_table(rows, 64)
    assert [line.split("  ")[-1].strip() for line in lines[1:3]] == [
        "it changes none of 64 worlds: too few", "it changes 3 of 64 worlds: too few"]  # fmt: skip
    assert lines[3].split() == ["luck", "under", "1", "%", "100", "%", "(100", "%)"]
    assert all(len(line) <= 80 for line in lines)
    made = {one.name: one for one in pictures(15, row(groups=rows))}
    labels = made["explain_15_1_groups"].figure.axes[0].get_yticklabels()
    assert [label.get_text() for label in labels] == ["luck"]


def test_discovery_says_why_no_box_was_looked_for():
    found = discover_text({
        "scenario": "s", "policy": "p", "until": "2021-12-31", "outcome": "x", "meaning": "x", "unit": "1", "above": 9.0,
        "below": None, "share": 0.0, "low": 0.0, "high": 0.01, "worlds": 900, "wanted": 0.0, "boxes": [], "tried": 7,
        "searched": [], "why_none": "too few worlds differ"})  # fmt: skip
    assert "No box was looked for. Too few worlds differ. More worlds may tell." in found and "most closely" not in found


def test_pictures_show_every_group_and_every_node():
    made = {one.name: one for one in pictures(15, row())}
    assert set(made) == {"explain_15_1_groups", "explain_15_1_inputs", "explain_15_1_chain"}
    labels = [label.get_text() for label in made["explain_15_1_groups"].figure.axes[0].get_yticklabels()]
    assert labels == ["luck", "battle"]
    drawn = {text.get_text().replace("\n", " ") for text in made["explain_15_1_chain"].figure.axes[0].texts}
    assert {"recruit", "covert members", "covert members in Iraq"} <= drawn
    assert all(one.narrow is not None and one.narrow().get_figwidth() < 5 for one in made.values())
