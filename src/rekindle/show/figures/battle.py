"""Pictures of a city's battle: people first, then its sectors, losses and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

from rekindle.show import words
from rekindle.show.figures.bands import try_fan
from rekindle.show.figures.battle_length import banks, length
from rekindle.show.figures.panels import Panel, Series
from rekindle.show.figures.picture import MOST, Material, Picture, brief, inside
from rekindle.show.figures.style import CIVILIAN, GROUP, STATE
from rekindle.show.figures.telling import beside, result, told

SOON = 4
"""Weeks within which a city can fall before help comes."""
RETAKEN = 0.01
"""A place is retaken when the share of its residents under the group's control is below this."""


def pictures(material: Material) -> Iterator[Picture]:
    """Every picture of every city's battle that the results allow, the first city's first."""
    if material.results.worlds:
        for city in list(material.cities)[:MOST]:
            yield from _of_city(material, city)


def _of_city(material: Material, city: str) -> Iterator[Picture]:
    """A city's battle, or its loss where the government side holds it at the start and there is no battle to tell of."""
    results = material.results
    if material.outcome_name("lost_weeks", city):
        if results.has(f"trapped_{city}"):
            yield lost(material, city)
        return
    if results.has(f"trapped_{city}", f"fled_{city}"):
        yield people(material, city)
    if results.has(f"civilians_killed_{city}"):
        yield killed(material, city)
    if len(material.outcome("battle_weeks", city)):
        yield length(material, city)
    if results.has("control") and material.sectors(city):
        yield sectors(material, city)
        by_bank = banks(material, city)
        if by_bank:
            yield by_bank
    if results.has(f"forces_killed_{city}", f"fighters_killed_{city}"):
        yield losses(material, city)


def _picture(material: Material, city: str, name: str, title: str, text: str, panels: list[Panel], rests: list[str],
             **more: Any) -> Picture:  # fmt: skip
    """A picture of a city's battle, which says in its title which city it is of."""
    label = inside(material.cities[city])
    title = title if label in title or material.cities[city] in title else f"{title}, {label}"
    return material.picture(
        material.name(name, city), "battle", title, words.sentence(text), panels, rests, where=label, **more
    )


def lost(material: Material, city: str) -> Picture:
    """The loss of a city: residents who come under the group's control, and when it is more than half of them."""
    results, label = material.results, material.cities[city]
    trapped = results.stock(f"trapped_{city}", material.battle_until(city))
    weeks = material.outcome("lost_weeks", city)
    soon = int((weeks <= SOON).sum())
    ever = int(np.isfinite(weeks).sum())
    text = (
        f"Within {SOON} weeks, more than half of the residents of {inside(label)} live under the group's control in "
        f"{words.worlds(soon, len(weeks))}. By {results.told(results.end)} that has happened in {ever:,}"
    )
    panels = [
        Panel("Living under the group's control", "people", [Series(trapped, CIVILIAN)],
              material.happened("trapped", place=city)),
    ]  # fmt: skip
    country = getattr(material.scenario.cities[city], "country", "*")
    rests = material.rests(
        f"cities.{city}.residents", f"countries.{country}.quality", f"countries.{country}.inclusion", "forces.*.present"
    )
    return _picture(material, city, "city_lost", f"{label} lost", text, panels, rests)


def people(material: Material, city: str) -> Picture:
    """Residents under the group's control in the city, and those who have fled it."""
    results, until, label = material.results, material.battle_until(city), material.cities[city]
    trapped = results.stock(f"trapped_{city}", until)
    fled = results.running_total(f"fled_{city}", until)
    middle = _middle(material, city)
    values = material.outcome("displaced_total", city)
    begin, then = (words.people(float(x)) for x in (trapped.median[0], trapped.at(middle)[2]))
    text = (
        f"In {inside(label)}, {begin} residents live under the group's control on {words.day(trapped.dates[0])} and {then} on "
        f"{words.day(middle)} ({_median(trapped.worlds)})."
    )
    if len(values):
        text += f" The number of people who flee {inside(label)} is {told(values).again()}."
        text += beside(values, material.happened("displaced_total", place=city))
    else:
        text += f" By {words.day(fled.dates[-1])}, {words.people(float(fled.median[-1]))} have fled."
    panels = [
        Panel(
            "Living under the group's control",
            "people",
            [Series(trapped, CIVILIAN)],
            material.happened("trapped", place=city),
            moments=_moments(material, city),
        ),
        Panel(
            f"Fled {brief(inside(label))} since the start",
            "people",
            [Series(fled, CIVILIAN)],
            material.cumulative(city, "displaced_total", "fled"),
        ),
    ]
    rests = material.rests(
        f"cities.{city}.residents", *material.sector_paths(city, "residents_share"), "cities.*.openness", "corridors.*"
    )
    return _picture(material, city, "battle_people", "Residents under the group's control and fled", text, panels, rests)


