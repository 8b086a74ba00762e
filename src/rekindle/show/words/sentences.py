"""Words around numbers: likelihood, counts of worlds and spells of days. Numbers themselves are written by `rekindle.numbers`.

Likelihood follows the calibrated words of `rekindle.analysis.statistics.likelihood`.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from rekindle.analysis.statistics.likelihood import FEW as FEW
from rekindle.analysis.statistics.likelihood import SCALE as SCALE
from rekindle.analysis.statistics.likelihood import likelihood as likelihood
from rekindle.numbers import MONTHS, as_date, count, day, some_of

MARK = "\u200e"
"""The left-to-right mark, which has no width."""


def with_likelihood(text: str, count: int, worlds: int) -> str:
    """`text` followed by the calibrated word in brackets, where there is one."""
    word = likelihood(count, worlds)
    return f"{text} ({word})" if word else text


def worlds(holds: int, of: int) -> str:
    """How many worlds, with the number behind it: "94 of 100 worlds", "none of 500 worlds"."""
    if of == 1:
        return "the one world of this run" if holds else "no world (of one)"
    return f"{some_of(holds, of)} worlds"


def world_count(many: int) -> str:
    """How many worlds a picture rests on, at the start of a sentence: "One world", "1,000 worlds"."""
    return "One world" if many == 1 else count(many, "worlds")


def days(first: Any, last: Any) -> str:
    """Two days as "5 and 12 December 2016", naming month and year once where they agree."""
    begin, end = as_date(first), as_date(last)
    if begin == end:
        return day(begin)
    if (begin.year, begin.month) == (end.year, end.month):
        return f"{begin.day} and {day(end)}"
    if begin.year == end.year:
        return f"{begin.day} {MONTHS[begin.month - 1]} and {day(end)}"
    return f"{day(begin)} and {day(end)}"


def between_days(first: Any, last: Any) -> str:
    """A spell from one day to another."""
    return day(first) if as_date(first) == as_date(last) else f"{day(first)} to {day(last)}"


def deadline(value: Any) -> str:
    """A date after "by": "the end of 2017" where it is the last day of a year, else the day."""
    when = as_date(value)
    return f"the end of {when.year}" if (when.month, when.day) == (12, 31) else day(when)


def within_text(label: str) -> str:
    """A label in English text: one written from right to left is marked off, so that numbers beside it keep their side."""
    rightward = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in label)
    return f"{MARK}{label}{MARK}" if rightward else label


def sentence(text: str) -> str:
    """First letter large, one full stop at the end."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."
