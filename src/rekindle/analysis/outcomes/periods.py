"""How much of what is written down for some days belongs to a period."""

from __future__ import annotations

from datetime import date

import numpy as np


def share_of_flow(days: np.ndarray, start: date, end: date) -> np.ndarray:
    """Share of each flow that falls into a period, both days included: (T,).

    The flow of a day is that of the time since the day before it, spread evenly; the first has none.
    """
    before = np.concatenate([days[:1], days[:-1]])
    length = (days - before).astype(int)
    after = np.datetime64(end) + np.timedelta64(1, "D")
    common = (np.minimum(days, after) - np.maximum(before, np.datetime64(start))).astype(int)
    return np.divide(np.clip(common, 0, None), length, out=np.zeros(days.size), where=length > 0)
