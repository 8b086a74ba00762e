"""What a policy delivered, in words: for the lists of statements, their pages and comparisons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rekindle import numbers
from rekindle.analysis.claims.answer import Answer
from rekindle.analysis.outcomes.treatment import NOTHING, Check, Treatment, missed_words, told
from rekindle.numbers import percent
from rekindle.scenario.policies.delivery import DELIVERED

SAME = "the two sides are the same in every world, for the model has no way from one to the other"
RULE = (f"A treatment counts as delivered where a policy moves what it is meant to move first, as far as it declares, in at "
        f"least {percent(DELIVERED)} of worlds. A verdict without a delivered treatment is not tested.")  # fmt: skip


def why_untested(one: Answer) -> str:
    """Why a decided proposition is no test, after a colon; empty where it is one."""
    if not one.untested:
        return ""
    if one.untestable is not None:
        return f"not tested: {one.untestable}"
    return f"not tested: {SAME if one.found.inert else missed_words(one.found.treatments)}"


def treatments(found: Sequence[Treatment]) -> str:
    """What policies delivered, in one sentence without its full stop; empty where there is nothing to say."""
    return "; ".join(f"{one.policy} {told(one)}" for one in found if one.state != NOTHING)


def lines(one: Treatment, named: Callable[[str], str] = str) -> list[str]:
    """A treatment check by check, each in one sentence without its full stop; `named` says what a policy is called."""
    return [f"{check.words}: {check.asked}{against(check, named)}; {came_out(check)}" for check in one.checks]


def against(check: Check, named: Callable[[str], str] = str) -> str:
    return f" than under {named(check.against)}" if check.against else ""


def came_out(check: Check) -> str:
    """In how many worlds a number was moved so far, and by how much in the median."""
    if check.share is None:
        return f"not measured: {check.why}" if check.why else "not measured"
    middle = f"; median {median(check)}" if check.median is not None else ""
    return f"in {percent(check.share, DELIVERED)} of {check.worlds:,} worlds{middle}"


def median(check: Check) -> str:
    """The median of what is held against the bound, in the bound's own measure."""
    value = check.median or 0.0
    if check.relative:
        return numbers.signed(value, percent)
    return numbers.signed(value, numbers.number) if check.against else numbers.number(value)
