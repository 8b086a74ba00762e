"""Publishers' CSV files, row by row: faults are told with file and row, and a long file needs no more memory."""

from __future__ import annotations

import contextlib
import csv
import difflib
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import IO

from rekindle.errors import InvalidScenario, MissingData

SHOWN = 20
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T][0:.]*)?")
MOST_PEOPLE = 10_000_000  # in one cell; above it a column has slipped or a figure is mistyped


class Problems:
    """Faults of one file. The first are kept to be told, the others counted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[str] = []
        self.count = 0

    def add(self, row: int, what: str) -> None:
        self.count += 1
        if self.count <= SHOWN:
            self.told.append(f"{self.path}:{row}: {what}")

    def finish(self) -> None:
        """Raises InvalidScenario with what was found; does nothing if the file is sound."""
        if self.count > SHOWN:
            self.told.append(f"... and {self.count - SHOWN} more problems of this file")
        if self.count:
            raise InvalidScenario("\n".join(self.told))


def header(path: Path, columns: Mapping[str, tuple[str, ...]] | None = None) -> list[str]:
    """Names of the columns; raises MissingData or InvalidScenario for no CSV file or one without `columns` (see `rows`)."""
    with _opened(path) as file:
        names = _header(path, csv.reader(file))
    _places(path, names, columns or {})
    return names


def rows(path: Path, columns: Mapping[str, tuple[str, ...]], problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Row number and the cells of the columns asked for, in their order, stripped.

    `columns` gives each column's names in the file, the publisher's first; an optional one lists "" too and reads as empty
    cells where the file lacks it. Rows with too few or too many cells go to `problems`. A row of HXL tags under the header (as
    OCHA's extracts have) is passed over. The row number is that of the row's first line.
    """
    with _opened(path) as file:
        reader = csv.reader(file)
        names = _header(path, reader)
        wanted = _places(path, names, columns)
        line, width = reader.line_num + 1, len(names)
        for cells in _cells(path, reader):
            row, line = line, reader.line_num + 1
            if not any(cells) or all(cell == "" or cell.startswith("#") for cell in cells):
                continue
            if len(cells) != width:
                problems.add(row, f"this row has {len(cells)} cells, the header {width}; it is cut off, or a quote is missing")
                continue
            yield row, [cells[i].strip() if i >= 0 else "" for i in wanted]


def _opened(path: Path) -> IO[str]:
    if path.is_dir():
        raise MissingData(f"{path}: this is a folder; name the CSV file in it")
    if not path.is_file():
        raise MissingData(f"{path}: there is no such file; download it from its publisher and give its path")
    try:
        with path.open("rb") as raw:
            start = raw.read(4096)
    except OSError as wrong:
        raise MissingData(f"{path}: this file cannot be read ({wrong.strerror}); look at its permissions") from None
    if start.startswith(b"PK"):
        raise InvalidScenario(f"{path}: this is a zip archive or a workbook; unpack it, or save the sheet as CSV (UTF-8)")
    if start.startswith(b"\x1f\x8b"):
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8-sig", newline="")  # type: ignore[arg-type]
    if b"\0" in start:
        raise InvalidScenario(f"{path}: this is not a text file in UTF-8; save it as CSV (UTF-8)")
    return path.open(encoding="utf-8-sig", newline="")


def _cells(path: Path, reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows of a reader, with what can go wrong below the level of rows put into words."""
    try:
        yield from reader
    except UnicodeDecodeError as wrong:
        raise InvalidScenario(
            f"{path}:{_line(reader)}: some way after this row stands what is not UTF-8 ({wrong.reason}); save it as CSV (UTF-8)"
        ) from None
    except csv.Error as wrong:
        raise InvalidScenario(f"{path}:{_line(reader)}: {wrong}; look for a quote that is opened and not closed") from None
    except (EOFError, OSError, zlib.error) as wrong:
        raise InvalidScenario(
            f"{path}:{_line(reader)}: reading stopped some way after this row ({wrong}); download the file again"
        ) from None


def _line(reader: Iterator[list[str]]) -> int:
    return int(getattr(reader, "line_num", 0))


def _header(path: Path, reader: Iterator[list[str]]) -> list[str]:
    names = [name.strip() for name in next(_cells(path, reader), [])]
    if not any(names):
        raise InvalidScenario(f"{path}:1: the file is empty; its first line must name the columns")
    return names


def _places(path: Path, names: list[str], columns: Mapping[str, tuple[str, ...]]) -> list[int]:
    found, missing = [], []
    for column, spellings in columns.items():
        index = next((names.index(s) for s in spellings if s in names), -1)
        found.append(index)
        if index < 0 and "" not in spellings:
            near = difflib.get_close_matches(column, names, 1)
            also = [s for s in spellings if s != column]
            more = f" (or {', '.join(also)})" if also else ""
            missing.append(f"{column}{more}" + (f", perhaps {near[0]!r}" if near else ""))
    if missing:
        have = ", ".join(repr(name) for name in names[:8]) + (", ..." if len(names) > 8 else "")
        raise InvalidScenario(f"{path}:1: no column {'; '.join(missing)}. The columns are {have}")
    return found


def count(text: str, column: str) -> int:
    """A cell as a number of people: whole, not negative, not beyond any event. Raises ValueError with what to write."""
    try:
        value = float(text.replace("_", "?"))  # Python reads 1_000 as a number, other programs do not
    except ValueError:
        what = "is empty" if not text else f"{text!r} is not a number"
        raise ValueError(f"{column} {what}; write a whole number, 0 for none, without commas or spaces") from None
    if value != value or value != int(min(max(value, -1e18), 1e18)):
        raise ValueError(f"{column} {text!r} is not a whole number; write 12")
    if value < 0:
        raise ValueError(f"{column} {text} is negative; write 0 for none")
    if value > MOST_PEOPLE:
        raise ValueError(f"{column} {text} is more than {MOST_PEOPLE:,}; a column has slipped or the figure is mistyped")
    return int(value)


def day(text: str, column: str) -> date:
    """A cell as a date: 2017-07-10, a midnight may follow it. Raises ValueError with what to write."""
    found = _DAY.fullmatch(text)
    if found:
        with contextlib.suppress(ValueError):
            return date.fromisoformat(found[1])
    raise ValueError(f"{column} {text!r} is not a date; write it as 2017-07-10")


def nearest(name: str, seen: Mapping[str, int]) -> str:
    """For a message: names near to one that is not there, or else the most frequent ones."""
    near = difflib.get_close_matches(name, seen, 3, 0.5)
    if near:
        return f"did you mean {' or '.join(repr(n) for n in near)}?"
    often = sorted(seen, key=lambda n: (-seen[n], n))
    if not often:
        return "it has none"
    return f"there are {', '.join(map(repr, often[:6]))}" + (f" and {len(often) - 6} more" if len(often) > 6 else "")
