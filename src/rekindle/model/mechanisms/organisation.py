"""The organisation as a whole: its leaders, the pull of its idea, and its money."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import WEEKS_IN_A_YEAR, acting, approach, hazard, saturating, share, total, towards
from rekindle.model.ledger import desert
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import stream, uniforms
from rekindle.model.parameter import Choice, Fixed, LogNormal, Parameter, Uniform
from rekindle.model.readings import mean_grievance, residents_under_control

_LEADER_LOST = stream("a leader is lost")
RECOVERS, FRAGMENTS, MARTYR = 0.0, 1.0, 2.0


class Leadership(NamedTuple):
    """Parameters of leadership."""

    succession: Annotated[float, Parameter(
        "choice", Choice({"recovers": 0.5, "fragments": 0.25, "martyr": 0.25}),
        "Jordan 2009, Security Studies 18(4); Johnston 2012, International Security 36(4); Price 2012, ibid.; weights: guess",
        "what follows a leader's loss: capability dips and recovers, the organisation splits, or the dead leader draws people")]
    loss: Annotated[float, Parameter(
        "1/week", LogNormal(0.006, 0.5), "about one top leader lost in three years, 2006-16; expert guess",
        "hazard of losing the leader at an effort of 0.7")]
    hit: Annotated[float, Parameter(
        "share", Uniform(0.3, 0.9), "expert guess; Price 2012, International Security 36(4)", "share of leadership that a new "
        "organisation loses with a leader")]
    matures: Annotated[float, Parameter(
        "years", Uniform(15, 30), "Price 2012, International Security 36(4): the effect of a leader's loss is half by the "
        "tenth year and none by the twentieth; Jordan 2014 on organisations that resist (recalled)",
        "age at which the loss of a leader costs an organisation nothing any more")]
    recover: Annotated[float, Parameter(
        "weeks", LogNormal(40, 0.4), "expert guess", "half-life with which successors restore it")]
    split: Annotated[float, Parameter(
        "share", Uniform(0.1, 0.4), "expert guess", "unity lost with a leader where the organisation fragments")]
    mend: Annotated[float, Parameter(
        "weeks", LogNormal(150, 0.5), "expert guess", "half-life with which a split organisation becomes one again")]
    martyr: Annotated[float, Parameter(
        "share", Uniform(0.02, 0.15), "expert guess", "rise of appeal with a leader's death where that draws people")]
    ceiling: Annotated[float, Parameter(
        "share", Fixed(1), "neutral: a lever of experiments", "highest capability the leadership can have")]


class Appeal(NamedTuple):
    """Parameters of appeal and defection."""

    rest: Annotated[float, Parameter(
        "1", Uniform(0.15, 0.4), "expert guess: the idea outlives the territory", "appeal without any territory")]
    story: Annotated[float, Parameter(
        "1", Uniform(0.05, 0.3), "expert guess; rsis-2016 names victimhood as a pillar", "appeal that full grievance adds")]
    ground: Annotated[float, Parameter(
        "people", LogNormal(2e6, 0.3), "expert guess", "residents under control that give half of the caliphate's pull")]
    memory: Annotated[float, Parameter(
        "weeks", LogNormal(60, 0.4), "expert guess", "half-life of appeal")]
    defect: Annotated[float, Parameter(
        "1", LogNormal(0.3, 0.6), "expert guess; rsis-2016 expects defections",
        "share of open fighters who quit as all ground is lost")]
    quarrel: Annotated[float, Parameter(
        "1/week", LogNormal(0.002, 1.0), "expert guess, wide: rsis-2016 quotes the hope and doubts it",
        "rate at which infighting makes fighters of an enclave quit that nobody attacks")]
    spectacle: Annotated[float, Parameter(
        "1", Uniform(0, 0.3), "expert guess, wide: which wins is an open question",
        "appeal that infighting costs where all fighters sit in such an enclave")]
    ceiling: Annotated[float, Parameter(
        "share", Fixed(1), "neutral: a lever of experiments", "highest appeal there can be")]


class Funds(NamedTuple):
    """Parameters of money."""

    tax: Annotated[float, Parameter(
        "USD/(resident week)", LogNormal(2.2, 0.4),
        "USD 56 million a month in March 2016 over some 5-6 million residents (IHS)",
        "taxes and trade from residents under control, oil included")]
    extortion: Annotated[float, Parameter(
        "USD/(member week)", LogNormal(500, 0.7),
        "USD 8 million a month from Mosul alone before 2014, over an uncertain thousand or several (recalled)",
        "extortion by covert members")]
    donors: Annotated[float, Parameter(
        "USD million/week", LogNormal(0.1, 0.8), "expert guess: small", "gifts at full appeal, unsettled region")]
    fighter: Annotated[float, Parameter(
        "USD/(fighter week)", LogNormal(180, 0.4), "pay of USD 50-400 a month, families, administration (recalled)",
        "upkeep of an open fighter, administration included")]
    spent: Annotated[float, Parameter(
        "1/week", LogNormal(0.02, 0.6), "expert guess: a treasury of over USD 1 billion in 2014 was gone by 2017",
        "share of the treasury spent otherwise, lost or seized")]
    member: Annotated[float, Parameter(
        "USD/(member week)", LogNormal(50, 0.5), "expert guess", "upkeep of a covert member")]


@inlined
def lose_leaders(state, setting, orders, noise, ledger, parameters):
    """Now and then the leader is lost; what follows is disputed: recovery, a split, or a martyr.

    Hazard: loss (0.3 + effort of the first country); each loss takes hit (1 - age / matures) of leadership, which returns with
    a half-life towards the organisation's unity. A split takes unity too, which mends slowly; a martyr raises appeal.
    """
    nation = state.nation[0]
    nation.unity = towards(nation.unity, 1.0, approach(parameters.mend, setting.dt))
    nation.leadership = towards(nation.leadership, nation.unity, approach(parameters.recover, setting.dt))
    rate = parameters.loss * (0.3 + state.countries[0].effort)
    if uniforms(noise, _LEADER_LOST, 0)[0] < hazard(rate, setting.dt):
        nation.leadership *= 1.0 - parameters.hit * max(0.0, 1.0 - nation.age / parameters.matures)
        if parameters.succession == FRAGMENTS:
            nation.unity *= 1.0 - parameters.split
        elif parameters.succession == MARTYR:
            nation.appeal += (1.0 - nation.appeal) * parameters.martyr
    nation.leadership = min(nation.leadership, parameters.ceiling)
    nation.age += setting.dt / WEEKS_IN_A_YEAR


@inlined
def draw(state, setting, orders, noise, ledger, parameters):
    """Territory and the story of victimhood feed the idea's pull; losing ground, or quarrelling over it, makes fighters quit.

    Target of appeal: rest + (1 - rest) held / (held + ground) + story x mean grievance - spectacle x idle, never above 1;
    it fades slowly. Idle is the share of the fighters who sit in an enclave that nobody attacks, as far as it is one (the
    share of the most ever held that is lost): there ground feeds appeal, and infighting eats it.
    """
    nation = state.nation[0]
    held = residents_under_control(state, setting)
    nation.peak = max(nation.peak, held)
    pent = 1.0 - held / nation.peak if nation.peak > 1.0 else 0.0
    lost = share((nation.held - held) / nation.held) if nation.held > 1.0 else 0.0
    quarrel = hazard(parameters.quarrel * pent, setting.dt)
    felt, places, idle, fighters = 0.0, 0.0, 0.0, 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0:
            continue
        felt += mean_grievance(state, setting, p)
        places += 1.0
        here = total(state.overt, p)
        fighters += here
        sits = state.places[p].control > 0.0 and orders.places[p].assaulted == 0.0
        idle += here if sits else 0.0
        leaving = lost * parameters.defect + (quarrel if sits else 0.0)
        if leaving > 0.0 and here > 0.0:
            for o in range(state.overt.shape[1]):
                desert(state, setting, ledger.flows[p], state.overt, p, o, state.overt[p, o] * min(1.0, leaving))
    pull = parameters.rest + (1.0 - parameters.rest) * saturating(held / parameters.ground)
    pull += parameters.story * (felt / places if places > 0.0 else 0.0)
    pull -= parameters.spectacle * pent * (idle / fighters if fighters > 1.0 else 0.0)
    nation.appeal = min(parameters.ceiling, towards(nation.appeal, share(pull), approach(parameters.memory, setting.dt)))
    nation.held = held


@inlined
def raise_funds(state, setting, orders, noise, ledger, parameters):
    """Territory pays taxes, covert members extort, donors give; fighters and members cost. The treasury is never below 0."""
    nation = state.nation[0]
    fighters, members = 0.0, 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0:
            fighters += acting(total(state.overt, p))
            members += acting(total(state.covert, p))
    income = parameters.tax * nation.held + parameters.extortion * members
    income = income / 1e6 + parameters.donors * nation.appeal * (1.0 - 0.5 * nation.settlement_regional)
    cost = (parameters.fighter * fighters + parameters.member * members) / 1e6
    kept = nation.treasury * (1.0 - hazard(parameters.spent, setting.dt))
    nation.treasury = max(0.0, kept + (income - cost) * setting.dt)


LOSE_LEADERS = Mechanism(
    name="lose_leaders",
    numbers=(16,),
    function=lose_leaders,
    parameters=Leadership,
    reads=("nation.leadership", "nation.unity", "nation.appeal", "nation.age", "countries.effort"),
    writes=("nation.leadership", "nation.unity", "nation.appeal", "nation.age"),
    flows=(),
    limits=("loss = 0 loses no leader", "leadership stays in 0..1", "an old organisation loses nothing with a leader", "only a "
    "split takes unity and only a martyr adds appeal",
            "a ceiling of 0 leaves no leadership"),
    source="expert guess; dates of leaders lost, 2006-16",
)

DRAW = Mechanism(
    name="draw",
    numbers=(17,),
    function=draw,
    parameters=Appeal,
    reads=("nation.appeal", "nation.held", "nation.peak", "places.control", "residents", "grievance", "overt",
           "orders.assaulted"),
    writes=("nation.appeal", "nation.held", "nation.peak", "overt", "residents", "abroad"),
    flows=("deserted", "left_theatre"),
    limits=("no ground lost and no enclave, nobody defects", "appeal never falls under its rest value without infighting",
            "an enclave that nobody attacks breeds infighting", "a ceiling of 0 leaves no appeal"),
    source="rsis-2016; expert guess",
)

RAISE_FUNDS = Mechanism(
    name="raise_funds",
    numbers=(25, 24),
    function=raise_funds,
    parameters=Funds,
    reads=("nation.treasury", "nation.appeal", "nation.settlement_regional", "nation.held", "overt", "covert"),
    writes=("nation.treasury",),
    flows=(),
    limits=("the treasury never falls below 0", "no ground, no members and no donors bring nothing"),
    source="IHS revenue estimates 2015-17; expert guess",
)
