"""Pictures of what is left: people killed and displaced, ground held, attacks and documented deaths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from rekindle.record.recorded import Recorded
from rekindle.scenario.parts import HELD_AGAIN
from rekindle.show import words
from rekindle.show.figures.bands import try_fan
from rekindle.show.figures.group import fan_values
from rekindle.show.figures.panels import Panel, Series
from rekindle.show.figures.picture import Material, Picture, brief, inside
from rekindle.show.figures.style import CIVILIAN, GROUP, PALETTE, STATE
from rekindle.show.figures.telling import beside, nearest, result

MONTH = 30.44
PLACES = 12
"""Places outside the cities that are drawn; a note names the others."""
HELD = 0.10
"""Share of residents under control from which a place counts as held."""
DISPLACED, RETURNED = "displaced", "returned"


def pictures(material: Material) -> Iterator[Picture]:
    """Every picture of the years after that the results allow."""
    results = material.results
    if not results.worlds:
        return
    long_enough = results.weeks.size > 8
    if material.of(material.countries, "civilians_killed") and long_enough:
        yield civilians(material)
    if material.of(material.countries, DISPLACED, RETURNED):
        yield displaced(material)
    if material.of(material.countries, "held") and results.has("territory"):
        yield ground(material)
    if results.has("control") and _elsewhere(material):
        yield places(material)
    if material.of(material.countries, "attacks") and long_enough:
        yield attacks(material)
    if material.of(material.countries, "deaths_documented") and long_enough:
        yield documented(material)


def civilians(material: Material) -> Picture:
    """Civilians killed by month and country."""
    panels = _monthly(material, "civilians_killed", "civilians a month", CIVILIAN)
    total = material.outcome("civilians_killed_total")
    begin, end = words.day(material.results.start), material.results.told(material.results.end)
    text = f"The number of civilians killed in {material.theatre}, {begin} to {end}, is {result(total)}."
    text += beside(total, material.happened("civilians_killed_total"))
    rests = material.rests("places.*.density", "forces.*.restraint", "coalition.strikes")
    return material.picture("after_civilians", "after", "Civilians killed, by month", words.sentence(text), panels, rests,
                            note=material.left_out(material.countries))  # fmt: skip


def attacks(material: Material) -> Picture:
    """Attacks by the group by month and country."""
    panels = _monthly(material, "attacks", "attacks a month", GROUP)
    country, label = next(iter(material.of(material.countries, "attacks").items()))
    values = material.outcome("attacks", country, str(material.year))
    if len(values):
        text = f"The number of attacks by the group in {inside(label)} in {material.year} is {result(values)}."
        text += beside(values, material.recorded_in(str(material.year), "attacks", country))
    else:
        fan = panels[0].series[0].fan
        last = f"{words.month(fan.dates[-1])}, the last whole month of the run,"
        of = "in this one world" if fan.worlds == 1 else f"median of {fan.worlds:,} worlds"
        text = f"The number of attacks in {inside(label)} in {last} is {words.people(float(fan.median[-1]))} ({of})."
    rests = material.rests("places.*.covert", "organisation.*")
    return material.picture("after_attacks", "after", "Attacks by the group, by month", words.sentence(text), panels, rests,
                            note=material.left_out(material.countries))  # fmt: skip


def documented(material: Material) -> Picture:
    """Deaths as a documentation project would have recorded them, against the record: of countries, and of cities with one."""
    panels = _monthly(material, "deaths_documented", "deaths a month", CIVILIAN)
    inside_band, compared = _months_within(panels)
    cities = {name: label for name, label in material.cities.items() if material.happened("deaths_documented", place=name)}
    panels += _monthly(material, "deaths_documented", "deaths a month", CIVILIAN, cities)
    country, label = next(iter(material.of(material.countries, "deaths_documented").items()))
    values = material.outcome("deaths_documented", country, str(material.year))
    parts = []
    if len(values):
        rows = material.recorded_in(str(material.year), "deaths_documented", country)
        said = f"The number of documented deaths in {inside(label)} in {material.year} is {result(values)}."
        parts.append(said + beside(values, rows))
    if compared and panels[0].series[0].fan.worlds > 1:
        missed = compared - inside_band
        parts.append(f"Of {compared} recorded months, {inside_band} lie within the 90 % range and {missed} outside it.")
    text = " ".join(parts) or "Deaths as a documentation project would have recorded them, which are fewer than those who die."
    rests = material.rests("places.*.covert", "places.*.overt", "cities.*.overt")
    floor = "Documented deaths are a floor: the model holds how many are never written down."
    note = f"{floor} {material.left_out(material.countries)}"
    return material.picture("after_documented", "after", "Documented deaths, by month", words.sentence(text), panels, rests,
                            judged=True, note=note.strip())  # fmt: skip


def _months_within(panels: Sequence[Panel]) -> tuple[int, int]:
    """Recorded months that lie within the band of nine tenths of worlds, and all of them."""
    within = compared = 0
    for panel in panels:
        fan = panel.series[0].fan
        for row in panel.recorded:
            month = [index for index, day in enumerate(fan.dates) if row.start <= words.as_date(day) <= row.end]
            if len(month) == 1:
                compared += 1
                within += bool(fan.levels[0, month[0]] <= row.middle <= fan.levels[4, month[0]])
    return within, compared


def _series_record(material: Material, variable: str, place: str) -> list[Recorded]:
    """Recorded figures for a weekly series by month: those of months, or of longer periods where there are no others."""
    rows = material.happened(variable, place=place)
    if any(row.days <= 45 for row in rows):
        rows = [row for row in rows if row.days <= 45]
    return [row for row in rows if row.days > 5]


def _monthly(material: Material, variable: str, unit: str, colour: str, places: Mapping[str, str] | None = None) -> list[Panel]:
    """A panel by month for each country (or each of the places) that the results have."""
    panels = []
    for name, label in material.of(material.countries if places is None else places, variable).items():
        fan = try_fan(material.results.months, f"{variable}_{name}")
        if fan:
            panels.append(Panel(brief(label), unit, [Series(fan, colour)], _series_record(material, variable, name), MONTH))
    return panels


def displaced(material: Material) -> Picture:
    """People displaced and returned by country, and how much of each city is destroyed."""
    results = material.results
    countries = material.of(material.countries, DISPLACED, RETURNED)
    panels = []
    for name, label in countries.items():
        short = brief(inside(label))
        gone, back = ([Series(results.stock(f"{series}_{name}"), colour)] for series, colour in
                      ((DISPLACED, CIVILIAN), (RETURNED, STATE)))  # fmt: skip
        panels.append(Panel(f"Still displaced, {short}", "people", gone, material.happened(DISPLACED, place=name)))
        panels.append(Panel(f"Returned, {short}, in all", "people", back, material.happened(RETURNED, place=name)))
    for name, label in material.of(material.cities, "damage", DISPLACED).items():
        damage, fled = (results.stock(f"{series}_{name}") for series in ("damage", DISPLACED))
        rows, where = material.happened(DISPLACED, place=name), brief(inside(label))
        ruin = material.happened("damage", place=name)
        panels.append(Panel(f"Destroyed in {where}", "1", [Series(damage, PALETTE[6])], ruin, top=1.0))
        if rows:
            panels.append(Panel(f"Displaced from {where}", "people", [Series(fled, CIVILIAN)], rows))
    text = _displaced_sentence(material, *next(iter(countries.items())))
    rests = material.rests("places.*.displaced", "countries.*.returned", "places.*.damage")
    return material.picture(
        "after_displaced", "after", "Displaced and returned", words.sentence(text), panels, rests, columns=3, height=1.5,
        note=material.left_out(material.countries),
    )  # fmt: skip


def _displaced_sentence(material: Material, country: str, label: str) -> str:
    """How many are displaced and how many have returned on the last day of which that is recorded, or at the end of the run."""
    results = material.results
    known = {what: material.happened(what, place=country) for what in (DISPLACED, RETURNED)}
    when = min(max((row.end for rows in known.values() for row in rows), default=results.until), results.end)
    period = f"{when.year}_{when.month:02d}"
    said = []
    for what, told in ((DISPLACED, "who are still displaced in"), (RETURNED, "who have returned in")):
        rows = material.recorded_in(period, what, country) or nearest(known[what], when)
        values = material.outcome(what, country, period) if (when.month, when.day) == (12, 31) else np.array([])
        values = values if len(values) else fan_values(material, f"{what}_{country}", results.week_at(when))
        said.append(f"the number of people {told} {inside(label)} is {result(values)}.{beside(values, rows)}")
    return f"On {words.day(when)}, {said[0]} {said[1][:1].upper()}{said[1][1:]}"


def ground(material: Material) -> Picture:
    """People living under the group's control, and the territory it holds."""
    results = material.results
    countries = material.of(material.countries, "held")
    panels = [
        Panel(
            f"{brief(label)}: people under its control",
            "people",
            [Series(results.stock(f"held_{country}"), CIVILIAN)],
            material.happened("held", place=country),
        )
        for country, label in countries.items()
    ]
    many = len(material.countries)
    where = "" if many == 1 else ", both countries" if many == 2 else ", all countries"
    alone = next(iter(material.countries)) if many == 1 else ""
    rows = material.happened("territory", place=alone)
    panels.append(Panel(f"Territory{where}", "km²", [Series(results.stock("territory"), GROUP)], rows))
    rests = material.rests("places.*.control", "places.*.area", "places.*.residents", "cities.*.residents")
    return material.picture(
        "after_ground",
        "after",
        "People and territory under the group's control",
        words.sentence(_ground_sentence(material, countries)),
        panels,
        rests,
        columns=3,
        height=1.5,
        note=material.left_out(material.countries),
    )


