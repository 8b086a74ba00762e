"""Why a verdict came out so: what moves the number behind a proposition, what turns it over, how the model gets there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from rekindle.analysis.claims.answer import Answer
from rekindle.analysis.claims.causal_chain import Chain, chain, sentences
from rekindle.analysis.claims.flips import Tables, flips
from rekindle.analysis.claims.flips_kept import Flips, key_of, read_flips
from rekindle.analysis.claims.ledger import asked_words
from rekindle.analysis.claims.plan import HISTORICAL, Plan, plan_of
from rekindle.analysis.claims.rests_on import RestsOn
from rekindle.analysis.claims.store import ClaimSpec, ClaimWorlds, named
from rekindle.analysis.claims.treatments import policies_of
from rekindle.analysis.claims.typical_worlds import ContrastingWorlds, Pair, pair, told_in
from rekindle.analysis.claims.values import value_words, world_values
from rekindle.analysis.claims.verdict import Decided
from rekindle.analysis.outcomes.metric import read_metrics
from rekindle.analysis.sensitivity.inputs import Input, most_related
from rekindle.analysis.sensitivity.sobol import BASE, Grouped, Index, bundles, by_group, runs, singles, too_few
from rekindle.analysis.sensitivity.variance_share import drawn_policy
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import chunks
from rekindle.scenario.claims.proposition import Claim, Frontier, Proposition, VarianceShare
from rekindle.scenario.labels import Labels

MOST_RUNS = 14_000
"""Runs that indices by group may take: a proposition about many policies gets fewer base worlds."""
LEAST_BASE = 64
NEAREST = 8
"""Influential inputs in which the two worlds told are to be near each other."""


@dataclass(frozen=True)
class Single:
    """How much of the variance one input explains by itself, with the input's meaning, unit, kind and options."""

    index: Index
    meaning: str
    unit: str
    kind: str
    options: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        about = {"meaning": self.meaning, "unit": self.unit, "kind": self.kind, "options": list(self.options)}
        return self.index.row() | about


@dataclass(frozen=True, kw_only=True)
class ExplainedRow(Answer):
    """Why one proposition came out as it did.

    `value` says in words which number `singles` and `groups` (Sobol indices, the largest first) explain; `single_worlds`
    and `group_worlds` (base worlds) are behind them, and `single_why` and `group_why` say why there are none. `flips` turn the
    verdict over, `chain` leads to its metric; `full` is the one that was asked for, which alone has `two_worlds` and, where
    `asked_groups`, `groups`.
    """

    number: int
    kind: str
    scenario: str
    horizon: date
    policy: str
    value: str
    singles: tuple[Single, ...]
    single_worlds: int
    groups: tuple[Index, ...]
    group_worlds: int
    single_why: str
    group_why: str
    flips: Flips
    chain: Chain | None
    two_worlds: ContrastingWorlds | None = None
    full: bool = False
    asked_groups: bool = False

    def to_dict(self) -> dict[str, Any]:
        return self.wording() | self.numbers() | {
            "number": self.number, "kind": self.kind, "scenario": self.scenario, "horizon": str(self.horizon),
            "policy": self.policy, "value": self.value, "singles": [one.to_dict() for one in self.singles],
            "single_worlds": self.single_worlds, "groups": [one.row() for one in self.groups],
            "group_worlds": self.group_worlds, "single_why": self.single_why or None, "group_why": self.group_why or None,
            **self.flips.to_dict(), "chain": self.chain.to_dict() if self.chain else None,
            "chain_words": list(sentences(self.chain)) if self.chain else [],
            "two_worlds": self.two_worlds.to_dict() if self.two_worlds else None,
            "full": self.full, "asked_groups": self.asked_groups,
        }  # fmt: skip


@dataclass(frozen=True)
class Explained:
    """One proposition explained, and the two worlds that are to be told by whoever can tell stories."""

    row: ExplainedRow
    pair: Pair | None


