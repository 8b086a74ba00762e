"""Measures of a record: a slip is named with what was meant, and every packaged record is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from rekindle.record import tables
from rekindle.record.recorded import COLUMNS
from rekindle.scenario import names, new, read
from rekindle.scenario.measures import Measures, recorded_only
from rekindle.scenario.record_check import record_problems


@pytest.fixture(scope="module")
def mosul() -> Measures:
    return Measures(read("mosul-2016"))


@pytest.mark.parametrize("name", names())
def test_packaged_records_hold_no_unknown_measure(name: str) -> None:
    assert record_problems(read(name)) == []


@pytest.mark.parametrize("name", tables.NAMES)
def test_rows_of_the_packaged_tables_may_stand_in_a_record(name: str, mosul: Measures) -> None:
    assert [row.measure for row in tables.table(name) if not mosul.has(row.measure)] == []


@pytest.mark.parametrize("measure", [
    "attacks_iraq_2018", "battle_weeks", "battle_weeks_mosul", "resurgence_iraq_3", "covert", "control", "displaced_east_mosul",
    "deaths_europe_2016", "deaths_documented_egypt_2017", "revenue_month", "plots_europe_2015", "other_school_enrolment",
    "displaced_2018_12", "deaths_documented_anbar",
])  # fmt: skip
def test_what_the_model_or_a_record_counts_is_known(measure: str, mosul: Measures) -> None:
    assert mosul.has(measure)


@pytest.mark.parametrize(
    ("measure", "near"),
    [
        ("batle_weeks", "battle_weeks"),
        ("covrt", "covert"),
        ("attacks_irak_2018", "attacks_iraq_2018"),
        ("deaths_documented_irak_2017_03", "deaths_documented_iraq_2017_03"),
        ("resurgence_irak_3", "resurgence_iraq_3"),
        ("plots_eurpe_2016", "plots_europe_2016"),
        ("members_totl", "members_total"),
        ("frobnicate", ""),
    ],
)
def test_a_slip_is_no_measure_and_what_was_meant_is_suggested(measure: str, near: str, mosul: Measures) -> None:
    assert not mosul.has(measure)
    assert mosul.nearest(measure) == near


def test_places_in_names_are_those_of_the_scenario(tmp_path: Path) -> None:
    own = Measures(read(new("my-town", tmp_path)))
    assert not own.has("attacks_europe_2016") and not own.has("battle_weeks_mosul")
    assert own.has("battle_weeks") and own.has("members_total")


def test_every_wrong_cell_is_told_with_its_line(tmp_path: Path) -> None:
    scenario = read(new("my-town", tmp_path))
    source = next(iter(scenario.sources))
    rows = [
        f"covert,,2016-01-01,,,5,,people,{source},verified,2016-01-01,",
        f"covrt,,2016-01-01,,,5,,people,{source},verified,,",
        f"covert,nowhere,2016-01-01,,,5,,people,{source},verified,,",
        "covert,,2016-01-01,,,5,,people,nobody-said,verified,,",
        f"covert,,2016-01-01,,7,5,,people,{source},verified,,",
        f"covert,,2016-01-01,,,5,,people,{source},sure,,",
        f"covert,,2016-01-01,,,5,,people,{source},verified,2015-12-31,",
    ]
    (scenario.folder / "record.csv").write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    problems = record_problems(scenario)
    assert [problem.line for problem in problems] == [3, 4, 5, 6, 7, 8]
    said = ["no measure `covrt`", "no place `nowhere`", "no source `nobody-said`", "must rise", "status 'sure'", "known_on"]
    assert all(words in problem.what for words, problem in zip(said, problems, strict=True))
    assert problems[0].nearest == "covert" and "`other_`" in problems[0].todo


def test_the_list_of_what_only_records_hold_has_each_once() -> None:
    assert len(set(recorded_only())) == len(recorded_only()) > 40
