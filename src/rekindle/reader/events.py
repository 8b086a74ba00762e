"""What a document tells as done, with or without a number: places that changed hands, offensives, truces, withdrawals."""

from __future__ import annotations

import re
from functools import cache

from rekindle.reader.claims import MAY, clauses
from rekindle.reader.document import Document
from rekindle.reader.gazetteer import Gazetteer
from rekindle.reader.lines import Line, clause
from rekindle.reader.pronouns import antecedents
from rekindle.reader.speech import speaker
from rekindle.reader.wordlists import words

KINDS = ("leader", "agreement", "siege", "offensive", "withdrawal", "control")
CAPITALS = re.compile(r"(?<=[\w,’'\"”)] )(?:[A-Z][\w’'-]*[a-z][\w’'-]*)")
"""A word with a capital that begins no sentence: a name."""
MODAL = re.compile(r"\b(?:may|might|could|would|should|must|will)\b")


class Event(Line):
    """Something that a document tells as done.

    `kind`: control (a place changed hands), offensive, siege, agreement, leader (killed or taken) or withdrawal.
    """


def events_of(document: Document, names: Gazetteer) -> list[Event]:
    """Every event of a document in order."""
    found: list[Event] = []
    before = antecedents(document, names)
    for sentence in document.sentences:
        if sentence.text.endswith("?"):
            continue
        for start, end in clauses(sentence.text):
            kind = kind_of(sentence.text[start:end])
            if kind:
                where = clause(sentence, (start, end), names, document, before[sentence.start])
                found.append(Event(id=len(found) + 1, kind=kind, said_by=speaker(sentence.text), **where))
    return found


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    lists = words("events")
    return {kind: [re.compile(one.replace("HELD", lists["held"]).replace("NAME", "zname")) for one in lists[kind]]
            for kind in KINDS}  # fmt: skip


@cache
def _not_done() -> re.Pattern[str]:
    return re.compile(words("events")["not_done"])


def kind_of(clause: str) -> str:
    """The kind of event that a clause tells as done, or nothing."""
    named = CAPITALS.sub("zname", MAY.sub("month", clause))
    lower = re.sub(r"[’]", "'", named).lower()
    for kind in KINDS:
        for pattern in _patterns()[kind]:
            for found in pattern.finditer(lower):
                if not (MODAL.search(found[0]) or _not_done().search(lower[max(0, found.start() - 60) : found.start()])):
                    return kind
    return ""
