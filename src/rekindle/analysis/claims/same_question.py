"""One question has one number: what is asked twice, to two horizons, is read off the run that has more worlds of it.

World i is the same world in every run of a scenario, so two runs that differ by their horizon tell the same of it wherever
the horizon is no part of what is asked. Whether it is, the numbers themselves say.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from rekindle.analysis.claims.plan import HISTORICAL, asked_policy, claim_run_of
from rekindle.analysis.claims.store import ClaimWorlds
from rekindle.scenario.claims.proposition import Probability, Proposition, Trend

LOST = 0.01
"""Share of worlds that a run with a nearer horizon may leave undefined and the other not."""


def widest(one: Proposition, found: ClaimWorlds, policy: str = HISTORICAL) -> Proposition:
    """A proposition to the horizon whose run holds most worlds that say the same of it; as it stands where none holds more."""
    if not isinstance(one, Probability | Trend):
        return one
    claim_run = claim_run_of(one, asked_policy(one, policy))
    below = getattr(one, "relative_to", None)
    keys = [one.key, *([below.key] if below else [])]
    if not all(found.has(claim_run, key) for key in keys):
        return one
    start, most, best = f"{claim_run.scenario} {claim_run.policy} ", found.get(claim_run, one.key).size, one
    for name, key in found.numbers:
        if key != one.key or not name.startswith(start):
            continue
        other = one.model_copy(update={"horizon": date.fromisoformat(name.removeprefix(start))})
        there = claim_run_of(other, claim_run.policy)
        if all(found.has(there, each) and _same(found.get(claim_run, each), found.get(there, each)) for each in keys):
            size = found.get(there, key).size
            most, best = (size, other) if size > most else (most, best)
    return best


def _same(own: np.ndarray, other: np.ndarray) -> bool:
    """Whether another run tells the same of the worlds that both have."""
    size = min(own.size, other.size)
    a, b = own[:size], other[:size]
    both = ~np.isnan(a) & ~np.isnan(b)
    return bool((a[both] == b[both]).all() and np.mean(np.isnan(b) & ~np.isnan(a)) <= LOST)
