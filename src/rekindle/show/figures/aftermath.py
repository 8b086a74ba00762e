"""Pictures of what is left: people killed and displaced, ground held, attacks and documented deaths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from rekindle.analysis.outcomes.city import HELD_AGAIN
from rekindle.record.recorded import Recorded
from rekindle.show import words
from rekindle.show.figures.bands import try_fan
from rekindle.show.figures.group import fan_values
from rekindle.show.figures.panels import Panel, Series
from rekindle.show.figures.picture import Material, Picture, nearest, spread
from rekindle.show.figures.style import CIVILIAN, GROUP, PALETTE, STATE

MONTH = 30.44
MANY = HELD_AGAIN
"""People under control who count as many: as many as it takes to count as a return by territory."""


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


def civilians(material: Material) -> Picture:
    """Civilians killed by month, Iraq and Syria."""
    panels = _monthly(material, "civilians_killed", "Civilians killed", "civilians a month", CIVILIAN)
    total = material.results.outcome("civilians_killed_total")
    told = spread(total, "", material.happened("civilians_killed_total")) if len(total) else "not counted"
    begin, end = words.day(material.results.start), material.results.told(material.results.end)
    text = f"Civilians killed in the whole theatre from {begin} to {end}: {told}"
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
        last = f"{words.month(fan.dates[-1])}, the last whole month of the run"
        text = f"Attacks in Iraq in {last}: {words.number(float(fan.median[-1]))} in the median of {fan.worlds:,} worlds"
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
        told = spread(values, "", material.recorded_year("deaths_documented_iraq", 2018))
        parts.append(f"documented deaths in Iraq in 2018: {told}")
    if compared and panels[0].series[0].fan.worlds > 1:
        parts.append(f"{inside} of {compared} recorded months lie within the band of nine tenths of worlds")
    text = "; ".join(parts) or "deaths as a documentation project would have recorded them, fewer than those who die"
    rests = material.rests("places.*.covert", "places.*.overt", "cities.*.overt")
    return material.picture(
        "after_documented",
        "after",
        "Documented deaths, by month",
        words.sentence(text),
        panels,
        rests,
        note="Documented deaths are a floor: the model holds how many are never written down.",
    )


def _series_record(material: Material, measure: str) -> list[Recorded]:
    """Recorded figures for a weekly series: under its own name, or as outcomes by year or month."""
    names = dict.fromkeys(row.measure for row in material.record)
    wanted = [
        name for name in names if name == measure or (name.startswith(measure + "_") and name[len(measure) + 1 :][:4].isdigit())
    ]
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
            panels.append(Panel(country.capitalize(), unit, [Series(fan, colour)], _series_record(material, name), MONTH))
    return panels


def displaced(material: Material) -> Picture:
    """People displaced and returned in Iraq, and how much of the city is destroyed."""
    results = material.results
    gone, back = results.stock("displaced_iraq"), results.stock("returned_iraq")
    panels = [
        Panel(
            "Still displaced, Iraq",
            "people",
            [Series(gone, CIVILIAN)],
            material.happened("displaced_iraq", "displaced_2018_12"),
        ),
        Panel(
            "Returned, Iraq, in all",
            "people",
            [Series(back, STATE)],
            material.happened("returned_iraq", "returned_2018_12"),
        ),
    ]
    if results.has("damage_mosul"):
        panels.append(
            Panel(
                f"Destroyed in {material.city}",
                "1",
                [Series(results.stock("damage_mosul"), PALETTE[6])],
                material.happened("damage_mosul"),
                top=1.0,
            )
        )
    text = _displaced_sentence(material)
    rests = material.rests("places.*.displaced", "countries.iraq.returned", "places.*.damage")
    return material.picture(
        "after_displaced", "after", "Displaced and returned", words.sentence(text), panels, rests, columns=3, height=1.5
    )


def _displaced_sentence(material: Material) -> str:
    """How many are displaced and how many have returned at the end of 2018, or of a shorter run."""
    results = material.results
    when = min(date(2018, 12, 31), results.end)
    week = max(0, int((results.weeks <= np.datetime64(when)).sum()) - 1)
    told = []
    for verb, series, outcome in (
        ("still displaced", "displaced_iraq", "displaced_2018_12"),
        ("returned", "returned_iraq", "returned_2018_12"),
    ):
        values = results.outcome(outcome)
        rows = material.happened(outcome) or nearest(material.happened(series), when)
        told.append(f"{verb}, {spread(values if len(values) else fan_values(material, series, week), 'people', rows)}")
    return f"Iraqis on {words.day(when)}: " + "; ".join(told)


def ground(material: Material) -> Picture:
    """People living under the group's control, and the territory it holds."""
    results = material.results
    panels = [
        Panel(
            f"{label}: living under its control",
            "people",
            [Series(results.stock(f"held_{country}"), CIVILIAN)],
            material.happened(f"held_{country}"),
        )
        for country, label in material.countries.items()
        if results.has(f"held_{country}")
    ]
    panels.append(
        Panel(
            "Territory, both countries",
            "km²",
            [Series(results.stock("territory"), GROUP)],
            material.happened("territory"),
        )
    )
    text = _ground_sentence(material)
    rests = material.rests("places.*.control", "places.*.area", "places.*.residents", "cities.*.residents")
    return material.picture(
        "after_ground",
        "after",
        "People and ground under its control",
        words.sentence(text),
        panels,
        rests,
        columns=3,
        height=1.5,
    )


def _ground_sentence(material: Material) -> str:
    """In how many worlds many people live under the group's control at the end, in each country by itself."""
    results = material.results
    told = []
    for name, label in material.countries.items():
        if results.has(f"held_{name}"):
            people = fan_values(material, f"held_{name}")
            many, of = int((people >= MANY).sum()), len(people)
            told.append(words.with_likelihood(f"in {label} in {words.worlds(many, of)}", many, of))
    return f"{results.on(results.end)} at least {MANY:,.0f} people live under the group's control {words.listed(told)}"
