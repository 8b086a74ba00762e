"""Bounds over other priors: weights against closed forms, and the worst that all variants together can do."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from rekindle.analysis.statistics.reweighting import Bounds, bounds, effective, of_option, of_width

LUCK = np.random.default_rng(4)
SCORE = LUCK.standard_normal(40000)


@pytest.mark.parametrize("times", [0.5, 0.8, 1.2])
def test_weights_make_a_prior_so_many_times_as_wide(times):
    weights = of_width(ndtr(SCORE), times)
    spread = np.sqrt(SCORE**2 @ weights / weights.sum())
    assert spread == pytest.approx(times, rel=0.05)


def test_the_same_width_is_no_change():
    assert of_width(ndtr(SCORE), 1.0) == pytest.approx(1) and effective(np.ones(7)) == pytest.approx(7)


def test_a_share_under_a_narrower_prior_is_the_one_in_closed_form():
    found = bounds((SCORE > 1).astype(float), {"x": ndtr(SCORE)}, {})
    [narrow] = [one for one in found.changes if one.change == "prior 0.5 times as wide"]
    assert narrow.share == pytest.approx(1 - ndtr(2.0), abs=0.004)
    assert found.low <= narrow.share < found.share == pytest.approx(1 - ndtr(1.0), abs=0.006)


def test_an_option_twice_as_likely_is_so_against_the_others():
    option = np.repeat([0, 1], [300, 700])
    weights = of_option(option, 0, 2.0)
    assert weights[option == 0].sum() / weights.sum() == pytest.approx(600 / 1300)
    found = bounds((option == 0).astype(float), {}, {"theory": option}, {"theory": ("a", "b")})
    assert found.high_variants == pytest.approx(600 / 950) and found.low_variants == pytest.approx(150 / 1550)
    assert {one.change for one in found.changes} == {f"{name} {n} times as likely" for name in "ab" for n in ("0.5", "2")}


def test_all_variants_together_reach_farther_than_each_alone():
    one, two = LUCK.integers(0, 2, 8000), LUCK.integers(0, 3, 8000)
    values = ((one == 1) & (two == 2)).astype(float)
    found = bounds(values, {}, {"one": one, "two": two})
    assert found.low_variants < found.low < found.share < found.high < found.high_variants
    # of one: 2/2.5 against 1/2; of two: 2/3 against 1/3
    assert found.high_variants == pytest.approx(0.8 * 2 / 3, abs=0.02)


def test_what_depends_on_nothing_has_no_bounds_apart():
    values = (LUCK.random(20000) < 0.3).astype(float)
    found = bounds(values, {"x": LUCK.random(20000)}, {"theory": LUCK.integers(0, 2, 20000)})
    assert found.high - found.low < 0.03 and found.high_variants - found.low_variants < 0.03


def test_weights_that_leave_hardly_any_world_say_nothing():
    levels = np.full(1000, 0.5)
    levels[:10] = 1 - 1e-6  # ten worlds would have all the weight of a wide prior
    found = bounds((levels > 0.9).astype(float), {"x": levels}, {})
    assert found.unknown == ("x: prior 2 times as wide",) and found.high == pytest.approx(0.01, abs=0.01)


def test_bounds_are_read_back_from_json():
    found = bounds((SCORE > 1).astype(float), {"x": ndtr(SCORE)}, {})
    assert isinstance(Bounds.from_dict(found.to_dict()), Bounds)
