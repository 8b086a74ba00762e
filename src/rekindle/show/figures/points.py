"""Values that a page tells where a pointer or a key reaches them in a picture: where each lies, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from rekindle.numbers import as_date

PLACES = 4
"""Decimals of a place: a ten-thousandth of a picture is less than a dot of any screen."""


class Point(NamedTuple):
    """A value in a picture: its place in fractions of the width from the left and of the height from the top, and its text."""

    x: float
    y: float
    text: str


_TOLD: WeakKeyDictionary[Figure, list[tuple[Axes, Sequence[float], Sequence[float], Sequence[str]]]] = WeakKeyDictionary()


def tell(axes: Axes, x: Iterable[float], y: Iterable[float], texts: Iterable[str]) -> None:
    """Say what stands at points of a chart, given in its data. Days are numbers as matplotlib counts them (`at`)."""
    figure = axes.get_figure(root=True)
    if isinstance(figure, Figure):
        _TOLD.setdefault(figure, []).append((axes, list(x), list(y), list(texts)))


def at(day: object) -> float:
    """A day as a chart's number."""
    return float(date2num(as_date(day)))


def points(figure: Figure) -> tuple[Point, ...]:
    """The points of a figure, in the order in which they were told; those outside their chart are left out."""
    found = []
    wide, high = figure.bbox.width, figure.bbox.height
    for axes, x, y, texts in _TOLD.get(figure, ()):
        places = axes.transData.transform(np.column_stack([np.asarray(x, float), np.asarray(y, float)]))
        box = axes.bbox
        for (left, up), text in zip(places, texts, strict=True):
            if box.x0 - 2 <= left <= box.x1 + 2 and box.y0 - 2 <= up <= box.y1 + 2:
                found.append(Point(round(float(left / wide), PLACES), round(float(1 - up / high), PLACES), text))
    return tuple(found)
