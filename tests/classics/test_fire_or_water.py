"""Fire or water under fixed controls: steady states, thresholds, and where fire adds terrorists."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rekindle.classics import fire_or_water
from rekindle.classics.fire_or_water import BASE, Case, change, course, steady_states

ALONE = BASE._replace(tau=0.0)


@settings(deadline=None)
@given(st.floats(0.01, 0.2), st.floats(0.01, 0.2), st.floats(0.3, 0.8))
def test_without_controls_there_is_one_steady_state_in_closed_form(k, mu, alpha):
    case = Case(tau=0.0, k=k, mu=mu, alpha=alpha)
    rest = (k / mu) ** (1 / (1 - alpha))
    if not 1e-5 < rest < 1e5:
        return
    ((found, stable),) = steady_states(case)
    assert found == pytest.approx(rest, rel=1e-6)
    assert stable


def test_without_controls_the_base_case_rests_near_one():
    """By 1 + tau / (mu - alpha k) to first order in those who come in any case."""
    ((found, stable),) = steady_states(BASE)
    assert stable
    assert found == pytest.approx(1 + 1e-5 / (0.05 - 0.75 * 0.05), abs=1e-6)
    assert course(BASE, 0.01, np.array([0.0, 3000.0]))[-1] == pytest.approx(found, rel=1e-6)


@pytest.mark.parametrize("water", [0.1, 0.3, 0.5])
def test_some_water_leaves_two_stable_states_with_a_threshold_between(water):
    low, threshold, high = steady_states(BASE, water)
    assert (low[1], threshold[1], high[1]) == (True, False, True)
    assert low[0] == pytest.approx((BASE.tau / (BASE.beta * math.log1p(water))) ** (1 / BASE.theta), rel=1e-3)
    assert low[0] < 1e-10 < threshold[0] < 0.1 < high[0] < 1
    late = np.array([0.0, 2000.0])
    assert course(BASE, 1.05 * threshold[0], late, water)[-1] == pytest.approx(high[0], rel=1e-4)
    assert course(BASE, 0.95 * threshold[0], late, water)[-1] < 1e-6


def test_enough_water_leaves_only_the_low_state():
    """Up to what is derived for tau = 0; a little more water is needed against those who come in any case."""
    most = fire_or_water.water_to_end(ALONE)
    assert 0.5 < most < 1
    assert len(steady_states(ALONE, 0.999 * most)) == 2, "the threshold and the high state; the low one is 0 itself"
    assert len(steady_states(ALONE, 1.001 * most)) == 0
    assert len(steady_states(BASE, 0.999 * most)) == 3
    assert len(steady_states(BASE, 1.01 * most)) == 1


@settings(deadline=None)
@given(st.floats(0.01, 10), st.floats(0, 2), st.floats(0.01, 0.99))
def test_fire_adds_terrorists_below_a_number_and_takes_some_away_above(fire, water, aside):
    pays = fire_or_water.fire_pays_above(BASE, fire)
    for x, sign in ((pays * aside, 1), (pays / aside, -1)):
        assert math.copysign(1, change(BASE, x, water, fire) - change(BASE, x, water)) == sign


def test_the_least_fire_pays_only_above_one_sixteenth():
    """(rho k / gamma)^4 = 0.5^4 as fire goes to 0, and more for more fire: it works less the more there is."""
    assert fire_or_water.fire_pays_above(BASE, 1e-9) == pytest.approx(1 / 16)
    levels = [fire_or_water.fire_pays_above(BASE, fire) for fire in (0.1, 1, 10)]
    assert levels == sorted(levels)
    assert levels[0] > 1 / 16


def test_much_fire_makes_more_terrorists_than_none():
    """(1 + v) k x^alpha = (mu + gamma ln(1 + v)) x: above 1 where v > 2 ln(1 + v)."""
    ((little, _),) = steady_states(ALONE, fire=0.5)
    ((much, _),) = steady_states(ALONE, fire=5.0)
    assert little == pytest.approx((1.5 / (1 + 2 * math.log(1.5))) ** 4)
    assert little < 1 < much


def test_an_impossible_case_is_refused():
    with pytest.raises(ValueError, match="theta is 0.9"):
        steady_states(BASE._replace(theta=0.9))
