"""Effects as targets: what a lever does in each draw, held against what studies found, beside the figures of the record.

An effect is a difference between two arms of the same world, so it costs one more run of its scenario for each draw. It is
measured on the first draws only (`BUDGET` of them); a regression on the parameters carries it to the others. That takes out
the luck of a world too, rightly: a study finds what a lever does on average, not in one history. The regression is checked
on a fifth of the draws, which it does not see; where it explains less than `LEAST` of them, the effect is taken as the same
in all draws, informs nothing, and is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy.special import ndtri

from rekindle.analysis.calibration.second import ridge_of, ridge_regression
from rekindle.analysis.calibration.simulations import Draws
from rekindle.analysis.calibration.targets import CALIBRATE, Pattern, Point
from rekindle.errors import UsageError

BUDGET = 2500
"""Draws whose arms are run: an eighth of 20,000."""
LEAST = 0.05
VISIBLE = 3.5
"""A parameter moves an effect visibly from so many times the chance error of a correlation on."""
EFFECT = "effect"
"""The measure of points that are effects, and the scale on which they are compared as they are."""


@dataclass(frozen=True)
class EffectTarget:
    """An effect as studies found it, and what it is in the first draws: `values` (K,), in the same unit.

    `low` and `high` end a central 90 % interval that holds what differs between the study's population and this one;
    `known` is the day from which it was known. `scenario` is the one whose arms were run.
    """

    name: str
    estimate: float
    low: float
    high: float
    known: date
    scenario: str
    values: np.ndarray
    use: str = CALIBRATE


@dataclass(frozen=True)
class Carried:
    """An effect in all draws, (W,), by a regression; `explained` is its share of the variance of draws that it did not see."""

    name: str
    everywhere: np.ndarray
    explained: float

    @property
    def informs(self) -> bool:
        return self.explained >= LEAST


def carried(target: EffectTarget, draws: Draws) -> Carried:
    """An effect carried from the first draws to all, by the levels of all uncertain parameters and their squares.

    Raises UsageError for fewer than a hundred values, more than there are draws, or values that are not finite.
    """
    count = len(target.values)
    if not 100 <= count <= len(draws.exact) or not np.isfinite(target.values).all():
        raise UsageError(f"the effect {target.name!r} needs finite values of 100 to {len(draws.exact)} draws, and has {count}.")
    names = [name for name in draws.of.uncertain() if name.startswith("parameter ")]
    scores = ndtri(draws.of.levels_of(names, draws.seed, draws.worlds))
    features = np.column_stack([scores, scores**2 - 1])
    seen, values = features[:count], target.values.astype(float)
    out = np.arange(count) % 5 == 0
    guessed = _regressed(seen[~out], values[~out], seen[out])
    explained = float(1 - ((values[out] - guessed) ** 2).mean() / max(1e-12, values[out].var()))
    if explained < LEAST:
        return Carried(target.name, np.full(len(features), float(values.mean())), explained)
    return Carried(target.name, _regressed(seen, values, features), explained)


def _regressed(seen: np.ndarray, values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Values at other features, by a ridge regression on those that move them visibly; the mean where none does."""
    centred, middle = seen - seen.mean(0), float(values.mean())
    chance = values.std() * seen.std(0) / np.sqrt(len(seen))
    moves = np.abs(centred.T @ (values - middle) / len(seen)) > VISIBLE * np.maximum(1e-12, chance)
    if not moves.any():
        return np.full(len(at), middle)
    some, other = centred[:, moves], (values - middle)[:, None]
    slope = ridge_regression(some, other, ridge_of(some, other))
    return np.asarray(middle + ((at - seen.mean(0))[:, moves] @ slope)[:, 0])


def point_of(target: EffectTarget) -> Point:
    """The study's finding as a point, with a spread as wide as its interval."""
    spread = max(1e-6, (target.high - target.low) / 3.29)
    pattern = Pattern(target.name, target.scenario, EFFECT, spread, "the study's interval", scale=EFFECT, use=target.use)
    day = target.known
    return Point(f"{target.scenario} {EFFECT} {target.name}", pattern, "", day, day, target.low, target.estimate, target.high)


def with_effects(draws: Draws, targets: Sequence[EffectTarget]) -> tuple[Draws, list[Carried]]:
    """Draws with effects as further figures, and how well each could be carried; what informs nothing is only named."""
    found = [carried(target, draws) for target in targets]
    kept = [(target, one) for target, one in zip(targets, found, strict=True) if one.informs]
    columns = [draws.exact, *(one.everywhere[:, None].astype(draws.exact.dtype) for _, one in kept)]
    points = [*draws.points, *(point_of(target) for target, _ in kept)]
    return replace(draws, points=points, exact=np.concatenate(columns, axis=1)), found
