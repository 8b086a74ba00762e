"""All outcomes on one sheet: median and bands, each on its own scale, with the recorded figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rekindle import variables
from rekindle.record.recorded import Recorded
from rekindle.scenario.labels import Labels
from rekindle.show import words
from rekindle.show.figures.bands import Results, quantiles
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.panels import KEY_FLOOR, KEY_RECORD, blank, fitted, wrapped
from rekindle.show.figures.picture import MOST, Material, Picture, inside
from rekindle.show.figures.points import tell
from rekindle.show.figures.style import CIVILIAN, GROUP, INK, QUIET, RULE, STATE, lighter, styled

SHEET = (
    "civilians_killed_battle_{place}", "civilians_killed_total", "displaced_total_{place}", "displaced_peak_{place}",
    "displaced_{place}_{year}_12", "returned_{place}_{year}_12", "deaths_documented_{place}_{year}", "battle_weeks_{place}",
    "security_forces_killed_battle_{place}", "fighters_killed_battle_{place}", "fighters_escaped_battle_{place}",
    "covert_members_{place}_{year}_12", "attacks_{place}_{year}",
)  # fmt: skip
"""Variables of the sheet in its order, civilians first, by their pattern in the table of variables."""
COLOURS = {variables.CIVILIAN: CIVILIAN, variables.STATE: STATE, variables.GROUP: GROUP}
LETTER = 0.066
"""Inches that a letter of a row's numbers takes, with some to spare."""


@dataclass(frozen=True)
class Charted:
    """An outcome of the sheet: what the results call it, its short name, and where and when it is of."""

    name: str
    label: str
    colour: str
    variable: str
    place: str
    period: str


def charted(material: Material) -> Iterator[Charted]:
    """The sheet's outcomes that the results have, of every city, bank and country and of the year that is told of."""
    labels = Labels(material.scenario)
    for row in map(variables.row, SHEET):
        variable, _, period = row.pattern.removesuffix("_{place}").partition("_{place}_")
        period = period.format(year=material.year)
        for place in _places(material, row.axes):
            name = material.outcome_name(variable, place, period)
            if name:
                where = inside(words.within_text(labels.of(place)))
                label = row.label.format(place=where, year=material.year)
                yield Charted(name, label, COLOURS[row.side], variable, place, period)


def _places(material: Material, axes: Sequence[str]) -> list[str]:
    """Places that a variable comes by: the first cities with their banks, or the first countries; the theatre has no name."""
    if "city" in axes:
        banks = ((bank, city) for city in list(material.cities)[:MOST] for bank in ["", *material.banks(city)])
        return [f"{bank}_{city}" if bank else city for bank, city in banks]
    return list(material.countries)[:MOST] if "country" in axes else [""]


@dataclass(frozen=True)
class Line:
    """One outcome on the sheet."""

    label: str
    levels: np.ndarray
    worlds: int
    unit: str
    colour: str
    recorded: Sequence[Recorded]


def summarised(values: np.ndarray) -> dict[str, float]:
    """Mean, five quantiles, worlds, and worlds in which it never happens (infinite) of one outcome."""
    finite = values[np.isfinite(values)]
    table = {"mean": float(finite.mean()) if len(finite) else float("nan")}
    levels = quantiles(values) if len(values) else np.full(5, np.nan)
    table |= {name: float(x) for name, x in zip(("p05", "p25", "p50", "p75", "p95"), levels, strict=True)}
    return table | {"worlds": float(len(values)), "never": float(len(values) - len(finite))}


def pictures(material: Material) -> Iterator[Picture]:
    """The sheet of outcomes, where the results have any of them."""
    lines = list(_lines(material))
    if lines:
        make = partial(sheet, lines)
        yield Picture(
            "outcomes",
            "Main outcomes at a glance",
            _sentence(lines),
            make,
            alternative(lines),
            [],
            "outcomes",
            tuple(row for line in lines for row in line.recorded),
            caption=caption("Main outcomes", lines),
            numbers=numbers(lines),
        )


def caption(title: str, lines: Sequence[Line]) -> str:
    """What the sheet shows, of how many worlds."""
    worlds = max(line.worlds for line in lines)
    if worlds == 1:
        return f"{title} of one simulated world, each on its own scale, with the recorded figures."
    drawn = f"median, 50 % and 90 % ranges of {worlds:,} simulated worlds"
    return f"{title}: {drawn}, each on its own scale, with the recorded figures."


def numbers(lines: Sequence[Line]) -> Numbers:
    """The sheet as a table: median, ranges, the record, and where it lies."""
    rows = []
    for line in lines:
        low, below, middle, above, high = (_written(float(x), line.unit) for x in line.levels)
        recorded = "; ".join(_recorded_words(row, line.unit) for row in line.recorded)
        ranges = ("", "") if line.worlds == 1 else (_range(below, above), _range(low, high))
        rows.append((line.label, middle, *ranges, recorded, where(line)))
    heads = ("Outcome", "Median", "50 % range", "90 % range", "Recorded", "Where it lies")
    columns = ("outcome", "unit", "worlds", "p05", "p25", "p50", "p75", "p95", "recorded")
    data: list[tuple[str | float, ...]] = [(line.label, line.unit, line.worlds, *map(float, line.levels),
             "; ".join(str(row.middle) for row in line.recorded)) for line in lines]  # fmt: skip
    return Numbers(heads, tuple(rows), (False, True, True, True, True, False), columns, tuple(data))


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _written(value: float, unit: str) -> str:
    return (
        words.amount(value, unit)
        if unit in ("1", "share", "weeks")
        else words.people(round(value) if np.isfinite(value) else value)
    )


