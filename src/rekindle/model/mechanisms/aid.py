"""Counter-insurgency: money and people for security, services and redress, where there is patience and will."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import WEEKS_IN_A_YEAR, acting, approach, hazard, saturating, total, towards
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Choice, LogNormal, Parameter, Uniform

HELPS, CAPTURED, NONE = 0.0, 1.0, 2.0
STRONG = 500.0
"""Covert members of a place with whom the group takes half of what it could from contracts there."""


class Aid(NamedTuple):
    """Parameters of aid and counter-insurgency."""

    effect: Annotated[float, Parameter(
        "choice", Choice({"helps": 0.45, "captured": 0.3, "none": 0.25}),
        "Berman, Shapiro & Felter 2011, J. Political Economy 119(4): small projects helped; Zuercher 2017, World Development "
        "98: most studies find none or worse; rfi-2016 on corruption; weights: guess",
        "aid does what it is for, is captured by the corrupt, or does nothing")]
    money: Annotated[float, Parameter(
        "USD/(resident year)", LogNormal(15, 0.6), "expert guess: some USD 1 billion of stabilisation in three years, 2015-18",
        "money for residents of places that the group does not hold, in the first country")]
    people: Annotated[float, Parameter(
        "people per 1,000 residents", LogNormal(0.3, 0.6), "expert guess", "officials, advisers and local guards paid by it")]
    redress: Annotated[float, Parameter(
        "share", Uniform(0, 0.15), "expert guess: courts and compensation reached few", "share of wrongs that are put right")]
    enough_money: Annotated[float, Parameter(
        "USD/(resident year)", LogNormal(30, 0.7), "expert guess; Berman, Shapiro & Felter 2011: small projects of some USD 20 "
        "a resident and year had "
        "answers, and most of what was spent beyond them had none",
        "money with which half of what money can do is done")]
    enough_people: Annotated[float, Parameter(
        "people per 1,000 residents", LogNormal(3, 0.5), "expert guess", "people with whom half of what people can do is done")]
    patience: Annotated[float, Parameter(
        "weeks", LogNormal(20, 0.5), "expert guess: Berman, Shapiro & Felter 2011 find answers within half-years, rsis-2016 "
        "asks for patience over years",
        "half-life with which a programme takes root")]
    supervised: Annotated[float, Parameter(
        "share", Uniform(0.2, 0.9), "Berman, Shapiro & Felter 2011: projects that soldiers supervised; size: expert guess",
        "share of corruption that supervision avoids, where aid does what it is for")]
    foil: Annotated[float, Parameter(
        "log", Uniform(0.3, 2), "Berman, Shapiro & Felter 2011: violence fell by about a sixth of its level for some USD 10 a "
        "resident in half a year (recalled); size: expert guess, wide",
        "log fall of attacks where aid has fully taken root: people warn")]
    leak: Annotated[float, Parameter(
        "share", Uniform(0.02, 0.2), "expert guess; protection money was part of contracts in contested ground (recalled)",
        "share of the money that reaches the group where aid is captured, where it is strong")]
    provoke: Annotated[float, Parameter(
        "log", Uniform(0.3, 1.6), "Crost, Felter & Johnston 2014, American Economic Review 104(6): a programme in contested "
        "ground raised casualties; size: expert guess, wide",
        "log rise of attacks where captured aid at its most meets no security")]
    lift: Annotated[float, Parameter(
        "1", Uniform(0.2, 0.8), "expert guess", "how strongly a programme at its full lifts economy, services and inclusion, "
        "against what draws them back")]
    pace: Annotated[float, Parameter(
        "weeks", LogNormal(30, 0.4), "expert guess, as that of governance", "half-life with which it lifts them")]
    guard: Annotated[float, Parameter(
        "share", Uniform(0.05, 0.3), "expert guess", "share of the missing security that local guards make good")]
    justice: Annotated[float, Parameter(
        "1/week", LogNormal(0.006, 0.6), "expert guess", "rate at which grievance falls under full redress")]


@inlined
def assist(state, setting, orders, noise, ledger, parameters):
    """Aid takes root where there is money, people, will and patience, and then lifts services, security and trust.

    The programme tends to money x (2 + people) / 3 x (0.4 + 0.6 will)(1 - loss)(1 - control), with x / (1 + x) of money
    and people against what is enough: donors pay and neighbourhoods build even where a government is tired. Where aid helps,
    supervision avoids part of corruption, and people whom it reached foil attacks. Captured, corruption counts three times
    over and the rest buys partisans: inclusion and redress suffer, part of the money reaches the group, and projects in
    unsecured ground draw fire. Where aid has no effect it only costs.
    """
    pay = saturating(parameters.money / parameters.enough_money)
    staff = saturating(parameters.people / parameters.enough_people)
    rooted, lifted = approach(parameters.patience, setting.dt), approach(parameters.pace, setting.dt)
    country, means = state.countries[0], setting.countries[0]
    tried = 0.4 + 0.6 * country.will
    honest = 1.0 - means.corruption
    if parameters.effect == CAPTURED:
        honest = honest * honest * honest
    elif parameters.effect == HELPS:
        honest = 1.0 - means.corruption * (1.0 - parameters.supervised)
    paid, people = 0.0, 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0 or setting.places[p].country != 0.0:
            continue
        here = state.places[p]
        free = 1.0 - here.control
        residents = total(state.residents, p)
        people += residents
        money = parameters.money * residents * free * setting.dt / WEEKS_IN_A_YEAR
        paid += money
        ledger.flows[p].spent += money / 1e6
        ledger.flows[p].aid += money / 1e6
        ledger.flows[p].employed += parameters.people * residents / 1000.0 * free * setting.dt
        here.programme = towards(here.programme, pay * (2.0 + staff) / 3.0 * tried * honest * free, rooted)
        if parameters.effect == NONE:
            continue
        gain = parameters.lift * here.programme * lifted
        here.economy = towards(here.economy, 1.0, gain)
        here.services = towards(here.services, 1.0, gain)
        here.security = towards(here.security, 1.0, parameters.guard * staff * tried * honest * free)
        captured = parameters.effect == CAPTURED
        if captured:
            members = acting(total(state.covert, p))
            state.nation[0].treasury += parameters.leak * money / 1e6 * members / (members + STRONG)
            here.contest = parameters.provoke * pay * free * (1.0 - here.security)
        else:
            here.contest = -parameters.foil * here.programme
        here.inclusion = towards(here.inclusion, 0.0 if captured else 1.0, gain)
        fairness = parameters.redress * tried * honest * free
        eased = hazard(parameters.justice * fairness * (0.3 if captured else 1.0), setting.dt)
        for c in range(state.residents.shape[1]):
            state.grievance[p, c] *= 1.0 - eased
    country.burden += paid / people if people > 0.0 else 0.0


ASSIST = Mechanism(
    name="assist",
    numbers=(15,),
    function=assist,
    parameters=Aid,
    reads=("residents", "grievance", "covert", "nation.treasury", "countries.will", "countries.burden", "places.control",
           "places.programme",
           "places.economy", "places.services", "places.security", "places.inclusion"),
    writes=("grievance", "nation.treasury", "places.contest", "countries.burden", "places.programme", "places.economy",
           "places.services", "places.security",
            "places.inclusion"),
    flows=("spent", "employed", "aid"),
    limits=("without money nothing takes root", "the more will, the more takes root",
            "unsupervised, full corruption leaves nothing", "a programme takes root in months, not weeks",
            "only captured aid feeds the group and draws fire", "aid that helps foils attacks",
            "aid without effect only costs"),
    source="rsis-2016: resources, patience, will; Kilcullen 2006 and FM 3-24 (2006) for what is aided; sizes: expert guess",
)
