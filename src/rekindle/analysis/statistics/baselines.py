"""What a forecast must beat: four simple ones made from the history of the same monthly counts and nothing else.

Each takes a history (T,) of counts and gives samples (draws, horizon) of whole numbers of 0 or more. The same history, seed
and name give the same samples. Noise is negative-binomial: a count whose variance is its mean plus the square of the mean
times a dispersion, which is estimated from the history's own one-month errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from scipy.optimize import minimize_scalar

Baseline = Callable[[np.ndarray, int, int, int], np.ndarray]
YEAR, TREND = 12, 24
"""Months that `last_year` draws from, and that `log_linear` fits."""
SMOOTH, MOST = 1e9, 1e15
"""From where on a Poisson number is drawn as a rounded normal one, and the largest count of a history or of a line."""


def last_value(history: np.ndarray, horizon: int, draws: int, seed: int) -> np.ndarray:
    """The last month goes on, with noise as large as the steps from one month to the next were; it does not grow with time.

    The dispersion is the mean squared step as a share of the month it starts from, weighted by that month's square (so that
    a step up from 0 does no harm), less the Poisson part. A last month of 0 is no certainty that nothing follows: it is
    taken as a rate of one half a month, or the history's mean where that is less.
    """
    counts = _checked(history, 2, horizon, draws)
    last = counts[-1] or min(0.5, float(counts.mean()))
    return _noisy(np.full(horizon, last), _dispersion(counts[1:], counts[:-1]), draws, _noise("last value", seed))


def last_year(history: np.ndarray, horizon: int, draws: int, seed: int) -> np.ndarray:
    """Every month is like one of the last twelve, whichever it may be."""
    counts = _checked(history, YEAR, horizon, draws)[-YEAR:]
    return _noise("last year", seed).choice(np.rint(counts), (draws, horizon))


def smoothing(history: np.ndarray, horizon: int, draws: int, seed: int) -> np.ndarray:
    """Simple exponential smoothing: the constant with the least squared one-month error (on the scale log(1 + count))."""
    counts = _checked(history, 4, horizon, draws)

    def error(share: float) -> float:
        return float(((np.log1p(counts[1:]) - np.log1p(_levels(counts, share)[:-1])) ** 2).sum())

    best = minimize_scalar(error, bounds=(0.01, 0.99), method="bounded").x
    levels = _levels(counts, float(best))
    return _noisy(np.full(horizon, levels[-1]), _dispersion(counts[1:], levels[:-1]), draws, _noise("smoothing", seed))


def log_linear(history: np.ndarray, horizon: int, draws: int, seed: int) -> np.ndarray:
    """A line through log(1 + count) of the last two years goes on, with the uncertainty of the line and of its residuals."""
    counts = _checked(history, 6, horizon, draws)[-TREND:]
    time = np.arange(counts.size) - (counts.size - 1) / 2
    y = np.log1p(counts)
    slope = (time * y).sum() / (time**2).sum()
    free = counts.size - 2
    spread = np.sqrt(((y - y.mean() - slope * time) ** 2).sum() / free)
    noise = _noise("log-linear", seed)
    wide = spread * np.sqrt(free / noise.chisquare(free, (draws, 1)))
    level = y.mean() + wide * noise.standard_normal((draws, 1)) / np.sqrt(counts.size)
    rise = slope + wide * noise.standard_normal((draws, 1)) / np.sqrt((time**2).sum())
    ahead = time[-1] + 1 + np.arange(horizon)
    line = level + rise * ahead + wide * noise.standard_normal((draws, horizon))
    return np.rint(np.maximum(0.0, np.expm1(np.minimum(line, np.log1p(MOST)))))


BASELINES: Mapping[str, Baseline] = MappingProxyType(
    {"last_value": last_value, "last_year": last_year, "smoothing": smoothing, "log_linear": log_linear}
)


def _levels(counts: np.ndarray, share: float) -> np.ndarray:
    """Smoothed levels after each month, beginning with the first count."""
    found = np.empty(counts.size)
    found[0] = counts[0]
    for t in range(1, counts.size):
        found[t] = share * counts[t] + (1 - share) * found[t - 1]
    return found


def _dispersion(counts: np.ndarray, expected: np.ndarray) -> float:
    """Dispersion of counts about what was expected, by moments of the errors over the last three years; 0 is Poisson."""
    counts, expected = counts[-36:], expected[-36:]
    excess = ((counts - expected) ** 2 - np.maximum(expected, counts.mean() * 0.05)).sum()
    return float(max(0.0, excess / max(1e-9, (expected**2).sum())))


def _noisy(means: np.ndarray, dispersion: float, draws: int, noise: np.random.Generator) -> np.ndarray:
    """Negative-binomial counts about means (horizon,): (draws, horizon). A gamma-mixed Poisson."""
    rates = np.broadcast_to(means, (draws, means.size)).astype(float)
    if dispersion > 0:
        rates = rates * noise.gamma(1 / dispersion, dispersion, rates.shape)
    few = np.minimum(rates, SMOOTH)
    many = np.rint(rates + np.sqrt(rates) * noise.standard_normal(rates.shape))
    return np.where(rates < SMOOTH, noise.poisson(few).astype(float), many)


def _noise(name: str, seed: int) -> np.random.Generator:
    number = sum(ord(c) << (i % 8) for i, c in enumerate(name))
    return np.random.Generator(np.random.Philox(key=np.array([seed, number], dtype=np.uint64)))


def _checked(history: np.ndarray, least: int, horizon: int, draws: int) -> np.ndarray:
    counts = np.asarray(history, dtype=float)
    if counts.ndim != 1 or counts.size < least:
        raise ValueError(f"this baseline needs a history of at least {least} months, not an array of shape {counts.shape}")
    if not ((counts >= 0) & (counts <= MOST)).all():
        raise ValueError(f"a history holds counts: finite numbers from 0 to {MOST:g}")
    if horizon < 1 or draws < 1:
        raise ValueError(f"a baseline needs a horizon and draws of at least 1, not {horizon} and {draws}")
    return counts
