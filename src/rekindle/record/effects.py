"""Published effects: what studies found a lever to move, with interval and source, read strictly from `tables/effects.csv`."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rekindle.errors import InvalidScenario, MissingData
from rekindle.record.rows import Unreadable, rows_of
from rekindle.record.tables import FOLDER

TABLE = FOLDER / "effects.csv"
COLUMNS = (
    "id", "effect", "treatment", "outcome", "population", "window", "estimate", "low", "high", "unit",
    "source", "url", "status", "variant", "note",
)  # fmt: skip
NUMBERS = ("estimate", "low", "high")
MAY_BE_EMPTY = ("url", "variant")
STATUSES = ("verified", "sign", "recalled")
"""The number was read in a document; only its direction was read and the ends are bounds that are plausible; or from memory."""

RATIO = "ratio"
"""The unit of an effect that is the treated over the untreated; no effect is 1. Of any other unit it is 0."""

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_VARIANT = re.compile(r"[a-z_]+\.[a-z_]+=[a-z_]+")


@dataclass(frozen=True)
class Published:
    """An effect as a study has it: estimate with the ends of its interval, in `unit`; where and of whom it was found.

    `variant` is the rival theory it belongs to, as `raid.response=backlash`; empty where it belongs to all.
    """

    id: str
    effect: str
    treatment: str
    outcome: str
    population: str
    window: str
    estimate: float
    low: float
    high: float
    unit: str
    source: str
    url: str
    status: str
    variant: str
    note: str
    line: int = 0

    @property
    def nothing(self) -> float:
        """What the number would be without any effect."""
        return 1.0 if self.unit == RATIO else 0.0

    @property
    def sign(self) -> int:
        """1 where the whole interval says more, -1 where it says less, 0 where it allows both."""
        return int(self.low > self.nothing) - int(self.high < self.nothing)


def published(path: Path = TABLE) -> dict[str, Published]:
    """Published effects of a table by their id, in the order of the file.

    Raises MissingData where there is no file, and InvalidScenario naming file and line of everything that is wrong.
    """
    if not path.is_file():
        raise MissingData(f"{path}: there is no table of published effects here.")
    found: dict[str, Published] = {}
    faults: list[str] = []
    try:
        for line, cells in rows_of(path, COLUMNS, _wrong_header):
            wrong = list(_wrong(cells, found))
            faults += [f"{path}:{line}: {what}" for what in wrong]
            if not wrong:
                one = _row(cells, line)
                found[one.id] = one
    except Unreadable as fault:
        faults.append(f"{path}:{fault.line}: {fault.what}")
    if faults:
        raise InvalidScenario("\n".join(faults))
    return found


def _wrong_header(header: list[str]) -> str:
    missing = [name for name in COLUMNS if name not in header]
    extra = [name for name in header if name not in COLUMNS]
    parts = [f"missing {', '.join(missing)}"] if missing else []
    parts += [f"unknown {', '.join(extra)}"] if extra else []
    what = "; ".join(parts) or "they are in another order"
    return f"columns of the published effects are wrong: {what}"


def _wrong(cells: list[str], before: dict[str, Published]) -> Iterator[str]:
    """Everything that is wrong with a row."""
    if len(cells) != len(COLUMNS):
        yield f"this row has {len(cells)} cells, the table has {len(COLUMNS)} columns; put a text with commas in quotes"
        return
    row = _cells(cells)
    for name, text in row.items():
        if not text and name not in MAY_BE_EMPTY:
            yield f"{name} is empty; every published effect needs one"
    if row["id"] and not _ID.fullmatch(row["id"]):
        yield f"id {row['id']!r} is no name; write small letters, digits and hyphens, as harm-backfires"
    if row["id"] in before:
        yield f"id {row['id']!r} is there already, in line {before[row['id']].line}; give every effect an id of its own"
    if row["status"] and row["status"] not in STATUSES:
        near = difflib.get_close_matches(row["status"].lower(), STATUSES, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        yield f"status {row['status']!r} is not one of {', '.join(STATUSES)}{hint}"
    if row["variant"] and not _VARIANT.fullmatch(row["variant"]):
        yield f"variant {row['variant']!r} is not of the form GROUP.FIELD=OPTION, such as raid.response=backlash"
    yield from _wrong_numbers(row)


def _wrong_numbers(row: dict[str, str]) -> Iterator[str]:
    unread = False
    for name in NUMBERS:
        try:
            _number(row[name], name)
        except ValueError as problem:
            unread = True
            yield str(problem)
    if unread or not all(row[name] for name in NUMBERS):
        return
    estimate, low, high = (_number(row[name], name) for name in NUMBERS)
    if not low <= estimate <= high or low == high:
        yield f"low, estimate and high must rise; they are {low:g}, {estimate:g}, {high:g}"
    elif row["unit"] == RATIO and low <= 0:
        yield f"a ratio is more than 0, and low is {low:g}"


def _number(text: str, name: str) -> float:
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a number; write 0.76, without a sign for per cent") from None
    if not math.isfinite(value):
        raise ValueError(f"{name} {text!r} is not a finite number")
    return value


def _cells(cells: list[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=True)}


def _row(cells: list[str], line: int) -> Published:
    row = _cells(cells)
    estimate, low, high = (_number(row[name], name) for name in NUMBERS)
    return Published(
        row["id"], row["effect"], row["treatment"], row["outcome"], row["population"], row["window"], estimate, low, high,
        row["unit"], row["source"], row["url"], row["status"], row["variant"], row["note"], line,
    )  # fmt: skip
