"""What an audit of effects came to: each published number beside the model's own, and the rule that holds them together.

Rule: an effect is `inside` if its treatment arrived (in at least 80 % of worlds), the middle half of worlds and the published
interval have a number in common, and the median of worlds has the published sign. The sign is `wrong` if the 95 % interval of
the median lies on the other side of no effect than the whole published interval, by more than a hair: a twentieth of the
published effect counts as none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rekindle.json_text import Plain
from rekindle.record.effects import Published

DELIVERED = 0.8
"""In what share of worlds a treatment must arrive for its effect to have been tested."""
PASSES = 0.8
"""The share of effects that has to be inside: twelve of fifteen."""
HAIR = 0.05
"""So small a share of a published effect counts as no effect: a dead lever has no sign."""
NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Effect(Plain):
    """One published effect beside the model's, both in `unit`; a number is None where no world defines it.

    q05 to q95 are quantiles of worlds; `median_low` and `median_high` say how well so many worlds know the median of all that
    could be drawn (95 %). `delivered` is the share of worlds in which the treatment moved what it has to move first.
    """

    id: str
    effect: str
    treatment: str
    outcome: str
    population: str
    window: str
    unit: str
    source: str
    url: str
    status: str
    variant: str
    note: str
    estimate: float
    low: float
    high: float
    worlds: int
    q05: float | None
    q25: float | None
    median: float | None
    q75: float | None
    q95: float | None
    median_low: float | None
    median_high: float | None
    published_sign: int
    model_sign: int
    delivered: float | None
    tested: bool
    overlaps: bool
    inside: bool
    median_inside: bool
    wrong_sign: bool

    @property
    def nothing(self) -> float:
        """What the number would be without any effect."""
        return 1.0 if self.unit == "ratio" else 0.0


@dataclass(frozen=True)
class NotAsked(Plain):
    """A published effect that cannot be asked of a scenario, and why."""

    id: str
    effect: str
    source: str
    why: str


@dataclass(frozen=True)
class EffectsAudit:
    """Every published effect held against the worlds of a scenario, failures first; those that cannot be asked apart."""

    scenario: str
    worlds: int
    seed: int
    worlds_from: str
    made_with: Mapping[str, str]
    effects: tuple[Effect, ...]
    not_asked: tuple[NotAsked, ...]

    @property
    def inside(self) -> int:
        return sum(one.inside for one in self.effects)

    @property
    def wrong_sign(self) -> int:
        return sum(one.wrong_sign for one in self.effects)

    @property
    def passed(self) -> bool:
        """Whether four fifths of the effects that could be asked are inside, and none has the wrong sign."""
        return not self.wrong_sign and self.inside >= PASSES * len(self.effects)

    @property
    def untested(self) -> int:
        """Effects whose treatment did not arrive."""
        return sum(not one.tested for one in self.effects)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "scenario": self.scenario, "worlds": self.worlds, "seed": self.seed, "worlds_from": self.worlds_from,
            "made_with": dict(self.made_with), "inside": self.inside, "of": len(self.effects), "wrong_sign": self.wrong_sign,
            "not_delivered": self.untested, "effects": [one.to_dict() for one in self.effects],
            "not_asked": [one.to_dict() for one in self.not_asked],
        }  # fmt: skip

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> EffectsAudit:
        """An audit that was kept as JSON."""
        return cls(
            kept["scenario"], kept["worlds"], kept["seed"], kept["worlds_from"], kept["made_with"],
            tuple(Effect.from_dict(one) for one in kept["effects"]),
            tuple(NotAsked.from_dict(one) for one in kept["not_asked"]),
        )  # fmt: skip


def judged(row: Published, values: np.ndarray, delivered: np.ndarray) -> Effect:
    """A published effect beside the model's own in some worlds: values (W,), NaN where undefined; delivered (W,)."""
    known = np.sort(values[np.isfinite(values)])
    marks: Sequence[float | None] = [None] * 5
    span: tuple[float, float] | None = None
    if known.size:
        marks = [float(x) for x in np.quantile(known, (0.05, 0.25, 0.5, 0.75, 0.95))]
        span = median_interval(known)
    q05, q25, median, q75, q95 = marks
    share = float(np.mean(delivered)) if delivered.size else None
    tested = share is not None and share >= DELIVERED and known.size > 0
    overlaps = q25 is not None and q75 is not None and q25 <= row.high and q75 >= row.low
    hair = HAIR * abs(row.estimate - row.nothing)
    side = sign_of((median, median), row.nothing, hair) if median is not None else 0
    sure = sign_of(span, row.nothing, hair)
    wrong = row.sign != 0 and sure == -row.sign
    return Effect(
        id=row.id, effect=row.effect, treatment=row.treatment, outcome=row.outcome, population=row.population,
        window=row.window, unit=row.unit, source=row.source, url=row.url, status=row.status, variant=row.variant, note=row.note,
        estimate=row.estimate, low=row.low, high=row.high, worlds=int(known.size),
        q05=q05, q25=q25, median=median, q75=q75, q95=q95,
        median_low=span[0] if span else None, median_high=span[1] if span else None,
        published_sign=row.sign, model_sign=sure, delivered=share, tested=tested, overlaps=overlaps,
        inside=tested and overlaps and row.sign in (0, side),
        median_inside=median is not None and row.low <= median <= row.high, wrong_sign=wrong,
    )  # fmt: skip


def median_interval(ordered: np.ndarray) -> tuple[float, float]:
    """95 % interval of the median of all worlds, from some in order: the ranks that a fair coin would leave it between."""
    count = ordered.size
    half = NORMAL_95 * math.sqrt(count) / 2
    low, high = math.floor(count / 2 - half), math.ceil(count / 2 + half)
    return float(ordered[max(0, low - 1)]), float(ordered[min(count - 1, high)])


def sign_of(span: tuple[float, float] | None, nothing: float, hair: float) -> int:
    """The side of no effect on which a whole interval lies, by more than a hair; 0 where it does not."""
    return 0 if span is None else int(span[0] > nothing + hair) - int(span[1] < nothing - hair)


def failures_first(found: Sequence[Effect]) -> tuple[Effect, ...]:
    """Wrong signs, then treatments that did not arrive, then the rest outside by how far off they are, then those inside."""
    return tuple(sorted(found, key=lambda one: (one.inside, not one.wrong_sign, one.tested, -_off(one))))


def _off(one: Effect) -> float:
    """How far the median lies from the published estimate, in widths of the published interval."""
    if one.median is None:
        return math.inf
    scale = np.log if one.unit == "ratio" and one.median > 0 else float
    return float(abs(scale(one.median) - scale(one.estimate)) / max(1e-9, scale(one.high) - scale(one.low)))


__all__ = ["Effect", "EffectsAudit", "NotAsked", "failures_first", "judged", "median_interval", "sign_of"]
