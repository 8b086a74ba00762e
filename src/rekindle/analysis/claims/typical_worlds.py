"""Two single worlds, one in which a proposition holds and one in which it fails: typical, and as like each other as can be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.claims.plan import HISTORICAL, ClaimRun, asked_policy, claim_run_of
from rekindle.analysis.claims.store import ClaimSpec
from rekindle.analysis.runs.one_world import world_alone
from rekindle.analysis.sensitivity.inputs import Inputs
from rekindle.analysis.statistics.intervals import finite
from rekindle.scenario.claims.proposition import Difference, Frontier, Proposition, Trend, VarianceShare

if TYPE_CHECKING:
    import xarray

    from rekindle.scenario import Scenario

NEAR_THE_MIDDLE = 40
"""Worlds of each side that count as typical: those whose value is nearest to the side's median."""


@dataclass(frozen=True)
class Pair:
    """The numbers of the two worlds, what decides the proposition in each, and the run in which they are told."""

    holds: int
    fails: int
    value_holds: float
    value_fails: float
    claim_run: ClaimRun


Event = tuple[date, str]
"""What happens in a world, and the day."""


@dataclass(frozen=True)
class ContrastingWorld:
    """One of the two: its number, what decides the proposition in it (None where that is no finite number), its events."""

    world: int
    value: float | None
    events: tuple[Event, ...]

    def to_dict(self) -> dict[str, Any]:
        events = [{"date": str(day), "event": text} for day, text in self.events]
        return {"world": self.world, "value": self.value, "events": events}


@dataclass(frozen=True)
class ContrastingWorlds:
    """Two worlds told, and the run they are of."""

    scenario: str
    policy: str
    horizon: date
    holds: ContrastingWorld
    fails: ContrastingWorld

    def to_dict(self) -> dict[str, Any]:
        return {"scenario": self.scenario, "policy": self.policy, "horizon": str(self.horizon),
                "holds": self.holds.to_dict(), "fails": self.fails.to_dict()}  # fmt: skip


def pair(
    one: Proposition, values: np.ndarray, holds: np.ndarray, numbers: np.ndarray, influential: Inputs, policy: str = HISTORICAL
) -> Pair | None:
    """A typical world of each side, of those the two that differ least in the influential inputs; None where a side is empty.

    `values`, `holds` and `numbers` are of the same worlds (W,); `influential` holds their most influential inputs.
    """
    typical = [_typical(values, side) for side in (holds, ~holds & np.isfinite(values))]
    if not all(side.size for side in typical):
        return None
    scale = np.maximum(influential.values.std(axis=0), 1e-12)
    placed = [influential.values[side] / scale for side in typical]
    distance = np.sqrt(((placed[0][:, None, :] - placed[1][None, :, :]) ** 2).sum(axis=2))
    i, j = np.unravel_index(int(distance.argmin()), distance.shape)
    first, second = int(typical[0][i]), int(typical[1][j])
    return Pair(int(numbers[first]), int(numbers[second]), float(values[first]), float(values[second]), told_in(one, policy))


def _typical(values: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Positions of the worlds of a side whose value is nearest to the middle of the side; where all agree, any of them."""
    inside = np.flatnonzero(side & ~np.isnan(values))
    if not inside.size:
        return inside
    middle = np.sort(values[inside])[inside.size // 2]
    with np.errstate(invalid="ignore"):
        away = np.nan_to_num(np.abs(values[inside] - middle), nan=0.0)  # infinite values stand at an infinite middle
    return inside[np.argsort(away, kind="stable")[:NEAR_THE_MIDDLE]]


def told_in(one: Proposition, policy: str = HISTORICAL) -> ClaimRun:
    """The run in which worlds of a proposition are told: of a difference under `a`, of a frontier under the first named."""
    if isinstance(one, Difference):
        return claim_run_of(one, one.a)
    if isinstance(one, Frontier):
        return claim_run_of(one, one.undominated[0])
    if isinstance(one, VarianceShare):
        return claim_run_of(one, one.policies[0] if one.policies else HISTORICAL)
    assert isinstance(one, Trend) or hasattr(one, "policy")
    return claim_run_of(one, asked_policy(one, policy))


def told(asked: ClaimSpec, found: Pair) -> tuple[tuple[xarray.Dataset, xarray.Dataset], Scenario]:
    """The two worlds simulated again, each alone (the one that holds first), and the scenario they are of."""
    question = asked.question(found.claim_run)
    return (world_alone(question, found.holds)[0], world_alone(question, found.fails)[0]), question.scenario


def with_stories(found: Pair, holds: Iterable[Event], fails: Iterable[Event]) -> ContrastingWorlds:
    """A pair with the dated events of both worlds."""
    return ContrastingWorlds(
        found.claim_run.scenario, found.claim_run.policy, found.claim_run.horizon,
        ContrastingWorld(found.holds, finite(found.value_holds), tuple(holds)),
        ContrastingWorld(found.fails, finite(found.value_fails), tuple(fails)),
    )  # fmt: skip
