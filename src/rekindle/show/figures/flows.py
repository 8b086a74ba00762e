"""Where the group's foreign fighters came from and what became of them: flows by origin and destination, by policy."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from rekindle.analysis.outcomes.destinations import LOCAL, Flows, flows
from rekindle.scenario.record_check import record_end
from rekindle.show import words
from rekindle.show.figures.panels import blank, wrapped
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.spoken import unset
from rekindle.show.figures.style import INK, PALETTE, QUIET, lighter, styled
from rekindle.show.words.comparison import Side

COLUMNS = 2
PAD = 0.02
BAR = 0.035
LEAST = 0.1
MOST = 3
"""So many destinations are told; the table has all."""
TOP = 0.97
KEY = ("Width of a band: median over worlds of that flow by itself, one scale for all policies. Sums at either end are sums of "
       "medians, so they are the total of no single world; the table beneath has the spread. Not in it: those who left the "
       "group and live among residents.")  # fmt: skip


def found(side: Side) -> dict[str, Flows]:
    """Flows by policy up to the record's end, baseline first, of all origins; empty where the results do not tell."""
    upto = record_end(side.scenario)
    read = {name: flows(side.results[name], upto) for name in side.comparison.policies}
    known = {name: one for name, one in read.items() if one is not None and one.worlds}
    return known if len(known) == len(read) else {}


def origin_label(scenario: Any, name: str) -> str:
    """Label of an origin, or its name in plain letters."""
    origins = getattr(scenario, "origins", None) or {}
    return str(getattr(origins.get(name), "label", "") or name.replace("_", " ").capitalize())


def pictures(side: Side) -> Iterator[Picture]:
    """One drawing for each policy, the baseline first, of the foreign origins; local members stand in the table."""
    read = found(side)
    foreign = {}
    for name, one in read.items():
        origins = [origin for origin in one.origins if origin != LOCAL]
        if origins:
            foreign[name] = one.among(origins)
    if not foreign or not any(one.median.sum() > 0 for one in foreign.values()):
        return
    make = partial(_figure, side, foreign)
    yield Picture(
        "flows", "Foreign fighters: from where, to where", sentence(side, foreign), make, _alt(side, foreign), [], "flows",
        caption="Foreign fighters by origin and by what became of them, medians over simulated worlds.",
    )  # fmt: skip


def sentence(side: Side, read: Mapping[str, Flows]) -> str:
    """Destinations under the first policy, and under each other the destination whose share moves most."""
    names = list(read)
    first = read[names[0]]
    order = np.argsort(-_totals(first)[1])[:MOST]
    found = [
        f"{text.lower()} {words.people(mid)} ({words.interval(low, high, write=words.people)})"
        for (_, text), (low, mid, high) in ((first.destinations[f], _totals(first)[:, f]) for f in order)
    ]
    parts = [f"By {words.day(first.when)}, the most common ends under {side.title(names[0])} are {words.listed(found)}",
             f"These are medians and 90 % ranges of {words.world_count(first.worlds)}"]  # fmt: skip
    for name in names[1:]:
        change = _totals(read[name])[1] - _totals(first)[1]
        most = int(np.argmax(np.abs(change)))
        before, after = (words.people(float(_totals(one)[1, most])) for one in (first, read[name]))
        what = f"the largest change is in “{first.destinations[most][1].lower()}”: {after} instead of {before}"
        parts.append(f"Under {side.title(name)} {what if before != after else 'these numbers are the same'}")
    return " ".join(map(words.sentence, parts))


def _totals(one: Flows) -> np.ndarray:
    """5 %, median and 95 % over worlds of the people in each destination, over origins: (3, F)."""
    return np.quantile(one.people.sum(axis=1), (0.05, 0.5, 0.95), axis=0)


def _alt(side: Side, read: Mapping[str, Flows]) -> str:
    """What is drawn; the numbers stand in the table."""
    return (
        f"Flow diagrams of foreign fighters under {words.listed([side.title(name) for name in read])}. The table has numbers."
    )


