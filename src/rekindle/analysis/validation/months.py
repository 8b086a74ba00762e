"""Months after a day, by measure and place: forecasts held against the record, against baselines and against the priors.

A flow (deaths) is forecast as the sum of a month, a stock (displaced people) as it stands at the month's end. Months that the
record lacks are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from rekindle.analysis.calibration.learning import Member
from rekindle.analysis.calibration.targets import by_month
from rekindle.analysis.statistics.baselines import MIXTURE, best_of, forecasts
from rekindle.analysis.statistics.scores import crps, log_score, pit, skill
from rekindle.analysis.validation.discrepancy import STOCKS, gap, would_be_recorded
from rekindle.analysis.validation.forecast import Outlook
from rekindle.analysis.validation.later_figures import MARKS
from rekindle.analysis.validation.results import HorizonScore, MonthScore, PlaceScore
from rekindle.errors import MissingData
from rekindle.record.tables import months
from rekindle.scenario.calibration import BacktestEntry, ForecastEntry, MonthsEntry

HORIZONS = ((1, 3), (4, 6), (7, 12), (13, 24), (25, 60))
"""First and last month after an origin that are scored together."""


def months_ahead(
    member: Member, told: ForecastEntry, says: BacktestEntry, ahead: Outlook, prior: Outlook | None, seed: int
) -> list[MonthScore]:
    """Measures month by month after a day, by place; `prior` are worlds of the priors beside those of a posterior."""
    rows: list[MonthScore] = []
    for entry in says.months or ():
        for place in entry.places:
            rows += _months_of(member, told, says, entry, place, ahead, prior, seed)
    return rows


def _months_of(
    member: Member, told: ForecastEntry, says: BacktestEntry, entry: MonthsEntry, place: str, ahead: Outlook,
    prior: Outlook | None, seed: int,
) -> Iterator[MonthScore]:  # fmt: skip
    measure, since = entry.measure or says.measure, entry.history or says.history
    assert measure and since, "a calibration that was read has them"
    folder, recorded = member.scenario.folder, STOCKS.get(measure, measure)
    begins = (says.origin + timedelta(days=1)).replace(day=1)  # the first month that is not over on that day
    past = by_month(folder, recorded, place, since, begins - timedelta(days=1))
    wanted = list(whole_months(begins, says.until or member.until))
    others, _ = forecasts(past, len(wanted), ahead.worlds.size, seed)
    ours, theirs = (one and _recorded(one, told, says, entry, measure, place, wanted, seed) for one in (ahead, prior))
    assert ours, "there is always a forecast"
    for i, (start, _) in enumerate(wanted):
        if start <= says.origin:  # part of it was known
            continue
        try:
            truth = float(by_month(folder, recorded, place, start, start)[0])
        except MissingData:
            continue
        unlearnt = crps(theirs[i], truth) if theirs else None
        yield scored(
            says, measure, place, i + 1, start, truth, ours[i], {n: x[:, i] for n, x in others.items()}, unlearnt, seed
        )


def _recorded(
    ahead: Outlook, told: ForecastEntry, says: BacktestEntry, entry: MonthsEntry, measure: str, place: str,
    wanted: Sequence[tuple[date, date]], seed: int,
) -> list[np.ndarray]:  # fmt: skip
    """What would be recorded of each month in the worlds, with the gap that lasts and what passes."""
    lasting = gap(ahead, measure, place, says.origin, entry.spread, told.measures[measure].lasting)
    found = []
    for i, (start, end) in enumerate(wanted):
        numbers = ahead.stock(measure, place, end) if measure in STOCKS else ahead.flow(measure, place, start, end)
        since = lasting.after((i + 0.5) / 12)
        name = f"{measure} {place}"
        found.append(np.rint(would_be_recorded(numbers, name, f"{start:%Y-%m}", entry.spread, seed, ahead.worlds, since)))
    return found


def scored(
    says: BacktestEntry, measure: str, place: str, ahead: int, month: date, truth: float, ours: np.ndarray,
    others: dict[str, np.ndarray], prior: float | None, seed: int,
) -> MonthScore:  # fmt: skip
    """A month's forecast with its scores and those of the baselines."""
    period = f"{month:%Y-%m}"
    q05, q10, q25, q50, q75, q90, q95 = (float(f"{x:.5g}") for x in np.quantile(ours, MARKS))
    return MonthScore(
        says.origin.isoformat(), says.label, measure, place, period, truth, q05, q10, q25, q50, q75, q90, q95,
        inside50=q25 <= truth <= q75, inside90=q05 <= truth <= q95, crps=crps(ours, truth), log_score=log_score(ours, truth),
        pit=pit(ours, truth, f"{place} {period}", seed), baselines={name: crps(x, truth) for name, x in others.items()},
        baselines_log_score={name: log_score(x, truth) for name, x in others.items()},
        baselines_q50={name: float(np.median(x)) for name, x in others.items()}, ahead=ahead, prior_crps=prior,
    )  # fmt: skip


