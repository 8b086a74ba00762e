"""What a policy is meant to move first: its treatment, as a bound on one number of a world.

A verdict on a policy says something only where the policy did what it is for. So each declares it, runs measure it in every
world, and a verdict whose treatment was not delivered is no verdict.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from rekindle.scenario.quantity import Part

if TYPE_CHECKING:
    from rekindle.scenario.claims.proposition import Metric
    from rekindle.scenario.schema import Scenario

FIRST = ("country", "city")
"""What may stand in braces in a variable's name: the scenario's first country and city, for policies of the library."""
DELIVERED = 0.8
"""In so many worlds a treatment has to be delivered; below it a verdict is not tested."""


class Delivery(Part):
    """One number that a policy moves first, and by how much at the least."""

    variable: Annotated[str, Field(min_length=1, max_length=128)] = Field(
        description="An outcome or a weekly series, such as inclusion_{country}."
    )
    since: datetime.date | None = Field(default=None, description="First day that counts; without it the start. Of a series.")
    until: datetime.date | None = Field(default=None, description="Last day that counts; without it the end. Of a series.")
    statistic: Literal["mean", "last", "sum", "max", "min"] = Field(default="mean", description="Of a series over its days.")
    measured: Literal["difference", "share", "level"] = Field(
        default="difference",
        description="Against the same world under the comparator, in the variable's unit or as a share of it; or by itself.",
    )
    at_least: float | None = Field(default=None, description="The bound, from below.")
    at_most: float | None = Field(default=None, description="The bound, from above.")
    against: str = Field(default="", description="The comparator, a policy or experiment; without it what happened.")
    note: str = ""

    def of(self, scenario: Scenario) -> Delivery:
        """The same with a scenario's own names where the variable has room for its first country or city."""
        return self.model_copy(update={"variable": named(self.variable, scenario)})

    def metric(self, scenario: Scenario, horizon: datetime.date) -> Metric | None:
        """What is read off a world of a run to a horizon; None where the run ends before, or nothing here is called so."""
        from rekindle.scenario.claims.proposition import Metric, Period
        from rekindle.scenario.claims.vocabulary import metrics_of

        kind = metrics_of(scenario).get(self.variable)
        if kind == "outcome":
            return Metric(metric=self.variable)
        since, until = self.since or scenario.start, min(self.until or horizon, horizon)
        if kind != "national" or until <= since:
            return None
        return Metric(
            metric=self.variable, period=Period.model_validate({"from": since, "to": until}), statistic=self.statistic
        )

    @property
    def bound(self) -> float:
        return float(self.at_least if self.at_least is not None else self.at_most or 0.0)

    @property
    def sign(self) -> str:
        return "at least" if self.at_least is not None else "at most"


def named(variable: str, scenario: Scenario) -> str:
    """A variable's name with the scenario's first country and city in it; as it stands where there is none."""
    firsts = {"country": next(iter(scenario.countries), ""), "city": next(iter(scenario.cities), "")}
    return re.sub(r"\{(country|city)\}", lambda field: firsts[field[1]] or field[0], variable)
