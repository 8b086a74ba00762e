"""How many flips chance alone would find: every one that is searched for could be called although it is none.

If an assumption had nothing to do with a verdict, worlds under it would hold as often as all do, and whether so many of them
look like the other verdict is a matter of the binomial distribution: of a rival theory from its worlds, of a box from those
held out (at most two boxes of a proposition are measured on them). Parts of shares of variance and frontiers, which are
decided again by resamples, are not reckoned.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from scipy.stats import binom

from rekindle.analysis.claims.answer import Bar
from rekindle.analysis.claims.flips_kept import ChanceFlips
from rekindle.analysis.claims.results import PropositionRow
from rekindle.analysis.sensitivity.prim import FEWEST
from rekindle.analysis.statistics.intervals import wilson

BOXES = 2
"""Boxes of a proposition that are measured on worlds held out."""


def chance_flips(rows: Iterable[PropositionRow]) -> ChanceFlips | None:
    """Found and expected flips of tested propositions that hold world by world; None where nobody has looked for any."""
    looked = [one for one in rows if one.tested and one.flips.found is not None and one.found.counted == "worlds"]
    if not looked:
        return None
    found = sum(flip.found_by in ("box", "theory") for one in looked for flip in one.flips.found or ())
    return ChanceFlips(len(looked), found, round(sum(map(_expected, looked)), 2))


def _expected(one: PropositionRow) -> float:
    """Flips of one proposition that chance alone would find."""
    share, bar = one.found.probability, one.bar
    theories = sum(called_by_chance(share, each.worlds, bar) for each in one.found.by_structure)
    sizes = [size for size in (FEWEST, 60, 125, 250, 500, 1000) if size <= max(FEWEST, one.found.worlds // 2)]
    return theories + BOXES * max(called_by_chance(share, size, bar) for size in sizes)


def called_by_chance(share: float, worlds: int, bar: Bar) -> float:
    """How probable it is that so many worlds, each holding with the share of all, look like the other verdict.

    They do where their share and its 95 % interval lie wholly on the other side of the bar: up to one count, or from one on.
    """

    def passes(value: float) -> bool:
        return value >= bar.level if bar.least else value <= bar.level

    def as_all(count: int) -> bool:
        return any(passes(end) == upheld for end in (*wilson(count, worlds), count / worlds))

    upheld, counts = passes(share), range(worlds + 1)
    if upheld == bar.least:  # the other side lies below
        return float(binom.cdf(bisect_left(counts, True, key=as_all) - 1, worlds, share))
    return float(binom.sf(bisect_left(counts, True, key=lambda count: not as_all(count)) - 1, worlds, share))
