"""Calibrated words for probabilities: the scale of the Intergovernmental Panel on Climate Change.

Guidance note on uncertainty, 2010; read without overlap: the narrowest word that fits. A share of fewer than `FEW` worlds
gets no word, only the count.
"""

from __future__ import annotations

FEW = 30
"""Below this many worlds a probability is given as a count, without a calibrated word."""

SCALE = (
    (0.99, "virtually certain"),
    (0.95, "extremely likely"),
    (0.90, "very likely"),
    (0.66, "likely"),
    (0.33, "about as likely as not"),
    (0.10, "unlikely"),
    (0.05, "very unlikely"),
    (0.01, "extremely unlikely"),
    (0.00, "exceptionally unlikely"),
)
"""Word from this probability upwards, first fit; ends of the unlikely half belong to the stronger word."""

WORDS = (0.5, *(least for least, _ in SCALE if least))
"""Probabilities at which the word for them changes, and even odds: the edges of whatever stands beside such a word."""


def likelihood(count: int, worlds: int) -> str:
    """Calibrated word for `count` of `worlds`; empty where there are too few worlds for one."""
    if worlds < FEW:
        return ""
    share = count / worlds
    if worlds < 100:  # the two ends of the scale speak of one in a hundred: fewer worlds cannot bear them out
        share = min(max(share, 0.011), 0.989)
    for least, word in SCALE:
        if share > least or (share == least and least >= 0.33) or least == 0:
            return word
    return SCALE[-1][1]
