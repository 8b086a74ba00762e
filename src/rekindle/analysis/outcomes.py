"""Outcomes: one number a world, from what is written down of it. The table at the end of the model's description.

A city's battle runs from the start of the clock to the week in which control is first under 0.01 in all its sectors at
once, or to the end of 2017 (to the horizon, if that is earlier) where that never happens. Sums over the battle end there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk
from rekindle.model.readings import TAKEN
from rekindle.model.writing import Written

Outcome = tuple[np.ndarray, dict[str, str]]

RETURN_YEARS = (1, 3, 5, 10)
HELD_AGAIN = 100_000.0
"""Residents under control that count as a return to territory."""
HELD_WEEKS = 4
BATTLE_ENDS = date(2017, 12, 31)


def outcomes(frame: Frame, piece: Chunk) -> dict[str, Outcome]:
    """Every outcome of some worlds: name -> (numbers of shape (W,), {"units", "long_name"}).

    An outcome whose period the run cannot reach is left out. A number that a world does not define is NaN. A world's
    numbers are the same, bit for bit, whichever worlds it is looked at with.
    """
    found: dict[str, Outcome] = {}
    for name, numbers, unit, meaning in _all(frame, piece.written):
        # a copy: a view would keep the whole chunk it was cut from in memory
        found[name] = (np.array(numbers, dtype=float), {"units": unit, "long_name": meaning})
    return found


def _all(frame: Frame, written: Written) -> Iterator[tuple[str, np.ndarray, str, str]]:
    for city in frame.cities:
        yield from _battle(frame, written, city)
    for country in frame.countries:
        yield from _country(frame, written, country)
    killed = added_up(written.countries["civilians_killed"].astype(float).reshape(len(written.countries), -1))
    yield "civilians_killed_total", killed, "people", "residents killed in the theatre, by all sides, start to horizon"
    if frame.cities:
        yield from _resurgence(frame, written)
    yield "fell_week", written.fell, "weeks", "weeks until control was first under 0.01, by place; infinite if never"


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


def _battle(frame: Frame, written: Written, city: str) -> Iterator[tuple[str, np.ndarray, str, str]]:
    ends = frame.week_of(BATTLE_ENDS)
    fall = fall_week(frame, written, city)
    yield f"{city}_retaken", fall <= ends, "1", "control under 0.01 in every sector by the end of 2017 (1) or not (0)"
    yield _named(frame, city, "battle_weeks"), fall, "weeks", "from the start to the fall of the last sector"
    banks = {f"{place.bank}_{city}" for place in frame.scenario.places.values() if place.city == city and place.bank}
    for part in frame.parts:
        if part in banks:
            # the assault on the west began months later than the clock: its weeks count from its first dated order
            begun = _first_order(frame, part)
            weeks = np.maximum(0, fall_week(frame, written, part) - begun)
            yield f"{part}_weeks", weeks, "weeks", f"to the fall of the last sector, from week {begun:g}"
    last = np.minimum(np.where(np.isfinite(fall), fall, ends), min(ends, frame.weeks))
    during = np.arange(frame.weeks + 1)[None, :] <= last[:, None]
    sums = {
        "security_forces_killed_battle": ("forces_killed", "members of the forces killed in the city"),
        "fighters_killed_battle": ("fighters_killed", "fighters and members killed in the city"),
        "civilians_killed_battle": ("civilians_killed", "residents killed in the city, by all sides"),
        "fighters_escaped_battle": ("fighters_escaped", "fighters who left the city or went underground elsewhere"),
        "displaced_total": ("fled", "people who fled; who fled twice is counted twice, as registrations do"),
    }
    for name, (series, meaning) in sums.items():
        total = added_up(_part(frame, written, city, series) * during)
        yield _named(frame, city, name), total, "people", f"{meaning}, start to the fall of the last sector"
    peak = (_part(frame, written, city, "displaced") * during).max(axis=1)
    yield _named(frame, city, "displaced_peak"), peak, "people", "largest number displaced from the city at once"


def _first_order(frame: Frame, part: str) -> float:
    """Week of the first dated order for a bank: 0 for the bank that the campaign reaches first."""
    inside = [place for place, mark in zip(frame.places, frame.parts[part], strict=True) if mark]
    days = [order.start_prior(frame.scenario.as_of).bounds()[0] for order in frame.scenario.campaign if order.place in inside]
    others = [order.start_prior(frame.scenario.as_of).bounds()[0] for order in frame.scenario.campaign
              if frame.scenario.places[order.place].kind == "sector"]
    return max(0.0, min(days) / 7) if days and min(days) > min(others) else 0.0


def _country(frame: Frame, written: Written, country: str) -> Iterator[tuple[str, np.ndarray, str, str]]:
    n = frame.countries.index(country)
    label = frame.scenario.countries[country].label

    def weekly(series: str) -> np.ndarray:
        return written.countries[series][:, :, n].astype(float)

    at = _week_at(frame, date(2018, 12, 31))
    if at is not None:
        if n == 0:
            yield "displaced_2018_12", weekly("displaced")[:, at], "people", f"displaced at the end of 2018, {label}"
            yield "returned_2018_12", weekly("returned")[:, at], "people", f"returned by the end of 2018, cumulative, {label}"
        members = weekly("covert")[:, at]
        yield f"covert_members_{country}_2018_12", members, "people", f"covert members at the end of 2018, {label}"
    for year, _, days in _periods(frame, months=False):
        attacks = added_up(weekly("attacks") * days)
        yield f"attacks_{country}_{year}", attacks, "count", f"attacks by the group in {year}, {label}"
        deaths = added_up(weekly("deaths_documented") * days)
        yield f"deaths_documented_{country}_{year}", deaths, "people", f"deaths a documented count would have, {year}, {label}"
    for year, month, days in _periods(frame, months=True):
        deaths = added_up(weekly("deaths_documented") * days)
        name = f"deaths_documented_{country}_{year}_{month:02d}"
        yield name, deaths, "people", f"deaths a documented count would have, {year}-{month:02d}, {label}"


def _week_at(frame: Frame, day: date) -> int | None:
    """Index of the weekly value nearest to a date, or None if the run does not reach it."""
    week = round(frame.week_of(day))
    return week if 0 <= week <= frame.weeks else None


def _periods(frame: Frame, months: bool) -> Iterator[tuple[int, int, np.ndarray]]:
    """Whole years (or months) of the run, each with the share of every week's flow that falls into it: (T,)."""
    start, end = frame.scenario.start, frame.until
    day = frame.dates.astype("datetime64[D]")
    for year in range(start.year, end.year + 1):
        for month in range(1, 13) if months else (1,):
            first = date(year, month, 1)
            after = date(year + 1, 1, 1) if not months or month == 12 else date(year, month + 1, 1)
            if first < start or (after - end).days > 1:
                continue
            # the flow of week i covers the seven days before dates[i]
            begin, finish = np.datetime64(first), np.datetime64(after)
            inside = (np.minimum(day, finish) - np.maximum(day - 7, begin)).astype(int)
            share = np.clip(inside, 0, 7) / 7
            share[0] = 0.0
            yield year, month, share


