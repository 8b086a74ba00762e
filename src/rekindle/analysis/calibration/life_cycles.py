"""Life cycles: how often a country's deaths of a year fell to half some years later, in the record and in worlds.

The years after the record are not recorded, but how such groups went before is. A country-year counts if it has at least so
many deaths; its ratio is deaths some years later by deaths then. A world's share of ratios at half or less, over the countries
of a group and the years from the first one on, is held against the record's. A world has few such years, so its share is a
sample, as the record's is, and mostly a smaller one: so it enters without further sampling noise. Windows of neighbouring years
overlap: n windows of one country over three years each say as much as n / 3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from rekindle.analysis.calibration.targets import Cycle, Pattern, Point
from rekindle.analysis.outcomes.periods import share_of_flow
from rekindle.record.tables import table

if TYPE_CHECKING:
    from rekindle.ensemble.frame import Frame
    from rekindle.ensemble.run import Chunk

CYCLES = "life_cycles"
"""The measure of points that are shares of country-years."""


@dataclass(frozen=True)
class Window:
    """A country-year and what came some years later; `after_most` is the most that may have been where none was counted."""

    place: str
    year: int
    before: float
    after: float
    after_most: float

    @property
    def ratio(self) -> float:
        return self.after / self.before


def of_record(cycle: Cycle) -> list[Window]:
    """The record's country-years of a group, by place and year."""
    rows = {(row.place, row.start.year): row for row in table(cycle.table) if row.measure == cycle.measure}
    found = []
    for (place, year), row in sorted(rows.items()):
        later = rows.get((place, year + cycle.years))
        if later is not None and row.best >= cycle.least and cycle.holds(place):
            found.append(Window(place, year, row.best, later.best, later.high))
    return found


def shares(windows: Sequence[Window], cycle: Cycle) -> tuple[float, float]:
    """Share of ratios at the cycle's share or less, and the share of those that are so whatever was not counted."""
    low = [window.ratio <= cycle.share for window in windows]
    sure = [window.after_most <= cycle.share * window.before for window in windows]
    return float(np.mean(low)), float(np.mean(sure))


def independent(windows: Sequence[Window], cycle: Cycle) -> float:
    """How many windows that do not overlap say as much: of each place at least one."""
    return sum(max(1.0, count / cycle.years) for count in Counter(window.place for window in windows).values())


def point_of(pattern: Pattern) -> Point:
    """The record's share as a point, from its first to its last year. Raises ValueError where it has no such country-year."""
    assert pattern.cycle
    cycle, found = pattern.cycle, of_record(pattern.cycle)
    if not found:
        what = f"no country-year of {cycle.table} has {cycle.least:g} of {cycle.measure} and another {cycle.years} years later"
        raise ValueError(f"{pattern.name}: {what}")
    share, sure = shares(found, cycle)
    last = max(window.year for window in found) + cycle.years
    place = pattern.places[0]
    start, end = date(min(window.year for window in found), 1, 1), date(last, 12, 31)
    return Point(f"{pattern.scenario} {CYCLES} {place}", pattern, place, start, end, sure, share, share)


def standard_error(cycle: Cycle) -> float:
    """Sampling error of the record's share: over windows that do not overlap, and off the ends as Jeffreys' prior has it."""
    found = of_record(cycle)
    share, _ = shares(found, cycle)
    middle = (share * len(found) + 0.5) / (len(found) + 1)
    return float(np.sqrt(middle * (1 - middle) / independent(found, cycle)))


def of_worlds(frame: Frame, piece: Chunk, cycle: Cycle) -> np.ndarray:
    """Each world's share of ratios at the cycle's share or less: (W,).

    A world in which no country-year has enough deaths any more counts as 1: the group has ended there.
    """
    held = [deaths for place, deaths in yearly(frame, piece, cycle.first).items() if cycle.holds(place)]
    if not held:
        return np.ones(len(piece.worlds))
    deaths = np.stack(held, axis=1)
    before, after = deaths[:, :, : -cycle.years], deaths[:, :, cycle.years :]
    counts = before >= cycle.least
    at = counts & (after <= cycle.share * before)
    return np.where(counts.any((1, 2)), at.sum((1, 2)) / np.maximum(1, counts.sum((1, 2))), 1.0)


def yearly(frame: Frame, piece: Chunk, first: int) -> dict[str, np.ndarray]:
    """Documented deaths by country, of the theatre and of affiliates, in each whole year from the first on: (W, Y)."""
    last = frame.until.year - ((frame.until.month, frame.until.day) != (12, 31))
    years = range(first, last + 1)
    within = np.stack([share_of_flow(frame.dates, date(year, 1, 1), date(year, 12, 31)) for year in years], axis=1)
    found = {
        country: piece.written.countries["deaths_documented"][:, :, n].astype(float) @ within
        for n, country in enumerate(frame.countries)
    }
    for a, name in enumerate(frame.abroad):
        place = frame.scenario.places[name]
        if place.kind != "home":
            country = str(place.country).lower()
            found[country] = found.get(country, 0.0) + piece.written.abroad["deaths"][:, :, a].astype(float) @ within
    return found
