"""Scores of ensemble forecasts against what happened, by the library scoringrules.

A forecast is a set of samples, one for each world. CRPS is the unbiased ("fair") ensemble estimator, by moments of the
sorted samples, in the unit of what is forecast; the log score is minus the log of a smoothed forecast's density at the
truth. Lower is better for both.
"""

from __future__ import annotations

import numpy as np
import scoringrules

from rekindle.ensemble.draws import prior_levels

NEVER = 1e9
"""What an infinite sample (a city never retaken) counts as; a forecast that has one cannot score well."""
WORST = 30.0
"""The log score of a truth to which no density is left: infinite scores cannot be averaged."""


def crps(samples: np.ndarray, truth: float) -> float:
    """Continuous ranked probability score of samples (W,): fair estimator, so that more worlds do not score better alone.

    Raises ValueError for fewer than two samples, a NaN among them, or a truth that is not finite.
    """
    return float(scoringrules.crps_ensemble(truth, _checked(samples, truth), estimator="pwm"))


def log_score(samples: np.ndarray, truth: float) -> float:
    """Minus the log density of a count's forecast at the truth: a kernel estimate on the scale log(1 + number).

    Kernels of a density on that scale never have less than a tenth as their width, so that many equal samples (zeros) do
    not make a spike; the density is carried back to counts. Raises ValueError as `crps` does.
    """
    scaled = np.log1p(np.minimum(np.maximum(0.0, _checked(samples, truth)), NEVER))
    width = max(0.1, 1.06 * float(scaled.std()) * scaled.size**-0.2)
    with np.errstate(divide="ignore"):
        score = float(scoringrules.logs_ensemble(float(np.log1p(truth)), scaled, bw=np.array(width)))
    return min(score, WORST) + float(np.log1p(truth))


def pit(samples: np.ndarray, truth: float, name: str, seed: int = 1) -> float:
    """Where the truth stands among the samples (0-1); among equal ones at random, addressed by the forecast's name.

    Over many good forecasts these are uniform.
    """
    found = _checked(samples, truth)
    luck = float(prior_levels(f"place among equals {name}", seed, np.zeros(1, dtype=np.int64))[0])
    return float((found < truth).mean() + luck * (found == truth).mean())


def skill(ours: np.ndarray, others: np.ndarray, draws: int = 2000, seed: int = 1) -> dict[str, float]:
    """Share of a baseline's score that is saved, 1 - mean(ours) / mean(others), over paired forecasts (N,).

    With a central 90 % interval by resampling the pairs. Above 0 is better than the baseline.
    """
    ours, others = np.asarray(ours, float), np.asarray(others, float)
    if ours.shape != others.shape or ours.ndim != 1 or not ours.size:
        raise ValueError(f"scores must be paired, not of shapes {ours.shape} and {others.shape}")
    pick = np.random.default_rng(seed).integers(0, ours.size, (draws, ours.size))
    spread = 1 - ours[pick].mean(1) / np.maximum(1e-12, others[pick].mean(1))
    low, high = np.quantile(spread, [0.05, 0.95])
    return {"skill": float(1 - ours.mean() / max(1e-12, others.mean())), "low": float(low), "high": float(high)}


def _checked(samples: np.ndarray, truth: float) -> np.ndarray:
    found = np.asarray(samples, dtype=float)
    if found.ndim != 1 or found.size < 2:
        raise ValueError(f"a forecast needs at least two samples in one row, not an array of shape {found.shape}")
    if np.isnan(found).any() or not np.isfinite(truth):
        raise ValueError("samples must not be NaN, and the truth must be a finite number")
    return np.minimum(found, NEVER)
