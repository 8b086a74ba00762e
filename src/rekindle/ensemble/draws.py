"""Drawing worlds: one uniform number for each world and each name, turned into a value by the name's prior.

Keyed by name, so that adding a parameter, a place or a world changes no other draw (a Sobol or Latin design would).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from rekindle.ensemble.posterior import Posterior
from rekindle.model.noise import PRIOR_STEP, stream, uniforms_of_worlds
from rekindle.model.parameter import Choice, Fixed, Prior
from rekindle.model.parameters import groups, record_of_worlds
from rekindle.scenario.policies.dose import Dose, prior_of

if TYPE_CHECKING:
    from rekindle.scenario.policies.apply import QuantityChange


def signed(seed: int) -> int:
    """A seed from 0 to 2^64 - 1 as the signed number with the same bits: with one type the model is compiled once."""
    return seed if seed < 2**63 else seed - 2**64


def prior_levels(name: str, seed: int, worlds: np.ndarray) -> np.ndarray:
    """The level of its prior (0-1) at which a named uncertain number stands in worlds drawn from the priors: (W,)."""
    return uniforms_of_worlds(signed(seed), worlds, stream(name), PRIOR_STEP)


Draws = dict[str, tuple[Prior, np.ndarray]]
"""Values that were drawn in the same worlds of the same seed and posterior, by name, each with the prior that it came from."""


def draw(
    name: str, prior: Prior, seed: int, worlds: np.ndarray, posterior: Posterior | None = None, kept: Draws | None = None
) -> np.ndarray:
    """Values of a named uncertain number in some worlds: shape (W,).

    A number that the posterior has takes its level from there; any other is drawn from its prior. What is in `kept` with the
    same prior is not drawn again; what is drawn is put there.
    """
    if isinstance(prior, Fixed):
        return np.full(worlds.size, prior.value)
    if kept is not None and name in kept and kept[name][0] == prior:
        return kept[name][1].copy()
    levels = posterior.levels(name, worlds) if posterior else None
    values = np.asarray(prior.quantile(prior_levels(name, seed, worlds) if levels is None else levels))
    if kept is not None:
        kept[name] = (prior, values.copy())
    return values


def draw_parameter(
    name: str,
    prior: Prior,
    seed: int,
    worlds: np.ndarray,
    fixed: Mapping[str, str],
    posterior: Posterior | None = None,
    kept: Draws | None = None,
) -> np.ndarray:
    """Values of one parameter in some worlds; a variant that is fixed has the number of its option in all of them."""
    if name in fixed and isinstance(prior, Choice):
        return np.full(worlds.size, float(prior.names.index(fixed[name])))
    return draw(f"parameter {name}", prior, seed, worlds, posterior, kept)


def draw_parameters(
    seed: int,
    worlds: np.ndarray,
    fixed: Mapping[str, str] = MappingProxyType({}),
    posterior: Posterior | None = None,
    kept: Draws | None = None,
) -> np.recarray:
    """Parameters of some worlds: one record each, nested by group. `fixed` gives options of variants by name."""
    record = record_of_worlds(worlds.size)
    plain = record.view(np.ndarray)  # the same memory, whose fields are found faster
    for group, fields in groups().items():
        of_group = plain[group]
        for name, parameter in fields.items():
            of_group[name] = draw_parameter(f"{group}.{name}", parameter.prior, seed, worlds, fixed, posterior, kept)
    return record


def draw_dose(dose: Dose, verb: str, seed: int, worlds: np.ndarray) -> np.ndarray:
    """How much of a policy's change some worlds have, (W,): the same in every arm with that policy."""
    return draw(f"dose {dose.name}", prior_of(dose, verb), seed, worlds)


class Quantities:
    """Values of a scenario's quantities in some worlds, by dotted path; each drawn once."""

    def __init__(
        self,
        priors: Mapping[str, Prior],
        seed: int,
        worlds: np.ndarray,
        posterior: Posterior | None = None,
        kept: Draws | None = None,
        changes: Sequence[QuantityChange] = (),
    ) -> None:
        self.worlds = worlds
        self._seed, self._posterior, self._kept = seed, posterior, kept
        self._values = {path: self.drawn(f"quantity {path}", prior) for path, prior in priors.items()}
        for change in changes:
            dose = draw_dose(change.dose, change.verb, seed, worlds) if change.dose else None
            self._values[change.path] = change.to(self._values[change.path], dose)

    def drawn(self, name: str, prior: Prior) -> np.ndarray:
        """Values of another named uncertain number in the same worlds: (W,)."""
        return draw(name, prior, self._seed, self.worlds, self._posterior, self._kept)

    def __getitem__(self, path: str) -> np.ndarray:
        return self._values[path]

    def __contains__(self, path: str) -> bool:
        return path in self._values

    def get(self, path: str, default: float) -> np.ndarray:
        """Values of a quantity that a scenario may leave out: (W,)."""
        return self._values[path] if path in self._values else np.full(self.worlds.size, default)

    def shares(self, paths: list[str]) -> np.ndarray:
        """Values that are to sum to 1 over the paths: shape (W, paths). All 0 where all are 0."""
        values = np.stack([self[path] for path in paths], axis=1)
        sums = values.sum(axis=1, keepdims=True)
        return np.divide(values, sums, out=np.zeros_like(values), where=sums > 0)
