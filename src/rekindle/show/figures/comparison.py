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
from rekindle.analysis.comparison.effects import EFFECT, UNSURE
from rekindle.analysis.statistics.intervals import Difference, difference
from rekindle.show import words
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.panels import blank, fitted, wrapped
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.points import tell
from rekindle.show.figures.spoken import unset
from rekindle.show.figures.style import INK, QUIET, RULE, lighter, styled
from rekindle.show.words.comparison import (
    Side,
    binary,
    ends,
    groups,
    headline,
    mean_spread,
    percent,
    share_better,
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
MOST = 8
"""So many outcomes have a row; the table beneath has the others."""
KEY = ("Bars: worlds by their difference to {baseline}; blue is better, orange worse, grey not judged. Upright line: no "
       "difference. Grey band: what counts as level. Beneath: the 90 % range, half of the worlds (thick), the mean (dot). "
       "A row has one scale unless a cell says otherwise; worlds beyond it are counted in the last bar. Worlds that do not "
       "change are in no bar.")  # fmt: skip


def pictures(side: Side) -> Iterator[Picture]:
    """For civilians first: one figure for every three policies, of the outcomes that change by more than what matters."""
    for part, sides, title in PARTS:
        outcomes = [one for one in shown(side) if one.judged.side in sides]
        others = side.comparison.others
        if not outcomes:
            continue
        for number, chosen in enumerate(groups(others, COLUMNS)):
            named = [side.title(name) for name in chosen]
            yield Picture(
                f"differences_{part}_{number + 1}", title if len(others) <= COLUMNS else f"{title}: {words.listed(named)}",
                headline(side, outcomes[0], chosen), partial(_figure, side, outcomes, chosen), _alt(side, outcomes, named),
                [], "differences", caption=_caption(side, named), numbers=_numbers(side, outcomes, chosen),
            )  # fmt: skip


def shown(side: Side) -> list[Outcome]:
    """Outcomes that some policy changes by more than what matters, the largest effect first, then the measures that decide."""
    comparison = side.comparison
    effects = [one.outcome for one in comparison.effects if one.kind in (EFFECT, UNSURE)]
    aims = [aim.name for aim in comparison.choice.aims] if comparison.choice else []
    names = list(dict.fromkeys([*effects, *aims]))
    return [comparison.outcomes[name] for name in names if comparison.outcomes[name].touched]


def _caption(side: Side, policies: Sequence[str]) -> str:
    """What is seen, for those who meet the picture without the page."""
    worlds = words.count(int(side.comparison.worlds.size), "simulated worlds")
    return f"Differences of {words.listed(policies)} from {side.title(side.comparison.baseline)} in the same {worlds}."


def _alt(side: Side, outcomes: Sequence[Outcome], policies: Sequence[str]) -> str:
    rows = words.count(min(len(outcomes), MOST), "outcomes")
    return (f"Histograms of paired differences to {side.title(side.comparison.baseline)}: {rows} under "
            f"{words.listed(policies)}. The table beside it has every number.")  # fmt: skip


def _numbers(side: Side, outcomes: Sequence[Outcome], policies: Sequence[str]) -> Numbers:
    """The numbers of a picture, to read and as CSV."""
    heads = ("Outcome", "Policy", "Mean difference", "90 % range of worlds", "Better", "The same", "Worse")
    columns = ("outcome", "policy", "worlds", "mean", "p05", "p25", "median", "p75", "p95", "less", "same", "more")
    rows: list[tuple[str, ...]] = []
    data: list[tuple[str | float, ...]] = []
    for outcome in outcomes[:MOST]:
        for name in policies:
            found = outcome.differences[name]
            one = found.tally
            shares = [percent(count, one.worlds) if one.worlds and one.judged else "–" for count in (
                one.better, one.equal, one.worse)]  # fmt: skip
            wide = ends(found.quantiles[0], found.quantiles[4], outcome)
            rows.append((side.label(outcome), side.title(name), signed(found.mean, outcome), wide, *shares))
            data.append((outcome.name, name, one.worlds, found.mean, *found.quantiles, one.less, one.equal, one.more))
    return Numbers(heads, tuple(rows), (False, False, True, True, True, True, True), columns, tuple(data))


def _figure(side: Side, outcomes: Sequence[Outcome], policies: Sequence[str], width: float) -> Figure:
    """Rows of cells; on narrow pages one policy under the other, each row named above its cell."""
    narrow = width < 6
    outcomes = outcomes[:MOST]
    baseline = side.title(side.comparison.baseline)
    note = wrapped(f"{side.comparison.worlds.size:,} worlds. {KEY.format(baseline=baseline)}", width)
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
                lines = textwrap.fill(unset(side.title(name)), max(12, int(cell / 0.078)))
                figure.text(
                    (left + column * cell) / width, (top + 0.22) / height, lines, fontsize=9.5, fontweight="bold", va="center"
                )
        for outcome in outcomes:
            scales = _scales(side, outcome)
            _named(
                figure, side.label(outcome), outcome, baseline_words(outcome, side.comparison.baseline, baseline), top, narrow
            )
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


def _named(figure: Figure, label: str, outcome: Outcome, under: str, top: float, narrow: bool) -> None:
    """Name of a row, what is better, and where the baseline stands."""
    width, height = figure.get_size_inches()
    if narrow:
        name, size = fitted(label, width - 0.24, 9, bold=True)
        figure.text(0.12 / width, (top - 0.16) / height, name, fontsize=size, fontweight="bold", va="center")
        figure.text(0.12 / width, (top - 0.31) / height, under, fontsize=7, color=QUIET, va="center")
        return
    name = textwrap.fill(unset(label), 27)
    lines = name.count("\n") + 1
    figure.text(0.1 / width, (top - 0.12) / height, name, fontsize=9, fontweight="bold", va="top", linespacing=1.15)
    below = f"{unit(outcome)}\n{textwrap.fill(unset(under), 36)}"
    figure.text(0.1 / width, (top - 0.16 - 0.15 * lines) / height, below, fontsize=7.5, color=QUIET, va="top", linespacing=1.25)


def baseline_words(outcome: Outcome, baseline: str, title: str) -> str:
    """Where the baseline stands: its mean and 90 % range, or its share of worlds."""
    values = outcome.values[baseline]
    values = values[~np.isnan(values)]
    if not values.size:
        return f"{title}: not defined"
    if binary(outcome):
        return f"{title}: in {words.worlds(int(values.sum()), values.size)}"
    low, high = (float(x) for x in np.quantile(values, (0.05, 0.95), method="inverted_cdf"))
    known = values[np.isfinite(values)]
    mean = words.amount(float(known.mean()), outcome.unit) if known.size else "never"
    ends = [words.amount(x, outcome.unit) if math.isfinite(x) else "never" for x in (low, high)]
    return f"{title}: mean {mean} ({ends[0]} to {ends[1]})"


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
        named = textwrap.shorten(unset(side.title(policy)), 24, placeholder="…")
        axes.annotate(named, (0, 1), (0, 15), fontsize=8.5, color=INK, **place)
    lean = _lean(outcome, policy)
    axes.annotate(share_better(found), (corner, 1), (0, 15), fontsize=9, fontweight="bold", color=lean, **side_of)
    axes.annotate(_spread(outcome, found), (corner, 1), (0, 4), fontsize=7.5, color=INK, **side_of)
    if binary(outcome):
        _shares(axes, outcome, policy)
    else:
        _bars(axes, outcome, values, scales[policy])
        _level(axes, outcome, policy, side.comparison.baseline, scales[policy])
        _interval(axes, found, scales[policy])
        told = f"{side.label(outcome)}, {side.title(policy)}: mean {signed(found.mean, outcome)}"
        tell(axes, [min(max(found.mean, scales[policy][0]), scales[policy][1])], [0.0], [told])
        if len(scales) > 1 and scales[policy] != max(scales.values(), key=lambda ends: ends[1] - ends[0]):
            low, high = scales[policy]
            left = high < -low  # the emptier half of the cell
            axes.annotate("own scale", (0 if left else 1, 1), (0, -8), ha="left" if left else "right", fontsize=7, color=QUIET,
                          **place)  # fmt: skip


def _spread(outcome: Outcome, found: Difference) -> str:
    """The line beneath a verdict: the mean difference with its 90 % range, and how many worlds do not change."""
    one = found.tally
    if not one.worlds:
        return "no world defines it under both"
    if one.equal == one.worlds:
        return f"no change in {one.worlds:,} worlds"
    if binary(outcome):
        return f"{signed(found.mean, outcome)} ({ends(found.mean_low, found.mean_high, outcome)})"
    still = f"; {one.equal:,} of {one.worlds:,} the same" if one.equal else ""
    return f"mean {mean_spread(outcome, found)}{still}"


def _level(axes: Axes, outcome: Outcome, policy: str, baseline: str, scale: tuple[float, float]) -> None:
    """The band around no difference in which two means count as level."""
    under, beside = outcome.values[policy], outcome.values[baseline]
    both = np.isfinite(under) & np.isfinite(beside)
    if both.any() and scale[1] > scale[0]:
        width = outcome.judged.matters.width(float(under[both].mean()), float(beside[both].mean()))
        axes.axvspan(max(-width, scale[0]), min(width, scale[1]), color=RULE, alpha=0.6, linewidth=0, zorder=0)


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


def _interval(axes: Axes, found: Difference, scale: tuple[float, float]) -> None:
    """The 90 % range, half of the worlds and the mean beneath the bars, and the axis with zero and its ends."""
    low, high = scale
    if high > low and not math.isnan(found.mean):
        low90, low50, _, high50, high90, mean = (min(max(x, low), high) for x in (*found.quantiles, found.mean))
        at = axes.get_xaxis_transform()
        shared: dict[str, Any] = {"transform": at, "clip_on": False, "solid_capstyle": "butt"}
        axes.plot([low90, high90], [-0.1, -0.1], color=INK, linewidth=1.2, **shared)
        axes.plot([low50, high50], [-0.1, -0.1], color=INK, linewidth=4, **shared)
        ring: dict[str, Any] = {
            "marker": "o",
            "markersize": 5,
            "color": "white",
            "markeredgecolor": INK,
            "markeredgewidth": 1.4,
        }
        axes.plot([mean], [-0.1], zorder=5, **ring, **shared)
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
