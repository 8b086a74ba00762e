"""What compared policies delivered: read off their results, world by world, as they were declared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import xarray

from rekindle.analysis.outcomes.metric import Timed, number_of
from rekindle.analysis.outcomes.treatment import Treatment, treatment
from rekindle.scenario.claims.proposition import Metric
from rekindle.scenario.labels import Labels
from rekindle.scenario.policies.policy import HISTORICAL, Policy
from rekindle.variables import FLOWS, series_of

if TYPE_CHECKING:
    from rekindle.scenario import Scenario


def treatments(
    results: Mapping[str, xarray.Dataset], policies: Mapping[str, Policy], scenario: Scenario, until: date, baseline: str,
    worlds: np.ndarray,
) -> dict[str, Treatment]:  # fmt: skip
    """What each policy beside the baseline delivered, and the baseline too where it is a policy itself.

    Differences are to what happened where that was run as well, else to the baseline.
    """
    beside = HISTORICAL if HISTORICAL in results else baseline

    def read(name: str, metric: Metric) -> np.ndarray | None:
        return read_result(results[name], metric, scenario, worlds) if name in results else None

    found = {name: treatment(policies[name], read, scenario, until, beside) for name in results if name in policies}
    return {name: one for name, one in found.items() if name != beside}


def read_result(result: xarray.Dataset, metric: Metric, scenario: Scenario, worlds: np.ndarray) -> np.ndarray | None:
    """A metric of some worlds of a result, (W,), NaN in those of which it keeps no weeks; None where it has nothing of it."""
    name = Labels(scenario).current(metric.metric)
    if name not in result:
        return None
    kept = result[name]
    if "week" not in kept.dims:
        return np.asarray(kept.values, float)[np.isin(result["world"].values, worlds)] if kept.dims == ("world",) else None
    rows = "world" if "world" in kept.dims else "sampled_world"
    numbers = np.asarray(kept.transpose(rows, "week").values, float)
    series = Timed(result["week"].values.astype("datetime64[D]"), numbers, series_of(name)[0].name in FLOWS)
    have = np.asarray(result[rows].values)
    found = np.full(worlds.size, np.nan)
    common, here, there = np.intersect1d(worlds, have, return_indices=True)
    if common.size:
        found[here] = number_of(series, metric)[there]
    return found
