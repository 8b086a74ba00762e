"""Draws panels: bands, medians, single worlds and recorded figures, in as many columns as the page is wide."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from rekindle.numbers import as_date, number
from rekindle.record.recorded import Recorded
from rekindle.show.figures.bands import Fan
from rekindle.show.figures.spoken import unset
from rekindle.show.figures.style import CIVILIAN, INK, QUIET, counted, dated, lighter, styled
from rekindle.show.figures.values import tell_values

KEY = "Line: median. Dark band: 50 % range; light band: 90 % range. Thin lines: single worlds."
KEY_RECORD = " \u25c6\u00a0recorded, \u25c7\u00a0recalled (not checked in a source)."
KEY_FLOOR = " \u25b2\u00a0recorded as at least so many."
MANY = 15
"""From this many recorded figures in a panel on, their marks are drawn smaller."""
LONG = 45
"""A recorded figure over more days than this is drawn as its average over the whole period."""


@dataclass(frozen=True)
class Series:
    """One fan with its colour, and a label written at its right end where a panel holds several."""

    fan: Fan
    colour: str = CIVILIAN
    label: str = ""
    dashes: str = "-"


@dataclass(frozen=True)
class Panel:
    """One small chart: what, in which unit, its series, recorded figures and dated moments."""

    title: str
    unit: str
    series: Sequence[Series]
    recorded: Sequence[Recorded] = ()
    period: float = 0.0
    """Days of one point where the series are sums over a period; 0 for stocks and running totals."""
    top: float | None = None
    moments: Sequence[tuple[date, str]] = ()
    until: date | None = None
    since: date | None = None
    """First and last day of the axis, where they are not those of the series."""
    ends: tuple[date, str] | None = None
    """A last day that is told otherwise: the end of a week that runs past the horizon."""
    full: str = ""
    """What the title is cut from, where it is cut to fit."""

    @property
    def name(self) -> str:
        """The panel as texts and tables name it, which have room."""
        return self.full or self.title


def blank(width: float, height: float) -> Figure:
    """A figure without pyplot, ready to be drawn and saved anywhere."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def grid(
    count: int,
    columns: int,
    width: float,
    height: float,
    note: str,
    left: float = 0.62,
    right: float = 0.2,
    above: float = 0.5,
) -> tuple[Figure, list[Axes]]:
    """A figure with `count` panels of `height` inches and a note beneath; margins are fixed, so nothing is guessed."""
    columns = min(columns, count)
    rows = math.ceil(count / columns)
    below = 0.42
    lines = wrapped(note, width)
    foot = 0.17 * len(lines) + 0.08
    whole = rows * (above + height + below) + foot
    figure = blank(width, whole)
    cell = width / columns
    axes = []
    for index in range(count):
        row, column = divmod(index, columns)
        bottom = whole - (row + 1) * (above + height + below) + below
        box = ((column * cell + left) / width, bottom / whole, (cell - left - right) / width, height / whole)
        axes.append(figure.add_axes(box))
    figure.text(0.06 / width, 0.05 / whole, "\n".join(lines), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure, axes


def wrapped(note: str, width: float) -> list[str]:
    """The note in lines that fit, at about fifteen letters of 7.5 points to the inch."""
    most, lines, line = int(width * 17.5), [], ""
    for word in unset(note).split(" "):
        if len(line) + len(word) + 1 > most:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line] if line else lines or [""]


def draw(panels: Sequence[Panel], columns: int, width: float, height: float = 1.75, note: str = "") -> Figure:
    """Panels over dates as one figure."""
    labelled = any(one.label for panel in panels for one in panel.series)
    bare = all(panel.unit == "1" for panel in panels)
    with styled():
        figure, all_axes = grid(
            len(panels),
            columns,
            width,
            height,
            key(panels, note),
            right=0.88 if labelled else 0.2,
            above=0.33 if bare else 0.5,
        )
        for panel, axes in zip(panels, all_axes, strict=True):
            _panel(axes, panel, roomy=width / min(columns, len(panels)) > 3, bare=bare)
    return figure


