"""A picture is a figure with the sentence that says what it shows; the material is what pictures are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rekindle.record import recorded as recorded_figures
from rekindle.record.recorded import Recorded
from rekindle.scenario.labels import Labels
from rekindle.show import words
from rekindle.show.figures.bands import Results, quantiles
from rekindle.show.figures.panels import Panel, draw
from rekindle.show.figures.style import NARROW, WIDE

EXACT = 6
"""Digits kept of a recorded figure: it is written as it was recorded."""
SECTIONS = ("battle", "group", "after", "outcomes")
BATTLE_DEADLINE = date(2017, 12, 31)
"""Day by which `mosul_retaken` asks whether the city is retaken."""


@dataclass(frozen=True)
class Picture:
    """A figure, what it shows in one sentence, the same for those who cannot see it, and the numbers it rests on."""

    name: str
    title: str
    sentence: str
    figure: Figure
    alt: str
    rests_on: list[str]
    section: str
    narrow: Callable[[], Figure] | None = None
    recorded: tuple[Recorded, ...] = ()


@dataclass
class Material:
    """Results, scenario and record of one run, with the questions every picture asks of them."""

    results: Results
    scenario: Any
    record: Sequence[Recorded]

    @cached_property
    def paths(self) -> list[str]:
        return list(self.scenario.quantities())

    def rests(self, *patterns: str) -> list[str]:
        """Paths of the scenario's quantities that match the patterns, in the order of the patterns."""
        found = (path for pattern in patterns for path in self.paths if fnmatchcase(path, pattern))
        return list(dict.fromkeys(found))

    def happened(self, *measures: str, places: Iterable[str] = (), longest: int | None = None) -> list[Recorded]:
        """Recorded figures of any of the measures, for days and periods that end within the run."""
        rows = [row for name in measures for row in recorded_figures.of(self.record, name, places, longest)]
        # a total over a period that the run does not reach the end of would be compared with a part of itself
        return [row for row in rows if row.end >= self.results.start and (row.end <= self.results.end or row.unit == "weeks")]

    @cached_property
    def city(self) -> str:
        return Labels(self.scenario).city

    @cached_property
    def country(self) -> str:
        """The country in which a return is looked for."""
        return Labels(self.scenario).country

    @cached_property
    def countries(self) -> dict[str, str]:
        """Labels of the theatre's countries by name."""
        return {name: str(one.label) for name, one in self.scenario.countries.items()}

    @cached_property
    def sectors(self) -> list[str]:
        """Sectors of the city that the results hold, in the scenario's order."""
        places = self.scenario.places
        return [
            name
            for name in self.results.places
            if name in places and places[name].kind == "sector" and getattr(places[name], "city", "mosul") == "mosul"
        ]

    def place(self, name: str) -> str:
        """A place's label, or its identity where the scenario has none."""
        return str(getattr(self.scenario.places.get(name), "label", name))

    @cached_property
    def battle_until(self) -> date:
        """Last day of the battle's charts: nineteen worlds in twenty are over, and the recorded end fits."""
        weeks = self.results.outcome("battle_weeks")
        weeks = weeks[np.isfinite(weeks)]
        longest = float(np.quantile(weeks, 0.95)) if len(weeks) else 52.0
        fitting = self.results.start + timedelta(weeks=min(max(longest, 42.0) + 4, 70.0))
        return min(fitting, self.results.end)

    def cumulative(self, outcome: str, *series: str) -> list[Recorded]:
        """Recorded totals counted from the start of the run, for charts of running totals."""
        rows = self.happened(outcome)
        near = timedelta(days=5)
        rows += [
            row
            for row in self.happened(*series, places=["mosul"])
            if abs(row.start - self.results.start) <= near and row.days > 20 and row not in rows
        ]
        return [row for row in rows if row.end <= self.results.end]

    def recorded_year(self, measure: str, year: int) -> list[Recorded]:
        """A recorded total of one year: as given, or as the sum of its twelve recorded months."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        whole = self.happened(f"{measure}_{year}")
        whole += [row for row in self.happened(measure) if row.start == first and row.end == last]
        if whole:
            return whole
        months = [row for row in self.happened(measure) if row.start.year == year and row.days < 32]
        months += [row for month in range(1, 13) for row in self.happened(f"{measure}_{year}_{month:02d}") if row not in months]
        if sorted(row.start.month for row in months) != list(range(1, 13)):
            return []
        total = sum(row.middle for row in months)
        status = "derived" if all(row.firm for row in months) else "recalled"
        one = months[0]
        note = "sum of twelve recorded months"
        return [Recorded(measure, one.place, first, last, total, total, total, one.unit, one.source, status, None, note)]

    def picture(
        self,
        name: str,
        section: str,
        title: str,
        sentence: str,
        panels: Sequence[Panel],
        rests_on: list[str],
        columns: int = 2,
        height: float = 1.75,
        note: str = "",
        narrow_columns: int = 1,
    ) -> Picture:
        """A picture of panels over dates, with a variant for narrow screens."""
        panels = [replace(panel, since=panel.since or self.results.start) for panel in panels]
        shown = tuple(dict.fromkeys(row for panel in panels for row in panel.recorded))
        return Picture(
            name=name,
            title=title,
            sentence=sentence,
            figure=draw(panels, columns, WIDE, height, note),
            alt=describe(title, panels, self.results.told),
            rests_on=rests_on,
            section=section,
            narrow=lambda: draw(panels, narrow_columns, NARROW, 1.5, note),
            recorded=shown,
        )


def describe(title: str, panels: Sequence[Panel], told: Callable[[Any], str] = words.day) -> str:
    """A picture in words: each series with its first and last median and its widest ends; `told` puts days into words."""
    parts = []
    for panel in panels:
        for one in panel.series:
            fan, unit = one.fan, panel.unit
            what = f"{panel.title}, {one.label}" if one.label else panel.title
            first, last = (words.quantity(float(fan.median[index]), unit) for index in (0, -1))
            ends = words.between(float(fan.levels[0, -1]), float(fan.levels[4, -1]), unit)
            spread = f", nine tenths of worlds {ends}" if fan.worlds > 1 else ""
            parts.append(f"{what}: median {first} at {words.day(fan.dates[0])}, {last} at {told(fan.dates[-1])}{spread}")
    return f"{title}. Line charts by date. " + "; ".join(parts) + "."


def recorded_words(rows: Sequence[Recorded], unit: str = "") -> str:
    """The record beside a result, as written: "recorded: 1,200 to 1,500", "recalled, not checked: 8,000"."""
    if not rows:
        return ""
    firm = [row for row in rows if row.firm]
    recalled = [row for row in rows if not row.firm]
    parts = [f"recorded: {_ends(firm, unit)}"] if firm else []
    if recalled and all(row.floor for row in firm):
        parts.append(f"recalled, not checked: {_ends(recalled, unit)}")
    return "; ".join(parts)


def _ends(rows: Sequence[Recorded], unit: str) -> str:
    """Range over recorded figures, and the highest of those that are only a floor."""
    unit = unit if unit in ("1", "weeks") else ""
    parts = []
    ends = [end for row in rows if not row.floor for end in row.ends]
    if ends:
        low, high = min(ends), max(ends)
        parts.append(words.between(low, high, unit, EXACT) if high > low else words.quantity(low, unit, EXACT))
    floors = [row.low for row in rows if row.floor]
    if floors:
        parts.append("at least " + words.quantity(max(floors), unit, EXACT))
    return ", or ".join(part.removesuffix(" weeks") for part in parts)


def spread(values: np.ndarray, unit: str = "", rows: Sequence[Recorded] = ()) -> str:
    """A result in words: its median, the middle half of worlds, how many worlds, and the record."""
    told = recorded_words(rows, unit)
    if not len(values):
        return "unknown" + (f" ({told})" if told else "")
    if len(values) == 1:
        return words.quantity(float(values[0]), unit) + " in this one world" + (f" ({told})" if told else "")
    if unit not in ("1", "weeks"):
        values = np.round(values)
    _, low, middle, high, _ = (float(x) for x in quantiles(values))
    half = words.between(low, high, unit if unit in ("1", "weeks") else "")
    brackets = f"half of {len(values):,} worlds: {half}"
    return f"{words.quantity(middle, unit)} in the median world ({brackets}{'; ' + told if told else ''})"


def nearest(rows: Sequence[Recorded], when: date, within: int = 45) -> list[Recorded]:
    """Recorded figures whose end lies nearest to a day, if one lies within so many days of it."""
    close = [row for row in rows if abs((row.end - when).days) <= within]
    if not close:
        return []
    least = min(abs((row.end - when).days) for row in close)
    return [row for row in close if abs((row.end - when).days) == least]
