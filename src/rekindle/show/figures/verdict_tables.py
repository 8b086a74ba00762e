"""Pictures of what stands beside a verdict: policies on a frontier, tables of policies, and flows of fighters."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from rekindle.analysis.claims.answer import FrontierMeans
from rekindle.analysis.claims.results import Cell, PathsBeside, PropositionRow, ShareCell, TableBeside
from rekindle.analysis.outcomes.destinations import DESTINATIONS, LOCAL, Flows
from rekindle.analysis.outcomes.wording import Described
from rekindle.numbers import people, percent, short
from rekindle.show import words
from rekindle.show.figures.flows import sankey, scale_of
from rekindle.show.figures.panels import blank, wrapped
from rekindle.show.figures.spoken import unset
from rekindle.show.figures.style import CIVILIAN, GROUP, INK, PALETTE, QUIET, lighter, styled
from rekindle.show.figures.verdicts import PAGE
from rekindle.variables import MONEY

Named = Callable[[str], str]
MARKS = "osD^vP"


def frontier(one: PropositionRow, found: FrontierMeans, named: Named, width: float = PAGE) -> Figure:
    """Policies by the means of every two axes; within the shaded box around a policy two are level."""
    policies, labels = found.policies, one.axes
    pairs = list(combinations(range(len(found.axes)), 2))
    columns = min(len(pairs), 3 if width > 5 else 1)
    rows = -(-len(pairs) // columns)
    level = percent(one.threshold)
    note = wrapped(f"Marks: means over worlds. Box: within {level} of a policy, where two are level.", width)
    key = 0.2 * (1 if width > 5 else len(policies))
    tall, foot = 1.55, 0.16 * len(note) + 0.1
    height = key + rows * (tall + 0.72) + foot
    with styled():
        figure = blank(width, height)
        for index, (x, y) in enumerate(pairs):
            row, column = divmod(index, columns)
            bottom = height - key - (row + 1) * (tall + 0.72) + 0.62
            box = ((column + 0.27) / columns, bottom / height, 0.68 / columns, tall / height)
            means = [(of.means[found.axes[x]], of.means[found.axes[y]]) for of in policies.values()]
            _pair(figure.add_axes(box), means, one.threshold, (labels[x], labels[y]), width / columns)
        for i, name in enumerate(policies):
            at = (0.1 + i * (width - 0.2) / len(policies), height - 0.12) if width > 5 else (0.1, height - 0.12 - 0.2 * i)
            figure.text(at[0] / width, at[1] / height, f"{'●■◆▲▼✚'[i % 6]} {unset(named(name))}", fontsize=8,
                        color=PALETTE[i % len(PALETTE)], fontweight="bold", va="center")  # fmt: skip
        figure.text(0.06 / width, 0.03 / height, "\n".join(note), fontsize=7, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _pair(
    axes: Axes, means: Sequence[tuple[float, float]], threshold: float, labels: tuple[Described, Described], wide: float
) -> None:
    """Policies by their means on two axes."""
    ends: list[list[float]] = [[], []]
    for i, (x, y) in enumerate(means):
        colour = PALETTE[i % len(PALETTE)]
        half = [abs(value) * threshold for value in (x, y)]
        axes.add_patch(Rectangle((x - half[0], y - half[1]), 2 * half[0], 2 * half[1], facecolor=lighter(colour, 0.85),
                                 edgecolor=lighter(colour, 0.5), linewidth=0.6, alpha=0.6, zorder=1))  # fmt: skip
        axes.plot([x], [y], MARKS[i % len(MARKS)], color=colour, markersize=6.5, zorder=3)
        for at, value, reach in zip(ends, (x, y), half, strict=True):
            at += [value - reach, value + reach]
    for axis, at, label, letters in zip((axes.xaxis, axes.yaxis), ends, labels, (int(wide * 12), 27), strict=True):
        room = 0.06 * (max(at) - min(at)) or 1.0
        axis.set_view_interval(min(at) - room, max(at) + room, ignore=True)
        axis.set_major_locator(MaxNLocator(3))
        share = max(abs(value) for value in at) <= 1.5
        per, text = _unit(label)
        axis.set_major_formatter(FuncFormatter(
            lambda value, _, share=share, per=per: percent(value) if share else short(value / per)))  # fmt: skip
        axis.set_label_text("\n".join(textwrap.wrap(unset(text), letters)[:3]), fontsize=7)
    axes.tick_params(labelsize=7)
    axes.grid(True)


def _unit(label: Described) -> tuple[float, str]:
    """What an axis is divided by, and its label: thousands of millions are billions, and a yes or no needs no 1 and 0."""
    return (1000.0, f"{label.words}, USD billion") if label.unit == MONEY else (1.0, label.plain)


def table_chart(table: TableBeside, named: Named, width: float = PAGE) -> Figure:
    """A table of policies as lanes: medians with nine tenths of worlds, shares with 95 % intervals; the baseline first."""
    known = [at for at in range(len(table.columns))
             if any(row.cells[at].worlds for row in table.rows)]  # fmt: skip
    columns = len(known) if width > 5 else 1
    lines = -(-len(known) // columns)
    left, tall = (1.75, 0.25 * len(table.rows)) if width > 5 else (1.6, 0.25 * len(table.rows))
    note = wrapped("Dot and line: median and nine tenths of worlds; of a yes or no the share of worlds with its 95 % interval. "
                   "Dashed: the first line, for comparison.", 0.95 * width)  # fmt: skip
    above, below, foot = 0.7, 0.3, 0.16 * len(note) + 0.06
    height = lines * (above + tall + below) + foot
    with styled():
        figure = blank(width, height)
        each = (width - left) / columns
        for index, column in enumerate(known):
            at, across = divmod(index, columns)
            bottom = height - (at + 1) * (above + tall + below) + below
            start = left + across * each + 0.06
            axes = figure.add_axes((start / width, bottom / height, (each - 0.2) / width, tall / height))
            _lanes(axes, table, column, each)
            if not across:
                names = ["\n".join(textwrap.wrap(unset(named(row.policy)), int(left * 15))[:2]) for row in table.rows]
                axes.set_yticks(range(len(names)), names, fontsize=6.5, color=INK, linespacing=0.95)
            else:
                axes.set_yticks([])
        figure.text(0.06 / width, 0.03 / height, "\n".join(note), fontsize=7, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _lanes(axes: Axes, table: TableBeside, column: int, wide: float) -> None:
    share = any(isinstance(row.cells[column], ShareCell) for row in table.rows)
    top = 0.0
    for at, row in enumerate(table.rows):
        low, mid, high = _ends(row.cells[column])
        if mid is None:
            axes.annotate("no worlds", (0, at), (2, 0), textcoords="offset points", fontsize=6.5, color=QUIET, va="center")
            continue
        colour = CIVILIAN if at else GROUP
        start, reach = (end if end is not None else mid for end in (low, high))
        axes.plot([start, reach], [at, at], color=lighter(colour, 0.35), linewidth=1.8, solid_capstyle="butt", zorder=2)
        axes.plot([mid], [at], "o", color=colour, markersize=4.6, zorder=3)
        top = max(top, reach)
        if not at:
            axes.axvline(mid, color=GROUP, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1)
    axes.set_xlim(0, min(1.0, 1.1 * top) if share else 1.05 * top or 1)
    axes.set_ylim(len(table.rows) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(2))
    per, text = _unit(table.columns[column])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value) if share else short(value / per)))
    axes.tick_params(axis="x", labelsize=7)
    axes.grid(axis="x")
    title = "\n".join(textwrap.wrap(unset(text), int(wide * 13.5))[:5])
    axes.annotate(title, (0, 1), (0, 3), xycoords="axes fraction", textcoords="offset points", fontsize=7, va="bottom")


def _ends(cell: Cell) -> tuple[float | None, float | None, float | None]:
    """The middle of a cell, and the ends of the line through it."""
    return (cell.low, cell.share, cell.high) if isinstance(cell, ShareCell) else (cell.p05, cell.median, cell.p95)


def destinations(paths: PathsBeside) -> Flows:
    """Mean flows from origin to destination as one world: (1, O, F)."""
    parts = [(name, label, [series.removesuffix("_by_origin") for series in sums]) for name, label, sums in DESTINATIONS]
    parts = [part for part in parts if any(series in paths.people for series in part[2])]
    people = np.array([[sum(paths.people[series][origin].mean for series in sums if series in paths.people)
                        for _, _, sums in parts] for origin in paths.origins])  # fmt: skip
    return Flows(paths.date, tuple(paths.origins), tuple((n, text) for n, text, _ in parts), people[None])


def flow_chart(paths: PathsBeside, label: Named, width: float = PAGE) -> Figure:
    """Foreign fighters from origin to destination; the width of a band is a mean over worlds, so that sums are sums."""
    whole = destinations(paths)
    foreign = whole.among([origin for origin in whole.origins if origin != LOCAL])
    note = wrapped(f"Mean over {paths.worlds:,} worlds on {words.day(paths.date)}; width: number of people. Not drawn: "
                   "local members, and those who left the group and live among residents.", 0.95 * width)  # fmt: skip
    tall, foot = 3.1 if width > 5 else 3.6, 0.16 * len(note) + 0.1
    with styled():
        figure = blank(width, tall + foot)
        axes = figure.add_axes((0, foot / (tall + foot), 1, tall / (tall + foot)))
        axes.axis("off")
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        per = min(scale_of(foreign.median.sum(axis=axis)) for axis in (0, 1))
        sankey(axes, foreign, [label(origin) for origin in foreign.origins], per)
        figure.text(0.06 / width, 0.03 / (tall + foot), "\n".join(note), fontsize=7, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def flow_rows(paths: PathsBeside, label: Named) -> tuple[Sequence[str], list[list[str]]]:
    """The same as a table, local members among them."""
    whole = destinations(paths)
    heads = ["Origin", *(text for _, text in whole.destinations)]
    return heads, [[label(origin), *(people(value) for value in whole.median[o])]
                   for o, origin in enumerate(whole.origins)]  # fmt: skip
