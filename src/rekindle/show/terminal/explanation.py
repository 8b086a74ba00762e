"""Explanations of verdicts as plain text for a terminal of 80 columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from rekindle.analysis.claims.causal_chain import sentences
from rekindle.analysis.claims.explain import ExplainedRow
from rekindle.analysis.claims.explanation import Explanation
from rekindle.analysis.claims.typical_worlds import Event
from rekindle.numbers import number, percent, some_of
from rekindle.show.terminal.sensitivity import SINGLES, groups_table, singles_table
from rekindle.show.terminal.words import WIDTH, bar, probability, upheld, wrapped
from rekindle.show.words import sentence
from rekindle.show.words.basis import bounds, moved_by, uninformed
from rekindle.show.words.transfer import transferred
from rekindle.show.words.treatment import lines as told
from rekindle.show.words.treatment import treatments, why_untested

COLUMN, GAP = 38, 4
BRIEF = 3


def explain_text(found: Explanation) -> str:
    """A statement with its propositions explained: in full where indices by group were asked for, in brief where not."""
    lines = [*wrapped(f"{found.scenario}, statement {found.id}: {found.verdict.upper()}"), "=" * WIDTH,
             *wrapped(transferred(found.transfer)), *wrapped(found.statement)]  # fmt: skip
    for row in found.propositions:
        lines += ["", *wrapped(row.asks, 4, f"{row.number}."), "-" * WIDTH, *_verdict(row), *_flips(row), *_moves(row)]
        if row.groups or row.two_worlds or row.full:
            lines += [*_chain(row), *_two_worlds(row)]
    return "\n".join(lines)


def _verdict(row: ExplainedRow) -> list[str]:
    delivered = treatments(row.found.treatments)
    checks = wrapped(f"Treatment: {delivered}.", 2, "  ") if delivered else []
    checks += [line for one in row.found.treatments for check in told(one) for line in wrapped(check, 6, "    -")]
    if row.untested:
        why = why_untested(row)
        return wrapped(f"{why[:1].upper()}{why[1:]}.", 2, "  ") + checks
    found = row.found
    counted = f"It holds in {some_of(found.holds, found.worlds)} {found.counted}"
    close = ", a close call" if found.close else ""
    rests = wrapped(f"Rests on: {bounds(row)}. {moved_by(row)}".strip(), 2, "  ") + wrapped(sentence(uninformed(row)), 2, "  ")
    return (
        wrapped(f"{upheld(found).capitalize()}{close}: {probability(row)}. {counted}; the threshold is {bar(row)}.", 2, "  ")
        + rests
        + checks
    )


def _flips(row: ExplainedRow) -> list[str]:
    lines = ["", "  Switching conditions: what would reverse the verdict"]
    for flip in row.flips.found or ():
        lines += wrapped(flip.words, 6, "    -")
        turned = f"covers {percent(flip.coverage)} of the worlds that speak against the verdict"
        if flip.found_by != "third":
            lines += wrapped(f"({turned}; of the worlds inside {percent(flip.density)} do)", 6)
    return lines + wrapped(f"{row.flips.tried[:1].upper()}{row.flips.tried[1:]}", 4, "    ")


def _moves(row: ExplainedRow) -> list[str]:
    lines = ["", *wrapped(f"What moves it: {row.value}", 2, "  ")]
    if row.groups:
        lines += ["", *groups_table(row.groups, row.group_worlds)]
    elif row.group_why:
        lines += wrapped(f"By groups: {row.group_why}.", 4, "    ")
    some = [one for one in row.singles if one.index.alone and one.index.alone.low > 0][: SINGLES if row.full else BRIEF]
    if some:
        meanings = {one.index.name: one.meaning for one in some}
        return [*lines, "", *singles_table([one.index for one in some], meanings, row.single_worlds)]
    return [*lines, *wrapped(f"Single inputs: {row.single_why or 'none stands out from noise'}.", 4, "    ")]


def _chain(row: ExplainedRow) -> list[str]:
    lines = ["", "  How the model gets there, by what its mechanisms read and write"]
    if not row.chain:
        return [*lines, *wrapped("No mechanism that the statement names leads to it.", 4, "    ")]
    for path in sentences(row.chain):
        lines += wrapped(path, 6, "    -")
    told = [node for node in row.chain.nodes if node.kind == "mechanism"]
    return lines + [line for node in told for line in wrapped(f"{node.label}: {node.sentence}", 6, "    ")]


def _two_worlds(row: ExplainedRow) -> list[str]:
    lines = ["", "  Two worlds, told side by side"]
    found = row.two_worlds
    if not found:
        return [*lines, *wrapped("There is no pair: every world that could be told is on the same side.", 4, "    ")]
    heads = [f"World {one.world}: it {side} ({number(one.value)})"
             for side, one in (("holds", found.holds), ("fails", found.fails))]  # fmt: skip
    lines += wrapped(f"Typical of their sides and alike in what moves it most; {found.scenario} under {found.policy}, "
                     f"to {found.horizon}. In brackets the number that decides. "
                     "Of what happens to a place several times the first time is told; --json has all.", 4, "    ")  # fmt: skip
    return [*lines, "", *side_by_side(heads, [_fewer(found.holds.events), _fewer(found.fails.events)])]


def _fewer(events: Sequence[Event]) -> list[Event]:
    """Events without first signs of an assault, and of what happens to a place again and again only the first time."""
    found: dict[str, Event] = {}
    for day, text in events:
        if "the assault has its first effect" not in text:
            found.setdefault(re.sub(r"[0-9].*", "", text) if _of_a_place(text) else str(len(found)), (day, text))
    return list(found.values())


def _of_a_place(text: str) -> bool:
    return ": retaken." in text or ": the group holds ground" in text


def side_by_side(heads: Sequence[str], events: Sequence[Sequence[Event]]) -> list[str]:
    """Dated events of two worlds in two columns, year by year."""
    lines = _beside([textwrap.wrap(head, COLUMN) for head in heads])
    for year in sorted({day.year for side in events for day, _ in side}):
        lines += ["", str(year)]
        lines += _beside([[line for day, text in side if day.year == year for line in _told(day, text)] for side in events])
    return lines


def _told(day: date, text: str) -> list[str]:
    return textwrap.wrap(text, COLUMN, initial_indent=f"{day:%m-%d} ", subsequent_indent=" " * 6, break_on_hyphens=False)


def _beside(columns: Sequence[Sequence[str]]) -> list[str]:
    return [f"{left:<{COLUMN + GAP}}{right}".rstrip() for left, right in zip_longest(*columns, fillvalue="")]
