"""How many switching conditions are to be expected by chance, in words."""

from __future__ import annotations

from rekindle.analysis.claims.chance_flips import ChanceFlips
from rekindle.numbers import count, number


def by_chance(found: ChanceFlips | None) -> str:
    """Conditions found, tests searched, and how many chance would find; empty where nobody has looked."""
    if found is None:
        return ""
    return (f"A search of {count(found.searched, 'tests')} found {count(found.found, 'switching conditions')}: assumptions "
            f"under which a verdict changes. Chance alone would find at most about {number(found.expected, 2)}.")  # fmt: skip
