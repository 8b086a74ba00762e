"""Recruitment: covert members among the aggrieved, open fighters on held ground, volunteers from abroad."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import acting, approach, hazard, saturating, share, total
from rekindle.model.ledger import call_up, move
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Choice, LogNormal, Parameter, Uniform
from rekindle.model.readings import claimed_residents, mean_grievance, pay_factor, residents_under_control
from rekindle.model.state import ABROAD

GRIEVANCE, IDLE, PAY = 0.0, 1.0, 2.0


class Recruitment(NamedTuple):
    """Parameters of recruitment."""

    motive: Annotated[float, Parameter(
        "choice", Choice({"grievance": 0.5, "idle": 0.25, "pay": 0.25}),
        "grievance: rsis-2016; idle young men: rfi-2016 on poverty; pay: pay records of 2005-10 (recalled); weights: guess",
        "what brings local members: grievance, a lack of work, or pay")]
    contact: Annotated[float, Parameter(
        "1/week", LogNormal(0.029, 0.3), "decline and growth of 2006-13, here and in the reduced sketch (0.022)",
        "recruits per covert member where the pool is untouched and nobody watches")]
    pool: Annotated[float, Parameter(
        "share", LogNormal(0.006, 0.4), "strength estimates of 2007-14 against populations",
        "share of claimed residents who could be drawn in, at full grievance and appeal")]
    grievance: Annotated[float, Parameter(
        "1", Uniform(1.5, 3), "reduced sketch: powers near 2 gave decline and return", "power of grievance in the pool")]
    seed: Annotated[float, Parameter(
        "1/week", LogNormal(3e-7, 0.7), "expert guess", "rate at which residents join without any member near")]
    watch: Annotated[float, Parameter(
        "1", Uniform(0.5, 0.9), "expert guess; reduced sketch used 0.7", "share of recruitment that full coverage prevents")]
    pay: Annotated[float, Parameter(
        "share", LogNormal(0.005, 0.3),
        "CIA: 10,000 in June 2014 to 20,000-31,500 in September over some 6-10 million residents",
        "open fighters that held residents can be made to supply, at full appeal")]
    mobilise: Annotated[float, Parameter(
        "weeks", LogNormal(12, 0.5), "CIA June to September 2014", "half-life with which held ground is mobilised")]
    emerge: Annotated[float, Parameter(
        "1/week", Uniform(0.05, 0.3), "expert guess; reduced sketch used 0.15",
        "rate at which covert members of held ground come out")]
    foreign: Annotated[float, Parameter(
        "people/week", LogNormal(350, 0.4), "40,000-42,000 came in all; 1,500-2,000 a month at the peak",
        "foreign volunteers at full appeal, open borders and much ground")]
    ground: Annotated[float, Parameter(
        "people", LogNormal(2e6, 0.3), "expert guess", "residents under control at which half the volunteers come")]


@inlined
def recruit(state, setting, orders, noise, ledger, parameters):
    """Covert members draw in the aggrieved of the communities for which the group claims to speak, while money lasts.

    Recruits = contact C (1 - C / pool)(1 - watch coverage) + seed residents grievance, times (0.5 + 0.5 leadership)
    (0.4 + 0.6 money); pool = share x claimed residents x grievance^power x (0.3 + 0.7 appeal). A pool smaller than C
    recruits nobody.
    """
    nation = state.nation[0]
    unsettled = 1.0 - 0.3 * nation.settlement_local
    money = pay_factor(state, setting)
    drive = (0.5 + 0.5 * nation.leadership) * (0.4 + 0.6 * money) * nation.unity * unsettled
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if setting.places[p].theatre == 0.0:
            continue
        claimed = claimed_residents(state, setting, p)
        if claimed < 1.0:
            continue
        grievance = mean_grievance(state, setting, p)
        members = acting(total(state.covert, p))
        pool = parameters.pool * claimed * _driven(here, parameters, grievance, money) * (0.3 + 0.7 * nation.appeal)
        room = max(0.0, 1.0 - members / pool) if pool >= 1.0 else 0.0
        joining = parameters.contact * members * room * (1.0 - parameters.watch * here.security)
        joining = (joining + parameters.seed * claimed * grievance) * drive * setting.dt
        _join(state, setting, ledger, p, min(joining, 0.01 * claimed), claimed)


@inlined
def _driven(here, parameters, grievance, money):
    """Share of the pool that the motive in question opens, 0-1: grievance, want of work, or pay (these with some grievance).

    The rivals are set to agree where grievance is 0.6, the economy 0.4 and the treasury USD 20 million.
    """
    power = parameters.grievance
    ease = 0.6 + 0.4 * min(1.5, grievance / 0.6)  # who wants work or pay joins the more easily the more he resents
    if parameters.motive == IDLE:
        return share(math.exp(power * math.log(max(1e-9, 1.0 - here.economy))) * ease)
    felt = math.exp(power * math.log(max(1e-9, grievance)))  # grievance to the power, faster
    if parameters.motive == PAY:
        return share(math.exp(power * math.log(0.6)) * 2.0 * money * ease)
    return felt


@compiled
def _join(state, setting, ledger, p, joining, claimed):
    """Residents become covert members, each community in proportion to its claimed residents."""
    for c in range(state.residents.shape[1]):
        part = state.residents[p, c] * setting.communities[c].claimed / claimed
        ledger.flows[p].recruited_local += move(state.residents, p, c, state.covert, p, 0, joining * part)


@inlined
def mobilise(state, setting, orders, noise, ledger, parameters):
    """Held ground supplies open fighters: covert members come out, residents are called up, volunteers arrive from abroad.

    Fighters move up towards pay x control x residents x (0.4 + 0.6 appeal) x money; volunteers: foreign x appeal x
    border x held / (held + ground), to held places in proportion to the residents there.
    """
    nation = state.nation[0]
    held = residents_under_control(state, setting)
    money = pay_factor(state, setting)
    if held < 1.0:
        return
    called = approach(parameters.mobilise, setting.dt)
    settled = 1.0 - 0.5 * nation.settlement_regional
    coming = parameters.foreign * nation.appeal * settled * saturating(held / parameters.ground) * setting.dt
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if setting.places[p].theatre == 0.0 or here.control <= 0.0:
            continue
        flows = ledger.flows[p]
        residents = total(state.residents, p)
        coming_out = hazard(parameters.emerge * here.control * here.control, setting.dt)
        for o in range(state.covert.shape[1]):
            flows.emerged += move(state.covert, p, o, state.overt, p, o, state.covert[p, o] * coming_out)
        claimed = claimed_residents(state, setting, p)
        wanted = parameters.pay * here.control * residents * (0.4 + 0.6 * nation.appeal) * money
        gap = wanted - total(state.overt, p)
        if gap > 0.0 and claimed > 0.0:
            joining = gap * called
            for c in range(state.residents.shape[1]):
                part = state.residents[p, c] * setting.communities[c].claimed / claimed
                flows.recruited_local += move(state.residents, p, c, state.overt, p, 0, joining * part)
        part = residents * here.control / held
        for o in range(1, state.overt.shape[1]):
            people = coming * part * setting.origins[o].propensity * orders.borders[o]
            flows.recruited_foreign += call_up(state.outside, ABROAD, state.overt, p, o, people)


RECRUIT = Mechanism(
    name="recruit",
    numbers=(12, 24),
    function=recruit,
    parameters=Recruitment,
    reads=("residents", "covert", "grievance", "places.security", "places.economy", "nation.leadership", "nation.unity",
           "nation.appeal", "nation.treasury", "nation.settlement_local"),
    writes=("residents", "covert"),
    flows=("recruited_local",),
    limits=("no grievance recruits nobody where grievance is the motive", "nobody claimed, nobody recruited",
            "never more than the residents"),
    source="expert guess; forms from a reduced sketch of this model",
)

MOBILISE = Mechanism(
    name="mobilise",
    numbers=(12, 25),
    function=mobilise,
    parameters=Recruitment,
    reads=("residents", "covert", "overt", "places.control", "nation.appeal", "nation.treasury", "nation.settlement_regional",
           "orders.borders"),
    writes=("residents", "covert", "overt", "outside"),
    flows=("emerged", "recruited_local", "recruited_foreign"),
    limits=("no ground mobilises nobody", "closed borders bring nobody from abroad"),
    source="expert guess; forms from a reduced sketch of this model",
)
