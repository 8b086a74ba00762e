"""Running the arms of paired experiments in the same worlds with the same draws, and reading off what studies measured.

Arms that are the same in several experiments are simulated once, to the last day that any of them needs. Only numbers are
kept, no series.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np

from rekindle.analysis.claims.store import readers_digest
from rekindle.analysis.effects.result import Effect, EffectsAudit, NotAsked, failures_first, judged
from rekindle.analysis.outcomes.metric import check_metric, read_metrics
from rekindle.analysis.runs.run import RunSpec
from rekindle.code_digest import code_digest
from rekindle.ensemble import names
from rekindle.ensemble.draws import draw_parameter
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.posterior import POSTERIOR, PRIOR, Posterior
from rekindle.ensemble.run import chunks
from rekindle.ensemble.variants import variants
from rekindle.errors import UsageError
from rekindle.model.compiled import sources_digest
from rekindle.scenario import Scenario
from rekindle.scenario.claims.proposition import Metric
from rekindle.scenario.claims.vocabulary import kind_of
from rekindle.scenario.paired.experiment import GAINED, PER, RATIO, PairedExperiment, Reading, Window
from rekindle.scenario.paired.read import ARMS, Paired

WORLDS = 400
"""Worlds of each arm unless it is said: two digits of a median, in minutes on two cores."""
FEWEST = 20
POOLED = 20
"""Worlds that are taken together where an effect is one rare count for each of another."""
SEARCHED = 40
"""How many times the worlds asked for are looked through for those of a variant."""


@dataclass(frozen=True)
class AuditSpec:
    """What the worlds of an audit are drawn with: a scenario, how many of each arm, from which seed and posterior."""

    scenario: Scenario
    worlds: int = WORLDS
    seed: int = 1
    posterior: Posterior | None = None


@dataclass
class ArmRun:
    """One arm that some experiments share: its frame's makings, the worlds it needs, and what is read off them."""

    spec: RunSpec
    until: date
    worlds: np.ndarray
    metrics: dict[str, Metric] = field(default_factory=dict)
    found: dict[str, np.ndarray] = field(default_factory=dict)

    def frame(self) -> Frame:
        return RunSpec(self.spec.scenario, self.spec.policy, self.spec.worlds, self.spec.seed, self.until,
                       posterior=self.spec.posterior).frame()  # fmt: skip

    def run(self, threads: int, tick: Callable[[int], None]) -> None:
        """Simulate the worlds and keep what is read off: (W,) by key of the metric."""
        frame = self.frame()
        read: dict[str, list[np.ndarray]] = {}
        for piece in chunks(frame, self.worlds, self.spec.seed, threads, tick=tick):
            for key, values in read_metrics(frame, piece, self.metrics).items():
                read.setdefault(key, []).append(np.asarray(values, float))
        self.found = {key: np.concatenate(parts) for key, parts in read.items()}

    def values(self, metric: Metric, worlds: np.ndarray) -> np.ndarray:
        return self.found[metric.key][np.searchsorted(self.worlds, worlds)]


@dataclass(frozen=True)
class Plan:
    """What is to be run: experiments with the numbers of the worlds they fit (by id), their arms, and what cannot be asked."""

    asked: AuditSpec
    experiments: Sequence[Paired]
    fit: Mapping[str, np.ndarray]
    arms: Mapping[str, ArmRun]
    aside: tuple[NotAsked, ...]

    @property
    def worlds(self) -> int:
        """How many worlds there are to simulate, those of all arms."""
        return sum(arm.worlds.size for arm in self.arms.values())


def plan(asked: AuditSpec, experiments: Sequence[Paired]) -> Plan:
    """Find everything that cannot be asked, and which arms are shared, before anything is run."""
    fit: dict[str, np.ndarray] = {}
    arms: dict[str, ArmRun] = {}
    aside = []
    for one in experiments:
        row = one.published
        why = why_not(one, asked)
        if why:
            aside.append(NotAsked(row.id, row.effect, row.source, why))
            continue
        fit[row.id] = worlds_of(one, asked)
        for arm in ARMS:
            _ask(arms, one, arm, fit[row.id], asked)
    return Plan(asked, experiments, fit, arms, tuple(aside))


