"""Errors of observing: figures that recount the same deaths err together, and how wide errors are is not known either.

A city, its governorate and the nation recount the same deaths. Taken as independent, three figures of one month would count as
three witnesses. Figures under the same error have two parts of it in common, each with its share of the variance:

- *source*: what a source misses in a year, it misses everywhere. Figures of the same year share it whole; one that covers some
  years has a part of each, by the root of its days.
- *recount*: the error belongs to the deaths themselves, and that of a count is a sum over what is counted. So figures of A and
  of B deaths, N of which were counted in both, have a correlation of N / sqrt(A B): 1 for the same deaths, 0 for others, and
  sqrt(A / B) for a part of a whole.

The rest is each figure's own: a coarse model has the right deaths in the wrong place. Why not the finest level alone? Because
the model's errors differ by level (in which governorate members attack follows from where they stood at the start), and the
coarse figures are those it can be held to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from rekindle.analysis.calibration.targets import Point, best_by_month
from rekindle.analysis.statistics.intervals import NORMAL_90
from rekindle.ensemble.draws import prior_levels
from rekindle.ensemble.posterior import Posterior
from rekindle.model.parameter import LogNormal
from rekindle.record.regions import all_regions, country_of, region_of
from rekindle.record.tables import months

OTHER = "other figures"
"""Whose spread the figures have that stand under no error."""
BOUNDS = {"share": (0.0, 1.0), "log": (0.0, np.inf), "weeks": (0.0, np.inf)}
"""Between what a figure lies on its scale; an effect may be anything."""
DISCREPANCY = "discrepancy "
"""How the names of spreads that are inferred begin."""


def group_of(point: Point) -> str:
    """Figures whose spread is wider or narrower together."""
    return point.pattern.error.name if point.pattern.error else OTHER


def unsure(points: Sequence[Point]) -> dict[str, LogNormal]:
    """Priors of the factors by which spreads are wider or narrower than stated, by the names of what is inferred.

    Spreads that are taken as known have none.
    """
    found: dict[str, LogNormal] = {}
    for point in points:
        factor = point.pattern.unsure
        if factor > 1:
            found.setdefault(f"{DISCREPANCY}{group_of(point)}", LogNormal(1.0, float(np.log(factor)) / NORMAL_90))
    return found


def factors(
    points: Sequence[Point], seed: int, worlds: np.ndarray, posterior: Posterior | None = None
) -> dict[str, np.ndarray]:
    """By group, the factor of its spread in each world, (W,): from a posterior that has it, else drawn from its prior."""
    found = {}
    for name, prior in unsure(points).items():
        if posterior is not None and name in posterior.names:
            levels = posterior.table[worlds % len(posterior.table), posterior.names.index(name)]
        else:
            levels = prior_levels(name, seed, worlds)
        found[name.removeprefix(DISCREPANCY)] = np.asarray(prior.quantile(levels))
    return found


def observe(
    exact: np.ndarray, points: Sequence[Point], seed: int, worlds: np.ndarray, spreads: Mapping[str, np.ndarray] | None = None
) -> np.ndarray:
    """What would be observed where `exact` (W, N) is in the record of a right model: normal errors on each point's scale.

    `spreads` are the factors of each group in each world; without them they are drawn from their priors.
    """
    spreads = factors(points, seed, worlds) if spreads is None else spreads
    own = np.stack([ndtri(prior_levels(f"observation {point.name}", seed, worlds)) for point in points], axis=1)
    noise = own @ _root(correlation(points))
    columns = []
    for i, point in enumerate(points):
        seen = exact[:, i] + point.spread_with(spreads.get(group_of(point), 1.0)) * noise[:, i]
        least, most = BOUNDS.get(point.pattern.scale, (-np.inf, np.inf))
        columns.append(np.clip(seen, least, most))
    return np.stack(columns, axis=1)


def correlation(points: Sequence[Point]) -> np.ndarray:
    """Correlations (N, N) of the errors with which points are observed: 1 on the diagonal, 0 between those without an error."""
    return _correlation(tuple(points)).copy()


@lru_cache(maxsize=16)
def _correlation(points: tuple[Point, ...]) -> np.ndarray:
    found = np.eye(len(points))
    for name in dict.fromkeys(point.pattern.error.name for point in points if point.pattern.error):
        at = [i for i, point in enumerate(points) if point.pattern.error and point.pattern.error.name == name]
        some = [points[i] for i in at]
        errors = [point.pattern.error for point in some if point.pattern.error]
        shares = np.array([(error.source, error.recount) for error in errors])
        parts = zip(shares.T, (_of_years(some), _of_deaths(some)), strict=True)
        both = sum(np.sqrt(np.outer(share, share)) * part for share, part in parts)
        found[np.ix_(at, at)] = both
    np.fill_diagonal(found, 1.0)
    return found


def _root(matrix: np.ndarray) -> np.ndarray:
    """The symmetric square root of a matrix of correlations, with what is negative by rounding taken as 0."""
    values, vectors = np.linalg.eigh(matrix)
    root = (vectors * np.sqrt(np.maximum(0.0, values))) @ vectors.T
    return np.asarray(root / np.linalg.norm(root, axis=0))


def _of_years(points: Sequence[Point]) -> np.ndarray:
    """How far figures are of the same years: (N, N)."""
    years = range(min(point.start.year for point in points), max(point.end.year for point in points) + 1)
    share = np.array([[_days_in(point, year) / ((point.end - point.start).days + 1) for year in years] for point in points])
    return np.asarray(np.sqrt(share) @ np.sqrt(share).T)


def _days_in(point: Point, year: int) -> int:
    first, last = max(point.start, date(year, 1, 1)), min(point.end, date(year, 12, 31))
    return max(0, (last - first).days + 1)


def _of_deaths(points: Sequence[Point]) -> np.ndarray:
    """Which part of their errors figures have in common that count some of the same deaths: (N, N)."""
    every = list(months(min(point.start for point in points), max(point.end for point in points)))
    counted = np.array([_by_month(point, every) for point in points])
    whole = counted.sum(1)
    names = [point.place or point.pattern.measure for point in points]
    lies = [_within(name) for name in names]
    found = np.eye(len(points))
    for i, mine in enumerate(lies):
        for j in range(i):
            if names[i] in lies[j] or names[j] in mine:
                shared, size = np.minimum(counted[i], counted[j]).sum(), np.sqrt(whole[i] * whole[j])
                found[i, j] = found[j, i] = min(1.0, shared / size) if size > 0 else 0.0
    return found


def _by_month(point: Point, every: Sequence[date]) -> np.ndarray:
    """Deaths of a figure by month: as recorded, or spread evenly over its days where the record has no months."""
    recorded = best_by_month(point.pattern.source, point.pattern.folder, point.pattern.measure, point.place)
    inside = list(months(point.start, point.end))
    if all(month in recorded for month in inside):
        return np.array([recorded[month] if month in inside else 0.0 for month in every])
    days = np.array([_overlap(month, point) for month in every], dtype=float)
    return np.asarray(days / max(1.0, days.sum()) * float(point.unscaled(point.middle)))


def _overlap(month: date, point: Point) -> int:
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return max(0, (min(last, point.end) - max(month, point.start)).days + 1)


def _within(place: str) -> set[str]:
    """A place and the region and country that it lies in, by their ids."""
    region = place if place in all_regions() else region_of(place)
    return {place, *((region, country_of(region)) if region else ())}
