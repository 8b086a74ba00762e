"""What is looked at before anything is read or runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rekindle.errors import UsageError
from rekindle.progress import Progress

if TYPE_CHECKING:
    from rekindle.scenario import Scenario


def check_seed_and_threads(seed: int, threads: int | None) -> None:
    """Raise UsageError for a seed that is no 64-bit number and for fewer threads than one."""
    if not 0 <= seed < 2**64:
        raise UsageError(f"--seed must be a whole number from 0 to 2^64 - 1, not {seed}.")
    if threads is not None and threads < 1:
        raise UsageError(f"--threads must be at least 1, not {threads}.")


def note_priors(scenario: Scenario, worlds_from: str, progress: Progress) -> None:
    """A line where worlds come from the priors and nobody asked for them, once nothing can be refused any more."""
    from rekindle.ensemble.posterior import posterior_for, why_priors

    if not worlds_from and posterior_for(scenario) is None:
        progress.say(why_priors(scenario))
