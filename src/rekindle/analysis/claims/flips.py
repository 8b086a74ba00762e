"""Flips: assumptions under which a verdict turns over.

A proposition that holds or fails in single worlds is searched for a box (see `rekindle.analysis.sensitivity.prim`) in which
so many worlds lie on the other side that the verdict would be the other one, and every rival theory is asked whether it turns
over under it.
Shares of variance and frontiers hold in no single world: they are decided again in the lowest and in the highest third of the
worlds by one input at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rekindle.analysis.claims.flips_kept import Flip, Flips, HeldInput, TriedInput, key_of
from rekindle.analysis.claims.ledger import drawn_variants
from rekindle.analysis.claims.plan import HISTORICAL, share_key
from rekindle.analysis.claims.store import ClaimSpec, ClaimWorlds, named
from rekindle.analysis.claims.treatments import policies_of
from rekindle.analysis.claims.values import world_values
from rekindle.analysis.claims.verdict import Decided, Drawn, decide, frontier_table, resampled_frontier, stands
from rekindle.analysis.sensitivity.inputs import Inputs, inputs, most_related, with_doses
from rekindle.analysis.sensitivity.prim import FEWEST, Box, Limit, find_boxes, halves
from rekindle.analysis.statistics.intervals import wilson
from rekindle.ensemble.mixed import OTHER
from rekindle.numbers import about
from rekindle.scenario.claims.proposition import Claims, Frontier, Proposition, VarianceShare
from rekindle.scenario.policies.dose import DosePrior
from rekindle.scenario.policies.policy import read_any

SEARCHED = 18
"""Inputs in which a box is looked for: those that go most closely with the proposition by rank."""
THIRDS = 12
"""Inputs by which shares of variance and frontiers are decided again."""
RESAMPLES = 300
SURE = 0.975
"""Share of resamples that must lie on the other side before a third counts: many are tried."""


@dataclass
class Tables:
    """Inputs and variants of the worlds of each scenario, drawn once and as far as they are asked for."""

    asked: ClaimSpec
    seed: int

    def __post_init__(self) -> None:
        self._inputs: dict[str, Inputs] = {}
        self._drawn: dict[int, Drawn] = {}

    def inputs(self, scenario: str, numbers: np.ndarray, policies: Sequence[str] = ()) -> Inputs:
        """Inputs of the worlds with these numbers, and the doses of some policies in them."""
        found = self._of_worlds(scenario, numbers)
        return with_doses(found, self._doses(scenario, policies), self.seed, numbers)

    def _doses(self, scenario: str, policies: Sequence[str]) -> dict[str, DosePrior]:
        where = self.asked.scenario if scenario == self.asked.scenario.name else named(scenario)
        return {name: prior for each in policies for name, prior in read_any(each, where).doses.items()}

    def _of_worlds(self, scenario: str, numbers: np.ndarray) -> Inputs:
        most = int(numbers.max()) + 1 if numbers.size else 1
        where = self.asked.scenario if scenario == self.asked.scenario.name else named(scenario)
        if most > OTHER:
            return inputs(where, self.seed, self.asked.posterior, numbers)
        if scenario not in self._inputs or len(self._inputs[scenario].values) < most:
            self._inputs[scenario] = inputs(where, self.seed, self.asked.posterior, most)
        return self._inputs[scenario].of_worlds(numbers)

    def drawn(self, worlds: int) -> Drawn:
        if worlds not in self._drawn:
            self._drawn[worlds] = drawn_variants(replace(self.asked, seed=self.seed), worlds)
        return self._drawn[worlds]

    @property
    def rows(self) -> int:
        """Worlds after which the posterior's rows come again; without one, never."""
        return len(self.asked.posterior.table) if self.asked.posterior else 2**31


def flips_of(
    claims: Claims, found: ClaimWorlds, asked: ClaimSpec, policy: str = HISTORICAL,
    tick: Callable[[int], None] = lambda done: None,
) -> dict[str, Flips]:  # fmt: skip
    """Flips of every proposition that the worlds decide, by the key that they are kept by.

    `tick` is called once for each proposition. Raises UsageError where ema_workbench is missing.
    """
    tables = Tables(asked, found.seed)
    worlds = max((values.shape[0] for values in found.numbers.values()), default=0)
    result = {}
    for _, _, one in claims.propositions():
        decided = decide(one, found, tables.drawn(worlds), policy)
        if decided is not None:
            result[key_of(decided.proposition, str(found.about.get("sha256", "")), policy)] = flips(decided, found, tables)
        tick(1)
    return result


