"""Outcomes: one number a world, from what is written down of it. `rekindle.variables` says what each is called and means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import numpy as np

from rekindle.analysis.outcomes.city import Row, added_up, city_outcomes
from rekindle.analysis.outcomes.ground import ground_held, recorded_by
from rekindle.analysis.outcomes.periods import share_of_flow
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk
from rekindle.model.formulas import WEEKS_IN_A_YEAR
from rekindle.model.series import Written
from rekindle.scenario.labels import Labels
from rekindle.variables import row, spelled

Outcome = tuple[np.ndarray, dict[str, Any]]

HOME = ("home", "home_detained", "reintegrated")
"""Series by origin that together are those who went home."""


def outcomes(frame: Frame, piece: Chunk) -> dict[str, Outcome]:
    """Every outcome of some worlds: name -> (numbers of shape (W,), what is said of them: "units", "long_name", "label", and
    whether they are "main", 1 or 0).

    An outcome whose period the run cannot reach is left out. A number that a world does not define is NaN. A world's
    numbers are the same, bit for bit, whichever worlds it is looked at with.
    """
    found: dict[str, Outcome] = {}
    labels = Labels(frame.scenario)
    for pattern, fields, numbers in _all(frame, piece.written):
        variable = row(pattern)
        said = {key: labels.of(value) if key in ("place", "city") else value for key, value in spelled(fields).items()}
        about = {
            "units": variable.unit,
            "long_name": variable.meaning.format(**said),
            "label": variable.label.format(**said),
            "main": int(variable.main and not _aside(frame, fields)),
        }
        # a copy: a view would keep the whole chunk it was cut from in memory
        found[pattern.format(**fields)] = (np.array(numbers, dtype=float), about)
    return found


def _aside(frame: Frame, fields: Mapping[str, str]) -> bool:
    """Whether an outcome is of a home region that the scenario does not name among those to be shown."""
    home = f"home_{fields.get('place')}"
    shown = frame.scenario.outcomes.homes
    return bool(shown) and home in frame.abroad and home not in shown


def _all(frame: Frame, written: Written) -> Iterator[Row]:
    yield from city_outcomes(frame, written)
    for country in frame.countries:
        yield from _country(frame, written, country)
    killed = added_up(written.countries["civilians_killed"].astype(float).reshape(len(written.countries), -1))
    yield "civilians_killed_total", {}, killed
    yield from _costs(written)
    yield from _abroad(frame, written)
    yield from _gone_home(frame, written)
    yield "fell_week", {}, written.fell


def _costs(written: Written) -> Iterator[Row]:
    """What it costs the government side: money, and people in its service."""
    yield "cost_money", {}, added_up(written.nation["spent"].astype(float))
    yield "cost_people", {}, added_up(written.nation["employed"].astype(float)) / WEEKS_IN_A_YEAR


def _abroad(frame: Frame, written: Written) -> Iterator[Row]:
    """Attacks and deaths in home regions and at affiliates, by year."""
    every_attack, every_death = written.abroad["attacks"].astype(float), written.abroad["deaths"].astype(float)
    for a, name in enumerate(frame.abroad):
        place = frame.scenario.places[name]
        for year, _, weeks, days in _periods(frame, months=False):
            attacks, deaths = added_up(every_attack[:, weeks, a] * days), added_up(every_death[:, weeks, a] * days)
            if place.kind == "home":
                fields = {"place": name.removeprefix("home_"), "year": str(year)}
                yield "attacks_{place}_{year}", fields, attacks
                yield "deaths_{place}_{year}", fields, deaths
            else:
                fields = {"place": str(place.country).lower(), "year": str(year)}
                yield "deaths_documented_{place}_{year}", fields, deaths


def _gone_home(frame: Frame, written: Written) -> Iterator[Row]:
    """How many of all foreigners who ever came had gone home, at the end of every year."""
    for year, at in _year_ends(frame) if len(frame.origins) > 1 else ():
        record = int(np.flatnonzero(frame.records == recorded_by(at))[0])
        here = {name: added_up(written.origins[name][:, record, 1:].astype(float)) for name in (*HOME, "came")}
        home = here["home"] + here["home_detained"] + here["reintegrated"]
        yield "returned_foreign_{year}_12", {"year": str(year)}, home / np.maximum(1.0, here["came"])


STOCKS = {
    "displaced_{place}_{year}_12": "displaced",
    "returned_{place}_{year}_12": "returned",
    "covert_members_{place}_{year}_12": "covert",
    "overt_members_{place}_{year}_12": "overt",
    "held_{place}_{year}_12": "held",
}
"""Outcomes that are a country's weekly series at the end of a year."""


def _country(frame: Frame, written: Written, country: str) -> Iterator[Row]:
    n = frame.countries.index(country)

    @cache  # asked for again by every year and month
    def weekly(series: str) -> np.ndarray:
        return written.countries[series][:, :, n].astype(float)

    ground = ground_held(frame, written, country)
    for year, at in _year_ends(frame):
        for pattern, series in STOCKS.items():
            yield pattern, {"place": country, "year": str(year)}, weekly(series)[:, at]
        yield "territory_{place}_{year}_12", {"place": country, "year": str(year)}, ground[:, at]
    for year, _, weeks, days in _periods(frame, months=False):
        fields = {"place": country, "year": str(year)}
        yield "attacks_{place}_{year}", fields, added_up(weekly("attacks")[:, weeks] * days)
        yield "deaths_documented_{place}_{year}", fields, added_up(weekly("deaths_documented")[:, weeks] * days)
    for year, month, weeks, days in _periods(frame, months=True):
        fields = {"place": country, "year": str(year), "month": f"{month:02d}"}
        yield "deaths_documented_{place}_{year}_{month}", fields, added_up(weekly("deaths_documented")[:, weeks] * days)


def _year_ends(frame: Frame) -> Iterator[tuple[int, int]]:
    """Years whose end the run reaches, each with the week whose value is nearest to it."""
    for year in range(frame.scenario.start.year, frame.until.year + 1):
        week = round(frame.week_of(date(year, 12, 31)))
        if 0 < week <= frame.weeks:  # the day of the start is where worlds begin, and nothing that comes out
            yield year, week


Period = tuple[int, int, slice, np.ndarray]
"""Year and month, the weeks that share days with it, and the share of each of their flows that falls into it."""


def _periods(frame: Frame, months: bool) -> tuple[Period, ...]:
    """Whole years (or months) of the run."""
    days = frame.dates.astype("datetime64[D]")
    return _shares(frame.scenario.start, frame.until, days.tobytes(), months)


@lru_cache(maxsize=16)
def _shares(start: date, end: date, days: bytes, months: bool) -> tuple[Period, ...]:
    """The same of a calendar, worked out once for all worlds, countries and places that share it."""
    day, found = np.frombuffer(days, "datetime64[D]"), []
    for year in range(start.year, end.year + 1):
        for month in range(1, 13) if months else (1,):
            first = date(year, month, 1)
            after = date(year + 1, 1, 1) if not months or month == 12 else date(year, month + 1, 1)
            if first < start or (after - end).days > 1:
                continue
            shares = share_of_flow(day, first, after - timedelta(days=1))
            some = np.flatnonzero(shares)
            weeks = slice(some[0], some[-1] + 1) if some.size else slice(1)
            found.append((year, month, weeks, shares[weeks]))
    return tuple(found)


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
