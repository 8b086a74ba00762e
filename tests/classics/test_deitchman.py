"""Deitchman's ambush: the closed form, the equations, and who wins."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rekindle.classics import deitchman
from rekindle.classics.deitchman import EXAMPLE, Ambush

ambushes = st.builds(Ambush, st.floats(10, 1e4), st.floats(10, 1e4), st.floats(1e-3, 0.1), st.floats(1e-6, 1e-4))


def test_the_example_leaves_447_214():
    left, concealed = deitchman.left(EXAMPLE)
    assert left == pytest.approx(447.214, abs=5e-4)
    assert left == pytest.approx(math.sqrt(200_000))
    assert concealed == 0


def test_the_equations_lead_to_the_same():
    open_, concealed = deitchman.solved(EXAMPLE, np.array([0.0, 10_000.0]))[-1]
    assert open_ == pytest.approx(447.214, abs=1e-3)
    assert concealed == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("concealed", [200.0, 249.9, 250.0, 250.1, 400.0])
def test_the_closed_form_in_time_is_what_the_equations_give(concealed):
    """On both sides of the even battle, and at it: 2 r R / b = B^2 at 250."""
    times = np.linspace(0, 90, 19)
    ambush = EXAMPLE._replace(concealed=concealed)
    np.testing.assert_allclose(deitchman.course(ambush, times), deitchman.solved(ambush, times), rtol=1e-6)


def test_twice_the_concealed_win_and_lose_250():
    """b B0^2 / (2 r) = 1e-5 x 1e6 / 0.04 = 250 are lost as the last in the open falls."""
    assert deitchman.left(EXAMPLE._replace(concealed=400.0)) == (0, pytest.approx(150))


@settings(deadline=None)
@given(ambushes)
def test_the_law_is_kept_all_along_and_nobody_comes_back(ambush):
    course = deitchman.course(ambush, np.linspace(0, 50, 11))
    kept = np.array([deitchman.kept(ambush._replace(open=b, concealed=r)) for b, r in course if b > 0])
    scale = ambush.area / 2 * ambush.open**2 + ambush.aimed * ambush.concealed
    np.testing.assert_allclose(kept, kept[0], atol=1e-9 * scale)
    assert (np.diff(course, axis=0) <= 1e-9 * course[0]).all()


@settings(deadline=None)
@given(ambushes)
def test_as_many_as_are_needed_make_the_battle_even(ambush):
    even = deitchman.needed(ambush.concealed, ambush.aimed, ambush.area)
    assert deitchman.left(ambush._replace(open=1.001 * even))[1] == 0
    assert deitchman.left(ambush._replace(open=0.999 * even))[0] == 0


@settings(deadline=None)
@given(ambushes, st.floats(1.1, 5))
def test_concealment_is_worth_a_square(ambush, times):
    """So many times the people in the open are needed against that factor squared of concealed ones."""
    assume(ambush.concealed * times**2 < 1e6)
    needed = deitchman.needed(ambush.concealed, ambush.aimed, ambush.area)
    assert deitchman.needed(ambush.concealed * times**2, ambush.aimed, ambush.area) == pytest.approx(times * needed)


def test_without_concealed_nothing_happens():
    ambush = EXAMPLE._replace(concealed=0.0)
    assert deitchman.left(ambush) == pytest.approx((1000, 0))
    assert (deitchman.course(ambush, np.array([0.0, 100.0])) == [1000, 0]).all()


def test_an_impossible_ambush_is_refused_by_name():
    with pytest.raises(ValueError, match="^area is"):
        deitchman.left(EXAMPLE._replace(area=-1e-5))
