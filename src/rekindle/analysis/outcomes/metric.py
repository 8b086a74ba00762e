"""What a proposition looks at, read off simulated worlds: one number for each, from an outcome or a series over a period.

Stocks are looked at on the days written down. Flows are shared out over the days they cover, so that a year's sum is the
year's, whatever day its weeks end on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.outcomes.periods import share_of_flow
from rekindle.ensemble import names
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk
from rekindle.errors import UsageError
from rekindle.model.series import ABROAD_SERIES, PLACE_SERIES
from rekindle.scenario.claims.proposition import Metric, Trend
from rekindle.scenario.claims.read import METRICS
from rekindle.scenario.labels import Labels
from rekindle.variables import FLOWS, SERIES

SERIES_OF = {
    "theatre": tuple(field.name for field in PLACE_SERIES),
    "affiliate": ("overt", "residents", *(field.name for field in ABROAD_SERIES)),
    "home": tuple(field.name for field in ABROAD_SERIES),
}
"""Series that a place of a kind has; the record has room for the others, but nothing happens in them."""

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timed:
    """A series of some worlds: numbers (W, T) at days (T,); whether each number is of the time since the one before."""

    days: np.ndarray
    numbers: np.ndarray
    flow: bool


def read_metrics(frame: Frame, piece: Chunk, metrics: Mapping[str, Metric]) -> dict[str, np.ndarray]:
    """Every metric of some worlds, by key: (W,) each; NaN in worlds that do not define it."""
    found: dict[str, np.ndarray] = {}
    known: dict[str, np.ndarray] = {}
    if any(METRICS.get(metric.metric) == "outcome" for metric in metrics.values()):
        known = {name: numbers for name, (numbers, _) in outcomes(frame, piece).items()}
    for key, metric in metrics.items():
        check_metric(frame, metric)
        if METRICS.get(metric.metric) == "outcome":
            name = Labels(frame.scenario).current(metric.metric)
            if name not in known:
                raise UsageError(f"{frame.scenario.name} does not give {metric.metric} by {frame.until}.")
            found[key] = known[name]
        elif metric.counted_above is not None:
            each = [number_of(_series(frame, piece, metric, [place]), metric) for place in _places(frame, metric)]
            found[key] = (np.stack(each) > metric.counted_above).sum(axis=0).astype(float)
        else:
            found[key] = number_of(_series(frame, piece, metric, None), metric) / _area(frame, metric)
    return found


def check_metric(frame: Frame, metric: Metric) -> None:
    """Complain of a metric that a scenario's run cannot give. Raises UsageError that says which and why."""
    name, where, kind = metric.metric, frame.scenario.name, METRICS.get(metric.metric)
    if kind == "outcome":
        if metric.place is not None and metric.place not in frame.cities[:1]:
            raise UsageError(
                f"{name} is about {', '.join(frame.cities[:1]) or 'the whole scenario'} in {where}, not about "
                f"{metric.place}: leave the place out, or name an outcome of {metric.place}."
            )
        return
    if metric.period is not None and metric.period.start < frame.scenario.start:
        raise UsageError(f"{name} is asked for from {metric.period.start} on, and {where} begins on {frame.scenario.start}.")
    if isinstance(metric, Trend) and metric.period.end - metric.period.start < timedelta(weeks=2 * metric.window) - DAY:
        raise UsageError(f"the period of {name} has no room for two windows of {metric.window} weeks.")
    if kind == "place":
        for place in _places(frame, metric):
            known = SERIES_OF[_kind_of(frame, place)]
            if name not in known:
                raise UsageError(f"{where} has no {name} at {place}. There it has {', '.join(known)}.")


def _kind_of(frame: Frame, place: str) -> str:
    kind = frame.scenario.places[place].kind
    return kind if kind in SERIES_OF else "theatre"


def number_of(series: Timed, metric: Metric) -> np.ndarray:
    """One number a world from a series: a statistic over a period, or the change of a trend as a share of its beginning."""
    if metric.period is None:
        raise UsageError(f"the series {metric.metric} needs a period.")
    start, end = metric.period.start, metric.period.end
    if isinstance(metric, Trend):
        window = timedelta(weeks=metric.window) - timedelta(days=1)
        first, last = (_mean(series, _inside(series.days, *ends)) for ends in ((start, start + window), (end - window, end)))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(first > 0, last / first - 1, np.nan)
    if metric.statistic == "sum" or (series.flow and metric.statistic == "mean"):
        share = share_of_flow(series.days, start, end)
        weeks = np.diff(series.days, prepend=series.days[0]).astype(int) / 7
        # numbers of one world are added up in one order, whichever worlds are beside it
        total = np.add.accumulate(series.numbers * (share if series.flow else share * weeks), axis=1)[:, -1]
        return total if metric.statistic == "sum" else total / max(1e-9, float((share * weeks).sum()))
    inside = _inside(series.days, start, end)
    numbers = series.numbers[:, inside]
    takes: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "last": lambda x: x[:, -1], "max": lambda x: x.max(axis=1), "min": lambda x: x.min(axis=1),
        "mean": lambda x: _mean(series, inside),
    }  # fmt: skip
    return np.asarray(takes[str(metric.statistic)](numbers), float)


