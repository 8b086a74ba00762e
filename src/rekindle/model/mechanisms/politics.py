"""Governance, political will and the three levels: slow processes that decide the years after.

After the start of the clock army quality, inclusion, effort and will are processes with priors, never dated inputs
written with hindsight: in the reduced sketch they alone decided whether the group came back.
"""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import approach, hazard, share, towards
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import normal_quantile, stream, uniforms
from rekindle.model.parameter import LogNormal, Parameter, Uniform

_QUALITY_AND_INCLUSION = stream("drift of quality and inclusion")
_EFFORT_AND_WILL = stream("drift of effort and will")
_COALITION = stream("drift of the coalition's will")
_SETTLEMENTS = stream("drift of the settlements")


class Governance(NamedTuple):
    """Parameters of governance."""

    repair: Annotated[float, Parameter(
        "1/week", LogNormal(0.006, 0.5), "expert guess; USD 30bn pledged of 88bn needed in 2018",
        "rate of repair at full will without corruption")]
    recover: Annotated[float, Parameter(
        "weeks", LogNormal(30, 0.4), "expert guess", "half-life of economy, services and local inclusion")]
    rule: Annotated[float, Parameter(
        "1", Uniform(0.2, 0.6), "expert guess", "share of economy and services lost under the group's control")]


class Processes(NamedTuple):
    """Parameters of quality, inclusion, effort and will after the start."""

    quality: Annotated[float, Parameter(
        "1", Uniform(0.4, 0.85), "expert guess: dated guesses of 2006-16 ran from 0.36 to 0.88", "where army quality tends to")]
    quality_memory: Annotated[float, Parameter(
        "weeks", LogNormal(150, 0.5), "expert guess: 2011-14 eroded in about three years", "half-life of army quality")]
    inclusion: Annotated[float, Parameter(
        "1", Uniform(0.15, 0.6), "expert guess: dated guesses of 2006-16 ran from 0.15 to 0.55", "where inclusion tends to")]
    inclusion_memory: Annotated[float, Parameter(
        "weeks", LogNormal(120, 0.5), "expert guess: 2011-14 eroded in about three years", "half-life of inclusion")]
    effort: Annotated[float, Parameter(
        "1", Uniform(0.25, 0.9), "expert guess: dated guesses of 2006-16 ran from 0.15 to 1",
        "where effort tends to at full will")]
    effort_memory: Annotated[float, Parameter(
        "weeks", LogNormal(80, 0.5), "expert guess", "half-life of effort")]
    will: Annotated[float, Parameter(
        "1", Uniform(0.3, 0.9), "expert guess", "where the governments' will tends to")]
    coalition: Annotated[float, Parameter(
        "1", Uniform(0.1, 0.8), "expert guess: foreign troops left Iraq between 2009 and 2011",
        "where the coalition's will tends to")]
    will_memory: Annotated[float, Parameter(
        "weeks", LogNormal(120, 0.5), "expert guess", "half-life of will")]
    fatigue: Annotated[float, Parameter(
        "1", LogNormal(2, 0.6), "expert guess", "will lost for each share of the forces killed")]
    gate: Annotated[float, Parameter(
        "1", Uniform(0.2, 0.8), "expert guess; rsis-2016 ties the three levels to the vacuum",
        "inclusion (local) and coalition will (international) gained for each step of settlement")]
    restless: Annotated[float, Parameter(
        "1", Uniform(0.03, 0.12), "expert guess", "spread of the wandering of all these processes")]


class Settlement(NamedTuple):
    """Parameters of the three levels."""

    local: Annotated[float, Parameter("1", Uniform(0.1, 0.6), "expert guess", "where local settlement tends to")]
    regional: Annotated[float, Parameter("1", Uniform(0.1, 0.5), "expert guess", "where regional settlement tends to")]
    international: Annotated[float, Parameter(
        "1", Uniform(0.1, 0.5), "expert guess", "where international settlement tends to")]
    memory: Annotated[float, Parameter("weeks", LogNormal(300, 0.4), "expert guess: slow", "half-life of settlements")]
    shocks: Annotated[float, Parameter("1", Uniform(0.03, 0.12), "expert guess", "spread of their wandering")]


@inlined
def wander(value, target, half_life, spread, luck, dt):
    """One step of a process that tends to a target with a half-life and wanders with a spread, kept in 0..1."""
    keep = math.exp(-math.log(2.0) / half_life * dt)
    return share(target + (value - target) * keep + spread * math.sqrt(1.0 - keep * keep) * normal_quantile(luck))


@inlined
def settle(state, setting, orders, noise, ledger, parameters):
    """Local, regional and international settlements move slowly, with shocks."""
    nation = state.nation[0]
    first = uniforms(noise, _SETTLEMENTS, 0)
    second = uniforms(noise, _SETTLEMENTS, 1)
    p = parameters
    nation.settlement_local = wander(nation.settlement_local, p.local, p.memory, p.shocks, first[0], setting.dt)
    nation.settlement_regional = wander(nation.settlement_regional, p.regional, p.memory, p.shocks, first[1], setting.dt)
    nation.settlement_international = wander(
        nation.settlement_international, p.international, p.memory, p.shocks, second[0], setting.dt)


