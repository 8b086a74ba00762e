"""Pictures of an explanation: what moves a number, as bars with intervals, and the causal chain that leads to it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.ticker import FixedLocator, FuncFormatter

from rekindle.analysis.claims.causal_chain import Chain, Node, sentences
from rekindle.analysis.claims.explain import ExplainedRow, Single
from rekindle.analysis.claims.explanation import Explanation
from rekindle.analysis.sensitivity.inputs import NOISE
from rekindle.numbers import percent, percents
from rekindle.show.figures.files import formats, save
from rekindle.show.figures.panels import blank, wrapped
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.spoken import unset
from rekindle.show.figures.style import CIVILIAN, GROUP, INK, QUIET, RULE, STATE, WIDE, lighter, styled

Row = Mapping[str, Any]
MOST = 12
LANE, FOOT = 0.3, 0.5
KEY = ("Bar: share of the variance that the group explains alone. Diamond: with all that it interacts in. Thin lines: 95 % "
       "intervals.")  # fmt: skip
KEY_SINGLE = "Bar: share of the variance that the input explains alone. Thin line: 95 % interval."
KEY_CHAIN = ("Boxes with a dark rim: mechanisms, shaded where the statement or an influential input points to them. "
             "Without: what they read and write.")  # fmt: skip
COLOURS = {"mechanism": CIVILIAN, "state": QUIET, "metric": GROUP}
TALL, STEP = 0.44, 0.86
"""Height of a box and distance of rows, in inches."""


def save_all(found: Explanation, folder: Path) -> list[Path]:
    """Draw the pictures of every proposition that was explained in full; the files written."""
    made = [one for row in found.propositions if row.full for one in pictures(found.id, row)]
    return save(made, folder, formats(png=True))


def pictures(number: int, row: ExplainedRow) -> Iterator[Picture]:
    """Indices by group, indices of single inputs, and the chain, where there are such."""
    name = f"explain_{number}_{row.number}"
    every = [one.row() for one in row.groups]
    groups = [one for one in every if one["total"] is not None]  # of the others too few worlds differ
    if groups:
        yield _bars(f"{name}_groups", f"What moves it, by groups: {row.asks}", groups, KEY)
    single = [one for one in map(Single.to_dict, row.singles) if one["first_low"] > 0][:MOST]
    if single:
        yield _bars(f"{name}_inputs", f"What moves it, one input at a time: {row.asks}", single, KEY_SINGLE)
    if row.chain:
        sentence = "Ways through the model: " + "; ".join(sentences(row.chain)) + "."
        make = partial(chain_figure, row.chain)
        yield Picture(f"{name}_chain", f"How the model gets there: {row.asks}", sentence, make, sentence, [], "explain")


def _bars(name: str, title: str, rows: Sequence[Row], key: str) -> Picture:
    make = partial(bars, rows, key)
    first = rows[0]
    what = "in all" if "total" in first else "alone"
    share = first["total"] if "total" in first else first["first"]
    sentence = f"{_label(first)} explains most: {percent(max(0.0, share))} of the variance {what}."
    told = "; ".join(f"{_label(one)} {percent(one['first'])} ({percents(one['first_low'], one['first_high'])})" for one in rows)
    return Picture(name, title, sentence, make, f"Bar chart. Shares of the variance alone: {told}.", [], "explain")


def _label(row: Row) -> str:
    return str(row["name"]).split(":")[0].split(" (")[0]


def bars(rows: Sequence[Row], key: str, width: float = WIDE) -> Figure:
    """One bar a row with its interval; where totals are known, a line with its own beneath each bar."""
    note = wrapped(key, width)
    foot = FOOT + 0.17 * len(note)
    height = 0.15 + LANE * len(rows) + foot
    left = 2.75 if width > 5 else 1.75
    with styled():
        figure = blank(width, height)
        axes = figure.add_axes((left / width, foot / height, (width - left - 0.3) / width, LANE * len(rows) / height))
        for at, row in enumerate(rows):
            _bar(axes, at, row)
        top = max([0.1, *(min(1.0, row.get("total_high", row["first_high"])) for row in rows)])
        axes.set_xlim(0, 1.02 * top)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        labels = [textwrap.shorten(unset(_label(row)), 40 if width > 5 else 26, placeholder=" ...") for row in rows]
        axes.set_yticks(range(len(rows)), labels, fontsize=8, color=INK)
        axes.tick_params(axis="x", labelsize=8)
        axes.grid(True, axis="x")
        axes.grid(False, axis="y")
        step = next(step for step in (0.02, 0.05, 0.1, 0.2, 0.25) if top / step <= 6 or step == 0.25)
        axes.xaxis.set_major_locator(FixedLocator([i * step for i in range(int(top / step) + 1)]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
        figure.text(0.1 / width, 0.05 / height, "\n".join(note), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _bar(axes: Axes, at: int, row: Row) -> None:
    first, has_total = max(0.0, row["first"]), "total" in row
    middle = at - 0.12 if has_total else at
    colour = STATE if row["name"] == NOISE else CIVILIAN
    axes.barh(middle, first, 0.4 if has_total else 0.55, color=lighter(colour, 0.35), linewidth=0)
    axes.hlines(middle, max(0.0, row["first_low"]), min(1.0, row["first_high"]), color=colour, linewidth=1.2)
    if has_total:
        low, high = max(0.0, row["total_low"]), min(1.0, row["total_high"])
        axes.hlines(at + 0.22, low, high, color=GROUP, linewidth=1.2)
        axes.plot(min(1.0, max(0.0, row["total"])), at + 0.22, "D", color=GROUP, markersize=4)


def chain_figure(chain: Chain, width: float = WIDE) -> Figure:
    """The chain from causes (above) to the metric (below), a row of boxes for every step."""
    rows = _rows(chain)
    most = 5 if width > 5 else 2
    lines = [part for row in rows for part in _parted(row, most)]
    note = wrapped(KEY_CHAIN, width)
    foot = 0.2 + 0.17 * len(note)
    height = 0.15 + STEP * len(lines) + foot
    with styled():
        figure = blank(width, height)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(0, height)
        axes.axis("off")
        at = _placed(lines, width, height, chain.edges)
        for first, second in chain.edges:
            _arrow(axes, at[first], at[second])
        wide = min(1.75, width / most - 0.18)
        for row in lines:
            for node in row:
                _box(axes, node, *at[node.name], wide)
        figure.text(0.1 / width, 0.05 / height, "\n".join(note), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _rows(chain: Chain) -> list[list[Node]]:
    """Nodes by their distance from the metric, the farthest first."""
    depths = sorted({node.depth for node in chain.nodes}, reverse=True)
    return [[node for node in chain.nodes if node.depth == depth] for depth in depths]


def _parted(row: Sequence[Node], most: int) -> list[Sequence[Node]]:
    return [row[i : i + most] for i in range(0, len(row), most)]


def _placed(
    lines: Sequence[Sequence[Node]], width: float, height: float, edges: Sequence[Sequence[str]]
) -> dict[str, tuple[float, float]]:
    """Middle of every box: each row in the order of what its boxes lead to, so that few arrows cross."""
    found: dict[str, tuple[float, float]] = {}
    for i, row in reversed(list(enumerate(lines))):
        y = height - 0.15 - STEP * (i + 0.5)
        towards = {}
        for node in row:
            after = [found[second][0] for first, second in edges if first == node.name and second in found]
            towards[node.name] = sum(after) / len(after) if after else width / 2
        for j, name in enumerate(sorted(towards, key=lambda name: towards[name])):
            found[name] = (width * (j + 0.5) / len(row), y)
    return found


def _box(axes: Axes, node: Node, x: float, y: float, wide: float) -> None:
    colour = COLOURS[node.kind]
    wide = wide * (1.6 if node.kind == "metric" else 1.0)
    solid = node.kind != "state"
    axes.add_patch(FancyBboxPatch(
        (x - wide / 2, y - TALL / 2), wide, TALL, boxstyle="round,pad=0.02,rounding_size=0.06", zorder=3,
        facecolor=lighter(colour, 0.85 if node.starts or node.kind == "metric" else 1.0),
        edgecolor=colour if solid else RULE, linewidth=1.1 if solid else 0.8))  # fmt: skip
    text = textwrap.fill(unset(node.label), max(12, int(wide * 13)))
    size = 8 if text.count("\n") < 2 else 7
    axes.text(x, y, text, ha="center", va="center", fontsize=size, color=INK, zorder=4, linespacing=1.1)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From the foot of one box to the head of the next; bent where it passes a row."""
    (x0, y0), (x1, y1) = start, end
    bend = 0.0 if y0 - y1 < 1.5 * STEP else (0.25 if x0 <= x1 else -0.25)
    axes.add_patch(FancyArrowPatch(
        (x0, y0 - TALL / 2 - 0.03), (x1, y1 + TALL / 2 + 0.03), arrowstyle="-|>", mutation_scale=9, color=QUIET,
        linewidth=0.9, zorder=2, connectionstyle=f"arc3,rad={bend}", shrinkA=0, shrinkB=0))  # fmt: skip
