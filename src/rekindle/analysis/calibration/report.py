"""What a calibration came to, as typed data: `to_dict` gives it as JSON has it, `from_dict` reads back what is kept.

Days are texts as JSON has them (YYYY-MM-DD). A number of the record or of worlds is in the unit of its pattern, None where
it is no finite number; shares go from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rekindle.analysis.statistics.joint import JointCoverage
from rekindle.json_text import Plain


@dataclass(frozen=True)
class Learnt(Plain):
    """What was learnt of one number: 5, 50 and 95 % of its prior, of its posterior, and the levels of the prior these are.

    `contraction` is the share of the prior's variance that is gone, `strength` how clearly the figures show the number.
    """

    name: str
    prior: Sequence[float]
    posterior: Sequence[float]
    level: Sequence[float]
    contraction: float
    strength: float


@dataclass(frozen=True)
class Checked(Plain):
    """One recorded figure (`low`, `best`, `high`) and quantiles of what the worlds would have recorded.

    `calibrated`: it was learnt from. `inside50` and `inside90`: it lies in that central share of the worlds.
    """

    pattern: str
    point: str
    place: str
    start: str
    end: str
    low: float | None
    best: float | None
    high: float | None
    q05: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q95: float | None
    calibrated: bool
    inside50: bool
    inside90: bool
    worlds: int


@dataclass(frozen=True)
class PredictiveCheck:
    """Recorded figures against worlds: how many were learnt from, which share of them is inside, and every figure."""

    points: int
    inside_50: float
    inside_90: float
    rows: tuple[Checked, ...]

    @property
    def calibrated(self) -> list[Checked]:
        """The figures that were learnt from."""
        return [row for row in self.rows if row.calibrated]

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> PredictiveCheck:
        return cls(row["points"], row["inside_50"], row["inside_90"], tuple(map(Checked.from_dict, row["rows"])))

    def to_dict(self) -> dict[str, Any]:
        return {"points": self.points, "inside_50": self.inside_50, "inside_90": self.inside_90,
                "rows": [row.to_dict() for row in self.rows]}  # fmt: skip


@dataclass(frozen=True)
class Coverage(Plain):
    """How often intervals of the posterior hold simulated truths, over all numbers and for the numbers at both ends.

    `least_90` and `most_90` are a name and its share; `ranks` counts where truths stand among samples, in 20 parts.
    """

    truths: int
    numbers: int
    inside_50: float
    least_50: tuple[str, float]
    most_50: tuple[str, float]
    inside_90: float
    least_90: tuple[str, float]
    most_90: tuple[str, float]
    ranks: Sequence[int]


@dataclass(frozen=True)
class LifeCycle(Plain):
    """Country-years of a group of places: which share of them was at half or less some years later, recorded and in worlds.

    The record has `windows`, which say as much as `independent` ones; `error` is its sampling error, `sure` its share if years
    in which nothing was counted had as much as may go uncounted. Worlds are those of the prior, of the posterior, and of the
    second estimator's posterior that did not look at this group's share (None where that was not looked at anyway).
    """

    group: str
    windows: int
    independent: float
    recorded: float
    sure: float
    error: float
    prior: float
    posterior: float
    left_out: float | None


@dataclass(frozen=True)
class Compared(Plain):
    """One number under both estimators: mean and standard deviation of its score in the prior, where the prior has 0 and 1."""

    name: str
    mean: float
    sd: float
    second_mean: float
    second_sd: float

    @property
    def apart(self) -> float:
        """How many standard deviations the means are apart."""
        return abs(self.mean - self.second_mean) / math.sqrt(max(1e-12, (self.sd**2 + self.second_sd**2) / 2))


@dataclass(frozen=True)
class SecondOpinion:
    """What the second estimator says beside the first: its own tests, every number, and figures that part the two.

    `inside_50` and `inside_90` are shares of calibrated figures; `figures_apart` names figures whose central halves of worlds
    do not meet. `digest` is that of its posterior, which lies in the folder `second`.
    """

    digest: str
    coverage: Coverage
    joint: JointCoverage
    inside_50: float
    inside_90: float
    compared: tuple[Compared, ...]
    figures_apart: Sequence[str]

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> SecondOpinion:
        return cls(
            row["digest"], Coverage.from_dict(row["coverage"]), JointCoverage.from_dict(row["joint"]), row["inside_50"],
            row["inside_90"], tuple(map(Compared.from_dict, row["compared"])), row["figures_apart"],
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        return {
            "digest": self.digest, "coverage": self.coverage.to_dict(), "joint": self.joint.to_dict(),
            "inside_50": self.inside_50, "inside_90": self.inside_90,
            "compared": [row.to_dict() for row in self.compared], "figures_apart": list(self.figures_apart),
        }  # fmt: skip


@dataclass(frozen=True)
class Report:
    """The calibration on the record up to one day.

    `about` is what it was made with, `not_informed` the strength of every number that no figure shows, and
    `moved_to_the_edge` names figures beyond nearly all worlds. `made_with` is a digest by which finished work is known.
    """

    about: Mapping[str, Any]
    coverage: Coverage
    learnt: tuple[Learnt, ...]
    not_informed: Mapping[str, float]
    moved_to_the_edge: Sequence[str]
    predictive: PredictiveCheck
    prior_predictive: PredictiveCheck
    made_with: str = ""
    joint: JointCoverage | None = None
    second: SecondOpinion | None = None
    life_cycles: tuple[LifeCycle, ...] = ()

    @property
    def joint_tests(self) -> dict[str, JointCoverage]:
        """Joint coverage by estimator, as far as it was tested."""
        found = {"network": self.joint, "regression": self.second.joint if self.second else None}
        return {name: one for name, one in found.items() if one is not None}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Report:
        return cls(
            row["about"], Coverage.from_dict(row["coverage"]), tuple(map(Learnt.from_dict, row["learnt"])),
            row["not_informed"], row["moved_to_the_edge"], PredictiveCheck.from_dict(row["predictive"]),
            PredictiveCheck.from_dict(row["prior_predictive"]), row.get("made_with", ""),
            JointCoverage.from_dict(row["joint"]) if row.get("joint") else None,
            SecondOpinion.from_dict(row["second"]) if row.get("second") else None,
            tuple(map(LifeCycle.from_dict, row.get("life_cycles", ()))),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        return {
            "made_with": self.made_with, "about": dict(self.about), "coverage": self.coverage.to_dict(),
            "learnt": [row.to_dict() for row in self.learnt], "not_informed": dict(self.not_informed),
            "moved_to_the_edge": list(self.moved_to_the_edge), "predictive": self.predictive.to_dict(),
            "prior_predictive": self.prior_predictive.to_dict(), "joint": self.joint and self.joint.to_dict(),
            "second": self.second and self.second.to_dict(), "life_cycles": [row.to_dict() for row in self.life_cycles],
        }  # fmt: skip


@dataclass(frozen=True)
class Calibration:
    """Reports by the last day of the record that each was learnt from (YYYY-MM-DD), all from the same `draws`.

    `rekindle` is the version and `model` the digest of the model that they were made with.
    """

    rekindle: str
    model: str
    draws: int
    scenarios: tuple[str, ...]
    origins: Mapping[str, Report] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: what `rekindle calibrate --json` prints and `calibration.json` holds."""
        return {"rekindle": self.rekindle, "model": self.model, "draws": self.draws, "scenarios": list(self.scenarios),
                "origins": {origin: report.to_dict() for origin, report in self.origins.items()}}  # fmt: skip
