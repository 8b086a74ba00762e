"""What a verdict rests on, in words: its bounds over other reasonable priors, and what no data informs."""

from __future__ import annotations

from rekindle.analysis.claims.answer import Answer
from rekindle.numbers import abouts, percent

NOT_WORKED_OUT = "not worked out"


def bounds(one: Answer) -> str:
    """Between which probabilities it lies for other priors: "between 41 and 63 % for other reasonable priors"."""
    known = ends(one)
    if known == NOT_WORKED_OUT:
        return f"bounds over priors: {NOT_WORKED_OUT}"
    between = f"between {known.replace(' to ', ' and ')}" if " to " in known else known
    hangs = ", so the verdict depends on the priors" if one.found.basis.hangs else ""
    return f"{between} for other reasonable priors{hangs}"


def ends(one: Answer) -> str:
    """The lowest and the highest of these probabilities: "41 to 63 %"."""
    found = one.found.basis
    if found.low is None or found.high is None:
        return NOT_WORKED_OUT
    return "the same" if round(found.high - found.low, 3) == 0 else abouts(found.low, found.high, one.bar.level)


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
