"""How many flips are to be expected by chance, in one sentence."""

from __future__ import annotations

from rekindle.analysis.claims.chance_flips import ChanceFlips
from rekindle.numbers import count, number


def by_chance(found: ChanceFlips | None) -> str:
    """Flips found, propositions searched, and how many flips chance would find; empty where nobody has looked."""
    if found is None:
        return ""
    verb = "was" if found.found == 1 else "were"
    return (f"{count(found.found, 'assumptions').capitalize()} {verb} found to turn a verdict over, in "
            f"{count(found.searched, 'propositions')} searched; chance alone would find at most about "
            f"{number(found.expected, 2)}.")  # fmt: skip
