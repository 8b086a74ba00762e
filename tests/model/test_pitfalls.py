"""What went wrong in the reduced sketch of this model (dynamics.md, "Pitfalls met") cannot go wrong here unnoticed.

Here are the pitfalls of the model by itself: 1 to 4, 7 and 8. Pitfalls 5, 6 and 9 are about whole scenarios.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from limits import varied
from tiny import EAST, HOME, PLACES, PLAIN, THEATRE, World, parameters_at, tiny_setting, varied_world

from rekindle.model.mechanisms.territory import SUDDEN
from rekindle.model.state import DISSOLVED


def attacks_under(soldiers: float, **changed: float) -> float:
    """Mean number of attacks in the plain by 10,000 members, over many worlds, with some forces there."""
    found = 0.0
    for number in range(60):
        world = World(number=number)
        world.state.forces[PLAIN] = soldiers / 2
        world.state.morale[:] = 0.7  # everybody counts
        world.orders.forces[:] = world.state.forces
        world.state.covert[PLAIN, 0] = 10_000.0
        world.do("deploy", **changed)
        found += world.do("attack", rate=0.01).room.week["attacks"][PLAIN] / 60
    return found


def test_coverage_is_hyperbolic_and_rates_are_quoted_where_it_is_a_half():
    """Pitfall 1: coverage as 1 - exp(-x) let one parameter rule every total, since attacks went as exp(-2x)."""
    at_half = 0.012 * World().state.residents[PLAIN].sum()
    for times in (0.25, 1.0, 4.0, 100.0):
        world = World()
        world.state.forces[PLAIN], world.state.morale[:] = at_half * times / 2, 0.7
        world.orders.forces[:] = world.state.forces
        assert world.do("deploy", cover=0.012).state.places["security"][PLAIN] == pytest.approx(times / (1 + times), rel=1e-2)
    nation = World().state.nation[0]
    drive = (0.4 + 0.6 * nation.leadership) * (0.5 + 0.5 * nation.treasury / (20 + nation.treasury))
    quoted = 0.01 * (10_000 + World().state.covert[PLAIN, 1]) * drive  # at coverage and activity of a half
    assert attacks_under(at_half, cover=0.012) == pytest.approx(quoted, rel=0.03)
    tempo = parameters_at(0.5)["attacks"]["tempo"][0]
    for cover in (0.006, 0.024):  # half or twice the one parameter: never more than 2^tempo apart from the quoted rate
        moved = attacks_under(at_half, cover=cover) / quoted
        assert moved == pytest.approx((2 / (1 + 0.012 / cover)) ** tempo, rel=0.04)
        assert 2**-tempo < moved < 2**tempo


@pytest.mark.parametrize("hurry", [1.0, 50.0])
def test_nobody_is_lost_where_several_flows_share_a_stock(hurry):
    """Pitfall 2: a flow was divided by a total computed before the stocks moved, and people were lost.

    Here every rate is so high that all flows out of a stock want more than is in it; every world keeps its people in each
    week, and no stock falls below nothing.
    """
    rates = {
        "dispersal": ("ground", "cadres", "spread"), "recruitment": ("contact", "emerge", "foreign", "seed"),
        "civilians": ("flee", "back"), "raid": ("reach", "harm"),
        "leaving": ("drop_out",), "ways": ("leave",), "stance": ("leave",),
        "battle": ("fire", "area_fire", "strike"), "conduct": ("abuse_kill", "abuse_displace"),
        "affiliates": ("grow", "quit_"), "abroad": ("ripe",),
    }  # fmt: skip
    parameters = parameters_at(1.0)
    for group, names in rates.items():
        for name in names:
            parameters[group][name] *= hurry
    for seed in range(8):
        world = varied_world(seed, parameters)
        before = world.people
        for _ in range(8):
            world.step()
            assert world.people == pytest.approx(before, abs=1e-3)
            for stock in ("residents", "displaced", "overt", "covert", "detained", "fallen", "abroad", "forces", "reserve"):
                assert getattr(world.state, stock).min() >= 0, stock


def test_arrivals_share_out_exactly_what_the_reserve_holds():
    """Pitfall 2 where it is easiest to fall into: wants far above the reserve are cut to it in proportion."""
    for world in varied():
        world.orders.forces[THEATRE] += 1e5
        reserve, forces = world.state.reserve.copy(), world.state.forces.copy()
        world.setting.places["sector"][:] = 0  # nobody moves within a city
        world.do("deploy", arrive=1e-9, recover=1e-9, raise_=1e15)
        assert world.state.forces.sum(0) == pytest.approx(forces.sum(0) + reserve[0])
        gained = (world.state.forces - forces)[THEATRE]
        wanted = (world.orders.forces - forces)[THEATRE]
        for f in range(forces.shape[1]):
            assert gained[:, f] * wanted[:, f].sum() == pytest.approx(wanted[:, f] * gained[:, f].sum())


def collapsing() -> np.recarray:
    """Parameters under which any garrison routs that can."""
    parameters = parameters_at(0.5)
    parameters["rout"]["form"], parameters["rout"]["rate"], parameters["rout"]["cohesion"] = SUDDEN, 1e6, 100.0
    return parameters


def test_orders_are_one_snapshot_of_the_step():
    """Pitfall 3: orders made inside the loop saw half-updated control, and assaulted places without a garrison routed."""
    for seed in range(12):
        world = World(parameters=collapsing(), number=seed, week=4)
        world.state.forces[EAST] = 15_000.0, 2000.0
        world.state.places["control"][EAST] = 0.5
        for week in range(10):
            control = world.state.places["control"].copy()
            world.room.week_numbers[:] = 0
            world.step()
            assert (world.orders.places["before"] == control).all(), "the ground as it lay when the orders were given"
            assaulted = world.orders.places["assaulted"] > 0
            assert not world.room.week["forces_dissolved"][assaulted].any()
            assert assaulted[EAST] or week > 0, "the test is of assaulted places"


def test_without_a_garrison_there_is_nothing_to_rout():
    """Pitfall 3, its other half: no rout without a garrison, whoever threatens the place."""
    for world in varied():
        world.parameters = collapsing()
        world.state.forces[:] = np.minimum(world.state.forces, 90.0 / world.state.forces.shape[1])
        control = world.state.places["control"].copy()
        world.do("rout", form=SUDDEN, rate=1e6, cohesion=100.0)
        assert world.state.outside[0, DISSOLVED] == 0
        assert (world.state.places["control"] == control).all()


def reordered(world: World) -> World:
    """The same world with its places in the theatre listed backwards."""
    order = np.array([*range(HOME - 1, -1, -1), *range(HOME, PLACES)])
    setting = world.setting._replace(
        places=world.setting.places[order], near=world.setting.near[np.ix_(order, order)], posts=world.setting.posts[order]
    )
    setting.orders["place"] = order[setting.orders["place"].astype(int)]  # its own inverse
    for array in world.state:
        if len(array) == PLACES:
            array[:] = array[order].copy()
    world.orders.places[:] = world.orders.places[order].copy()
    world.orders.forces[:] = world.orders.forces[order].copy()
    world.setting = setting
    return world


def losing(seed: int) -> World:
    """A varied world in which every place has just lost ground, so that who falls back may be uprooted where he arrives."""
    world = varied_world(seed, parameters_at(0.5))
    world.orders.places["before"][THEATRE] = np.minimum(1.0, world.state.places["control"][THEATRE] + 0.3)
    return world


MOVING = (
    "disperse",
    "scatter",
    "choose_stance",
    "travel",
    "displace",
    "assault",
    "mobilise",
    "recruit",
    "raid",
    "draw",
    "deploy",
    "harm_residents",
    "share_strikes",
    "give_orders",
)


@pytest.mark.parametrize("name", MOVING)
def test_nobody_moves_or_fights_twice_in_a_step(name):
    """Pitfall 4: fighters moved inside the loop fought again in later places. Then the order of places matters: not here."""
    order = [*range(HOME - 1, -1, -1), *range(HOME, PLACES)]
    moved = 0.0
    for seed in range(12):
        plain = losing(seed)
        start = plain.state.overt.copy(), plain.state.covert.copy(), plain.state.residents.copy(), plain.state.forces.copy()
        plain.do(name)
        backwards = reordered(losing(seed)).do(name)
        for field, array in plain.state._asdict().items():
            again = getattr(backwards.state, field)
            if len(array) == PLACES:
                again = again[order]
            if array.dtype.names:
                for part in array.dtype.names:
                    assert again[part] == pytest.approx(array[part], rel=1e-9, abs=1e-9), f"{field}.{part}, state {seed}"
            else:
                assert again == pytest.approx(array, rel=1e-9, abs=1e-6), f"{field}, state {seed}"
        now = plain.state.overt, plain.state.covert, plain.state.residents, plain.state.forces
        moved += sum(np.abs(a - b).sum() for a, b in zip(start, now, strict=True))
    assert moved > 0 or name in ("give_orders", "share_strikes")


def test_a_rout_of_a_governorate_is_partial_and_its_repeats_are_no_new_events():
    """Pitfall 7: a governorate is one place; a rout takes a part of it, and the next only what that part had left."""
    jump = 0.8
    for number in range(20):
        world = World(number=number)
        claimed = (world.state.residents[PLAIN] * [0.95, 0.05]).sum() / world.state.residents[PLAIN].sum()
        most = jump * 1.1 * claimed
        gains = []
        for _ in range(40):
            world.state.forces[PLAIN], world.state.overt[PLAIN, 0] = [6000.0, 9000.0], 3000.0  # always something to rout
            world.room.week_numbers[:] = 0
            before = world.state.places["control"][PLAIN]
            world.do("rout", form=SUDDEN, rate=1e6, cohesion=100.0, ratio=1e-6, jump=jump)
            world.week += 1
            gains.append(world.state.places["control"][PLAIN] - before)
            if gains[-1] == 0:
                assert world.room.week["forces_dissolved"][PLAIN] == world.room.week["fled"][PLAIN] == 0
        assert 0.6 * most <= gains[0] <= most, "partial"
        assert sum(gains) <= most * (1 + 1e-12), "all routs together take no more than one may"
        assert sum(gain > 0 for gain in gains) < 15


def after_years(world: World, *mechanisms: tuple[str, dict[str, float]], keep) -> float:
    """Grievance of the plain's first community once it has come to rest, with `keep` renewed before each week."""
    for _ in range(2500):
        keep(world)
        for name, changed in mechanisms:
            world.do(name, **changed)
    return world.state.grievance[PLAIN, 0]


