"""Carrying a policy out: a scenario with other orders, and what changes in what its worlds draw."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.errors import InvalidScenario
from rekindle.scenario.policies import reach
from rekindle.scenario.policies.check import wrongs
from rekindle.scenario.policies.dose import Dose, ends, middle
from rekindle.scenario.policies.policy import KEPT, Change, Policy
from rekindle.scenario.quantity import Figure, Quantity

if TYPE_CHECKING:
    from rekindle.model.changes import Changes
    from rekindle.model.parameter import Prior
    from rekindle.scenario.parts import Course, Order
    from rekindle.scenario.schema import Scenario

ABOVE_NOTHING = 1e-6
"""What a quantity that must be more than 0 is kept from falling below, in its own unit."""


@dataclass(frozen=True)
class QuantityChange:
    """A change to a drawn quantity, which is kept inside its measure."""

    path: str
    verb: str
    value: float
    least: float
    most: float
    dose: Dose | None = None

    def of(self, prior: Prior) -> Changed:
        """The prior of the quantity under this change."""
        return Changed(prior, self)

    def to(self, drawn: Any, value: Any = None) -> Any:
        """Drawn values, changed by its value or, where it has a dose, by each world's."""
        drawn = np.asarray(drawn, float)
        value = self.value if value is None else value
        changed = {"set": np.zeros_like(drawn) + value, "scale": drawn * value, "add": drawn + value}[self.verb]
        return np.clip(changed, self.least, self.most)


@dataclass(frozen=True)
class Changed:
    """A prior whose draws are changed: each world draws what it would have drawn, and that is changed."""

    prior: Prior
    change: QuantityChange

    def quantile(self, u: Any) -> Any:
        # a fixed number says one value for all; there is one for each world here
        return self.change.to(np.broadcast_to(self.prior.quantile(u), np.shape(u)))

    def bounds(self) -> tuple[float, float]:
        values = ends(self.change.dose or self.change.value)
        every = [self.change.to(np.array(self.prior.bounds()), value) for value in values]
        return float(np.min(every)), float(np.max(every))

    def words(self) -> str:
        return f"{self.prior.words()}; {self.change.verb} {self.change.dose or self.change.value:g}"


@dataclass(frozen=True)
class Applied:
    """A scenario under a policy: the scenario with its orders changed, and the changes to parameters and quantities.

    `doses` are the rows of `changes` whose value each world draws, with the dose and the verb.
    """

    scenario: Scenario
    changes: Changes
    quantities: tuple[QuantityChange, ...] = ()
    doses: tuple[tuple[int, Dose, str], ...] = ()


def apply(policy: Policy, scenario: Scenario) -> Applied:
    """Carry out every change of a policy in its order; the scenario given is left alone.

    Raises InvalidScenario if a change cannot be carried out on this scenario.
    """
    from rekindle.model.changes import changes_of

    for i, change in enumerate(policy.changes):
        for wrong in wrongs(change, scenario):
            near = f" Did you mean {wrong.nearest}?" if wrong.nearest else ""
            advice = " ".join(text for text in (wrong.why, wrong.todo) if text)
            raise InvalidScenario(f"policy {policy.name}, change {i + 1} {wrong.what}{near} {advice}")
    applied = Applied(scenario, changes_of([]))
    rows: list[Any] = []
    doses: list[tuple[int, Dose, str]] = []
    for change in policy.changes:
        if change.targets[0] == "parameter":
            found = _parameter_rows(change, scenario)
            doses += [(len(rows) + i, change.dose, change.verbs[0]) for i in range(len(found)) if change.dose]
            rows += found
        else:
            applied = _applied(change, applied, scenario)
    return replace(applied, changes=changes_of(rows), doses=tuple(doses))


def _parameter_rows(change: Change, scenario: Scenario) -> list[Any]:
    """Rows of `changes_of` for one change, one for each parameter it reaches."""
    from rekindle.model.changes import ADD, SCALE, SET, limits

    start = -math.inf if change.since is None else _week(change.since, scenario)
    end = math.inf if change.until is None else _week(change.until, scenario)
    verb = {"set": SET, "scale": SCALE, "add": ADD}[change.verbs[0]]
    columns = {name: column for column, name in enumerate(reach.parameters())}
    value = middle(change.value, change.verbs[0])
    return [(start, end, columns[name], verb, value, *limits(reach.parameters()[name]))
            for name in reach.reached(change, scenario)]  # fmt: skip


