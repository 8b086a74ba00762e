"""Where a published model is a limit of this one: the mechanism run alone follows it. docs/classics.md says which are not."""

from __future__ import annotations

import numpy as np
import pytest
from tiny import PLAIN, TOWN, World, tiny_setting

from rekindle.classics import coalescence, deitchman, intelligence, lanchester
from rekindle.classics.deitchman import Ambush
from rekindle.classics.intelligence import Insurgency
from rekindle.classics.lanchester import Battle
from rekindle.model.mechanisms.battle import ATTACKERS, DEFENDERS, DEITCHMAN, LINEAR, SQUARE
from rekindle.model.noise import Noise, stream
from rekindle.model.parameters import groups as groups_of_parameters
from rekindle.model.readings import heavy_tailed

WEEKS = 40


# Laws of attrition: a town where neither ground, air, defences nor density decide anything.


def fought(law: float, attackers: float, defenders: float, fire: float, area_fire: float, dt: float) -> np.ndarray:
    """Attackers and defenders at the start of every week, from the whole mechanism in steps of `dt` weeks: (WEEKS + 1, 2)."""
    world = World(setting=tiny_setting(dt))
    for stock in (world.state.overt, world.state.covert, world.state.forces):
        stock[:] = 0
    world.state.overt[TOWN, 0], world.state.forces[TOWN, 0] = defenders, attackers
    world.state.morale[:] = 0.7  # everybody counts
    world.state.places["control"][TOWN] = 1
    world.state.places["defences"][:] = 0
    world.orders.places["assaulted"][TOWN] = 1
    course = [(attackers, defenders)]
    for _ in range(WEEKS):
        for _ in range(round(1 / dt)):
            world.do("assault", attrition=law, fire=fire, area_fire=area_fire, fire_density=0, pace=0, front=0)
        course.append((world.state.forces[TOWN, 0], world.state.overt[TOWN, 0]))
    return np.array(course)


def classic(law: float, attackers: float, defenders: float, fire: float, area_fire: float) -> np.ndarray:
    """The same from the published law. All three lose alike where 30,000 meet 4,500, which scales the rates."""
    times = np.arange(WEEKS + 1.0)
    if law == DEITCHMAN:
        return deitchman.course(Ambush(attackers, defenders, fire, area_fire), times)
    if law == SQUARE:
        return lanchester.square(Battle(attackers, defenders, fire, area_fire * DEFENDERS), times)
    return lanchester.linear(Battle(attackers, defenders, fire / ATTACKERS, area_fire), times)


BATTLES = {
    "Deitchman, attackers ahead": (DEITCHMAN, 1e6, 2e5, 0.2, 1e-7),
    "Deitchman, defenders ahead": (DEITCHMAN, 1e6, 4e5, 0.1, 5e-8),
    "square law, attackers ahead": (SQUARE, 1e5, 5e4, 0.02, 0.02 / DEFENDERS),
    "square law, defenders ahead": (SQUARE, 5e4, 1e5, 0.01, 0.01 / DEFENDERS),
    "linear law": (LINEAR, 1e5, 2e4, 0.03, 1e-6),
}


@pytest.mark.parametrize("battle", BATTLES.values(), ids=BATTLES)
def test_each_law_of_attrition_follows_the_published_one_as_steps_get_short(battle):
    published = classic(*battle)
    lost = published[0] - published[-1]
    assert (lost > 0.1 * published[0]).all(), "a battle in which nobody falls shows nothing"
    off = [np.abs(fought(*battle, dt) - published).max() / published[0].max() for dt in (1.0, 1 / 8, 1 / 64)]
    assert off[0] < 0.05, "in the model's steps of a week"
    assert off[2] < 0.001
    assert off[1] < off[0] / 5 and off[2] < off[1] / 5, "the difference is of the first order in the step"


# Raids: where nobody is too well hidden to find, and the population is so large that no shot hits a member by accident.

MEMBERS, REACH, EFFORT, SECURITY = 1000.0, 0.02, 0.6, 0.8


