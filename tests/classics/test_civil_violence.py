"""Epstein's civil violence: each rule alone, what stays the same, and outbursts where the ratio is rounded."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rekindle.classics import civil_violence
from rekindle.classics.civil_violence import COP, FREE, Setting, Society, sights

SMALL = Setting(side=12, vision=3.0)


def empty(**changed) -> Society:
    """A lattice of 9 x 9 with one person in the middle, site 40; two more and two cops are off it."""
    society = Society(Setting(side=9, people=3 / 81, cops=2 / 81, vision=2.0, **changed), seed=0)
    society.stands[:] = FREE
    society.site[:] = -1
    society.hardship[:], society.aversion[:] = 1.0, 1.0
    society.grievance[:] = 1 - society.setting.legitimacy
    society._go(0, 40)
    return society


def test_vision_is_a_distance_and_the_lattice_has_no_edge():
    """Within 1.7 lie 8 sites, within 2 there are 12, within 1 there are 4; those of the corner are all round."""
    assert [sights(9, vision).shape[1] for vision in (0.9, 1.0, 1.7, 2.0)] == [0, 4, 8, 12]
    assert sorted(sights(9, 1.0)[0]) == [1, 8, 9, 72]
    assert sights(3, 7.0).shape == (9, 8), "nobody is seen twice"


def test_rule_m_moves_to_a_free_site_within_vision():
    society = empty()
    seen = set()
    for _ in range(300):
        society._go(0, 40)
        society.move(0)
        seen.add(int(society.site[0]))
        assert (society.stands >= 0).sum() == 1
    assert seen == set(sights(9, 2.0)[40])


def test_rule_m_leaves_who_is_shut_in():
    society = empty()
    society.stands[sights(9, 2.0)[40]] = COP
    society.move(0)
    assert society.site[0] == 40


@pytest.mark.parametrize("whole", [False, True])
def test_rule_a_by_hand(whole):
    """P = 1 - exp(-2.3) = 0.9 with a cop and nobody else active; half of it in the exponent once another is active."""
    society = empty(legitimacy=0.5, whole=whole)
    assert society.chance_of_arrest(0) == 0
    society.decide(0)
    assert society.active[0], "grievance of 0.5 and no risk"
    society._go(3, 41)
    assert society.chance_of_arrest(0) == pytest.approx(0.9, abs=0.001), "a person counts as active once, active or not"
    society.decide(0)
    assert not society.active[0], "0.5 - 0.9 is under 0.1"
    society._go(1, 39)
    society.active[1] = True
    alone = 0 if whole else 1 - math.exp(-2.3 / 2)
    assert society.chance_of_arrest(0) == pytest.approx(alone)
    society.aversion[0] = 0.5
    society.decide(0)
    assert society.active[0] == (0.5 - 0.5 * alone > 0.1)


def test_rule_a_needs_more_than_the_threshold():
    society = empty(legitimacy=0.9)
    society.grievance[0] = society.setting.threshold
    society.decide(0)
    assert not society.active[0]
    society.grievance[0] += 1e-9
    society.decide(0)
    assert society.active[0]


def test_rule_c_arrests_one_of_the_active_within_vision():
    taken = set()
    for seed in range(20):
        society = empty()
        society.luck = np.random.default_rng(seed)
        society._go(1, 42)
        society._go(2, 44)
        society.active[:] = True
        society._go(3, 41)
        society.arrest(3)
        (person,) = np.flatnonzero(society.site[:3] < 0)
        assert not society.active[person]
        assert 0 <= society.term[person] <= society.setting.longest_term
        assert society.site[3] == (40, 42)[person], "the cop goes where the person was"
        assert society.stands[41] == FREE
        taken.add(int(person))
    assert taken == {0, 1}, "either, by chance, but not the third, who is three sites off"


def test_rule_c_leaves_the_quiet_alone():
    society = empty()
    society._go(3, 41)
    society.arrest(3)
    assert society.site[0] == 40 and society.site[3] == 41


def test_a_term_is_served_in_full():
    """A term of 2 is two turns in jail beyond the one of the arrest."""
    society = empty()
    society.stands[40], society.site[0], society.term[0] = FREE, -1, 2
    society._go(1, 0)
    society._go(2, 1)
    kept = (society.hardship[0], society.aversion[0])
    jailed = []
    for _ in range(4):
        jailed.append(bool(society.jailed[0]))
        society.serve()
    assert jailed == [True, True, True, False]
    assert society.stands[society.site[0]] == 0
    assert kept == (society.hardship[0], society.aversion[0])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1), st.sampled_from([1.0, 1.7, 3.0]), st.booleans())
def test_nobody_is_lost_and_nobody_shares_a_site(seed, legitimacy, vision, whole):
    society = Society(SMALL._replace(legitimacy=legitimacy, vision=vision, whole=whole), seed)
    for _ in range(5):
        assert sum(society.turn()) == society.people == round(0.7 * 144)
        there = society.site[society.site >= 0]
        assert len(set(there.tolist())) == there.size == (society.stands != FREE).sum()
        assert (society.stands == COP).sum() == society.cops == 6
        assert not society.active[society.jailed].any()


@pytest.mark.parametrize("legitimacy", [0.9, 1.0])
def test_nobody_rebels_where_the_largest_grievance_is_under_the_threshold(legitimacy):
    """H (1 - L) is at most 0.1 at a legitimacy of 0.9."""
    course = civil_violence.course(SMALL._replace(legitimacy=legitimacy), seed=1, turns=10)
    assert course[:, 0].max() == course[:, 2].max() == 0


def test_without_cops_all_rebel_whose_grievance_exceeds_the_threshold():
    society = Society(SMALL._replace(cops=0.0), seed=1)
    active, quiet, jailed = society.turn()
    assert active == (society.hardship * 0.18 > 0.1).sum() > 20
    assert quiet == society.people - active and jailed == 0


def test_the_same_seed_gives_the_same_course():
    once, again, other = (civil_violence.course(SMALL, seed, 15) for seed in (3, 3, 4))
    assert (once == again).all()
    assert (once != other).any()


def test_outbursts_come_with_the_rounded_ratio_and_not_without():
    """As Rebellion's page says: calm most of the time, then many at once; unrounded, next to nobody dares."""
    setting = Setting(side=30)
    for seed in (1, 2):
        rounded, printed = (civil_violence.course(setting._replace(whole=whole), seed, 60)[:, 0] / 630
                            for whole in (True, False))  # fmt: skip
        assert rounded.max() > 0.15 and np.median(rounded) < 0.02
        assert printed.max() < 0.03


def test_an_impossible_setting_is_refused():
    with pytest.raises(ValueError, match="^everybody is 1.1"):
        Society(SMALL._replace(people=0.9, cops=0.2), seed=0)
    with pytest.raises(ValueError, match="^legitimacy is"):
        Society(SMALL._replace(legitimacy=1.5), seed=0)
