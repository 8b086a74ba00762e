"""Which way an outcome is better, who it concerns, and why: the one table that every comparison of policies judges by.

An outcome without an obvious direction is not judged: its difference is shown, and nobody is told to like it. Change a
line here and every verdict, regret and rank follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

LESS, UNJUDGED, MORE = -1, 0, 1
WORDS = {LESS: "less", UNJUDGED: "not judged", MORE: "more"}


class Direction(NamedTuple):
    """What one kind of outcome is to a comparison."""

    pattern: str
    better: int
    side: str  # civilian, state, group, cost
    why: str


DIRECTIONS = (
    Direction("civilians_killed_*", LESS, "civilian", "every death is a loss"),
    Direction("displaced_total*", LESS, "civilian", "having to flee is a loss; whether it saved lives shows in the deaths"),
    Direction("displaced_*", LESS, "civilian", "to be displaced is a loss, and the longer the greater"),
    Direction("returned_foreign_*", UNJUDGED, "group", "home is safer than the front for some and a danger to others"),
    Direction("returned_*", UNJUDGED, "civilian", "more return where more had to flee; ask who is still displaced"),
    Direction("deaths_documented_*", LESS, "civilian", "fewer deaths, of civilians and fighters, as a count records them"),
    Direction("deaths_*", LESS, "civilian", "every death is a loss"),
    Direction("attacks_*", LESS, "group", "every attack harms or threatens somebody"),
    Direction("*_retaken", MORE, "state", "residents are no longer ruled by the group, and it is the campaign's aim"),
    Direction("*_lost_weeks", MORE, "state", "the later the city is lost, the longer the group's rule is kept off"),
    Direction("*_lost_*_weeks", LESS, "state", "residents come under the group's rule"),
    Direction("*_weeks*", LESS, "state", "a shorter battle; what it costs to be quick shows in the deaths"),
    Direction("security_forces_killed_*", LESS, "state", "every death is a loss"),
    Direction("fighters_killed_*", UNJUDGED, "group", "killing is no aim: capture, desertion and withdrawal may serve as well"),
    Direction("fighters_escaped_*", UNJUDGED, "group", "who escapes spares the city and may return: which weighs more is open"),
    Direction("covert_members_*", LESS, "group", "those in hiding are whom a return is made of"),
    Direction("resurgence_*", LESS, "group", "a return brings back what the campaign ended"),
    Direction("cost_money", LESS, "cost", "what is spent here is missing elsewhere"),
    Direction("cost_people", LESS, "cost", "years of people's work"),
)  # fmt: skip
"""First match counts."""
UNKNOWN = Direction("*", UNJUDGED, "group", "no direction is declared for it")

MAIN = (
    "civilians_killed_battle*", "civilians_killed_total", "displaced_total*", "displaced_peak*", "displaced_20*",
    "deaths_europe_*",
    "battle_weeks*", "security_forces_killed_battle*", "fighters_escaped_battle*", "covert_members_*",
    "attacks_iraq_*", "attacks_syria_*", "attacks_europe_*", "resurgence_[0-9]*",
)  # fmt: skip
"""What pictures and the regret table show, civilians first; of a kind that comes by year or span only the last."""
SERIES = re.compile(r"_(?:\d{4}_\d{2}|\d{4}|\d{1,2})$")
MONTHLY = re.compile(r"^deaths_documented_.*_\d{4}_\d{2}$")


def direction(name: str) -> Direction:
    """How an outcome is judged; one that the table does not know is not judged."""
    return next((row for row in DIRECTIONS if fnmatchcase(name, row.pattern)), UNKNOWN)


def monthly(name: str) -> bool:
    """Whether an outcome is one month of many: counted, and left out of tables and of the search among variants."""
    return bool(MONTHLY.match(name))


def main(names: Iterable[str]) -> list[str]:
    """The main outcomes among some, in the order of the table: of each yearly kind the last year, of each span the longest."""
    names = list(names)
    found: list[str] = []
    for pattern in MAIN:
        last: dict[str, str] = {}
        for name in names:
            if fnmatchcase(name, pattern) and not monthly(name):
                kind = SERIES.sub("", name)
                last[kind] = max(last.get(kind, name), name, key=_ordinal)
        found += [name for name in last.values() if name not in found]
    return found


def _ordinal(name: str) -> tuple[int, ...]:
    """Year and month, or span, at the end of a name."""
    end = SERIES.search(name)
    return tuple(int(part) for part in end[0].split("_") if part) if end else ()