def flips(decided: Decided, found: ClaimWorlds, tables: Tables) -> Flips:
    """Flips of one proposition that was decided."""
    if decided.of_worlds:
        return _world_by_world(decided, tables)
    return _by_thirds(decided, found, tables)


def turned_worlds(decided: Decided) -> np.ndarray:
    """Worlds that speak against the verdict: where the proposition fails if that counts for it, holds if not."""
    one = decided.proposition
    return ~decided.holds if decided.upheld == (one.at_least is not None) else decided.holds


def _world_by_world(decided: Decided, tables: Tables) -> Flips:
    one, turned = decided.proposition, turned_worlds(decided)
    every = tables.inputs(one.scenario, decided.numbers, policies_of(one))
    first, second = halves(decided.numbers, tables.rows)
    searched = every.only(most_related(every.of_worlds(first), turned[first].astype(float), SEARCHED))
    against = bool((turned == decided.holds).all())

    def other_side(share: float) -> bool:  # `share` of worlds that speak against the verdict
        return one.passes(share if against else 1 - share) != decided.upheld

    theories = _theories(decided, turned, every)
    known = {(flip.limits[0].name, option) for flip in theories for option in flip.limits[0].options}
    boxes = [box for box in find_boxes(searched, turned, other_side, first, second) if not _said(box, known)]
    rows = [_box_row(box, decided, against) for box in boxes] + theories
    return _told(rows, every, searched, decided.numbers.size, len(decided.structures))


def _said(box: Box, known: set[tuple[str, str]]) -> bool:
    """Whether a box says no more than that the verdict turns over under rival theories that are named in any case."""
    (limit, *more) = box.limits
    return not more and all((limit.input.name, limit.input.options[i]) in known for i in limit.options) and bool(limit.options)


def _box_row(box: Box, decided: Decided, against: bool) -> Flip:
    inside = box.density if against else 1 - box.density
    where = "; and ".join(limit.words() for limit in box.limits)
    return _row(where, box.limits, decided, inside, box.inside, "worlds kept apart from the search", box.density, box.coverage,
                "box")  # fmt: skip


def _row(
    where: str, limits: Iterable[Limit], decided: Decided, inside: float, worlds: int, counted: str,
    density: float, coverage: float, kind: str,
) -> Flip:  # fmt: skip
    """One flip. `inside` is the probability of the proposition inside, `density` that of worlds against the verdict."""
    now = "not upheld" if decided.upheld else "upheld"
    share = about(inside, decided.proposition.bar)
    words = f"{now.capitalize()} where {where}. There it holds in {share} of {worlds:,} {counted}."
    low, high = wilson(inside * worlds, worlds)
    held = tuple(HeldInput.from_dict(limit.row()) for limit in limits)
    return Flip(
        words, held, round(inside, 4), round(low, 4), round(high, 4), worlds, round(density, 4), round(coverage, 4), kind
    )


def _theories(decided: Decided, turned: np.ndarray, every: Inputs) -> list[Flip]:
    """Rival theories under which the verdict turns over, if the interval under them leaves out the bar."""
    one, rows, names = decided.proposition, [], every.names
    for theory in decided.structures:
        ends = wilson(theory.holds, theory.worlds)
        if theory.upheld == decided.upheld or any(one.passes(end) == decided.upheld for end in ends):
            continue
        at = names.index(theory.variant)
        each, column = every.inputs[at], every.values[:, at]
        limit = Limit(each, None, None, (each.options.index(theory.option),), (0.0, float(len(each.options) - 1)))
        inside = limit.inside(column)
        density, coverage = float(turned[inside].mean()), float(turned[inside].sum() / max(1, turned.sum()))
        rows.append(_row(limit.words(), [limit], decided, theory.holds / theory.worlds, theory.worlds, "worlds",
                         density, coverage, "theory"))  # fmt: skip
    return rows


