"""The assault's losses, by the two functions that give them, against the laws of Deitchman and Lanchester in closed form.

The laws, with their derivations, are rekindle.classics.deitchman and rekindle.classics.lanchester; attackers stand in the
open, defenders are concealed. The three lose alike with 30,000 attackers on 4,500 defenders: with aimed fire r per defender
and area fire b, an attacker's aimed fire under the square law is 4,500 b, a defender's area fire under the linear law
r / 30,000. That the whole mechanism follows them is in tests/classics/test_limits_of_the_model.py.
"""

from __future__ import annotations

import numpy as np
import pytest
from tiny import TOWN, World, parameters_at

from rekindle.classics import deitchman, lanchester
from rekindle.classics.deitchman import Ambush
from rekindle.classics.lanchester import Battle
from rekindle.model.mechanisms.battle import ATTACKERS as ALIKE_ATTACKERS
from rekindle.model.mechanisms.battle import DEFENDERS as ALIKE_DEFENDERS
from rekindle.model.mechanisms.battle import DEITCHMAN, LINEAR, SQUARE, area_hazard, attackers_killed

ATTACKERS, DEFENDERS, AIMED, AREA = deitchman.EXAMPLE
LAWS = (DEITCHMAN, SQUARE, LINEAR)


def only_fire(law: float, aimed: float = AIMED, area: float = AREA) -> np.record:
    """The battle's parameters with everything but the two kinds of fire switched off."""
    made = parameters_at(0.5)["battle"]
    made["attrition"], made["fire"], made["area_fire"] = law, aimed, area
    made["fire_defences"] = made["fire_density"] = made["shield"] = 0.0
    return made.view(np.recarray)[0]


def losses(parameters, attackers: float, defenders: float) -> tuple[float, float]:
    """Attackers and defenders killed a week."""
    killed = attackers_killed(defenders, attackers / ALIKE_ATTACKERS, 0.0, 0.0, 1.0, parameters)
    return killed, area_hazard(attackers, defenders, 1.0, 1.0, 1.0, parameters) * defenders


def battle(parameters, attackers: float, defenders: float, step: float, enough) -> tuple[float, float]:
    """Carry a battle forward in small steps (Heun's method) until `enough(attackers, defenders)`."""
    while not enough(attackers, defenders):
        killed, lost = losses(parameters, attackers, defenders)
        then = losses(parameters, attackers - killed * step, defenders - lost * step)
        attackers -= 0.5 * (killed + then[0]) * step
        defenders -= 0.5 * (lost + then[1]) * step
    return attackers, defenders


def test_what_is_left_of_the_attackers_is_the_closed_form():
    left, defenders = battle(only_fire(DEITCHMAN), ATTACKERS, DEFENDERS, 1.0, lambda b, r: r < 1e-3)
    assert left == pytest.approx(deitchman.left(deitchman.EXAMPLE._replace(concealed=DEFENDERS - defenders))[0], rel=1e-6)
    assert left == pytest.approx(447.214, abs=0.01)


# what each law keeps, from rates of aimed fire r and area fire b
KEPT = {
    DEITCHMAN: lambda b, r, aimed, area: deitchman.kept(Ambush(b, r, aimed, area)),
    SQUARE: lambda b, r, aimed, area: lanchester.kept_square(Battle(b, r, aimed, area * ALIKE_DEFENDERS)),
    LINEAR: lambda b, r, aimed, area: lanchester.kept_linear(Battle(b, r, aimed / ALIKE_ATTACKERS, area)),
}


@pytest.mark.parametrize("law", LAWS)
def test_each_law_keeps_what_it_should_all_along(law):
    attackers, defenders = 8000.0, 1000.0
    start = KEPT[law](attackers, defenders, AIMED, AREA)
    for still in (800.0, 400.0, 100.0, 10.0):
        attackers, defenders = battle(only_fire(law), attackers, defenders, 0.02, lambda b, r, still=still: r < still)
        assert KEPT[law](attackers, defenders, AIMED, AREA) == pytest.approx(start, rel=1e-5)
    assert attackers < 8000, "what is kept would be kept as well if nobody fought"


def test_enough_concealed_defenders_win():
    """The other end of the same law: with twice the defenders the attackers are gone first."""
    attackers, defenders = battle(only_fire(DEITCHMAN), ATTACKERS, 2 * DEFENDERS, 0.05, lambda b, r: b < 1)
    assert defenders == pytest.approx(deitchman.left(deitchman.EXAMPLE._replace(concealed=2 * DEFENDERS))[1], rel=1e-3)
    assert attackers < 1


def test_numbers_decide_by_their_square_where_all_aim_and_by_themselves_where_none_does():
    """Twice the defenders at equal fire: worth four times as much under the square law, twice under the linear law."""
    even = {SQUARE: AIMED / ALIKE_DEFENDERS, LINEAR: AIMED / ALIKE_ATTACKERS}
    left = {law: battle(only_fire(law, area=even[law]), 1000.0, 2000.0, step, lambda b, r: b < 1)[1]
            for law, step in ((SQUARE, 0.02), (LINEAR, 2.0))}  # fmt: skip
    even_fire = Battle(1000.0, 2000.0, 1.0, 1.0)
    assert left[SQUARE] == pytest.approx(lanchester.left_square(even_fire)[1], rel=1e-3)
    assert left[LINEAR] == pytest.approx(lanchester.left_linear(even_fire)[1], rel=5e-3)


def first_week(law: float) -> tuple[float, float]:
    """Losses of both sides in the first week of a battle for a town with defences and density of a half: the mechanism."""
    world = World()
    world.state.overt[:], world.state.forces[:] = 0, 0
    world.state.overt[TOWN, 0], world.state.forces[TOWN, 0] = ALIKE_DEFENDERS, ALIKE_ATTACKERS
    world.state.morale[:] = 0.7  # everybody counts
    world.state.places["control"][TOWN] = 1
    world.state.places["defences"][TOWN] = 0.5
    world.setting.places["density"][TOWN] = 0.5
    world.orders.places["assaulted"][TOWN] = 1
    world.do("assault", attrition=law)
    return world.flow("forces_killed_in_battle"), world.flow("fighters_killed_in_battle")


def test_the_three_laws_lose_alike_in_the_first_week_of_the_commentaries_battle():
    assert (ALIKE_ATTACKERS, ALIKE_DEFENDERS) == (30_000, 4_500)
    first = first_week(DEITCHMAN)
    assert min(first) > 100
    for law in (SQUARE, LINEAR):
        assert first_week(law) == pytest.approx(first, rel=1e-9)


@pytest.mark.parametrize("law", LAWS)
def test_defences_and_density_multiply_aimed_fire_and_shield_from_area_fire(law):
    parameters = only_fire(law).copy()
    parameters["fire_defences"], parameters["fire_density"] = 1.0, 0.5
    plain = attackers_killed(100.0, 1.0, 0.0, 0.0, 1.0, parameters)
    assert plain == pytest.approx(AIMED * 100)
    assert attackers_killed(100.0, 1.0, 0.5, 1.0, 1.0, parameters) == pytest.approx(plain * 1.5 * 1.5)
    assert area_hazard(1000.0, ALIKE_DEFENDERS, 1.0, 0.25, 1.0, parameters) == pytest.approx(AREA * 250)
    assert area_hazard(0.0, 100.0, 1.0, 1.0, 1.0, parameters) == attackers_killed(0.0, 1.0, 1.0, 1.0, 1.0, parameters) == 0
