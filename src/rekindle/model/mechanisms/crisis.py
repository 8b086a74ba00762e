"""Answers to a crisis: the government side surges when alarm is high; residents stand guard where coerced and backed."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import acting, approach, hazard, saturating, share, total, towards
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import stream, uniforms
from rekindle.model.parameter import Fixed, LogNormal, Parameter, Uniform
from rekindle.model.readings import claimed_residents

_SURGE = stream("a response to crisis begins")


class Crisis(NamedTuple):
    """Parameters of the response to crisis."""

    respond: Annotated[float, Parameter(
        "1/week", LogNormal(0.08, 0.7), "the surge of 2007 came within a year of the violence of 2006, the campaign of 2014 "
        "within months of June; expert guess", "hazard that a response begins at full alarm and will")]
    threshold: Annotated[float, Parameter(
        "1", Uniform(0.5, 0.85), "expert guess", "alarm at which that hazard is a half")]
    jump: Annotated[float, Parameter(
        "share", Uniform(0.2, 0.7), "expert guess: effort doubled in 2007 (recalled)", "share of missing effort made good at "
        "once")]
    lasts: Annotated[float, Parameter(
        "weeks", LogNormal(70, 0.4), "expert guess: the surge of 2007 was over after 18 months", "half-life of a response")]


class Guards(NamedTuple):
    """Parameters of local defenders."""

    most: Annotated[float, Parameter(
        "share", LogNormal(0.015, 0.5), "some 100,000 Sons of Iraq in 2008 (recalled) of some 6 million Sunni Arabs",
        "claimed residents who stand guard where all are coerced and fully backed")]
    coerced: Annotated[float, Parameter(
        "members per claimed resident", LogNormal(0.001, 0.6), "expert guess: Iraq had about twice that in 2006",
        "covert members per claimed resident at which half feel coerced")]
    form: Annotated[float, Parameter(
        "weeks", LogNormal(25, 0.4), "expert guess: the Awakening spread over Iraq within a year", "half-life with which "
        "guards form")]
    dissolve: Annotated[float, Parameter(
        "1/week", LogNormal(0.03, 0.6), "expert guess: most guards were gone within three years of 2009",
        "rate at which guards dissolve where their community is fully excluded")]
    patron: Annotated[float, Parameter(
        "1", Fixed(1), "neutral: a lever of policies and experiments", "how far anybody backs guards, against what politics "
        "would have")]


@inlined
def answer_crisis(state, setting, orders, noise, ledger, parameters):
    """High alarm makes the government side surge: its effort jumps at once and stays up while the response lasts.

    A whole event by country, hazard respond x will x a^4 / (1 + a^4), a = alarm / threshold, and none within a response that
    is still at more than half.
    """
    fading = approach(parameters.lasts, setting.dt)
    for n in range(state.countries.shape[0]):
        country = state.countries[n]
        country.surge = towards(country.surge, 0.0, fading)
        a = country.alarm / parameters.threshold
        rate = parameters.respond * country.will * saturating(a * a * a * a)
        if country.surge < 0.5 and uniforms(noise, _SURGE, n)[0] < hazard(rate, setting.dt):
            country.surge = 1.0
            country.effort += parameters.jump * (1.0 - country.effort)


@inlined
def stand_guard(state, setting, orders, noise, ledger, parameters):
    """Residents for whom the group claims to speak stand guard against it where it coerces them and somebody backs them.

    Their number, as a share of most x claimed residents, tends to coerced x backing (1 - control), less the local forces that a
    scenario posts already; coerced = C / (C + c claimed) of covert members C, backing the larger of the coalition's will and
    the government's will x inclusion. They dissolve at dissolve (1 - inclusion)^2. They stay at home and count as residents.
    """
    formed = approach(parameters.form, setting.dt)
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if setting.places[p].theatre == 0.0:
            continue
        claimed = claimed_residents(state, setting, p)
        if claimed < 1.0:
            here.guards = 0.0
            here.standing = 0.0
            continue
        country = state.countries[int(setting.places[p].country)]
        members = acting(total(state.covert, p))
        coerced = members / (members + parameters.coerced * claimed)
        backing = share(parameters.patron * max(state.nation[0].coalition_will, country.will * here.inclusion))
        posted = _posted(state, setting, p) / (parameters.most * claimed)
        wanted = max(0.0, coerced * backing * (1.0 - here.control) - posted)
        if wanted > here.guards:
            here.guards = towards(here.guards, wanted, formed)
        shut_out = 1.0 - here.inclusion
        here.guards *= 1.0 - hazard(parameters.dissolve * shut_out * shut_out, setting.dt)
        here.standing = min(1.0, here.guards + posted)


@compiled
def _posted(state, setting, p):
    """Members of the forces at a place who come from the communities for which the group claims to speak."""
    people = 0.0
    for f in range(state.forces.shape[1]):
        if state.forces[p, f] > 0.0 and setting.forces[f].foreign == 0.0:
            near = 0.0
            weight = 0.0
            for c in range(state.residents.shape[1]):
                part = state.residents[p, c] * setting.communities[c].claimed
                weight += part
                near += part * max(0.0, 1.0 - 4.0 * setting.distance[f, c])
            people += state.forces[p, f] * (near / weight if weight > 0.0 else 0.0)
    return people


ANSWER_CRISIS = Mechanism(
    name="answer_crisis",
    numbers=(23,),
    function=answer_crisis,
    parameters=Crisis,
    reads=("countries.alarm", "countries.will", "countries.surge", "countries.effort"),
    writes=("countries.surge", "countries.effort"),
    flows=(),
    limits=("no hazard, no response", "without will nobody responds", "a response fades"),
    source="Biddle, Friedman & Shapiro 2012, International Security 37(1); expert guess",
)

STAND_GUARD = Mechanism(
    name="stand_guard",
    numbers=(15,),
    function=stand_guard,
    parameters=Guards,
    reads=("covert", "forces", "residents", "places.guards", "places.inclusion", "places.control", "countries.will",
           "nation.coalition_will"),
    writes=("places.guards", "places.standing"),
    flows=(),
    limits=("without a patron nobody stands guard", "no members, no guards", "excluded guards dissolve",
            "where a scenario posts local forces of that size no others form"),
    source="Biddle, Friedman & Shapiro 2012, International Security 37(1); Christia 2012 on alliances in civil wars; expert "
    "guess",
)
