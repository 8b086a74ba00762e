"""An answer to levers: what a page draws of some worlds under some policies, as plain data.

Differences are paired: world i is the same world with the same random draws under every policy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import rankdata

from rekindle.analysis.comparison.compare import COUNTS, paired_differences
from rekindle.analysis.live.numbers import bands, plain, quantiles
from rekindle.analysis.live.series import points, thinned
from rekindle.analysis.live.worlds import ABROAD
from rekindle.analysis.outcomes.treatment import Treatment, told
from rekindle.json_text import json_text
from rekindle.variables import SERIES, outcome

if TYPE_CHECKING:
    from rekindle.analysis.live.worlds import LiveWorlds
    from rekindle.ensemble.frame import Frame

SINGLES = 6
"""So many single worlds are drawn, the first ones: they stay the same while more are added."""


def digest_of(settings: Mapping[str, Any], found: Sequence[LiveWorlds]) -> str:
    """SHA-256 of the settings and of every outcome of every world under every policy, bit for bit."""
    told = hashlib.sha256(json_text(settings).encode())
    for one in found:
        for name in sorted(one.outcomes):
            told.update(name.encode())
            told.update(np.ascontiguousarray(one.outcomes[name], "<f8").tobytes())
    return told.hexdigest()


class Tables:
    """Outcomes and thinned series of each policy, stacked so that all quantiles are worked out at once."""

    def __init__(self, found: Sequence[LiveWorlds]) -> None:
        self.found = found
        self.at = points(found[0].dates.size - 1)
        self.names = [name for name in found[0].outcomes if not outcome(name).monthly]
        self.outcomes = [np.stack([one.outcomes[name] for name in self.names]) for one in found]
        self.shown = list(found[0].series)
        self.series = [np.stack([thinned(name, one.series[name], self.at) for name in self.shown]) for one in found]
        """(series, W, T) of each policy."""

    def policy(self, i: int) -> dict[str, Any]:
        """Outcomes, bands of series and single worlds of one policy, and its world nearest to the middle."""
        singles = dict(zip(self.shown, plain(self.series[i][:, :SINGLES]), strict=True))
        return {"outcomes": self._outcomes(self.outcomes[i]), "series": self._bands(self.series[i]), "singles": singles,
                "typical": self._typical(i)}  # fmt: skip

    def _bands(self, numbers: np.ndarray) -> dict[str, Any]:
        """Quantiles over worlds of series (series, W, T): (levels, T) of each."""
        found = np.moveaxis(bands(np.moveaxis(numbers, 1, -1)), -1, 1)
        return dict(zip(self.shown, plain(found), strict=True))

    def _typical(self, i: int) -> int | None:
        """Number of the world whose main outcomes lie nearest to the middle, by their ranks; None where none has them."""
        main = [k for k, name in enumerate(self.names) if self.found[i].about[name]["main"]]
        rows = self.outcomes[i][main]
        rows = rows[~np.isnan(rows).any(axis=1)]
        if not rows.size:
            return None
        off = np.abs(rankdata(rows, axis=1) - (rows.shape[1] + 1) / 2).sum(axis=0)
        return self.found[i].first + int(off.argmin())

    def _outcomes(self, table: np.ndarray) -> dict[str, Any]:
        defined, never = (~np.isnan(table)).sum(axis=1), np.isinf(table).sum(axis=1)
        finite = np.isfinite(table)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.where(finite, table, 0.0).sum(axis=1) / finite.sum(axis=1)
        rows = zip(self.names, plain(quantiles(table)), plain(means), defined, never, strict=True)
        return {name: {"q": q, "mean": mean, "defined": int(k), "never": int(n)} for name, q, mean, k, n in rows}

    def difference(self, i: int, base: int = 0) -> dict[str, Any]:
        """Policy less baseline in the same worlds, of outcomes and of series."""
        table = self.differences(i, base)
        known = np.maximum(1, (~np.isnan(table)).sum(axis=1))
        shares = [plain(count.sum(axis=1) / known) for count in (table < 0, table > 0, table == 0)]
        rows = zip(self.names, plain(quantiles(table)), *shares, strict=True)
        return {
            "outcomes": {name: {"q": q, "less": less, "more": more, "same": same} for name, q, less, more, same in rows},
            "series": self._bands(self.series[i] - self.series[base]),
        }

    def differences(self, i: int, base: int = 0) -> np.ndarray:
        """Policy less baseline of every outcome, (outcomes, W), those of one kind of unit at once; as comparisons tell it."""
        units = self.found[0].units
        counted = np.array([units[name] in COUNTS for name in self.names])
        found = np.empty_like(self.outcomes[base])
        for rows, unit in ((counted, COUNTS[0]), (~counted, "1")):
            found[rows] = paired_differences(self.outcomes[i][rows], self.outcomes[base][rows], unit)
        return found

    def places(self, frame: Frame) -> dict[str, Any]:
        """Medians over worlds of each place, by series and policy, at the points of pictures; residents at the start.

        Flows are of a week; those of attacks and documented deaths are of places abroad too. A place where a series is 0
        throughout under every policy is left out of it.
        """
        every = self.found[0].records
        rows = np.flatnonzero(np.isin(every, self.at))
        told: dict[str, Any] = {"dates": [str(day) for day in frame.dates[every[rows]]]}
        for series in self.found[0].places:
            medians = [self._medians(one, series, rows) for one in self.found]
            names = [name for name in frame.places if name in frame.theatre or series in ABROAD]
            columns = [frame.places.index(name) for name in names]
            if series == "residents":
                told[series] = dict(zip(names, plain(medians[0][0, columns]), strict=True))
                continue
            moved = np.any([median.any(axis=0) for median in medians], axis=0)
            by_policy = {one.policy: plain(median.T) for one, median in zip(self.found, medians, strict=True)}
            told[series] = {
                name: {policy: rows[p] for policy, rows in by_policy.items()}
                for name, p in zip(names, columns, strict=True) if moved[p]
            }  # fmt: skip
        return told

    def _medians(self, one: LiveWorlds, series: str, rows: np.ndarray) -> np.ndarray:
        """(points, P) medians over worlds."""
        numbers = np.moveaxis(one.places[series], 0, -1)
        if not SERIES[series].flow:
            return np.asarray(bands(numbers[rows], [0.5])[..., 0])
        summed = np.cumsum(numbers, axis=0, dtype=float)[rows]
        weeks = np.diff(one.records[rows], prepend=-1)
        return np.asarray(bands(np.diff(summed, axis=0, prepend=0.0), [0.5])[..., 0] / weeks[:, None])


def delivered(found: Sequence[Treatment]) -> list[dict[str, Any]]:
    """What policies delivered in these worlds, as comparisons tell it."""
    return [
        {"policy": one.policy, "state": one.state, "text": told(one), "share": None if one.share is None else plain(one.share),
         "checks": [check.to_dict() for check in one.checks]}
        for one in found
    ]  # fmt: skip


__all__ = ["Tables", "delivered", "digest_of"]
