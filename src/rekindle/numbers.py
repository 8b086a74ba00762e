"""Numbers and dates as people read them: the one place where a number becomes text.

Everything that a report, a page, a picture or the terminal shows is written here, so that a number reads the same everywhere.
The rules: three significant digits unless a caller asks for others; thousands apart by commas, millions and billions in words;
what is not nothing is never written as 0; a minus is a minus sign and no hyphen; what is infinite is "never", for the only
infinite numbers of a world are those of what does not happen in it; what is not a number (NaN or None) is "unknown", or what
the caller says instead. JSON and CSV hold numbers and not these texts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

MINUS = "\N{MINUS SIGN}"
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
SHARES = ("1", "0-1", "share")
"""Units of numbers from 0 to 1."""
SINGULAR = {"people": "person"}
"""Plurals that do not end in s."""
COUNTED = frozenset({
    "people", "deaths", "civilians", "fighters", "members", "families", "attacks", "strikes", "raids", "worlds", "weeks",
    "count",
})  # fmt: skip
"""First words of units of which there are no parts."""
LEAST = 0.001
"""What is less than so much of a thing without parts is only said to be less."""
FINEST = 6
"""Most decimals of a number in per cent."""
SIGNS = ((1e9, " billion", "bn"), (1e6, " million", "M"), (1e4, "", "k"))
"""From which size on a number is counted in larger ones, what those are called in a sentence, and in a table."""
Number = float | None
Write = Callable[[Number], str]


def number(value: Number, digits: int = 3, missing: str = "unknown") -> str:
    """A number in a sentence: "1,470", "12.3", "1.05 million", "0.003". Of so many significant digits."""
    return _sized(value, digits, missing, 0)


def short(value: Number, missing: str = "unknown") -> str:
    """A number of three digits in few letters, for tables and axes: "1,470", "12.3k", "1.05M"."""
    return _sized(value, 3, missing, 1)


def exact(value: Number, missing: str = "") -> str:
    """A number as somebody gave it, to ten digits: "1,474", "123,456.5". Whole ones are written out."""
    odd = _odd(value, missing)
    if odd is not None or value is None:
        return odd or ""
    whole = float(value).is_integer() and abs(value) < 1e15
    return _minus(f"{value:,.0f}" if whole else f"{value:,.10g}")


def fixed(value: Number, places: int, missing: str = "unknown") -> str:
    """A number with so many decimals, for scores that stand beneath each other: "0.25", "under 0.01"."""
    odd = _odd(value, missing)
    if odd is not None or value is None:
        return odd or ""
    text = f"{abs(value):,.{places}f}"
    if value and not float(text.replace(",", "")):
        text = f"under {10**-places:.{places}f}"
    return _with_sign(text, MINUS) if value < 0 else text


def percent(share: Number, *edges: float, digits: int = 0, brief: bool = False, missing: str = "unknown") -> str:
    """A share (1 is all) in per cent: "71 %", "0.3 %", "89.9 %" beside an edge at 0.9, "under 0.1 %" ("<0.1 %" if brief).

    Whole per cent in the middle, a decimal below 1 % and above 99 %, at least `digits` decimals. What sometimes happens is
    never rounded to 0 or 100, and a share is never rounded to, or over, an edge that it stands beside (a bar, a change of the
    calibrated word, even odds): 888 of 988 under a bar of 90 % is 89.9 %.
    """
    odd = _odd(share, missing)
    if odd is not None or share is None:
        return odd or ""
    text = f"{_hundredths(abs(share), [edge if share >= 0 else -edge for edge in edges], digits)} %"
    text = _with_sign(text, MINUS) if share < 0 else text
    return re.sub("^(under|below) ", "<", re.sub("^(over|above) ", ">", text)) if brief else text


def about(share: Number, *edges: float, brief: bool = False, missing: str = "unknown") -> str:
    """A probability to two significant digits: "71 %", "9.5 %", "over 99 %".

    It is never rounded to an edge that it stands beside, or over it: 89.9 % beside a bar of 90 % is "just under 90 %", and
    "<90 %" if brief.
    """
    if share is None or not 0 < share < 1:
        return percent(share, brief=brief, missing=missing)
    digits = 1 if share < 0.0995 else 0
    # the nearest edge says most, where two are hidden
    hidden = sorted((abs(share - edge), edge) for edge in edges if _hidden(share, edge, digits))
    if hidden:
        above, edge = share > hidden[0][1], percent(hidden[0][1])
        return f"{'>' if above else '<'}{edge}" if brief else f"just {'over' if above else 'under'} {edge}"
    if share > 0.99:
        return ">99 %" if brief else "over 99 %"
    return percent(share, digits=digits, brief=brief)


def percents(low: Number, high: Number, *edges: float, digits: int = 0) -> str:
    """A range of shares in per cent, held off edges as `percent` is: "97 to 99 %"."""
    return interval(low, high, write=lambda share: percent(share, *edges, digits=digits))


def abouts(low: Number, high: Number, *edges: float) -> str:
    """A range of probabilities, each end as `about` writes it: "87 to just under 90 %"."""
    return interval(low, high, write=lambda share: about(share, *edges))


def points(share: Number, brief: bool = False, missing: str = "unknown") -> str:
    """A difference of shares in points of a hundred: "12 points", "1 point", "0.3 points"."""
    text = percent(share, brief=brief, missing=missing)
    return f"{text.removesuffix(' %')} point{'' if text in ('1 %', f'{MINUS}1 %') else 's'}" if text.endswith(" %") else text


def signed(value: Number, write: Write = number) -> str:
    """A difference with its sign, written as other numbers of its kind are: "+1,200", "−3 %". Nothing has no sign."""
    if value is None or not value or math.isnan(value):
        return write(value)
    if math.isinf(value):
        return write(math.inf) if value > 0 else MINUS + write(math.inf)
    return _with_sign(write(abs(value)), "+" if value > 0 else MINUS)


def interval(low: Number, high: Number, unit: str = "", digits: int = 3, write: Write | None = None) -> str:
    """A range: "33 to 44 weeks", "97 to 99 %". One number where the ends are equal, and "about" it where they only read alike.

    Both ends are written with `with_unit`, or with `write`, if one is named; a unit that both have stands once.
    """
    first, last = (write(x) if write else with_unit(x, unit, digits) for x in (low, high))
    if first == last:
        return first if low == high or not re.match(rf"[{MINUS}+]?[0-9]", first) else f"about {first}"
    ours, theirs = first.split(" "), last.split(" ")
    while ours[-1] == theirs[-1] and not re.match(rf"[{MINUS}+<>]?[0-9]", ours[-1]):
        ours.pop(), theirs.pop()
    return f"{' '.join(ours)} to {last}"


def with_unit(value: Number, unit: str = "", digits: int = 3, missing: str = "unknown") -> str:
    """A value with its unit: "38 weeks", "1 week", "61 %" of a share, "1.05 million people", whole as `amount` says."""
    text = amount(value, unit, digits, missing=missing)
    if unit in SHARES or value is None or not math.isfinite(value):
        return text
    return f"{text} {_one_of(unit) if text in ('1', f'{MINUS}1') else unit}".strip()


def amount(value: Number, unit: str, digits: int = 3, brief: bool = False, missing: str = "unknown") -> str:
    """A value of a unit that is named elsewhere: "44" of 43.6 people, "6.6" attacks, "43.6" of money, "61 %" of a share.

    What has no parts is whole from ten on, and weeks from one on; a few keep their decimals, for means over worlds may differ
    by less than one, down to "under 0.001". With `brief` it is as short as in tables, of any unit.
    """
    if unit in SHARES:
        return percent(value, brief=brief, missing=missing)
    if value is not None and math.isfinite(value):
        whole = _whole_from(unit)
        if 0 < abs(value) < LEAST and (brief or whole < math.inf):
            least = f"{'<' if brief else 'under '}{LEAST}"
            return least if value > 0 else _with_sign(least, MINUS)
        if whole <= abs(value) < 10**digits:  # a larger one has no decimals left, and is to be rounded once
            value = round(value)
        if brief and abs(value) < 1:
            return number(value, 2)
    return short(value, missing) if brief else number(value, digits, missing)


def people(value: Number, missing: str = "unknown") -> str:
    """A number of people, or of other things that have no parts, in a sentence that says what they are."""
    return amount(value, "people", missing=missing)


def count(many: int, plural: str) -> str:
    """A whole number of things, all digits: "1,970 worlds", "1 world", "no worlds"."""
    return f"{f'{many:,}' if many else 'no'} {_one_of(plural) if many == 1 else plural}"


def some_of(some: int, of: int) -> str:
    """A part of a whole number of things, all digits: "1,970 of 2,000", "all 2,000", "none of 2,000"."""
    return f"all {of:,}" if some == of and of > 1 else f"none of {of:,}" if not some else f"{some:,} of {of:,}"


def how_many(many: int) -> str:
    """A small whole number in letters, for the flow of a sentence; from eleven on in digits."""
    return SMALL[many] if 0 <= many < len(SMALL) else f"{many:,}"


def as_date(value: Any) -> date:
    """A calendar date from a date, a datetime, an ISO text or numpy's datetime64. Raises ValueError for any other text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value if isinstance(value, str) else value.astype("datetime64[D]"))[:10])