def _figure(side: Side, read: Mapping[str, Flows], width: float) -> Figure:
    columns = 1 if width < 6 else min(COLUMNS, len(read))
    rows = -(-len(read) // columns)
    note = wrapped(f"{next(iter(read.values())).worlds:,} worlds. {KEY}", width)
    foot, each, head = 0.17 * len(note) + 0.12, 2.9, 0.4
    height = rows * (each + head) + foot
    per = min(scale_of(one.median.sum(axis=axis)) for one in read.values() for axis in (0, 1))
    with styled():
        figure = blank(width, height)
        for index, (name, one) in enumerate(read.items()):
            row, column = divmod(index, columns)
            bottom = height - (row + 1) * (each + head) + 0.1
            axes = figure.add_axes((column / columns, bottom / height, 1 / columns, each / height))
            axes.axis("off")
            axes.set_xlim(0, 1)
            axes.set_ylim(0, 1)
            at = ((column + 0.02) / columns, (bottom + each + 0.12) / height)
            figure.text(*at, f"{side.title(name)}, {words.day(one.when)}", fontsize=9.5, fontweight="bold", va="center")
            sankey(axes, one, [origin_label(side.scenario, origin) for origin in one.origins], per)
        figure.text(0.06 / width, 0.05 / height, "\n".join(note), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def sankey(axes: Axes, one: Flows, labels: Sequence[str], per: float) -> None:
    """Bands from origins on the left to destinations on the right, stacked in the same order on either side."""
    people = one.median
    tops_left, tops_right = _tops(people.sum(axis=1) * per), _tops(people.sum(axis=0) * per)
    left, right = 0.32, 0.68
    used = tops_right.copy()
    for o, text in enumerate(labels):
        colour = PALETTE[o % len(PALETTE)]
        at = tops_left[o]
        size = people[o].sum() * per
        axes.add_patch(_block(left - BAR, at, size, colour))
        named = textwrap.fill(f"{unset(text)} {words.people(people[o].sum())}", 18)
        axes.text(left - BAR - 0.015, at - size / 2, named, ha="right", va="center", fontsize=8, color=INK)
        for f in range(people.shape[1]):
            wide = people[o, f] * per
            if wide > 0:
                axes.add_patch(_band(left, at, right, used[f], wide, colour))
            at -= wide
            used[f] -= wide
    for f, (_, text) in enumerate(one.destinations):
        size = people[:, f].sum() * per
        axes.add_patch(_block(right, tops_right[f], size, INK))
        named = textwrap.fill(f"{unset(text)} {words.people(people[:, f].sum())}", 18)
        axes.text(right + BAR + 0.015, tops_right[f] - size / 2, named, va="center", fontsize=8, color=INK)


def scale_of(people: np.ndarray) -> float:
    """Height of one person, so that a stack of blocks fills the drawing: one scale for all, the fullest sets it."""
    low, high = 0.0, 1.0 / max(float(people.sum()), 1e-9)
    for _ in range(50):
        middle = (low + high) / 2
        fits = np.maximum(people * middle, LEAST).sum() + PAD * len(people) < TOP
        low, high = (middle, high) if fits else (low, middle)
    return low


def _tops(sizes: np.ndarray) -> np.ndarray:
    """Upper ends of blocks stacked from the top with a gap; thin blocks keep room for a line of text."""
    tops, at = [], TOP
    for size in sizes:
        tops.append(at)
        at -= max(size, LEAST) + PAD
    return np.array(tops)


def _block(x: float, top: float, size: float, colour: str) -> PathPatch:
    corners = [(x, top), (x + BAR, top), (x + BAR, top - size), (x, top - size), (x, top)]
    return PathPatch(Path(corners), facecolor=colour, linewidth=0)


def _band(left: float, top: float, right: float, end: float, wide: float, colour: str) -> PathPatch:
    """A band of constant height between two blocks, bent like an S."""
    half = (left + right) / 2
    points = [(left, top), (half, top), (half, end), (right, end), (right, end - wide), (half, end - wide), (half, top - wide),
              (left, top - wide), (left, top)]  # fmt: skip
    codes = [
        Path.MOVETO,
        Path.CURVE4,
        Path.CURVE4,
        Path.CURVE4,
        Path.LINETO,
        Path.CURVE4,
        Path.CURVE4,
        Path.CURVE4,
        Path.CLOSEPOLY,
    ]
    return PathPatch(Path(points, codes), facecolor=lighter(colour, 0.35), alpha=0.75, linewidth=0)
