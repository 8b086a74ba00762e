"""How much of an outcome's variance a group of causes explains, alone and with all that it interacts in.

Pick-freeze after Saltelli et al. 2010 (Comput. Phys. Commun. 181, 259): f(A) and f(B) are an outcome in worlds i and
i + OTHER, f(AB) in world i with the group's numbers taken from the other. The closed share counts what the group explains by
itself, interactions inside it included; the total share also what it does together with everything else. Random draws are
part of the whole variance, so shares need not sum to one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from rekindle.analysis.outcomes.metric import read_metrics
from rekindle.analysis.runs.run import RunSpec
from rekindle.analysis.sensitivity.causes import causes
from rekindle.ensemble.draws import prior_levels
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.mixed import OTHER, mixed
from rekindle.ensemble.run import chunks
from rekindle.scenario.claims.proposition import VarianceShare

ROWS = ("a", "b", "group", "against")
RESAMPLES = 2000


@dataclass(frozen=True)
class Shares:
    """Shares of a group and of the group it is held against (None without one), with resamples: (R, 2), closed and total."""

    closed: float
    total: float
    against_closed: float | None
    against_total: float | None
    resampled: np.ndarray
    resampled_against: np.ndarray | None
    worlds: int

    def surplus(self, threshold: float, total: bool = False) -> np.ndarray:
        """By how much each resample's share is above the threshold, or above so many times the other group's: (R,)."""
        column = int(total)
        beside = 1.0 if self.resampled_against is None else self.resampled_against[:, column]
        return self.resampled[:, column] - threshold * beside


def simulate_shares(
    one: VarianceShare, questions: dict[str, RunSpec], worlds: int, seed: int, threads: int | None,
    tick: Callable[[int], None] = lambda done: None,
) -> np.ndarray:  # fmt: skip
    """The outcome in the worlds that a share of variance needs: (4, W), the last row NaN without `against`.

    Policies, where several are named, are drawn one for each world and swapped with the group.
    """
    group, against = causes(one.group, one.against), causes(one.against, one.group)
    names = list(one.policies) or [next(iter(questions))]
    numbers = np.arange(worlds)
    own, other = (drawn_policy(numbers + shift, seed, len(names)) for shift in (0, OTHER))
    found = np.full((len(ROWS), worlds), np.nan)
    plans = [
        (0, numbers, own, None), (1, numbers + OTHER, other, None), (2, numbers, other, group),
        *([(3, numbers, own, against)] if one.against else []),
    ]  # fmt: skip
    for row, which, policy, swapped in plans:
        for number, name in enumerate(names):
            chosen = np.flatnonzero(policy == number)
            if not chosen.size:
                continue
            frame = questions[name].frame()
            if swapped is not None:
                source = mixed(frame.posterior, seed, swapped.groups, swapped.paths)
                frame = replace(frame, posterior=source)
            found[row, chosen] = _outcome(frame, one, which[chosen], seed, threads)
            tick(int(chosen.size))
    return found


def drawn_policy(numbers: np.ndarray, seed: int, count: int) -> np.ndarray:
    """Which of some policies each world is simulated under where a choice between them is one of the causes: (W,)."""
    return np.minimum((prior_levels("policy of a world", seed, numbers) * count).astype(int), count - 1)


def _outcome(frame: Frame, one: VarianceShare, numbers: np.ndarray, seed: int, threads: int | None) -> np.ndarray:
    pieces = chunks(frame, numbers, seed, threads or os.cpu_count() or 1)
    return np.concatenate([read_metrics(frame, piece, {one.key: one})[one.key] for piece in pieces])


def shares(values: np.ndarray, seed: int = 1, resamples: int = RESAMPLES) -> Shares | None:
    """Shares from simulated outcomes (4, W), over worlds that define all of them; None where fewer than 20 do or all agree."""
    rows = values[:3] if np.isnan(values[3]).all() else values
    whole = rows[:, np.isfinite(rows).all(axis=0)]
    if whole.shape[1] < 20 or np.var(whole[:2]) == 0:
        return None
    closed, total = _pair(whole, 2)
    against_closed, against_total = _pair(whole, 3) if len(whole) > 3 else (None, None)
    picks = _picks(whole.shape[1], seed, resamples)
    drawn = np.array([[_pair(whole[:, some], row) for row in range(2, len(whole))] for some in picks])  # (R, groups, 2)
    against = drawn[:, 1] if len(whole) > 3 else None
    return Shares(closed, total, against_closed, against_total, drawn[:, 0], against, whole.shape[1])


def _picks(worlds: int, seed: int, resamples: int) -> Iterator[np.ndarray]:
    random = np.random.default_rng(seed)
    for _ in range(resamples):
        yield random.integers(0, worlds, worlds)


def _pair(values: np.ndarray, row: int) -> tuple[float, float]:
    """Closed and total share of the group swapped in a row."""
    a, b, swapped = values[0], values[1], values[row]
    middle, variance = values[:2].mean(), values[:2].var()
    if variance == 0:
        return 0.0, 0.0
    return float(((b - middle) * (swapped - a)).mean() / variance), float(((a - swapped) ** 2).mean() / (2 * variance))
