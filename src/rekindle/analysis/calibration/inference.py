"""From draws to a posterior: neural posterior estimation (sbi), for as many sets of the record as are wanted.

The numbers to be inferred stand as normal scores of their levels in the prior, so that every prior is the same standard
normal one and no draw can lie outside it. Numbers on which no figure of the record depends visibly are not inferred: they
keep their priors, and are named among what the data could not inform.

Needs the extra `rekindle-lab[calibrate]`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

from rekindle.analysis.calibration.errors import DISCREPANCY, observe
from rekindle.analysis.calibration.simulations import Draws, is_variant
from rekindle.analysis.calibration.summaries import Summary, summary_of
from rekindle.errors import MissingData

MOST_PARAMETERS, MOST_QUANTITIES = 80, 40
"""At most so many parameters, and quantities of a scenario, are inferred together."""
VISIBLE = 5.0
"""A rank correlation with some figure of the record counts from so many times its chance error on."""
EDGE = 0.005
"""A figure (or roughness) of the record beyond this share of simulated ones is moved to it, and reported: no world is so."""
TORCH_THREADS = 1


@dataclass(frozen=True)
class Informed:
    """Which numbers the record informs: names in the order of how strongly, and how strongly all candidates show."""

    names: list[str]
    strength: dict[str, float]


def needs_sbi() -> None:
    """Raise MissingData, saying what to install, where sbi is not."""
    try:
        import sbi  # noqa: F401
    except ImportError:
        raise MissingData(
            "calibration needs sbi and PyTorch: pip install '.[calibrate]' in the project's folder. "
            "The packaged posterior works without them."
        ) from None


def informed(draws: Draws, which: np.ndarray, scenarios: Sequence[str]) -> Informed:
    """Numbers whose level moves some figure visibly: by the largest rank correlation, of itself or of its extremes.

    `which` (N,) marks the points used; the quantities of `scenarios` are looked at beside the parameters. The chance error
    of a rank correlation over W worlds is 1 / sqrt(W).
    """
    priors = draws.of.uncertain(scenarios)
    names = list(priors)
    summary, figures = seen_in(draws, which)
    seen = _ranked(summary.of(figures))
    error = 1 / np.sqrt(len(seen))
    strength = {}
    for first in range(0, len(names), 400):
        here = names[first : first + 400]
        score = ndtri(draws.of.levels_of(here, draws.seed, draws.worlds))
        largest = np.zeros(len(here))
        for form in (score, np.abs(score)):
            largest = np.maximum(largest, np.abs(_ranked(form).T @ seen / len(seen)).max(1))
        for i, name in enumerate(here):
            if is_variant(priors[name]):  # a middle option shows in neither
                largest[i] = max(largest[i], _of_options(priors[name].quantile(ndtr(score[:, i])), seen))
            strength[name] = float(largest[i] / error)
    found = sorted((name for name in names if strength[name] >= VISIBLE), key=lambda name: -strength[name])
    spreads = [name for name in names if name.startswith(DISCREPANCY)]
    shared = [name for name in found if name.startswith("parameter ")]
    own = [name for name in found if not name.startswith(("parameter ", DISCREPANCY))]
    return Informed(shared[:MOST_PARAMETERS] + own[:MOST_QUANTITIES] + spreads, strength)


def seen_in(draws: Draws, which: np.ndarray) -> tuple[Summary, np.ndarray]:
    """What would be observed in each draw at the points used, (W, points used), and what is looked at of it."""
    here = [point for point, use in zip(draws.points, which, strict=True) if use]
    exact = draws.exact[:, which]
    return summary_of(exact, here), observe(exact, here, draws.seed, draws.worlds)


def _ranked(numbers: np.ndarray) -> np.ndarray:
    """Ranks of each column with mean 0 and standard deviation 1; a constant column is all 0."""
    ranks = rankdata(numbers, axis=0)
    spread = ranks.std(0)
    return (ranks - ranks.mean(0)) / np.where(spread > 0, spread, 1)


def _of_options(option: np.ndarray, seen: np.ndarray) -> float:
    marks = np.stack([option == value for value in np.unique(option)], axis=1).astype(float)
    spread = np.maximum(1e-9, marks.std(0))
    return float(np.abs(((marks - marks.mean(0)) / spread).T @ seen / len(seen)).max())


@dataclass(frozen=True)
class Inference:
    """A trained estimate of the posterior given any record: what it infers, from which points, and the network itself."""

    names: list[str]
    which: np.ndarray
    network: Any
    low: np.ndarray
    high: np.ndarray
    summary: Summary

    def sample(self, seen: np.ndarray, rows: int, seed: int) -> np.ndarray:
        """Levels of the priors given some records: `seen` (R, points used) to (R, rows, names)."""
        import torch

        torch.manual_seed(seed)
        seen = np.clip(self.summary.of(seen), self.low, self.high)
        with torch.no_grad():
            found = self.network.sample((rows,), condition=torch.as_tensor(seen, dtype=torch.float32))
        return np.asarray(ndtr(found.numpy().transpose(1, 0, 2).astype(float)))

    def of_record(self, draws: Draws, rows: int, seed: int) -> np.ndarray:
        """Levels given what is recorded: (rows, names)."""
        return self.sample(recorded(draws, self.which)[None], rows, seed)[0]


def recorded(draws: Draws, which: np.ndarray) -> np.ndarray:
    """What is recorded at the points used, on their scales."""
    return np.array([point.middle for point, use in zip(draws.points, which, strict=True) if use])


def train(draws: Draws, names: Sequence[str], which: np.ndarray, seed: int, held_out: int) -> Inference:
    """Train a masked autoregressive flow on all draws but the last `held_out`, which are kept for the coverage test."""
    needs_sbi()
    import torch
    from sbi.inference import NPE
    from sbi.neural_nets import posterior_nn
    from sbi.utils.tracking import TensorBoardTracker
    from torch.distributions import MultivariateNormal
    from torch.utils.tensorboard.writer import SummaryWriter

    torch.manual_seed(seed)
    torch.set_num_threads(TORCH_THREADS)
    summary, figures = seen_in(draws, which)
    seen = summary.of(figures)
    score = ndtri(draws.of.levels_of(names, draws.seed, draws.worlds))
    kept = len(seen) - held_out
    size = len(names)
    net = posterior_nn(model="maf", hidden_features=96, num_transforms=4, embedding_net=_condensed(seen.shape[1]))
    standard = MultivariateNormal(torch.zeros(size), torch.eye(size))
    with tempfile.TemporaryDirectory() as logs:  # sbi keeps a log of the training, which nobody reads
        inference = NPE(standard, density_estimator=net, show_progress_bars=False,
                        tracker=TensorBoardTracker(SummaryWriter(logs)))  # fmt: skip
        inference.append_simulations(_tensor(score[:kept]), _tensor(seen[:kept]))
        network = inference.train(training_batch_size=250, learning_rate=1e-3, stop_after_epochs=10, max_num_epochs=120)
    edges = np.quantile(seen[:kept], [EDGE, 1 - EDGE], axis=0)
    return Inference(list(names), which, network, edges[0], edges[1], summary)


def _condensed(size: int) -> Any:
    """Figures to fewer numbers that say the same, learnt together with the flow."""
    from torch import nn

    return nn.Sequential(nn.Linear(size, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 48))


def _tensor(numbers: np.ndarray) -> Any:
    import torch

    return torch.as_tensor(numbers, dtype=torch.float32)