def _resurgence(frame: Frame, written: Written) -> Iterator[tuple[str, np.ndarray, str, str]]:
    """Has the group come back within N years of the last sector's fall, in the first country?

    By attacks: some 12 months with at least twice the attacks of the lowest 12 months that began earlier (both after
    the start of the clock; the later one ends after the fall). By territory: 100,000 residents under control for four
    weeks on end, after fewer than that had been held at some time since the fall. A world in which the city is never
    retaken, or whose N years the run does not reach, is NaN; a horizon longer than the run is left out.
    """
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
        text = f"within {years} years of the last sector's fall (1) or not (0)"
        attacked = np.where(known, by_attacks <= reach, np.nan)
        ground = np.where(known, by_ground <= reach, np.nan)
        either = np.where(known, (by_attacks <= reach) | (by_ground <= reach), np.nan)
        yield f"resurgence_{years}", either, "1", f"attacks double or territory is held again, {text}"
        yield f"resurgence_attacks_{years}", attacked, "1", f"attacks double, {text}"
        yield f"resurgence_territory_{years}", ground, "1", f"100,000 residents are held again for four weeks, {text}"


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


def summarise(numbers: np.ndarray, unit: str) -> dict[str, object]:
    """Summary of one outcome: unit, worlds behind it, mean and quantiles.

    Worlds that do not define it are not counted. Infinite values (never retaken) count in the quantiles, where JSON has
    null for infinity; the mean is then over the others, and `never` says how many those worlds are.
    """
    known = numbers[~np.isnan(numbers)]
    row: dict[str, object] = {"unit": unit, "worlds": int(known.size)}
    if known.size == 0:
        return row | dict.fromkeys(("mean", "p05", "p25", "p50", "p75", "p95"))
    never = int(np.isinf(known).sum())
    with np.errstate(invalid="ignore"):
        marks = np.quantile(known, (0.05, 0.25, 0.5, 0.75, 0.95), method="inverted_cdf" if never else "linear")
    row["mean"] = float(known[np.isfinite(known)].mean()) if never < known.size else None
    row |= {name: _finite(x) for name, x in zip(("p05", "p25", "p50", "p75", "p95"), marks, strict=True)}
    if never:
        row["never"] = never
    return row


def _finite(x: float) -> float | None:
    return float(x) if np.isfinite(x) else None
