"""Pictures of what is left: people killed and displaced, attacks, ground held, grievance, governance, and the return."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

import numpy as np
from matplotlib.figure import Figure

from rekindle.show import words
from rekindle.show.bands import try_fan
from rekindle.show.figures_group import fan_values
from rekindle.show.panels import Panel, Series, grid, headed
from rekindle.show.picture import Material, Picture, nearest, spread
from rekindle.show.record import Recorded
from rekindle.show.style import CIVILIAN, GROUP, HIDDEN, NARROW, PALETTE, STATE, WIDE, counted, styled

MONTH = 30.44


def pictures(material: Material) -> Iterator[Picture]:
    """Every picture of the years after that the results allow."""
    results = material.results
    if not results.worlds:
        return
    long_enough = results.weeks.size > 8
    if results.has("civilians_killed_iraq") and long_enough:
        yield civilians(material)
    if results.has("displaced_iraq", "returned_iraq"):
        yield displaced(material)
    if results.has("held_iraq", "territory"):
        yield ground(material)
    if results.has("attacks_iraq") and long_enough:
        yield attacks(material)
    if results.has("deaths_documented_iraq") and long_enough:
        yield documented(material)
    if results.has("grievance_iraq", "security_iraq"):
        yield grievance(material)
    if results.has("quality_iraq", "will_iraq"):
        yield processes(material)
    if any(len(results.outcome(f"resurgence_{years}")) for years in (1, 3, 5, 10)):
        yield resurgence(material)


def civilians(material: Material) -> Picture:
    """Civilians killed by month, Iraq and Syria."""
    panels = _monthly(material, "civilians_killed", "Civilians killed", "civilians a month", CIVILIAN)
    total = material.results.outcome("civilians_killed_total")
    told = spread(total, "civilians", material.happened("civilians_killed_total")) if len(total) else "not counted"
    text = f"Civilians killed in the whole theatre from {words.day(material.results.start)} to {words.day(material.results.end)}: {told}"  # fmt: skip
    rests = material.rests("places.*.density", "forces.*.restraint", "coalition.strikes")
    return material.picture("after_civilians", "after", "Civilians killed, by month", words.sentence(text), panels, rests)


def attacks(material: Material) -> Picture:
    """Attacks by the group by month, Iraq and Syria."""
    panels = _monthly(material, "attacks", "Attacks by the group", "attacks a month", GROUP)
    values = material.results.outcome("attacks_iraq_2018")
    if len(values):
        text = f"Attacks in Iraq in 2018: {spread(values, '', material.happened('attacks_iraq_2018'))}"
    else:
        fan = panels[0].series[0].fan
        text = f"In {words.month(fan.dates[-1])}, the last whole month of the run, {words.number(float(fan.median[-1]))} attacks in Iraq in the median of {words.worlds(fan.worlds, fan.worlds).removeprefix('all ')}"  # fmt: skip
    rests = material.rests("places.*.covert", "organisation.*")
    return material.picture("after_attacks", "after", "Attacks, by month", words.sentence(text), panels, rests)


def documented(material: Material) -> Picture:
    """Deaths as a documentation project would have recorded them, against the record."""
    panels = _monthly(material, "deaths_documented", "Documented deaths", "deaths a month", CIVILIAN)
    inside, compared = 0, 0
    for panel in panels:
        fan = panel.series[0].fan
        for row in panel.recorded:
            month = [index for index, day in enumerate(fan.dates) if row.start <= words.as_date(day) <= row.end]
            if len(month) == 1:
                compared += 1
                inside += bool(fan.levels[0, month[0]] <= row.middle <= fan.levels[4, month[0]])
    values = material.results.outcome("deaths_documented_iraq_2018")
    parts = []
    if len(values):
        parts.append(f"documented deaths in Iraq in 2018: {spread(values, '', _year_total(material))}")
    if compared and panels[0].series[0].fan.worlds > 1:
        parts.append(f"{inside} of {compared} recorded months lie within the band of nine tenths of worlds")
    text = "; ".join(parts) or "deaths as a documentation project would have recorded them, fewer than those who die"
    rests = material.rests("places.*.covert", "places.*.overt", "cities.*.overt")
    return material.picture(
        "after_documented", "after", "Documented deaths, by month", words.sentence(text), panels, rests,
        note="Documented deaths are a floor: the model holds how many are never written down.",
    )  # fmt: skip


def _year_total(material: Material) -> list[Recorded]:
    """A recorded total for 2018: as given, or the sum of twelve recorded months."""
    whole = material.happened("deaths_documented_iraq_2018")
    if whole:
        return whole
    whole = [row for row in material.happened("deaths_documented_iraq") if row.start == date(2018, 1, 1) and row.days == 365]
    if whole:
        return whole
    months = [row for row in _series_record(material, "deaths_documented_iraq") if row.start.year == 2018 and row.days < 32]
    if len({row.start.month for row in months}) != 12 or len(months) != 12:
        return []
    total, first = sum(row.middle for row in months), months[0]
    status = "derived" if all(row.firm for row in months) else "recalled"
    return [Recorded(first.measure, first.place, date(2018, 1, 1), date(2018, 12, 31), total, total, total,
                     first.unit, first.source, status, first.known_on, "sum of twelve months", first.line)]  # fmt: skip


def _series_record(material: Material, measure: str) -> list[Recorded]:
    """Recorded figures for a weekly series: under its own name, or as outcomes by year or month."""
    names = dict.fromkeys(row.measure for row in material.record)
    wanted = [name for name in names if name == measure or (name.startswith(measure + "_") and name[len(measure) + 1 :][:4].isdigit())]  # fmt: skip
    rows = material.happened(*wanted)
    if any(row.days <= 45 for row in rows):
        rows = [row for row in rows if row.days <= 45]
    return [row for row in rows if row.days > 5]


def _monthly(material: Material, measure: str, title: str, unit: str, colour: str) -> list[Panel]:
    """A panel by month for each country that the results have."""
    panels = []
    for country in ("iraq", "syria"):
        name = f"{measure}_{country}"
        fan = try_fan(material.results.months, name) if material.results.has(name) else None
        if fan:
            panels.append(Panel(country.capitalize(), unit, [Series(fan, colour)],
                                _series_record(material, name), MONTH))  # fmt: skip
    return panels


def displaced(material: Material) -> Picture:
    """People displaced and returned in Iraq, and how much of the city is destroyed."""
    results = material.results
    gone, back = results.stock("displaced_iraq"), results.stock("returned_iraq")
    panels = [
        Panel("Still displaced, Iraq", "people", [Series(gone, CIVILIAN)],
              material.happened("displaced_iraq", "displaced_2018_12")),
        Panel("Returned, Iraq, in all", "people", [Series(back, STATE)],
              material.happened("returned_iraq", "returned_2018_12")),
    ]  # fmt: skip
    if results.has("damage_mosul"):
        panels.append(Panel(f"Destroyed in {material.city}", "1", [Series(results.stock("damage_mosul"), PALETTE[6])],
                            material.happened("damage_mosul"), top=1.0))  # fmt: skip
    when = min(date(2018, 12, 31), results.end)
    week = max(0, int((results.weeks <= np.datetime64(when)).sum()) - 1)
    told = []
    for verb, series, outcome in (("still displaced", "displaced_iraq", "displaced_2018_12"),
                                  ("returned", "returned_iraq", "returned_2018_12")):  # fmt: skip
        values = results.outcome(outcome)
        rows = material.happened(outcome) or nearest(material.happened(series), when)
        told.append(f"{verb}, {spread(values if len(values) else fan_values(material, series, week), 'people', rows)}")
    text = f"Iraqis on {words.day(when)}: " + "; ".join(told)
    rests = material.rests("places.*.displaced", "countries.iraq.returned", "places.*.damage")
    return material.picture("after_displaced", "after", "Displaced and returned", words.sentence(text), panels, rests,
                            columns=3, height=1.5)  # fmt: skip


def ground(material: Material) -> Picture:
    """People living under the group's control, and the territory it holds."""
    results = material.results
    panels = [Panel(f"{country.capitalize()}: living under its control", "people",
                    [Series(results.stock(f"held_{country}"), CIVILIAN)], material.happened(f"held_{country}"))
              for country in ("iraq", "syria") if results.has(f"held_{country}")]  # fmt: skip
    panels.append(Panel("Territory, both countries", "km²", [Series(results.stock("territory"), GROUP)],
                        material.happened("territory")))  # fmt: skip
    people = sum((fan_values(material, f"held_{name}") for name in ("iraq", "syria") if results.has(f"held_{name}")),
                 start=np.zeros(1))  # fmt: skip
    many, of = int((people >= 100_000).sum()), len(people)
    text = words.with_likelihood(
        f"On {words.day(results.weeks[-1])} at least 100,000 people live under the group's control in {words.worlds(many, of)}",
        many, of,
    )  # fmt: skip
    rests = material.rests("places.*.control", "places.*.area", "places.*.residents", "cities.*.residents")
    return material.picture("after_ground", "after", "People and ground under its control", words.sentence(text), panels,
                            rests, columns=3, height=1.5)  # fmt: skip


