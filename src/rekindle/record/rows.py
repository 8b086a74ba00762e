"""The rows of a CSV table with their lines, whatever the table holds."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path


class Unreadable(ValueError):
    """What keeps a table from being read any further, and the line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


def rows_of(path: Path, columns: Sequence[str], wrong_header: Callable[[list[str]], str]) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every row that has any, under a header of exactly these columns.

    Raises Unreadable where the header is another (`wrong_header` says how), or the file no CSV text that may be read.
    """
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            header = [name.strip() for name in next(rows, [])]
            if header != list(columns):
                raise Unreadable(1, f"{wrong_header(header)}; write exactly: {','.join(columns)}")
            for cells in rows:
                line = rows.line_num
                if any(cell.strip() for cell in cells):
                    yield line, cells
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(line, f"this is not CSV text in UTF-8 ({error}); save it as CSV (UTF-8)") from None
    except OSError as error:
        raise Unreadable(line, f"this cannot be read ({error.strerror}); it must be a file that you may read") from None
