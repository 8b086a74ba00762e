"""Forecasts from a day on: worlds of the posterior of that day, those that look like its last year, carried further.

Every row of the posterior is tried with the random draws of several worlds up to the origin; one of them is kept, with a chance
that falls with its distance from what was recorded in the twelve months before. Then the kept worlds run on. No event after
the origin enters: the scenario is read as of that day and the posterior is learnt from events up to it. Counts published
later of earlier events do enter, and so do later estimates of what stood before, where the draws of the calibration had them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from rekindle.analysis.calibration.errors import correlation
from rekindle.analysis.calibration.learning import Member
from rekindle.analysis.calibration.observation_model import flow, in_record
from rekindle.analysis.calibration.targets import CALIBRATE, Point
from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.run import RunSpec
from rekindle.ensemble.draws import prior_levels
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.posterior import Posterior
from rekindle.ensemble.run import Chunk, chunks
from rekindle.record.regions import regions_of
from rekindle.scenario import read
from rekindle.scenario.policies.policy import asked

TRIES = 8
"""Worlds tried for each row of the posterior."""
MEMORY = timedelta(days=365)


@dataclass(frozen=True)
class Outlook:
    """Worlds carried beyond an origin: weekly series by (measure, place), each (W, T), and outcomes, each (W,)."""

    frame: Frame
    worlds: np.ndarray
    weekly: dict[tuple[str, str], np.ndarray]
    outcomes: dict[str, np.ndarray]
    exact: np.ndarray
    """What the record would hold at the points asked for, (W, N), on their scales and without the spread of observing."""

    def flow(self, measure: str, place: str, start: date, end: date) -> np.ndarray:
        """Sum over the days from start to end: (W,)."""
        return flow(self.frame, self.weekly[measure, place].astype(float), start, end)

    def stock(self, measure: str, place: str, day: date) -> np.ndarray:
        """What there is on a day: (W,)."""
        at = min(self.frame.weeks, round(self.frame.week_of(day)))
        return self.weekly[measure, place][:, at].astype(float)


def frame_as_of(member: Member, origin: date, until: date, posterior: Posterior | None) -> Frame:
    """Axes and calendar of a run to `until` with what was known at the origin; places are recorded every week."""
    scenario = read(member.called, as_of=origin)
    question = RunSpec(scenario, asked("historical", "", scenario), until=until, posterior=posterior)
    return question.frame(every_week=True)


def outlook(
    member: Member, origin: date, until: date, posterior: Posterior | None, worlds: int, seed: int,
    threads: int | None = None, tick: Callable[[int], None] = lambda done: None, beyond: Sequence[Point] = (),
) -> Outlook:  # fmt: skip
    """Worlds of a posterior (or of the priors) from the start of the clock to `until`, as they could be known at the origin.

    Where the clock starts before the origin, and with a posterior, the worlds are those that look like the last year. What the
    record would hold is kept of the points `beyond`.
    """
    frame = frame_as_of(member, origin, until, posterior)
    recent = [point for point in member.points if _counts(point, origin)]
    numbers = np.arange(worlds, dtype=np.int64)
    if recent and posterior is not None:
        numbers = _alike(frame, origin, recent, worlds, seed, threads, tick)
    weekly: list[dict[tuple[str, str], np.ndarray]] = []
    found: list[dict[str, np.ndarray]] = []
    exact = [np.zeros((0, len(beyond)))]
    for piece in chunks(frame, numbers, seed, threads or os.cpu_count() or 1, tick=tick):
        weekly.append(_weekly(frame, piece))
        found.append({name: x for name, (x, _) in outcomes(frame, piece).items() if x.ndim == 1})
        if beyond:
            exact.append(in_record(frame, piece, list(beyond), seed))
    return Outlook(
        frame, numbers, {key: np.concatenate([part[key] for part in weekly]) for key in weekly[0]},
        {name: np.concatenate([part[name] for part in found]) for name in found[0]}, np.concatenate(exact),
    )  # fmt: skip


def _weekly(frame: Frame, piece: Chunk) -> dict[tuple[str, str], np.ndarray]:
    """The weekly series that forecasts are made of, single precision."""
    written = piece.written
    found: dict[tuple[str, str], np.ndarray] = {}
    for n, country in enumerate(frame.countries):
        found["deaths_documented", country] = written.countries["deaths_documented"][:, :, n].copy()
        found["attacks", country] = written.countries["attacks"][:, :, n].copy()
        found["idps", country] = written.countries["displaced"][:, :, n].copy()
        found["returnees", country] = written.countries["returned"][:, :, n].copy()
    for region, names in regions_of(frame.places).items():
        inside = [frame.places.index(name) for name in names]
        found.setdefault(("deaths_documented", region), written.places["deaths_documented"][:, :, inside].sum(2))
    found["members", "+".join(frame.countries)] = (written.countries["overt"] + written.countries["covert"]).sum(2)
    for a, name in enumerate(frame.abroad):
        place = frame.scenario.places[name]
        if place.kind == "home":
            found["attacks_abroad", name.removeprefix("home_")] = written.abroad["attacks"][:, :, a].copy()
            found["deaths_abroad", name.removeprefix("home_")] = written.abroad["deaths"][:, :, a].copy()
        else:
            found["deaths_documented", str(place.country).lower()] = written.abroad["deaths"][:, :, a].copy()
    return found


def _counts(point: Point, origin: date) -> bool:
    """Whether a point tells what state the origin finds: a calibrated figure that ends in the twelve months before."""
    return point.pattern.use == CALIBRATE and origin - MEMORY < point.end <= origin


def _alike(
    frame: Frame, origin: date, recent: list[Point], worlds: int, seed: int, threads: int | None,
    tick: Callable[[int], None],
) -> np.ndarray:  # fmt: skip
    """For every row one of the worlds tried: with a chance that falls with its distance from the record of the last year."""
    assert frame.posterior is not None
    rows = len(frame.posterior.table)
    row = np.arange(worlds) % rows
    tried = row[None, :] + rows * (np.arange(TRIES)[:, None] + TRIES * (np.arange(worlds) // rows)[None, :])
    short = replace(frame, until=origin)
    pieces = chunks(short, tried.ravel(), seed, threads or os.cpu_count() or 1, tick=tick)
    exact = np.concatenate([in_record(short, piece, recent, seed) for piece in pieces])
    away = (exact - [point.middle for point in recent]) / [point.sd for point in recent]
    weight = -0.5 * (away @ np.linalg.pinv(correlation(recent)) * away).sum(1).reshape(tried.shape)
    share = np.exp(weight - weight.max(0))
    steps = np.cumsum(share / share.sum(0), axis=0)
    pick = (steps < prior_levels(f"world alike {origin}", seed, np.arange(worlds))).sum(0)
    return tried[np.minimum(pick, TRIES - 1), np.arange(worlds)]
