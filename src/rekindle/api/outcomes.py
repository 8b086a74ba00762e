"""One outcome of a run: what moves it, and the assumptions under which it crosses a line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle import WORLDS_FROM
from rekindle.api.checks import check_seed_and_threads, note_priors
from rekindle.api.runs import HISTORICAL
from rekindle.api.scenarios import load
from rekindle.errors import UsageError
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    from rekindle.analysis.runs.run import Question
    from rekindle.analysis.sensitivity.outcome import Sample

GROUPS, SINGLES = 256, 1000
FEWEST_GROUPS, FEWEST_SINGLES = 64, 200
"""Worlds that are run unless a number is named, and the fewest that tell anything; base worlds where it is by groups."""


def sensitivity(
    name: str | Path,
    outcome: str,
    *,
    policy: str = HISTORICAL,
    groups: bool = True,
    worlds: int | None = None,
    seed: int = 1,
    until: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    results: str | Path | None = None,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """What moves an outcome, as plain data: Sobol indices by groups of inputs (random draws among them), or of single inputs.

    `worlds` are 256 base worlds for groups and 1,000 worlds for single inputs unless named; `results` is a folder of a run
    whose worlds are taken in place of new ones (single inputs only). Needs the extra rekindle[verdicts].
    """
    from rekindle.analysis.runs.compilation import compile_first
    from rekindle.analysis.sensitivity import outcome as of
    from rekindle.analysis.sensitivity.sobol import salib

    check_seed_and_threads(seed, threads)
    salib("sobol")  # complain of a missing extra before anything runs
    if results is not None or not groups:
        count = SINGLES if worlds is None else worlds
        asked = None if results else _question(name, policy, count, seed, until, (worlds_from, transfer), FEWEST_SINGLES)
        if asked:
            note_priors(asked.scenario, worlds_from, progress)
        found = _sample(name, outcome, asked, results, threads, progress)
        about = {"long_name": found.meaning, "units": found.unit}
        return of.sensitivity_row(found.question, outcome, about, of.single_sensitivity(found), "singles", found.inputs)
    question = _question(
        name, policy, GROUPS if worlds is None else worlds, seed, until, (worlds_from, transfer), FEWEST_GROUPS
    )
    known = of.known_outcomes(question)
    of.check_outcome(outcome, known, f"{question.scenario.name} to {question.frame().until}")
    note_priors(question.scenario, worlds_from, progress)
    compile_first(question, progress)
    with progress.task("Worlds", of.group_worlds(question)) as task:
        grouped = of.group_sensitivity(question, outcome, threads, task.advance)
    return of.sensitivity_row(question, outcome, known[outcome], grouped, "groups")


def discover(
    name: str | Path,
    outcome: str,
    *,
    above: float | None = None,
    below: float | None = None,
    policy: str = HISTORICAL,
    worlds: int = 1000,
    seed: int = 1,
    until: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    results: str | Path | None = None,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """The assumptions under which an outcome lies above (or below) a line much more often, as a PRIM box, in plain data.

    Half of the worlds find the box and half measure it. `results` is a folder of a run whose worlds are taken in place of
    new ones. Needs the extra rekindle[verdicts].
    """
    from rekindle.analysis.sensitivity import outcome as of
    from rekindle.analysis.sensitivity.prim import prim

    check_seed_and_threads(seed, threads)
    if (above is None) == (below is None):
        raise UsageError("give one of --above X and --below X; for an outcome that is 1 or 0, --above 0.5 or --below 0.5.")
    prim()  # complain of a missing extra before anything runs
    asked = None if results else _question(name, policy, worlds, seed, until, (worlds_from, transfer), FEWEST_SINGLES)
    if asked:
        note_priors(asked.scenario, worlds_from, progress)
    return of.discover(_sample(name, outcome, asked, results, threads, progress), above, below)


def _sample(
    name: str | Path, outcome: str, asked: Question | None, results: str | Path | None, threads: int | None, progress: Progress
) -> Sample:
    """An outcome of worlds that are run now, or were before."""
    from rekindle.analysis.runs.compilation import compile_first
    from rekindle.analysis.sensitivity import outcome as of

    if asked is None:
        found = of.stored_sample(Path(results or ""), outcome)
        if found.question.scenario.name != load(name).name:
            raise UsageError(f"{results} holds worlds of {found.question.scenario.name}, not of {name}.")
        return found
    of.check_outcome(outcome, of.known_outcomes(asked), f"{asked.scenario.name} to {asked.frame().until}")
    compile_first(asked, progress)
    with progress.task("Worlds", asked.worlds) as task:
        return of.sample(asked, outcome, threads, task.advance)


def _question(
    name: str | Path, policy: str, worlds: int, seed: int, until: date | None, source: tuple[str, bool], least: int
) -> Question:
    """What is to be run; a policy may be an experiment too. `source` is `worlds_from` and `transfer`."""
    from rekindle.analysis.runs.run import Question
    from rekindle.ensemble.posterior import posterior_for
    from rekindle.scenario.policies.policy import read_any

    if worlds < least:
        raise UsageError(f"--worlds must be at least {least} here, not {worlds}: fewer tell nothing from noise.")
    scenario = load(name)
    question = Question(scenario, read_any(policy, scenario), worlds, seed, until, posterior=posterior_for(scenario, *source))
    question.frame()  # complains about a horizon that cannot be
    return question
