"""Histograms of series that are not kept of all worlds: how many worlds lie in each bin, at every date.

They are whole numbers, so neither the order of worlds nor how they are split changes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from rekindle.ensemble import names
from rekindle.ensemble.frame import Frame
from rekindle.model.series import Written
from rekindle.model.tally import BINS, edges, tally

KINDS = ("places", "shares", "counts")
"""Series by place; weekly shares; all other weekly series."""
SHARE = "1"
"""The unit of shares, whose bins are even from 0 to 1."""


class Histograms:
    """Worlds by bin of series by place, and of weekly series, where these are counted."""

    def __init__(self, frame: Frame, places: bool, weeks: bool) -> None:
        """Nothing counted yet; `places` and `weeks` say which of the two kinds of series are counted at all."""
        national = list(names.national(frame)) if weeks else []
        self._by_place = list(names.by_place()) if places else []
        self._weekly = [[v for v in national if (v.unit == SHARE) is share] for share in (True, False)]
        by_place, by_week = (frame.records.size, len(frame.places), BINS), frame.weeks + 1
        # places (variables, times, places, bins); shares and counts (weeks, variables, bins)
        self.arrays: dict[str, np.ndarray] = {}
        if places:
            self.arrays["places"] = np.zeros((len(self._by_place), *by_place), np.int32)
        if weeks:
            for kind, variables in zip(KINDS[1:], self._weekly, strict=True):
                self.arrays[kind] = np.zeros((by_week, len(variables), BINS), np.int32)

    def count(self, written: Written) -> None:
        """Count some worlds more, of which everything is written down."""
        worlds = len(written.fell)
        for n, v in enumerate(self._by_place):
            values = np.ascontiguousarray(names.values(v, written))
            for world in range(worlds):
                tally(values[world], v.unit == SHARE, self.arrays["places"][n])
        for kind, variables in zip(KINDS[1:], self._weekly, strict=True):
            if variables:
                weekly = np.stack([names.values(v, written) for v in variables], axis=-1)
                for world in range(worlds):
                    tally(weekly[world], kind == "shares", self.arrays[kind])

    def add(self, others: dict[str, np.ndarray]) -> None:
        """Add what was counted of other worlds."""
        for kind, counts in self.arrays.items():
            counts += others[kind]

    def variables(self) -> Iterator[tuple[str, np.ndarray, tuple[str, ...], dict[str, Any]]]:
        """Every histogram as a variable of a result: name, counts, dims and attributes."""
        for n, v in enumerate(self._by_place):
            yield _named(v, self.arrays["places"][n], ("time", "place", "bin"))
        for kind, variables in zip(KINDS[1:], self._weekly, strict=True):
            for n, v in enumerate(variables):
                yield _named(v, self.arrays[kind][:, n], ("week", "bin"))


def _named(v: names.Variable, counts: np.ndarray, dims: tuple[str, ...]) -> tuple[str, np.ndarray, tuple[str, ...], dict]:
    about = {"units": "worlds", "long_name": f"worlds by bin of: {v.meaning}", "kind": "histogram",
             "lower_edges": edges(v.unit).tolist()}  # fmt: skip
    return f"histogram_{v.name}", counts, dims, about
