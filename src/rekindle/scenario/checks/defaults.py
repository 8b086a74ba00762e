"""What a scenario's file says once for all that has a source: `defaults` at its head."""

from __future__ import annotations

from typing import Any

from rekindle.scenario.checks.entries import figures_of
from rekindle.scenario.quantity import Defaults, Quantity
from rekindle.scenario.yaml.walk import is_model, walk

FIELDS = set(Defaults.model_fields)


def fill(annotation: Any, data: dict[str, Any]) -> None:
    """Give every sourced entry of a file's data, in place, what `defaults` says and the entry does not; its own fields win.

    Sourced are the figures of quantities, and what has a source, a status and a day of knowledge of its own, such as an order.
    The head is of this one file: sources.yaml, record.csv, claims and policies know nothing of it.
    """
    given = data.get("defaults")
    known = {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else {}
    for spot in list(walk(annotation, data)) if known else ():
        if not isinstance(spot.value, dict):
            continue
        entries = [spot.value] if is_model(spot.kind) and set(spot.kind.model_fields) >= FIELDS else []
        if spot.kind is Quantity:
            entries = [figure for _, figure in figures_of(spot.value, spot.path)]
        elif spot.kind is Defaults:
            continue
        for entry in entries:
            entry.update({key: value for key, value in known.items() if key not in entry})
