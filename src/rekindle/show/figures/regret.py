"""Regret as a heat table: how far each policy is from the best one, world by world, shaded by how much that matters."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rekindle.analysis.comparison.compare import Comparison, Outcome
from rekindle.analysis.comparison.regret import Regret
from rekindle.show import words
from rekindle.show.figures.panels import blank, wrapped
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.points import tell
from rekindle.show.figures.spoken import unset
from rekindle.show.figures.style import INK, QUIET, RULE, lighter, styled
from rekindle.show.words.comparison import Side, groups, in_points, percent, unit

DARK = "#7a3503"
COLUMNS = 5
SHADES = ((1.0, 0.0, "level"), (2.0, 0.2, "1 to 2 times what matters"), (5.0, 0.45, "2 to 5 times"), (math.inf, 0.8, "more"))
"""One scale for every row: up to which multiple of the smallest difference that matters, how dark, and what it is called."""
KEY = (
    "Mean regret over worlds, in the outcome's unit: the distance to the policy that is best in that world. Beneath it the "
    "regret that nine worlds in ten stay under, and the share of worlds in which the policy is the best or as good."
)


def judged(comparison: Comparison) -> list[Outcome]:
    """Main outcomes with a regret to tell, civilians first: those that some policy changes."""
    return [one for one in comparison.main if one.touched and one.regret]


def pictures(side: Side) -> Iterator[Picture]:
    """A table for every five policies."""
    outcomes = judged(side.comparison)
    policies = side.comparison.policies
    if not outcomes:
        return
    for number, chosen in enumerate(groups(policies, COLUMNS)):
        named = [side.title(name) for name in chosen]
        title = "Regret" if len(policies) <= COLUMNS else f"Regret: {words.listed(named)}"
        yield Picture(
            f"regret_{number + 1}", title, sentence(side), partial(_figure, side, outcomes, chosen),
            f"Table of mean regret: {words.count(len(outcomes), 'outcomes')} under {words.listed(named)}. "
            "The table beneath has every number.",
            [], "regret", caption=f"Mean regret of {words.count(int(side.comparison.worlds.size), 'simulated worlds')}.",
        )  # fmt: skip


def sentence(side: Side) -> str:
    """In how many civilian outcomes each policy's mean regret is level with the least; policies that are level tie."""
    counts: dict[str, int] = {}
    outcomes = [one for one in judged(side.comparison) if one.judged.side == "civilian" and len(one.regret) > 1]
    for one in outcomes:
        least = min(found.mean for found in one.regret.values())
        for name, found in one.regret.items():
            if found.mean - least <= matters(one):
                counts[name] = counts.get(name, 0) + 1
    if not outcomes:
        return "No policy changes a civilian outcome that several policies define."
    of = len(outcomes)
    told = [f"{side.title(name)} has the least mean regret, or is level with it, in {words.some_of(counts.get(name, 0), of)} "
            "civilian outcomes." for name in side.comparison.policies]  # fmt: skip
    return " ".join(told)


def matters(outcome: Outcome) -> float:
    """The smallest difference that matters in an outcome: of its largest mean under any policy."""
    means = [float(x[np.isfinite(x)].mean()) for x in outcome.values.values() if np.isfinite(x).any()]
    return outcome.judged.matters.width(max(means, key=abs, default=0.0), 0.0)


def amount(value: float, outcome: Outcome) -> str:
    """A regret in its unit; of a share, and of what happens or not, in points of a hundred."""
    return words.points(value) if in_points(outcome) else words.amount(value, outcome.unit)


