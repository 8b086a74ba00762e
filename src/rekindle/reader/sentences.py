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


LONGEST = 2000
"""Letters of a sentence at the most: what goes on without a stop is no prose, and is cut at a blank."""


def spans(paragraph: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a paragraph."""
    for start, end in _sentences(paragraph):
        while end - start > LONGEST:
            cut = paragraph.rfind(" ", start + 1, start + LONGEST)
            cut = cut if cut > start else start + LONGEST
            yield start, cut
            start = cut + (paragraph[cut : cut + 1] == " ")
        if start < end:
            yield start, end


def _sentences(paragraph: str) -> Iterator[tuple[int, int]]:
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
