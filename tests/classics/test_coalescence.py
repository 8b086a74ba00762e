"""Coalescence and fragmentation: exact mean field, its exponent and cutoff, and the process that approaches it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rekindle.classics import coalescence

SIZES = np.array([1, 2, 3, 5, 10])
AT_FIVE_HUNDREDTHS = [0.51282, 0.06406, 0.02134, 0.00559, 0.00095]
chances = st.floats(0.02, 1)


def test_groups_at_a_chance_of_five_hundredths():
    """By hand: a_1 = 1 / 1.95 and n_2 = c a_1^2 / 2 with c = 0.95 / 1.95."""
    recursion = coalescence.recursion(0.05, 10)
    assert recursion[SIZES - 1].round(5).tolist() == AT_FIVE_HUNDREDTHS
    assert recursion[:2] == pytest.approx([1 / 1.95, 0.95 / 1.95**3 / 2])


@settings(deadline=None)
@given(chances)
def test_the_closed_form_is_the_recursion(nu):
    np.testing.assert_allclose(coalescence.closed(nu, np.arange(1, 61)), coalescence.recursion(nu, 60), rtol=1e-9, atol=1e-300)


@settings(deadline=None)
@given(chances)
def test_the_recursion_is_at_rest_and_everybody_is_in_a_group(nu):
    sizes = np.arange(1, 300 + int(15 * coalescence.cutoff(nu)))
    share = coalescence.closed(nu, sizes) * sizes
    assert share.sum() == pytest.approx(1, abs=1e-6)
    assert share @ sizes == pytest.approx(1 / nu, rel=1e-4), "mean size of a member's group"
    assert np.abs(coalescence.change(nu, share[:300])[1:]).max() < 1e-12
    assert abs(coalescence.change(nu, share)[0]) < 1e-4


@settings(deadline=None)
@given(st.floats(0.1, 0.9), st.lists(st.floats(0, 1), min_size=4, max_size=12))
def test_the_mean_field_neither_makes_nor_loses_members(nu, weights):
    """Groups as large as the largest two together are kept in the count, so nobody leaves it."""
    if sum(weights) < 0.1:
        return
    share = np.concatenate([np.array(weights) / sum(weights), np.zeros(len(weights))])
    assert coalescence.change(nu, share).sum() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("nu", [0.001, 0.01, 0.05])
def test_the_tail_is_a_power_law_of_five_halves_with_a_cutoff(nu):
    """Local slope of log n_s: -5/2 - s / s_0, with a correction of the order 1 / s."""
    sizes = np.array([200, 201])
    slope = np.diff(np.log(coalescence.closed(nu, sizes)))[0] / np.diff(np.log(sizes))[0]
    assert slope == pytest.approx(-coalescence.EXPONENT - 200.5 / coalescence.cutoff(nu), abs=0.01)


def test_without_end_to_joining_the_power_law_has_no_end():
    cutoffs = [coalescence.cutoff(nu) for nu in (0.1, 0.01, 0.001)]
    assert cutoffs == pytest.approx([4 / nu**2 for nu in (0.1, 0.01, 0.001)], rel=0.12), "s_0 goes as 4 / nu^2"
    assert coalescence.closed(1.0, np.array([1, 2])).tolist() == [1, 0]


def test_the_process_approaches_the_mean_field():
    """4,000 members: fewer than 5 in 1,000 of the picks are of one group. Bounds are four times the spread between seeds."""
    seen = np.mean([coalescence.simulated(0.05, 4000, 200_000, seed) for seed in (1, 2, 3, 4)], axis=0)
    assert seen[SIZES - 1] == pytest.approx(AT_FIVE_HUNDREDTHS, rel=0.05)
    assert seen[0] == pytest.approx(0.51282, rel=0.012)
    assert seen @ np.arange(1, 4001) == pytest.approx(1), "nobody is lost"


def test_the_same_seed_gives_the_same():
    once, again, other = (coalescence.simulated(0.1, 100, 2000, seed) for seed in (5, 5, 6))
    assert (once == again).all()
    assert (once != other).any()


def test_small_steps_by_hand():
    groups = coalescence.Groups(4)
    assert groups.join(0, 0) == []
    assert groups.join(0, 1) == [(1, -1), (1, -1), (2, 1)]
    assert groups.join(1, 2) == [(1, -1), (2, -1), (3, 1)]
    assert groups.join(0, 2) == []
    assert groups.scatter(2) == [(3, -1), (1, 3)]
    assert groups.join(1, 0) == [(1, -1), (1, -1), (2, 1)]


def test_an_impossible_chance_is_refused():
    for nu in (0.0, 1.5, math.nan):
        with pytest.raises(ValueError, match="^nu is"):
            coalescence.recursion(nu, 5)
