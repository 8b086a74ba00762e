"""Tests of the main statements in one picture: the probability of each, and the threshold that its source sets."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from rekindle.analysis.claims.answer import Answer
from rekindle.analysis.claims.results import PropositionRow
from rekindle.numbers import about, percent
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.panels import blank
from rekindle.show.figures.points import tell
from rekindle.show.figures.style import CIVILIAN, GROUP, INK, QUIET, RULE, lighter, styled
from rekindle.show.words import certainty

Rows = Sequence[tuple[str, PropositionRow]]
"""The name of each test ("13.2") and the test."""
KEY = (
    "Dot: share of worlds. Bar: 95 % interval from the number of worlds. Line: the source's threshold. "
    "Blue: upheld, on its shaded side. Hollow orange: not upheld. Grey: too close to call."
)


def dots_chart(rows: Rows, width: float) -> Figure:
    """One lane a test: its name at the left, or above where the picture is narrow."""
    wide = width > 5
    left = 0.54 * width if wide else 0.12
    letters = int((left - 0.1) * 16.5) if wide else int(width * 14.5)
    texts = [textwrap.wrap(f"{name}  {one.asks}", letters)[:3] for name, one in rows]
    line, foot = 0.135, 0.24
    heights = [max(len(text) * line + 0.05, 0.2) if wide else len(text) * line + 0.22 for text in texts]
    height = sum(heights) + foot + 0.04
    with styled():
        figure = blank(width, height)
        axes = figure.add_axes((left / width, foot / height, (width - left - 0.22) / width, sum(heights) / height))
        _scale(axes, sum(heights))
        top, points = sum(heights), []
        for text, tall, (name, one) in zip(texts, heights, rows, strict=True):
            at = top - (tall / 2 if wide else tall - 0.1)
            _lane(axes, at, one)
            x, y = (0.04, foot + at) if wide else (left, foot + top - len(text) * line / 2 - 0.02)
            figure.text(x / width, y / height, "\n".join(text), fontsize=8, color=INK, va="center", linespacing=1.15)
            points.append((one.found.probability, at, value(name, one)))
            top -= tall
        tell(axes, *zip(*points, strict=True))
    return figure


def _scale(axes: Axes, height: float) -> None:
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(0, height)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: percent(share)))
    axes.tick_params(axis="x", labelsize=8, labelcolor=INK, pad=2)
    axes.set_yticks([])
    axes.grid(axis="x", visible=True)


def _lane(axes: Axes, at: float, one: PropositionRow, half: float = 0.075) -> None:
    found, level = one.found, one.bar.level
    colour = QUIET if found.close else CIVILIAN if found.upheld else GROUP
    first, last = (level, 1.0) if one.bar.least else (0.0, level)
    axes.fill_between([first, last], at - half, at + half, color=lighter(CIVILIAN, 0.88), linewidth=0, zorder=0.6)
    axes.plot([0, 1], [at, at], color=RULE, linewidth=0.6, zorder=0.7)
    axes.plot([level, level], [at - half, at + half], color=INK, linewidth=1.5, zorder=2, solid_capstyle="butt")
    axes.plot([found.low, found.high], [at, at], color=colour, linewidth=2.2, zorder=3, solid_capstyle="butt")
    axes.plot([found.probability], [at], "o", color=colour, markersize=5, zorder=4, clip_on=False,
              markerfacecolor=colour if found.upheld else "white", markeredgewidth=1.3)  # fmt: skip


def value(name: str, one: PropositionRow) -> str:
    """What a dot says: "13.2: unlikely (15 %); threshold at least 50 %; not upheld"."""
    return f"{name}: {certainty.likely(one)}; threshold {one.bar.sign} {percent(one.bar.level)}; {result(one)}"


def result(one: Answer) -> str:
    """How a test came out in a few words."""
    return ("upheld" if one.found.upheld else "not upheld") + (", too close to call" if one.found.close else "")


def numbers(rows: Rows) -> Numbers:
    """The same as a table, and as plain numbers."""
    heads = ("Test", "What it asks", "Probability", "95 % interval", "Threshold", "Result")
    told, data = [], []
    for name, one in rows:
        found, level = one.found, one.bar.level
        told.append((name, one.asks, certainty.likely(one), f"{about(found.low, level)} to {about(found.high, level)}",
                     f"{one.bar.sign} {percent(level)}", result(one)))  # fmt: skip
        data.append((name, one.asks, found.probability, found.low, found.high, one.bar.sign, level, result(one)))
    columns = ("test", "asks", "probability", "low_95", "high_95", "threshold_is", "threshold", "result")
    return Numbers(heads, tuple(told), (False,) * 6, columns, tuple(data))