def _recorded_words(row: Recorded, unit: str) -> str:
    """A recorded figure, and whether it is a floor or recalled."""
    text = words.interval(*row.ends, write=lambda x: words.percent(x) if unit in ("1", "share") else words.exact(x))
    return f"{'at least ' if row.floor else ''}{text}{'' if row.firm else ' (recalled)'}"


def where(line: Line) -> str:
    """Where the record lies: within the 50 % or the 90 % range, below or above it; nothing without a figure."""
    if line.worlds == 1 or not any(not row.floor for row in line.recorded):
        return ""
    if within(line, 1, 3):
        return "within the 50 % range"
    if within(line, 0, 4):
        return "within the 90 % range"
    return f"{'above' if middle_of(line) > line.levels[4] else 'below'} the 90 % range"


def middle_of(line: Line) -> float:
    """The recorded best figure: the median of the firm ones, or of all if none is firm."""
    rows = [row for row in line.recorded if not row.floor]
    return float(np.median([row.middle for row in rows if row.firm] or [row.middle for row in rows]))


def missed(lines: Sequence[Line], most: int = 3) -> str:
    """The recorded figures that lie outside the 90 % range, a sentence each: those that miss by most first."""
    out = sorted((line for line in lines if not within(line, 0, 4)), key=_miss, reverse=True)
    if not out:
        return ""
    said = [
        f"{line.label} (recorded {_written(middle_of(line), line.unit)}; 90 % range "
        f"{_range(_written(float(line.levels[0]), line.unit), _written(float(line.levels[4]), line.unit))})"
        for line in out[:most]
    ]
    first, *then = said
    more = f" The table names {len(out) - most} more." if len(out) > most else ""
    return f" Outside it: {first}." + "".join(f" Then: {one}." for one in then) + more


def _miss(line: Line) -> float:
    """By what factor a record lies outside the range."""
    few = 0.05 if line.unit in ("1", "share") else 5
    low, found, high = (few + x for x in (float(line.levels[0]), middle_of(line), float(line.levels[4])))
    return max(found / high, low / found)


def _lines(material: Material) -> Iterator[Line]:
    results: Results = material.results
    for one in charted(material):
        values = results.outcome(one.name)
        if len(values):
            yield Line(one.label, quantiles(values), len(values), results.unit(one.name), one.colour, _record(material, one))


def _record(material: Material, one: Charted) -> list[Recorded]:
    """Recorded figures of an outcome; a year's may be the sum of its months."""
    if one.period:
        return material.recorded_in(one.period, one.variable, one.place)
    return material.happened(one.variable, place=one.place, elsewhere=material.cities if one.place else ())


def _sentence(lines: Sequence[Line]) -> str:
    """How many recorded outcomes lie within the bands; a plain statement where nothing is recorded."""
    compared = [line for line in lines if any(row.firm and not row.floor for row in line.recorded)]
    if not compared:
        many = "One outcome" if len(lines) == 1 else f"{len(lines)} outcomes, each"
        return words.sentence(f"{many} on its own scale; none has a recorded figure in this run")
    if compared[0].worlds == 1:
        return words.sentence(f"{len(lines)} outcomes of one world, {len(compared)} of them with a recorded figure")
    nine = sum(within(line, 0, 4) for line in compared)
    count = (
        "one of them" if nine == 1 else "all of them" if nine == len(compared) else "none of them" if not nine else f"{nine}"
    )
    if len(compared) == 1:
        return words.sentence(f"One outcome has a recorded figure; it lies {where(compared[0])}") + missed(compared)
    return words.sentence(
        f"Of {len(compared)} outcomes with a recorded figure, {count} {'has' if nine == 1 else 'have'} it within the 90 % range"
    ) + missed(compared)


def within(line: Line, low: int, high: int) -> bool:
    """Whether the recorded best figure lies in the interval, by the median of the firm rows, or of all if none is firm."""
    return bool(line.levels[low] <= middle_of(line) <= line.levels[high])


def _text(line: Line) -> str:
    """Median and nine tenths, as written beside a row."""
    if line.unit in ("1", "share"):
        spread = words.percents(float(line.levels[0]), float(line.levels[4]))
        return words.percent(float(line.levels[2])) + (f" ({spread})" if line.worlds > 1 else "")
    unit = "weeks" if line.unit == "weeks" else ""
    if line.worlds == 1:
        return words.with_unit(float(line.levels[2]), unit)
    low, median, high = (float(np.round(line.levels[at])) for at in (0, 2, 4))
    middle, ends = words.number(median), words.interval(low, high)
    return middle if middle == ends == "never" else f"{middle} ({ends})"


