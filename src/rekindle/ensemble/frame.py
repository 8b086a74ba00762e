"""The frame of a run: the axes of a scenario, its calendar, and what does not differ between worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rekindle.ensemble.posterior import Posterior
from rekindle.model.changes import Changes, changes_of

if TYPE_CHECKING:
    from rekindle.model.parameter import Prior
    from rekindle.scenario import Scenario
    from rekindle.scenario.policies.apply import QuantityChange
    from rekindle.scenario.policies.dose import Dose

WEEKLY_RECORDS = 52
RECORD_INTERVAL = 4
THEATRE = ("sector", "town", "governorate")


@dataclass(frozen=True)
class Frame:
    """Axes, calendar and geography of a run of one scenario to a horizon, in steps of `dt` weeks.

    The scenario is the one under the policy; what the policy changes of parameters and drawn quantities stands beside it,
    and so do variants that are fixed for all worlds, by name.
    """

    scenario: Scenario
    until: date
    dt: float = 1.0
    every_week: bool = False  # series by place every week, for the story of one world
    changes: Changes = field(default_factory=lambda: changes_of([]))
    quantity_changes: tuple[QuantityChange, ...] = ()
    variants: Mapping[str, str] = field(default_factory=dict)
    posterior: Posterior | None = None  # where the worlds come from; without one, from the priors
    doses: tuple[tuple[int, Dose, str], ...] = ()  # rows of `changes` whose value each world draws, the dose and the verb
    parameter_seed: int | None = None  # of the parameters, where they are shared with runs of other seeds

    def __post_init__(self) -> None:
        if self.posterior is not None and self.posterior.scenario != self.scenario.name:
            object.__setattr__(self, "posterior", self.posterior.bound(self.scenario))

    @cached_property
    def places(self) -> list[str]:
        return list(self.scenario.places)

    @cached_property
    def communities(self) -> list[str]:
        return list(self.scenario.communities)

    @cached_property
    def forces(self) -> list[str]:
        return list(self.scenario.forces)

    @cached_property
    def origins(self) -> list[str]:
        return list(self.scenario.origins)

    @cached_property
    def countries(self) -> list[str]:
        return list(self.scenario.countries)

    @cached_property
    def cities(self) -> list[str]:
        return list(self.scenario.cities)

    @cached_property
    def priors(self) -> dict[str, Prior]:
        """Priors of the scenario's quantities by dotted path; worked out once, drawn from for every chunk of worlds.

        Of a quantity that the policy changes too: it is drawn as ever, and what was drawn is changed.
        """
        return {path: quantity.prior() for path, quantity in self.scenario.quantities().items()}

    @cached_property
    def theatre(self) -> list[str]:
        """Places in which the mechanisms act."""
        return [name for name, place in self.scenario.places.items() if place.kind in THEATRE]

    @cached_property
    def abroad(self) -> list[str]:
        """Places outside the theatre: affiliates and home regions."""
        return [name for name in self.places if name not in self.theatre]

    @cached_property
    def weeks(self) -> int:
        """Whole weeks from the start to the horizon: the last one begins on or before it."""
        return max(1, -(-(self.until - self.scenario.start).days // 7))

    @cached_property
    def dates(self) -> np.ndarray:
        """Date of each weekly value: index 0 is the start of the clock, then each week's end."""
        return np.datetime64(self.scenario.start, "D") + 7 * np.arange(self.weeks + 1)

    @cached_property
    def records(self) -> np.ndarray:
        """Weeks at which series by place are written: every week of the first year, then every four weeks."""
        if self.every_week:
            return np.arange(self.weeks + 1)
        first = np.arange(min(WEEKLY_RECORDS, self.weeks) + 1)
        return np.concatenate([first, np.arange(WEEKLY_RECORDS + RECORD_INTERVAL, self.weeks + 1, RECORD_INTERVAL)])

    @cached_property
    def parts(self) -> dict[str, np.ndarray]:
        """Cities and their banks by name, each as a mask over places: mosul, east_mosul, west_mosul."""
        masks: dict[str, np.ndarray] = {}
        for city in self.cities:
            inside = [name for name, place in self.scenario.places.items() if place.kind == "sector" and place.city == city]
            masks[city] = np.array([float(name in inside) for name in self.places])
            for bank in dict.fromkeys(self.scenario.places[name].bank for name in inside):
                if bank:
                    masks[f"{bank}_{city}"] = np.array(
                        [float(name in inside and self.scenario.places[name].bank == bank) for name in self.places]
                    )
        return masks

    @cached_property
    def near(self) -> np.ndarray:
        """Travel weights between theatre places (P, P): one over the distance in km, rows summing to 1.

        Distances enter at their best value: they are known well, and what matters is who is near whom.
        """
        weights = np.zeros((len(self.places), len(self.places)))
        for name, place in self.scenario.places.items():
            for other, distance in (place.neighbours or {}).items():
                if name in self.theatre and other in self.theatre:
                    i, j = self.places.index(name), self.places.index(other)
                    weights[i, j] = weights[j, i] = 1.0 / max(1.0, distance.best)
        sums = weights.sum(axis=1, keepdims=True)
        return np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)

    def week_of(self, day: date) -> float:
        """Weeks from the start of the clock to a date."""
        return (day - self.scenario.start) / timedelta(weeks=1)
