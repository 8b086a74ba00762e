"""Limits of aid, of foreign fighters' ways, attacks abroad, affiliates and costs."""

from __future__ import annotations

import numpy as np
import pytest
from limits import limit, varied
from tiny import AFFILIATE, HOME, PLACES, THEATRE, World, tiny_setting, with_course

from rekindle.model.mechanisms.abroad import DEADLIER, DETECTED
from rekindle.model.mechanisms.aid import CAPTURED, HELPS, NONE
from rekindle.model.setting import BORDER
from rekindle.model.state import CAUGHT, PLOTTING, RETURNED, SETTLED, STOPPED, TRANSIT

EFFECTS = (HELPS, CAPTURED, NONE)


def programme(world: World, **changed: float) -> np.ndarray:
    """How far aid has taken root in the theatre after a year of plenty."""
    world.state.places["programme"][:] = 0
    for _ in range(52):
        world.do("assist", **({"money": 500.0, "people": 10.0} | changed))
    return world.state.places["programme"][THEATRE]


@limit("assist", "without money nothing takes root")
def _():
    for world in varied():
        for effect in EFFECTS:
            assert not programme(world, money=0.0, effect=effect).any()
            assert world.flow("spent") == 0


@limit("assist", "the more will, the more takes root")
def _():
    for world in varied():
        world.state.places["control"][:] = 0
        grown = []
        for will in (0.0, 0.5, 1.0):
            world.state.countries["will"] = will
            grown.append(programme(world)[0])
        assert grown == sorted(grown)
        assert grown[0] == pytest.approx(0.4 * grown[2])


@limit("assist", "unsupervised, full corruption leaves nothing")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.countries["corruption"] = 1
        for effect in EFFECTS:
            assert not programme(world, effect=effect, supervised=0.0).any()


@limit("assist", "only captured aid feeds the group and draws fire")
def _():
    for world in varied():
        for effect in EFFECTS:
            world.state.nation["treasury"] = 1.0
            world.state.places["contest"][:] = 0
            world.state.places["programme"][:] = 0
            world.state.places["control"][:] = 0
            world.do("assist", effect=effect, money=100.0)
            fed = world.state.nation["treasury"][0] > 1.0
            drawn = (world.state.places["contest"][THEATRE] > 0).any()
            captured = effect == CAPTURED
            assert drawn == (captured and (world.state.places["security"][THEATRE] < 1).any())
            assert fed == (captured and ((world.state.covert.sum(1) >= 1) & (world.state.residents.sum(1) > 0))[THEATRE].any())


@limit("assist", "aid that helps foils attacks")
def _():
    world = World()
    world.state.places["control"][:] = 0
    for _ in range(50):
        world.do("assist", effect=HELPS, money=100.0)
    assert (world.state.places["contest"][THEATRE] < 0).all()


@limit("assist", "a programme takes root in months, not weeks")
def _():
    world = World()
    world.state.places["control"][:] = 0
    grown = []
    for _ in range(520):
        world.do("assist", money=500.0, effect=HELPS)
        grown.append(world.state.places["programme"][0])
    assert grown[3] < 0.2 * grown[-1], "after a month"
    assert 0.4 * grown[-1] < grown[19] < 0.6 * grown[-1], "after five"
    assert grown[103] > 0.9 * grown[-1], "after two years"


@limit("assist", "aid without effect only costs")
def _():
    for world in varied():
        before, grievance = world.state.places.copy(), world.state.grievance.copy()
        world.do("assist", effect=NONE, money=500.0, people=10.0, redress=1.0)
        for field in ("economy", "services", "security", "inclusion"):
            assert (world.state.places[field] == before[field]).all()
        assert (world.state.grievance == grievance).all()
    helped, captured = World(), World()
    for _ in range(200):
        helped.do("assist", effect=HELPS, money=500.0, redress=1.0)
        captured.do("assist", effect=CAPTURED, money=500.0, redress=1.0)
    assert helped.flow("spent") == captured.flow("spent") > 0
    assert helped.state.places["inclusion"][3] > 0.4 > captured.state.places["inclusion"][3], "captured aid buys partisans"
    assert helped.state.grievance[3, 0] < captured.state.grievance[3, 0]


@limit("open_borders", "full border control closes every way")
def _():
    for world in varied():
        assert not world.do("open_borders", borders=1).orders.borders.any()
        assert world.do("open_borders", borders=0).orders.borders == pytest.approx(world.setting.origins["border"])


@limit("open_borders", "a course of a border is followed")
def _():
    world = World(setting=with_course(tiny_setting(), BORDER, 1, {0.0: 0.8, 10.0: 0.2}), week=5)
    assert world.do("open_borders").orders.borders[1] == pytest.approx(0.5)
    world.week = 400
    assert world.do("open_borders").orders.borders[1] == pytest.approx(0.2), "the last value is kept"


@limit("travel", "leave = 0 lets nobody leave")
def _():
    for world in varied():
        assert world.do("travel", leave=0).flow("left_theatre") == 0


@limit("travel", "full border control catches all who move on")
def _():
    for world in varied():
        going = world.state.abroad[1, TRANSIT]
        caught = world.state.abroad[1, CAUGHT]
        assert world.do("travel", borders=1, leave=0).flow("went_home", "reached_front") == 0
        gone = going * (1 - 0.5 ** (1 / world.parameters["ways"]["onward"][0]))
        assert world.state.abroad[1, CAUGHT] - caught == pytest.approx(gone)


