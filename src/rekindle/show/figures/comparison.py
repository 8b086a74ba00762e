"""Paired differences as small multiples: a row for each outcome, a column for each policy, zero in the same place."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from rekindle import numbers
from rekindle.analysis.comparison.compare import Outcome
from rekindle.analysis.statistics.intervals import Difference, difference
from rekindle.show import words
from rekindle.show.figures.panels import blank, wrapped
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.style import INK, QUIET, RULE, lighter, styled
from rekindle.show.words.comparison import (
    Side,
    binary,
    ends,
    groups,
    headline,
    label,
    middle,
    percent,
    share_better,
    short_spread,
    signed,
    unit,
)

BETTER, WORSE, NEUTRAL = "#0b4f8a", "#c8660f", "#777777"
"""Blue and orange differ in lightness too, and words say the same: colour is never alone."""
COLUMNS = 3
BINS = 36
OWN = 0.2
NAMED = 0.42
Scales = dict[str, tuple[float, float]]
PARTS = (
    ("civilian", ("civilian",), "What changes for civilians"),
    ("armed", ("state", "group", "cost"), "What changes for the armed sides"),
)
KEY = ("Bars: worlds by their difference to {baseline} (same draws); blue is better, orange worse, grey not judged. "
       "Upright line: no difference; one scale in a row, unless a cell says it has its own. Beneath: nine tenths of worlds, "
       "half of them (thick), the median (dot). Worlds beyond the axis are counted in its last bar; worlds without any "
       "difference are in no bar. A verdict is coloured where its 95 % interval leaves out one half.")  # fmt: skip


def pictures(side: Side) -> Iterator[Picture]:
    """For civilians first: one figure for every three policies."""
    for part, sides, title in PARTS:
        outcomes = [one for one in side.comparison.main if one.judged.side in sides]
        others = side.comparison.others
        if not outcomes:
            continue
        for number, chosen in enumerate(groups(others, COLUMNS)):
            heading = title if len(others) <= COLUMNS else f"{title}: {words.listed(list(chosen))}"
            make = partial(_figure, side, outcomes, chosen)
            sentence = headline(outcomes[0], chosen)
            yield Picture(
                f"differences_{part}_{number + 1}", heading, sentence, make, _alt(outcomes, chosen), [],
                "differences",
            )  # fmt: skip


def _alt(outcomes: Sequence[Outcome], policies: Sequence[str]) -> str:
    said = [
        f"{label(one)} under {name}: {share_better(one.differences[name])} of {one.differences[name].tally.worlds:,} worlds, "
        f"{middle(one, one.differences[name])}"
        for one in outcomes for name in policies
    ]  # fmt: skip
    return "Distributions of paired differences. " + "; ".join(said) + "."


def _figure(side: Side, outcomes: Sequence[Outcome], policies: Sequence[str], width: float) -> Figure:
    """Rows of cells; on narrow pages one policy under the other, each row named above its cell."""
    narrow = width < 6
    note = wrapped(f"{side.comparison.worlds.size:,} worlds. {KEY.format(baseline=side.comparison.baseline)}", width)
    head, foot, gap = (0.1 if narrow else 0.5), 0.17 * len(note) + 0.12, 0.2
    left, row = (0.12, 1.15) if narrow else (2.35, 1.15)
    rows = len(outcomes) * (len(policies) if narrow else 1)
    height = head + rows * row + foot + (NAMED * len(outcomes) if narrow else 0)
    cell = (width - left - 0.1) / (1 if narrow else len(policies))
    with styled():
        figure = blank(width, height)
        top = height - head
        if not narrow:
            for column, name in enumerate(policies):
                lines = textwrap.fill(name.replace("+", " + "), max(12, int(cell / 0.078)))
                figure.text(
                    (left + column * cell) / width, (top + 0.22) / height, lines, fontsize=9.5, fontweight="bold", va="center"
                )
        for outcome in outcomes:
            scales = _scales(side, outcome)
            _named(figure, outcome, side.comparison.baseline, top, narrow)
            if narrow:
                top -= NAMED
            for column, name in enumerate(policies):
                at = left + (0 if narrow else column * cell)
                box = (at / width, (top - 0.8) / height, (cell - gap) / width, 0.42 / height)
                _cell(figure.add_axes(box), side, outcome, name, scales, narrow)
                top -= row if narrow else 0
            top -= 0 if narrow else row
        figure.text(0.06 / width, 0.05 / height, "\n".join(note), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _named(figure: Figure, outcome: Outcome, baseline: str, top: float, narrow: bool) -> None:
    """Name of a row, what is better, and where the baseline stands."""
    width, height = figure.get_size_inches()
    under = baseline_words(outcome, baseline)
    if narrow:
        figure.text(0.12 / width, (top - 0.16) / height, label(outcome), fontsize=9, fontweight="bold", va="center")
        figure.text(0.12 / width, (top - 0.31) / height, f"{unit(outcome)}; {under}", fontsize=7, color=QUIET, va="center")
        return
    name = textwrap.fill(label(outcome), 27)
    lines = name.count("\n") + 1
    figure.text(0.1 / width, (top - 0.12) / height, name, fontsize=9, fontweight="bold", va="top", linespacing=1.15)
    below = f"{unit(outcome)}\n{textwrap.fill(under, 36)}"
    figure.text(0.1 / width, (top - 0.16 - 0.15 * lines) / height, below, fontsize=7.5, color=QUIET, va="top", linespacing=1.25)


def baseline_words(outcome: Outcome, baseline: str) -> str:
    """Where the baseline stands: its median and nine tenths, or its share of worlds."""
    values = outcome.values[baseline]
    values = values[~np.isnan(values)]
    if not values.size:
        return f"{baseline}: not defined"
    if binary(outcome):
        return f"{baseline}: in {words.worlds(int(values.sum()), values.size)}"
    low, mid, high = (float(x) for x in np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf"))
    named = [words.amount(x, outcome.unit) if math.isfinite(x) else "never" for x in (low, mid, high)]
    return f"{baseline}: {named[1]} ({named[0]} to {named[2]})"


def _differences(side: Side, outcome: Outcome, policy: str) -> np.ndarray:
    d = difference(outcome.values[policy], outcome.values[side.comparison.baseline])
    return d[~np.isnan(d)]


def _scale(values: np.ndarray) -> tuple[float, float]:
    """Ends of an axis: all but one world in fifty at either end, and zero. (0, 0) where no world differs."""
    known = values[np.isfinite(values)]
    low, high = (float(x) for x in np.quantile(known, (0.02, 0.98))) if known.size else (0.0, 0.0)
    low, high = min(low, 0.0), max(high, 0.0)
    room = 0.12 * (high - low)
    return low - room, high + room


def _scales(side: Side, outcome: Outcome) -> dict[str, tuple[float, float]]:
    """One scale for the row; a policy that would fill less than a fifth of it gets its own, which its cell says."""
    values = {name: _differences(side, outcome, name) for name in side.comparison.others}
    low, high = _scale(np.concatenate(list(values.values())))
    own = {name: _scale(x) for name, x in values.items()}
    return {name: (a, b) if 0 < b - a < OWN * (high - low) else (low, high) for name, (a, b) in own.items()}


def _cell(axes: Axes, side: Side, outcome: Outcome, policy: str, scales: Scales, narrow: bool) -> None:
    """One distribution with its verdict above."""
    found = outcome.differences[policy]
    values = _differences(side, outcome, policy)
    axes.grid(False)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    side_of = {"ha": "right", **place} if narrow else place
    corner = 1 if narrow else 0
    if narrow:
        axes.annotate(policy, (0, 1), (0, 15), fontsize=8.5, color=INK, **place)
    lean = _lean(outcome, policy)
    axes.annotate(share_better(found), (corner, 1), (0, 15), fontsize=9, fontweight="bold", color=lean, **side_of)
    axes.annotate(_spread(outcome, found), (corner, 1), (0, 4), fontsize=7.5, color=INK, **side_of)
    if binary(outcome):
        _shares(axes, outcome, policy)
    else:
        _bars(axes, outcome, values, scales[policy])
        _interval(axes, found.quantiles, scales[policy])
        if len(scales) > 1 and scales[policy] != max(scales.values(), key=lambda ends: ends[1] - ends[0]):
            low, high = scales[policy]
            left = high < -low  # the emptier half of the cell
            axes.annotate("own scale", (0 if left else 1, 1), (0, -8), ha="left" if left else "right", fontsize=7, color=QUIET,
                          style="italic", **place)  # fmt: skip


def _spread(outcome: Outcome, found: Difference) -> str:
    """The line beneath a verdict: median and nine tenths, and worlds that are not in it."""
    if not found.tally.worlds:
        return "no world defines it under both"
    if found.tally.equal == found.tally.worlds:
        return f"{found.tally.worlds:,} worlds"
    text = f"median {short_spread(outcome, found)}"
    if binary(outcome):
        text = f"{signed(found.mean, outcome)} ({ends(found.mean_low, found.mean_high, outcome)})"
    return f"{text}; {found.tally.worlds:,} worlds" if found.undefined else text


def _lean(outcome: Outcome, policy: str) -> str:
    one = outcome.differences[policy].tally
    if not one.judged or not one.sure:  # colour only what so many worlds can tell from chance
        return QUIET
    return BETTER if one.side > 0 else WORSE


def _bars(axes: Axes, outcome: Outcome, values: np.ndarray, scale: tuple[float, float]) -> None:
    """Worlds by difference, bins that break at zero, what lies beyond an end in its last bin."""
    low, high = scale if scale[1] > scale[0] else (-1.0, 1.0)
    width = (high - low) / BINS
    edges = width * np.arange(math.floor(low / width), math.ceil(high / width) + 1)
    drawn = np.clip(values[values != 0], edges[0] + width / 2, edges[-1] - width / 2)
    counts, _ = np.histogram(drawn, edges)
    middles = (edges[:-1] + edges[1:]) / 2
    way = outcome.judged.better
    colours = [NEUTRAL if not way else BETTER if (x > 0) == (way > 0) else WORSE for x in middles]
    axes.bar(middles, counts, width=0.9 * width, color=[lighter(colour, 0.25) for colour in colours], linewidth=0)
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, max(1, int(counts.max(initial=1))) * 1.05)
    axes.axvline(0, color=INK, linewidth=1.0, zorder=4)


def _interval(axes: Axes, quantiles: Sequence[float], scale: tuple[float, float]) -> None:
    """Nine tenths, half and median beneath the bars, and the axis with zero and its ends."""
    low, high = scale
    if high > low and not math.isnan(quantiles[2]):
        low90, low50, mid, high50, high90 = (min(max(x, low), high) for x in quantiles)
        at = axes.get_xaxis_transform()
        shared: dict[str, Any] = {"transform": at, "clip_on": False, "solid_capstyle": "butt"}
        axes.plot([low90, high90], [-0.1, -0.1], color=INK, linewidth=1.2, **shared)
        axes.plot([low50, high50], [-0.1, -0.1], color=INK, linewidth=4, **shared)
        axes.plot(
            [mid], [-0.1], marker="o", markersize=5, color="white", markeredgecolor=INK, markeredgewidth=1.4, zorder=5, **shared
        )
    inner = [0.85 * low, 0.85 * high]
    ticks = [0.0] + [_round(x) for x in inner if abs(x) > 0.25 * (high - low)]
    axes.xaxis.set_major_locator(FixedLocator(sorted(set(ticks))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.signed(value, numbers.short)))
    axes.tick_params(axis="x", labelsize=7, length=2, pad=8)


def _round(x: float) -> float:
    """The next number towards zero with one digit, or with 1.5, 2.5."""
    size = 10 ** math.floor(math.log10(abs(x)))
    steps = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
    return math.copysign(max(step for step in steps if step * size <= abs(x) * 1.0000001) * size, x)


def _shares(axes: Axes, outcome: Outcome, policy: str) -> None:
    """What happens or not: worlds that are better, the same and worse as one bar."""
    one = outcome.differences[policy].tally
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xticks([])
    if not one.worlds:
        return
    parts = [("better", one.better, BETTER), ("same", one.equal, RULE), ("worse", one.worse, WORSE)]
    if not one.judged:
        parts = [("less", one.less, NEUTRAL), ("same", one.equal, RULE), ("more", one.more, NEUTRAL)]
    begin = 0.0
    for name, count, colour in parts:
        share = count / one.worlds
        axes.barh(0.5, share, left=begin, height=0.55, color=colour, edgecolor="white", linewidth=0.8)
        if share > 0.3:
            dark = colour not in (RULE,)
            axes.text(begin + share / 2, 0.5, f"{name} {percent(count, one.worlds)}", ha="center", va="center", fontsize=7.5,
                      color="white" if dark else INK)  # fmt: skip
        begin += share
