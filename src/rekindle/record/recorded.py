"""What happened: the figures of `record.csv`, read strictly so that a slip never becomes a point on a chart."""

from __future__ import annotations

import csv
import difflib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple, TextIO

from rekindle.errors import InvalidScenario, MissingData
from rekindle.record.rows import Unreadable, rows_of

COLUMNS = (
    "measure",
    "place",
    "start",
    "end",
    "low",
    "best",
    "high",
    "unit",
    "source",
    "status",
    "known_on",
    "note",
)
DAYS, NUMBERS = ("start", "end", "known_on"), ("low", "best", "high")
STATUSES = ("verified", "derived", "recalled", "judgement")


@dataclass(frozen=True)
class Recorded:
    """One recorded figure: a value or a range, for a day or a period, with where it comes from."""

    measure: str
    place: str
    start: date
    end: date
    low: float
    best: float
    high: float
    unit: str
    source: str
    status: str
    known_on: date | None
    note: str
    line: int = 0

    @property
    def days(self) -> int:
        """Days the figure covers; a figure for a single day covers one."""
        return (self.end - self.start).days + 1

    @property
    def middle(self) -> float:
        """Best figure, or the middle of the range where no best is given."""
        if math.isfinite(self.best):
            return self.best
        return sum(self.ends) / 2

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest of what is given."""
        given = [x for x in (self.low, self.best, self.high) if math.isfinite(x)]
        return min(given), max(given)

    @property
    def floor(self) -> bool:
        """Whether only a least number is given: "at least so many", as documented deaths are."""
        return math.isfinite(self.low) and not (math.isfinite(self.best) or math.isfinite(self.high))

    @property
    def firm(self) -> bool:
        """Whether the figure was read in a source or worked out from such figures, not recalled or judged."""
        return self.status in ("verified", "derived")


class Fault(NamedTuple):
    """What is wrong in a line of a record, and the valid name that is nearest."""

    line: int
    what: str
    nearest: str = ""


class Examined(NamedTuple):
    """A record as far as it can be read: the rows that are sound, what is wrong with the others, and line, measure, place and
    source of every row that has its cells."""

    rows: list[Recorded]
    faults: list[Fault]
    named: list[tuple[int, str, str, str]]


def read_record(path: str | Path) -> list[Recorded]:
    """Recorded figures of a `record.csv`, in file order.

    Raises MissingData where there is no file, and InvalidScenario naming file, line and column of everything that is wrong.
    """
    path = Path(path)
    if not path.is_file():
        raise MissingData(f"{path}: there is no record here. A scenario runs without one; docs/record.md says what it holds.")
    found, faults, _ = examined(path)
    if faults:
        near = (f"{fault.what}{f'; did you mean {fault.nearest!r}?' if fault.nearest else ''}" for fault in faults)
        raise InvalidScenario("\n".join(f"{path}:{fault.line}: {what}" for fault, what in zip(faults, near, strict=True)))
    return found


def examined(path: Path) -> Examined:
    """Everything that a record holds, and everything that is wrong with it."""
    found, faults, named = Examined([], [], [])
    try:
        for line, cells in rows_of(path, COLUMNS, _wrong_header):
            wrong = [Fault(line, *one) for one in _wrong(cells)]
            faults += wrong
            if len(cells) == len(COLUMNS):
                row = _cells(cells)
                named.append((line, row["measure"], row["place"], row["source"]))
            if not wrong:
                found.append(_row(cells, line))
    except Unreadable as fault:
        faults.append(Fault(fault.line, fault.what))
    return Examined(found, faults, named)


def _wrong_header(header: list[str]) -> str:
    missing = [name for name in COLUMNS if name not in header]
    extra = [name for name in header if name not in COLUMNS]
    parts = [f"missing {', '.join(missing)}"] if missing else []
    parts += [f"unknown {', '.join(extra)}"] if extra else []
    return "columns of the record are wrong: " + ("; ".join(parts) or "they are in another order")


def _wrong(cells: list[str]) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with a row, and the valid name nearest to a wrong one."""
    if len(cells) != len(COLUMNS):
        many = f"this row has {len(cells)} cells, the record has {len(COLUMNS)} columns"
        yield f"{many}; put a text with commas in quotes", ""
        return
    row = _cells(cells)
    for name in ("measure", "start", "unit", "source", "status"):
        if not row[name]:
            yield f"{name} is empty; every recorded figure needs one", ""
    if row["status"] and row["status"] not in STATUSES:
        near = difflib.get_close_matches(row["status"].lower(), STATUSES, 1)
        yield f"status {row['status']!r} is not one of {', '.join(STATUSES)}", near[0] if near else ""
    unread = []
    for name in (*DAYS, *NUMBERS):
        try:
            _date(row[name], name) if name in DAYS else _number(row[name], name)
        except ValueError as problem:
            unread.append(name)
            yield str(problem), ""
    if not set(DAYS) & set(unread):
        yield from _wrong_days(*(_date(row[name], name) for name in DAYS))
    if not set(NUMBERS) & set(unread):
        yield from _wrong_numbers([_number(row[name], name) for name in NUMBERS])


def _wrong_days(start: date | None, end: date | None, known: date | None) -> Iterator[tuple[str, str]]:
    if start and end and end < start:
        yield f"end {end} lies before start {start}; swap them or correct the year", ""
    if start and known and known < start:
        yield f"known_on {known} lies before start {start}; nothing is known before it happens, so correct the year", ""


def _wrong_numbers(numbers: list[float]) -> Iterator[tuple[str, str]]:
    given = [x for x in numbers if math.isfinite(x)]
    if not given:
        yield "low, best and high are all empty; give a best figure or a range", ""
    if given != sorted(given):
        yield f"low, best and high must rise; they are {', '.join(f'{x:g}' for x in given)}", ""


def _cells(cells: list[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=True)}


def _row(cells: list[str], line: int) -> Recorded:
    """A row that is sound."""
    row = _cells(cells)
    start, end, known = (_date(row[name], name) for name in DAYS)
    assert start is not None, "an empty one is a fault"
    low, best, high = (_number(row[name], name) for name in NUMBERS)
    return Recorded(row["measure"], row["place"], start, end or start, low, best, high, row["unit"], row["source"],
                    row["status"], known, row["note"], line)  # fmt: skip


def _date(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a date; write it as 2017-07-10") from None


def _number(text: str, name: str) -> float:
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a number; write 1470, without spaces or thousands commas") from None
    if not math.isfinite(value):
        raise ValueError(f"{name} {text!r} is not a finite number")
    return value


def of(record: Iterable[Recorded], measure: str, places: Iterable[str] = (), longest: int | None = None) -> list[Recorded]:
    """Recorded figures of one measure; with `places`, only those whose place is named there or left empty.

    `longest` leaves out figures that cover more days, for charts of weekly or monthly counts.
    """
    wanted = set(places)
    return [
        row
        for row in record
        if row.measure == measure
        and (not wanted or not row.place or row.place in wanted)
        and (longest is None or row.days <= longest)
    ]


def write_record(record: Iterable[Recorded], file: TextIO) -> None:
    """Write rows as a `record.csv` that `read_record` reads back, header first; a number that is not given is left empty."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in record:
        end = row.end if row.end != row.start else ""
        writer.writerow(
            [row.measure, row.place, row.start, end, *(_written(x) for x in (row.low, row.best, row.high)), row.unit]
            + [row.source, row.status, row.known_on or "", row.note]
        )


def _written(value: float) -> str:
    """A number without a needless point; empty where it is not given."""
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) else repr(value)
