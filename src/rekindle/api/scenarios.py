"""Scenarios: which there are, one of them read, what is wrong with one, a new one, and its policies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rekindle.scenario import Listed, Problem, Scenario
    from rekindle.scenario.policies.effects import Changed


def names() -> list[str]:
    """Names of the packaged scenarios."""
    from rekindle.scenario import names

    return names()


def list_scenarios() -> list[Listed]:
    """The packaged scenarios at a glance: name, title, days, number of places; those of one battle last."""
    from rekindle.scenario import listing

    return listing()


def load(name: str | Path | Scenario, as_of: date | None = None) -> Scenario:
    """A scenario by packaged name, or by the path of its file or folder; one that is loaded already is given back.

    With `as_of`, only what was known on that day. Raises InvalidScenario with every problem found.
    """
    from rekindle import scenario

    return scenario.read(name, as_of=as_of) if isinstance(name, (str, Path)) else name


def check(name: str, *, as_of: date | None = None, scenario: str = "") -> list[Problem]:
    """Every problem of a scenario and of all that lies beside it; or of one file for the `scenario` that it is for: a policy, a
    draft that `rekindle read` made, or statements of their own (claims.yaml apart from a scenario)."""
    from rekindle.analysis.beside import beside, policy_problems
    from rekindle.reader.decided import is_draft
    from rekindle.reader.statements import accepted_problems, draft_problems, is_statements
    from rekindle.scenario import check as problems_of
    from rekindle.scenario.policies import check as policy_check

    if is_draft(name):
        return draft_problems(Path(name), scenario)
    if is_statements(name):
        return accepted_problems(Path(name), load(scenario) if scenario else None)
    home = scenario or policy_check.home(name)
    if home:
        return policy_problems(policy_check.located(name), load(home, as_of))
    return problems_of(name, as_of=as_of) or beside(load(name), load(name, as_of))


def problem_report(problems: Iterable[Problem]) -> str:
    """Problems as text for a terminal, the count first."""
    from rekindle.scenario import report as text

    return text(problems)


def schema() -> str:
    """The JSON Schema of scenario files, as text."""
    from rekindle.scenario.schema import json_schema_text

    return json_schema_text()


def new(name: str, folder: str | Path = ".", *, original: str | Path = "") -> Path:
    """A new scenario in a folder of its own, small and made up, or a copy of an `original`; the path of its file."""
    from rekindle import scenario

    return scenario.copy(name, original, folder) if original else scenario.new(name, folder)


def policies(name: str | Path | Scenario) -> dict[str, list[dict[str, Any]]]:
    """The "policies" and "experiments" of a scenario: name, title, summary, source and days of each."""
    from rekindle.scenario.policies.listing import rows

    return rows(load(name))


def policy_changes(name: str | Path | Scenario, policy: str | Path) -> Changed:
    """Everything that a policy (or experiment) changes in a scenario: numbers, orders and courses before and after."""
    from rekindle.scenario.policies.effects import changed
    from rekindle.scenario.policies.policy import read_any

    scenario = load(name)
    return changed(read_any(policy, scenario), scenario)
