"""Leaving the group: who sees no prospects quits, and who is pressed and offered a way out defects."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import approach, hazard, share, total, towards
from rekindle.model.ledger import desert
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Fixed, LogNormal, Parameter
from rekindle.model.readings import strength_of


class Leaving(NamedTuple):
    """Parameters of leaving."""

    drop_out: Annotated[float, Parameter(
        "1/week", LogNormal(0.003, 0.5), "expert guess", "rate at which covert members quit a group with full prospects")]
    despair: Annotated[float, Parameter(
        "1", LogNormal(1.5, 0.7), "expert guess, wide; Jones & Libicki 2008, RAND MG-741: groups end as they lose, and most "
        "that end do so within years", "how many times more quit a group without any prospects")]
    remember: Annotated[float, Parameter(
        "weeks", LogNormal(150, 0.5), "expert guess: a few years", "half-life with which members forget how strong the group "
        "was")]
    defect: Annotated[float, Parameter(
        "1", LogNormal(0.5, 0.8), "expert guess, wide: programmes of reconciliation took in part of those under pressure in "
        "2007-08",
        "defectors for each member removed by raids, where a full way out is offered")]
    amnesty: Annotated[float, Parameter(
        "share", Fixed(0), "neutral: a lever of policies", "way out that is offered to members beyond that of an inclusive "
        "state")]


@inlined
def quit_group(state, setting, orders, noise, ledger, parameters):
    """Covert members quit, more of them the weaker the group is against what it was; pressed ones take an offer to leave.

    Rate: drop_out (1 + despair (1 - prospects)) + defect x pressure x offer; prospects = members / the strength remembered,
    never above 1; offer = inclusion there, raised by an amnesty.
    """
    nation = state.nation[0]
    members = strength_of(state, setting)
    faded = towards(nation.remembered, 0.0, approach(parameters.remember, setting.dt))
    nation.remembered = max(members, faded)
    prospects = members / nation.remembered if nation.remembered > 0.0 else 1.0
    tired = parameters.drop_out * (1.0 + parameters.despair * (1.0 - prospects))
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0 or total(state.covert, p) < 1.0:
            continue
        here = state.places[p]
        offer = share(here.inclusion + parameters.amnesty * (1.0 - here.inclusion))
        leaving = hazard(tired + parameters.defect * here.pressure * offer, setting.dt)
        for o in range(state.covert.shape[1]):
            desert(state, setting, ledger.flows[p], state.covert, p, o, state.covert[p, o] * leaving)


QUIT_GROUP = Mechanism(
    name="quit_group",
    numbers=(17,),
    function=quit_group,
    parameters=Leaving,
    reads=("overt", "covert", "residents", "nation.remembered", "places.inclusion", "places.pressure"),
    writes=("covert", "residents", "abroad", "nation.remembered"),
    flows=("deserted", "left_theatre"),
    limits=("no rate, no pressure, nobody leaves", "a group at its greatest strength loses its usual share",
            "the smaller against what it was, the more leave", "without a way out nobody defects"),
    source="Jones & Libicki 2008, RAND MG-741, on how groups end; rsis-2016 expects defections; expert guess for sizes",
)
