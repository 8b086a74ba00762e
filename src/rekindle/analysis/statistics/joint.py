"""Whether a posterior is honest jointly, not only number by number: tests of accuracy with random points (TARP).

Lemos, Coogan, Hezaveh and Perreault-Levasseur (2023), "Sampling-based accuracy testing of posterior estimators for general
inference". For each simulated truth a point is drawn at random, far from the data; the share of the posterior's samples that
lie nearer to it than the truth does is uniform if samples are of the right posterior. That is necessary, not sufficient:
giving back the prior passes as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import kstwo

from rekindle.json_text import Plain

LEVELS = tuple(round(0.1 * i, 1) for i in range(1, 10))
SURE = 0.95
"""Confidence of the band about the whole curve."""


@dataclass(frozen=True)
class JointCoverage(Plain):
    """Expected coverage of regions that should hold the truth with probability `levels`, over `truths` and `numbers` at once.

    `farthest` is the largest distance of the whole curve from the diagonal, `band` what 95 % of right posteriors stay under.
    """

    truths: int
    numbers: int
    levels: tuple[float, ...]
    expected: tuple[float, ...]
    farthest: float
    band: float

    @property
    def inside(self) -> bool:
        return self.farthest <= self.band

    @property
    def lean(self) -> str:
        """What is wrong where it is outside, by the half of the curve above 1/2: above the diagonal it is too wide."""
        above = sum(seen - level for seen, level in zip(self.expected, self.levels, strict=True) if level > 0.5)
        return "too wide" if above > 0 else "too narrow, or off to a side"


def tarp(samples: np.ndarray, truths: np.ndarray, references: np.ndarray) -> np.ndarray:
    """Share of samples (R, S, D) nearer to a reference (R, D) than the truth (R, D) is: (R,), uniform for a right posterior."""
    ours = ((samples - references[:, None]) ** 2).sum(2)
    return np.asarray((ours < ((truths - references) ** 2).sum(1)[:, None]).mean(1))


def joint_coverage(samples: np.ndarray, truths: np.ndarray, seed: int) -> JointCoverage:
    """The test over truths (R, D) with samples (R, S, D) for each, on a scale where all numbers count alike (normal scores).

    The reference of each truth is a standard normal draw, as the priors of scores are.
    """
    references = np.random.default_rng(seed).standard_normal(truths.shape)
    shares = np.sort(tarp(samples, truths, references))
    count = shares.size
    steps = np.arange(1, count + 1) / count
    farthest = max(float(np.abs(steps - shares).max()), float(np.abs(steps - 1 / count - shares).max()))
    expected = tuple(float((shares <= level).mean()) for level in LEVELS)
    return JointCoverage(count, truths.shape[1], LEVELS, expected, farthest, float(kstwo.ppf(SURE, count)))
