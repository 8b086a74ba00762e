"""What happened: the figures of `record.csv`, read strictly so that a slip never becomes a point on a chart."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from rekindle.errors import InvalidScenario, MissingData

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


def read_record(path: str | Path) -> list[Recorded]:
    """Recorded figures of a `record.csv`, in file order.

    Raises MissingData where there is no file, and InvalidScenario naming file, line and column of every bad row.
    """
    path = Path(path)
    if not path.is_file():
        raise MissingData(f"{path}: there is no record here; figures and reports also work without one (record=[])")
    try:
        return _read(path)
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise InvalidScenario(f"{path}: this is not CSV text in UTF-8 ({wrong}); save it as CSV (UTF-8)") from None


def _read(path: Path) -> list[Recorded]:
    problems: list[str] = []
    found: list[Recorded] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        header = [name.strip() for name in next(rows, [])]
        if tuple(header) != COLUMNS:
            raise InvalidScenario(f"{path}:1: {_wrong_header(header)}; write exactly: {','.join(COLUMNS)}")
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            try:
                found.append(_row(cells, rows.line_num))
            except ValueError as problem:
                problems.append(f"{path}:{rows.line_num}: {problem}")
    if problems:
        raise InvalidScenario("\n".join(problems))
    return found


def _wrong_header(header: list[str]) -> str:
    missing = [name for name in COLUMNS if name not in header]
    extra = [name for name in header if name not in COLUMNS]
    parts = [f"missing {', '.join(missing)}"] if missing else []
    parts += [f"unknown {', '.join(extra)}"] if extra else []
    return "columns of the record are wrong: " + ("; ".join(parts) or "they are in another order")


def _row(cells: list[str], line: int) -> Recorded:
    if len(cells) != len(COLUMNS):
        raise ValueError(
            f"this row has {len(cells)} cells, the record has {len(COLUMNS)} columns; put a text with commas in quotes"
        )
    row = {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=True)}
    for name in ("measure", "start", "unit", "source", "status"):
        if not row[name]:
            raise ValueError(f"{name} is empty; every recorded figure needs one")
    if row["status"] not in STATUSES:
        raise ValueError(f"status {row['status']!r} is not one of {', '.join(STATUSES)}")
    start = _date(row["start"], "start")
    end = _date(row["end"], "end") if row["end"] else start
    if end < start:
        raise ValueError(f"end {end} lies before start {start}; swap them or correct the year")
    low, best, high = (_number(row[name], name) for name in ("low", "best", "high"))
    given = [x for x in (low, best, high) if math.isfinite(x)]
    if not given:
        raise ValueError("low, best and high are all empty; give a best figure or a range")
    if given != sorted(given):
        raise ValueError(f"low, best and high must rise; they are {', '.join(f'{x:g}' for x in given)}")
    known = _date(row["known_on"], "known_on") if row["known_on"] else None
    return Recorded(
        row["measure"],
        row["place"],
        start,
        end,
        low,
        best,
        high,
        row["unit"],
        row["source"],
        row["status"],
        known,
        row["note"],
        line,
    )


def _date(text: str, name: str) -> date:
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


def of(
    record: Iterable[Recorded], measure: str, places: Iterable[str] = (), longest: int | None = None
) -> list[Recorded]:
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
