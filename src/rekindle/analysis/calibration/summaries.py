"""What estimators look at: the figures themselves, and for each spread that is inferred how rough they are.

How wide errors are shows in no single figure. It shows where worlds hardly differ: along combinations of figures of which the
errors have much and the worlds have little, whatever is seen is error. The roughness of a group is the log of the root mean
square of its figures along these, in units of the stated spreads: 0 where errors are as wide as stated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from rekindle.analysis.calibration.errors import DISCREPANCY, correlation, group_of, unsure
from rekindle.analysis.calibration.targets import Point

QUIET, LEAST = 0.5, 3
"""Combinations count in which worlds have less than so much of the errors' variance; at least so many, the quietest."""


@dataclass(frozen=True)
class Rough:
    """Combinations `along` (n, k) of the figures `at` (n,) of a group, about `middle` (n,), in which errors outweigh worlds."""

    name: str
    at: np.ndarray
    middle: np.ndarray
    spread: np.ndarray
    along: np.ndarray

    def of(self, seen: np.ndarray) -> np.ndarray:
        """The roughness of some records (W, N): (W,)."""
        away = ((seen[:, self.at] - self.middle) / self.spread) @ self.along
        return np.asarray(0.5 * np.log(np.maximum(1e-12, (away**2).mean(1))))


@dataclass(frozen=True)
class Summary:
    """Figures and roughness of some points, by their names."""

    points: tuple[Point, ...]
    rough: tuple[Rough, ...] = ()

    @property
    def names(self) -> list[str]:
        return [*(point.name for point in self.points), *(f"roughness of {one.name}" for one in self.rough)]

    def of(self, seen: np.ndarray) -> np.ndarray:
        """Figures of some records (W, N) with what was worked out of them: (W, N and one for each inferred spread)."""
        return np.column_stack([seen, *(one.of(seen) for one in self.rough)])


def summary_of(exact: np.ndarray, points: Sequence[Point]) -> Summary:
    """What is looked at of records at some points, given what worlds have there: `exact` (W, N)."""
    names = [name.removeprefix(DISCREPANCY) for name in unsure(points)]
    return Summary(tuple(points), tuple(_rough(name, exact, points) for name in names))


def _rough(name: str, exact: np.ndarray, points: Sequence[Point]) -> Rough:
    at = np.array([i for i, point in enumerate(points) if group_of(point) == name])
    some = [points[i] for i in at]
    spread = np.array([point.sd for point in some])
    worlds = exact[:, at] / spread
    share, along = eigh(np.cov(worlds, rowvar=False).reshape(at.size, at.size), correlation(some) + 1e-9 * np.eye(at.size))
    many = max(min(LEAST, at.size), int((share < QUIET).sum()))
    return Rough(name, at, exact[:, at].mean(0), spread, along[:, :many])
