"""Recorded figures that have no chart of their own, each beside what the worlds have for the same place and days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cache, partial

import numpy as np

from rekindle.analysis.outcomes.periods import share_of_flow
from rekindle.ensemble.frame import THEATRE
from rekindle.record.recorded import Recorded
from rekindle.record.regions import regions_of
from rekindle.show import words
from rekindle.show.figures.bands import quantiles
from rekindle.show.figures.outcomes import Line, alternative, caption, missed, numbers, sheet, where, within
from rekindle.show.figures.picture import Material, Picture, inside
from rekindle.show.figures.recorded import PERIOD, TAIL, undrawn
from rekindle.show.figures.style import CIVILIAN, GROUP, STATE

ROWS = 22
"""Rows on one sheet."""
SOON, NEAR = timedelta(days=5), {"week": timedelta(days=7), "time": timedelta(days=28)}
"""How long before the run a total may begin, and how far a stock's day may lie from one on which worlds are written down."""
FLOW = ("in the week", "since the record before", "/week")
ALIKE = ({"people", "deaths"}, {"attacks", "count"}, {"1", "share"}, {"strikes", "1"})
WORDS = {"deaths_documented": "documented deaths", "covert": "covert members", "overt": "open fighters",
         "control": "share under the group's control", "returned_foreign": "foreign members gone home"}  # fmt: skip
CIVILIANS = ("civilians", "deaths", "displaced", "returned", "fled", "trapped", "held", "residents")
GOVERNMENT = ("forces", "security")
"""How the names of measures begin that concern civilians, or the government side."""


def pictures(material: Material, drawn: Iterable[Recorded]) -> Iterator[Picture]:
    """Sheets of the recorded figures that are not among those drawn already."""
    lines = list(_lines(material, undrawn(material.record, drawn))) if material.results.worlds else []
    for number, first in enumerate(range(0, len(lines), ROWS)):
        chosen = lines[first : first + ROWS]
        make = partial(sheet, chosen)
        title = "Other recorded figures" + (f", {number + 1}" if len(lines) > ROWS else "")
        name = "record_beside" if not number else f"record_beside_{number + 1}"
        rows = tuple(row for line in chosen for row in line.recorded)
        yield Picture(name, title, _sentence(chosen), make, alternative(chosen), [], "outcomes", rows,
                      caption=caption(title, chosen), numbers=numbers(chosen))  # fmt: skip


def _lines(material: Material, rows: Iterable[Recorded]) -> Iterator[Line]:
    """A line for each measure, place and time of which the results have a number: civilians first, then by measure."""
    groups: dict[tuple[str, str, str], list[Recorded]] = {}
    for row in rows:
        if comparable(material, row):
            groups.setdefault((row.measure, row.place, f"{row.start}{row.end}"), []).append(row)
    known = [(group, simulated(material, group[0])) for group in groups.values()]
    found = [(group, *values) for group, values in known if values is not None and len(values[0])]
    order = [CIVILIAN, STATE, GROUP]
    for group, values, unit in sorted(found, key=lambda one: (order.index(_side(one[0][0])), one[0][0].measure)):
        yield Line(_label(material, group[0]), quantiles(values), len(values), unit, _side(group[0]), group)


def why_not(material: Material, row: Recorded) -> str:
    """Why no picture draws a recorded figure: it is of other days than the run, or of something that no result counts."""
    if row.end < material.results.start or row.start > material.results.end:
        return "outside the run"
    if not comparable(material, row):
        return "partly outside the run"
    return "no result counts this"


def comparable(material: Material, row: Recorded) -> bool:
    """Whether a figure is of days that the run covers: a total that began before it would be compared with a part of itself."""
    return material.within(row) and row.end <= material.results.end and row.start >= material.results.start - SOON


def simulated(material: Material, row: Recorded) -> tuple[np.ndarray, str] | None:
    """What worlds have for a recorded figure's measure, place and days, with its unit; None where nothing is the same."""
    results = material.results
    bare, year = TAIL.sub("", row.measure), f"_{row.start.year}"
    whole = [f"{bare}_{row.place}{year}"] if row.place and 364 < row.days < 367 else []
    for name in (row.measure, f"{row.measure}_{row.place}", *whole):
        if results.has(name) and results.dataset[name].dims == ("world",) and _alike(row.unit, results.unit(name)):
            return results.outcome(name), results.unit(name)
    if PERIOD.fullmatch(row.measure[len(bare) :]) and bare != row.measure:
        return None  # a year or month of which the run has no outcome
    named = {"", *(place for place in (row.place,) if row.measure.endswith(f"_{place}"))}
    for name in (*([row.measure] if row.place in named else []), f"{row.measure}_{row.place}"):
        if results.has(name) and results.is_weekly(name):
            return _on(material, row, name, results.weekly(name), results.weeks, "week")
    inside_of = _inside(material, row.place)
    if inside_of and results.has(row.measure) and "place" in results.dataset[row.measure].dims:
        if len(inside_of) > 1 and results.unit(row.measure) in ("1", "share"):
            return None  # shares of several places have no sum
        values = np.sum([results.placed(row.measure, place) for place in inside_of], axis=0)
        return _on(material, row, row.measure, values, results.times, "time")
    return None


