"""Pictures of verdicts: probabilities with their intervals against their bars, and shares of variance."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from rekindle.analysis.claims.answer import Shares
from rekindle.analysis.claims.results import ClaimRow, PropositionRow
from rekindle.numbers import percent
from rekindle.show.figures.panels import blank, wrapped
from rekindle.show.figures.points import tell
from rekindle.show.figures.spoken import unset
from rekindle.show.figures.style import CIVILIAN, GROUP, INK, QUIET, RULE, lighter, styled
from rekindle.show.figures.verdicts_dots import value as dot_value

PAGE = 6.7
"""Width in inches of the text of a page, on paper and on a screen."""
KEY = ("Dot and line: probability with its 95 % interval. Upright line: threshold; the tinted side upholds. Blue: upheld. "
       "Orange and hollow: not upheld. Grey: too close to call.")  # fmt: skip
KEY_THEORIES = " Small pale dots: probability under each rival theory."


def _scale(axes: Axes, lanes: float) -> None:
    axes.set_xlim(-0.015, 1.015)
    axes.set_ylim(lanes - 0.5, -0.5)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value) if value in (0, 0.5, 1) else ""))
    axes.tick_params(axis="x", labelsize=7)
    axes.grid(False)


def _lane(axes: Axes, at: float, one: PropositionRow, half: float) -> None:
    """One proposition: the side of the threshold that upholds it, the threshold, the interval, the dot."""
    found = one.result
    if not found:
        axes.annotate("no worlds yet", (0.02, at), fontsize=6.5, color=QUIET, va="center")
        return
    level = one.bar.level
    colour = QUIET if found.close else CIVILIAN if found.upheld else GROUP
    first, last = (level, 1.0) if one.bar.least else (0.0, level)
    axes.fill_between([first, last], at - half, at + half, color=lighter(CIVILIAN, 0.9), linewidth=0, zorder=0.5)
    axes.plot([0, 1], [at, at], color=RULE, linewidth=0.6, zorder=0.8)
    axes.plot([level, level], [at - half, at + half], color=INK, linewidth=1.4, zorder=2, solid_capstyle="butt")
    axes.plot([found.low, found.high], [at, at], color=colour, linewidth=2.2, zorder=3, solid_capstyle="butt")
    axes.plot([found.probability], [at], "o", color=colour, markersize=4.6, markerfacecolor=colour if found.upheld else "white",
              markeredgewidth=1.3, zorder=4, clip_on=False)  # fmt: skip


def claim_chart(claim: ClaimRow, width: float = PAGE) -> Figure:
    """The propositions of a statement: words, then probability, interval, threshold and the rival theories."""
    propositions = claim.propositions
    many = len(propositions) > 1
    most = int(width * 15.5)
    texts = [textwrap.wrap(f"{claim.id}.{one.number}  {one.asks}" if many else one.asks, most)[:3]
             for one in propositions]  # fmt: skip
    theories = any(one.result and one.result.by_structure for one in propositions)
    note = wrapped(KEY + (KEY_THEORIES if theories else ""), 0.95 * width)
    foot = 0.28 + 0.16 * len(note)
    tops: list[float] = []
    height = foot
    for text in reversed(texts):
        tops.insert(0, height + 0.3)
        height += 0.3 + 0.165 * len(text) + 0.12
    with styled():
        figure = blank(width, height)
        figure.add_artist(_baseline(figure, width, height, foot))
        for one, text, top in zip(propositions, texts, tops, strict=True):
            axes = figure.add_axes((0.2 / width, (top - 0.3) / height, 1 - 0.4 / width, 0.3 / height))
            _scale(axes, 1)
            axes.axis("off")
            _theory_dots(axes, one)
            _lane(axes, 0, one, 0.3)
            if one.result:
                tell(axes, [one.result.probability], [0], [dot_value(f"{claim.id}.{one.number}", one)])
            figure.text(0.2 / width, (top + 0.05) / height, "\n".join(text), fontsize=8, va="bottom", linespacing=1.25)
        for value in (0, 25, 50, 75, 100):
            at = 0.2 / width + (1 - 0.4 / width) * (value / 100 + 0.015) / 1.03
            figure.text(at, (foot - 0.17) / height, f"{value} %", fontsize=7, color=QUIET, ha="center")
        figure.text(0.06 / width, 0.03 / height, "\n".join(note), fontsize=7, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _baseline(figure: Figure, width: float, height: float, foot: float) -> Any:
    from matplotlib.lines import Line2D

    at = (foot - 0.03) / height
    return Line2D([0.2 / width, 1 - 0.2 / width], [at, at], color=RULE, linewidth=0.8, transform=figure.transFigure)


def _theory_dots(axes: Axes, one: PropositionRow) -> None:
    for each in one.result.by_structure if one.result else ():
        axes.plot([each.share], [0], "o", color="#8c8c8c", markersize=3, markeredgewidth=0, alpha=0.75,
                  zorder=1.5, clip_on=False)  # fmt: skip


def share_chart(shares: Shares, threshold: float, width: float = PAGE) -> Figure:
    """Shares of variance: what each group of causes explains on its own and with all it takes part in, with intervals."""
    lanes = [(f"{name}: {how}", value, low, high, colour)
             for name, share, colour in (("Asked about", shares.share, CIVILIAN),
                                         ("Held against", shares.against, GROUP)) if share
             for how, value, low, high in (
                 ("on its own", share.closed, share.low, share.high),
                 ("with all it takes part in", share.total, share.total_low, share.total_high))]  # fmt: skip
    note = wrapped(f"{shares.worlds:,} worlds. Dot: estimate of the share of variance; line: 95 % interval over "
                   "resampled worlds. Random draws can push an estimate of nothing below zero.", 0.95 * width)  # fmt: skip
    left, foot, each = min(2.2, 0.36 * width), 0.32 + 0.16 * len(note), 0.3 if width > 5 else 0.44
    height = foot + each * len(lanes) + 0.08
    with styled():
        figure = blank(width, height)
        axes = figure.add_axes((left / width, foot / height, 1 - (left + 0.3) / width, each * len(lanes) / height))
        for at, (_, value, low, high, colour) in enumerate(lanes):
            axes.plot([low, high], [at, at], color=colour, linewidth=2.4, solid_capstyle="butt")
            axes.plot([value], [at], "o", color=colour, markersize=6)
            axes.annotate(percent(max(value, 0)), (value, at), (0, 6), textcoords="offset points", fontsize=8,
                          ha="center")  # fmt: skip
        axes.axvline(0, color=QUIET, linewidth=0.8)
        if not shares.against:
            axes.axvline(threshold, color=INK, linewidth=1.4)
        axes.set_ylim(len(lanes) - 0.5, -0.75)
        names = [textwrap.fill(unset(lane[0]), int(left * 14)) for lane in lanes]
        axes.set_yticks(range(len(lanes)), names, fontsize=7.5)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
        axes.tick_params(axis="x", labelsize=8)
        axes.grid(axis="x")
        figure.text(0.06 / width, 0.03 / height, "\n".join(note), fontsize=7, color=QUIET, va="bottom", linespacing=1.3)
    return figure
