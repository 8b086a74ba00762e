"""Scenarios: what a user writes, read and checked.

    from rekindle import scenario
    mosul = scenario.read("mosul-2016")
    mosul.places["mosul_old_city"].density.prior()

The names below load on first use, so that listing scenarios costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rekindle.scenario.catalogue import Listed, listing, names
    from rekindle.scenario.problem import Problem, report
    from rekindle.scenario.quantity import Figure, Quantity
    from rekindle.scenario.reader import check, read
    from rekindle.scenario.scaffold import copy, new
    from rekindle.scenario.schema import Scenario, json_schema

_HOMES = {
    "Listed": "catalogue",
    "listing": "catalogue",
    "names": "catalogue",
    "Problem": "problem",
    "report": "problem",
    "Figure": "quantity",
    "Quantity": "quantity",
    "check": "reader",
    "read": "reader",
    "copy": "scaffold",
    "new": "scaffold",
    "Scenario": "schema",
    "json_schema": "schema",
}

__all__ = [
    "Figure",
    "Listed",
    "Problem",
    "Quantity",
    "Scenario",
    "check",
    "copy",
    "json_schema",
    "listing",
    "names",
    "new",
    "read",
    "report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