def key(panels: Sequence[Panel], note: str = "") -> str:
    """The line beneath a figure: worlds behind it, how to read it, and what is particular to it."""
    counts = {one.fan.worlds for panel in panels for one in panel.series}
    behind = " and ".join(f"{count:,}" for count in sorted(counts, reverse=True))
    text = "One world: a line, no bands." if counts == {1} else f"{behind} worlds. {KEY}"
    if any(panel.recorded for panel in panels):
        text += KEY_RECORD
    if any(row.floor for panel in panels for row in panel.recorded):
        text += KEY_FLOOR
    return f"{text} {note}".strip()


def _panel(axes: Axes, panel: Panel, roomy: bool, bare: bool) -> None:
    for one in panel.series:
        fan_on(axes, one)
    top = panel.top if panel.top is not None else _top(panel)
    unit = counted(axes, top, panel.unit)
    first = panel.since or min(one.fan.dates[0] for one in panel.series)
    last = panel.until or max(one.fan.dates[-1] for one in panel.series)
    if as_date(first) == as_date(last):
        last = as_date(first) + timedelta(days=28)
    wide = axes.get_position().width * axes.figure.get_figwidth()  # type: ignore[union-attr]
    dated(axes, first, last, most=max(3, int(wide / 0.52)))
    headed(axes, panel.title, unit, bare)
    small = len(panel.recorded) > MANY
    for row in panel.recorded:
        recorded_on(axes, row, panel.period, small)
    for when, text in panel.moments:
        moment_on(axes, when, text if roomy else "")
    if any(one.label for one in panel.series):
        label_ends(axes, panel.series, top)
    tell_values(axes, panel)


def headed(axes: Axes, title: str, unit: str, bare: bool = True) -> None:
    """Title in bold above the panel's left edge, unit beneath it; without `bare`, room is left for a unit."""
    above = (0, 17 if unit or not bare else 6)
    place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "left", "va": "bottom"}
    wide = axes.get_position().width * axes.figure.get_figwidth() + 0.2  # type: ignore[union-attr]
    title, size = fitted(title, wide, 9.5, bold=True)
    axes.annotate(title, (0, 1), above, fontsize=size, fontweight="bold", color=INK, linespacing=1.1, **place)
    if unit:
        axes.annotate(unit, (0, 1), (0, 5), fontsize=8, color=QUIET, **place)


def fitted(text: str, wide: float, size: float, least: float = 6.5, bold: bool = False) -> tuple[str, float]:
    """A text with the size in points at which it fits so many inches: smaller, then in two lines, at last cut short."""
    text = unset(text)
    letter = 0.0093 if bold else 0.0082  # inches a point
    needed = letter * max(1, len(text))
    if size * needed <= wide or least * needed <= wide:
        return text, min(size, wide / needed)
    lines = textwrap.wrap(text, int(wide / (letter * least)), max_lines=2, placeholder="\u2026")
    return "\n".join(lines), least


def fan_on(axes: Axes, one: Series) -> None:
    """Light band for nine tenths of worlds, darker for half, thin single worlds, the median on top."""
    fan = one.fan
    dates = date2num(fan.dates)
    dotted = {"marker": "o", "markersize": 3.5} if len(dates) == 1 else {}
    if fan.worlds > 1:
        low90, low50, _, high50, high90 = fan.levels
        axes.fill_between(dates, low90, high90, color=lighter(one.colour, 0.82), linewidth=0, zorder=1)
        axes.fill_between(dates, low50, high50, color=lighter(one.colour, 0.58), linewidth=0, zorder=1.2)
        axes.plot(*_as_one_line(dates, fan.singles), color=one.colour, linewidth=0.5, alpha=0.55, zorder=2)
    axes.plot(dates, fan.median, color=one.colour, linewidth=1.9, linestyle=one.dashes, zorder=3, **dotted)  # type: ignore[arg-type]