@inlined
def change_politics(state, setting, orders, noise, ledger, parameters):
    """Army quality, inclusion, effort and will drift to where they tend, wander on the way, and tire with losses.

    Settlement gates them: inclusion tends higher as local quarrels are settled (mechanism 24), the coalition's will as
    international ones are. Will falls by fatigue x share of the forces killed in the step.
    """
    nation, start = state.nation[0], setting.origin_of_processes[0]
    p, gate = parameters, parameters.gate
    for n in range(state.countries.shape[0]):
        country = state.countries[n]
        first = uniforms(noise, _QUALITY_AND_INCLUSION, n)
        second = uniforms(noise, _EFFORT_AND_WILL, n)
        weight = setting.quality[n] / max(0.01, setting.quality[0])  # other countries' armies keep their rank
        country.quality = wander(
            country.quality, share(p.quality * weight), p.quality_memory, p.restless, first[0], setting.dt)
        including = share(p.inclusion + gate * (nation.settlement_local - start.settlement_local))
        country.inclusion = wander(country.inclusion, including, p.inclusion_memory, p.restless, first[1], setting.dt)
        country.will = wander(country.will, p.will, p.will_memory, p.restless, second[1], setting.dt)
        country.will *= 1.0 - hazard(p.fatigue * killed_share(state, setting, n), 1.0)
        trying = share(p.effort * (0.3 + 0.7 * country.will))
        country.effort = wander(country.effort, trying, p.effort_memory, p.restless, second[0], setting.dt)
    backing = share(p.coalition + gate * (nation.settlement_international - start.settlement_international))
    luck = uniforms(noise, _COALITION, 0)[0]
    nation.coalition_will = wander(nation.coalition_will, backing, p.will_memory, p.restless, luck, setting.dt)


@compiled
def killed_share(state, setting, n):
    """Share of a country's forces killed since they were last counted."""
    strength, killed = 0.0, 0.0
    for f in range(setting.forces.shape[0]):
        if int(setting.forces[f].country) == n:
            strength += setting.forces[f].strength
    for p in range(state.places.shape[0]):
        if int(setting.places[p].country) == n:
            killed += state.dead[p, 2] - state.counted[p, 2]
    return killed / strength if strength > 0.0 else 0.0


@inlined
def govern(state, setting, orders, noise, ledger, parameters):
    """What is destroyed is repaired as far as will goes and corruption leaves; economy, services and inclusion follow.

    Repair: repair x will x (1 - corruption) x (1 - control); targets: country's level x (1 - damage)(1 - rule control).
    """
    gone = approach(parameters.recover, setting.dt)
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0:
            continue
        here = state.places[p]
        n = int(setting.places[p].country)
        means = setting.countries[n]
        country = state.countries[n]
        repaired = parameters.repair * country.will * (1.0 - means.corruption) * (1.0 - here.control)
        here.damage -= here.damage * hazard(repaired, setting.dt)
        left = (1.0 - here.damage) * (1.0 - parameters.rule * here.control)
        here.economy = towards(here.economy, means.economy * left, gone)
        here.services = towards(here.services, means.services * left, gone)
        here.inclusion = towards(here.inclusion, country.inclusion, gone)


SETTLE = Mechanism(
    name="settle",
    numbers=(24,),
    function=settle,
    parameters=Settlement,
    reads=("nation.settlement_local", "nation.settlement_regional", "nation.settlement_international"),
    writes=("nation.settlement_local", "nation.settlement_regional", "nation.settlement_international"),
    flows=(),
    limits=("without shocks settlements go straight to where they tend",),
    source="rsis-2016 names the levels; expert guess",
)

CHANGE_POLITICS = Mechanism(
    name="change_politics",
    numbers=(23, 24),
    function=change_politics,
    parameters=Processes,
    reads=("countries.quality", "countries.inclusion", "countries.effort", "countries.will", "nation.coalition_will",
           "nation.settlement_local", "nation.settlement_international", "dead", "counted"),
    writes=("countries.quality", "countries.inclusion", "countries.effort", "countries.will", "nation.coalition_will"),
    flows=(),
    limits=("without wandering and losses each process goes straight to where it tends",),
    source="expert guess: processes with priors instead of dated inputs",
)

GOVERN = Mechanism(
    name="govern",
    numbers=(23,),
    function=govern,
    parameters=Governance,
    reads=("places.damage", "places.control", "places.economy", "places.services", "places.inclusion",
           "countries.will", "countries.inclusion"),
    writes=("places.damage", "places.economy", "places.services", "places.inclusion"),
    flows=(),
    limits=("full corruption repairs nothing", "no will repairs nothing"),
    source="expert guess; rfi-2016 on corruption and partisanship",
)
