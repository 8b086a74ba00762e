"""What the record would hold of simulated worlds, point by point; how it is observed is said in `errors`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from rekindle.analysis.calibration.life_cycles import of_worlds
from rekindle.analysis.calibration.targets import Point
from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.outcomes.periods import share_of_flow
from rekindle.ensemble.draws import prior_levels
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk
from rekindle.record.regions import regions_of
from rekindle.scenario.labels import Labels
from rekindle.scenario.problem import listed, nearest, short

STOCKS = {"displaced": "displaced", "returned": "returned"}
DEATHS, OF_PART = "deaths_documented", {"displaced_": "displaced", "government_share_": "control"}
"""Beginnings of measures that are read off series: deaths of any place, and what is written of cities and their banks."""


def unread(frame: Frame, outcomes: Iterable[str], measure: str, place: str) -> tuple[str, str]:
    """Why a run has nothing to hold against a recorded figure, and the nearest measure that it has; empty where it has.

    `outcomes` are the names of what a run gives.
    """
    of_parts = [f"{start}{part}" for start in OF_PART for part in frame.parts]
    if Labels(frame.scenario).current(measure) in outcomes or measure in {*of_parts, "members_total", "territory"}:
        return "", ""
    if measure in STOCKS:
        known = place in frame.countries
        return (
            "" if known else f"{measure} is read off by country ({listed(frame.countries)}), not of {place or 'no place'}."
        ), ""
    if measure in (DEATHS, f"{DEATHS}_spread") or measure.startswith(DEATHS) and place:
        inside = place in {*frame.countries, *frame.parts, *regions_of(frame.places), *frame.places}
        return ("" if inside else f"{measure} needs a place of the scenario, not {place or 'none'}."), ""
    known_names = [*outcomes, *of_parts, "members_total", "territory", *STOCKS, DEATHS]
    return f"A run has nothing to hold against `{short(measure)}`.", nearest(measure, known_names)


def in_record(frame: Frame, piece: Chunk, points: list[Point], seed: int) -> np.ndarray:
    """What each world would have recorded at each point, on the point's scale, without the spread of observing: (W, N).

    The frame must record places every week. A list that lags is behind by a time drawn for each world. NaN where a world
    does not define a figure. Raises ValueError for a measure that is not known.
    """
    found = outcomes(frame, piece)
    columns = []
    for point in points:
        if point.pattern.cycle:
            columns.append(point.scaled(of_worlds(frame, piece, point.pattern.cycle)))
            continue
        name = Labels(frame.scenario).current(point.pattern.measure)
        numbers = found[name][0] if name in found else _series(frame, piece, point, seed)
        columns.append(point.scaled(numbers * _covered(point, seed, piece.worlds)))
    return np.stack(columns, axis=1)


def _covered(point: Point, seed: int, worlds: np.ndarray) -> np.ndarray | float:
    """The share of the thing that the record's definition covers: (W,), one for all points of a pattern."""
    low, high = point.pattern.covered
    return low + (high - low) * prior_levels(f"covered {point.pattern.name}", seed, worlds) if low < high else 1.0


def _series(frame: Frame, piece: Chunk, point: Point, seed: int) -> np.ndarray:
    """A figure read off the series: a sum over a period, or a stock on a day."""
    measure, place, written = point.pattern.measure, point.place, piece.written
    if measure.startswith("deaths_documented"):
        return flow(frame, _weekly_deaths(frame, piece, place), point.start, point.end)
    at = _lagged(frame, piece, point, seed)
    rows = np.arange(len(piece.worlds))
    if measure == "members_total":
        return (written.countries["overt"] + written.countries["covert"]).astype(float).sum(2)[rows, at]
    if measure == "territory":
        return written.nation["territory"].astype(float)[rows, at]
    if measure in STOCKS and place in frame.countries:
        return written.countries[STOCKS[measure]].astype(float)[rows, at, frame.countries.index(place)]
    if measure.startswith("displaced_"):
        part = list(frame.parts).index(measure.removeprefix("displaced_"))
        return written.parts["displaced"].astype(float)[rows, at, part]
    if measure.startswith("government_share_"):
        return _retaken(frame, piece, measure.removeprefix("government_share_"), at)
    raise ValueError(f"{point.name}: nothing is written down of {measure!r}")


def _weekly_deaths(frame: Frame, piece: Chunk, place: str) -> np.ndarray:
    """Documented deaths by week in a country, a city or a region: (W, T)."""
    written = piece.written
    if place in frame.countries:
        return written.countries["deaths_documented"][:, :, frame.countries.index(place)].astype(float)
    if place in frame.parts:
        return written.parts["deaths_documented"][:, :, list(frame.parts).index(place)].astype(float)
    inside = [frame.places.index(name) for name in regions_of(frame.places).get(place, [place])]
    return written.places["deaths_documented"][:, :, inside].astype(float).sum(2)


def flow(frame: Frame, weekly: np.ndarray, start: date, end: date) -> np.ndarray:
    """Sum of a weekly flow over the days from start to end: (W,). The flow of a week is spread evenly over its days."""
    return weekly @ share_of_flow(frame.dates, start, end)


def _lagged(frame: Frame, piece: Chunk, point: Point, seed: int) -> np.ndarray:
    """The week that a list of this day shows: (W,); up to the pattern's lag earlier."""
    behind = np.zeros(len(piece.worlds))
    if point.pattern.lag:
        behind = point.pattern.lag * prior_levels(f"lag {point.pattern.name}", seed, piece.worlds)
    return np.clip(np.rint(frame.week_of(point.start) - behind), 0, frame.weeks).astype(int)


def _retaken(frame: Frame, piece: Chunk, part: str, at: np.ndarray) -> np.ndarray:
    """Share of the area of a city or bank that the group does not control: (W,), by area at its best values."""
    inside = np.flatnonzero(frame.parts[part])
    area = np.array([_area(frame, frame.places[p]) for p in inside])
    held = piece.written.places["control"][np.arange(len(at)), at][:, inside].astype(float)
    return 1 - held @ (area / area.sum())


def _area(frame: Frame, name: str) -> float:
    area = frame.scenario.places[name].area
    return 1.0 if area is None else float(area.prior().quantile(0.5))