def _week(day: datetime.date, scenario: Scenario) -> float:
    return (day - scenario.start) / datetime.timedelta(weeks=1)


def _applied(change: Change, applied: Applied, original: Scenario) -> Applied:
    """One change that is not of a parameter. What it reaches is looked up in the scenario as it was given."""
    target, field = change.targets[0], change.field or ""
    names = reach.reached(change, original)
    scenario = applied.scenario
    if target == "courses":
        keep = change.since if change.value == KEPT else None
        left = [_kept(course, keep, scenario) if keep and course.of in names else course
                for course in scenario.courses if keep or course.of not in names]  # fmt: skip
        return replace(applied, scenario=scenario.model_copy(update={"courses": left})) if names else applied
    if target == "orders" and field.startswith(reach.FORCES):
        scenario = _sending(scenario, reach.sent(change), {name.split(".")[1] for name in names})
    elif target == "orders":
        orders = [_changed(order, change, scenario) if order.id in names else order for order in scenario.campaign]
        return replace(applied, scenario=scenario.model_copy(update={"campaign": orders}))
    return replace(applied, scenario=scenario, quantities=(*applied.quantities, *_quantity_changes(change, names)))


def _kept(course: Course, day: datetime.date, scenario: Scenario) -> Course:
    """A course that holds what it had reached at its last point by a day, to the end of the clock."""
    points = {at: point for at, point in course.points.items() if at <= day}
    last = points[max(points)] if points else scenario.quantities()[course.of]
    return course.model_copy(update={"points": {**points, day: last, scenario.furthest + datetime.timedelta(weeks=1): last}})


def _quantity_changes(change: Change, paths: list[str]) -> list[QuantityChange]:
    found = []
    for path in paths:
        measure = reach.measure(path)
        least = measure.least + (ABOVE_NOTHING if measure.above else 0.0)
        found.append(
            QuantityChange(path, change.verbs[0], middle(change.value, change.verbs[0]), least, measure.most, change.dose)
        )
    return found


def _sending(scenario: Scenario, force: str, orders: set[str]) -> Scenario:
    """The scenario with a force named in some orders, nobody of it sent yet where it was not."""
    figure = Figure(value=0.0, source=["policy"], status="derived", known_on=scenario.start)
    nobody = Quantity(unit="people", figures=[figure])
    campaign = [
        order.model_copy(update={"forces": {**order.forces, force: nobody}})
        if order.id in orders and force not in order.forces else order
        for order in scenario.campaign
    ]  # fmt: skip
    return scenario.model_copy(update={"campaign": campaign})


def _changed(order: Order, change: Change, scenario: Scenario) -> Order:
    """One order with its start, prerequisite or pauses changed."""
    if change.field == "after":
        return order.model_copy(update={"after": None})
    if change.field == "pauses":
        return order.model_copy(update={"pauses": []})
    if change.verbs[0] == "shift":
        return _shifted(order, change.value)
    days = {"scenario_start": scenario.start, "never": reach.NEVER}
    start = days[change.value] if change.value in days else datetime.date.fromisoformat(change.value)
    return order.model_copy(update={"start": start, "known_on": scenario.start, "planned": None})


def _shifted(order: Order, weeks: float) -> Order:
    """An order some weeks later, its pauses with it; where only its plan was known, the plan is shifted."""
    later = datetime.timedelta(weeks=weeks)
    if order.start == reach.NEVER:
        return order
    update: dict[str, Any] = {"start": order.start + later} if order.start else {}
    update["pauses"] = [
        pause.model_copy(update={"start": pause.start + later, "end": pause.end + later}) for pause in order.pauses
    ]
    if order.planned:
        days = {key: day + later for key in ("low", "best", "high") if (day := getattr(order.planned, key))}
        update["planned"] = order.planned.model_copy(update=days)
    return order.model_copy(update=update)
