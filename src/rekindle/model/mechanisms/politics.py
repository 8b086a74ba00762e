"""Governance, political will and the three levels: slow processes that decide the years after.

After the start of the clock army quality, inclusion, effort and will are processes with priors, never dated inputs
written with hindsight: in the reduced sketch they alone decided whether the group came back.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import approach, hazard, saturating, share, total, towards
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import normal_quantile, stream, uniforms
from rekindle.model.parameter import LogNormal, Parameter, Uniform
from rekindle.model.readings import course_of
from rekindle.model.setting import COALITION, EFFORT, INCLUSION, QUALITY, WILL
from rekindle.model.state import FORCES_DEAD, RESIDENTS_DEAD

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
    price: Annotated[float, Parameter(
        "USD/person", LogNormal(8000, 0.6),
        "expert guess; USD 46bn of damage counted in 2018 over some 5 million people's homes",
        "cost of repairing what one person lost, by share of damage")]


class Processes(NamedTuple):
    """Parameters of quality, inclusion, effort and will after the start."""

    quality: Annotated[float, Parameter(
        "1", Uniform(0.4, 0.85), "expert guess: dated guesses of 2006-16 ran from 0.36 to 0.88", "where army quality tends to")]
    quality_memory: Annotated[float, Parameter(
        "weeks", LogNormal(150, 0.5), "expert guess: 2011-14 eroded in about three years", "half-life of army quality")]
    inclusion: Annotated[float, Parameter(
        "1", Uniform(0.15, 0.6), "expert guess: dated guesses of 2006-16 ran from 0.15 to 0.55", "where inclusion tends to")]
    inclusion_memory: Annotated[float, Parameter(
        "weeks", LogNormal(80, 0.6), "expert guess: widened within two years from 2007, eroded in three from 2011",
        "half-life of inclusion")]
    effort: Annotated[float, Parameter(
        "1", Uniform(0.25, 0.9), "expert guess: dated guesses of 2006-16 ran from 0.15 to 1",
        "where effort tends to at full will")]
    effort_memory: Annotated[float, Parameter(
        "weeks", LogNormal(50, 0.6), "expert guess: the surge of 2007 came within a year", "half-life of effort")]
    will: Annotated[float, Parameter(
        "1", Uniform(0.3, 0.9), "expert guess", "where the governments' will tends to")]
    coalition: Annotated[float, Parameter(
        "1", Uniform(0.1, 0.8), "expert guess: foreign troops left Iraq between 2009 and 2011",
        "where the coalition's will tends to")]
    will_memory: Annotated[float, Parameter(
        "weeks", LogNormal(120, 0.5), "expert guess", "half-life of will")]
    fatigue: Annotated[float, Parameter(
        "1", LogNormal(2, 0.6), "expert guess", "will lost for each share of the forces killed")]
    thrift: Annotated[float, Parameter(
        "resident/USD", LogNormal(2e-4, 0.8), "expert guess: programmes of USD 100 a head and year tired donors within years",
        "will lost for each USD of aid paid per resident")]
    alarming: Annotated[float, Parameter(
        "deaths/(million residents week)", LogNormal(1, 0.5),
        "documented deaths in Iraq: 2.7 in 2007, 0.8 in 2011, 2.4 in 2013, 0.5 in 2018; expert guess",
        "deaths of residents and forces at which alarm is a half")]
    alarm_memory: Annotated[float, Parameter(
        "weeks", LogNormal(60, 0.4), "expert guess: attention lasts a year or so", "half-life of alarm")]
    vigilance: Annotated[float, Parameter(
        "share", Uniform(0.2, 1), "expert guess: effort followed violence in 2006-08 and 2014, and its absence in 2011-13",
        "share of effort that hangs on alarm")]
    concession: Annotated[float, Parameter(
        "share", Uniform(0.2, 1), "expert guess: inclusion was widened in 2007-09 and 2014, and taken back in between",
        "share of inclusion that hangs on alarm")]
    neglect: Annotated[float, Parameter(
        "share", Uniform(0, 0.5), "expert guess: the army decayed in the quiet years", "share of quality that hangs on alarm")]
    distracted: Annotated[float, Parameter(
        "1", Uniform(0.1, 0.6), "expert guess; rsis-2016: the region's quarrels leave the vacuum in which the group regrows",
        "effort gained for each step of regional settlement")]
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
    """Army quality, inclusion, effort and will drift to where they tend, wander on the way, and tire with losses and quiet.

    Alarm is a fading memory of deaths; as it fades, partisanship returns, effort and the army are neglected: each tends to
    its level x (1 - share + 2 share x alarm). Settlement gates them: inclusion tends higher as local quarrels are settled
    (mechanism 24), effort as regional ones are, the coalition's will as international ones are. Will falls by fatigue x
    share of the forces killed in the step, and by thrift x aid paid. Where the scenario has a course for one of them, that
    is followed as long as it lasts.
    """
    week = noise.step * setting.dt
    nation, start = state.nation[0], setting.origin_of_processes[0]
    p, gate = parameters, parameters.gate
    for n in range(state.countries.shape[0]):
        country = state.countries[n]
        first = uniforms(noise, _QUALITY_AND_INCLUSION, n)
        second = uniforms(noise, _EFFORT_AND_WILL, n)
        country.alarm = towards(country.alarm, _alarm(state, setting, p, n), approach(p.alarm_memory, setting.dt))
        weight = setting.quality[n] / max(0.01, setting.quality[0])  # other countries' armies keep their rank
        kept = _stirred(p.quality * weight, p.neglect, country.alarm)
        quality = wander(country.quality, kept, p.quality_memory, p.restless, first[0], setting.dt)
        country.quality = _dated(setting, QUALITY, n, week, quality)
        including = _stirred(p.inclusion, p.concession, country.alarm)
        including = share(including + gate * (nation.settlement_local - start.settlement_local))
        inclusion = wander(country.inclusion, including, p.inclusion_memory, p.restless, first[1], setting.dt)
        country.inclusion = _dated(setting, INCLUSION, n, week, inclusion)
        will = wander(country.will, p.will, p.will_memory, p.restless, second[1], setting.dt)
        will *= 1.0 - hazard(p.fatigue * killed_share(state, setting, n) + p.thrift * country.burden, 1.0)
        country.will = _dated(setting, WILL, n, week, will)
        country.burden = 0.0
        trying = _stirred(p.effort * (0.3 + 0.7 * country.will), p.vigilance, country.alarm)
        trying = share(trying + p.distracted * trying * (nation.settlement_regional - start.settlement_regional))
        effort = wander(country.effort, trying, p.effort_memory, p.restless, second[0], setting.dt)
        country.effort = _dated(setting, EFFORT, n, week, effort)
    backing = share(p.coalition + gate * (nation.settlement_international - start.settlement_international))
    luck = uniforms(noise, _COALITION, 0)[0]
    will = wander(nation.coalition_will, backing, p.will_memory, p.restless, luck, setting.dt)
    nation.coalition_will = _dated(setting, COALITION, 0, week, will)


@inlined
def _stirred(level, hangs, alarm):
    """Where a process tends, 0-1: a share of its level hangs on alarm; at an alarm of a half it is the level."""
    return share(level * (1.0 - hangs + 2.0 * hangs * alarm))


@compiled
def _alarm(state, setting, parameters, n):
    """Alarm that the deaths of the step would come to if they went on: x^2 / (1 + x^2) in deaths per million residents."""
    deaths, residents = 0.0, 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0 and int(setting.places[p].country) == n:
            residents += total(state.residents, p)
            deaths += state.dead[p, RESIDENTS_DEAD] - state.counted[p, RESIDENTS_DEAD]
            deaths += state.dead[p, FORCES_DEAD] - state.counted[p, FORCES_DEAD]
    x = deaths / setting.dt / max(1.0, residents / 1e6) / parameters.alarming
    return saturating(x * x)


@inlined
def _dated(setting, target, index, week, process):
    """The scenario's dated input as long as it lasts, else the process."""
    course = course_of(setting, target, index, week, False)
    return course if course >= 0.0 else process


