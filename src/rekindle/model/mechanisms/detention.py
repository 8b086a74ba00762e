"""Detention that leaks: the detained are released or freed from attacked prisons, and some go back to the group."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import acting, approach, hazard, saturating, total
from rekindle.model.ledger import desert, move
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import stream, uniforms
from rekindle.model.parameter import Fixed, LogNormal, Parameter, Uniform

_BREAK = stream("an attack on a prison")


class Detention(NamedTuple):
    """Parameters of detention."""

    term: Annotated[float, Parameter(
        "weeks", LogNormal(300, 0.5), "expert guess, wide: from mass releases of 2008-09 to sentences of 2017-18",
        "half-life of detention")]
    back: Annotated[float, Parameter(
        "share", Uniform(0.05, 0.4), "recalled: some 17 % confirmed and 12 % suspected of return among those released from "
        "Guantanamo by 2016 (ODNI); wide, as prisons of the theatre are held to have recruited",
        "released members who go back to the group")]
    break_: Annotated[float, Parameter(
        "1/week", LogNormal(0.8, 0.7), "eight large attacks on prisons of Iraq within some 60 weeks of 2012-13 (ISW 2013), "
        "with an army and an effort at half; expert guess for the form",
        "hazard of a prison attack by a strong group against a state without quality or effort")]
    strong: Annotated[float, Parameter(
        "people", LogNormal(1500, 0.5), "expert guess", "covert members in a country with whom half of that hazard is reached")]
    freed: Annotated[float, Parameter(
        "share", Uniform(0.01, 0.05), "some 500 freed at Abu Ghraib and Taji in July 2013 (recalled) of an unknown ten "
        "thousand or so; expert guess", "share of a country's detained members freed by one attack")]
    rejoin: Annotated[float, Parameter(
        "share", Uniform(0.5, 0.95), "expert guess", "freed members who go back to the group")]
    sealed: Annotated[float, Parameter(
        "share", Fixed(0), "neutral: a lever of policies and experiments", "share of releases and prison attacks that are "
        "prevented")]


@inlined
def release(state, setting, orders, noise, ledger, parameters):
    """The detained are released in time, now and then a prison attack frees some, and part of both go back to the group.

    Releases: half-life term. Prison attacks: a whole event by country, hazard break (1 - quality)^2 (1 - effort)^2 leadership x
    C / (C + strong), C covert members there. Who does not go back deserts: locals to the residents, foreigners out of the
    theatre.
    """
    let_go = approach(parameters.term, setting.dt) * (1.0 - parameters.sealed)
    for n in range(state.countries.shape[0]):
        freed = 0.0
        if uniforms(noise, _BREAK, n)[0] < hazard(_break_rate(state, setting, parameters, n), setting.dt):
            freed = parameters.freed
        for p in range(state.places.shape[0]):
            if setting.places[p].theatre == 0.0 or int(setting.places[p].country) != n:
                continue
            flows = ledger.flows[p]
            for o in range(state.detained.shape[1]):
                inside = state.detained[p, o]
                if inside <= 0.0:
                    continue
                flows.freed += _out(state, setting, flows, p, o, inside * freed, parameters.rejoin)
                flows.released += _out(state, setting, flows, p, o, inside * (1.0 - freed) * let_go, parameters.back)


@compiled
def _break_rate(state, setting, parameters, n):
    """Weekly hazard of a prison attack in a country."""
    members = 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0 and int(setting.places[p].country) == n:
            members += acting(total(state.covert, p))
    country = state.countries[n]
    weak = (1.0 - country.quality) * (1.0 - country.effort)
    able = state.nation[0].leadership * saturating(members / parameters.strong)
    return parameters.break_ * weak * weak * able * (1.0 - parameters.sealed)


@compiled
def _out(state, setting, flows, p, o, people, back):
    """Detained members come out: a share goes back to the group, the rest desert; the number who came out."""
    returned = move(state.detained, p, o, state.covert, p, o, people * back)
    desert(state, setting, flows, state.detained, p, o, people * (1.0 - back))
    return returned + people * (1.0 - back)


RELEASE = Mechanism(
    name="release",
    numbers=(14,),
    function=release,
    parameters=Detention,
    reads=("detained", "covert", "countries.quality", "countries.effort", "nation.leadership", "residents"),
    writes=("detained", "covert", "residents", "abroad"),
    flows=("freed", "released", "deserted", "left_theatre"),
    limits=("nobody detained, nobody released", "sealed prisons release nobody", "an army of full quality is not attacked"),
    source="ISW 2013 on the prison attacks of 2012-13; expert guess for sizes",
)
