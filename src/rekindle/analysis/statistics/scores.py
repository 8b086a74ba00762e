"""Scores of ensemble forecasts against what happened, by the library scoringrules.

A forecast is a set of samples, one for each world. CRPS is the unbiased ("fair") ensemble estimator, by moments of the
sorted samples, in the unit of what is forecast; the log score is minus the log of a smoothed forecast's probability of the
truth, which that library has for densities only. Lower is better for both.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from rekindle.ensemble.draws import prior_levels

NEVER = 1e9
"""What an infinite sample (a city never retaken) counts as; a forecast that has one cannot score well."""


def crps(samples: np.ndarray, truth: float) -> float:
    """Continuous ranked probability score of samples (W,): fair estimator, so that more worlds do not score better alone.

    Raises ValueError for fewer than two samples, a NaN among them, or a truth that is not finite.
    """
    import scoringrules  # seconds to import: only where it is used

    return float(scoringrules.crps_ensemble(truth, _checked(samples, truth), estimator="pwm"))


def log_score(samples: np.ndarray, truth: float) -> float:
    """Minus the log of the probability that a count's forecast gives to the truth, rounded to a whole number.

    Samples are smoothed by normal kernels on the scale log(1 + number), as wide as Silverman's rule has it, and the mixture is
    summed over the half below and above the truth (for 0 all below too): probabilities of counts that add up to one. A density
    would not do: the more samples are exactly 0, the more than one it would give in all. One further sample could be any
    number n, with probability 1 / (n + 1)(n + 2): so no score is infinite. A share is scored as its per cent.
    Raises ValueError as `crps` does.
    """
    scaled = np.log1p(np.maximum(0.0, _checked(samples, truth)))
    middle = float(np.subtract(*np.quantile(scaled, (0.75, 0.25)))) / 1.34
    spread = min(scaled.std(), middle) if middle > 0 else scaled.std()
    width = max(0.02, 0.9 * float(spread) * scaled.size**-0.2)
    count = float(np.rint(max(0.0, truth)))
    above, below = ndtr((np.log(count + 1.5) - scaled) / width), ndtr((np.log(count + 0.5) - scaled) / width)
    smoothed = above.sum() if count == 0 else (above - below).sum()
    return float(-np.log((smoothed + 1 / ((count + 1) * (count + 2))) / (scaled.size + 1)))


def pit(samples: np.ndarray, truth: float, name: str, seed: int = 1) -> float:
    """Where the truth stands among the samples (0-1); among equal ones at random, addressed by the forecast's name.

    Over many good forecasts these are uniform.
    """
    found = _checked(samples, truth)
    noise = float(prior_levels(f"place among equals {name}", seed, np.zeros(1, dtype=np.int64))[0])
    return float((found < truth).mean() + noise * (found == truth).mean())


def skill(ours: np.ndarray, others: np.ndarray, draws: int = 2000, seed: int = 1) -> dict[str, float]:
    """Share of a baseline's score that is saved, 1 - mean(ours) / mean(others), over paired forecasts (N,).

    With a central 90 % interval by resampling the pairs; that takes them as independent, which months in a row are not.
    Above 0 is better than the baseline. Against a baseline without any error it is 0, or minus infinity.
    """
    ours, others = np.asarray(ours, float), np.asarray(others, float)
    if ours.shape != others.shape or ours.ndim != 1 or not ours.size:
        raise ValueError(f"scores must be paired, not of shapes {ours.shape} and {others.shape}")
    pick = np.random.default_rng(seed).integers(0, ours.size, (draws, ours.size))
    low, high = np.quantile(_saved(ours[pick].mean(1), others[pick].mean(1)), [0.05, 0.95], method="inverted_cdf")
    return {"skill": float(_saved(ours.mean(), others.mean())), "low": float(low), "high": float(high)}


def _saved(ours: np.ndarray, others: np.ndarray) -> np.ndarray:
    ratio = np.divide(ours, others, out=np.full(np.shape(ours), np.inf), where=np.asarray(others) > 0)
    return 1 - np.where((np.asarray(ours) == 0) & (np.asarray(others) == 0), 1.0, ratio)


def _checked(samples: np.ndarray, truth: float) -> np.ndarray:
    found = np.asarray(samples, dtype=float)
    if found.ndim != 1 or found.size < 2:
        raise ValueError(f"a forecast needs at least two samples in one row, not an array of shape {found.shape}")
    if np.isnan(found).any() or not np.isfinite(truth):
        raise ValueError("samples must not be NaN, and the truth must be a finite number")
    return np.minimum(found, NEVER)
