"""Verdicts in sentences, each made from the numbers of the ledger: another number is another sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from rekindle.analysis.claims.answer import Answer, Share, Structure
from rekindle.analysis.claims.flips_kept import Flip
from rekindle.analysis.claims.results import ClaimRow, PropositionRow
from rekindle.analysis.statistics.likelihood import WORDS
from rekindle.numbers import about, percent, some_of
from rekindle.show import words
from rekindle.show.verdicts.plain_words import THEORIES, limit_words
from rekindle.show.words.treatment import why_untested

Named = Callable[[str], str]
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


def years(one: Answer) -> int | None:
    """Years within which a return is asked about; None for any other proposition."""
    match = re.match(YEARS, one.exactly)
    return int(match[1]) if match else None


def since(one: Answer) -> str:
    """From what those years count, as it stands behind them: " of Alpha's fall"; empty where it is not said."""
    match = re.match(YEARS + r"(of .+?)\.?$", one.exactly)
    return f" {match[2]}" if match else ""


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


def exactly(text: str, named: Named = lambda name: name) -> str:
    """What is asked exactly, in short sentences and with the names of policies."""
    for pattern, short in SHORTER:
        text = re.sub(pattern, short, text)
    text = AGAINST.sub(lambda of: f". Under “{named(of[1])}”, against “{named(of[2])}”, it {of[3]}", text)
    text = AXIS.sub(lambda of: f". {of[1].capitalize()} is better: ", text)
    text = CHOICE.sub(lambda of: f"Of {_each(of[1], named)}, none beats {_each(of[2], named)} on every axis at once.", text)
    return re.sub(r"\b[a-z]+(?:\.[a-z_]+)+|\b[a-z]+(?:-[a-z]+)+", lambda of: _cause(of[0]), text) if "causes:" in text else text


def _each(text: str, named: Named) -> str:
    """Names of policies between commas and conjunctions, as titles."""
    return re.sub(r"\b(?!or\b)[\w-]+", lambda of: f"“{named(of[0])}”", text)


SHORTER = (
    (r", divided by (.+): (at .+)$", r". This is divided by \1. Asked: \2"),
    (r", divided by (.+: )", r". This is divided by \1"),
    (r", in the (\w+) third of worlds by (.+)\.$", r". Only the \1 third of worlds by \2 is counted."),
    (r" on every axis at once \((.+)\); within (.+)\.$", r" on every axis at once: \1. Within \2."),
    (
        r"^Of what is uncertain about whether (.+?), the share of (.+?)( \(the choice.+\))? is ",
        r"It asks why worlds differ in whether \1. The causes: \2\3. Their share is ",
    ),
    (r" is at least 1 times that of (.+)\.$", r" is at least that of these: \1."),
)
"""Long questions, taken apart."""
AGAINST = re.compile(r": ([\w-]+) against ([\w-]+) ((?:is|differs) .+)$")
CHOICE = re.compile(r"^Of (.+?), no policy beats (.+?) on every axis at once\.")
AXIS = re.compile(r"(?:: |, )(less|more) of: ")


def _cause(name: str) -> str:
    """A group of causes, a policy or a quantity without the dots and hyphens of its name."""
    *_, place, what = ("", *name.rpartition(".")[::2]) if "." in name else ("", "", name)
    place = place.rpartition(".")[2].replace("_", " ").title()
    return f"{what.replace('_', ' ')} in {place}" if place else what.replace("-", " ")


def theories(one: Answer) -> str:
    """The rival theories under which the verdict is another; empty where there are none."""
    if not one.tested or not one.found.structures:
        return ""
    found = one.found
    others = [each for each in found.by_structure if each.upheld != found.upheld]
    if not others:
        return ""
    far = sorted(others, key=lambda each: -abs(each.share - found.probability))
    told = " or ".join(theory(each, one.bar.level) for each in far[:2])
    more = f", and under {words.how_many(len(others) - 2)} more" if len(others) > 2 else ""
    return f"It is different if {told}{more}."


def plain_theory(each: Structure) -> str:
    """An option of a rival theory in plain words."""
    name = f"{each.variant} = {each.option}"
    return THEORIES.get(name, name)


def theory(each: Structure, bar: float) -> str:
    """The same with the probability under it."""
    return f"{plain_theory(each)} ({about(each.share, bar)})"


def middle(one: PropositionRow) -> str:
    """The difference or change in the middle world, and in nine tenths of worlds; empty for other kinds."""
    if not one.result or one.kind not in ("difference", "trend") or one.result.estimate.median is None:
        return ""
    share, ends = one.measured == "relative" or one.kind == "trend", one.result.estimate
    low, mid, high = (_signed(end, share) for end in (ends.p05, ends.median, ends.p95))
    return f"{mid} ({low} to {high})"


def _signed(value: float | None, share: bool) -> str:
    if value is None:
        return "beyond any number"
    return words.signed(value, percent if share else words.number)


def shares(one: Answer) -> str:
    """Shares of variance in words; empty for other kinds."""
    found = one.result.shares if one.result else None
    if not found:
        return ""
    first = f"On their own the causes asked about explain {_share(found.share)} of the variance."
    if not found.against:
        return f"{first} With their interactions they explain {_bounded(found.share.total)}."
    return (f"{first} The causes on the other side explain {_share(found.against)}. With their interactions the two explain "
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
    """What the record says of a test, with its figures; empty where it says nothing."""
    record = one.happened
    if not record:
        return ""
    held = {True: "happened", False: "did not happen", None: "figures disagree"}[record.held]
    figures = record.words.rpartition(": ")[2]
    return held if figures == "1" else f"{held}: {figures}"


def flips(one: PropositionRow, most: int = 1) -> list[str]:
    """Under which assumptions the verdict changes, most telling first; one rival theory alone is told with the others."""
    known = () if one.untested else one.flips.found or ()
    return [_switch(one, flip) for flip in known if len(flip.limits) != 1 or not flip.limits[0].options][:most]


def _switch(one: PropositionRow, flip: Flip) -> str:
    if not flip.limits:
        return words.sentence(flip.words)
    verdict = "not upheld" if one.found.upheld else "upheld"
    limits = " ".join(words.sentence(limit_words(limit)) for limit in flip.limits)
    return f"{limits} In such worlds the probability is {exact(flip.inside, one.bar.level)}: {verdict}."


def changed(one: PropositionRow) -> str:
    """How the wording was changed and what the old wording would have said; empty where it was not."""
    change = one.changed
    if not change:
        return ""
    was, start = change.was, f"{changed_when(one)} {words.sentence(change.reason)}"
    if not was:
        return start
    old = f"As first written: {words.sentence(exactly(was.exactly))}"
    if not was.result:
        return f"{start} {old} That wording has no worlds."
    verdict = "upheld" if was.result.upheld else "not upheld"
    return f"{start} {old} That holds in {counted(was)} ({chance(was)}): {verdict}, the threshold being {claimed(was)}."


def changed_when(one: PropositionRow) -> str:
    """When a wording was changed or added, and whether results were known by then; empty where it was not."""
    change = one.changed
    if not change:
        return ""
    seen = "after results had been seen" if change.results_seen else "before any result was seen"
    return f"{'Changed' if change.was else 'Added'} on {words.day(change.on)}, {seen}."


def retrospective(one: PropositionRow, record_end: date | None) -> bool:
    """Whether what is asked about lies before the record's end, so that whoever set the priors could know it."""
    return bool(one.happened) or (record_end is not None and one.horizon <= record_end)


def closest(propositions: Sequence[PropositionRow]) -> list[PropositionRow]:
    """Propositions that were tested and whose interval reaches across the bar."""
    return [one for one in propositions if one.tested and one.found.close]