@limit("travel", "full screening leaves no returned at large")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.origins["screening"][1] = 1
        at_large, stopped = world.state.abroad[1, RETURNED], world.state.abroad[1, STOPPED]
        home = world.do("travel", rehabilitation=0).flow("went_home")
        assert world.state.abroad[1, RETURNED] == at_large
        assert world.state.abroad[1, STOPPED] - stopped == pytest.approx(home)


def came(world: World) -> float:
    """All foreigners who ever came, wherever they are."""
    state = world.state
    inside = state.overt[:, 1:].sum() + state.covert[:, 1:].sum() + state.detained[:, 1:].sum()
    return float(inside + state.fallen[:, 1:].sum() + state.abroad[1:].sum())


@limit("travel", "everybody who ever came is somewhere")
def _():
    for world in varied():
        before = came(world)
        world.do("travel")
        assert came(world) == pytest.approx(before)
    world = World()
    for _ in range(60):
        before = came(world)
        world.room.week_numbers[:] = 0
        world.step()
        assert came(world) == pytest.approx(before + world.flow("recruited_foreign")), "only volunteers add to them"


@limit("strike_abroad", "without appeal and plotters nobody attacks abroad")
def _():
    for world in varied():
        world.state.nation["appeal"] = 0
        world.state.abroad[:, [PLOTTING, RETURNED]] = 0
        assert world.do("strike_abroad").flow("attacks", "killed_abroad", "joined_plots") == 0


@limit("strike_abroad", "no blowback, no directed attacks")
def _():
    for world in varied():
        world.state.nation["appeal"] = 0
        world.state.abroad[:, PLOTTING] = 0
        for _ in range(30):
            world.do("strike_abroad", blowback=0)
            world.week += 1
        assert world.flow("attacks", "joined_plots") == 0


@limit("strike_abroad", "half of those who plot have begun after the lag")
def _():
    world = World()
    world.state.abroad[1] = 0
    world.state.abroad[1, RETURNED] = 1000.0
    for _ in range(22):
        world.do("strike_abroad", blowback=0.1, lag=22.0)
    assert world.flow("joined_plots") == pytest.approx(50)
    assert world.state.abroad[1, SETTLED] == pytest.approx(450)


@limit("strike_abroad", "veterans make attacks deadlier or fewer, by variant")
def _():
    attacks, killed = {}, {}
    for law in (DEADLIER, DETECTED):
        world = World()
        world.state.nation["appeal"] = 0
        for _ in range(300):
            world.state.abroad[1, PLOTTING] = 200.0
            world.do("strike_abroad", veterans=law, skill=5.0, watched=0.6, foiled=0.5, tail=2.6)
            world.week += 1
        attacks[law], killed[law] = world.flow("attacks"), world.flow("killed_abroad")
    assert attacks[DETECTED] < 0.6 * attacks[DEADLIER]
    assert killed[DEADLIER] / attacks[DEADLIER] > 2 * killed[DETECTED] / attacks[DETECTED]


@limit("franchise", "no vacuum recruits nobody")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.places["vacuum"][:] = 0
        assert world.do("franchise").flow("recruited_by_affiliates") == 0


@limit("franchise", "without members there is neither recruit nor death")
def _():
    for world in varied():
        world.state.overt[AFFILIATE] = 0
        assert world.do("franchise").flow("recruited_by_affiliates", "deaths_documented", "attacks", "affiliates_killed") == 0


@limit("franchise", "name and money matter as far as the tie")
def _():
    joined = {}
    for tie in (0.0, 1.0):
        for appeal in (0.2, 0.8):
            world = World(setting=tiny_setting())
            world.setting.places["tie"][AFFILIATE] = tie
            world.state.nation["appeal"] = appeal
            joined[tie, appeal] = world.do("franchise").flow("recruited_by_affiliates")
    assert joined[0.0, 0.2] == joined[0.0, 0.8] > 0
    assert joined[1.0, 0.2] < joined[1.0, 0.8] < joined[0.0, 0.8]


@limit("franchise", "never more than the ground can feed")
def _():
    world = World(setting=tiny_setting())
    world.setting.places["deadly"][:] = 0
    for _ in range(2000):
        world.do("franchise", grow=0.1, most=0.002, quit_=0.0)
    assert world.state.overt[AFFILIATE].sum() <= 0.002 * 800e3
    assert world.state.overt[AFFILIATE].sum() > 0.9 * 0.002 * 800e3 * 0.9


@limit("charge", "no forces and no strikes cost nothing")
def _():
    for world in varied():
        world.state.forces[:] = 0
        world.state.reserve[:] = 0
        world.orders.places["strikes"][:] = 0
        assert world.do("charge").flow("spent", "employed") == 0


@limit("charge", "money spent besides is money spent")
def _():
    plain, dear = World(), World()
    assert dear.do("charge", besides=7.0).flow("spent") == pytest.approx(plain.do("charge").flow("spent") + 7.0)
    assert plain.flow("employed") == pytest.approx(plain.state.forces.sum() + plain.state.reserve.sum())


def test_the_tiny_world_has_a_home_and_an_affiliate():
    assert tiny_setting().places["affiliate"][AFFILIATE] == 1
    assert int(tiny_setting().origins["home"][1]) == HOME
    assert PLACES == 6
