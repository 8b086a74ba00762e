"""Each limit that a mechanism states of itself, held to it: one test for one limit, and no limit without a test."""

from __future__ import annotations

import limits_of_abroad  # noqa: F401  importing keeps its tests
import limits_of_battle  # noqa: F401
import limits_of_organisation  # noqa: F401
import limits_of_return  # noqa: F401
import pytest
from limits import LIMITS, varied
from tiny import AFFILIATE, BY_NAME, EAST, HOME, PLACES, World

from rekindle.model.ledger import move
from rekindle.model.step import MECHANISMS

STATED = [(mechanism.name, text) for mechanism in MECHANISMS for text in mechanism.limits]


@pytest.mark.parametrize(("mechanism", "text"), STATED, ids=[f"{name}: {text}" for name, text in STATED])
def test_limit(mechanism, text):
    test = LIMITS.get((mechanism, text))
    assert test, f"{mechanism} states the limit {text!r}, and no test here holds it to that: write one in limits_of_*.py"
    test()


def test_no_test_is_of_a_limit_that_nobody_states():
    assert not set(LIMITS) - set(STATED), "these limits were renamed or dropped"


def test_outside_the_theatre_nothing_happens():
    """A place abroad keeps everybody it has, whatever goes on elsewhere, but for what is said to happen there."""
    stocks = ("residents", "displaced", "grievance", "overt", "covert", "dead", "fallen")
    for name in set(BY_NAME) - {"travel", "franchise"}:
        for world in varied():
            before = {stock: getattr(world.state, stock)[[HOME, AFFILIATE]].copy() for stock in stocks}
            world.do(name)
            for stock, there in before.items():
                now = getattr(world.state, stock)[[HOME, AFFILIATE]]
                assert (now == there).all(), f"{name} changes {stock} outside the theatre"


def test_who_is_moved_to_the_dead_stays_dead():
    world = World()
    for stock in (world.state.overt, world.state.covert):
        move(stock, EAST, 0, world.state.fallen, EAST, 0, 10.0)
    dead, fallen = world.state.dead.copy(), world.state.fallen.copy()
    for _ in range(10):
        world.step()
        assert (world.state.dead >= dead).all()
        assert (world.state.fallen >= fallen).all()
        dead, fallen = world.state.dead.copy(), world.state.fallen.copy()
    assert dead.shape == (PLACES, 3)
