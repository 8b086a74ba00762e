"""Worlds that take some of their uncertain numbers from other worlds: what shares of variance are reckoned from.

World i of a mixture has its own draws, but for the numbers that are swapped it has those of world i + OTHER. Its random
draws stay its own. A posterior's row is swapped as it stands, so that numbers which the record ties together and which are
swapped together stay tied.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rekindle.ensemble.draws import prior_levels
from rekindle.ensemble.posterior import Posterior

OTHER = 1_000_977
"""From a world to the one that it swaps numbers with: far beyond any ensemble, and another row of the posterior."""


@dataclass(frozen=True)
class Mixed(Posterior):
    """A posterior (or, with an empty table, the priors) in which some numbers come from other worlds.

    `groups` are groups of parameters, `paths` dotted paths of quantities or of parts of the scenario that are swapped.
    """

    seed: int = 1
    groups: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
    every: bool = False
    """All numbers are swapped, so that only random draws are the world's own."""
    shift: int = OTHER
    """From a world to the one that it swaps numbers with."""

    def swaps(self, name: str) -> bool:
        """Whether a number is taken from the other world."""
        if self.every:
            return True
        kind, _, path = name.partition(" ")
        if kind == "parameter":
            return path.split(".")[0] in self.groups
        return any(f"{path}.".startswith(f"{start}.") for start in self.paths)

    def levels(self, name: str, worlds: np.ndarray) -> np.ndarray | None:
        if not self.swaps(name):
            return super().levels(name, worlds)
        others = worlds + self.shift
        found = super().levels(name, others)
        return prior_levels(name, self.seed, others) if found is None else found


def mixed(posterior: Posterior | None, seed: int, groups: frozenset[str] = frozenset(), paths: tuple[str, ...] = ()) -> Mixed:
    """A mixture of worlds of a posterior, or of the priors where there is none."""
    source = posterior or _priors()
    return Mixed(source.names, source.table, source.about, source.digest, source.folder, source.scenario, source.left_out,
                 seed=seed, groups=groups, paths=paths)  # fmt: skip


def other_luck(posterior: Posterior | None, seed: int) -> Mixed:
    """Worlds i + OTHER with all numbers of world i: the same world i under other random draws."""
    source = posterior or _priors()
    return Mixed(source.names, source.table, source.about, source.digest, source.folder, source.scenario, source.left_out,
                 seed=seed, every=True, shift=-OTHER)  # fmt: skip


def _priors() -> Posterior:
    return Posterior((), np.zeros((1, 0)), {"priors": {}})
