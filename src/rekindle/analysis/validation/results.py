"""What backtests came to, as typed rows: `to_dict` gives each as JSON has it, `from_dict` reads back what is kept.

Days are texts as JSON has them (YYYY-MM-DD). q05 to q95 are quantiles of worlds in the unit of the measure, None where
infinite. The recorded range goes from `low` to `high`, its middle is `truth`. CRPS is in the unit of the measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rekindle.json_text import Plain


@dataclass(frozen=True)
class OutcomeScore(Plain):
    """An outcome forecast from worlds of the prior or the posterior, held against its recorded range.

    Asked for is the central interval of `central` per cent: whether it holds the truth (`inside`), meets the range (`in_part`),
    holds all of it (`whole`); `width` is the ratio of its ends, which may be `widest` at most.
    """

    origin: str
    label: str
    worlds_from: str
    worlds: int
    measure: str
    place: str | None
    low: float
    truth: float
    high: float
    q05: float | None
    q10: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q90: float | None
    q95: float | None
    central: int
    inside: bool
    in_part: bool
    whole: bool
    width: float | None
    widest: float
    narrow_enough: bool


@dataclass(frozen=True)
class MonthScore(Plain):
    """One month (`period`) of a measure at a place; scores of the baselines by their names, and their medians.

    It is the `ahead`th after the origin (0 where a report was kept without). `prior_crps` is the score of worlds of the priors
    where the forecast is of a posterior, else None.
    """

    origin: str
    label: str
    measure: str
    place: str
    period: str
    truth: float
    q05: float | None
    q10: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q90: float | None
    q95: float | None
    inside50: bool
    inside90: bool
    crps: float
    log_score: float | None
    pit: float
    baselines: Mapping[str, float]
    baselines_log_score: Mapping[str, float | None]
    baselines_q50: Mapping[str, float]
    ahead: int = 0
    prior_crps: float | None = None


@dataclass(frozen=True)
class PlaceScore:
    """The months of a place together: mean CRPS, that of each baseline and of their mixture, and how many months were inside.

    `best_baseline` is a single one; `lower_than_every_baseline` counts the mixture in. `skill` is the share of the best
    baseline's CRPS that is saved, with the `low` and `high` end of its 90 % interval, `skill_mixture` that of the mixture's.
    `prior_crps` is the mean CRPS of worlds of the priors, None where these were not run.
    """

    origin: str
    measure: str
    place: str
    months: int
    crps: float
    baselines: Mapping[str, float]
    best_baseline: str
    lower_than_every_baseline: bool
    skill: Mapping[str, float]
    skill_mixture: Mapping[str, float] | None
    prior_crps: float | None
    inside50: int
    inside90: int

    @property
    def best(self) -> float:
        """The mean CRPS of the best baseline."""
        return self.baselines[self.best_baseline]

    def to_dict(self) -> dict[str, Any]:
        return {
            "origin": self.origin, "measure": self.measure, "place": self.place, "months": self.months, "crps": self.crps,
            **{f"crps_{name}": x for name, x in self.baselines.items()}, "best_baseline": self.best_baseline,
            "lower_than_every_baseline": self.lower_than_every_baseline, "skill": dict(self.skill),
            "skill_mixture": self.skill_mixture and dict(self.skill_mixture), "prior_crps": self.prior_crps,
            "inside50": self.inside50, "inside90": self.inside90,
        }  # fmt: skip


@dataclass(frozen=True)
class HorizonScore(Plain):
    """Months `first` to `last` after an origin, of a measure, over its places: mean CRPS as multiples, below 1 is better.

    Of the best single baseline of each place, the mixture of all, and worlds of the priors; None where these are missing.
    """

    origin: str
    measure: str
    first: int
    last: int
    places: int
    figures: int
    inside90: int
    of_best: float | None
    of_mixture: float | None
    of_prior: float | None


@dataclass(frozen=True)
class PointScore(Plain):
    """Quantiles of worlds for a figure and its scores; `why_no_baseline` says why baselines are missing, or some of them."""

    q05: float
    q10: float
    q25: float
    q50: float
    q75: float
    q90: float
    q95: float
    inside50: bool
    inside90: bool
    crps: float
    log_score: float
    pit: float
    baselines: Mapping[str, float]
    why_no_baseline: str


@dataclass(frozen=True)
class FigureScore:
    """One recorded figure after an origin; `score` is None where `why_no_score` says why. `worlds` define it."""

    origin: str
    pattern: str
    point: str
    place: str
    measure: str
    start: str
    end: str
    low: float
    truth: float
    high: float
    worlds: int
    score: PointScore | None
    why_no_score: str = ""

    def to_dict(self) -> dict[str, Any]:
        found = {name: value for name, value in vars(self).items() if name not in ("score", "why_no_score")}
        return found | (self.score.to_dict() if self.score else {"why_no_score": self.why_no_score})


@dataclass(frozen=True)
class PatternScore(Plain):
    """The figures of a pattern at a place together; baselines are those that all figures have, and None stands for none.

    As in `PlaceScore` the best one is a single one, and `skill_mixture` is against the mixture.
    """

    pattern: str
    place: str
    figures: int
    crps: float
    baselines: Mapping[str, float]
    best_baseline: str | None
    lower_than_every_baseline: bool | None
    skill: Mapping[str, float] | None
    skill_mixture: Mapping[str, float] | None
    inside50: int
    inside90: int
    why_no_baseline: str


@dataclass(frozen=True)
class Backtest:
    """Backtests of a scenario; what was not asked for is None.

    `posteriors` has the digest of the posterior by origin, None for the priors. From days that a calibration describes come
    `battle` (outcomes), `year` (months) with `year_by_place` and `by_horizon`, and `forecast` (the file of a
    forecast that waits); from any other day `figures` with `figures_by_pattern`, from worlds of `worlds_from`.
    """

    rekindle: str
    model: str
    worlds: int
    seed: int
    scenario: str
    posteriors: Mapping[str, str | None]
    battle: tuple[OutcomeScore, ...] | None = None
    year: tuple[MonthScore, ...] | None = None
    year_by_place: tuple[PlaceScore, ...] | None = None
    by_horizon: tuple[HorizonScore, ...] | None = None
    worlds_from: str | None = None
    figures: tuple[FigureScore, ...] | None = None
    figures_by_pattern: tuple[PatternScore, ...] | None = None
    forecast: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: what `rekindle backtest --json` prints and `backtest.json` holds."""
        found: dict[str, Any] = {}
        for name, value in vars(self).items():
            if isinstance(value, tuple):
                found[name] = [row.to_dict() for row in value]
            elif value is not None:
                found[name] = dict(value) if isinstance(value, Mapping) else value
        return found