def day(value: Any) -> str:
    """A date in words: "10 July 2017"."""
    when = as_date(value)
    return f"{when.day} {month(when)}"


def month(value: Any) -> str:
    """A month in words: "July 2017"."""
    when = as_date(value)
    return f"{MONTHS[when.month - 1]} {when.year}"


def _whole_from(unit: str) -> float:
    """From which size on there are no parts of a unit; never of a rate."""
    if unit.partition(" ")[0] not in COUNTED or " per " in unit:
        return math.inf
    return 1 if unit == "weeks" else 10


def _odd(value: Number, missing: str) -> str | None:
    """What is written for that which is no finite number."""
    if value is None or math.isnan(value):
        return missing
    if math.isinf(value):
        return "never" if value > 0 else f"{MINUS}never"
    return None


def _sized(value: Number, digits: int, missing: str, column: int) -> str:
    """A number with the sign of its size: that of sentences (column 0) or of tables (1)."""
    odd = _odd(value, missing)
    if odd is not None or value is None:
        return odd or ""
    # the size is that of the number as rounded, or 999,999 would be 1,000,000 and not 1 million
    rounded = _rounded(value, digits)
    for size, *names in SIGNS:
        if names[column] and size <= abs(rounded) < 1e15:
            return _minus(_plain(value / (1e3 if size == 1e4 else size), digits)) + names[column]
    return _minus(_plain(value, digits))


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def _plain(value: float, digits: int) -> str:
    """Significant digits, thousands apart, no zeros that say nothing; powers of ten for what is minute or immense."""
    rounded = _rounded(value, digits)
    if rounded and not 1e-4 <= abs(rounded) < 1e15:
        return f"{value:.{digits}g}"
    places = max(0, digits - 1 - math.floor(math.log10(abs(rounded)))) if rounded else 0
    return _trimmed(f"{rounded:,.{places}f}")