def _told(found: list[Flip], every: Inputs, searched: Inputs, worlds: int, theories: int, how: str = "") -> Flips:
    """Flips with what was tried, in one sentence, and the ranges of the inputs that were searched."""
    kinds = [each.kind for each in every.inputs]
    how = how or f"combinations of the {len(searched.names)} most strongly correlated with the result"
    none = "" if found else "No switching condition was found. "
    tried = (f"{none}The search covered {len(kinds)} assumptions ({kinds.count('parameter')} parameters, "
             f"{kinds.count('quantity')} quantities, {kinds.count('variant')} variants) over the ranges that {worlds:,} worlds "
             f"drew: {how}{f', and {theories} rival theories' if theories else ''}.")  # fmt: skip
    ranges = [
        TriedInput(each.name, each.meaning, each.unit, tuple(each.options) or None,
                   None if each.options else (float(column.min()), float(column.max())))
        for each, column in zip(searched.inputs, searched.values.T, strict=True)
    ]  # fmt: skip
    return Flips(tuple(found), tried, tuple(ranges))


def _by_thirds(decided: Decided, found: ClaimWorlds, tables: Tables) -> Flips:
    """A share of variance or a frontier, decided again in thirds of the worlds by input, and under each option.

    A share of variance compares worlds with others (`OTHER` on): both have to lie in the third.
    """
    one = decided.proposition
    assert isinstance(one, VarianceShare | Frontier)
    outcome = world_values(one, found)
    numbers = np.flatnonzero(np.isfinite(outcome)) if outcome is not None else np.zeros(0, int)
    if outcome is None or numbers.size < 3 * FEWEST:
        return Flips((), "nothing could be tried: too few worlds define it.")
    every = tables.inputs(one.scenario, numbers)
    searched = every.only(most_related(every, outcome[numbers], THIRDS))
    others = tables.inputs(one.scenario, numbers + OTHER) if isinstance(one, VarianceShare) else every
    rows = []
    for limit in _parts(searched):
        column = every.names.index(limit.input.name)
        inside = numbers[limit.inside(every.values[:, column]) & limit.inside(others.values[:, column])]
        share = _turned(decided, found, inside, tables.rows)
        if share is not None:
            against = 1 - share if decided.upheld else share
            where = f"resamples of the {inside.size:,} worlds there"
            rows.append(_row(limit.words(), [limit], decided, share, RESAMPLES, where, against, against, "third"))
    how = f"the lowest and the highest third of each of the {len(searched.names)} most strongly correlated with the result"
    return _told(rows, every, searched, numbers.size, 0, how)


def _parts(searched: Inputs) -> Iterator[Limit]:
    """The lowest and the highest third by each input, and each option of each variant."""
    for each, column in zip(searched.inputs, searched.values.T, strict=True):
        ends = (float(column.min()), float(column.max()))
        if each.options:
            yield from (Limit(each, None, None, (i,), ends) for i in range(len(each.options)))
        else:
            low, high = (float(end) for end in np.quantile(column, (1 / 3, 2 / 3)))
            yield Limit(each, None, low, (), ends)
            yield Limit(each, high, None, (), ends)


def _turned(decided: Decided, found: ClaimWorlds, inside: np.ndarray, rows: int) -> float | None:
    """Share of resamples of some worlds in which it holds, if the verdict turns over there beyond chance; else None.

    Many parts are tried, so 975 in 1,000 resamples must lie on the other side, and the verdict must turn over in both halves.
    """
    one = decided.proposition
    if inside.size < 3 * FEWEST:
        return None
    share = _again(one, found, inside)
    sure = share >= SURE if one.passes(1.0) != decided.upheld else share <= 1 - SURE
    if not sure:
        return None
    parts = [_again(one, found, inside[half]) for half in halves(inside, rows)]
    return share if all(one.passes(part) != decided.upheld for part in parts) else None


def _again(one: Proposition, found: ClaimWorlds, inside: np.ndarray) -> float:
    """Share of resamples of some worlds in which a share of variance or a frontier holds."""
    if isinstance(one, Frontier):
        table, signs = frontier_table(one, found)
        return float(stands(one, resampled_frontier(one, table[:, :, inside], signs, RESAMPLES)).mean())
    assert isinstance(one, VarianceShare)
    some = {share_key(one): found.shares[share_key(one)][:, inside]}
    again = decide(one, replace(found, shares=some), {})
    return again.probability if again else 0.0
