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
from rekindle.show.figures.bands import Fan, after, quantiles
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.panels import Panel, Series, grid, headed
from rekindle.show.figures.picture import Material, Picture, brief, inside
from rekindle.show.figures.points import tell
from rekindle.show.figures.style import INK, QUIET, STATE, dated, lighter, styled
from rekindle.show.figures.telling import beside, told

BIN = 2
"""Width of a bar in weeks."""
BANK = " bank"


def retaken(material: Material, city: str) -> tuple[int, int, date]:
    """Worlds in which a city is retaken by the deadline, worlds asked, and the deadline."""
    by, weeks = material.deadline, material.outcome("battle_weeks", city)
    if len(weeks):
        limit = (by - material.results.start).days / 7
        return int((weeks <= limit).sum()), len(weeks), by
    yes = material.outcome("retaken", city)
    return int((yes > 0.5).sum()), len(yes), by


def retaken_sentence(material: Material, city: str) -> str:
    """In how many worlds a city is retaken, how long it takes, and how the record lies beside it."""
    count, of, by = retaken(material, city)
    weeks = material.outcome("battle_weeks", city)
    often = words.with_likelihood(words.worlds(count, of), count, of)
    text = f"{words.sentence(inside(material.cities[city])).rstrip('.')} is retaken by {words.deadline(by)} in {often}."
    if not len(weeks):
        return words.sentence(text)
    rows = material.happened("battle_weeks", place=city)
    if len(weeks) == 1:
        text += f" It takes {words.with_unit(float(weeks[0]), 'weeks')}." if np.isfinite(weeks[0]) else ""
    elif np.isfinite(told(weeks, "weeks").low):
        run = ", counting worlds without an end as never" if np.isinf(told(weeks, "weeks").high) else ""
        since = words.day(material.results.start)
        text += f" Counted from {since}, it takes {told(weeks, 'weeks').again()}{run}."
    return words.sentence(text + beside(weeks, [row for row in rows if row.unit == "weeks"], "weeks"))


def length(material: Material, city: str) -> Picture:
    """Distribution of the battle's end, with the recorded day marked."""
    rows = tuple(material.happened("battle_weeks", "retaken", place=city))
    lengths = tuple(row for row in rows if row.unit == "weeks")
    weeks = material.outcome("battle_weeks", city)
    heading = f"Last sector of {brief(inside(material.cities[city]))} retaken"
    make = partial(_figure, material.results.start, heading, weeks, lengths)
    finite = weeks[np.isfinite(weeks)]
    never = len(weeks) - len(finite)
    alt = f"Histogram of the day on which the last sector of {material.cities[city]} is retaken in {len(weeks):,} worlds"
    if len(finite):
        first, last = (words.day(material.results.after(float(week))) for week in (finite.min(), finite.max()))
        alt += f", from {first} to {last}"
    alt += f". It is not retaken within the run in {never:,}." if never else "."
    orders = [f"campaign.{order.id}.forces.*" for order in material.orders(city)]
    named = material.name("battle_length", city)
    title = f"When the battle of {inside(material.cities[city])} ends"
    return Picture(
        named,
        title,
        retaken_sentence(material, city),
        make,
        alt,
        material.rests(f"cities.{city}.overt", *material.sector_paths(city, "density", "defences"), *orders),
        "battle",
        rows,
        caption=f"{title}: simulated worlds by the week in which the last sector is retaken, {len(weeks):,} worlds"
        + (", with the recorded day." if lengths else "."),
        numbers=_numbers(material.results.start, weeks, lengths),
    )


