"""Commands of one run: simulate and report, one world alone, and replay what is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rekindle import WORLDS_FROM, api
from rekindle.cli.options import (
    AsJson,
    AsOf,
    ByHand,
    Experiment,
    Name,
    Png,
    PolicyName,
    Seed,
    Source,
    Terminal,
    Threads,
    Transfer,
    Until,
    Variants,
    day,
    say,
)
from rekindle.json_text import json_text


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
    out: Annotated[Path | None, typer.Option(help="Folder for the results. Default: results/NAME.")] = None,
    png: Png = False,
    as_json: AsJson = False,
) -> None:
    """Simulate many worlds of a scenario and write results, figures and a report."""
    answer = api.simulate(
        name, policy=policy, experiment=experiment, variants=variant, set=by_hand, worlds=worlds, seed=seed, until=day(until),
        as_of=day(as_of), worlds_from=worlds_from, transfer=transfer, threads=threads, out=out, png=png, progress=Terminal(),
    )  # fmt: skip
    if as_json:
        typer.echo(json_text(answer.summary, 2))
    else:
        from rekindle.show.terminal.outcomes import outcome_table

        typer.echo(outcome_table(answer.summary))
        place = answer.folder / ("report.html" if answer.complete else "results.zarr")
        typer.echo(f"\n{'Report' if answer.complete else 'Results'}: {place}")
    if not answer.complete:
        say(f"Cancelled: {answer.manifest['worlds']} of {worlds} worlds were done and are kept in {answer.folder}.")
        raise typer.Exit(130)


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
