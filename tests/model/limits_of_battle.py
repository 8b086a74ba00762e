"""Limits of luck, orders, forces, battle, and of what it does to residents and fighters."""

from __future__ import annotations

import numpy as np
import pytest
from limits import limit, varied
from tiny import EAST, HOME, PLAIN, THEATRE, TOWN, WEST, World, tiny_setting, with_course

from rekindle.classics import deitchman, lanchester
from rekindle.classics.deitchman import Ambush
from rekindle.classics.lanchester import Battle
from rekindle.model.mechanisms.battle import ATTACKERS, DEFENDERS, DEITCHMAN, LINEAR, SQUARE
from rekindle.model.readings import TAKEN
from rekindle.model.setting import STRENGTH
from rekindle.model.state import STAND, UNDERGROUND, WITHDRAW


@limit("pass_luck", "with all standard deviations 0 luck stays even")
def _():
    for world in varied():
        world.state.places["turbulence"][:] = 0
        world.state.nation["turbulence"][:] = 0
        world.state.nation["fortune"][:] = 0
        world.do("pass_luck", place=0, nation=0, fortune=0)
        assert not world.state.places["turbulence"].any()
        assert not world.state.nation["turbulence"].any()
        assert not world.state.nation["fortune"].any()


@limit("give_orders", "before its date no order opens")
def _():
    world = World(week=1)
    world.state.places["control"][WEST] = 0.5
    world.do("give_orders")
    assert not world.state.opened.any()
    assert not world.orders.places["assaulted"].any()
    world.week = 2
    assert world.do("give_orders").state.opened.all()
    assert world.orders.places["assaulted"][EAST] > 0


@limit("give_orders", "a place already taken is not assaulted")
def _():
    world = World(week=4)
    world.state.places["control"][EAST] = 0
    world.do("give_orders")
    assert world.state.opened.all()
    assert not world.orders.places["assaulted"].any()
    wanted = world.orders.forces[EAST] - world.setting.posts[EAST]
    assert (wanted < world.setting.order_forces[0]).all(), "only a garrison stays"


@limit("give_orders", "ground all round held by the group allows no assault")
def _():
    world = World(week=4)
    world.state.places["control"][THEATRE] = 1
    assert not world.do("give_orders").orders.places["assaulted"].any()
    world.state.places["control"][PLAIN] = 0.25
    assert 0 < world.do("give_orders").orders.places["assaulted"][EAST] <= 0.75


@limit("share_strikes", "no open fighters, no strikes")
def _():
    for world in varied():
        world.state.overt[:] = 0
        assert not world.do("share_strikes").orders.places["strikes"].any()


@limit("share_strikes", "strikes never exceed what the coalition can make at its starting will")
def _():
    for world in varied():
        world.state.nation["coalition_will"] = world.setting.origin_of_processes["coalition_will"]
        world.state.overt[:] *= 100
        assert world.do("share_strikes").orders.places["strikes"].sum() <= world.setting.strikes * (1 + 1e-12)


@limit("deploy", "no reserve and no sector with forces to spare deploys nobody")
def _():
    for world in varied():
        world.state.reserve[:] = 0
        withdrawn = world.do("deploy").flow("forces_withdrawn")
        assert world.flow("forces_deployed") <= 1e-9 + withdrawn, "only those just withdrawn can be sent on"
    world = World()
    world.state.reserve[:] = 0
    world.orders.forces[:] = 1e5
    assert world.do("deploy").flow("forces_deployed", "forces_moved") == 0
    world.state.forces[EAST], world.orders.forces[EAST] = 5000.0, 1000.0
    assert world.do("deploy").flow("forces_moved") == pytest.approx(8000), "a sector's spare forces go next door at once"


@limit("deploy", "forces and reserve together never exceed the strength they are to have")
def _():
    grown = with_course(tiny_setting(), STRENGTH, 0, {0.0: 40_000.0, 10.0: 90_000.0})
    world = World(setting=grown)
    for _ in range(10):
        world.do("give_orders").do("deploy")
        world.week += 1
        now = world.state.forces[:, 0].sum() + world.state.reserve[0, 0]
        assert world.orders.strength[0] * 0.95 <= now <= world.orders.strength[0] * (1 + 1e-12), "a course is followed at once"
    for world in varied():
        strength = world.orders.strength
        there = world.state.forces.sum(0) + world.state.reserve[0]
        for _ in range(200):
            world.do("deploy", raise_=1)
        now = world.state.forces.sum(0) + world.state.reserve[0]
        assert (now <= np.maximum(there, strength) * (1 + 1e-12)).all()


