"""The people ledger: nobody appears from nowhere, nobody is lost, and the stocks are the start plus the flows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import BY_NAME, EAST, FLOW_NAMES, PLAIN, World, parameters_at, varied_world

from rekindle.model.ledger import FLOWS, NOT_PEOPLE, arrive, call_up, desert, move, people_on_the_books
from rekindle.model.state import TRANSIT

STATES = range(12)
CIVILIANS_KILLED = tuple(name for name in FLOW_NAMES if name.startswith("civilians_killed_"))
people = st.floats(0, 1e8, allow_subnormal=False)


@settings(max_examples=300, deadline=None)
@given(there=people, already=people, wanted=st.floats(-1e9, 1e12))
def test_move_never_takes_more_than_is_there(there, already, wanted):
    source, target = np.full((2, 2), there), np.full((3, 2), already)
    moved = move(source, 1, 0, target, 2, 1, wanted)
    assert moved == max(0.0, min(wanted, there))
    assert source[1, 0] == there - moved >= 0
    assert target[2, 1] == already + moved
    assert source.sum() + target.sum() == pytest.approx(4 * there + 6 * already, rel=1e-12, abs=1e-9)
    assert (np.delete(source.ravel(), 2) == there).all(), "only the named row and column may change"
    assert (np.delete(target.ravel(), 5) == already).all()


@settings(max_examples=100, deadline=None)
@given(moves=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.floats(-10, 2e6)), max_size=40))
def test_any_number_of_moves_conserves_people(moves):
    stock = np.array([[1e6, 0.0, 3.5]])
    for source, target, wanted in moves:
        if source != target:
            move(stock, 0, source, stock, 0, target, wanted)
        assert stock.min() >= 0
    assert stock.sum() == pytest.approx(1e6 + 3.5, rel=1e-12)


@settings(max_examples=100, deadline=None)
@given(wanted=st.floats(-1e6, 1e6))
def test_those_called_up_come_from_outside_the_stocks(wanted):
    outside, stock = np.zeros((1, 3)), np.ones((2, 2))
    moved = call_up(outside, 1, stock, 1, 0, wanted)
    assert moved == max(0.0, wanted) == -outside[0, 1]
    assert outside.sum() + stock.sum() == pytest.approx(4.0, abs=1e-9)


def test_those_under_way_arrive_once():
    stock, under_way = np.ones((2, 2)), np.array([[3.0, 0.0], [0.0, 5.0]])
    arrive(stock, under_way)
    assert stock.tolist() == [[4, 1], [1, 6]]
    assert not under_way.any()


@pytest.mark.parametrize("origin", [0, 1])
def test_locals_desert_to_the_residents_and_foreigners_leave(origin):
    world = World()
    before, residents = world.people, world.state.residents.sum()
    desert(world.state, world.setting, world.room.week[PLAIN], world.state.covert, PLAIN, origin, 4.0)
    assert world.people == pytest.approx(before, abs=1e-6)
    assert world.state.residents.sum() - residents == pytest.approx(4.0 if origin == 0 else 0.0)
    left = world.state.abroad[1, TRANSIT] - World().state.abroad[1, TRANSIT]
    assert left == pytest.approx(0.0 if origin == 0 else 4.0)
    assert world.flow("deserted", "left_theatre") == pytest.approx(4.0)


def test_locals_desert_even_where_no_claimed_resident_lives():
    world = World()
    world.state.residents[EAST] = 0
    desert(world.state, world.setting, world.room.week[EAST], world.state.overt, EAST, 0, 4.0)
    assert world.state.residents[EAST, 0] == world.flow("deserted") == 4.0


def test_the_books_hold_everybody():
    state = World().state
    members = ("overt", "covert", "detained", "fallen", "abroad")
    stocks = (*members, "residents", "displaced", "forces", "reserve", "dead", "outside")
    assert people_on_the_books(state) == pytest.approx(sum(getattr(state, name).sum() for name in stocks))


def _changes(world: World, act) -> dict[str, float]:
    """How much each stock changes while something acts."""
    before = {name: array.copy() for name, array in world.state._asdict().items()}
    act(world)
    return {
        name: float(array.sum() - before[name].sum())
        for name, array in world.state._asdict().items()
        if array.dtype.names is None
    }


def _differences(world: World, change: dict[str, float]) -> dict[str, float]:
    """Each stock's change less the flows in and out of it: all 0 if every move was entered in the ledger."""
    flow = world.flow
    joined = flow("recruited_local", "recruited_by_affiliates")
    let_out = flow("freed", "released")
    to_members = joined + flow("recruited_foreign", "reached_front") + let_out
    taken = flow("fighters_captured", "members_captured")
    members_killed = flow("fighters_killed_in_battle", "fighters_killed_by_strikes", "members_killed_in_raids")
    members_killed += flow("affiliates_killed")
    from_members = taken + members_killed + flow("deserted", "left_theatre", "affiliates_lost")
    forces_killed = flow("forces_killed_in_battle", "forces_killed_in_attacks")
    moved = flow("forces_deployed") - flow("forces_withdrawn")
    from_residents = joined + flow("fled", *CIVILIANS_KILLED)
    return {
        "members": change["overt"] + change["covert"] - to_members + from_members,
        "residents": change["residents"] - flow("returned", "deserted", "affiliates_lost") + from_residents,
        "displaced": change["displaced"] - flow("fled") + flow("returned"),
        "detained": change["detained"] - taken + let_out,
        "abroad": change["abroad"] - flow("left_theatre") + flow("reached_front"),
        "forces": change["forces"] - moved + forces_killed + flow("forces_dissolved"),
        "fallen": change["fallen"] - members_killed,
        "dead": change["dead"] - forces_killed - flow(*CIVILIANS_KILLED),
    }


@pytest.mark.parametrize("name", BY_NAME)
def test_stocks_are_the_start_plus_the_flows(name):
    """For each mechanism alone, over varied states and at both ends of its priors; and the books always balance."""
    for seed in STATES:
        for u in (0.0, 0.5, 1.0):
            world = varied_world(seed, parameters_at(u))
            before = world.people
            change = _changes(world, lambda world: world.do(name))
            assert world.people == pytest.approx(before, abs=1e-3)
            wrong = {stock: x for stock, x in _differences(world, change).items() if abs(x) > 1e-3}
            assert not wrong, f"{name}: moved without an entry in the ledger: {wrong} (state {seed}, quantile {u})"
            assert not world.room.overt_under_way.any()
            assert not world.room.covert_under_way.any()


def test_a_whole_step_keeps_its_books():
    for seed in STATES:
        world = varied_world(seed)
        before = world.people
        change = _changes(world, World.step)
        assert world.people == pytest.approx(before, abs=1e-3)
        assert max(abs(x) for x in _differences(world, change).values()) < 1e-3


def test_every_flow_says_what_it_is():
    assert len({flow.name for flow in FLOWS}) == len(FLOWS)
    assert all(flow.unit and flow.meaning for flow in FLOWS)
    assert set(NOT_PEOPLE) <= set(FLOW_NAMES)
