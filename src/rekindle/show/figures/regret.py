"""Regret as a heat table: how far each policy is from the best one, world by world, each outcome on its own scale."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rekindle.analysis.comparison.compare import Comparison, Outcome
from rekindle.analysis.comparison.regret import Regret
from rekindle.show import words
from rekindle.show.figures.panels import blank, wrapped
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.style import INK, QUIET, lighter, styled
from rekindle.show.words.comparison import Side, groups, in_points, label, percent, unit

DARK = "#7a3503"
COLUMNS = 5
KEY = ("Mean regret over worlds, in the outcome's unit: the distance to the policy that is best in that world. Beneath it the "
       "regret that nine worlds in ten stay under, and the share of worlds in which the policy is the best or as good. Darker: "
       "more regret than the other policies in the same row.")  # fmt: skip


def judged(comparison: Comparison) -> list[Outcome]:
    """Main outcomes with a regret to tell, civilians first."""
    return [one for one in comparison.main if one.regret]


def pictures(side: Side) -> Iterator[Picture]:
    """A table for every five policies."""
    outcomes = judged(side.comparison)
    policies = side.comparison.policies
    if not outcomes:
        return
    for number, chosen in enumerate(groups(policies, COLUMNS)):
        title = "Regret" if len(policies) <= COLUMNS else f"Regret: {words.listed(list(chosen))}"
        make = partial(_figure, side.comparison, outcomes, chosen)
        yield Picture(
            f"regret_{number + 1}", title, sentence(side.comparison), make, _alt(outcomes, chosen), [],
            "regret",
        )  # fmt: skip


def sentence(comparison: Comparison) -> str:
    """Which policies regret least in the civilian outcomes, and which ranks best over all of them."""
    least: dict[str, list[str]] = {}
    for one in judged(comparison):
        if one.judged.side == "civilian" and len(one.regret) > 1:
            name = min(one.regret, key=lambda policy: one.regret[policy].mean)
            least.setdefault(name, []).append(label(one).lower())
    count = sum(map(len, least.values()))
    if not count:
        return "No civilian outcome is defined under several policies."
    told = []
    for name, labels in sorted(least.items(), key=lambda item: -len(item[1])):
        which = "" if len(labels) == count else f" ({'; '.join(labels)})"
        told.append(f"{name} in {words.how_many(len(labels)) if len(labels) < count else 'all'}{which}")
    text = f"Of {words.how_many(count)} civilian outcomes the mean regret is least under {words.listed(told)}"
    if comparison.ranks:
        name = min(comparison.ranks, key=lambda policy: comparison.ranks[policy].mean)
        text += f". The best mean rank over them has {name}: {words.fixed(comparison.ranks[name].mean, 2)}, where 1 is best and"
        text += f" {len(comparison.policies)} is worst"
    return words.sentence(text)


def amount(value: float, outcome: Outcome) -> str:
    """A regret in its unit; of a share, and of what happens or not, in points of a hundred."""
    return words.points(value) if in_points(outcome) else words.amount(value, outcome.unit)


def _alt(outcomes: Sequence[Outcome], policies: Sequence[str]) -> str:
    parts = [
        f"{label(one)}, {name}: mean {amount(found.mean, one)}, nine tenths under {amount(found.p90, one)}, "
        f"best in {percent(found.best, found.worlds)} of {found.worlds:,} worlds"
        for one in outcomes for name, found in one.regret.items() if name in policies
    ]  # fmt: skip
    return "Table of regret. " + "; ".join(parts) + "."


def _figure(comparison: Comparison, outcomes: Sequence[Outcome], policies: Sequence[str], width: float) -> Figure:
    """A row for each outcome; narrow pages name it above its cells."""
    narrow = width < 6
    note = wrapped(f"{comparison.worlds.size:,} worlds. {KEY}", width)
    left, row, head = (0.08, 0.95, 0.75) if narrow else (2.5, 0.66, 0.5)
    ranked = bool(comparison.ranks)
    foot = 0.17 * len(note) + 0.14
    height = head + row * (len(outcomes) + ranked) + foot
    with styled():
        figure = blank(width, height)
        axes = figure.add_axes((left / width, foot / height, (width - left - 0.08) / width, (height - head - foot) / height))
        axes.axis("off")
        axes.set_xlim(0, len(policies))
        axes.set_ylim((len(outcomes) + ranked) * row, 0)
        cell = (width - left - 0.08) / len(policies)
        for column, name in enumerate(policies):
            text = textwrap.fill(name.replace("+", " + ").replace("-", "- ") if narrow else name, max(7, int(cell / 0.085)))
            axes.text(column + 0.5, -0.08, text.replace("- ", "-"), ha="center", va="bottom", fontsize=6.5 if narrow else 8.5,
                      fontweight="bold")  # fmt: skip
        for index, outcome in enumerate(outcomes):
            _named(axes, label(outcome), unit(outcome), index * row, left, narrow)
            worst = max((found.mean for found in outcome.regret.values() if not found.endless), default=0.0)
            for column, name in enumerate(policies):
                _cell(axes, column, index * row, row, outcome, outcome.regret.get(name), worst, narrow)
        if ranked:
            _ranks(axes, comparison, policies, len(outcomes) * row, row, left, narrow)
        figure.text(0.06 / width, 0.05 / height, "\n".join(note), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _named(axes: Axes, name: str, below: str, top: float, left: float, narrow: bool) -> None:
    """Name of a row beside its cells, or above them."""
    if narrow:
        axes.text(0.03, top + 0.14, name, fontsize=8, fontweight="bold", va="center")
        return
    long = len(name) > 31
    place: dict[str, Any] = {"textcoords": "offset points", "va": "center", "annotation_clip": False, "linespacing": 1.1}
    start = (-72 * left + 6, 0)
    axes.annotate(textwrap.fill(name, 31), (0, top + (0.22 if long else 0.25)), start, fontsize=9, fontweight="bold", **place)
    axes.annotate(below, (0, top + (0.52 if long else 0.43)), start, fontsize=7.5, color=QUIET, **place)


def _cell(
    axes: Axes, column: int, top: float, row: float, outcome: Outcome, found: Regret | None, worst: float, narrow: bool
) -> None:
    """One policy's regret in one outcome; hollow where the policy never defines it."""
    above = 0.27 if narrow else 0.02
    if found is None:
        axes.text(
            column + 0.5, top + above + (row - above) / 2, "not defined", ha="center", va="center", fontsize=7.5, color=QUIET
        )
        return
    share = 1.0 if found.endless else min(1.0, found.mean / worst) if worst > 0 else 0.0
    colour = lighter(DARK, 1 - 0.8 * share - 0.04)
    axes.bar(column + 0.5, row - above - 0.03, width=0.96, bottom=top + above, color=colour, linewidth=0)
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


def _ranks(
    axes: Axes, comparison: Comparison, policies: Sequence[str], top: float, row: float, left: float, narrow: bool
) -> None:
    """The last row: mean rank over the civilian outcomes, without colour, for it has no unit."""
    count = len(comparison.civilian)
    _named(axes, f"Mean rank, {count} civilian outcomes", f"1 to {len(comparison.policies)}; less is better", top, left, narrow)
    for column, name in enumerate(policies):
        found = comparison.ranks[name]
        at = top + (0.45 if narrow else 0.24)
        mean, low, high = (words.fixed(x, 2) for x in (found.mean, found.low, found.high))
        axes.text(column + 0.5, at, mean, ha="center", va="center", fontsize=8 if narrow else 10.5, fontweight="bold")
        axes.text(column + 0.5, at + 0.23, f"90 %: {low} to {high}", ha="center", va="center", fontsize=6 if narrow else 7.5)
