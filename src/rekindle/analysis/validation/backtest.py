"""Backtests: forecasts from a day on, held against what was recorded after it and against simple baselines.

`calibration.yaml` beside a scenario says what is scored from which days: outcomes against recorded ranges, or months of a
measure; from a day after which nothing is recorded, a forecast is written to a file and waits. From any other day on every
figure of the patterns that begins later is scored. What those who set the priors had seen is retrospective.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from rekindle.analysis.calibration.learning import Learning, Member
from rekindle.analysis.calibration.targets import by_month
from rekindle.analysis.statistics.baselines import BASELINES
from rekindle.analysis.statistics.scores import crps, log_score, pit, skill
from rekindle.analysis.validation import later_figures
from rekindle.analysis.validation.discrepancy import gap, would_be_recorded
from rekindle.analysis.validation.forecast import Outlook, outlook
from rekindle.analysis.validation.forecast_file import forecast_of, write_forecast
from rekindle.analysis.validation.later_figures import MARKS
from rekindle.analysis.validation.results import Backtest, MonthScore, OutcomeScore, PlaceScore
from rekindle.ensemble.posterior import Posterior, packaged_origins, packaged_posterior, read_posterior
from rekindle.errors import UsageError
from rekindle.files import write_json
from rekindle.model.compiled import sources_digest
from rekindle.record.tables import months
from rekindle.scenario.calibration import BacktestEntry, MonthsEntry
from rekindle.scenario.labels import Labels
from rekindle.version import VERSION

REPORT = "backtest.json"
Tick = Callable[[int], None]


def asked_origins(words: str, of: Learning) -> tuple[date, ...]:
    """Origins that --origin names: a day, or all that the calibration describes. Raises UsageError for another."""
    described = [one.origin for one in of.backtests]
    days = f" Its calibration describes {', '.join(map(str, described))}." if described else ""
    if words == "all":
        if described:
            return tuple(described)
        first, last = min(point.start for point in of.first.points), max(point.end for point in of.first.points)
        raise UsageError(
            f"the calibration of {of.first.name} describes no backtest. Name a day with --origin; its figures go from {first} "
            f"to {last}."
        )
    try:
        origin = date.fromisoformat(words)
    except ValueError:
        raise UsageError(
            f"--origin {words!r} is no date and not all. Write year, month and day, as YYYY-MM-DD.{days}"
        ) from None
    if origin not in described:
        try:
            later_figures.later(of.first, origin)
        except UsageError as error:
            raise UsageError(f"{error}{days}") from None
    return (origin,)


def outcomes_ahead(
    member: Member, says: BacktestEntry, posterior: Posterior | None, worlds: int, seed: int, threads: int | None, tick: Tick
) -> list[OutcomeScore]:
    """Outcomes as they could be forecast on a day: rows by outcome, from the priors and from the posterior."""
    assert says.outcomes and says.prior and says.posterior, "a calibration that was read has them"
    recorded = {point.pattern.measure: point for point in member.points if point.pattern.measure in says.outcomes}
    rows = []
    for source, table, asked in (("prior", None, says.prior), ("posterior", posterior, says.posterior)):
        if source == "posterior" and table is None:
            continue
        ahead = outlook(member, says.origin, says.until or member.until, table, worlds, seed, threads, tick)
        share, widest, current = asked.central, asked.widest, Labels(ahead.frame.scenario).current
        ends = ((100 - share) / 200, (100 + share) / 200)
        for name in says.outcomes:
            point, numbers = recorded[name], ahead.outcomes[current(name)]
            truth = float(point.unscaled(point.middle))
            q05, q10, q25, q50, q75, q90, q95 = map(_plain, _quantiles(numbers))
            low, high = (_plain(x) for x in _quantiles(numbers, ends))
            wide = _ratio(low, high)
            rows.append(OutcomeScore(
                says.origin.isoformat(), says.label, source, worlds, name, says.place, point.low, truth, point.high,
                q05, q10, q25, q50, q75, q90, q95, central=share,
                inside=_holds(low, truth, high), in_part=_meets(low, high, point.low, point.high),
                whole=_holds(low, point.low, high) and _holds(low, point.high, high), width=wide, widest=widest,
                narrow_enough=wide is not None and wide <= widest,
            ))  # fmt: skip
    return rows


def months_ahead(of: Learning, says: BacktestEntry, ahead: Outlook, worlds: int, seed: int) -> list[MonthScore]:
    """A measure month by month after a day, by place: forecasts, baselines and their scores."""
    rows: list[MonthScore] = []
    for entry in says.months or ():
        for place in entry.places:
            rows += _months_of(of, says, entry, place, ahead, worlds, seed)
    return rows


def _months_of(
    of: Learning, says: BacktestEntry, entry: MonthsEntry, place: str, ahead: Outlook, worlds: int, seed: int
) -> Iterator[MonthScore]:
    assert says.measure and says.history and of.file and of.file.forecast, "a calibration that was read has them"
    origin, until, folder = says.origin, says.until or of.first.until, of.first.scenario.folder
    history = by_month(folder, says.measure, place, says.history, origin)
    truth = by_month(folder, says.measure, place, origin + timedelta(days=1), until)
    lasting = gap(ahead, says.measure, place, origin, entry.spread, of.file.forecast.measures[says.measure].lasting)
    others = {name: forecast_(history, truth.size, worlds, seed) for name, forecast_ in BASELINES.items()}
    for i, (start, end) in enumerate(whole_months(origin + timedelta(days=1), until)):
        numbers = ahead.flow(says.measure, place, start, end)
        name, month = f"{says.measure} {place}", f"{start:%Y-%m}"
        since = lasting.after((i + 0.5) / 12)
        ours = np.rint(would_be_recorded(numbers, name, month, entry.spread, seed, ahead.worlds, since))
        yield _scored(says, place, month, float(truth[i]), ours, {n: x[:, i] for n, x in others.items()}, seed)


def _scored(
    says: BacktestEntry, place: str, period: str, truth: float, ours: np.ndarray, others: dict[str, np.ndarray], seed: int
) -> MonthScore:
    assert says.measure, "a calibration that was read has it"
    q05, q10, q25, q50, q75, q90, q95 = map(_plain, _quantiles(ours))
    return MonthScore(
        says.origin.isoformat(), says.label, says.measure, place, period, truth, q05, q10, q25, q50, q75, q90, q95,
        inside50=_holds(q25, truth, q75), inside90=_holds(q05, truth, q95), crps=crps(ours, truth),
        log_score=log_score(ours, truth), pit=pit(ours, truth, f"{place} {period}", seed),
        baselines={name: crps(numbers, truth) for name, numbers in others.items()},
        baselines_log_score={name: log_score(numbers, truth) for name, numbers in others.items()},
        baselines_q50={name: float(np.median(numbers)) for name, numbers in others.items()},
    )  # fmt: skip


def whole_months(start: date, end: date) -> Iterator[tuple[date, date]]:
    """First and last day of each month from that of `start` to that of `end`."""
    for first in months(start, end):
        yield first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def summed_up(rows: Sequence[MonthScore]) -> list[PlaceScore]:
    """By place: mean CRPS of the model and of every baseline, skill against the best one, and how many months were inside."""
    found = []
    for place in dict.fromkeys(row.place for row in rows):
        here = [row for row in rows if row.place == place]
        others = {name: float(np.mean([row.baselines[name] for row in here])) for name in here[0].baselines}
        ours, best = float(np.mean([row.crps for row in here])), min(others, key=lambda name: others[name])
        saved = skill(np.array([row.crps for row in here]), np.array([row.baselines[best] for row in here]))
        found.append(PlaceScore(
            place, len(here), ours, others, best, ours < others[best], saved, sum(row.inside50 for row in here),
            sum(row.inside90 for row in here),
        ))  # fmt: skip
    return found


def _quantiles(numbers: np.ndarray, marks: tuple[float, ...] = MARKS) -> np.ndarray:
    method = "inverted_cdf" if np.isinf(numbers).any() else "linear"
    return np.quantile(numbers, marks, method=method)  # type: ignore[call-overload, no-any-return]


def _plain(number: float) -> float | None:
    return float(f"{number:.5g}") if np.isfinite(number) else None


def _holds(low: float | None, truth: float, high: float | None) -> bool:
    """Whether an interval holds the truth; an end that is None is infinite."""
    return bool(low is not None and low <= truth <= (np.inf if high is None else high))


def _meets(low: float | None, high: float | None, least: float, most: float) -> bool:
    """Whether an interval and a recorded range have a point in common: the rule of the other battles."""
    return bool(low is not None and low <= most and least <= (np.inf if high is None else high))


def _ratio(low: float | None, high: float | None) -> float | None:
    return None if not low or high is None else round(high / low, 2)


def backtest_all(
    of: Learning, origins: tuple[date, ...], worlds: int, seed: int, posteriors: Path | None, threads: int | None,
    forecasts: Path, out: Path, tick: Tick = lambda done: None,
) -> Backtest:  # fmt: skip
    """Run the backtests of some origins; rows and scores, which are written to `out` as `backtest.json` too.

    `posteriors` is the folder of a calibration; without it the packaged ones are used that were learnt on the scenario, and
    the priors where there is none. Before anything runs it raises MissingData where a posterior is missing in a folder that
    was named, and UsageError where one was learnt from a later record than its origin or on other scenarios.
    """
    tables = {origin: posterior_by(of.first, origin, posteriors) for origin in origins}
    digests = {origin.isoformat(): table.digest if table else None for origin, table in tables.items()}
    found = Backtest(VERSION, sources_digest(), worlds, seed, of.first.name, digests)
    for origin, table in tables.items():
        says = of.backtest(origin)
        if says is None:
            points = later_figures.later(of.first, origin)
            ahead = outlook(of.first, origin, of.first.until, table, worlds, seed, threads, tick, points)
            rows = later_figures.scored(ahead, points, origin, seed)
            found = replace(found, worlds_from="posterior" if table else "prior", figures=tuple(rows),
                            figures_by_pattern=tuple(later_figures.summed_up(rows)))  # fmt: skip
        elif says.outcomes:
            found = replace(found, battle=tuple(outcomes_ahead(of.first, says, table, worlds, seed, threads, tick)))
        elif says.months:
            ahead = outlook(of.first, origin, says.until or of.first.until, table, worlds, seed, threads, tick)
            year = months_ahead(of, says, ahead, worlds, seed)
            found = replace(found, year=tuple(year), year_by_place=tuple(summed_up(year)))
        else:
            found = replace(found, forecast=str(_after(of, says, table, worlds, seed, threads, forecasts, tick)))
    write_json(out / REPORT, found.to_dict(), 1)
    return found


def _after(
    of: Learning, says: BacktestEntry, posterior: Posterior | None, worlds: int, seed: int, threads: int | None, folder: Path,
    tick: Tick,
) -> Path:  # fmt: skip
    """The forecast of the years after an origin, written with its hash; the file."""
    assert says.years and of.file and of.file.forecast, "a calibration that was read has them"
    until = date(says.origin.year + says.years, 12, 31)
    ahead = outlook(of.first, says.origin, until, posterior, worlds, seed, threads, tick)
    return write_forecast(folder, forecast_of(ahead, of.file.forecast, says.origin, says.years, seed))


def posterior_by(member: Member, origin: date, folder: Path | None) -> Posterior | None:
    """What the record up to an origin taught of a scenario: in a folder of a calibration, or packaged; None for the priors.

    What was learnt later, or on other scenarios, is refused.
    """
    name = origin.isoformat()
    if folder is None:
        return next((table for table in map(packaged_posterior, reversed(packaged_origins()))
                     if str(table.about["origin"]) <= name and table.belongs_to(member.name)), None)  # fmt: skip
    table = read_posterior(folder / name)
    learnt = str(table.about.get("origin", "an unknown day"))
    if learnt > name:
        raise UsageError(
            f"the posterior in {table.folder or 'the package'} was learnt from the record up to {learnt}, and a "
            f"forecast from {name} must not know it. Take the posterior of {name} of the same calibration."
        )
    if not table.belongs_to(member.name):
        raise UsageError(f"the posterior in {table.folder} was not learnt on {member.name}. Name another --posteriors.")
    return table
