"""Shares in per cent: the one place in which a share is rounded for people to read.

Whole per cent in the middle, a decimal below 1 % and above 99 %. What sometimes happens is never rounded to 0 or 100, and a
share is never rounded to, or over, an edge that it stands beside (a bar, a change of the calibrated word, even odds): 888 of
988 under a bar of 90 % is 89.9 %.
"""

from __future__ import annotations

import math

from rekindle.analysis.statistics.likelihood import SCALE

WORDS = (0.5, *(least for least, _ in SCALE if least))
"""Probabilities at which the word for them changes, and even odds: the edges of whatever stands beside such a word."""
FINEST = 6


def figure(share: float, *edges: float, digits: int = 0) -> str:
    """A share as a number of per cent, without the sign; at least so many digits, more where it is near an edge."""
    if not math.isfinite(share):
        return "unknown"
    if share in (0, 1):
        return f"{100 * share:.0f}"
    digits = max(digits, 1 if abs(share) < 0.01 or 0.99 < share < 1 else 0)
    while digits < FINEST and any(_hidden(share, edge, digits) for edge in edges):
        digits += 1
    text = f"{100 * share:.{digits}f}"
    if 0 < share < 1 and float(text) in (0, 100):
        return "under 0.1" if share < 0.5 else "over 99.9"
    return _trimmed(text)


def percent(share: float, *edges: float, digits: int = 0) -> str:
    """A share in per cent: "71 %", "89.9 %" beside an edge at 0.9, "under 0.1 %"."""
    text = figure(share, *edges, digits=digits)
    return text if text == "unknown" else f"{text} %"


def tenths(share: float) -> str:
    """A share in per cent to a decimal, for tables in which such shares are held against each other."""
    return percent(share, digits=1)


def between(low: float, high: float, *edges: float, digits: int = 0) -> str:
    """A range of shares: "97 to 99 %"; one figure where both ends read alike."""
    first, last = percent(low, *edges, digits=digits), percent(high, *edges, digits=digits)
    return f"about {first}" if first == last else f"{first.removesuffix(' %')} to {last}"


def brief(share: float, *edges: float, digits: int = 0) -> str:
    """A share in per cent as short as it can be written, for tables and pictures: "<0.1 %"."""
    return percent(share, *edges, digits=digits).replace("under ", "<").replace("over ", ">")


def _hidden(share: float, edge: float, digits: int) -> bool:
    """Whether rounding takes a share to an edge, or to its other side."""
    exact, limit, rounded = (round(x, 9) for x in (100 * share, 100 * edge, float(f"{100 * share:.{digits}f}")))
    return ((exact > limit) - (exact < limit)) != ((rounded > limit) - (rounded < limit))


def _trimmed(text: str) -> str:
    """Without a decimal that says nothing; no minus before nothing."""
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
