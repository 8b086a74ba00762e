"""What `sensitivity` and `discover` give back: typed results, and the one place that turns them into JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np

from rekindle import variables
from rekindle.analysis.sensitivity.inputs import Input
from rekindle.analysis.sensitivity.prim import Box, Fit
from rekindle.analysis.sensitivity.samples import Studied
from rekindle.analysis.sensitivity.sobol import Index
from rekindle.analysis.statistics.intervals import NORMAL_90, Tally, finite, spread, tally, wilson
from rekindle.ensemble.posterior import POSTERIOR, PRIOR, transfer_of


@dataclass(frozen=True)
class Differences:
    """Paired differences of worlds, policy minus baseline, in the unit of the outcome.

    `tally` counts the worlds in which the outcome is less, the same and more, and which of them is better; `undefined` the
    worlds in which one of the two does not define it. Quantiles are over the worlds that define it: infinite where it never
    happens under one of the two, NaN where no world defines it.
    """

    tally: Tally
    undefined: int
    p05: float
    median: float
    p95: float

    @property
    def same_in_all(self) -> bool:
        """Whether the policy changes the outcome in no world: there is then nothing to be explained."""
        return 0 < self.tally.worlds == self.tally.equal

    @property
    def one_sign(self) -> int:
        """1 where no world has less and some have more, -1 where no world has more and some have less, else 0."""
        less, more = self.tally.less, self.tally.more
        return (not less and more > 0) - (not more and less > 0)


def differences(values: np.ndarray, outcome: str) -> Differences:
    """Sum up paired differences (W,) of an outcome."""
    known = values[~np.isnan(values)]
    p05, _, median, _, p95 = spread(known)
    return Differences(tally(known, variables.outcome(outcome).better), int(values.size - known.size), p05, median, p95)


@dataclass(frozen=True)
class Subject:
    """What was explained: an outcome of a scenario under a policy or, where a baseline is named, its difference to it."""

    scenario: str
    policy: str
    baseline: str | None
    until: date
    seed: int
    worlds_from: str
    """"posterior" or "prior"."""
    learnt_on: tuple[str, ...] | None
    """Scenarios that the posterior was learnt on, where this is none of them; else None."""
    outcome: str
    meaning: str
    unit: str
    differences: Differences | None
    """The paired differences summed up; None without a baseline."""


def subject(studied: Studied, values: np.ndarray) -> Subject:
    """What was explained, from what was run and its values: (W,)."""
    question = studied.question
    transfer = transfer_of(question.posterior, question.scenario.name).get("transfer")
    return Subject(
        question.scenario.name,
        question.policy.name,
        studied.baseline.policy.name if studied.baseline else None,
        question.frame().until,
        question.seed,
        POSTERIOR if question.posterior else PRIOR,
        None if transfer is None else tuple(transfer),
        studied.outcome,
        studied.meaning,
        studied.unit,
        differences(values, studied.outcome) if studied.baseline else None,
    )


@dataclass(frozen=True)
class Sensitivity:
    """What moves an outcome or a difference: Sobol indices, shares of its variance over worlds.

    By groups the largest total comes first, by single inputs the largest first-order index. `worlds` are those behind the
    indices: base worlds by groups, worlds that define the number by single inputs. Without indices `why_none` says why.
    """

    subject: Subject
    by: Literal["groups", "singles"]
    worlds: int
    indices: tuple[Index, ...]
    why_none: str = ""
    inputs: dict[str, Input] = field(default_factory=dict)
    """Meaning, unit and kind of each input that an index is of, by its name; empty by groups."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        rows = [one.row() | _meaning(self.inputs.get(one.name)) for one in self.indices]
        return {**_subject(self.subject), "by": self.by, "worlds": self.worlds, "indices": rows,
                "why_none": self.why_none or None, **_differences(self.subject)}  # fmt: skip


@dataclass(frozen=True)
class Discovery:
    """Where in the space of assumptions an outcome or a difference lies beyond a line (`above` or `below` it) more often.

    Counted are worlds that define the number: `beyond` of `worlds`; `undefined` do not. A box of `boxes` holds up on the
    worlds held out: its share of worlds beyond the line is over `wanted` there. One of `failed` was found like them and does
    not hold up: it tells nothing but that. Without a search `why_none` says why.
    """

    subject: Subject
    above: float | None
    below: float | None
    worlds: int
    beyond: int
    undefined: int
    wanted: float
    boxes: tuple[Box, ...]
    failed: tuple[Box, ...]
    why_none: str
    tried: int
    """Uncertain inputs among which those to be searched were chosen."""
    searched: tuple[Input, ...]

    @property
    def share(self) -> float:
        """Share of the worlds beyond the line, 0-1; 0 where no world defines the number."""
        return self.beyond / self.worlds if self.worlds else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """90 % interval of the share (Wilson)."""
        return wilson(self.beyond, self.worlds, NORMAL_90)

    def to_dict(self) -> dict[str, Any]:
        """As JSON. `low` and `high` are of 95 % everywhere; intervals of 90 % say so in their names."""
        low, high = wilson(self.beyond, self.worlds)
        return {
            **_subject(self.subject), "above": self.above, "below": self.below, "worlds": self.worlds,
            "beyond": self.beyond, "undefined": self.undefined, "share": self.share, "low": low, "high": high,
            "share_90": list(self.interval), "wanted": self.wanted, "boxes": [_box(box) for box in self.boxes],
            "failed": [_box(box) for box in self.failed], "why_none": self.why_none or None, "tried": self.tried,
            "searched": [{"name": one.name, "meaning": one.meaning} for one in self.searched], **_differences(self.subject),
        }  # fmt: skip


def _subject(one: Subject) -> dict[str, Any]:
    transfer = {} if one.learnt_on is None else {"transfer": list(one.learnt_on)}
    return {"scenario": one.scenario, "policy": one.policy, "baseline": one.baseline, "until": str(one.until), "seed": one.seed,
            "worlds_from": one.worlds_from, **transfer, "outcome": one.outcome, "meaning": one.meaning,
            "unit": one.unit}  # fmt: skip


def _differences(one: Subject) -> dict[str, Any]:
    found = one.differences
    if found is None:
        return {"differences": None}
    quantiles = {name: finite(getattr(found, name)) for name in ("p05", "median", "p95")}
    return {"differences": {**found.tally.row(), "undefined": found.undefined, **quantiles,
                            "same_in_all": found.same_in_all, "one_sign": found.one_sign}}  # fmt: skip


def _meaning(one: Input | None) -> dict[str, Any]:
    return {} if one is None else {"meaning": one.meaning, "unit": one.unit, "kind": one.kind}


def _box(box: Box) -> dict[str, Any]:
    low, high = wilson(box.interest, box.inside)
    return {"words": box.words(), "limits": [limit.row() for limit in box.limits], "density": round(box.density, 4),
            "low": round(low, 4), "high": round(high, 4), "coverage": round(box.coverage, 4), "worlds": box.inside,
            "held_out": _fit(box.held_out), "found_on": _fit(box.found_on)}  # fmt: skip


def _fit(fit: Fit) -> dict[str, Any]:
    return {"worlds": fit.worlds, "beyond": fit.interest, "inside": fit.inside, "beyond_inside": fit.interest_inside,
            "density": round(fit.density, 4), "density_90": [round(end, 4) for end in fit.density_interval],
            "coverage": round(fit.coverage, 4), "coverage_90": [round(end, 4) for end in fit.coverage_interval]}  # fmt: skip
