"""Pictures of why and whether the group returns: grievance, governance, will, and how often it does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rekindle.show import words
from rekindle.show.figures.group import fan_values
from rekindle.show.figures.panels import Panel, Series, grid, headed
from rekindle.show.figures.picture import Material, Picture, spread
from rekindle.show.figures.style import CIVILIAN, GROUP, HIDDEN, NARROW, STATE, WIDE, counted, styled

HORIZONS = (1, 3, 5, 10)
"""Years since the city's fall by which the return is asked about."""


def pictures(material: Material) -> Iterator[Picture]:
    """Every picture of the return and its causes that the results allow."""
    results = material.results
    if not results.worlds:
        return
    if results.has("grievance_iraq", "security_iraq"):
        yield grievance(material)
    if results.has("quality_iraq", "will_iraq"):
        yield processes(material)
    if any(len(results.outcome(f"resurgence_{years}")) for years in HORIZONS):
        yield resurgence(material)


def grievance(material: Material) -> Picture:
    """Grievance of the residents the group claims, beside the four parts of governance."""
    results = material.results
    parts = (
        ("grievance_iraq", "Grievance", HIDDEN),
        ("security_iraq", "Security presence", STATE),
        ("economy_iraq", "Economy", STATE),
        ("services_iraq", "Services", STATE),
        ("inclusion_iraq", "Inclusion", STATE),
    )
    panels = [
        Panel(title, "1", [Series(results.stock(name), colour)], material.happened(name), top=1.0)
        for name, title, colour in parts
        if results.has(name)
    ]
    begin = panels[0].series[0].fan
    first, last = fan_values(material, "grievance_iraq", 0), fan_values(material, "grievance_iraq")
    higher = int((last > first).sum())
    text = (
        words.with_likelihood(f"Grievance ends higher than it began in {words.worlds(higher, len(last))}", higher, len(last))
        + f"; it goes from {words.share(float(begin.median[0]))} to {spread(last, '1')}"
    )
    rests = material.rests("communities.*", "countries.iraq.inclusion", "countries.iraq.economy", "countries.iraq.services")
    return material.picture(
        "after_grievance",
        "after",
        "Grievance and the four parts of governance, Iraq",
        words.sentence(text),
        panels,
        rests,
        columns=3,
        height=1.3,
        narrow_columns=2,
        note="All on a scale from nothing (0 %) to complete (100 %).",
    )


def processes(material: Material) -> Picture:
    """The processes that drive the years after: quality, inclusion, effort and will."""
    results = material.results
    parts = (
        ("quality_iraq", "Quality of the forces"),
        ("inclusion_iraq", "Inclusion"),
        ("effort_iraq", "Effort"),
        ("will_iraq", "Will of the government"),
        ("will_coalition", "Will of the coalition"),
    )
    panels = [
        Panel(title, "1", [Series(results.stock(name), STATE)], material.happened(name), top=1.0)
        for name, title in parts
        if results.has(name)
    ]
    ends = words.listed(
        [
            f"{panel.title.lower()} {words.between(float(one.levels[0, -1]), float(one.levels[4, -1]), '1')}"
            for panel in panels
            for one in [panel.series[0].fan]
        ]
    )
    many = panels[0].series[0].fan.worlds
    reach = f"in nine tenths of {many:,} worlds" if many > 1 else "in this one world"
    text = f"Nobody writes these in advance: by {results.told(results.end)} they lie, {reach}, at {ends}"
    rests = material.rests("countries.iraq.*", "coalition.will")
    return material.picture(
        "after_processes",
        "after",
        "What drives the years after, Iraq",
        words.sentence(text),
        panels,
        rests,
        columns=3,
        height=1.3,
        narrow_columns=2,
        note="All on a scale from nothing (0 %) to complete (100 %).",
    )


