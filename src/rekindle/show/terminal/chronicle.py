"""One world told as dated sentences: what a reader of the news in that world would have noticed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from rekindle.show import words
from rekindle.show.figures.bands import Results
from rekindle.show.figures.picture import inside

RETAKEN = 0.01
"""Share of residents under control below which a place that was held is retaken."""
TAKEN = 0.10
"""Share above which a place counts as held, at the start and later: less is a foothold, and cannot be retaken."""
SIGN = 0.05
"""Fall of the share under control that is the first sign of an assault."""
LOSS = 0.1
"""Fall of the leadership's capability within a week that is told."""
STANCES = (
    "the leadership stands its ground",
    "the leadership withdraws to fight elsewhere",
    "the leadership goes underground",
)
Event = tuple[date, str]


class World:
    """The series of one world, by name, on the days its weeks end."""

    def __init__(self, dataset: Any, scenario: Any) -> None:
        self.results = Results(dataset, scenario.start)
        self.scenario = scenario
        self.weeks = self.results.weeks
        self.times = self.results.times

    def national(self, name: str) -> np.ndarray | None:
        """A national series, or None where the results have none."""
        if not self.results.has(name):
            return None
        variable = self.results.dataset[name]
        if "world" in variable.dims:
            variable = variable.isel(world=0)
        values = np.asarray(variable.values, float)
        if self.results.opening and np.isnan(values[0]):
            values = np.concatenate([[0.0], values[1:]])  # nothing flows before the first week
        return values if np.isfinite(values).all() else None

    def place(self, name: str, place: str) -> np.ndarray:
        """A place's series on the recorded days."""
        values = self.results.dataset[name].isel(place=self.results.places.index(place))
        if "sampled_world" in values.dims:
            values = values.isel(sampled_world=0)
        return np.asarray(values.values, float)

    def label(self, place: str) -> str:
        return words.within_text(str(getattr(self.scenario.places.get(place), "label", place)))

    def kind(self, place: str) -> str:
        return str(getattr(self.scenario.places.get(place), "kind", ""))

    @property
    def countries(self) -> dict[str, str]:
        """Labels of the countries by name, as they stand in a sentence."""
        return {name: inside(words.within_text(str(one.label))) for name, one in self.scenario.countries.items()}

    @property
    def cities(self) -> dict[str, str]:
        """Labels of the cities by name, as they stand in a sentence."""
        cities = getattr(self.scenario, "cities", None) or {}
        return {name: inside(words.within_text(str(one.label))) for name, one in cities.items()}

    def sectors(self, city: str) -> list[str]:
        places = self.scenario.places
        mine = [name for name in self.results.places if self.kind(name) == "sector"]
        return [name for name in mine if getattr(places[name], "city", None) == city]


def sentences(dataset: Any, scenario: Any) -> list[Event]:
    """Dated sentences of one world, in order of time.

    `dataset` holds a single world (world and sampled_world of length one). A series that is missing is passed over.
    """
    world = World(dataset, scenario)
    tellers: tuple[Callable[[World], Iterator[Event]], ...] = (
        places, city_falls, stance, leadership, worst_weeks, crossover, years,
    )  # fmt: skip
    # the last week may run past the horizon: what it brings is told on the day asked for
    events = [(min(when, world.results.until), text) for tell in tellers for when, text in tell(world)]
    return sorted(events, key=lambda event: event[0])


def as_text(events: Sequence[Event], width: int = 80, title: str = "") -> str:
    """The chronicle for a terminal: years as headings, a day and month before each sentence, wrapped at `width`."""
    lines = [*textwrap.wrap(title, width), ""] if title else []
    year = None
    for when, text in events:
        if when.year != year:
            lines += [""] * (year is not None) + [str(when.year)]
            year = when.year
        head = f"  {when.day:>2} {words.MONTHS[when.month - 1][:3]}  "
        lines += textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head))
    if not events:
        lines.append("Nothing in this world crosses a threshold worth a sentence.")
    return "\n".join(lines) + "\n"


def places(world: World) -> Iterator[Event]:
    """First sign of the assault, retaking, and ground taken again, place by place."""
    if not world.results.has("control"):
        return
    for place in world.results.places:
        if world.kind(place) != "home":
            yield from _place(world, place)


def _place(world: World, place: str) -> Iterator[Event]:
    control = world.place("control", place)
    name = world.label(place)
    held = bool(control[0] > TAKEN)
    signed = world.kind(place) != "sector" or not held
    for week in range(1, len(control)):
        when, now = words.as_date(world.times[week]), float(control[week])
        if not signed and now < control[0] - SIGN:
            signed = True
            if now >= RETAKEN:
                yield (
                    when,
                    f"{name}: the assault shows; {words.percent(now)} of residents still live under the group's control.",
                )
        if held and now < RETAKEN:
            held = False
            yield when, f"{name}: retaken."
        elif not held and now > TAKEN:
            held = True
            again = "again " if (control[:week] > TAKEN).any() else ""
            yield (
                when,
                f"{name}: the group holds ground {again}here; {words.percent(now)} of residents live under its control.",
            )


def city_falls(world: World) -> Iterator[Event]:
    """The day the last sector of those held at the start is retaken, with what the battle cost, civilians first, by city."""
    if world.results.has("control"):
        for city in world.cities:
            yield from _city_falls(world, city)


