"""Sensitivity and discovery as text: eighty columns, both halves of the worlds, and no interval where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from rekindle.analysis.sensitivity.inputs import Input
from rekindle.analysis.sensitivity.prim import Box, Fit, Limit
from rekindle.analysis.sensitivity.results import Discovery, Sensitivity, Subject, differences
from rekindle.analysis.sensitivity.sobol import Index
from rekindle.show.terminal.sensitivity import discover_text, groups_table, sensitivity_text

REACH = Input("raid.reach", "reach of raids, in words that take more than one line of a terminal of eighty columns", "1/week",
              "parameter")  # fmt: skip
SUBJECT = Subject("a-scenario", "historical", None, date(2021, 12, 31), 1, "posterior", None, "battle_weeks",
                  "weeks until the last sector falls", "weeks", None)  # fmt: skip
GROUPS = (Index("random draws", 0.06, 0.14, 0.65, 0.15, 200), Index("battle", -0.01, 0.09, 0.2, 0.1, 90))
BOX = Box((Limit(REACH, None, 0.2, (), (0.0, 1.0)),), Fit(451, 190, 100, 80), Fit(449, 180, 90, 63))
FOUND = Discovery(SUBJECT, None, 5.0, 900, 370, 0, 0.63, (BOX,), (), "", 700, (REACH,))


def flat(text: str) -> str:
    assert all(len(line) <= 80 for line in text.splitlines())
    return " ".join(text.split())


def test_indices_fit_and_say_what_they_are_of() -> None:
    words = flat(sensitivity_text(Sensitivity(SUBJECT, "groups", 256, GROUPS)))
    assert "a-scenario under historical to 2021-12-31: battle_weeks" in words
    assert "random draws 6 % (0 to 20 %) 65 % (50 to 80 %)" in words and "from 256 worlds" in words
    single = Sensitivity(SUBJECT, "singles", 900, (Index("raid.reach", 0.2, 0.1),), "", {"raid.reach": REACH})
    assert "raid.reach 20 % (10 to 30 %) reach of raids, in words" in flat(sensitivity_text(single))
    none = Sensitivity(SUBJECT, "groups", 3, (), "too few worlds differ")
    assert "Nothing is told of what moves it. Too few worlds differ. More worlds may tell." in flat(sensitivity_text(none))


def test_no_interval_is_shown_where_there_is_none_and_each_holds_its_share() -> None:
    rows = [
        Index("aid", 0.0, 0.0, 0.0, 0.0, 0),
        Index("forces", 0.1, 0.1, 0.1, 0.1, 3),
        Index("random draws", -0.3, 0.1, 1.2, 0.1, 60),
    ]
    lines = groups_table(rows, 64)
    assert [line.split("  ")[-1].strip() for line in lines[1:3]] == [
        "it changes none of 64 worlds: too few", "it changes 3 of 64 worlds: too few"]  # fmt: skip
    assert lines[3].split() == ["random", "draws", "under", "1", "%", "100", "%", "(100", "%)"]
    assert all(len(line) <= 80 for line in lines)


def test_a_box_is_told_on_both_halves_with_counts() -> None:
    words = flat(discover_text(FOUND))
    assert "It is below 5 in 41 % of 900 worlds (90 % interval 38 to 44 %)." in words
    assert "found on: 451 worlds 80 % (80 of 100) 42 % (80 of 190)" in words
    assert "held out: 449 worlds 70 % (63 of 90) 35 % (63 of 180)" in words
    assert "90 % interval 62 to 77 % 29 to 41 %" in words
    printed = FOUND.to_dict()["boxes"][0]
    assert (printed["density"], printed["worlds"], printed["coverage"]) == (0.7, 90, 0.35), "old keys are of worlds held out"
    assert printed["found_on"]["density"] == 0.8 and printed["held_out"]["beyond_inside"] == 63


def test_a_box_that_does_not_hold_up_is_not_told_as_one() -> None:
    words = flat(discover_text(replace(FOUND, boxes=(), failed=(BOX,))))
    assert "No box found" in words and "in more than 63 % of the worlds held out" in words
    assert "80 % (80 of 100) on the worlds that it was found on has 70 % (63 of 90) on those held out" in words
    assert "Where" not in words and "raid.reach" in words
    none = replace(FOUND, boxes=(), why_none="too few worlds differ", undefined=12, searched=())
    words = flat(discover_text(none))
    assert "No box was looked for. Too few worlds differ. More worlds may tell." in words and "most closely" not in words
    assert "12 more worlds do not define it and are left out." in words


def test_long_names_of_a_difference_fit() -> None:
    values = np.array([-np.inf, -1e7, -3.0, 0.0, 2.0])
    long = replace(SUBJECT, policy="counterinsurgency+corridor-open", baseline="counterterrorism+corridor-closed",
                   outcome="deaths_documented_somewhere_2021_12", learnt_on=("another-war",),
                   differences=differences(values, SUBJECT.outcome))  # fmt: skip
    words = flat(discover_text(replace(FOUND, subject=long)))
    assert "counterinsurgency+corridor-open minus counterterrorism+corridor-closed, to 2021-12-31" in words
    assert "less under counterinsurgency+corridor-open in 60 %, the same in 20 % and more in 20 % of 5 worlds" in words
    assert "learnt on another-war, not on this scenario" in words and "median −3" in words
    assert FOUND.to_dict()["differences"] is None
