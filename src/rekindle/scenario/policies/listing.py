"""The policies and experiments of a scenario as a table, for people who look for one."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.errors import InvalidScenario
from rekindle.scenario.policies.policy import BASELINE, EXPERIMENTS, POLICIES, Policy, dated, file_of, names, part_file
from rekindle.scenario.problem import report
from rekindle.scenario.reader import shown
from rekindle.scenario.yaml.document import read_tree
from rekindle.scenario.yaml.shape import shape_problems

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario


def rows(scenario: Scenario) -> dict[str, list[dict[str, Any]]]:
    """What each policy and experiment is called and does, and from which days; None among the days is the start.

    Nothing is held against the scenario or the model here: that is what `rekindle check` does. Raises InvalidScenario
    for a file that cannot be understood.
    """
    return {folder: [_row(name, scenario, folder) for name in names(scenario, folder)] for folder in (POLICIES, EXPERIMENTS)}


def _row(name: str, scenario: Scenario, folder: str) -> dict[str, Any]:
    file = file_of(name, scenario, folder)
    policy = _glance(file, scenario) if file.exists() else BASELINE
    days = _days(policy, file, scenario, ())
    return {"name": name, "title": policy.title, "summary": policy.summary, "source": policy.source,
            "from": [day.isoformat() if day else None for day in days]}  # fmt: skip


def _glance(file: Path, scenario: Scenario) -> Policy:
    """A policy file by its form alone."""
    tree = read_tree(file, shown(file))
    dated(tree.data, scenario)
    problems = tree.problems or shape_problems(tree, Policy)
    if problems:
        raise InvalidScenario(report(problems))
    return Policy.model_validate(tree.data)


def _days(policy: Policy, file: Path, scenario: Scenario, above: tuple[Path, ...]) -> list[datetime.date | None]:
    """Days from which something changes, in a policy and its parts."""
    found = set(policy.days)
    for part in policy.parts:
        path = part_file(part, file, scenario)
        if path.is_file() and path not in above:
            found |= set(_days(_glance(path, scenario), path, scenario, (*above, file)))
    return sorted(found, key=lambda day: day or datetime.date.min)
