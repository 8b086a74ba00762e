"""What the documentation calls things that reports name by their identities: places, measures, rules, numbers."""

from __future__ import annotations

from functools import cache

from rekindle.analysis.validation.battles import MEASURES as BATTLE
from rekindle.model.parameters import all_parameters
from rekindle.record.regions import governorates, place_id
from rekindle.scenario import read
from rekindle.show import words
from rekindle.show.pages.tables import label

MEASURES = {"deaths_documented": "documented deaths", "idps": "displaced people", **BATTLE}
"""Measures that the record knows by a short name, in words."""


def measure(name: str) -> str:
    """A measure in words: "documented deaths"."""
    return MEASURES.get(name, plain(name))


def place(name: str) -> str:
    """A place as the record's governorates or countries are called, else its identity in words."""
    return _places().get(name, plain(name)[:1].upper() + plain(name)[1:])


def plain(name: str) -> str:
    """An identity in words: "random walk"."""
    return name.replace("_", " ")


@cache
def _places() -> dict[str, str]:
    """Names of governorates by their identity, as far as one follows from the other."""
    return {place_id(one): one for one in governorates()}


def number(name: str) -> str:
    """A number that was learnt: what a parameter means, or which number of a scenario it is, with its name in files."""
    kind = name.removeprefix("parameter ")
    if kind in all_parameters():
        return f"{words.sentence(all_parameters()[kind].meaning)[:-1]} (`{kind}`)"
    scenario, sign, path = name.partition(" quantity ")
    return f"{label(read(scenario), path)} (`{scenario}`)" if sign else plain(kind)


def point(name: str) -> str:
    """A recorded figure as reports name it, "SCENARIO MEASURE PLACE PERIOD": its measure, place and period in words."""
    parts = name.split(" ")
    return f"{measure(parts[1])}, {place(parts[2])}, {parts[3]}" if len(parts) == 4 else name
