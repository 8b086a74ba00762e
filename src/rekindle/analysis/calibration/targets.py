"""Patterns that the model is held to: recorded figures of one kind, and what a world would have had recorded instead.

A pattern is a series of points: a measure, a place and a day or period each. For every point there is what the record
says (low, best, high) and how far a right world may be from it: the observation model. Estimators disagree, lists lag,
counts are floors; and a model as coarse as this one cannot be expected to meet a count to the last digit. That spread is
part of what is predicted, and each pattern says why it is as wide as it is. Patterns stand in `calibration.yaml` beside a
scenario.

Points are compared on a scale: `log` (of 1 + the number), `share` or `weeks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from rekindle.record.recorded import Recorded, read_record
from rekindle.record.tables import monthly, months, table

CALIBRATE, CHECK = "calibrate", "check"
NINETY = 3.29
"""Standard deviations between the ends of a central 90 % interval of a normal distribution."""


@dataclass(frozen=True)
class Cycle:
    """Country-years of a group of places: whether deaths of a year, if at least `least`, fell to `share` some `years` later.

    The record's are in `table` under `measure`; worlds' begin with the year `first`. `places` are named, or all others than
    `others` are meant.
    """

    table: str
    measure: str
    years: int
    least: float
    share: float
    first: int
    places: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def holds(self, place: str) -> bool:
        """Whether a place is of the group."""
        return place in self.places if self.places else place not in self.others


@dataclass(frozen=True)
class Error:
    """An error that figures have in common: its name, and shares of the variance of the source and of deaths counted twice."""

    name: str
    source: float = 0.0
    recount: float = 0.0


@dataclass(frozen=True)
class Pattern:
    """Figures of one kind in one scenario: where they are recorded, for which places and times, how exactly they count.

    `every` is `month`, `quarter`, `half`, `year`, `whole` (one figure for the whole period) or `day` (the days given);
    without periods the pattern is one outcome of the scenario. `spread` is the standard deviation of the observation on
    the pattern's scale, `unsure` the factor by which it may be wider or narrower (90 %); 1 is for a spread that is known.
    `error` is what figures of other patterns err with too. `use` is `calibrate`, or `check` for what is only compared. `lag`
    (weeks) is the longest time by which a list may be behind; `covered` the least and largest share of the thing that the
    record's definition covers. The record lies in `folder`, the scenario's. `cycle` is of patterns that are no figure of the
    record but a share of its country-years: see `life_cycles`.
    """

    name: str
    scenario: str
    measure: str
    spread: float
    because: str
    places: tuple[str, ...] = ("",)
    start: date | None = None
    end: date | None = None
    every: str = ""
    days: tuple[date, ...] = ()
    source: str = "record"
    scale: str = "log"
    use: str = CALIBRATE
    lag: float = 0.0
    covered: tuple[float, float] = (1.0, 1.0)
    folder: Path = Path()
    error: Error | None = None
    unsure: float = 1.0
    cycle: Cycle | None = None


@dataclass(frozen=True)
class Point:
    """One figure of a pattern: what is recorded, and with which spread on its scale it is observed."""

    name: str
    pattern: Pattern
    place: str
    start: date
    end: date
    low: float
    best: float
    high: float

    @property
    def sd(self) -> float:
        """Standard deviation of the observation: the pattern's, or as wide as estimators disagree."""
        return float(self.spread_with(1.0))

    def spread_with(self, factor: np.ndarray | float) -> np.ndarray | float:
        """Standard deviations where the pattern's spread is so many times as wide as stated; what estimators say stays."""
        return np.maximum(factor * self.pattern.spread, (self.scaled(self.high) - self.scaled(self.low)) / NINETY)

    @property
    def middle(self) -> float:
        """What is taken as observed, on the scale of the pattern: the best figure, or the middle of the range."""
        if np.isfinite(self.best):
            return float(self.scaled(self.best))
        return float(self.scaled(self.low) + self.scaled(self.high)) / 2

    def scaled(self, numbers: np.ndarray | float) -> np.ndarray:
        """Numbers on the scale on which this point is compared; what never came counts as two years."""
        found = np.asarray(numbers, dtype=float)
        if self.pattern.scale == "log":
            return np.log1p(np.maximum(0.0, found))
        return np.minimum(found, 104.0) if self.pattern.scale == "weeks" else found

    def unscaled(self, numbers: np.ndarray | float) -> np.ndarray:
        """Back from the scale of comparison."""
        found = np.asarray(numbers, dtype=float)
        return np.maximum(0.0, np.expm1(found)) if self.pattern.scale == "log" else found


MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def points_of(pattern: Pattern) -> Iterator[Point]:
    """The points of a pattern in a fixed order, with what the record says of each.

    Raises ValueError for a point that the record does not have.
    """
    if pattern.cycle:
        from rekindle.analysis.calibration.life_cycles import point_of  # it needs the points themselves

        yield point_of(pattern)
        return
    for place in pattern.places:
        for start, end in _periods(pattern):
            low, best, high, start, end = _recorded(pattern, place, start, end)
            when = "" if pattern.every in ("", "whole") else f" {_named(pattern, start)}"
            when = f" {start}" if pattern.days else when
            yield Point(f"{pattern.scenario} {pattern.measure}{f' {place}' if place else ''}{when}",
                        pattern, place, start, end, low, best, high)  # fmt: skip


def _named(pattern: Pattern, start: date) -> str:
    part = {"month": f"-{start.month:02d}", "quarter": f"-Q{(start.month + 2) // 3}", "half": f"-H{(start.month + 5) // 6}"}
    return f"{start.year}{part.get(pattern.every, '')}"


def _periods(pattern: Pattern) -> Iterator[tuple[date | None, date | None]]:
    if pattern.days:
        yield from ((day, day) for day in pattern.days)
    elif pattern.every in ("", "whole"):
        yield pattern.start, pattern.end
    else:
        assert pattern.start and pattern.end
        begin = pattern.start
        while begin < pattern.end:
            after = begin
            for _ in range(MONTHS[pattern.every]):
                after = (after.replace(day=1) + timedelta(days=32)).replace(day=1)
            yield begin, after - timedelta(days=1)
            begin = after


def rows_of(source: str, folder: Path) -> list[Recorded]:
    """Rows of a packaged table, or of the record in a scenario's folder where the source is `record`; read once.

    Raises MissingData without that record, InvalidScenario for one that cannot be read.
    """
    if source != "record":
        return table(source)
    file = folder / "record.csv"
    return _rows(file, file.stat().st_mtime_ns if file.is_file() else 0)


@cache
def _rows(file: Path, changed: int) -> list[Recorded]:
    """Rows of a record as it was at a time."""
    return read_record(file)


def by_month(folder: Path, measure: str, place: str, start: date, end: date) -> np.ndarray:
    """Best figures by month, (months,), from a scenario's own record if that has every one, else from the packaged tables.

    From the month of `start` to that of `end`, both included. Raises MissingData where neither has them all.
    """
    own = best_by_month("record", folder, measure, place) if (folder / "record.csv").is_file() else {}
    wanted = list(months(start, end))
    if all(month in own for month in wanted):
        return np.array([own[month] for month in wanted])
    return monthly(measure, place, start, end)


def best_by_month(source: str, folder: Path, measure: str, place: str) -> dict[date, float]:
    """Figures of whole months of a measure and place, by the first day of the month."""
    return {row.start: row.middle for row in rows_of(source, folder) if _of_a_month(row, measure, place)}


def _of_a_month(row: Recorded, measure: str, place: str) -> bool:
    """Whether a row of a record is the figure of one whole month of a measure and place."""
    last = (row.start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return row.measure == measure and row.place == place and row.start.day == 1 and row.end == last


def _recorded(pattern: Pattern, place: str, start: date | None, end: date | None) -> tuple[float, float, float, date, date]:
    """Low, best and high of a point and the days it is of: a sum of the months of a table, or the figures of the record."""
    rows = rows_of(pattern.source, pattern.folder)
    rows = [row for row in rows if row.measure == pattern.measure and (not place or row.place in ("", place))]
    if pattern.use == CALIBRATE:  # never on a figure that was only recalled
        rows = [row for row in rows if row.firm]
    if pattern.every:
        inside = [row for row in rows if start <= row.start and row.end <= end]  # type: ignore[operator]
        ends = np.array([[min(row.ends), row.middle, max(row.ends)] for row in inside])
        if not len(inside) or sum(row.days for row in inside) != (end - start).days + 1:  # type: ignore[operator]
            raise ValueError(f"{pattern.name}: the record does not cover {place} from {start} to {end}")
        low, best, high = ends.sum(0)
        return low, best, high, start, end  # type: ignore[return-value]
    if pattern.days:
        rows = [min(rows, key=lambda row: abs((row.start - start).days), default=None)] if rows else []  # type: ignore
        if not rows or abs((rows[0].start - start).days) > 31:  # type: ignore[operator]
            raise ValueError(f"{pattern.name}: the record has nothing for {place or 'the theatre'} near {start}")
    if not rows:
        raise ValueError(f"{pattern.name}: the record of {pattern.scenario} has no firm figure of {pattern.measure}")
    return _together(rows)


def _together(rows: list[Recorded]) -> tuple[float, float, float, date, date]:
    """Figures that disagree become one range; of several floors the highest is its low end."""
    floors = [row.low for row in rows if row.floor]
    others = [row for row in rows if not row.floor]
    ends = [end for row in others for end in row.ends]
    low = max(floors) if floors and others else min(ends or floors)
    high = max(ends or floors)
    best = others[0].middle if len(others) == 1 and not floors else np.nan
    return low, best, high, min(row.start for row in rows), max(row.end for row in rows)
