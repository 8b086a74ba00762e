"""A packaged scenario as plain data, read without the scenario room: what the tests of all three look at."""

from __future__ import annotations

import csv
import itertools
import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import rekindle

CATALOGUE = Path(rekindle.__file__).parent / "catalogue"
CUT = date(2018, 12, 31)
STATUSES = {"verified", "derived", "recalled", "judgement"}
RECORD_COLUMNS = "measure place start end low best high unit source status known_on note"
NOT_QUANTITIES = {"planned", "context"}
THEATRE = ("sector", "town", "governorate")


@cache
def plain(name: str) -> Any:
    """A YAML file of the catalogue."""
    return YAML(typ="safe").load(CATALOGUE / name)


def listed(source: str | list[str]) -> list[str]:
    return [source] if isinstance(source, str) else list(source)


def is_quantity(node: Any) -> bool:
    return isinstance(node, dict) and "unit" in node and ("figures" in node or "known_on" in node)


def figures(node: dict[str, Any]) -> list[dict[str, Any]]:
    return node.get("figures", [node])


def numbers(figure: dict[str, Any]) -> list[float]:
    return [figure[key] for key in ("low", "best", "value", "high") if key in figure]


def ends(node: dict[str, Any]) -> tuple[float, float]:
    given = [x for figure in figures(node) for x in numbers(figure)]
    return min(given), max(given)


def best(node: dict[str, Any]) -> float:
    """The contract's best: median of the figures' bests, a bare range giving its middle (geometric for people)."""
    found = []
    for figure in figures(node):
        given = figure.get("best", figure.get("value"))
        if given is None:
            low, high = figure["low"], figure["high"]
            given = math.sqrt(low * high) if node["unit"] == "people" else (low + high) / 2
        found.append(given)
    return statistics.median(found)


def quantities_under(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Dotted path and node of every quantity that enters the model."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        if key in NOT_QUANTITIES:
            continue
        here = f"{path}.{key}" if path else str(key)
        if is_quantity(value):
            yield here, value
        elif isinstance(value, (dict, list)):
            yield from quantities_under(value, here)


@dataclass(frozen=True)
class Packaged:
    """One packaged scenario by the name of its folder."""

    name: str

    @property
    def folder(self) -> Path:
        return CATALOGUE / self.name

    def scenario(self) -> dict[str, Any]:
        return plain(f"{self.name}/scenario.yaml")

    def sources(self) -> dict[str, Any]:
        return plain(f"{self.name}/sources.yaml")

    def record(self) -> tuple[dict[str, str], ...]:
        with (self.folder / "record.csv").open(encoding="utf-8", newline="") as file:
            return tuple(csv.DictReader(file))

    def quantities(self) -> Iterator[tuple[str, dict[str, Any]]]:
        return quantities_under(self.scenario())

    def every_figure(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Path, unit and figure of all that is given, with what is only shown."""
        shown = ((f"context.{name}", node) for name, node in self.scenario()["context"].items())
        for path, node in itertools.chain(self.quantities(), shown):
            for figure in figures(node):
                yield path, node["unit"], figure

    def places(self, *kinds: str) -> dict[str, dict[str, Any]]:
        return {name: place for name, place in self.scenario()["places"].items() if place["kind"] in kinds}

    def theatre(self, country: str) -> dict[str, dict[str, Any]]:
        return {name: place for name, place in self.places(*THEATRE).items() if place["country"] == country}

    def total(self, country: str, what: str) -> float:
        return sum(best(place[what]) for place in self.theatre(country).values() if what in place)

    def courses(self) -> dict[str, dict[date, dict[str, Any]]]:
        return {course["of"]: course["points"] for course in self.scenario()["courses"]}
