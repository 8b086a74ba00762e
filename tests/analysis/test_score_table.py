"""Tables of scores: coverage of known quantiles, places that are uniform, and what cannot be scored."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, kstest

from rekindle.analysis.score_table import scored, summary, table

TARGETS = 400


@pytest.fixture(scope="module")
def perfect() -> list:
    luck = np.random.default_rng(31)
    means = luck.gamma(2, 20, TARGETS)
    return scored(luck.poisson(means, (500, TARGETS)), luck.poisson(means), seed=3)


def test_intervals_of_a_perfect_forecast_hold_as_often_as_they_say():
    luck = np.random.default_rng(32)
    found = summary(scored(luck.normal(1000, 50, (500, TARGETS)), luck.normal(1000, 50, TARGETS)))
    for name, share in (("inside50", 0.5), ("inside90", 0.9)):
        low, high = binom.ppf([0.001, 0.999], TARGETS, share)
        assert low <= found[name] <= high
    assert found["width50"] == pytest.approx(50 * 1.349, rel=0.03) and found["width90"] == pytest.approx(50 * 3.290, rel=0.03)


def test_places_are_uniform_for_a_perfect_forecast_and_not_for_a_narrow_one(perfect):
    assert kstest([score.pit for score in perfect], "uniform").pvalue > 0.01
    luck = np.random.default_rng(33)
    narrow = scored(luck.normal(100, 5, (500, TARGETS)), luck.normal(100, 10, TARGETS))
    assert kstest([score.pit for score in narrow], "uniform").pvalue < 1e-4


def test_marks_and_verdicts_by_hand():
    (score,) = scored(np.arange(101.0)[:, None], [25.0])
    assert (score.q05, score.q25, score.q50, score.q75, score.q95) == (5, 25, 50, 75, 95)
    assert score.inside50 and score.inside90 and (score.width50, score.width90) == (50, 90)
    (outside,) = scored(np.arange(101.0)[:, None], [96.0])
    assert not outside.inside50 and not outside.inside90
    assert 96 / 101 <= outside.pit <= 97 / 101


def test_missing_samples_are_left_out_and_infinite_ones_count_as_never():
    samples = np.array([[1.0, 30.0], [2.0, np.inf], [3.0, np.inf], [np.nan, 40.0]])
    first, second = scored(samples, [2.0, 35.0], ["deaths", "weeks"])
    assert (first.samples, first.missing, first.unended) == (3, 1, 0)
    assert first.crps == scored(samples[:3, :1], [2.0], ["deaths"])[0].crps
    assert (second.samples, second.missing, second.unended) == (4, 0, 2)
    assert second.q95 is None and second.width90 is None and second.inside90
    assert np.isfinite(second.crps) and np.isfinite(second.log_score) and summary([first, second])["width90"] is None


def test_the_table_is_json_and_a_score_does_not_depend_on_its_neighbours(perfect):
    assert json.loads(json.dumps(table(perfect), allow_nan=False))[0]["target"] == "target 1"
    luck = np.random.default_rng(34)
    samples, truths = luck.poisson(1.0, (50, 3)), [0.0, 1.0, 2.0]
    together = scored(samples, truths, ["a", "b", "c"])
    assert scored(samples[:, 1:], truths[1:], ["b", "c"]) == together[1:]
    assert scored(samples, truths, ["a", "b", "c"], seed=2) != together
    assert scored(samples[::-1], truths, ["a", "b", "c"])[0].crps == pytest.approx(together[0].crps)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=40), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_every_score_keeps_its_bounds(samples, truth):
    (score,) = scored(np.array(samples, dtype=float)[:, None], [truth])
    assert 0 <= score.pit <= 1 and score.log_score > 0
    assert score.q05 <= score.q25 <= score.q50 <= score.q75 <= score.q95 and score.width50 <= score.width90
    assert score.inside90 or not score.inside50
    assert score.crps <= max(abs(x - truth) for x in samples) + 1e-6


@pytest.mark.parametrize(
    ("samples", "truths", "names", "message"),
    [
        (np.ones(5), [1.0], (), r"\(worlds, targets\)"), (np.ones((5, 2)), [1.0], (), r"\(worlds, targets\)"),
        (np.ones((5, 0)), [], (), r"\(worlds, targets\)"), (np.ones((0, 1)), [1.0], (), "0 of 0 samples"),
        (np.ones((1, 1)), [1.0], (), "1 of 1 samples"), (np.full((9, 1), np.nan), [1.0], ("deaths",), "deaths: only 0 of 9"),
        (np.ones((5, 1)), [np.nan], ("deaths",), "deaths: the truth is missing"),
        (np.ones((5, 1)), [np.inf], (), "truth is missing"), (np.ones((5, 2)), [1.0, 1.0], ("a", "a"), "all different"),
        (np.ones((5, 2)), [1.0, 1.0], ("a",), "as many names"),
    ],
)  # fmt: skip
def test_what_cannot_be_scored_says_why(samples, truths, names, message):
    with pytest.raises(ValueError, match=message):
        scored(samples, truths, names)
    with pytest.raises(ValueError, match="no scores"):
        summary([])
