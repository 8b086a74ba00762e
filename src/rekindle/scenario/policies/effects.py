"""What the changes of a policy do to a scenario: every number, order and course that one reaches, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.scenario.policies import reach
from rekindle.scenario.policies.apply import Applied, apply
from rekindle.scenario.policies.dose import Dose, ends, middle
from rekindle.scenario.policies.policy import Change, Policy

if TYPE_CHECKING:
    from rekindle.model.parameter import Prior
    from rekindle.scenario.parts import Order
    from rekindle.scenario.schema import Scenario

NOTHING = "none"


@dataclass(frozen=True)
class Span:
    """What worlds draw of a number: the median and both ends of its prior, in its unit."""

    low: float
    median: float
    high: float

    def under(self, verb: str, value: Any, least: float, most: float) -> Span:
        """The same after a change, by a number or a dose, that keeps it between two ends."""
        drawn = np.array([self.low, self.median, self.high])
        low, high = ends(value)
        values = np.array([low, middle(value, verb), high])
        changed = {"set": values, "scale": drawn * values, "add": drawn + values}[verb]
        return Span(*(float(x) for x in np.clip(changed, least, most)))


@dataclass(frozen=True)
class Effect:
    """One thing that a change reaches: what it was before (under the changes that come first) and after.

    Numbers are a Span, what is no number a text. `since` is None where it holds from the start, `until` (the first day on
    which it no longer holds) where it holds to the end.
    """

    kind: str
    name: str
    does: str
    unit: str
    before: Span | str
    after: Span | str
    since: date | None = None
    until: date | None = None
    note: str = ""

    def row(self) -> dict[str, Any]:
        """As JSON; dates as text."""
        return {key: str(value) if isinstance(value, date) else value for key, value in asdict(self).items()}


@dataclass(frozen=True)
class Changed:
    """A policy and everything that it changes in a scenario."""

    name: str
    title: str
    summary: str
    source: str
    changes: tuple[Effect, ...]

    def row(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "changes": [one.row() for one in self.changes]}


def changed(policy: Policy, scenario: Scenario) -> Changed:
    """What a policy changes in a scenario. Raises InvalidScenario for one that cannot be carried out."""
    return Changed(policy.name, policy.title, policy.summary, policy.source, tuple(effects(policy, scenario)))


def effects(policy: Policy, scenario: Scenario) -> list[Effect]:
    """Everything that a policy's changes reach, in their order. Raises InvalidScenario for one that cannot be carried out."""
    found: list[Effect] = []
    before = apply(policy.model_copy(update={"changes": []}), scenario)
    for i, change in enumerate(policy.changes):
        after = apply(policy.model_copy(update={"changes": policy.changes[: i + 1]}), scenario)
        found += _of(change, before, after, scenario, found)
        before = after
    return found


def _of(change: Change, before: Applied, after: Applied, scenario: Scenario, earlier: list[Effect]) -> Iterator[Effect]:
    target = change.targets[0]
    if target == "parameter":
        yield from _parameters(change, scenario, earlier)
    elif target == "courses":
        yield from _courses(change, before.scenario, after.scenario, scenario)
    elif target == "orders" and not (change.field or "").startswith(reach.FORCES):
        yield from _orders(change, before.scenario, after.scenario, scenario)
    else:
        yield from _quantities(change, before, after)


def _parameters(change: Change, scenario: Scenario, earlier: list[Effect]) -> Iterator[Effect]:
    from rekindle.model.changes import limits

    for name in reach.reached(change, scenario):
        parameter = reach.parameters()[name]
        held = [one for one in earlier if one.name == name and _holds(one, change.since or scenario.start)]
        was = held[-1].after if held else _span(parameter.prior)
        assert isinstance(was, Span)
        then = was.under(change.verbs[0], change.value, *limits(parameter))
        yield Effect("parameter", name, _does(change), parameter.unit, was, then, change.since, change.until, change.note)


def _holds(effect: Effect, day: date) -> bool:
    """Whether a change holds on a day."""
    return (effect.since is None or effect.since <= day) and (effect.until is None or day < effect.until)


def _quantities(change: Change, before: Applied, after: Applied) -> Iterator[Effect]:
    """Quantities of the scenario, openness of corridors and people sent by orders."""
    quantities = after.scenario.quantities()
    for made in after.quantities[len(before.quantities) :]:
        prior = quantities[made.path].prior()
        for one in before.quantities:
            prior = one.of(prior) if one.path == made.path else prior
        was = _span(prior)
        then = was.under(made.verb, made.dose or made.value, made.least, made.most)
        yield Effect("quantity", made.path, _does(change), quantities[made.path].unit, was, then, note=change.note)


def _orders(change: Change, before: Scenario, after: Scenario, scenario: Scenario) -> Iterator[Effect]:
    """Starts, prerequisites and pauses of orders."""
    then = {order.id: order for order in after.campaign}
    reached = reach.reached(change, scenario)
    for was in before.campaign:
        if was.id in reached:
            field = change.field or ""
            stood, stands = _told(was, field), _told(then[was.id], field)
            yield Effect("order", f"{was.id}.{field}", _does(change), "", stood, stands, note=change.note)


def _told(order: Order, field: str) -> str:
    """One entry of an order as it stands."""
    if field == "after":
        after = order.after
        return f"control of {after.place} below {after.control_below.best:g}" if after else NOTHING
    if field == "pauses":
        return ", ".join(f"{pause.start} to {pause.end}" for pause in order.pauses) or NOTHING
    if order.start == reach.NEVER:
        return "never"
    if order.start:
        return str(order.start)
    return f"{order.planned.low} to {order.planned.high}, as planned" if order.planned else NOTHING


def _courses(change: Change, before: Scenario, after: Scenario, scenario: Scenario) -> Iterator[Effect]:
    reached = reach.reached(change, scenario)
    then = {course.of: course for course in after.courses}
    for was in before.courses:
        if was.of in reached:
            first, last = min(was.points), max(was.points)
            kept = f"as on {change.since} to the end" if was.of in then else "left to the model from the start"
            yield Effect("course", was.of, _does(change), "", f"dated points, {first} to {last}", kept, note=change.note)


def _span(prior: Prior) -> Span:
    low, high = prior.bounds()
    return Span(float(low), float(np.asarray(prior.quantile(0.5))), float(high))


def _does(change: Change) -> str:
    """The verb and its value, as in the file."""
    value = f"{change.value:g}" if isinstance(change.value, float | Dose) else str(change.value)
    return f"{change.verbs[0]} {value}" + (" weeks" if change.verbs[0] == "shift" else "")
