"""Patterns that the model is held to: recorded figures of one kind, and what a world would have had recorded instead.

A pattern is a series of points: a measure, a place and a day or period each. For every point there is what the record
says (low, best, high) and how far a right world may be from it: the observation model. Estimators disagree, lists lag,
counts are floors; and a model as coarse as this one cannot be expected to meet a count to the last digit. That spread is
part of what is predicted, and each pattern says why it is as wide as it is.

Points are compared on a scale: `log` (of 1 + the number), `share` or `weeks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from rekindle.record.recorded import Recorded, read_record
from rekindle.record.tables import table

CALIBRATE, CHECK = "calibrate", "check"
NINETY = 3.29
"""Standard deviations between the ends of a central 90 % interval of a normal distribution."""


@dataclass(frozen=True)
class Pattern:
    """Figures of one kind in one scenario: where they are recorded, for which places and times, how exactly they count.

    `every` is `month`, `quarter`, `half`, `year`, `whole` (one figure for the whole period) or `day` (the days given);
    without periods the pattern is one outcome of the scenario. `spread` is the standard deviation of the observation on
    the pattern's scale. `use` is `calibrate`, or `check` for what is only compared. `lag` (weeks) is the longest time by
    which a list may be behind; `covered` the least and largest share of the thing that the record's definition covers.
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
        return float(max(self.pattern.spread, (self.scaled(self.high) - self.scaled(self.low)) / NINETY))

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


COARSE = "in which governorate members attack is no mechanism of the model: it follows from where they stood at the start"
MONTHLY = "the record's own month-to-month spread (sd of log about 0.4), of which the model's luck gives a part"
DESERTS = "published maps leave deserts and empty land out; ours counts a place's area by its residents"
FEW = "a handful of places, each one battle or one leader away from another number"
TENFOLD = "estimates of one force in one year differ tenfold (3,000 and 25,000 within nine months)"
CLAIMED = "counted in districts, claimed early"

BATTLE, FALL, FORMER = "mosul-2016", "mosul-2014", "iraq-2006"
CENTRE_NORTH = ("nineveh", "anbar", "salah_al_din", "kirkuk", "diyala", "baghdad")