def _inside(material: Material, place: str) -> list[str]:
    """Places that a recorded figure's place is made of: itself, those of a country, or those of a region."""
    known = material.results.places
    if place in known or place not in material.countries:
        return [place] if place in known else _regions(tuple(known)).get(place, [])
    own = {name: one for name, one in material.scenario.places.items() if one.kind in THEATRE}
    return [name for name in known if name in own and own[name].country == place]


@cache
def _regions(places: tuple[str, ...]) -> dict[str, list[str]]:
    """Regions by which publishers count, with those of the places that lie in them."""
    return regions_of(places)


def _on(
    material: Material, row: Recorded, name: str, values: np.ndarray, days: np.ndarray, axis: str
) -> tuple[np.ndarray, str] | None:
    """A series' values (worlds, days) on a recorded figure's day, or summed over its days where it counts what happens."""
    unit = material.results.unit(name)
    about = f"{material.results.label(name)} {unit}"
    unit = unit.removesuffix("/week")
    if not _alike(row.unit, unit) or not len(values):
        return None
    values = values[np.isfinite(values[:, -1])]
    if any(mark in about for mark in FLOW):
        return np.nan_to_num(values) @ share_of_flow(days.astype("datetime64[D]"), row.start, row.end), unit
    apart = np.abs((days - np.datetime64(row.end)).astype("timedelta64[D]").astype(int))
    return (values[:, int(apart.argmin())], unit) if apart.min() <= NEAR[axis].days else None


def _alike(recorded: str, simulated: str) -> bool:
    return recorded == simulated or any({recorded, simulated} <= units for units in ALIKE)


def _side(row: Recorded) -> str:
    """Colour of those whom a measure concerns."""
    return CIVILIAN if row.measure.startswith(CIVILIANS) else STATE if row.measure.startswith(GOVERNMENT) else GROUP


def _label(material: Material, row: Recorded) -> str:
    """What, where and when: "Fighters killed, the old town, 20 August to 2 September 2017"."""
    return f"{recorded_label(material, row)}, {_days(row)}"


def recorded_label(material: Material, row: Recorded) -> str:
    """What and where: "Fighters killed, the old town"."""
    what, labels = TAIL.sub("", row.measure), _labels(material)
    named = max((name for name in labels if what.endswith(f"_{name}")), key=len, default="")
    what = what.removesuffix(f"_{named}") if named else what
    what = WORDS.get(what, what.replace("_", " "))
    where = labels.get(named or row.place, row.place.replace("_", " ").title())
    parts = (what[:1].upper() + what[1:], inside(where))
    return ", ".join(part for part in parts if part)


def _labels(material: Material) -> dict[str, str]:
    """Labels by what a measure's name may end with or its place may be: places, banks, cities, countries, regions abroad."""
    places = material.scenario.places
    abroad = {str(one.country).lower(): str(one.country) for one in places.values() if one.kind == "affiliate"}
    homes = {name.removeprefix("home_"): str(one.label) for name, one in places.items() if one.kind == "home"}
    banks = {
        f"{one.bank}_{one.city}": f"the {one.bank.removesuffix('_bank').replace('_', ' ')} bank of {inside(label)}"
        for one in places.values()
        for label in [material.cities.get(getattr(one, "city", None) or "")]
        if label and getattr(one, "bank", None)
    }
    own = {name: material.place(name) for name in places}
    return {**abroad, **homes, **banks, **own, **material.cities, **material.countries}


def _days(row: Recorded) -> str:
    """A figure's days: a whole year by its number, and the year once where both days are of one year."""
    if 364 < row.days < 367 and row.start.day == row.start.month == 1:
        return str(row.start.year)
    if row.start.year == row.end.year and row.start != row.end:
        return f"{words.day(row.start).rpartition(' ')[0]} to {words.day(row.end)}"
    return words.between_days(row.start, row.end)


def _sentence(lines: list[Line]) -> str:
    """How many of the figures lie within the band of nine tenths of worlds."""
    firm = [line for line in lines if any(not row.floor for row in line.recorded)]
    if not firm or firm[0].worlds == 1:
        return words.sentence(f"{len(lines)} recorded figures of places and years that have no chart of their own")
    count = sum(within(line, 0, 4) for line in firm)
    if len(firm) == 1:
        return words.sentence(f"One recorded figure is in no other picture; it lies {where(firm[0])}") + missed(firm)
    count_words = "all" if count == len(firm) else "none" if not count else f"{count}"
    return words.sentence(
        f"Of {len(firm)} recorded figures that are in no other picture, {count_words} lie within the 90 % range"
    ) + missed(firm)
