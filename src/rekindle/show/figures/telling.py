"""What a picture says in words: a result with its range, how the record lies beside it, and what is to be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.numbers import people
from rekindle.record.recorded import Recorded
from rekindle.show import words
from rekindle.show.figures.bands import quantiles

if TYPE_CHECKING:
    from rekindle.show.figures.panels import Panel

AS_RECORDED = 10_000
"""Below this a recorded figure is written with all its digits; above, three digits say as much as is known."""
NAMED = 4
"""Panels that an alternative text names."""


@dataclass(frozen=True)
class Told:
    """A result over worlds: median and range in words, and the ends of the range."""

    median: str
    low: float
    high: float
    range: str
    worlds: int

    def median_of(self) -> str:
        """The median with the worlds behind it and its range: "8,210 (median of 200 worlds; 90 % range 5,860 to 11,200)"."""
        if self.worlds == 1:
            return f"{self.median} in this one world"
        return f"{self.median} (median of {self.worlds:,} worlds; 90 % range {self.range})"

    def again(self) -> str:
        """The same where the worlds were named before."""
        return self.median_of() if self.worlds == 1 else f"{self.median} (median; 90 % range {self.range})"


def told(values: np.ndarray, unit: str = "") -> Told:
    """The median and the 90 % range of a result. Without a unit it is a count of what has no parts."""
    if not len(values):
        return Told("unknown", float("nan"), float("nan"), "unknown", 0)
    if unit not in ("1", "weeks"):
        values = np.round(values)
    levels = quantiles(values)
    low, _, middle, _, high = (float(x) for x in (levels if unit in ("1", "weeks") else np.round(levels)))
    write = (lambda x: words.with_unit(x, unit)) if unit else people
    return Told(write(middle), low, high, words.interval(low, high, write=write), len(values))


def course(began: str, ended: str, lower: bool | None) -> str:
    """How something goes from one value to another, before the second: "falls from 53 % to"; equal as written, "stays at"."""
    if began == ended:
        return "stays at"
    return f"{'goes' if lower is None else 'falls' if lower else 'rises'} from {began} to"


def result(values: np.ndarray, unit: str = "") -> str:
    """A result in words, with the worlds behind it."""
    return told(values, unit).median_of() if len(values) else "unknown"


def beside(values: np.ndarray, rows: Sequence[Recorded], unit: str = "") -> str:
    """A sentence that says how the record lies beside a result, a miss like a hit; nothing where there is no record."""
    firm = [row for row in rows if row.firm and not row.floor]
    floors = [row.low for row in rows if row.floor and row.low is not None]
    recalled = [row for row in rows if not row.firm and not row.floor]
    found = told(values, unit)
    if firm:
        return _lies("The recorded {figure} {lies} {where} the 90 % range.", firm, found, unit)
    said = ""
    if floors and found.worlds:
        least = _written(max(floors), unit)
        fits = "" if found.worlds == 1 else "; the 90 % range lies below it" if max(floors) > found.high else (
            "; the 90 % range allows that")  # fmt: skip
        said = f" The record gives at least {least}{fits}."
    if recalled:
        said += _lies("A figure from memory, not checked in a source, is {figure}; it {lies} {where} the 90 % range.", recalled,
                      found, unit)  # fmt: skip
    return said


def _lies(template: str, rows: Sequence[Recorded], found: Told, unit: str) -> str:
    """Whether recorded figures lie within the range, by their best values, or below or above it with all of their own."""
    ends = [end for row in rows for end in row.ends]
    text = words.interval(min(ends), max(ends), write=lambda x: _written(x, unit))
    if found.worlds <= 1:
        return f" The recorded figure is {text}."
    low, high = found.low, found.high
    if unit not in ("1", "weeks"):
        low, high = np.floor(low), np.ceil(high)
    within = all(low <= row.middle <= high for row in rows)
    where = "within" if within else "below" if max(ends) < low else "above" if min(ends) > high else "partly within"
    lies = "lie" if template.startswith("The") and min(ends) != max(ends) else "lies"
    return " " + template.format(figure=text, lies=lies, where=where)


def _written(value: float | None, unit: str) -> str:
    """A recorded figure as it was recorded, or in three digits where it has more than anyone knows."""
    if unit in ("1", "weeks"):
        return words.with_unit(value, unit)
    return words.exact(value) if value is None or abs(value) < AS_RECORDED else people(value)


def described(panels: Sequence[Panel], day: Callable[[Any], str] = words.day) -> str:
    """A picture of line charts for those who cannot see it: what is charted, and the course of the first in two numbers."""
    titles = [panel.name for panel in panels]
    named = "; ".join([*titles[:NAMED], *([f"and {len(titles) - NAMED} more"] if len(titles) > NAMED else [])])
    first = panels[0]
    fan, unit = first.series[0].fan, first.unit
    begin, end = (words.with_unit(_rounded(float(fan.median[index]), unit), unit) for index in (0, -1))
    kind = "Line chart" if len(panels) == 1 else f"{words.how_many(len(panels)).capitalize()} line charts"
    middle = "it goes" if fan.worlds == 1 else "the median goes"
    of = f"{titles[0]}: " if len(panels) > 1 else ""
    text = f"{of}{middle} from {begin} on {words.day(fan.dates[0])} to {end} {_on(day(fan.dates[-1]))}."
    return f"{kind} by date: {named}. {text[:1].upper()}{text[1:]}"


def _rounded(value: float, unit: str) -> float:
    return value if unit in ("1", "weeks") or unit.startswith("weeks") else round(value)


def _on(when: str) -> str:
    return f"in {when}" if when.startswith("the week") else f"on {when}"


def captioned(title: str, where: str, panels: Sequence[Panel], day: Callable[[Any], str] = words.day) -> str:
    """A caption that stands on its own: what, where, when, how many worlds, and what is drawn."""
    fans = [one.fan for panel in panels for one in panel.series]
    first, last = min(fan.dates[0] for fan in fans), max(fan.dates[-1] for fan in fans)
    worlds = max(fan.worlds for fan in fans)
    place = f", {where}" if where and where not in title else ""
    drawn = "One simulated world" if worlds == 1 else f"Median, 50 % and 90 % ranges of {worlds:,} simulated worlds"
    record = ", with the recorded figures" if any(panel.recorded for panel in panels) else ""
    return f"{title}{place}, {words.day(first)} to {day(last)}. {drawn}{record}."


def compared(panels: Sequence[Panel]) -> str:
    """How many of the recorded figures in charts lie within the 90 % range on their day, and which misses by most."""
    found = [(panel, row, ends) for panel in panels for row in panel.recorded if (ends := _ends_on(panel, row))]
    if len(found) < 2:
        return ""
    above = [one for one in found if one[1].middle > one[2][1]]
    below = [one for one in found if one[1].middle < one[2][0]]
    within = len(found) - len(above) - len(below)
    if within == len(found):
        return f" {'Both' if within == 2 else f'All {within:,}'} recorded figures in this picture lie within the 90 % range."
    hits = "none lies" if not within else f"{within:,} lie{'s' if within == 1 else ''}"
    misses = words.listed([f"{len(some):,} {side} it" for some, side in ((above, "above"), (below, "below")) if some])
    text = f" Of {len(found):,} recorded figures in this picture, {hits} within the 90 % range, {misses}."
    panel, row, (low, high) = max((*above, *below), key=_miss)
    unit = panel.unit if panel.unit == "1" else ""
    spell = words.interval(low, high, write=words.percent) if unit else words.interval(round(low), round(high), write=people)
    what = f"{panel.name}, {words.between_days(row.start, row.end)}"
    return f"{text} The largest miss: {what} (recorded {_written(row.middle, unit)}; 90 % range {spell})."


Compared = tuple["Panel", Recorded, tuple[float, float]]


def _miss(one: Compared) -> float:
    """By what factor a recorded figure lies outside the range."""
    _, row, (low, high) = one
    return max(_over(row.middle, high), _over(low, row.middle))


def _ends_on(panel: Panel, row: Recorded) -> tuple[float, float] | None:
    """The 90 % range of a chart's first series on a recorded figure's day or month; None where the two count other things."""
    fan = panel.series[0].fan
    if fan.worlds < 2 or not row.firm or row.floor or (panel.period and not 27 < row.days < 32):
        return None
    when = row.start + (row.end - row.start) / 2 if panel.period else row.end
    levels = fan.at(when)
    slack = 0.005 if panel.unit == "1" else 0.5
    return max(float(levels[0]) - slack, 0.0), float(levels[4]) + slack


def _over(larger: float, smaller: float) -> float:
    return (larger + 0.01) / max(smaller + 0.01, 1e-9)


def nearest(rows: Sequence[Recorded], when: date, within: int = 45) -> list[Recorded]:
    """Recorded figures whose end lies nearest to a day, if one lies within so many days of it."""
    close = [row for row in rows if abs((row.end - when).days) <= within]
    if not close:
        return []
    least = min(abs((row.end - when).days) for row in close)
    return [row for row in close if abs((row.end - when).days) == least]
