"""Local attacks: whole counts by place and week, with sizes that have a heavy tail, and what gets documented."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import acting, saturating, total
from rekindle.model.ledger import move
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import binomial, poisson, stream, uniforms
from rekindle.model.parameter import LogNormal, Parameter, Uniform
from rekindle.model.readings import heavy_tailed
from rekindle.model.state import FORCES_DEAD, MEMBERS_SEEN, RESIDENTS_DEAD

_ATTACKS = stream("number of attacks")
_SIZES = stream("deadliness of attacks")
_DEATHS = stream("deaths in attacks")
_RECORD = stream("deaths documented")

class Attacks(NamedTuple):
    """Parameters of local attacks."""

    rate: Annotated[float, Parameter(
        "1/(member week)", LogNormal(0.014, 0.35), "1,470 attacks in 2018 (CTC) over uncertain strength; reduced sketch",
        "attacks by a covert member at half coverage and full leadership")]
    tempo: Annotated[float, Parameter(
        "1", Uniform(0.7, 1.5), "expert guess", "power with which coverage lowers the number of attacks")]
    deadly: Annotated[float, Parameter(
        "deaths per attack", LogNormal(0.75, 0.3), "documented deaths and attacks of 2018; reduced sketch",
        "mean deaths in an attack at half coverage")]
    softness: Annotated[float, Parameter(
        "1", Uniform(0.3, 1), "expert guess", "power with which coverage lowers the deadliness of attacks")]
    tail: Annotated[float, Parameter(
        "1", Uniform(2.3, 2.8), "Clauset, Young & Gleditsch 2007, J. Conflict Resolution 51(1): about 2.5",
        "exponent of the density of attack sizes")]
    civilians: Annotated[float, Parameter(
        "share", Uniform(0.45, 0.75), "civilians among opponents' and civilians' documented deaths, 2018",
        "share of residents among those killed in attacks")]


class Observation(NamedTuple):
    """Parameters of what a documented count records."""

    civilians: Annotated[float, Parameter(
        "share", Uniform(0.6, 0.95), "UCDP 5,652 in Mosul against AP's 9,000-11,000", "share of residents' deaths documented")]
    forces: Annotated[float, Parameter(
        "share", Uniform(0.15, 0.6), "UCDP 411 in Mosul against the coalition's 1,200-1,500",
        "share of forces' deaths documented")]
    members: Annotated[float, Parameter(
        "share", Uniform(0.35, 0.8), "reduced sketch; claims against documented deaths", "share of members' deaths documented")]


@inlined
def attack(state, setting, orders, noise, ledger, parameters):
    """Covert members attack: a whole number by place and week, each attack with its own heavy-tailed deadliness.

    Mean number: rate C (0.4 + 0.6 leadership)(0.5 + 0.5 money) 2 activity (2 (1 - coverage))^tempo luck (Poisson), moved
    by the answer to recent harm. Mean deaths:
    deadly (2 (1 - coverage))^softness x Pareto with mean 1 (Poisson again), split binomially over residents and forces.
    """
    nation = state.nation[0]
    drive = (0.4 + 0.6 * nation.leadership) * (0.5 + 0.5 * saturating(nation.treasury / 20.0))
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0:
            continue
        here = state.places[p]
        members = acting(total(state.covert, p))
        if members == 0.0:
            continue
        open_ = math.log(2.0 * (1.0 - here.security))  # 0 at half coverage
        mean = parameters.rate * members * drive * setting.dt
        mean *= 2.0 * here.activity * math.exp(parameters.tempo * open_ + here.turbulence + nation.turbulence + here.response)
        number = poisson(uniforms(noise, _ATTACKS, p)[0], min(mean, 400.0))
        if number == 0.0:
            continue
        ledger.flows[p].attacks += number
        scale = heavy_tailed(noise, _SIZES, p, number, parameters.tail)
        mean = parameters.deadly * math.exp(parameters.softness * open_) * scale
        luck_of_deaths = uniforms(noise, _DEATHS, p)
        deaths = poisson(luck_of_deaths[0], mean)
        if deaths > 0.0:
            _bury(state, ledger, parameters, p, deaths, luck_of_deaths[1])


@compiled
def _bury(state, ledger, parameters, p, deaths, luck):
    """Split the deaths of a week over residents and forces and enter them."""
    residents = binomial(luck, deaths, parameters.civilians)
    people, present = total(state.residents, p), total(state.forces, p)
    flows = ledger.flows[p]
    for c in range(state.residents.shape[1]):
        part = residents * state.residents[p, c] / people if people > 0.0 else 0.0
        flows.civilians_killed_in_attacks += move(state.residents, p, c, state.dead, p, RESIDENTS_DEAD, part)
    for f in range(state.forces.shape[1]):
        part = (deaths - residents) * state.forces[p, f] / present if present > 0.0 else 0.0
        flows.forces_killed_in_attacks += move(state.forces, p, f, state.dead, p, FORCES_DEAD, part)


@inlined
def document(state, setting, orders, noise, ledger, parameters):
    """A documented count records a share of the deaths of each kind, as whole numbers: a floor, not the truth.

    Poisson with mean share x deaths, summed over residents, forces and members who died in this step. Deaths by abuse
    are left out: a count of deaths in conflicts that involve the group does not hold them.
    """
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0:
            dead, seen = state.dead, state.counted
            fallen = total(state.fallen, p)
            mean = parameters.civilians * (dead[p, RESIDENTS_DEAD] - seen[p, RESIDENTS_DEAD])
            mean += parameters.forces * (dead[p, FORCES_DEAD] - seen[p, FORCES_DEAD])
            mean += parameters.members * (fallen - seen[p, MEMBERS_SEEN])
            if mean > 0.0:
                ledger.flows[p].deaths_documented += poisson(uniforms(noise, _RECORD, p)[0], mean)
            seen[p, RESIDENTS_DEAD] = dead[p, RESIDENTS_DEAD]
            seen[p, FORCES_DEAD] = dead[p, FORCES_DEAD]
            seen[p, MEMBERS_SEEN] = fallen


ATTACK = Mechanism(
    name="attack",
    numbers=(18,),
    function=attack,
    parameters=Attacks,
    reads=("covert", "residents", "forces", "places.security", "places.turbulence", "places.activity", "places.response",
           "nation.leadership", "nation.treasury", "nation.turbulence"),
    writes=("residents", "forces", "dead"),
    flows=("attacks", "civilians_killed_in_attacks", "forces_killed_in_attacks"),
    limits=("no covert members, no attacks", "counts are whole numbers"),
    source="Clauset & Gleditsch 2012, PLoS ONE 7(11); rates: CTC and UCDP 2018",
)

DOCUMENT = Mechanism(
    name="document",
    numbers=(18,),
    function=document,
    parameters=Observation,
    reads=("dead", "fallen", "counted"),
    writes=("counted",),
    flows=("deaths_documented",),
    limits=("shares of 0 document nothing",),
    source="UCDP GED codebook: documented deaths are a floor",
)
