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
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.group import fan_values
from rekindle.show.figures.panels import Panel, Series, grid, headed
from rekindle.show.figures.picture import MOST, Material, Picture, inside
from rekindle.show.figures.points import tell
from rekindle.show.figures.style import CIVILIAN, GROUP, HIDDEN, STATE, counted, styled
from rekindle.show.figures.telling import course, told
from rekindle.variables import RETURN_YEARS

KINDS = ("resurgence", "resurgence_attacks", "resurgence_territory")
MEASURES = ("either", "attacks", "territory")


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
    often = words.with_likelihood(words.worlds(higher, len(last)), higher, len(last))
    middle, ends = float(begin.median[0]), told(last, "1")
    way = course(words.percent(middle), ends.median, float(np.median(last)) < middle if len(last) else None)
    text = f"Grievance in {inside(label)} ends higher than it began in {often}. It {way} {ends.median_of()}."
    rests = material.rests("communities.*", *(f"countries.{country}.{part}" for part in ("inclusion", "economy", "services")))
    return _of_country(
        material, inside(label), named, f"Grievance and the four parts of governance in {inside(label)}", text, panels, rests
    )


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
    ranges = [words.percents(float(fan.levels[0, -1]), float(fan.levels[4, -1])) for fan in (p.series[0].fan for p in panels)]
    many, when = panels[0].series[0].fan.worlds, results.on(results.end)
    named = material.name("after_processes", country)
    what = f"90 % range of {many:,} worlds" if many > 1 else "in this one world"
    text = f"Nobody knows these in advance. {when}, {_in_text(panels[0].title)} in {inside(label)} is {ranges[0]} ({what})."
    for panel, spell in zip(panels[1:], ranges[1:], strict=True):
        text += " " + words.sentence(f"{_in_text(panel.title)} is {spell}")
    rests = material.rests(f"countries.{country}.*", "coalition.will")
    return _of_country(material, inside(label), named, f"What drives the years after in {inside(label)}", text, panels, rests)


def _in_text(title: str) -> str:
    return f"{'' if title.startswith(('Inclusion', 'Effort')) else 'the '}{title[:1].lower()}{title[1:]}"


def _of_country(
    material: Material, country: str, name: str, title: str, text: str, panels: list[Panel], rests: list[str]
) -> Picture:
    """A picture of small panels on the scale of shares, of one country."""
    note = f"All on a scale from nothing (0 %) to complete (100 %). {material.left_out(material.countries)}".strip()
    return material.picture(name, "after", title, words.sentence(text), panels, rests,
                            columns=3, height=1.3, narrow_columns=2, note=note, where=country)  # fmt: skip


def resurgence(material: Material, country: str) -> Picture:
    """Share of worlds in which the group comes back, by years since the first city's fall and by what is counted."""
    found = {
        years: [material.outcome(name, country, str(years)) for name in KINDS]
        for years in RETURN_YEARS
        if len(material.outcome("resurgence", country, str(years)))
    }
    shown = max((years for years in found if years <= 5), default=max(found))
    where, city = inside(material.countries[country]), inside(next(iter(material.cities.values()), "the city"))
    after = f"within {words.how_many(shown)} year{'s' if shown > 1 else ''} of {city}'s fall"
    text = _returns_sentence(found[shown], where, after)
    make = partial(_resurgence_figure, found, where, _ground_words(material, country))
    by_years = words.listed([
        f"{words.percent(float((values[0] > 0.5).mean()))} within {words.how_many(years)} year{'s' if years > 1 else ''}"
        for years, values in found.items()
    ])  # fmt: skip
    return Picture(
        material.name("after_resurgence", country),
        f"Does the group return in {where}?",
        words.sentence(text),
        make,
        f"Dots with intervals: the share of worlds in which the group returns in {where}, by attacks, by territory and by "
        f"either. By either measure it is {by_years}.",
        material.rests(f"countries.{country}.*", "organisation.*", "levels.*"),
        "after",
        caption=f"Share of simulated worlds in which the group returns in {where} within some years of {city}'s fall, with "
        "90 % intervals for what more worlds could change.",
        numbers=_numbers(found),
    )


def _returns_sentence(values: list[np.ndarray], where: str, when: str) -> str:
    """In how many worlds the group returns by each measure."""
    counts = [(int((one > 0.5).sum()), len(one)) for one in values]
    many, of = counts[0]
    text = f"{when}, the group returns in {where} in {words.with_likelihood(words.worlds(many, of), many, of)}."
    for (count, worlds), what in zip(counts[1:], ("attacks", "territory"), strict=False):
        if worlds:
            text += f" Measured by {what}, it returns in {count:,}." if count else f" Measured by {what}, it returns in none."
    return text


def _numbers(found: dict[int, list[np.ndarray]]) -> Numbers:
    """Shares of worlds by years and measure, with their intervals."""
    rows = []
    for years, kinds in found.items():
        for name, values in zip(MEASURES, kinds, strict=True):
            if len(values):
                count = int((values > 0.5).sum())
                low, high = interval(count, len(values))
                rows.append(
                    (str(years), name, words.percent(count / len(values)), words.percents(low, high), f"{len(values):,}")
                )
    heads = ("Years", "Measured by", "Share of worlds", "90 % interval", "Worlds")
    return Numbers(heads, tuple(rows), (True, False, True, True, True))


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
        f"Returns: attacks in {country} in some twelve months at least twice the lowest earlier twelve months, or {ground}, "
        "after fewer than that. Bars: what more worlds of the same kind could still change (90 %)."
    )
    kinds = (("either", CIVILIAN, "o"), ("attacks", GROUP, "s"), ("territory", HIDDEN, "^"))
    with styled():
        figure, (axes,) = grid(1, 1, width, 1.9, note, above=0.58)
        counted(axes, 1.0, "1")
        for row, (label, colour, marker) in enumerate(kinds):
            for place, values in enumerate(found.values()):
                if len(values[row]):
                    _share_point(axes, place + 0.22 * (row - 1), values[row], colour, marker)
                    _tell(axes, place + 0.22 * (row - 1), list(found)[place], label, values[row])
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
        headed(axes, f"Share of worlds in which the group returns in {country}", " ")
    return figure


def _tell(axes: Axes, at: float, years: int, measure: str, values: np.ndarray) -> None:
    count, of = int((values > 0.5).sum()), len(values)
    low, high = interval(count, of)
    text = f"Within {words.count(years, 'years')}, by {measure}: {words.percent(count / of)} of {of:,} worlds"
    tell(axes, [at], [count / of], [f"{text}; 90 % interval {words.percents(low, high)}"])


def _share_point(axes: Axes, at: float, values: np.ndarray, colour: str, marker: str) -> None:
    count, of = int((values > 0.5).sum()), len(values)
    low, high = interval(count, of)
    axes.plot([at, at], [low, high], color=colour, linewidth=1.6, clip_on=False)
    axes.plot([at], [count / of], color=colour, marker=marker, markersize=6, clip_on=False, zorder=3)
    axes.annotate(
        words.percent(count / of),
        (at, high),
        (0, 2),
        textcoords="offset points",
        ha="center",
        fontsize=7,
        color=colour,
    )
