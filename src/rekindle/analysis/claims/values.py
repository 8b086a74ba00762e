"""One number a world behind a proposition: what sensitivity and typical worlds are reckoned from."""

from __future__ import annotations

import numpy as np

from rekindle.analysis.claims.plan import HISTORICAL, claim_run_of, share_key
from rekindle.analysis.claims.store import ClaimWorlds
from rekindle.analysis.claims.verdict import frontier_table, values_of
from rekindle.analysis.outcomes.wording import UNNAMED, described, metric_words
from rekindle.scenario.claims.proposition import Difference, Frontier, Proposition, Trend, VarianceShare
from rekindle.scenario.labels import Labels


def world_values(one: Proposition, found: ClaimWorlds, policy: str = HISTORICAL) -> np.ndarray | None:
    """The number that decides a proposition in each world, (W,); None where it has not been simulated.

    Of a share of variance it is the outcome that the share is of. Of a frontier it is `margin`.
    """
    if isinstance(one, VarianceShare):
        return found.shares[share_key(one)][0].astype(float) if share_key(one) in found.shares else None
    if isinstance(one, Frontier):
        wanted = [(claim_run_of(one, name), axis.key) for name in one.policies for axis in one.axes]
        return margin(one, *frontier_table(one, found)) if all(found.has(*each) for each in wanted) else None
    return values_of(one, found, policy)


def margin(one: Frontier, table: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """By how much each policy named leads its closest rival on its best axis, in each world alone: (W,).

    On each axis a lead is a share of the larger of the two policies' means over worlds; of the policies named it is that of
    the least. Above 0 no rival beats them on every axis in that world.
    """
    means = np.abs(np.nanmean(table, axis=2))
    least = np.full(table.shape[2], np.inf)
    for i in (one.policies.index(name) for name in one.undominated):
        for j in range(len(one.policies)):
            if j != i:
                scale = np.maximum(means[i], means[j])
                ahead = signs[:, None] * (table[j] - table[i]) / np.where(scale > 0, scale, 1.0)[:, None]
                least = np.minimum(least, ahead.max(axis=0))
    return np.where(np.isfinite(table).all(axis=(0, 1)), least, np.nan)


def value_words(one: Proposition, labels: Labels = UNNAMED) -> str:
    """What `world_values` are, in words."""
    if isinstance(one, Frontier):
        return f"lead of {' and '.join(one.undominated)} over the closest rival on its best axis, in each world alone"
    what = described(one, labels=labels).plain
    if isinstance(one, VarianceShare):
        return what
    if isinstance(one, Trend):
        return f"change of {what}: the last {one.window} weeks as a share of the first"
    if one.relative_to:
        what = f"{what}, divided by {metric_words(one.relative_to, labels=labels)}"
    if isinstance(one, Difference):
        share = " as a share of the latter" if one.measured == "relative" else ""
        return f"{what}: {one.a} less {one.b}{share}"
    return what
