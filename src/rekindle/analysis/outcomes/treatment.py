"""Manipulation checks: in how many worlds a policy did what it says it does first.

World i is the same world under every policy, so a check is a difference within one world. Where the numbers for one are
not there it is not measured, which is no verdict on the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.outcomes.wording import metric_words
from rekindle.analysis.statistics.intervals import snapped, wilson
from rekindle.numbers import percent
from rekindle.scenario.claims.proposition import Metric
from rekindle.scenario.labels import Labels
from rekindle.scenario.policies.delivery import DELIVERED, Delivery
from rekindle.scenario.policies.policy import HISTORICAL, Policy

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

WAS, WAS_NOT, NOT_MEASURED, NOTHING, UNDECLARED = (
    "delivered",
    "not delivered",
    "not measured",
    "nothing to deliver",
    "not declared",
)
"""What may be said of a treatment."""

Read = Callable[[str, Metric], np.ndarray | None]
"""A metric under a policy in every world, (W,); None where it is not there."""


@dataclass(frozen=True)
class Check:
    """One number that a policy moves first: in how many worlds it did; `holds` and `worlds` are None where it is not measured.

    `median` is of what is held against the bound, over worlds; of a share of the comparator's where `relative`. `against` is
    the comparator, empty where there is none.
    """

    words: str
    asked: str
    against: str
    holds: int | None = None
    worlds: int | None = None
    median: float | None = None
    relative: bool = False
    why: str = ""

    @property
    def share(self) -> float | None:
        """Of worlds in which it was moved as far as declared."""
        return self.holds / self.worlds if self.worlds and self.holds is not None else None

    def to_dict(self) -> dict[str, Any]:
        return {"words": self.words, "asked": self.asked, "against": self.against or None, "share": self.share,
                "worlds": self.worlds, "median": self.median, "why": self.why or None}  # fmt: skip


@dataclass(frozen=True)
class Treatment:
    """What a policy delivered: in `holds` of `worlds` all of its checks hold at once. `nothing` is why it has none."""

    policy: str
    checks: tuple[Check, ...] = ()
    holds: int = 0
    worlds: int = 0
    nothing: str = ""

    @property
    def share(self) -> float | None:
        return self.holds / self.worlds if self.worlds else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share: how well so many worlds know it."""
        return wilson(self.holds, self.worlds)

    @cached_property
    def state(self) -> str:
        """One of the five words."""
        if self.nothing:
            return NOTHING
        if not self.checks:
            return UNDECLARED
        if self.share is None:
            return NOT_MEASURED
        return WAS if self.share >= DELIVERED else WAS_NOT

    @property
    def missed(self) -> bool:
        """Whether a verdict on it is not tested."""
        return self.state == WAS_NOT

    def to_dict(self) -> dict[str, Any]:
        low, high = self.interval
        counted = {"share": self.share, "low": low, "high": high} if self.worlds else {"share": None, "low": None, "high": None}
        return {"policy": self.policy, "state": self.state, **counted, "worlds": self.worlds, "nothing": self.nothing or None,
                "checks": [one.to_dict() for one in self.checks]}  # fmt: skip


def treatment(
    policy: Policy, read: Read, scenario: Scenario, horizon: date, baseline: str = HISTORICAL,
    worlds: np.ndarray | None = None,
) -> Treatment:  # fmt: skip
    """Measure what a policy delivers in a run to a horizon. `worlds` are the numbers of those looked at; all without them."""
    if not policy.delivers:
        return Treatment(policy.name, nothing=policy.delivers_nothing)
    labels = Labels(scenario)
    found = [
        _check(policy.name, one, read, scenario, horizon, one.against or baseline, worlds, labels) for one in policy.delivers
    ]
    checks = tuple(check for check, _ in found)
    held = [holds for _, holds in found if holds is not None]
    if len(held) < len(found):
        return Treatment(policy.name, checks)
    size = min(holds.size for holds in held)
    together = np.array([holds[:size] for holds in held])
    known = ~np.isnan(together).any(axis=0)
    return Treatment(policy.name, checks, int((together[:, known] == 1).all(axis=0).sum()), int(known.sum()))


