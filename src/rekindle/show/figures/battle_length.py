"""How long the battle takes: in how many worlds it ends when, and how fast each bank is retaken."""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from rekindle.record.recorded import Recorded
from rekindle.show import words
from rekindle.show.figures.bands import Fan
from rekindle.show.figures.panels import Panel, Series, grid, headed
from rekindle.show.figures.picture import BATTLE_DEADLINE, Material, Picture, quantiles, recorded_words
from rekindle.show.figures.style import INK, NARROW, QUIET, STATE, WIDE, dated, lighter, styled

BIN = 2
"""Width of a bar in weeks."""


def retaken(material: Material) -> tuple[int, int, date]:
    """Worlds in which the city is retaken by the deadline, worlds asked, and the deadline."""
    results = material.results
    by = min(BATTLE_DEADLINE, results.end)
    weeks = results.outcome("battle_weeks")
    if len(weeks):
        limit = (by - results.start).days / 7
        return int((weeks <= limit).sum()), len(weeks), by
    yes = results.outcome("mosul_retaken")
    return int((yes > 0.5).sum()), len(yes), by


def retaken_sentence(material: Material) -> str:
    """In how many worlds the city is retaken, and how long the middle half take, beside the record."""
    count, of, by = retaken(material)
    weeks = material.results.outcome("battle_weeks")
    told = recorded_words(material.happened("battle_weeks"), "weeks")
    text = words.with_likelihood(f"In {words.worlds(count, of)} {material.city} is retaken by {words.deadline(by)}", count, of)
    if len(weeks) == 1:
        took = f"after {words.quantity(float(weeks[0]), 'weeks')}" if np.isfinite(weeks[0]) else "not within the run"
        return words.sentence(f"{text}: {took}" + (f" ({told})" if told else ""))
    if len(weeks) and np.isfinite(weeks).any():
        _, low, _, high, _ = (float(x) for x in quantiles(weeks))
        if np.isfinite(low):
            text += f"; the middle half of worlds take {words.between(low, high, 'weeks')}"
        else:
            text += "; fewer than a quarter of worlds see the battle end within the run"
    return words.sentence(text + (f" ({told})" if told else ""))


def length(material: Material) -> Picture:
    """Distribution of the battle's end, with the recorded day marked."""
    rows = tuple(material.happened("battle_weeks"))
    weeks = material.results.outcome("battle_weeks")
    make = partial(_figure, material, weeks, rows)
    finite = weeks[np.isfinite(weeks)]
    never = len(weeks) - len(finite)
    alt = f"Histogram of the day the last sector is retaken over {len(weeks):,} worlds"
    if len(finite):
        first, last = (words.day(material.results.after(float(week))) for week in (finite.min(), finite.max()))
        alt += f", from {first} to {last}"
    alt += f"; not retaken within the run in {never:,}." if never else "."
    return Picture(
        "battle_length",
        "When the battle ends",
        retaken_sentence(material),
        make(WIDE),
        alt,
        material.rests("cities.mosul.overt", "places.mosul_*.density", "places.mosul_*.defences", "campaign.mosul_*.forces.*"),
        "battle",
        partial(make, NARROW),
        rows,
    )


def _figure(material: Material, weeks: np.ndarray, rows: tuple[Recorded, ...], width: float) -> Figure:
    finite = weeks[np.isfinite(weeks)]
    never = len(weeks) - len(finite)
    note = f"{words.world_count(len(weeks))}. Bars: worlds by two weeks. Beneath: nine tenths, half and the median."
    if rows:
        note += " \N{BLACK DIAMOND} recorded, \N{WHITE DIAMOND} recalled."
    if never:
        note += f" Not retaken within the run: {never:,} of {len(weeks):,} worlds, not drawn."
    with styled():
        figure, (axes,) = grid(1, 1, width, 1.75, note)
        recorded = [row.middle for row in rows]
        known = np.concatenate([finite, recorded]) if len(finite) or rows else np.array([52.0])
        first, last = max(0.0, float(known.min()) - 4), float(known.max()) + 4
        edges = np.arange(np.floor(first / BIN) * BIN, last + BIN, BIN)
        counts, _ = np.histogram(finite, edges - 0.5)
        days = [float(date2num(material.results.after(edge - 0.5))) for edge in edges]
        axes.bar(days[:-1], counts, width=7 * BIN * 0.9, align="edge", color=lighter(STATE, 0.35), zorder=2)
        most = max(1, int(counts.max(initial=1)))
        axes.set_ylim(-0.2 * most, 1.2 * most)
        axes.set_yticks([tick for tick in MaxNLocator(3, integer=True).tick_values(0, most) if 0 <= tick <= most])
        axes.tick_params(axis="y", labelsize=8)
        dated(axes, material.results.after(edges[0]), material.results.after(edges[-1]), int((width - 0.8) / 0.6))
        headed(axes, f"Last sector of {material.city} retaken", "worlds")
        _strip(axes, material, weeks, -0.11 * most)
        for row in rows:
            _mark(axes, material, row, most)
    return figure


