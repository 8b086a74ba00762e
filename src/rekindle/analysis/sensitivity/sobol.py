"""Sobol indices: how much of what moves a number each input explains, by itself and by groups, random draws among them.

`singles` needs no new run: first-order indices from worlds that are there. `by_group` runs worlds that swap the numbers of
one group at a time, and so can say what a group does together with others, and what is left to random draws.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rekindle.analysis.sensitivity.inputs import BUNDLES, NOISE, START, Inputs, most_related
from rekindle.ensemble.mixed import OTHER, mixed, other_luck
from rekindle.errors import UsageError

if TYPE_CHECKING:
    from rekindle.ensemble.frame import Frame

FEWEST = 50
"""Worlds that define a number below which nothing is said about what moves it."""
FEWEST_DIFFERENT = 30
"""Worlds that differ from the commonest value below which nothing is said of what moves a number.

Intervals of single inputs come from resamples of half as many worlds, drawn with replacement: of 30 worlds that differ such a
resample misses all with a chance of e^-15, three in ten million, and then it has no variance to share out.
"""
FEWEST_CHANGED = 5
"""Base worlds whose number a group changes below which its indices are not told: of fewer no normal interval can be given."""
MOST_SINGLES = 40
"""Inputs that are looked at one by one: those that go most closely with the outcome by rank."""
BASE = 256
"""Base worlds of the indices by group."""
RESAMPLES = 500


class Share(NamedTuple):
    """A share of a variance with the ends of its 95 % interval. Under 0, or over 1, it is noise and left as it came out."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Index:
    """What one input or group explains of a variance: by itself, and in all (None where not known); half-widths of 95 %."""

    name: str
    first: float
    first_error: float
    total: float | None = None
    total_error: float | None = None
    changed: int | None = None
    """Base worlds whose number a group changes; None of single inputs."""

    @property
    def alone(self) -> Share | None:
        """The first-order index; None of a group that changes fewer than 5 worlds, for an interval would be none."""
        return self._share(self.first, self.first_error)

    @property
    def in_all(self) -> Share | None:
        """The total index; None of such a group, and of single inputs."""
        return self._share(self.total, self.total_error)

    def _share(self, value: float | None, error: float | None) -> Share | None:
        told = self.changed is None or self.changed >= FEWEST_CHANGED
        if not told or value is None or error is None or not (np.isfinite(value) and np.isfinite(error)):
            return None
        return Share(value, value - error, value + error)

    def row(self) -> dict[str, Any]:
        """As JSON; what is not told is None."""
        found = {"name": self.name, **_ends("first", self.alone)}
        if self.total is not None and self.total_error is not None:
            found |= _ends("total", self.in_all)
        return found if self.changed is None else found | {"changed": self.changed}


def _ends(name: str, share: Share | None) -> dict[str, Any]:
    if share is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: round(share.value, 4), f"{name}_low": round(share.low, 4), f"{name}_high": round(share.high, 4)}


def too_few(values: np.ndarray) -> str:
    """Why the worlds of a number (W,) cannot tell what moves it; nothing where they can."""
    known = values[np.isfinite(values)]
    if known.size < FEWEST:
        return f"{known.size:,} of {values.size:,} worlds define it, and fewer than {FEWEST} tell nothing"
    differ = int(known.size - np.unique(known, return_counts=True)[1].max())
    if not differ:
        return f"all {known.size:,} worlds that define it agree"
    if differ < FEWEST_DIFFERENT:
        rest = f"{differ} of {known.size:,} have another value than the rest"
        return f"too few worlds differ: {rest}, and it takes {FEWEST_DIFFERENT}"
    return ""


def salib(module: str) -> Any:
    """A module of SALib.analyze. Raises UsageError where the extra is missing."""
    import importlib

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(f"SALib.analyze.{module}")
    except ImportError:
        raise UsageError(
            "sensitivity indices need SALib, which comes with rekindle-lab[verdicts]: pip install '.[verdicts]' in the "
            "project's folder."
        ) from None


