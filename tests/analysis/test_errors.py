"""Errors of observing: what figures have in common that recount the same deaths, and spreads that are not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rekindle.analysis.calibration.errors import OTHER, correlation, factors, observe, unsure
from rekindle.analysis.calibration.summaries import summary_of
from rekindle.analysis.calibration.targets import Error, Pattern, Point
from rekindle.ensemble.posterior import Posterior
from rekindle.record.tables import monthly

WORLDS = np.arange(6000)
YEAR = (date(2017, 1, 1), date(2017, 12, 31))
ALL = Error("deaths", 0.0, 1.0)
TABLE = "deaths_documented_by_region"


def figure(place: str, start: date, end: date, error: Error | None = ALL, **more) -> Point:
    """Documented deaths of a region or country in a period, from the packaged tables."""
    source = "deaths_documented_by_country" if place in ("iraq", "syria") else TABLE
    pattern = Pattern("x", "made up", "deaths_documented", 0.3, "made up", source=source, error=error, folder=Path(), **more)
    deaths = float(monthly("deaths_documented", place, start, end).sum())
    return Point(f"{place} {start} {end}", pattern, place, start, end, deaths, deaths, deaths)


def of(*points: Point) -> float:
    return float(correlation(points)[0, 1])


# Limits


def test_the_same_deaths_have_the_same_error_and_others_have_none_in_common():
    whole = figure("nineveh", *YEAR)
    assert of(whole, replace(whole, name="counted again")) == pytest.approx(1)
    assert of(whole, figure("anbar", *YEAR)) == 0
    assert of(whole, figure("nineveh", date(2016, 1, 1), date(2016, 12, 31))) == 0


def test_a_part_has_the_root_of_its_share_of_the_whole():
    first, nation = figure("nineveh", date(2017, 1, 1), date(2017, 3, 31)), figure("iraq", *YEAR)
    part = monthly("deaths_documented", "nineveh", *YEAR)[:3].sum() / monthly("deaths_documented", "iraq", *YEAR).sum()
    assert of(first, nation) == of(nation, first) == pytest.approx(np.sqrt(part))
    assert of(first, figure("nineveh", *YEAR)) > of(first, nation)


def test_what_overlaps_in_time_counts_for_the_months_that_both_have():
    spring, later = figure("nineveh", date(2017, 2, 1), date(2017, 4, 30)), figure("iraq", date(2017, 4, 1), date(2017, 6, 30))
    april = monthly("deaths_documented", "nineveh", date(2017, 4, 1), date(2017, 4, 30)).sum()
    size = monthly("deaths_documented", "nineveh", spring.start, spring.end).sum()
    size *= monthly("deaths_documented", "iraq", later.start, later.end).sum()
    assert of(spring, later) == pytest.approx(april / np.sqrt(size))


def test_what_a_source_misses_it_misses_everywhere_in_that_year():
    source = Error("deaths", 1.0, 0.0)
    here, there = figure("nineveh", *YEAR, source), figure("anbar", date(2017, 7, 1), date(2017, 9, 30), source)
    assert of(here, there) == pytest.approx(1)
    assert of(here, figure("anbar", date(2016, 1, 1), date(2016, 12, 31), source)) == 0
    both = figure("anbar", date(2016, 1, 1), date(2017, 12, 31), source)
    assert of(here, both) == pytest.approx(np.sqrt(365 / 731))


def test_figures_without_an_error_or_of_another_are_independent():
    here = figure("nineveh", *YEAR)
    for error in (None, Error("another", 0.5, 0.5), Error("deaths", 0.0, 0.0)):
        assert of(here, replace(figure("nineveh", *YEAR, error), name="again")) == 0


def test_shares_multiply_what_is_in_common():
    half = Error("deaths", 0.2, 0.3)
    a, b = figure("nineveh", *YEAR, half), figure("iraq", *YEAR, half)
    part = np.sqrt(monthly("deaths_documented", "nineveh", *YEAR).sum() / monthly("deaths_documented", "iraq", *YEAR).sum())
    assert of(a, b) == pytest.approx(0.2 + 0.3 * part)


def test_what_is_observed_has_that_correlation_and_the_stated_spread():
    points = [figure("nineveh", *YEAR), figure("iraq", *YEAR), figure("anbar", *YEAR)]
    seen = observe(np.full((WORLDS.size, 3), 8.0), points, 1, WORLDS)
    assert seen.std(0) == pytest.approx(0.3, rel=0.04)
    assert np.corrcoef(seen.T) == pytest.approx(correlation(points), abs=0.04)
    again = observe(np.full((2, 3), 8.0), points, 1, WORLDS[[7, 500]])
    assert again == pytest.approx(seen[[7, 500]])


# Spreads that are not known


def test_a_spread_that_is_not_known_is_drawn_for_each_world_and_group():
    points = [figure("nineveh", *YEAR, unsure=2.0), figure("anbar", *YEAR, None, unsure=2.0), figure("diyala", *YEAR, None)]
    drawn = factors(points, 1, WORLDS)
    assert set(drawn) == {"deaths", OTHER} and list(unsure(points)) == ["discrepancy deaths", f"discrepancy {OTHER}"]
    assert np.quantile(drawn["deaths"], [0.05, 0.5, 0.95]) == pytest.approx([0.5, 1, 2], rel=0.06)
    assert abs(np.corrcoef(drawn["deaths"], drawn[OTHER])[0, 1]) < 0.05
    away = observe(np.full((WORLDS.size, 3), 8.0), points, 1, WORLDS) - 8
    wide = drawn["deaths"] > 1.5
    assert away[wide, 0].std() / away[~wide, 0].std() > 1.4
    known = observe(np.full((WORLDS.size, 3), 8.0), points, 1, WORLDS, {"deaths": np.ones(WORLDS.size)})
    assert known[:, 0].std() == pytest.approx(0.3, rel=0.04)


def test_what_estimators_disagree_by_is_no_discrepancy_and_stays():
    point = replace(figure("nineveh", *YEAR, unsure=2.0), low=100.0, best=1000.0, high=10000.0)
    assert point.spread_with(0.1) == point.spread_with(1.0) == point.sd
    assert point.spread_with(100.0) == pytest.approx(30)


def test_a_posterior_has_the_spreads_of_its_rows():
    points = [figure("nineveh", *YEAR, unsure=2.0)]
    rows = Posterior(("discrepancy deaths",), np.array([[0.05], [0.95]]), {"priors": {}})
    assert factors(points, 1, np.arange(4), rows)["deaths"] == pytest.approx([0.5, 2, 0.5, 2], rel=0.03)


def test_roughness_tells_how_wide_errors_are_and_not_what_worlds_do():
    """Twelve figures that move together in worlds: what they have of their own is error."""
    months = [figure("nineveh", date(2017, m, 1), date(2017, m, 28), None, unsure=2.0) for m in range(1, 13)]
    level = np.random.default_rng(5).normal(8, 1, WORLDS.size)
    exact = np.repeat(level[:, None], 12, axis=1)
    summary = summary_of(exact, months)
    assert summary.names[-1] == f"roughness of {OTHER}" and len(summary.rough[0].along.T) == 11
    seen = observe(exact, months, 1, WORLDS)
    rough = summary.of(seen)[:, -1]
    wide = np.log(factors(months, 1, WORLDS)[OTHER])
    assert np.corrcoef(rough, wide)[0, 1] > 0.85 and abs(np.corrcoef(rough, level)[0, 1]) < 0.05
    assert (rough - wide).mean() == pytest.approx(0, abs=0.08)
