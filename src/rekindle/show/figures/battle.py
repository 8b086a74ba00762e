"""Pictures of the battle: people first, then the city's sectors, losses and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from rekindle.show import words
from rekindle.show.figures.bands import try_fan
from rekindle.show.figures.battle_length import banks, length
from rekindle.show.figures.panels import Panel, Series
from rekindle.show.figures.picture import Material, Picture, spread
from rekindle.show.figures.style import CIVILIAN, GROUP, STATE

SOON = 4
"""Weeks within which June 2014 lost the city."""
RETAKEN = 0.01
"""A place is retaken when the share of its residents under the group's control is below this."""


def pictures(material: Material) -> Iterator[Picture]:
    """Every picture of the battle that the results allow."""
    results = material.results
    if not results.worlds:
        return
    if results.has("mosul_lost_weeks"):  # the government side holds the city at the start: no battle for it to tell of
        if results.has("trapped_mosul"):
            yield lost(material)
        return
    if results.has("trapped_mosul", "fled_mosul"):
        yield people(material)
    if results.has("civilians_killed_mosul"):
        yield killed(material)
    if results.has("battle_weeks") and len(results.outcome("battle_weeks")):
        yield length(material)
    if results.has("control") and material.sectors:
        yield sectors(material)
        by_bank = banks(material)
        if by_bank:
            yield by_bank
    if results.has("forces_killed_mosul", "fighters_killed_mosul"):
        yield losses(material)


def lost(material: Material) -> Picture:
    """The loss of the city: residents who come under the group's control, and when it is more than half of them."""
    results, until = material.results, material.battle_until
    trapped = results.stock("trapped_mosul", until)
    weeks = results.outcome("mosul_lost_weeks")
    soon = int((weeks <= SOON).sum())
    ever = int(np.isfinite(weeks).sum())
    text = (
        f"More than half of the residents of {material.city} live under the group's control within {SOON} weeks in {soon} of "
        f"{len(weeks)} worlds, and at some time up to {results.told(results.end)} in {ever}"
    )
    panels = [
        Panel("Living under the group's control", "people", [Series(trapped, CIVILIAN)],
              material.happened("trapped_mosul", places=["mosul"])),
    ]  # fmt: skip
    rests = material.rests("cities.mosul.residents", "countries.iraq.quality", "countries.iraq.inclusion", "forces.*.present")
    return material.picture("city_lost", "battle", f"{material.city} lost", words.sentence(text), panels, rests)


def people(material: Material) -> Picture:
    """Residents under the group's control in the city, and those who have fled it."""
    results, until = material.results, material.battle_until
    trapped = results.stock("trapped_mosul", until)
    fled = results.running_total("fled_mosul", until)
    middle = min(date(2017, 2, 19), until)
    fleeing = spread(results.outcome("displaced_total"), "people", material.happened("displaced_total"))
    if not len(results.outcome("displaced_total")):
        fleeing = spread(fled.levels[2, -1:], "people")
    begin, then = (words.number(float(x)) for x in (trapped.median[0], trapped.at(middle)[2]))
    text = (
        f"In {_median(trapped.worlds)} {begin} residents live under the group's control in {material.city} on "
        f"{words.day(trapped.dates[0])} and {then} on {words.day(middle)}; the number who flee is {fleeing}"
    )
    panels = [
        Panel(
            "Living under the group's control",
            "people",
            [Series(trapped, CIVILIAN)],
            material.happened("trapped_mosul", places=["mosul"]),
            moments=_moments(material),
        ),
        Panel(
            f"Fled {material.city} since the start",
            "people",
            [Series(fled, CIVILIAN)],
            material.cumulative("displaced_total", "fled_mosul"),
        ),
    ]
    rests = material.rests("cities.mosul.residents", "places.mosul_*.residents_share", "cities.*.openness", "corridors.*")
    return material.picture("battle_people", "battle", "Residents trapped and fled", words.sentence(text), panels, rests)


def killed(material: Material) -> Picture:
    """Civilians killed in the city, by four weeks and in all."""
    results, until = material.results, material.battle_until
    total = results.running_total("civilians_killed_mosul", until)
    blocks = try_fan(results.four_weeks, "civilians_killed_mosul", until)
    values = results.outcome("civilians_killed_battle")
    values = values if len(values) else total.levels[2, -1:]
    text = f"Civilians killed in the battle: {spread(values, '', material.happened('civilians_killed_battle'))}"
    forces = results.outcome("security_forces_killed_battle")
    if len(forces) == len(values) > 1:
        more = int((values > forces).sum())
        text += "; " + words.with_likelihood(
            f"in {words.worlds(more, len(values))} more civilians than security forces die", more, len(values)
        )
    panels = [
        Panel(
            "Killed since the start",
            "civilians",
            [Series(total, CIVILIAN)],
            material.cumulative("civilians_killed_battle", "civilians_killed_mosul"),
        ),
    ]
    if blocks:
        monthly = material.happened("civilians_killed_mosul", places=["mosul"], longest=45)
        panels.insert(
            0,
            Panel(
                "Killed in four weeks",
                "civilians",
                [Series(blocks, CIVILIAN)],
                monthly,
                28,
                moments=_moments(material),
                until=until,
            ),
        )
    rests = material.rests("cities.mosul.residents", "places.mosul_*.density", "forces.*.restraint", "coalition.*")
    return material.picture(
        "battle_civilians", "battle", f"Civilians killed in {material.city}", words.sentence(text), panels, rests
    )


