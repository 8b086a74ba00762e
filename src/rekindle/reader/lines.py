"""A line of a draft: where it stands in the document, and who, where, when and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rekindle.json_text import Plain
from rekindle.reader.dates import dates_in
from rekindle.reader.document import Document, Sentence
from rekindle.reader.gazetteer import Gazetteer
from rekindle.reader.pronouns import meant


@dataclass(frozen=True, kw_only=True)
class Line(Plain):
    """What figures, claims and events have in common. `start` and `end` are offsets of `words` into the document's text.

    `actor` and `place` are ids of the scenario, where it names any; `inferred` is "actor" where the words say "it" or "they"
    of the one actor named in the sentence before. `origin` says what found the line: rules or model.
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


def clause(sentence: Sentence, at: tuple[int, int], names: Gazetteer, document: Document, before: str) -> dict[str, Any]:
    """The fields of a line about a clause, but for its id, its kind and who says so; `before` is the actor it may mean."""
    text = sentence.text[at[0] : at[1]]
    places, actors = names.places_in(text), names.actors_in(text)
    dated = [one.value for one in dates_in(text, document.written) if one.value]
    inferred = "" if actors else meant(text, before)
    return {
        "actor": actors[0].id if actors else inferred, "inferred": "actor" if inferred else "",
        "place": places[0].id if places else "", "date": dated[0] if dated else "",
        "start": sentence.start + at[0], "end": sentence.start + at[1], "words": text, "sentence": sentence.text,
        "sentence_start": sentence.start, "page": sentence.page, "paragraph": sentence.paragraph,
    }  # fmt: skip
