"""Backtests: forecasts from a day on, held against what was recorded after it and against simple baselines.

Three origins. The battle of Mosul from 16 October 2016 and the year 2018 from 31 December 2017 were seen by those who set
the priors: their scores are retrospective. The years after 2018 were not; their forecast is written to a file and waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.calibration.targets import points
from rekindle.analysis.statistics.baselines import BASELINES
from rekindle.analysis.statistics.scores import crps, log_score, pit, skill
from rekindle.analysis.validation.discrepancy import gap, would_be_recorded
from rekindle.analysis.validation.forecast import SCENARIO, Outlook, outlook
from rekindle.analysis.validation.forecast_file import YEARS, forecast_of, write_forecast
from rekindle.ensemble.posterior import Posterior, packaged_posterior, read_posterior
from rekindle.errors import UsageError
from rekindle.files import write_json
from rekindle.model.compiled import sources_digest
from rekindle.record.regions import regions_of
from rekindle.record.tables import monthly
from rekindle.scenario.labels import Labels
from rekindle.version import VERSION

BATTLE, YEAR, AFTER = date(2016, 10, 16), date(2017, 12, 31), date(2018, 12, 31)
ORIGINS = (BATTLE, YEAR, AFTER)
RETROSPECTIVE, WITHHELD = "retrospective", "withheld"
LABELS = {BATTLE: RETROSPECTIVE, YEAR: RETROSPECTIVE, AFTER: WITHHELD}

BATTLE_OUTCOMES = (
    "battle_weeks", "security_forces_killed_battle", "civilians_killed_battle", "fighters_killed_battle", "displaced_total",
)  # fmt: skip
WIDEST = {"prior": (90, 8.0), "posterior": (80, 4.0)}
"""What is asked of the battle's forecast: inside which central share (%), and at most how wide that is (high over low)."""
SPREAD = {True: 0.4, False: 0.6}
"""Passing spread of a month's deaths in the country, and in a governorate, beside the gap that lasts."""
HISTORY = date(2015, 1, 1)
"""First month of the history that baselines are given."""
REPORT = "backtest.json"
MARKS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def asked_origins(words: str) -> tuple[date, ...]:
    """Origins that --origin names: one of the three days, or all. Raises UsageError for any other."""
    if words == "all":
        return ORIGINS
    for origin in ORIGINS:
        if words == origin.isoformat():
            return (origin,)
    days = ", ".join(map(str, ORIGINS))
    raise UsageError(f"--origin {words!r} is none of {days} or all: for no other day is there a posterior.")


def battle(posterior: Posterior, worlds: int, seed: int, threads: int | None, tick: Callable[[int], None]) -> list[dict]:
    """The battle of Mosul as it could be forecast on its eve: rows by outcome, from the priors and from the posterior."""
    recorded = {point.pattern.measure: point for point in points(SCENARIO) if point.pattern.measure in BATTLE_OUTCOMES}
    rows = []
    for source, table in (("prior", None), ("posterior", posterior)):
        ahead = outlook(BATTLE, date(2017, 12, 31), table, worlds, seed, threads, tick)
        share, widest = WIDEST[source]
        for name in BATTLE_OUTCOMES:
            point, numbers = recorded[name], ahead.outcomes[Labels(ahead.frame.scenario).current(name)]
            quantiles = {f"q{round(100 * m):02d}": _plain(x) for m, x in zip(MARKS, _quantiles(numbers), strict=True)}
            truth = float(point.unscaled(point.middle))
            low, high = quantiles["q05" if share == 90 else "q10"], quantiles["q95" if share == 90 else "q90"]
            wide = _ratio(low, high)
            rows.append({
                "origin": BATTLE.isoformat(), "label": RETROSPECTIVE, "worlds_from": source, "worlds": worlds, "measure": name,
                "place": "mosul", "low": point.low, "truth": truth, "high": point.high, **quantiles, "central": share,
                "inside": _holds(low, truth, high), "in_part": _meets(low, high, point.low, point.high),
                "whole": _holds(low, point.low, high) and _holds(low, point.high, high), "width": wide, "widest": widest,
                "narrow_enough": wide is not None and wide <= widest,
            })  # fmt: skip
    return rows


def year(ahead: Outlook, worlds: int, seed: int) -> list[dict[str, Any]]:
    """Documented deaths of every month of 2018, in Iraq and by governorate: forecasts, baselines and their scores."""
    frame = ahead.frame
    places = ["iraq", *(name for name in regions_of(frame.places) if ("deaths_documented", name) in ahead.weekly
                        and _in_iraq(frame, name))]  # fmt: skip
    rows = []
    for place in places:
        history = monthly("deaths_documented", place, HISTORY, YEAR)
        truth = monthly("deaths_documented", place, date(2018, 1, 1), AFTER)
        spread = SPREAD[place == "iraq"]
        lasting = gap(ahead, "deaths_documented", place, YEAR, spread)
        others = {name: forecast_(history, 12, worlds, seed) for name, forecast_ in BASELINES.items()}
        for i, (start, end) in enumerate(months(2018)):
            deaths = ahead.flow("deaths_documented", place, start, end)
            name, month = f"deaths_documented {place}", f"{start:%Y-%m}"
            since = lasting.after((i + 0.5) / 12)
            ours = np.rint(would_be_recorded(deaths, name, month, spread, seed, ahead.worlds, since))
            rows.append(_scored(place, month, float(truth[i]), ours, {n: x[:, i] for n, x in others.items()}, seed))
    return rows


