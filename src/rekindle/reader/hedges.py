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
def _steps() -> dict[str, str]:
    """The step of the scale that each phrase gives."""
    return {phrase.lower(): step for step, every in words("hedges")["words"].items() for phrase in every}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{any_of(_steps())})(?![\w-])", re.IGNORECASE)


def hedge(text: str) -> Hedge:
    """The step of a clause. A word that says how sure beats a modal verb beside it; of two, the longer phrase counts."""
    found = [one for one in _pattern().finditer(text) if _counts(one, text)]
    if not found:
        return Hedge(FLAT)
    one = next((one for one in found if one[0].lower() not in ("may", "might", "could")), found[0])
    step = _steps()[" ".join(one[0].lower().split())]
    if step in words("hedges")["opposite"] and re.search(r"\b(?:not|n't|no longer|never)\s+(?:\w+\s+)?$", text[: one.start()]):
        step = words("hedges")["opposite"][step]
    return Hedge(step, one[0])


def _counts(one: re.Match[str], text: str) -> bool:
    """Whether a word hedges the clause: "perhaps 3,000" hedges a number, and "May" is a month."""
    word, after, before = one[0], text[one.end() :], text[: one.start()]
    if word.lower() in ("perhaps", "possibly", "probably", "likely") and re.match(
        r"\s+(?:some\s+)?(?:\d|a million|half)", after
    ):
        return False
    if word == "May" and re.search(r"\b(?:in|since|of|by|until|last|from|during|before|after)\s$|\d\s$", before):
        return False
    if word.lower() in ("surely", "certainly", "hardly", "scarcely") and not re.search(r"\w", after):
        return False
    return not (word.lower() == "could" and re.match(r"\s+(?:not\s+)?(?:be\s+)?(?:verified|have)\b", after))


def negated(text: str) -> bool:
    """Whether the clause denies what it speaks of."""
    return bool(_negations().search(text))


@cache
def _negations() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(words('hedges')['negations'])})\b|n['’]t\b", re.IGNORECASE)


def bar(step: str) -> dict[str, float]:
    """`at_least` or `at_most` of a step of the scale."""
    return dict(words("hedges")["bars"].get(step, {}))
