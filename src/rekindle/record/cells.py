"""Cells of publishers' files as counts, ids and days. What could mean two things is refused; no advice alters a count."""

from __future__ import annotations

import re
from datetime import date

MOST_PEOPLE = 10_000_000  # in one cell; above it a column has slipped or a figure is mistyped
FIRST_YEAR, LAST_YEAR = 1900, 2100

# A date, year first, and what may follow it: a time of day, and Z or an offset from UTC.
_DAY = re.compile(
    r"(\d{4})([-/.])(\d\d?)\2(\d\d?)(?:[ T]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?\s*(?:Z|UTC|[-+]\d\d(?::?\d\d)?)?", re.ASCII
)
_GROUPS = re.compile(r"\d{1,3}(?:([ \u00a0\u202f'’])\d{3})(?:\1\d{3})*|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:\.\d{3}){2,}", re.ASCII)
_THREE = re.compile(r"\d{1,3}([.,])\d{3}", re.ASCII)
_WHOLE_COMMA = re.compile(r"(-?\d+),0+", re.ASCII)


def count(text: str, column: str) -> int:
    """A cell as a number of people: whole, not negative, not beyond any event. Raises ValueError with the reason.

    Read are 12, 12.0, 12,0 (a decimal comma) and 1 234 or 1,234,567 (separators of thousands); 1,234 and 1.000 are refused,
    because they are a thousand to some and one to others.
    """
    if not text:
        raise ValueError(f"{column} is empty; give the publisher's number, which may be 0")
    if _THREE.fullmatch(text) and not text.startswith("0"):
        digits, whole = re.sub("[.,]", "", text), re.split("[.,]", text)[0]
        also = f" or {whole}" if text.endswith("000") else ""
        raise ValueError(f"{column} {text!r} has a separator that parts thousands for some and decimals for others; "
                         f"write {digits}{also}, as the publisher means it")  # fmt: skip
    comma = _WHOLE_COMMA.fullmatch(text)
    plain = re.sub(r"\D", "", text) if _GROUPS.fullmatch(text) else comma[1] if comma else text
    try:
        value = float(plain.replace("_", "?"))  # Python reads 1_000 as a number, other programs do not
    except ValueError:
        raise ValueError(f"{column} {text!r} is not a number; give the publisher's, in digits") from None
    if value != value or value != int(min(max(value, -1e18), 1e18)):
        raise ValueError(f"{column} {text!r} is not a whole number, and people are counted in whole ones")
    if value < 0:
        raise ValueError(f"{column} {text} is negative; look up the publisher's number")
    if value > MOST_PEOPLE:
        raise ValueError(f"{column} {text} is more than {MOST_PEOPLE:,}; a column has slipped or the figure is mistyped")
    return int(value)


def number(text: str, column: str) -> int:
    """A cell as a publisher's id: 239008, or 239008.0 as some programs write it."""
    digits = re.sub(r"[.,]0+$", "", text)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 18) or _THREE.fullmatch(text):
        short = "; a spreadsheet has cut its digits" if re.search(r"\d[eE][-+]?\d", text) else ""
        raise ValueError(f"{column} {text!r} is not a whole number{short}; give each event the publisher's id")
    return int(digits)


def day(text: str, column: str) -> date:
    """A cell as a date: 2017-07-10, perhaps with a time and an offset behind it, whose day is the one that is written.

    Raises ValueError with the reason.
    """
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(f"{column} {text!r} is not a date{_why_no_day(text)}; write it as 2017-07-10")
    year, month, of_month = int(found[1]), int(found[3]), int(found[4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{column} {text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}; it is mistyped, or a sign for "
                         "a day that is not known")  # fmt: skip
    try:
        return date(year, month, of_month)
    except ValueError:
        raise ValueError(f"{column} {text!r} is not a date of the calendar; write it as 2017-07-10") from None


def _why_no_day(text: str) -> str:
    if not text:
        return " (it is empty)"
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*", text):
        return " that has one meaning (day or month first)"
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return " (it is a spreadsheet's number of a day)"
    return ""
