"""Affiliates: they grow where the state is absent, with arrivals, name and money from the centre, and are worn down."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import acting, hazard, total
from rekindle.model.ledger import move
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import poisson, stream, uniforms
from rekindle.model.parameter import LogNormal, Parameter, Uniform
from rekindle.model.readings import pay_factor
from rekindle.model.state import RESIDENTS_DEAD

_DEATHS = stream("deaths at affiliates")
_ATTACKS = stream("attacks of affiliates")


class Affiliates(NamedTuple):
    """Parameters of affiliates."""

    grow: Annotated[float, Parameter(
        "1/week", LogNormal(0.012, 0.5), "expert guess: affiliates doubled within one to three years, 2014-16",
        "recruits for each member in a full vacuum with full backing from the centre")]
    most: Annotated[float, Parameter(
        "share", LogNormal(0.004, 0.8), "expert guess: strengths of 2014-16 over residents",
        "members an affiliate can find among its residents")]
    quit_: Annotated[float, Parameter(
        "1/week", LogNormal(0.003, 0.5), "expert guess", "rate at which members quit under full pressure")]
    members: Annotated[float, Parameter(
        "share", Uniform(0.35, 0.7), "UCDP 2014-18: share of the affiliate's side among documented deaths; expert guess",
        "members among documented deaths")]
    residents: Annotated[float, Parameter(
        "share", Uniform(0.1, 0.35), "UCDP 2014-18, one-sided and civilian deaths; expert guess",
        "residents among documented deaths")]
    per_attack: Annotated[float, Parameter(
        "deaths per attack", LogNormal(3, 0.4), "expert guess", "documented deaths for each attack of an affiliate")]


@inlined
def franchise(state, setting, orders, noise, ledger, parameters):
    """Affiliates draw in residents of ungoverned ground, the more with name and money from the centre, and lose to pressure.

    Recruits: grow M (1 - M / most) vacuum x (1 - tie + tie (appeal + money) / 2). Documented deaths: deadly x M x
    pressure-weighted luck (Poisson); members and residents among them die, members quit under pressure.
    """
    nation = state.nation[0]
    backing = 0.5 * (nation.appeal + pay_factor(state, setting))
    for p in range(state.places.shape[0]):
        place = setting.places[p]
        members = acting(total(state.overt, p))
        if place.affiliate == 0.0 or members == 0.0:
            continue
        flows = ledger.flows[p]
        residents = total(state.residents, p)
        room = max(0.0, 1.0 - members / max(1.0, parameters.most * residents))
        joining = parameters.grow * members * room * place.vacuum * (1.0 - place.tie + place.tie * backing) * setting.dt
        for c in range(state.residents.shape[1]):
            part = joining * state.residents[p, c] / max(1.0, residents)
            flows.recruited_by_affiliates += move(state.residents, p, c, state.overt, p, 0, part)
        mean = place.deadly * members * math.exp(state.places[p].turbulence) * setting.dt
        documented = poisson(uniforms(noise, _DEATHS, p)[0], mean)
        flows.deaths_documented += documented
        flows.attacks += poisson(uniforms(noise, _ATTACKS, p)[0], mean / parameters.per_attack)
        _wear_down(state, flows, parameters, p, documented, hazard(parameters.quit_ * place.pressure, setting.dt))


@compiled
def _wear_down(state, flows, parameters, p, documented, quitting):
    """Members die and quit, residents die."""
    members, residents = total(state.overt, p), total(state.residents, p)
    dead = min(0.5, parameters.members * documented / max(1.0, members))
    for o in range(state.overt.shape[1]):
        flows.affiliates_killed += move(state.overt, p, o, state.fallen, p, o, state.overt[p, o] * dead)
    flows.affiliates_lost += move(state.overt, p, 0, state.residents, p, 0, state.overt[p, 0] * quitting)
    for c in range(state.residents.shape[1]):
        part = parameters.residents * documented * state.residents[p, c] / max(1.0, residents)
        flows.civilians_killed_in_attacks += move(state.residents, p, c, state.dead, p, RESIDENTS_DEAD, part)


FRANCHISE = Mechanism(
    name="franchise",
    numbers=(21,),
    function=franchise,
    parameters=Affiliates,
    reads=("overt", "residents", "nation.appeal", "nation.treasury", "places.turbulence"),
    writes=("overt", "residents", "fallen", "dead"),
    flows=("recruited_by_affiliates", "deaths_documented", "attacks", "affiliates_killed", "affiliates_lost",
           "civilians_killed_in_attacks"),
    limits=("no vacuum recruits nobody", "without members there is neither recruit nor death",
            "name and money matter as far as the tie", "never more than the ground can feed"),
    source="rsis-2016 names the affiliates; UCDP documented deaths by country; expert guess for growth",
)
