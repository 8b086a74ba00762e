"""One world as a page shows it: its places and its weekly series at the points of pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.live.numbers import plain
from rekindle.analysis.live.series import points, shown_series, thinned
from rekindle.analysis.live.worlds import ABROAD, PLACE_SERIES

if TYPE_CHECKING:
    import xarray

    from rekindle.ensemble.frame import Frame


def thinned_world(dataset: xarray.Dataset, frame: Frame) -> dict[str, Any]:
    """Dates, weekly series and series by place of one world whose places are written down every week.

    A place where a series is 0 throughout is left out of it; residents are those at the start.
    """
    at = points(frame.dates.size - 1)
    dates = [str(day) for day in frame.dates[at]]
    places: dict[str, Any] = {"dates": dates}
    for series in PLACE_SERIES:
        numbers = np.asarray(dataset[series].isel(sampled_world=0).transpose("place", "time").values, float)
        every = {str(name): row for name, row in zip(dataset["place"].values, numbers, strict=True) if name in frame.theatre}
        for place in frame.abroad if series in ABROAD else ():
            every[place] = _week(dataset[f"{ABROAD[series]}_{place}"])
        if series == "residents":
            places[series] = {name: plain(row[0]) for name, row in every.items()}
        else:
            places[series] = {name: plain(thinned(series, row, at)) for name, row in every.items() if row.any()}
    weekly = {name: plain(thinned(name, _week(dataset[name]), at)) for name in shown_series(frame)}
    return {"dates": dates, "places": places, "series": weekly}


def _week(series: xarray.DataArray) -> np.ndarray:
    rows = "world" if "world" in series.dims else "sampled_world"
    return np.asarray(series.isel({rows: 0}).values, float)