def raided(level: float, dt: float = 1.0) -> World:
    """Members in one governorate where raids are all that happens, at this intelligence. Activity of a half counts once."""
    world = World(setting=tiny_setting(dt))
    world.state.covert[:] = 0
    world.state.covert[PLAIN, 0] = MEMBERS
    here = world.state.places
    here["intelligence"][PLAIN], here["security"][PLAIN], here["activity"][PLAIN] = level, SECURITY, 0.5
    world.state.countries["effort"] = EFFORT
    return world


def raid(world: World) -> World:
    """One step of raids that do as much harm where they find nobody as they take members where they find some."""
    claimed = world.state.residents[PLAIN] @ world.setting.communities["claimed"]
    return world.do("raid", reach=REACH, hidden=0, hiding=0, harm=REACH * MEMBERS / claimed)


PLACE = Insurgency(population=1e12, effect=REACH * EFFORT * SECURITY * MEMBERS, recruits=0.0)
"""Kress & Szechtman's with a force of 1, which stands for raids of that effort and coverage."""


@pytest.mark.parametrize("level", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_a_raid_hits_and_harms_as_in_kress_and_szechtman(level):
    """At every intelligence, and both together are the same at each: what does not find a member harms others."""
    world = raid(raided(level, dt=1 / 64))
    taken = 64 * world.flow("members_killed_in_raids", "members_captured")
    harmed = 64 * world.room.week["civilians_killed_in_raids"][PLAIN]
    known = intelligence.fixed(level)
    assert taken == pytest.approx(intelligence.hits(PLACE, known, 1.0, MEMBERS), rel=1e-3, abs=1e-6)
    assert harmed == pytest.approx(intelligence.harm(PLACE, known, 1.0, MEMBERS), rel=1e-3, abs=1e-6)
    assert taken + harmed == pytest.approx(PLACE.effect, rel=1e-3)


def test_raids_take_members_as_in_kress_and_szechtman_where_members_are_what_there_is_to_be_seen():
    """Intelligence in proportion to the members left, m(I) = 0.5 I / 1,000: theirs then falls exponentially, as ours does."""
    weeks = np.arange(0.0, 201.0, 20.0)
    published = intelligence.solved(PLACE, lambda members: 0.5 * members / MEMBERS, 1.0, MEMBERS, weeks)[:, 1]
    world, course = raided(0.5), []
    for _ in range(201):
        course.append(world.state.covert[PLAIN, 0])
        raid(world)
    assert published[-1] < 0.5 * MEMBERS
    assert course[::20] == pytest.approx(published, rel=1e-4)


def test_as_many_raids_whatever_members_are_left_take_them_as_in_kress_and_szechtman():
    """At fixed intelligence theirs loses as many each week and ends on a known day; ours does if effort makes up for losses."""
    weeks = np.arange(0.0, 181.0, 20.0)
    published = intelligence.solved(PLACE, intelligence.fixed(0.5), 1.0, MEMBERS, weeks)[:, 1]
    world, course = raided(0.5), []
    for _ in range(181):
        course.append(world.state.covert[PLAIN, 0])
        world.state.countries["effort"] = EFFORT * MEMBERS / course[-1]
        raid(world)
    assert published[-1] == pytest.approx(MEMBERS - 180 * 0.5 * PLACE.effect)
    assert course[::20] == pytest.approx(published, abs=0.01 * MEMBERS)


# Sizes of attacks: the same tail, declared and not grown.


def test_sizes_of_attacks_have_the_tail_of_groups_that_join_and_scatter():
    """Not a limit: no groups join or scatter here. The prior holds the exponent, and with it tails thin out alike.

    Share of sizes over s that are over 4 s: 4^-1.5 = 1/8 for a density that falls as s^-2.5.
    """
    lowest, highest = groups_of_parameters()["attacks"]["tail"].prior.bounds()
    assert lowest < coalescence.EXPONENT < highest
    sizes = np.arange(1, 400_000)
    groups = coalescence.closed(1e-4, sizes)
    assert groups[399:].sum() / groups[99:].sum() == pytest.approx(1 / 8, rel=0.02)
    tail = stream("sizes in a test of their tail")
    drawn = np.array([heavy_tailed(Noise(1, world, 0), tail, 0, 1.0, coalescence.EXPONENT) for world in range(20_000)])
    assert (drawn > 4).sum() / (drawn > 1).sum() == pytest.approx(1 / 8, rel=0.08)
