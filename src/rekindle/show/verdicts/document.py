"""What a page of verdicts is made of: text, lists, tables and pictures in sections, as data that any page can be set from.

The HTML page and the PDF are both made from one `Document`, so they cannot say different things.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from matplotlib.figure import Figure

from rekindle.show.figures.data import Numbers

Part = tuple[str, str]
"""Text and how it looks: "" as it is, "strong", "quiet", "mark" for a verdict, "#id" for a link to a section, or an address."""
Line = tuple[Part, ...]


def strong(text: str) -> Part:
    """Text that stands out."""
    return text, "strong"


def quiet(text: str) -> Part:
    """Text that stands back."""
    return text, "quiet"


def mark(verdict: str) -> Part:
    """A verdict, set off from the text around it."""
    return verdict, "mark"


def link(text: str, section: str) -> Part:
    """Text that leads to a section of the same document."""
    return text, f"#{section}"


def outward(text: str, address: str) -> Part:
    """Text that leads to an address elsewhere; plain where there is none."""
    return text, address if address.startswith(("http://", "https://")) else ""


def line(*parts: Part | str) -> Line:
    """Parts of a line, plain strings among them."""
    return tuple((part, "") if isinstance(part, str) else part for part in parts if part)


WIDEST = 60
"""Letters after which a cell of a table takes another line."""
LETTERS = 95
"""Letters of a table in a line of a page of paper."""


@dataclass(frozen=True)
class Text:
    """A paragraph; `look` is "", "lead", "small", "statement" or "answer"."""

    line: Line
    look: str = ""
    kind: str = "text"


@dataclass(frozen=True)
class Items:
    """A list of lines."""

    items: tuple[Line, ...]
    kind: str = "items"


@dataclass(frozen=True)
class Table:
    """A table with its title; `numeric` says of each column whether it holds numbers."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numeric: tuple[bool, ...]
    kind: str = "table"


@dataclass(frozen=True)
class Shown:
    """A picture with what it shows for those who cannot see it; `narrow` draws it anew for a small screen.

    `numbers` are what it draws, for a table beneath it and a file; `tabled` says that they stand in the text anyway.
    """

    name: str
    title: str
    sentence: str
    alt: str
    figure: Figure
    narrow: Callable[[], Figure] | None = None
    numbers: Numbers | None = None
    tabled: bool = False
    kind: str = "picture"


Block = Text | Items | Table | Shown


@dataclass(frozen=True)
class Section:
    """A headed part: its id, title, level of heading (2 to 4), a verdict as a mark, blocks, and sections within.

    `folded`: details that a page opens on demand. `about` is what a page can filter sections by, name and value.
    """

    id: str
    title: str
    level: int
    blocks: tuple[Block, ...] = ()
    mark: str = ""
    inner: tuple[Section, ...] = ()
    folded: bool = False
    about: tuple[tuple[str, str], ...] = ()

    def every(self) -> list[Section]:
        """This section and all within it."""
        return [self, *(one for part in self.inner for one in part.every())]

    def pictures(self) -> list[Shown]:
        """Pictures of this section and all within it."""
        return [block for part in self.every() for block in part.blocks if isinstance(block, Shown)]


@dataclass(frozen=True)
class Document:
    """The whole: title, who made it of what and when, a summary of two pages, all statements at a glance and one by one, and
    what stands behind. `glossary` explains words."""

    title: str
    about: str
    facts: tuple[str, ...]
    summary: tuple[Section, Section]
    front: tuple[Section, ...]
    claims: tuple[Section, ...]
    behind: tuple[Section, ...] = field(default=())
    glossary: tuple[tuple[str, str], ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        return (*self.summary, *self.front, *self.claims, *self.behind)

    @property
    def words(self) -> str:
        """All that is said, for those who look for words in it."""
        return " ".join(map(read, self.sections))

    def pictures(self) -> list[Shown]:
        """All pictures, in order."""
        return [picture for section in self.sections for picture in section.pictures()]

    def data(self) -> dict[str, Any]:
        """All of it but the drawings, as what JSON can hold."""
        return {
            "title": self.title, "about": self.about, "facts": list(self.facts),
            "summary": [_data(one) for one in self.summary], "front": [_data(one) for one in self.front],
            "claims": [_data(one) for one in self.claims], "behind": [_data(one) for one in self.behind],
            "glossary": [list(pair) for pair in self.glossary],
        }  # fmt: skip


def _data(section: Section) -> dict[str, Any]:
    return {"id": section.id, "title": section.title, "level": section.level, "mark": section.mark,
            "blocks": [_block(block) for block in section.blocks], "inner": [_data(one) for one in section.inner],
            "folded": section.folded, "about": dict(section.about)}  # fmt: skip


def read(section: Section) -> str:
    """All text of a section, tables and what stands above pictures included."""
    parts = []
    for one in section.every():
        parts += [one.title, one.mark]
        for block in one.blocks:
            parts += _said(block)
    return " ".join(filter(None, parts))


def _said(block: Block) -> list[str]:
    if isinstance(block, Shown):
        return [block.title, block.sentence]
    lines: list[Line] = []
    if isinstance(block, Text):
        lines = [block.line]
    elif isinstance(block, Items):
        lines = list(block.items)
    elif isinstance(block, Table):
        lines = [line(block.title), *map(line, block.heads), *(cell for row in block.rows for cell in row)]
    return ["".join(words for words, _ in one) for one in lines]


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Shown):
        return {name: getattr(block, name) for name in ("kind", "name", "title", "sentence", "alt")}
    return asdict(block) | ({"widths": widths(block)} if isinstance(block, Table) else {})


def widths(one: Table) -> list[float]:
    """Room for each column, in letters: by its longest cell, within bounds, and never less than its longest word."""
    most, least = [], []
    for column, head in enumerate(one.heads):
        cells = ["".join(words for words, _ in row[column]) for row in one.rows]
        longest = max(len(word) for cell in (head, *cells, "four") for word in cell.split())
        least.append(min(longest, WIDEST) + 3)
        most.append(max(min(max(map(len, cells), default=0), WIDEST) + 3, least[-1]))
    spare = (LETTERS - sum(least)) / max(sum(most) - sum(least), 1)
    return [low + min(max(spare, 0.0), 1.0) * (high - low) for low, high in zip(least, most, strict=True)]


def text(*parts: Part | str, look: str = "") -> Text:
    """A paragraph from its parts."""
    return Text(line(*parts), look)


def items(lines: Sequence[Line]) -> list[Block]:
    """A list, or nothing where there are no lines."""
    return [Items(tuple(lines))] if lines else []


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str | Line]], numeric: Sequence[bool]) -> Table:
    """A table from cells that are strings or lines."""
    cells = tuple(tuple(line(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)
    return Table(title, tuple(heads), cells, tuple(numeric))
