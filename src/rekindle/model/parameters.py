"""All parameters of the model in one record: `parameters.raids.reach`, one row for each world."""

from __future__ import annotations

import numpy as np

from rekindle.model.parameter import Parameter, declared
from rekindle.model.step import MECHANISMS


def groups() -> dict[str, dict[str, Parameter]]:
    """Parameters by group (the name of the NamedTuple in lower case), in the order of the step."""
    found: dict[str, dict[str, Parameter]] = {}
    for mechanism in MECHANISMS:
        found.setdefault(mechanism.parameters.__name__.lower(), declared(mechanism.parameters))
    return found


def all_parameters() -> dict[str, Parameter]:
    """Every parameter by its full name, for example "raids.reach"."""
    return {f"{group}.{name}": parameter for group, fields in groups().items() for name, parameter in fields.items()}


def record_of_worlds(worlds: int) -> np.recarray:
    """An empty record of parameters, one row for each world: nested by group."""
    kind = np.dtype([(group, [(name, "f8") for name in fields]) for group, fields in groups().items()])
    return np.zeros(worlds, kind).view(np.recarray)
