"""What the page on trust says of the calibration itself: jointly, by a second estimator, by life cycles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rekindle.analysis.calibration.report import Compared, Coverage, LifeCycle, PredictiveCheck, Report, SecondOpinion
from rekindle.analysis.statistics.joint import JointCoverage
from rekindle.analysis.validation.results import HorizonScore
from rekindle.show.documentation import called
from rekindle.show.documentation.opinions import (
    NOT_YET,
    cycles_text,
    joint_text,
    opinion_tests,
    prior_sentence,
    second_text,
    spreads_text,
)
from rekindle.show.documentation.trust import _beside_one
from rekindle.show.terminal.validation import _opinions

LEVELS = tuple(round(0.1 * n, 1) for n in range(1, 10))
COVERAGE = Coverage(200, 3, 0.5, ("a", 0.4), ("b", 0.6), 0.9, ("a", 0.8), ("b", 0.97), [10] * 20)
RIGHT = JointCoverage(200, 3, LEVELS, LEVELS, 0.03, 0.095)
NARROW = JointCoverage(200, 3, LEVELS, tuple(x - 0.15 for x in LEVELS), 0.15, 0.095)
CHECK = PredictiveCheck(0, 0.5, 0.88, ())


@pytest.fixture
def bare() -> Report:
    """A report as it was kept before any of this was tested."""
    return Report({}, COVERAGE, (), {}, [], CHECK, CHECK)


@pytest.fixture
def whole(bare: Report) -> Report:
    rows = (Compared("parameter far", 1.0, 0.5, 0.0, 0.5), Compared("parameter near", 0.1, 1.0, 0.0, 1.0))
    second = SecondOpinion("0", COVERAGE, NARROW, 0.5, 0.86, rows, ["a figure"])
    cycles = (
        LifeCycle("here", 12, 4.0, 0.17, 0.17, 0.2, 0.1, 0.06, 0.12),
        LifeCycle("there", 13, 12.0, 0.69, 0.54, 0.13, 0.3, 0.6, 0.4),
    )
    return replace(bare, joint=RIGHT, second=second, life_cycles=cycles)


def test_reports_that_were_kept_before_say_so(bare):
    assert joint_text({"2018-12-31": bare}) == second_text(bare) == cycles_text(bare) == NOT_YET
    assert opinion_tests(bare) == [] and _opinions(bare) == []
    assert "fixed" in spreads_text(bare)


def test_reports_are_read_back_whole(whole, bare):
    for report in (whole, bare):
        assert Report.from_dict(report.to_dict()).to_dict() == report.to_dict()


def test_a_curve_outside_its_band_is_told_with_what_is_wrong(whole):
    text = joint_text({"2018-12-31": whole})
    assert "| network | 200 | 0.50 / 0.90 | 0.030 | 0.095 | inside |" in text
    assert "| regression | 200 | 0.35 / 0.75 | 0.150 | 0.095 | **outside**: too narrow" in text


def test_numbers_on_which_estimators_part_are_named(whole):
    text = second_text(whole)
    assert "Means of 1 of 2 numbers are within 0.5" in text and "| far | 1.00, 0.50 | 0.00, 0.50 | 2.0 |" in text
    assert "- a figure" in text and "| near |" not in text


def test_each_test_of_the_calibration_is_a_row_of_the_scoreboard(whole):
    found = {name: passed for passed, name, *_ in opinion_tests(whole)}
    assert found == {
        "joint coverage, 3 numbers, network": True, "joint coverage, 3 numbers, regression": False,
        "two estimators, means of numbers": False,
        "country-years at half or less, here left out": True, "country-years at half or less, there left out": False,
    }  # fmt: skip


def test_the_terminal_says_the_same(whole):
    text = "\n".join(_opinions(whole))
    assert (
        "regression: 0.150 of 0.095, OUTSIDE, too narrow" in text.replace("\n   ", "")
        and "1 of 2 means are over 0.5 sd apart" in text
    )
    assert "there" in text and max(map(len, text.splitlines())) <= 80


def test_the_first_sentence_says_from_which_days_the_posterior_did_not_help():
    row = HorizonScore("2012-12-31", "deaths_documented", 1, 3, 1, 3, 3, 1.0, 1.0, 1.2)
    text = prior_sentence({"2016-10-16": (0.26, 0.25), "2017-12-31": (0.27, 0.28)}, [row, replace(row, of_prior=0.9, first=4)])
    assert "16 October 2016 (score 0.260 against 0.250;" in text and "2017" not in text
    assert "documented deaths from 31 December 2012: months 1-3 ahead" in text and "4-3" not in text
    assert "better than the priors from every day" in prior_sentence(
        {"2017-12-31": (0.27, 0.28)}, [replace(row, of_prior=None)]
    )


def test_the_documentation_says_in_words_what_reports_name_by_identities():
    assert called.place("salah_al_din") == "Salah al-Din" and called.place("nowhere_at_all") == "Nowhere at all"
    assert called.measure("idps") == "displaced people" and called.measure("some_thing") == "some thing"
    assert called.number("parameter civilians.flee").endswith("(`civilians.flee`)") and called.number("a_b") == "a b"
    assert called.number("mosul-2016 quantity cities.mosul.residents") == "Mosul: residents (`mosul-2016`)"
    assert called.point("mosul-2016 deaths_documented kirkuk 2017-Q1") == "documented deaths, Kirkuk, 2017-Q1"


def test_a_share_near_one_is_never_written_as_one():
    assert [_beside_one(x) for x in (1.24, 0.9963, 1.0038, 1.00004)] == ["1.24", "0.996", "1.004", "1.00004"]
