"""Baselines on histories made from their own models, on long and odd histories, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rekindle.analysis.statistics.baselines import (
    BASELINES,
    MIXTURE,
    YEAR,
    best_of,
    damped_trend,
    forecasts,
    last_value,
    last_year,
    log_linear,
    random_walk,
    smoothing,
)

SEEDS = 300
LEAST = {"last_value": 2, "last_year": YEAR, "smoothing": 4, "log_linear": 6, "random_walk": 4, "damped_trend": 6}


def counts(luck: np.random.Generator, means: np.ndarray | float, dispersion: float, shape: tuple[int, ...]) -> np.ndarray:
    """Negative-binomial counts with variance mean + dispersion mean^2."""
    return luck.poisson(means * luck.gamma(1 / dispersion, dispersion, shape)).astype(float)


def covered(baseline: Callable, series: np.ndarray, ahead: int = 1) -> float:
    """Share of series (SEEDS, months) whose last month lies in the central 90 % of a forecast made `ahead` months before."""
    inside = 0
    for seed, one in enumerate(series):
        low, high = np.quantile(baseline(one[:-ahead], ahead, 400, seed)[:, -1], [0.05, 0.95])
        inside += bool(low <= one[-1] <= high)
    return inside / len(series)


# Coverage on the own model. Of 300 independent intervals that hold with 90 %, 83 to 96 % hold but for one time in 10,000.


def test_the_last_value_covers_steps_from_one_month_to_the_next():
    luck = np.random.default_rng(21)
    series = np.full((SEEDS, 37), 2000.0)
    for month in range(1, 37):
        series[:, month] = counts(luck, series[:, month - 1], 0.02, (SEEDS,))
    assert 0.83 <= covered(last_value, series) <= 0.96


@pytest.mark.parametrize("ahead", [1, 12])
def test_the_last_value_covers_poisson_counts_about_a_constant(ahead):
    series = np.random.default_rng(22).poisson(40.0, (SEEDS, 48)).astype(float)
    assert 0.83 <= covered(last_value, series, ahead) <= 0.96


@pytest.mark.parametrize("ahead", [1, 12])
def test_twelve_months_cover_eleven_parts_in_thirteen(ahead):
    """The central 90 % of twelve equal chances is from the least to the largest: so 2 of 13 are missed."""
    series = counts(np.random.default_rng(23), 5000.0, 0.2, (SEEDS, 48))
    assert covered(last_year, series, ahead) == pytest.approx(11 / 13, abs=4 * np.sqrt(11 / 13 * 2 / 13 / SEEDS))


@pytest.mark.parametrize("dispersion", [0.01, 0.25])
@pytest.mark.parametrize("ahead", [1, 12])
def test_smoothing_covers_negative_binomial_noise_about_a_constant(dispersion, ahead):
    series = counts(np.random.default_rng(24), 60.0, dispersion, (SEEDS, 48))
    assert 0.83 <= covered(smoothing, series, ahead) <= 0.96


@pytest.mark.parametrize(("slope", "ahead"), [(0.0, 1), (0.1, 12), (-0.05, 6)])
def test_a_line_covers_log_normal_noise_about_a_line(slope, ahead):
    luck = np.random.default_rng(25)
    series = np.rint(np.expm1(6 + slope * np.arange(36) + 0.3 * luck.standard_normal((SEEDS, 36))))
    assert 0.83 <= covered(log_linear, series, ahead) <= 0.96


@pytest.mark.parametrize(("drift", "ahead"), [(0.0, 1), (0.05, 12), (-0.03, 24)])
def test_a_random_walk_with_drift_covers_one(drift, ahead):
    steps = drift + 0.2 * np.random.default_rng(28).standard_normal((SEEDS, 37 + ahead))
    assert 0.83 <= covered(random_walk, np.rint(np.expm1(9 + np.cumsum(steps, axis=1))), ahead) <= 0.96


@pytest.mark.parametrize("ahead", [1, 12])
def test_a_fading_trend_covers_a_level_that_wanders_under_noise(ahead):
    """Simple exponential smoothing is the case without a trend: a level that takes up half of each error."""
    luck, level, series = np.random.default_rng(29), np.full(SEEDS, 8.0), np.empty((SEEDS, 37 + ahead))
    for month in range(series.shape[1]):
        off = 0.2 * luck.standard_normal(SEEDS)
        series[:, month] = np.rint(np.expm1(level + off))
        level += 0.5 * off
    assert 0.80 <= covered(damped_trend, series, ahead) <= 0.98  # three shares are fitted to 36 months


# How wide they are


def test_a_random_walk_widens_with_the_root_of_the_horizon_and_by_what_the_drift_may_be():
    steps, luck = np.zeros(37), np.random.default_rng(30)
    for month in range(1, 37):  # steps that go on: the level takes up every error whole
        steps[month] = 0.8 * steps[month - 1] + 0.02 * luck.standard_normal()
    spread = np.log1p(random_walk(np.rint(np.expm1(14 + np.cumsum(steps))), 16, 20000, 1)).std(0)
    assert spread[3] / spread[0] == pytest.approx(np.sqrt(4 + 16 / 36) / np.sqrt(1 + 1 / 36), rel=0.05)
    assert spread[15] / spread[0] == pytest.approx(np.sqrt(16 + 256 / 36) / np.sqrt(1 + 1 / 36), rel=0.05)


def test_those_that_wander_widen_and_the_last_value_does_not():
    history = np.rint(np.expm1(7 + np.cumsum(0.3 * np.random.default_rng(31).standard_normal(48))))

    def wider(baseline: Callable) -> float:
        low, high = np.quantile(np.log1p(baseline(history, 24, 4000, 1)), [0.05, 0.95], axis=0)
        return float((high - low)[-1] / (high - low)[0])

    assert wider(random_walk) > 3 and wider(damped_trend) > 1.5
    assert wider(last_value) == pytest.approx(1, abs=0.1) and wider(last_year) == pytest.approx(1, abs=0.1)


def test_a_trend_fades_where_a_line_goes_on():
    history = np.rint(np.expm1(4 + 0.1 * np.arange(36) + 0.01 * np.random.default_rng(32).standard_normal(36)))
    line, faded = (np.median(np.log1p(one(history, 36, 2000, 1)), axis=0) for one in (log_linear, damped_trend))
    assert line[-1] - line[11] == pytest.approx(2.4, rel=0.05)
    assert faded[0] == pytest.approx(line[0], abs=0.1) and 0 < faded[-1] - faded[11] < 0.8 * (line[-1] - line[11])


# All of them, and their mixture


def test_the_mixture_has_as_many_paths_of_each_as_of_any_other():
    history = np.random.default_rng(33).poisson(60.0, 40).astype(float)
    found, short = forecasts(history, 3, 600, 1)
    assert list(found) == [*BASELINES, MIXTURE] and not short
    for i, name in enumerate(BASELINES):
        assert np.array_equal(found[MIXTURE][i :: len(BASELINES)], found[name][i :: len(BASELINES)])
    middle = np.mean([found[name].mean() for name in BASELINES])
    assert found[MIXTURE].mean() == pytest.approx(middle, rel=0.05)


def test_a_short_history_has_the_mixture_of_those_that_it_is_enough_for():
    found, short = forecasts(np.array([5.0, 6, 7, 8]), 2, 30, 1)
    assert list(found) == ["last_value", "smoothing", "random_walk", MIXTURE]
    assert short == ["last_year", "log_linear", "damped_trend"]
    assert forecasts(np.array([5.0]), 2, 30, 1) == ({}, list(BASELINES))


def test_the_best_is_a_single_one():
    assert best_of({"last_value": 3.0, "smoothing": 2.0, MIXTURE: 1.0}) == "smoothing"
    assert best_of({}) is None


# What they look at


def test_last_year_knows_the_last_twelve_months_and_no_other():
    history = np.concatenate([np.full(24, 900.0), np.arange(12.0)])
    found = last_year(history, 3, 2000, 1)
    assert set(np.unique(found)) == set(range(12))
    assert abs(np.corrcoef(found[:, 0], found[:, 1])[0, 1]) < 0.08  # independent: four standard errors


def test_the_last_value_looks_at_the_last_month_and_smoothing_at_those_before_too():
    luck = np.random.default_rng(26)
    history = np.append(luck.poisson(50.0, 35), 95).astype(float)
    assert last_value(history, 6, 2000, 1).mean() == pytest.approx(95, rel=0.03)
    assert 45 < smoothing(history, 6, 2000, 1).mean() < 75


def test_smoothing_follows_a_series_that_wanders():
    luck = np.random.default_rng(27)
    history = np.rint(np.exp(6 + np.cumsum(0.5 * luck.standard_normal(60))))
    assert smoothing(history, 1, 2000, 1).mean() == pytest.approx(history[-1], rel=0.25)


def test_a_falling_line_ends_near_nothing_and_never_below():
    history = np.rint(500 * np.exp(-0.2 * np.arange(24)))
    found = log_linear(history, 12, 500, 1)
    assert np.median(found[:, -1]) == 0 and found.min() == 0


def test_one_month_without_deaths_is_no_certainty_that_none_follow():
    history = np.array([4.0, 2, 7, 1, 3, 5] * 4 + [0])
    found = last_value(history, 6, 2000, 1)
    assert 0.3 < found.mean() < 0.7 and (found == 0).mean() > 0.5
    rare = last_value(np.array([0.0] * 50 + [1, 0]), 6, 2000, 1)
    assert 0 < rare.mean() < 0.1


@pytest.mark.parametrize("name", BASELINES)
def test_few_deaths_stay_few(name):
    history = (np.arange(36) % 9 == 0).astype(float)
    most = 1.0 if name == "random_walk" else 0.6  # a walk that begins at 0 cannot go down
    assert BASELINES[name](history, 12, 500, 1).mean() < most


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize("size", [1e8, 1e12, 1e15])
def test_huge_counts_are_not_cut_off(name, size):
    assert BASELINES[name](np.full(36, size), 12, 200, 1).mean() == pytest.approx(size, rel=0.01)


# Everywhere


@given(
    arrays(float, st.integers(YEAR, 60), elements=st.integers(0, 10**9).map(float) | st.just(0.0)),
    st.sampled_from(sorted(BASELINES)), st.integers(1, 13), st.integers(0, 2**64 - 1),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_history_gives_whole_counts_and_the_same_again(history, name, horizon, seed):
    found = BASELINES[name](history, horizon, 20, seed)
    assert found.shape == (20, horizon)
    assert np.isfinite(found).all() and (found >= 0).all() and (found == np.rint(found)).all()
    assert np.array_equal(found, BASELINES[name](history, horizon, 20, seed))


@pytest.mark.parametrize("name", BASELINES)
def test_the_least_history_is_enough_and_less_is_refused(name):
    assert BASELINES[name](np.full(LEAST[name], 7.0), 2, 5, 1).shape == (5, 2)
    with pytest.raises(ValueError, match=f"at least {LEAST[name]} months"):
        BASELINES[name](np.full(LEAST[name] - 1, 7.0), 2, 5, 1)


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize(("horizon", "draws"), [(0, 5), (5, 0), (-1, 5)])
def test_nothing_asked_is_refused(name, horizon, draws):
    with pytest.raises(ValueError, match="at least 1"):
        BASELINES[name](np.ones(24), horizon, draws, 1)


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize("wrong", [np.inf, -1.0, np.nan, 1e16])
def test_what_is_no_count_is_refused(name, wrong):
    with pytest.raises(ValueError, match="from 0 to 1e\\+15"):
        BASELINES[name](np.append(np.ones(24), wrong), 2, 5, 1)
