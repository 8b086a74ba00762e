"""Who says so: the speaker of a sentence or of a quotation."""

from __future__ import annotations

import re
from functools import cache

from rekindle.reader.wordlists import any_of, words

NAME = r"(?:[A-Z][\w’'.-]+(?:\s+(?:[A-Z][\w’'.-]+|of|the|for|on|de|al|bin|van)){0,5})"


@cache
def _patterns() -> list[re.Pattern[str]]:
    lists = words("speech")
    told, bodies = any_of(lists["described"]), any_of(lists["bodies"])
    people = rf"(?:(?:{told})\s+){{0,3}}(?:[\w-]+\s+){{0,2}}(?:{any_of(lists['people'])})\b"
    who = rf"(?P<who>{NAME}|(?i:{people})|(?:[Tt]he\s+)?(?:[\w-]+\s+){{0,3}}(?:{bodies}))"
    verbs = any_of(lists["verbs"])
    return [
        re.compile(rf"\b(?:{any_of(lists['phrases'])})\s+{who}", re.IGNORECASE),
        re.compile(rf"[”\"’,]\s*(?:{verbs})\s+{who}"),
        re.compile(
            rf"(?:^|[,.;”\"]\s*|\b(?:that|but|and|as)\s+){who}(?:,[^,]{{3,80}},)?\s+(?:has\s+|have\s+|also\s+)?(?:{verbs})\b"
        ),
        re.compile(rf"[”\"’,]\s*(?:{who})\s+(?:{verbs})\b"),
    ]


def speaker(text: str) -> str:
    """The speaker that a sentence names, as it stands there; empty where it names none."""
    for pattern in _patterns():
        if found := pattern.search(text):
            who = str(found["who"]).strip(" ,.")
            if who.lower() not in (
                "he",
                "she",
                "it",
                "they",
                "this",
                "that",
                "i",
                "we",
                "one",
                "who",
                "but",
                "if",
                "as",
                "there",
            ):
                return who
    return ""
