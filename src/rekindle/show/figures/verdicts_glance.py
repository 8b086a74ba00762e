"""The picture of all statements at a glance: one named row a statement, one mark for each of its tests."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from rekindle.analysis.claims.results import PropositionRow
from rekindle.numbers import percent
from rekindle.show.figures.panels import blank
from rekindle.show.figures.style import CIVILIAN, GROUP, INK, QUIET, RULE, lighter, styled

Named = tuple[str, str, Sequence[PropositionRow]]
"""Name of a statement, its verdict in a word or two, and its propositions."""
LINE = 0.148
KEY = (
    "One mark a test, at its probability. Blue and filled: as probable as we read the source as claiming, so upheld. Orange "
    "and hollow: not upheld. Grey: too close to call. Pale line: from the least to the most that rival theories give."
)
MOST = " Triangle: the source calls it improbable, so that a mark at the left upholds it."


def legend(rows: Sequence[Named]) -> str:
    """What the marks mean, of those that there are."""
    most = any(not one.bar.least for _, _, propositions in rows for one in propositions)
    return KEY + (MOST if most else "")


def glance_chart(rows: Sequence[Named], width: float) -> Figure:
    """Statements in rows, two columns of them on a page and one on a phone; probabilities from 0 to 100 %."""
    columns = 2 if width > 5 and len(rows) > 8 else 1
    tall = math.ceil(len(rows) / columns)
    foot, each, names = 0.2, width / columns, 1.85
    height = tall * LINE + foot
    with styled():
        figure = blank(width, height)
        for column in range(columns):
            here = rows[column * tall : (column + 1) * tall]
            left, room = column * each + names, each - names - 0.2
            axes = figure.add_axes((left / width, foot / height, room / width, tall * LINE / height))
            _scaled(axes, tall)
            for at, (_, _, propositions) in enumerate(here):
                axes.plot([0, 1], [at, at], color=RULE, linewidth=0.6, zorder=0.5)
                for one in propositions:
                    _mark(axes, at, one)
            axes.set_yticks([])
            for at, (name, _, _) in enumerate(here):
                y = (foot + (tall - at - 0.5) * LINE) / height
                figure.text((column * each + 0.02) / width, y, name, fontsize=7.2, color=INK, va="center_baseline")
    return figure


def _scaled(axes: Axes, lanes: int) -> None:
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(lanes - 0.5, -0.5)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.5, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
    axes.tick_params(axis="x", labelsize=7, labelcolor=INK, pad=1)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)


def _mark(axes: Axes, at: int, one: PropositionRow) -> None:
    """One test: where its probability lies, how far rival theories put it, and how it came out."""
    found = one.result
    if not found:
        return
    colour = QUIET if found.close else CIVILIAN if found.upheld else GROUP
    theories = [each.share for each in found.by_structure]
    if theories:
        axes.plot([min(theories), max(theories)], [at, at], color=lighter(colour, 0.6), linewidth=2.6, zorder=1,
                  solid_capstyle="butt")  # fmt: skip
    filled = found.upheld or found.close
    axes.plot([found.probability], [at], "o" if one.bar.least else "<", color=colour, markersize=5,
              markerfacecolor=colour if filled else "white", markeredgewidth=1.2, zorder=4, clip_on=False)  # fmt: skip
