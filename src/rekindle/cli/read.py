"""The command that reads what commentators write: `rekindle read`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from rekindle import api
from rekindle.cli.options import AsJson, Terminal, day, say
from rekindle.errors import UsageError
from rekindle.json_text import json_text
from rekindle.numbers import count


def read(
    document: Annotated[
        str, typer.Argument(metavar="DOC|FOLDER", help="TXT, HTML, DOCX or PDF; with --accept the folder of drafts.")
    ],
    scenario: Annotated[
        str, typer.Option("--for", metavar="NAME|FILE", help="The scenario whose names and numbers stand beside.")
    ] = "",
    written: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="DATE", help="The day of the document, where it has none."),
    ] = None,
    model: Annotated[
        str, typer.Option(metavar="URL", help="A language model (OpenAI chat completions), such as http://localhost:8080/v1.")
    ] = "",
    model_name: Annotated[str, typer.Option(metavar="NAME", help="With --model: which of its models.")] = "",
    accept: Annotated[
        bool, typer.Option("--accept", help="Ask for every blank of the drafts, then write what was accepted.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Folder of the drafts. Default: results/DOC-draft.")] = None,
    as_json: AsJson = False,
) -> None:
    """Draft the figures, claims and events of a document, each with its sentence; a person decides line by line."""
    if accept and Path(document).is_dir():
        if written or model or out:
            raise UsageError(
                "FOLDER holds drafts that were already read: leave out --date, --model and --out, or name the document."
            )
        _accept(Path(document), scenario, as_json)
        return
    folder = out or (Path("results") / f"{Path(document).stem}-draft")
    draft = api.read(document, scenario or None, written=day(written), model=model, model_name=model_name,
                     out=None if as_json else folder, progress=Terminal())  # fmt: skip
    if as_json:
        typer.echo(json_text(draft.to_dict()))
        return
    from rekindle.show.terminal.draft import draft_text

    typer.echo(draft_text(draft))
    if accept:
        _accept(folder, scenario, as_json)
    else:
        typer.echo(f"\nNext: fill in the blanks of {folder} by hand, or with rekindle read {folder} --accept.")


def _accept(folder: Path, scenario: str, as_json: bool) -> None:
    def ask(what: str, hint: str) -> str:
        typer.echo(f"{what}{f' ({hint})' if hint else ''}: ", err=True, nl=False)
        line = sys.stdin.readline()
        return line.strip() if line else "stop"  # nobody answers any more

    say("An empty answer leaves a blank; `drop` as the decision drops the line; `stop` ends and keeps what was answered.")
    made = api.accept_draft(folder, scenario or None, ask=ask, say=say)
    if as_json:
        typer.echo(json_text(made.to_dict()))
        return
    if not made.paths:
        raise UsageError("every line of the drafts was dropped: there is nothing to write.")
    typer.echo(
        f"Accepted: {count(made.figures, 'figures')}, {count(made.claims, 'claims')}, {count(made.events, 'events')}. "
        f"Dropped: {count(made.dropped, 'lines')}."
    )
    for path in made.paths:
        typer.echo(f"Written: {path}")
