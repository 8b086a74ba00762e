"""What setting a cause does, beside the share of variance that the cause explains.

A share of variance says how much of what is uncertain comes from a cause, varied as widely as its prior allows. What changing
the cause would do is another question: the same worlds under a policy or an experiment that sets it answer that.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtrit

from rekindle.analysis.claims.answer import Intervention
from rekindle.analysis.claims.plan import HISTORICAL, claim_run_of
from rekindle.analysis.claims.store import ClaimWorlds
from rekindle.analysis.claims.treatments import Treatments
from rekindle.scenario.claims.proposition import Proposition, VarianceShare


def interventions(one: Proposition, found: ClaimWorlds, treatments: Treatments) -> tuple[Intervention, ...]:
    """Every intervention of a share of variance whose worlds are kept, in the order of the file."""
    without = claim_run_of(one, HISTORICAL)
    if not isinstance(one, VarianceShare) or not found.has(without, one.key):
        return ()
    rows = int(found.about.get("rows") or 0)
    told = []
    for name in one.interventions:
        if not found.has(claim_run_of(one, name), one.key):
            continue
        pair = found.get(claim_run_of(one, name), one.key).astype(float), found.get(without, one.key).astype(float)
        size = min(values.size for values in pair)
        a, b = (values[:size] for values in pair)
        known = np.flatnonzero(np.isfinite(a) & np.isfinite(b))
        if known.size < 2:
            continue
        low, high = mean_interval(a[known] - b[known], known % rows if rows else known)
        yes_or_no = bool(np.isin(np.concatenate((a[known], b[known])), (0.0, 1.0)).all())
        told.append(Intervention(name, float(b[known].mean()), float(a[known].mean()), low, high, int(known.size), yes_or_no,
                                 treatments.of_intervention(one, name)))  # fmt: skip
    return tuple(told)


def mean_interval(differences: np.ndarray, rows: np.ndarray) -> tuple[float, float]:
    """95 % interval (Student's t) of the mean of differences (W,); worlds that share a row of the posterior stand together."""
    mean = float(differences.mean())
    _, which = np.unique(rows, return_inverse=True)
    sums = np.bincount(which, weights=differences - mean)
    if sums.size < 2:
        return -math.inf, math.inf
    error = math.sqrt(float((sums**2).sum()) * sums.size / (sums.size - 1)) / differences.size
    half = float(stdtrit(sums.size - 1, 0.975)) * error
    return mean - half, mean + half
