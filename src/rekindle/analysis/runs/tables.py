"""Results of a run as plain tables: a row a world of outcomes and parameters, and series as one value a row.

Tables are made in pieces of a variable each, so that memory stays flat however many worlds there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rekindle.model.parameters import all_parameters

if TYPE_CHECKING:
    import xarray

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
WORLDS_IN_A_PIECE = 50_000
SERIES = {"series": "national", "places": "place", "origins": "origin"}
"""Tables of series, and the kind of variable that each holds; the last two name the place, or the origin, in a column."""


class Table(NamedTuple):
    """A table: its columns, how many rows it has, and a function that gives the rows in pieces: an array a column."""

    columns: list[str]
    rows: int
    pieces: Callable[[], Iterator[list[np.ndarray]]]


def tables(dataset: xarray.Dataset) -> dict[str, Table]:
    """Every table of a run by name: outcomes, parameters, series, places, origins, variables. Histograms are in none."""
    found = {"outcomes": _by_world(dataset, _outcomes), "parameters": _by_world(dataset, _parameters)}
    found |= {name: _series(dataset, kind) for name, kind in SERIES.items()}
    return found | {"variables": _whole(_variables(dataset))}


def quantiles(dataset: xarray.Dataset, name: str) -> Table:
    """A table of series over worlds: quantiles in place of every world's value. It has a row a date, place and variable."""
    kind = SERIES[name]
    variables = _of(dataset, kind)
    axes = [str(axis) for axis in dataset[variables[0]].dims[1:]] if variables else []
    columns = ["date", *axes[1:], "variable", *(f"p{round(100 * q):02d}" for q in QUANTILES)]

    def pieces() -> Iterator[list[np.ndarray]]:
        for variable in variables:
            values = dataset[variable].values
            marks = np.quantile(values, QUANTILES, axis=0).astype(values.dtype)
            index = _index([_axis(dataset, axis) for axis in axes])
            yield [*index, np.full(index[0].size, variable), *(mark.ravel() for mark in marks)]

    rows = sum(dataset[variable][0].size for variable in variables)
    return Table(columns, rows, pieces)


def _whole(columns: dict[str, np.ndarray]) -> Table:
    """A table that is short enough to be one piece."""
    return Table(list(columns), len(next(iter(columns.values()))), lambda: iter([list(columns.values())]))


def _by_world(dataset: xarray.Dataset, columns: Callable[[xarray.Dataset], dict[str, np.ndarray]]) -> Table:
    """A table with a row a world, whose columns `columns` makes of some of the worlds."""
    worlds = int(dataset.sizes["world"])

    def pieces() -> Iterator[list[np.ndarray]]:
        for first in range(0, worlds, WORLDS_IN_A_PIECE):
            yield list(columns(dataset.isel(world=slice(first, first + WORLDS_IN_A_PIECE))).values())

    return Table(list(columns(dataset.isel(world=slice(0, 1)))), worlds, pieces)


def _of(dataset: xarray.Dataset, kind: str) -> list[str]:
    """Variables of a kind, sorted: the store lists its arrays in no order."""
    return sorted(str(name) for name, one in dataset.data_vars.items() if one.attrs.get("kind") == kind)


def _outcomes(dataset: xarray.Dataset) -> dict[str, np.ndarray]:
    """A column an outcome; an outcome by place has a column a place."""
    found = {"world": dataset["world"].values}
    for name in _of(dataset, "outcome"):
        values = dataset[name].values
        if values.ndim == 1:
            found[name] = values
        else:
            found |= {f"{name}_{place}": values[:, n] for n, place in enumerate(dataset["place"].values)}
    return found


def _parameters(dataset: xarray.Dataset) -> dict[str, np.ndarray]:
    """A column a parameter, as drawn before any policy; a variant by the name of its option."""
    found = {"world": dataset["world"].values}
    variants = dataset["parameters"].attrs.get("variants", {})
    values = dataset["parameters"].values
    for n, name in enumerate(map(str, dataset["parameter"].values)):
        options = variants.get(name)
        found[name] = np.array(options)[values[:, n].astype(int)] if options else values[:, n]
    return found


def _series(dataset: xarray.Dataset, kind: str) -> Table:
    """One value a row: world, date, place or origin, variable, value."""
    variables = _of(dataset, kind)
    axes = [str(axis) for axis in dataset[variables[0]].dims] if variables else []
    columns = ["world", "date", *axes[2:], "variable", "value"]

    def pieces() -> Iterator[list[np.ndarray]]:
        for variable in variables:
            values = dataset[variable].values.ravel()
            index = _index([_axis(dataset, axis) for axis in axes])
            yield [*index, np.full(values.size, variable), values]

    return Table(columns, sum(dataset[variable].size for variable in variables), pieces)


def _axis(dataset: xarray.Dataset, axis: str) -> np.ndarray:
    """The coordinate of an axis; dates as text, 2017-07-10."""
    values = dataset[axis].values
    if values.dtype.kind == "M":
        return values.astype("datetime64[D]").astype(str)
    return values if values.dtype.kind in "iu" else np.array([str(name) for name in values])


def _index(axes: list[np.ndarray]) -> list[np.ndarray]:
    """The coordinates of every value of an array with these axes, in the order of its memory."""
    return [one.ravel() for one in np.meshgrid(*axes, indexing="ij")]


def _variables(dataset: xarray.Dataset) -> dict[str, np.ndarray]:
    """What every column and every variable of the other tables is: table, name, unit, meaning."""
    rows = []
    for table, kind in {"outcomes": "outcome", **SERIES}.items():
        for name in _of(dataset, kind):
            one = dataset[name]
            places = dataset["place"].values if kind == "outcome" and one.ndim == 2 else [""]
            words = [(f"{name}_{place}", f" ({place})") if place else (name, "") for place in places]
            rows += [(table, word, one.attrs["units"], one.attrs["long_name"] + where) for word, where in words]
    known = all_parameters()
    for name in map(str, dataset["parameter"].values):
        unit, meaning = (known[name].unit, known[name].meaning) if name in known else ("", "")
        rows.append(("parameters", name, unit, meaning))
    return {column: np.array([row[n] for row in rows]) for n, column in enumerate(("table", "name", "unit", "meaning"))}
