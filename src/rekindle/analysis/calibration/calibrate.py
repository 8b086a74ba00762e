"""Calibration: all scenarios at once, on what was recorded up to a day, with what it says of how far to trust it.

For each origin (the last day whose record is used) a posterior of its own, so that a forecast from that day knows nothing
later. All are learnt from the same draws.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtri

from rekindle.analysis.calibration import inference, second
from rekindle.analysis.calibration.effect_targets import EFFECT, EffectTarget, with_effects
from rekindle.analysis.calibration.errors import factors, observe
from rekindle.analysis.calibration.learning import Learning
from rekindle.analysis.calibration.opinions import compared, figures_apart, life_cycles
from rekindle.analysis.calibration.report import (
    Calibration,
    Checked,
    Coverage,
    Learnt,
    PredictiveCheck,
    Report,
    SecondOpinion,
)
from rekindle.analysis.calibration.simulations import Draws, draw_all
from rekindle.analysis.calibration.targets import CALIBRATE, CHECK, Point
from rekindle.analysis.statistics.joint import JointCoverage, joint_coverage
from rekindle.ensemble.posterior import SMALLEST, Posterior, write_posterior
from rekindle.errors import UsageError
from rekindle.files import read_json, write_json
from rekindle.model.compiled import sources_digest
from rekindle.numbers import percent
from rekindle.scenario.problem import listed
from rekindle.version import VERSION

TRUTHS = 200
"""Simulated truths on which the coverage of the posterior is tested; they are kept out of the training."""
ROWS = 2000
SAMPLES = 200
REPORT = "calibration.json"
SECOND = "second"
"""Folder of the second estimator's posterior, below that of the first."""
FLOW = "neural posterior estimation, masked autoregressive flow; levels of the priors"
REGRESSION = "approximate Bayesian computation, regression adjustment; levels of the priors"
Estimator = inference.Inference | second.Second


@dataclass(frozen=True)
class Settings:
    """What a calibration is made with: how many draws, from which seed, how many rows the posterior has."""

    worlds: int = 20000
    rows: int = ROWS
    seed: int = 1
    threads: int | None = None


def calibrate(
    folder: Path, of: Learning, settings: Settings, origins: tuple[date, ...] = (),
    say: Callable[[str], None] = lambda text: None, tick: Callable[[int], None] = lambda done: None,
    effects: Sequence[EffectTarget] = (),
) -> Calibration:  # fmt: skip
    """Draw, infer and test into a folder; the report, which is written there too as `calibration.json`.

    Origins are those of the calibration unless they are given. `effects` are figures too, from the day they were known.
    What is finished in the folder is not done again. Raises MissingData without sbi, UsageError for a folder of another
    calibration or an origin by which nothing is recorded, and KeyboardInterrupt where it is stopped.
    """
    inference.needs_sbi()
    origins = origins or of.origins
    _check_origins(of, origins)
    say(f"Simulating {settings.worlds} draws of {listed(of.names)}.")
    draws = draw_all(folder / "draws", of, settings.worlds, settings.seed, settings.threads, tick=tick)
    draws, carried = with_effects(draws, effects)
    for one in carried:
        nothing = "" if one.informs else "; it informs nothing"
        say(f"Effect {one.name}: parameters explain {percent(one.explained)} of it{nothing}.")
    reports: dict[str, Report] = {}
    for origin in origins:
        place = folder / origin.isoformat()
        if not _made_already(place / REPORT, _made_with(draws, origin, settings)):
            write_json(place / REPORT, _report(folder, draws, origin, settings, say).to_dict(), 1)
        reports[origin.isoformat()] = Report.from_dict(read_json(place / REPORT))
    found = Calibration(VERSION, sources_digest(), settings.worlds, tuple(of.names), reports)
    write_json(folder / REPORT, found.to_dict(), 1)
    return found


def _check_origins(of: Learning, origins: tuple[date, ...]) -> None:
    """Raise UsageError for an origin by which nothing is recorded that can be learnt from."""
    points = of.points
    for origin in origins:
        if not used(points, origin).any():
            first = min((point.end for point in points if point.pattern.use == CALIBRATE), default=None)
            when = f"the first figure ends on {first}" if first else f"every pattern is marked {CHECK}"
            raise UsageError(f"--origin {origin}: nothing is recorded by then that could be learnt from ({when}).")


