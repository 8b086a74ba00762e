"""Verdicts: a proposition held against simulated worlds, and a statement from its propositions.

A probability is the share of worlds in which a proposition holds; for shares of variance and frontiers, which no single
world has, it is the share of resamples of the worlds: how sure so many worlds make it. The interval of a share of worlds
(95 %, Wilson 1927, worlds that share a row of the posterior counted as such) says how well so many worlds know the share of
all worlds that the model could draw, and nothing about the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rekindle.analysis.claims.answer import Estimate, FrontierMeans, PolicyMeans, Result, Share, Shares, Structure
from rekindle.analysis.claims.plan import HISTORICAL, asked_policy, claim_run_of, share_key
from rekindle.analysis.claims.same_question import widest
from rekindle.analysis.claims.store import ClaimWorlds
from rekindle.analysis.comparison.better import beaten, resampled
from rekindle.analysis.outcomes.treatment import Treatment
from rekindle.analysis.sensitivity.variance_share import RESAMPLES, shares
from rekindle.analysis.statistics.intervals import finite, snapped, spread, wilson
from rekindle.analysis.statistics.likelihood import likelihood
from rekindle.scenario.claims.proposition import (
    Claim,
    Difference,
    Frontier,
    Metric,
    Probability,
    Proposition,
    Trend,
    VarianceShare,
)

UNSURE = 0.025
"""Where more than this share of resamples is on either side, so many worlds do not tell on which side the truth is."""
FEWEST = 30
"""Worlds of a structure below which it is not counted as one that was tried."""
UPHELD, IN_PART, NOT_UPHELD, FACT, UNDECIDED = "upheld", "upheld in part", "not upheld", "a figure", "not decided"
UNTESTED = "not tested"
"""Of what cannot come out otherwise in this model, or whose treatment was not delivered: it is shown, and counts nowhere."""
UNTESTABLE = "untestable"
"""Of what the file says that nothing in the model could decide."""


@dataclass(frozen=True)
class Decided:
    """One proposition decided: where it holds (W,), the values behind it, and what stands in each structure."""

    proposition: Proposition
    holds: np.ndarray
    values: np.ndarray
    numbers: np.ndarray
    """World numbers (W,); empty where `holds` is of resamples."""
    undefined: int
    structures: tuple[Structure, ...] = ()
    rows: int = 0
    """Rows of the posterior: world i and world i + rows share one. 0 where worlds come from the priors."""
    shares: Shares | None = None
    frontier: FrontierMeans | None = None
    treatments: tuple[Treatment, ...] = ()

    @property
    def of_worlds(self) -> bool:
        """Whether it holds world by world, not resample by resample."""
        return bool(self.numbers.size)

    @property
    def probability(self) -> float:
        return float(self.holds.mean()) if self.holds.size else 0.0

    @property
    def effective(self) -> float:
        """How many independent worlds know the probability as well: fewer where worlds share a row of the posterior."""
        n, p = self.holds.size, self.probability
        if not self.of_worlds or not 0 < self.rows < n or not 0 < p < 1:
            return n
        sums = np.bincount(self.numbers % self.rows, weights=self.holds - p, minlength=self.rows)
        return min(n, p * (1 - p) * n**2 / float((sums**2).sum()))

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the probability; where resamples are counted, of nothing but their number."""
        return wilson(self.probability * self.effective, self.effective)

    @property
    def upheld(self) -> bool:
        return self.holds.size > 0 and self.proposition.passes(self.probability)

    @property
    def close(self) -> bool:
        """Whether other worlds could turn the verdict over: the interval reaches across the bar, or resamples are split."""
        if not self.of_worlds:
            return UNSURE < self.probability < 1 - UNSURE
        low, high = self.interval
        return self.proposition.passes(low) != self.proposition.passes(high)

    @property
    def inert(self) -> bool:
        """Whether the two sides of a difference are the same in every world: the model has no way from one to the other.

        Such a proposition cannot come out otherwise. It is no test, and neither verdicts nor tallies count it.
        """
        known = self.values[np.isfinite(self.values)]
        return isinstance(self.proposition, Difference) and known.size > 0 and not known.any()

    @property
    def tested(self) -> bool:
        """Whether it could have come out otherwise, and every policy behind it did what it is for."""
        return not self.inert and not any(one.missed for one in self.treatments)

    @property
    def word(self) -> str:
        return likelihood(int(self.holds.sum()), int(self.holds.size))

    def result(self) -> Result:
        """What is told of it: numbers to four places, worlds as counts."""
        low, high = self.interval
        p05, _, median, _, p95 = spread(self.values[np.isfinite(self.values)])
        return Result(
            probability=round(self.probability, 4), low=round(low, 4), high=round(high, 4), word=self.word,
            holds=int(self.holds.sum()), worlds=int(self.holds.size), counted="worlds" if self.of_worlds else "resamples",
            undefined=self.undefined, upheld=self.upheld, close=self.close, inert=self.inert, by_structure=self.structures,
            estimate=Estimate(finite(p05), finite(median), finite(p95)), shares=self.shares, frontier=self.frontier,
            treatments=self.treatments,
        )  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """A statement, its propositions decided (None where the numbers are missing), and those of its old wordings by place."""

    claim: Claim
    decided: tuple[Decided | None, ...]
    before: Mapping[int, Decided]

    @property
    def word(self) -> str:
        if self.claim.kind == "F":
            return FACT
        if self.claim.untestable:
            return UNTESTABLE
        if any(one is None for one in self.decided):
            return UNDECIDED
        tested = [one.upheld for one in self.tested]
        return UNTESTED if not tested else UPHELD if all(tested) else IN_PART if any(tested) else NOT_UPHELD

    @property
    def tested(self) -> list[Decided]:
        """The propositions that were decided and are a test."""
        return [] if self.claim.untestable else [one for one in self.decided if one and one.tested]


