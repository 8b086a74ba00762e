"""Regret: how far a policy is, in each world, from the policy that would have been best in that world.

A policy with a small largest regret is never badly wrong, though it may be best in few worlds. Ranks sum up outcomes of
different units without weights: in each world the policies are ranked, and the ranks of the civilian outcomes are averaged.
A policy's rank is 1, and one for each policy that is better by more than what matters, and a half for each that is level with
it. So every outcome counts once, whatever its size; two that move together count twice between them; and how far apart two
policies are is not in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata

from rekindle.analysis.statistics.intervals import finite
from rekindle.variables import Matters


@dataclass(frozen=True)
class Regret:
    """Regret of one policy in one outcome, in its unit; `worlds` are those that define it under all policies compared."""

    worlds: int
    mean: float
    p90: float
    most: float
    best: int
    alone: int
    endless: int
    rank: float

    @property
    def share_best(self) -> float:
        return self.best / self.worlds if self.worlds else math.nan

    def row(self) -> dict[str, Any]:
        """As JSON; null where infinite. `best` counts ties, `best_alone` does not."""
        return {
            "worlds": self.worlds, "mean": finite(self.mean), "p90": finite(self.p90), "max": finite(self.most),
            "best": self.best, "best_alone": self.alone, "share_best": finite(self.share_best), "infinite": self.endless,
            "mean_rank": finite(self.rank),
        }  # fmt: skip


def table(values: Mapping[str, np.ndarray], better_way: int) -> dict[str, Regret]:
    """Regret of each policy in one judged outcome: policy -> values (W,), the same worlds in order.

    A policy that defines it in no world is left out.
    """
    chosen, stacked = _stacked(values)
    if not chosen or not stacked.shape[1]:
        return {}
    losses = stacked if better_way < 0 else -stacked
    least = losses.min(axis=0)
    with np.errstate(invalid="ignore"):
        regret = np.where(losses == least, 0.0, losses - least)
    best = regret == 0
    order = rankdata(losses, axis=0)
    return {name: _summed(regret[i], best[i], best, order[i]) for i, name in enumerate(chosen)}


def _stacked(values: Mapping[str, np.ndarray]) -> tuple[list[str], np.ndarray]:
    """Policies that define the outcome in some world, and their values in the worlds that define it for them all: (P, W)."""
    chosen = [name for name, x in values.items() if not np.isnan(x).all()]
    stacked = np.array([values[name] for name in chosen])
    return chosen, stacked[:, ~np.isnan(stacked).any(axis=0)] if chosen else stacked


def _summed(regret: np.ndarray, best: np.ndarray, all_best: np.ndarray, rank: np.ndarray) -> Regret:
    ends = np.isinf(regret)
    mean = float(regret[~ends].mean()) if not ends.all() else math.inf
    p90 = float(np.quantile(regret, 0.9, method="inverted_cdf" if ends.any() else "linear"))
    alone = int((best & (all_best.sum(axis=0) == 1)).sum())
    return Regret(regret.size, mean, p90, float(regret.max()), int(best.sum()), alone, int(ends.sum()), float(rank.mean()))


@dataclass(frozen=True)
class MeanRank:
    """Mean rank of a policy over outcomes and worlds, with the middle nine tenths of worlds' own means."""

    mean: float
    low: float
    high: float
    worlds: int

    def row(self) -> dict[str, Any]:
        return {"mean_rank": self.mean, "p05": self.low, "p95": self.high, "worlds": self.worlds}


def mean_ranks(outcomes: Sequence[tuple[Mapping[str, np.ndarray], int, Matters]]) -> dict[str, MeanRank]:
    """Mean rank of each policy over judged outcomes, each counting once: values by policy, which way is better, what matters.

    Only worlds that define all the outcomes under all policies enter; an outcome that some policy never defines does not.
    """
    whole = [one for one in outcomes if not any(np.isnan(x).all() for x in one[0].values())]
    if not whole:
        return {}
    policies = list(whole[0][0])
    stacked = np.array([[values[name] for name in policies] for values, _, _ in whole])  # (outcome, policy, world)
    known = ~np.isnan(stacked).any(axis=(0, 1))
    if not known.any():
        return {}
    ranks = [places(table[:, known], way, matters) for table, (_, way, matters) in zip(stacked, whole, strict=True)]
    by_world = np.mean(ranks, axis=0)
    low, high = np.quantile(by_world, (0.05, 0.95), axis=1)
    return {
        name: MeanRank(float(by_world[i].mean()), float(low[i]), float(high[i]), by_world.shape[1])
        for i, name in enumerate(policies)
    }


def places(table: np.ndarray, way: int, matters: Matters) -> np.ndarray:
    """Rank of each policy in each world, both (policies, W): what differs by no more than what matters is level."""
    one, other = table[:, None], table[None]
    with np.errstate(invalid="ignore"):
        width = np.maximum(matters.share * np.maximum(np.abs(one), np.abs(other)), matters.least)
        level = (one == other) | (np.isfinite(one) & np.isfinite(other) & (np.abs(one - other) <= width))
        ahead = ~level & ((other - one) * way > 0)
    return np.asarray(1 + ahead.sum(axis=1) + (level.sum(axis=1) - 1) / 2)
