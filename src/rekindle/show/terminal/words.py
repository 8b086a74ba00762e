"""Words and layout that the lists of statements at the terminal share."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rekindle.analysis.claims.answer import Answer, Result, Structure
from rekindle.analysis.claims.results import ClaimRow, Figures, PropositionRow
from rekindle.analysis.claims.stored_worlds import spans
from rekindle.analysis.statistics.likelihood import WORDS
from rekindle.numbers import about, abouts, exact, interval, percent, some_of

WIDTH = 80
KINDS = {"F": "figure", "Q": "question", "J": "judgement"}
COLOURS = {
    "upheld": "green", "yes": "green", "upheld in part": "yellow", "in part": "yellow", "not upheld": "red", "no": "red",
    "not tested": "dim", "untestable": "dim", "not decided": "dim",
}  # fmt: skip
"""Colours of verdicts where the terminal has any; the word stands there without them too."""
CODES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33}


def painted(text: str, how: str, colour: bool = True) -> str:
    """A text in a colour of the terminal's own; as it is without `colour`, or where none is named."""
    return f"\x1b[{CODES[how]}m{text}\x1b[0m" if colour and how else text


def clipped(text: str, most: int) -> str:
    """A text that has room, cut at a word where it is longer."""
    return textwrap.shorten(text, most, placeholder="…") if len(text) > most else text


def wrapped(text: str, indent: int = 0, first: str = "") -> list[str]:
    """Text within the width, indented; `first` stands before the first line, in place of its indent."""
    lead = first.ljust(indent)
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * indent, break_on_hyphens=False)


def apart(left: str, right: str) -> list[str]:
    """Two texts at the two ends of a line; of two lines where they do not fit into one."""
    if len(left) + 1 + len(right) <= WIDTH:
        return [left + right.rjust(WIDTH - len(left))]
    return [left, right.rjust(WIDTH)]


def bar(row: Answer) -> str:
    """The threshold: the probability from which, or up to which, a proposition is upheld: "at least 66 %"."""
    return f"{row.bar.sign} {percent(row.bar.level)}"


def upheld(row: Result | Structure) -> str:
    if isinstance(row, Result) and (row.inert or row.missed):
        return UNTESTED
    return "upheld" if row.upheld else "not upheld"


def verdict(claim: ClaimRow) -> str:
    """The verdict on a statement, with how many of its propositions are upheld."""
    if claim.kind == "F":
        return claim.verdict
    if not claim.decided:
        return claim.verdict.upper()
    return f"{claim.verdict.upper()} ({claim.upheld} of {claim.of})" if claim.of else claim.verdict.upper()


def probability(row: Answer) -> str:
    """Probability, interval and calibrated word: "71 % (69 to 73 %), likely"."""
    return f"{with_interval(row)}, {row.found.word or 'too few worlds for a word'}"


def with_interval(row: Answer) -> str:
    """Probability and interval, to two significant digits: "71 % (69 to 73 %)"."""
    found, level = row.found, row.bar.level
    return f"{about(found.probability, level, *WORDS)} ({abouts(found.low, found.high, level)})"


def counted(found: Result) -> str:
    """In how many worlds a proposition holds, and under how many rival theories the verdict is "upheld"."""
    text = f"It holds in {some_of(found.holds, found.worlds)} {found.counted}."
    if found.structures:
        text += f" It is upheld under {found.structures_hold} of {found.structures} rival theories."
    return text


def span(each: Figures) -> str:
    """A quantity's range with its unit: "2,000 to 12,000 people"."""
    return interval(each.low, each.high, write=exact) + ("" if each.unit == "1" else f" {each.unit}")


def statements(ids: Sequence[int]) -> str:
    """Statements by number: "statement 10", "statements 4, 8-10"."""
    return f"statement{'s' if len(ids) > 1 else ''} {spans(ids)}"


def happened(row: PropositionRow) -> str:
    """What the record says; empty where it says nothing."""
    if not row.happened:
        return ""
    word = {True: "It held", False: "It did not hold", None: "The figures disagree"}[row.happened.held]
    return f"{word} ({row.happened.words})"


def standing(row: PropositionRow, policy: str) -> str:
    """Why a proposition is not asked under another policy; empty where it is, or where none was named."""
    if policy == "historical" or row.asked_under:
        return ""
    if row.kind in ("probability", "trend"):
        return f"This is about {', '.join(row.policies)} and stays the same whatever --policy says."
    return "This compares policies and stays the same whatever --policy says."


def undecided(called: str) -> str:
    """Why a proposition has no verdict and what gives it one."""
    return f"Not decided, because its worlds are not stored: rekindle claims {called} --fresh simulates them."


UNTESTED = "not tested"
