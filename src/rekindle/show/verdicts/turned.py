"""Verdicts that were different under the model before, and why."""

from __future__ import annotations

from rekindle.analysis.claims.results import ClaimRow, Ledger, PropositionRow
from rekindle.numbers import about
from rekindle.show import words
from rekindle.show.verdicts.document import Block, table, text
from rekindle.show.verdicts.sentences import asked, chance


def turned(ledger: Ledger) -> list[tuple[ClaimRow, PropositionRow]]:
    """Propositions whose verdict was another one under the model before."""
    return [(claim, one) for claim in ledger.claims for one in claim.propositions if one.turned]


def mind_changed(ledger: Ledger) -> list[Block]:
    """How many verdicts are different now, and each with the old one beside the new one and why; nothing where none is."""
    found = turned(ledger)
    if not found:
        return []
    days = sorted({one.before.until for _, one in found if one.before})
    of = sum(len(claim.propositions) for claim in ledger.claims)
    head = f"{words.sentence(words.how_many(len(found)))[:-1]} of {of} tests had another verdict until {words.day(days[-1])}."
    rows = [
        [f"{claim.id}.{one.number}  {asked(one)}", earlier(one), now(one), one.before.why] for claim, one in found if one.before
    ]
    return [text(head), table("Verdicts before and now", ("Test", "Before", "Now", "Why"), rows, (False,) * 4)]


def earlier(one: PropositionRow) -> str:
    """The verdict before: "75 %, upheld"; empty where it was the same or is not known."""
    if one.before is None:
        return ""
    known = one.before.probability
    return one.before.verdict if known is None else f"{about(known, one.bar.level)}, {one.before.verdict}"


def now(one: PropositionRow) -> str:
    """Today's verdict in the same form."""
    return one.verdict if one.untested else f"{chance(one)}, {one.verdict}{', too close to call' if one.found.close else ''}"
