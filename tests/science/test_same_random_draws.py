"""Two policies meet the same inputs and the same random draws: their difference is far sharper than between strangers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

WORLDS = 300


@pytest.mark.parametrize("outcome", ["attacks_iraq_2018", "civilians_killed_total"])
def test_pairing_cuts_the_variance_of_a_difference_at_least_fourfold(ensemble, outcome):
    """Unpaired, the variance of a difference is the sum of both variances. Doses are ranges, and what they do differs too."""
    one, other = (
        ensemble("mosul-2016", policy, WORLDS, date(2018, 12, 31))[outcome]
        for policy in ("counterterrorism", "counterinsurgency")
    )
    paired = np.var(one - other)
    assert paired > 0  # else the policies do nothing
    assert np.var(one) + np.var(other) >= 4 * paired
