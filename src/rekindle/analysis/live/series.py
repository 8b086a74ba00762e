"""Weekly series of an answer: which are drawn, and at which weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rekindle.variables import FLOWS, series_of

if TYPE_CHECKING:
    from rekindle.ensemble.frame import Frame

CLOSE, EVERY, WIDE = 52, 2, 4
"""Pictures have a point every so many weeks: two in the first year, four after."""
SHOWN = (
    "civilians_killed_{city}", "displaced_{city}", "trapped_{city}",
    "civilians_killed_{country}", "displaced_{country}", "returned_{country}", "deaths_documented_{country}",
    "held_{country}", "attacks_{country}", "covert_{country}", "grievance_{country}",
)  # fmt: skip
"""Weekly series that pictures are drawn of, civilians first: of each city, then of each country."""


def shown_series(frame: Frame) -> list[str]:
    """Weekly series that an answer has, in the order in which they are drawn."""
    cities = [one.format(city=city) for city in frame.cities for one in SHOWN if "{city}" in one]
    return cities + [one.format(country=country) for country in frame.countries for one in SHOWN if "{country}" in one]


def points(weeks: int) -> np.ndarray:
    """Weeks at which pictures have a point, the start and the end among them."""
    close = np.arange(0, min(CLOSE, weeks) + 1, EVERY)
    return np.unique(np.concatenate([close, np.arange(CLOSE + WIDE, weeks + 1, WIDE)]))


def thinned(name: str, numbers: np.ndarray, at: np.ndarray) -> np.ndarray:
    """A weekly series (..., T) at some weeks: a stock as it stands then, a flow as a mean week since the point before."""
    numbers = np.asarray(numbers, float)
    if series_of(name)[0].name not in FLOWS:
        return numbers[..., at]
    summed = np.cumsum(numbers, axis=-1)[..., at]
    return np.diff(summed, axis=-1, prepend=0.0) / np.diff(at, prepend=-1)
