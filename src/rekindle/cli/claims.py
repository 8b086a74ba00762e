"""The command that decides what commentators said: `rekindle claims`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rekindle import WORLDS_FROM, api
from rekindle.api.statements import ENOUGH, FEWEST, narrow
from rekindle.cli.options import AsJson, Name, Source, Terminal, Threads, Transfer, coloured, say
from rekindle.errors import UsageError
from rekindle.json_text import json_text


def claims(
    name: Name,
    number: Annotated[int | None, typer.Argument(metavar="ID", help="One statement in full.")] = None,
    policy: Annotated[str, typer.Option(help="Ask the same under another policy or experiment.")] = "historical",
    fresh: Annotated[bool, typer.Option("--fresh", help="Simulate every world anew, about a quarter of an hour.")] = False,
    worlds: Annotated[int | None, typer.Option(help="With --fresh: how many worlds. Default: 2000.")] = None,
    seed: Annotated[int | None, typer.Option(help="With --fresh: other worlds. With --quiz: another order.")] = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the worlds. Default: results/NAME-claims.")] = None,
    statements: Annotated[
        str, typer.Option(metavar="FILE", help="Decide the statements of this file instead of the scenario's own.")
    ] = "",
    quiz: Annotated[bool, typer.Option("--quiz", help="Say first yourself how probable it is; both are scored.")] = False,
    questions: Annotated[int, typer.Option(help="With --quiz: how many questions.")] = 5,
    verdict: Annotated[str, typer.Option(help="Only statements with this verdict, as in 'not upheld'.")] = "",
    source: Annotated[str, typer.Option(help="Only statements of this source, named in full or in part.")] = "",
    search: Annotated[str, typer.Option(metavar="WORDS", help="Only statements that hold all these words.")] = "",
    as_json: AsJson = False,
) -> None:
    """Decide every statement of the commentaries, or one in full, from worlds that are stored or made anew."""
    if questions < 1:
        raise UsageError(f"--questions must be at least 1, not {questions}.")
    if worlds is not None and FEWEST <= worlds < ENOUGH:
        say(f"Note: verdicts want {ENOUGH:,} worlds; with {worlds:,} more of them are close calls.")
    found = api.claims(
        name, number, policy=policy, fresh=fresh, worlds=ENOUGH if worlds is None else worlds, seed=1 if seed is None else seed,
        worlds_from=worlds_from, transfer=transfer, threads=threads, out=out, statements=statements or None,
            progress=Terminal(),
    )  # fmt: skip
    every, found = found, narrow(found, verdict, source, search)
    if quiz and found.claims:
        from rekindle.show.terminal.quiz import run_quiz

        run_quiz(found, sys.stdin, sys.stdout, 1 if seed is None else seed, questions, whole=number is not None)
    elif as_json:
        typer.echo(json_text(found.to_dict()))
    else:
        from rekindle.show.terminal.claim import claim_text
        from rekindle.show.terminal.claims import claims_text

        if number is None:
            typer.echo(claims_text(found, name, every, coloured()))
        else:
            typer.echo(claim_text(found, found.claims[0], name))
