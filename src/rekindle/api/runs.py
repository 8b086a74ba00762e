"""Runs: an ensemble as a Dataset or as a folder with its report, one world alone, and results replayed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle import WORLDS_FROM
from rekindle.api.checks import note_priors
from rekindle.api.scenarios import load
from rekindle.errors import UsageError
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    import xarray

    from rekindle.analysis.runs.run import Answer, RunSpec
    from rekindle.scenario import Scenario

HISTORICAL = "historical"
Variants = Mapping[str, str] | Iterable[str] | None
"""Variants that are fixed for all worlds: {"raid.response": "deterrence"}, or texts such as "raid.response=deterrence"."""
Numbers = Mapping[str, float] | Iterable[str] | None
"""Numbers that are set by hand: {"levels.local": 0.5}, or texts such as "levels.local=0.5"."""
RESULTS = Path("results")
"""Where results go unless a folder is named."""


@dataclass(frozen=True)
class World:
    """One world alone: series as a Dataset (places every week), outcomes (None where infinite or undefined), and events."""

    number: int
    seed: int
    scenario: Scenario
    dataset: xarray.Dataset
    outcomes: Mapping[str, float | None]
    events: Sequence[tuple[date, str]]
    transfer: Mapping[str, list[str]]
    """The scenarios that the posterior was learnt on, as `transfer`, where this one is none of them; else empty."""


def question(
    name: str | Path | Scenario,
    *,
    policy: str | Path = HISTORICAL,
    experiment: str | Path = "",
    variants: Variants = None,
    set: Numbers = None,
    worlds: int = 500,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
) -> RunSpec:
    """What is to be run, checked so far that its scenario, policy, numbers and posterior are there. See `run`."""
    from rekindle.analysis.runs.run import RunSpec
    from rekindle.scenario.policies.policy import asked

    scenario = load(name, as_of)
    chosen = asked(policy, experiment, scenario)
    return RunSpec(scenario, chosen, worlds, seed, until, **drawn_from(scenario, variants, set, worlds_from, transfer))


def drawn_from(scenario: Scenario, variants: Variants, numbers: Numbers, worlds_from: str, transfer: bool) -> dict[str, Any]:
    """What worlds are drawn from, which variants are fixed and which numbers are set by hand."""
    from rekindle.ensemble.posterior import posterior_for
    from rekindle.ensemble.variants import fixed_by
    from rekindle.scenario.policies.by_hand import numbers_of, resolved

    fixed = dict(variants) if isinstance(variants, Mapping) else fixed_by(list(variants or ()))
    by_hand = numbers if isinstance(numbers, Mapping) else numbers_of(numbers or ())
    posterior = posterior_for(scenario, worlds_from, transfer)
    return {"variants": fixed, "posterior": posterior, "by_hand": resolved(by_hand, scenario)}


def run(
    name: str | Path,
    *,
    policy: str | Path = HISTORICAL,
    experiment: str | Path = "",
    variants: Variants = None,
    set: Numbers = None,
    worlds: int = 500,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    threads: int | None = None,
    out: str | Path | None = None,
) -> xarray.Dataset:
    """Run worlds of a scenario and return outcomes and series as a Dataset (dims world, week, time, place, origin).

    `policy` is a name, a path to a file, or several joined by `+`; `experiment` a question put to the model instead;
    `variants` fixes rival mechanisms for all worlds, as in `{"raid.response": "deterrence"}`; `worlds_from` is "posterior",
    "prior", or a folder that holds a posterior. Without it worlds come from the packaged posterior if that was learnt on the
    scenario, and from the priors if not; `transfer` allows a posterior that was learnt on other scenarios. `set` sets numbers
    of the scenario or parameters of the model by hand in every world, by path or pattern, as in
    `{"places.east_*.defences": 0.2}`; they are set after what the policy changes.

    With `out` the results are kept there and load lazily; without it they are loaded into memory. Attributes of the
    Dataset are the manifest. Raises the errors of `rekindle.errors`. `simulate` gives the folder and the manifest as well.
    """
    with tempfile.TemporaryDirectory(prefix="rekindle-") as temporary:
        done = simulate(
            name, policy=policy, experiment=experiment, variants=variants, set=set, worlds=worlds, seed=seed, until=until,
            as_of=as_of, worlds_from=worlds_from, transfer=transfer, threads=threads, out=out or temporary, report=False,
        )  # fmt: skip
        dataset = done.dataset()
        if not out:
            dataset = dataset.load()
    facts = {key: value if isinstance(value, (str, int, float)) else json.dumps(value) for key, value in done.manifest.items()}
    return dataset.assign_attrs(facts)


def simulate(
    name: str | Path,
    *,
    policy: str | Path = HISTORICAL,
    experiment: str | Path = "",
    variants: Variants = None,
    set: Numbers = None,
    worlds: int = 500,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    threads: int | None = None,
    out: str | Path | None = None,
    report: bool = True,
    png: bool = False,
    progress: Progress = SILENT,
) -> Answer:
    """Run worlds as `run` does into a folder (`results/NAME`), with figures and a report beside the results.

    Figures are SVG, and PNG too with `png`. The answer has `folder`, `summary`, `manifest` and `dataset()`. After an interrupt
    its manifest is not `complete`, and there is no report. Raises KeyboardInterrupt where no world was done, or where the
    report was stopped.
    """
    from rekindle.analysis.runs.compilation import compile_first
    from rekindle.analysis.runs.run import answer, ready
    from rekindle.files import alone_in
    from rekindle.scenario.catalogue import path_of
    from rekindle.scenario.record_check import record_of

    asked = question(
        name, policy=policy, experiment=experiment, variants=variants, set=set, worlds=worlds, seed=seed, until=until,
        as_of=as_of, worlds_from=worlds_from, transfer=transfer,
    )  # fmt: skip
    if report:
        record_of(asked.scenario)  # the report shows it; whatever is wrong with it is said before anything runs
    folder = Path(out) if out else RESULTS / asked.scenario.name
    ready(asked, folder, threads)  # complain before compiling
    note_priors(asked.scenario, worlds_from, progress)
    with alone_in(folder):
        compile_first(asked, progress)
        with progress.task("Worlds", asked.worlds) as task:
            done = answer(asked, folder, threads, tick=task.advance, path=path_of(name))
        if report and done.manifest["complete"]:
            from rekindle.show.figures.files import formats
            from rekindle.show.pages.run import write_all

            progress.say("Drawing figures and writing the report.")
            try:
                write_all(asked, done, formats(png))
            except KeyboardInterrupt:
                raise KeyboardInterrupt(f"the worlds are kept in {done.folder}, without a report") from None
    return done


def world(
    name: str | Path,
    number: int = 0,
    *,
    policy: str | Path = HISTORICAL,
    experiment: str | Path = "",
    variants: Variants = None,
    set: Numbers = None,
    seed: int = 1,
    until: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    progress: Progress = SILENT,
) -> World:
    """One world alone with its story: the same, bit for bit, as in any ensemble of the seed."""
    from rekindle.analysis.runs.compilation import compile_first
    from rekindle.analysis.runs.one_world import world_alone
    from rekindle.ensemble.posterior import transfer_of
    from rekindle.show.terminal.chronicle import sentences

    if not 0 <= number < 2**32:
        raise UsageError(f"--world must be a whole number from 0 to 4294967295, not {number}.")
    asked = question(
        name, policy=policy, experiment=experiment, variants=variants, set=set, worlds=number + 1, seed=seed, until=until,
        worlds_from=worlds_from, transfer=transfer,
    )  # fmt: skip
    asked.frame()  # complain before compiling
    note_priors(asked.scenario, worlds_from, progress)
    compile_first(asked, progress)
    dataset, outcomes = world_alone(asked, number)
    dataset = dataset.assign_attrs(until=str(asked.frame().until))
    events = tuple(sentences(dataset, asked.scenario))
    return World(number, seed, asked.scenario, dataset, outcomes, events, transfer_of(asked.posterior, asked.scenario.name))


def verify(folder: str | Path) -> list[int]:
    """Check every file of a result, then replay some worlds and compare bit for bit; the worlds compared."""
    from rekindle.analysis.runs.replay import verify as replay

    return replay(Path(folder))


def export(folder: str | Path, to: str = "csv", out: str | Path | None = None) -> list[Path]:
    """Write a finished run as csv, xlsx, parquet, netcdf or geojson; the files written. Default: beside the results."""
    from rekindle.analysis.runs.export import export as exported

    return exported(Path(folder), to, Path(out) if out else None)