@compiled
def killed_share(state, setting, n):
    """Share of a country's forces killed since they were last counted."""
    strength, killed = 0.0, 0.0
    for f in range(setting.forces.shape[0]):
        if int(setting.forces[f].country) == n:
            strength += setting.forces[f].strength
    for p in range(state.places.shape[0]):
        if int(setting.places[p].country) == n:
            killed += state.dead[p, FORCES_DEAD] - state.counted[p, FORCES_DEAD]
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
        mended = here.damage * hazard(repaired, setting.dt)
        here.damage -= mended
        homes = total(state.residents, p) + total(state.displaced, p)
        ledger.flows[p].spent += mended * homes * parameters.price / 1e6
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
           "nation.settlement_local", "nation.settlement_regional", "nation.settlement_international", "dead", "counted",
           "countries.burden", "countries.alarm", "residents"),
    writes=("countries.quality", "countries.inclusion", "countries.effort", "countries.will", "nation.coalition_will",
            "countries.burden", "countries.alarm"),
    flows=(),
    limits=("without wandering and losses each process goes straight to where it tends",
            "a dated course is followed while it lasts", "aid paid tires will",
            "quiet years let effort, inclusion and the army slide"),
    source="expert guess: processes with priors instead of dated inputs",
)

GOVERN = Mechanism(
    name="govern",
    numbers=(23,),
    function=govern,
    parameters=Governance,
    reads=("places.damage", "places.control", "places.economy", "places.services", "places.inclusion",
           "countries.will", "countries.inclusion", "residents", "displaced"),
    writes=("places.damage", "places.economy", "places.services", "places.inclusion"),
    flows=("spent",),
    limits=("full corruption repairs nothing", "no will repairs nothing"),
    source="expert guess; rfi-2016 on corruption and partisanship",
)
