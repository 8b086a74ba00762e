"""Boxes: limits on a few uncertain inputs inside which something is more common, found by PRIM and measured elsewhere.

PRIM (the patient rule induction method, Friedman and Fisher 1999; here ema_workbench's) peels thin slices off the ranges
of the inputs. A box looks better on the worlds it was found on than it is, so it is found on half of the worlds and
measured on the other half.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binom

from rekindle.analysis.sensitivity.inputs import Input, Inputs
from rekindle.analysis.statistics.intervals import wilson
from rekindle.errors import UsageError
from rekindle.numbers import interval, number

MOST_LIMITS = 4
FEWEST = 30
"""Worlds in a box, of those it is measured on, below which nothing is said of it."""
CHANCE = 0.001
SMALLEST = 0.05
"""Share of the worlds that a box holds at the least."""
Needed = Callable[[float], bool]
"""Whether a share of worlds is what is looked for."""


@dataclass(frozen=True)
class Limit:
    """One input held between two values (None: as far as it goes), or a variant held to some options."""

    input: Input
    low: float | None
    high: float | None
    options: tuple[int, ...]
    range: tuple[float, float]

    def inside(self, values: np.ndarray) -> np.ndarray:
        """Which worlds lie inside: (W,)."""
        if self.input.options:
            return np.isin(values, self.options)
        above = np.ones(values.shape, bool) if self.low is None else values >= self.low
        return above if self.high is None else above & (values <= self.high)

    def words(self) -> str:
        """As a person would say it, with the range that was tried."""
        if self.input.options:
            kept = " or ".join(self.input.options[i] for i in self.options)
            return f"{self.input.name} is {kept} ({self.input.meaning})"
        what = f"{self.input.meaning} ({self.input.name})"
        unit = f" {self.input.unit}" if self.input.unit else ""
        tried = f"tried: {interval(*self.range)}"
        if self.low is not None and self.high is not None:
            return f"{what} is {interval(self.low, self.high)}{unit} ({tried})"
        if self.low is not None:
            return f"{what} is above {number(self.low)}{unit} ({tried})"
        return f"{what} is under {number(self.high or 0.0)}{unit} ({tried})"

    def row(self) -> dict[str, Any]:
        """As JSON; of a variant the options, and no numbers."""
        one = self.input
        found: dict[str, Any] = {"name": one.name, "meaning": one.meaning, "low": self.low, "high": self.high, "unit": one.unit}
        if one.options:
            return found | {"range": None, "options": [one.options[i] for i in self.options], "all_options": list(one.options)}
        return found | {"range": [float(end) for end in self.range]}


@dataclass(frozen=True)
class Box:
    """Limits, and how the worlds it was not found on fare: how many lie inside, and how many of them are of interest."""

    limits: tuple[Limit, ...]
    inside: int
    interest: int
    all_interest: int
    """Worlds of interest inside the box or out."""

    @property
    def density(self) -> float:
        return self.interest / self.inside if self.inside else 0.0

    @property
    def coverage(self) -> float:
        return self.interest / self.all_interest if self.all_interest else 0.0


def prim() -> Any:
    """ema_workbench's PRIM. Raises UsageError where the extra is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis.prim import Prim
    except ImportError:
        raise UsageError(
            "finding boxes needs ema_workbench, which comes with rekindle[verdicts]: "
            "pip install '.[verdicts]' in the project's folder."
        ) from None
    logging.getLogger("EMA").setLevel(logging.ERROR)
    return Prim


