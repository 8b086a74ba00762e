"""The campaign: who assaults which place when, where the way out is open, and where the air strikes fall."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import acting, saturating, total
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Fixed, LogNormal, Parameter, Uniform
from rekindle.model.readings import contact, course_of, engaged
from rekindle.model.setting import STRENGTH, STRIKES


class Campaign(NamedTuple):
    """Parameters of the campaign and of air power."""

    hold: Annotated[float, Parameter(
        "share", Uniform(0.1, 0.4), "expert guess", "share of an assault force wanted as a garrison once the place is taken")]
    focus: Annotated[float, Parameter(
        "1", Uniform(2, 5), "expert guess; reduced sketch used 3", "weight of assaulted places when strikes are shared out")]
    targets: Annotated[float, Parameter(
        "people", LogNormal(4000, 0.4), "expert guess: strikes fell with the number of open fighters, 2016-18",
        "open fighters in the theatre at which half the possible strikes are flown")]
    strikes: Annotated[float, Parameter(
        "1", Fixed(1), "neutral: a lever of policies", "strikes that the coalition can make, against the scenario's figure")]


@inlined
def give_orders(state, setting, orders, noise, ledger, parameters):
    """An assault opens when its date has come and the place before it is taken, and goes as far as there is contact.

    Forces wanted at a place are its posts, as far as the ground is free, and what orders send.

    Contact needs free ground in the place or next to it. Orders are computed once a step, before anything moves, so
    that no mechanism sees half-updated control. Where the scenario has a course of a force's strength, its posts grow
    and shrink with it.
    """
    week = noise.step * setting.dt
    for f in range(orders.forces.shape[1]):
        orders.strength[f] = setting.forces[f].strength
        course = course_of(setting, STRENGTH, f, week, True)
        if course >= 0.0:
            orders.strength[f] = course
        grown = orders.strength[f] / max(1.0, setting.forces[f].strength)
        for p in range(state.places.shape[0]):
            orders.forces[p, f] = setting.posts[p, f] * grown * (1.0 - state.places[p].control)
    for p in range(state.places.shape[0]):
        orders.places[p].before = state.places[p].control
        orders.places[p].assaulted = 0.0
        orders.places[p].openness = 1.0
        city = int(setting.places[p].city)
        if city >= 0:
            orders.places[p].openness = setting.ring[city]
            for c in range(setting.corridors.shape[0]):
                corridor = setting.corridors[c]
                if int(corridor.city) == city and corridor.start <= week < corridor.end:
                    orders.places[p].openness = corridor.openness
    for k in range(setting.orders.shape[0]):
        _order(state, setting, orders, parameters, k, week)


@inlined
def _order(state, setting, orders, parameters, k, week):
    """Open order k if its time has come, and send its forces."""
    order = setting.orders[k]
    p = int(order.place)
    after = int(order.after)
    ready = after < 0 or state.places[after].control < order.below
    if week >= order.start and ready:
        state.opened[k] = 1.0
    if state.opened[k] == 0.0:
        return
    held = state.places[p].control > 0.0
    for f in range(orders.forces.shape[1]):
        orders.forces[p, f] += setting.order_forces[k, f] * (1.0 if held else parameters.hold)
    paused = False
    for i in range(setting.pauses.shape[0]):
        pause = setting.pauses[i]
        paused = paused or (int(pause.order) == k and pause.start <= week < pause.end)
    if held and not paused:
        orders.places[p].assaulted = contact(state, setting, p)


@inlined
def share_strikes(state, setting, orders, noise, ledger, parameters):
    """The coalition's strikes are shared over open fighters, assaulted places first, and fall as targets run out."""
    fighters = 0.0
    weight = 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0:
            here = acting(total(state.overt, p))
            fighters += here
            weight += here * _focus(state, setting, orders, parameters, p)
    possible = course_of(setting, STRIKES, 0, noise.step * setting.dt, True)
    flown = (possible if possible >= 0.0 else setting.strikes) * parameters.strikes * saturating(fighters / parameters.targets)
    flown *= state.nation[0].coalition_will / max(0.01, setting.origin_of_processes[0].coalition_will)
    for p in range(state.places.shape[0]):
        here = acting(total(state.overt, p)) if setting.places[p].theatre > 0.0 else 0.0
        part = here * _focus(state, setting, orders, parameters, p)
        orders.places[p].strikes = flown * part / weight if weight > 0.0 else 0.0


@inlined
def _focus(state, setting, orders, parameters, p):
    """Weight of a fighter when strikes are shared out: more where the ground is being pressed."""
    if orders.places[p].assaulted == 0.0:
        return 1.0
    return 1.0 + (parameters.focus - 1.0) * engaged(state, setting, orders, p)


GIVE_ORDERS = Mechanism(
    name="give_orders",
    numbers=(1, 7),
    function=give_orders,
    parameters=Campaign,
    reads=("places.control", "opened"),
    writes=("opened", "orders.assaulted", "orders.openness", "orders.before", "orders.forces", "orders.strength"),
    flows=(),
    limits=("before its date no order opens", "a place already taken is not assaulted",
            "ground all round held by the group allows no assault"),
    source="the scenario's dated campaign",
)

SHARE_STRIKES = Mechanism(
    name="share_strikes",
    numbers=(4,),
    function=share_strikes,
    parameters=Campaign,
    reads=("overt", "forces", "morale", "nation.coalition_will", "orders.assaulted", "orders.before"),
    writes=("orders.strikes",),
    flows=(),
    limits=("no open fighters, no strikes", "strikes never exceed what the coalition can make at its starting will"),
    source="strike totals of the coalition, 2016-17; expert guess for the sharing",
)