def audit(planned: Plan, threads: int | None = None, tick: Callable[[int], None] = lambda done: None) -> EffectsAudit:
    """Every arm run, and every experiment held against its study."""
    asked = planned.asked
    for run in planned.arms.values():
        run.run(threads or os.cpu_count() or 1, tick)
    effects = [_effect(one, planned, planned.fit[one.published.id]) for one in planned.experiments
               if one.published.id in planned.fit]  # fmt: skip
    source = (asked.posterior.folder or POSTERIOR) if asked.posterior else PRIOR
    return EffectsAudit(asked.scenario.name, asked.worlds, asked.seed, source, made_with(asked, planned.experiments),
                        failures_first(effects), planned.aside)  # fmt: skip


def made_with(asked: AuditSpec, experiments: Sequence[Paired]) -> dict[str, str]:
    """In a few words everything that decides the numbers of an audit but the seed: another word, another number."""
    package = Path(str(files("rekindle")))
    own = code_digest((package / "analysis" / "effects").glob("*.py"), package)
    total = hashlib.sha256(f"{sources_digest()} {readers_digest()} {own}".encode())
    for one in experiments:
        total.update(one.file.read_bytes())
        total.update(repr(one.published).encode())
        total.update(f"{one.treated.model_dump_json()} {one.control.model_dump_json()}".encode())
    return {"model": sources_digest()[:16], "scenario": asked.scenario.digest[:16],
            "posterior": asked.posterior.digest[:16] if asked.posterior else PRIOR,
            "experiments": total.hexdigest()[:16]}  # fmt: skip


def why_not(one: Paired, asked: AuditSpec) -> str:
    """Why an experiment cannot be asked of a scenario; empty where it can."""
    if one.why_not:
        return one.why_not
    try:
        for arm in ARMS:
            frame = _spec(one, arm, asked).frame()
            for _, metric in _metrics(one, asked.scenario):
                check_metric(frame, metric)
                _known(frame, metric)
    except UsageError as error:
        return str(error).rstrip(".")
    found = worlds_of(one, asked).size
    return "" if found >= FEWEST else f"only {found} of its worlds are of {one.published.variant}"


def _known(frame: Frame, metric: Metric) -> None:
    """Raise UsageError for a series of a country, city or origin that the scenario has not."""
    kind = kind_of(metric.metric)
    if kind == "national" and metric.metric not in {one.name for one in names.national(frame)}:
        raise UsageError(f"{frame.scenario.name} has no series {metric.metric}")
    if kind == "origin" and metric.origin != "foreign" and metric.origin not in frame.origins:
        raise UsageError(f"{frame.scenario.name} has no origin {metric.origin}")
    if metric.origin == "foreign" and len(frame.origins) < 2:
        raise UsageError(f"{frame.scenario.name} has no foreign members")


def worlds_of(one: Paired, asked: AuditSpec) -> np.ndarray:
    """Numbers of the first worlds of the seed that an experiment is asked in: all, or those of an option of a variant."""
    among = one.experiment.among
    if not among:
        return np.arange(asked.worlds)
    numbers = np.arange(asked.worlds * SEARCHED)
    posterior = asked.posterior.bound(asked.scenario) if asked.posterior else None
    fits = np.ones(numbers.size, bool)
    for name, option in among.items():
        choice = variants()[name]
        drawn = np.round(draw_parameter(name, choice, asked.seed, numbers, {}, posterior))
        fits &= drawn == choice.names.index(option)
    return numbers[fits][: asked.worlds]


def _spec(one: Paired, arm: str, asked: AuditSpec) -> RunSpec:
    policy = one.treated if arm == ARMS[0] else one.control
    return RunSpec(asked.scenario, policy, asked.worlds, asked.seed, one.last, posterior=asked.posterior)


