"""Figures: what counts as one, its ends, its kind, and whose, where, when and by whom it is."""

from __future__ import annotations

from datetime import date

import pytest

from rekindle.reader.document import from_bytes
from rekindle.reader.draft import drafted
from rekindle.reader.figures import Figure
from rekindle.reader.numerals import numerals
from rekindle.scenario import read

DAY = date(2012, 5, 9)  # a Wednesday


def figures(text: str, scenario: str = "") -> list[Figure]:
    return list(drafted(from_bytes(text.encode(), "x.txt", DAY), read(scenario) if scenario else None).figures)


@pytest.mark.parametrize(
    ("text", "low", "high", "kind"),
    [
        ("Some 12,500 fighters remain.", 12500, 12500, "people"),
        ("A force of 30 000 soldiers fled.", 30000, 30000, "people"),
        ("Between 40 and 60 gunmen attacked.", 40, 60, "people"),
        ("They have 3-4 million followers.", 3e6, 4e6, "people"),
        ("Two to three thousand militants fled.", 2000, 3000, "people"),
        ("Several hundred evacuees arrived.", 300, 900, "displaced"),
        ("Dozens of villagers were killed.", 24, 99, "deaths"),
        ("The blast wounded forty-four people.", 44, 44, "wounded"),
        ("Troops captured 17 insurgents.", 17, 17, "captured"),
        ("Coalition forces number 30,000.", 30000, 30000, "people"),
        ("About 80 per cent of the fields lie fallow.", 0.8, 0.8, "share"),
        ("Two-thirds of the town is held.", 0.667, 0.667, "share"),
        ("One in five of the children is hungry.", 0.2, 0.2, "share"),
        ("The budget is €3.5bn.", 3.5e9, 3.5e9, "money"),
        ("They hold 1,400 square kilometres.", 1400, 1400, "area"),
        ("The front is 25 km away.", 25, 25, "distance"),
        ("The siege lasted two or three months.", 2, 3, "duration"),
        ("It fell within a week.", 1, 1, "duration"),
        ("They seized 14 checkpoints.", 14, 14, "count"),
        ("The index stood at 4.2.", 4.2, 4.2, "unclassified"),
    ],
)
def test_a_number_with_what_it_counts(text: str, low: float, high: float, kind: str) -> None:
    (one,) = figures(text)
    assert (one.low, one.high, one.kind) == (pytest.approx(low), pytest.approx(high), kind)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It began in June 2011.", "2011-06"), ("It began on 3 August 2010.", "2010-08-03"), ("It began on April 5, 2012.",
            "2012-04-05"),
        ("It began in the 1990s.", "1990"), ("It has gone on since 2003.", "2003"), ("It fell on Monday.", "2012-05-07"),
        ("It fell in October.", "2011-10"), ("It will last until October.", "2012-10"), ("It fell on 12 April.", "2012-04-12"),
    ],
)  # fmt: skip
def test_dates_in_full_and_beside_the_day_of_the_document(text: str, value: str) -> None:
    assert [(one.kind, one.date) for one in figures(text)] == [("date", value)]


@pytest.mark.parametrize(
    "text",
    ["Resolution 2118 was passed.", "The M23 and the T-55 came first.", "On the 3rd floor they met.", "One of them fled.",
        "Three questions remain.",
     "The rebels may march on the town.", "The first half of the match was lost.", "At 14:30 it rained.",
         "It happened on Route 7."],
)  # fmt: skip
def test_what_is_no_figure(text: str) -> None:
    assert figures(text) == []


def test_bounds_hedges_and_who_says_so() -> None:
    low, high, about, said = (figures(text)[0] for text in (
        "No fewer than 40 rebels died.", "Up to 40 rebels died.", "Roughly 40 rebels died.", "The governor said 40 "
        "rebels died."))  # fmt: skip
    assert (low.bound, high.bound, about.bound) == ("at_least", "at_most", "about")
    assert low.words == "No fewer than 40" and about.hedge == "about" and said.said_by == "The governor"


def test_places_and_actors_are_the_scenarios() -> None:
    one, two = figures("Some 4,000 IS fighters hold Raqqa, and 900 civilians left Mosul.", "mosul-2016")
    assert (one.actor, one.place, two.actor, two.place) == ("group", "raqqa", "civilians", "mosul")
    assert figures("Some 4,000 rebels hold the town.")[0].actor == "group"
    assert figures("Some 4,000 IS fighters hold Raqqa.")[0].place == ""


def test_what_the_scenario_holds_stands_beside() -> None:
    agrees, contradicts = (
        figures(f"Some {number} IS fighters remain in Mosul.", "mosul-2016")[0].beside[0] for number in ("4,500", "90,000")
    )
    assert agrees["path"] == contradicts["path"] == "cities.mosul.overt"
    assert (agrees["relation"], contradicts["relation"]) == ("agrees", "contradicts")
    assert not figures("The rebels lost 40 trucks.", "mosul-2016")[0].beside


def test_no_text_stops_the_numerals() -> None:
    for text in (
        "",
        "--- ,,, 1,,2 3-,4",
        "½ ² ٣ 1e9 ∞",
        "one hundred and and thousand",
        "$ $5 5$ €",
        "between and 5",
        "1" * 400,
        "a" * 5000,
    ):
        for one in numerals(text):
            assert 0 <= one.outer <= one.start < one.end <= len(text)
        figures(f"{text} people were killed.")


def test_those_of_a_list_share_what_befell_them() -> None:
    text = (
        "Nearly 800 militants, 158 soldiers and 47 civilians lost their lives. The siege led to the deaths of at least 60 men."
    )
    assert [(one.low, one.kind) for one in drafted(from_bytes(text.encode(), "x.txt")).figures] == [
        (800, "deaths"), (158, "deaths"), (47, "deaths"), (60, "deaths"),
    ]  # fmt: skip
    text = "There are 300 soldiers in the town. In the valley 40 were killed."
    assert [one.kind for one in drafted(from_bytes(text.encode(), "x.txt")).figures] == ["people", "deaths"]
