"""Quantiles of many outcomes at once, and numbers as a page gets them: four digits, and nothing that JSON does not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rekindle.analysis.statistics.intervals import LEVELS

DIGITS = 4
"""Digits of a number that a page gets: nobody reads a fifth off a chart."""
NEVER = "never"
"""What never happens, where a number would be infinite."""


def quantiles(table: np.ndarray) -> np.ndarray:
    """Quantiles of each row over the worlds that have a number, (rows, levels): table (rows, W); NaN where none has one.

    As in every summary of outcomes: where worlds have it infinite, a quantile is one of the numbers themselves.
    """
    ordered = np.sort(table, axis=1)  # what is undefined comes last
    known = (~np.isnan(table)).sum(axis=1, keepdims=True)
    levels = np.asarray(LEVELS)
    endless = np.isinf(table).any(axis=1, keepdims=True)
    picked = np.clip(np.ceil(known * levels) - 1, 0, None)
    at = np.where(endless, picked, np.clip(known - 1, 0, None) * levels)
    below = np.floor(at).astype(int)
    low = np.take_along_axis(ordered, below, axis=1)
    high = np.take_along_axis(ordered, np.minimum(below + 1, np.clip(known - 1, 0, None)), axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(endless, low, low + (high - low) * (at - below))


def bands(numbers: np.ndarray, levels: Sequence[float] = LEVELS) -> np.ndarray:
    """Quantiles over the last axis, which becomes that of the levels; linear between numbers, all of which are finite.

    numpy's own picks them out level by level, which takes several times as long as to sort once.
    """
    ordered = np.sort(np.ascontiguousarray(numbers), axis=-1)
    at = np.asarray(levels) * (ordered.shape[-1] - 1)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, ordered.shape[-1] - 1)
    low, high = ordered[..., below].astype(float), ordered[..., above].astype(float)
    return np.asarray(low + (high - low) * (at - below))


def rounded(numbers: Any) -> np.ndarray:
    """Numbers to four digits, of any shape."""
    numbers = np.asarray(numbers, float)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        places = DIGITS - 1 - np.floor(np.log10(np.abs(numbers)))
        places = np.where(np.isfinite(places), np.clip(places, -300, 12), 0.0)
        scale = 10.0 ** np.abs(places)
        found = np.where(places >= 0, np.round(numbers * scale) / scale, np.round(numbers / scale) * scale)
    return np.where(np.isfinite(numbers), found, numbers)


def plain(numbers: Any) -> Any:
    """Numbers to four digits as JSON has them: nested lists, whole numbers without a point, null where there is none."""
    found = rounded(numbers)
    told = found.astype(object)
    whole = np.isfinite(found) & (found == np.trunc(found))
    told[whole] = found[whole].astype(np.int64)
    if not np.isfinite(found).all():
        told[np.isnan(found)] = None
        told[np.isposinf(found)] = NEVER
        told[np.isneginf(found)] = f"-{NEVER}"
    return told.tolist() if told.ndim else told.item()