def alternative(lines: Sequence[Line]) -> str:
    """The sheet for those who cannot see it; the table beside it has every row."""
    first = lines[0]
    recorded = sum(bool(line.recorded) for line in lines)
    rows = words.how_many(len(lines)).capitalize()
    text = f"{rows} rows, one an outcome, each with median and ranges; {recorded} have a recorded figure."
    return f"{text} The first row is {first.label}: {_text(first)}."


def sheet(lines: Sequence[Line], width: float) -> Figure:
    """A row for each outcome; on narrow pages the name stands above its interval."""
    narrow = width < 6
    note = wrapped(_note(lines), width)
    step, head = (0.5, 0.12) if narrow else (0.31, 0.32)
    height = head + step * len(lines) + 0.17 * len(note) + 0.12
    left, right = (0.12, 0.12) if narrow else (3.0, 2.3)
    with styled():
        figure = blank(width, height)
        for index, line in enumerate(lines):
            bottom = height - head - (index + 1) * step
            box = (left / width, (bottom + 0.02) / height, (width - left - right) / width, 0.24 / height)
            axes = figure.add_axes(box)
            axes.axis("off")
            _row(axes, line)
            _tell(axes, line)
            level = (bottom + (0.36 if narrow else 0.14)) / height
            name, value = (left, width - right) if narrow else (left - 0.1, width - right + 0.12)
            sides = ("left", "right") if narrow else ("right", "left")
            room = width - left - right - LETTER * len(_text(line)) if narrow else left - 0.15
            label, size = fitted(line.label, room, 8.5)
            figure.text(name / width, level, label, ha=sides[0], va="center", fontsize=size)
            figure.text(value / width, level, _text(line), ha=sides[1], va="center", fontsize=8, color=QUIET)
        if not narrow:
            top = ((width - right + 0.12) / width, (height - 0.16) / height)
            figure.text(*top, "median (90 % range)", fontsize=8, color=QUIET, va="center")
        figure.text(0.08 / width, 0.05 / height, "\n".join(note), fontsize=7.5, color=QUIET, va="bottom")
    return figure


def _note(lines: Sequence[Line]) -> str:
    count = max(line.worlds for line in lines)
    text = f"{count:,} worlds; each row on its own scale. Thin line: 90 % range; thick: 50 % range; dot: median."
    if count == 1:
        text = "One world; each row on its own scale."
    if any(line.recorded for line in lines):
        text += KEY_RECORD
    if any(row.floor for line in lines for row in line.recorded):
        text += KEY_FLOOR
    return text


def _tell(axes: Axes, line: Line) -> None:
    """Let the median and the record of a row be pointed at."""
    top, middle = axes.get_xlim()[1], float(line.levels[2])
    tell(axes, [min(middle, top)], [-0.25], [f"{line.label}: {'median ' if line.worlds > 1 else ''}{_text(line)}"])
    for row in line.recorded:
        tell(axes, [row.middle], [0.62], [f"{line.label}: recorded {_recorded_words(row, line.unit)}, {words.day(row.end)}"])


def _row(axes: Axes, line: Line) -> None:
    """One interval from zero to a little beyond its upper end."""
    ends = [float(x) for x in line.levels if np.isfinite(x)] + [row.ends[1] for row in line.recorded]
    top = 1.06 * max([*ends, 1e-9])
    low90, low50, middle, high50, high90 = (float(x) if np.isfinite(x) else top for x in line.levels)
    axes.set_xlim(0, top)
    axes.set_ylim(-1, 1)
    draw = axes.plot
    draw([0, top], [-0.25, -0.25], color=RULE, linewidth=0.7, zorder=0)
    if line.worlds > 1:
        draw([low90, high90], [-0.25, -0.25], color=line.colour, linewidth=1.5, solid_capstyle="butt", zorder=2)
        draw(
            [low50, high50],
            [-0.25, -0.25],
            color=lighter(line.colour, 0.35),
            linewidth=6,
            solid_capstyle="butt",
            zorder=2.5,
        )
    draw(
        [middle],
        [-0.25],
        marker="o" if np.isfinite(line.levels[2]) else ">",  # an arrow: the median world never gets there
        markersize=5.5,
        color="white",
        markeredgecolor=line.colour,
        markeredgewidth=1.6,
        zorder=3,
        clip_on=False,
    )
    for row in line.recorded:
        _recorded(axes, row)


def _recorded(axes: Axes, row: Recorded) -> None:
    """A recorded figure above its interval: its range, and a mark."""
    low, high = row.ends
    if high > low:
        axes.plot([low, high], [0.62, 0.62], color=INK, linewidth=1.0, zorder=4, clip_on=False)
    axes.plot(
        [row.middle], [0.62], marker="^" if row.floor else "D", markersize=4.2, color=INK, zorder=5, clip_on=False,
        markerfacecolor=INK if row.firm else "white",
    )  # fmt: skip
