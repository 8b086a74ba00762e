"""A document of verdicts as one HTML file that needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2

from rekindle.files import write_text
from rekindle.show.figures import svg
from rekindle.show.report import data_uri, together
from rekindle.show.verdicts_blocks import Document


def write_page(path: Path, document: Document) -> Path:
    """Write the page to `path` and return it. Raises OSError where it cannot be written."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("rekindle.show", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters["together"] = together
    page = environment.get_template("verdicts.html").render(document=document.data(), pictures=_pictures(document))
    return write_text(path, page)


def _pictures(document: Document) -> dict[str, dict[str, Any]]:
    """Every picture as data, wide and narrow, by its name."""
    found = {}
    for one in document.pictures():
        narrow = one.narrow() if one.narrow else None
        found[one.name] = {
            "wide": data_uri(svg(one.figure, one.title, outlines=False)),
            "narrow": data_uri(svg(narrow, one.title, outlines=False)) if narrow else "",
        }
    return found
