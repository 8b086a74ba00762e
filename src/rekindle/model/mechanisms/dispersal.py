"""What becomes of fighters whose ground is lost: they retreat, hide, are captured, desert, leave or die."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import acting, hazard, total
from rekindle.model.ledger import arrive, desert, move
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import LogNormal, Parameter, Uniform
from rekindle.model.readings import held_sector, mean_grievance, nearest, way_out


class Dispersal(NamedTuple):
    """Parameters of dispersal."""

    uproot: Annotated[float, Parameter(
        "share", Uniform(0.1, 0.4), "expert guess; reduced sketch used 0.25",
        "share of the fighters on lost ground who do not fall back on ground still held in the place")]
    retreat: Annotated[float, Parameter(
        "share", Uniform(0.5, 0.9), "expert guess", "share of the uprooted who reach held neighbours, where a way is open")]
    hide: Annotated[float, Parameter(
        "share", Uniform(0.2, 0.6), "expert guess", "share of the rest who go underground, at full grievance")]
    foreign_hide: Annotated[float, Parameter(
        "share", Uniform(0.2, 0.6), "expert guess: foreigners are recognised", "how well foreigners hide, against locals")]
    nearby: Annotated[float, Parameter(
        "share", Uniform(0.5, 0.9), "expert guess; reduced sketch used 0.7", "share of those hiding who stay in the place")]
    capture: Annotated[float, Parameter(
        "share", Uniform(0.1, 0.4), "expert guess; captures at Falluja, Hawija and Tal Afar differ tenfold",
        "share of those who neither retreat nor hide who are captured")]
    die: Annotated[float, Parameter(
        "share", Uniform(0.15, 0.5), "expert guess; reduced sketch used 0.3", "share of what is left who are killed")]
    ground: Annotated[float, Parameter(
        "1/week", Uniform(0.2, 0.4), "expert guess; reduced sketch used 0.3",
        "rate at which open fighters without ground hide")]
    cadres: Annotated[float, Parameter(
        "1/week", LogNormal(0.002, 0.5), "expert guess; reduced sketch used 0.004",
        "rate at which fighters of held places are sent to neighbours as covert cadres")]
    spread: Annotated[float, Parameter(
        "1/week", LogNormal(0.003, 0.5), "expert guess; reduced sketch used 0.002",
        "rate at which covert members move to a neighbour that hides them as well")]
    shelter: Annotated[float, Parameter(
        "1", Uniform(0, 4), "expert guess, wide: from 2017 to 2018 the share of documented events in one governorate fell from "
        "0.72 to 0.17 and rose from 0.06 to 0.39 in two with hills and disputed lines",
        "log of how much faster they move to full shelter from none")]


@inlined
def disperse(state, setting, orders, noise, ledger, parameters):
    """As control falls, fighters on the lost ground retreat to held neighbours, go underground, are captured, die or desert.

    Lost ground is control at the start of the step (in the orders) less control now. Moves between places are added
    after the loop, so that nobody moves or fights twice in a step.
    """
    anybody = False
    for p in range(state.places.shape[0]):
        before = orders.places[p].before
        control = state.places[p].control
        if setting.places[p].theatre == 0.0 or control >= before or acting(total(state.overt, p)) == 0.0:
            continue
        lost = (before - control) / before
        uprooted = 1.0 if control == 0.0 else lost * parameters.uproot
        _uproot(state, setting, orders, ledger, parameters, p, uprooted)
        anybody = True
    if anybody:
        arrive(state.overt, ledger.overt_under_way)
        arrive(state.covert, ledger.covert_under_way)


@compiled
def _uproot(state, setting, orders, ledger, parameters, p, uprooted):
    """Send a share of a place's fighters their several ways."""
    flows = ledger.flows[p]
    sector = held_sector(state, setting, p)
    refuge = sector if sector >= 0 else way_out(state, setting, p)
    city = setting.places[p].sector > 0.0 and state.places[p].control > 0.0  # ground still held in this very sector
    reach = parameters.retreat * (1.0 if city or sector >= 0 else orders.places[p].openness)
    grievance = mean_grievance(state, setting, p)
    near = nearest(setting, p)
    for o in range(state.overt.shape[1]):
        people = state.overt[p, o] * uprooted
        if city:
            people -= people * reach
        elif refuge >= 0:
            away = min(people * reach, state.overt[p, o])
            state.overt[p, o] -= away
            ledger.overt_under_way[refuge, o] += away
            if sector >= 0:
                flows.retreated += away
            else:
                flows.escaped += away
            people -= away
        hidden = people * parameters.hide * (0.3 + 0.7 * grievance) * (1.0 if o == 0 else parameters.foreign_hide)
        stays = parameters.nearby if near >= 0 else 1.0
        flows.melted += move(state.overt, p, o, state.covert, p, o, hidden * stays)
        if near >= 0:
            gone = min(hidden * (1.0 - stays), state.overt[p, o])
            state.overt[p, o] -= gone
            ledger.covert_under_way[near, o] += gone
            flows.escaped += gone
        people -= hidden
        captured = people * parameters.capture
        flows.fighters_captured += move(state.overt, p, o, state.detained, p, o, captured)
        killed = (people - captured) * parameters.die
        flows.fighters_killed_in_battle += move(state.overt, p, o, state.fallen, p, o, killed)
        desert(state, setting, flows, state.overt, p, o, people - captured - killed)


