"""What a scenario already holds beside a figure: the numbers most like it, and whether the figure agrees with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rekindle.reader.figures import Figure

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

MOST = 3
SAME = 6.0
"""From this likeness on a number is taken to be of the same definition."""
LEAST = 2.5
FAR = 2.0
"""A figure outside of the range by more than this factor contradicts it; nearer by, it widens it."""
UNITS = {"people": "people", "1": "1", "km2": "km2"}
ROLES = {"group": {"fighters", "members", "overt", "covert", "attackers"}, "government": {"soldiers", "force", "forces",
    "strength", "garrison"},
         "civilians": {"residents", "people", "civilians", "displaced", "left"}}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A number of the scenario: its path, words that tell what it is, its range."""

    path: str
    unit: str
    words: frozenset[str]
    low: float
    high: float
    says: str


def with_beside(figures: Sequence[Figure], scenario: Scenario) -> list[Figure]:
    """The figures, each with the numbers of the scenario that are most like it."""
    held = _held(scenario)
    return [replace(one, beside=_beside(one, held, scenario)) for one in figures]


def _held(scenario: Scenario) -> list[Held]:
    """Numbers of people, shares and areas of a scenario, those of `context` among them."""
    every: list[tuple[str, Any]] = [
        (path, one) for path, one in scenario.quantities().items() if not path.startswith("campaign.")
    ]
    every += [(f"context.{name}", one) for name, one in scenario.context.items()]
    return [
        Held(path, one.unit, frozenset(_words(f"{path} {one.definition}")), one.low, one.high, one.words())
        for path, one in every
        if one.unit in UNITS and (one.unit != "1" or path.startswith(("places.", "context.")))
    ]


def _words(text: str) -> set[str]:
    return {
        word
        for word in re.findall(r"[a-z]{3,}|\d{4}", text.lower().replace("_", " "))
        if word not in ("the", "and", "with", "for", "who")
    }


def _beside(one: Figure, held: Sequence[Held], scenario: Scenario) -> list[dict[str, Any]]:
    if one.low is None or one.high is None or UNITS.get(one.unit) is None or one.kind in ("count", "unclassified", "date"):
        return []
    words = _words(f"{one.counted} {one.kind} {one.sentence} {one.date}")
    cities = {one.place, str(getattr(scenario.places.get(one.place), "city", None) or one.place)} - {""}
    scores = [(_likeness(one, each, words, cities, scenario.forces), each) for each in held if each.unit == one.unit]
    best = sorted((pair for pair in scores if pair[0] >= LEAST), key=lambda pair: (-pair[0], pair[1].path))[:MOST]
    return [
        {"path": each.path, "holds": each.says, "relation": relation(one.low, one.high, each, score >= SAME)}
        for score, each in best
    ]


def _likeness(one: Figure, each: Held, words: set[str], cities: set[str], forces: Collection[str]) -> float:
    """How much a figure and a number of the scenario speak of the same: place, actor, whom it counts, words."""
    parts = set(each.path.split("."))
    score = 0.4 * len(words & each.words)
    score += 3.0 * bool(cities & parts) + 3.0 * (one.actor in parts)
    role = one.actor if one.actor in ROLES else "government" if one.actor in forces else ""
    other = {name for name, said in ROLES.items() if said & each.words}
    score += 3.0 * (role in other) - 3.0 * bool(role and other and role not in other)
    if one.kind in ("displaced", "deaths", "wounded", "captured") and not each.words & {
        one.kind,
        "killed",
        "left",
        "fled",
        "detained",
        "dead",
    }:
        score -= 3.0
    return score


def relation(low: float, high: float, held: Held, same: bool) -> str:
    """`agrees`, `widens` or `contradicts`, or `other definition` where nothing says that the two count the same."""
    if not same:
        return "other definition"
    if high >= held.low and low <= held.high:
        return "agrees" if low >= held.low and high <= held.high else "widens"
    apart = low / held.high if low > held.high else held.low / high if high else float("inf")
    return "contradicts" if apart > FAR else "widens"
