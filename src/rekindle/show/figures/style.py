"""How figures look: colours that the colour-blind and a grey printer keep apart, dates on axes, quiet frames."""

from __future__ import annotations

from datetime import date
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from rekindle.numbers import as_date, exact, percent

WIDE = 9.0
NARROW = 3.9
INK = "#222222"
QUIET = "#666666"
RULE = "#d9d9d9"

CIVILIAN = "#0b4f8a"
GROUP = "#b4530a"
STATE = "#37764a"
HIDDEN = "#5b2a86"
PALETTE = ("#0b4f8a", "#c8660f", "#5b2a86", "#2f8a76", "#a8325e", "#8a7a1f", "#4d4d4d")
"""Ordered so that neighbours differ in lightness as well as hue."""

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.edgecolor": RULE,
    "axes.labelcolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": "#ececec",
    "grid.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.major.size": 3,
    "xtick.major.width": 0.8,
    "ytick.major.size": 0,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "rekindle",
    "path.simplify_threshold": 0.4,
}


def styled() -> Any:
    """The look of the figures, for the time of a `with` block; nothing outside it changes."""
    return matplotlib.rc_context(STYLE)


def lighter(colour: str, towards_white: float) -> tuple[float, float, float]:
    """The colour mixed with white: an opaque tint prints the same everywhere."""
    red, green, blue = matplotlib.colors.to_rgb(colour)
    red, green, blue = (part + (1 - part) * towards_white for part in (red, green, blue))
    return red, green, blue


def dated(axes: Axes, first: Any, last: Any, most: int) -> None:
    """Put at most `most` calendar dates on the horizontal axis, years written where they begin."""
    begin, end = as_date(first), as_date(last)
    span = (end.year - begin.year) * 12 + end.month - begin.month + 1
    step = next((step for step in (1, 2, 3, 6, 12, 24, 36, 60) if span / step <= most), 120)
    ticks, labels = [], []
    year_shown = None
    for index in range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month):
        when = date(index // 12, index % 12 + 1, 1)
        if (when.month - 1) % min(step, 12) or (step > 12 and when.year % (step // 12)) or not begin <= when <= end:
            continue
        ticks.append(float(date2num(when)))
        if step >= 12:
            labels.append(str(when.year))
        else:
            labels.append(when.strftime("%b") + (f"\n{when.year}" if when.year != year_shown else ""))
        year_shown = when.year
    room = 0.012 * (end - begin).days
    axes.set_xlim(float(date2num(begin)) - room, float(date2num(end)))
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels(labels)
    axes.tick_params(axis="x", labelsize=8)


def counted(axes: Axes, top: float, unit: str) -> str:
    """Scale the vertical axis from zero to `top`; returns the unit as it is to be written."""
    top = top if np.isfinite(top) and top > 0 else 1.0
    axes.set_ylim(0, top)
    axes.tick_params(axis="y", labelsize=8)
    if unit == "1":
        axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1.0]) if top > 0.6 else MaxNLocator(4))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
        return ""
    million = top >= 1e6
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=not million and top >= 4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: exact(value / 1e6 if million else value)))
    return f"million {unit}" if million else unit
