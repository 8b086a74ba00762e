"""Where sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from rekindle.reader.wordlists import any_of, words

END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[^\s\"'“‘«(\[])")


@cache
def _abbreviated() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s(\"“])(?:{any_of(words('abbreviations')['abbreviations'])}|[a-z])\.$", re.IGNORECASE)


def spans(paragraph: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a paragraph."""
    start = 0
    for found in END.finditer(paragraph):
        after = re.match(r"[\s\"'“‘«(\[]*(.)", paragraph[found.end() :])
        if after is None or not (after[1].isupper() or after[1].isdigit() or not after[1].isascii()):
            continue
        if found[0].startswith(".") and _abbreviated().search(paragraph[max(0, start, found.start() - 12) : found.start() + 1]):
            continue
        yield start, found.end()
        start = found.end() + len(paragraph[found.end() :]) - len(paragraph[found.end() :].lstrip())
    if start < len(paragraph):
        yield start, len(paragraph.rstrip())
