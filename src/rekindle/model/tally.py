"""Histograms of series by place with fixed bins, counted in whole numbers, so that the order of worlds does not matter."""

from __future__ import annotations

import math

import numpy as np

from rekindle.model.compiled import compiled

BINS = 64


def edges(unit: str) -> np.ndarray:
    """Lower edges of the bins: even over 0-1 for shares; for counts 0, then even on a log scale from 1 to 1e8."""
    if unit == "1":
        return np.arange(BINS) / BINS
    return np.concatenate([[0.0], 10 ** (np.arange(BINS - 1) * 8 / (BINS - 1))])


@compiled
def tally(values, share, counts):
    """Add values (R, P) of one world to counts (R, P, BINS); `share` tells which of the two kinds of bins."""
    for r in range(values.shape[0]):
        for p in range(values.shape[1]):
            x = values[r, p]
            spread = 0 if x < 1.0 else 1 + int(math.log10(x) * (BINS - 1) / 8.0)
            b = int(x * BINS) if share else spread
            counts[r, p, min(BINS - 1, max(0, b))] += 1
