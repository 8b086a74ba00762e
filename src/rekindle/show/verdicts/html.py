"""A document of verdicts as one HTML file that needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rekindle.files import write_text
from rekindle.show.figures.svg import drawn
from rekindle.show.pages.html import depicted, render
from rekindle.show.verdicts.document import Document, Shown
from rekindle.version import VERSION


def write_page(path: Path, document: Document) -> Path:
    """Write the page to `path` and return it. Raises OSError where it cannot be written."""
    pictures = {one.name: _picture(one) for one in document.pictures()}
    return write_text(path, render("verdicts.html", document=document.data(), pictures=pictures, version=VERSION))


def _picture(one: Shown) -> dict[str, Any]:
    """A picture as the templates set it; without a table beneath where its numbers stand in the text."""
    narrow = drawn(one.narrow(), one.title) if one.narrow else None
    found = depicted(one.name, one.title, "", one.alt, drawn(one.figure, one.title), narrow, one.numbers, one.sentence)
    return found | {"table": None} if one.tabled else found
