"""Verdicts in sentences, each made from the numbers of the ledger: another number is another sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from rekindle.analysis.claims.answer import Answer, Share, Structure
from rekindle.analysis.claims.flips_kept import Flip
from rekindle.analysis.claims.results import ClaimRow, PropositionRow
from rekindle.analysis.statistics.likelihood import WORDS
from rekindle.numbers import about, abouts, percent, some_of
from rekindle.show import words
from rekindle.show.verdicts.plain_words import THEORIES, assumption
from rekindle.show.words.treatment import why_untested

Named = Callable[[str], str]
KINDS = {"F": "a figure or fact", "Q": "a question", "J": "a judgement or forecast"}
YEARS = r"The group is back (?:in .+ )?within (\d+) years? "
"""How a return by a date is asked, as the ledger puts it exactly."""


def counted(one: Answer) -> str:
    """In how many worlds (or resamples of them) a proposition holds: "1,970 of 2,000 worlds"."""
    holds, of, what = one.found.holds, one.found.worlds, one.found.counted
    if not of:
        return f"no {what} at all"
    return f"{some_of(holds, of)} {what}"


def chance(one: Answer) -> str:
    """A proposition's probability in per cent, and on which side of its bar it lies where that is near."""
    return exact(one.found.probability, one.bar.level)


def exact(share: float, *edges: float) -> str:
    """A probability in per cent beside the word for it, to two significant digits."""
    return about(share, *WORDS, *edges)


def calibrated_word(one: Answer) -> str:
    """The word for a probability, or that there are too few worlds for one."""
    return one.found.word or "too few worlds for a word"


def odds(one: Answer) -> str:
    """Word, probability, worlds and interval of a decided proposition, as one phrase."""
    return (f"{calibrated_word(one)}: {chance(one)}, in {counted(one)} "
            f"(95 % interval {abouts(one.found.low, one.found.high, one.bar.level)})")  # fmt: skip


def claimed(one: Answer) -> str:
    """The probability asked for: "at least 90 %"."""
    return f"{one.bar.sign} {percent(one.bar.level)}"


def bar(one: Answer) -> str:
    """The same with its word: "at least 90 % (very likely)"."""
    return f"{claimed(one)} ({one.bar_word})"


def outcome(one: Answer) -> str:
    """Whether a decided proposition is upheld, too close to call because its interval holds the threshold, or no test."""
    if one.untested:
        return "not tested"
    return "too close to call" if one.found.close else "upheld" if one.found.upheld else "not upheld"


def against_bar(one: Answer) -> str:
    """How a probability stands to its threshold."""
    which = f" (counted as {'upheld' if one.found.upheld else 'not upheld'})" if one.found.close else ""
    return f"Threshold, as we read the source: {bar(one)}. Result: {outcome(one)}{which}."


def years(one: Answer) -> int | None:
    """Years within which a return is asked about; None for any other proposition."""
    match = re.match(YEARS, one.exactly)
    return int(match[1]) if match else None


def answer(claim: ClaimRow) -> str:
    """A statement's verdict in one sentence."""
    propositions, upheld, of = claim.propositions, claim.upheld, claim.of
    if claim.verdict == "a figure":
        return "A figure; it enters the model as a range with its sources, and nothing is tested."
    if claim.verdict == "not decided":
        missing = sum(not one.result for one in propositions)
        have = "has" if missing == 1 else "have"
        return f"Not decided: {missing} of its {len(propositions)} tests {have} no worlds yet."
    if not of:
        reasons = dict.fromkeys(why_untested(one) for one in propositions)
        return f"{words.sentence('; '.join(reasons))} It is not counted."
    if of == 1 and propositions[0].kind == "frontier":
        if upheld:
            return "In the model none of these policies is at least as good as another on every measure and better on one."
        return "In the model one of these policies is at least as good as another on every measure and better on one."
    if upheld == of:
        every = "Both" if of == 2 else f"All {words.how_many(of)}"
        return "Its one test is upheld." if of == 1 else f"{every} of its tests are upheld."
    if not upheld:
        return "Its one test is not upheld." if of == 1 else f"None of its {words.how_many(of)} tests is upheld."
    many = words.sentence(words.how_many(upheld))[:-1]
    return f"{many} of its {words.how_many(of)} tests {'is' if upheld == 1 else 'are'} upheld."


def asked(one: Answer) -> str:
    """What a proposition asks, as it stands in a sentence before a colon or a full stop."""
    return one.asks.strip().rstrip(".")


def found(one: Answer) -> str:
    """A proposition and what came out, in one sentence."""
    if not one.result:
        return f"{asked(one)}: no worlds yet."
    return f"{asked(one)}: {result(one)}"


def result(one: Answer) -> str:
    """What came out of a decided proposition, against its bar; of what is no test only why."""
    if one.untested:
        word, _, why = why_untested(one).partition(": ")
        return f"{words.sentence(word)} {words.sentence(why)} It is not counted."
    return f"{odds(one)}. {against_bar(one)}"


