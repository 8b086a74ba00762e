"""No place in code: countries, cities, years of a war stand in scenarios, records and classics."""

from __future__ import annotations

import re
from pathlib import Path

import rekindle

PACKAGE = Path(rekindle.__file__).parent
APART = ("catalogue", "record/tables", "classics")
PLACES = re.compile(r"iraq|syria|mosul|raqqa|nineveh", re.IGNORECASE)


def lines_with_places() -> dict[str, int]:
    """Lines that name a place, by file of the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        if path.suffix in (".py", ".html", ".typ", ".yaml", ".json") and not name.startswith(APART):
            count = sum(bool(PLACES.search(line)) for line in path.read_text(encoding="utf-8").splitlines())
            if count:
                found[name] = count
    return found