Drawn = Mapping[str, tuple[tuple[str, ...], np.ndarray]]
"""Variants: options, and the option drawn in each world (W,)."""


Treated = Callable[[Proposition, np.ndarray], tuple[Treatment, ...]]
"""What the policies behind a proposition delivered among the worlds of some numbers."""


def verdict(
    claim: Claim, found: ClaimWorlds, drawn: Drawn, policy: str = HISTORICAL, treated: Treated = lambda one, worlds: ()
) -> Verdict:
    """A statement's verdict from stored worlds. `drawn` holds the variants of at least as many worlds as any run."""
    every = (decide(one, found, drawn, policy) for one in claim.propositions)
    decided = tuple(one and replace(one, treatments=treated(one.proposition, one.numbers)) for one in every)
    before = {}
    for at, one in enumerate(claim.propositions):
        if one.changed and one.changed.was:
            was = decide(one.changed.was, found, drawn, policy)
            if was is not None:
                before[at] = was
    return Verdict(claim, decided, before)


def decide(one: Proposition, found: ClaimWorlds, drawn: Drawn, policy: str = HISTORICAL) -> Decided | None:
    """A proposition decided; None where the worlds for it have not been simulated.

    What is asked twice, to two horizons, has one number: it is read off the run that has more worlds of it.
    """
    one = widest(one, found, policy if one.scenario == found.about.get("scenario", one.scenario) else HISTORICAL)
    if isinstance(one, VarianceShare):
        return _share(one, found, drawn) if share_key(one) in found.shares else None
    if isinstance(one, Frontier):
        wanted = [(claim_run_of(one, name), axis.key) for name in one.policies for axis in one.axes]
        return _frontier(one, found, drawn) if all(found.has(*each) for each in wanted) else None
    values = values_of(one, found, policy)
    if values is None:
        return None
    numbers = np.arange(values.size)
    if isinstance(one, Difference) and one.among:
        if not found.has(claim_run_of(one, one.b), one.among.key):
            return None
        numbers = _third(found.get(claim_run_of(one, one.b), one.among.key)[: values.size], one.among.third)
        values = values[numbers]
    holds = held(one, values)
    rows = int(found.about.get("rows") or 0)
    return Decided(one, holds, values, numbers, int(np.isnan(values).sum()), _structures(one, holds, numbers, drawn), rows)


