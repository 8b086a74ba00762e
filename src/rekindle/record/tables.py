"""The tables that come with the package: documented deaths by month, and displacement. tables/README.md has their sources."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from rekindle.errors import MissingData
from rekindle.record.recorded import Recorded, read_record

FOLDER = Path(__file__).parent / "tables"
NAMES = ("deaths_documented_by_country", "deaths_documented_by_region", "displacement")
YEARLY = ("battle_deaths_by_country_year",)
"""Tables of whole years."""


def table(name: str) -> list[Recorded]:
    """Rows of a packaged table, one of NAMES or YEARLY. Raises MissingData for another name."""
    if name not in (*NAMES, *YEARLY):
        raise MissingData(f"there is no table {name!r}; the tables are {', '.join((*NAMES, *YEARLY))}")
    return list(_table(name))


@cache
def _table(name: str) -> tuple[Recorded, ...]:
    return tuple(read_record(FOLDER / f"{name}.csv"))


@cache
def _months() -> dict[tuple[str, str], dict[date, Recorded]]:
    """Rows of all tables by measure and place, and month; no table has two for one month."""
    found: dict[tuple[str, str], dict[date, Recorded]] = {}
    for name in NAMES:
        for row in _table(name):
            found.setdefault((row.measure, row.place), {})[row.start.replace(day=1)] = row
    return found


def months(start: date, end: date) -> Iterator[date]:
    """First days of the months from that of `start` to that of `end`, both included."""
    month = start.replace(day=1)
    while month <= end:
        yield month
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def monthly(measure: str, place: str, start: date, end: date) -> np.ndarray:
    """Best figures by month, from the month of `start` to that of `end`, both included. Shape: months; unit as in the table.

    Deaths are sums of the month, displaced and returned people stocks at its last list. Raises MissingData where no table has
    the measure and place, or a month is missing: a gap is never filled.
    """
    series = _months().get((measure, place))
    if series is None:
        near = difflib.get_close_matches(f"{measure} of {place}", [f"{m} of {p}" for m, p in _months()], 3, 0.5)
        raise MissingData(f"no table has {measure} of {place}; the nearest is {' or '.join(near) or 'none'}")
    wanted = list(months(start, end))
    missing = [f"{month:%Y-%m}" for month in wanted if month not in series]
    if missing:
        shown = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
        span = f"{min(series):%Y-%m} to {max(series):%Y-%m}"
        raise MissingData(f"{measure} of {place} has no figure for {shown}; its {len(series)} months lie in {span}")
    return np.array([series[month].best for month in wanted])
