"""Deaths by month from the UCDP Georeferenced Event Dataset (GED), as its publisher gives it in CSV.

One row of the file is an event: violence between two sides, or of one against civilians, on a day or over some, in which at
least one death is documented. What is counted here is the number of documented deaths, which is a floor; `low` and `high` are
the publisher's other two estimates. https://ucdp.uu.se/downloads, CC BY 4.0; Sundberg and Melander (2013), Journal of Peace
Research 50(4). The codebook of each version explains the columns (Hogbladh, Codebook 19.1, for the tables of this package).

The columns used here were all seen in OCHA's extract of version 19.1 (which adds a row of HXL tags) and in the 49 columns that
later versions and candidate files have; `best` and the deaths by side in programs for 17.1 too. `best_est`, `low_est` and
`high_est`, as older versions name them, and a midnight after the dates, as later ones write it, are recalled; both are
accepted. What changed names between versions (`conflict_id`, `dyad_dset_id`, `gwnoa` ...) is not used. The shared extracts
from which this package's tables were made have `governorate` for `adm_1` and no `country`. Events that a candidate file marks
as unclear (`code_status`) count as all others.

Some candidate files were published without the line of names (24.0.1 is one that a public program names); a file whose first
row is an event of 49 columns is read by the order that the versions with `relid` have, and what was read says so.

Not checked: that the four counts of deaths by side add up to `best` (they do in every event of those extracts). `low` lies
above `best` or `high` below it in some events there; sums are widened to hold `best`, and the row's note says so.
"""

from __future__ import annotations

import calendar
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rekindle.errors import InvalidScenario, UsageError
from rekindle.record import cells as cell
from rekindle.record import regions, strict_csv
from rekindle.record.foreign import EVENTS, foreign
from rekindle.record.recorded import Recorded

MEASURE = "deaths_documented"
BY = ("country", "governorate", "region")
COUNTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best", "high")
COLUMNS = {
    "id": ("id",),
    "date_start": ("date_start",),
    "date_end": ("date_end",),
    "side_a": ("side_a",),
    "side_b": ("side_b",),
    "country": ("country", ""),
    "adm_1": ("adm_1", "governorate"),
    **{name: (name,) for name in COUNTS[:4]},
    **{name: (name, f"{name}_est") for name in COUNTS[4:]},
}

# The 49 columns in the publisher's order, as two public programs that read candidate files list them; no such file was at hand.
ORDER = [
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec",
    "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa",
    "gwnob",
]  # fmt: skip


class Event(NamedTuple):
    """One event: days, place as the file spells it, sides, and deaths (people) by side and by estimate."""

    row: int
    start: date
    end: date
    country: str
    governorate: str
    side_a: str
    side_b: str
    deaths: tuple[int, ...]  # in the order of COUNTS

    def sides(self) -> tuple[set[str], set[str]]:
        """Members of the two sides; a coalition's names are parted by commas."""
        return _members(self.side_a), _members(self.side_b)


def _members(side: str) -> set[str]:
    return {name.strip() for name in side.split(",")}


def _same(name: str) -> str:
    return name.lower().replace(" ", "_")


def layout(path: Path) -> strict_csv.Layout:
    """How a file of events is written. Raises MissingData, or InvalidScenario for another kind of file."""

    def unnamed(first: list[str]) -> list[str]:
        return _by_order(path, first)

    found = strict_csv.layout(path, lambda names: {"id", "date_start", "best"} <= {*map(_same, names)}, unnamed)
    if what := foreign(found.names, EVENTS):
        raise InvalidScenario(f"{path}:{found.line}: {what}")
    strict_csv.places(found, COLUMNS, _same)
    return found


def _by_order(path: Path, first: list[str]) -> list[str]:
    """Names for a file whose first row is an event; none where it is no event."""
    if not first[0].replace(".0", "").isdecimal():
        return []
    if len(first) != len(ORDER):
        raise InvalidScenario(
            f"{path}:1: the first row names no columns; it looks like an event with {len(first)} cells, and only the order of "
            f"{len(ORDER)} columns is known. Put the publisher's line of names above it"
        )
    try:
        row = dict(zip(ORDER, first, strict=True))
        start = cell.day(row["date_start"], "date_start")
        if abs(start.year - cell.number(row["year"], "year")) > 1:
            raise ValueError(f"year {row['year']} is not that of date_start {start}")
        _event(1, [row.get(name, "") for name in COLUMNS])
    except ValueError as wrong:
        raise InvalidScenario(
            f"{path}:1: the first row names no columns, and by the publisher's order of {len(ORDER)} columns it is no event: "
            f"{wrong}. Put the publisher's line of names above it"
        ) from None
    return ORDER