def explain(
    claim: Claim, at: int, decided: Decided, found: ClaimWorlds, asked: ClaimSpec, policy: str = HISTORICAL, base: int = BASE,
    threads: int | None = None, tick: Callable[[int], None] = lambda done: None, tables: Tables | None = None,
) -> Explained:  # fmt: skip
    """Explain one proposition (the `at`-th, from 0) from stored worlds; with `base` worlds of new runs for indices by group.

    `tick` is called with the number of worlds run. Raises UsageError where rekindle-lab[verdicts] is missing.
    """
    one, tables = decided.proposition, tables or Tables(asked, found.seed)
    values, holds, numbers = _by_world(decided, found, policy)
    every = tables.inputs(one.scenario, numbers, () if isinstance(one, VarianceShare) else policies_of(one, policy))
    single = singles(every, values)
    kept = read_flips(found.folder).get(key_of(one, str(found.about.get("sha256", "")), policy))
    grouped = group_indices(one, asked, policy, base, threads, tick) if base else Grouped([], 0, "")
    moving = [row.name for row in single if row.first > row.first_error]
    near = every.only([every.names.index(name) for name in moving[:NEAREST]] or most_related(every, values, NEAREST))
    metric = one.axes[0] if isinstance(one, Frontier) else one
    where = Labels(asked.scenario if one.scenario == asked.scenario.name else named(one.scenario))
    told = _tellable(one, numbers, found.seed)
    about = {each.name: each for each in every.inputs}
    row = ExplainedRow(
        **asked_words(one, where), result=replace(decided.result(), basis=RestsOn(asked, found, policy).of(decided)),
        number=at + 1, kind=one.kind, scenario=one.scenario, horizon=one.horizon, policy=policy,
        value=value_words(one, where), singles=tuple(_single(index, about[index.name]) for index in single),
        single_worlds=int(np.isfinite(values).sum()), single_why=too_few(values),
        groups=tuple(grouped.rows), group_worlds=grouped.worlds, group_why=grouped.why_none, asked_groups=bool(base),
        flips=kept or flips(decided, found, tables), chain=chain(metric, claim.mechanisms, moving, labels=where),
    )  # fmt: skip
    return Explained(row, pair(one, values[told], holds[told], numbers[told], near.of_worlds(np.flatnonzero(told)), policy))


def _single(index: Index, about: Input) -> Single:
    return Single(index, about.meaning, about.unit, about.kind, tuple(about.options))


def _by_world(decided: Decided, found: ClaimWorlds, policy: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, whether the proposition holds (W,), and world numbers: of what holds in no single world, the nearest to it."""
    if decided.of_worlds:
        return decided.values, decided.holds, decided.numbers
    one = decided.proposition
    values = world_values(one, found, policy)
    assert values is not None, "it was decided from these values"
    known = values[np.isfinite(values)]
    yes_or_no = bool(np.isin(known, (0.0, 1.0)).all())
    above = values > (0.0 if isinstance(one, Frontier) else 0.5 if yes_or_no else np.nanmedian(values))
    return values, above, np.arange(values.size)


def _tellable(one: Proposition, numbers: np.ndarray, seed: int) -> np.ndarray:
    """Which worlds can be told again in one run: of a share of variance over policies those that drew the first."""
    if isinstance(one, VarianceShare) and len(one.policies) > 1:
        return drawn_policy(numbers, seed, len(one.policies)) == 0
    return np.ones(numbers.size, bool)


def group_indices(
    one: Proposition, asked: ClaimSpec, policy: str = HISTORICAL, base: int = BASE, threads: int | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Grouped:  # fmt: skip
    """Sobol indices by group of the number behind a proposition.

    The worlds of every run are the same. A difference asked of a third of the worlds is looked at in all of them.
    """
    wanted, frames = _wanted(one, asked, policy)

    def outcome(change: Callable[[Frame], Frame], numbers: np.ndarray) -> np.ndarray:
        columns: dict[tuple[str, str], np.ndarray] = {}
        for claim_run, metrics in wanted.claim_runs.items():
            for key, values in _run(change(frames[str(claim_run)]), numbers, asked.seed, metrics, threads, tick).items():
                columns[str(claim_run), key] = values
        simulated = ClaimWorlds({"worlds": numbers.size, "seed": asked.seed, "arms": {}}, columns, {})
        if isinstance(one, VarianceShare):
            return next(iter(columns.values()))
        found = world_values(one, simulated, policy)
        assert found is not None, "its runs have just been simulated"
        return found

    groups = bundles(next(iter(frames.values())))
    return by_group(outcome, groups, asked.seed, base_of(one, asked, policy, base))


def _wanted(one: Proposition, asked: ClaimSpec, policy: str) -> tuple[Plan, dict[str, Frame]]:
    if isinstance(one, VarianceShare):
        wanted = Plan()
        wanted.ask(told_in(one), one)
    else:
        wanted = plan_of(one, policy)
    return wanted, {str(claim_run): asked.question(claim_run).frame() for claim_run in wanted.claim_runs}


def base_of(one: Proposition, asked: ClaimSpec, policy: str, base: int) -> int:
    """Base worlds that a proposition gets: fewer where it is about many policies."""
    wanted, frames = _wanted(one, asked, policy)
    times = len(wanted.claim_runs) * runs(list(bundles(next(iter(frames.values())))))
    return min(base, max(LEAST_BASE, MOST_RUNS // times))


def group_runs(one: Proposition, asked: ClaimSpec, policy: str, base: int) -> int:
    """How many worlds the indices by group run in all: for a progress bar."""
    wanted, frames = _wanted(one, asked, policy)
    return len(wanted.claim_runs) * runs(list(bundles(next(iter(frames.values()))))) * base_of(one, asked, policy, base)


def _run(frame: Frame, numbers: np.ndarray, seed: int, metrics: Any, threads: int | None, tick: Any) -> dict[str, np.ndarray]:
    pieces = chunks(frame, numbers, seed, threads or os.cpu_count() or 1, tick=tick)
    read = [read_metrics(frame, piece, metrics) for piece in pieces]
    return {key: np.concatenate([one[key] for one in read]) for key in metrics}
