"""The record beside a scenario, held against it: rows that cannot be read, unknown measures, places and sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from rekindle.errors import InvalidScenario
from rekindle.record.recorded import Recorded, examined
from rekindle.record.regions import all_places
from rekindle.scenario.catalogue import SOURCES
from rekindle.scenario.measures import OTHER, Measures
from rekindle.scenario.problem import MOST, Problem, in_order, listed, nearest, report, short
from rekindle.scenario.reader import shown

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario

RECORD = "record.csv"


def record_of(scenario: Scenario) -> list[Recorded]:
    """Recorded figures beside a scenario; none where it has no record. Raises InvalidScenario with every problem."""
    found, problems = _examined(scenario)
    if problems:
        raise InvalidScenario(report(problems))
    return found


def record_end(scenario: Scenario) -> date | None:
    """Last day of which something is recorded beside a scenario; None where nothing is. Raises InvalidScenario."""
    return max((row.end for row in record_of(scenario)), default=None)


def record_problems(scenario: Scenario) -> list[Problem]:
    """Every problem of the record beside a scenario, in the order of its lines."""
    return _examined(scenario)[1]


def _examined(scenario: Scenario) -> tuple[list[Recorded], list[Problem]]:
    path = scenario.folder / RECORD
    if not path.exists():
        return [], []
    rows, faults, named = examined(path)
    name = shown(path)
    problems = [Problem(name, fault.line, f"{fault.what}.", "", fault.nearest) for fault in faults]
    return rows, in_order([*problems, *islice(_unknown(named, scenario, name), MOST)])


def _unknown(named: list[tuple[int, str, str, str]], scenario: Scenario, name: str) -> Iterator[Problem]:
    """Measures, places and sources that nobody knows. A region or a governorate is known: publishers count by them."""
    own = [*scenario.places, *scenario.cities, *scenario.countries]
    known = dict.fromkeys([*own, *all_places()])
    measures = Measures(scenario)
    for line, measure, place, sources in named:
        if measure and not measures.has(measure):
            what, near = f"There is no measure `{short(measure)}`.", measures.nearest(measure)
            todo = f"A measure of your own, which is shown and compared with nothing, begins with `{OTHER}` (docs/record.md)."
            yield Problem(name, line, what, "", near, todo)
        if place and place not in known:
            what, near = f"There is no place `{short(place)}` in the scenario.", nearest(place, known)
            todo = f"Known are {listed(own, 8)}, and regions (docs/record.md); an empty place is the whole theatre."
            yield Problem(name, line, what, "", near, todo)
        for source in filter(None, (part.strip() for part in sources.split(";"))):
            if source not in scenario.sources:
                what, near = f"There is no source `{short(source)}` in {SOURCES}.", nearest(source, scenario.sources)
                yield Problem(name, line, what, "", near, f"Correct it, or add `{short(source)}` to {SOURCES}.")
