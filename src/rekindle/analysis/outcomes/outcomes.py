"""Outcomes: one number a world, from what is written down of it. The table at the end of the model's description."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from rekindle.analysis.outcomes.city import Row, added_up, city_outcomes
from rekindle.analysis.outcomes.periods import share_of_flow
from rekindle.ensemble.frame import RECORD_INTERVAL, WEEKLY_RECORDS, Frame
from rekindle.ensemble.run import Chunk
from rekindle.model.series import Written

Outcome = tuple[np.ndarray, dict[str, str]]


WEEKS_IN_A_YEAR = 365.25 / 7
HOME = ("home", "home_detained", "reintegrated")
"""Series by origin that together are those who went home."""


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


def _all(frame: Frame, written: Written) -> Iterator[Row]:
    yield from city_outcomes(frame, written)
    for country in frame.countries:
        yield from _country(frame, written, country)
    killed = added_up(written.countries["civilians_killed"].astype(float).reshape(len(written.countries), -1))
    yield "civilians_killed_total", killed, "people", "residents killed in the theatre, by all sides, start to horizon"
    yield from _costs(written)
    yield from _abroad(frame, written)
    yield "fell_week", written.fell, "weeks", "weeks until control was first under 0.01, by place; infinite if never"


def _costs(written: Written) -> Iterator[Row]:
    """What it costs the government side: money, and people in its service."""
    spent = added_up(written.nation["spent"].astype(float))
    yield "cost_money", spent, "USD million", "money spent by the government side, start to horizon; the model's own prices"
    employed = added_up(written.nation["employed"].astype(float)) / WEEKS_IN_A_YEAR
    yield "cost_people", employed, "person years", "time served on the government side, start to horizon"


def _abroad(frame: Frame, written: Written) -> Iterator[Row]:
    """Attacks and deaths in home regions and at affiliates by year, and how many foreigners had come home."""
    for a, name in enumerate(frame.abroad):
        place = frame.scenario.places[name]
        region = name.removeprefix("home_")
        for year, _, days in _periods(frame, months=False):
            attacks = added_up(written.abroad["attacks"][:, :, a].astype(float) * days)
            deaths = added_up(written.abroad["deaths"][:, :, a].astype(float) * days)
            if place.kind == "home":
                yield f"attacks_{region}_{year}", attacks, "count", f"attacks linked to the group in {year}, {place.label}"
                yield f"deaths_{region}_{year}", deaths, "people", f"people killed in them in {year}, {place.label}"
            else:
                meaning = f"deaths a documented count would have, {year}, {place.label}"
                yield f"deaths_documented_{str(place.country).lower()}_{year}", deaths, "people", meaning
    at = _week_at(frame, date(2017, 12, 31))
    if at is not None and len(frame.origins) > 1:
        row = int(np.flatnonzero(frame.records == _recorded(frame, at))[0])
        here = {name: added_up(written.origins[name][:, row, 1:].astype(float)) for name in (*HOME, "came")}
        home = here["home"] + here["home_detained"] + here["reintegrated"]
        meaning = "share of all foreigners who ever came who had gone home by the end of 2017, detained there or not"
        yield "returned_foreign_2017_12", home / np.maximum(1.0, here["came"]), "share", meaning


def _recorded(frame: Frame, week: int) -> int:
    """The last week up to one in which series by origin are recorded in every run, also where all weeks are."""
    return week if week <= WEEKLY_RECORDS else week - (week - WEEKLY_RECORDS) % RECORD_INTERVAL


def _country(frame: Frame, written: Written, country: str) -> Iterator[Row]:
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
            yield year, month, share_of_flow(day, first, after - timedelta(days=1))


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