def quiet() -> World:
    """A plain in which nothing feeds grievance: full inclusion, no damage, nobody hurt, nobody chased."""
    world = World(setting=tiny_setting())
    world.state.grievance[:] = 0.5
    for field, value in (("inclusion", 1.0), ("services", 0.5), ("damage", 0.0), ("harmed", 0.0), ("sweeps", 0.0)):
        world.state.places[field][:] = value
    world.setting.communities["exclusion"][:] = 1.0
    return world


FADED = 1 - 0.5 ** (1 / 90)


@pytest.mark.parametrize("times", [1.0, 10.0])
def test_chases_alone_do_not_pin_grievance(times):
    """Pitfall 8: raid harm at ten times its value pinned grievance. Each driver's steady state is checked alone.

    At full effort and coverage with no intelligence at all: rise r = 1 - exp(-chase) against fading f gives
    r / (1 - (1 - f)(1 - r)): under a tenth. Ten times as much would pin it above a half.
    """
    chase = 0.0008 * times
    assert parameters_at(0.5)["conduct"]["chase"][0] == pytest.approx(0.0008)
    found = after_years(quiet(), ("remember", {"memory": 90.0, "chase": chase}),
                        keep=lambda world: world.state.places["sweeps"].fill(1.0))  # fmt: skip
    rise = 1 - math.exp(-chase)
    assert found == pytest.approx(rise / (1 - (1 - FADED) * (1 - rise)), rel=1e-6)
    assert (found < 0.1) if times == 1 else (found > 0.5)