def halves(numbers: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the worlds a box is found on and of those it is measured on.

    Worlds that share a row of the posterior (the same remainder by its length) lie in the same half, or the half kept back
    would not be new. The split is drawn, not by even and odd, lest it falls in with a design.
    """
    row = numbers % rows
    chosen = np.random.default_rng(1).random(int(row.max(initial=0)) + 1) < 0.5
    return np.flatnonzero(chosen[row]), np.flatnonzero(~chosen[row])


def find_boxes(one: Inputs, interest: np.ndarray, needed: Needed, found_on: np.ndarray, measured_on: np.ndarray) -> list[Box]:
    """Boxes in which the share of worlds of interest is what is needed: the widest, and the sharpest if it is another.

    They are chosen among PRIM's boxes on the worlds `found_on`, where the 95 % interval of the share has to lie on the side
    looked for; one counts only if of the worlds `measured_on` 30 are inside and the interval lies there too.
    """
    train, kept, of_interest = one.of_worlds(found_on), one.of_worlds(measured_on), interest[measured_on]
    clear = [limits for limits in _peeled(train, interest[found_on]) if _clear(train, limits, interest[found_on], needed)]
    if not clear:
        return []
    widest = max(clear, key=lambda limits: int(within(train, limits).sum()))
    sharpest = max(clear, key=lambda limits: _share(train, limits, interest[found_on]))
    found = []
    for limits in dict.fromkeys((widest, sharpest)):
        inside = within(kept, limits)
        if inside.sum() >= FEWEST and _clear(kept, limits, of_interest, needed):
            found.append(Box(limits, int(inside.sum()), int((inside & of_interest).sum()), int(of_interest.sum())))
    return found


def within(one: Inputs, limits: Sequence[Limit]) -> np.ndarray:
    """Which worlds lie inside all of some limits: (W,)."""
    found = np.ones(len(one.values), bool)
    names = one.names
    for limit in limits:
        found &= limit.inside(one.values[:, names.index(limit.input.name)])
    return found


def _clear(one: Inputs, limits: Sequence[Limit], interest: np.ndarray, needed: Needed) -> bool:
    """Whether the share of interest inside, with its 95 % interval, is what is needed."""
    inside = within(one, limits)
    count, worlds = float((inside & interest).sum()), int(inside.sum())
    return worlds > 0 and all(needed(end) for end in (*wilson(count, worlds), count / worlds))


def _peeled(one: Inputs, interest: np.ndarray) -> list[tuple[Limit, ...]]:
    """PRIM's boxes on some worlds, each cut down to its few limits that matter most."""
    import pandas as pd

    if not interest.any() or interest.all():
        return []
    columns: dict[str, Any] = {
        each.name: one.values[:, i].astype(int).astype(str) if each.options else one.values[:, i]
        for i, each in enumerate(one.inputs)
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search = prim()(pd.DataFrame(columns), interest, threshold=1e-9, peel_alpha=0.05, mass_min=SMALLEST)
        peeled = search.find_box()
    found = []
    for lims in () if peeled is None else peeled.box_lims:
        limits = [limit for i, each in enumerate(one.inputs) if (limit := _limit(each, one.values[:, i], lims))]
        if limits:
            found.append(_fewer(one, tuple(limits), interest))
    return list(dict.fromkeys(found))


def _limit(each: Input, values: np.ndarray, lims: Any) -> Limit | None:
    """The limit that a box of PRIM's sets on an input; None where it lets everything in."""
    if each.name not in lims.columns:
        return None
    ends = (float(values.min()), float(values.max()))
    if each.options:
        kept = tuple(sorted(int(option) for option in lims[each.name].iloc[0]))
        return None if len(kept) == len(np.unique(values)) else Limit(each, None, None, kept, ends)
    low, high = (float(end) for end in lims[each.name])
    below, above = low if low > ends[0] else None, high if high < ends[1] else None
    return None if below is None and above is None else Limit(each, below, above, (), ends)


def _fewer(one: Inputs, limits: tuple[Limit, ...], interest: np.ndarray) -> tuple[Limit, ...]:
    """The limits that matter, at most four: one after the other goes the one that chance explains best.

    A limit stays if so high a share of interest inside would come by chance (binomial, from the share without the limit) in
    fewer than one case in a thousand: PRIM's quasi p-value (Bryant and Lempert 2010), strict because many limits are tried.
    """
    while len(limits) > 1:
        chances = [_chance(one, limits, i, interest) for i in range(len(limits))]
        worst = int(np.argmax(chances))
        if len(limits) <= MOST_LIMITS and chances[worst] < CHANCE:
            break
        limits = limits[:worst] + limits[worst + 1 :]
    return limits


def _chance(one: Inputs, limits: tuple[Limit, ...], i: int, interest: np.ndarray) -> float:
    """How probable so many worlds of interest inside are if the i-th limit did nothing."""
    inside = within(one, limits)
    without = _share(one, limits[:i] + limits[i + 1 :], interest)
    return float(binom.sf(int((inside & interest).sum()) - 1, int(inside.sum()), without))


def _share(one: Inputs, limits: tuple[Limit, ...], interest: np.ndarray) -> float:
    inside = within(one, limits)
    return float(interest[inside].mean()) if inside.any() else 0.0
