"""The command that runs policies side by side: `rekindle compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rekindle import WORLDS_FROM
from rekindle.cli.options import (
    AsJson,
    AsOf,
    ByHand,
    Name,
    Seed,
    Source,
    Threads,
    Until,
    Variants,
    bars,
    compile_first,
    day,
    read_scenario,
    say,
)
from rekindle.json_text import json_text

if TYPE_CHECKING:
    from rekindle.analysis.runs.run import Question


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
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results. Default: results/NAME-compare.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run policies on the same worlds with the same luck and write their paired differences, figures and a page."""
    from rekindle.analysis.comparison import policies as rivals
    from rekindle.ensemble.posterior import posterior_of
    from rekindle.ensemble.variants import fixed_by
    from rekindle.files import alone_in
    from rekindle.scenario.policies.by_hand import numbers_of, resolved

    scenario = read_scenario(name, as_of)
    options: dict[str, Any] = {
        "worlds": worlds,
        "seed": seed,
        "until": day(until),
        "posterior": posterior_of(worlds_from, as_of=scenario.as_of),
        "by_hand": resolved(numbers_of(by_hand or []), scenario),
    }
    asked = rivals.questions(scenario, policies.split(","), baseline, **options, variants=fixed_by(variant or []))
    folder = out or Path("results") / f"{scenario.name}-compare"
    rivals.prepare(asked, folder, threads)  # complain before compiling
    with alone_in(folder):
        ran = _run_policies(asked, folder, threads, name)
        comparison = ran.compare(next(iter(asked)))
        found = rivals.record(ran, comparison)
        ran = rivals.keep(ran, found)
        if comparison and ran.complete:
            from rekindle.show.pages.comparison import write_all

            say("Drawing figures and writing the page.")
            write_all(ran, comparison, asked)
    if as_json:
        typer.echo(json_text(found, 2))
    elif comparison:
        from rekindle.show.terminal.comparison import comparison_table

        typer.echo(comparison_table(comparison))
        typer.echo(f"\nComparison: {ran.work / (rivals.PAGE if ran.complete else rivals.COMPARISON)}")
    if not ran.complete:
        say(f"Cancelled: {ran.told()}.")
        raise typer.Exit(130)


def _run_policies(asked: dict[str, Question], folder: Path, threads: int | None, name: str) -> Any:
    """Run the policies that are not there yet, each with a progress bar."""
    from rekindle.analysis.comparison.policies import path_of, run_all

    compile_first(next(iter(asked.values())))
    with bars() as progress:
        tasks: list[Any] = []
        return run_all(
            asked, folder, threads, path=path_of(name),
            begun=lambda policy, worlds: tasks.append(progress.add_task(policy, total=worlds)),
            tick=lambda done: progress.advance(tasks[-1], done),
        )  # fmt: skip
