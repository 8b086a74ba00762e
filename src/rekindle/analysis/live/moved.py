"""Levers as somebody left them: numbers set by hand, variants fixed, orders of the campaign moved."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rekindle.ensemble.variants import check_fixed, fixed_by
from rekindle.errors import UsageError
from rekindle.scenario.policies.by_hand import numbers_of, resolved
from rekindle.scenario.policies.check import wrongs
from rekindle.scenario.policies.policy import Change, Policy
from rekindle.scenario.problem import listed, nearest, short

if TYPE_CHECKING:
    from rekindle.analysis.runs.run import RunSpec
    from rekindle.scenario import Scenario

FORM = "Write ORDER=WEEKS, as in city_centre=-4."


@dataclass(frozen=True)
class Levers:
    """Numbers by full path, options of variants by name, and weeks by id of an order; each sorted by name."""

    numbers: Mapping[str, float]
    variants: Mapping[str, str]
    shifts: Mapping[str, float]

    @classmethod
    def of(
        cls, question: RunSpec, set: Mapping[str, float] | Iterable[str] = (),
        variants: Mapping[str, str] | Iterable[str] = (), shifts: Mapping[str, float] | Iterable[str] = (),
    ) -> Levers:  # fmt: skip
        """What is moved beside what the question fixes already. Raises UsageError that names the nearest valid thing."""
        scenario = question.scenario
        numbers = resolved(set if isinstance(set, Mapping) else numbers_of(set), scenario)
        fixed = dict(variants) if isinstance(variants, Mapping) else fixed_by(list(variants))
        check_fixed(fixed)
        moved = checked_shifts(shifts if isinstance(shifts, Mapping) else weeks_of(shifts), scenario)
        return cls({**question.by_hand, **numbers}, {**question.variants, **fixed}, moved)

    def policy(self, policy: Policy) -> Policy:
        """A policy or experiment with the orders moved after its own changes."""
        if not self.shifts:
            return policy
        return policy.model_copy(update={"changes": [*policy.changes, *(_change(*one) for one in self.shifts.items())]})

    def moves(self, question: RunSpec, policy: Policy) -> RunSpec:
        """A run specification under a policy (or experiment) with the levers as they stand."""
        return replace(question, policy=self.policy(policy), by_hand=self.numbers, variants=self.variants)


def weeks_of(texts: Iterable[str]) -> dict[str, float]:
    """Weeks by order from texts such as "city_centre=-4". Raises UsageError for another form."""
    found: dict[str, float] = {}
    for text in texts:
        order, _, weeks = (part.strip() for part in text.partition("="))
        try:
            found[order] = float(weeks)
        except ValueError:
            raise UsageError(f"{short(text, 80)}: this is no order with a number of weeks. {FORM}") from None
    return found


def checked_shifts(shifts: Mapping[str, float], scenario: Scenario) -> dict[str, float]:
    """Orders that are moved, those by 0 weeks left out. Raises UsageError for an unknown order and for too many weeks."""
    known = [order.id for order in scenario.campaign]
    for order, weeks in shifts.items():
        if order not in known:
            near = nearest(order, known)
            hint = f" Did you mean {near}?" if near else ""
            orders = f"Orders are {listed(known, 30)}." if known else "It has no orders."
            raise UsageError(f"{scenario.name} has no order {short(order)!r}.{hint} {orders}")
        if isinstance(weeks, bool) or not isinstance(weeks, (int, float)) or not math.isfinite(weeks):
            raise UsageError(f"the order {order} cannot be moved by {short(weeks)} weeks. {FORM}")
        for wrong in wrongs(_change(order, weeks), scenario):
            raise UsageError(f"the order {order} {wrong.what} {wrong.todo}".strip())
    return {order: float(weeks) for order, weeks in sorted(shifts.items()) if weeks}


def _change(order: str, weeks: float) -> Change:
    return Change(orders=order, field="start", shift=float(weeks))
