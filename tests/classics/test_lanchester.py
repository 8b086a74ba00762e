"""Lanchester's laws: closed forms against the equations, what is kept, and who wins."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rekindle.classics import lanchester
from rekindle.classics.lanchester import Battle

EVEN = Battle(1000.0, 1000.0, 0.01, 0.01)
KEPT = {"square": lanchester.kept_square, "linear": lanchester.kept_linear}
BATTLES = {
    "square": [Battle(1000, 600, 0.02, 0.01), Battle(500, 900, 0.03, 0.05), EVEN],
    "linear": [Battle(1000, 600, 2e-5, 1e-5), Battle(500, 900, 3e-5, 5e-5), Battle(1000, 1000, 1e-5, 1e-5)],
}
CASES = [(law, battle) for law, battles in BATTLES.items() for battle in battles]
strengths = st.floats(1.0, 1e4)
rates = st.floats(1e-3, 1.0)


@pytest.mark.parametrize(("law", "battle"), CASES)
def test_the_closed_form_is_what_the_equations_give(law, battle):
    until = 0.9 * min(lanchester.end_of_square(battle), 200.0) if law == "square" else 200.0
    times = np.linspace(0, until, 25)
    closed = {"square": lanchester.square, "linear": lanchester.linear}[law](battle, times)
    np.testing.assert_allclose(closed, lanchester.solved(law, battle, times), rtol=1e-6, atol=1e-5)
    assert closed[-1].max() < closed[0].max(), "somebody is lost"


@pytest.mark.parametrize(("law", "battle"), CASES)
def test_what_a_law_keeps_stays_while_both_sides_lose(law, battle):
    solved = lanchester.solved(law, battle, np.linspace(0, 20, 9))
    kept = [KEPT[law](battle._replace(x=x, y=y)) for x, y in solved]
    np.testing.assert_allclose(kept, kept[0], rtol=1e-6, atol=1e-4)
    assert (np.diff(solved, axis=0) < 0).all()


def test_three_against_two_leave_the_root_of_five():
    """A triangle known to everybody: 3^2 - 2^2 = 5; under the linear law 3 - 2 = 1."""
    battle = Battle(3.0, 2.0, 1.0, 1.0)
    assert lanchester.left_square(battle) == (pytest.approx(math.sqrt(5)), 0)
    assert lanchester.left_linear(battle) == (1, 0)


def test_a_side_that_meets_its_opponent_in_two_halves_counts_for_less():
    """1,000 against twice 500 after each other: 1,000 even the odds at once, but beat the halves with sqrt(500,000) left."""
    once, _ = lanchester.left_square(Battle(1000, 1000, 1, 1))
    first, _ = lanchester.left_square(Battle(1000, 500, 1, 1))
    then, _ = lanchester.left_square(Battle(first, 500, 1, 1))
    assert once == 0
    assert then == pytest.approx(math.sqrt(500_000))


def test_even_sides_fall_together_and_never_end():
    assert lanchester.left_square(EVEN) == (0, 0)
    assert lanchester.end_of_square(EVEN) == math.inf
    x, y = lanchester.square(EVEN, np.array([100.0]))[0]
    assert x == pytest.approx(y) == pytest.approx(1000 * math.exp(-1))


@settings(deadline=None)
@given(strengths, strengths, rates, rates)
def test_the_weaker_side_is_gone_when_the_closed_form_says(x, y, a, b):
    battle = Battle(x, y, a, b)
    assume(abs(b * x * x - a * y * y) > 1e-3 * b * x * x)
    end = lanchester.end_of_square(battle)
    before, at = lanchester.square(battle, np.array([0.99 * end, end]))
    assert before.min() > 0
    assert at == pytest.approx(lanchester.left_square(battle), rel=1e-5, abs=1e-4 * max(x, y))


@settings(deadline=None)
@given(strengths, strengths, rates, rates, st.floats(1.1, 10))
def test_strength_counts_by_its_square_or_by_itself(x, y, a, b, times):
    """So many times the people make up for fire worse by that factor squared, or by that factor."""
    battle = Battle(x, y, a, b)
    more = battle._replace(x=times * x)
    assert lanchester.kept_square(more._replace(b=b / times**2)) == pytest.approx(
        lanchester.kept_square(battle), abs=1e-9 * (b * x * x + a * y * y)
    )
    assert lanchester.kept_linear(more._replace(b=b / times)) == pytest.approx(
        lanchester.kept_linear(battle), abs=1e-9 * (b * x + a * y)
    )


@settings(deadline=None)
@given(strengths, strengths, rates, rates)
def test_the_linear_law_tends_to_what_it_leaves(x, y, a, b):
    battle = Battle(x, y, a, b)
    kept = abs(lanchester.kept_linear(battle))
    assume(kept > 1e-3)
    late = lanchester.linear(battle, np.array([60 / kept]))[0]
    assert late == pytest.approx(lanchester.left_linear(battle), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("changed", "named"), [({"x": -1.0}, "x"), ({"a": 0.0}, "a"), ({"b": math.nan}, "b")])
def test_an_impossible_battle_is_refused_by_name(changed, named):
    with pytest.raises(ValueError, match=rf"^{named} is"):
        lanchester.left_square(EVEN._replace(**changed))


def test_an_unknown_law_is_refused():
    with pytest.raises(ValueError, match="cubic"):
        lanchester.solved("cubic", EVEN, np.array([1.0]))
