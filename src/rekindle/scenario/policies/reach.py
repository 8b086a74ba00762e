"""What a change of a policy reaches: the parameters, quantities, orders, corridors and courses its pattern matches."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any

from rekindle.scenario.parts import People, Share
from rekindle.scenario.policies.policy import Change
from rekindle.scenario.quantity import Measure
from rekindle.scenario.schema import Scenario
from rekindle.scenario.yaml.walk import bare, kind_at

if TYPE_CHECKING:
    from rekindle.model.parameter import Parameter

NEVER = datetime.date.max
"""The start of an order that never opens."""

FORCES = "forces."
UNMOVED = ("neighbours",)
"""Quantities that enter the model at their best value and are drawn by no world."""
WILD = re.compile(r"[*?\[]")
"""What makes a pattern of a name."""


@cache
def parameters() -> dict[str, Parameter]:
    """Parameters of the model by their full name. Loads the model, so only where a change is of one."""
    from rekindle.model.parameters import all_parameters

    return all_parameters()


def is_variant(parameter: Parameter) -> bool:
    """Whether a parameter is a choice between rival forms of a mechanism, which no policy can make."""
    from rekindle.model.parameter import Choice

    return isinstance(parameter.prior, Choice)


@cache
def unrivalled() -> tuple[str, ...]:
    """Names of the parameters that a policy may change; asked for by every change of every policy."""
    return tuple(name for name, parameter in parameters().items() if not is_variant(parameter))


def known(change: Change, scenario: Scenario) -> list[str]:
    """Every name that a change of this kind may reach."""
    match change.targets[0]:
        case "parameter":
            return list(unrivalled())
        case "quantity":
            return [path for path in scenario.quantities() if changeable(path)]
        case "orders":
            return [order.id for order in scenario.campaign]
        case "corridors":
            return [corridor.id for corridor in scenario.corridors]
        case _:
            return [course.of for course in courses(scenario)]


def reached(change: Change, scenario: Scenario) -> list[str]:
    """The names that a change reaches; those of a dotted quantity for a corridor or for people sent by an order."""
    target = change.targets[0]
    if target == "quantity":  # matched before it is asked whether it can change: there are some thousand
        return [path for path in named(change.quantity or "", scenario.quantities()) if changeable(path)]
    found = named(getattr(change, target), known(change, scenario))
    if target == "corridors":
        return [f"corridors.{name}.{change.field}" for name in found]
    if target == "orders" and (change.field or "").startswith(FORCES):
        force = sent(change)
        orders = {order.id: order for order in scenario.campaign}
        # a force the order has not is sent for the first time; there is nothing of it to scale
        found = [name for name in found if change.verbs[0] != "scale" or force in orders[name].forces]
        return [f"campaign.{name}.forces.{force}" for name in found]
    return found


def named(pattern: str, names: Iterable[str]) -> list[str]:
    """The names that a pattern meets; most patterns are a name, and levers ask again with each move."""
    if not WILD.search(pattern):
        return [name for name in names if name == pattern]
    return [name for name in names if fnmatchcase(name, pattern)]


def changeable(path: str) -> bool:
    """Whether a policy may change a quantity; courses have changes of their own."""
    return not path.startswith("courses.") and not unmoved(path)


def sent(change: Change) -> str:
    """The force whose people an order's change is about."""
    return (change.field or "").removeprefix(FORCES)


def unmoved(path: str) -> bool:
    """Whether a quantity is not drawn, so that changing it would change nothing."""
    return any(step in UNMOVED for step in path.split("."))


def courses(scenario: Scenario) -> list[Any]:
    """Dated courses of a scenario; a scenario may have none."""
    return list(scenario.courses)


def measure(path: str) -> Measure:
    """Unit and range of a quantity by its dotted path."""
    if path.startswith("corridors."):
        return _note(Share)
    if path.startswith("campaign.") and f".{FORCES}" in path:
        return _note(People)
    notes = kind_at(Scenario, tuple(path.split(".")))[1]
    return next((note for note in notes if isinstance(note, Measure)), Measure(""))


def _note(annotation: Any) -> Measure:
    return next(note for note in bare(annotation)[1] if isinstance(note, Measure))
