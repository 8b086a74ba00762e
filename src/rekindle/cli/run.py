"""Commands of one run: simulate and report, one world alone, and replay what is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from rekindle import WORLDS_FROM, api
from rekindle.cli.options import (
    AsJson,
    AsOf,
    ByHand,
    Cluster,
    Experiment,
    Language,
    Name,
    Png,
    PolicyName,
    Resume,
    Seed,
    Source,
    Terminal,
    Threads,
    Transfer,
    Until,
    Variants,
    Workers,
    day,
    say,
)
from rekindle.json_text import json_text
from rekindle.languages.speech import named


def run(
    name: Name,
    policy: PolicyName = "historical",
    experiment: Experiment = "",
    variant: Variants = None,
    by_hand: ByHand = None,
    worlds: Annotated[int, typer.Option(help="How many worlds.")] = 500,
    seed: Seed = 1,
    until: Until = None,
    as_of: AsOf = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    threads: Threads = None,
    workers: Workers = None,
    cluster: Cluster = "",
    resume: Resume = False,
    out: Annotated[Path | None, typer.Option(help="Folder for the results. Default: results/NAME.")] = None,
    png: Png = False,
    lang: Language = "en",
    every: Annotated[bool, typer.Option("--all", help="Print every outcome, not only the dozen that matter.")] = False,
    as_json: AsJson = False,
) -> None:
    """Simulate many worlds of a scenario and write results, figures and a report."""
    answer = api.simulate(
        name, policy=policy, experiment=experiment, variants=variant, set=by_hand, worlds=worlds, seed=seed, until=day(until),
        as_of=day(as_of), worlds_from=worlds_from, transfer=transfer, threads=threads, workers=workers, cluster=cluster,
        resume=resume, out=out, png=png, lang=lang, progress=Terminal(),
    )  # fmt: skip
    _tell(answer, as_json, lang, None if every else api.load(name))
    if not answer.complete:
        say(f"Cancelled: {answer.manifest['worlds']} of {worlds} worlds were done and are kept in {answer.folder}.")
        raise typer.Exit(130)


def _tell(answer: Any, as_json: bool, lang: str = "en", scenario: Any = None) -> None:
    """What results come to, and where they lie: the dozen outcomes that matter of a scenario, all where none is given."""
    if as_json:
        typer.echo(json_text(answer.summary, 2))
    else:
        from rekindle.show.terminal.main_outcomes import main_table
        from rekindle.show.terminal.outcomes import outcome_table

        if scenario is None:
            typer.echo(outcome_table(answer.summary))
        else:
            typer.echo(main_table(answer.summary, answer.dataset(), scenario))
        place = answer.folder / (named("report.html", lang) if answer.complete else "results.zarr")
        typer.echo(f"\n{'Report' if answer.complete else 'Results'}: {place}")


def shard(
    name: Name,
    of: Annotated[int, typer.Option(metavar="K", help="Into how many parts the run is cut.")],
    part: Annotated[int, typer.Option(metavar="J", help="Which part is simulated, from 0 to K - 1.")],
    out: Annotated[Path, typer.Option(help="Folder of the run, the same for all parts.")],
    policy: PolicyName = "historical",
    experiment: Experiment = "",
    variant: Variants = None,
    by_hand: ByHand = None,
    worlds: Annotated[int, typer.Option(help="How many worlds the whole run has.")] = 500,
    seed: Seed = 1,
    until: Until = None,
    as_of: AsOf = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    threads: Threads = None,
    resume: Resume = False,
) -> None:
    """Simulate one part of a run, for array jobs; `rekindle gather` makes results of all parts."""
    done, shards = api.shard(
        name, of=of, part=part, policy=policy, experiment=experiment, variants=variant, set=by_hand, worlds=worlds, seed=seed,
        until=day(until), as_of=day(as_of), worlds_from=worlds_from, transfer=transfer, threads=threads, resume=resume, out=out,
        progress=Terminal(),
    )  # fmt: skip
    typer.echo(f"Part {part} of {of}, worlds {done.start} to {done.stop - 1}: {len(shards)} shard{'s' * (len(shards) > 1)} in "
               f"{out / 'shards'}")  # fmt: skip
    say(f"When all {of} parts are there: rekindle gather {out}")


def gather(
    folder: Annotated[Path, typer.Argument(help="The folder that --out named.")],
    resume: Annotated[bool, typer.Option("--resume", help="Simulate missing and damaged shards first.")] = False,
    workers: Workers = None,
    cluster: Cluster = "",
    threads: Threads = None,
    png: Png = False,
    as_json: AsJson = False,
) -> None:
    """Make results, figures and a report of shards: the same as `rekindle run` gives, to the byte."""
    _tell(api.gather(folder, resume=resume, workers=workers, cluster=cluster, threads=threads, png=png, progress=Terminal()),
          as_json)  # fmt: skip


def world(
    name: Name,
    seed: Seed = 1,
    number: Annotated[int, typer.Option("--world", help="Number of the world, from 0.")] = 0,
    policy: PolicyName = "historical",
    experiment: Experiment = "",
    variant: Variants = None,
    by_hand: ByHand = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Tell the story of one world alone: the same, bit for bit, as in any ensemble of the seed."""
    from rekindle.show.terminal.chronicle import as_text
    from rekindle.show.words.transfer import beneath

    told = api.world(
        name, number, policy=policy, experiment=experiment, variants=variant, set=by_hand, seed=seed, until=day(until),
        worlds_from=worlds_from, transfer=transfer, progress=Terminal(),
    )  # fmt: skip
    if as_json:
        log = [{"date": str(on), "event": text} for on, text in told.events]
        story = {"seed": seed, "world": number, **told.transfer, "outcomes": told.outcomes, "events": log}
        typer.echo(json_text(story, 2))
    else:
        text = as_text(told.events, title=f"World {number} of seed {seed}: {told.scenario.title}")
        typer.echo(beneath(told.transfer, text))


def verify(folder: Annotated[Path, typer.Argument(help="A folder of results.")]) -> None:
    """Check every file of a result, then replay a sample of worlds and compare bit for bit; ends with 5 at the first fault."""
    compared = api.verify(folder)
    typer.echo(f"{folder}: worlds {', '.join(map(str, compared))} come out again, bit for bit.")