def values_of(one: Probability | Difference | Trend, found: ClaimWorlds, policy: str = HISTORICAL) -> np.ndarray | None:
    """What is compared with the threshold, in every world of the run: (W,); None where it has not been simulated."""
    if isinstance(one, Difference):
        a, b = (_ratio(one, found, side) for side in (one.a, one.b))
        if a is None or b is None:
            return None
        with np.errstate(divide="ignore", invalid="ignore"):
            size = min(a.size, b.size)
            difference = snapped(a[:size], b[:size]) - b[:size]
            if one.measured == "absolute":
                return difference
            return np.where(b[:size] != 0, difference / np.abs(b[:size]), np.where(difference == 0, 0.0, np.nan))
    # a policy belongs to the scenario that is asked about: what is said of another one stands as it is
    own = one.scenario == found.about.get("scenario", one.scenario)
    return _ratio(one, found, asked_policy(one, policy if own else HISTORICAL))


def _ratio(one: Probability | Difference | Trend, found: ClaimWorlds, policy: str) -> np.ndarray | None:
    """A metric, divided by what it is relative to where there is such; a share of nothing is undefined."""
    claim_run = claim_run_of(one, policy)
    below: Metric | None = getattr(one, "relative_to", None)
    if not found.has(claim_run, one.key) or (below and not found.has(claim_run, below.key)):
        return None
    values = found.get(claim_run, one.key).astype(float)
    if below is None:
        return values
    divisor = found.get(claim_run, below.key).astype(float)
    size = min(values.size, divisor.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(divisor[:size] != 0, values[:size] / divisor[:size], np.nan)


def held(one: Probability | Difference | Trend, values: np.ndarray) -> np.ndarray:
    """In which worlds the values compare with the threshold as the proposition says; never where there is no value."""
    if isinstance(one, Trend):
        return values >= one.threshold if one.direction == "rises" else values <= -one.threshold
    if one.comparison == "apart":
        return np.abs(values) >= one.threshold
    compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[one.comparison]
    return np.asarray(compare(values, one.threshold))


def _third(values: np.ndarray, third: str) -> np.ndarray:
    """Numbers of the worlds in the lowest, middle or highest third of a metric; undefined ones are in none."""
    known = np.flatnonzero(np.isfinite(values))
    ordered = known[np.argsort(values[known], kind="stable")]
    parts = np.array_split(ordered, 3)
    return np.sort(parts[("lowest", "middle", "highest").index(third)])


def _structures(one: Proposition, holds: np.ndarray, numbers: np.ndarray, drawn: Drawn) -> tuple[Structure, ...]:
    found = []
    for variant, (options, choice) in drawn.items():
        for i, option in enumerate(options):
            inside = choice[numbers] == i
            count, worlds = int(holds[inside].sum()), int(inside.sum())
            if worlds >= FEWEST:
                found.append(Structure(variant, option, count, worlds, one.passes(count / worlds)))
    return tuple(found)


def _share(one: VarianceShare, found: ClaimWorlds, drawn: Drawn) -> Decided | None:
    """A share of variance: the proposition holds in a resample whose closed share (or ratio of shares) passes."""
    values = found.shares[share_key(one)].astype(float)
    whole = shares(values)
    if whole is None:
        return Decided(one, np.zeros(0, bool), np.zeros(0), np.zeros(0, int), values.shape[1])
    compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[one.comparison]
    against = None
    if whole.against_closed is not None and whole.against_total is not None and whole.resampled_against is not None:
        against = Share(whole.against_closed, whole.against_total, **_ends(whole.resampled_against))
    by_total = float(np.mean(compare(whole.surplus(one.threshold, total=True), 0.0)))
    told = Shares(Share(whole.closed, whole.total, **_ends(whole.resampled)), against, whole.worlds, by_total)
    holds = np.asarray(compare(whole.surplus(one.threshold), 0.0))
    return Decided(one, holds, whole.resampled[:, 0], np.zeros(0, int), values.shape[1] - whole.worlds, shares=told)


def _ends(resampled: np.ndarray) -> dict[str, float]:
    """95 % intervals of the closed and of the total share."""
    (low, total_low), (high, total_high) = np.quantile(resampled, (0.025, 0.975), axis=0)
    return {"low": float(low), "high": float(high), "total_low": float(total_low), "total_high": float(total_high)}


def frontier_table(one: Frontier, found: ClaimWorlds) -> tuple[np.ndarray, np.ndarray]:
    """Axes of every policy in every world, (policies, axes, W), and of each axis 1 where less is better, -1 where more is."""
    columns = [[found.get(claim_run_of(one, name), axis.key) for axis in one.axes] for name in one.policies]
    worlds = min(column.size for row in columns for column in row)
    signs = np.array([1.0 if axis.better == "less" else -1.0 for axis in one.axes])
    return np.array([[column[:worlds] for column in row] for row in columns], float), signs


def _frontier(one: Frontier, found: ClaimWorlds, drawn: Drawn) -> Decided:
    """A frontier: the proposition holds in a resample of worlds in which no policy beats any of those named."""
    table, signs = frontier_table(one, found)
    numbers = np.flatnonzero(np.isfinite(table).all(axis=(0, 1)))
    unbeaten = resampled_frontier(one, table[:, :, numbers], signs, RESAMPLES)
    holds = stands(one, unbeaten)
    found_in = []
    for variant, (options, choice) in drawn.items():
        for i, option in enumerate(options):
            inside = numbers[choice[numbers] == i]
            if inside.size >= FEWEST:
                some = stands(one, resampled_frontier(one, table[:, :, inside], signs, RESAMPLES // 10))
                found_in.append(Structure(variant, option, int(some.sum()), some.size, one.passes(float(some.mean()))))
    means = table[:, :, numbers].mean(axis=2)
    axes = [axis.key for axis in one.axes]
    alone = (unbeaten & (unbeaten.sum(axis=1, keepdims=True) == 1)).sum(axis=0)
    policies = {
        name: PolicyMeans(tuple(_dominators(one, means, signs, i)), dict(zip(axes, map(float, means[i]), strict=True)))
        for i, name in enumerate(one.policies)
    }
    unbeaten_alone = {name: int(count) for name, count in zip(one.policies, alone, strict=True)}
    told = FrontierMeans(policies, tuple(axes), unbeaten_alone)
    return Decided(one, holds, np.zeros(0), np.zeros(0, int), table.shape[2] - numbers.size, tuple(found_in), frontier=told)


def resampled_frontier(one: Frontier, table: np.ndarray, signs: np.ndarray, resamples: int) -> np.ndarray:
    """Which policies no other beats in each resample of the worlds of a table (policies, axes, W): (resamples, policies)."""
    return np.asarray(~beaten(resampled(table, resamples), -signs, one.threshold).any(axis=-1))


def stands(one: Frontier, unbeaten: np.ndarray) -> np.ndarray:
    """In which resamples none of the policies named is beaten: (resamples,)."""
    named = [one.policies.index(name) for name in one.undominated]
    return np.asarray(unbeaten[:, named].all(axis=1))


def _dominators(one: Frontier, means: np.ndarray, signs: np.ndarray, i: int) -> list[str]:
    """Policies that beat the i-th: the rule is that of comparisons, with the statement's own tie."""
    return [name for name, beats in zip(one.policies, beaten(means, -signs, one.threshold)[i], strict=True) if beats]


def verdicts(claims: Sequence[Claim], found: ClaimWorlds, drawn: Drawn, policy: str = HISTORICAL) -> list[Verdict]:
    """The verdicts of many statements."""
    return [verdict(claim, found, drawn, policy) for claim in claims]
