"""What a verdict rests on: its bounds over other reasonable priors, and how much of it comes from numbers no data informs.

Both are worked out from the worlds that are kept: the level of its prior at which every uncertain number stands is known in
each of them, so nothing is simulated anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from rekindle.analysis.claims.answer import Basis, Informed
from rekindle.analysis.claims.plan import HISTORICAL
from rekindle.analysis.claims.store import ClaimSpec, ClaimWorlds, named
from rekindle.analysis.claims.treatments import policies_of
from rekindle.analysis.claims.values import world_values
from rekindle.analysis.claims.verdict import Decided
from rekindle.analysis.sensitivity.inputs import NEIGHBOURS, meaning_of
from rekindle.analysis.statistics.reweighting import CHANCE, Bounds, Reweighted, bounds_of, reweighted
from rekindle.ensemble.draws import prior_levels
from rekindle.ensemble.posterior import Posterior
from rekindle.model.parameter import Choice, Fixed, Prior
from rekindle.model.parameters import all_parameters
from rekindle.scenario import Scenario
from rekindle.scenario.policies.policy import read_any

AS_WIDE = 0.9
"""A number whose posterior is more than so many times as wide as its prior (by normal scores) is not informed by data."""
LEAST = 200
"""Fewer worlds tell neither bounds nor shares."""


@dataclass(frozen=True)
class Numbers:
    """Uncertain numbers of some worlds: levels of priors (W,) by name, options of variants, and names the data informs."""

    levels: dict[str, np.ndarray]
    options: dict[str, np.ndarray]
    option_names: dict[str, tuple[str, ...]]
    informed: frozenset[str]

    def beside(self, other: Numbers) -> Numbers:
        """These numbers and others of the same worlds."""
        return Numbers({**self.levels, **other.levels}, {**self.options, **other.options},
                       {**self.option_names, **other.option_names}, self.informed | other.informed)  # fmt: skip

    @cached_property
    def reweighted(self) -> Reweighted:
        return reweighted(self.levels, self.options, self.option_names)


NO_NUMBERS = Numbers({}, {}, {}, frozenset())


class RestsOn:
    """Bounds and informed shares of propositions; the numbers of a scenario's worlds are drawn once."""

    def __init__(self, asked: ClaimSpec, found: ClaimWorlds, policy: str = HISTORICAL) -> None:
        self.asked, self.found, self.policy = asked, found, policy
        self._own = lru_cache(None)(self._of_scenario)
        self._first = lru_cache(None)(lambda scenario, many: self._own(scenario).reweighted.of_worlds(np.arange(many)))
        self._doses = lru_cache(None)(self._of_policies)

    def of(self, decided: Decided) -> Basis:
        """What one proposition's verdict rests on; nothing of it where too few worlds tell."""
        one = decided.proposition
        own = self._own(one.scenario)
        doses = self._doses(one.scenario, tuple(policies_of(one, self.policy))) if decided.of_worlds else NO_NUMBERS
        informed = self._informed(decided, own.beside(doses))
        if not decided.of_worlds or decided.holds.size < LEAST or decided.inert:
            return Basis(None, None, False, None, informed)
        found = self._bounds(
            decided, self._reweighted(one.scenario, decided.numbers), doses.reweighted.of_worlds(decided.numbers)
        )
        low, high = found.ends
        hangs = one.passes(low) != one.passes(high)
        by = next((f"{meaning(each.name, self.scenario(one.scenario))}: {each.change}" for each in found.changes
                   if each.beyond_chance), None)  # fmt: skip
        return Basis(round(low, 4), round(high, 4), hangs, by, informed)

    def _reweighted(self, scenario: str, numbers: np.ndarray) -> Reweighted:
        """The worlds with these numbers; of the first so many they are reckoned once."""
        first = np.array_equal(numbers, np.arange(numbers.size))
        return self._first(scenario, numbers.size) if first else self._own(scenario).reweighted.of_worlds(numbers)

    def _bounds(self, decided: Decided, own: Reweighted, doses: Reweighted) -> Bounds:
        found = bounds_of(decided.holds.astype(float), own, decided.effective)
        if not doses.names:
            return found
        more = bounds_of(decided.holds.astype(float), doses, decided.effective)
        changes = sorted((*found.changes, *more.changes), key=lambda one: -abs(one.share - found.share))
        return replace(found, low=min(found.low, more.low), high=max(found.high, more.high), changes=tuple(changes))

    def scenario(self, name: str) -> Scenario:
        return self.asked.scenario if name == self.asked.scenario.name else named(name)

    def _of_scenario(self, scenario: str) -> Numbers:
        """Parameters and quantities, which all runs of a scenario share."""
        names = {f"parameter {name}": one.prior for name, one in all_parameters().items()}
        quantities = self.scenario(scenario).quantities().items()
        return self._drawn(
            scenario, names | {f"quantity {path}": one.prior() for path, one in quantities if NEIGHBOURS not in path}
        )

    def _of_policies(self, scenario: str, policies: tuple[str, ...]) -> Numbers:
        """How much of each policy's change the worlds have."""
        doses = {name: prior for each in policies for name, prior in read_any(each, self.scenario(scenario)).doses.items()}
        return self._drawn(scenario, {f"dose {name}": prior for name, prior in doses.items()})

    def _drawn(self, scenario: str, priors: Mapping[str, Prior]) -> Numbers:
        kept = [*self.found.numbers.values(), *self.found.shares.values()]
        worlds = np.arange(max((values.shape[-1] for values in kept if not values.ndim > 2), default=0))
        posterior = self.asked.posterior
        source = posterior.bound(self.scenario(scenario)) if posterior else None
        levels: dict[str, np.ndarray] = {}
        options: dict[str, np.ndarray] = {}
        option_names: dict[str, tuple[str, ...]] = {}
        for name, prior in priors.items():
            if isinstance(prior, Fixed):
                continue
            level = source.levels(name, worlds) if source else None
            level = prior_levels(name, self.found.seed, worlds) if level is None else level
            if isinstance(prior, Choice):
                options[name], option_names[name] = np.round(prior.quantile(level)).astype(int), tuple(prior.names)
            else:
                levels[name] = level
        return Numbers(levels, options, option_names, informed_by(source, priors) if source else frozenset())

    def _informed(self, decided: Decided, numbers: Numbers) -> Informed | None:
        one = decided.proposition
        values, at = decided.values, decided.numbers
        if not decided.of_worlds:
            outcome = world_values(one, self.found, self.policy)
            if outcome is None:
                return None
            values, at = outcome, np.arange(outcome.size)
        known = np.isfinite(values)
        if known.sum() < LEAST or np.ptp(values[known]) == 0:
            return None
        return informed_share(numbers, values[known], at[known], decided.rows)


