"""What the figures draw: medians, bands and single worlds, read from a Dataset one variable at a time.

A Dataset may be opened lazily and hold 20,000 worlds, so nothing here keeps a whole variable. Worlds that were never
reached (a cancelled ensemble leaves them as missing values) are left out, and every fan carries the number it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from rekindle.numbers import as_date, day

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
SINGLES = 5
MANY_WEEKS = 120
"""Longer stock series are drawn every fourth week: the eye sees no more, and the file stays small."""


@dataclass(frozen=True)
class Fan:
    """Quantiles over worlds by date, with a few single worlds; `worlds` is the number behind them."""

    dates: np.ndarray
    levels: np.ndarray
    singles: np.ndarray
    worlds: int

    @property
    def median(self) -> np.ndarray:
        return self.levels[2]

    def at(self, when: date) -> np.ndarray:
        """The five quantiles at the last date drawn that is not after `when`."""
        return self.levels[:, max(0, int(np.searchsorted(self.dates, np.datetime64(when), side="right")) - 1)]

    def scaled(self, factor: float) -> Fan:
        return Fan(self.dates, self.levels * factor, self.singles * factor, self.worlds)


def quantiles(values: np.ndarray) -> np.ndarray:
    """The five quantiles over worlds; infinite values (never within the run) stay infinite instead of unknown."""
    if np.isfinite(values).all():
        return np.quantile(values, LEVELS, axis=0)
    return np.quantile(values, LEVELS, axis=0, method="inverted_cdf")


class Results:
    """Reads a Dataset of one ensemble, variable by variable."""

    def __init__(self, dataset: Any, start: Any) -> None:
        self.dataset = dataset
        self.start = as_date(start)
        self.weeks = self._ends("week")
        self.times = self._ends("time")
        self.opening = int(len(self.weeks) > 0 and self.weeks[0] <= np.datetime64(self.start))
        """1 where the first value is the opening one, before any week has passed, in which nothing can flow."""
        self.end = as_date(self.weeks[-1]) if len(self.weeks) else self.start
        self.until = min(as_date(dataset.attrs.get("until", self.end)), self.end)
        """The horizon asked for. Weeks are whole, so the last one may end some days after it, on `end`."""
        self.places = [str(name) for name in dataset["place"].values] if "place" in dataset.coords else []
        self.origins = [str(name) for name in dataset["origin"].values] if "origin" in dataset.coords else []
        self.ids = dataset["world"].values if "world" in dataset.coords else np.arange(dataset.sizes.get("world", 0))
        self.reached = self._reached()
        self.worlds = int(self.reached.sum())
        self.singles = self._single_worlds()

    def told(self, when: Any) -> str:
        """The day of a weekly value in words; that of a last week which runs past the horizon is "the week of" the horizon."""
        past = as_date(when) == self.end > self.until
        return f"the week of {day(self.until)}" if past else day(when)

    def on(self, when: Any) -> str:
        """The same at the beginning of a sentence: "On 10 July 2017", "In the week of 31 December 2021"."""
        told = self.told(when)
        return f"In {told}" if told.startswith("the week") else f"On {told}"

    def _ends(self, axis: str) -> np.ndarray:
        """Dates of an axis: ends of weeks, preceded by the day of the start where the opening is recorded too."""
        if axis not in self.dataset.coords:
            return np.array([], "datetime64[D]")
        return np.asarray(self.dataset[axis].values.astype("datetime64[D]"))

    def _reached(self) -> np.ndarray:
        size = self.dataset.sizes.get("world", 0)
        for name, variable in self.dataset.data_vars.items():
            if set(variable.dims) == {"world", "week"}:
                return np.isfinite(self.read(str(name), week=-1))
        if any(set(variable.dims) == {"sampled_world", "week"} for variable in self.dataset.data_vars.values()):
            return np.ones(size, bool)  # a large run: what is stored of it was reached
        for name, variable in self.dataset.data_vars.items():
            if variable.dims == ("world",):
                return ~np.isnan(self.read(str(name)))
        return np.ones(size, bool)

    def _single_worlds(self) -> np.ndarray:
        """Identities of the worlds drawn as thin lines: spread evenly, the same in every figure."""
        kept = self.ids[self.reached]
        if "sampled_world" in self.dataset.coords:
            kept = kept[np.isin(kept, self.dataset["sampled_world"].values)]
        if not len(kept):
            return kept
        return kept[np.unique(np.linspace(0, len(kept) - 1, SINGLES).astype(int))]

    def has(self, *names: str) -> bool:
        return all(name in self.dataset.data_vars for name in names)

    def read(self, name: str, **where: Any) -> np.ndarray:
        """Values of one variable, or a part of it, its first axis the worlds. Nothing of it stays in the dataset."""
        variable = self.dataset.variables[name]  # not self.dataset[name], which looks for coordinates among all variables
        # indexing makes a view of the file that is dropped after reading; plain .values would be kept by the dataset
        variable = variable.isel({axis: where.get(str(axis), slice(None)) for axis in variable.dims})
        order = [axis for axis in ("sampled_world", "world", "week", "time", "place", "origin") if axis in variable.dims]
        return np.asarray(variable.transpose(*order).values, float)

    def label(self, name: str) -> str:
        return str(self.dataset.variables[name].attrs.get("long_name", name.replace("_", " ")))

    def unit(self, name: str) -> str:
        return str(self.dataset.variables[name].attrs.get("units", ""))

    def outcome(self, name: str) -> np.ndarray:
        """One outcome over the worlds that have it; empty where the run does not."""
        if not self.has(name):
            return np.array([])
        values = self.read(name)[self.reached]
        return values[~np.isnan(values)]

    def outcomes(self) -> list[str]:
        return [str(name) for name, variable in self.dataset.data_vars.items() if variable.dims == ("world",)]

    def is_weekly(self, name: str) -> bool:
        """Whether a variable is a weekly series: of all worlds, or of the sample of a large run."""
        return set(self.dataset[name].dims) in ({"world", "week"}, {"sampled_world", "week"})

    def weekly(self, name: str, week: Any = slice(None)) -> np.ndarray:
        """A weekly series of reached worlds, (worlds, weeks), or (worlds,) of one week."""
        values = self.read(name, week=week)
        if "sampled_world" in self.dataset[name].dims:
            return values[np.isin(self.dataset["sampled_world"].values, self.ids[self.reached])]
        return values if self.reached.all() else values[self.reached]

    def _weekly(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Values (worlds, weeks) of reached worlds and their identities."""
        values = self.weekly(name)
        whole = np.isfinite(values[:, -1]) if len(values) else np.array([], bool)
        ids = self.ids[self.reached]
        if "sampled_world" in self.dataset[name].dims:
            ids = ids[np.isin(ids, self.dataset["sampled_world"].values)]
        return (values, ids) if whole.all() else (values[whole], ids[whole])

    def _fan(self, dates: np.ndarray, values: np.ndarray, ids: np.ndarray) -> Fan:
        singles = values[np.isin(ids, self.singles)]
        return Fan(dates, quantiles(values), singles, len(values))

    def stock(self, name: str, until: date | None = None, plus: Sequence[str] = ()) -> Fan:
        """A stock at the end of each week, or of every fourth week of a long run; `plus` adds other stocks to it."""
        values, ids = self._weekly(name)
        for other in plus:
            values = values + self._weekly(other)[0]
        upto = self._upto(until)
        step = 1 if upto <= MANY_WEEKS else 4
        chosen = np.arange((upto - 1) % step, upto, step)
        return self._fan(self.weeks[chosen], values[:, chosen], ids)

    def _flows(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Weekly flows of reached worlds, the opening left out, and their identities."""
        values, ids = self._weekly(name)
        return values[:, self.opening :], ids

    def running_total(self, name: str, until: date | None = None) -> Fan:
        """A weekly flow added up from the start."""
        values, ids = self._flows(name)
        upto = self._upto(until) - self.opening
        return self._fan(self.weeks[self.opening :][:upto], np.cumsum(values[:, :upto], axis=1), ids)

    def four_weeks(self, name: str, until: date | None = None) -> Fan:
        """A weekly flow in sums of four weeks from the start, dated in their middle."""
        values, ids = self._flows(name)
        blocks = (self._upto(until) - self.opening) // 4
        sums = values[:, : 4 * blocks].reshape(len(values), blocks, 4).sum(axis=2)
        return self._fan(self.weeks[self.opening + 3 :: 4][:blocks] - np.timedelta64(14, "D"), sums, ids)

    def months(self, name: str) -> Fan:
        """A weekly flow in calendar months, dated in their middle; a week that spans two is shared by its days."""
        middles, shares = self.calendar()
        values, ids = self._flows(name)
        return self._fan(middles, values @ shares, ids)

    def calendar(self) -> tuple[np.ndarray, np.ndarray]:
        """Middles of the whole calendar months of the run, and each week's share in each of them."""
        last = self.weeks[-1] if len(self.weeks) else np.datetime64(self.start)
        first_month = np.datetime64(self.start, "M") + (1 if self.start.day > 3 else 0)
        months = np.arange(first_month, (last + np.timedelta64(1, "D")).astype("datetime64[M]"))
        begin, end = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
        closed = self.weeks[self.opening :, None]
        opened = closed - np.timedelta64(7, "D")
        overlap = np.minimum(closed, end) - np.maximum(opened, begin)
        shares = np.clip(overlap.astype(float), 0, 7) / 7
        return begin + (end - begin) // 2, shares

    def week_at(self, when: date) -> int:
        """Index of the last weekly value that is not after a day."""
        return max(0, int((self.weeks <= np.datetime64(when)).sum()) - 1)

    def by_place(self, name: str, place: str, until: date | None = None) -> Fan:
        """A place's series over the worlds whose places were kept."""
        return self.together(name, {place: 1.0}, until)

    def together(self, name: str, weights: dict[str, float], until: date | None = None) -> Fan:
        """A weighted mean of several places' series; weights need not add up to one."""
        whole = sum(weights.values())
        values = sum((self.placed(name, place) * (weight / whole) for place, weight in weights.items()), start=np.zeros(1))
        ids = self.dataset["sampled_world"].values
        upto = len(self.times) if until is None else int((self.times <= np.datetime64(until)).sum())
        reached = np.isfinite(values[:, -1])
        return self._fan(self.times[:upto], values[reached][:, :upto], ids[reached])

    def placed(self, name: str, place: str) -> np.ndarray:
        """Values (sampled worlds, times) of one place."""
        return self.read(name, place=self.places.index(place))

    def by_origin(self, name: str) -> np.ndarray:
        """Values (sampled worlds that were reached, times, origins)."""
        values = self.read(name)
        return values[np.isfinite(values[:, -1, 0])]

    def _upto(self, until: date | None) -> int:
        return len(self.weeks) if until is None else int((self.weeks <= np.datetime64(until)).sum())

    def after(self, weeks: float) -> date:
        """The day that many weeks after the start."""
        return after(self.start, weeks)


def after(start: date, weeks: float) -> date:
    """The day that many weeks after another."""
    return start + timedelta(days=round(7 * weeks))


def try_fan(read: Callable[..., Fan], *arguments: Any) -> Fan | None:
    """A fan, or None where the run is too short to hold a single point of it."""
    fan = read(*arguments)
    return fan if fan.worlds and len(fan.dates) else None
