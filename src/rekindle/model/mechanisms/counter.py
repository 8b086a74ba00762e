"""Counter-terrorism: intelligence that comes from people, and raids that stand or fall with it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import acting, approach, hazard, total, towards
from rekindle.model.ledger import desert, move
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import LogNormal, Parameter, Uniform
from rekindle.model.readings import claimed_residents, effective_forces, mean_grievance
from rekindle.model.state import MEMBERS_DEAD, RESIDENTS_DEAD


class Intelligence(NamedTuple):
    """Parameters of intelligence."""

    lag: Annotated[float, Parameter(
        "weeks", LogNormal(12, 0.4), "expert guess; 6 to 25 worked in the reduced sketch", "half-life of intelligence")]
    fear: Annotated[float, Parameter(
        "members per effective soldier", LogNormal(0.1, 0.5), "expert guess",
        "covert members per effective soldier at which fear halves cooperation")]


class Raids(NamedTuple):
    """Parameters of raids."""

    reach: Annotated[float, Parameter(
        "1/week", LogNormal(0.11, 0.35), "decline of 2007-10 in the reduced sketch (0.16)",
        "hazard of a covert member at full effort, intelligence and coverage")]
    hidden: Annotated[float, Parameter(
        "members per claimed resident", LogNormal(1.8e-4, 0.4), "expert guess: sized to leave 1,000-2,000 in 2010-11",
        "members per resident at which half are too well hidden to find")]
    killed: Annotated[float, Parameter(
        "share", Uniform(0.25, 0.55), "expert guess; reduced sketch used 0.4",
        "share of those found who are killed, not captured")]
    harm: Annotated[float, Parameter(
        "1/week", LogNormal(2e-7, 0.8), "expert guess", "hazard of a resident's death where raids find nobody, at full effort")]
    drop_out: Annotated[float, Parameter(
        "1/week", LogNormal(0.004, 0.4), "expert guess", "rate at which covert members quit")]


@inlined
def gather_intelligence(state, setting, orders, noise, ledger, parameters):
    """People talk where they are protected and not aggrieved, and keep silent where the group can reach them.

    Target: 0.9 (1 - grievance)(1 - x)(1 - control)(0.3 + 0.7 coverage), x = C / (C + fear effective forces).
    """
    heard = approach(parameters.lag, setting.dt)
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0:
            continue
        here = state.places[p]
        members = acting(total(state.covert, p))
        reach = parameters.fear * effective_forces(state, p)
        feared = members / (members + reach) if members + reach > 0.0 else 0.0
        told = 0.9 * (1.0 - mean_grievance(state, setting, p)) * (1.0 - feared)
        told *= (1.0 - here.control) * (0.3 + 0.7 * here.security)
        here.intelligence = towards(here.intelligence, told, heard)


@inlined
def raid(state, setting, orders, noise, ledger, parameters):
    """With intelligence raids remove covert members; without it they chase shadows and harm residents.

    Hazard of a member: reach x effort x intelligence x coverage x C / (C + hidden x claimed residents): the last are
    hard to find. Some are killed, the others detained. Expected numbers: hundreds of raids stand behind a week.
    """
    quit_ = hazard(parameters.drop_out, setting.dt)
    for p in range(state.places.shape[0]):
        members = total(state.covert, p)
        if setting.places[p].theatre == 0.0:
            continue
        here = state.places[p]
        flows = ledger.flows[p]
        effort = state.countries[int(setting.places[p].country)].effort
        if members >= 1.0:
            hidden = parameters.hidden * claimed_residents(state, setting, p)
            rate = parameters.reach * effort * here.intelligence * here.security * members / (members + hidden)
            found = hazard(rate, setting.dt)
            for o in range(state.covert.shape[1]):
                people = state.covert[p, o]
                taken = people * found
                flows.members_killed_in_raids += move(
                    state.covert, p, o, state.dead, p, MEMBERS_DEAD, taken * parameters.killed)
                flows.members_captured += move(state.covert, p, o, state.detained, p, o, taken * (1.0 - parameters.killed))
                desert(state, setting, flows, state.covert, p, o, (people - taken) * quit_)
        missed = hazard(parameters.harm * effort * (1.0 - here.intelligence) * here.security, setting.dt)
        for c in range(state.residents.shape[1]):
            dead = move(state.residents, p, c, state.dead, p, RESIDENTS_DEAD,
                        acting(state.residents[p, c]) * missed * setting.communities[c].claimed)
            flows.civilians_killed_in_raids += dead
            here.harmed += dead


GATHER_INTELLIGENCE = Mechanism(
    name="gather_intelligence",
    numbers=(13,),
    function=gather_intelligence,
    parameters=Intelligence,
    reads=("places.intelligence", "places.control", "places.security", "covert", "forces", "morale", "grievance", "residents"),
    writes=("places.intelligence",),
    flows=(),
    limits=("full grievance or full control silences everybody",),
    source="expert guess; form from a reduced sketch of this model",
)

RAID = Mechanism(
    name="raid",
    numbers=(14,),
    function=raid,
    parameters=Raids,
    reads=("covert", "residents", "places.intelligence", "places.security", "countries.effort"),
    writes=("covert", "residents", "detained", "dead", "away", "places.harmed"),
    flows=("members_killed_in_raids", "members_captured", "deserted", "left_theatre", "civilians_killed_in_raids"),
    limits=("reach = 0 removes nobody", "no intelligence removes nobody", "full intelligence harms nobody"),
    source="Kress & Szechtman 2009, Operations Research 57(3): intelligence decides whom a raid hits; rates: expert guess",
)