def _bars(weeks: np.ndarray, rows: tuple[Recorded, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Edges in weeks, and how many worlds each bar holds."""
    finite = weeks[np.isfinite(weeks)]
    known = np.concatenate([finite, [row.middle for row in rows]]) if len(finite) or rows else np.array([52.0])
    first, last = max(0.0, float(known.min()) - 4), float(known.max()) + 4
    edges = np.arange(np.floor(first / BIN) * BIN, last + BIN, BIN)
    return edges, np.histogram(finite, edges - 0.5)[0]


def _spells(start: date, weeks: np.ndarray, rows: tuple[Recorded, ...]) -> list[tuple[str, int]]:
    """The two weeks of each bar, and its worlds."""
    edges, counts = _bars(weeks, rows)
    return [
        (words.between_days(after(start, first - 0.5), after(start, first + BIN - 0.5)), int(count))
        for first, count in zip(edges, counts, strict=False)
    ]


def _numbers(start: date, weeks: np.ndarray, rows: tuple[Recorded, ...]) -> Numbers:
    """The bars that hold a world, and the record."""
    found = [(spell, f"{count:,}") for spell, count in _spells(start, weeks, rows) if count]
    never = int(np.isinf(weeks).sum())
    found += [("not within the run", f"{never:,}")] if never else []
    found += [(words.day(after(start, row.middle)), "recorded" if row.firm else "recalled") for row in rows]
    return Numbers(("Last sector retaken", "Worlds"), tuple(found), (False, True))


def _figure(start: date, heading: str, weeks: np.ndarray, rows: tuple[Recorded, ...], width: float) -> Figure:
    never = int(np.isinf(weeks).sum())
    note = f"{words.world_count(len(weeks))}. Bars: worlds by two weeks. Beneath: 90 % range, 50 % range and median."
    if rows:
        note += " \N{BLACK DIAMOND} recorded, \N{WHITE DIAMOND} recalled."
    if never:
        note += f" Not retaken within the run: {never:,} of {len(weeks):,} worlds, not drawn."
    with styled():
        figure, (axes,) = grid(1, 1, width, 1.75, note)
        edges, counts = _bars(weeks, rows)
        days = [float(date2num(after(start, edge - 0.5))) for edge in edges]
        axes.bar(days[:-1], counts, width=7 * BIN * 0.9, align="edge", color=lighter(STATE, 0.35), zorder=2)
        most = max(1, int(counts.max(initial=1)))
        axes.set_ylim(-0.2 * most, 1.2 * most)
        axes.set_yticks([tick for tick in MaxNLocator(3, integer=True).tick_values(0, most) if 0 <= tick <= most])
        axes.tick_params(axis="y", labelsize=8)
        dated(axes, after(start, edges[0]), after(start, edges[-1]), int((width - 0.8) / 0.6))
        headed(axes, heading, "worlds")
        _strip(axes, start, weeks, -0.11 * most)
        for row in rows:
            _mark(axes, start, row, most)
        bars = [(day + 7 * BIN / 2, count, f"{text}: {words.count(count, 'worlds')}")
                for day, (text, count) in zip(days, _spells(start, weeks, rows), strict=False) if count]  # fmt: skip
        tell(axes, [x for x, _, _ in bars], [y for _, y, _ in bars], [text for _, _, text in bars])
    return figure


def _strip(axes: Axes, start: date, weeks: np.ndarray, height: float) -> None:
    """Interval of nine tenths and of half of all worlds beneath the bars."""
    right = axes.get_xlim()[1]
    ends = [float(date2num(after(start, x))) if np.isfinite(x) else right for x in quantiles(weeks)]
    axes.plot([ends[0], ends[4]], [height, height], color=STATE, linewidth=1.4, solid_capstyle="butt")
    axes.plot([ends[1], ends[3]], [height, height], color=STATE, linewidth=5, solid_capstyle="butt")
    if np.isfinite(np.median(weeks)):
        axes.plot([ends[2]], [height], marker="o", markersize=5, color="white", markeredgecolor=INK)


def _mark(axes: Axes, start: date, row: Recorded, most: float) -> None:
    """The recorded length as a diamond above the bars, with its day."""
    when = after(start, row.middle)
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
    weeks = "" if tight else f" ({words.with_unit(row.middle, 'weeks')})"
    axes.annotate(
        f"{'recorded' if row.firm else 'recalled'}: {words.day(when)}{weeks}",
        (at, 1.1 * most),
        (-7 if left else 7, 0),
        textcoords="offset points",
        fontsize=8,
        color=QUIET,
        va="center",
        ha="right" if left else "left",
    )


def banks(material: Material, city: str) -> Picture | None:
    """Share of each bank of a city, or of a whole city without banks, that is retaken, against the shares recorded by day."""
    sides: dict[str, list[str]] = {}
    for name in material.sectors(city):
        sides.setdefault(str(getattr(material.scenario.places[name], "bank", None) or ""), []).append(name)
    panels = [_share_panel(material, city, bank, sectors) for bank, sectors in sides.items() if bank]
    of_whole = material.happened("government_share", place=city)
    if not (of_whole or panels) and len(sides.get("", ())) == 1:
        return None  # the picture of its one sector shows the same
    if of_whole or not panels:
        panels.append(_share_panel(material, city, "", material.sectors(city)))
    if not panels[0].series[0].fan.worlds:
        return None
    named, label = material.name("battle_banks", city), inside(material.cities[city])
    title = f"How fast {f'each bank of {label}' if any(sides) else label} is retaken"
    return material.picture(
        named, "battle", title, _banks_sentence(panels, label), panels,
        material.rests(*material.sector_paths(city, "residents_share", "control"), "campaign.*.start"),
        columns=min(3, max(2, len(panels))), where=label, judged=True,
        note="Results: share of residents at the start; record: share of area or quarters, as claimed that day.",
    )  # fmt: skip


def _share_panel(material: Material, city: str, bank: str, sectors: list[str]) -> Panel:
    """Share of a bank's residents (of the city's, where no bank is named) who are no longer under the group's control."""
    fan = material.results.together(
        "control", {name: _residents(material, name) for name in sectors}, material.battle_until(city)
    )
    share = Fan(fan.dates, 1 - fan.levels[::-1], 1 - fan.singles, fan.worlds)
    title = (
        f"{bank.removesuffix('_bank').replace('_', ' ').capitalize()}{BANK}"
        if bank
        else f"All of {brief(inside(material.cities[city]))}"
    )
    rows = material.happened("government_share", place=f"{bank}_{city}" if bank else city, elsewhere=[city] if bank else ())
    return Panel(title, "1", [Series(share, STATE)], rows, top=1.04)


def _residents(material: Material, place: str) -> float:
    """A sector's share of the city's residents at the start, for weighing sectors; equal where it is not given."""
    quantity = material.scenario.quantities().get(f"places.{place}.residents_share")
    return float(quantity.best) if quantity is not None and quantity.best else 1.0


def _banks_sentence(panels: list[Panel], city: str) -> str:
    """Median day on which each bank is half retaken, and how the recorded shares lie beside the results."""
    said, compared, within = [], 0, 0
    for panel in [panel for panel in panels if panel.title.endswith(BANK)] or panels:
        fan = panel.series[0].fan
        half = np.flatnonzero(fan.median >= 0.5)
        name = panel.title[:1].lower() + panel.title[1:]
        name = f"the {name} of {city}" if name.endswith(BANK) else city
        said.append(f"half of {name} is retaken by {words.day(fan.dates[half[0]])}" if len(half) else
                    f"half of {name} is not retaken by {words.day(fan.dates[-1])}")  # fmt: skip
        for row in panel.recorded:
            low, _, _, _, high = fan.at(row.end)
            compared += 1
            within += bool(low - 0.005 <= row.middle <= high + 0.005)
    many = panels[0].series[0].fan.worlds
    of = "in this one world" if many == 1 else f"median{'s' if len(said) > 1 else ''} of {many:,} worlds"
    text = f"{words.sentence(words.listed(said)).rstrip('.')} ({of})."
    if compared and many > 1:
        text += f" Of {compared} recorded shares, {within} lie within the 90 % range and {compared - within} outside it."
    return text
