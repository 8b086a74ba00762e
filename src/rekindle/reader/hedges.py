"""How sure a clause is: its words of certainty as a step of the probability scale."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from rekindle.reader.wordlists import any_of, words

FLAT = "flat"


class Hedge(NamedTuple):
    """A step of the scale (`flat` where the clause hedges nothing) and the words that gave it."""

    step: str
    words: str = ""


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Steps with their patterns, the longest phrases first over all steps."""
    phrases = [(phrase, step) for step, every in words("hedges")["words"].items() for phrase in every]
    phrases.sort(key=lambda pair: -len(pair[0]))
    return [(step, re.compile(rf"(?<![\w-])(?:{any_of([phrase])})(?![\w-])", re.IGNORECASE)) for phrase, step in phrases]


def hedge(text: str) -> Hedge:
    """The step of a clause. A word that says how sure beats a modal verb beside it; of two, the longer phrase counts."""
    found = [(one, step) for step, pattern in _patterns() for one in pattern.finditer(text) if _counts(one, text)]
    if not found:
        return Hedge(FLAT)
    inner = [pair for pair in found if not any(_inside(pair[0], other) for other, _ in found)]
    modal = {"may", "might", "could"}
    strong = [pair for pair in inner if pair[0][0].lower() not in modal] or inner
    one, step = strong[0]
    if step in words("hedges")["opposite"] and re.search(r"\b(?:not|n't|no longer|never)\s+(?:\w+\s+)?$", text[: one.start()]):
        step = words("hedges")["opposite"][step]
    return Hedge(step, one[0])


def _inside(one: re.Match[str], other: re.Match[str]) -> bool:
    return other.start() <= one.start() and one.end() <= other.end() and other.end() - other.start() > one.end() - one.start()


def _counts(one: re.Match[str], text: str) -> bool:
    """Whether a word hedges the clause: "perhaps 3,000" hedges a number, and "May" is a month."""
    word, after, before = one[0], text[one.end() :], text[: one.start()]
    if word.lower() in ("perhaps", "possibly", "probably", "likely") and re.match(r"\s+(?:some\s+)?(?:\d|a million|half)", after):
        return False
    if word == "May" and re.search(r"\b(?:in|since|of|by|until|last|from|during|before|after)\s$|\d\s$", before):
        return False
    if word.lower() in ("surely", "certainly", "hardly", "scarcely") and not re.search(r"\w", after):
        return False
    return not (word.lower() == "could" and re.match(r"\s+(?:not\s+)?(?:be\s+)?(?:verified|have)\b", after))


def negated(text: str) -> bool:
    """Whether the clause denies what it speaks of."""
    return bool(re.search(rf"\b(?:{any_of(word for word in words('hedges')['negations'] if word != chr(110) + chr(39) + 't')})\b|n['’]t\b", text, re.IGNORECASE))


def bar(step: str) -> dict[str, float]:
    """`at_least` or `at_most` of a step of the scale."""
    return dict(words("hedges")["bars"].get(step, {}))
