"""Outcomes of a city: its battle where the group holds it at the start, its loss where it does not, and the return after.

A city's battle runs from the start of the clock to the week in which control is first under 0.01 in all its sectors at
once, or to the day that the scenario names (or the horizon, if that is earlier) where that never happens. Sums over the
battle end there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from rekindle.analysis.outcomes.ground import ground_held
from rekindle.ensemble.frame import Frame
from rekindle.model.readings import TAKEN
from rekindle.model.series import Written
from rekindle.scenario.labels import Labels
from rekindle.scenario.parts import HELD_AGAIN, Return
from rekindle.variables import LOST_WEEKS, RETURN_YEARS

Row = tuple[str, Mapping[str, str], np.ndarray]
"""Pattern of an outcome in the table of variables, what stands in its fields, and its numbers of shape (W,)."""


def city_outcomes(frame: Frame, written: Written) -> Iterator[Row]:
    """Outcomes of every city, and of a return after the first one's fall in every country."""
    fought_for = battles(frame)
    for city in frame.cities:
        if city in fought_for:
            yield from _battle(frame, written, city)
        elif not _held_at_start(frame, city):
            yield from _loss(frame, written, city)
    if fought_for:
        for country in frame.countries:
            yield from _resurgence(frame, written, fought_for[0], country)


def battles(frame: Frame) -> list[str]:
    """Cities whose battle is counted: those that the scenario names, or those that the group holds at the start.

    A return is looked for after the fall of the first of them.
    """
    named = frame.scenario.outcomes.battles
    return [city for city in frame.cities if (city in named if named else _held_at_start(frame, city))]


def _held_at_start(frame: Frame, city: str) -> bool:
    """Whether the scenario has the group hold most of some sector of a city at the start."""
    sectors = [place for place in frame.scenario.places.values() if place.kind == "sector" and place.city == city]
    return any(place.control is not None and place.control.prior().quantile(0.5) > 0.5 for place in sectors)


def _loss(frame: Frame, written: Written, city: str) -> Iterator[Row]:
    """How soon the government side loses a city that it holds at the start."""
    residents = np.maximum(1.0, _part(frame, written, city, "residents"))
    lost = _part(frame, written, city, "trapped") / residents > 0.5
    week = np.where(lost.any(axis=1), lost.argmax(axis=1).astype(float), np.inf)
    yield "lost_{weeks}_weeks_{place}", {"weeks": str(LOST_WEEKS), "place": city}, week <= LOST_WEEKS
    yield "lost_weeks_{place}", {"place": city}, week


def added_up(weekly: np.ndarray) -> np.ndarray:
    """Sums over the weeks, one after the other: (W, T) to (W,).

    NumPy's own sums and products round differently for one world than for many.
    """
    return np.add.accumulate(weekly, axis=1)[:, -1]


def _part(frame: Frame, written: Written, part: str, series: str) -> np.ndarray:
    return written.parts[series][:, :, list(frame.parts).index(part)].astype(float)


def fall_week(frame: Frame, written: Written, part: str) -> np.ndarray:
    """Weeks until no sector of a city or bank is controlled to more than 0.01: (W,); infinite if that never comes."""
    taken = _part(frame, written, part, "contested") < TAKEN
    return np.where(taken.any(axis=1), taken.argmax(axis=1).astype(float), np.inf)


def _battle(frame: Frame, written: Written, city: str) -> Iterator[Row]:
    latest = frame.scenario.outcomes.battles_end
    ends, day = (frame.week_of(latest), latest) if latest else (float(frame.weeks), frame.until)
    fall = fall_week(frame, written, city)
    yield "retaken_{place}", {"place": city, "deadline": f"{day.day} {day:%B %Y}"}, fall <= ends
    yield "battle_weeks_{place}", {"place": city, "begin": "the start"}, fall
    banks = {f"{place.bank}_{city}" for place in frame.scenario.places.values() if place.city == city and place.bank}
    for part in frame.parts:
        if part in banks:
            # the assault on a further bank may begin months later than the clock: its weeks count from its first dated order
            begun = _first_order(frame, part)
            weeks = np.maximum(0, fall_week(frame, written, part) - begun)
            yield "battle_weeks_{place}", {"place": part, "begin": f"week {begun:g}"}, weeks
    last = np.minimum(np.where(np.isfinite(fall), fall, ends), min(ends, frame.weeks))
    during = np.arange(frame.weeks + 1)[None, :] <= last[:, None]
    for pattern, series in SUMS.items():
        yield pattern, {"place": city}, added_up(_part(frame, written, city, series) * during)
    yield "displaced_peak_{place}", {"place": city}, (_part(frame, written, city, "displaced") * during).max(axis=1)


