"""One world told as dated sentences: what a reader of the news in that world would have noticed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
STANCES = ("stands", "withdraws", "underground")
"""Keys of the leader's choices, by their code."""
TEMPLATES = {
    "assault": "{place}: the assault has its first effect; the group still controls {share} of the residents.",
    "retaken": "{place}: the group loses its last ground.",
    "held": "{place}: the group takes ground and controls {share} of the residents.",
    "held_again": "{place}: the group takes ground again and controls {share} of the residents.",
    "city_falls": "{city} is retaken {weeks} weeks after the start. Killed there: {civilians} civilians, {forces} members of "
                  "the security forces and {fighters} fighters. People who have fled: {fled}.",
    "stands": "The group's leadership decides to stand its ground.",
    "withdraws": "The group's leadership decides to withdraw and fight elsewhere.",
    "underground": "The group's leadership goes underground.",
    "leaders_lost": "The group loses leaders: its leadership falls from {before} to {after} of full capability.",
    "deadliest": "This is the deadliest week for civilians in {place}: {killed} are killed.",
    "flight": "More people flee {place} than in any other week: {count}.",
    "crossover": "More members of the group in {place} now live in hiding ({covert}) than fight openly ({overt}).",
    "year": "Civilians killed in {year}: {killed}.",
    "year_since": "Civilians killed in {year} since {day}: {killed}.",
    "year_to": "Civilians killed in {year} up to {day}: {killed}.",
    "year_country": "{place} in {year}: {attacks} attacks; at the end {displaced} people are displaced, and {returned} have "
                    "returned in all.",
}  # fmt: skip
"""What may be told of a world, by key: what other languages translate. Fields are texts, numbers in them written already."""
Event = tuple[date, str]


