"""Where a source can be read: addresses that sources give, and those that follow from what a source is; and whole names."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from urllib.parse import quote

TABLE = "links.csv"
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:)\]]")
DOI = re.compile(r"\b(?:doi:\s*)?(10\.\d{4,9}/[^\s<>\"';,]+[^\s<>\"';,.)])", re.IGNORECASE)
SYMBOL = re.compile(r"\b[SA]/(?:\d{4}/\d+|RES/[\d/]+)\b")
"""Symbol of a document of the United Nations."""
ENCYCLOPAEDIA = "Wikipedia"


def link(name: str, title: str = "", author: str = "", note: str = "", url: str = "") -> str:
    """The address at which a source can be read, or at which its publisher offers it; empty where none is known.

    In this order: the address that the source gives, one of the table `links.csv`, one that stands in its texts, a DOI, a
    document's symbol, and for an encyclopaedia the search for its title.
    """
    if url:
        return url
    if name in _table():
        return _table()[name]["url"]
    text = f"{title} {note}"
    if found := ADDRESS.search(text):
        return found[0]
    if found := DOI.search(text):
        return f"https://doi.org/{found[1]}"
    if found := SYMBOL.search(text):
        return f"https://undocs.org/{found[0]}"
    if author.startswith(ENCYCLOPAEDIA):
        return f"https://en.wikipedia.org/w/index.php?search={quote(title.partition(':')[0])}"
    return ""


def author(name: str, given: str) -> str:
    """Who wrote a source, in full where `sources.yaml` has letters that not everybody knows."""
    return _table().get(name, {}).get("author") or given


@cache
def _table() -> dict[str, dict[str, str]]:
    """Rows of the table by the identity of their source in `sources.yaml`."""
    text = files("rekindle.record").joinpath("tables", TABLE).read_text(encoding="utf-8")
    return {row["source"]: row for row in csv.DictReader(text.splitlines())}
