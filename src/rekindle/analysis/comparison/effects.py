"""What a policy changes of an outcome, how large that is beside what matters, and whether it is more than chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rekindle.analysis.statistics.intervals import Difference, finite
from rekindle.variables import Variable

EFFECT, UNSURE, LEVEL, SAME = "effect", "unsure", "level", "same"
"""More than what matters and more than chance; more than what matters and perhaps chance; no more than what matters; in no
world any difference."""
ORDER = (EFFECT, UNSURE, LEVEL, SAME)


@dataclass(frozen=True)
class Effect:
    """One outcome under one policy beside the baseline: means over the worlds in which it happens under both, and their
    difference with its 95 % interval.

    `size` is the difference as a multiple of the smallest one that matters; `lean` is 1 where it is better, -1 where it is
    worse, 0 where it is level or the outcome is not judged.
    """

    outcome: str
    policy: str
    kind: str
    lean: int
    under: float
    baseline: float
    mean: float
    low: float
    high: float
    size: float

    def row(self) -> dict[str, Any]:
        """As JSON."""
        return {"outcome": self.outcome, "policy": self.policy, "kind": self.kind, "lean": self.lean,
                "mean": finite(self.under), "baseline_mean": finite(self.baseline), "difference": finite(self.mean),
                "low": finite(self.low), "high": finite(self.high), "size": finite(self.size)}  # fmt: skip


Told = tuple[str, Variable, Mapping[str, np.ndarray], Mapping[str, Difference]]


def effects(outcomes: Sequence[Told], baseline: str) -> list[Effect]:
    """Effects of all policies: by kind, then the largest first."""
    found = [
        _effect(name, policy, judged, values[policy], values[baseline], one)
        for name, judged, values, differences in outcomes for policy, one in differences.items() if one.mean_worlds
    ]  # fmt: skip
    return sorted(found, key=lambda one: (ORDER.index(one.kind), -one.size))


def _effect(
    name: str, policy: str, judged: Variable, under: np.ndarray, beside: np.ndarray, found: Difference
) -> Effect:  # fmt: skip
    both = np.isfinite(under) & np.isfinite(beside)
    one, other = float(under[both].mean()), float(beside[both].mean())
    width = judged.matters.width(one, other)
    kind = kind_of(found, width)
    lean = 0 if kind in (LEVEL, SAME) or not judged.better else 1 if (found.mean > 0) == (judged.better > 0) else -1
    size = abs(found.mean) / width if width else math.inf if found.mean else 0.0
    return Effect(name, policy, kind, lean, one, other, found.mean, found.mean_low, found.mean_high, size)


def kind_of(found: Difference, width: float) -> str:
    """Whether a difference is an effect; of a single world nobody can say that it is not chance."""
    if found.tally.equal == found.tally.worlds:
        return SAME
    if abs(found.mean) <= width:
        return LEVEL
    return EFFECT if found.mean_low > 0 or found.mean_high < 0 else UNSURE
