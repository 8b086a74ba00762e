"""Numerals in a sentence: digits, words, fractions, shares, indefinite numbers, ranges, and the bounds beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from rekindle.reader.wordlists import any_of, words

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ \u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Numeral:
    """A number in a text. `low` and `high` are the same where it is one number; `bound` is at_least, at_most, about or
    empty."""

    start: int
    end: int
    low: float
    high: float
    form: str = "number"
    """number, vague, fraction, money."""
    bound: str = ""
    currency: str = ""
    digits: bool = False
    outer: int = 0
    """Where the words begin that belong to it: "at least", "some"."""

    @property
    def one(self) -> bool:
        return self.low == self.high == 1 and not self.digits


LONGEST = 18
"""Letters of a number at the most; longer rows of digits are no numbers of people or things."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = words("numerals")
    small, scales = any_of(lists["words"]), any_of(lists["scales"])
    spelt = rf"(?:{small})(?:[-\s](?:and\s)?(?:(?:{small})\b|(?:{scales})s?\b))*"
    scaled = rf"(?:half\s+)?an?\s+(?:{scales})\b(?:\s+and\s+(?:{small})\b)?|half\s+(?:an?\s+)?(?:{scales})\b"
    several = rf"(?:(?:a\s+)?few|several|many|a\s+couple\s+of)\s+(?:{scales})\b(?:\s+(?:{scales})\b)?"
    short = any_of(lists["short_scales"])
    signs = any_of(words("units")["money"]["signs"])
    digits = rf"(?:(?P<sign>{signs})\s?)?(?P<digits>{DIGITS})(?:[-\s]?(?P<scale>(?:{scales})\b)|(?P<short>{short})\b)?"
    fractions = any_of(lists["fractions"])
    parts = (
        rf"(?P<oneof>(?:{small}|\d+)\s+(?:in|out\s+of)\s+(?:every\s+)?(?:{small}|\d+))\b(?!\s+(?:the|a)\b)",
        rf"(?P<several>{several})",
        rf"(?P<scaled>{scaled})",
        rf"(?P<fraction>(?:(?:an?|one|two|three|four|nine)[-\s](?:{fractions}))\b|\bhalf(?=\s+(?:of\b|the\b|its\b|their\b|his\b|that\b)))",
        rf"(?P<vague>{any_of(lists['vague'])})\b",
        rf"(?P<spelt>{spelt})\b",
        digits,
    )
    return {"numeral": re.compile(rf"(?<![\w.,/])(?:{'|'.join(parts)})(?![\d/])", re.IGNORECASE)}


def _spelt(text: str) -> float:
    """A number written in words."""
    lists = words("numerals")
    total, now = 0.0, 0.0
    for word in re.split(r"[-\s]+", text.lower()):
        if word in ("and", "a", "an"):
            continue
        if word in lists["words"]:
            now += lists["words"][word]
        elif word == "half":
            now += 0.5
        elif (scale := lists["scales"].get(word) or lists["scales"].get(word.removesuffix("s"))) is not None:
            now = (now or 1) * scale
            if scale >= 1000:
                total, now = total + now, 0.0
    return total + now


def _fraction(text: str) -> float:
    lists = words("numerals")
    parts = re.split(r"[-\s]+", text.lower())
    part = lists["fractions"][parts[-1]]
    times = lists["words"].get(parts[0], 1) if len(parts) > 1 else 1
    return round(float(times) * part, 3)


def _one(found: re.Match[str]) -> Numeral | None:
    """One numeral as it was matched, without what stands round it."""
    lists, at = words("numerals"), (found.start(), found.end())
    if found["digits"]:
        if len(found["digits"]) > LONGEST:
            return None
        value = float(re.sub(r"[, \u202f]", "", found["digits"]))
        if found["scale"]:
            value *= lists["scales"][found["scale"].lower()]
        if found["short"]:
            value *= lists["short_scales"][found["short"].lower()]
        value = round(value, 6)
        sign = found["sign"]
        currency = words("units")["money"]["signs"][sign.upper()] if sign else ""
        return Numeral(*at, value, value, "money" if currency else "number", currency=currency, digits=True)
    if found["oneof"]:
        some, of = (
            _spelt(word) if not word.isdigit() else float(word)
            for word in re.split(r"\s+(?:in|out\s+of)\s+(?:every\s+)?", found["oneof"])
        )
        return Numeral(*at, some / of, some / of, "fraction") if of > some else None
    if found["several"]:
        how = re.sub(r"\s+(?:dozen|hundred|thousand|million|billion).*", "", found["several"].lower())
        low, high = lists["vague_times"][how]
        scale = _spelt(found["several"].lower().removeprefix(how))
        return Numeral(*at, low * scale, high * scale, "vague")
    if found["vague"]:
        low, high = lists["vague"][" ".join(found["vague"].lower().split())]
        return Numeral(*at, low, high, "vague")
    if found["fraction"]:
        value = _fraction(found["fraction"])
        return Numeral(*at, value, value, "fraction")
    value = _spelt(found["scaled"] or found["spelt"])
    return Numeral(*at, value, value)


