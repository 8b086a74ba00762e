"""Kress and Szechtman's insurgency: what intelligence decides, what force cannot, and which stalemates last."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rekindle.classics import intelligence
from rekindle.classics.intelligence import Insurgency, fixed, seen

PLACE = Insurgency(population=1e5, effect=0.02, recruits=0.5)
levels = st.floats(0, 1)
forces = st.floats(1, 1e5)


def test_full_intelligence_ends_the_insurgency_on_a_known_day_and_harms_nobody():
    """Losses of effect x force = 20 a unit of time: 1,000 insurgents last 50."""
    assert intelligence.harm(PLACE, fixed(1.0), 1000.0, 1000.0) == 0
    course = intelligence.solved(PLACE, fixed(1.0), 1000.0, 1000.0, np.array([0.0, 25.0, 49.0, 51.0]))
    assert course[:, 1] == pytest.approx([1000, 500, 20, 0], abs=1e-5)
    assert course[:, 0] == pytest.approx(1000), "the force is there when the insurgents are gone"


@settings(deadline=None)
@given(levels, forces, st.floats(0, 1e5))
def test_every_shot_hits_somebody(level, force, insurgents):
    here = (PLACE, fixed(level), force, insurgents)
    assert intelligence.hits(*here) + intelligence.harm(*here) == pytest.approx(PLACE.effect * force)


@settings(deadline=None)
@given(levels, st.floats(0.01, 5), st.floats(0.1, 100))
def test_what_force_holds_down_is_a_matter_of_intelligence_and_not_of_force(level, recruits, times):
    place = PLACE._replace(recruits=recruits)
    assume(abs(level - intelligence.level_to_end(recruits)) > 1e-6)
    contained = intelligence.contained(place, fixed(level))
    if level > intelligence.level_to_end(recruits):
        assert contained == 0
        return
    share = (recruits * (1 - level) - level) / ((1 - level) * (1 + recruits))
    assert contained == pytest.approx(share * place.population, rel=1e-9)
    for force in (100.0, 100.0 * times):
        assert intelligence.change(place, fixed(level), force, contained)[1] == pytest.approx(0, abs=1e-9 * force)


def test_a_third_of_the_fire_is_the_threshold_where_two_harmed_recruit_one():
    assert intelligence.level_to_end(0.5) == pytest.approx(1 / 3)
    assert intelligence.contained(PLACE, fixed(0.334)) == 0
    assert intelligence.contained(PLACE, fixed(0.332)) > 0


@settings(deadline=None)
@given(forces, st.floats(0.01, 5), st.floats(1, 1e4))
def test_force_alone_does_not_end_an_insurgency_that_must_be_seen_to_be_hit(force, recruits, half):
    """With m(0) = 0 the last insurgents are not found, and the harm done looking for them recruits."""
    place = PLACE._replace(recruits=recruits)
    assert intelligence.change(place, seen(half), force, 0.0)[1] > 0
    contained = intelligence.contained(place, seen(half))
    assert contained == pytest.approx(recruits / (1 + recruits + place.population / half) * place.population, rel=1e-9)


@pytest.mark.parametrize("start", [10.0, 60_000.0])
def test_from_either_side_the_insurgency_comes_to_what_force_holds_down(start):
    times = np.array([0.0, 2000.0])
    contained = intelligence.contained(PLACE, seen(1000.0))
    course = intelligence.solved(PLACE, seen(1000.0), 20_000.0, start, times)
    assert abs(start - contained) > 100
    assert course[-1, 1] == pytest.approx(contained, rel=1e-3)


@pytest.mark.parametrize(("bend", "stays"), [(1.5, True), (0.7, False)])
def test_a_stalemate_lasts_where_harm_recruits_more_than_in_proportion(bend, stays):
    place = PLACE._replace(attrition=0.05, reinforcement=50.0, recruits=0.2, bend=bend)
    force, insurgents, stable = intelligence.stalemate(place, seen(1000.0))
    assert insurgents == 1000
    assert stable == stays
    assert intelligence.change(place, seen(1000.0), force, insurgents) == pytest.approx((0, 0), abs=1e-9 * force)
    pushed = intelligence.solved(place, seen(1000.0), 1.02 * force, insurgents, np.linspace(0, 2000, 2001))
    off = np.abs(pushed[:, 0] / force - 1) + np.abs(pushed[:, 1] / insurgents - 1)
    assert off[-1] < 0.002 if stays else off.max() > 0.5


def test_what_cannot_be_answered_is_refused():
    with pytest.raises(ValueError, match="depends on the force"):
        intelligence.contained(PLACE._replace(bend=2.0), fixed(0.0))
    with pytest.raises(ValueError, match="^level is"):
        fixed(1.2)
    with pytest.raises(ValueError, match="nobody is harmed"):
        intelligence.stalemate(PLACE._replace(attrition=1.0, reinforcement=10.0, bend=2.0), fixed(1.0))
