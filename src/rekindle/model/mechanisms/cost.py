"""What it costs: forces and strikes. Raids, border control, repair and aid say what they cost where they act."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from rekindle.model.compiled import inlined
from rekindle.model.formulas import WEEKS_IN_A_YEAR, total
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Fixed, LogNormal, Parameter


class Cost(NamedTuple):
    """Parameters of costs."""

    soldier: Annotated[float, Parameter(
        "USD/(person year)", LogNormal(20_000, 0.4),
        "expert guess: Iraq's security budget of some USD 15-20 billion over 600,000-900,000 on the rolls (recalled)",
        "pay and upkeep of a member of the forces")]
    strike: Annotated[float, Parameter(
        "USD million per strike", LogNormal(0.25, 0.5),
        "USD 14.3 billion by mid-2017 over three years and some 24,000 strikes, everything included (recalled)",
        "cost of an air strike, flights and bases included")]
    besides: Annotated[float, Parameter(
        "USD million/week", Fixed(0), "neutral: a lever of a placebo", "money spent outside every mechanism")]


@inlined
def charge(state, setting, orders, noise, ledger, parameters):
    """Forces are paid and fed, strikes flown, and it adds up. Nothing here changes anything else."""
    ledger.flows[0].spent += parameters.besides * setting.dt
    dear = parameters.soldier / 1e6 / WEEKS_IN_A_YEAR * setting.dt
    ledger.flows[0].spent += total(state.reserve, 0) * dear
    ledger.flows[0].employed += total(state.reserve, 0) * setting.dt
    for p in range(state.places.shape[0]):
        here = total(state.forces, p)
        ledger.flows[p].spent += here * dear + orders.places[p].strikes * parameters.strike * setting.dt
        ledger.flows[p].employed += here * setting.dt


CHARGE = Mechanism(
    name="charge",
    numbers=(15, 23),
    function=charge,
    parameters=Cost,
    reads=("forces", "reserve", "orders.strikes"),
    writes=(),
    flows=("spent", "employed"),
    limits=("no forces and no strikes cost nothing", "money spent besides is money spent"),
    source="expert guess from budgets; shown with its spread, and never an input of anything",
)
