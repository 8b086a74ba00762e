"""Names that a scenario knows: its places, forces, communities and the group, by their labels and by `names.yaml` beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from rekindle.errors import InvalidScenario
from rekindle.reader.wordlists import any_of
from rekindle.scenario.problem import report
from rekindle.scenario.reader import shown
from rekindle.scenario.yaml.document import read_tree

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

FILE = "names.yaml"
SECTIONS = ("places", "actors")


@dataclass(frozen=True)
class Found:
    """A name in a text: its place, and the id of what it names."""

    start: int
    end: int
    id: str


@dataclass(frozen=True)
class Gazetteer:
    """Names of places and of actors, each to its id. Empty where no scenario is named."""

    places: dict[str, str] = field(default_factory=dict)
    actors: dict[str, str] = field(default_factory=dict)

    def places_in(self, text: str) -> list[Found]:
        return _found(self.places, text)

    def actors_in(self, text: str) -> list[Found]:
        return _found(self.actors, text)


def gazetteer(scenario: Scenario | None) -> Gazetteer:
    """The names of a scenario. Raises InvalidScenario for a file of names that is wrong."""
    if scenario is None:
        return Gazetteer()
    places: dict[str, str] = {}
    for section in (scenario.countries, scenario.cities, scenario.places):
        for name, one in section.items():
            for label in _parts(one.label):
                places.setdefault(label.lower(), name)
    actors: dict[str, str] = {}
    labels = {name: force.label for name, force in scenario.forces.items()}
    labels |= {name: community.label for name, community in scenario.communities.items()}
    for name, whole in labels.items():
        for label in _parts(whole):
            actors.setdefault(label.lower(), name)
    for section_name, names in (("places", places), ("actors", actors)):
        for name, others in _file(scenario).get(section_name, {}).items():
            names.update(dict.fromkeys((other.lower() for other in others), name))
    return Gazetteer(places, actors)


def _parts(label: str) -> Iterable[str]:
    """The names that a label holds: "Kirkuk with Hawija" names two."""
    yield label
    for part in re.split(r",\s*|\s+(?:and|with|without|or)\s+|[():]", label):
        words = part.strip().removeprefix("the ").strip()
        if len(words) > 3 and words[:1].isupper():
            yield words


def _file(scenario: Scenario) -> dict[str, dict[str, list[str]]]:
    """The names beside a scenario: other names of its places and actors, by id."""
    path = scenario.folder / FILE
    if not path.is_file():
        return {}
    tree = read_tree(path, shown(path))
    problems = list(tree.problems)
    data = tree.data if isinstance(tree.data, dict) else {}
    for section, entries in data.items():
        if section not in SECTIONS or not isinstance(entries, dict):
            problems.append(
                tree.problem((section,), f"`{section}` is not understood.", "", "", f"Write {' and '.join(SECTIONS)}.")
            )
            continue
        known = _ids(scenario, section)
        for name, others in entries.items():
            if name not in known:
                todo = f"Write one of: {', '.join(sorted(known))}."
                problems.append(tree.problem((section, name), f"The scenario has no {section} `{name}`.", "", "", todo))
            if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
                problems.append(
                    tree.problem((section, name), f"`{name}` has no list of names.", "", "", "Write [name, other name].")
                )
    if problems:
        raise InvalidScenario(report(problems))
    return data


def _ids(scenario: Scenario, section: str) -> set[str]:
    """The ids that names may be given to; `group` is the armed group of a scenario, `coalition` its foreign air support."""
    if section == "places":
        return {*scenario.countries, *scenario.cities, *scenario.places}
    return {*scenario.forces, *scenario.communities, "group", "coalition"}


@lru_cache(16)
def _any_name(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(names)})(?!\w)", re.IGNORECASE)


def _found(names: dict[str, str], text: str) -> list[Found]:
    if not names:
        return []
    found = []
    for one in _any_name(tuple(names)).finditer(text):
        name = " ".join(one[0].lower().split())
        if len(name) <= 3 and one[0].islower():
            continue  # "is" is a verb and "IS" a name
        found.append(Found(one.start(), one.end(), names[name]))
    return found