def grievance(material: Material) -> Picture:
    """Grievance of the residents the group claims, beside the four parts of governance."""
    results = material.results
    parts = (("grievance_iraq", "Grievance", HIDDEN), ("security_iraq", "Security presence", STATE),
             ("economy_iraq", "Economy", STATE), ("services_iraq", "Services", STATE),
             ("inclusion_iraq", "Inclusion", STATE))  # fmt: skip
    panels = [Panel(title, "1", [Series(results.stock(name), colour)], material.happened(name), top=1.0)
              for name, title, colour in parts if results.has(name)]  # fmt: skip
    begin = panels[0].series[0].fan
    first, last = fan_values(material, "grievance_iraq", 0), fan_values(material, "grievance_iraq")
    higher = int((last > first).sum())
    text = words.with_likelihood(
        f"Grievance ends higher than it began in {words.worlds(higher, len(last))}", higher, len(last)
    ) + f"; it goes from {words.share(float(begin.median[0]))} to {spread(last, '1')}"  # fmt: skip
    rests = material.rests("communities.*", "countries.iraq.inclusion", "countries.iraq.economy", "countries.iraq.services")
    return material.picture(
        "after_grievance", "after", "Grievance and the four parts of governance, Iraq", words.sentence(text), panels, rests,
        columns=3, height=1.3, narrow_columns=2, note="All on a scale from nothing (0 %) to complete (100 %).",
    )  # fmt: skip


