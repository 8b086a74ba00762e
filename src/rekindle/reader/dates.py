"""Days, months and years as a text writes them: in full, or by weekday or month beside the day the text is of."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from rekindle.reader.wordlists import any_of, words


class Dated(NamedTuple):
    """A date in a text: its place, and as much of YYYY-MM-DD as is known (empty: nothing is)."""

    start: int
    end: int
    value: str


@cache
def _pattern() -> re.Pattern[str]:
    months = any_of(word.capitalize() for word in words("dates")["months"])
    days = any_of(word.capitalize() for word in words("dates")["weekdays"])
    return re.compile(
        rf"""(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{months})\b\.?(?:,?\s+(?P<y1>\d{{4}})\b)?
        |(?P<m2>{months})\b\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|,\d)(?:,?\s+(?P<y2>\d{{4}})\b)?
        |(?:(?P<part>mid|early|late)[-\s])?(?P<m3>{months})\b\.?(?:,?\s+(?:of\s+)?(?P<y3>(?:1[89]|20)\d\d)\b)?
        |(?P<iso>\b(?:1[89]|20)\d\d-\d\d-\d\d\b)
        |(?P<decade>\b(?:1[89]|20)\d0)s\b
        |(?<![\d.,$€£/])\b(?P<y4>(?:1[89]|20)\d\d)\b(?![,.]\d|%|/\d|\s*(?:per\s?cent|percent|km|tonnes|kilomet))
        |\b(?P<weekday>{days})\b)""",
        re.VERBOSE,
    )


NOT_YEARS = re.compile(
    r"^\s+(?:\w+\s+){0,2}(?:fighters|people|men|soldiers|troops|civilians|militants|rebels|families|houses|homes|deaths|dead|wounded|prisoners)\b"
)
"""What follows a number that looks like a year and is one of people or things."""


def dates_in(text: str, written: date | None) -> list[Dated]:
    """Every date of a sentence."""
    found = []
    for one in _pattern().finditer(text):
        if one["y4"] and (
            NOT_YEARS.match(text[one.end() :])
            or re.search(r"\b(?:around|about|some|roughly|than|least|nearly)\s$", text[max(0, one.start() - 60) : one.start()])
        ):
            continue
        month = one["m1"] or one["m2"] or one["m3"]
        if one["m3"] and not one["y3"] and not _is_month(one["m3"], text, one.start(), bool(one["part"])):
            continue
        value = _value(one, month, text, written)
        if value is not None:
            found.append(Dated(one.start(), one.end(), value))
    return found


def _is_month(word: str, text: str, start: int, part: bool) -> bool:
    """Whether a month's name without a day or a year is one: "may" and "march" are other words too."""
    if re.match(r"\.?\s+[A-Z][a-z]", text[start + len(word) :]) and len(word) <= 4 and not part:
        return False  # "Jan Egeland" is a person
    if part or word.lower() not in ("may", "march", "august", "mar", "dec", "sep"):
        return True
    return bool(
        re.search(
            r"\b(?:in|since|of|by|until|till|last|next|this|from|during|before|after|late|early)\s+$",
            text[max(0, start - 60) : start],
        )
    )


def _value(one: re.Match[str], month: str | None, text: str, written: date | None) -> str | None:
    if one["iso"]:
        return one["iso"]
    if one["decade"] or one["y4"]:
        return one["decade"] or one["y4"]
    if one["weekday"]:
        if written is None:
            return ""
        back = (written.weekday() - words("dates")["weekdays"][one["weekday"].lower()]) % 7
        return str(written - timedelta(days=back or 7 if back == 0 and not _today(text, one.start()) else back))
    number = words("dates")["months"][str(month).lower()]
    day = int(one["d1"] or one["d2"] or 0)
    year = one["y1"] or one["y2"] or one["y3"]
    if year is None:
        if written is None:
            return f"--{number:02d}" + (f"-{day:02d}" if day else "")
        year = str(_year(number, day, text[max(0, one.start() - 60) : one.start()], written))
    if not day:
        return f"{year}-{number:02d}"
    try:
        return str(date(int(year), number, day))
    except ValueError:
        return None


@cache
def _coming() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(words('dates')['coming'])})\s+(?:the end of\s+)?$")


def _today(text: str, start: int) -> bool:
    return not re.search(r"\blast\s+$", text[max(0, start - 60) : start])


def _year(month: int, day: int, before: str, written: date) -> int:
    """The year that is meant: the last such day before the text, or the next one behind "until"."""
    coming = _coming().search(before.lower())
    later = (month, day or 1) > (written.month, written.day)
    if coming:
        return written.year + (0 if later or month == written.month else 1)
    return written.year - (1 if later else 0)


def written_date(text: str) -> date | None:
    """The day in a short line at the head of a document; none where the line has no full date."""
    for one in dates_in(text, None):
        try:
            return date.fromisoformat(one.value)
        except ValueError:
            continue
    return None
