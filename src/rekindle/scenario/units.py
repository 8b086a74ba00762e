"""Units at the file's edge: what is written there is turned into the unit the model reckons in.

pint does the reckoning with a registry of our own few units. It is loaded only when a file uses another unit than the
expected one. Texts are taken apart here first, so that no arithmetic from a file is ever evaluated.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

DEFINITIONS = """
    person = [people] = _ = people = persons = fighter = fighters = soldier = soldiers = member = members
    death = [deaths] = _ = deaths
    kilometre = [length] = km = kilometres = kilometer = kilometers
    metre = 0.001 * kilometre = m = metres = meter = meters
    mile = 1.609344 * kilometre = mi = miles
    hectare = 0.01 * kilometre ** 2 = ha = hectares
    dunam = 0.0025 * kilometre ** 2 = _ = dunams
    week = [time] = _ = weeks
    day = week / 7 = _ = days
    year = 365.25 * day = _ = years
    month = year / 12 = _ = months
    dollar = [money] = USD = dollars
    percent = 0.01 = _
    thousand = 1000 = _
    million = 1000000 = _
    billion = 1000000000 = _
    strike = 1 = _ = strikes
"""
"""Our units. `dunam` is the Iraqi one. A family is no number of people, so it is missing on purpose."""

PLAIN = (
    "people", "thousand people", "deaths", "km", "mi", "km2", "mi2", "ha", "1", "percent",
    "1/week", "1/day", "1/month", "1/year", "USD million", "USD billion",
)  # fmt: skip
"""What to choose from, for messages."""

_TERM = re.compile(r"([A-Za-z]{1,20})(?:\^|\*\*)?([123])?")
_SIGNS = {"²": "2", "³": "3", "%": " percent ", "$": " USD ", "·": " ", "*": " "}


class UnknownUnit(ValueError):
    """A unit that is not among ours."""


def factor(given: str, wanted: str) -> float | None:
    """What a number in unit `given` is multiplied with to be in unit `wanted`; None if that makes no sense.

    Raises UnknownUnit for a text that is no unit of ours.
    """
    if given == wanted:
        return 1.0
    source, target = _parsed(given), _parsed(wanted)
    if source.dimensionality != target.dimensionality:
        return None
    ratio = float((source / target).to_base_units().magnitude)
    return float(f"{ratio:.12g}")


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(None, cache_folder=None)
    registry.load_definitions([line.strip() for line in DEFINITIONS.strip().splitlines()])
    return registry


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Every way a unit of ours may be written: each definition is `name = value = symbol = more names`."""
    lines = [line.split("=") for line in DEFINITIONS.strip().splitlines()]
    return frozenset(name.strip() for name, _, *more in lines for name in (name, *more)) - {"_"}


def _parsed(text: str) -> Any:
    """A unit as a pint quantity: terms in a row are multiplied; `/` or `per` divides by the next term."""
    registry = _registry()
    result = registry.Quantity(1)
    terms = _terms(text)
    if not terms:
        raise UnknownUnit(text)
    for name, power in terms:
        if name == "1":
            continue
        if name not in _names():  # pint itself takes `nan` and other numbers for units
            raise UnknownUnit(name)
        result = result * registry.Quantity(1, name) ** power
    return result


def _terms(text: str) -> list[tuple[str, int]]:
    if len(text) > 60:
        raise UnknownUnit(text)
    plain = text.replace("**", "^")
    for sign, word in _SIGNS.items():
        plain = plain.replace(sign, word)
    terms: list[tuple[str, int]] = []
    divide = False
    for word in plain.replace("/", " / ").split():
        if word in ("/", "per"):
            divide = True
            continue
        match = _TERM.fullmatch(word)
        if word != "1" and match is None:
            raise UnknownUnit(word)
        name, power = (match[1], int(match[2] or 1)) if match else ("1", 1)
        terms.append((name, -power if divide else power))
        divide = False
    return terms