def singles(one: Inputs, outcome: np.ndarray, most: int = MOST_SINGLES, seed: int = 1) -> list[Index]:
    """First-order Sobol indices of an outcome (W,) for single inputs, from worlds as they are: the largest first.

    The estimator takes any sample: worlds are ordered by the input up and down again, and the low frequencies of the
    outcome in that order are what the input explains (Tarantola et al. 2006; Plischke 2010; bias taken off after Tissot and
    Prieur 2012). Looked at are the inputs that go most closely with the outcome by rank; all others would stand near 0.
    The same worlds choose them, so small indices are flattered. Intervals (95 %) come from resamples of half as many worlds
    and are on the wide side. Inputs that the posterior ties together share what they explain: indices may sum to more than 1,
    and one may stand for another. Worlds that do not define the outcome are left out; empty where `too_few` says why.
    """
    known = np.isfinite(outcome)
    some, y = one.of_worlds(known), outcome[known].astype(float)
    if too_few(outcome):
        return []
    some = some.only(most_related(some, y, most))
    problem = {"num_vars": len(some.names), "names": some.names}
    harmonics = min(10, max(1, y.size // 40))
    found = salib("rbd_fast").analyze(problem, some.values, y, M=harmonics, num_resamples=100, seed=seed)
    rows = [Index(name, float(s), float(e)) for name, s, e in zip(some.names, found["S1"], found["S1_conf"], strict=True)
            if np.isfinite(s) and np.isfinite(e)]  # fmt: skip
    return sorted(rows, key=lambda row: -row.first)


Groups = Mapping[str, tuple[frozenset[str], tuple[str, ...]]]
"""Groups of parameters, and paths of quantities, of each bundle."""


def bundles(frame: Frame) -> Groups:
    """The bundles of a run: parameters as readers know them, and the starting point."""
    paths = tuple(dict.fromkeys(path.split(".")[0] for path in frame.scenario.quantities()))
    found: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {name: (frozenset(of), ()) for name, of in BUNDLES.items()}
    return {**found, START: (frozenset(), paths)}


def runs(groups: Sequence[str]) -> int:
    """How many times the base worlds are run: their own, the others, one for each group, and one for random draws."""
    return len(groups) + 3


Outcome = Callable[[Callable[["Frame"], "Frame"], np.ndarray], np.ndarray]
"""Values (W,) of worlds whose numbers are given, each frame first changed as the first argument says."""


class Grouped(NamedTuple):
    """Indices by group, the largest total first; the base worlds behind them; why there are none, or nothing."""

    rows: list[Index]
    worlds: int
    why_none: str


def by_group(outcome: Outcome, groups: Groups, seed: int, worlds: int = BASE) -> Grouped:
    """First-order and total Sobol indices of groups of inputs and of random draws.

    Pick-freeze in the layout of Saltelli et al. 2010: A are worlds i, B worlds i + OTHER, and of each group worlds i with
    the group's numbers of the other; random draws are one more group, worlds i with those of the other. What the record ties
    together across groups comes apart in such a swap, so shares are of the groups as if they were independent. Used are the
    base worlds that define the outcome in all swaps.
    """
    numbers = np.arange(worlds)
    rows = [outcome(lambda frame: frame, numbers)]
    for parameters, paths in groups.values():
        rows.append(outcome(_swapping(parameters, paths, seed), numbers))
    rows.append(outcome(lambda frame: replace(frame, posterior=other_luck(frame.posterior, seed)), numbers + OTHER))
    rows.append(outcome(lambda frame: frame, numbers + OTHER))
    return sobol(np.stack(rows), [*groups, NOISE])


def _swapping(parameters: frozenset[str], paths: tuple[str, ...], seed: int) -> Callable[[Frame], Frame]:
    return lambda frame: replace(frame, posterior=mixed(frame.posterior, seed, parameters, paths))


def sobol(table: np.ndarray, names: Sequence[str], seed: int = 1) -> Grouped:
    """Indices from outcomes in A, in each swap, and in B: (names + 2, W)."""
    defined = np.isfinite(table).all(axis=0)
    whole = table[:, defined]
    why = too_few(np.where(defined, table[0], np.nan)) if whole.shape[1] < FEWEST else too_few(whole[[0, -1]].ravel())
    if why:
        return Grouped([], int(whole.shape[1]), why)
    # an array of names: SALib 1.5 gives them to pandas, which takes no list from version 3 on
    problem = {"num_vars": len(names), "names": np.array(names), "bounds": [[0, 1]] * len(names)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of resamples in which every world agrees
        found = salib("sobol").analyze(
            problem, whole.T.ravel(), calc_second_order=False, num_resamples=RESAMPLES, seed=seed)  # fmt: skip
    changed = (whole[1:-1] != whole[0]).sum(axis=1)
    columns = zip(names, *(found[key] for key in ("S1", "S1_conf", "ST", "ST_conf")), changed, strict=True)
    rows = [Index(name, float(first), float(off), float(total), float(total_off), int(some))
            for name, first, off, total, total_off, some in columns]  # fmt: skip
    return Grouped(sorted(rows, key=lambda row: -(row.total or 0.0)), int(whole.shape[1]), "")
