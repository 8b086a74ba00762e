"""Everything beside a scenario that a command would refuse: record, claims, calibration, policies, experiments and
paired experiments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rekindle.analysis.calibration.calibration_file import examined as examined_calibration
from rekindle.analysis.claims.stored_worlds import FILE, undecidable
from rekindle.errors import RekindleError
from rekindle.scenario.calibration import FILE as CALIBRATION
from rekindle.scenario.claims.names import known_to
from rekindle.scenario.claims.read import examined_claims
from rekindle.scenario.paired.experiment import FOLDER as EFFECTS
from rekindle.scenario.paired.read import problems_of as effects_problems
from rekindle.scenario.policies import check as policy_check
from rekindle.scenario.policies.apply import apply
from rekindle.scenario.policies.policy import EXPERIMENTS, POLICIES, load
from rekindle.scenario.problem import Problem, in_order, short
from rekindle.scenario.reader import shown
from rekindle.scenario.record_check import RECORD, record_problems

if TYPE_CHECKING:
    from rekindle.scenario import Scenario


def beside(scenario: Scenario, then: Scenario) -> list[Problem]:
    """Every problem beside a scenario; `then` is the same as it was known on a day, for which policies have to hold."""
    policies = [problem for file in policy_check.files(then) for problem in policy_problems(file, then)]
    return in_order(
        [
            *record_problems(scenario),
            *_claims(scenario),
            *examined_calibration(scenario)[1],
            *policies,
            *effects_problems(then),
            *_passed_over(scenario),
        ]
    )


def _claims(scenario: Scenario) -> list[Problem]:
    file = scenario.folder / FILE
    if not file.exists():
        return []
    claims, problems = examined_claims(file, **known_to(scenario))
    return problems if claims is None or problems else undecidable(claims, scenario)


def _passed_over(scenario: Scenario) -> Iterator[Problem]:
    """Files that no command reads because of how their names are written."""
    home = scenario.folder
    for folder in (home, home / POLICIES, home / EXPERIMENTS, home / EFFECTS):
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = f"{file.stem}.yaml" if file.suffix.lower() in (".yml", ".yaml") else file.name
            name = name.lower() if folder == home else name
            if name != file.name and (folder != home or name in (FILE, RECORD, CALIBRATION)):
                yield Problem(shown(file), 1, "This file is not read.", f"It would be if it were called `{short(name)}`.",
                              todo="Rename it, or move it elsewhere.")  # fmt: skip


def policy_problems(file: Path, scenario: Scenario) -> list[Problem]:
    """Every problem of a policy and its parts; none if it can be carried out on the scenario."""
    problems = policy_check.check(file, scenario)
    if not problems:
        try:
            apply(load(file, scenario), scenario)
        except RekindleError as error:
            return [Problem(shown(file), 1, str(error))]
    return problems