def _strip(axes: Axes, material: Material, weeks: np.ndarray, height: float) -> None:
    """Interval of nine tenths and of half of all worlds beneath the bars."""
    right = axes.get_xlim()[1]
    ends = [float(date2num(material.results.after(x))) if np.isfinite(x) else right for x in quantiles(weeks)]
    axes.plot([ends[0], ends[4]], [height, height], color=STATE, linewidth=1.4, solid_capstyle="butt")
    axes.plot([ends[1], ends[3]], [height, height], color=STATE, linewidth=5, solid_capstyle="butt")
    if np.isfinite(np.median(weeks)):
        axes.plot([ends[2]], [height], marker="o", markersize=5, color="white", markeredgecolor=INK)


def _mark(axes: Axes, material: Material, row: Recorded, most: float) -> None:
    """The recorded length as a diamond above the bars, with its day."""
    when = material.results.after(row.middle)
    at = float(date2num(when))
    axes.plot([at, at], [0, 1.1 * most], color=INK, linewidth=0.9, zorder=3)
    axes.plot(
        [at],
        [1.1 * most],
        marker="D",
        markersize=5.5,
        color=INK,
        zorder=4,
        markerfacecolor=INK if row.firm else "white",
    )
    low, high = axes.get_xlim()
    left, tight = at > (low + high) / 2, axes.figure.get_figwidth() < 6  # type: ignore[union-attr]
    axes.annotate(
        f"{'recorded' if row.firm else 'recalled'}: {words.day(when)}{'' if tight else f' ({row.middle:.0f} weeks)'}",
        (at, 1.1 * most),
        (-7 if left else 7, 0),
        textcoords="offset points",
        fontsize=8,
        color=QUIET,
        va="center",
        ha="right" if left else "left",
    )


def banks(material: Material) -> Picture | None:
    """Share of each bank of the city that is retaken, against the shares recorded by day."""
    results, until = material.results, material.battle_until
    panels = []
    for bank in ("east", "west"):
        sectors = [name for name in material.sectors if getattr(material.scenario.places[name], "bank", None) == bank]
        if sectors:
            fan = results.together("control", {name: _residents(material, name) for name in sectors}, until)
            retaken_share = Fan(fan.dates, 1 - fan.levels[::-1], 1 - fan.singles, fan.worlds)
            rows = material.happened(f"government_share_{bank}_mosul")
            panels.append(Panel(f"{bank.capitalize()} bank", "1", [Series(retaken_share, STATE)], rows, top=1.04))
    if not panels or not panels[0].series[0].fan.worlds:
        return None
    return material.picture(
        "battle_banks", "battle", "How fast each bank is retaken", _banks_sentence(panels), panels,
        material.rests("places.mosul_*.residents_share", "places.mosul_*.control", "campaign.*.start"),
        note="Results: share of residents at the start; record: share of area or quarters, as claimed that day.",
    )  # fmt: skip


def _residents(material: Material, place: str) -> float:
    """A sector's share of the city's residents at the start, for weighing sectors; equal where it is not given."""
    quantity = material.scenario.quantities().get(f"places.{place}.residents_share")
    return float(quantity.best) if quantity is not None and quantity.best else 1.0


def _banks_sentence(panels: list[Panel]) -> str:
    """Median day on which each bank is half retaken, and how the recorded shares lie in the bands."""
    told, inside, compared = [], 0, 0
    for panel in panels:
        fan = panel.series[0].fan
        half = np.flatnonzero(fan.median >= 0.5)
        name = panel.title.lower()
        told.append(f"the {name} by {words.day(fan.dates[half[0]])}" if len(half) else f"the {name} not within the chart")
        for row in panel.recorded:
            low, _, _, _, high = fan.at(row.end)
            compared += 1
            inside += bool(low - 0.005 <= row.middle <= high + 0.005)
    many = panels[0].series[0].fan.worlds
    of = "this one world" if many == 1 else f"the median of {many:,} worlds"
    text = f"Half retaken in {of}: {words.listed(told)}"
    if compared and many > 1:
        text += f"; {inside} of {compared} recorded shares lie within the band of nine tenths of worlds"
    return words.sentence(text)
