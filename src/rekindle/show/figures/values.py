"""The numbers of line charts: a table of a few days a series, all days as CSV, and the values that can be pointed at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from rekindle.numbers import as_date
from rekindle.record.recorded import Recorded
from rekindle.show import words
from rekindle.show.figures.bands import Fan
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.points import at, tell

if TYPE_CHECKING:
    from rekindle.show.figures.panels import Panel, Series

DAYS = 9
"""Days of a series in the table, and that can be pointed at."""
HEADS = ("What", "When", "Median", "50 % range", "90 % range", "Recorded")
COLUMNS = ("what", "unit", "start", "end", "p05", "p25", "p50", "p75", "p95", "recorded_low", "recorded_best", "recorded_high",
           "source")  # fmt: skip
NUMERIC = (False, False, True, True, True, True)


def numbers(panels: Sequence[Panel]) -> Numbers:
    """The numbers of a picture of line charts."""
    rows, data = [], []
    for panel in panels:
        for one in panel.series:
            name = _name(panel, one)
            rows += [_row(name, panel, one.fan, index) for index in _days(one.fan)]
            data += list(_data(name, panel.unit, one.fan))
        rows += [(panel.name, _spell(row), "", "", "", _recorded(row, panel.unit)) for row in panel.recorded]
        data += [_recorded_data(panel, row) for row in panel.recorded]
    return Numbers(HEADS, tuple(rows), NUMERIC, COLUMNS, tuple(data))


def tell_values(axes: Axes, panel: Panel) -> None:
    """Let the values of a chart be pointed at: medians with their ranges on a few days, and what is recorded."""
    for one in panel.series:
        name, fan = _name(panel, one), one.fan
        days = _days(fan)
        texts = [_told(_row(name, panel, fan, index)) for index in days]
        tell(axes, [at(fan.dates[index]) for index in days], [float(fan.median[index]) for index in days], texts)
    for row, x, y in recorded_places(panel):
        tell(axes, [x], [y], [f"{panel.name}, {_spell(row)}: recorded {_recorded(row, panel.unit)}"])


def recorded_places(panel: Panel) -> Iterator[tuple[Recorded, float, float]]:
    """Where a chart draws its recorded figures."""
    for row in panel.recorded:
        month = panel.period > 29 and 27 < row.days < 32
        factor = panel.period / row.days if panel.period and not month else 1.0
        middle = (at(row.start) + at(row.end)) / 2
        yield row, middle if panel.period else at(row.end), factor * row.middle


def _name(panel: Panel, one: Series) -> str:
    return f"{panel.name}, {one.label}" if one.label else panel.name


def _days(fan: Fan) -> list[int]:
    """Indices of a few days of a series, the first and the last among them."""
    last = len(fan.dates) - 1
    return sorted({round(float(x)) for x in np.linspace(0, last, min(DAYS, last + 1))})


def _row(name: str, panel: Panel, fan: Fan, index: int) -> tuple[str, ...]:
    unit, day = panel.unit, as_date(fan.dates[index])
    when = panel.ends[1] if panel.ends and panel.ends[0] == day else words.day(day)
    levels = [float(x) if unit in ("1", "weeks") or abs(x) < 10 else round(float(x)) for x in fan.levels[:, index]]
    shown = unit if unit in ("1", "people", "weeks") else "people" if " " not in unit else ""
    low, below, median, above, high = levels

    def write(value: float | None) -> str:
        return words.amount(value, shown)

    ranges = (
        ("", "") if fan.worlds == 1 else (words.interval(below, above, write=write), words.interval(low, high, write=write))
    )
    return (name, when, write(median), *ranges, "")


def _told(row: tuple[str, ...]) -> str:
    """A row of the table as what is said of a point."""
    name, when, median, _, ends, _ = row
    return f"{name}, {when}: {f'median {median}; 90 % range {ends}' if ends else median}"


def _spell(row: Recorded) -> str:
    return words.between_days(row.start, row.end)


def _recorded(row: Recorded, unit: str) -> str:
    """A recorded figure as it was recorded, and whether it is a floor or recalled."""
    low, high = row.ends
    text = words.interval(low, high, write=lambda x: words.percent(x) if unit == "1" else words.exact(x))
    return f"{'at least ' if row.floor else ''}{text}{'' if row.firm else ' (recalled)'}"


def _data(name: str, unit: str, fan: Fan) -> Iterator[tuple[str | float, ...]]:
    for index, day in enumerate(fan.dates):
        when = as_date(day).isoformat()
        yield (name, unit, when, when, *(float(x) for x in fan.levels[:, index]), "", "", "", "")


def _recorded_data(panel: Panel, row: Recorded) -> tuple[str | float, ...]:
    values = [value if value is not None else "" for value in (row.low, row.best, row.high)]
    return (panel.name, panel.unit, row.start.isoformat(), row.end.isoformat(), "", "", "", "", "", *values, row.source)
