"""Dated courses: read by date, in the unit of what they are of, without what was learnt later, and refused in words."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import Draft
from rekindle.scenario import read

HALF = 'low: 0.5, best: 0.6, high: 0.7, unit: "1", source: our-judgement, status: judgement, known_on: '
QUALITY = f"""
courses:
  - of: countries.republic.quality
    points:
      2017-07-01: {{{HALF}2017-07-01}}
      2016-07-01: {{{HALF}2016-07-01}}
"""


def with_courses(draft: Draft, text: str) -> Draft:
    """The draft with a section of courses at its end."""
    draft.path.write_text(draft.text + text, encoding="utf-8")
    return draft


def course(of: str, day: str = "2017-01-01", number: str = HALF + "2016-07-01") -> str:
    return f"\ncourses:\n  - of: {of}\n    points:\n      {day}: {{{number}}}\n"


def test_points_come_by_date_whatever_their_order_in_the_file(draft: Draft) -> None:
    (found,) = read(with_courses(draft, QUALITY).path).courses
    assert found.of == "countries.republic.quality"
    assert list(found.points) == [date(2016, 7, 1), date(2017, 7, 1)]
    assert found.points[date(2016, 7, 1)].prior().bounds() == (0.5, 0.7)


def test_points_are_quantities_named_by_their_day(draft: Draft) -> None:
    paths = [path for path in read(with_courses(draft, QUALITY).path).quantities() if path.startswith("courses.")]
    assert paths == [f"courses.countries.republic.quality.{year}-07-01" for year in (2016, 2017)]


def test_points_learnt_later_are_left_out_and_an_empty_course_with_them(draft: Draft) -> None:
    path = with_courses(draft, QUALITY).path
    (found,) = read(path, date(2016, 12, 31)).courses
    assert list(found.points) == [date(2016, 7, 1)]
    assert read(path, date(2016, 6, 30)).courses == []
    assert len(read(path, date(2017, 7, 1)).courses[0].points) == 2


@pytest.mark.parametrize(
    ("of", "unit", "low", "want"),
    [
        ("coalition.strikes", "1/day", 2, 14.0),
        ("forces.army.strength", "people", 500, 500.0),
        ("origins.abroad.border", "percent", 20, 0.2),
        ("coalition.will", '"1"', 0.3, 0.3),
    ],
)
def test_a_point_is_in_the_unit_of_its_number(draft: Draft, of: str, unit: str, low: float, want: float) -> None:
    number = f"low: {low}, high: {low * 1.5}, unit: {unit}, source: our-judgement, status: judgement, known_on: 2016-07-01"
    (found,) = read(with_courses(draft, course(of, number=number)).path).courses
    assert found.points[date(2017, 1, 1)].low == pytest.approx(want)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (course("coalition.strike"), ["`coalition.strike` is no number", "mean `coalition.strikes`"]),
        (course("countries.republic.corruption"), ["is no number that can have a course"]),
        (course("origins.abrod.border"), ["mean `origins.abroad.border`"]),
        (course("origins.local.border"), ["`origins.local.border` is no number"]),
        (course("coalition.strikes"), ["courses.coalition.strikes.2017-01-01 is in `1`", "turned into `1/week`"]),
        (course("coalition.will", day="2016-01-04"), ["not after `start` 2016-01-04"]),
        (course("coalition.will", day="2017-02-30"), ["`2017-02-30` is no date", "no such day"]),
        (course("coalition.will", day="20170201"), ["`20170201` is no date", "year, month and day"]),
        (course("coalition.will", number=HALF.replace("0.7", "7") + "2016-07-01"), ["high 7", "between 0 and 1"]),
        (QUALITY + course("countries.republic.quality").partition("courses:\n")[2], ["has one in line"]),
        ("\ncourses:\n  - of: coalition.will\n    points: {}\n", ["courses.coalition.will.points is empty"]),
        ("\ncourses:\n  - of: coalition.will\n", ["courses.coalition.will lacks `points`"]),
        ("\ncourses: 4\n", ["courses is the number 4, not a list"]),
    ],
)
def test_a_mistake_in_a_course_is_reported_once_in_words(draft: Draft, text: str, words: list[str]) -> None:
    (problem,) = with_courses(draft, text).check()
    assert all(word in str(problem) for word in words), str(problem)
    assert problem.line > len(draft.text[: draft.text.index("\ncourses:")].splitlines())


def test_what_the_foreign_and_the_affiliated_need_is_asked_for(draft: Draft) -> None:
    draft.swap("    screening:", "    # screening:")
    draft.swap("  foreign_ever:", "  # foreign_ever:")
    draft.swap("    kind: home\n", "    kind: affiliate\n")
    found = "\n".join(map(str, draft.check()))
    assert "origins.abroad lacks `screening`" in found
    assert "organisation lacks `foreign_ever`. All foreigners who ever came" in found
    for key in ("vacuum", "tie", "pull", "pressure", "deadly"):
        assert f"places.home_abroad lacks `{key}`. A place of kind affiliate needs it" in found, key


def test_those_on_the_rolls_who_are_there_are_a_share(draft: Draft) -> None:
    assert read(draft.path).forces["army"].present is None
    draft.swap("    reserve:", f"    present: {{{HALF}2016-01-01}}\n    reserve:")
    assert read(draft.path).quantities()["forces.army.present"].high == 0.7
    draft.swap(f"present: {{{HALF}", f"present: {{{HALF.replace('0.7', '1.7')}")
    assert ["forces.army.present has high 1.7" in str(problem) for problem in draft.check()] == [True]
