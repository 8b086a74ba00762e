"""What is learnt from: one scenario with a record and a calibration, or several that share the model's parameters.

The first is the one that forecasts start from: its quantities are inferred too, those of the others are only drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.calibration.calibration_file import cycles_of, examined, member_path, pattern_of
from rekindle.analysis.calibration.errors import DISCREPANCY, unsure
from rekindle.analysis.calibration.targets import Pattern, Point, points_of
from rekindle.analysis.runs.run import RunSpec
from rekindle.ensemble.draws import prior_levels
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.posterior import SMALLEST, Posterior
from rekindle.errors import InvalidScenario, MissingData, UsageError
from rekindle.model.parameter import Fixed
from rekindle.model.parameters import all_parameters
from rekindle.scenario import Scenario, names, read
from rekindle.scenario.calibration import FILE, BacktestEntry, CalibrationFile
from rekindle.scenario.catalogue import shelf
from rekindle.scenario.policies.policy import asked
from rekindle.scenario.problem import listed, report
from rekindle.scenario.yaml.document import read_tree


@dataclass(frozen=True)
class Member:
    """One scenario that is learnt from: where it lies, how far its record goes, and the patterns of that.

    Its draws are run to `until`, or to `run_until` where something is read off them that lies later.
    """

    called: str
    scenario: Scenario
    until: date
    patterns: tuple[Pattern, ...]
    run_until: date | None = None

    @property
    def name(self) -> str:
        return self.scenario.name

    @cached_property
    def points(self) -> list[Point]:
        """All points of its patterns in a fixed order, with what the record says of each."""
        return [point for pattern in self.patterns for point in points_of(pattern)]


@dataclass(frozen=True)
class Learning:
    """Scenarios that are learnt from together, and what the calibration of the first one says beside its patterns."""

    members: tuple[Member, ...] = ()
    file: CalibrationFile | None = None

    @property
    def first(self) -> Member:
        return self.members[0]

    @property
    def names(self) -> list[str]:
        return [member.name for member in self.members]

    @property
    def points(self) -> list[Point]:
        """All points of all members, member by member."""
        return [point for member in self.members for point in member.points]

    @property
    def origins(self) -> tuple[date, ...]:
        """Last days of the record that posteriors are learnt from: as the calibration says, or the last figure's."""
        if self.file and self.file.origins:
            return tuple(self.file.origins)
        return (max(point.end for point in self.first.points),)

    def backtests_from(self, origin: date) -> list[BacktestEntry]:
        """What the calibration says is scored of forecasts from a day; empty where it says nothing."""
        return [one for one in self.backtests if one.origin == origin]

    def starting(self, says: BacktestEntry | None) -> Member:
        """The scenario that a forecast starts from: the first, unless the calibration says another."""
        wanted = says.scenario if says and says.scenario else self.first.name
        return next((member for member in self.members if wanted in (member.name, member.called)), self.first)

    @property
    def backtests(self) -> list[BacktestEntry]:
        return list(self.file.backtests or ()) if self.file else []

    def digests(self) -> dict[str, str]:
        """Digests of the scenarios by name."""
        return {member.name: member.scenario.digest for member in self.members}

    def seed_of(self, scenario: str, seed: int) -> int:
        """The seed of a scenario's quantities and random draws; parameters are shared, and have another."""
        return int((seed + (self.names.index(scenario) << 40)) % 2**64)

    def uncertain(self, scenarios: Iterable[str] = ()) -> dict[str, Any]:
        """Every uncertain parameter, every uncertain quantity of some members and every spread, by its name in a posterior."""
        found = {f"parameter {name}": parameter.prior for name, parameter in all_parameters().items()}
        for member in self.members:
            if member.name in scenarios:
                quantities = member.scenario.quantities().items()
                found |= {f"{member.name} quantity {path}": quantity.prior() for path, quantity in quantities}
        found |= unsure(self.points)
        return {name: prior for name, prior in found.items() if not isinstance(prior, Fixed)}

    def levels_of(self, wanted: Sequence[str], seed: int, worlds: np.ndarray) -> np.ndarray:
        """Levels of the priors at which numbers stand in worlds drawn from the priors: (W, names), inside (0, 1)."""
        return np.clip(np.stack([self._level(name, seed, worlds) for name in wanted], axis=1), SMALLEST, 1 - SMALLEST)

    def _level(self, name: str, seed: int, worlds: np.ndarray) -> np.ndarray:
        if name.startswith(("parameter ", DISCREPANCY)):
            return prior_levels(name, seed, worlds)
        scenario, _, quantity = name.partition(" ")
        return prior_levels(quantity, self.seed_of(scenario, seed), worlds)


def frame_of(member: Member, seed: int, posterior: Posterior | None = None) -> Frame:
    """Axes and calendar of a member's draws, with series by place every week and the parameters of a seed."""
    found = member.scenario
    question = RunSpec(found, asked("historical", "", found), until=member.run_until or member.until, posterior=posterior)
    return replace(question.frame(every_week=True), parameter_seed=seed)


def learning_of(called: Sequence[str | Path] = ()) -> Learning:
    """What is learnt from scenarios that are named: together, or of one together with those that its calibration names.

    Without names, the packaged calibration. Raises MissingData for a scenario without a calibration, InvalidScenario with
    every problem of one, and UsageError for a scenario named twice.
    """
    wanted = list(called) or packaged()
    first, file = _member(wanted[0])
    others = wanted[1:] if len(wanted) > 1 else [member_path(name, first.scenario) for name in file.together or ()]
    members = (first, *(_member(name)[0] for name in others))
    twice = {member.name for member in members if [one.name for one in members].count(member.name) > 1}
    if twice:
        raise UsageError(f"{listed(sorted(twice))} is named twice. Name each scenario once.")
    return Learning(members, file)


def packaged() -> list[str | Path]:
    """The packaged scenario whose calibration names the most others: the one that packaged posteriors are of."""
    beside = {name: (read_tree(shelf() / name / FILE).data or {}).get("with") or () for name in _having()}
    return [max(beside, key=lambda name: len(beside[name]))]


def _having() -> list[str]:
    """Packaged scenarios that have a calibration."""
    return [name for name in names() if (shelf() / name / FILE).is_file()]


def _member(called: str | Path) -> tuple[Member, CalibrationFile]:
    scenario = read(called)
    file, problems = examined(scenario)
    if problems:
        raise InvalidScenario(report(problems))
    if file is None:
        raise MissingData(
            f"{scenario.name} has nothing to be learnt from: there is no {FILE} in {scenario.folder}. docs/calibration.md says "
            f"how to write one; scenarios that have one: {listed(_having())}."
        )
    patterns = [pattern_of(entry, scenario, file) for entry in file.patterns]
    cycles = file.life_cycles
    if cycles:
        patterns += cycles_of(cycles, scenario, file)
    run_until = max(file.until, cycles.until) if cycles else None
    return Member(str(called), scenario, file.until, tuple(patterns), run_until), file