@limit("deploy", "no forces and no guards give no security")
def _():
    for world in varied():
        world.state.forces[:] = 0
        world.orders.forces[:] = 0
        world.state.places["guards"][:] = 0
        assert not world.do("deploy").state.places["security"][THEATRE].any()


def besieged(openness: float, number: int = 0) -> World:
    """The tiny world with the leader about to choose, and the way out so far open."""
    world = World(number=number)
    world.orders.places["openness"][:] = openness
    return world


@limit("choose_stance", "a closed ring lets nobody withdraw")
def _():
    for number in range(40):
        world = besieged(0.0, number)
        assert world.do("choose_stance", worth=5).flow("escaped") == 0
        assert world.state.overt[TOWN:].sum() == World().state.overt[TOWN:].sum()


@limit("choose_stance", "an open corridor raises withdrawal")
def _():
    chosen = {}
    for openness in (0.0, 1.0):
        worlds = [besieged(openness, number).do("choose_stance") for number in range(400)]
        stances = np.array([world.state.nation["stance"][0] for world in worlds])
        chosen[openness] = (stances == WITHDRAW).mean()
        assert set(stances) <= {STAND, WITHDRAW, UNDERGROUND}
        escaped = np.array([world.flow("escaped") for world in worlds])
        assert ((escaped > 0) == ((stances == WITHDRAW) & (openness > 0))).all()
    assert chosen[1.0] > chosen[0.0] + 0.1


@limit("choose_stance", "no city, no choice")
def _():
    world = besieged(1.0)
    world.setting.places["sector"][:] = 0
    for stance in (STAND, WITHDRAW, UNDERGROUND):
        world.state.nation["stance"] = stance
        world.do("choose_stance")
        assert world.state.nation["decisions"][0] == 0
        assert (world.state.overt == World().state.overt).all()


@limit("harm_residents", "no fighting, no strikes and no rule harm nobody")
def _():
    for world in varied():
        world.orders.places["assaulted"][:] = 0
        world.orders.places["strikes"][:] = 0
        world.state.places["control"][:] = 0
        damage, residents = world.state.places["damage"].copy(), world.state.residents.copy()
        world.do("harm_residents")
        assert (world.state.residents == residents).all()
        assert (world.state.places["damage"] == damage).all()


@limit("harm_residents", "more residents are killed where density is higher")
def _():
    killed = []
    for density in (0.0, 0.5, 1.0):
        world = World(setting=tiny_setting())
        world.setting.places["density"][:] = density
        world.orders.places["assaulted"][EAST] = 1
        world.orders.places["strikes"][EAST] = 20
        world.do("harm_residents")
        killed.append(world.state.dead[EAST, 0])
    assert 0 < killed[0] < killed[1] < killed[2]


@limit("displace", "nobody flees where nobody fights")
def _():
    for world in varied():
        world.orders.places["assaulted"][:] = 0
        assert world.do("displace").flow("fled", "civilians_killed_by_group") == 0


@limit("displace", "nobody returns to held or fought-over ground")
def _():
    for world in varied():
        held = (world.state.places["control"] >= 0.1) | (world.orders.places["assaulted"] > 0)
        returned = world.do("displace", back=1).room.week["returned"]
        assert not returned[held].any()
    assert World().do("displace").room.week["returned"][PLAIN] > 0


@limit("displace", "an open corridor raises flight")
def _():
    fled = []
    for openness in (0.0, 0.5, 1.0):
        world = besieged(openness)
        world.orders.places["assaulted"][EAST] = 1
        world.state.forces[EAST] = 10_000
        fled.append(world.do("displace").flow("fled"))
    assert 0 < fled[0] < fled[1] < fled[2]


@limit("assault", "no attackers take no ground")
def _():
    for world in varied():
        world.state.forces[:] = 0
        control = world.state.places["control"].copy()
        still = np.where(control < TAKEN, 0, control)  # so little counts as taken already
        assert world.do("assault").state.places["control"] == pytest.approx(still, rel=1e-12)


