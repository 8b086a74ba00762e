"""One phrase for an answer, how likely it is and how confident one can be of it: "No, unlikely (15 %), low confidence".

Likelihood is the probability in this model, in the words of the Intergovernmental Panel on Climate Change. Confidence says how
far to rely on that probability: it counts four warnings. The panel's authors report the two together (Mastrandrea et al.,
guidance note on the consistent treatment of uncertainties, 2010), and so do the terminal, the pages and the live page.
"""

from __future__ import annotations

from collections.abc import Sequence

from rekindle.analysis.calibration.report import Report
from rekindle.analysis.claims.answer import Answer
from rekindle.analysis.claims.results import ClaimRow, PropositionRow
from rekindle.analysis.sensitivity.causes import groups_of
from rekindle.analysis.statistics.likelihood import WORDS
from rekindle.model.parameters import all_parameters
from rekindle.numbers import about
from rekindle.scenario.claims.vocabulary import MECHANISMS

YES, NO, UNCLEAR, IN_PART, NOT_TESTED = "Yes", "No", "Unclear", "In part", "Not tested"
LIKELY, UNLIKELY = 0.66, 0.33
"""Shares from which something is called likely, and up to which it is called unlikely."""
HIGH, MEDIUM, LOW = "high", "medium", "low"
UNLEARNT = 0.05
"""A number that lost less than this share of its prior variance counts as one that the record did not inform."""
RULE = (
    "Confidence is high with none of four warnings, medium with one and low with two or more. A: the result is too close to "
    "its threshold to call. B: rival theories give different results. C: most of the assumptions behind it are judgement "
    "that the record could not test. D: no recorded event supports it."
)


def answer(one: Answer) -> str:
    """Whether what a proposition asks is so: yes or no where its whole interval is likely or unlikely, else unclear.

    Where resamples of worlds are counted and these are split, it is unclear whatever the interval of their share.
    """
    if not one.tested:
        return NOT_TESTED
    found = one.found
    if found.close and found.counted != "worlds":
        return UNCLEAR
    return YES if found.low >= LIKELY else NO if found.high <= UNLIKELY else UNCLEAR


def verdict(claim: ClaimRow) -> str:
    """Whether the model agrees with a statement as we read it: one of the five answers; empty where nothing was asked."""
    tested = claim.tested
    if not claim.propositions:
        return ""
    if not tested:
        return NOT_TESTED
    if all(one.found.close for one in tested):
        return UNCLEAR
    upheld = sum(one.found.upheld for one in tested)
    return YES if upheld == len(tested) else IN_PART if upheld else NO


def likely(one: Answer) -> str:
    """How likely a decided proposition is, in a word and a number: "unlikely (15 %)"."""
    share = about(one.found.probability, one.bar.level, *WORDS)
    return f"{one.found.word} ({share})" if one.found.word else f"{share}, too few worlds for a word"


def phrase(one: Answer, confident: str = "") -> str:
    """The same with the confidence in it, where that is known: "unlikely (15 %), low confidence"."""
    return with_confidence(likely(one), confident)


def with_confidence(said: str, confident: str, why: str = "") -> str:
    """A likelihood with the confidence in it, and the letters of the warnings that lower that."""
    return f"{said}, {confident} confidence{f' ({why})' if why else ''}" if confident else said


def confidence(claim: ClaimRow, learnt: Report | None) -> str:
    """How confident one can be of what the model says of a statement: high, medium or low."""
    return (HIGH, MEDIUM, LOW)[min(len(warnings(claim, learnt)), 2)]


def warnings(claim: ClaimRow, learnt: Report | None) -> list[str]:
    """The warnings that apply to a statement's answer, in the order of the rule."""
    return list(_warned(claim, learnt).values())


def letters(claim: ClaimRow, learnt: Report | None) -> str:
    """The same by their letters in the rule: "A, C"."""
    return ", ".join(_warned(claim, learnt))


def _warned(claim: ClaimRow, learnt: Report | None) -> dict[str, str]:
    """The warnings that apply, by their letters in the rule."""
    tested = claim.tested
    close = [one for one in tested if one.found.close]
    found = {}
    if close:
        found["A"] = "too close to call" if len(close) == len(tested) else "partly too close to call"
    if any(one.found.structures_agree < one.found.structures for one in tested):
        found["B"] = "rival theories give different results"
    few, of = unlearnt(claim, learnt)
    if 2 * few > of:
        found["C"] = f"the record could not test {few} of the {of} assumptions behind it"
    if not any(map(_supported, tested)):
        found["D"] = unsupported(tested)
    return found


def unsupported(tested: Sequence[PropositionRow]) -> str:
    """Why no recorded event supports an answer: the record says otherwise, or it says nothing."""
    return "recorded events contradict it" if any(one.held is not None for one in tested) else "no recorded event supports it"


def _supported(one: PropositionRow) -> bool:
    """Whether the record says of a proposition what the model holds more likely than not."""
    return one.held is not None and one.held == (one.found.probability >= 0.5)


def unlearnt(claim: ClaimRow, learnt: Report | None) -> tuple[int, int]:
    """Of the parameters of a statement's mechanisms, how many the record taught next to nothing about, and of how many.

    Where the model was not calibrated (None), it taught nothing about any.
    """
    known = {row.name: row.contraction for row in learnt.learnt} if learnt else {}
    groups = {group for name in claim.mechanisms if name in MECHANISMS for group in groups_of(name)}
    names = [name for name in all_parameters() if name.partition(".")[0] in groups]
    return sum(known.get(f"parameter {name}", 0.0) < UNLEARNT for name in names), len(names)


def learnt_for(scenario: str) -> Report | None:
    """What the record taught the model about a scenario; None where the model was not calibrated on it."""
    from rekindle.show.documentation.trust import last_calibration

    found = last_calibration()
    return found if scenario in found.about.get("scenarios", {}) else None
