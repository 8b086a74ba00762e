"""Many forecasts scored at once: one row for each target, and their mean scores, coverage and places in a few numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rekindle.analysis.scores import crps, log_score, pit

MARKS = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST = 0.5
"""Least share of a target's samples that must be there: of the rest nothing is known, and they are left out."""


@dataclass(frozen=True)
class Score:
    """One forecast against what happened. Ends and widths of intervals are None where they are infinite.

    `samples` were scored and `missing` were NaN and left out. `unended` of the samples are infinite (a battle not over within
    the run): they count as `scores.NEVER` in the CRPS, and as beyond every count in the log score. `inside50` and `inside90`
    count the ends of the central intervals as inside. `pit` is the truth's place among the samples, drawn among equals.
    """

    target: str
    truth: float
    samples: int
    missing: int
    unended: int
    q05: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q95: float | None
    inside50: bool
    inside90: bool
    width50: float | None
    width90: float | None
    pit: float
    crps: float
    log_score: float


def scored(
    samples: np.ndarray, truths: np.ndarray | Sequence[float], targets: Sequence[str] = (), seed: int = 1
) -> list[Score]:
    """Scores of forecasts (worlds, targets) of counts against truths (targets,); one unit for each target.

    `targets` names them; a name is also the address of the luck by which PIT values are drawn among equals, so that it does
    not depend on the others. Raises ValueError for shapes that do not fit, names that come twice, a truth that is missing or
    infinite, and a target of whose samples fewer than two, or less than half, are there.
    """
    found, happened = np.asarray(samples, dtype=float), np.asarray(truths, dtype=float)
    if found.ndim != 2 or happened.shape != found.shape[1:] or not happened.size:
        raise ValueError(f"samples must be (worlds, targets) and truths (targets,), not {found.shape} and {happened.shape}")
    names = list(targets) or [f"target {n}" for n in range(1, happened.size + 1)]
    if len(names) != happened.size or len(set(names)) != len(names):
        raise ValueError(f"{happened.size} targets need as many names, all different: {names[:5]}")
    return [_score(found[:, n], float(happened[n]), name, seed) for n, name in enumerate(names)]


def _score(samples: np.ndarray, truth: float, name: str, seed: int) -> Score:
    known = samples[~np.isnan(samples)]
    if not np.isfinite(truth):
        raise ValueError(f"{name}: the truth is missing or infinite, so there is nothing to score the forecast against")
    if known.size < max(2, FEWEST * samples.size):
        raise ValueError(f"{name}: only {known.size} of {samples.size} samples are there; it takes 2 and half of them")
    method = "inverted_cdf" if np.isinf(known).any() else "linear"
    marks = np.quantile(known, MARKS, method=method)  # type: ignore[call-overload]
    q05, q25, q50, q75, q95 = (_finite(x) for x in marks)
    return Score(
        name, truth, known.size, samples.size - known.size, int(np.isinf(known).sum()), q05, q25, q50, q75, q95,
        bool(marks[1] <= truth <= marks[3]), bool(marks[0] <= truth <= marks[4]), _width(q25, q75), _width(q05, q95),
        pit(known, truth, name, seed), crps(known, truth), log_score(known, truth),
    )  # fmt: skip


def _width(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else high - low


def table(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """Scores as rows for JSON, in their order."""
    return [asdict(score) for score in scores]


def summary(scores: Sequence[Score]) -> dict[str, Any]:
    """Mean CRPS and log score, how many truths lie inside, mean widths (None where one is infinite), and the PIT values.

    Targets in different units should not be put together: their mean CRPS and widths mean nothing. Raises ValueError for none.
    """
    if not scores:
        raise ValueError("there are no scores to sum up")
    widths: dict[str, float | None] = {}
    for name in ("width50", "width90"):
        known = [getattr(score, name) for score in scores]
        widths[name] = None if None in known else float(np.mean(known))
    return {
        "targets": len(scores), "crps": float(np.mean([score.crps for score in scores])),
        "log_score": float(np.mean([score.log_score for score in scores])),
        "inside50": sum(score.inside50 for score in scores), "inside90": sum(score.inside90 for score in scores),
        **widths, "pit": [score.pit for score in scores],
    }  # fmt: skip


def _finite(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None