@inlined
def scatter(state, setting, orders, noise, ledger, parameters):
    """Fighters without ground hide; held places send out covert cadres; covert members move to where they are sheltered.

    Covert members leave for a neighbour at spread x exp(shelter (there - here)), shelter of a place (cover + 1 - coverage by
    forces) / 2.
    """
    hidden = hazard(parameters.ground, setting.dt)
    cadres = hazard(parameters.cadres, setting.dt)
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0:
            continue
        flows = ledger.flows[p]
        if state.places[p].control == 0.0 and total(state.overt, p) > 0.0:
            for o in range(state.overt.shape[1]):
                flows.melted += move(state.overt, p, o, state.covert, p, o, state.overt[p, o] * hidden)
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0:
            _send_out(state, setting, ledger, parameters, p, cadres if state.places[p].control > 0.0 else 0.0)
    arrive(state.covert, ledger.covert_under_way)


@inlined
def _send_out(state, setting, ledger, parameters, p, cadres):
    """Covert cadres from a held place, and covert members who look for shelter, reach neighbours, nearer ones more."""
    own = _shelter(state, setting, p)
    rate, reached = 0.0, 0.0
    for q in range(state.places.shape[0]):
        if setting.near[p, q] > 0.0:
            reached += setting.near[p, q]
            rate += setting.near[p, q] * math.exp(parameters.shelter * (_shelter(state, setting, q) - own))
    if reached == 0.0:
        return
    moving = hazard(parameters.spread * rate, setting.dt)
    for q in range(state.places.shape[0]):
        near = setting.near[p, q]
        if near > 0.0:
            drawn = moving * near * math.exp(parameters.shelter * (_shelter(state, setting, q) - own)) / rate
            for o in range(state.overt.shape[1]):
                ledger.covert_under_way[q, o] += state.overt[p, o] * cadres * near / reached + state.covert[p, o] * drawn
    flows = ledger.flows[p]
    for o in range(state.overt.shape[1]):
        flows.escaped += state.overt[p, o] * cadres
        flows.spread += state.covert[p, o] * moving
        state.overt[p, o] *= 1.0 - cadres
        state.covert[p, o] *= 1.0 - moving


@inlined
def _shelter(state, setting, p):
    """How well a place hides covert members, 0-1."""
    return 0.5 * (setting.places[p].cover + 1.0 - state.places[p].security)


DISPERSE = Mechanism(
    name="disperse",
    numbers=(8,),
    function=disperse,
    parameters=Dispersal,
    reads=("places.control", "overt", "grievance", "residents", "orders.openness", "orders.before"),
    writes=("overt", "covert", "detained", "abroad", "fallen", "residents"),
    flows=("retreated", "escaped", "melted", "fighters_captured", "fighters_killed_in_battle", "deserted", "left_theatre"),
    limits=("no ground lost uproots nobody", "a closed ring lets nobody escape to held neighbours"),
    source="expert guess; forms from a reduced sketch of this model",
)

SCATTER = Mechanism(
    name="scatter",
    numbers=(8,),
    function=scatter,
    parameters=Dispersal,
    reads=("places.control", "places.security", "overt", "covert"),
    writes=("overt", "covert"),
    flows=("melted", "escaped", "spread"),
    limits=("with all rates 0 nobody moves", "fighters on held ground do not hide",
            "where shelter draws, more move to hiding ground than from it"),
    source="expert guess; forms from a reduced sketch of this model",
)