def _figure(side: Side, outcomes: Sequence[Outcome], policies: Sequence[str], width: float) -> Figure:
    """A row for each outcome; narrow pages name it above its cells."""
    narrow = width < 6
    note = wrapped(f"{side.comparison.worlds.size:,} worlds. {KEY}", width)
    left, row, head = (0.08, 0.95, 0.75) if narrow else (2.5, 0.66, 0.5)
    legend = 0.24 * (len(SHADES) if narrow else 1)
    foot = 0.17 * len(note) + 0.14 + legend
    height = head + row * len(outcomes) + foot
    with styled():
        figure = blank(width, height)
        axes = figure.add_axes((left / width, foot / height, (width - left - 0.08) / width, (height - head - foot) / height))
        axes.axis("off")
        axes.set_xlim(0, len(policies))
        axes.set_ylim(len(outcomes) * row, 0)
        cell = (width - left - 0.08) / len(policies)
        for column, name in enumerate(policies):
            text = textwrap.fill(unset(side.title(name)), max(9, int(cell / 0.085)))
            axes.text(column + 0.5, -0.08, text, ha="center", va="bottom", fontsize=6.5 if narrow else 8.5, fontweight="bold")
        for index, outcome in enumerate(outcomes):
            _named(axes, side.label(outcome), unit(outcome), index * row, left, narrow)
            for column, name in enumerate(policies):
                _cell(axes, column, index * row, row, outcome, outcome.regret.get(name), narrow)
                if name in outcome.regret:
                    said = (
                        f"{side.label(outcome)}, {side.title(name)}: mean regret {amount(outcome.regret[name].mean, outcome)}"
                    )
                    tell(axes, [column + 0.5], [(index + 0.5) * row], [said])
        _legend(figure, foot - legend, narrow)
        figure.text(0.06 / width, 0.05 / height, "\n".join(note), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _legend(figure: Figure, bottom: float, narrow: bool) -> None:
    """What the shades mean."""
    width, height = figure.get_size_inches()
    for at, (_, dark, text) in enumerate(SHADES):
        x = 0.1 if narrow else 0.1 + at * (width - 0.2) / len(SHADES)
        y = bottom + (0.24 * (len(SHADES) - 1 - at) if narrow else 0.0)
        size = (0.2 / width, 0.15 / height)
        figure.add_artist(Rectangle((x / width, y / height), *size, facecolor=_shade(dark), edgecolor=RULE, linewidth=0.6))
        figure.text((x + 0.27) / width, (y + 0.075) / height, text, fontsize=7.5, color=INK, va="center")


def _shade(dark: float) -> Any:
    return lighter(DARK, 0.96 - dark)


def _named(axes: Axes, name: str, below: str, top: float, left: float, narrow: bool) -> None:
    """Name of a row beside its cells, or above them."""
    if narrow:
        axes.text(0.03, top + 0.14, name, fontsize=8, fontweight="bold", va="center")
        return
    long = len(name) > 31
    place: dict[str, Any] = {"textcoords": "offset points", "va": "center", "annotation_clip": False, "linespacing": 1.1}
    start = (-72 * left + 6, 0)
    lines = textwrap.fill(unset(name), 31)
    axes.annotate(lines, (0, top + (0.22 if long else 0.25)), start, fontsize=9, fontweight="bold", **place)
    axes.annotate(below, (0, top + (0.52 if long else 0.43)), start, fontsize=7.5, color=QUIET, **place)


def _cell(axes: Axes, column: int, top: float, row: float, outcome: Outcome, found: Regret | None, narrow: bool) -> None:
    """One policy's regret in one outcome; hollow where the policy never defines it."""
    above = 0.27 if narrow else 0.02
    if found is None:
        axes.text(
            column + 0.5, top + above + (row - above) / 2, "not defined", ha="center", va="center", fontsize=7.5, color=QUIET
        )
        return
    times = math.inf if found.endless else found.mean / max(matters(outcome), 1e-12)
    share = next(dark for most, dark, _ in SHADES if times <= most)
    axes.bar(column + 0.5, row - above - 0.03, width=0.96, bottom=top + above, color=_shade(share), linewidth=0)
    ink = "white" if share > 0.75 else INK
    small = 6 if narrow else 7.5
    middle = f"never: {percent(found.endless, found.worlds)}" if found.endless else amount(found.mean, outcome)
    lines = [(middle, 7.5 if narrow else 10.5, "bold"),
             (f"90 %: {amount(found.p90, outcome)}", small, "normal"),
             (f"best in {percent(found.best, found.worlds)}", small, "normal")]  # fmt: skip
    room = row - above - 0.03
    for (text, size, weight), part in zip(lines, (0.24, 0.57, 0.82), strict=True):
        axes.text(
            column + 0.5, top + above + part * room, text, ha="center", va="center", fontsize=size, fontweight=weight, color=ink
        )