PATTERNS: tuple[Pattern, ...] = (
    Pattern("phases of the battle", BATTLE, "battle_weeks", 1.5, "declared, and fought on for ten days", scale="weeks"),
    Pattern("phases of the battle", BATTLE, "east_mosul_weeks", 1.0, "declared by district", scale="weeks"),
    Pattern("phases of the battle", BATTLE, "west_mosul_weeks", 1.5, "declared, and fought on for ten days", scale="weeks"),
    Pattern("share of east Mosul retaken", BATTLE, "government_share_east_mosul", 0.07, CLAIMED, scale="share",
            places=("mosul",), days=(date(2016, 11, 30), date(2016, 12, 15), date(2017, 1, 5), date(2017, 1, 17))),
    Pattern("share of west Mosul retaken", BATTLE, "government_share_west_mosul", 0.07, CLAIMED, scale="share",
            places=("mosul",), days=(date(2017, 3, 13), date(2017, 5, 16), date(2017, 6, 30))),
    Pattern("forces killed in the battle", BATTLE, "security_forces_killed_battle", 0.15,
            "1,200-1,500 by the coalition, 2,211 counted by the press in the whole governorate"),
    Pattern("civilians killed in the battle", BATTLE, "civilians_killed_battle", 0.2, "5,652 documented to 11,000 by inquiry"),
    Pattern("fighters killed in the battle", BATTLE, "fighters_killed_battle", 0.3, "claims; recalled", use=CHECK),
    Pattern("displaced from Mosul", BATTLE, "displaced_total", 0.06, "registrations; who fled twice counts twice"),
    Pattern("displaced from Mosul at once", BATTLE, "displaced_mosul", 0.2, "verified cases only; lists lag",
            places=("mosul",), days=(date(2017, 5, 30),), lag=8.0, covered=(0.3, 0.9)),
    Pattern("documented deaths in Mosul", BATTLE, "deaths_documented_mosul", 0.35, MONTHLY, places=("mosul",),
            start=date(2016, 11, 1), end=date(2017, 7, 31), every="month"),
    Pattern("documented deaths in Iraq, 2016-18", BATTLE, "deaths_documented", 0.4, MONTHLY, places=("iraq",),
            start=date(2016, 11, 1), end=date(2018, 12, 31), every="month", source="deaths_documented_by_country"),
    Pattern("documented deaths by governorate, 2016-18", BATTLE, "deaths_documented", 0.8, COARSE, places=CENTRE_NORTH,
            start=date(2017, 1, 1), end=date(2018, 12, 31), every="quarter", source="deaths_documented_by_region"),
    Pattern("documented deaths in Syria, 2017-18", BATTLE, "deaths_documented_spread", 0.6,
            "events without a governorate are a tenth to a quarter; parts of Syria are not in the model", places=("syria",),
            start=date(2017, 1, 1), end=date(2018, 12, 31), every="quarter", source="deaths_documented_by_country"),
    Pattern("documented deaths by Syrian region, 2017-18", BATTLE, "deaths_documented", 0.8, COARSE,
            places=("raqqa", "deir_ez_zor"), start=date(2017, 1, 1), end=date(2018, 12, 31), every="half",
            source="deaths_documented_by_region"),
    Pattern("attacks in Iraq, 2018", BATTLE, "attacks_iraq_2018", 0.15, "one centre's own definition"),
    Pattern("members", BATTLE, "members_total", 1.15, TENFOLD, days=(date(2017, 12, 5), date(2018, 8, 13))),
    Pattern("territory", BATTLE, "territory", 0.25, DESERTS, days=(date(2017, 6, 26),), covered=(0.3, 0.8)),
    Pattern("displaced in Iraq", BATTLE, "displaced", 0.12, "lists of families, times six", places=("iraq",),
            days=(date(2017, 9, 30), date(2018, 6, 30), date(2018, 12, 31)), source="displacement", lag=12.0),
    Pattern("returned in Iraq", BATTLE, "returned", 0.12, "lists of families, times six", places=("iraq",),
            days=(date(2017, 12, 31), date(2018, 6, 30), date(2018, 12, 31)), source="displacement", lag=12.0),
    Pattern("foreign fighters who went home", BATTLE, "returned_foreign_2017_12", 0.015, "14 % known by October 2017 to 18 %",
            scale="share"),
    Pattern("deaths in Europe", BATTLE, "deaths_europe_2017", 0.8, FEW),
    *(Pattern("deaths at affiliates, 2017-18", BATTLE, f"deaths_documented_{where}_{year}", 0.6, FEW)
      for where in ("egypt", "libya", "nigeria", "afghanistan", "philippines") for year in (2017, 2018)),
    Pattern("fall of Mosul, June 2014", FALL, "mosul_lost_weeks", 1.5, "days; the model steps in weeks", scale="weeks"),
    Pattern("documented deaths in Iraq, 2014-16", FALL, "deaths_documented", 0.4, MONTHLY, places=("iraq",),
            start=date(2014, 7, 1), end=date(2016, 9, 30), every="quarter", source="deaths_documented_by_country"),
    Pattern("documented deaths by governorate, 2014-16", FALL, "deaths_documented", 0.8, COARSE, places=CENTRE_NORTH,
            start=date(2014, 7, 1), end=date(2016, 6, 30), every="half", source="deaths_documented_by_region"),
    Pattern("documented deaths in Syria, 2016", FALL, "deaths_documented_spread", 0.6, "parts of Syria are not in the model",
            places=("syria",), start=date(2016, 1, 1), end=date(2016, 9, 30), every="quarter",
            source="deaths_documented_by_country"),
    Pattern("members", FALL, "members_total", 0.7, TENFOLD, days=(date(2014, 9, 11), date(2016, 2, 4))),
    Pattern("territory", FALL, "territory", 0.25, DESERTS, covered=(0.3, 0.8),
            days=(date(2015, 1, 1), date(2015, 12, 14), date(2016, 7, 4))),
    Pattern("displaced in Iraq", FALL, "displaced", 0.2, "lists of families, times six", places=("iraq",),
            days=(date(2014, 12, 31), date(2015, 6, 30), date(2015, 12, 31)), source="displacement", lag=12.0),
    Pattern("deaths in Europe", FALL, "deaths_europe_2015", 0.8, FEW),
    Pattern("documented deaths in Iraq, 2007-14", FORMER, "deaths_documented", 0.5,
            "early years hold many deaths without a side", places=("iraq",), start=date(2007, 1, 1), end=date(2014, 12, 31),
            every="year", source="deaths_documented_by_country"),
    Pattern("documented deaths by governorate, 2008-13", FORMER, "deaths_documented", 0.8, COARSE, places=CENTRE_NORTH,
            start=date(2008, 1, 1), end=date(2013, 12, 31), every="whole", source="deaths_documented_by_region"),
)  # fmt: skip
"""What model.md marks to be calibrated, all at once; three scenarios share the parameters."""

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def points(scenario: str = "", patterns: tuple[Pattern, ...] = PATTERNS) -> list[Point]:
    """All points of the patterns (of one scenario), in a fixed order, with what the record says of each.

    Raises ValueError for a point that the record does not have.
    """
    return [point for pattern in patterns if scenario in ("", pattern.scenario) for point in _points_of(pattern)]


def _points_of(pattern: Pattern) -> Iterator[Point]:
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


@cache
def rows_of(source: str, scenario: str) -> list[Recorded]:
    """Rows of a packaged table, or of the record of a scenario where the source is `record`; read once."""
    if source != "record":
        return table(source)
    return read_record(Path(str(files("rekindle.catalogue").joinpath(scenario, "record.csv"))))


def _recorded(pattern: Pattern, place: str, start: date | None, end: date | None) -> tuple[float, float, float, date, date]:
    """Low, best and high of a point and the days it is of: a sum of the months of a table, or the figures of the record."""
    rows = rows_of(pattern.source, pattern.scenario)
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