def read_events(path: str | Path) -> Iterator[Event]:
    """Events of a GED file (CSV, or CSV in gzip), in file order, one at a time. Kept are only their ids, in some bytes.

    Faulty rows are left out, and the end of the iteration raises InvalidScenario with all of them (the first 20 told), so a sum
    is to be used only after the last event. Raises MissingData where there is no file.
    """
    path = Path(path)
    problems = strict_csv.Problems(path)
    ids, at = array("q"), array("q")
    for row, cells in strict_csv.rows(layout(path), COLUMNS, problems, _same):
        try:
            number, event = _event(row, cells)
        except ValueError as wrong:
            problems.add(row, str(wrong))
            continue
        ids.append(number)
        at.append(row)
        yield event
    _tell_twice(ids, at, problems)
    problems.finish()


def _event(row: int, cells: list[str]) -> tuple[int, Event]:
    number = cell.number(cells[0], "id")
    start, end = cell.day(cells[1], "date_start"), cell.day(cells[2], "date_end")
    if end < start:
        raise ValueError(f"date_end {end} lies before date_start {start}; swap them or correct the year")
    if not cells[3] or not cells[4]:
        raise ValueError(f"{'side_a' if not cells[3] else 'side_b'} is empty; an event has two sides, Civilians may be one")
    deaths = tuple([cell.count(text, name) for text, name in zip(cells[7:], COUNTS, strict=True)])
    return number, Event(row, start, end, cells[5], cells[6], cells[3], cells[4], deaths)


def _tell_twice(ids: array[int], at: array[int], problems: strict_csv.Problems) -> None:
    """Name both rows of an id that is there twice."""
    numbers, places = np.frombuffer(ids, dtype=np.int64), np.frombuffer(at, dtype=np.int64)
    order = np.argsort(numbers, kind="stable")
    for i in np.flatnonzero(np.diff(numbers[order]) == 0):
        first, again = places[order[i]], places[order[i + 1]]
        problems.add(int(again), f"event {numbers[order[i]]} is already in row {first}; delete one, or files were joined twice")


@dataclass
class Deaths:
    """Sums by place and month: deaths of the actor, its opponents, civilians, unknown; low, best, high. See `deaths`."""

    actor: str
    spread: bool
    sums: dict[tuple[str, date], list[float]] = field(default_factory=dict)
    read: int = 0
    counted: int = 0
    sides: Counter[str] = field(default_factory=Counter)
    unnamed: bool = False  # the file names no columns and was read by the publisher's order

    def parts(self) -> dict[str, int]:
        """Names and positions of the sums by side; with no actor named the two sides are taken together."""
        if self.actor:
            return {"actor": 0, "opponents": 1, "civilians": 2, "unknown": 3}
        return {"combatants": 0, "civilians": 2, "unknown": 3}

    def add(self, event: Event, place: str) -> None:
        """Count an event in the month it begins, or by the days of it that lie in each month."""
        a, b, *others = event.deaths
        if not self.actor:
            a, b = a + b, 0
        elif self.actor not in _members(event.side_a):
            a, b = b, a
        for month, share in _months(event.start, event.end if self.spread else event.start):
            sums = self.sums.setdefault((place, month), [0.0] * len(COUNTS))
            for i, deaths in enumerate((a, b, *others)):
                sums[i] += share * deaths
        self.counted += 1


def _months(start: date, end: date) -> Iterator[tuple[date, float]]:
    """First days of the months from start to end, with the share of the days that lies in each."""
    days, here = (end - start).days + 1, start
    while here <= end:
        then = min(end, last_day(here)) + timedelta(1)
        yield here.replace(day=1), (then - here).days / days
        here = then