def losses(material: Material) -> Picture:
    """Security forces and fighters killed in the city."""
    results, until = material.results, material.battle_until
    forces = results.running_total("forces_killed_mosul", until)
    fighters = results.running_total("fighters_killed_mosul", until)
    told = []
    for who, outcome, fan in (
        ("security forces", "security_forces_killed_battle", forces),
        ("the group's fighters", "fighters_killed_battle", fighters),
    ):
        values = results.outcome(outcome)
        values = values if len(values) else fan.levels[2, -1:]
        told.append(f"{who}, {spread(values, '', material.happened(outcome))}")
    panels = [
        Panel(
            "Security forces killed since the start",
            "people",
            [Series(forces, STATE)],
            material.cumulative("security_forces_killed_battle", "forces_killed_mosul"),
        ),
        Panel(
            "Fighters killed since the start",
            "people",
            [Series(fighters, GROUP)],
            material.cumulative("fighters_killed_battle", "fighters_killed_mosul"),
        ),
    ]
    rests = material.rests("cities.mosul.overt", "places.mosul_*.overt_share", "places.mosul_*.defences", "campaign.*")
    return material.picture(
        "battle_losses",
        "battle",
        "Losses of those who fight",
        words.sentence("Killed in the battle: " + "; ".join(told)),
        panels,
        rests,
    )


def sectors(material: Material) -> Picture:
    """Share of each sector under the group's control, in the order in which they fall."""
    results, until = material.results, material.battle_until
    falls = {name: fall_weeks(material, name) for name in material.sectors}
    order = sorted(material.sectors, key=lambda name: (float(np.median(falls[name])), material.sectors.index(name)))
    panels = [
        Panel(
            short(material, name),
            "1",
            [Series(results.by_place("control", name, until), GROUP)],
            material.happened("control", places=[name]),
            top=1.04,
            until=until,
            moments=_moments(material, name),
        )
        for name in order
    ]
    first, last = order[0], order[-1]
    text = f"{short(material, first)} falls first {_fallen(material, falls[first])}"
    if len(order) > 1:
        text += f" and {short(material, last)} last {_fallen(material, falls[last])}"
    never = int(np.isinf(falls[last]).sum())
    if never:
        text += f"; {short(material, last)} is not retaken within the run in {words.worlds(never, len(falls[last]))}"
    rests = material.rests(
        *(f"places.{name}.{part}" for name in order for part in ("control", "density", "defences", "overt_share"))
    )
    return material.picture(
        "battle_sectors",
        "battle",
        "Share of residents under the group's control, by sector",
        words.sentence(text),
        panels,
        rests,
        columns=3,
        height=1.3,
        narrow_columns=2,
        note="Share of each sector's residents under the group's control; dotted: the ordered assault begins.",
    )


def fall_weeks(material: Material, place: str) -> np.ndarray:
    """Weeks from the start until a place is first retaken, over the sampled worlds; infinite where it is not."""
    control = material.results.placed("control", place)
    control = control[np.isfinite(control[:, -1])]
    low = control < RETAKEN
    days = (material.results.times - np.datetime64(material.results.start)).astype(float)
    return np.where(low.any(axis=1), days[low.argmax(axis=1)] / 7, np.inf)


def _fallen(material: Material, weeks: np.ndarray) -> str:
    """When a sector falls, in words."""
    low, middle, high = (float(x) for x in np.quantile(weeks, (0.25, 0.5, 0.75), method="inverted_cdf"))
    results = material.results
    if not np.isfinite(middle):
        return f"(not within the run in at least half of {len(weeks):,} worlds)"
    if len(weeks) == 1:
        return f"(on {words.day(results.after(middle))} in this one world)"
    first, last = results.after(low), results.after(high) if np.isfinite(high) else None
    if last is None:
        spell = f"between {words.day(first)} and never within the run"
    else:
        spell = f"between {words.days(first, last)}" if first != last else f"on {words.day(first)}"
    return f"(median {words.day(results.after(middle))}; half of {len(weeks):,} worlds {spell})"


def short(material: Material, place: str) -> str:
    """A sector's label without the city's name in front."""
    label = material.place(place)
    for start in (f"{material.city}, ", f"{material.city} "):
        label = label.removeprefix(start)
    return label[:1].upper() + label[1:]


def _moments(material: Material, place: str | None = None) -> list[tuple[date, str]]:
    """Days on which assaults on a sector, or on the first one of each bank, are ordered."""
    campaign = material.scenario.campaign
    orders = [order for order in campaign if order.place in material.sectors and order.start]
    if place is not None:
        return [(words.as_date(order.start), "") for order in orders if order.place == place][:1]
    begun: dict[str, date] = {}
    for order in orders:
        bank = getattr(material.scenario.places[order.place], "bank", None)
        if bank:
            begun[bank] = min(begun.get(bank, date.max), words.as_date(order.start))
    return [(when, f"assault, {bank}") for bank, when in begun.items() if when + timedelta(7) <= material.battle_until]


def _median(count: int) -> str:
    return "this one world" if count == 1 else f"the median of {count:,} worlds"