def meaning(name: str, scenario: Scenario) -> str:
    """An uncertain number in words, from the name that its draws go by."""
    kind, _, inner = name.partition(" ")
    if kind == "parameter":
        return all_parameters()[inner].meaning
    if kind == "dose":
        return f"how much of the policy: {inner}"
    return meaning_of(inner, scenario, scenario.quantities()[inner].definition)


def informed_by(posterior: Posterior, names: Iterable[str]) -> frozenset[str]:
    """Which numbers have a posterior clearly narrower than their prior; those that the table lacks have not."""
    every = np.arange(len(posterior.table))
    found = {name: posterior.levels(name, every) for name in names}
    return frozenset(name for name, level in found.items() if level is not None and float(np.std(ndtri(level))) <= AS_WIDE)


def informed_share(numbers: Numbers, values: np.ndarray, worlds: np.ndarray, rows: int = 0) -> Informed | None:
    """How much of the variance of the ranks of `values` (W,) the numbers that stand out explain, and what share of that no
    informed number does.

    A regression of ranks on the levels of all numbers, and on the options of variants, that go with the values beyond chance
    (Bonferroni); then on the informed ones among them alone. None where none stands out.
    """
    names, columns = _columns(numbers, worlds)
    ranks = rankdata(values)
    ranks = (ranks - ranks.mean()) / ranks.std()
    independent = np.unique(worlds % rows).size if rows else worlds.size
    mark = ndtri(1 - CHANCE / 2 / len(names)) / np.sqrt(independent)
    stand_out = np.flatnonzero(np.abs(columns.T @ ranks) / ranks.size > mark)
    if not stand_out.size:
        return None
    whole = _explained(columns[:, stand_out], ranks)
    inside = [i for i in stand_out if names[i] in numbers.informed]
    known = _explained(columns[:, inside], ranks) if inside else 0.0
    if whole <= 0:
        return None
    share = float(np.clip(1 - known / whole, 0.0, 1.0))
    return Informed(round(whole, 4), round(share, 4), len({names[i] for i in stand_out}))


def _columns(numbers: Numbers, worlds: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Every number's level and every option (but those that no world or all worlds have), with mean 0 and spread 1."""
    names, columns = list(numbers.levels), [level[worlds] for level in numbers.levels.values()]
    for name, option in numbers.options.items():
        each = [(option[worlds] == n).astype(float) for n in np.unique(option[worlds])]
        names += [name] * len(each)
        columns += each
    table = np.array(columns).T
    spread = table.std(axis=0)
    return names, (table - table.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _explained(columns: np.ndarray, ranks: np.ndarray) -> float:
    """Adjusted R squared of a linear regression; options of a variant sum to one, which least squares bears."""
    fitted = columns @ np.linalg.lstsq(columns, ranks, rcond=None)[0]
    left = float(((ranks - fitted) ** 2).sum() / (ranks**2).sum())
    degrees = int(np.linalg.matrix_rank(columns))
    return 1 - left * (ranks.size - 1) / max(1, ranks.size - 1 - degrees)
