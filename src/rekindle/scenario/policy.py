"""Policies and experiments: small files of changes to the campaign.

A policy is a choice somebody had; an experiment is a question put to the model (no dates, no prerequisites). Both are
lists of changes, and nothing but data: which orders, which field, what to set. Dated changes to parameters and initial
quantities come with the rival policies.
"""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rekindle.errors import InvalidScenario, UsageError

if TYPE_CHECKING:
    from .parts import Order
    from .schema import Scenario


class Change(BaseModel):
    """Set one field of the orders whose id matches a pattern."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    orders: str = Field(description="Id of an order, or a pattern such as mosul_*.")
    field: Literal["start", "after", "pauses"]
    set: Literal["scenario_start", "none"]


class Policy(BaseModel):
    """A named list of changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    summary: str
    changes: tuple[Change, ...] = ()

    def apply(self, scenario: Scenario) -> Scenario:
        """The scenario under this policy; the one given is left alone.

        Raises InvalidScenario if a change meets no order.
        """
        if not self.changes:
            return scenario
        orders = list(scenario.campaign)
        for change in self.changes:
            met = [i for i, order in enumerate(orders) if fnmatchcase(order.id, change.orders)]
            if not met:
                known = ", ".join(order.id for order in orders)
                raise InvalidScenario(f"policy {self.name}: no order matches {change.orders!r}; orders are {known}")
            for i in met:
                orders[i] = _changed(orders[i], change, scenario)
        return scenario.model_copy(update={"campaign": orders})


def _changed(order: Order, change: Change, scenario: Scenario) -> Order:
    """One order with one field set."""
    value: object = {"start": scenario.start, "after": None, "pauses": []}[change.field]
    update: dict[str, object] = {change.field: value}
    if change.field == "start":
        update |= {"known_on": scenario.start, "planned": None}
    return order.model_copy(update=update)


def names(scenario: Scenario, folder: str = "policies") -> list[str]:
    """Names of the policies (or "experiments") beside a scenario; `historical` is always there."""
    found = sorted(file.stem for file in (scenario.folder / folder).glob("*.yaml"))
    return found if folder != "policies" or "historical" in found else ["historical", *found]


def read(name: str, scenario: Scenario, folder: str = "policies") -> Policy:
    """The policy of a name beside a scenario. Raises UsageError for an unknown name, InvalidScenario for a bad file."""
    known = names(scenario, folder)
    if name not in known:
        word = "policy" if folder == "policies" else "experiment"
        close = get_close_matches(name, known, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        listed = ", ".join(known) or "none"
        raise UsageError(f"there is no {word} {name!r} for {scenario.name}.{hint} Known: {listed}.")
    file = scenario.folder / folder / f"{name}.yaml"
    if not file.exists():
        return Policy(name="historical", title="What happened", summary="The campaign as the scenario dates it.")
    return _load(file)


def _load(file: Path) -> Policy:
    """A policy file, or InvalidScenario with every fault."""
    from .tree import read_tree

    tree = read_tree(file)
    problems = list(tree.problems)
    if not problems:
        try:
            return Policy.model_validate(tree.data)
        except ValidationError as error:
            problems = [tree.problem(tuple(e["loc"]), e["msg"], todo="see policies/historical.yaml") for e in error.errors()]
    raise InvalidScenario("\n".join(str(problem) for problem in problems))
