"""Tables of numbers: each row as a sentence in which every number stands before the head of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LONGEST_CELL = 80
"""Letters of a cell at the most: a table of longer ones lays out a page and holds no numbers."""
NUMBER = re.compile(
    r"[~≈<>+]?\s*(?:US\$|[$€£])?\d[\d.,\s]*(?:[-–]\s?\d[\d.,]*)?\s?(?:%|[kmb]n?|million|thousand|billion|\+)?", re.IGNORECASE
)
YEAR = re.compile(r"(?:in )?(?:1[89]|20)\d\d")
SEPARATOR = re.compile(r"[\s|:+=-]+")


def sentences(rows: Sequence[Sequence[str]]) -> list[str]:
    """A sentence for each row of a table of numbers ("North: 40 killed; 12,000 displaced people."); none for any other."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(cells) < 2 or any(len(row) != len(cells[0]) for row in cells) or len(cells[0]) < 2:
        return []
    heads, body = cells[0], cells[1:]
    if any(len(cell) > LONGEST_CELL for row in cells for cell in row) or any(
        _number(head) for head in heads[1:] if not YEAR.fullmatch(head)
    ):
        return []
    numeric = [at for at in range(len(heads)) if all(_number(row[at]) or not row[at].strip("-–—. ") for row in body)]
    if not any(_number(row[at]) for row in body for at in numeric) or 0 in numeric and len(numeric) == len(heads) == 1:
        return []
    return [sentence for row in body if (sentence := _sentence(heads, row, set(numeric)))]


def _number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell.strip()))


def _sentence(heads: Sequence[str], row: Sequence[str], numeric: set[int]) -> str:
    named = row[0] if 0 not in numeric else ""
    parts = [_counted(cell, heads[at]) if at in numeric else cell for at, cell in enumerate(row)
             if (at or 0 in numeric) and cell.strip("-–—. ")]  # fmt: skip
    if not parts:
        return ""
    return f"{named + ': ' if named else ''}{'; '.join(parts)}."


def _counted(cell: str, head: str) -> str:
    """A number and what its column says of it."""
    if YEAR.fullmatch(head):
        return f"{cell} in {head[-4:]}"
    if "%" in head and "%" not in cell:
        cell, head = f"{cell}%", re.sub(r"\s*\(?%\)?\s*", " ", head).strip()
    small = head if re.match(r"\w?[A-Z]", head[1:]) else head[:1].lower() + head[1:]  # "IDPs" keeps its capitals
    return f"{cell} {small}".strip()


def in_lines(lines: Sequence[str]) -> Iterator[str | list[str]]:
    """Lines of plain text, and the sentences of each table among them whose cells tabs or strokes part."""
    block: list[str] = []
    for line in [*lines, ""]:
        if "\t" in line.strip() or line.count("|") >= 2:
            block.append(line)
            continue
        if block:
            rows = [_cells(each) for each in block if not SEPARATOR.fullmatch(each)]
            yield sentences(rows) or block
            block = []
        yield line


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in (line.strip().strip("|").split("|") if line.count("|") >= 2 else line.split("\t"))]
