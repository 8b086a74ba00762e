"""Boxes: limits on a few uncertain inputs inside which something is more common, found by PRIM and measured elsewhere.

PRIM (the patient rule induction method, Friedman and Fisher 1999; here ema_workbench's) peels thin slices off the ranges
of the inputs. A box looks better on the worlds it was found on than it is, so it is found on half of the worlds and
measured on the other half, which is held out. Both are told.
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
from rekindle.analysis.statistics.intervals import NORMAL_90, wilson
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
class Fit:
    """How a box does on some worlds: counts of them, and the shares that follow."""

    worlds: int
    """All worlds that it is measured on, inside and out."""
    interest: int
    """Those of interest among them, inside and out."""
    inside: int
    interest_inside: int

    @property
    def density(self) -> float:
        """Share of the worlds inside that are of interest, 0-1; 0 where none is inside."""
        return self.interest_inside / self.inside if self.inside else 0.0

    @property
    def coverage(self) -> float:
        """Share of the worlds of interest that lie inside, 0-1; 0 where none is of interest."""
        return self.interest_inside / self.interest if self.interest else 0.0

    @property
    def density_interval(self) -> tuple[float, float]:
        """90 % interval of the density (Wilson)."""
        return wilson(self.interest_inside, self.inside, NORMAL_90)

    @property
    def coverage_interval(self) -> tuple[float, float]:
        """90 % interval of the coverage (Wilson)."""
        return wilson(self.interest_inside, self.interest, NORMAL_90)


@dataclass(frozen=True)
class Box:
    """Limits on some inputs, and how they do on the worlds that they were found on and on those held out.

    `inside`, `interest`, `all_interest`, `density` and `coverage` are those of the worlds held out.
    """

    limits: tuple[Limit, ...]
    found_on: Fit
    held_out: Fit

    @property
    def inside(self) -> int:
        return self.held_out.inside

    @property
    def interest(self) -> int:
        """Worlds of interest inside."""
        return self.held_out.interest_inside

    @property
    def all_interest(self) -> int:
        """Worlds of interest inside the box or out."""
        return self.held_out.interest

    @property
    def density(self) -> float:
        return self.held_out.density

    @property
    def coverage(self) -> float:
        return self.held_out.coverage

    def words(self) -> str:
        """The limits as a person would say them."""
        return "; and ".join(limit.words() for limit in self.limits)

    def holds_up(self, needed: Needed) -> bool:
        """Whether 30 of the worlds held out are inside, and their share of interest (its 95 % interval) is what is needed."""
        return self.inside >= FEWEST and _clear(self.held_out, needed)


def prim() -> Any:
    """ema_workbench's PRIM. Raises UsageError where the extra is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis.prim import Prim
    except ImportError:
        raise UsageError(
            "finding boxes needs ema_workbench, which comes with rekindle-lab[verdicts]: "
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
    """Boxes in which the share of worlds of interest is what is needed: those of `candidates` that hold up.

    One counts only if of the worlds `measured_on` 30 are inside and the 95 % interval of their share is what is needed too.
    """
    return [box for box in candidates(one, interest, needed, found_on, measured_on) if box.holds_up(needed)]


def candidates(one: Inputs, interest: np.ndarray, needed: Needed, found_on: np.ndarray, measured_on: np.ndarray) -> list[Box]:
    """The widest box, and the sharpest if it is another, of those that PRIM finds on the worlds `found_on`.

    `interest` (W,) says which worlds are looked for; `found_on` and `measured_on` are positions of worlds. Chosen are boxes in
    which the 95 % interval of the share is what is needed on the worlds `found_on`. The others choose nothing: each box is
    measured on them as it is, whether it holds up there or not.
    """
    train, kept = one.of_worlds(found_on), one.of_worlds(measured_on)
    fits = {limits: _fit(train, limits, interest[found_on]) for limits in _peeled(train, interest[found_on])}
    clear = [limits for limits, fit in fits.items() if _clear(fit, needed)]
    if not clear:
        return []
    widest = max(clear, key=lambda limits: fits[limits].inside)
    sharpest = max(clear, key=lambda limits: fits[limits].density)
    chosen = dict.fromkeys((widest, sharpest))
    return [Box(limits, fits[limits], _fit(kept, limits, interest[measured_on])) for limits in chosen]


def within(one: Inputs, limits: Sequence[Limit]) -> np.ndarray:
    """Which worlds lie inside all of some limits: (W,)."""
    found = np.ones(len(one.values), bool)
    names = one.names
    for limit in limits:
        found &= limit.inside(one.values[:, names.index(limit.input.name)])
    return found


def _fit(one: Inputs, limits: tuple[Limit, ...], interest: np.ndarray) -> Fit:
    inside = within(one, limits)
    return Fit(interest.size, int(interest.sum()), int(inside.sum()), int((inside & interest).sum()))


def _clear(fit: Fit, needed: Needed) -> bool:
    """Whether the share of interest inside, with its 95 % interval, is what is needed."""
    ends = wilson(fit.interest_inside, fit.inside)
    return fit.inside > 0 and all(needed(end) for end in (*ends, fit.density))


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
