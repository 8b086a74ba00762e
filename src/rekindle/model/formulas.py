"""The few formulas that many mechanisms share."""

from __future__ import annotations

from rekindle.model import elementary as math
from rekindle.model.compiled import inlined

WEEKS_IN_A_YEAR = 365.25 / 7


@inlined
def hazard(rate, dt):
    """Share of a stock that leaves in `dt` weeks at a weekly rate: 1 - exp(-rate dt). A rate below 0 counts as 0."""
    return 1.0 - math.exp(-rate * dt) if rate > 0.0 else 0.0


@inlined
def approach(half_life, dt):
    """Share of the way to a target that is gone in `dt` weeks with a half-life in weeks."""
    return hazard(math.log(2.0) / half_life, dt)


@inlined
def towards(value, target, gone):
    """Value that has gone a share of the way (see `approach`) towards a target."""
    return value + (target - value) * gone


@inlined
def saturating(x):
    """x / (1 + x): half at x = 1, never above 1."""
    return x / (1.0 + x) if x > 0.0 else 0.0


@inlined
def share(x):
    """x cut to 0..1."""
    return min(1.0, max(0.0, x))


@inlined
def total(stock, i):
    """Sum of one row of a stock (people of one place over communities, origins or forces)."""
    people = 0.0
    for j in range(stock.shape[1]):
        people += stock[i, j]
    return people


@inlined
def acting(people):
    """People who act: a stock under one person does not, but it stays on the books."""
    return people if people >= 1.0 else 0.0


@inlined
def everybody(stock):
    """Sum of a whole stock."""
    people = 0.0
    for i in range(stock.shape[0]):
        people += total(stock, i)
    return people
