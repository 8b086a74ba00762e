"""All statements with their verdicts, one row each, as plain text for a terminal of 80 columns."""

from __future__ import annotations

from rekindle.analysis.claims.answer import FrontierMeans
from rekindle.analysis.claims.filters import sources, verdicts
from rekindle.analysis.claims.results import ClaimRow, Ledger
from rekindle.analysis.claims.tally import tag, tally
from rekindle.numbers import count
from rekindle.show.terminal import words
from rekindle.show.terminal.words import WIDTH, painted, wrapped
from rekindle.show.words import certainty
from rekindle.show.words.dates import upto
from rekindle.show.words.transfer import transferred

PARAPHRASED = "in our words"
SHARE = (
    "A probability is the share of this model's simulated worlds in which a proposition holds. It is not a frequency in "
    "the real world. The 95 % interval says how precisely these worlds fix that share, not how good the model is."
)
NO_FREQUENCY = "A probability is a share of simulated worlds, no frequency in the real world."
NUMBER, TEXT = 4, 28
"""Widths of columns: a statement's number, and the least that its text has."""
BRIEF = {"upheld in part": "in part"}
"""Verdicts that are shorter in a row."""


def claims_text(found: Ledger, called: str, every: Ledger | None = None, colour: bool = False) -> str:
    """The statements of a ledger, by source. `called` is how a person names the scenario.

    `every` is the whole ledger where `found` holds what filters left of it. With `colour` verdicts are coloured.
    """
    whole = every or found
    lines = heading(found)
    if not found.claims:
        return "\n".join([*lines, "", *_nothing(whole)])
    lines += [*_rows(found, colour), ""]
    return "\n".join([*lines, *_ending(found, called, whole)])


def heading(found: Ledger) -> list[str]:
    """Scenario, worlds, where they come from, and when the propositions were written."""
    source = found.worlds_from
    drawn = f"the {source}" if source in ("prior", "posterior") else f"the posterior in {source}"
    lines = [f"{found.scenario}: statements of commentators, {PARAPHRASED}, tested in simulated worlds"]
    written = f"propositions written {found.written}"
    lines += wrapped(f"At least {found.worlds:,} worlds of {drawn}, seed {found.seed}; {written}")
    lines += wrapped(transferred(found.transfer))
    if found.policy != "historical":
        lines += wrapped(f"Tested under the policy {found.policy}. Statements that compare or name policies stay as they are.")
    return lines


def _nothing(whole: Ledger) -> list[str]:
    """That no statement is left, and what could be asked for."""
    if not whole.claims:
        return wrapped("The scenario has no statements.")
    return [
        *wrapped("No statement meets every filter."),
        *wrapped(", ".join(verdicts(whole)), 12, "Verdicts:"),
        *wrapped(", ".join(sources(whole)), 12, "Sources:"),
        *wrapped(f"{whole.claims[0].id} to {whole.claims[-1].id}", 12, "Numbers:"),
    ]


def _rows(found: Ledger, colour: bool) -> list[str]:
    """One line a statement beneath its source: number, verdict, likelihood and confidence, and what it says."""
    learnt = certainty.learnt_for(found.scenario)
    rows = [(claim, _brief(claim), _sure(claim, learnt)) for claim in found.claims]
    verdict = max(len("verdict"), *(len(brief) for _, brief, _ in rows)) + 2
    sure = max(len("likelihood, confidence"), *(len(text) for *_, text in rows)) + 2
    room = WIDTH - NUMBER - verdict - sure - 1
    lines = [f"{'no.':>{NUMBER}} {'verdict':<{verdict}}{'likelihood, confidence':<{sure}}statement"]
    source = ""
    for claim, brief, text in rows:
        if claim.source != source:
            source = claim.source
            lines.append(painted(source, "bold", colour))
        shown = painted(f"{brief:<{verdict}}", words.COLOURS.get(tag(claim), ""), colour)
        said = words.clipped(claim.short or claim.statement, max(room, TEXT))
        lines.append(f"{claim.id:>{NUMBER}} {shown}{text:<{sure}}{said}")
    return lines


def _brief(claim: ClaimRow) -> str:
    return BRIEF.get(tag(claim), tag(claim))


def _sure(claim: ClaimRow, learnt: certainty.Report | None) -> str:
    """How likely one proposition is, or how many of several are upheld, and how far to rely on that."""
    tested = claim.tested
    if not tested:
        return "-"
    sure = f", {certainty.confidence(claim, learnt)}" if learnt else ""
    if len(tested) == 1 and tested[0].found.frontier:
        return f"{_best(tested[0].found.frontier)}{sure}"
    if len(tested) == 1 and len(claim.propositions) == 1:
        return f"{certainty.likely(tested[0])}{sure}"
    return f"{sum(one.found.upheld for one in tested)} of {len(tested)} tests upheld{sure}"


def _best(frontier: FrontierMeans) -> str:
    """Which of several policies no other beats."""
    best = frontier.unbeaten
    return f"{words.clipped(best[0], 24)} best" if len(best) == 1 else "no policy is best"


def _ending(found: Ledger, called: str, whole: Ledger) -> list[str]:
    """What it comes to: verdicts counted, close calls, the record, what is not decided, and where to read on."""
    counted = tally(found)
    shown = f"{len(found.claims)} of {len(whole.claims)} statements. " if len(found.claims) < len(whole.claims) else ""
    aside = [*counted.untested, *counted.missed, *counted.untestable]
    untested = f" Not tested and not counted: {', '.join(aside)}." if aside else ""
    tests = f"{counted.close_words()}{untested}" if counted.tests or aside else ""
    lines = wrapped(f"{shown}{counted.statement_words()}") + wrapped(tests) + _notes(found, called)
    example = next((claim.id for claim in found.claims if claim.kind != "F"), found.claims[0].id)
    lines += wrapped(f"In full: rekindle claims {called} {example}. Filters: --verdict, --source, --search.")
    return lines + wrapped(NO_FREQUENCY)


def _notes(found: Ledger, called: str) -> list[str]:
    """What the record says of the propositions, and what is not decided or not used."""
    rows = [(claim.id, row) for claim in found.claims for row in claim.propositions]
    lines = []
    record = [row for _, row in rows if row.tested and row.happened]
    if record:
        settled = [row for row in record if row.held is not None]
        ends = f" to {upto(found.record_end)}" if found.record_end else ""
        likelier = sum((row.found.probability > 0.5) == row.held for row in settled)
        open_ = len(record) - len(settled)
        more = f" On {open_} more its figures disagree." if open_ else ""
        lines += wrapped(f"The record{ends} settles {count(len(settled), 'tests')}. In {likelier} the likelier outcome is what "
                         f"happened.{more}")  # fmt: skip
    gone = sorted({at for at, row in rows if not row.result})
    if gone:
        many = sum(not row.result for _, row in rows)
        lines += wrapped(f"Not decided: {many} of {len(rows)} propositions, in {words.statements(gone)}, because their worlds "
                         f"are not stored. rekindle claims {called} --fresh simulates them.")  # fmt: skip
    if found.stale:
        lines += wrapped(f"Not used, because the model or scenario changed since: {len(found.stale)} stored runs, such as "
                         f"{found.stale[0]}. rekindle claims {called} --fresh makes all anew.")  # fmt: skip
    return lines