def _ground_sentence(material: Material, countries: Mapping[str, str]) -> str:
    """In how many worlds many people live under the group's control at the end, in each country by itself.

    As many as it takes to count as a return by territory: so many may differ between countries.
    """
    results = material.results
    said = []
    for name, label in countries.items():
        people = fan_values(material, f"held_{name}")
        least = material.held_again(name).people or HELD_AGAIN
        many, of = int((people >= least).sum()), len(people)
        often = words.with_likelihood(words.worlds(many, of), many, of)
        said.append(f"at least {words.people(least)} people in {inside(label)} live under the group's control in {often}.")
    return f"{results.on(results.end)}, " + " ".join(words.sentence(one) if number else one for number, one in enumerate(said))


def _elsewhere(material: Material) -> list[str]:
    """Places outside the cities: first those with recorded shares, then those under most control at the start."""
    kinds = {name: place.kind for name, place in material.scenario.places.items()}
    found = [name for name in material.results.places if kinds.get(name) in ("town", "governorate")]
    start = {name: float(np.nanmedian(material.results.placed("control", name)[:, 0])) for name in found}
    recorded = {name: len(material.happened("control", place=name)) for name in found}
    return sorted(found, key=lambda name: (-recorded[name], -start[name]))


def places(material: Material) -> Picture:
    """Share of residents under the group's control in places outside the cities."""
    results = material.results
    found = _elsewhere(material)
    fans = {name: results.by_place("control", name) for name in found}
    panels = [
        Panel(
            brief(material.place(name)),
            "1",
            [Series(fans[name], GROUP)],
            material.happened("control", place=name),
            top=1.04,
            full=material.place(name),
        )
        for name in found[:PLACES]
    ]
    first, last = (sum(float(fan.median[week]) >= HELD for fan in fans.values()) for week in (0, -1))
    many = next(iter(fans.values())).worlds
    of = "in this one world" if many == 1 else f"medians of {many:,} worlds"
    text = (
        f"The group controls a tenth or more of the residents of {first or 'none'} of the {len(found)} places outside the "
        f"cities at the start. At the end it does so in {last or 'none'} of them ({of})"
    )
    if len(found) == 1:
        held = {True: "a tenth or more", False: "less than a tenth"}
        text = (
            f"The group controls {held[first > 0]} of the residents of the one place outside the cities at the start. "
            f"At the end it controls {held[last > 0]} ({of})"
        )
    missing = [material.place(name) for name in found[PLACES:]]
    note = f"Not drawn for want of room: {'; '.join(missing)}." if missing else ""
    rests = material.rests(*(f"places.{name}.control" for name in found))
    return material.picture(
        "after_places", "after", "Residents under the group's control, place by place", words.sentence(text), panels, rests,
        columns=3, height=1.1, narrow_columns=2, note=note,
    )  # fmt: skip