def _as_one_line(dates: np.ndarray, singles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Many lines with gaps between them as one, which is drawn many times as fast."""
    gap = np.full((len(singles), 1), np.nan)
    return np.tile(np.append(dates, np.nan), len(singles)), np.hstack([singles, gap]).ravel()


def recorded_on(axes: Axes, row: Recorded, period: float = 0.0, small: bool = False) -> None:
    """A recorded figure: a diamond (hollow if only recalled), its range upright, its period lying."""
    factor = period / row.days if period and not _a_month(row, period) else 1.0
    begin, end = float(date2num(row.start)), float(date2num(row.end))
    flow_over_time = period > 0 and row.days > LONG
    at = (begin + end) / 2 if period else end
    if at < axes.get_xlim()[0]:
        return
    low, high = (factor * value for value in row.ends)
    middle = factor * row.middle
    if high > low:
        axes.plot([at, at], [low, high], color=INK, linewidth=1.0, zorder=4, solid_capstyle="butt")
    if flow_over_time:
        axes.plot([begin, end], [middle, middle], color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=4)
        ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.6}  # single worlds pass behind the words
        label = f"{number(row.middle)} in all"
        axes.annotate(label, (begin, middle), (2, 4), textcoords="offset points", fontsize=7, bbox=ground, zorder=6)
    axes.plot(
        [at],
        [middle],
        marker="^" if row.floor else "D",
        markersize=(5 if row.floor else 4.2) * (0.65 if small else 1),
        color=INK,
        zorder=5,
        clip_on=False,
        markerfacecolor=INK if row.firm else "white",
        markeredgewidth=0.9,
        linestyle="none",
    )


def _a_month(row: Recorded, period: float) -> bool:
    """Whether the figure is a calendar month's, on a chart by months: it is drawn as it is."""
    return period > 29 and 27 < row.days < 32


def moment_on(axes: Axes, when: date, text: str) -> None:
    """A dated event as a thin upright line, named beside its foot or its top."""
    at = float(date2num(when))
    low, high = axes.get_xlim()
    if not low <= at <= high:
        return
    axes.axvline(at, color=QUIET, linewidth=0.7, linestyle=(0, (2, 2)), zorder=0.5)
    left = at > low + 0.7 * (high - low)
    axes.annotate(
        text,
        (at, 0.97),
        (-3 if left else 3, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        fontsize=7,
        color=QUIET,
        va="top",
        ha="right" if left else "left",
    )


def label_ends(axes: Axes, series: Sequence[Series], top: float) -> None:
    """Names at the right ends of the medians, pushed apart where they would touch."""
    gap = 0.085 if len(series) < 6 else 0.075
    ends = [(min(float(one.fan.median[-1]) / top, 0.99), index) for index, one in enumerate(series)]
    placed: dict[int, float] = {}
    floor = 0.0
    for height, index in sorted(ends):
        placed[index] = max(height, floor)
        floor = placed[index] + gap
    over = max(0.0, max(placed.values()) - 1.0)
    for index, one in enumerate(series):
        axes.annotate(
            one.label,
            (1, max(placed[index] - over, 0)),
            (4, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=8,
            color=one.colour,
            va="center",
            fontweight="bold",
        )


def _top(panel: Panel) -> float:
    """Height of a panel: the bands and the recorded figures fit, single worlds may run a little out of it."""
    bands = max(float(np.nanmax(one.fan.levels[4] if one.fan.worlds > 1 else one.fan.median)) for one in panel.series)
    record = [row.ends[1] * (panel.period / row.days if panel.period and row.days > LONG else 1.0) for row in panel.recorded]
    singles = max((float(np.nanmax(one.fan.singles)) for one in panel.series if one.fan.singles.size), default=0.0)
    highest = max([bands, min(singles, 1.3 * bands), *record])
    return min(1.0, 1.06 * highest) if panel.unit == "1" and highest <= 1 else 1.06 * highest
