"""The assault's losses against Deitchman's guerrilla war, in closed form.

S. J. Deitchman (1962, "A Lanchester model of guerrilla warfare", Operations Research 10(6), 818-827) lets concealed
defenders R aim at attackers B in the open, who answer with fire into the area where they believe the defenders to be:

    dB/dt = -r R          aimed: losses go with the number who fire
    dR/dt = -b B R        area: losses also go with the number who can be hit

Dividing the first by the second, dB/dR = r / (b B), so b B dB = r dR, and along every battle

    b/2 (B0^2 - B^2) = r (R0 - R)

a square law for the attackers mixed with a linear law for the defenders. With the defenders gone (R = 0)

    B = sqrt(B0^2 - 2 r R0 / b)

and with B0 = 1000, R0 = 200, r = 0.02 and b = 1e-5: sqrt(1,000,000 - 800,000) = sqrt(200,000) = 447.214. Defenders win
where 2 r R0 / b exceeds B0^2; then b (B0^2) / (2 r) of them are lost as the last attacker falls.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from tiny import parameters_at

from rekindle.model.mechanisms.battle import area_hazard, attackers_killed

ATTACKERS, DEFENDERS, AIMED, AREA = 1000.0, 200.0, 0.02, 1e-5


@pytest.fixture
def parameters():
    """The battle's parameters with everything but the two kinds of fire switched off."""
    made = parameters_at(0.5)["battle"]
    made["fire"], made["area_fire"] = AIMED, AREA
    made["fire_defences"] = made["fire_density"] = made["shield"] = 0.0
    return made.view(np.recarray)[0]


def battle(parameters, attackers: float, defenders: float, step: float, enough) -> tuple[float, float]:
    """Carry a battle forward in small steps (Heun's method) until `enough(attackers, defenders)`."""
    while not enough(attackers, defenders):
        killed = attackers_killed(defenders, 0.0, 0.0, 1.0, parameters) * step
        lost = area_hazard(attackers, 1.0, 1.0, parameters) * defenders * step
        then = (attackers - killed, defenders - lost)
        killed_then = attackers_killed(then[1], 0.0, 0.0, 1.0, parameters) * step
        lost_then = area_hazard(then[0], 1.0, 1.0, parameters) * then[1] * step
        attackers -= 0.5 * (killed + killed_then)
        defenders -= 0.5 * (lost + lost_then)
    return attackers, defenders


def test_what_is_left_of_the_attackers_is_the_closed_form(parameters):
    left, defenders = battle(parameters, ATTACKERS, DEFENDERS, 1.0, lambda b, r: r < 1e-3)
    assert left == pytest.approx(math.sqrt(ATTACKERS**2 - 2 * AIMED * (DEFENDERS - defenders) / AREA), rel=1e-6)
    assert left == pytest.approx(447.214, abs=0.01)


def test_the_mixed_law_holds_all_along(parameters):
    attackers, defenders = ATTACKERS, DEFENDERS
    for still in (150.0, 100.0, 50.0, 10.0):
        attackers, defenders = battle(parameters, attackers, defenders, 0.5, lambda b, r, still=still: r < still)
        assert AREA / 2 * (ATTACKERS**2 - attackers**2) == pytest.approx(AIMED * (DEFENDERS - defenders), rel=1e-6)


def test_enough_concealed_defenders_win(parameters):
    """The other end of the same law: with twice the defenders the attackers are gone first."""
    attackers, defenders = battle(parameters, ATTACKERS, 2 * DEFENDERS, 0.05, lambda b, r: b < 1)
    assert defenders == pytest.approx(2 * DEFENDERS - AREA * ATTACKERS**2 / (2 * AIMED), rel=1e-3)
    assert attackers < 1


def test_defences_and_density_multiply_aimed_fire_and_shield_from_area_fire(parameters):
    parameters = parameters.copy()
    parameters["fire_defences"], parameters["fire_density"] = 1.0, 0.5
    plain = attackers_killed(100.0, 0.0, 0.0, 1.0, parameters)
    assert plain == pytest.approx(AIMED * 100)
    assert attackers_killed(100.0, 0.5, 1.0, 1.0, parameters) == pytest.approx(plain * 1.5 * 1.5)
    assert area_hazard(1000.0, 0.25, 1.0, parameters) == pytest.approx(AREA * 250)
    assert area_hazard(0.0, 1.0, 1.0, parameters) == attackers_killed(0.0, 1.0, 1.0, 1.0, parameters) == 0
