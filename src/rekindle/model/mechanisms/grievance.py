"""Grievance, what feeds it and what it feeds: militia conduct, exclusion, harm and redress."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import approach, hazard, share, total, towards
from rekindle.model.ledger import move
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Fixed, LogNormal, Parameter, Uniform
from rekindle.model.readings import claimed_residents
from rekindle.model.state import ABUSED_DEAD


class Conduct(NamedTuple):
    """Parameters of conduct and grievance."""

    abuse: Annotated[float, Parameter(
        "1/week", LogNormal(0.01, 0.6), "expert guess; hundreds of recorded cases after Falluja, Tikrit and in Diyala",
        "rise of grievance where unrestrained forces are as far from a community as can be")]
    abuse_kill: Annotated[float, Parameter(
        "1/week", LogNormal(3e-6, 0.8),
        "expert guess: hundreds of recorded deaths a year in 2014-16; 643 missing after Saqlawiya (OHCHR)",
        "hazard of death by abuse under the same conditions")]
    abuse_displace: Annotated[float, Parameter(
        "1/week", LogNormal(0.001, 0.7), "expert guess; whole districts emptied (Jurf al-Sakhar 2014)",
        "rate of displacement by abuse under the same conditions")]
    memory: Annotated[float, Parameter(
        "weeks", LogNormal(90, 0.35), "reduced sketch: 60 to 150 gave the decline and return of 2006-14",
        "half-life of grievance")]
    exclusion: Annotated[float, Parameter(
        "1", Uniform(0.7, 1), "expert guess", "grievance that full exclusion leads to")]
    damage: Annotated[float, Parameter(
        "1", Uniform(0.1, 0.4), "expert guess", "grievance that a place left in ruins adds")]
    want: Annotated[float, Parameter(
        "1", Uniform(0, 0.4), "Walter 2015, J. Conflict Resolution 59(7): good governance keeps wars from coming back; "
        "rfi-2016 on poverty; size: expert guess",
        "grievance that a lack of services adds, and their presence takes away, from a half on")]
    harm: Annotated[float, Parameter(
        "1", LogNormal(12, 0.5), "expert guess; backlash: Condra & Shapiro 2012",
        "rise of grievance for each share of residents killed by the government side")]
    chase: Annotated[float, Parameter(
        "1/week", LogNormal(0.0008, 0.5), "expert guess; ten times as much pins grievance high in the reduced sketch",
        "rise of grievance where raids find nobody and sweep residents instead")]
    fresh: Annotated[float, Parameter(
        "weeks", LogNormal(26, 0.5), "expert guess", "half-life with which what state forces did is felt as of late")]
    searched: Annotated[float, Parameter(
        "1", LogNormal(0.3, 0.6), "expert guess", "how much raids that find nobody are felt, against abuse at its worst")]
    restraint: Annotated[float, Parameter(
        "share", Fixed(0), "neutral: a lever of policies", "share of the forces' lack of restraint that discipline takes away")]
    ceiling: Annotated[float, Parameter(
        "share", Fixed(1), "neutral: a lever of experiments", "highest grievance there can be")]


@inlined
def abuse_pressure(state, setting, parameters, p, c, present):
    """Pressure of abuse on a community at a place, 0-1: forces' share x distance x (1 - restraint) x coverage."""
    pressure = 0.0
    for f in range(state.forces.shape[1]):
        if state.forces[p, f] > 0.0:
            pressure += state.forces[p, f] * setting.distance[f, c] * (1.0 - setting.forces[f].restraint)
    return pressure * (1.0 - parameters.restraint) / present * state.places[p].security


@inlined
def misconduct(state, setting, orders, noise, ledger, parameters):
    """Unrestrained forces far from a community abuse it: some are killed, some driven out, all the rest resent it.

    What is felt of late tends to the mean pressure on claimed communities + searched x raids that find nobody, and fades.
    """
    gone = approach(parameters.fresh, setting.dt)
    for p in range(state.places.shape[0]):
        present = total(state.forces, p)
        if setting.places[p].theatre == 0.0:
            continue
        here = state.places[p]
        here.wronged = towards(here.wronged, parameters.searched * here.sweeps, gone)
        if present < 1.0:
            continue
        claimed = max(1.0, claimed_residents(state, setting, p))
        for c in range(state.residents.shape[1]):
            people = state.residents[p, c]
            if people < 1.0:
                continue
            pressure = abuse_pressure(state, setting, parameters, p, c, present)
            dead = people * min(0.5, parameters.abuse_kill * pressure * setting.dt)
            driven = people * min(0.5, parameters.abuse_displace * pressure * setting.dt)
            flows = ledger.flows[p]
            killed = move(state.residents, p, c, state.dead, p, ABUSED_DEAD, dead)
            flows.civilians_killed_by_militias += killed
            here.harmed += killed
            flows.fled += move(state.residents, p, c, state.displaced, p, c, driven)
            here.wronged += pressure * people * setting.communities[c].claimed / claimed * gone
            felt = state.grievance[p, c]
            state.grievance[p, c] = felt + (1.0 - felt) * min(1.0, parameters.abuse * pressure * setting.dt)


@inlined
def remember(state, setting, orders, noise, ledger, parameters):
    """Grievance drifts to what exclusion and ruin justify, and jumps with harm by the government side (backlash).

    Target: exclusion x (1 - inclusion) x the community's own exposure + damage + want x (0.5 - services).
    """
    faded = approach(parameters.memory, setting.dt)
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0:
            continue
        here = state.places[p]
        residents = max(1.0, total(state.residents, p))
        shock = parameters.harm * here.harmed / residents + parameters.chase * here.sweeps * setting.dt
        risen = hazard(shock, 1.0)
        here.harmed = 0.0
        for c in range(state.residents.shape[1]):
            exposed = setting.communities[c].exclusion
            justified = parameters.exclusion * (1.0 - here.inclusion) * exposed + parameters.damage * here.damage
            justified = share(justified + parameters.want * (0.5 - here.services))
            felt = towards(state.grievance[p, c], justified, faded)
            state.grievance[p, c] = min(parameters.ceiling, felt + (1.0 - felt) * risen * exposed)


MISCONDUCT = Mechanism(
    name="misconduct",
    numbers=(10,),
    function=misconduct,
    parameters=Conduct,
    reads=("forces", "residents", "grievance", "places.security", "places.sweeps", "places.wronged"),
    writes=("residents", "displaced", "dead", "grievance", "places.harmed", "places.wronged"),
    flows=("civilians_killed_by_militias", "fled"),
    limits=("full restraint or no distance harms nobody", "what was done is felt less as time goes by"),
    source="rsis-2016 on Anbar 2016; expert guess",
)

REMEMBER = Mechanism(
    name="remember",
    numbers=(11,),
    function=remember,
    parameters=Conduct,
    reads=("grievance", "residents", "places.damage", "places.inclusion", "places.services", "places.sweeps",
           "places.harmed"),
    writes=("grievance", "places.harmed"),
    flows=(),
    limits=("full inclusion, half of services and no damage, harm or chase let grievance fade", "better services lower it", "a "
    "ceiling of 0 leaves no grievance"),
    source="Condra & Shapiro 2012, AJPS 56(1), for the backlash; expert guess for the rest",
)
