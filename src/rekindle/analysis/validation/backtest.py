"""Backtests: forecasts from a day on, held against what was recorded after it and against simple baselines.

`calibration.yaml` beside a scenario says what is scored from which days: outcomes against recorded ranges, or months of a
measure; from a day after which nothing is recorded, a forecast is written to a file and waits. From any other day on every
figure of the patterns that begins later is scored. What those who set the priors had seen is retrospective.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from rekindle.analysis.calibration.learning import Learning, Member
from rekindle.analysis.validation import later_figures
from rekindle.analysis.validation.forecast import outlook
from rekindle.analysis.validation.forecast_file import forecast_of, write_forecast
from rekindle.analysis.validation.later_figures import MARKS
from rekindle.analysis.validation.months import by_horizon, by_place, months_ahead
from rekindle.analysis.validation.results import Backtest, MonthScore, OutcomeScore
from rekindle.ensemble.posterior import Posterior, packaged_origins, packaged_posterior, read_posterior
from rekindle.errors import UsageError
from rekindle.files import write_json
from rekindle.model.compiled import sources_digest
from rekindle.scenario.calibration import BacktestEntry
from rekindle.scenario.labels import Labels
from rekindle.version import VERSION

REPORT = "backtest.json"
Tick = Callable[[int], None]


def asked_origins(words: str, of: Learning) -> tuple[date, ...]:
    """Origins that --origin names: a day, or all that the calibration describes. Raises UsageError for another."""
    described = list(dict.fromkeys(one.origin for one in of.backtests))
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
    months: list[MonthScore] = []
    for origin, table in tables.items():
        if not of.backtests_from(origin):
            points = later_figures.later(of.first, origin)
            ahead = outlook(of.first, origin, of.first.until, table, worlds, seed, threads, tick, points)
            rows = later_figures.scored(ahead, points, origin, seed)
            found = replace(found, worlds_from="posterior" if table else "prior", figures=tuple(rows),
                            figures_by_pattern=tuple(later_figures.summed_up(rows)))  # fmt: skip
        for says in of.backtests_from(origin):
            if says.outcomes:
                battle = outcomes_ahead(of.starting(says), says, table, worlds, seed, threads, tick)
                found = replace(found, battle=(*(found.battle or ()), *battle))
            elif says.months:
                months += _months(of, says, table, worlds, seed, threads, tick)
            else:
                found = replace(found, forecast=str(_after(of, says, table, worlds, seed, threads, forecasts, tick)))
    if months:
        found = replace(found, year=tuple(months), year_by_place=tuple(by_place(months)), by_horizon=tuple(by_horizon(months)))
    write_json(out / REPORT, found.to_dict(), 1)
    return found


def _months(
    of: Learning, says: BacktestEntry, posterior: Posterior | None, worlds: int, seed: int, threads: int | None, tick: Tick
) -> list[MonthScore]:
    """Months after an origin, forecast from the posterior and, to see what it brings, from the priors too."""
    assert of.file and of.file.forecast, "a calibration that was read has it"
    member = of.starting(says)
    until = says.until or member.until
    ahead = outlook(member, says.origin, until, posterior, worlds, seed, threads, tick)
    prior = outlook(member, says.origin, until, None, worlds, seed, threads, tick) if posterior else None
    return months_ahead(member, of.file.forecast, says, ahead, prior, seed)


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
