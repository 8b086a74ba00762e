"""A document of verdicts as one HTML file that needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rekindle.files import write_text
from rekindle.show.figures.svg import svg
from rekindle.show.pages.html import data_uri, render
from rekindle.show.verdicts.document import Document


def write_page(path: Path, document: Document) -> Path:
    """Write the page to `path` and return it. Raises OSError where it cannot be written."""
    page = render("verdicts.html", document=document.data(), pictures=_pictures(document))
    return write_text(path, page)


def _pictures(document: Document) -> dict[str, dict[str, Any]]:
    """Every picture as data, wide and narrow, by its name."""
    found = {}
    for one in document.pictures():
        narrow = one.narrow() if one.narrow else None
        found[one.name] = {
            "wide": data_uri(svg(one.figure, one.title)),
            "narrow": data_uri(svg(narrow, one.title)) if narrow else "",
        }
    return found
