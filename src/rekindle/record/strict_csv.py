"""Publishers' CSV files, row by row: faults are told with file and row, and a long file needs no more memory."""

from __future__ import annotations

import csv
import difflib
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from rekindle.errors import InvalidScenario, MissingData

SHOWN = 20
TITLES = 10  # rows that may stand above the names of the columns; IOM's lists have up to three
SEPARATORS = (",", ";", "\t", "|")

# First bytes of what people give for a CSV file, and what to say of it.
NO_TEXT = (
    (b"PK", "this is a zip archive or a workbook (.xlsx, .ods); unpack it, or save the sheet as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "this is a workbook in the older form (.xls); save the sheet as CSV (UTF-8)"),
    (b"%PDF", "this is a PDF; download the table as CSV"),
    (b"<", "this is a web page or XML, not CSV; download the file itself"),
    (b"{", "this is JSON, not CSV; ask the publisher for CSV"),
    (b"[", "this is JSON, not CSV; ask the publisher for CSV"),
)


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


@dataclass(frozen=True)
class Layout:
    """How a file is written: its separator, the names of its columns, the rows down to them (0: it names none)."""

    path: Path
    separator: str
    names: list[str]
    above: int
    line: int  # of the names; 1 where there are none
    titles: str = ""  # what stands above them


def layout(path: Path, heads: Callable[[list[str]], bool], unnamed: Callable[[list[str]], list[str]] | None = None) -> Layout:
    """Find the names of the columns among the first rows: the first row for which `heads` is true, or else the fullest.

    `unnamed` gives, for a first row that is data, the names by the publisher's order (or raises, or gives none). Raises
    MissingData or InvalidScenario where there is no CSV text.
    """
    separators = _separators(path)
    for separator in separators:  # names that are known settle what separates; texts may hold any number of any sign
        with suppress(InvalidScenario):  # of another separator; that of the likeliest is told below
            filled = _top(path, separator)
            for index, line, names in filled:
                if heads(names):
                    titles = " ".join(" ".join(cells).strip() for above, _, cells in filled if above < index)
                    return Layout(path, separator, _trimmed(names), index, line, titles)
    for separator in separators if unnamed else []:
        with suppress(InvalidScenario):
            filled = _top(path, separator)
            ordered = unnamed(filled[0][2]) if unnamed and filled else []
            if ordered:
                return Layout(path, separator, ordered, 0, 1)
    filled = _top(path, separators[0])
    if not filled:
        raise InvalidScenario(f"{path}:1: the file is empty; its first line must name the columns")
    if unnamed:
        unnamed(filled[0][2])  # raises, where the first row is data of another width
    index, line, names = max(filled, key=lambda row: sum(map(bool, row[2])))
    return Layout(path, separators[0], _trimmed(names), index, line)


def _top(path: Path, separator: str) -> list[tuple[int, int, list[str]]]:
    """The first rows that are not empty: which row it is, its line, its cells as names."""
    found = []
    with _opened(path) as file:
        reader = csv.reader(file, delimiter=separator)
        line = 1
        for index, cells in enumerate(islice(_cells(path, reader), TITLES + 1), 1):
            names = [_name(cell) for cell in cells]
            if any(names):
                found.append((index, line, names))
            line = reader.line_num + 1
    return found


def _name(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split()).strip("\"'").strip()


def _trimmed(names: list[str]) -> list[str]:
    """Names without the empty ones at the end, as a spreadsheet writes them for columns that were once used."""
    while names and not names[-1]:
        names = names[:-1]
    return names


def _separators(path: Path) -> list[str]:
    """Separators, first the one that cuts the first rows into most cells; the comma where none cuts more."""
    widest = dict.fromkeys(SEPARATORS, 0)
    for separator in SEPARATORS:
        with _opened(path) as file:
            try:
                for cells in islice(csv.reader(file, delimiter=separator), TITLES + 1):
                    widest[separator] = max(widest[separator], len(cells))
            except (UnicodeError, csv.Error, EOFError, OSError, zlib.error):
                continue  # told when the rows are read
    return sorted(SEPARATORS, key=lambda separator: -widest[separator])


def rows(
    form: Layout, columns: Mapping[str, tuple[str, ...]], problems: Problems, same: Callable[[str], str] = str
) -> Iterator[tuple[int, list[str]]]:
    """Row number and the cells of the columns asked for, in their order, stripped.

    `columns` gives each column's names in the file, the publisher's first; an optional one lists "" too and reads as empty
    cells where the file lacks it. Names that `same` makes equal are the same. Rows with too few or too many cells go to
    `problems`, and so do rows in which two columns of one name differ. A row of HXL tags under the names (as OCHA's extracts
    have) is passed over. The row number is that of the row's first line.
    """
    path, width = form.path, len(form.names)
    wanted = places(form, columns, same)
    with _opened(path) as file:
        reader = csv.reader(file, delimiter=form.separator)
        cells_of = _cells(path, reader)
        for _ in islice(cells_of, form.above):
            pass
        line = reader.line_num + 1
        for cells in cells_of:
            row, line = line, reader.line_num + 1
            if not any(cells) or all(cell == "" or cell.startswith("#") for cell in cells):
                continue
            if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                problems.add(row, f"this row has {len(cells)} cells, the header {width}; it is cut off, or a quote is missing")
                continue
            try:
                yield row, [_one(form, cells, where) for where in wanted]
            except ValueError as wrong:
                problems.add(row, str(wrong))


def _one(form: Layout, cells: list[str], where: list[int]) -> str:
    """The cell of a column; of columns of one name, what they agree in."""
    if len(where) <= 1:
        return cells[where[0]].strip() if where else ""
    said = list(dict.fromkeys(text for index in where if (text := cells[index].strip())))
    if len(said) > 1:
        numbers = " and ".join(str(index + 1) for index in where)
        raise ValueError(f"columns {numbers} are both {form.names[where[0]]!r} and say {' and '.join(map(repr, said))}; "
                         "remove the one that is not the publisher's")  # fmt: skip
    return said[0] if said else ""


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
    for first, what in NO_TEXT:
        if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(first):
            raise InvalidScenario(f"{path}: {what}")
    if start.startswith(b"\x1f\x8b"):
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8-sig", newline="")  # type: ignore[arg-type]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):  # a spreadsheet's "Unicode text"
        return path.open(encoding="utf-16", newline="")
    if b"\0" in start:
        raise InvalidScenario(f"{path}: this is not a text file in UTF-8; save it as CSV (UTF-8)")
    return path.open(encoding="utf-8-sig", newline="")


def _cells(path: Path, reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows of a reader, with what can go wrong below the level of rows put into words."""
    try:
        yield from reader
    except UnicodeError as wrong:
        raise InvalidScenario(
            f"{path}:{_line(reader)}: some way after this row stands what is not UTF-8 "
            f"({getattr(wrong, 'reason', wrong)}); save it as CSV (UTF-8)"
        ) from None
    except csv.Error as wrong:
        raise InvalidScenario(f"{path}:{_line(reader)}: {wrong}; look for a quote that is opened and not closed") from None
    except (EOFError, OSError, zlib.error) as wrong:
        raise InvalidScenario(
            f"{path}:{_line(reader)}: reading stopped some way after this row ({wrong}); download the file again"
        ) from None


def _line(reader: Iterator[list[str]]) -> int:
    return int(getattr(reader, "line_num", 0))


def places(form: Layout, columns: Mapping[str, tuple[str, ...]], same: Callable[[str], str] = str) -> list[list[int]]:
    """Positions of each column in the file, none for an optional one; InvalidScenario names all that are missing."""
    names = [same(name) for name in form.names]
    found, missing = [], []
    for column, spellings in columns.items():
        first = next((same(s) for s in spellings if s and same(s) in names), None)
        found.append([] if first is None else [i for i, name in enumerate(names) if name == first])
        if first is None and "" not in spellings:
            missing.append(_lacks(column, spellings, form.names))
    if missing:
        have = ", ".join(repr(name) for name in form.names[:8]) + (", ..." if len(form.names) > 8 else "")
        raise InvalidScenario(f"{form.path}:{form.line}: no column {'; '.join(missing)}. The columns are {have}")
    return found


def _lacks(column: str, spellings: Sequence[str], names: list[str]) -> str:
    near = difflib.get_close_matches(column, names, 1)
    also = [spelling for spelling in spellings if spelling not in ("", column)]
    return column + (f" (or {', '.join(also)})" if also else "") + (f", perhaps {near[0]!r}" if near else "")


def nearest(name: str, seen: Mapping[str, int]) -> str:
    """For a message: names near to one that is not there, or else the most frequent ones."""
    near = difflib.get_close_matches(name, seen, 3, 0.5)
    if near:
        return f"did you mean {' or '.join(repr(n) for n in near)}?"
    often = sorted(seen, key=lambda n: (-seen[n], n))
    if not often:
        return "it has none"
    return f"there are {', '.join(map(repr, often[:6]))}" + (f" and {len(often) - 6} more" if len(often) > 6 else "")
