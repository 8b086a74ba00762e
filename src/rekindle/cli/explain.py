"""Commands that say why: explain a verdict, what moves an outcome or a difference, and where it crosses a line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rekindle import WORLDS_FROM, api
from rekindle.cli.options import AsJson, Name, Source, Terminal, Threads, Transfer, Until, day, say
from rekindle.json_text import json_text

Outcome = Annotated[str, typer.Option(help="The outcome, as rekindle run lists it.")]
Policy = Annotated[str, typer.Option(help="What the government side does, or a question put to the model; a+b combines.")]
Baseline = Annotated[
    str, typer.Option(help="Look at the difference to this policy, --policy minus --baseline, in the same worlds.")
]
Seed = Annotated[int, typer.Option(help="Another seed is other worlds.")]
Results = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER", help="Worlds of a rekindle run (of a rekindle compare with --baseline), in place of new ones."
    ),
]


def explain(
    name: Name,
    number: Annotated[int, typer.Argument(metavar="ID", help="The statement.")],
    which: Annotated[int | None, typer.Option("--number", help="Explain this proposition in full. Default: the first.")] = None,
    policy: Annotated[str, typer.Option(help="As it was decided under another policy.")] = "historical",
    worlds: Annotated[int, typer.Option(help="Base worlds of the indices by group; 0 leaves them out.")] = 256,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    stored: Annotated[Path | None, typer.Option("--claims", help="Folder of the worlds. Default: results/NAME-claims.")] = None,
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the figures; without it none are drawn.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a verdict came out so: what moves it, what turns it over, the causal chain, and two worlds side by side."""
    from rekindle.show.terminal.explanation import explain_text

    result = api.explain(
        name, number, which, policy=policy, worlds=worlds, worlds_from=worlds_from, transfer=transfer, stored=stored,
        threads=threads, out=out, progress=Terminal(),
    )  # fmt: skip
    typer.echo(json_text(result.to_dict()) if as_json else explain_text(result))
    for file in result.figures or ():
        say(f"Figure: {file}")


def sensitivity(
    name: Name,
    outcome: Outcome,
    policy: Policy = "historical",
    baseline: Baseline = "",
    groups: Annotated[bool, typer.Option("--groups/--singles", help="By groups and random draws, or by single inputs.")] = True,
    worlds: Annotated[int | None, typer.Option(help="Default: 256 base worlds for groups, 1000 worlds for singles.")] = None,
    seed: Seed = 1,
    until: Until = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    results: Results = None,
    threads: Threads = None,
    as_json: AsJson = False,
) -> None:
    """Say what moves an outcome, or the difference of two policies: Sobol indices by groups of inputs, or of single inputs."""
    from rekindle.show.terminal.sensitivity import sensitivity_text

    found = api.sensitivity(
        name, outcome, policy=policy, baseline=baseline, groups=groups, worlds=worlds, seed=seed, until=day(until),
        worlds_from=worlds_from, transfer=transfer, results=results, threads=threads, progress=Terminal(),
    )  # fmt: skip
    typer.echo(json_text(found.to_dict()) if as_json else sensitivity_text(found))


def discover(
    name: Name,
    outcome: Outcome,
    above: Annotated[float | None, typer.Option(metavar="X", help="Look for worlds above this.")] = None,
    below: Annotated[float | None, typer.Option(metavar="X", help="Look for worlds below this.")] = None,
    policy: Policy = "historical",
    baseline: Baseline = "",
    worlds: Annotated[
        int | None, typer.Option(help="How many worlds; half find the boxes, half measure them. Default: 1000.")
    ] = None,
    seed: Seed = 1,
    until: Until = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    results: Results = None,
    threads: Threads = None,
    as_json: AsJson = False,
) -> None:
    """Find the assumptions under which an outcome, or the difference of two policies, crosses a line more often (PRIM)."""
    from rekindle.show.terminal.sensitivity import discover_text

    found = api.discover(
        name, outcome, above=above, below=below, policy=policy, baseline=baseline, worlds=worlds, seed=seed, until=day(until),
        worlds_from=worlds_from, transfer=transfer, results=results, threads=threads, progress=Terminal(),
    )  # fmt: skip
    typer.echo(json_text(found.to_dict()) if as_json else discover_text(found))
