"""Return to territory: a garrison that does not hold together can be routed, and the ground goes with it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import acting, hazard, saturating, share, total
from rekindle.model.ledger import move
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import normal_quantile, stream, uniforms
from rekindle.model.parameter import Choice, Fixed, LogNormal, Parameter, Uniform
from rekindle.model.readings import claimed_residents
from rekindle.model.state import DISSOLVED, RESIDENTS_DEAD

_ROUT = stream("a garrison is routed")
_EXTENT = stream("how far a rout goes")
SUDDEN, DRIFT = 0.0, 1.0
FOOTHOLD = 0.05
"""Under so much control strength would hold no ground: where it drifts, it does not begin to."""


class Rout(NamedTuple):
    """Parameters of rout."""

    form: Annotated[float, Parameter(
        "choice", Choice({"rout": 0.6, "drift": 0.4}),
        "reduced sketch: 6.3 % and 4.7 % of wide priors passed eight tests of 2006-18; weights from that",
        "ground is lost in sudden routs, or drifts to where strength and cohesion put it")]
    rate: Annotated[float, Parameter(
        "1/week", LogNormal(0.9, 0.5), "reduced sketch: 2014 falls, 2016 holds, none before 2012", "highest hazard of a rout")]
    cohesion: Annotated[float, Parameter(
        "1", Uniform(0.14, 0.19), "reduced sketch: 2014 falls, 2016 holds, none before 2012", "cohesion at half the hazard")]
    steepness: Annotated[float, Parameter(
        "1", LogNormal(0.018, 0.3), "reduced sketch: steepness in cohesion, not the force ratio, is what matters",
        "width of the step in cohesion")]
    ratio: Annotated[float, Parameter(
        "members per soldier", LogNormal(0.035, 0.4), "1,500 against a nominal 30,000 in June 2014",
        "threat at half the hazard")]
    covert: Annotated[float, Parameter(
        "1", Uniform(0.2, 0.4), "expert guess", "weight of covert members in the threat")]
    neighbours: Annotated[float, Parameter(
        "1", Uniform(0.3, 0.7), "expert guess", "weight of open fighters next door in the threat")]
    hostility: Annotated[float, Parameter(
        "1", Uniform(0.3, 0.6), "expert guess; without it Mosul falls in under half of the worlds of 2014",
        "how far an aggrieved community takes away cohesion")]
    home: Annotated[float, Parameter(
        "1", Uniform(0.15, 0.35), "expert guess; without it the south collapses in 2014 too",
        "cohesion added where the garrison defends its own communities")]
    air: Annotated[float, Parameter(
        "1", Uniform(0.05, 0.15), "expert guess", "cohesion added by strikes at hand")]
    jump: Annotated[float, Parameter(
        "share", Uniform(0.5, 0.9), "June to August 2014; expert guess",
        "part of a governorate's claimed residents lost in a rout")]
    massacre: Annotated[float, Parameter(
        "people", LogNormal(300, 0.8), "June to August 2014: 600 to 1,700 in single cases",
        "residents killed in a rout, median")]
    contagion: Annotated[float, Parameter(
        "share", Uniform(0.15, 0.4), "expert guess", "morale lost by the routed forces when a million people are lost")]
    firmness: Annotated[float, Parameter(
        "1", Uniform(3, 10), "reduced sketch: powers accepted for drift",
        "power of cohesion in what a garrison holds, for drift")]
    ceiling: Annotated[float, Parameter(
        "share", Fixed(1), "neutral: a lever of experiments", "highest control that the group can hold anywhere")]


@compiled
def garrison_of(state, setting, p):
    """Forces that could hold a place: its own, and most of those in other sectors of the same city."""
    forces = total(state.forces, p)
    if setting.places[p].sector > 0.0:
        for q in range(state.places.shape[0]):
            if q != p and setting.places[q].city == setting.places[p].city:
                forces += 0.8 * total(state.forces, q)
    return forces


@compiled
def threat(state, setting, parameters, p, fighters_elsewhere):
    """Strength that could turn on a garrison: open and part of the covert members here, in the city, and next door."""
    strength = acting(total(state.overt, p)) + parameters.covert * acting(total(state.covert, p))
    sector = setting.places[p].sector > 0.0
    if not fighters_elsewhere and not sector:
        return strength
    city = setting.places[p].city
    for q in range(state.places.shape[0]):
        if sector and q != p and setting.places[q].city == city:
            strength += 0.8 * (total(state.overt, q) + parameters.covert * total(state.covert, q))
        elif setting.near[q, p] > 0.0:
            strength += parameters.neighbours * total(state.overt, q) * setting.near[q, p]
    return strength


@inlined
def cohesion(state, setting, orders, parameters, p):
    """How well a garrison holds together: morale, less hostility around it, more at home and with strikes at hand.

    Sum over forces and communities of their shares x [morale (1 - hostility x grievance x claimed x far) + home (1 - far)],
    where far = min(1, twice the distance between force and community): a force defends the communities it comes from.
    """
    present = total(state.forces, p)
    people = max(1.0, total(state.residents, p))
    held = 0.0
    for f in range(state.forces.shape[1]):
        if state.forces[p, f] <= 0.0:
            continue
        spirit = 0.0
        for c in range(state.residents.shape[1]):
            far = min(1.0, 2.0 * setting.distance[f, c])
            hostile = parameters.hostility * state.grievance[p, c] * setting.communities[c].claimed * far
            part = state.residents[p, c] / people
            spirit += part * (state.morale[f] * (1.0 - hostile) + parameters.home * (1.0 - far))
        held += state.forces[p, f] / present * spirit
    return held + parameters.air * min(1.0, orders.places[p].strikes / 50.0)


@inlined
def rout(state, setting, orders, noise, ledger, parameters):
    """A garrison with low morale among a hostile community can lose its ground to a much smaller force.

    Sudden (rout): hazard rate x h x s x (0.4 + 0.6 leadership), h = r^2 / (1 + r^2) in r = threat / (ratio garrison + 100),
    steep in cohesion: s = 1 / (1 + exp((cohesion - c0) / steepness)); a whole event, drawn for each place and step.
    Drift: control tends to claimed share x q^2 / (1 + q^2), q = threat / (4 ratio garrison (cohesion / c0)^firmness + 20),
    at 0.3 rate. A place under assault, without a garrison, or under a threat of less than 50 loses no ground.
    """
    fighters = False  # most weeks after the fall nobody fights openly: then the neighbours need not be asked
    for p in range(state.places.shape[0]):
        fighters = fighters or (setting.places[p].theatre > 0.0 and total(state.overt, p) >= 1.0)
    most = hazard(parameters.rate * (0.4 + 0.6 * state.nation[0].leadership), setting.dt)
    for p in range(state.places.shape[0]):
        here = state.places[p]
        here.control = min(here.control, parameters.ceiling)
        garrison = total(state.forces, p)
        if setting.places[p].theatre == 0.0 or here.control > 0.9 or orders.places[p].assaulted > 0.0 or garrison < 100.0:
            continue
        if parameters.form == SUDDEN and _luck_of_rout(setting, noise, p)[0] >= most:
            continue  # lucky enough whatever the threat: it need not be added up
        strength = threat(state, setting, parameters, p, fighters)
        if strength <= 50.0:
            continue
        firm = cohesion(state, setting, orders, parameters, p)
        if parameters.form == DRIFT:
            gained = _drifted(state, setting, parameters, p, strength, garrison_of(state, setting, p), firm)
        else:
            gained = _jumped(state, setting, noise, parameters, p, strength, garrison_of(state, setting, p), firm)
        gained = min(parameters.ceiling - here.control, gained)
        if gained > 0.0:
            _lose_ground(state, setting, ledger, parameters, p, gained, uniforms(noise, _EXTENT, p)[0])


@inlined
def _luck_of_rout(setting, noise, p):
    """Two numbers of luck for a place; sectors of one city share theirs: into how many it is cut must not matter."""
    return uniforms(noise, _ROUT, p if setting.places[p].sector == 0.0 else 1000 + int(setting.places[p].city))


@compiled
def _jumped(state, setting, noise, parameters, p, strength, garrison, firm):
    """Control gained in a sudden rout in this step, mostly none; below 0 where what a rout could take is lost already."""
    ratio = strength / (parameters.ratio * garrison + 100.0)
    steep = (firm - parameters.cohesion) / parameters.steepness
    rate = parameters.rate * saturating(ratio * ratio) / (1.0 + math.exp(min(steep, 500.0)))
    rate *= 0.4 + 0.6 * state.nation[0].leadership
    luck = _luck_of_rout(setting, noise, p)
    if luck[0] >= hazard(rate, setting.dt):
        return 0.0
    here = state.places[p]
    if setting.places[p].sector > 0.0:
        return (0.8 + 0.2 * luck[1]) * (1.0 - here.control)
    claimed = claimed_residents(state, setting, p) / max(1.0, total(state.residents, p))
    return parameters.jump * (0.6 + 0.4 * luck[1]) * 1.1 * claimed - here.control


@compiled
def _drifted(state, setting, parameters, p, strength, garrison, firm):
    """Control gained in this step where ground drifts; below 0 where more is held than strength would take."""
    holds = 4.0 * parameters.ratio * garrison * math.exp(parameters.firmness * math.log(max(1e-9, firm / parameters.cohesion)))
    ratio = strength / (holds + 20.0)
    claimed = claimed_residents(state, setting, p) / max(1.0, total(state.residents, p))
    most = claimed if setting.places[p].sector == 0.0 else 1.0
    target = most * saturating(ratio * ratio)
    if target < FOOTHOLD:
        return 0.0
    rate = 0.3 * parameters.rate * (0.4 + 0.6 * state.nation[0].leadership)
    return (target - state.places[p].control) * hazard(rate, setting.dt)


@compiled
def _lose_ground(state, setting, ledger, parameters, p, gained, luck_of_dead):
    """What lost ground costs: the garrison dissolves, people flee and are killed, members come out, morale suffers."""
    here = state.places[p]
    flows = ledger.flows[p]
    claimed = claimed_residents(state, setting, p)
    garrison = total(state.forces, p)
    for f in range(state.forces.shape[1]):
        part = state.forces[p, f] / garrison
        state.morale[f] *= 1.0 - parameters.contagion * min(1.0, claimed / 1e6) * part * gained
        gone = state.forces[p, f] * (1.0 - 0.15 - 0.3 * (1.0 - gained)) * share(2.0 * gained)
        flows.forces_dissolved += move(state.forces, p, f, state.outside, 0, DISSOLVED, gone)
    here.recovering = 60.0
    killed = parameters.massacre * math.exp(0.8 * normal_quantile(luck_of_dead)) * gained
    people = total(state.residents, p)
    for c in range(state.residents.shape[1]):
        here_c = state.residents[p, c]
        dead = min(0.05 * here_c, killed * here_c / max(1.0, people))
        flows.civilians_killed_by_group += move(state.residents, p, c, state.dead, p, RESIDENTS_DEAD, dead)
        flows.fled += move(state.residents, p, c, state.displaced, p, c, 0.25 * gained * here_c)
    for o in range(state.covert.shape[1]):
        flows.emerged += move(state.covert, p, o, state.overt, p, o, 0.5 * share(2.0 * gained) * state.covert[p, o])
    here.control += gained


ROUT = Mechanism(
    name="rout",
    numbers=(5, 22),
    function=rout,
    parameters=Rout,
    reads=("overt", "covert", "forces", "morale", "residents", "grievance", "places.control", "nation.leadership",
           "orders.assaulted", "orders.strikes"),
    writes=("places.control", "places.recovering", "forces", "outside", "morale", "residents", "displaced", "dead",
            "covert", "overt"),
    flows=("forces_dissolved", "civilians_killed_by_group", "fled", "emerged"),
    limits=("rate = 0 routs nobody", "no garrison, no rout", "no members near, no rout", "a ceiling of 0 leaves no ground",
            "drift takes ground little by little"),
    source="form and steepness: reduced sketch against 2006-16; expert guess",
)
