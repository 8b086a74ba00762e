"""What setting a cause does, in words: beside the shares of variance."""

from __future__ import annotations

from collections.abc import Callable

from rekindle.analysis.claims.answer import Intervention
from rekindle.analysis.outcomes.treatment import told
from rekindle.numbers import Write, interval, number, percent, points, signed

RULE = "Means over the same worlds without and with each policy (95 % interval of the difference). They decide nothing."


def effect(one: Intervention, named: Callable[[str], str] = str) -> str:
    """One intervention in a sentence without its full stop, with what it delivered where it did not."""
    write: Write = percent if one.yes_or_no else number
    change = points if one.yes_or_no else number
    ends = interval(one.low, one.high, write=lambda value: signed(value, change).removesuffix(" points").removesuffix(" point"))
    text = (f"{named(one.policy)}: {write(one.without)} without, {write(one.with_it)} with: {signed(one.difference, change)} "
            f"({ends}), {one.worlds:,} worlds")  # fmt: skip
    treatment = one.treatment
    return f"{text}; {told(treatment)}" if treatment and treatment.missed else text
