"""Recorded figures as plain text for a terminal, and what was read of a publisher's file in a sentence."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterable

from rekindle.errors import UsageError
from rekindle.numbers import exact
from rekindle.record.dtm import Lists
from rekindle.record.ged import ORDER, Deaths
from rekindle.record.recorded import Recorded
from rekindle.show.terminal.words import WIDTH


def told_deaths(found: Deaths) -> str:
    """What was counted of a file of events."""
    unnamed = f" The file names no columns; they were taken in the publisher's order of {len(ORDER)}." if found.unnamed else ""
    if not found.sums:
        return f"{found.read:,} events read, none counted.{unnamed}"
    months = [month for _, month in found.sums]
    best = sum(sums[5] for sums in found.sums.values())
    which = f" with {found.actor} on a side" if found.actor else ""
    span = f"{min(months):%Y-%m} to {max(months):%Y-%m}"
    deaths = exact(round(best))
    return f"{found.counted:,} of {found.read:,} events{which}, {span}: {deaths} documented deaths, a floor.{unnamed}"


def told_lists(lists: Lists) -> str:
    """What was read of IOM's lists, and how numbers became people."""
    days = sorted({row.start for row in lists.rows})
    if not days:
        return "No row counts anybody."
    span = f"{days[0]}" if len(days) == 1 else f"{len(days)} lists, {days[0]} to {days[-1]}"
    return " ".join([f"{span}: {len(lists.rows):,} figures.", *lists.remarks, "Stocks at the date of a list; lists lag."])


def measures(record: Iterable[Recorded]) -> str:
    """The measures of a record: how many figures, from when to when, in which unit, from which sources."""
    by: dict[str, list[Recorded]] = {}
    for row in record:
        by.setdefault(row.measure, []).append(row)
    if not by:
        return "The record holds no figure."
    width = max(len(measure) for measure in by)
    lines = [f"{'measure':<{width}}  figures  first       last", "  unit, sources"]
    for measure, rows in by.items():
        first, last = min(row.start for row in rows), max(row.end for row in rows)
        sources = ", ".join(dict.fromkeys(one.strip() for row in rows for one in row.source.split(";")))
        unit = "share" if rows[0].unit == "1" else rows[0].unit
        lines += [f"{measure:<{width}}  {len(rows):>7}  {first}  {last}", *_beneath(f"{unit}, {sources}")]
    return "\n".join(lines)


def figures(record: Iterable[Recorded], measure: str) -> str:
    """The figures of one measure with place, period, range, source and status. UsageError names the nearest measure."""
    record = list(record)
    rows = [row for row in record if row.measure == measure]
    if not rows:
        names = list(dict.fromkeys(row.measure for row in record))
        near = difflib.get_close_matches(measure, names, 3, 0.5) or names[:6]
        raise UsageError(f"the record has no measure {measure!r}; there is {', '.join(near) or 'none'}")
    place = max(len("place"), *(len(row.place) for row in rows))
    lines = [
        f"{measure}, {rows[0].unit}",
        f"{'from':<10}  {'to':<10}  {'place':<{place}}  {'best':>12}  {'range':>22}",
        "  source, status",
    ]
    for row in rows:
        end = "" if row.end == row.start else row.end
        note = f"; {row.note}" if row.note else ""
        lines.append(f"{row.start}  {end!s:<10}  {row.place:<{place}}  {exact(row.best):>12}  {_range(row):>22}".rstrip())
        lines += _beneath(f"{row.source}, {row.status}{note}")
    return "\n".join(lines)


def _beneath(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _range(row: Recorded) -> str:
    """Low to high; "from" or "to" where one end is given alone."""
    low, high = exact(row.low), exact(row.high)
    if low and high:
        return f"{low} to {high}"
    return f"from {low}" if low else f"to {high}" if high else ""
