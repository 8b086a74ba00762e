"""What an audit of effects came to, in words that the terminal and the pages share."""

from __future__ import annotations

from rekindle.analysis.effects.result import Effect, EffectsAudit
from rekindle.numbers import interval, number

RULE = (
    "Inside: the treatment arrived in at least 80 % of worlds, the middle half of worlds and the published interval have a "
    "number in common, and the median has the published sign. Wrong sign: the median is surely on the other side of no effect."
)
MEANS = (
    "A study's number is a mean over its places; the model's is what a whole world makes of the same treatment. Inside says "
    "that the lever can move what it is known to move, about as far; it does not say that the model moves it for the study's "
    "reason."
)


def summed_up(found: EffectsAudit) -> str:
    """How many effects came out how, in a sentence."""
    parts = [f"{found.inside} of {len(found.effects)} published effects inside", f"{found.wrong_sign} with the wrong sign"]
    if found.untested:
        parts.append(f"{found.untested} not tested, for the treatment did not arrive")
    text = ", ".join(parts) + "."
    if found.not_asked:
        text += f" {len(found.not_asked)} cannot be asked of {found.scenario}."
    return text


def result(one: Effect) -> str:
    """What became of one effect, in a few words."""
    if one.inside:
        return "inside"
    if one.wrong_sign:
        return "wrong sign"
    if not one.tested:
        return "not tested"
    return "no effect" if one.published_sign and not one.model_sign else "outside"


def published(one: Effect) -> str:
    """Estimate and interval of the study: "0.76 (0.5 to 0.95)"."""
    return f"{figure(one.estimate)} ({interval(one.low, one.high, write=figure)})"


def middle_half(one: Effect) -> str:
    return interval(one.q25, one.q75, write=figure)


def nine_tenths(one: Effect) -> str:
    return interval(one.q05, one.q95, write=figure)


def figure(x: float | None) -> str:
    """An effect to two significant digits; a ratio near 1 to two decimals."""
    if x is None:
        return "undefined"
    return f"{x:.2f}" if 0.1 <= abs(x) < 10 else number(float(f"{x:.2g}"))


STATUS = {"verified": "read", "sign": "only its sign was read", "recalled": "recalled, not read"}
"""How each status of a published number is said."""
