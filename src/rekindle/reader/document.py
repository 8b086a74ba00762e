"""A document as it was read: one text, and its sentences by offset, so that a quotation is sliced and never typed."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from rekindle.errors import MissingData, UsageError
from rekindle.reader.dates import written_date
from rekindle.reader.formats.kind import MOST_BYTES, MOST_LETTERS, Paragraph, kind_of
from rekindle.reader.sentences import spans
from rekindle.reader.tidy import tidy
from rekindle.reader.wordlists import words
from rekindle.scenario.problem import short

NEEDED = {"pdf": "pypdf", "docx": "docx", "html": "trafilatura"}
LONGEST_DATELINE = 80
LONGEST_TITLE = 150
LONGEST_NOTE = 600
"""Letters of a footnote at the most."""
HEAD = 4
"""Paragraphs at the beginning among which the day of a document is looked for."""


@dataclass(frozen=True)
class Sentence:
    """A sentence by its place: offsets into the document's text, page (0: the format has none), paragraph from 1."""

    text: str
    start: int
    end: int
    page: int
    paragraph: int


@dataclass(frozen=True)
class Document:
    """A text with its paragraphs' first letters, pages and what has to be said about the reading."""

    name: str
    kind: str
    text: str
    starts: tuple[int, ...]
    pages: tuple[int, ...]
    sha256: str
    written: date | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence in order."""
        found = []
        for at, start in enumerate(self.starts):
            end = self.starts[at + 1] - 1 if at + 1 < len(self.starts) else len(self.text)
            for low, high in spans(self.text[start:end]):
                found.append(Sentence(self.text[start + low : start + high], start + low, start + high, self.pages[at], at + 1))
        return tuple(found)

    @property
    def title(self) -> str:
        """What looks like the title: a short first paragraph that ends no sentence; else nothing."""
        first = self.text.split("\n", 1)[0]
        return first if len(first) < LONGEST_TITLE and "\n" in self.text and not first.endswith((".", ":", ";", ",")) else ""

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds a letter."""
        at = bisect_right([one.start for one in self.sentences], offset) - 1
        return self.sentences[max(at, 0)]


def opened(path: str | Path, written: date | None = None) -> Document:
    """Read a document. Raises MissingData where there is none, and UsageError, in one line, for what cannot be read."""
    file = Path(path)
    name = short(file.name, 80)
    try:
        if file.is_dir():
            raise UsageError(f"{short(path, 200)} is a folder. Name one document in it.")
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise MissingData(f"There is no document {short(path, 200)}.") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{short(path, 200)} cannot be opened: {getattr(error, 'strerror', None) or error}.") from None
    return from_bytes(data, name, written)


def from_bytes(data: bytes, name: str, written: date | None = None) -> Document:
    """A document from its bytes. Raises UsageError, in one line, for what cannot be read."""
    kind = kind_of(data, name)
    day: date | None = None
    try:
        if kind == "html":
            from rekindle.reader.formats.html import paragraphs as html_paragraphs

            found, notes, day = html_paragraphs(data)
        else:
            found, notes = _read(kind, data)
    except ImportError:
        what = f"Reading {kind.upper()} needs {NEEDED.get(kind, kind)}, which is not installed."
        raise UsageError(f"{what} Install it with: pip install 'rekindle-lab[read]'.") from None
    except UsageError as error:
        raise UsageError(f"{name} cannot be read: {error}") from None
    return _put_together(found, name, kind, hashlib.sha256(data).hexdigest(), written or day, notes)


def _read(kind: str, data: bytes) -> tuple[list[Paragraph], list[str]]:
    if kind == "pdf":
        from rekindle.reader.formats.pdf import paragraphs
    elif kind == "docx":
        from rekindle.reader.formats.docx import paragraphs
    else:
        from rekindle.reader.formats.text import paragraphs
    return paragraphs(data)


def _put_together(
    found: list[Paragraph], name: str, kind: str, sha256: str, written: date | None, notes: list[str]
) -> Document:
    """One text, a line for each paragraph that is no furniture."""
    whole = " ".join(one.text for one in found)
    if len(whole) > MOST_LETTERS:
        raise UsageError(f"{name} has {len(whole):,} letters; {MOST_LETTERS:,} are read at the most. Split it.")
    tidied = [(tidy(one.text, whole), one.page) for one in found]
    if written is None:
        written = next(
            (
                day
                for text, _ in tidied[:HEAD]
                if len(text) < LONGEST_DATELINE and text[-1:] != "." and (day := written_date(text))
            ),
            None,
        )
    kept = [(text, page) for text, page in tidied if text and not furniture(text)]
    if not any(re.search(r"\w", text) for text, _ in kept):
        raise UsageError(f"{name} cannot be read: there is no text in it.")
    starts, at = [], 0
    for text, _ in kept:
        starts.append(at)
        at += len(text) + 1
    return Document(name, kind, "\n".join(text for text, _ in kept), tuple(starts), tuple(page for _, page in kept), sha256,
        written,
                    tuple(notes))  # fmt: skip


def furniture(text: str) -> bool:
    """Whether a paragraph furnishes a page: navigation, captions, names of authors, notes that cite."""
    if len(text) < LONGEST_NOTE and re.match(words("claims")["citation"], text.lower()):
        return True
    return len(text) < 160 and any(re.search(one, text.lower()) for one in words("claims")["furniture"])