def comparators(policy: Policy, baseline: str = HISTORICAL) -> list[str]:
    """The other policies whose worlds a policy's checks need."""
    return list(dict.fromkeys(one.against or baseline for one in policy.delivers if one.measured != "level"))


def _check(
    name: str, one: Delivery, read: Read, scenario: Scenario, horizon: date, against: str, worlds: np.ndarray | None,
    labels: Labels,
) -> tuple[Check, np.ndarray | None]:  # fmt: skip
    """One check, and in which worlds it holds (1, 0 or NaN); None where it is not measured."""
    metric = one.metric(scenario, horizon)
    against = "" if one.measured == "level" else against
    if metric is None:
        why = f"the run ends before it could be, or {scenario.name} does not have it"
        return Check(one.variable, asked_words(one), against, why=why), None
    words = metric_words(metric, labels=labels)
    if name == against:
        return Check(words, asked_words(one), against, why="it is the comparator itself"), None
    values, beside = read(name, metric), read(against, metric) if against else None
    if values is None or (against and beside is None):
        missing = name if values is None else against
        return Check(words, asked_words(one), against, why=f"the worlds of {missing} that are kept do not have it"), None
    moved = moved_by(one, values, beside)
    moved = moved[worlds[worlds < moved.size]] if worlds is not None else moved
    known = moved[~np.isnan(moved)]
    holds = np.where(np.isnan(moved), np.nan, moved >= one.bound if one.at_least is not None else moved <= one.bound)
    median = float(np.median(known)) if known.size else None
    median = median if median is not None and np.isfinite(median) else None
    return Check(words, asked_words(one), against, int((holds == 1).sum()), int(known.size), median,
                 one.measured == "share"), holds  # fmt: skip


def moved_by(one: Delivery, values: np.ndarray, beside: np.ndarray | None) -> np.ndarray:
    """What is held against the bound in every world: a level, a difference, or a difference as a share of the comparator's.

    What grows from nothing grows by more than any share.
    """
    values = np.asarray(values, float)
    if beside is None:
        return values
    size = min(values.size, beside.size)
    then = np.asarray(beside[:size], float)
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = snapped(values[:size], then) - then
        if one.measured != "share":
            return np.asarray(difference)
        return np.where(difference == 0, np.where(np.isnan(then), np.nan, 0.0), difference / np.abs(then))


def asked_words(one: Delivery) -> str:
    """The bound in words: "at least 20 % more", "at most 0.02"."""
    if one.measured == "level":
        return f"{one.sign} {one.bound:,g}"
    size = percent(abs(one.bound)) if one.measured == "share" else f"{abs(one.bound):,g}"
    return f"at least {size} {'more' if one.at_least is not None else 'less'}"


def told(one: Treatment) -> str:
    """A treatment in one phrase: "delivered in 93 % of 2,000 worlds"."""
    if one.state in (NOTHING, UNDECLARED, NOT_MEASURED):
        return one.state
    low, high = one.interval
    return (
        f"{one.state}: in {percent(one.share or 0.0, DELIVERED)} of {one.worlds:,} worlds ({percent(low)} to {percent(high)})"
    )


def missed_words(treatments: Sequence[Treatment]) -> str:
    """Why a verdict is not tested, in one phrase; empty where nothing was missed."""
    parts = [
        f"{one.policy} did what it is for in {percent(one.share or 0.0, DELIVERED)} of worlds"
        for one in treatments
        if one.missed
    ]
    return f"its treatment was not delivered: {' and '.join(parts)}" if parts else ""


__all__ = ["Check", "NOTHING", "NOT_MEASURED", "Treatment", "UNDECLARED", "WAS", "WAS_NOT", "comparators", "missed_words",
           "told", "treatment"]  # fmt: skip