def _made_with(draws: Draws, origin: date, settings: Settings) -> str:
    """A digest of all that a posterior's report depends on, beside the draws: settings, figures of the record, spreads."""
    which = used(draws.points, origin)
    figures = [(point.name, point.low, point.middle, point.high, point.sd, point.pattern.error, point.pattern.unsure)
               for point in draws.points]  # fmt: skip
    effects = [draws.exact[:, i].tobytes() for i, point in enumerate(draws.points) if point.pattern.measure == EFFECT]
    return hashlib.sha256(
        repr((settings.worlds, settings.rows, settings.seed, which.tolist(), figures, effects)).encode()
    ).hexdigest()


def _made_already(report: Path, made_with: str) -> bool:
    """Whether a report is there and was made with the same."""
    try:
        return bool(read_json(report)["made_with"] == made_with)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def used(points: list[Point], origin: date) -> np.ndarray:
    """Which points the posterior of an origin is learnt from: those marked *calibrate* that end by that day."""
    return np.array([point.pattern.use == CALIBRATE and point.end <= origin for point in points])


def _report(folder: Path, draws: Draws, origin: date, settings: Settings, say: Callable[[str], None]) -> Report:
    """Learn and test the posterior of one origin, and the second estimator's; both are written into its folder."""
    say(f"Learning from the record up to {origin}.")
    which, place = used(draws.points, origin), folder / origin.isoformat()
    first = draws.of.first.name
    own = [first] if any(point.pattern.scenario == first for point, use in zip(draws.points, which, strict=True) if use) else []
    chosen = inference.informed(draws, which, own)
    names, truths, priors = sorted(chosen.names), min(TRUTHS, settings.worlds // 5), draws.of.uncertain(own)
    trained = inference.train(draws, names, which, settings.seed, truths)
    again = second.learn(draws, names, which, truths)
    about = _about(draws, origin, settings, which) | {"priors": {name: priors[name].words() for name in names}}
    posterior = _written(place, trained, draws, settings, about, FLOW)
    other = _written(place / SECOND, again, draws, settings, about, REGRESSION)
    after, after_other = (_after(folder, draws.of, origin, settings, one, say) for one in (posterior, other))
    checked, checked_other = (predictive_check(some, origin, one) for some, one in ((after, posterior), (after_other, other)))
    seen, seen_other = (truths_seen(one, draws, settings.seed, truths) for one in (trained, again))
    opinion = SecondOpinion(
        other.digest, coverage(names, *seen_other), joint(*seen_other, settings.seed), checked_other.inside_50,
        checked_other.inside_90, compared(posterior, other), figures_apart(checked, checked_other),
    )  # fmt: skip
    return Report(
        {key: value for key, value in about.items() if key != "priors"} | {"method": FLOW},
        coverage(names, *seen),
        tuple(_learnt(name, posterior.table[:, i], priors[name], chosen.strength[name]) for i, name in enumerate(names)),
        {name: round(chosen.strength[name], 2) for name in priors if name not in names},
        _moved(trained, draws), checked, predictive_check(draws, origin), _made_with(draws, origin, settings),
        joint(*seen, settings.seed), opinion, life_cycles(draws, after, names, which, truths),
    )  # fmt: skip


def _about(draws: Draws, origin: date, settings: Settings, which: np.ndarray) -> dict[str, Any]:
    return {
        "rekindle": VERSION, "model": sources_digest(), "origin": origin.isoformat(), "seed": settings.seed,
        "draws": settings.worlds, "rows": settings.rows, "points": int(which.sum()), "sbi": version("sbi"),
        "torch": version("torch"), "scenarios": draws.of.digests(),
    }  # fmt: skip


def _written(
    place: Path, trained: Estimator, draws: Draws, settings: Settings, about: dict[str, Any], method: str
) -> Posterior:  # fmt: skip
    """The posterior of an estimator given the record, as it lies in a folder."""
    table = trained.of_record(draws, settings.rows, settings.seed)
    return write_posterior(place, Posterior(tuple(trained.names), table, about | {"method": method}))


def _after(
    folder: Path, of: Learning, origin: date, settings: Settings, posterior: Posterior, say: Callable[[str], None]
) -> Draws:
    """Draws of a posterior, with random draws of their own."""
    say(f"Simulating {settings.rows} draws of the posterior of {origin} ({posterior.about['method'].split(',')[0]}).")
    place = folder / f"predictive-{origin}-{posterior.digest[:8]}"
    return draw_all(place, of, settings.rows, settings.seed + 1, settings.threads, posterior)


def _learnt(name: str, levels: np.ndarray, prior: Any, strength: float) -> Learnt:
    """Prior against posterior of one number: quantiles of both, and how much of the prior's variance is gone."""
    marks = np.array([0.05, 0.5, 0.95])
    return Learnt(
        name,
        prior=[float(x) for x in prior.quantile(marks)],
        posterior=[float(x) for x in prior.quantile(np.quantile(levels, marks))],
        level=[float(x) for x in np.quantile(levels, marks)],
        contraction=float(1 - ndtri(np.clip(levels, 1e-4, 1 - 1e-4)).var()),
        strength=round(strength, 1),
    )


def _moved(trained: inference.Inference, draws: Draws) -> list[str]:
    """Points whose recorded figure lies beyond nearly all simulated ones, and entered at the edge of those."""
    seen = trained.summary.of(inference.recorded(draws, trained.which)[None])[0]
    return [name for i, name in enumerate(trained.summary.names) if not trained.low[i] <= seen[i] <= trained.high[i]]


def truths_seen(trained: Estimator, draws: Draws, seed: int, truths: int = TRUTHS) -> tuple[np.ndarray, np.ndarray]:
    """Samples (R, SAMPLES, names) given what would be seen of draws that were kept from the training, and their truths.

    Both as levels of the priors.
    """
    last = slice(len(draws.worlds) - truths, None)
    here = [point for point, use in zip(draws.points, trained.which, strict=True) if use]
    worlds = draws.worlds[last]
    seen = observe(draws.exact[last][:, trained.which], here, draws.seed, worlds)
    samples = [trained.sample(seen[i : i + 20], SAMPLES, seed + 1 + i) for i in range(0, truths, 20)]
    return np.concatenate(samples), draws.of.levels_of(trained.names, draws.seed, worlds)


def joint(samples: np.ndarray, truth: np.ndarray, seed: int) -> JointCoverage:
    """Whether samples of all numbers together are of the right posterior, on normal scores."""
    scores, true = (ndtri(np.clip(levels, SMALLEST, 1 - SMALLEST)) for levels in (samples, truth))
    return joint_coverage(scores, true, seed)


def coverage(names: Sequence[str], samples: np.ndarray, truth: np.ndarray) -> Coverage:
    """How often intervals of the posterior hold the truth: samples (R, S, names) and truths (R, names).

    For the central 50 and 90 % of each number: over all numbers together, and the numbers with the least and the most.
    """
    below = (samples < truth[:, None]).mean(1)
    found: dict[str, Any] = {"truths": len(truth), "numbers": len(names)}
    for share in (50, 90):
        inside = np.abs(below - 0.5) <= share / 200
        by_name = inside.mean(0)
        found[f"inside_{share}"] = float(inside.mean())
        for word, i in (("least", int(by_name.argmin())), ("most", int(by_name.argmax()))):
            found[f"{word}_{share}"] = [names[i], float(by_name[i])]
    ranks = np.rint(below * SAMPLES).astype(int).ravel()
    found["ranks"] = np.bincount(ranks * 20 // (SAMPLES + 1), minlength=20).tolist()
    return Coverage.from_dict(found)


def predictive_check(draws: Draws, origin: date, posterior: Posterior | None = None) -> PredictiveCheck:
    """Which recorded figures lie within the central 50 and 90 % of what the draws would have recorded.

    The draws are of the priors, or of a posterior, which then has the spreads too. Points up to the origin and marked
    *calibrate* count as calibrated; the others are listed too.
    """
    marks = (0.05, 0.25, 0.5, 0.75, 0.95)
    spreads = factors(draws.points, draws.seed, draws.worlds, posterior)
    seen = observe(draws.exact, draws.points, draws.seed, draws.worlds, spreads)
    counted = used(draws.points, origin)
    rows = []
    for i, point in enumerate(draws.points):
        known = seen[~np.isnan(seen[:, i]), i]
        bands = np.quantile(known, marks)
        middle = point.middle
        q05, q25, q50, q75, q95 = (_plain(float(point.unscaled(band))) for band in bands)
        rows.append(Checked(
            point.pattern.name, point.name, point.place, point.start.isoformat(), point.end.isoformat(),
            _plain(point.low), _plain(float(point.unscaled(middle))), _plain(point.high),
            q05, q25, q50, q75, q95, calibrated=bool(counted[i]), inside50=bool(bands[1] <= middle <= bands[3]),
            inside90=bool(bands[0] <= middle <= bands[4]), worlds=int(known.size),
        ))  # fmt: skip
    of = [row for row in rows if row.calibrated]
    inside50, inside90 = (float(np.mean([getattr(row, name) for row in of])) for name in ("inside50", "inside90"))
    return PredictiveCheck(len(of), inside50, inside90, tuple(rows))


def _plain(number: float) -> float | None:
    """A number to four figures, for JSON; None where there is none."""
    return float(f"{number:.4g}") if np.isfinite(number) else None