def last_day(day: date) -> date:
    """Last day of a date's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def deaths(path: str | Path, *, actor: str = "", country: str = "", by: str = "country", spread: bool = False) -> Deaths:
    """Documented deaths by month and country, governorate or region, of all events or of those with `actor` on a side.

    An event counts in the month of its first day, which keeps numbers whole and those of the scenarios' records; with `spread`
    it is spread evenly over its days, which is truer where events last for months (three of 2016 in Syria last the whole year
    and hold 6,389 deaths, which else all fall in January). A file without a column `country` is taken to lie all in the
    `country` given.

    Raises MissingData, UsageError (an actor or country that is not in the file, with the nearest) and InvalidScenario.
    """
    if by not in BY:
        raise UsageError(f"deaths can be counted by {', '.join(BY)}, not by {by!r}")
    path = Path(path)
    form = layout(path)
    whole = "country" not in map(_same, form.names)
    if whole and not country:
        raise UsageError(f"{path} has no column country; say in which its events lie, as in --country Iraq")
    found, countries, lost = Deaths(actor, spread, unnamed=not form.above), Counter[str](), _Lost(path, by)
    for event in read_events(path):
        found.read += 1
        land = country if whole else event.country
        countries[land] += 1
        found.sides.update(set.union(*event.sides()))
        if (country and land != country) or (actor and not any(actor in side for side in event.sides())):
            continue
        place = _place(event, land, by)
        if place:
            found.add(event, place)
        else:
            lost.add(event, land)
    lost.finish()
    _must_know(path, "country", country, countries)
    _must_know(path, "actor", actor, found.sides)
    return found


@dataclass
class _Lost:
    """Places of events that no table names: each is told once, with its first row and how many events it has."""

    path: Path
    by: str
    first: dict[tuple[str, str], int] = field(default_factory=dict)
    events: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, event: Event, land: str) -> None:
        known = self.by != "region" or regions.all_regions(land)
        key = (land, event.governorate if known and self.by != "country" else "")
        self.first.setdefault(key, event.row)
        self.events[key] += 1

    def finish(self) -> None:
        """Raises InvalidScenario with the places; does nothing where there are none."""
        problems = strict_csv.Problems(self.path)
        for (land, name), row in self.first.items():
            many = self.events[land, name]
            problems.add(row, f"{self._what(land, name)} ({many:,} event{'s' * (many > 1)}, the first in this row)")
        if problems.count and self.by == "region":
            problems.told[-1] += (f".\nWhich governorate lies in which region, and how else it is spelled, stands in "
                                  f"{regions.FILE}: add a line or a spelling there, or count by governorate")  # fmt: skip
        problems.finish()

    def _what(self, land: str, name: str) -> str:
        if name and self.by == "region":
            return f"{name!r} of {land} lies in no region that is known"
        if self.by == "region" and land:
            return f"no region of {land} is known, only of Iraq and Syria; give --country, or count by governorate"
        return (
            f"{name or land!r} has no Latin letters to name it by in a record; write its name in them"
            if name or land
            else ("the country is empty; give the publisher's")
        )


def _place(event: Event, country: str, by: str) -> str:
    """Id of the place an event counts in; empty where none is known."""
    if by == "country":
        return regions.place_id(country)
    if event.governorate in ("", regions.UNKNOWN):
        return regions.unknown_region(country) if regions.place_id(country) else ""
    known = regions.governorate(event.governorate, country)
    if by == "governorate":
        return regions.place_id(known.name if known else event.governorate)
    return known.region if known else ""


def _must_know(path: Path, what: str, name: str, seen: Counter[str]) -> None:
    if name and name not in seen:
        near = strict_csv.nearest(name, seen)
        raise UsageError(f"no event of {path} has the {what} {name!r}; {near}")


def recorded(
    found: Deaths, source: str, places: Iterable[str] = (), first: date | None = None, last: date | None = None
) -> list[Recorded]:
    """Rows of the record: for every place, measure and month from `first` to `last`, a month without an event as 0.

    Without `first` and `last`, from the first to the last month that has an event anywhere. Measures are `deaths_documented`
    with low, best and high, and by side `deaths_documented_actor`, `..._opponents` (or `..._combatants`), `..._civilians`,
    `..._unknown`; spread deaths carry `_spread` behind the measure. `known_on` is the month's end: the day from which there
    was something to know. The coding of it came out up to a year and a half later.
    """
    months = [month for _, month in found.sums]
    if not months and (first is None or last is None):
        return []
    span = list(_months(first or min(months), last or max(months)))
    rows: list[Recorded] = []
    for place in places or sorted({place for place, _ in found.sums}):
        rows += [_row(found, source, place, month) for month, _ in span]
        for part, index in found.parts().items():
            rows += [_row(found, source, place, month, part, index) for month, _ in span]
    return rows


def _row(found: Deaths, source: str, place: str, month: date, part: str = "", index: int = 0) -> Recorded:
    measure = "_".join(filter(None, (MEASURE, part, "spread" * found.spread)))
    sums = [round(x, 2) for x in found.sums.get((place, month), [0.0] * len(COUNTS))]
    low, best, high = sums[4:]
    note = ""
    if part:
        low, best, high = math.nan, sums[index], math.nan
    elif not low <= best <= high:
        note = f"widened to hold best; the source adds up to {low:g}, {best:g}, {high:g}"
    ends = (math.nan, math.nan) if part else (min(low, best), max(best, high))
    end = last_day(month)
    return Recorded(measure, place, month, end, ends[0], best, ends[1], "deaths", source, "derived", end, note)