def _middle(material: Material, city: str) -> date:
    """A day within the battle that says something of its course: the assault on the last bank, or half of the chart."""
    start, until = material.results.start, material.battle_until(city)
    begun = [day for day in _assaults(material, city).values() if start < day <= until]
    return max(begun, default=start + (until - start) / 2)


def killed(material: Material, city: str) -> Picture:
    """Civilians killed in the city, by four weeks and in all."""
    results, until, label = material.results, material.battle_until(city), material.cities[city]
    total = results.running_total(f"civilians_killed_{city}", until)
    blocks = try_fan(results.four_weeks, f"civilians_killed_{city}", until)
    values = material.outcome("civilians_killed_battle", city)
    values = values if len(values) else total.levels[2, -1:]
    text = f"The number of civilians killed in the battle of {inside(label)} is {result(values)}."
    text += beside(values, material.happened("civilians_killed_battle", place=city))
    forces = material.outcome("security_forces_killed_battle", city)
    if len(forces) == len(values) > 1:
        more = int((values > forces).sum())
        often = words.with_likelihood(words.worlds(more, len(values)), more, len(values))
        text += f" More civilians than members of the security forces are killed in {often}."
    panels = [
        Panel(
            "Killed since the start",
            "civilians",
            [Series(total, CIVILIAN)],
            material.cumulative(city, "civilians_killed_battle", "civilians_killed"),
        ),
    ]
    if blocks:
        by_month = Panel(
            "Killed in four weeks",
            "civilians",
            [Series(blocks, CIVILIAN)],
            material.happened("civilians_killed", place=city, longest=45),
            28,
            moments=_moments(material, city),
            until=until,
        )
        panels.insert(0, by_month)
    rests = material.rests(
        f"cities.{city}.residents", *material.sector_paths(city, "density"), "forces.*.restraint", "coalition.*"
    )
    return _picture(material, city, "battle_civilians", f"Civilians killed in {inside(label)}", text, panels, rests)


def losses(material: Material, city: str) -> Picture:
    """Security forces and fighters killed in the city."""
    results, until, label = material.results, material.battle_until(city), material.cities[city]
    said, panels = [], []
    for who, short_name, outcome, series, colour in (
        ("members of the security forces", "Security forces", "security_forces_killed_battle", "forces_killed", STATE),
        ("the group's fighters", "Fighters", "fighters_killed_battle", "fighters_killed", GROUP),
    ):
        fan = results.running_total(f"{series}_{city}", until)
        values = material.outcome(outcome, city)
        values = values if len(values) else fan.levels[2, -1:]
        said.append(f"The number of {who} killed in the battle of {inside(label)} is {result(values)}.")
        said.append(beside(values, material.happened(outcome, place=city)).strip())
        rows = material.cumulative(city, outcome, series)
        panels.append(Panel(f"{short_name} killed since the start", "people", [Series(fan, colour)], rows))
    rests = material.rests(f"cities.{city}.overt", *material.sector_paths(city, "overt_share", "defences"), "campaign.*")
    text = " ".join(part for part in said if part)
    return _picture(material, city, "battle_losses", "Security forces and fighters killed", text, panels, rests)


