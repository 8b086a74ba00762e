"""Reading a scenario: every problem of its files at once, or a Scenario."""

from __future__ import annotations

import copy
import datetime
import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from rekindle.errors import InvalidScenario
from rekindle.scenario.catalogue import FILE, SOURCES, locate
from rekindle.scenario.checks.as_of import known_by
from rekindle.scenario.checks.between_entries import cross_problems
from rekindle.scenario.checks.defaults import fill
from rekindle.scenario.checks.entries import content_problems, converted
from rekindle.scenario.parts import Source
from rekindle.scenario.problem import Problem, in_order, report, short
from rekindle.scenario.quantity import Defaults, Measure, Quantity
from rekindle.scenario.schema import Scenario
from rekindle.scenario.yaml.document import Tree, read_tree
from rekindle.scenario.yaml.shape import shape_problems
from rekindle.scenario.yaml.walk import walk


def read(name_or_path: str | os.PathLike[str], as_of: datetime.date | None = None) -> Scenario:
    """Read a scenario: a packaged name, a folder or a file. With `as_of`, only what was known by that day.

    Raises InvalidScenario listing every problem with file and line, UsageError for an unknown name and MissingData for
    a path that leads nowhere.
    """
    scenario, problems = _examine(locate(name_or_path), as_of)
    if scenario is None:
        raise InvalidScenario(report(problems))
    return scenario


def check(name_or_path: str | os.PathLike[str], as_of: datetime.date | None = None) -> list[Problem]:
    """Every problem of a scenario's files, in the order of the file; none if it can be run."""
    return _examine(locate(name_or_path), as_of)[1]


def _examine(path: Path, as_of: datetime.date | None) -> tuple[Scenario | None, list[Problem]]:
    tree = read_tree(path, shown(path))
    sources_path = path.with_name(SOURCES)
    sources = _sources(sources_path, tree)
    ids = list(sources.data) if isinstance(sources.data, dict) else None
    data, problems = judge(tree, ids, as_of)
    if path.name == FILE:
        problems += _folder_name(tree, path)
    problems = in_order([*problems, *sources.problems])
    if problems or data is None:
        return None, problems
    scenario = Scenario.model_validate(data)
    scenario._folder = path.parent.resolve()
    scenario._sources = {name: Source.model_validate(entry) for name, entry in sources.data.items()}
    scenario._as_of = as_of
    scenario._digest = _digest(tree.content, sources.content)
    return scenario, []


def judge(
    tree: Tree, sources: list[str] | None, as_of: datetime.date | None = None
) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The data of a scenario file in the model's units, as known by a day, and every problem found on the way."""
    problems = list(tree.problems)
    if tree.data is None:
        return None, problems
    if not isinstance(tree.data, dict):
        what, todo = (
            "The file is no group of keys.",
            "It should begin like `name: my-scenario`; see `rekindle new`.",
        )
        return None, [*problems, tree.problem((), what, todo=todo)]
    wrong = _defaults_problems(tree, sources)
    if wrong:
        return None, [*problems, *wrong]
    fill(Scenario, tree.data)
    spots = list(walk(Scenario, tree.data))
    problems += shape_problems(tree, Scenario)
    problems += content_problems(tree, spots, sources)
    problems += cross_problems(tree, spots)
    data = tree.data
    if as_of is not None:
        data, late = known_by(tree, spots, as_of)
        problems += late
    if problems:
        return None, problems
    return _in_model_units(data), []


def _defaults_problems(tree: Tree, sources: list[str] | None) -> list[Problem]:
    """What is wrong in `defaults`; from a head with faults nothing is filled in, and they are told before anything else."""
    if "defaults" not in tree.data:
        return []
    head = replace(tree, data={"defaults": tree.data["defaults"]}, problems=[])
    return [*shape_problems(head, dict[str, Defaults]), *content_problems(head, walk(dict[str, Defaults], head.data), sources)]


def _in_model_units(data: dict[str, Any]) -> dict[str, Any]:
    """A copy with every number in the unit the model reckons in."""
    data = copy.deepcopy(data)
    for spot in walk(Scenario, data):
        if spot.kind is Quantity and isinstance(spot.value, dict):
            converted(spot.value, spot.note(Measure))
    return data


def _sources(path: Path, scenario: Tree) -> Tree:
    """The sources beside a scenario file."""
    if not path.is_file():
        tree = Tree(scenario.file)
        tree.problems.append(
            Problem(
                shown(path),
                1,
                "There is no sources.yaml beside the scenario.",
                "Every number names its source, and sources.yaml says what the names mean.",
                "",
                "Write one: `ID: {title: ..., author: ..., date: 2016-10-16, kind: judgement, licence: ...}`.",
            )
        )
        return tree
    tree = read_tree(path, shown(path))
    if tree.data is not None and not isinstance(tree.data, dict):
        tree.fault(1, "The file is no group of keys.", todo="Begin each source with its id: `un-2016: {title: ...}`.")
    elif tree.data is not None:
        tree.problems += shape_problems(tree, dict[str, Source])
    return tree


def _folder_name(tree: Tree, path: Path) -> list[Problem]:
    """A scenario is called like its folder, so that results of a copy are not taken for the original's."""
    name = tree.data.get("name") if isinstance(tree.data, dict) else None
    folder = path.resolve().parent.name
    if not isinstance(name, str) or name == folder:
        return []
    what = f"name is `{short(name)}`, but the folder is `{short(folder)}`."
    return [tree.problem(("name",), what, todo=f"Write `name: {short(folder)}`, or rename the folder.")]


def _digest(*contents: bytes) -> str:
    total = hashlib.sha256()
    for content in contents:
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


def shown(path: Path) -> str:
    """A path as it is best shown: from here if it lies below, else in full."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
