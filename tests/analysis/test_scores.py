"""Scores against closed forms, and baselines against histories made from what they assume."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import kstest, nbinom, norm

from rekindle.analysis.statistics.baselines import BASELINES
from rekindle.analysis.statistics.scores import NEVER, crps, log_score, pit, skill

LUCK = np.random.default_rng(11)


# CRPS


def test_crps_of_equal_samples_is_the_absolute_error():
    assert crps(np.full(50, 7.0), 10.0) == pytest.approx(3.0)


def test_fair_crps_of_two_samples_by_hand():
    # mean |x - y| = (1 + 5) / 2; half the mean |x - x'| over distinct pairs = 6 / 2
    assert crps(np.array([0.0, 6.0]), 1.0) == pytest.approx(3.0 - 3.0)


def test_crps_of_normal_samples_is_near_the_closed_form():
    samples, truth = LUCK.normal(2.0, 3.0, 20000), 4.0
    z = (truth - 2.0) / 3.0
    exact = 3.0 * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert crps(samples, truth) == pytest.approx(exact, rel=0.03)


@given(arrays(float, 30, elements=st.floats(0, 1e5)), st.floats(0, 1e5), st.floats(0.1, 100))
@settings(max_examples=50, deadline=None)
def test_crps_scales_with_its_unit(samples, truth, factor):
    assert crps(samples * factor, truth * factor) == pytest.approx(factor * crps(samples, truth), rel=1e-6, abs=1e-3)


def test_a_battle_that_never_ends_scores_badly_and_finitely():
    forever = np.where(np.arange(100) < 50, 38.0, np.inf)
    assert crps(np.full(100, 45.0), 38.0) < crps(forever, 38.0) < NEVER


# Log score


def test_the_log_score_of_a_log_normal_forecast_is_near_its_density():
    samples = np.expm1(LUCK.normal(5.0, 0.5, 20000))
    exact = -norm.logpdf(np.log1p(120.0), 5.0, 0.5) + np.log1p(120.0)
    assert log_score(samples, 120.0) == pytest.approx(exact, abs=0.05)


COUNTS = [(2.0, 1.0), (4.0, 60.0), (0.5, 5.0)]


@pytest.mark.parametrize(("size", "mean"), COUNTS)
def test_the_log_score_of_counts_is_near_that_of_their_distribution(size, mean):
    """Over counts that come from the forecast's own distribution, many of them 0."""
    share = size / (size + mean)
    luck = np.random.default_rng(12)
    samples, truths = luck.negative_binomial(size, share, 2000), luck.negative_binomial(size, share, 400)
    exact = -nbinom.logpmf(truths, size, share).mean()
    assert np.mean([log_score(samples, truth) for truth in truths]) == pytest.approx(exact, abs=0.03)


@pytest.mark.parametrize("samples", [np.zeros(200), np.arange(20.0), np.array([0.0, 0.0, 0.0, 7.0, np.inf])])
def test_the_log_score_comes_from_probabilities_that_add_up_to_one(samples):
    total = sum(np.exp(-log_score(samples, n)) for n in range(3000))
    beyond = np.isinf(samples).sum() / (samples.size + 1)
    assert total == pytest.approx(1 - beyond, abs=0.001)


def test_certainty_costs_where_it_was_wrong_and_no_score_is_infinite():
    zeros = np.zeros(500)
    assert 0 < log_score(zeros, 0.0) < 0.01 < 5 < log_score(zeros, 1.0) < log_score(zeros, 50.0) < log_score(zeros, 1e6) < 40
    assert log_score(np.full(500, np.inf), 0.0) == pytest.approx(np.log(501 * 2))


# PIT and skill


def test_pit_is_uniform_for_a_perfect_forecast_of_counts():
    places = [pit(LUCK.poisson(3.0, 500), LUCK.poisson(3.0), f"forecast {i}") for i in range(600)]
    assert kstest(places, "uniform").pvalue > 0.01
    assert places != [pit(LUCK.poisson(3.0, 500), LUCK.poisson(3.0), f"other {i}") for i in range(600)]


def test_skill_is_the_share_saved():
    assert skill(np.array([1.0, 1.0]), np.array([2.0, 2.0])) == {"skill": 0.5, "low": 0.5, "high": 0.5}
    worse = skill(LUCK.gamma(2, 2, 50), LUCK.gamma(2, 1, 50))
    assert worse["low"] <= worse["skill"] <= worse["high"] and worse["skill"] < 0


def test_skill_against_a_baseline_without_any_error():
    assert skill(np.zeros(3), np.zeros(3)) == {"skill": 0.0, "low": 0.0, "high": 0.0}
    assert skill(np.ones(3), np.zeros(3))["skill"] == -np.inf


@pytest.mark.parametrize(
    ("samples", "truth"), [([1.0], 1.0), ([], 1.0), ([[1.0, 2.0]], 1.0), ([1.0, np.nan], 1.0), ([1.0, 2.0], np.inf)]
)
def test_what_cannot_be_scored_is_refused(samples, truth):
    with pytest.raises(ValueError, match="samples"):
        crps(np.array(samples), truth)


# Baselines


@pytest.mark.parametrize("name", BASELINES)
def test_baselines_give_whole_counts_and_the_same_again(name):
    history = LUCK.poisson(20.0, 40).astype(float)
    first, again = (BASELINES[name](history, 6, 200, 3) for _ in range(2))
    assert first.shape == (200, 6) and (first >= 0).all() and (first == np.rint(first)).all()
    assert np.array_equal(first, again)
    assert not np.array_equal(first, BASELINES[name](history, 6, 200, 4))


@pytest.mark.parametrize("name", BASELINES)
def test_a_history_without_change_goes_on(name):
    assert BASELINES[name](np.full(30, 50.0), 12, 500, 1).mean() == pytest.approx(50.0, rel=0.05)


@pytest.mark.parametrize("name", BASELINES)
def test_nothing_goes_on_as_nothing_and_much_as_much(name):
    assert BASELINES[name](np.zeros(30), 12, 200, 1).max() == 0
    assert np.isfinite(BASELINES[name](np.full(30, 1e7), 12, 50, 1)).all()


def test_a_trend_goes_on_where_it_is_looked_for():
    rising = np.rint(np.exp(0.1 * np.arange(24)) * 20)
    assert np.median(BASELINES["log_linear"](rising, 6, 500, 1)[:, -1]) == pytest.approx(20 * np.exp(0.1 * 29), rel=0.1)
    assert np.median(BASELINES["last_value"](rising, 6, 500, 1)[:, -1]) < 250


COVERED = [("last_year", 0.6, 0.95), ("smoothing", 0.8, 0.99), ("log_linear", 0.83, 0.98)]


@pytest.mark.parametrize(("name", "low", "high"), COVERED)
def test_intervals_hold_about_as_often_as_they_say(name, low, high):
    """Negative-binomial noise about a constant; a year of values has no tails, and smoothing fits its constant to noise."""
    inside = 0
    for i in range(150):
        series = LUCK.negative_binomial(4, 4 / 64, 37).astype(float)
        ends = np.quantile(BASELINES[name](series[:36], 1, 400, i), [0.05, 0.95])
        inside += bool(ends[0] <= series[36] <= ends[1])
    assert low <= inside / 150 <= high


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize("history", [np.array([1.0]), np.array([1.0] * 30 + [np.nan]), np.array([1.0] * 30 + [-1.0])])
def test_a_history_that_is_none_is_refused(name, history):
    with pytest.raises(ValueError, match="history"):
        BASELINES[name](history, 3, 10, 1)
