"""Dated changes to parameters: a world's drawn numbers, and the numbers in force on a day under a policy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from rekindle.model.compiled import compiled
from rekindle.model.parameter import Parameter, Triangular, Uniform

SET, SCALE, ADD = 0, 1, 2


class Changes(NamedTuple):
    """Changes to parameters in their order, K of them: what holds from when to when, in weeks since the clock's start."""

    start: np.ndarray  # (K,) weeks; minus infinity: from the start
    end: np.ndarray  # (K,) weeks, the first moment it no longer holds; infinity: to the horizon
    column: np.ndarray  # (K,) int64, place of the parameter in a flat row, in the order of `all_parameters`
    verb: np.ndarray  # (K,) int64, SET, SCALE or ADD
    value: np.ndarray  # (W, K) what it is set to, multiplied with or raised by; W = 1 where all worlds have the same
    least: np.ndarray  # (K,) the parameter is kept from falling below
    most: np.ndarray  # (K,) and from rising above


def changes_of(rows: list[tuple[float, float, int, int, float, float, float]]) -> Changes:
    """Changes from rows of start, end, column, verb, value, least and most."""
    columns = [np.array(column) for column in zip(*rows, strict=True)] if rows else [np.zeros(0)] * len(Changes._fields)
    types = (float, float, np.int64, np.int64, float, float, float)
    found = Changes(*(column.astype(kind) for column, kind in zip(columns, types, strict=True)))
    return found._replace(value=found.value[None, :])


def for_worlds(changes: Changes, worlds: int, drawn: Mapping[int, np.ndarray] = MappingProxyType({})) -> Changes:
    """The same with a row of values for each of some worlds; `drawn` are the columns in which they differ, (W,)."""
    if changes.value.shape[0] == worlds and not drawn:
        return changes
    values = np.repeat(changes.value[:1], worlds, axis=0)
    for k, numbers in drawn.items():
        values[:, k] = numbers
    return changes._replace(value=values)


def limits(parameter: Parameter) -> tuple[float, float]:
    """Between which numbers a change keeps a parameter.

    Nothing falls below 0 (or below its prior, where that does). A share ends at 1: whatever has the unit "share", and
    whatever has the unit "1" and a uniform or triangular prior inside 0..1. A log-normal prior has no hard end, and a
    fixed 0 or 1 of unit "1" is a factor (raids against what politics would have): neither is a share.
    """
    low, high = parameter.prior.bounds()
    hard = isinstance(parameter.prior, Uniform | Triangular) and low >= 0.0 and high <= 1.0
    share = parameter.unit == "share" or (parameter.unit == "1" and hard)
    return min(0.0, low), 1.0 if share else math.inf


@compiled
def put_in_force(changes, w, week, numbers):
    """Turn drawn parameters of world w of a block, a flat row, into those in force in a week: active changes in order."""
    for k in range(changes.start.size):
        if changes.start[k] <= week < changes.end[k]:
            column = changes.column[k]
            value = changes.value[w, k]
            if changes.verb[k] == SCALE:
                value = numbers[column] * value
            elif changes.verb[k] == ADD:
                value = numbers[column] + value
            numbers[column] = min(changes.most[k], max(changes.least[k], value))
