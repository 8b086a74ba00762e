"""Worlds of a catalogue scenario under a policy or experiment, with all that is written down of them in one piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.run import RunSpec
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import chunks
from rekindle.model.series import Written
from rekindle.scenario import read
from rekindle.scenario.policies.policy import Policy, read_any

SEED = 1


@dataclass(frozen=True)
class Ensemble:
    """The first worlds of seed 1: outcomes by name (W,), parameters as drawn, and every series."""

    frame: Frame
    outcomes: dict[str, np.ndarray]
    parameters: np.recarray
    written: Written

    def __getitem__(self, outcome: str) -> np.ndarray:
        return self.outcomes[outcome]


def ensemble(name: str, policy: str | Policy = "historical", worlds: int = 200, until: date | None = None) -> Ensemble:
    """Run worlds of a scenario of the catalogue; `policy` is a name or a policy made in a test."""
    scenario = read(name)
    chosen = policy if isinstance(policy, Policy) else read_any(policy, scenario)
    frame = RunSpec(scenario, chosen, worlds, SEED, until).frame()
    pieces = list(chunks(frame, worlds, SEED, 2))
    found = [outcomes(frame, piece) for piece in pieces]
    written = Written(*(np.concatenate(parts) for parts in zip(*(piece.written for piece in pieces), strict=True)))
    return Ensemble(
        frame,
        {key: np.concatenate([one[key][0] for one in found]) for key in found[0]},
        np.concatenate([piece.parameters for piece in pieces]),
        written,
    )