def _mean(series: Timed, inside: np.ndarray) -> np.ndarray:
    """Mean of a stock over some of its days, each counting for the time since the day before it: (W,).

    Places and origins are written down every week for a year and every four weeks after.
    """
    numbers = series.numbers[:, inside]
    gaps = np.diff(series.days).astype(float)
    weights = np.concatenate([gaps[:1], gaps])[inside]
    if (weights == weights[0]).all():
        return np.asarray(np.add.accumulate(numbers, axis=1)[:, -1] / inside.size)
    return np.asarray(np.add.accumulate(numbers * weights, axis=1)[:, -1] / weights.sum())


def _inside(days: np.ndarray, start: date, end: date) -> np.ndarray:
    """Indices of the days written down within a period; where there is none, the nearest to its end."""
    found = np.flatnonzero((days >= np.datetime64(start)) & (days <= np.datetime64(end)))
    return found if found.size else np.array([int(np.abs(days - np.datetime64(end)).argmin())])


def _series(frame: Frame, piece: Chunk, metric: Metric, places: list[str] | None) -> Timed:
    kind, flow = METRICS[metric.metric], metric.metric in FLOWS
    if kind == "national":
        for variable in names.national(frame):
            if variable.name == metric.metric:
                numbers = names.values(variable, piece.written).astype(float)
                return Timed(frame.dates, numbers, variable.series in FLOWS)
        raise UsageError(f"{frame.scenario.name} has no series {metric.metric}.")
    if kind == "origin":
        foreign = metric.origin == "foreign"
        chosen = slice(1, None) if foreign else [frame.origins.index(str(metric.origin))]
        numbers = piece.written.origins[metric.metric.removesuffix("_by_origin")][:, :, chosen].astype(float).sum(axis=2)
        return Timed(frame.dates[frame.records], numbers, flow)
    return _by_place(frame, piece, metric.metric, _places(frame, metric) if places is None else places)


def _by_place(frame: Frame, piece: Chunk, name: str, places: list[str]) -> Timed:
    """A series of some places together: places abroad have series of their own, every week."""
    if all(place in frame.abroad for place in places) and name in {field.name for field in ABROAD_SERIES}:
        at = [frame.abroad.index(place) for place in places]
        return Timed(frame.dates, piece.written.abroad[name][:, :, at].astype(float).sum(axis=2), name in FLOWS)
    at = [frame.places.index(place) for place in places]
    numbers = piece.written.places[name][:, :, at].astype(float)
    if SERIES[name].averaged:
        weights = piece.written.places["residents"][:, :, at].astype(float) + 1e-9
        numbers = numbers * weights / weights.sum(axis=2, keepdims=True)
    return Timed(frame.dates[frame.records], numbers.sum(axis=2), name in FLOWS)


def _places(frame: Frame, metric: Metric) -> list[str]:
    """The places that a metric is about: one, the sectors of a city, the theatre's places of a country, or all of a kind."""
    wanted, every = str(metric.place), frame.scenario.places
    if wanted in every:
        return [wanted]
    found = [
        name for name, place in every.items()
        if (place.kind == "sector" and place.city == wanted) or (name in frame.theatre and place.country == wanted)
        or (wanted == "homes" and place.kind == "home") or (wanted == "affiliates" and place.kind == "affiliate")
    ]  # fmt: skip
    if not found:
        raise UsageError(f"{frame.scenario.name} has no place, city, country or kind of place {wanted}.")
    return found


def _area(frame: Frame, metric: Metric) -> float:
    """km2 of the places of a metric that is given for each km2; 1 for any other."""
    if metric.per is None:
        return 1.0
    areas = [frame.scenario.places[name].area for name in _places(frame, metric)]
    if any(area is None for area in areas):
        raise UsageError(f"{metric.place} has no area in {frame.scenario.name}: {metric.metric} cannot be given for each km2.")
    return sum(area.prior().quantile(0.5) for area in areas if area is not None)
