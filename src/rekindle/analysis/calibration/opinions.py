"""Two estimators side by side, and life cycles with each group of places left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from rekindle.analysis.calibration import second
from rekindle.analysis.calibration.life_cycles import independent, of_record, shares, standard_error
from rekindle.analysis.calibration.report import Checked, Compared, LifeCycle, PredictiveCheck
from rekindle.analysis.calibration.simulations import Draws
from rekindle.ensemble.posterior import SMALLEST, Posterior


def compared(first: Posterior, other: Posterior) -> tuple[Compared, ...]:
    """Every number under both, those first whose means are farthest apart."""
    scores = [ndtri(np.clip(one.table, SMALLEST, 1 - SMALLEST)) for one in (first, other)]
    (mean, sd), (second_mean, second_sd) = ((score.mean(0), score.std(0)) for score in scores)
    rows = [
        Compared(name, *(round(float(x[i]), 4) for x in (mean, sd, second_mean, second_sd)))
        for i, name in enumerate(first.names)
    ]
    return tuple(sorted(rows, key=lambda row: -row.apart))


def figures_apart(first: PredictiveCheck, other: PredictiveCheck) -> list[str]:
    """Figures whose central halves of worlds do not meet under the two posteriors."""
    return [a.point for a, b in zip(first.rows, other.rows, strict=True) if not _meet(a, b)]


def _meet(a: Checked, b: Checked) -> bool:
    ends = [np.inf if end is None else end for end in (a.q25, a.q75, b.q25, b.q75)]
    return bool(ends[0] <= ends[3] and ends[2] <= ends[1])


def life_cycles(
    draws: Draws, after: Draws, names: Sequence[str], which: np.ndarray, truths: int
) -> tuple[LifeCycle, ...]:  # fmt: skip
    """Shares of country-years recorded, in prior worlds, in posterior worlds, and in worlds that did not look at the group's.

    `after` are draws of the posterior. A group is left out by the second estimator, which is learnt anew in seconds.
    """
    rows = []
    for i, point in enumerate(draws.points):
        cycle = point.pattern.cycle
        if cycle is None:
            continue
        found, left_out = of_record(cycle), None
        if which[i]:
            without = which.copy()
            without[i] = False
            left_out = round(second.learn(draws, names, without, truths).expected_of(draws, draws.exact[:, i]), 4)
        recorded, sure = shares(found, cycle)
        rows.append(LifeCycle(
            point.place, len(found), round(independent(found, cycle), 2), round(recorded, 4), round(sure, 4),
            round(standard_error(cycle), 4), round(float(draws.exact[:, i].mean()), 4),
            round(float(after.exact[:, i].mean()), 4), left_out,
        ))  # fmt: skip
    return tuple(rows)