def _city_falls(world: World, city: str) -> Iterator[Event]:
    held = [row for row in (world.place("control", name) for name in world.sectors(city)) if row[0] > TAKEN]
    fallen = np.array([(row < RETAKEN).argmax() if (row < RETAKEN).any() else -1 for row in held])
    if not held or (fallen < 0).any():
        return
    last = world.times[fallen.max()]
    until = int((world.weeks <= last).sum())
    weeks = until - world.results.opening
    parts = []
    for name, text in (
        (f"civilians_killed_{city}", "{} civilians"),
        (f"forces_killed_{city}", "{} of the security forces"),
        (f"fighters_killed_{city}", "{} fighters"),
    ):
        series = world.national(name)
        if series is not None:
            parts.append(text.format(words.people(float(series[:until].sum()))))
    told = f"{world.cities[city]} is retaken, {weeks} weeks after the start"
    if parts:
        told += f"; killed there: {words.listed(parts)}"
    fled = world.national(f"fled_{city}")
    if fled is not None:
        told += f"; {words.people(float(fled[:until].sum()))} people have fled"
    yield words.as_date(last), words.sentence(told)


def stance(world: World) -> Iterator[Event]:
    """Changes of the leadership's stance."""
    values = world.national("stance")
    if values is None:
        return
    rounded = np.clip(np.round(values).astype(int), 0, len(STANCES) - 1)
    for week in np.flatnonzero(np.diff(rounded)) + 1:
        yield words.as_date(world.weeks[week]), words.sentence(STANCES[rounded[week]])


def leadership(world: World) -> Iterator[Event]:
    """Weeks in which the leadership's capability drops."""
    values = world.national("leadership")
    if values is None:
        return
    for week in np.flatnonzero(np.diff(values) < -LOSS) + 1:
        before, after = words.percent(float(values[week - 1])), words.percent(float(values[week]))
        yield words.as_date(world.weeks[week]), f"The group loses leaders: capability falls from {before} to {after}."


def worst_weeks(world: World) -> Iterator[Event]:
    """The deadliest week for civilians in each city and country, and the largest flight from each city."""
    for name, place in {**world.cities, **world.countries}.items():
        values = world.national(f"civilians_killed_{name}")
        if values is not None and values.max() >= 1:
            week = int(values.argmax())
            killed = words.people(float(values[week]))
            yield words.as_date(world.weeks[week]), f"The deadliest week for civilians in {place}: {killed} killed."
    for name, place in world.cities.items():
        fled = world.national(f"fled_{name}")
        if fled is not None and fled.max() >= 1:
            week = int(fled.argmax())
            count = words.people(float(fled[week]))
            yield words.as_date(world.weeks[week]), f"The largest flight from {place}: {count} people leave within a week."


def crossover(world: World) -> Iterator[Event]:
    """The week in which more members come to live clandestinely than fight openly, by country."""
    for country, label in world.countries.items():
        overt, covert = world.national(f"overt_{country}"), world.national(f"covert_{country}")
        if overt is None or covert is None:
            continue
        more = covert > overt
        if not more.any() or more[0]:
            continue
        week = int(more.argmax())
        yield (
            words.as_date(world.weeks[week]),
            f"More members in {label} now live clandestinely ({words.people(float(covert[week]))}) "
            f"than fight openly ({words.people(float(overt[week]))}).",
        )


def years(world: World) -> Iterator[Event]:
    """At each year's end and the run's: civilians killed in all, then attacks, displaced and returned by country."""
    ends = world.weeks.astype("datetime64[Y]")
    for year in np.unique(ends):
        inside_year = ends == year
        if inside_year.sum() < 4:
            continue
        killed = [world.national(f"civilians_killed_{name}") for name in world.countries]
        known = [float(series[inside_year].sum()) for series in killed if series is not None]
        parts = [f"{words.people(sum(known))} civilians killed"] if known else []
        parts += [told for name in world.countries if (told := _in_country(world, name, inside_year))]
        if parts:
            when = world.weeks[int(np.flatnonzero(inside_year)[-1])]
            yield words.as_date(when), f"{_spell(world, str(year))}: {'; '.join(parts)}."


def _in_country(world: World, country: str, inside_year: np.ndarray) -> str:
    """A year in a country: attacks in it, people displaced at its end, and people returned by then."""
    last = int(np.flatnonzero(inside_year)[-1])
    parts = []
    for name, text, days in (
        ("attacks", "{} attacks", inside_year),
        ("displaced", "{} people displaced", last),
        ("returned", "{} returned in all", last),
    ):
        series = world.national(f"{name}_{country}")
        if series is not None:
            parts.append(text.format(words.people(float(series[days].sum()))))
    return f"in {world.countries[country]} {words.listed(parts)}" if parts else ""


def _spell(world: World, year: str) -> str:
    """The part of a year that a tally covers."""
    start, end = world.results.start, world.results.end
    if str(start.year) == year and (start.month, start.day) > (1, 7):
        return f"{year} since {start.day} {words.MONTHS[start.month - 1]}"
    if str(end.year) == year and (end.month, end.day) < (12, 24):
        return f"{year} to {end.day} {words.MONTHS[end.month - 1]}"
    return f"The year {year}"
