"""Who "it", "they" and "the group" are, where one side only is named just before; marked as inferred for a person."""

from __future__ import annotations

import re

from rekindle.reader.document import Document
from rekindle.reader.gazetteer import Gazetteer

REFERS = re.compile(
    r"^[\W_]*(?:(?:but|and|yet|so|still|however|instead|meanwhile|then|now|since then|today|in response),?\s+)?"
    r"(?:it|they|its|their|the\s+(?:group|movement|organisation|organization|militants|insurgents|fighters|jihadists|rebels|army|"
    r"troops|soldiers|forces|militia|militias))\b(?!\s+(?:is|was|remains|seems|appears|will be|would be)\s+(?:\w+\s+)?"
    r"(?:clear|unclear|likely|unlikely|possible|impossible|difficult|hard|easy|important|true|that|too early|expected))",
    re.IGNORECASE,
)
"""A clause that begins with a word for somebody named before; "it is clear that" means nobody."""
SUBJECT = 60
"""Letters at the beginning of a sentence among which its subject stands."""

BEHIND = re.compile(r"\b(?:of|by|against|from|with|to|in|for|near|on|than|between)\s+(?:the\s+)?(?:[\w-]+\s+)?$", re.IGNORECASE)
"""What makes a name something else than a subject."""


def meant(clause: str, before: str) -> str:
    """The actor that a clause without a name means; nothing where it begins otherwise."""
    return before if before and REFERS.match(clause) else ""


def antecedents(document: Document, names: Gazetteer) -> dict[int, str]:
    """By the first letter of each sentence: the only actor that the sentence before names, and begins with; else nothing.

    A sentence that itself begins with such a word passes its actor on. A new paragraph begins anew.
    """
    found: dict[int, str] = {}
    before, paragraph = "", 0
    for sentence in document.sentences:
        if sentence.paragraph != paragraph:
            before, paragraph = "", sentence.paragraph
        found[sentence.start] = before
        actors = names.actors_in(sentence.text)
        if actors:
            one = {each.id for each in actors}
            first = actors[0]
            subject = first.start < SUBJECT and not BEHIND.search(sentence.text[: first.start])
            before = first.id if len(one) == 1 and subject else ""
        else:
            before = meant(sentence.text, before)
    return found