def test_harm_alone_comes_to_its_closed_form():
    """Pitfall 8, harm: two residents in 100,000 killed by the government side every week, a hard year of a hard place."""
    residents = World().state.residents[PLAIN].sum()
    found = after_years(quiet(), ("remember", {"memory": 90.0, "harm": 12.0}),
                        keep=lambda world: world.state.places["harmed"].fill(2e-5 * residents))  # fmt: skip
    rise = 1 - math.exp(-12 * 2e-5)
    assert found == pytest.approx(rise / (1 - (1 - FADED) * (1 - rise)), rel=1e-6)
    assert found < 0.1


def test_abuse_alone_comes_to_its_closed_form():
    """Pitfall 8, abuse: the tiny world's garrison (15,000, half-restrained on average) among a community far from it."""
    world = quiet()
    pressure = (6000 * 0.3 * 0.1 + 9000 * 0.8 * 0.6) / 15_000 * world.state.places["security"][PLAIN]
    found = after_years(
        world, ("misconduct", {"abuse": 0.01, "abuse_kill": 0.0, "abuse_displace": 0.0}), ("remember", {"memory": 90.0}),
        keep=lambda world: None)  # fmt: skip
    rise = 0.01 * pressure
    assert found == pytest.approx((1 - FADED) * rise / (1 - (1 - FADED) * (1 - rise)), rel=1e-6)
    assert found < 0.2


@pytest.mark.parametrize(
    ("field", "value", "rest"), [("inclusion", 0.0, 0.85), ("inclusion", 0.5, 0.425), ("damage", 1.0, 0.25)]
)
def test_exclusion_and_ruin_alone_lead_where_they_say(field, value, rest):
    """Pitfall 8, what grievance drifts to: exclusion at its median of 0.85, ruins at 0.25."""
    world = quiet()
    world.state.places[field][:] = value
    assert after_years(world, ("remember", {}), keep=lambda world: None) == pytest.approx(rest, rel=1e-6)