def theories(one: Answer) -> str:
    """In how many rival theories the verdict is the same, and the ones in which it is another."""
    if not one.tested or not one.found.structures:
        return ""
    found = one.found
    text = f"The verdict is the same under {found.structures_agree} of {found.structures} rival theories"
    others = [each for each in found.by_structure if each.upheld != found.upheld]
    if not others:
        return f"{text}."
    far = sorted(others, key=lambda each: -abs(each.share - found.probability))
    told = " or ".join(theory(each, one.bar.level) for each in far[:2])
    more = f", and under {words.how_many(len(others) - 2)} more" if len(others) > 2 else ""
    return f"{text}. It is different if {told}{more}."


def plain_theory(each: Structure) -> str:
    """An option of a rival theory in plain words."""
    name = f"{each.variant} = {each.option}"
    return THEORIES.get(name, name)


def theory(each: Structure, bar: float) -> str:
    """The same with the probability under it."""
    return f"{plain_theory(each)} ({about(each.share, bar)})"


def middle(one: PropositionRow) -> str:
    """The middle world and nine tenths of worlds, for differences and trends; empty where it says nothing."""
    if not one.result or one.kind not in ("difference", "trend") or one.result.estimate.median is None:
        return ""
    share, ends = one.measured == "relative" or one.kind == "trend", one.result.estimate
    low, mid, high = (_signed(end, share) for end in (ends.p05, ends.median, ends.p95))
    what = "difference" if one.kind == "difference" else "change"
    return f"The median {what} over worlds is {mid} (90 % range {low} to {high})."


def _signed(value: float | None, share: bool) -> str:
    if value is None:
        return "beyond any number"
    return words.signed(value, percent if share else words.number)


def shares(one: Answer) -> str:
    """Shares of variance in words; empty for other kinds."""
    found = one.result.shares if one.result else None
    if not found:
        return ""
    first = f"On their own the causes asked about explain {_share(found.share)} of the variance"
    if not found.against:
        return f"{first}. With their interactions they explain {_bounded(found.share.total)}."
    return (f"{first}; the causes on the other side explain {_share(found.against)}. With their interactions they explain "
            f"{_bounded(found.share.total)} and {_bounded(found.against.total)}.")  # fmt: skip


def _share(share: Share) -> str:
    return f"{_bounded(share.closed)} (95 % interval {_bounded(share.low)} to {_bounded(share.high)})"


def _bounded(value: float) -> str:
    """An estimate of a share, which random draws can push below nothing."""
    return "0 %" if value < 0.005 else percent(value)


def beaten(one: PropositionRow, named: Named) -> str:
    """Which policies of a frontier nothing beats, and what beats the others; empty for other kinds."""
    table = one.result.frontier if one.result else None
    if not table:
        return ""
    best = [named(name) for name in table.unbeaten]
    rest = [f"{named(other)} dominates {named(name)}" for name, of in table.policies.items() for other in of.dominated_by]
    if not rest:
        return f"None of {words.listed(best)} dominates another: the choice is open."
    return (f"On the means over worlds {words.listed(rest)}: it is no worse on any measure and better on one. Within "
            f"{percent(one.threshold)} two policies count as level.")  # fmt: skip


def happened(one: PropositionRow) -> str:
    """What the record says; empty where it says nothing."""
    record = one.happened
    if not record:
        return ""
    held = {True: "It held", False: "It did not hold", None: "The recorded figures disagree"}[record.held]
    return f"{held} ({record.words.replace('_', ' ')})."


def flips(one: PropositionRow, most: int = 1) -> list[str]:
    """Under which assumptions the verdict changes, most telling first; nothing where none were found."""
    if one.untested:
        return []
    return [_switch(one, flip) for flip in (one.flips.found or ())[:most]]


def _switch(one: PropositionRow, flip: Flip) -> str:
    if not flip.limits:
        return words.sentence(flip.words)
    verdict = "not upheld" if one.found.upheld else "upheld"
    return (
        f"It is {verdict} if {' and if '.join(map(assumption, flip.limits))} ({exact(flip.inside, one.bar.level)} of worlds)."
    )


def changed(one: PropositionRow) -> str:
    """How the wording was changed and what the old wording would have said; empty where it was not."""
    change = one.changed
    if not change:
        return ""
    seen = "after results had been seen" if change.results_seen else "before any result was seen"
    was = change.was
    start = f"{'Changed' if was else 'Added'} on {words.day(change.on)}, {seen}: {words.sentence(change.reason)}"
    if not was:
        return start
    old = f"As first written: {words.sentence(was.exactly)}"
    if not was.result:
        return f"{start} {old} That wording has no worlds."
    verdict = "upheld" if was.result.upheld else "not upheld"
    return f"{start} {old} Under that wording: {odds(was)}; the source was read as claiming {bar(was)}, so {verdict}."


def retrospective(one: PropositionRow, record_end: date | None) -> bool:
    """Whether what is asked about lies before the record's end, so that whoever set the priors could know it."""
    return bool(one.happened) or (record_end is not None and one.horizon <= record_end)


def closest(propositions: Sequence[PropositionRow]) -> list[PropositionRow]:
    """Propositions that were tested and whose interval reaches across the bar."""
    return [one for one in propositions if one.tested and one.found.close]
