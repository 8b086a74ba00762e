"""Counter-insurgency: money and people for security, services and redress, where there is patience and will."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import approach, hazard, saturating, total, towards
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Choice, LogNormal, Parameter, Uniform

HELPS, CAPTURED, NONE = 0.0, 1.0, 2.0
WEEKS_IN_A_YEAR = 365.25 / 7


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
        "USD/(resident year)", LogNormal(80, 0.5), "expert guess; Iraq 2003-08 had about 100 a resident and year (recalled)",
        "money with which half of what money can do is done")]
    enough_people: Annotated[float, Parameter(
        "people per 1,000 residents", LogNormal(3, 0.5), "expert guess", "people with whom half of what people can do is done")]
    patience: Annotated[float, Parameter(
        "weeks", LogNormal(75, 0.4), "expert guess: years; rsis-2016 asks for patience",
        "half-life with which a programme takes root")]
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

    The programme tends to money x (1 + people) / 2 x will x (1 - corruption) x (1 - control), with x / (1 + x) of money and
    people against what is enough. Captured, corruption counts three times over and the rest buys partisans: inclusion and
    redress suffer. Where aid has no effect it only costs.
    """
    pay = saturating(parameters.money / parameters.enough_money)
    staff = saturating(parameters.people / parameters.enough_people)
    rooted, lifted = approach(parameters.patience, setting.dt), approach(parameters.pace, setting.dt)
    country, means = state.countries[0], setting.countries[0]
    honest = 1.0 - means.corruption
    if parameters.effect == CAPTURED:
        honest = honest * honest * honest
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
        here.programme = towards(here.programme, pay * 0.5 * (1.0 + staff) * country.will * honest * free, rooted)
        if parameters.effect == NONE:
            continue
        gain = parameters.lift * here.programme * lifted
        here.economy = towards(here.economy, 1.0, gain)
        here.services = towards(here.services, 1.0, gain)
        here.security = towards(here.security, 1.0, parameters.guard * staff * country.will * honest * free)
        captured = parameters.effect == CAPTURED
        here.inclusion = towards(here.inclusion, 0.0 if captured else 1.0, gain)
        fairness = parameters.redress * country.will * honest * free
        eased = hazard(parameters.justice * fairness * (0.3 if captured else 1.0), setting.dt)
        for c in range(state.residents.shape[1]):
            state.grievance[p, c] *= 1.0 - eased
    country.burden += paid / people if people > 0.0 else 0.0


ASSIST = Mechanism(
    name="assist",
    numbers=(15,),
    function=assist,
    parameters=Aid,
    reads=("residents", "grievance", "countries.will", "countries.burden", "places.control", "places.programme",
           "places.economy", "places.services", "places.security", "places.inclusion"),
    writes=("grievance", "countries.burden", "places.programme", "places.economy", "places.services", "places.security",
            "places.inclusion"),
    flows=("spent", "employed", "aid"),
    limits=("without money nothing takes root", "without will nothing takes root", "full corruption leaves nothing",
            "a programme needs years, not weeks", "aid without effect only costs"),
    source="rsis-2016: resources, patience, will; Kilcullen 2006 and FM 3-24 (2006) for what is aided; sizes: expert guess",
)