def numerals(text: str) -> list[Numeral]:
    """Every number of a sentence, ranges put together, with the words of bound and roughness beside each."""
    singles = [one for found in _patterns()["numeral"].finditer(text) if (one := _one(found)) and _stands(one, text)]
    return [_bounded(one, text) for one in _ranges(singles, text)]


def _stands(one: Numeral, text: str) -> bool:
    """Whether it is a number and no part of a name, an ordinal or a sign."""
    before, after = text[max(0, one.start - 80) : one.start], text[one.end : one.end + 20]
    if one.form == "fraction" and re.search(r"\b(?:first|second|other|latter|upper|lower|\w+ern)\s$", before):
        return False
    if re.match(r"(?:st|nd|rd|th)\b|[A-Za-z]|[-‐][A-Z]|[:h]\d\d|°", after) or re.search(
        r"[A-Za-z][-‐]$|[#§]\s?$|\d[:/]$", before
    ):
        return False
    if one.digits and _named().search(before) and not re.search(r"\b(?:forces|attacks|figures)\s+number\s$", before):
        return False
    if (
        one.digits
        and one.low == int(one.low)
        and re.search(r"\b[A-Z][a-z]*\s$", before)
        and re.match(r"\s*[.,;)]", after)
        and one.low < 100
    ):
        return bool(re.search(r"\b(?:Some|About|At|Only|Nearly|Over|Just|Another|The|In|Of|Around)\s$", before))
    return not (one.start <= 1 and re.match(r"[.)]\s", after) and one.digits)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(words('numerals')['names_with_number'])})\s?$", re.IGNORECASE)


JOINS = re.compile(r"\s*[-–—]\s*|\s+(?:to|or)\s+|\s+and\s+")


def _ranges(singles: list[Numeral], text: str) -> list[Numeral]:
    """Pairs such as "3-4 million" and "between 40 and 50" as one number."""
    found: list[Numeral] = []
    for one in singles:
        before = found[-1] if found else None
        between = text[before.end : one.start] if before else ""
        if before and JOINS.fullmatch(between) and _pair(before, one, between, text):
            low = before.low
            if low < one.low and before.low * 1000 < one.high and one.high >= 1000:  # the scale stands behind the second alone
                low *= next((scale for scale in (1e9, 1e6, 1e3,
                    1e2) if one.high / scale >= 1 and low < one.high / scale * 1.001 and
                             re.search(r"[a-z]$", text[one.start : one.end])), 1.0)  # fmt: skip
            start = before.start
            found[-1] = replace(
                before, start=start, end=one.end, low=low, high=one.high, currency=before.currency or one.currency
            )
        else:
            found.append(one)
    return found


def _pair(first: Numeral, second: Numeral, between: str, text: str) -> bool:
    if first.low >= second.high or "vague" in (first.form, second.form) or "fraction" in (first.form, second.form):
        return False
    if "and" in between:
        return bool(
            re.search(r"\bbetween\s+(?:an?\s+estimated\s+)?$", text[max(0, first.start - 40) : first.start], re.IGNORECASE)
        )
    if "or" in between:
        return second.high <= 3 * first.low
    changed = re.search(
        r"\b(?:rose|rise|grew|fell|cut|dropped|increased|down|up|shrunk|risen|fallen)\b[^.;]{0,40}\bfrom\s+$",
        text[max(0, first.start - 80) : first.start],
    )
    return not changed


@cache
def _beside() -> list[tuple[str, re.Pattern[str]]]:
    lists = words("numerals")
    return [
        (name, re.compile(rf"\b(?:{any_of(lists[name])})\s+(?:the\s+|an?\s+)?$", re.IGNORECASE))
        for name in ("at_most", "at_least", "about")
    ]


def _bounded(one: Numeral, text: str) -> Numeral:
    """The same with the bound that stands before or behind it."""
    base = max(0, one.start - 60)
    before, bound, outer = text[base : one.start], "", one.start - base
    if between := re.search(r"\bbetween\s+(?:an?\s+estimated\s+)?$", before, re.IGNORECASE):
        return replace(one, outer=base + between.start())
    for _ in range(2):
        found = [(match.start(), name) for name, pattern in _beside() if (match := pattern.search(before[:outer]))]
        if found:
            outer, name = min(found)  # "no fewer than" beats the "fewer than" in it
            bound = bound or name
    if re.match(r"\s*(?:-plus\b|\+|or more\b)", text[one.end :]):
        bound = "at_least"
    elif re.match(r"\s*or so\b", text[one.end :]):
        bound = bound or "about"
    return replace(one, bound=bound or ("about" if one.form == "vague" else ""), outer=base + outer)


def facts(one: Numeral) -> dict[str, Any]:
    """Low and high of a numeral as plain numbers."""
    return {"low": _plain(one.low), "high": _plain(one.high)}


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) and abs(value) < 1e15 else round(value, 6)
