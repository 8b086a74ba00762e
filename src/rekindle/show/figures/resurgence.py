"""Pictures of why and whether the group returns: grievance, governance, will, and how often it does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rekindle.scenario.labels import Labels
from rekindle.show import words
from rekindle.show.figures.group import fan_values
from rekindle.show.figures.panels import Panel, Series, grid, headed
from rekindle.show.figures.picture import MOST, Material, Picture, inside, spread
from rekindle.show.figures.style import CIVILIAN, GROUP, HIDDEN, STATE, counted, styled
from rekindle.variables import RETURN_YEARS

KINDS = ("resurgence", "resurgence_attacks", "resurgence_territory")


def pictures(material: Material) -> Iterator[Picture]:
    """Every picture of the return and its causes that the results allow, country by country."""
    if not material.results.worlds:
        return
    for country in material.of(material.countries, "grievance", "security"):
        yield grievance(material, country)
    for country in material.of(material.countries, "quality", "will"):
        yield processes(material, country)
    for country in list(material.countries)[:MOST]:
        if any(len(material.outcome("resurgence", country, str(years))) for years in RETURN_YEARS):
            yield resurgence(material, country)


def grievance(material: Material, country: str) -> Picture:
    """Grievance of the residents the group claims, beside the four parts of governance."""
    results, label = material.results, material.countries[country]
    parts = (
        ("grievance", "Grievance", HIDDEN),
        ("security", "Security presence", STATE),
        ("economy", "Economy", STATE),
        ("services", "Services", STATE),
        ("inclusion", "Inclusion", STATE),
    )
    panels = [
        Panel(title, "1", [Series(results.stock(f"{name}_{country}"), colour)], material.happened(name, place=country), top=1.0)
        for name, title, colour in parts
        if results.has(f"{name}_{country}")
    ]
    begin = panels[0].series[0].fan
    first, last = fan_values(material, f"grievance_{country}", 0), fan_values(material, f"grievance_{country}")
    higher = int((last > first).sum())
    named = material.name("after_grievance", country)
    where = "" if named == "after_grievance" else f" in {inside(label)}"
    told = f"Grievance{where} ends higher than it began in {words.worlds(higher, len(last))}"
    text = (
        words.with_likelihood(told, higher, len(last))
        + f"; it goes from {words.percent(float(begin.median[0]))} to {spread(last, '1')}"
    )
    rests = material.rests("communities.*", *(f"countries.{country}.{part}" for part in ("inclusion", "economy", "services")))
    return _of_country(material, named, f"Grievance and the four parts of governance, {inside(label)}", text, panels, rests)


def processes(material: Material, country: str) -> Picture:
    """The processes that drive the years after: quality, inclusion, effort and will."""
    results, label = material.results, material.countries[country]
    parts = (
        (f"quality_{country}", "quality", "Quality of the forces"),
        (f"inclusion_{country}", "inclusion", "Inclusion"),
        (f"effort_{country}", "effort", "Effort"),
        (f"will_{country}", "will", "Will of the government"),
        ("will_coalition", "will_coalition", "Will of the coalition"),
    )
    panels = [
        Panel(title, "1", [Series(results.stock(name), STATE)],
              material.happened(variable, place="" if name == variable else country), top=1.0)
        for name, variable, title in parts
        if results.has(name)
    ]  # fmt: skip
    ends = words.listed(
        [
            f"{panel.title.lower()} {words.percents(float(one.levels[0, -1]), float(one.levels[4, -1]))}"
            for panel in panels
            for one in [panel.series[0].fan]
        ]
    )
    many = panels[0].series[0].fan.worlds
    reach = f"in nine tenths of {many:,} worlds" if many > 1 else "in this one world"
    named = material.name("after_processes", country)
    where = "" if named == "after_processes" else f"In {inside(label)}, "
    text = f"{where}nobody writes these in advance: by {results.told(results.end)} they lie, {reach}, at {ends}"
    rests = material.rests(f"countries.{country}.*", "coalition.will")
    return _of_country(material, named, f"What drives the years after, {inside(label)}", text, panels, rests)


def _of_country(material: Material, name: str, title: str, text: str, panels: list[Panel], rests: list[str]) -> Picture:
    """A picture of small panels on the scale of shares, of one country."""
    note = f"All on a scale from nothing (0 %) to complete (100 %). {material.left_out(material.countries)}".strip()
    return material.picture(name, "after", title, words.sentence(text), panels, rests,
                            columns=3, height=1.3, narrow_columns=2, note=note)  # fmt: skip


def resurgence(material: Material, country: str) -> Picture:
    """Share of worlds in which the group comes back, by years since the first city's fall and by what is counted."""
    found = {
        years: [material.outcome(name, country, str(years)) for name in KINDS]
        for years in RETURN_YEARS
        if len(material.outcome("resurgence", country, str(years)))
    }
    shown = max((years for years in found if years <= 5), default=max(found))
    told = []
    for values, what in zip(found[shown], ("by either measure", "by attacks", "by ground held"), strict=True):
        if len(values):
            count = int((values > 0.5).sum())
            told.append(words.with_likelihood(f"{what} in {words.worlds(count, len(values))}", count, len(values)))
    where, city = inside(material.countries[country]), inside(next(iter(material.cities.values()), "the city"))
    text = (
        f"Within {words.how_many(shown)} year{'s' if shown > 1 else ''} of {city}'s fall the group comes back in "
        f"{where} " + "; ".join(told)
    )
    make = partial(_resurgence_figure, found, where, _ground_words(material, country))
    alt = f"Share of worlds in which the group comes back in {where}. " + " ".join(
        f"Within {years} years: {words.percent(float((values[0] > 0.5).mean()))} of {len(values[0]):,} worlds."
        for years, values in found.items()
    )
    return Picture(
        material.name("after_resurgence", country),
        f"Does it come back in {where}?",
        words.sentence(text),
        make,
        alt,
        material.rests(f"countries.{country}.*", "organisation.*", "levels.*"),
        "after",
    )


def _ground_words(material: Material, country: str) -> str:
    """What counts as a return by territory: "100,000 people under control in the republic for four weeks"."""
    much, weeks = Labels(material.scenario).counts_as_return(country), material.held_again(country).weeks
    return f"{much} under control in {inside(material.countries[country])} for {words.how_many(weeks)} weeks"


def interval(count: int, of: int) -> tuple[float, float]:
    """Wilson's 90 % interval for a share of worlds: what a larger ensemble could still change."""
    z = 1.645
    centre = (count + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * np.sqrt(count * (of - count) / of + z * z / 4)
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))


def _resurgence_figure(found: dict[int, list[np.ndarray]], country: str, ground: str, width: float) -> Figure:
    note = (
        f"Comes back: attacks in {country} in some twelve months at least twice the lowest earlier twelve months, or {ground}, "
        "after fewer than that. Bars: what more worlds of the same kind could still change (90 %)."
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
        words.percent(count / of),
        (at, high),
        (0, 2),
        textcoords="offset points",
        ha="center",
        fontsize=7,
        color=colour,
    )
