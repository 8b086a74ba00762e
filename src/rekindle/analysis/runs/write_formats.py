"""Writing a run's tables in a format: each function writes into a folder that is there, given the run."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rekindle.analysis.runs.replay import question_of
from rekindle.analysis.runs.tables import SERIES, Table, quantiles, tables
from rekindle.errors import CheckFailed, UsageError
from rekindle.files import write_json

if TYPE_CHECKING:
    import xarray

SHEET_ROWS = 2**20
"""Rows that a sheet of a workbook can have, its header among them."""


class Run(NamedTuple):
    """A finished run: where it lies, its results, and its manifest."""

    folder: Path
    dataset: xarray.Dataset
    about: dict[str, Any]


def write_csv(run: Run, folder: Path) -> None:
    """A CSV file a table. An empty cell is a number that a world does not define; `inf` is a time that never came."""
    for name, table in tables(run.dataset).items():
        if table.rows:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(table.columns)
                for piece in table.pieces():
                    writer.writerows(_rows(piece))


def _rows(piece: list[np.ndarray]) -> Iterator[tuple[Any, ...]]:
    """Rows of cells; a number keeps its precision, so that its text is short, and one that is not defined is empty."""
    return zip(*(_cells(column) for column in piece), strict=True)


def _cells(column: np.ndarray) -> list[Any]:
    if column.dtype.kind != "f":
        return list(column.tolist())
    cells = list(column)
    for n in np.flatnonzero(np.isnan(column)):
        cells[n] = ""
    return cells


def write_xlsx(run: Run, folder: Path) -> None:
    """One workbook with a sheet a table. A series too long for a sheet stands there as quantiles over worlds.

    Raises UsageError where the run has more worlds than a sheet has rows.
    """
    from openpyxl import Workbook

    sheets = {name: table for name, table in tables(run.dataset).items() if table.rows}
    if sheets["outcomes"].rows >= SHEET_ROWS:
        raise UsageError(
            f"{run.folder} has {sheets['outcomes'].rows:,} worlds, and a sheet of a workbook {SHEET_ROWS:,} rows. "
            "Choose --to parquet or --to csv."
        )
    book = Workbook(write_only=True)
    for name, table in sheets.items():
        if name in SERIES and table.rows >= SHEET_ROWS:
            _sheet(book, f"{name}_quantiles", quantiles(run.dataset, name))
        else:
            _sheet(book, name, table)
    sheet = book.create_sheet("run")
    for key, value in run.about.items():
        sheet.append([key, value if isinstance(value, (str, int, float, bool)) or value is None else json.dumps(value)])
    book.save(folder / "results.xlsx")


def _sheet(book: Any, name: str, table: Table) -> None:
    sheet = book.create_sheet(name)
    sheet.append(table.columns)
    for piece in table.pieces():
        for row in _rows(piece):
            sheet.append([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    """A workbook has no number for what is infinite or not defined: a text, and an empty cell."""
    if isinstance(value, np.floating):
        return float(str(value)) if np.isfinite(value) else str(value)
    return None if value == "" else value


def write_parquet(run: Run, folder: Path) -> None:
    """A Parquet file a table."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    for name, table in tables(run.dataset).items():
        writer = None
        for piece in table.pieces() if table.rows else ():
            made = pyarrow.table([pyarrow.array(column) for column in piece], names=table.columns)
            writer = writer or ParquetWriter(folder / f"{name}.parquet", made.schema)
            writer.write_table(made)
        if writer:
            writer.close()


def write_netcdf(run: Run, folder: Path) -> None:
    """The whole Dataset as NetCDF (classic format, 64-bit offsets), the manifest as its attributes."""
    plain = run.dataset.assign_attrs(_attributes(run.about))
    for name in plain.variables:
        plain[name].attrs = _attributes(plain[name].attrs)
        plain[name].encoding = {}  # of the store: chunks and codecs that NetCDF has not
    for name in ("week", "time"):
        plain[name].encoding = {"units": "days since 1970-01-01", "dtype": "int32"}
    plain.to_netcdf(folder / "results.nc", format="NETCDF3_64BIT", engine="scipy")


def _attributes(about: dict[Any, Any]) -> dict[str, Any]:
    """Attributes as NetCDF has them: text, numbers and rows of numbers; whatever else as JSON text."""
    found: dict[str, Any] = {}
    for key, value in about.items():
        if isinstance(value, bool):
            found[key] = int(value)
        elif isinstance(value, int) and abs(value) >= 2**31:
            found[key] = str(value)  # a seed may have 64 bits
        elif isinstance(value, (str, int, float)) or (isinstance(value, list) and value and isinstance(value[0], float)):
            found[key] = value
        else:
            found[key] = json.dumps(value)
    return found


def write_geojson(run: Run, folder: Path) -> None:
    """Places as points with medians over worlds of the series by place, at the last recorded date.

    Raises CheckFailed where the scenario no longer has a place of the run.
    """
    dataset, about = run.dataset, run.about
    scenario = question_of(about, run.folder).scenario
    series = {str(name): one for name, one in dataset.data_vars.items() if one.attrs.get("kind") == "place"}
    medians = {name: np.median(one.values[:, -1], axis=0) for name, one in series.items()}
    features = []
    for n, name in enumerate(map(str, dataset["place"].values)):
        if name not in scenario.places:
            raise CheckFailed(f"the scenario {about['scenario']} no longer has the place {name}. Run `rekindle run` again.")
        place = scenario.places[name]
        about_place = {"name": name, "label": place.label, "kind": place.kind, "country": place.country}
        numbers = {key: float(value[n]) if np.isfinite(value[n]) else None for key, value in medians.items()}
        where = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
        features.append({"type": "Feature", "id": name, "geometry": where, "properties": {**about_place, **numbers}})
    content = {
        "type": "FeatureCollection",
        "date": str(dataset["time"].values[-1].astype("datetime64[D]")),
        "statistic": "median over worlds",
        "worlds": int(dataset.sizes["sampled_world"]),
        "variables": {name: {"unit": one.attrs["units"], "meaning": one.attrs["long_name"]} for name, one in series.items()},
        "features": features,
    }
    write_json(folder / "places.geojson", content)
