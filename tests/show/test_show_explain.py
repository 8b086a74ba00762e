"""Explanations as text and pictures: eighty columns, both sides of a story, no row left out of sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from rows import ROW, flip

from rekindle.analysis.claims.answer import Bar
from rekindle.analysis.claims.causal_chain import chain
from rekindle.analysis.claims.explain import ExplainedRow, Single
from rekindle.analysis.claims.explanation import Explanation
from rekindle.analysis.claims.flips_kept import Flips
from rekindle.analysis.claims.typical_worlds import ContrastingWorld, ContrastingWorlds, Event
from rekindle.analysis.sensitivity.sobol import Index
from rekindle.scenario.claims.proposition import Metric
from rekindle.show.figures.explanation import pictures
from rekindle.show.figures.style import NARROW
from rekindle.show.terminal.explanation import explain_text, side_by_side

INDICES = (Index("random draws", 0.06, 0.14, 0.65, 0.15, 200), Index("battle", -0.01, 0.09, 0.2, 0.1, 90))
REACH = Single(Index("raid.reach", 0.2, 0.1), "reach of raids", "", "parameter", ())
FLIP = flip("Not upheld where reach of raids (raid.reach) is under 0.2. There it holds in 31 % of 84 worlds.")


def told(number: int, value: float | None, *events: Event) -> ContrastingWorld:
    return ContrastingWorld(number, value, events)


def row(**more: Any) -> ExplainedRow:
    found = chain(Metric(metric="covert_iraq"), ["recruitment"])
    assert found is not None
    events = [[(date(2017 + side, month, 3), f"Place {month}: retaken, and more words that fill a line.")
               for month in (1, 2)] for side in (0, 1)]  # fmt: skip
    one = ExplainedRow(
        number=1, kind="probability", scenario="mosul-2016", horizon=date(2021, 12, 31), policy="historical", asks="Is it so?",
        exactly="It is so.", why="", bar=Bar(0.66), bar_word="likely", result=replace(
            ROW.found, upheld=True, holds=80, worlds=100, probability=0.8, low=0.71, high=0.87),
        full=True, asked_groups=True, value="covert members in Iraq", groups=INDICES, group_worlds=256, singles=(REACH,),
        single_why="", group_why="", single_worlds=100, flips=Flips((FLIP,), "tried: many things."), chain=found,
        two_worlds=ContrastingWorlds("mosul-2016", "historical", date(2021, 12, 31), told(3, 4000.0, *events[0]),
                             told(5, None, *events[1])),
    )  # fmt: skip
    return replace(one, **more)


def text(*rows: ExplainedRow) -> str:
    return explain_text(Explanation("mosul-2016", 1, "So it is. " * 20, "upheld", rows))


def test_an_explanation_fits_and_says_everything():
    found = text(row())
    assert all(len(line) <= 80 for line in found.splitlines())
    flat = " ".join(found.split())
    for part in ("Switching conditions", "raid.reach", "random draws", "65 % (50 to 80 %)", "6 % (0 to 20 %)",
                 "from 256 worlds", "recruit -> covert members", "World 3: it holds (4,000)", "World 5: it fails (unknown)",
                 "Tried: many things."):  # fmt: skip
        assert part in flat, part


def test_what_is_missing_is_said():
    why = {"single_why": "all 100 worlds that define it agree, so nothing moves it here", "group_why": "too few worlds differ"}
    found = " ".join(text(row(groups=(), singles=(), flips=Flips((), "no flip found in the ranges tried: all."), chain=None,
                              two_worlds=None, **why)).split())  # fmt: skip
    assert "No flip found in the ranges tried" in found
    assert "Single inputs: all 100 worlds that define it agree, so nothing moves it here." in found
    assert "By groups: too few worlds differ." in found and "No mechanism that the statement names" in found
    assert "every world that could be told is on the same side" in found
    noise = replace(REACH, index=Index("raid.reach", 0.2, 0.3))
    assert "none stands out from noise" in " ".join(text(row(singles=(noise,))).split())


def test_a_brief_proposition_leaves_out_chain_and_worlds():
    found = text(row(full=False, groups=(), two_worlds=None))
    assert "side by side" not in found and "How the model" not in found


def test_two_stories_stand_side_by_side_under_their_years():
    lines = side_by_side(["A", "B"], [[(date(2017, 1, 2), "Left.")], [(date(2018, 5, 6), "Right.")]])
    assert lines[lines.index("2017") + 1] == "01-02 Left."
    assert lines[lines.index("2018") + 1] == " " * 42 + "05-06 Right."


def test_of_a_place_that_changes_hands_often_the_first_time_is_told():
    again = [(date(2017, m, 2), "Homs: the group holds ground again here; 5% of residents.") for m in (1, 2, 3)]
    losses = [(date(2018, m, 2), f"The group loses leaders: from 9{m} % to 50 %.") for m in (1, 2)]
    two = row().two_worlds
    assert two is not None
    found = text(row(two_worlds=replace(two, holds=told(3, 1.0, *again, *losses))))
    assert found.count("Homs") == 1 and found.count("loses leaders") == 2


def test_no_interval_is_drawn_where_there_is_none():
    few = [replace(INDICES[1], name=name, changed=changed) for name, changed in (("aid", 0), ("forces", 3))]
    beyond = Index("random draws", -0.3, 0.1, 1.2, 0.1, 60)
    told = text(row(groups=(*few, beyond))).splitlines()
    assert any("it changes none of 256 worlds: too few" in line for line in told)
    assert any("it changes 3 of 256 worlds: too few" in line for line in told)
    assert any(line.split() == ["random", "draws", "under", "1", "%", "100", "%", "(100", "%)"] for line in told)
    made = {one.name: one for one in pictures(15, row(groups=(*few, beyond)))}
    labels = made["explain_15_1_groups"].figure.axes[0].get_yticklabels()
    assert [label.get_text() for label in labels] == ["random draws"]


def test_pictures_show_every_group_and_every_node():
    made = {one.name: one for one in pictures(15, row())}
    assert set(made) == {"explain_15_1_groups", "explain_15_1_inputs", "explain_15_1_chain"}
    labels = [label.get_text() for label in made["explain_15_1_groups"].figure.axes[0].get_yticklabels()]
    assert labels == ["random draws", "battle"]
    drawn = {text.get_text().replace("\n", " ") for text in made["explain_15_1_chain"].figure.axes[0].texts}
    assert {"recruit", "covert members", "covert members in Iraq"} <= drawn
    assert all(one.make(NARROW).get_figwidth() < 5 for one in made.values())
