"""Outcomes of a city: its battle where the group holds it at the start, its loss where it does not, and the return after.

A city's battle runs from the start of the clock to the week in which control is first under 0.01 in all its sectors at
once, or to the end of 2017 (to the horizon, if that is earlier) where that never happens. Sums over the battle end there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from rekindle.ensemble.frame import Frame
from rekindle.model.readings import TAKEN
from rekindle.model.series import Written

Row = tuple[str, np.ndarray, str, str]
"""Name, numbers of shape (W,), unit and meaning of an outcome."""

RETURN_YEARS = (1, 3, 5, 10)
HELD_AGAIN = 100_000.0
"""Residents under control that count as a return to territory."""
HELD_WEEKS = 4
LOST_WEEKS = 4
BATTLE_ENDS = date(2017, 12, 31)


def city_outcomes(frame: Frame, written: Written) -> Iterator[Row]:
    """Outcomes of every city, and of a return after the first one's fall."""
    for city in frame.cities:
        if _held_at_start(frame, city):
            yield from _battle(frame, written, city)
        else:
            yield from _loss(frame, written, city)
    if frame.cities and _held_at_start(frame, frame.cities[0]):
        yield from _resurgence(frame, written)


def _held_at_start(frame: Frame, city: str) -> bool:
    """Whether the scenario has the group hold most of some sector of a city at the start."""
    sectors = [place for place in frame.scenario.places.values() if place.kind == "sector" and place.city == city]
    return any(place.control is not None and place.control.prior().quantile(0.5) > 0.5 for place in sectors)


def _loss(frame: Frame, written: Written, city: str) -> Iterator[Row]:
    """How soon the government side loses a city that it holds at the start."""
    residents = np.maximum(1.0, _part(frame, written, city, "residents"))
    lost = _part(frame, written, city, "trapped") / residents > 0.5
    week = np.where(lost.any(axis=1), lost.argmax(axis=1).astype(float), np.inf)
    where = frame.scenario.cities[city].label
    meaning = f"more than half of the residents under the group's control within {LOST_WEEKS} weeks (1) or not (0), {where}"
    yield f"{city}_lost_{LOST_WEEKS}_weeks", week <= LOST_WEEKS, "1", meaning
    yield f"{city}_lost_weeks", week, "weeks", f"until more than half of the residents live under the group's control, {where}"


def added_up(weekly: np.ndarray) -> np.ndarray:
    """Sums over the weeks, one after the other: (W, T) to (W,).

    NumPy's own sums and products round differently for one world than for many.
    """
    return np.add.accumulate(weekly, axis=1)[:, -1]


def _named(frame: Frame, city: str, name: str) -> str:
    """Outcome names of the first city stand alone, as in the table; those of another carry its name."""
    return name if city == frame.cities[0] else f"{name}_{city}"


def _part(frame: Frame, written: Written, part: str, series: str) -> np.ndarray:
    return written.parts[series][:, :, list(frame.parts).index(part)].astype(float)


def fall_week(frame: Frame, written: Written, part: str) -> np.ndarray:
    """Weeks until no sector of a city or bank is controlled to more than 0.01: (W,); infinite if that never comes."""
    taken = _part(frame, written, part, "contested") < TAKEN
    return np.where(taken.any(axis=1), taken.argmax(axis=1).astype(float), np.inf)


def _battle(frame: Frame, written: Written, city: str) -> Iterator[Row]:
    ends = frame.week_of(BATTLE_ENDS)
    fall = fall_week(frame, written, city)
    where = frame.scenario.cities[city].label
    yield f"{city}_retaken", fall <= ends, "1", f"control under 0.01 in every sector by the end of 2017 (1) or not (0), {where}"
    yield _named(frame, city, "battle_weeks"), fall, "weeks", f"from the start to the fall of the last sector, {where}"
    banks = {f"{place.bank}_{city}" for place in frame.scenario.places.values() if place.city == city and place.bank}
    for part in frame.parts:
        if part in banks:
            # the assault on the west began months later than the clock: its weeks count from its first dated order
            begun = _first_order(frame, part)
            weeks = np.maximum(0, fall_week(frame, written, part) - begun)
            bank = part.removesuffix(f"_{city}")
            meaning = f"to the fall of the last sector of the {bank} bank, from week {begun:g}, {where}"
            yield f"{part}_weeks", weeks, "weeks", meaning
    last = np.minimum(np.where(np.isfinite(fall), fall, ends), min(ends, frame.weeks))
    during = np.arange(frame.weeks + 1)[None, :] <= last[:, None]
    sums = {
        "security_forces_killed_battle": ("forces_killed", "members of the forces killed"),
        "fighters_killed_battle": ("fighters_killed", "fighters and members killed"),
        "civilians_killed_battle": ("civilians_killed", "residents killed, by all sides"),
        "fighters_escaped_battle": ("fighters_escaped", "fighters who got out or went underground elsewhere"),
        "displaced_total": ("fled", "people who fled; who fled twice is counted twice, as registrations do"),
    }
    for name, (series, counted) in sums.items():
        total = added_up(_part(frame, written, city, series) * during)
        yield _named(frame, city, name), total, "people", f"{counted}, start to the fall of the last sector, {where}"
    peak = (_part(frame, written, city, "displaced") * during).max(axis=1)
    yield _named(frame, city, "displaced_peak"), peak, "people", f"largest number displaced at once, {where}"