@dataclass(frozen=True)
class Told:
    """One thing told of a world: which, its fields as texts, and the places and weekly series that it is about.

    `whole` is the sentence where it says more or less than its template; `parts` are told apart from it on a page, and
    within it at a terminal.
    """

    date: date
    key: str
    fields: Mapping[str, str]
    places: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    whole: str = ""
    parts: tuple[Told, ...] = ()

    @property
    def text(self) -> str:
        """The sentence."""
        return self.whole or TEMPLATES[self.key].format(**self.fields)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it. What is told in parts is here the sentence of its template alone."""
        template = "" if self.whole and not self.parts else TEMPLATES[self.key]
        text = TEMPLATES[self.key].format(**self.fields) if self.parts else self.text
        return {"date": str(self.date), "key": self.key, "fields": dict(self.fields), "text": text, "template": template,
                "places": list(self.places), "series": list(self.series)}  # fmt: skip


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


def events(dataset: Any, scenario: Any) -> list[Told]:
    """What is told of one world, in order of time.

    `dataset` holds a single world (world and sampled_world of length one). A series that is missing is passed over.
    """
    world = World(dataset, scenario)
    tellers: tuple[Callable[[World], Iterator[Told]], ...] = (
        places, city_falls, stance, leadership, worst_weeks, crossover, years,
    )  # fmt: skip
    # the last week may run past the horizon: what it brings is told on the day asked for
    found = [replace(one, date=min(one.date, world.results.until)) for tell in tellers for one in tell(world)]
    return sorted(found, key=lambda one: one.date)


def sentences(dataset: Any, scenario: Any) -> list[Event]:
    """Dated sentences of one world, in order of time; see `events`."""
    return [(one.date, one.text) for one in events(dataset, scenario)]


def rows(told: Sequence[Told]) -> list[dict[str, Any]]:
    """What is told as JSON has it, each part by itself."""
    return [each.to_dict() for one in told for each in (one, *(replace(part, date=one.date) for part in one.parts))]


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


def places(world: World) -> Iterator[Told]:
    """First sign of the assault, retaking, and ground taken again, place by place."""
    if not world.results.has("control"):
        return
    for place in world.results.places:
        if world.kind(place) != "home":
            yield from _place(world, place)


def _place(world: World, place: str) -> Iterator[Told]:
    control = world.place("control", place)
    name = world.label(place)
    held = bool(control[0] > TAKEN)
    signed = world.kind(place) != "sector" or not held
    for week in range(1, len(control)):
        when, now = words.as_date(world.times[week]), float(control[week])
        shown = {"place": name, "share": words.percent(now)}
        if not signed and now < control[0] - SIGN:
            signed = True
            if now >= RETAKEN:
                yield Told(when, "assault", shown, (place,))
        if held and now < RETAKEN:
            held = False
            yield Told(when, "retaken", {"place": name}, (place,))
        elif not held and now > TAKEN:
            held = True
            again = bool((control[:week] > TAKEN).any())
            yield Told(when, "held_again" if again else "held", shown, (place,))


def city_falls(world: World) -> Iterator[Told]:
    """The day the last sector of those held at the start is retaken, with what the battle cost, civilians first, by city."""
    if world.results.has("control"):
        for city in world.cities:
            yield from _city_falls(world, city)


def _city_falls(world: World, city: str) -> Iterator[Told]:
    names = world.sectors(city)
    held = [row for row in (world.place("control", name) for name in names) if row[0] > TAKEN]
    fallen = np.array([(row < RETAKEN).argmax() if (row < RETAKEN).any() else -1 for row in held])
    if not held or (fallen < 0).any():
        return
    last = world.times[fallen.max()]
    until = int((world.weeks <= last).sum())
    fields = {"city": words.sentence(world.cities[city]).rstrip("."), "weeks": str(until - world.results.opening)}
    parts = []
    told_of = {"civilians": "civilians", "forces": "members of the security forces", "fighters": "fighters"}
    for field, whom in told_of.items():
        series = world.national(f"{field}_killed_{city}")
        if series is not None:
            fields[field] = words.people(float(series[:until].sum()))
            parts.append(f"{fields[field]} {whom}")
    told = f"{world.cities[city]} is retaken {fields['weeks']} weeks after the start."
    if parts:
        told += f" Killed there: {words.listed(parts)}."
    fled = world.national(f"fled_{city}")
    if fled is not None:
        fields["fled"] = words.people(float(fled[:until].sum()))
        told += f" People who have fled: {fields['fled']}."
    whole = "" if len(fields) == len(CITY_FIELDS) else words.sentence(told)
    about = (f"civilians_killed_{city}", f"displaced_{city}", f"trapped_{city}")
    yield Told(words.as_date(last), "city_falls", fields, tuple(names), about, whole)


CITY_FIELDS = ("city", "weeks", "civilians", "forces", "fighters", "fled")


def stance(world: World) -> Iterator[Told]:
    """Changes of the leadership's stance."""
    values = world.national("stance")
    if values is None:
        return
    rounded = np.clip(np.round(values).astype(int), 0, len(STANCES) - 1)
    for week in np.flatnonzero(np.diff(rounded)) + 1:
        yield Told(words.as_date(world.weeks[week]), STANCES[rounded[week]], {})


def leadership(world: World) -> Iterator[Told]:
    """Weeks in which the leadership's capability drops."""
    values = world.national("leadership")
    if values is None:
        return
    for week in np.flatnonzero(np.diff(values) < -LOSS) + 1:
        fields = {"before": words.percent(float(values[week - 1])), "after": words.percent(float(values[week]))}
        yield Told(words.as_date(world.weeks[week]), "leaders_lost", fields)


