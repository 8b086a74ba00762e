"""The command that runs policies side by side: `rekindle compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rekindle import WORLDS_FROM, api
from rekindle.cli.options import (
    AsJson,
    AsOf,
    ByHand,
    Language,
    Name,
    Png,
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
from rekindle.languages.speech import named


def compare(
    name: Name,
    policies: Annotated[str, typer.Option(metavar="A,B,C", help="Policies (or experiments) to compare, joined by commas.")],
    baseline: Annotated[str, typer.Option(help="What the others are compared with. Default: the first.")] = "",
    worlds: Annotated[int, typer.Option(help="How many worlds, the same under every policy.")] = 500,
    seed: Seed = 1,
    until: Until = None,
    as_of: AsOf = None,
    variant: Variants = None,
    by_hand: ByHand = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results. Default: results/NAME-compare.")] = None,
    png: Png = False,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Run policies on the same worlds with the same random draws and write their differences, figures and a page."""
    done = api.compare_policies(
        name, policies=policies.split(","), baseline=baseline, worlds=worlds, seed=seed, until=day(until), as_of=day(as_of),
        variants=variant, set=by_hand, worlds_from=worlds_from, transfer=transfer, threads=threads, out=out,
        png=png, lang=lang, progress=Terminal(),
    )  # fmt: skip
    if as_json:
        typer.echo(json_text(done.record, 2))
    elif done.side:
        from rekindle.show.terminal.comparison import comparison_table

        typer.echo(comparison_table(done.side))
        typer.echo(f"\nComparison: {done.ran.work / (named('compare.html', lang) if done.ran.complete else 'comparison.json')}")
    if not done.ran.complete:
        say(f"Cancelled: {done.ran.told()}.")
        raise typer.Exit(130)
