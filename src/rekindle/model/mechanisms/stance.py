"""The leader's choice for a besieged city: stand, withdraw while there is a way out, or go underground."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import acting, hazard, total
from rekindle.model.ledger import arrive, move
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import stream, two_uniforms
from rekindle.model.parameter import Choice, LogNormal, Parameter, Uniform
from rekindle.model.readings import way_out
from rekindle.model.state import STAND, UNDERGROUND, WITHDRAW

_CHOICE = stream("the leader's choice")
WEIGHS, ALWAYS_STAND, ALWAYS_WITHDRAW = 0.0, 1.0, 2.0


class Stance(NamedTuple):
    """Parameters of the leader's choice."""

    choice: Annotated[float, Parameter(
        "choice", Choice({"weighs": 0.6, "stand": 0.25, "withdraw": 0.15}),
        "rfi-2016 puts standing and withdrawing as open; weights: expert guess",
        "the leader weighs (logit), always stands, or always withdraws while there is a way")]
    symbol: Annotated[float, Parameter(
        "1", Uniform(0.4, 1.2), "expert guess: the commentaries call the city a symbol", "worth of standing in a city")]
    worth: Annotated[float, Parameter(
        "1", Uniform(0.2, 1.0), "expert guess", "later worth of people saved, against the symbol")]
    hiding: Annotated[float, Parameter(
        "1", Uniform(0.1, 0.6), "expert guess", "worth of going underground, against the symbol")]
    rationality: Annotated[float, Parameter(
        "1", LogNormal(4, 0.5), "expert guess: unknown, so wide", "sharpness of the choice (logit)")]
    leave: Annotated[float, Parameter(
        "1/week", LogNormal(0.25, 0.5), "expert guess", "pace of withdrawal through a fully open way out")]
    interval: Annotated[float, Parameter(
        "weeks", Uniform(3, 6), "expert guess", "weeks between choices")]


@inlined
def choose_stance(state, setting, orders, noise, ledger, parameters):
    """The leader weighs standing for the symbol against saving fighters while a way is open, again as the ring closes.

    Chance of an option goes as exp(rationality worth) (logit); worth of standing = symbol (1 + control) / 2, of
    withdrawing = worth x openness, of hiding = hiding (1 - control), with the mean control of the sectors of the city that
    it is about: the first of the scenario that is still held. The n-th choice meets the n-th luck, whatever the step.
    """
    nation = state.nation[0]
    week = noise.step * setting.dt
    city = _besieged(state, setting)
    control, openness, sectors = 0.0, 0.0, 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].sector > 0.0 and setting.places[p].city == city:
            control += state.places[p].control
            openness = max(openness, orders.places[p].openness)
            sectors += 1.0
    if sectors == 0.0 or control == 0.0:
        return
    if week >= nation.decisions * parameters.interval:
        control /= sectors
        stand = math.exp(parameters.rationality * parameters.symbol * (0.5 + 0.5 * control))
        withdraw = math.exp(parameters.rationality * parameters.worth * openness)
        under = math.exp(parameters.rationality * parameters.hiding * (1.0 - control))
        luck = _luck_of_choice(noise, nation.decisions) * (stand + withdraw + under)
        nation.stance = STAND if luck < stand else (WITHDRAW if luck < stand + withdraw else UNDERGROUND)
        if parameters.choice == ALWAYS_STAND:
            nation.stance = STAND
        elif parameters.choice == ALWAYS_WITHDRAW:
            nation.stance = WITHDRAW
        nation.decisions += 1.0
    if nation.stance == WITHDRAW:
        _withdraw(state, setting, orders, ledger, parameters, city)
    elif nation.stance == UNDERGROUND:
        _hide(state, setting, ledger, parameters, city)


@inlined
def _besieged(state, setting):
    """The first city of the scenario of which some sector is held; -1 if there is none."""
    city = -1.0
    for p in range(state.places.shape[0]):
        here = setting.places[p]
        if here.sector > 0.0 and state.places[p].control > 0.0 and (city < 0.0 or here.city < city):
            city = here.city
    return city


@compiled
def _luck_of_choice(noise, number):
    """Luck of the leader's n-th choice: addressed by the choice, not by the step, so that it does not depend on dt."""
    # the step is taken out of the address: every step of one world shares this stream
    return two_uniforms(noise.seed, noise.world, _CHOICE, 0, number)[0]


@compiled
def _withdraw(state, setting, orders, ledger, parameters, city):
    """Fighters leave the city's sectors for held neighbours outside, as far as the way is open."""
    for p in range(state.places.shape[0]):
        if setting.places[p].sector == 0.0 or setting.places[p].city != city or acting(total(state.overt, p)) == 0.0:
            continue
        leaving = hazard(parameters.leave * orders.places[p].openness, setting.dt)
        q = way_out(state, setting, p)
        if q >= 0:
            for o in range(state.overt.shape[1]):
                gone = move(state.overt, p, o, ledger.overt_under_way, q, o, state.overt[p, o] * leaving)
                ledger.flows[p].escaped += gone
    arrive(state.overt, ledger.overt_under_way)


@compiled
def _hide(state, setting, ledger, parameters, city):
    """Fighters go underground where they are."""
    for p in range(state.places.shape[0]):
        if setting.places[p].sector > 0.0 and setting.places[p].city == city:
            for o in range(state.overt.shape[1]):
                hiding = state.overt[p, o] * hazard(0.25 * parameters.leave, setting.dt)
                ledger.flows[p].melted += move(state.overt, p, o, state.covert, p, o, hiding)


CHOOSE_STANCE = Mechanism(
    name="choose_stance",
    numbers=(6, 7),
    function=choose_stance,
    parameters=Stance,
    reads=("places.control", "nation.stance", "nation.decisions", "overt", "orders.openness"),
    writes=("nation.stance", "nation.decisions", "overt", "covert"),
    flows=("escaped", "melted"),
    limits=("a closed ring lets nobody withdraw", "an open corridor raises withdrawal", "no city, no choice"),
    source="expert guess: logit choice over the two strategies that rfi-2016 quotes and a third",
)