SUMS = {
    "security_forces_killed_battle_{place}": "forces_killed",
    "fighters_killed_battle_{place}": "fighters_killed",
    "civilians_killed_battle_{place}": "civilians_killed",
    "fighters_escaped_battle_{place}": "fighters_escaped",
    "displaced_total_{place}": "fled",
}
"""Outcomes that add up a city's weekly series over its battle."""


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


def _resurgence(frame: Frame, written: Written, city: str, country: str) -> Iterator[Row]:
    """Has the group come back in a country within N years of the fall of a city's last sector?

    By attacks: some 12 months with at least twice the attacks of the lowest 12 months that began earlier (both after
    the start of the clock; the later one ends after the fall). By territory: so many residents (or so much ground) under
    control for some weeks on end, after less than that had been held at some time since the fall. A world in which the city
    is never retaken, or whose N years the run does not reach, is NaN; a horizon longer than the run is left out.
    """
    n = frame.countries.index(country)
    counts = frame.scenario.outcomes.returns.get(country, Return())
    fall = fall_week(frame, written, city)
    attacks = written.countries["attacks"][:, :, n].astype(float)
    held = written.countries["held"][:, :, n].astype(float) if counts.km2 is None else ground_held(frame, written, country)
    threshold = counts.km2 or counts.people or HELD_AGAIN
    year = np.concatenate([np.zeros((len(fall), 1)), np.cumsum(attacks[:, 1:], axis=1)], axis=1)
    by_attacks = np.full(len(fall), np.inf)
    by_ground = np.full(len(fall), np.inf)
    for w in range(len(fall)):
        if np.isfinite(fall[w]):
            by_attacks[w] = _doubling(year[w], int(fall[w]))
            by_ground[w] = _held_again(held[w], int(fall[w]), threshold, counts.weeks)
    told = {"threshold": Labels(frame.scenario).counts_as_return(country), "lasting": str(counts.weeks)}
    for years in RETURN_YEARS:
        weeks = years * 365.25 / 7
        if weeks > frame.weeks:
            continue
        reach = fall + weeks
        known = reach <= frame.weeks
        fields = {"place": country, "years": str(years), "city": city}
        either = (by_attacks <= reach) | (by_ground <= reach)
        yield "resurgence_{place}_{years}", fields, np.where(known, either, np.nan)
        yield "resurgence_attacks_{place}_{years}", fields, np.where(known, by_attacks <= reach, np.nan)
        yield "resurgence_territory_{place}_{years}", {**fields, **told}, np.where(known, by_ground <= reach, np.nan)


def _doubling(cumulative: np.ndarray, fall: int) -> float:
    """Week in which a 12-month total first reaches twice the lowest one begun earlier; infinite if never."""
    totals = cumulative[52:] - cumulative[:-52]  # totals[i] covers weeks i+1 .. i+52 and is known in week i+52
    if totals.size < 2:
        return np.inf
    lowest = np.minimum.accumulate(totals)[:-1]
    weeks = np.arange(1, totals.size) + 52
    doubled = (totals[1:] >= 2 * np.maximum(lowest, 1)) & (weeks > fall)
    return float(weeks[doubled.argmax()]) if doubled.any() else np.inf


def _held_again(held: np.ndarray, fall: int, threshold: float, weeks: int) -> float:
    """Week in which so much has been held for some weeks on end, after a time below; infinite if that never comes."""
    below = np.flatnonzero(held[fall:] < threshold)
    if below.size == 0:
        return np.inf
    first = fall + int(below[0])
    lasting = 0
    for week in range(first, held.size):
        lasting = lasting + 1 if held[week] >= threshold else 0
        if lasting >= weeks:
            return float(week)
    return np.inf