def sectors(material: Material, city: str) -> Picture:
    """Share of each sector under the group's control, in the order in which they fall."""
    results, until = material.results, material.battle_until(city)
    known = material.sectors(city)
    falls = {name: fall_weeks(material, name) for name in known}
    order = sorted(known, key=lambda name: (float(np.median(falls[name])), known.index(name)))
    panels = [
        Panel(
            brief(short(material, name)),
            "1",
            [Series(results.by_place("control", name, until), GROUP)],
            material.happened("control", place=name),
            top=1.04,
            until=until,
            moments=_moments(material, city, name),
            full=short(material, name),
        )
        for name in order
    ]
    text = _falls_sentence(material, city, order, falls)
    rests = material.rests(
        *(f"places.{name}.{part}" for name in order for part in ("control", "density", "defences", "overt_share"))
    )
    note = "Share of each sector's residents under the group's control; dotted: the ordered assault begins."
    title = "Share of residents under the group's control, by sector"
    return _picture(material, city, "battle_sectors", title, text, panels, rests,
                    columns=3, height=1.3, narrow_columns=2, note=note)  # fmt: skip


def fall_weeks(material: Material, place: str) -> np.ndarray:
    """Weeks from the start until a place is first retaken, over the sampled worlds; infinite where it is not."""
    control = material.results.placed("control", place)
    control = control[np.isfinite(control[:, -1])]
    low = control < RETAKEN
    days = (material.results.times - np.datetime64(material.results.start)).astype(float)
    return np.where(low.any(axis=1), days[low.argmax(axis=1)] / 7, np.inf)


def _falls_sentence(material: Material, city: str, order: list[str], falls: dict[str, np.ndarray]) -> str:
    """When the first and the last sector of a city are retaken."""
    label, first, last = inside(material.cities[city]), order[0], order[-1]
    if len(order) == 1:
        text = f"{label} is retaken {_fallen(material, falls[first])}."
    else:
        text = (
            f"Of the sectors of {label}, {inside(short(material, first))} is retaken first, {_fallen(material, falls[first])}. "
            f"The last is {inside(short(material, last))}, {_fallen(material, falls[last])}."
        )
    never = int(np.isinf(falls[last]).sum())
    if never and len(falls[last]) > 1:
        text += f" It is not retaken within the run in {words.worlds(never, len(falls[last]))}."
    return text


def _fallen(material: Material, weeks: np.ndarray) -> str:
    """When a sector falls, in words."""
    low, middle, high = (float(x) for x in np.quantile(weeks, (0.05, 0.5, 0.95), method="inverted_cdf"))
    results = material.results
    if not np.isfinite(middle):
        return "not within the run" + (" in the median world" if len(weeks) > 1 else "")
    when = words.day(results.after(middle))
    if len(weeks) == 1:
        return f"on {when} in this one world"
    last = words.day(results.after(high)) if np.isfinite(high) else "never within the run"
    return f"on {when} (median of {len(weeks):,} worlds; 90 % range {words.day(results.after(low))} to {last})"


def short(material: Material, place: str) -> str:
    """A sector's label without its city's name in front, where the city has other sectors."""
    label = material.place(place).strip(words.MARK)
    city = getattr(material.scenario.places.get(place), "city", None) or ""
    if len(material.sectors(city)) > 1:
        name = material.cities.get(city, "").strip(words.MARK)
        for start in (f"{name}, ", f"{name} ") if name else ():
            label = label.removeprefix(start)
    return words.within_text(label[:1].upper() + label[1:])


def _assaults(material: Material, city: str) -> dict[str, date]:
    """Days on which the first assault on each bank of a city is ordered; on the city, where it has no banks."""
    begun: dict[str, date] = {}
    for order in material.orders(city):
        bank = str(getattr(material.scenario.places[order.place], "bank", None) or "")
        begun[bank] = min(begun.get(bank, date.max), words.as_date(order.start))
    return begun


def _moments(material: Material, city: str, place: str | None = None) -> list[tuple[date, str]]:
    """Days on which assaults on a sector, or on the first one of each bank, are ordered."""
    if place is not None:
        return [(words.as_date(order.start), "") for order in material.orders(city) if order.place == place][:1]
    until = material.battle_until(city)
    begun = {bank.replace("_", " "): when for bank, when in _assaults(material, city).items() if when + timedelta(7) <= until}
    return [(when, f"assault, {bank}" if bank else "assault") for bank, when in begun.items()]


def _median(count: int) -> str:
    return "in this one world" if count == 1 else f"medians of {count:,} worlds"
