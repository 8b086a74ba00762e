"""A scenario kept ready, for pages and notebooks on which somebody moves levers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rekindle import WORLDS_FROM
from rekindle.api.checks import check_seed_and_threads, note_priors
from rekindle.api.runs import Variants, question
from rekindle.api.scenarios import load
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    from rekindle.analysis.live.levers import Lever
    from rekindle.analysis.live.worlds import Live
    from rekindle.scenario import Scenario


def live(
    name: str | Path | Scenario,
    *,
    variants: Variants = None,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Live:
    """Make a scenario ready to be asked again and again: it is read, and the model compiled, before this returns.

        with rekindle.live("mosul-2016") as ready:
            as_it_was, counterinsurgency = ready.worlds(["historical", "counterinsurgency"], set={"levels.local": 0.5})
            counterinsurgency.quantiles("attacks_iraq_2018") - as_it_was.quantiles("attacks_iraq_2018")

    See `run` for the arguments. Raises the errors of `rekindle.errors`.
    """
    from rekindle.analysis.runs.compilation import compile_first
    from rekindle.analysis.live.worlds import Live

    check_seed_and_threads(seed, threads)
    asked = question(name, variants=variants, seed=seed, until=until, as_of=as_of, worlds_from=worlds_from, transfer=transfer)
    asked.frame()  # complain before compiling
    note_priors(asked.scenario, worlds_from, progress)
    compile_first(asked, progress)
    return Live(asked, threads)


def levers(
    name: str | Path | Scenario, outcome: str = "", *, worlds_from: str = WORLDS_FROM, transfer: bool = False
) -> list[Lever]:
    """Every number and rival theory of a scenario that can be moved, those that matter most for an outcome first.

    How much they matter is known where an opening answer is kept (`opening`); else they stand in the order of the model and of
    the scenario's file. `to_dict()` of each is plain data.
    """
    from rekindle.analysis.live.levers import levers
    from rekindle.ensemble.posterior import posterior_for

    scenario = load(name)
    return levers(scenario, posterior_for(scenario, worlds_from, transfer), {}, outcome)