def _first_order(frame: Frame, part: str) -> float:
    """Week of the first dated order for a bank: 0 for the bank that the campaign reaches first."""
    inside = [place for place, mark in zip(frame.places, frame.parts[part], strict=True) if mark]
    days = [order.start_prior(frame.scenario.as_of).bounds()[0] for order in frame.scenario.campaign if order.place in inside]
    others = [
        order.start_prior(frame.scenario.as_of).bounds()[0]
        for order in frame.scenario.campaign
        if frame.scenario.places[order.place].kind == "sector"
    ]
    return max(0.0, min(days) / 7) if days and min(days) > min(others) else 0.0


def _resurgence(frame: Frame, written: Written) -> Iterator[Row]:
    """Has the group come back within N years of the last sector's fall, in the first country?

    By attacks: some 12 months with at least twice the attacks of the lowest 12 months that began earlier (both after
    the start of the clock; the later one ends after the fall). By territory: 100,000 residents under control for four
    weeks on end, after fewer than that had been held at some time since the fall. A world in which the city is never
    retaken, or whose N years the run does not reach, is NaN; a horizon longer than the run is left out.
    """
    city, country = frame.scenario.cities[frame.cities[0]].label, frame.scenario.countries[frame.countries[0]].label
    fall = fall_week(frame, written, frame.cities[0])
    attacks = written.countries["attacks"][:, :, 0].astype(float)
    held = written.countries["held"][:, :, 0].astype(float)
    year = np.concatenate([np.zeros((len(fall), 1)), np.cumsum(attacks[:, 1:], axis=1)], axis=1)
    by_attacks = np.full(len(fall), np.inf)
    by_ground = np.full(len(fall), np.inf)
    for w in range(len(fall)):
        if np.isfinite(fall[w]):
            by_attacks[w] = _doubling(year[w], int(fall[w]))
            by_ground[w] = _held_again(held[w], int(fall[w]))
    for years in RETURN_YEARS:
        weeks = years * 365.25 / 7
        if weeks > frame.weeks:
            continue
        reach = fall + weeks
        known = reach <= frame.weeks
        text = f"within {years} year{'s' if years > 1 else ''} of the fall of {city}'s last sector (1) or not (0), {country}"
        attacked = np.where(known, by_attacks <= reach, np.nan)
        ground = np.where(known, by_ground <= reach, np.nan)
        either = np.where(known, (by_attacks <= reach) | (by_ground <= reach), np.nan)
        yield f"resurgence_{years}", either, "1", f"attacks double or territory is held again {text}"
        yield f"resurgence_attacks_{years}", attacked, "1", f"attacks double {text}"
        yield f"resurgence_territory_{years}", ground, "1", f"100,000 residents are held again for four weeks {text}"


def _doubling(cumulative: np.ndarray, fall: int) -> float:
    """Week in which a 12-month total first reaches twice the lowest one begun earlier; infinite if never."""
    totals = cumulative[52:] - cumulative[:-52]  # totals[i] covers weeks i+1 .. i+52 and is known in week i+52
    if totals.size < 2:
        return np.inf
    lowest = np.minimum.accumulate(totals)[:-1]
    weeks = np.arange(1, totals.size) + 52
    doubled = (totals[1:] >= 2 * np.maximum(lowest, 1)) & (weeks > fall)
    return float(weeks[doubled.argmax()]) if doubled.any() else np.inf


def _held_again(held: np.ndarray, fall: int) -> float:
    """Week in which the held residents have been at least 100,000 for four weeks on end, after a time below; or infinite."""
    below = np.flatnonzero(held[fall:] < HELD_AGAIN)
    if below.size == 0:
        return np.inf
    first = fall + int(below[0])
    run = 0
    for week in range(first, held.size):
        run = run + 1 if held[week] >= HELD_AGAIN else 0
        if run >= HELD_WEEKS:
            return float(week)
    return np.inf