def _key(one: Paired, arm: str) -> str:
    """What decides an arm's worlds: its changes, whatever they are called."""
    policy = one.treated if arm == ARMS[0] else one.control
    return "\n".join(change.model_dump_json(exclude={"note"}) for change in policy.changes)


def _ask(arms: dict[str, ArmRun], one: Paired, arm: str, worlds: np.ndarray, asked: AuditSpec) -> None:
    """Add what an experiment needs of an arm to what others need of it."""
    key = _key(one, arm)
    if key not in arms:
        arms[key] = ArmRun(_spec(one, arm, asked), one.last, worlds)
    run = arms[key]
    run.until = max(run.until, one.last)
    run.worlds = np.union1d(run.worlds, worlds)
    run.metrics |= {metric.key: metric for _, metric in _metrics(one, asked.scenario)}


def _metrics(one: Paired, scenario: Scenario) -> list[tuple[str, Metric]]:
    """What is read off a world, each by the key of the file that asks for it; what a stock gained takes two."""
    found = []
    for key, reading in one.experiment.readings:
        window = one.experiment.window if key != "delivers" else one.experiment.delivers.window or one.experiment.window
        found += [(key, metric) for metric in metrics_of(one, reading, window, scenario)]
    return found


def metrics_of(one: Paired, reading: Reading, window: Window, scenario: Scenario) -> list[Metric]:
    """A reading as metrics with days: one, or for what was gained the last and the first."""
    first, last = one.days(window.after, window.weeks)
    texts = {key: one.named(text, scenario) for key in ("metric", "place", "origin") if (text := getattr(reading, key))}
    gained = reading.statistic == GAINED
    statistic = "last" if gained else reading.statistic
    periods = ((last, last), (first, first)) if gained else ((first, last),)
    return [Metric.model_validate({**texts, "statistic": statistic, "period": {"from": start, "to": end}})
            for start, end in periods]  # fmt: skip


def _effect(one: Paired, planned: Plan, worlds: np.ndarray) -> Effect:
    """An experiment's numbers in its worlds, held against its study."""
    sides: list[dict[str, np.ndarray]] = [{} for _ in ARMS]
    for side, arm in zip(sides, ARMS, strict=True):
        for key, metric in _metrics(one, planned.asked.scenario):
            values = planned.arms[_key(one, arm)].values(metric, worlds)
            side[key] = side[key] - values if key in side else values
    treated, control = sides
    delivers = one.experiment.delivers
    moved = ratio(treated["delivers"], control["delivers"])
    arrived = moved >= delivers.at_least if delivers.at_least is not None else moved <= (delivers.at_most or 0.0)
    return judged(one.published, measured(one.experiment, treated, control), arrived)


def measured(experiment: PairedExperiment, treated: Mapping[str, np.ndarray], control: Mapping[str, np.ndarray]) -> np.ndarray:
    """The effect in each world, (W,): a ratio, a difference, or one difference per another.

    The last is for rare events, of which most worlds have none: worlds are pooled, so many at a time, and it is (W / POOLED,).
    """
    if experiment.measured == RATIO:
        return ratio(treated["outcome"], control["outcome"])
    values = treated["outcome"] - control["outcome"]
    if experiment.measured != PER:
        return values
    pooled = max(1, values.size // POOLED)
    parts = zip(np.array_split(values, pooled), np.array_split(treated["per"] - control["per"], pooled), strict=True)
    return np.array([moved.sum() / dose.sum() if abs(dose.sum()) > 1e-9 else np.nan for moved, dose in parts])


def ratio(treated: np.ndarray, control: np.ndarray) -> np.ndarray:
    """Treated over control, world by world: (W,); NaN where the control has nothing to divide by."""
    return np.divide(treated, control, out=np.full(treated.size, np.nan), where=control > 0)


__all__ = ["WORLDS", "AuditSpec", "Plan", "audit", "made_with", "measured", "metrics_of", "plan", "ratio", "worlds_of"]
