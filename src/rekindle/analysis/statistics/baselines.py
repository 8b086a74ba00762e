"""What a forecast must beat: simple ones made from the history of the same months and nothing else, and their mixture.

Each takes a history (T,) of counts or of stocks and gives samples (draws, horizon) of whole numbers of 0 or more, each row a
path. The same history, seed and name give the same samples. The first four say every month ahead alike, or a line: with
negative-binomial noise (a count whose variance is its mean plus the square of the mean times a dispersion, which is
estimated from the history's own one-month errors), or with the line's own. `random_walk` and `damped_trend` wander on the scale
log(1 + count), so that their spread grows with the horizon. The mixture gives each of them the same weight: whoever does not
know which is right would say that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from scipy.optimize import minimize_scalar

Baseline = Callable[[np.ndarray, int, int, int], np.ndarray]
YEAR, TREND, STEPS = 12, 24, 36
"""Months that `last_year` draws from, that `log_linear` fits, and whose steps `random_walk` and `damped_trend` look at."""
MIXTURE = "mixture"
"""What the equal-weight mixture of all baselines is called among them."""
BEYOND = 10.0
"""So many times the most of the history no path of a baseline that wanders goes beyond."""
FADING = (0.8, 0.98)
"""Share of a trend that is left after a month: the least and the most that are usual (Gardner and McKenzie 1985)."""
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


def random_walk(history: np.ndarray, horizon: int, draws: int, seed: int) -> np.ndarray:
    """A random walk with drift of log(1 + count), seen through noise: a local level (Harvey 1989) in the form of its errors.

    A month's error is taken up by the level with the share that has the least squared one-month error over the last three
    years: 1 is the plain random walk. After h months the variance is that of an error times 1 + (h - 1) share^2, and more by h
    squared times that of the drift, which is uncertain as the mean of so many steps.
    """
    counts = np.log1p(_checked(history, 4, horizon, draws)[-STEPS - 1 :])

    shares = np.linspace(0.05, 1.0, 39)
    still, moved = (_followed(counts, shares, 0.0, 1.0, trend)[2] for trend in (0.0, 1.0))  # errors are linear in the drift
    drifts = (still * (still - moved)).sum(0) / ((still - moved) ** 2).sum(0)
    best = int(((still - drifts * (still - moved)) ** 2).sum(0).argmin())
    up, drift = float(shares[best]), float(drifts[best])
    level, _, errors = _followed(counts, up, 0.0, 1.0, drift)
    noise, free = _noise("random walk", seed), max(1, errors.size - 2)
    wide = np.sqrt((errors**2).sum() / noise.chisquare(free, (draws, 1)))
    off = wide * noise.standard_normal((draws, horizon))
    trend = drift + up * wide * noise.standard_normal((draws, 1)) / np.sqrt(errors.size)
    walked = level + trend * np.arange(1, horizon + 1) + up * (np.cumsum(off, axis=1) - off) + off
    return _counted(walked, history)


def damped_trend(history: np.ndarray, horizon: int, draws: int, seed: int) -> np.ndarray:
    """Exponential smoothing of log(1 + count) with a trend that fades (Gardner and McKenzie 1985), and its own errors ahead.

    Shares of an error that level and trend take up, and how fast the trend fades, are those with the least squared one-month
    error over the last three years. Each sample's errors move its level on, so the spread grows with the horizon.
    """
    counts = np.log1p(_checked(history, 6, horizon, draws)[-STEPS - 1 :])

    shares = [part.ravel() for part in np.meshgrid(np.linspace(0.05, 1, 20), np.linspace(0, 0.5, 11), np.linspace(*FADING, 4))]
    best = int((_followed(counts, *shares)[2] ** 2).sum(0).argmin())
    up, turn, fade = (float(part[best]) for part in shares)
    level, trend, errors = _followed(counts, up, turn, fade)
    noise, free = _noise("damped trend", seed), max(1, errors.size - 3)
    wide = np.sqrt((errors**2).sum() / noise.chisquare(free, draws))
    levels, trends, found = np.full(draws, level), np.full(draws, trend), np.empty((draws, horizon))
    for month in range(horizon):
        off = wide * noise.standard_normal(draws)
        found[:, month] = levels + fade * trends + off
        levels, trends = levels + fade * trends + up * off, fade * trends + turn * off
    return _counted(found, history)


BASELINES: Mapping[str, Baseline] = MappingProxyType({
    "last_value": last_value, "last_year": last_year, "smoothing": smoothing, "log_linear": log_linear,
    "random_walk": random_walk, "damped_trend": damped_trend,
})  # fmt: skip


def forecasts(history: np.ndarray, horizon: int, draws: int, seed: int) -> tuple[dict[str, np.ndarray], list[str]]:
    """Samples (draws, horizon) of every baseline that the history is long enough for, and of their mixture; and the others.

    Of the mixture each row is a path of one baseline, of each as many. Nothing is found where no baseline can be made.
    """
    found, short = {}, []
    for name, forecast in BASELINES.items():
        try:
            found[name] = forecast(history, horizon, draws, seed)
        except ValueError:  # says how many months it needs
            short.append(name)
    if found:
        found[MIXTURE] = np.stack([[*found.values()][row % len(found)][row] for row in range(draws)])
    return found, short


def best_of(scores: Mapping[str, float]) -> str | None:
    """Which single baseline has the lowest score; None where there is none. The mixture is no single one."""
    return min((name for name in scores if name != MIXTURE), key=lambda name: scores[name], default=None)


Share = float | np.ndarray


def _followed(counts: np.ndarray, up: Share, turn: Share, fade: Share, trend: Share = 0.0) -> tuple[Share, Share, np.ndarray]:
    """Level and trend after a history with a fading trend, and the errors of its one-month forecasts.

    For one set of shares, or for many at once: (months - 1,) or (months - 1, shares).
    """
    level, trend = counts[0] + 0.0 * (up + turn), trend + 0.0 * (up + turn)  # one for each set of shares
    errors = []
    for count in counts[1:]:
        errors.append(count - level - fade * trend)
        level, trend = level + fade * trend + up * errors[-1], fade * trend + turn * errors[-1]
    return level, trend, np.array(errors)


def _counted(logs: np.ndarray, history: np.ndarray) -> np.ndarray:
    """Whole numbers from values of log(1 + count), and never beyond ten times the most of the history.

    A walk of logs is else beaten by a few paths to numbers that nobody would believe.
    """
    most = min(MOST, BEYOND * (float(np.max(history)) + 1))
    return np.rint(np.maximum(0.0, np.expm1(np.minimum(logs, np.log1p(most)))))


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
