"""All statements at a glance: how to read a verdict, how many came out how, each in a row, and which changed with the model."""

from __future__ import annotations

from rekindle.analysis.claims.results import ClaimRow, Ledger
from rekindle.analysis.claims.tally import tag
from rekindle.show import words
from rekindle.show.verdicts.document import Block, Line, Section, line, link, strong, table, text
from rekindle.show.verdicts.doubts import OTHER, Behind
from rekindle.show.verdicts.plain_words import named
from rekindle.show.verdicts.sentences import years
from rekindle.show.verdicts.summary import chance_error, counts
from rekindle.show.verdicts.turned import mind_changed
from rekindle.show.words import certainty
from rekindle.show.words.chance import by_chance

SCALE = (
    "Words for probabilities: from 99 % virtually certain, 95 % extremely likely, 90 % very likely, 66 % likely, 33 % about "
    "as likely as not. Under 33 % unlikely, up to 10 % very unlikely, up to 5 % extremely unlikely, up to 1 % exceptionally "
    "unlikely."
)
READING = (
    "A judgement is upheld when each of its tests reaches its threshold: the probability that we read the source as claiming. "
    "Another reading can give another verdict; each threshold stands with its reason. A rival theory is one of several "
    "accounts of a part of the war that scholars dispute; each was tried alone. Priors are what was assumed before the "
    "record was seen; each verdict was tried with other reasonable ones."
)


def overview(ledger: Ledger, behind: Behind) -> tuple[Section, ...]:
    """The list of statements, and what changed."""
    back = any(years(one) for claim in ledger.claims for one in claim.propositions)
    blocks: list[Block] = [
        text(strong(counts(ledger)), f" {chance_error(ledger)}"),
        text(READING, f" {behind.back} {OTHER}" if back else ""),
        text(SCALE),
        text(certainty.RULE, f" {by_chance(ledger.chance_flips)}" if ledger.chance_flips else ""),
    ]
    if ledger.stale:
        blocks.append(text(strong("Some of the stored worlds were made with an older model and are left out: "),
                           "tests that need them stand as not decided."))  # fmt: skip
    rows: list[list[str | Line]] = [
        [line(link(f"{claim.id}", f"claim-{claim.id}")), named(claim, 60), behind.author(claim.source), tag(claim),
         _tests(claim), _confidence(claim, behind)] for claim in ledger.claims
    ]  # fmt: skip
    heads = ("Statement", "In our words", "Source", "Verdict", "Tests upheld", "Confidence")
    blocks.append(table("All statements", heads, rows, (False,) * 6))
    changed = mind_changed(ledger)
    inner = [Section("mind", "What changed with the model", 3, tuple(changed))] if changed else []
    return (Section("all", "All statements at a glance", 2, tuple(blocks), "", tuple(inner)),)


def _confidence(claim: ClaimRow, behind: Behind) -> str:
    """How confident one can be, with the letters of the warnings: "low (B, C)"."""
    why = behind.letters(claim) if claim.tested else ""
    return f"{behind.confidence(claim)}{f' ({why})' if why else ''}" if claim.tested else ""


def _tests(claim: ClaimRow) -> str:
    if not claim.propositions:
        return "a figure"
    return f"{claim.upheld} of {claim.of}" if claim.of else words.sentence("none counted")[:-1]
