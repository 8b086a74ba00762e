"""Why a verdict came out so: what moves the number behind a proposition, what turns it over, how the model gets there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rekindle.analysis.claims.causal_chain import Chain, chain, sentences
from rekindle.analysis.claims.flips import Tables, flips
from rekindle.analysis.claims.flips_kept import key_of, read_flips
from rekindle.analysis.claims.ledger import wording_row
from rekindle.analysis.claims.plan import HISTORICAL, Plan, plan_of
from rekindle.analysis.claims.store import Asked, ClaimWorlds, named
from rekindle.analysis.claims.typical_worlds import Pair, pair, told_in
from rekindle.analysis.claims.values import value_words, world_values
from rekindle.analysis.claims.verdict import Decided
from rekindle.analysis.outcomes.metric import read_metrics
from rekindle.analysis.outcomes.wording import UNNAMED
from rekindle.analysis.sensitivity.inputs import most_related
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
class Explained:
    """What is known of why one proposition came out as it did."""

    decided: Decided
    singles: tuple[Index, ...]
    groups: tuple[Index, ...]
    base: int
    """Base worlds behind the indices by group that define the number; 0 where they were not asked for."""
    flips: dict[str, Any]
    chain: Chain | None
    pair: Pair | None
    worlds: int
    """Worlds behind the indices of single inputs."""
    inputs: dict[str, dict[str, Any]]
    """Meaning, unit and kind of every input that `singles` names."""
    single_why: str
    group_why: str
    """Why there are no indices of single inputs, or by group; nothing where there are, or none were asked for."""
    labels: Labels = UNNAMED


def explain(
    claim: Claim, decided: Decided, found: ClaimWorlds, asked: Asked, policy: str = HISTORICAL, base: int = BASE,
    threads: int | None = None, tick: Callable[[int], None] = lambda done: None, tables: Tables | None = None,
) -> Explained:  # fmt: skip
    """Explain one proposition of a statement from stored worlds; with `base` worlds of new runs for the indices by group.

    `tick` is called with the number of worlds run. Raises UsageError where rekindle[verdicts] is missing.
    """
    one, tables = decided.proposition, tables or Tables(asked, found.seed)
    values, holds, numbers = _by_world(decided, found, policy)
    every = tables.inputs(one.scenario, numbers)
    single = singles(every, values)
    kept = read_flips(found.folder).get(key_of(one, str(found.about.get("sha256", "")), policy))
    grouped = group_indices(one, asked, policy, base, threads, tick) if base else Grouped([], 0, "")
    moving = [row.name for row in single if row.first > row.first_error]
    near = every.only([every.names.index(name) for name in moving[:NEAREST]] or most_related(every, values, NEAREST))
    metric = one.axes[0] if isinstance(one, Frontier) else one
    where = Labels(asked.scenario if one.scenario == asked.scenario.name else named(one.scenario))
    told = _tellable(one, numbers, found.seed)
    about = {each.name: {"meaning": each.meaning, "unit": each.unit, "kind": each.kind, "options": list(each.options)}
             for each in every.inputs if each.name in {row.name for row in single}}  # fmt: skip
    return Explained(
        decided, tuple(single), tuple(grouped.rows), grouped.worlds, kept or flips(decided, found, tables),
        chain(metric, claim.mechanisms, moving, labels=where),
        pair(one, values[told], holds[told], numbers[told], near.of_worlds(np.flatnonzero(told)), policy),
        int(np.isfinite(values).sum()), about, too_few(values), grouped.why_none, where,
    )  # fmt: skip


def as_row(number: int, found: Explained, policy: str = HISTORICAL) -> dict[str, Any]:
    """One proposition explained, as JSON; `two_worlds` is to be filled in by whoever can tell stories."""
    one, decided = found.decided.proposition, found.decided
    return wording_row(one, found.labels) | decided.row() | {
        "number": number, "kind": one.kind, "scenario": one.scenario, "horizon": str(one.horizon), "policy": policy,
        "value": value_words(one, found.labels), "singles": [row.row() | found.inputs[row.name] for row in found.singles],
        "single_worlds": found.worlds, "groups": [row.row() for row in found.groups], "group_worlds": found.base,
        "single_why": found.single_why or None, "group_why": found.group_why or None, **found.flips,
        "chain": found.chain.row() if found.chain else None,
        "chain_words": list(sentences(found.chain)) if found.chain else [],
        "two_worlds": None,
    }  # fmt: skip


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
    """Which worlds can be told again in one arm: of a share of variance over policies those that drew the first."""
    if isinstance(one, VarianceShare) and len(one.policies) > 1:
        return drawn_policy(numbers, seed, len(one.policies)) == 0
    return np.ones(numbers.size, bool)


def group_indices(
    one: Proposition, asked: Asked, policy: str = HISTORICAL, base: int = BASE, threads: int | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Grouped:  # fmt: skip
    """Sobol indices by group of the number behind a proposition.

    The same worlds are run in every arm. A difference asked of a third of the worlds is looked at in all of them.
    """
    wanted, frames = _wanted(one, asked, policy)

    def outcome(change: Callable[[Frame], Frame], numbers: np.ndarray) -> np.ndarray:
        columns: dict[tuple[str, str], np.ndarray] = {}
        for arm, metrics in wanted.arms.items():
            for key, values in _run(change(frames[str(arm)]), numbers, asked.seed, metrics, threads, tick).items():
                columns[str(arm), key] = values
        simulated = ClaimWorlds({"worlds": numbers.size, "seed": asked.seed, "arms": {}}, columns, {})
        if isinstance(one, VarianceShare):
            return next(iter(columns.values()))
        found = world_values(one, simulated, policy)
        assert found is not None, "its arms have just been simulated"
        return found

    groups = bundles(next(iter(frames.values())))
    return by_group(outcome, groups, asked.seed, base_of(one, asked, policy, base))


def _wanted(one: Proposition, asked: Asked, policy: str) -> tuple[Plan, dict[str, Frame]]:
    if isinstance(one, VarianceShare):
        wanted = Plan()
        wanted.ask(told_in(one), one)
    else:
        wanted = plan_of(one, policy)
    return wanted, {str(arm): asked.question(arm).frame() for arm in wanted.arms}


def base_of(one: Proposition, asked: Asked, policy: str, base: int) -> int:
    """Base worlds that a proposition gets: fewer where it is about many policies."""
    wanted, frames = _wanted(one, asked, policy)
    times = len(wanted.arms) * runs(list(bundles(next(iter(frames.values())))))
    return min(base, max(LEAST_BASE, MOST_RUNS // times))


def group_runs(one: Proposition, asked: Asked, policy: str, base: int) -> int:
    """How many worlds the indices by group run in all: for a progress bar."""
    wanted, frames = _wanted(one, asked, policy)
    return len(wanted.arms) * runs(list(bundles(next(iter(frames.values()))))) * base_of(one, asked, policy, base)


def _run(frame: Frame, numbers: np.ndarray, seed: int, metrics: Any, threads: int | None, tick: Any) -> dict[str, np.ndarray]:
    pieces = chunks(frame, numbers, seed, threads or os.cpu_count() or 1, tick=tick)
    read = [read_metrics(frame, piece, metrics) for piece in pieces]
    return {key: np.concatenate([one[key] for one in read]) for key in metrics}
