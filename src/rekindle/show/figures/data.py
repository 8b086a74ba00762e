"""The numbers of a picture: a short table to read beside it, and all that it draws as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Numbers:
    """A table beside a picture: heads, rows of texts, which columns hold numbers; and what the CSV holds."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    columns: tuple[str, ...] = ()
    data: tuple[tuple[str | float, ...], ...] = ()
    """Columns and rows of the CSV: plain numbers and ISO dates. Where there are none, it holds the table."""

    def csv(self) -> str:
        """The numbers as CSV."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns or self.heads)
        writer.writerows([[_plain(cell) for cell in row] for row in self.data or self.rows])
        return out.getvalue()

    def address(self) -> str:
        """The CSV as an address that a link can hold."""
        return "data:text/csv;charset=utf-8," + quote(self.csv(), safe="/:;,.-_ ()+")


def _plain(cell: str | float) -> str:
    """Four digits of a number, or a text."""
    return cell if isinstance(cell, str) else f"{cell:.4g}" if abs(cell) < 1e4 else f"{cell:.0f}"
