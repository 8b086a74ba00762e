"""Files of statements apart from a scenario: the sources beside them, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rekindle.errors import InvalidScenario, UsageError
from rekindle.reader.decided import examined, scenario_named
from rekindle.scenario import read
from rekindle.scenario.catalogue import FILE, SOURCES
from rekindle.scenario.claims.names import known_to
from rekindle.scenario.claims.read import check_claims
from rekindle.scenario.parts import Source
from rekindle.scenario.problem import Problem, report, short
from rekindle.scenario.reader import shown
from rekindle.scenario.yaml.document import read_tree
from rekindle.scenario.yaml.shape import shape_problems

if TYPE_CHECKING:
    from rekindle.scenario import Scenario


def is_statements(path: str) -> bool:
    """Whether a file holds statements and no scenario."""
    file = Path(path)
    try:
        if not file.is_file() or file.suffix not in (".yaml", ".yml") or file.name == FILE or (file.parent / FILE).is_file():
            return False
    except (OSError, ValueError):
        return False
    data = read_tree(file, shown(file)).data
    return isinstance(data, dict) and "claims" in data and "places" not in data


def draft_problems(path: Path, scenario: str) -> list[Problem]:
    """Every blank of a draft and, where none is left, what does not hold in it."""
    named = scenario or scenario_named(path)
    return list(examined(path, read(named) if named else None).problems)


def accepted_problems(path: Path, scenario: Scenario | None) -> list[Problem]:
    """Every problem of a file of statements and of the sources beside it."""
    if scenario is None:
        raise UsageError(f"{short(path, 200)} holds statements: say with --for NAME which scenario decides them.")
    try:
        return check_claims(path, **known_to(with_sources(scenario, path)))
    except InvalidScenario:
        return _sources(path)[1]


def with_sources(scenario: Scenario, statements: Path) -> Scenario:
    """A scenario that knows the sources beside some statements too; its numbers and digest are the same.

    Raises InvalidScenario with every problem of these sources.
    """
    found, problems = _sources(statements)
    if problems:
        raise InvalidScenario(report(problems))
    copy = scenario.model_copy()
    copy._sources = {**found, **scenario.sources}
    return copy


def _sources(statements: Path) -> tuple[dict[str, Source], list[Problem]]:
    path = statements.with_name(SOURCES)
    if not path.is_file() or (path.parent / FILE).is_file():
        return {}, []
    tree = read_tree(path, shown(path))
    if isinstance(tree.data, dict):
        tree.problems += shape_problems(tree, dict[str, Source])
    elif not tree.problems:
        tree.fault(1, "The file is no group of keys.", todo="Begin each source with its id: `un-2016: {title: ...}`.")
    if tree.problems or not isinstance(tree.data, dict):
        return {}, tree.problems
    return {name: Source.model_validate(entry) for name, entry in tree.data.items()}, []