def worst_weeks(world: World) -> Iterator[Told]:
    """The deadliest week for civilians in each city and country, and the largest flight from each city."""
    for name, place in {**world.cities, **world.countries}.items():
        series = f"civilians_killed_{name}"
        values = world.national(series)
        if values is not None and values.max() >= 1:
            week = int(values.argmax())
            fields = {"place": place, "killed": words.people(float(values[week]))}
            yield Told(words.as_date(world.weeks[week]), "deadliest", fields, tuple(world.sectors(name)), (series,))
    for name, place in world.cities.items():
        fled = world.national(f"fled_{name}")
        if fled is not None and fled.max() >= 1:
            week = int(fled.argmax())
            fields = {"place": place, "count": words.people(float(fled[week]))}
            about = (f"displaced_{name}",)
            yield Told(words.as_date(world.weeks[week]), "flight", fields, tuple(world.sectors(name)), about)


def crossover(world: World) -> Iterator[Told]:
    """The week in which more members come to live clandestinely than fight openly, by country."""
    for country, label in world.countries.items():
        overt, covert = world.national(f"overt_{country}"), world.national(f"covert_{country}")
        if overt is None or covert is None:
            continue
        more = covert > overt
        if not more.any() or more[0]:
            continue
        week = int(more.argmax())
        fields = {"place": label, "covert": words.people(float(covert[week])), "overt": words.people(float(overt[week]))}
        yield Told(words.as_date(world.weeks[week]), "crossover", fields, (), (f"covert_{country}",))


def years(world: World) -> Iterator[Told]:
    """At each year's end and the run's: civilians killed in all, then attacks, displaced and returned by country."""
    ends = world.weeks.astype("datetime64[Y]")
    for year in np.unique(ends):
        inside_year = ends == year
        if inside_year.sum() < 4:
            continue
        killed = [world.national(f"civilians_killed_{name}") for name in world.countries]
        known = [float(series[inside_year].sum()) for series in killed if series is not None]
        when = words.as_date(world.weeks[int(np.flatnonzero(inside_year)[-1])])
        key, fields, spell = _spell(world, str(year))
        told = [_in_country(world, name, inside_year, when, str(year)) for name in world.countries]
        parts = [f"{spell}: {words.people(sum(known))}."] if known else []
        parts += [said for said, _ in told if said]
        if parts:
            fields["killed"] = words.people(sum(known))
            about = tuple(f"civilians_killed_{name}" for name in world.countries)
            apart = tuple(one for _, one in told if one)
            yield Told(when, key, fields, (), about, " ".join(parts), apart)


def _in_country(world: World, country: str, inside_year: np.ndarray, when: date, year: str) -> tuple[str, Told | None]:
    """A year in a country: attacks in it, people displaced at its end, and people returned by then; as it stands in a
    sentence, and by itself where all three are known."""
    last = int(np.flatnonzero(inside_year)[-1])
    parts, fields = [], {"year": year, "place": world.countries[country]}
    for name, text, days in (
        ("attacks", "{} attacks", inside_year),
        ("displaced", "{} people displaced at the end", last),
        ("returned", "{} people returned in all", last),
    ):
        series = world.national(f"{name}_{country}")
        if series is not None:
            fields[name] = words.people(float(series[days].sum()))
            parts.append(text.format(fields[name]))
    about = tuple(f"{name}_{country}" for name in ("attacks", "displaced", "returned"))
    apart = Told(when, "year_country", fields, (), about) if len(parts) == len(about) else None
    return words.sentence(f"{world.countries[country]}: {words.listed(parts)}") if parts else "", apart


def _spell(world: World, year: str) -> tuple[str, dict[str, str], str]:
    """The part of a year that a tally covers: key and fields of what is told, and how the sentence begins."""
    start, end = world.results.start, world.results.end
    if str(start.year) == year and (start.month, start.day) > (1, 7):
        day = f"{start.day} {words.MONTHS[start.month - 1]}"
        return "year_since", {"year": year, "day": day}, f"Civilians killed in {year} since {day}"
    if str(end.year) == year and (end.month, end.day) < (12, 24):
        day = f"{end.day} {words.MONTHS[end.month - 1]}"
        return "year_to", {"year": year, "day": day}, f"Civilians killed in {year} up to {day}"
    return "year", {"year": year}, f"Civilians killed in {year}"