def processes(material: Material) -> Picture:
    """The processes that drive the years after: quality, inclusion, effort and will."""
    results = material.results
    parts = (("quality_iraq", "Quality of the forces"), ("inclusion_iraq", "Inclusion"), ("effort_iraq", "Effort"),
             ("will_iraq", "Will of the government"), ("will_coalition", "Will of the coalition"))  # fmt: skip
    panels = [Panel(title, "1", [Series(results.stock(name), STATE)], material.happened(name), top=1.0)
              for name, title in parts if results.has(name)]  # fmt: skip
    ends = words.listed([
        f"{panel.title.lower()} {words.between(float(one.levels[0, -1]), float(one.levels[4, -1]), '1')}"
        for panel in panels for one in [panel.series[0].fan]
    ])  # fmt: skip
    many = panels[0].series[0].fan.worlds
    reach = f"in nine tenths of {many:,} worlds" if many > 1 else "in this one world"
    text = f"Nobody writes these in advance: by {words.day(results.end)} they lie, {reach}, at {ends}"
    rests = material.rests("countries.iraq.*", "coalition.will")
    return material.picture(
        "after_processes", "after", "What drives the years after, Iraq", words.sentence(text), panels, rests,
        columns=3, height=1.3, narrow_columns=2, note="All on a scale from nothing (0 %) to complete (100 %).",
    )  # fmt: skip


