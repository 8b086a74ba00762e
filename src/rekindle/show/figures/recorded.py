"""Which recorded figures belong to a variable at a place, however the record names them, and which a picture draws."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rekindle.record.recorded import Recorded

PERIOD = re.compile(r"(?:_(\d{4}(?:_\d{2})?))?")
"""A year, or a year and a month, at the end of a measure's name."""
TAIL = re.compile(r"_(\d{4}(?:_\d{2})?)$")


def names(variable: str, place: str) -> list[str]:
    """Names that a variable of a place may have, without a period: "attacks_north", "city_retaken", "east_city_weeks"."""
    if not place:
        return [variable]
    return [f"{variable}_{place}", f"{place}_{variable}", f"{place}_{variable.removeprefix('battle_')}"]


def about(
    record: Iterable[Recorded], variable: str, place: str = "", elsewhere: Iterable[str] = (), unplaced: str = ""
) -> list[Recorded]:
    """Rows of a variable at a place, for whatever day, year or month, in the record's order.

    The place stands in the measure's name or beside it. `elsewhere` are places that may stand beside a measure whose name has
    the place. `unplaced` says which rows without any place count: none, "all" of them, or those "dated" in their name.
    """
    named = names(variable, place)
    beside = {place} if place else {"", *elsewhere}
    return [
        row
        for row in record
        if _matches(row, named, {"", place, *elsewhere})
        or _matches(row, [variable], beside)
        or (_matches(row, [variable], {""}) and (unplaced == "all" or (unplaced == "dated" and period(row))))
    ]


def _matches(row: Recorded, measures: Iterable[str], places: set[str]) -> bool:
    return row.place in places and any(
        row.measure.startswith(name) and PERIOD.fullmatch(row.measure[len(name) :]) for name in measures
    )


def period(row: Recorded) -> str:
    """The period in a measure's name: "2018", "2018_12", or nothing."""
    found = TAIL.search(row.measure)
    return found[1] if found else ""


def covers(row: Recorded, when: str) -> bool:
    """Whether a row is of a year or month, such as "2018" or "2018_12", by its name or by its days."""
    if period(row):
        return period(row) == when
    year, _, month = when.partition("_")
    start = date(int(year), int(month or 1), 1)
    after = date(start.year + 1, 1, 1) if not month or month == "12" else date(start.year, start.month + 1, 1)
    return row.start == start and row.end == after - timedelta(days=1)


def undrawn(record: Sequence[Recorded], drawn: Iterable[Recorded]) -> list[Recorded]:
    """Recorded figures that no picture draws, in the record's order."""
    seen = set(drawn)
    return [row for row in record if row not in seen]