@limit("assault", "no defenders kill nobody")
def _():
    for world in varied():
        world.state.overt[:] = 0
        assert world.do("assault").flow("forces_killed_in_battle") == 0


@limit("assault", "losses never exceed strength")
def _():
    for world in varied():
        overt, forces = world.state.overt.copy(), world.state.forces.copy()
        world.do("assault", fire=1e6, area_fire=1e6, strike=1e6)
        killed = world.room.week["fighters_killed_in_battle"] + world.room.week["fighters_killed_by_strikes"]
        assert (killed <= overt.sum(1) * (1 + 1e-12)).all()
        assert (world.room.week["forces_killed_in_battle"] <= forces.sum(1) * (1 + 1e-12)).all()
        assert world.state.overt.min() >= 0
        assert world.state.forces.min() >= 0


def fought_out(law: float, attackers: float, defenders: float, **changed: float) -> tuple[float, float]:
    """Attackers and defenders left in a town where neither ground, air, defences nor density decide anything."""
    world = World(setting=tiny_setting())
    for stock in (world.state.overt, world.state.covert, world.state.forces):
        stock[:] = 0
    world.state.overt[TOWN, 0], world.state.forces[TOWN, 0] = defenders, attackers
    world.state.morale[:] = 0.7
    world.state.places["control"][TOWN] = 1
    world.state.places["defences"][:] = 0
    world.orders.places["assaulted"][TOWN] = 1
    for _ in range(4000):
        world.do("assault", attrition=law, fire_density=0, pace=0, front=0, **changed)
        if min(world.state.overt[TOWN, 0], world.state.forces[TOWN, 0]) < 1:
            break
    assert world.state.places["control"][TOWN] == 1
    return world.state.forces[TOWN, 0], world.state.overt[TOWN, 0]


@limit("assault", "each law of attrition alone leaves its closed form")
def _():
    """The whole mechanism in steps of a week; shorter steps and whole courses: tests/classics/test_limits_of_the_model.py."""
    left, _ = fought_out(DEITCHMAN, 1e6, 2e5, fire=0.02, area_fire=1e-8)
    assert left == pytest.approx(deitchman.left(Ambush(1e6, 2e5, 0.02, 1e-8))[0], rel=0.01)
    left, _ = fought_out(SQUARE, 1e5, 5e4, fire=0.02, area_fire=0.02 / DEFENDERS)
    assert left == pytest.approx(lanchester.left_square(Battle(1e5, 5e4, 0.02, 0.02))[0], rel=0.02)
    left, _ = fought_out(LINEAR, 1e5, 2e4, fire=0.03, area_fire=1e-6)
    assert left == pytest.approx(lanchester.left_linear(Battle(1e5, 2e4, 0.03 / ATTACKERS, 1e-6))[0], rel=0.01)


@limit("disperse", "no ground lost uproots nobody")
def _():
    for world in varied():
        world.orders.places["before"] = world.state.places["control"]
        overt = world.state.overt.copy()
        world.do("disperse")
        assert (world.state.overt == overt).all()


@limit("disperse", "a closed ring lets nobody escape to held neighbours")
def _():
    for world in varied():
        world.state.places["control"][[EAST, WEST]] = 0  # the whole city is lost: no sector to fall back on
        world.orders.places["before"][[EAST, WEST]] = 0.5
        world.orders.places["before"][TOWN:HOME] = world.state.places["control"][TOWN:HOME] = 0.9
        world.orders.places["openness"][:] = 0
        overt = world.state.overt[TOWN:].copy()
        world.do("disperse")
        assert (world.state.overt[TOWN:] == overt).all()


@limit("scatter", "with all rates 0 nobody moves")
def _():
    for world in varied():
        overt, covert = world.state.overt.copy(), world.state.covert.copy()
        world.do("scatter", ground=0, cadres=0, spread=0)
        assert (world.state.overt == overt).all()
        assert (world.state.covert == covert).all()


@limit("scatter", "fighters on held ground do not hide")
def _():
    for world in varied():
        world.state.places["control"][:] = 0.02
        assert world.do("scatter").flow("melted") == 0
