"""What a paired difference over worlds comes to: its middle, its spread, its mean, and in how many worlds it is better.

Two spreads are told apart throughout. Quantiles over worlds say how far worlds differ, which no number of worlds makes
narrower. The interval of the mean (Student's t) and that of a share (Wilson 1927) say how well so many worlds know the
mean and the share of all worlds that the model could draw.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from rekindle.variables import UNJUDGED

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMES = ("p05", "p25", "median", "p75", "p95")
NORMAL, NORMAL_90 = 1.959964, 1.644854
"""Standard normal quantiles of intervals of 95 % and of 90 %."""
SAME = 1e-6
"""Two values nearer than this share of themselves are equal: series are kept in single precision."""


def wilson(count: float, worlds: float, normal: float = NORMAL) -> tuple[float, float]:
    """Interval of a share of worlds, after Wilson (1927); (0, 1) where there is no world.

    Of 95 % unless `normal` is the quantile of another one, as `NORMAL_90`.
    """
    if worlds == 0:
        return 0.0, 1.0
    share, z2 = count / worlds, normal**2
    middle = share + z2 / (2 * worlds)
    half = normal * math.sqrt(share * (1 - share) / worlds + z2 / (4 * worlds**2))
    low, high = (middle - half) / (1 + z2 / worlds), (middle + half) / (1 + z2 / worlds)
    return max(0.0, low), min(1.0, high)


@dataclass(frozen=True)
class Tally:
    """In how many worlds an outcome is less, the same and more than under the baseline, and which of them is better."""

    less: int
    equal: int
    more: int
    better_way: int

    @property
    def worlds(self) -> int:
        return self.less + self.equal + self.more

    @property
    def judged(self) -> bool:
        return self.better_way != UNJUDGED and self.worlds > 0

    @property
    def better(self) -> int:
        return self.less if self.better_way < 0 else self.more

    @property
    def worse(self) -> int:
        return self.more if self.better_way < 0 else self.less

    @property
    def share(self) -> float:
        """Share of worlds in which it is better; NaN without worlds."""
        return self.better / self.worlds if self.worlds else math.nan

    @property
    def leaning(self) -> float:
        """Share better with equal worlds counted half, so that 1/2 means neither way; NaN without worlds."""
        return (self.better + self.equal / 2) / self.worlds if self.worlds else math.nan

    @property
    def side(self) -> int:
        """1 where more worlds are better than worse, -1 where fewer, 0 where as many."""
        return (self.better > self.worse) - (self.better < self.worse)

    @property
    def sure(self) -> bool:
        """Whether the 95 % interval of the leaning leaves out 1/2."""
        low, high = wilson(self.better + self.equal / 2, self.worlds)
        return low > 0.5 or high < 0.5

    def row(self) -> dict[str, Any]:
        """As JSON; better, worse and their shares only where the outcome is judged."""
        found: dict[str, Any] = {"worlds": self.worlds, "less": self.less, "equal": self.equal, "more": self.more}
        if self.judged:
            low, high = wilson(self.better, self.worlds)
            found |= {"better": self.better, "worse": self.worse, "share_better": self.share,
                      "share_better_low": low, "share_better_high": high, "leaning": self.leaning}  # fmt: skip
        return found


def tally(difference: np.ndarray, better_way: int) -> Tally:
    """Count worlds by the sign of their difference: (W,); worlds that do not define it (NaN) are left out."""
    return Tally(int((difference < 0).sum()), int((difference == 0).sum()), int((difference > 0).sum()), better_way)


def snapped(values: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """Values (W,), those that differ from the ones beside them by rounding only made equal to them."""
    with np.errstate(invalid="ignore"):
        same = np.isclose(values, beside, rtol=SAME, atol=0)
    return np.where(same, beside, values)


def difference(policy: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """Policy minus baseline, world by world: (W,).

    What never happens is infinite: never under one of them gives an infinite difference, never under both gives 0, for
    neither is ahead. A world that one of them does not define is NaN.
    """
    with np.errstate(invalid="ignore"):
        found = policy - baseline
    return np.where(np.isinf(policy) & (policy == baseline), 0.0, found)


@dataclass(frozen=True)
class Difference:
    """The paired difference of one outcome under one policy, over the worlds that define it under both."""

    tally: Tally
    undefined: int
    quantiles: tuple[float, ...]
    mean: float
    mean_low: float
    mean_high: float
    mean_worlds: int
    never_policy: int
    never_baseline: int
    never_both: int
    fewer_worlds: float

    @property
    def median(self) -> float:
        return self.quantiles[2]

    def row(self) -> dict[str, Any]:
        """As JSON; an infinite or unknown number is null, and the counts of never say which."""
        found = self.tally.row() | {"undefined": self.undefined}
        found |= {name: finite(x) for name, x in zip(NAMES, self.quantiles, strict=True)}
        found |= {name: finite(getattr(self, name)) for name in ("mean", "mean_low", "mean_high", "fewer_worlds")}
        return found | {"mean_worlds": self.mean_worlds, "never_policy_only": self.never_policy,
                        "never_baseline_only": self.never_baseline, "never_both": self.never_both}  # fmt: skip


def finite(x: float) -> float | None:
    """A number as JSON can hold it."""
    return float(x) if math.isfinite(x) else None


def paired(policy: np.ndarray, baseline: np.ndarray, better_way: int) -> Difference:
    """Sum up the paired difference of one outcome, from its values under both: (W,) each, the same worlds in order."""
    both = ~np.isnan(policy) & ~np.isnan(baseline)
    a, b = policy[both], baseline[both]
    d = difference(a, b)
    inf_a, inf_b = np.isinf(a), np.isinf(b)
    known = ~inf_a & ~inf_b
    mean, low, high = mean_interval(d[known])
    return Difference(
        tally(d, better_way), int((~both).sum()), spread(d), mean, low, high, int(known.sum()),
        int((inf_a & ~inf_b).sum()), int((inf_b & ~inf_a).sum()), int((inf_a & inf_b).sum()), fewer(a[known], b[known]),
    )  # fmt: skip


def spread(values: np.ndarray) -> tuple[float, ...]:
    """The five quantiles over worlds; of some infinite values the order statistics, and NaN of none."""
    if not values.size:
        return (math.nan,) * 5
    method = "linear" if np.isfinite(values).all() else "inverted_cdf"
    return tuple(float(x) for x in np.quantile(values, LEVELS, method=method))  # type: ignore[call-overload]


def mean_interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and its 95 % interval by Student's t; the interval of one value is unknown."""
    if not values.size:
        return (math.nan,) * 3
    mean = float(values.mean())
    if values.size == 1:
        return mean, math.nan, math.nan
    half = float(stdtrit(values.size - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(values.size)
    return mean, mean - half, mean + half


def fewer(policy: np.ndarray, baseline: np.ndarray) -> float:
    """How many times fewer worlds the same luck needs: variance of the difference over shuffled pairings, over that of ours.

    The mean over all shuffled pairings is the sum of the two variances. Infinite where no world differs from the
    mean difference, NaN with fewer than two worlds or where nothing varies at all.
    """
    if policy.size < 2:
        return math.nan
    apart = float(policy.var(ddof=1) + baseline.var(ddof=1))
    together = float((policy - baseline).var(ddof=1))
    if together > 0:
        return apart / together
    return math.inf if apart > 0 else math.nan
