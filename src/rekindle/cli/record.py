"""`rekindle record`: the publishers' files as rows of a record, and the record of a scenario. Rows go to standard output."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from rekindle.cli.idle_options import Commands

app = Commands(help="What happened: rows of record.csv from the publishers' files, and what a scenario's record holds.",
               no_args_is_help=True)  # fmt: skip

File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV as its publisher gives it.")]


@app.command()
def ged(
    file: File,
    actor: Annotated[str, typer.Option(help="Only events with this actor on a side, by UCDP's name, as IS.")] = "",
    country: Annotated[str, typer.Option(help="Only events in this country, by UCDP's name.")] = "",
    by: Annotated[str, typer.Option(metavar="country|governorate|region", help="What to add up by.")] = "country",
    spread: Annotated[bool, typer.Option("--spread", help="Spread an event evenly over its days.")] = False,
    source: Annotated[str, typer.Option(help="Id of the source to write in the rows.")] = "ucdp-ged",
) -> None:
    """Documented deaths by month from a file of UCDP's Georeferenced Event Dataset."""
    from rekindle.record.ged import deaths, recorded
    from rekindle.record.recorded import write_record
    from rekindle.show.terminal.record import told_deaths

    found = deaths(file, actor=actor, country=country, by=by, spread=spread)
    write_record(recorded(found, source), sys.stdout)
    typer.echo(told_deaths(found), err=True)


@app.command()
def dtm(
    file: File,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day of the list, where the file has no column date."),
    ] = None,
    people_per_family: Annotated[
        float | None, typer.Option(metavar="NUMBER", help="People to count for a family, where the file gives no individuals.")
    ] = None,
    source: Annotated[str, typer.Option(help="Id of the source to write in the rows.")] = "iom-dtm",
) -> None:
    """Displaced and returned people by date from a list of IOM's Displacement Tracking Matrix Iraq."""
    from rekindle.record.dtm import read_lists
    from rekindle.record.recorded import write_record
    from rekindle.show.terminal.record import told_lists

    lists = read_lists(file, on.date() if on else None, source, people_per_family)
    write_record(lists.rows, sys.stdout)
    typer.echo(told_lists(lists), err=True)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE|TABLE", help="A scenario, or one of the packaged tables.")],
    measure: Annotated[str, typer.Argument(help="The figures of this measure. Without it: which measures there are.")] = "",
) -> None:
    """List what the record of a scenario, or a packaged table, holds: its measures, or the figures of one."""
    from rekindle.record import tables
    from rekindle.record.recorded import read_record
    from rekindle.scenario import read
    from rekindle.scenario.record_check import RECORD, record_of
    from rekindle.show.terminal.record import figures, measures

    if name in tables.NAMES:
        record = tables.table(name)
    else:
        scenario = read(name)
        record = record_of(scenario) or read_record(scenario.folder / RECORD)  # complains where there is none
    typer.echo(figures(record, measure) if measure else measures(record))