def whole_months(start: date, end: date) -> Iterator[tuple[date, date]]:
    """First and last day of each month from that of `start` to that of `end`."""
    for first in months(start, end):
        yield first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def by_place(rows: Sequence[MonthScore]) -> list[PlaceScore]:
    """By origin, measure and place: mean CRPS of worlds and baselines, skill against the best and the mixture."""
    return [_place(here) for here in _grouped(rows, lambda row: (row.origin, row.measure, row.place)).values()]


def _place(here: Sequence[MonthScore]) -> PlaceScore:
    others = {name: float(np.mean([row.baselines[name] for row in here])) for name in here[0].baselines}
    ours, best = np.array([row.crps for row in here]), best_of(others)
    assert best, "a history that was read is long enough for one"
    mixed = skill(ours, np.array([row.baselines[MIXTURE] for row in here])) if MIXTURE in others else None
    first = here[0]
    return PlaceScore(
        first.origin, first.measure, first.place, len(here), float(ours.mean()), others, best,
        bool(ours.mean() < min(others.values())),
        skill(ours, np.array([row.baselines[best] for row in here])), mixed, _mean_of_priors(here),
        sum(row.inside50 for row in here), sum(row.inside90 for row in here),
    )  # fmt: skip


def by_horizon(rows: Sequence[MonthScore]) -> list[HorizonScore]:
    """By origin, measure and how far ahead: CRPS as a multiple of the best baseline's, the mixture's and the priors'.

    Multiples are geometric means over places; one is added to both sides, so that places where nothing happens do not decide.
    The best baseline is each place's best over all months. Months that were kept without how far ahead they lie are left out.
    """
    best = {(one.origin, one.measure, one.place): one.best_baseline for one in by_place(rows)}
    found = []
    for first, last in HORIZONS:
        near = [row for row in rows if first <= row.ahead <= last]
        for (origin, measure), here in _grouped(near, lambda row: (row.origin, row.measure)).items():
            places = [*_grouped(here, lambda row: (row.place,)).values()]
            multiples = [
                _multiple(places, lambda row: row.baselines.get(best[row.origin, row.measure, row.place])),
                _multiple(places, lambda row: row.baselines.get(MIXTURE)),
                _multiple(places, lambda row: row.prior_crps),
            ]
            inside = sum(row.inside90 for row in here)
            found.append(HorizonScore(origin, measure, first, last, len(places), len(here), inside, *multiples))
    return sorted(found, key=lambda one: (one.origin, one.measure, one.first))


def _multiple(places: Sequence[Sequence[MonthScore]], other: Callable[[MonthScore], float | None]) -> float | None:
    """Geometric mean over places of our mean CRPS by another's, one added to both; None where another's is missing."""
    logs = []
    for rows in places:
        theirs = [score for score in map(other, rows) if score is not None]
        if len(theirs) < len(rows):
            return None
        logs.append(np.log1p(np.mean([row.crps for row in rows])) - np.log1p(np.mean(theirs)))
    return float(np.exp(np.mean(logs)))


def _mean_of_priors(rows: Sequence[MonthScore]) -> float | None:
    known = [row.prior_crps for row in rows if row.prior_crps is not None]
    return float(np.mean(known)) if len(known) == len(rows) else None


def _grouped(
    rows: Sequence[MonthScore], key: Callable[[MonthScore], tuple[str, ...]]
) -> dict[tuple[str, ...], list[MonthScore]]:
    """Rows by what a function says of them, in the order in which that first comes."""
    found: dict[tuple[str, ...], list[MonthScore]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
