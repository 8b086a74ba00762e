"""Words for numbers: dates, counts, ranges and calibrated likelihood, the same in every figure and report.

Likelihood follows the calibrated words of `rekindle.analysis.statistics.likelihood`.
"""

from __future__ import annotations

import math
import unicodedata
from datetime import date, datetime
from typing import Any

import numpy as np

from rekindle.analysis.statistics.likelihood import FEW as FEW
from rekindle.analysis.statistics.likelihood import SCALE as SCALE
from rekindle.analysis.statistics.likelihood import likelihood as likelihood
from rekindle.analysis.statistics.percent import between as shares
from rekindle.analysis.statistics.percent import percent as share

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MARK = "\u200e"
"""The left-to-right mark, which has no width."""
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def with_likelihood(text: str, count: int, worlds: int) -> str:
    """`text` followed by the calibrated word in brackets, where there is one."""
    word = likelihood(count, worlds)
    return f"{text} ({word})" if word else text


def worlds(count: int, of: int) -> str:
    """How many worlds, with the number behind it: "94 of 100 worlds", "no world of 500"."""
    if of == 1:
        return "the one world of this run" if count else "no world (of one)"
    if count == 0:
        return f"no world of {of:,}"
    if count == of:
        return f"all {of:,} worlds"
    return f"{count:,} of {of:,} worlds"


def world_count(count: int) -> str:
    """How many worlds a picture rests on: "One world", "1,000 worlds"."""
    return "One world" if count == 1 else f"{count:,} worlds"


def number(value: float, digits: int = 3) -> str:
    """A count as people write it: 1,470; 0.95 million; 12. Rounded to three significant digits unless told."""
    if not math.isfinite(value):
        return "unknown" if math.isnan(value) else "without end"
    if abs(value) >= 500_000:
        millions = value / 1e6
        return f"{millions:,.{0 if abs(millions) >= 100 else 1 if abs(millions) >= 10 else 2}f} million"
    return _rounded(value, digits)


def _rounded(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    if abs(rounded) >= 10 or float(rounded).is_integer():
        return f"{rounded:,.0f}"
    return f"{rounded:,.{min(max(places, 1), 4)}f}".rstrip("0").rstrip(".")


def quantity(value: float, unit: str = "", digits: int = 3) -> str:
    """A value with its unit in words: "38 weeks", "61 %", "0.95 million people"."""
    if unit in ("1", "0-1", "share"):
        return share(value)
    if unit == "weeks" and math.isfinite(value):
        return f"{value:.0f} weeks"
    return f"{number(value, digits)} {unit}".strip()


def between(low: float, high: float, unit: str = "", digits: int = 3) -> str:
    """A range: "33 to 44 weeks", "0.90 to 1.05 million people"; one figure where both ends read alike."""
    if unit in ("1", "0-1", "share"):
        return shares(low, high)
    first, second = quantity(low, digits=digits), quantity(high, digits=digits)
    if unit == "weeks":
        first, second = (f"{x:.0f}" if math.isfinite(x) else "never" for x in (low, high))
        if second == "never":
            return "never" if first == "never" else f"{first} weeks to never within the run"
    if first == second:
        return f"about {second} {unit}".strip()
    if first.endswith(" million") and second.endswith(" million"):
        first = first.removesuffix(" million")
    return f"{first} to {second} {unit}".strip()


def how_many(count: int) -> str:
    """Small numbers in letters, for the flow of a sentence."""
    return SMALL[count] if 0 <= count < len(SMALL) else f"{count:,}"


def as_date(value: Any) -> date:
    """A calendar date from a date, a datetime, an ISO text or numpy's datetime64."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return date.fromisoformat(str(np.datetime64(value, "D")))


def day(value: Any) -> str:
    """A date in words: "10 July 2017"."""
    when = as_date(value)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


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


def month(value: Any) -> str:
    """A month in words: "July 2017"."""
    when = as_date(value)
    return f"{MONTHS[when.month - 1]} {when.year}"


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
