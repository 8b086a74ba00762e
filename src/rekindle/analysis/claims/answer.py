"""A proposition in words, and what worlds say of it, as typed data.

Probabilities are shares from 0 to 1. Values and means are in the unit of the metric. `to_dict` gives each as JSON has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rekindle.analysis.outcomes.treatment import Treatment
from rekindle.errors import MissingData
from rekindle.scenario.claims.proposition import Proposed


@dataclass(frozen=True)
class Bar:
    """How probable is probable enough: from `level` upwards (`least`), or up to it. `level` is a probability."""

    level: float
    least: bool = True

    @classmethod
    def of(cls, one: Proposed) -> Bar:
        return cls(one.bar, one.at_least is not None)

    @property
    def sign(self) -> str:
        return "at least" if self.least else "at most"

    def __str__(self) -> str:
        return f"{self.sign} {self.level:g}"


@dataclass(frozen=True)
class Structure:
    """A rival theory: one option of a variant, and in how many of its worlds a proposition holds."""

    variant: str
    option: str
    holds: int
    worlds: int
    upheld: bool

    @property
    def share(self) -> float:
        """The probability of the proposition under it."""
        return self.holds / self.worlds


@dataclass(frozen=True)
class Estimate:
    """The number that is compared with the threshold: its median and 90 % of worlds; None where that is no finite number."""

    p05: float | None
    median: float | None
    p95: float | None


@dataclass(frozen=True)
class Share:
    """Share of a variance that causes explain alone (`closed`) and in all (`total`), each with its 95 % interval."""

    closed: float
    total: float
    low: float
    high: float
    total_low: float
    total_high: float


@dataclass(frozen=True)
class Intervention:
    """What a policy that sets some cause does to a metric: its means in the same worlds without it and with it.

    `low` to `high` is the 95 % interval of their difference. Of a yes or no (`yes_or_no`) means are shares of worlds.
    """

    policy: str
    without: float
    with_it: float
    low: float
    high: float
    worlds: int
    yes_or_no: bool
    treatment: Treatment | None = None

    @property
    def difference(self) -> float:
        return self.with_it - self.without

    def to_dict(self) -> dict[str, Any]:
        return {"policy": self.policy, "without": self.without, "with": self.with_it, "difference": self.difference,
                "low": self.low, "high": self.high, "worlds": self.worlds, "yes_or_no": self.yes_or_no,
                "treatment": self.treatment.to_dict() if self.treatment else None}  # fmt: skip


@dataclass(frozen=True)
class Shares:
    """The share asked about, the one it is held against (if any), worlds behind them, and the probability by totals.

    Beside them stands what setting some of the causes does.
    """

    share: Share
    against: Share | None
    worlds: int
    by_total: float
    interventions: tuple[Intervention, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"share": asdict(self.share), "share_against": asdict(self.against) if self.against else None,
                "share_worlds": self.worlds, "by_total": self.by_total,
                "interventions": [one.to_dict() for one in self.interventions]}  # fmt: skip


@dataclass(frozen=True)
class PolicyMeans:
    """A policy on a frontier: which policies beat it, and its means over worlds by axis (the key of its metric)."""

    dominated_by: tuple[str, ...]
    means: Mapping[str, float]


@dataclass(frozen=True)
class FrontierMeans:
    """Policies of a frontier, the keys of its axes, and in how many resamples each policy alone is unbeaten."""

    policies: Mapping[str, PolicyMeans]
    axes: tuple[str, ...]
    alone_unbeaten: Mapping[str, int]

    @property
    def unbeaten(self) -> list[str]:
        """Policies that are named: those that no other beats on the means over worlds, by the rule of comparisons."""
        import numpy as np

        from rekindle.analysis.comparison.better import named

        beaten = np.array([[other in of.dominated_by for other in self.policies] for of in self.policies.values()])
        return [name for name, stands in zip(self.policies, named(beaten), strict=True) if stands]

    def to_dict(self) -> dict[str, Any]:
        return {
            "policies": {name: {"dominated_by": list(of.dominated_by), **of.means} for name, of in self.policies.items()},
            "axes": list(self.axes), "alone_unbeaten": dict(self.alone_unbeaten),
        }  # fmt: skip


@dataclass(frozen=True)
class Informed:
    """How much of a variance the `numbers` that stand out explain, and the share of it that no informed one does."""

    explained: float
    uninformed: float
    numbers: int


@dataclass(frozen=True)
class Basis:
    """What a verdict rests on: the least and the most that its probability is over other reasonable priors and weights.

    `hangs` says whether these bounds cross the bar, `by` names the change that moves it most. None where it was not worked out.
    """

    low: float | None
    high: float | None
    hangs: bool
    by: str | None
    informed: Informed | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "bounds": None if self.low is None else [self.low, self.high], "hangs_on_priors": self.hangs, "bounds_by": self.by,
            "informed": asdict(self.informed) if self.informed else None,
        }  # fmt: skip


NOT_WORKED_OUT = Basis(None, None, False, None, None)


@dataclass(frozen=True)
class Result:
    """What worlds say of a proposition.

    `holds` of `worlds` is its probability, `low` to `high` the 95 % interval; `counted` says whether these are worlds or
    resamples of them. In `undefined` worlds it has no value. `inert`: it cannot come out otherwise in this model. `shares`
    are of a share of variance, `frontier` of a frontier, `treatments` what the policies behind it delivered, `basis` what it
    rests on.
    """

    probability: float
    low: float
    high: float
    word: str
    holds: int
    worlds: int
    counted: str
    undefined: int
    upheld: bool
    close: bool
    inert: bool
    by_structure: tuple[Structure, ...]
    estimate: Estimate
    shares: Shares | None = None
    frontier: FrontierMeans | None = None
    treatments: tuple[Treatment, ...] = ()
    basis: Basis = NOT_WORKED_OUT

    @property
    def missed(self) -> bool:
        """Whether a policy behind it did not do what it is for, in too many worlds."""
        return any(one.missed for one in self.treatments)

    @property
    def structures(self) -> int:
        """How many rival theories were tried."""
        return len(self.by_structure)

    @property
    def structures_hold(self) -> int:
        """Under how many of them the proposition is upheld."""
        return sum(one.upheld for one in self.by_structure)

    @property
    def structures_agree(self) -> int:
        """Under how many of them the verdict is the same."""
        return sum(one.upheld == self.upheld for one in self.by_structure)

    def to_dict(self) -> dict[str, Any]:
        return {
            "probability": self.probability, "low": self.low, "high": self.high, "word": self.word,
            "holds": self.holds, "worlds": self.worlds, "counted": self.counted, "undefined": self.undefined,
            "upheld": self.upheld, "close": self.close, "inert": self.inert,
            "structures_hold": self.structures_hold, "structures": self.structures,
            "by_structure": [asdict(one) for one in self.by_structure], "estimate": asdict(self.estimate),
            "treatments": [one.to_dict() for one in self.treatments],
            **self.basis.to_dict(),
            **(self.shares.to_dict() if self.shares else {}), **(self.frontier.to_dict() if self.frontier else {}),
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A proposition in words (`exactly` from its fields, `asks` for people), its bar, and what worlds say of it.

    `result` is None where the worlds for it are not stored. `untestable` is why nothing in the model could decide it.
    """

    asks: str
    exactly: str
    bar: Bar
    bar_word: str
    why: str
    result: Result | None
    untestable: str | None = None

    @property
    def found(self) -> Result:
        """The result of a proposition that was decided. Raises MissingData where it was not."""
        if self.result is None:
            raise MissingData(f"not decided, for its worlds are not stored: {self.exactly}")
        return self.result

    @property
    def tested(self) -> bool:
        """Whether it was decided, could have come out otherwise and had its treatment: nothing else is counted."""
        return self.result is not None and not self.untested

    @property
    def untested(self) -> bool:
        """Whether it was decided and is no test: it cannot come out otherwise, or what it asks about was not delivered."""
        return self.result is not None and (self.result.inert or self.result.missed or self.untestable is not None)

    def wording(self) -> dict[str, Any]:
        """What is asked, as JSON."""
        return {"asks": self.asks, "exactly": self.exactly, "bar": str(self.bar), "bar_word": self.bar_word}

    def numbers(self) -> dict[str, Any]:
        """What worlds say of it, as JSON; nothing where they do not."""
        return self.result.to_dict() if self.result else {}
