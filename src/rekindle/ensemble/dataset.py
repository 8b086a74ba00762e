"""What is written down of some worlds as an xarray Dataset in memory, laid out as the stored results are."""

from __future__ import annotations

import numpy as np
import xarray

from rekindle.ensemble import names
from rekindle.ensemble.frame import Frame
from rekindle.model.series import Written


def dataset_of(frame: Frame, worlds: np.ndarray, parameters: np.recarray, written: Written) -> xarray.Dataset:
    """Parameters and series of some worlds.

    Dims (world, parameter), (world, week), (sampled_world, time, place) and (sampled_world, time, origin).
    """
    dims = {
        "national": ("world", "week"),
        "place": ("sampled_world", "time", "place"),
        "origin": ("sampled_world", "time", "origin"),
    }
    variables: dict[str, tuple] = {"parameters": (("world", "parameter"), names.drawn(parameters), names.about_parameters())}
    for v in (*names.national(frame), *names.by_place(), *names.by_origin()):
        attributes = {"units": v.unit, "long_name": v.meaning, "source": "Rekindle ensemble", "kind": v.kind}
        variables[v.name] = (dims[v.kind], names.values(v, written), attributes)
    dates = frame.dates.astype("datetime64[ns]")
    return xarray.Dataset(
        variables,
        coords={"world": worlds, "sampled_world": worlds, "week": dates, "time": dates[frame.records],
                "place": frame.places, "origin": frame.origins, "parameter": names.parameters()},
    )  # fmt: skip
