"""The command that holds published effects against the model: `rekindle effects`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rekindle import WORLDS_FROM, api
from rekindle.cli.options import AsJson, Name, Seed, Source, Terminal, Threads, Transfer
from rekindle.json_text import json_text


def effects(
    name: Name,
    worlds: Annotated[int, typer.Option(help="How many worlds of each arm.")] = 400,
    seed: Seed = 1,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder to keep the audit in, as effects.json.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hold what the model's levers move against what studies found them to move, in pairs of the same worlds."""
    from rekindle.show.terminal.effects import effects_table

    found = api.effects(
        name, worlds=worlds, seed=seed, worlds_from=worlds_from, transfer=transfer, threads=threads, out=out,
        progress=Terminal(),
    )  # fmt: skip
    typer.echo(json_text(found.to_dict(), 2) if as_json else effects_table(found))
