"""By which outcomes policies are called better: those of the question that a scenario asks, or those of the table of variables.

A scenario asks such a question where its statements have one about policies of which none beats another (a frontier). Its
outcomes and its tie are written there, and a comparison takes them as they are: so a comparison and the statement name the
same policies of the same worlds. Any other scenario is compared by the aims of the table of variables, in its first country,
with the smallest differences that matter there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rekindle import variables
from rekindle.analysis.comparison.better import Aim
from rekindle.scenario import Scenario
from rekindle.scenario.claims.names import known_to
from rekindle.scenario.claims.proposition import Frontier
from rekindle.scenario.claims.read import METRICS, read_claims
from rekindle.scenario.labels import Labels

STATEMENTS = "claims.yaml"


@dataclass(frozen=True)
class Question:
    """The aims that a scenario's statements have written down, if any, and its first country."""

    aims: tuple[Aim, ...] = ()
    country: str = ""


def question_of(scenario: Scenario) -> Question:
    """What a scenario asks of policies. Raises InvalidScenario where its statements are at fault."""
    labels = Labels(scenario)
    file = scenario.folder / STATEMENTS
    claims = read_claims(file, **known_to(scenario)).claims if file.is_file() else ()
    asked = (one for claim in claims for one in claim.propositions if isinstance(one, Frontier))
    for one in asked:
        if one.scenario == scenario.name and all(METRICS.get(axis.metric) == "outcome" for axis in one.axes):
            return Question(aims_of(one, labels), labels.country_id)
    return Question((), labels.country_id)


def aims_of(one: Frontier, labels: Labels) -> tuple[Aim, ...]:
    """The aims of a statement that asks which policies are beaten by none."""
    ways = {"less": variables.LESS, "more": variables.MORE}
    why = "written with the statement"
    return tuple(Aim(labels.current(axis.metric), ways[axis.better], one.threshold, 0.0, why) for axis in one.axes)


def aims_for(
    question: Question, values: Mapping[str, Mapping[str, np.ndarray]], baseline: str
) -> tuple[tuple[Aim, ...], tuple[str, ...]]:
    """The aims that results can be judged by, and the names of those that were asked for and that they do not define.

    `values` are those of outcomes by policy, (W,) each. An aim counts where every policy defines it in half of the worlds.
    """
    wanted = question.aims or _of_the_table(question.country, values, baseline)
    there = tuple(aim for aim in wanted if aim.name in values and _defined(values[aim.name]))
    return there, tuple(aim.name for aim in wanted if aim not in there)


def _defined(values: Mapping[str, np.ndarray]) -> bool:
    return all(float(np.isfinite(x).mean()) >= 0.5 for x in values.values())


def _of_the_table(country: str, values: Mapping[str, Mapping[str, np.ndarray]], baseline: str) -> Sequence[Aim]:
    """The aims of the table: of each the latest in the country, or where the baseline has most, if none is named."""
    found = []
    for row in variables.OUTCOMES:
        names = [name for name in values if row.aim and variables.outcome(name) is row and _defined(values[name])]
        if country:
            names = [name for name in names if not row.axes or _place(name) == country]
        names = variables.latest(names)
        if names:
            name = max(names, key=lambda name: float(np.nanmean(values[name][baseline])))
            found.append(Aim(name, row.better, row.matters.share, row.matters.least, row.matters.why))
    return found


def _place(name: str) -> str:
    found = variables.find(name)
    return found[1].get("place", "") if found else ""
