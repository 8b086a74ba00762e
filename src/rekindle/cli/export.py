"""The command that writes a finished run as files that other programs open: `rekindle export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rekindle import api


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results, as `rekindle run` leaves it.")],
    to: Annotated[str, typer.Option(metavar="csv|xlsx|parquet|netcdf|geojson", help="The format.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="Folder for the files. Default: DIR-FORMAT, beside the results.")] = None,
) -> None:
    """Write a finished run as tables, a workbook, a NetCDF file or places on a map."""
    for path in api.export(folder, to, out):
        typer.echo(path)
