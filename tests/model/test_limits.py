"""Each limit that a mechanism states of itself, held to it: one test for one limit, and no limit without a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from tiny import ABROAD, BY_NAME, EAST, PLACES, PLAIN, TOWN, WEST, World, parameters_at, tiny_setting, varied_world

from rekindle.model.ledger import move
from rekindle.model.readings import TAKEN
from rekindle.model.state import MEMBERS_DEAD, STAND, UNDERGROUND, WITHDRAW
from rekindle.model.step import MECHANISMS

LIMITS: dict[tuple[str, str], Callable[[], None]] = {}
STATES = range(15)


def limit(mechanism: str, text: str):
    """The test of one limit, by the mechanism's name and the limit's words."""

    def keep(test: Callable[[], None]) -> Callable[[], None]:
        assert (mechanism, text) not in LIMITS
        LIMITS[mechanism, text] = test
        return test

    return keep


def varied() -> Iterator[World]:
    """Varied states, at the median and at both ends of all priors."""
    for seed in STATES:
        for u in (0.0, 0.5, 1.0):
            yield varied_world(seed, parameters_at(u))


@limit("pass_luck", "with both standard deviations 0 luck stays even")
def _():
    for world in varied():
        world.state.places["turbulence"][:] = 0
        world.state.nation["turbulence"][:] = 0
        world.do("pass_luck", place=0, nation=0)
        assert not world.state.places["turbulence"].any()
        assert not world.state.nation["turbulence"].any()


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
    world.state.places["control"][:ABROAD] = 1
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


@limit("deploy", "no reserve deploys nobody")
def _():
    for world in varied():
        world.state.reserve[:] = 0
        withdrawn = world.do("deploy").flow("forces_withdrawn")
        assert world.flow("forces_deployed") <= 1e-9 + withdrawn, "only those just withdrawn can be sent on"
    world = World()
    world.state.reserve[:] = 0
    world.orders.forces[:] = 1e5
    assert world.do("deploy").flow("forces_deployed") == 0


@limit("deploy", "forces and reserve together never exceed the starting strength")
def _():
    for world in varied():
        strength = world.setting.forces["strength"]
        there = world.state.forces.sum(0) + world.state.reserve[0]
        for _ in range(200):
            world.do("deploy", raise_=1)
        now = world.state.forces.sum(0) + world.state.reserve[0]
        assert (now <= np.maximum(there, strength) * (1 + 1e-12)).all()


@limit("deploy", "no forces give no security")
def _():
    for world in varied():
        world.state.forces[:] = 0
        world.orders.forces[:] = 0
        assert not world.do("deploy").state.places["security"][:ABROAD].any()


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


@limit("assault", "aimed against area fire alone leaves Deitchman's closed form")
def _():
    """The whole mechanism in steps of a week, with a million attackers, so that the last concealed defender hardly counts.

    The closed form is derived in tests/science/test_deitchman.py: sqrt(B0^2 - 2 r R0 / b) attackers are left.
    """
    world = World(setting=tiny_setting())
    world.setting.places["governorate"][:] = 0
    for stock in (world.state.overt, world.state.covert, world.state.forces):
        stock[:] = 0
    world.state.overt[EAST, 0], world.state.forces[EAST, 0] = 2e5, 1e6
    world.state.morale[:] = 0.7
    world.state.places["defences"][:] = 0
    world.orders.places["assaulted"][EAST] = 1
    for _ in range(4000):
        world.do("assault", fire=0.02, area_fire=1e-8, fire_density=0, pace=0, front=0)
    assert world.state.places["control"][EAST] == 1
    assert world.state.overt[EAST, 0] < 1
    assert world.state.forces[EAST, 0] == pytest.approx(447_214, rel=0.01)


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
        world.orders.places["before"][TOWN:] = world.state.places["control"][TOWN:] = 0.9
        world.orders.places["openness"][:] = 0
        overt = world.state.overt[TOWN:].copy()
        world.do("disperse")
        assert (world.state.overt[TOWN:] == overt).all()


@limit("scatter", "with all rates 0 nobody moves")
def _():
    for world in varied():
        overt, covert = world.state.overt.copy(), world.state.covert.copy()
        world.do("scatter", ground=0, cadres=0, spread=0, leave=0)
        assert (world.state.overt == overt).all()
        assert (world.state.covert == covert).all()


@limit("scatter", "fighters on held ground do not hide")
def _():
    for world in varied():
        world.state.places["control"][:] = 0.02
        assert world.do("scatter").flow("melted") == 0


@limit("attack", "no covert members, no attacks")
def _():
    for world in varied():
        world.state.covert[:] = 0
        assert world.do("attack").flow("attacks", "civilians_killed_in_attacks", "forces_killed_in_attacks") == 0


@limit("attack", "counts are whole numbers")
def _():
    seen = 0
    for world in varied():
        attacks = world.do("attack").room.week["attacks"]
        assert (attacks == np.round(attacks)).all()
        seen += attacks.sum()
    assert seen > 0


@limit("raid", "reach = 0 removes nobody")
def _():
    for world in varied():
        assert world.do("raid", reach=0).flow("members_killed_in_raids", "members_captured") == 0


@limit("raid", "no intelligence removes nobody")
def _():
    for world in varied():
        world.state.places["intelligence"][:] = 0
        assert world.do("raid").flow("members_killed_in_raids", "members_captured") == 0


@limit("raid", "full intelligence harms nobody")
def _():
    for world in varied():
        world.state.places["intelligence"][:] = 1
        assert world.do("raid").flow("civilians_killed_in_raids") == 0


@limit("misconduct", "full restraint or no distance harms nobody")
def _():
    for world in varied():
        for change in ("restraint", "distance"):
            world.setting = tiny_setting()
            if change == "restraint":
                world.setting.forces["restraint"][:] = 1
            else:
                world.setting.distance[:] = 0
            residents, grievance = world.state.residents.copy(), world.state.grievance.copy()
            world.do("misconduct")
            assert (world.state.residents == residents).all()
            assert (world.state.grievance == grievance).all()


@limit("remember", "full inclusion and no damage, harm or chase lets grievance fade")
def _():
    for world in varied():
        world.state.places["inclusion"][:] = 1
        world.state.places["damage"][:] = 0
        world.state.places["harmed"][:] = 0
        world.state.countries["effort"][:] = 0
        before = world.state.grievance[:ABROAD].copy()
        after = world.do("remember").state.grievance[:ABROAD]
        assert (after[before > 0] < before[before > 0]).all()
        assert not after[before == 0].any()


@limit("gather_intelligence", "full grievance or full control silences everybody")
def _():
    for world in varied():
        for change in (world.state.grievance, world.state.places["control"]):
            kept = change.copy()
            change[:] = 1
            world.state.residents[:ABROAD] = np.maximum(1, world.state.residents[:ABROAD])
            known = world.state.places["intelligence"][:ABROAD].copy()
            lag = world.parameters["intelligence"]["lag"][0]
            left = world.do("gather_intelligence").state.places["intelligence"][:ABROAD]
            assert left == pytest.approx(known * 0.5 ** (1 / lag), abs=1e-12), "it fades and nothing new comes in"
            change[:] = kept


@limit("recruit", "no grievance recruits nobody")
def _():
    for world in varied():
        world.state.grievance[:] = 0
        assert world.do("recruit").flow("recruited_local") == 0


@limit("recruit", "nobody claimed, nobody recruited")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.communities["claimed"][:] = 0
        assert world.do("recruit").flow("recruited_local") == 0


@limit("recruit", "never more than the residents")
def _():
    for world in varied():
        residents = world.state.residents.sum(1)
        joined = world.do("recruit", contact=1e6, pool=1, seed=1e3).room.week["recruited_local"]
        assert (joined <= residents * (1 + 1e-12)).all()
        assert world.state.residents.min() >= 0


@limit("mobilise", "no ground mobilises nobody")
def _():
    for world in varied():
        world.state.places["control"][:] = 0
        assert world.do("mobilise").flow("emerged", "recruited_local", "recruited_foreign") == 0


@limit("mobilise", "closed borders bring nobody from abroad")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.origins["border"][:] = 0
        assert world.do("mobilise").flow("recruited_foreign") == 0


def routed(world: World, **changed: float) -> bool:
    """Whether a garrison is routed under the highest hazard."""
    world.do("rout", **({"rate": 1e6, "cohesion": 100.0} | changed))
    return world.flow("forces_dissolved", "fled", "emerged") > 0 or (world.state.places["recovering"] == 60).any()


@limit("rout", "rate = 0 routs nobody")
def _():
    for world in varied():
        world.state.places["recovering"][:] = 0
        assert not routed(world, rate=0)
    assert routed(World()), "and with the highest rate there is one"


@limit("rout", "no garrison, no rout")
def _():
    for world in varied():
        world.state.places["recovering"][:] = 0
        world.state.forces[:] = 0
        assert not routed(world)


@limit("rout", "no members near, no rout")
def _():
    for world in varied():
        world.state.places["recovering"][:] = 0
        world.state.overt[:] = 0
        world.state.covert[:] = 0
        assert not routed(world)


@limit("lose_leaders", "loss = 0 loses no leader")
def _():
    for world in varied():
        before = world.state.nation["leadership"][0]
        assert world.do("lose_leaders", loss=0).state.nation["leadership"][0] >= before


@limit("lose_leaders", "leadership stays in 0..1")
def _():
    for world in varied():
        for start in (0.0, 1.0):
            world.state.nation["leadership"] = start
            for _ in range(20):
                world.do("lose_leaders", loss=1)
                world.week += 1
                assert 0 <= world.state.nation["leadership"][0] <= 1


@limit("draw", "no ground lost, nobody defects")
def _():
    for world in varied():
        world.state.nation["held"] = 0.0
        overt = world.do("draw").state.overt.copy()  # the first time takes note of the ground held
        world.room.week_numbers[:] = 0
        assert world.do("draw").flow("deserted", "left_theatre") == 0
        assert (world.state.overt == overt).all()


@limit("draw", "appeal never falls under its rest value by itself")
def _():
    for world in varied():
        world.state.places["control"][:] = 0
        world.state.grievance[:] = 0
        world.state.nation["appeal"] = rest = world.parameters["appeal"]["rest"][0]
        for _ in range(100):
            assert world.do("draw").state.nation["appeal"][0] >= rest * (1 - 1e-12)


@limit("raise_funds", "the treasury never falls below 0")
def _():
    for world in varied():
        for _ in range(50):
            assert world.do("raise_funds", fighter=1e6).state.nation["treasury"][0] >= 0


@limit("raise_funds", "no ground, no members and no donors bring nothing")
def _():
    for world in varied():
        world.state.places["control"][:] = 0
        world.state.overt[:] = 0
        world.state.covert[:] = 0
        before = world.state.nation["treasury"][0]
        spent = world.parameters["funds"]["spent"][0]
        left = world.do("raise_funds", donors=0).state.nation["treasury"][0]
        assert left == pytest.approx(before * np.exp(-spent))


LEVELS = {"settlement_local": "local", "settlement_regional": "regional", "settlement_international": "international"}


@limit("settle", "without shocks settlements go straight to where they tend")
def _():
    for world in varied():
        ends = world.parameters["settlement"]
        keep = 0.5 ** (1 / ends["memory"][0])
        for _ in range(3):
            before = world.state.nation.copy()
            world.do("settle", shocks=0)
            world.week += 1
            for level, end in LEVELS.items():
                straight = ends[end][0] + keep * (before[level][0] - ends[end][0])
                assert world.state.nation[level][0] == pytest.approx(straight)


@limit("change_politics", "without wandering and losses each process goes straight to where it tends")
def _():
    for world in varied():
        world.state.counted[:] = world.state.dead[:, :3]
        ends = world.parameters["processes"][0]
        for level in LEVELS:
            world.state.nation[level] = world.setting.origin_of_processes[level]
        for _ in range(3):
            before = world.state.countries.copy()
            will = world.state.nation["coalition_will"][0]
            world.do("change_politics", restless=0)
            world.week += 1
            now = world.state.countries
            for name in ("quality", "inclusion", "will"):
                keep = 0.5 ** (1 / ends[f"{name}_memory"])
                assert now[name][0] == pytest.approx(ends[name] + keep * (before[name][0] - ends[name]))
            trying = ends["effort"] * (0.3 + 0.7 * now["will"][0])
            keep = 0.5 ** (1 / ends["effort_memory"])
            assert now["effort"][0] == pytest.approx(trying + keep * (before["effort"][0] - trying))
            keep = 0.5 ** (1 / ends["will_memory"])
            assert world.state.nation["coalition_will"][0] == pytest.approx(
                ends["coalition"] + keep * (will - ends["coalition"]))


@limit("govern", "full corruption repairs nothing")
def _():
    for world in varied():
        world.setting = tiny_setting()
        world.setting.countries["corruption"][:] = 1
        damage = world.state.places["damage"].copy()
        assert (world.do("govern").state.places["damage"] == damage).all()


@limit("govern", "no will repairs nothing")
def _():
    for world in varied():
        world.state.countries["will"][:] = 0
        damage = world.state.places["damage"].copy()
        assert (world.do("govern").state.places["damage"] == damage).all()


@limit("document", "shares of 0 document nothing")
def _():
    for world in varied():
        assert world.do("document", civilians=0, forces=0, members=0).flow("deaths_documented") == 0


STATED = [(mechanism.name, text) for mechanism in MECHANISMS for text in mechanism.limits]


@pytest.mark.parametrize(("mechanism", "text"), STATED, ids=[f"{name}: {text}" for name, text in STATED])
def test_limit(mechanism, text):
    test = LIMITS.get((mechanism, text))
    assert test, f"{mechanism} states the limit {text!r}, and no test here holds it to that: write one with @limit"
    test()


def test_no_test_is_of_a_limit_that_nobody_states():
    assert not set(LIMITS) - set(STATED), "these limits were renamed or dropped"


def test_outside_the_theatre_nothing_happens():
    """A place abroad keeps everybody it has, whatever goes on elsewhere."""
    stocks = ("residents", "displaced", "grievance", "overt", "covert", "dead")
    for name in BY_NAME:
        for world in varied():
            before = {stock: getattr(world.state, stock)[ABROAD].copy() for stock in stocks}
            world.do(name)
            for stock, there in before.items():
                assert (getattr(world.state, stock)[ABROAD] == there).all(), f"{name} changes {stock} outside the theatre"


def test_who_is_moved_to_the_dead_stays_dead():
    world = World()
    for stock in (world.state.overt, world.state.covert):
        move(stock, EAST, 0, world.state.dead, EAST, MEMBERS_DEAD, 10.0)
    dead = world.state.dead.copy()
    for _ in range(10):
        world.step()
        assert (world.state.dead >= dead).all()
        dead = world.state.dead.copy()
    assert dead.shape == (PLACES, 4)
