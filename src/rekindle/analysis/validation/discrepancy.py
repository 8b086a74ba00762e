"""What a forecast takes along of how far the worlds stood from the record in the year before its origin.

A model this coarse is wrong in level here and there, and what is wrong in one year is mostly wrong in the next. On the scale
log(1 + number) the record is the world's number plus a gap that lasts and a passing spread. The lasting gap has mean 0 and a
standard deviation that is a judgement and stands in `calibration.yaml`; the months before the origin tell each world its
own; from then on it is forgotten by half every two years, while its uncertainty comes back. Nothing of it enters the model:
it belongs to what is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from rekindle.analysis.calibration.targets import by_month, rows_of
from rekindle.analysis.validation.forecast import Outlook
from rekindle.ensemble.draws import prior_levels
from rekindle.errors import MissingData
from rekindle.record.tables import months

HALF_LIFE = 2.0
"""Years in which half of a gap is forgotten."""
STOCKS = {"idps": "displaced", "returnees": "returned"}
"""Measures of forecasts that are stocks, and what the record calls them."""
TOGETHER = 3
"""Months whose passing spread counts as one: errors of neighbouring months go together."""


@dataclass(frozen=True)
class Gap:
    """The lasting gap at the origin: its mean in each world (W,), its variance, and the variance that it comes back to."""

    mean: np.ndarray
    variance: float
    of_old: float

    def after(self, years: float) -> tuple[np.ndarray, float]:
        """Mean (W,) and standard deviation some years after the origin."""
        kept = 0.5 ** (years / HALF_LIFE)
        return self.mean * kept, float(np.sqrt(self.variance * kept**2 + self.of_old * (1 - kept**2)))


def would_be_recorded(
    numbers: np.ndarray, name: str, period: str, spread: float, seed: int, worlds: np.ndarray,
    lasting: tuple[np.ndarray, float] = (np.zeros(1), 0.0),
) -> np.ndarray:  # fmt: skip
    """What is recorded where the worlds have `numbers` (W,): the lasting gap and a passing spread on log(1 + number).

    A world's random draw with the lasting gap of a measure and place (`name`) is the same in all periods.
    """
    noise = ndtri(prior_levels(f"observation {name} {period}", seed, worlds))
    long_noise = ndtri(prior_levels(f"lasting gap {name}", seed, worlds))
    seen = np.log1p(np.maximum(0.0, numbers)) + lasting[0] + lasting[1] * long_noise + spread * noise
    return np.maximum(0.0, np.expm1(seen))


def gap(ahead: Outlook, measure: str, place: str, origin: date, spread: float, lasting: float) -> Gap:
    """What the year before the origin tells of the gap between the record and each world.

    `spread` is the standard deviation of what passes, `lasting` that of the gap before the year told anything.
    """
    of_old = lasting**2
    seen = _differences(ahead, measure, place, origin)
    if seen is None or not of_old:
        return Gap(np.zeros(ahead.worlds.size), of_old, of_old)
    difference, count = seen
    variance = 1 / (1 / of_old + count / spread**2)
    return Gap(difference * variance * count / spread**2, variance, of_old)


def _differences(ahead: Outlook, measure: str, place: str, origin: date) -> tuple[np.ndarray, float] | None:
    """Mean difference of record and worlds over the last year, (W,), and for how many figures it counts; None without any.

    Only firm figures count, of months and years that were over by the origin and that the worlds have whole. A year's figure
    counts as one, twelve months as four.
    """
    first, folder, begins = date(origin.year, 1, 1), ahead.frame.scenario.folder, ahead.frame.scenario.start
    last = (origin + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    lived = max(first, (begins - timedelta(days=1)).replace(day=1) + timedelta(days=31)).replace(day=1)
    if measure == "deaths_documented" and lived > last:
        return None
    if measure == "deaths_documented" and (recorded := _monthly(folder, place, lived, last)) is not None:
        starts = list(months(lived, last))
        ends = [after - timedelta(days=1) for after in (*starts[1:], last + timedelta(days=1))]
        worlds = np.stack([ahead.flow(measure, place, a, b) for a, b in zip(starts, ends, strict=True)], axis=1)
        return (np.log1p(recorded) - np.log1p(worlds)).mean(1), len(starts) / TOGETHER
    if measure in STOCKS:
        try:
            recorded = by_month(folder, STOCKS[measure], place, origin, origin)
        except MissingData:
            return None
        return np.log1p(recorded[0]) - np.log1p(ahead.stock(measure, place, origin)), 1.0
    if begins > first or last < date(origin.year, 12, 31):
        return None
    rows = [row for row in rows_of("record", folder) if row.measure == f"{measure}_{place}_{origin.year}" and row.firm]
    if not rows:
        return None
    return np.log1p(rows[0].middle) - np.log1p(ahead.flow(measure, place, first, origin)), 1.0


def _monthly(folder: Path, place: str, first: date, origin: date) -> np.ndarray | None:
    try:
        return by_month(folder, "deaths_documented", place, first, origin)
    except MissingData:
        return None
