"""What moves any outcome of a scenario, and where in the space of assumptions it crosses a line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.outcomes.given import given
from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.replay import manifest_of, question_of
from rekindle.analysis.runs.result import check_whole, open_results
from rekindle.analysis.runs.run import Question
from rekindle.analysis.sensitivity.inputs import Inputs, inputs, most_related
from rekindle.analysis.sensitivity.prim import Box, find_boxes, halves
from rekindle.analysis.sensitivity.sobol import Grouped, bundles, by_group, runs, singles, too_few
from rekindle.analysis.statistics.intervals import wilson
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.posterior import transfer_of
from rekindle.ensemble.run import chunks
from rekindle.errors import MissingData, UsageError
from rekindle.scenario.labels import Labels
from rekindle.scenario.problem import listed, nearest, short

SEARCHED = 18
MORE = 1.5
"""A box has to hold the worlds in question this many times as often as all worlds, or half of what is left to certainty."""
Tick = Callable[[int], None]


@dataclass(frozen=True)
class Sample:
    """An outcome (W,) of the worlds of a question, and their uncertain inputs."""

    question: Question
    outcome: str
    meaning: str
    unit: str
    values: np.ndarray
    inputs: Inputs


def known_outcomes(question: Question) -> dict[str, dict[str, str]]:
    """Outcomes of a question by name, with unit and meaning: a wrong name costs no run."""
    return given(question.frame())


def check_outcome(name: str, known: Mapping[str, Any], where: str) -> None:
    """Complain of an outcome that there is not. Raises UsageError with the nearest."""
    if name in known:
        return
    near = nearest(name, known)
    hint = f" Did you mean {near}?" if near else ""
    yearly = [name for name in known if not name[-2:].isdigit()]  # by year and month there are hundreds
    more = "more by year and month: see docs/claims.md"
    raise UsageError(f"{where} has no outcome {short(name)!r}.{hint} Outcomes are {listed(yearly, 30)}; {more}.")


def sample(question: Question, outcome: str, threads: int | None = None, tick: Tick = lambda done: None) -> Sample:
    """Run the worlds of a question and read off one outcome. Raises UsageError for one that there is not."""
    known, outcome = known_outcomes(question), Labels(question.scenario).current(outcome)
    check_outcome(outcome, known, f"{question.scenario.name} to {question.frame().until}")
    values = _values(question.frame(), outcome, np.arange(question.worlds), question.seed, threads, tick)
    table = inputs(question.scenario, question.seed, question.posterior, question.worlds)
    return Sample(question, outcome, known[outcome]["long_name"], known[outcome]["units"], values, table)


def stored_sample(folder: Path, outcome: str) -> Sample:
    """The same from results of `rekindle run`. Raises MissingData where there are none, or of a model that is another now."""
    about = manifest_of(folder)
    check_whole(folder)
    question = question_of(about, folder)
    from rekindle.model.compiled import sources_digest

    if about.get("scenario_digest") != question.scenario.digest or about.get("model", sources_digest()) != sources_digest():
        raise MissingData(
            f"{folder} was made with another model or scenario than today's: its inputs cannot be drawn again. "
            "Run `rekindle run` again, or leave --results out."
        )
    if question.variants:
        raise UsageError(f"{folder} fixes variants: what they would explain cannot be seen there. Leave --results out.")
    dataset = open_results(folder)
    known = {str(name): found.attrs for name, found in dataset.data_vars.items() if found.dims == ("world",)}
    outcome = Labels(question.scenario).current(outcome)
    check_outcome(outcome, known, str(folder))
    values = np.asarray(dataset[outcome].values, float)
    table = inputs(question.scenario, question.seed, question.posterior, values.size)
    attributes = known[outcome]
    return Sample(question, outcome, attributes.get("long_name", outcome), attributes.get("units", ""), values, table)


def _values(frame: Frame, outcome: str, numbers: np.ndarray, seed: int, threads: int | None, tick: Tick) -> np.ndarray:
    pieces = chunks(frame, numbers, seed, threads or os.cpu_count() or 1, tick=tick)
    return np.concatenate([outcomes(frame, piece)[outcome][0] for piece in pieces])


def group_sensitivity(question: Question, outcome: str, threads: int | None = None, tick: Tick = lambda done: None) -> Grouped:
    """Sobol indices of an outcome by groups and luck, from as many base worlds as the question has."""
    frame = question.frame()

    def run(change: Callable[[Frame], Frame], numbers: np.ndarray) -> np.ndarray:
        return _values(change(frame), outcome, numbers, question.seed, threads, tick)

    return by_group(run, bundles(frame), question.seed, question.worlds)


def group_worlds(question: Question) -> int:
    """How many worlds `group_sensitivity` runs in all."""
    return question.worlds * runs(list(bundles(question.frame())))


def sensitivity_row(found: Question, outcome: str, about: Mapping[str, str], grouped: Grouped, how: str,
                    table: Inputs | None = None) -> dict[str, Any]:  # fmt: skip
    """What moves an outcome, as JSON."""
    meanings = {one.name: one for one in table.inputs} if table else {}
    listed_rows = []
    for row in grouped.rows:
        one = meanings.get(row.name)
        listed_rows.append(row.row() | ({"meaning": one.meaning, "unit": one.unit, "kind": one.kind} if one else {}))
    return {
        "scenario": found.scenario.name, "policy": found.policy.name, "until": str(found.frame().until), "seed": found.seed,
        "worlds_from": "posterior" if found.posterior else "prior",
        **transfer_of(found.posterior, found.scenario.name), "outcome": outcome, "meaning": about["long_name"],
        "unit": about["units"], "by": how, "worlds": grouped.worlds, "indices": listed_rows,
        "why_none": grouped.why_none or None,
    }  # fmt: skip


def single_sensitivity(found: Sample) -> Grouped:
    """First-order Sobol indices of the outcome for single inputs."""
    return Grouped(singles(found.inputs, found.values), int(np.isfinite(found.values).sum()), too_few(found.values))


def discover(found: Sample, above: float | None, below: float | None) -> dict[str, Any]:
    """Assumptions under which an outcome lies above (or below) a line much more often, as JSON.

    Boxes are found on half of the worlds and measured on the other half. A box counts where the worlds in question are
    half again as common as among all, or where half of what is missing to certainty is made up. Where nearly all worlds lie on
    one side no box is looked for, and `why_none` says so.
    """
    beyond = found.values > above if above is not None else found.values < float(below or 0.0)
    beyond &= ~np.isnan(found.values)
    why = too_few(beyond.astype(float))
    first, second = halves(np.arange(beyond.size), _rows(found))
    related = most_related(found.inputs.of_worlds(first), beyond[first].astype(float), SEARCHED)
    searched = found.inputs.only([] if why else related)
    share = float(beyond[first].mean()) if first.size else 0.0
    wanted = min(MORE * share, (1 + share) / 2)
    boxes = [] if why else find_boxes(searched, beyond, lambda inside: inside > wanted, first, second)
    low, high = wilson(float(beyond.sum()), beyond.size)
    question = found.question
    return {
        "scenario": question.scenario.name, "policy": question.policy.name, "until": str(question.frame().until),
        "seed": question.seed, **transfer_of(question.posterior, question.scenario.name),
        "outcome": found.outcome, "meaning": found.meaning, "unit": found.unit, "above": above,
        "below": below, "worlds": int(beyond.size), "share": float(beyond.mean()), "low": low, "high": high, "wanted": wanted,
        "boxes": [_box_row(box) for box in boxes], "why_none": why or None, "tried": len(found.inputs.names),
        "searched": [{"name": one.name, "meaning": one.meaning} for one in searched.inputs],
    }  # fmt: skip


def _rows(found: Sample) -> int:
    return len(found.question.posterior.table) if found.question.posterior else 2**20


def _box_row(box: Box) -> dict[str, Any]:
    low, high = wilson(box.interest, box.inside)
    return {"words": "; and ".join(limit.words() for limit in box.limits), "limits": [limit.row() for limit in box.limits],
            "density": round(box.density, 4), "low": round(low, 4), "high": round(high, 4), "coverage": round(box.coverage, 4),
            "worlds": box.inside}  # fmt: skip
