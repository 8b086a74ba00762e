"""The ways of foreign fighters: out of the theatre, caught on the way, home, or on to another front."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import WEEKS_IN_A_YEAR, approach, hazard
from rekindle.model.ledger import move
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Fixed, LogNormal, Parameter, Uniform
from rekindle.model.readings import course_of
from rekindle.model.setting import BORDER
from rekindle.model.state import CAUGHT, REINTEGRATED, RETURNED, SETTLED, STOPPED, TRANSIT


class Ways(NamedTuple):
    """Parameters of the ways of foreign fighters."""

    leave: Annotated[float, Parameter(
        "1/week", LogNormal(0.0012, 0.6), "expert guess; of 40,000-42,000 who came about 5,600-7,400 were home by late 2017",
        "rate at which foreign members leave the theatre while the group holds its ground")]
    flight: Annotated[float, Parameter(
        "1", LogNormal(3, 0.6), "expert guess: departures rose as the ground was lost",
        "rise of that rate once all ground is lost")]
    onward: Annotated[float, Parameter(
        "weeks", LogNormal(12, 0.6), "expert guess: months in a third country", "half-life of the stay on the way")]
    caught: Annotated[float, Parameter(
        "share", Uniform(0.05, 0.35), "expert guess; Turkey reported some 5,000 deported and as many held, 2011-18 (recalled)",
        "share of those who move on who are caught on the way, at open borders")]
    home: Annotated[float, Parameter(
        "1", LogNormal(1, 0.4), "expert guess", "weight of going home over an open border")]
    front: Annotated[float, Parameter(
        "1", LogNormal(0.12, 0.8), "expert guess: hundreds, not thousands, reached other fronts",
        "weight of going to another front of full pull")]
    stay: Annotated[float, Parameter(
        "1", LogNormal(0.6, 0.6), "expert guess", "weight of staying where they are")]
    borders: Annotated[float, Parameter(
        "share", Fixed(0), "neutral: a lever of policies", "share of travel in and out that border control stops")]
    rehabilitation: Annotated[float, Parameter(
        "share", Uniform(0, 0.2), "expert guess; programmes in a few countries took in some of the returned",
        "share of the returned who go through a programme in a year")]
    border_price: Annotated[float, Parameter(
        "USD million/year", LogNormal(500, 0.7), "expert guess", "cost of full border control")]
    programme_price: Annotated[float, Parameter(
        "USD/person", LogNormal(15_000, 0.6), "expert guess", "cost of a programme for one of the returned")]


@inlined
def open_borders(state, setting, orders, noise, ledger, parameters):
    """The way in and out of the theatre is as open as the scenario's figure, or its dated course, less border control."""
    week = noise.step * setting.dt
    ledger.flows[0].spent += parameters.borders * parameters.border_price / WEEKS_IN_A_YEAR * setting.dt
    for o in range(setting.origins.shape[0]):
        course = course_of(setting, BORDER, o, week, True)
        orders.borders[o] = (course if course >= 0.0 else setting.origins[o].border) * (1.0 - parameters.borders)


@inlined
def travel(state, setting, orders, noise, ledger, parameters):
    """Foreign members leave, more as ground is lost; on the way some are caught, some go home, some join an affiliate.

    Leaving: leave (1 + flight x share of the most ever held that is lost). Moving on with a half-life: a share is caught,
    raised by border control; the others divide by weights home, front x the affiliates' pull, and staying. At home a share
    of each origin's returned is detained on arrival; of those at large some go through a programme.
    """
    nation = state.nation[0]
    lost = 1.0 - nation.held / nation.peak if nation.peak > 1.0 else 1.0
    leaving = hazard(parameters.leave * (1.0 + parameters.flight * lost), setting.dt)
    moving = approach(parameters.onward, setting.dt)
    enrolled = hazard(parameters.rehabilitation / WEEKS_IN_A_YEAR, setting.dt)
    pull = 0.0
    for p in range(setting.places.shape[0]):
        pull += setting.places[p].pull
    for o in range(1, state.abroad.shape[0]):
        origin = setting.origins[o]
        for p in range(state.overt.shape[0]):
            if setting.places[p].theatre > 0.0:
                flows = ledger.flows[p]
                flows.left_theatre += move(state.overt, p, o, state.abroad, o, TRANSIT, state.overt[p, o] * leaving)
                flows.left_theatre += move(state.covert, p, o, state.abroad, o, TRANSIT, state.covert[p, o] * leaving)
        at_home = ledger.flows[int(origin.home)]
        going = state.abroad[o, TRANSIT] * moving
        stopped = parameters.caught + (1.0 - parameters.caught) * parameters.borders
        at_home.caught_on_the_way += move(state.abroad, o, TRANSIT, state.abroad, o, CAUGHT, going * stopped)
        going *= 1.0 - stopped
        weights = parameters.home + parameters.front * pull + parameters.stay
        returning = going * parameters.home / weights
        at_home.went_home += move(state.abroad, o, TRANSIT, state.abroad, o, RETURNED, returning * (1.0 - origin.screening))
        detained = move(state.abroad, o, TRANSIT, state.abroad, o, STOPPED, returning * origin.screening)
        at_home.went_home += detained
        at_home.stopped_at_home += detained
        for p in range(setting.places.shape[0]):
            if setting.places[p].pull > 0.0:
                part = going * parameters.front * setting.places[p].pull / weights
                ledger.flows[p].reached_front += move(state.abroad, o, TRANSIT, state.overt, p, o, part)
        for kind in (RETURNED, SETTLED):
            through = state.abroad[o, kind] * enrolled
            people = move(state.abroad, o, kind, state.abroad, o, REINTEGRATED, through)
            at_home.reintegrated += people
            at_home.spent += people * parameters.programme_price / 1e6


OPEN_BORDERS = Mechanism(
    name="open_borders",
    numbers=(20, 12),
    function=open_borders,
    parameters=Ways,
    reads=(),
    writes=("orders.borders",),
    flows=("spent",),
    limits=("full border control closes every way", "a course of a border is followed"),
    source="the scenario's figures and courses",
)

TRAVEL = Mechanism(
    name="travel",
    numbers=(20,),
    function=travel,
    parameters=Ways,
    reads=("nation.held", "nation.peak", "overt", "covert", "abroad"),
    writes=("overt", "covert", "abroad"),
    flows=("left_theatre", "caught_on_the_way", "went_home", "stopped_at_home", "reached_front", "reintegrated", "spent"),
    limits=("leave = 0 lets nobody leave", "full border control catches all who move on",
            "full screening leaves no returned at large", "everybody who ever came is somewhere"),
    source="Barrett 2017 (Soufan Center), Beyond the Caliphate; ICSR 2018; expert guess for rates",
)
