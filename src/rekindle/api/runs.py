"""Runs: an ensemble as a Dataset or as a folder with its report, one world alone, and results replayed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle import WORLDS_FROM
from rekindle.api.checks import check_seed_and_threads, note_priors
from rekindle.api.scenarios import load
from rekindle.errors import UsageError
from rekindle.languages.speech import checked
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    import xarray

    from rekindle.analysis.runs.run import Answer, RunSpec
    from rekindle.analysis.runs.scale import Staff
    from rekindle.scenario import Scenario
    from rekindle.show.terminal.chronicle import Told

HISTORICAL = "historical"
Variants = Mapping[str, str] | Iterable[str] | None
"""Variants that are fixed for all worlds: {"raid.response": "deterrence"}, or texts such as "raid.response=deterrence"."""
Numbers = Mapping[str, float] | Iterable[str] | None
"""Numbers that are set by hand: {"levels.local": 0.5}, or texts such as "levels.local=0.5"."""
Shifts = Mapping[str, float] | Iterable[str] | None
"""Weeks by which orders begin later: {"city_centre": 4}, or texts such as "city_centre=4"."""
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
    """What happens in it, in order of time, as sentences."""
    told: Sequence[Told]
    """The same as data: which event, its fields, and the places and series that it is about."""
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
    workers: int | None = None,
    cluster: str = "",
    resume: bool = False,
    out: str | Path | None = None,
) -> xarray.Dataset:
    """Run worlds of a scenario and return outcomes and series as a Dataset (dims world, week, time, place, origin).

    `policy` is a name, a path to a file, or several joined by `+`; `experiment` a question put to the model instead;
    `variants` fixes rival mechanisms for all worlds, as in `{"raid.response": "deterrence"}`; `worlds_from` is "posterior",
    "prior", or a folder that holds a posterior. Without it worlds come from the packaged posterior if that was learnt on the
    scenario, and from the priors if not; `transfer` allows a posterior that was learnt on other scenarios. `set` sets numbers
    of the scenario or parameters of the model by hand in every world, by path or pattern, as in
    `{"places.east_*.defences": 0.2}`; they are set after what the policy changes.

    `workers` simulates in so many processes of this machine, which share `threads`; `cluster` names the address of a
    dask.distributed scheduler instead (its workers must see `out`); `resume` goes on with such a run that was stopped. None
    of them changes a byte of the results. Of more than 20,000 worlds weekly series are kept of the first 1,000, with
    histograms of all.

    With `out` the results are kept there and load lazily; without it they are loaded into memory. Attributes of the
    Dataset are the manifest. Raises the errors of `rekindle.errors`. `simulate` gives the folder and the manifest as well.
    """
    with tempfile.TemporaryDirectory(prefix="rekindle-") as temporary:
        done = simulate(
            name, policy=policy, experiment=experiment, variants=variants, set=set, worlds=worlds, seed=seed, until=until,
            as_of=as_of, worlds_from=worlds_from, transfer=transfer, threads=threads, workers=workers, cluster=cluster,
            resume=resume, out=out or temporary, report=False,
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
    workers: int | None = None,
    cluster: str = "",
    resume: bool = False,
    out: str | Path | None = None,
    report: bool = True,
    png: bool = False,
    lang: str = "en",
    progress: Progress = SILENT,
) -> Answer:
    """Run worlds as `run` does into a folder (`results/NAME`), with figures and a report beside the results.

    Figures are SVG, and PNG too with `png`; `lang` writes the report in another language too ("ar" is Arabic: report.ar.html).
    The answer has `folder`, `summary`, `manifest` and `dataset()`. After an interrupt
    its manifest is not `complete`, and there is no report. Raises KeyboardInterrupt where no world was done, or where the
    report was stopped.

    With `workers`, `cluster` or `resume` (alone: one worker) worlds are simulated in shards of at most 1,000, in the subfolder
    `shards`, and then gathered. An interrupt raises KeyboardInterrupt and keeps finished shards; `resume` keeps those of the
    same run and runs the rest. Raises CheckFailed for shards of another run, version or kind of processor, and UsageError
    where shards are left there and `resume` is not said.
    """
    from rekindle.analysis.runs.compilation import compile_first
    from rekindle.analysis.runs.run import answer, ready
    from rekindle.analysis.runs.scale import answer_in_shards, check_none_left
    from rekindle.files import alone_in
    from rekindle.scenario.catalogue import path_of
    from rekindle.scenario.record_check import record_of

    checked(lang)
    asked = question(
        name, policy=policy, experiment=experiment, variants=variants, set=set, worlds=worlds, seed=seed, until=until,
        as_of=as_of, worlds_from=worlds_from, transfer=transfer,
    )  # fmt: skip
    if report:
        record_of(asked.scenario)  # the report shows it; whatever is wrong with it is said before anything runs
    staff = _staff(workers, cluster, resume, threads)
    if cluster and not out:
        raise UsageError("--cluster needs --out: a folder that all machines of the cluster see under the same path.")
    folder = Path(out) if out else RESULTS / asked.scenario.name
    ready(asked, folder, threads)  # complain before compiling
    if not resume:
        check_none_left(folder)
    note_priors(asked.scenario, worlds_from, progress)
    with alone_in(folder):
        if staff is not None:
            done = answer_in_shards(asked, folder, path_of(name), staff, resume, progress)
        else:
            compile_first(asked, progress)
            with progress.task("Worlds", asked.worlds) as task:
                done = answer(asked, folder, threads, tick=task.advance, path=path_of(name))
        if report and done.manifest["complete"]:
            _write_report(asked, done, png, progress, lang)
    return done


def _staff(workers: int | None, cluster: str, resume: bool, threads: int | None) -> Staff | None:
    """Who simulates in shards; None where nothing asks for shards. Raises UsageError for what cannot be."""
    from rekindle.analysis.runs.scale import Staff

    if workers is None and not cluster and not resume:
        return None
    if workers is not None and cluster:
        raise UsageError("--workers are processes of this machine, --cluster those of others. Leave one of them out.")
    staff = Staff(1 if workers is None else workers, threads, cluster)
    staff.check()
    return staff


def _write_report(asked: RunSpec, done: Answer, png: bool, progress: Progress, lang: str = "en") -> None:
    from rekindle.show.figures.files import formats
    from rekindle.show.pages.run import write_all

    progress.say("Drawing figures and writing the report.")
    try:
        write_all(asked, done, formats(png), lang)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"the worlds are kept in {done.folder}, without a report") from None


def shard(
    name: str | Path,
    *,
    of: int,
    part: int,
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
    resume: bool = False,
    out: str | Path,
    progress: Progress = SILENT,
) -> tuple[range, list[Path]]:
    """Simulate part `part`, counted from 0, of a run that is cut into `of` parts; its worlds, and the folders of its shards.

    For array jobs: any number of them may write into the same folder `out`, and `gather` makes results of it once all parts
    are there. `resume` keeps what is finished of the part. All else as in `run`. Raises UsageError for a part that there is
    not and where shards of it are there, CheckFailed for shards of another run, KeyboardInterrupt after an interrupt.
    """
    from rekindle.analysis.runs.compilation import compile_first
    from rekindle.analysis.runs.scale import simulate_part
    from rekindle.scenario.catalogue import path_of

    if of < 1:
        raise UsageError(f"--of must be at least 1, not {of}.")
    if not 0 <= part < of:
        raise UsageError(f"--part must be from 0 to {of - 1}, not {part}: parts are counted from 0.")
    if of > worlds:
        raise UsageError(f"--of {of} is more parts than the {worlds} worlds of the run.")
    check_seed_and_threads(seed, threads)
    asked = question(
        name, policy=policy, experiment=experiment, variants=variants, set=set, worlds=worlds, seed=seed, until=until,
        as_of=as_of, worlds_from=worlds_from, transfer=transfer,
    )  # fmt: skip
    asked.frame()  # complain before compiling
    note_priors(asked.scenario, worlds_from, progress)
    compile_first(asked, progress)
    (first, last), shards = simulate_part(asked, Path(out), path_of(name), of, part, threads, resume, progress)
    return range(first, last), shards


def gather(
    folder: str | Path,
    *,
    resume: bool = False,
    workers: int | None = None,
    cluster: str = "",
    threads: int | None = None,
    report: bool = True,
    png: bool = False,
    progress: Progress = SILENT,
) -> Answer:
    """Make ordinary results, with figures and a report, of the shards in a folder: the same bytes as `run` gives.

    With `resume` missing and damaged shards are simulated first, by `workers` or on a `cluster` as in `simulate`. Raises
    MissingData for missing worlds (which, and how to run them), CheckFailed for shards that are damaged, overlap, or were made
    by another version or on another kind of processor (what differs), UsageError and KeyboardInterrupt as `simulate`.
    """
    from rekindle.analysis.runs.scale import gather_in

    staff = _staff(workers, cluster, resume, threads) if resume else None
    asked, done = gather_in(Path(folder), staff, progress)
    if report:
        _write_report(asked, done, png, progress)
    return done


def world(
    name: str | Path,
    number: int = 0,
    *,
    policy: str | Path = HISTORICAL,
    experiment: str | Path = "",
    variants: Variants = None,
    set: Numbers = None,
    shifts: Shifts = None,
    seed: int = 1,
    until: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    progress: Progress = SILENT,
) -> World:
    """One world alone with its story: the same, bit for bit, as in any ensemble of the seed.

    `shifts` are weeks by which orders of the campaign begin later (or earlier), by their id: {"city_centre": 4}.
    """
    from rekindle.analysis.live.moved import Levers
    from rekindle.analysis.runs.compilation import compile_first

    if not 0 <= number < 2**32:
        raise UsageError(f"--world must be a whole number from 0 to 4294967295, not {number}.")
    asked = question(
        name, policy=policy, experiment=experiment, variants=variants, set=set, worlds=number + 1, seed=seed, until=until,
        worlds_from=worlds_from, transfer=transfer,
    )  # fmt: skip
    if shifts:
        asked = replace(asked, policy=Levers.of(asked, shifts=shifts).policy(asked.policy))
    asked.frame()  # complain before compiling
    note_priors(asked.scenario, worlds_from, progress)
    compile_first(asked, progress)
    return world_of(asked, number)


def world_of(asked: RunSpec, number: int) -> World:
    """One world of a run specification, whose model is compiled, with its story."""
    from rekindle.analysis.runs.one_world import world_alone
    from rekindle.ensemble.posterior import transfer_of
    from rekindle.show.terminal.chronicle import events

    dataset, outcomes = world_alone(asked, number)
    dataset = dataset.assign_attrs(until=str(asked.frame().until))
    told = tuple(events(dataset, asked.scenario))
    sentences = tuple((one.date, one.text) for one in told)
    learnt_on = transfer_of(asked.posterior, asked.scenario.name)
    return World(number, asked.seed, asked.scenario, dataset, outcomes, sentences, told, learnt_on)


def verify(folder: str | Path) -> list[int]:
    """Check every file of a result, then replay some worlds and compare bit for bit; the worlds compared."""
    from rekindle.analysis.runs.replay import verify as replay

    return replay(Path(folder))


def export(folder: str | Path, to: str = "csv", out: str | Path | None = None) -> list[Path]:
    """Write a finished run as csv, xlsx, parquet, netcdf or geojson; the files written. Default: beside the results."""
    from rekindle.analysis.runs.export import export as exported

    return exported(Path(folder), to, Path(out) if out else None)
