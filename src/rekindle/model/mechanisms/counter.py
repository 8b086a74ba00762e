"""Counter-terrorism: intelligence that comes from people, raids that stand or fall with it, and the answers to both."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import inlined
from rekindle.model.formulas import WEEKS_IN_A_YEAR, acting, approach, hazard, total, towards
from rekindle.model.ledger import move
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Choice, Fixed, LogNormal, Parameter, Uniform
from rekindle.model.readings import claimed_residents, effective_forces, mean_grievance
from rekindle.model.state import RESIDENTS_DEAD

BACKLASH, DETERRENCE, NONE = 0.0, 1.0, 2.0
FEW = 20.0


class Intelligence(NamedTuple):
    """Parameters of intelligence."""

    lag: Annotated[float, Parameter(
        "weeks", LogNormal(12, 0.4), "expert guess; 6 to 25 worked in the reduced sketch", "half-life of intelligence")]
    fear: Annotated[float, Parameter(
        "members per effective soldier", LogNormal(0.1, 0.5), "expert guess",
        "covert members per effective soldier at which fear halves cooperation")]
    means: Annotated[float, Parameter(
        "share", Fixed(0), "neutral: a lever of policies", "share of the gap to full knowledge that technical means close")]
    price: Annotated[float, Parameter(
        "USD million/year", LogNormal(400, 0.6), "expert guess", "cost of full technical means")]
    guards: Annotated[float, Parameter(
        "share", Uniform(0.1, 0.6), "Biddle, Friedman & Shapiro 2012, International Security 37(1): the surge worked faster "
        "where locals stood up; size: expert guess", "share of what is not known that local guards at their most tell")]
    reached: Annotated[float, Parameter(
        "share", Uniform(0.1, 0.7), "Berman, Shapiro & Felter 2011, J. Political Economy 119(4): services are answered with "
        "information; size: expert guess", "share of what is not known that residents tell where aid has fully taken root")]


class Raid(NamedTuple):
    """Parameters of raids and of the answer to the harm they and the fighting do."""

    reach: Annotated[float, Parameter(
        "1/week", LogNormal(0.16, 0.35), "decline of 2007-10 in the reduced sketch (0.16)",
        "hazard of a covert member at full effort, intelligence and coverage")]
    hidden: Annotated[float, Parameter(
        "members per claimed resident", LogNormal(1.8e-4, 0.4), "expert guess: sized to leave 1,000-2,000 in 2010-11",
        "members per resident at which half are too well hidden to find")]
    killed: Annotated[float, Parameter(
        "share", Uniform(0.25, 0.55), "expert guess; reduced sketch used 0.4",
        "share of those found who are killed, not captured")]
    harm: Annotated[float, Parameter(
        "1/week", LogNormal(2e-7, 0.8), "expert guess", "hazard of a resident's death where raids find nobody, at full effort")]
    hiding: Annotated[float, Parameter(
        "share", Uniform(0.2, 0.8), "expert guess: what was left in 2018 sat in hills, river valleys and between lines of "
        "forces",
        "share of the hazard from which ground that hides people fully protects")]
    price: Annotated[float, Parameter(
        "USD/(person year)", LogNormal(4000, 0.5), "expert guess",
        "cost of raids for each member of the forces there, at full effort")]
    tempo: Annotated[float, Parameter(
        "1", Fixed(1), "neutral: a lever of policies", "raids against what politics would have")]
    empty: Annotated[float, Parameter(
        "1", Fixed(0), "neutral: a lever of a placebo",
        "more raids where under 20 members are left; these find and harm nobody")]
    response: Annotated[float, Parameter(
        "choice", Choice({"backlash": 0.5, "deterrence": 0.25, "none": 0.25}),
        "Condra & Shapiro 2012, AJPS 56(1): backlash; Lyall 2009, J. Conflict Resolution 53(3): deterrence; weights: guess",
        "what harm to residents by the government side does to attacks there, and to grievance")]
    answer: Annotated[float, Parameter(
        "log", LogNormal(0.25, 0.7), "expert guess from the sizes in Condra & Shapiro 2012 and Lyall 2009",
        "log change of attacks once one resident in 10,000 was killed by the government side")]
    outrage: Annotated[float, Parameter(
        "1", LogNormal(0.5, 0.8), "Dell & Querubin 2018, Quarterly J. Economics 133(2): bombing raised the other side's "
        "activity; size: expert guess",
        "how strongly one resident in 10,000 killed by the government side is felt of late, where harm backfires")]
    answer_memory: Annotated[float, Parameter(
        "weeks", Uniform(1, 3), "Condra & Shapiro 2012: under four weeks", "half-life of the change")]


@inlined
def gather_intelligence(state, setting, orders, noise, ledger, parameters):
    """People talk where they are protected, helped and not aggrieved, and keep silent where the group can reach them.

    Target: 0.9 (1 - grievance)(1 - x)(1 - control)(0.3 + 0.7 coverage) x exp(leaning), x = C / (C + fear effective forces);
    aid that has taken root and local guards close shares of the gap to 0.9 among those who are neither aggrieved nor held,
    technical means one everywhere.
    """
    heard = approach(parameters.lag, setting.dt)
    ledger.flows[0].spent += parameters.means * parameters.price / WEEKS_IN_A_YEAR * setting.dt
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0:
            continue
        here = state.places[p]
        members = acting(total(state.covert, p))
        reach = parameters.fear * effective_forces(state, p)
        feared = members / (members + reach) if members + reach > 0.0 else 0.0
        willing = (1.0 - mean_grievance(state, setting, p)) * (1.0 - here.control)
        told = 0.9 * willing * (1.0 - feared) * (0.3 + 0.7 * here.security) * math.exp(here.leaning)
        told = min(0.9, told)
        told += parameters.reached * here.programme * willing * (0.9 - told)
        told += parameters.guards * here.standing * willing * (0.9 - told)
        told += parameters.means * (0.9 - told)
        here.intelligence = towards(here.intelligence, told, heard)


@inlined
def raid(state, setting, orders, noise, ledger, parameters):
    """With intelligence raids remove covert members; without it they chase shadows and harm residents.

    Hazard of a member: reach x effort x intelligence x coverage x (0.5 + activity)(1 - hiding x cover) x
    C / (C + hidden x claimed residents): the last are hard to find, and so are those who lie low or sit in hiding ground. Some
    are killed, the others detained. Expected numbers: hundreds of raids stand behind a week.
    """
    for p in range(state.places.shape[0]):
        members = total(state.covert, p)
        if setting.places[p].theatre == 0.0:
            continue
        here = state.places[p]
        flows = ledger.flows[p]
        effort = state.countries[int(setting.places[p].country)].effort * parameters.tempo
        # a lever of a placebo: more raids where next to nobody is left, which cost money and find nobody more
        tried = effort * (1.0 + parameters.empty) if members < FEW else effort
        flows.raiding += tried * total(state.forces, p) * setting.dt
        flows.spent += parameters.price * tried * total(state.forces, p) / 1e6 / WEEKS_IN_A_YEAR * setting.dt
        here.pressure = 0.0
        if members >= 1.0:
            hidden = parameters.hidden * claimed_residents(state, setting, p)
            rate = parameters.reach * effort * here.intelligence * here.security * members / (members + hidden)
            rate *= (0.5 + here.activity) * (1.0 - parameters.hiding * setting.places[p].cover)
            here.pressure = rate
            found = hazard(rate, setting.dt)
            for o in range(state.covert.shape[1]):
                people = state.covert[p, o]
                if people == 0.0:
                    continue
                taken = people * found
                flows.members_killed_in_raids += move(
                    state.covert, p, o, state.fallen, p, o, taken * parameters.killed)
                flows.members_captured += move(state.covert, p, o, state.detained, p, o, taken * (1.0 - parameters.killed))
        here.sweeps = effort * (1.0 - here.intelligence) * here.security
        missed = hazard(parameters.harm * here.sweeps, setting.dt)
        for c in range(state.residents.shape[1]):
            dead = move(state.residents, p, c, state.dead, p, RESIDENTS_DEAD,
                        acting(state.residents[p, c]) * missed * setting.communities[c].claimed)
            flows.civilians_killed_in_raids += dead
            here.harmed += dead


@inlined
def respond(state, setting, orders, noise, ledger, parameters):
    """Harm by the government side raises attacks there for some weeks (backlash), lowers them (deterrence) or neither.

    The log of attacks moves by answer x residents killed per 10,000, never by more than 1, and fades with a half-life.
    Grievance and recruits take note of the harm under backlash only: the rival theories say that it is not what drives people.
    """
    faded = approach(parameters.answer_memory, setting.dt)
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if setting.places[p].theatre == 0.0 or (here.harmed == 0.0 and here.response == 0.0):
            continue
        moved = parameters.answer * 1e4 * here.harmed / max(1.0, total(state.residents, p))
        sign = 1.0 if parameters.response == BACKLASH else (-1.0 if parameters.response == DETERRENCE else 0.0)
        here.response = max(-1.0, min(1.0, towards(here.response, 0.0, faded) + sign * moved))
        if parameters.response == BACKLASH:
            killed = 1e4 * here.harmed / max(1.0, total(state.residents, p))
            here.wronged = min(1.0, here.wronged + parameters.outrage * killed * 0.05)
        else:
            here.harmed = 0.0


class Adaptation(NamedTuple):
    """Parameters of how the group answers pressure."""

    tolerance: Annotated[float, Parameter(
        "1/week", LogNormal(0.006, 0.6), "expert guess: about the pressure of 2018, at which rates are quoted",
        "share of covert members removed a week at which the group's effort is a half")]
    memory: Annotated[float, Parameter(
        "weeks", LogNormal(10, 0.5), "expert guess", "half-life with which the group changes its effort")]


@inlined
def adapt(state, setting, orders, noise, ledger, parameters):
    """Where raids bite, the group lies low: fewer attacks, and harder to find; where they cease, it comes back.

    Effort tends to tolerance / (tolerance + pressure).
    """
    gone = approach(parameters.memory, setting.dt)
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if setting.places[p].theatre > 0.0:
            here.activity = towards(here.activity, parameters.tolerance / (parameters.tolerance + here.pressure), gone)


RESPOND = Mechanism(
    name="respond",
    numbers=(11,),
    function=respond,
    parameters=Raid,
    reads=("places.harmed", "places.response", "places.wronged", "residents"),
    writes=("places.harmed", "places.response", "places.wronged"),
    flows=(),
    limits=("no harm, no answer", "backlash raises and deterrence lowers attacks, none does neither",
            "an answer is gone within a few weeks"),
    source="Condra & Shapiro 2012, AJPS 56(1); Lyall 2009, J. Conflict Resolution 53(3)",
)

ADAPT = Mechanism(
    name="adapt",
    numbers=(14, 18),
    function=adapt,
    parameters=Adaptation,
    reads=("places.pressure", "places.activity"),
    writes=("places.activity",),
    flows=(),
    limits=("without pressure the group's effort tends to its full", "the more pressure, the less effort"),
    source="expert guess: an opponent who adapts",
)

GATHER_INTELLIGENCE = Mechanism(
    name="gather_intelligence",
    numbers=(13,),
    function=gather_intelligence,
    parameters=Intelligence,
    reads=("places.intelligence", "places.control", "places.security", "covert", "forces", "morale", "grievance", "residents",
           "places.leaning", "places.programme", "places.standing"),
    writes=("places.intelligence",),
    flows=("spent",),
    limits=("full grievance or full control silences everybody",),
    source="expert guess; form from a reduced sketch of this model",
)

RAID = Mechanism(
    name="raid",
    numbers=(14,),
    function=raid,
    parameters=Raid,
    reads=("covert", "residents", "forces", "places.intelligence", "places.security", "places.activity", "countries.effort"),
    writes=("covert", "residents", "detained", "dead", "fallen", "places.harmed", "places.pressure", "places.sweeps"),
    flows=("members_killed_in_raids", "members_captured", "civilians_killed_in_raids", "spent", "raiding"),
    limits=("reach = 0 removes nobody", "no intelligence removes nobody", "full intelligence harms nobody"),
    source="Kress & Szechtman 2009, Operations Research 57(3): intelligence decides whom a raid hits; rates: expert guess",
)
