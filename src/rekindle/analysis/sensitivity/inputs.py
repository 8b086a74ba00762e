"""The uncertain inputs of worlds as a table: every number that was drawn, before any policy changed it.

Constants are left out, and so are levers, which a policy sets and no world draws. What the table lacks is left to random draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from rekindle.ensemble.draws import draw, draw_parameter
from rekindle.model.parameter import Choice, Fixed
from rekindle.model.parameters import all_parameters

if TYPE_CHECKING:
    from rekindle.ensemble.posterior import Posterior
    from rekindle.scenario import Scenario
    from rekindle.scenario.policies.dose import DosePrior

BUNDLES: dict[str, tuple[str, ...]] = {
    "battle": ("battle", "rout", "luck"),
    "forces and campaign": ("deployment", "campaign", "cost"),
    "residents and displacement: harm, flight, and what is counted": ("civilians", "observation"),
    "conduct and grievance": ("conduct",),
    "recruitment": ("recruitment",),
    "underground: hiding, raids, intelligence, attacks": (
        "dispersal",
        "raid",
        "adaptation",
        "intelligence",
        "informing",
        "attacks",
        "detention",
    ),
    "organisation: leaders, idea, funds, stance": ("leadership", "appeal", "funds", "stance", "leaving"),
    "politics, governance and aid": ("processes", "governance", "settlement", "aid", "crisis", "guards"),
    "abroad": ("ways", "abroad", "affiliates"),
}
"""Groups of parameters in bundles that a reader can hold in mind; a test sees that none is forgotten."""
START, NOISE = "the starting point (quantities of the scenario)", "random draws"
NEIGHBOURS = ".neighbours."
"""Distances enter the model at their best value and are no input."""


@dataclass(frozen=True)
class Input:
    """One uncertain number: a parameter, a variant (its values are numbers of options) or a quantity of the scenario."""

    name: str
    meaning: str
    unit: str
    kind: str  # parameter, variant, quantity, dose
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """Uncertain inputs of W worlds: what each is, and values (W, D) in its own unit."""

    inputs: tuple[Input, ...]
    values: np.ndarray

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.inputs]

    def of_worlds(self, numbers: np.ndarray) -> Inputs:
        """The same of some worlds, by their rows."""
        return Inputs(self.inputs, self.values[numbers])

    def only(self, columns: Sequence[int] | np.ndarray) -> Inputs:
        """The same of some inputs, by their columns."""
        return Inputs(tuple(self.inputs[i] for i in columns), self.values[:, list(columns)])


def inputs(
    scenario: Scenario, seed: int, posterior: Posterior | None, worlds: int | np.ndarray,
    doses: Mapping[str, DosePrior] = MappingProxyType({}),
) -> Inputs:  # fmt: skip
    """The uncertain inputs of the first worlds of a seed, or of those whose numbers are given, and doses by name: (W, D)."""
    numbers = np.asarray(np.arange(worlds) if isinstance(worlds, int) else worlds, dtype=np.int64)
    source = posterior.bound(scenario) if posterior else None
    found, columns = [], []
    for name, parameter in all_parameters().items():
        prior = parameter.prior
        if not isinstance(prior, Fixed):
            options = prior.names if isinstance(prior, Choice) else ()
            found.append(Input(name, parameter.meaning, _unit(parameter.unit), "variant" if options else "parameter", options))
            columns.append(draw_parameter(name, prior, seed, numbers, {}, source))
    for path, quantity in scenario.quantities().items():
        start = quantity.prior()
        if not isinstance(start, Fixed) and NEIGHBOURS not in path:
            found.append(Input(path, meaning_of(path, scenario, quantity.definition), _unit(quantity.unit), "quantity"))
            columns.append(draw(f"quantity {path}", start, seed, numbers, source))
    return with_doses(Inputs(tuple(found), np.stack(columns, axis=1)), doses, seed, numbers)


def with_doses(found: Inputs, doses: Mapping[str, DosePrior], seed: int, numbers: np.ndarray) -> Inputs:
    """The same with how much of each policy's change the worlds with these numbers have."""
    if not doses:
        return found
    more = tuple(Input(f"dose: {name}", f"how much of the policy: {name}", "", "dose") for name in doses)
    drawn = np.stack([draw(f"dose {name}", prior, seed, numbers) for name, prior in doses.items()], axis=1)
    return Inputs((*found.inputs, *more), np.concatenate([found.values, drawn], axis=1))


def _unit(unit: str) -> str:
    return "" if unit in ("1", "choice") else unit


def meaning_of(path: str, scenario: Scenario, definition: str = "") -> str:
    """A quantity in words, from its definition and its dotted path: "Old City: share of the city's residents"."""
    section, *rest = path.split(".")
    entries = getattr(scenario, section, None)
    one = entries.get(rest[0]) if isinstance(entries, dict) and rest else None
    label = str(getattr(one, "label", "") or "")
    if label and len(rest) > 1:
        return f"{label}: {definition or ' '.join(rest[1:]).replace('_', ' ')}"
    return definition or " ".join([section, *rest]).replace("_", " ")


def relation(one: Inputs, outcome: np.ndarray) -> np.ndarray:
    """How closely each input goes with an outcome, 0-1: (D,).

    The absolute rank correlation (Spearman); for a variant, whose options have no order, the correlation ratio of the
    outcome's ranks, corrected for the number of options as adjusted R squared is. Quick, and only for choosing which
    inputs are looked at: an input that acts up and down, or only together with others, can be missed.
    """
    ranks = rankdata(outcome)
    ranks = ranks - ranks.mean()
    whole = float((ranks**2).sum())
    if whole == 0 or len(outcome) < 3:
        return np.zeros(len(one.inputs))
    moved = np.apply_along_axis(rankdata, 0, one.values)
    moved -= moved.mean(axis=0)
    size = np.sqrt((moved**2).sum(axis=0) * whole)
    found = np.abs(np.divide(ranks @ moved, size, out=np.zeros_like(size), where=size > 0))
    for i, each in enumerate(one.inputs):
        if each.options:
            found[i] = _ratio(one.values[:, i], ranks, whole)
    return found


def _ratio(choice: np.ndarray, ranks: np.ndarray, whole: float) -> float:
    """Root of the share of the ranks' variance between options, less what chance alone would give."""
    groups = [ranks[choice == option] for option in np.unique(choice)]
    if len(groups) < 2:
        return 0.0
    between = sum(group.size * group.mean() ** 2 for group in groups) / whole
    degrees = (len(ranks) - 1) / (len(ranks) - len(groups))
    return float(np.sqrt(max(0.0, 1 - (1 - between) * degrees)))


def most_related(one: Inputs, outcome: np.ndarray, most: int) -> np.ndarray:
    """Columns of the inputs that go most closely with an outcome, the closest first."""
    return np.argsort(-relation(one, outcome), kind="stable")[:most]
