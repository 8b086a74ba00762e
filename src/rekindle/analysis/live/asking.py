"""One setting of the levers, answered by ever more worlds: a first answer from few, and the rest while somebody reads."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.live.answer import Tables, delivered, digest_of
from rekindle.analysis.live.chosen import better
from rekindle.analysis.live.series import shown_series
from rekindle.analysis.outcomes.metric import Timed, number_of
from rekindle.analysis.outcomes.treatment import Treatment, treatment
from rekindle.analysis.statistics.intervals import LEVELS
from rekindle.ensemble.posterior import POSTERIOR, PRIOR
from rekindle.errors import UsageError
from rekindle.scenario.claims.proposition import Metric
from rekindle.scenario.labels import Labels
from rekindle.scenario.policies.policy import HISTORICAL, Policy, is_path
from rekindle.variables import FLOWS, series_of

if TYPE_CHECKING:
    from rekindle.analysis.live.moved import Levers
    from rekindle.analysis.live.worlds import Live, LiveWorlds

MOST_POLICIES = 4
"""Policies side by side; more bands cannot be told apart."""


@dataclass
class Asking:
    """Levers as they stand, and the worlds simulated for them so far."""

    ready: Live
    policies: tuple[str, ...]
    levers: Levers
    found: list[LiveWorlds] = field(default_factory=list)
    """All worlds so far, by policy: outcomes, weekly series and series by place."""

    @property
    def worlds(self) -> int:
        """How many worlds there are so far."""
        return self.found[0].last if self.found else 0

    @property
    def settings(self) -> dict[str, Any]:
        """What decides the numbers, in one form whatever the order in which it was said."""
        question = self.ready.question
        return {
            "scenario": question.scenario.name, "digest": question.scenario.digest[:16], "policies": list(self.policies),
            "set": dict(sorted(self.levers.numbers.items())), "variant": dict(sorted(self.levers.variants.items())),
            "shift": dict(self.levers.shifts), "seed": question.seed,
            "worlds_from": (question.posterior.folder or POSTERIOR) if question.posterior else PRIOR,
        }  # fmt: skip

    def more(self, count: int, stop: threading.Event | None = None) -> Asking:
        """Simulate the next `count` worlds. Raises Cancelled once `stop` is set; what was there before stays."""
        ready = self.ready
        wanted = list(dict.fromkeys([*shown_series(ready.frame), *self._checked]))
        some = ready.under(self.levers, self.policies, count, self.worlds, wanted, True, stop)
        self.found = [_joined(*pair) for pair in zip(self.found, some, strict=True)] if self.found else some
        return self

    def answer(self) -> dict[str, Any]:
        """Everything that a page draws of the worlds so far; nothing in it is infinite or undefined."""
        if not self.found:
            raise UsageError("there is no world yet: ask for some with `more` first.")
        frame = self.ready.frame
        shown = shown_series(frame)
        tables = Tables([replace(one, series={name: one.series[name] for name in shown}) for one in self.found])
        titles = {policy.name: policy.title for policy in self._policies}
        first, *others = (one.policy for one in self.found)
        return {
            "settings": self.settings, "worlds": self.worlds, "digest": digest_of(self.settings, self.found), "kept": False,
            "dates": [str(day) for day in frame.dates[tables.at]], "levels": list(LEVELS),
            "policies": [
                {"name": one.policy, "title": titles[one.policy], **tables.policy(i)} for i, one in enumerate(self.found)
            ],
            "differences": [
                {"policy": name, "baseline": first, **tables.difference(i)} for i, name in enumerate(others, start=1)
            ],
            "places": tables.places(frame), "delivered": delivered(self._treatments()),
            "better": better(self.found, self.ready.asked),
        }  # fmt: skip

    @property
    def _policies(self) -> list[Policy]:
        return [self.ready.policy(name) for name in self.policies]

    @property
    def _checked(self) -> list[str]:
        """Weekly series that treatments are measured by."""
        return [one.variable for policy in self._policies for one in policy.delivers if one.variable in self.ready.series]

    def _treatments(self) -> list[Treatment]:
        """What each policy delivered, measured against what happened where that was asked for too, else the first policy."""
        by_name = {one.policy: one for one in self.found}
        first = next(iter(by_name))
        beside = HISTORICAL if HISTORICAL in by_name else first
        scenario, until = self.ready.question.scenario, self.ready.frame.until

        def read(name: str, metric: Metric) -> np.ndarray | None:
            return _read(by_name[name], Labels(scenario).current(metric.metric), metric) if name in by_name else None

        every = (treatment(policy, read, scenario, until, beside) for policy in self._policies if policy.name != beside)
        return [one for one in every if one.checks]


def asking(ready: Live, policies: Sequence[str], levers: Levers) -> Asking:
    """Levers to be answered. Raises UsageError for no or too many policies, and for one that is no name."""
    chosen = tuple(dict.fromkeys(policies))
    if not 1 <= len(chosen) <= MOST_POLICIES:
        raise UsageError(f"ask for one to {MOST_POLICIES} policies, not {len(chosen)}.")
    for name in chosen:
        if is_path(name):
            raise UsageError(f"{name[:60]!r} is no name of a policy; put its file beside the scenario, into policies/.")
        ready.policy(name)  # complains of an unknown one
    return Asking(ready, chosen, levers)


def _joined(one: LiveWorlds, then: LiveWorlds) -> LiveWorlds:
    """Worlds that follow on each other."""

    def together(before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {name: np.concatenate([rows, after[name]]) for name, rows in before.items()}

    return replace(
        one, last=then.last, outcomes=together(one.outcomes, then.outcomes), series=together(one.series, then.series),
        places=together(one.places, then.places),
    )  # fmt: skip


def _read(one: LiveWorlds, name: str, metric: Metric) -> np.ndarray | None:
    """A metric of some worlds, (W,); None where they do not have it."""
    if name in one.outcomes:
        return one.outcomes[name]
    if name not in one.series:
        return None
    return number_of(Timed(one.dates, one.series[name].astype(float), series_of(name)[0].name in FLOWS), metric)
