"""Government-side forces: what is posted where, how good they are in a fight, and how far they cover the residents."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import approach, saturating, total, towards
from rekindle.model.ledger import call_up, move
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Choice, LogNormal, Parameter, Uniform
from rekindle.model.readings import claimed_residents, course_of, effective_forces
from rekindle.model.setting import STRENGTH
from rekindle.model.state import RAISED

FIRM, BRITTLE = 0.0, 1.0


class Deployment(NamedTuple):
    """Parameters of deployment, morale and coverage."""

    arrive: Annotated[float, Parameter(
        "weeks", Uniform(2, 5), "expert guess; reduced sketch used 3", "half-life with which wanted forces arrive")]
    leave: Annotated[float, Parameter(
        "weeks", Uniform(4, 10), "expert guess; reduced sketch used 6", "half-life with which forces no longer wanted leave")]
    recover: Annotated[float, Parameter(
        "weeks", Uniform(12, 30), "expert guess; reduced sketch used 20", "half-life of arrival where a garrison was routed")]
    raise_: Annotated[float, Parameter(
        "weeks", LogNormal(40, 0.4), "expert guess", "half-life with which losses are made good by recruits")]
    morale: Annotated[float, Parameter(
        "weeks", LogNormal(35, 0.35), "expert guess; 20 to 70 worked in the reduced sketch", "half-life of morale")]
    cover: Annotated[float, Parameter(
        "people per resident", LogNormal(0.012, 0.3),
        "recalled: rule of thumb of 20 security personnel per 1,000 residents (Quinlivan 1995), lower for large regions",
        "effective forces per resident that cover half")]
    guards: Annotated[float, Parameter(
        "people per resident", LogNormal(0.004, 0.6), "expert guess: some 1.5 in 100 of a community stood guard in 2008, each "
        "worth a quarter of a soldier", "effective forces for each claimed resident that local guards at their most are worth")]
    foreign: Annotated[float, Parameter(
        "choice", Choice({"firm": 0.5, "brittle": 0.5}),
        "reduced sketch: troops' departure outweighs all else if theirs is 0.95, which was a guess; weights: expert guess",
        "morale of foreign troops: 0.95 whatever happens, or as far as their own governments' will goes")]


@inlined
def deploy(state, setting, orders, noise, ledger, parameters):
    """Forces go where posts and orders want them, out of a national reserve, and losses are slowly made good.

    Within a city they move at once, so that it does not matter into how many sectors it is cut. Arrivals share what the
    reserve holds; forces without a task go back.
    Morale moves towards quality (0.4 + 0.6 inclusion); security is coverage x / (1 + x), x = effective / (cover residents),
    with local guards among the effective.
    """
    places, forces = state.forces.shape
    dt = setting.dt
    arrive, recover = approach(parameters.arrive, dt), approach(parameters.recover, dt)
    leave, trained, mend = approach(parameters.leave, dt), approach(parameters.raise_, dt), approach(parameters.morale, dt)
    _move_within_cities(state, setting, orders, ledger)
    for f in range(forces):
        missing = 0.0
        present = state.reserve[0, f]
        for p in range(places):
            present += state.forces[p, f]
            missing += max(0.0, orders.forces[p, f] - state.forces[p, f])
        supply = min(1.0, state.reserve[0, f] / missing) if missing > 0.0 else 0.0
        for p in range(places):
            gap = orders.forces[p, f] - state.forces[p, f]
            if gap > 0.0:
                pace = recover if state.places[p].recovering > 0.0 else arrive
                ledger.flows[p].forces_deployed += move(state.reserve, 0, f, state.forces, p, f, gap * supply * pace)
            elif gap < 0.0:
                ledger.flows[p].forces_withdrawn += move(state.forces, p, f, state.reserve, 0, f, -gap * leave)
        before = course_of(setting, STRENGTH, f, max(0.0, (noise.step - 1) * dt), True)
        if before >= 0.0:  # what a course adds is there at once; only losses take recruits and time
            present += call_up(state.outside, RAISED, state.reserve, 0, f, orders.strength[f] - before)
        lost = orders.strength[f] - present
        call_up(state.outside, RAISED, state.reserve, 0, f, lost * trained)
        ledger.flows[0].forces_sent_home += move(state.reserve, 0, f, state.outside, 0, RAISED, -lost * leave)
        country = state.countries[int(setting.forces[f].country)]
        spirit = country.quality * (0.4 + 0.6 * country.inclusion)
        if setting.forces[f].foreign > 0.0:
            spirit = 0.95 if parameters.foreign == FIRM else 0.3 + 0.6 * state.nation[0].coalition_will
        state.morale[f] = towards(state.morale[f], spirit, mend)
    for p in range(places):
        here = state.places[p]
        here.recovering = max(0.0, here.recovering - setting.dt)
        residents = total(state.residents, p)
        if setting.places[p].theatre > 0.0:
            guards = parameters.guards * here.guards * claimed_residents(state, setting, p)
            here.security = saturating((effective_forces(state, p) + guards) / (parameters.cover * max(1.0, residents)))


@compiled
def _move_within_cities(state, setting, orders, ledger):
    """Forces that one sector of a city can spare go to another that wants them, the first in the list first."""
    for p in range(state.forces.shape[0]):
        if setting.places[p].sector == 0.0:
            continue
        for q in range(state.forces.shape[0]):
            if q == p or setting.places[q].city != setting.places[p].city:
                continue
            for f in range(state.forces.shape[1]):
                wanted = orders.forces[p, f] - state.forces[p, f]
                if wanted > 0.0:
                    spare = state.forces[q, f] - orders.forces[q, f]
                    ledger.flows[p].forces_moved += move(state.forces, q, f, state.forces, p, f, min(wanted, spare))


DEPLOY = Mechanism(
    name="deploy",
    numbers=(1, 5),
    function=deploy,
    parameters=Deployment,
    reads=("forces", "reserve", "orders.forces", "orders.strength", "places.recovering", "countries.quality",
           "countries.inclusion", "nation.coalition_will", "residents", "morale", "places.guards"),
    writes=("forces", "reserve", "outside", "morale", "places.recovering", "places.security"),
    flows=("forces_deployed", "forces_moved", "forces_withdrawn", "forces_sent_home"),
    limits=("no reserve and no sector with forces to spare deploys nobody",
            "forces and reserve together never exceed the strength they are to have",
            "no forces and no guards give no security"),
    source="expert guess; forms from a reduced sketch of this model",
)
