"""Gutfraind's organization: closed form, the line of survival, and which declines mean collapse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from rekindle.classics import following
from rekindle.classics.following import Organization

EXAMPLE = Organization(p=0.15, d=0.3, r=0.25, m=10.0, b=2.0, k=5.0)
organizations = st.builds(Organization, p=st.floats(0.01, 1), d=st.floats(0.01, 1), r=st.floats(0.01, 1),
                          m=st.floats(1.5, 30), b=st.floats(0, 50), k=st.floats(0, 50))  # fmt: skip
people = st.tuples(st.floats(0, 500), st.floats(0, 500)).map(np.array)
YEARS = np.linspace(0, 30, 61)


def test_the_closed_form_is_what_the_equations_give():
    closed = following.course(EXAMPLE, np.array([5.0, 60.0]), YEARS)

    def change(_, now):
        leaders, soldiers = now
        return [0.15 * soldiers - 0.3 * leaders - 2.0,
                0.25 * (10.0 * leaders + soldiers) - 0.15 * soldiers - 0.3 * soldiers - 5.0]  # fmt: skip

    solved = solve_ivp(change, (0, 30), [5.0, 60.0], t_eval=YEARS, rtol=1e-10, atol=1e-10).y.T
    np.testing.assert_allclose(closed, solved, rtol=1e-6)


@pytest.mark.parametrize(("leaders", "soldiers", "sign"), [(0.02, 0.5, False), (-0.02, -0.5, True), (0.1, -0.5, False)])
def test_the_sign_of_collapse_is_the_sign_of_both_changes(leaders, soldiers, sign):
    """Removals such that 100 leaders and 100 foot soldiers change by just so many: by 0.7, -0.7 and 0.5 in strength."""
    now = np.array([100.0, 100.0])
    growing = EXAMPLE._replace(b=0.0, k=0.0, d=0.05)
    b, k = following.change(growing, now) - (leaders, soldiers)
    assert following.change(growing._replace(b=b, k=k), now) == pytest.approx((leaders, soldiers))
    assert following.collapsing(growing._replace(b=b, k=k), now) == sign


def test_the_growth_rate_solves_its_quadratic():
    """(g + d)(g + p + d - r) = p r m."""
    rate = following.growth(EXAMPLE)
    assert (rate + 0.3) * (rate + 0.2) == pytest.approx(0.15 * 0.25 * 10)
    assert rate > 0


@settings(deadline=None, max_examples=40)
@given(organizations, people, st.floats(0.1, 20), st.floats(0.1, 20))
def test_decline_of_strength_and_foot_soldiers_means_collapse(organization, now, soldiers, leaders):
    """They decline ever after, and nobody, or less than nobody, is left in the end. So many more are removed than come."""
    more_leaders, more_soldiers = following.matrix(organization) @ now
    k = max(0.0, more_soldiers) + soldiers
    b = max(0.0, more_leaders + (more_soldiers - k) / organization.m) + leaders
    organization = organization._replace(b=b, k=k)
    assert following.collapsing(organization, now)
    slowest = np.abs(np.linalg.eigvals(following.matrix(organization)).real).min()
    assume(slowest > 0.02)
    course = following.course(organization, now, np.linspace(0, 12 / slowest, 13))
    falling = np.diff(np.column_stack([following.strength(organization, course), course[:, 1]]), axis=0)
    assert (falling <= 1e-6 * np.abs(course).max()).all()
    assert following.strength(organization, course)[-1] <= 1e-4 * max(1.0, following.strength(organization, now))
    assert course[-1, 1] <= 1e-4 * max(1.0, *now)


def test_decline_of_strength_and_leaders_need_not_last():
    """Foot soldiers grow meanwhile, and bring back both."""
    now = np.array([60.0, 20.0])
    changing = following.change(EXAMPLE, now)
    assert changing[0] < 0 and following.strength(EXAMPLE, changing) < 0
    assert not following.collapsing(EXAMPLE, now)
    course = following.course(EXAMPLE, now, np.linspace(0, 5, 501))
    strength = following.strength(EXAMPLE, course)
    assert (course > 0).all()
    assert strength.min() < strength[0] < strength[-1]
    assert course[-1, 0] > course[0, 0]


@settings(deadline=None)
@given(organizations, people)
def test_above_the_line_it_grows_and_below_it_dies_out(organization, now):
    assume(following.growth(organization) > 0.01)
    worth, needed = following.needed(organization)
    assert (worth > 0).all()
    above = worth @ now - needed
    assume(abs(above) > 1e-3 * (needed + 1))
    late = following.course(organization, now, np.array([25 / following.growth(organization)]))[0]
    assert (late > 0).all() if above > 0 else (late < 0).all()


@settings(deadline=None)
@given(organizations)
def test_the_line_is_the_fixed_points(organization):
    assume(following.growth(organization) > 0.01)
    worth, needed = following.needed(organization)
    still = np.linalg.solve(following.matrix(organization), following.removed(organization))
    assert worth @ still == pytest.approx(needed, rel=1e-6, abs=1e-6)


def test_without_recruits_enough_for_those_who_quit_it_dies_out_untouched():
    """p r m < d (p + d - r) with b = k = 0."""
    dying = Organization(p=0.1, d=0.5, r=0.1, m=2.0)
    assert 0.1 * 0.1 * 2 < 0.5 * 0.5
    assert following.growth(dying) < 0
    assert following.course(dying, np.array([100.0, 100.0]), np.array([60.0]))[0].max() < 1e-3
    with pytest.raises(ValueError, match="^growth is"):
        following.needed(dying)


def test_an_impossible_organization_is_refused():
    with pytest.raises(ValueError, match="^m is 1"):
        following.growth(EXAMPLE._replace(m=1.0))
