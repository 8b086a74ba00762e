"""Samples that are explained: an outcome of worlds under a policy, or its paired difference to a baseline, and their inputs.

A difference is policy minus baseline in the same worlds with the same random draws, as `rekindle compare` tells it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.comparison.compare import paired_differences
from rekindle.analysis.comparison.policies import COMPARISON, DONE, PAGE, folder_name
from rekindle.analysis.outcomes.given import given
from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.replay import manifest_of, question_of
from rekindle.analysis.runs.result import check_whole, json_in, open_results
from rekindle.analysis.runs.run import RunSpec
from rekindle.analysis.sensitivity.inputs import Inputs, inputs
from rekindle.ensemble.run import chunks
from rekindle.errors import MissingData, UsageError
from rekindle.files import settle
from rekindle.scenario.labels import Labels
from rekindle.scenario.labels import joined as in_words
from rekindle.scenario.problem import listed, nearest, short

if TYPE_CHECKING:
    import xarray

    from rekindle.ensemble.frame import Frame

Tick = Callable[[int], None]
Change = Callable[["Frame"], "Frame"]


@dataclass(frozen=True)
class Studied:
    """The number that is explained: an outcome under a policy or, with a baseline, its difference to it in the same worlds."""

    question: RunSpec
    baseline: RunSpec | None
    outcome: str
    meaning: str
    unit: str

    def values(self, numbers: np.ndarray, threads: int | None, tick: Tick, change: Change = lambda frame: frame) -> np.ndarray:
        """The number in some worlds, run anew, each frame first changed: (W,) in its unit; NaN where it is not defined."""
        own, *other = (_values(change(one.frame()), self.outcome, numbers, one.seed, threads, tick) for one in self.questions)
        return paired_differences(own, other[0], self.unit) if other else own

    @property
    def questions(self) -> tuple[RunSpec, ...]:
        """What is run: the policy, and the baseline if there is one."""
        return (self.question,) if self.baseline is None else (self.question, self.baseline)


@dataclass(frozen=True)
class Sample:
    """What is explained, its values (W,) in worlds 0 to W - 1, and the uncertain inputs (W, D) of those worlds."""

    studied: Studied
    values: np.ndarray
    inputs: Inputs


def studied(question: RunSpec, outcome: str, baseline: RunSpec | None = None) -> Studied:
    """An outcome looked up before anything runs. Raises UsageError, with the nearest, for one that there is not."""
    name = Labels(question.scenario).current(outcome)
    for one in (baseline, question) if baseline else (question,):
        known = given(one.frame())
        check_outcome(name, known, f"{one.scenario.name} to {one.frame().until}")
    return _studied(question, baseline, name, known[name])


def _studied(question: RunSpec, baseline: RunSpec | None, outcome: str, about: Mapping[str, Any]) -> Studied:
    meaning = str(about.get("long_name", outcome))
    meaning = f"difference to {baseline.policy.name}: {meaning}" if baseline else meaning
    return Studied(question, baseline, outcome, meaning, str(about.get("units", "")))


def check_outcome(name: str, known: Mapping[str, Any], where: str) -> None:
    """Complain of an outcome that there is not. Raises UsageError with the nearest."""
    if name in known:
        return
    near = nearest(name, known)
    hint = f" Did you mean {near}?" if near else ""
    yearly = [name for name in known if not name[-2:].isdigit()]  # by year and month there are hundreds
    more = "more by year and month: see docs/claims.md"
    raise UsageError(f"{where} has no outcome {short(name)!r}.{hint} Outcomes are {listed(yearly, 30)}; {more}.")


def sample(one: Studied, threads: int | None = None, tick: Tick = lambda done: None) -> Sample:
    """Run the worlds of a question, and those of its baseline, and read off one outcome."""
    question = one.question
    values = one.values(np.arange(question.worlds), threads, tick)
    return Sample(one, values, _inputs(one, question.worlds))


def stored_sample(folder: Path, outcome: str, policy: str = "", baseline: str = "") -> Sample:
    """The same from results of `rekindle run` or, with a baseline, from those of two policies of `rekindle compare`.

    Raises MissingData where there are none, or of a model that is another now, and UsageError for a folder of the other kind,
    or policies that are not in it.
    """
    settle(folder)
    places = _in_comparison(folder, policy, baseline) if (folder / COMPARISON).is_file() else [folder]
    if baseline and len(places) == 1:
        manifest_of(folder)
        raise UsageError(
            f"{folder} holds one run, and a difference needs two policies in the same worlds. Name a folder that "
            "`rekindle compare` made, or leave --results out and both are run."
        )
    (question, dataset), *other = (_stored(place) for place in places)
    known = _known(dataset)
    name = Labels(question.scenario).current(outcome)
    check_outcome(name, known, str(folder))
    values = np.asarray(dataset[name].values, float)
    if other:
        ((against, beside),) = other
        _check_paired(folder, places)
        # a policy under which no world defines an outcome does not keep it
        under = np.asarray(beside[name].values, float) if name in beside else np.full(values.size, np.nan)
        values = paired_differences(values, under, str(known[name].get("units", "")))
    one = _studied(question, other[0][0] if other else None, name, known[name])
    return Sample(one, values, _inputs(one, values.size))


def _inputs(one: Studied, worlds: int) -> Inputs:
    """What is uncertain: the inputs of the worlds, and the doses of the policies that are run."""
    doses = {name: prior for question in one.questions for name, prior in question.policy.doses.items()}
    question = one.question
    return inputs(question.scenario, question.seed, question.posterior, worlds, doses)


def _in_comparison(folder: Path, policy: str, baseline: str) -> list[Path]:
    """Folders of two policies of a comparison: the policy, and the baseline. Raises UsageError for one that is not there."""
    states = json_in(folder / COMPARISON).get("states")
    there = [name for name, state in states.items() if state["state"] == DONE] if isinstance(states, dict) else []
    if not baseline:
        one = f", or take {folder / folder_name(there[0])} for one of them alone" if there else ""
        raise UsageError(
            f"{folder} holds a comparison ({in_words(there)}): name two policies with --policy and --baseline{one}."
        )
    for option, name in (("--policy", policy), ("--baseline", baseline)):
        if name not in there:
            near = nearest(name, there)
            hint = f" Did you mean {near}?" if near else ""
            raise UsageError(
                f"{option} {short(name)} is not in {folder}.{hint} It holds {in_words(there) or 'no policy that is done'}; "
                "`rekindle compare` adds others, or leave --results out and both are run."
            )
    check_whole(folder, (COMPARISON,), PAGE)
    return [folder / folder_name(policy), folder / folder_name(baseline)]


SAME = ("scenario_digest", "seed", "until", "worlds", "worlds_from", "posterior", "fixed_variants", "set_by_hand", "model")


def _check_paired(folder: Path, places: list[Path]) -> None:
    """Raise MissingData where two stored policies were not run in the same worlds."""
    one, other = (manifest_of(place) for place in places)
    different = [key for key in SAME if one.get(key) != other.get(key)]
    if different:
        raise MissingData(f"{folder}: the two policies differ in {in_words(different)}, so their worlds are not the same. "
                          "Run `rekindle compare` again.")  # fmt: skip


def _stored(folder: Path) -> tuple[RunSpec, xarray.Dataset]:
    """What was run into a folder, and its results. Raises MissingData where they cannot be used with today's model."""
    from rekindle.model.compiled import sources_digest

    about = manifest_of(folder)
    check_whole(folder)
    question = question_of(about, folder)
    if about.get("scenario_digest") != question.scenario.digest or about.get("model", sources_digest()) != sources_digest():
        raise MissingData(
            f"{folder} was made with another model or scenario than today's: its inputs cannot be drawn again. "
            "Run its command again, or leave --results out."
        )
    if question.variants:
        raise UsageError(f"{folder} fixes variants: what they would explain cannot be seen there. Leave --results out.")
    return question, open_results(folder)


def _known(dataset: xarray.Dataset) -> dict[str, dict[str, Any]]:
    return {str(name): dict(found.attrs) for name, found in dataset.data_vars.items() if found.dims == ("world",)}


def _values(frame: Frame, outcome: str, numbers: np.ndarray, seed: int, threads: int | None, tick: Tick) -> np.ndarray:
    pieces = chunks(frame, numbers, seed, threads or os.cpu_count() or 1, tick=tick)
    return np.concatenate([outcomes(frame, piece)[outcome][0] for piece in pieces])
