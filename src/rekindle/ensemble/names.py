"""Names of the variables of a result, with their units and meanings, from the model's own lists of series."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from rekindle.ensemble.frame import Frame
from rekindle.ensemble.variants import options
from rekindle.model.parameters import all_parameters
from rekindle.model.series import (
    ABROAD_SERIES,
    COUNTRY_SERIES,
    NATION_SERIES,
    ORIGIN_SERIES,
    PART_SERIES,
    PLACE_SERIES,
    Written,
)


class Variable(NamedTuple):
    """A variable of a result."""

    name: str
    unit: str
    meaning: str
    kind: str  # national, place, origin
    array: str  # field of Written
    series: str  # field of its records
    column: int  # country or part, where the array has that axis


def national(frame: Frame) -> Iterator[Variable]:
    """Weekly series: of the nation, then "series_country", then "series_city" and "series_bank_city"."""
    for field in NATION_SERIES:
        yield Variable(field.name, field.unit, field.meaning, "national", "nation", field.name, -1)
    for n, country in enumerate(frame.countries):
        label = frame.scenario.countries[country].label
        for field in COUNTRY_SERIES:
            name, meaning = f"{field.name}_{country}", f"{field.meaning}, {label}"
            yield Variable(name, field.unit, meaning, "national", "countries", field.name, n)
    for k, part in enumerate(frame.parts):
        for field in PART_SERIES:
            name, meaning = f"{field.name}_{part}", f"{field.meaning}, {part.replace('_', ' ')}"
            yield Variable(name, field.unit, meaning, "national", "parts", field.name, k)
    for a, place in enumerate(frame.abroad):
        label = frame.scenario.places[place].label
        for field in ABROAD_SERIES:
            name, meaning = f"{field.name}_{place}", f"{field.meaning}, {label}"
            yield Variable(name, field.unit, meaning, "national", "abroad", field.name, a)


def by_place() -> Iterator[Variable]:
    """Series by place at the record's times."""
    for field in PLACE_SERIES:
        yield Variable(field.name, field.unit, field.meaning, "place", "places", field.name, -1)


def by_origin() -> Iterator[Variable]:
    """Series by origin at the record's times."""
    for field in ORIGIN_SERIES:
        yield Variable(f"{field.name}_by_origin", field.unit, field.meaning, "origin", "origins", field.name, -1)


def values(variable: Variable, written: Written) -> np.ndarray:
    """A variable's numbers of some worlds, the first axis worlds."""
    array = getattr(written, variable.array)[variable.series]
    return array[..., variable.column] if variable.column >= 0 else array


def parameters() -> np.ndarray:
    """Names of all parameters, the coordinate of what is kept of them."""
    return np.array(list(all_parameters()))


def drawn(record: np.recarray) -> np.ndarray:
    """Parameters of some worlds as they were drawn, before any policy: (worlds, parameters), single precision."""
    numbers = np.ascontiguousarray(record).view(np.ndarray).view("f8")
    return numbers.reshape(len(record), -1).astype("f4")


def about_parameters() -> dict[str, Any]:
    """Attributes of the parameters kept: what every variable says, and the options of the variants by number."""
    meaning = "parameters as drawn, each in its own unit; a variant is the number of its option"
    return {"units": "", "long_name": meaning, "source": "Rekindle ensemble", "kind": "parameters", "variants": options()}
