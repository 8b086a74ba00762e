"""Ground under the group's control in a country, from the control of its places and their areas."""

from __future__ import annotations

import numpy as np

from rekindle.ensemble.frame import RECORD_INTERVAL, WEEKLY_RECORDS, Frame
from rekindle.model.series import Written


def ground_held(frame: Frame, written: Written, country: str) -> np.ndarray:
    """Ground under the group's control, km2, at every week: (W, T). In proportion to residents under control in each place.

    Areas enter at the medians of their priors; a place without an area adds nothing. Control is recorded every week of the
    first year and every four weeks after: between two records it is the earlier one's.
    """
    places = frame.scenario.places
    at = [i for i, name in enumerate(frame.places) if name in frame.theatre and places[name].country == country]
    recorded = np.zeros(written.places.shape[:2])
    for i in at:  # one after the other: sums must not depend on how many worlds there are
        area = places[frame.places[i]].area
        if area is not None:
            recorded += written.places["control"][:, :, i].astype(float) * area.prior().quantile(0.5)
    latest = [recorded_by(week) for week in range(frame.weeks + 1)]
    return recorded[:, np.searchsorted(frame.records, latest)]


def recorded_by(week: int) -> int:
    """The last week up to one in which places and origins are recorded in every run, also where all weeks are."""
    return week if week <= WEEKLY_RECORDS else week - (week - WEEKLY_RECORDS) % RECORD_INTERVAL
