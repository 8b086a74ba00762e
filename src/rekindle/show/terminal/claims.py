"""All statements with their verdicts as plain text for a terminal of 80 columns."""

from __future__ import annotations

from rekindle.analysis.claims.results import ClaimRow, Ledger, PropositionRow, QuantityRow
from rekindle.analysis.claims.stored_worlds import spans
from rekindle.analysis.claims.tally import KINDS, tally
from rekindle.show.terminal import words
from rekindle.show.terminal.words import WIDTH, apart, wrapped
from rekindle.show.words.basis import bounds
from rekindle.show.words.chance import by_chance
from rekindle.show.words.dates import upto
from rekindle.show.words.transfer import transferred
from rekindle.show.words.treatment import treatments, why_untested

PARAPHRASED = "in our words"
SHARE = ("A probability is the share of this model's worlds in which a proposition holds, not a frequency of the world. Its "
         "interval (95 %) says how well so many worlds know that share, and nothing about how good the model is.")  # fmt: skip


def claims_text(found: Ledger, called: str) -> str:
    """Every statement of a ledger. `called` is how a person names the scenario."""
    lines = heading(found)
    for claim in found.claims:
        lines += ["", *_block(claim, found, called)]
    return "\n".join([*lines, "", "-" * WIDTH, *_ending(found, called)])


def heading(found: Ledger) -> list[str]:
    """Scenario, worlds, where they come from, and when the propositions were written."""
    source = found.worlds_from
    drawn = f"the {source}" if source in ("prior", "posterior") else f"the posterior in {source}"
    lines = [f"{found.scenario}: statements of commentators, {PARAPHRASED}, decided"]
    written = f"propositions written {found.written}"
    lines += wrapped(f"At least {found.worlds:,} worlds of {drawn}, seed {found.seed}; {written}")
    lines += wrapped(transferred(found.transfer))
    if found.policy != "historical":
        lines += wrapped(f"Asked under {found.policy}. What compares policies itself, or names one, stays as it is.")
    return lines


def _block(claim: ClaimRow, found: Ledger, called: str) -> list[str]:
    """One statement: number, kind, source, verdict, paraphrase, and its propositions or the numbers it feeds."""
    head = f"{claim.id:>3} {words.KINDS[claim.kind]}, {claim.source}"
    lines = [*apart(head, words.verdict(claim)), *wrapped(claim.statement, 4)]
    for row in claim.propositions:
        lines += _proposition(row, found, called)
    if claim.kind == "F":
        lines += wrapped("feeds " + "; ".join(_quantity(each) for each in claim.quantities), 7)
        if claim.disagrees_with:
            lines += wrapped(f"disagrees with {words.statements(claim.disagrees_with)}", 7)
    return lines


def _quantity(each: QuantityRow) -> str:
    return f"{each.path}: {words.span(each.figures)}" if each.figures else each.path


def _proposition(row: PropositionRow, found: Ledger, called: str) -> list[str]:
    """What is asked, how probable it is against its bar, in how many worlds and theories, and what happened."""
    lines = wrapped(row.asks, 7, f"    {row.number}.")
    if row.result is None:
        return [*lines, *wrapped(words.undecided(called), 7)]
    if row.untested:
        return [*lines, *wrapped(why_untested(row), 7)]
    lines += apart(f"       {words.probability(row)}; bar: {words.bar(row)}", words.upheld(row.result))
    lines += wrapped(words.counted(row.result), 7)
    if row.result.basis.low is not None:
        lines += wrapped(bounds(row), 7)
    if treatments(row.result.treatments):
        lines += wrapped(f"treatment: {treatments(row.result.treatments)}", 7)
    if row.result.close:
        lines += wrapped("close call: the interval reaches over the bar", 7)
    if words.standing(row, found.policy):
        lines += wrapped(words.standing(row, found.policy), 7)
    if words.happened(row):
        lines += wrapped(f"record: {words.happened(row)}", 7)
    return lines


def _ending(found: Ledger, called: str) -> list[str]:
    """What it comes to: verdicts counted, close calls, old wordings, what is not decided, and what a probability is."""
    counted = tally(found)
    lines = wrapped(counted.statement_words())
    for kind in "JQ":
        for word, ids in counted.statements[kind].items():
            lines += wrapped(spans(ids), 30, f"  {KINDS[kind]}s: {word}")
    lines += ["", *wrapped(counted.test_words()), *_notes(found, called)]
    example = next((claim.id for claim in found.claims if claim.kind != "F"), None)
    full = f" One in full: rekindle claims {called} {example}." if example is not None else ""
    return [*lines, *wrapped(SHARE), *(wrapped(full.strip()) if full else [])]


def _notes(found: Ledger, called: str) -> list[str]:
    rows = [(claim.id, row) for claim in found.claims for row in claim.propositions]
    lines = []
    record = [row for _, row in rows if row.tested and row.happened]
    if record:
        settled = [row for row in record if row.held is not None]
        ends = f" to {upto(found.record_end)}" if found.record_end else ""
        likelier = sum((row.found.probability > 0.5) == row.held for row in settled)
        lines += wrapped(f"The record{ends} decides {len(settled)} propositions; {likelier} of them came out as the model "
                         f"finds likelier. On {len(record) - len(settled)} its figures disagree.")  # fmt: skip
    lines += wrapped(by_chance(found.chance_flips))
    old = sorted({at for at, row in rows if row.changed and row.changed.was})
    new = sorted({at for at, row in rows if row.changed and not row.changed.was})
    if old:
        lines += wrapped(f"Reworded since first written, with the old wording and its verdict beside: {spans(old)}.")
    if new:
        lines += wrapped(f"With a proposition added since: {spans(new)}.")
    turned = sorted({at for at, row in rows if row.turned})
    if turned:
        lines += wrapped(f"Came out otherwise under the model before, with the reason beside: {spans(turned)}.")
    gone = sorted({at for at, row in rows if not row.result})
    if gone:
        count = sum(not row.result for _, row in rows)
        lines += wrapped(f"Without numbers: {count} of {len(rows)} propositions, in {words.statements(gone)}.")
    if found.stale:
        lines += wrapped(f"Made before a change and not used: {len(found.stale)} of the stored runs, as "
                         f"{found.stale[0]}. rekindle claims {called} --fresh makes all anew.")  # fmt: skip
    return lines
