"""A second estimator beside the flow: approximate Bayesian computation with regression adjustment, on the same draws.

Beaumont, Zhang and Balding (2002), Genetics 162(4), for the adjustment; Fearnhead and Prangle (2012), JRSS B 74(3), for
regressed means as summaries. Draws whose regressed posterior means are nearest to the record's are accepted; a ridge
regression over them moves each to the record. It knows nothing that the flow learnt and errs in other ways (it is linear
near the record, and its draws are few): where both agree, the answer is not one network's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from rekindle.analysis.calibration.inference import EDGE, recorded, seen_in
from rekindle.analysis.calibration.simulations import Draws
from rekindle.analysis.calibration.summaries import Summary

ACCEPTED, LEAST = 0.2, 400
"""Share of the draws that are accepted, and at least so many (or all there are)."""
DIRECTIONS = 12
"""Nearness is judged along so many directions in which regressed means differ most."""
RIDGES = 10.0 ** np.arange(-1, 5)
"""Ridges that are tried, in units of draws; that with the least error on draws left out is taken."""


@dataclass(frozen=True)
class Second:
    """What the second estimator needs: features (W, F) and scores (W, D) of its draws, and where these are near."""

    names: list[str]
    which: np.ndarray
    summary: Summary
    low: np.ndarray
    high: np.ndarray
    middle: np.ndarray
    width: np.ndarray
    features: np.ndarray
    scores: np.ndarray
    towards: np.ndarray
    ridge: float

    def sample(self, seen: np.ndarray, rows: int, seed: int) -> np.ndarray:
        """Levels of the priors given some records: `seen` (R, points used) to (R, rows, names)."""
        luck = np.random.default_rng(seed)
        found = []
        for target in self._scaled(seen):
            near, weight = self._near(target)
            coefficients = ridge_regression(self.features[near], self.scores[near], self.ridge, weight)
            middle = weight @ self.scores[near] / weight.sum()
            away = self.features[near] - weight @ self.features[near] / weight.sum()
            left = self.scores[near] - middle - away @ coefficients
            there = target - weight @ self.features[near] / weight.sum()
            moved = middle + there @ coefficients + left * _wider(away, there, self.ridge, weight)
            found.append(moved[luck.choice(near.size, rows, p=weight / weight.sum())])
        return np.asarray(ndtr(np.stack(found)))

    def of_record(self, draws: Draws, rows: int, seed: int) -> np.ndarray:
        """Levels given what is recorded: (rows, names)."""
        return self.sample(recorded(draws, self.which)[None], rows, seed)[0]

    def expected_of(self, draws: Draws, values: np.ndarray) -> float:
        """The mean of something of the draws (W,) given what is recorded: of a figure that was not looked at, for one."""
        values = values[: len(self.features)].astype(float)
        target = self._scaled(recorded(draws, self.which)[None])[0]
        near, weight = self._near(target)
        middle = float(values[near] @ weight / weight.sum())
        slope = ridge_regression(self.features[near], (values[near] - middle)[:, None], self.ridge, weight)[:, 0]
        away = target - weight @ self.features[near] / weight.sum()
        return float(np.clip(middle + away @ slope, values.min(), values.max()))

    def _scaled(self, seen: np.ndarray) -> np.ndarray:
        return np.asarray((np.clip(self.summary.of(seen), self.low, self.high) - self.middle) / self.width)

    def _near(self, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The accepted draws and their weights: highest where near, 0 at the edge (Epanechnikov)."""
        away = np.linalg.norm((self.features - target) @ self.towards, axis=1)
        count = min(len(away), max(LEAST, round(ACCEPTED * len(away))))
        near = np.argpartition(away, count - 1)[:count]
        return near, 1 - (away[near] / (away[near].max() * (1 + 1e-6))) ** 2


def learn(draws: Draws, names: Sequence[str], which: np.ndarray, held_out: int) -> Second:
    """The second estimator on all draws but the last `held_out`."""
    summary, figures = seen_in(draws, which)
    seen = summary.of(figures)[: len(figures) - held_out]
    low, high = np.quantile(seen, [EDGE, 1 - EDGE], axis=0)
    seen = np.clip(seen, low, high)
    middle, width = seen.mean(0), np.maximum(1e-9, seen.std(0))
    features = (seen - middle) / width
    scores = ndtri(draws.of.levels_of(names, draws.seed, draws.worlds[: len(seen)]))
    ridge = ridge_of(features, scores)
    coefficients = ridge_regression(features, scores, ridge)
    _, spread, along = np.linalg.svd(features @ coefficients, full_matrices=False)
    towards = coefficients @ along[: min(DIRECTIONS, len(spread))].T
    return Second(list(names), which, summary, low, high, middle, width, features, scores, towards, ridge)


def ridge_regression(features: np.ndarray, values: np.ndarray, ridge: float, weight: np.ndarray | None = None) -> np.ndarray:
    """Coefficients (F, D) of a regression with a penalty; weighted draws are counted as so many."""
    weight = np.ones(len(features)) if weight is None else weight
    share = weight / weight.sum()
    at, of = features - share @ features, values - share @ values
    count = weight.sum() ** 2 / (weight**2).sum()
    squares = at.T @ (at * share[:, None]) * count + ridge * np.eye(features.shape[1])
    return np.asarray(np.linalg.solve(squares, at.T @ (of * share[:, None]) * count))


def _wider(away: np.ndarray, there: np.ndarray, ridge: float, weight: np.ndarray) -> float:
    """By how much what a regression leaves of its own draws is to be widened to be what it leaves of others.

    For the numbers that were fitted, and for how far the target (F,) is from the draws (W, F): both vanish with many draws.
    """
    count = weight.sum() ** 2 / (weight**2).sum()
    squares = away.T @ (away * (weight / weight.sum())[:, None]) * count
    inverse = np.linalg.inv(squares + ridge * np.eye(len(squares)))
    fitted = min(0.9 * count, float(np.trace(inverse @ squares)) + 1)
    return float(np.sqrt(count / (count - fitted) * (1 + 1 / count + there @ inverse @ there)))


def ridge_of(features: np.ndarray, scores: np.ndarray) -> float:
    """The ridge with the least error on every fifth draw, which is left out."""
    out = np.arange(len(features)) % 5 == 0
    away = scores[out] - scores[~out].mean(0)
    guesses = (features[out] @ ridge_regression(features[~out], scores[~out], ridge) for ridge in RIDGES)
    errors = [float(((away - guess) ** 2).mean()) for guess in guesses]
    return float(RIDGES[int(np.argmin(errors))])
