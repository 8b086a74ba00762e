"""The people who live there: trapped, killed by both sides, displaced, and back again; and the damage around them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import inlined
from rekindle.model.formulas import acting, hazard, saturating, total
from rekindle.model.ledger import move
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import LogNormal, Parameter, Uniform
from rekindle.model.readings import engaged
from rekindle.model.state import RESIDENTS_DEAD


class Civilians(NamedTuple):
    """Parameters of harm, flight and return."""

    ground: Annotated[float, Parameter(
        "1/week", LogNormal(0.0016, 0.4), "tuned on 2,521 to 11,000 civilians killed in the battle of Mosul",
        "hazard of a resident's death in the heaviest fighting in built-up ground")]
    by_group: Annotated[float, Parameter(
        "share", Uniform(0.3, 0.65), "AP December 2017: a third each by the group, by forces and strikes, unknown",
        "share of deaths in ground fighting caused by the group")]
    ratio: Annotated[float, Parameter(
        "fighters per resident", LogNormal(0.004, 0.4), "expert guess: about the ratio in Mosul at the start",
        "fighters per resident at which fighting is half as heavy as it gets")]
    strike: Annotated[float, Parameter(
        "residents killed per strike", LogNormal(0.25, 0.6),
        "reduced sketch; coalition admitted 1,139 deaths by 2018, Airwars about 6,600",
        "residents killed by a strike on the densest town")]
    flee: Annotated[float, Parameter(
        "1/week", LogNormal(0.5, 0.3), "tuned on 0.90-1.05 million displaced from Mosul",
        "rate of flight from the heaviest fighting in built-up ground")]
    deny: Annotated[float, Parameter(
        "share", Uniform(0.2, 0.6), "expert guess",
        "share of would-be flight that the group prevents where it holds everything")]
    punish: Annotated[float, Parameter(
        "share", LogNormal(0.0006, 0.7), "hundreds killed in recorded cases among some 900,000 who fled",
        "share of those fleeing held ground whom the group kills")]
    rule: Annotated[float, Parameter(
        "1/week", LogNormal(1e-5, 0.7), "mass graves of 2014-17 (6,000-12,000 bodies in areas once held)",
        "hazard of death under the group's rule without fighting")]
    back: Annotated[float, Parameter(
        "1/week", LogNormal(0.034, 0.35), "tuned on the DTM's returns of 2016-18, about 0.01 a week of those displaced",
        "rate of return where nothing is damaged, services work and the place is safe")]
    damage_ground: Annotated[float, Parameter(
        "1/week", LogNormal(0.006, 0.5), "expert guess; satellite counts of damaged buildings in Mosul",
        "rate of destruction in the heaviest ground fighting")]
    damage_strike: Annotated[float, Parameter(
        "km2 per strike", LogNormal(0.003, 0.5), "expert guess; satellite counts of damaged buildings in the Old City",
        "built-up ground that a strike destroys")]


@inlined
def intensity(state, setting, orders, parameters, p):
    """How heavy ground fighting is, 0-1: contact x share of the ground pressed x luck x (0.2 + 0.8 x / (1 + x)).

    x = fighters / (ratio residents).
    """
    if orders.places[p].assaulted == 0.0 or orders.places[p].before <= 0.0:
        return 0.0
    fighters = acting(total(state.overt, p))
    residents = max(1.0, total(state.residents, p))
    heavy = 0.2 + 0.8 * saturating(fighters / (parameters.ratio * residents))
    heavy *= engaged(state, setting, orders, p)
    return min(1.0, orders.places[p].assaulted * heavy * math.exp(state.places[p].turbulence))


@inlined
def harm_residents(state, setting, orders, noise, ledger, parameters):
    """Residents of a contested place are killed by both sides and from the air, and homes are destroyed.

    Killed on the ground: residents x hazard(ground (0.3 + density) intensity), a share by the group; from the air:
    strike (0.3 + density) for each strike; under rule: a small hazard. Expected numbers, not whole ones, since
    hundreds of separate events stand behind a week of battle.
    """
    for p in range(state.places.shape[0]):
        place = setting.places[p]
        if place.theatre == 0.0:
            continue
        here = state.places[p]
        flows = ledger.flows[p]
        heavy = intensity(state, setting, orders, parameters, p)
        if heavy <= 0.0 and here.control <= 0.0 and orders.places[p].strikes <= 0.0:
            continue
        residents = total(state.residents, p)
        ground = hazard(parameters.ground * (0.3 + place.density) * heavy, setting.dt)
        strikes = orders.places[p].strikes * setting.dt
        air = min(0.5, parameters.strike * (0.3 + place.density) * strikes / max(1.0, residents))
        rule = hazard(parameters.rule * here.control, setting.dt)
        for c in range(state.residents.shape[1]):
            people = acting(state.residents[p, c])
            dead = people * ground
            flows.civilians_killed_by_group += move(
                state.residents, p, c, state.dead, p, RESIDENTS_DEAD, dead * parameters.by_group + people * rule)
            by_forces = move(state.residents, p, c, state.dead, p, RESIDENTS_DEAD, dead * (1.0 - parameters.by_group))
            by_strikes = move(state.residents, p, c, state.dead, p, RESIDENTS_DEAD, people * air)
            flows.civilians_killed_by_forces += by_forces
            flows.civilians_killed_by_strikes += by_strikes
            here.harmed += by_forces + by_strikes
        # a strike in a governorate or town falls on its built-up part: area counts no more than 100 km2
        struck = parameters.damage_strike * strikes / max(0.1, min(place.area, 100.0))
        ruin = hazard(parameters.damage_ground * (0.3 + place.density) * heavy, setting.dt) + struck
        here.damage += (1.0 - here.damage) * min(1.0, ruin * (1.0 if place.sector > 0.0 else 0.1))


@inlined
def displace(state, setting, orders, noise, ledger, parameters):
    """People flee fighting where they can, some are killed fleeing, and come back as a place is safe, served and repaired.

    Flight: flee (0.5 + density) intensity (1 - deny control), helped by an open way out; return: back (1 - damage)
    services once control is under 0.1 and no assault goes on.
    """
    for p in range(state.places.shape[0]):
        place = setting.places[p]
        if place.theatre == 0.0:
            continue
        here = state.places[p]
        flows = ledger.flows[p]
        heavy = intensity(state, setting, orders, parameters, p)
        free = 1.0 - parameters.deny * here.control * (1.0 - 0.5 * orders.places[p].openness)
        fleeing = hazard(parameters.flee * (0.5 + place.density) * heavy * free, setting.dt)
        safe = here.control < 0.1 and orders.places[p].assaulted == 0.0
        rate = parameters.back * (1.0 - here.damage) * (0.3 + 0.7 * here.services) * (0.3 + 0.7 * here.security)
        returning = hazard(rate, setting.dt) if safe else 0.0
        country = int(place.country)
        for c in range(state.residents.shape[1]):
            people = acting(state.residents[p, c]) * fleeing
            killed = people * parameters.punish * here.control
            flows.civilians_killed_by_group += move(state.residents, p, c, state.dead, p, RESIDENTS_DEAD, killed)
            flows.fled += move(state.residents, p, c, state.displaced, p, c, people - killed)
            back = move(state.displaced, p, c, state.residents, p, c, acting(state.displaced[p, c]) * returning)
            flows.returned += back
            state.countries[country].returned += back


HARM_RESIDENTS = Mechanism(
    name="harm_residents",
    numbers=(4, 9),
    function=harm_residents,
    parameters=Civilians,
    reads=("residents", "overt", "places.control", "places.damage", "places.turbulence", "orders.assaulted",
           "orders.strikes", "orders.before", "forces", "morale"),
    writes=("residents", "dead", "places.damage", "places.harmed"),
    flows=("civilians_killed_by_group", "civilians_killed_by_forces", "civilians_killed_by_strikes"),
    limits=("no fighting, no strikes and no rule harm nobody", "more residents are killed where density is higher"),
    source="expert guess; forms from a reduced sketch of this model",
)

DISPLACE = Mechanism(
    name="displace",
    numbers=(7, 9),
    function=displace,
    parameters=Civilians,
    reads=("residents", "displaced", "overt", "places.control", "places.damage", "places.services", "places.security",
           "places.turbulence", "orders.assaulted", "orders.openness", "orders.before", "forces", "morale"),
    writes=("residents", "displaced", "dead", "countries.returned"),
    flows=("fled", "returned", "civilians_killed_by_group"),
    limits=("nobody flees where nobody fights", "nobody returns to held or fought-over ground",
            "an open corridor raises flight"),
    source="expert guess; forms from a reduced sketch of this model",
)
