"""Do verdicts stand? The same claims decided by the worlds of another seed, and by twice the worlds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rekindle.analysis.claims.store import ClaimWorlds
from rekindle.analysis.claims.verdict import verdict
from rekindle.analysis.statistics.likelihood import SCALE
from rekindle.errors import UsageError
from rekindle.scenario.claims.read import Claims

NORMAL_90 = 1.644854
ENOUGH = 1000
"""Worlds of each seed from which on a proposition is compared; how many there were counts in what is called chance."""


@dataclass(frozen=True)
class Stands:
    """One proposition under two seeds and with the worlds of both: probabilities, worlds, words, and whether it is upheld."""

    claim: int
    number: int
    probabilities: tuple[float, float, float]
    worlds: tuple[int, int, int]
    words: tuple[str, str, str]
    upheld: tuple[bool, bool, bool]

    @property
    def agrees(self) -> bool:
        """Whether both seeds come to the same verdict."""
        return self.upheld[0] == self.upheld[1]

    @property
    def apart(self) -> bool:
        """Whether the two probabilities differ by more than chance would have in nine of ten cases."""
        (p, q, _), (m, n, _) = self.probabilities, self.worlds
        pooled = (p * m + q * n) / (m + n)
        spread = math.sqrt(pooled * (1 - pooled) * (1 / m + 1 / n))
        return abs(p - q) > NORMAL_90 * spread

    @property
    def steps(self) -> int:
        """By how many steps of the scale the calibrated word moves when the worlds are doubled."""
        scale = [word for _, word in SCALE]
        return abs(scale.index(self.words[0]) - scale.index(self.words[2]))


def stability(claims: Claims, first: ClaimWorlds, second: ClaimWorlds) -> list[Stands]:
    """Every proposition that both hold the numbers for. Raises UsageError where the two are of the same seed."""
    if first.seed == second.seed:
        raise UsageError(f"both are of seed {first.seed}: whether a verdict stands takes the worlds of another one.")
    both = pooled(first, second)
    found = []
    for claim in claims.claims:
        three = [verdict(claim, worlds, {}) for worlds in (first, second, both)]
        for at in range(len(claim.propositions)):
            a, b, c = (one.decided[at] for one in three)
            if a and b and c and min(a.holds.size, b.holds.size) >= ENOUGH:
                found.append(Stands(
                    claim.id, at + 1, (a.probability, b.probability, c.probability), (a.holds.size, b.holds.size, c.holds.size),
                    (a.word, b.word, c.word), (a.upheld, b.upheld, c.upheld)))  # fmt: skip
    return found


def pooled(first: ClaimWorlds, second: ClaimWorlds) -> ClaimWorlds:
    """The worlds of both. Arms with more worlds than the rest have those at the end, so that pairs of worlds stay pairs."""

    def joined(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        a, b = first.worlds, second.worlds
        return np.concatenate([one[:a], other[:b], one[a:], other[b:]])

    numbers = {name: joined(values, second.numbers[name]) for name, values in first.numbers.items() if name in second.numbers}
    shares = {key: np.concatenate([rows, second.shares[key]], axis=1)
              for key, rows in first.shares.items() if key in second.shares}  # fmt: skip
    return replace(first, numbers=numbers, shares=shares)


def row(found: list[Stands]) -> dict[str, Any]:
    """As JSON: counts, and every proposition that does not stand."""
    return {
        "propositions": len(found), "disagree": [[one.claim, one.number] for one in found if not one.agrees],
        "apart": [[one.claim, one.number] for one in found if one.apart],
        "moved_a_step": [[one.claim, one.number] for one in found if one.steps == 1],
        "moved_further": [[one.claim, one.number] for one in found if one.steps > 1],
        "widest_difference": max((abs(one.probabilities[0] - one.probabilities[1]) for one in found), default=0.0),
    }  # fmt: skip