def _hundredths(share: float, edges: list[float], digits: int) -> str:
    """A share of nothing or more as a number of per cent."""
    if share in (0, 1):
        return f"{100 * share:.0f}"
    digits = max(digits, 1 if share < 0.01 or 0.99 < share < 1 else 0)
    while digits < FINEST and any(_hidden(share, edge, digits) for edge in edges):
        digits += 1
    if share > 1e12:
        return f"over {1e14:,.0f}"
    text = f"{100 * share:,.{digits}f}"
    if share < 1 and float(text) in (0, 100):
        return "under 0.1" if share < 0.5 else "over 99.9"
    return _trimmed(text)


def _hidden(share: float, edge: float, digits: int) -> bool:
    """Whether rounding takes a share to an edge, or to its other side."""
    found, limit, rounded = (round(x, 9) for x in (100 * share, 100 * edge, float(f"{100 * share:.{digits}f}")))
    return ((found > limit) - (found < limit)) != ((rounded > limit) - (rounded < limit))


def _trimmed(text: str) -> str:
    """Without a decimal that says nothing."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _minus(text: str) -> str:
    """With a minus sign before the number, unless that is nothing; that of a power of ten stays."""
    if text == "-0":
        return "0"
    return MINUS + text[1:] if text.startswith("-") else text


def _with_sign(text: str, sign: str) -> str:
    """A sign before a number; what is under a size without it is above it with a minus."""
    for word, other in (("under ", "above "), ("over ", "below "), ("<", ">"), (">", "<")):
        if text.startswith(word):
            return f"{other if sign == MINUS else word}{sign}{text.removeprefix(word)}"
    return f"{sign}{text}"


def _one_of(plural: str) -> str:
    """One of what is named in the plural: the first word is what is counted."""
    first, space, rest = plural.partition(" ")
    if first in SINGULAR:
        return f"{SINGULAR[first]}{space}{rest}"
    if first.endswith("ies"):
        return f"{first[:-3]}y{space}{rest}"
    return f"{first[:-1] if first.endswith('s') else first}{space}{rest}"
