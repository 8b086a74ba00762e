"""What a document tells as done, with or without a number: places that changed hands, offensives, truces, withdrawals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rekindle.json_text import Plain
from rekindle.reader.claims import MAY, clauses
from rekindle.reader.dates import dates_in
from rekindle.reader.document import Document, Sentence
from rekindle.reader.gazetteer import Gazetteer
from rekindle.reader.pronouns import antecedents, meant
from rekindle.reader.speech import speaker
from rekindle.reader.wordlists import words

KINDS = ("leader", "agreement", "siege", "offensive", "withdrawal", "control")
CAPITALS = re.compile(r"(?<=[\w,’'\"”)] )(?:[A-Z][\w’'-]*[a-z][\w’'-]*)")
"""A word with a capital that begins no sentence: a name."""
MODAL = re.compile(r"\b(?:may|might|could|would|should|must|will)\b")


@dataclass(frozen=True)
class Event(Plain):
    """Something that a document tells as done. `start` and `end` are offsets of the clause into its text.

    `kind`: control (a place changed hands), offensive, siege, agreement, leader (killed or taken) or withdrawal. `actor` and
    `place` are ids of the scenario, where it names any; `inferred` says that the actor stands in the sentence before.
    """

    id: int
    kind: str
    actor: str
    place: str
    date: str
    said_by: str
    start: int
    end: int
    words: str
    sentence: str
    sentence_start: int
    page: int
    paragraph: int
    origin: str = "rules"
    inferred: str = ""


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
                found.append(_event(len(found) + 1, kind, sentence, (start, end), names, document, before[sentence.start]))
    return found


def _event(
    number: int, kind: str, sentence: Sentence, at: tuple[int, int], names: Gazetteer, document: Document, before: str
) -> Event:
    text = sentence.text[at[0] : at[1]]
    places, actors = names.places_in(text), names.actors_in(text)
    dated = [one.value for one in dates_in(text, document.written) if one.value]
    inferred = "" if actors else meant(text, before)
    return Event(
        id=number, kind=kind, actor=actors[0].id if actors else inferred, place=places[0].id if places else "",
        date=dated[0] if dated else "", said_by=speaker(sentence.text), start=sentence.start + at[0],
        end=sentence.start + at[1], words=text, sentence=sentence.text, sentence_start=sentence.start,
        page=sentence.page, paragraph=sentence.paragraph, inferred="actor" if inferred else "",
    )  # fmt: skip


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
