"""A forecast from any day on, held against every figure that the record has after it, and against simple baselines.

Worlds are not compared with the record itself but with what it would hold if they were true (the observation model of the
calibration). Baselines go on from the months that the record has before the day; where these are too few, or none are
there, the row says so in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from rekindle.analysis.calibration.errors import factors, observe
from rekindle.analysis.calibration.learning import Member
from rekindle.analysis.calibration.targets import Point, best_by_month
from rekindle.analysis.statistics.baselines import MIXTURE, best_of, forecasts
from rekindle.analysis.statistics.scores import crps, log_score, pit, skill
from rekindle.analysis.validation.forecast import Outlook
from rekindle.analysis.validation.results import FigureScore, PatternScore, PointScore
from rekindle.errors import UsageError
from rekindle.record.tables import months

MARKS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def later(member: Member, origin: date) -> list[Point]:
    """The points that begin after an origin. Raises UsageError where there is none."""
    found = [point for point in member.points if point.start > origin]
    if not found:
        last = max(point.end for point in member.points)
        raise UsageError(
            f"--origin {origin}: no figure of the patterns of {member.name} begins after that day (the last ends on {last}), "
            "so there is nothing to score. Name an earlier day."
        )
    return found


def scored(ahead: Outlook, points: list[Point], origin: date, seed: int) -> list[FigureScore]:
    """One row for each point: what was recorded, quantiles of the worlds, scores, and baselines with their scores."""
    spreads = factors(points, seed, ahead.worlds, ahead.frame.posterior)
    seen = observe(ahead.exact, points, seed, ahead.worlds, spreads)
    return [_row(point, np.asarray(point.unscaled(seen[:, i])), origin, seed) for i, point in enumerate(points)]


def _row(point: Point, numbers: np.ndarray, origin: date, seed: int) -> FigureScore:
    """A share is scored as its per cent by the log score, which counts whole numbers."""
    numbers = numbers[~np.isnan(numbers)]
    truth, percent = float(point.unscaled(point.middle)), 100 if point.pattern.scale == "share" else 1
    row = FigureScore(
        origin.isoformat(), point.pattern.name, point.name, point.place, point.pattern.measure, point.start.isoformat(),
        point.end.isoformat(), plain(point.low), plain(truth), plain(point.high), int(numbers.size), None,
        "fewer than two worlds define the figure",
    )  # fmt: skip
    if numbers.size < 2:
        return row
    q05, q10, q25, q50, q75, q90, q95 = map(plain, np.quantile(numbers, MARKS))
    others, why = baselines_of(point, origin, numbers.size, seed)
    score = PointScore(
        q05, q10, q25, q50, q75, q90, q95, inside50=bool(q25 <= truth <= q75), inside90=bool(q05 <= truth <= q95),
        crps=crps(numbers, truth), log_score=log_score(numbers * percent, truth * percent),
        pit=pit(numbers, truth, point.name, seed), baselines={name: crps(x, truth) for name, x in others.items()},
        why_no_baseline=why,
    )  # fmt: skip
    return replace(row, score=score, why_no_score="")


def baselines_of(point: Point, origin: date, draws: int, seed: int) -> tuple[dict[str, np.ndarray], str]:
    """Samples (draws,) of every baseline for a point that is a sum of months, and why some or all are missing."""
    if not point.pattern.every or point.start.day != 1 or (point.end + timedelta(days=1)).day != 1:
        return {}, "it is no count of whole months"
    past, ahead = _history(point, origin)
    if not past.size:
        return {}, f"the record has no month of it before {origin}"
    first = ahead.index(point.start)
    every, short = forecasts(past, len(ahead), draws, seed)
    found = {name: samples[:, first:].sum(1) for name, samples in every.items()}
    return found, f"{past.size} months before {origin} are too few for {', '.join(short)}" if short else ""


def _history(point: Point, origin: date) -> tuple[np.ndarray, list[date]]:
    """Recorded months without a gap to the last that ends by the origin, (T,), and the months from then to the point's end."""
    recorded = best_by_month(point.pattern.source, point.pattern.folder, point.pattern.measure, point.place)
    after = (origin + timedelta(days=1)).replace(day=1)  # the first month that does not end by the origin
    past: list[float] = []
    month = (after - timedelta(days=1)).replace(day=1)
    while month in recorded:
        past.insert(0, recorded[month])
        month = (month - timedelta(days=1)).replace(day=1)
    return np.array(past), list(months(after, point.end))


def summed_up(rows: Sequence[FigureScore]) -> list[PatternScore]:
    """By pattern and place: how many figures, how many inside, mean CRPS, and that of each baseline that all of them have."""
    found = []
    scores = [(row.pattern, row.place, row.score) for row in rows if row.score]
    for pattern, place in dict.fromkeys((pattern, place) for pattern, place, _ in scores):
        here = [score for *of, score in scores if of == [pattern, place]]
        names = [name for name in here[0].baselines if all(name in row.baselines for row in here)]
        others = {name: float(np.mean([row.baselines[name] for row in here])) for name in names}
        best = best_of(others)
        ours = np.array([row.crps for row in here])
        found.append(PatternScore(
            pattern, place, len(here), float(ours.mean()), others, best,
            lower_than_every_baseline=bool(ours.mean() < min(others.values())) if best else None,
            skill=skill(ours, np.array([row.baselines[best] for row in here])) if best else None,
            skill_mixture=skill(ours, np.array([row.baselines[MIXTURE] for row in here])) if MIXTURE in others else None,
            inside50=sum(row.inside50 for row in here), inside90=sum(row.inside90 for row in here),
            why_no_baseline=next((row.why_no_baseline for row in here if row.why_no_baseline), ""),
        ))  # fmt: skip
    return found


def plain(number: float) -> float:
    """A number to five figures, for JSON; NaN stays."""
    return float(f"{number:.5g}")
