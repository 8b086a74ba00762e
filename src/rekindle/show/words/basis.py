"""What a verdict rests on, in words: its bounds over other reasonable priors, and what no data informs."""

from __future__ import annotations

from rekindle.analysis.claims.answer import Answer
from rekindle.numbers import abouts, percent

NOT_WORKED_OUT = "not worked out"


def bounds(one: Answer) -> str:
    """Between which probabilities it lies for other priors: "between 41 and 63 % for other reasonable priors"."""
    found = one.found.basis
    if found.low is None or found.high is None:
        return f"bounds over priors: {NOT_WORKED_OUT}"
    if round(found.high - found.low, 3) == 0:
        return "the same for other reasonable priors"
    ends = abouts(found.low, found.high, one.bar.level)
    between = f"between {ends.replace(' to ', ' and ')}" if " to " in ends else ends
    hangs = ", so the verdict depends on the priors" if found.hangs else ""
    return f"{between} for other reasonable priors{hangs}"


def moved_by(one: Answer) -> str:
    """Which change of a prior moves it most; empty where none does beyond chance."""
    return f"It moves most with another prior ({one.found.basis.by})." if one.found.basis.by else ""


def uninformed(one: Answer) -> str:
    """How much of what is explained comes from numbers that the data does not inform."""
    found = one.found.basis.informed
    if found is None:
        return f"how much rests on numbers that no data informs: {NOT_WORKED_OUT}"
    one_number = found.numbers == 1
    which = "the one number that stands out explains" if one_number else f"the {found.numbers} numbers that stand out explain"
    share = "all" if found.uninformed == 1 else percent(found.uninformed)
    return f"{which} {percent(found.explained)} of its variance, and {share} of that is informed by no data"
