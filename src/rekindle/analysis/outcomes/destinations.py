"""What became of the group's fighters by a date, by origin: flows from where they came to where they ended.

Those who left the group and live among the residents are in no series, so the flows are of those still accounted for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import xarray

DESTINATIONS = (
    ("dead", "Dead", ("dead_by_origin",)),
    ("detained", "Detained", ("detained_by_origin", "home_detained_by_origin", "caught_by_origin")),
    ("theatre", "In the theatre", ("overt_by_origin", "covert_by_origin")),
    ("elsewhere", "On another front", ("elsewhere_by_origin",)),
    ("home", "At home", ("home_by_origin", "reintegrated_by_origin")),
    ("transit", "On the way", ("transit_by_origin",)),
)
"""Name, label, and the series that add up to it; series that a result lacks count nothing."""
AWAY = ("away", "Left the theatre", ("away_by_origin",))
"""In place of the last three, where a result does not tell them apart."""
LOCAL = "local"


@dataclass(frozen=True)
class Flows:
    """People by world, origin and destination at a date: `people` has the shape (W, O, F)."""

    when: date
    origins: tuple[str, ...]
    destinations: tuple[tuple[str, str], ...]  # name, label
    people: np.ndarray

    @property
    def worlds(self) -> int:
        return self.people.shape[0]

    @property
    def median(self) -> np.ndarray:
        """Median over worlds of each flow by itself: (O, F). Their sums are sums of medians and the total of no world."""
        return np.median(self.people, axis=0)

    def levels(self) -> np.ndarray:
        """5 %, median and 95 % over worlds: (3, O, F)."""
        return np.quantile(self.people, (0.05, 0.5, 0.95), axis=0)

    def among(self, origins: Sequence[str]) -> Flows:
        """The same for some origins only."""
        chosen = [self.origins.index(name) for name in origins]
        return Flows(self.when, tuple(origins), self.destinations, self.people[:, chosen])

    def row(self) -> dict[str, Any]:
        """As JSON: origin -> destination -> 5 %, median, 95 %."""
        levels = self.levels()
        flows = {
            origin: {
                destination: {name: float(levels[i, o, f]) for i, name in enumerate(("p05", "median", "p95"))}
                for f, (destination, _) in enumerate(self.destinations)
            }
            for o, origin in enumerate(self.origins)
        }
        return {"date": self.when.isoformat(), "worlds": self.worlds, "people": flows}


def flows(dataset: xarray.Dataset, when: date | None = None) -> Flows | None:
    """Flows from origin to destination at the last time up to a date, or of all; None where a result has no such series."""
    destinations = list(DESTINATIONS)
    if not {"elsewhere_by_origin", "home_by_origin", "transit_by_origin"} & set(map(str, dataset.data_vars)):
        destinations = [*DESTINATIONS[:3], AWAY]
    destinations = [destination for destination in destinations if any(name in dataset for name in destination[2])]
    times = dataset["time"].values.astype("datetime64[D]") if "time" in dataset.coords else np.array([], "datetime64[D]")
    upto = int((times <= np.datetime64(when)).sum()) if when else times.size
    if not destinations or not upto:
        return None
    at = upto - 1
    parts = [sum(_at(dataset, name, at) for name in names if name in dataset) for _, _, names in destinations]
    people = np.stack(parts, axis=2)
    people = people[np.isfinite(people).all(axis=(1, 2))]
    origins = tuple(str(name) for name in dataset["origin"].values)
    return Flows(times[at].astype(date), origins, tuple((name, label) for name, label, _ in destinations), people)


def _at(dataset: xarray.Dataset, name: str, at: int) -> Any:
    return np.asarray(dataset[name].isel(time=at).transpose("sampled_world", "origin").values, float)