def resurgence(material: Material) -> Picture:
    """Share of worlds in which the group comes back, by years since the city's fall and by what is counted."""
    results = material.results
    found = {
        years: [results.outcome(f"{name}_{years}") for name in ("resurgence", "resurgence_attacks", "resurgence_territory")]
        for years in HORIZONS
        if len(results.outcome(f"resurgence_{years}"))
    }
    shown = max((years for years in found if years <= 5), default=max(found))
    told = []
    for values, what in zip(found[shown], ("by either measure", "by attacks", "by ground held"), strict=True):
        if len(values):
            count = int((values > 0.5).sum())
            told.append(words.with_likelihood(f"{what} in {words.worlds(count, len(values))}", count, len(values)))
    text = (
        f"Within {words.how_many(shown)} year{'s' if shown > 1 else ''} of {material.city}'s fall the group comes back in "
        f"{material.country} " + "; ".join(told)
    )
    make = partial(_resurgence_figure, found, material.country)
    alt = f"Share of worlds in which the group comes back in {material.country}. " + " ".join(
        f"Within {years} years: {words.share(float((values[0] > 0.5).mean()))} of {len(values[0]):,} worlds."
        for years, values in found.items()
    )
    return Picture(
        "after_resurgence",
        f"Does it come back in {material.country}?",
        words.sentence(text),
        make(WIDE),
        alt,
        material.rests("countries.iraq.*", "organisation.*", "levels.*"),
        "after",
        partial(make, NARROW),
    )


def interval(count: int, of: int) -> tuple[float, float]:
    """Wilson's 90 % interval for a share of worlds: what a larger ensemble could still change."""
    z = 1.645
    centre = (count + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * np.sqrt(count * (of - count) / of + z * z / 4)
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))


def _resurgence_figure(found: dict[int, list[np.ndarray]], country: str, width: float) -> Figure:
    note = (
        f"Comes back: attacks in {country} in some twelve months at least twice the lowest earlier twelve months, or 100,000 "
        f"people under control in {country} for four weeks, after fewer than that. Bars: what more worlds of the same kind "
        "could still change (90 %)."
    )
    kinds = (("either", CIVILIAN, "o"), ("attacks", GROUP, "s"), ("ground held", HIDDEN, "^"))
    with styled():
        figure, (axes,) = grid(1, 1, width, 1.9, note, above=0.58)
        counted(axes, 1.0, "1")
        for row, (label, colour, marker) in enumerate(kinds):
            for place, values in enumerate(found.values()):
                if len(values[row]):
                    _share_point(axes, place + 0.22 * (row - 1), values[row], colour, marker)
            at = 0.62 + sum(0.25 + 0.078 * len(kind[0]) for kind in kinds[:row])
            y = 1 - 0.44 / figure.get_figheight()
            figure.text((at + 0.06) / width, y, label, fontsize=8.5, color=colour, fontweight="bold", va="center")
            figure.add_artist(Line2D([at / width - 0.004], [y], color=colour, marker=marker, markersize=5))
        axes.set_xlim(-0.5, len(found) - 0.5)
        axes.set_xticks(range(len(found)))
        within = "within\n" if width < 6 else "within "
        axes.set_xticklabels(
            [f"{within}{y} year{'s' if y > 1 else ''}\n{len(v[0]):,} worlds" for y, v in found.items()], fontsize=8
        )
        headed(axes, f"Share of worlds in which it comes back in {country}", " ")
    return figure


def _share_point(axes: Axes, at: float, values: np.ndarray, colour: str, marker: str) -> None:
    count, of = int((values > 0.5).sum()), len(values)
    low, high = interval(count, of)
    axes.plot([at, at], [low, high], color=colour, linewidth=1.6)
    axes.plot([at], [count / of], color=colour, marker=marker, markersize=6)
    axes.annotate(
        words.share(count / of),
        (at, high),
        (0, 2),
        textcoords="offset points",
        ha="center",
        fontsize=7,
        color=colour,
    )