def resurgence(material: Material) -> Picture:
    """Share of worlds in which the group comes back, by years since the city's fall and by what is counted."""
    results = material.results
    found = {years: [results.outcome(f"{name}_{years}") for name in ("resurgence", "resurgence_attacks", "resurgence_territory")]
             for years in (1, 3, 5, 10) if len(results.outcome(f"resurgence_{years}"))}  # fmt: skip
    shown = max((years for years in found if years <= 5), default=max(found))
    told = []
    for values, what in zip(found[shown], ("by either measure", "by attacks", "by ground held"), strict=True):
        if len(values):
            count = int((values > 0.5).sum())
            told.append(words.with_likelihood(f"{what} in {words.worlds(count, len(values))}", count, len(values)))
    text = f"Within {words.how_many(shown)} year{'s' if shown > 1 else ''} of the city's fall the group comes back " + "; ".join(told)  # fmt: skip
    make = partial(_resurgence_figure, found)
    alt = "Share of worlds in which the group comes back. " + " ".join(
        f"Within {years} years: {words.share(float((values[0] > 0.5).mean()))} of {len(values[0]):,} worlds."
        for years, values in found.items()
    )
    return Picture("after_resurgence", "Does it come back?", words.sentence(text), make(WIDE), alt,
                   material.rests("countries.iraq.*", "organisation.*", "levels.*"), "after", partial(make, NARROW))  # fmt: skip


def interval(count: int, of: int) -> tuple[float, float]:
    """Wilson's 90 % interval for a share of worlds: what a larger ensemble could still change."""
    z = 1.645
    centre = (count + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * np.sqrt(count * (of - count) / of + z * z / 4)
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))


def _resurgence_figure(found: dict[int, list[np.ndarray]], width: float) -> Figure:
    note = (
        "Comes back: attacks in some twelve months at least twice the lowest earlier twelve months, or 100,000 residents "
        "under control for four weeks. Bars: what more worlds of the same kind could still change (90 %)."
    )
    kinds = (("either", CIVILIAN, "o"), ("attacks", GROUP, "s"), ("ground held", HIDDEN, "^"))
    with styled():
        figure, (axes,) = grid(1, 1, width, 1.9, note, right=1.0)
        counted(axes, 1.0, "1")
        for row, (label, colour, marker) in enumerate(kinds):
            for place, values in enumerate(found.values()):
                if len(values[row]):
                    _share_point(axes, place + 0.2 * (row - 1), values[row], colour, marker, label, place + 1 == len(found))
        axes.set_xlim(-0.5, len(found) - 0.5)
        axes.set_xticks(range(len(found)))
        axes.set_xticklabels([f"within {y} year{'s' if y > 1 else ''}\n{len(v[0]):,} worlds" for y, v in found.items()],
                             fontsize=8)  # fmt: skip
        headed(axes, "Share of worlds in which the group comes back", "")
    return figure


def _share_point(axes: object, at: float, values: np.ndarray, colour: str, marker: str, label: str, last: bool) -> None:
    count, of = int((values > 0.5).sum()), len(values)
    low, high = interval(count, of)
    axes.plot([at, at], [low, high], color=colour, linewidth=1.6)  # type: ignore[attr-defined]
    axes.plot([at], [count / of], color=colour, marker=marker, markersize=6.5)  # type: ignore[attr-defined]
    axes.annotate(f"{100 * count / of:.0f} %", (at, high), (0, 2), textcoords="offset points", ha="center",
                  fontsize=7, color=colour)  # type: ignore[attr-defined]  # fmt: skip
    if last:
        axes.annotate(label, (at, count / of), (9, 0), textcoords="offset points", fontsize=8, color=colour, va="center",
                      fontweight="bold")  # type: ignore[attr-defined]  # fmt: skip