def _scored(
    place: str, period: str, truth: float, ours: np.ndarray, others: dict[str, np.ndarray], seed: int
) -> dict[str, Any]:
    marks = {f"q{round(100 * m):02d}": _plain(x) for m, x in zip(MARKS, _quantiles(ours), strict=True)}
    return {
        "origin": YEAR.isoformat(), "label": RETROSPECTIVE, "measure": "deaths_documented", "place": place, "period": period,
        "truth": truth, **marks, "inside50": _holds(marks["q25"], truth, marks["q75"]),
        "inside90": _holds(marks["q05"], truth, marks["q95"]), "crps": crps(ours, truth), "log_score": log_score(ours, truth),
        "pit": pit(ours, truth, f"{place} {period}", seed),
        "baselines": {name: crps(numbers, truth) for name, numbers in others.items()},
        "baselines_log_score": {name: log_score(numbers, truth) for name, numbers in others.items()},
        "baselines_q50": {name: float(np.median(numbers)) for name, numbers in others.items()},
    }  # fmt: skip


def months(of: int) -> Iterator[tuple[date, date]]:
    """First and last day of each month of a year."""
    for month in range(1, 13):
        after = date(of + month // 12, month % 12 + 1, 1)
        yield date(of, month, 1), after - timedelta(days=1)


def summed_up(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By place: mean CRPS of the model and of every baseline, skill against the best one, and how many months were inside."""
    found = []
    for place in dict.fromkeys(row["place"] for row in rows):
        here = [row for row in rows if row["place"] == place]
        others = {name: float(np.mean([row["baselines"][name] for row in here])) for name in here[0]["baselines"]}
        ours, best = float(np.mean([row["crps"] for row in here])), min(others, key=lambda name: others[name])
        inside = {name: sum(row[name] for row in here) for name in ("inside50", "inside90")}
        saved = skill(np.array([row["crps"] for row in here]), np.array([row["baselines"][best] for row in here]))
        found.append({
            "place": place, "months": len(here), "crps": ours, **{f"crps_{name}": x for name, x in others.items()},
            "best_baseline": best, "lower_than_every_baseline": ours < others[best], "skill": saved, **inside,
        })  # fmt: skip
    return found


def after(posterior: Posterior, worlds: int, seed: int, threads: int | None, folder: Path, tick: Callable[[int], None]) -> Path:
    """The forecast of the years after 2018, written with its hash; the file."""
    ahead = outlook(AFTER, date(AFTER.year + YEARS, 12, 31), posterior, worlds, seed, threads, tick)
    return write_forecast(folder, forecast_of(ahead, AFTER, seed))


def _in_iraq(frame: Any, region: str) -> bool:
    first = regions_of(frame.places)[region][0]
    return frame.scenario.places[first].country == frame.countries[0]


def _quantiles(numbers: np.ndarray) -> np.ndarray:
    method = "inverted_cdf" if np.isinf(numbers).any() else "linear"
    return np.quantile(numbers, MARKS, method=method)  # type: ignore[call-overload, no-any-return]


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
    origins: tuple[date, ...], worlds: int, seed: int, posteriors: Path | None, threads: int | None, forecasts: Path,
    out: Path, tick: Callable[[int], None] = lambda done: None,
) -> dict[str, Any]:  # fmt: skip
    """Run the backtests of some origins; rows and scores, which are written to `out` as `backtest.json` too.

    `posteriors` is the folder of a calibration; without it the packaged ones are used. Before anything runs it raises
    MissingData where a posterior is missing, and UsageError where one was learnt from a later record than its origin.
    """
    tables = {origin: _posterior(origin, posteriors) for origin in origins}
    found: dict[str, Any] = {"rekindle": VERSION, "model": sources_digest(), "worlds": worlds, "seed": seed, "posteriors": {}}
    for origin, table in tables.items():
        found["posteriors"][origin.isoformat()] = table.digest
        if origin == BATTLE:
            found["battle"] = battle(table, worlds, seed, threads, tick)
        elif origin == YEAR:
            ahead = outlook(YEAR, AFTER, table, worlds, seed, threads, tick)
            found["year"] = year(ahead, worlds, seed)
            found["year_by_place"] = summed_up(found["year"])
        else:
            found["forecast"] = str(after(table, worlds, seed, threads, forecasts, tick))
    write_json(out / REPORT, found, 1)
    return found


def _posterior(origin: date, folder: Path | None) -> Posterior:
    """What the record up to an origin taught; what was learnt later is refused."""
    name = origin.isoformat()
    table = read_posterior(folder / name) if folder else packaged_posterior(name)
    learnt = str(table.about.get("origin", "an unknown day"))
    if learnt > name:
        raise UsageError(
            f"the posterior in {table.folder or 'the package'} was learnt from the record up to {learnt}, and a "
            f"forecast from {name} must not know it. Take the posterior of {name} of the same calibration."
        )
    return table
