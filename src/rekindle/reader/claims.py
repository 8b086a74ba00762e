"""The claims of a document: questions, forecasts, conditionals, causes, judgements and quoted opinions, clause by clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rekindle.reader.document import Document, Sentence
from rekindle.reader.gazetteer import Gazetteer
from rekindle.reader.hedges import hedge, negated
from rekindle.reader.lines import Line, clause
from rekindle.reader.pronouns import antecedents
from rekindle.reader.speech import speaker
from rekindle.reader.wordlists import words

FORMS = ("question", "conditional", "forecast", "cause", "judgement")
MAY = re.compile(r"\bMay\b(?=,? \d)|(?<=\d )May\b|(?<=\b(?:in|of|by) )May\b|(?<=\bsince )May\b|(?<=\buntil )May\b")
UNLESS_NUMBER = "_unless_number"
DAY = re.compile(
    r"\b(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d{1,2}\b)?"
    r"|\b(?:1[89]|20)\d\d\b"
)
NUMBER = re.compile(r"\d|\b(?:dozens|scores|hundreds|thousands|millions?)\b")
REPORTED = r"\b(?:was|were|had|did)\b|\b\w{3,}ed\b"
NOW = r"\b(?:is|are|has|have|will|would|can|cannot|must|should|may|might|could|does|do|means?|remains?|needs?|\w+s)\b"


@dataclass(frozen=True, kw_only=True)
class Claim(Line):
    """A question (`kind` Q) or a judgement or forecast (J) in a document.

    `form`: question, conditional, forecast, cause, judgement or quotation. `hedge`: the step of the probability scale that its
    words give, or flat; `hedge_words` are those words.
    """

    form: str
    hedge: str
    hedge_words: str
    negated: bool
    figures: list[int] = field(default_factory=list)
    suggestions: dict[str, list[Any]] = field(default_factory=dict)


def claims_of(document: Document, names: Gazetteer) -> list[Claim]:
    """Every claim of a document in order."""
    found: list[Claim] = []
    heard = ""
    before = antecedents(document, names)
    for sentence in document.sentences:
        who = speaker(sentence.text)
        heard = who or (heard if _quoted(sentence.text) else "")
        for start, end in clauses(sentence.text):
            form = form_of(sentence.text[start:end], sentence.text)
            if form:
                found.append(
                    _claim(len(found) + 1, form, sentence, (start, end), names, document, heard, before[sentence.start])
                )
    return found


def _claim(
    number: int,
    form: str,
    sentence: Sentence,
    at: tuple[int, int],
    names: Gazetteer,
    document: Document,
    who: str,
    before: str = "",
) -> Claim:
    text = sentence.text[at[0] : at[1]]
    sure = hedge(text)
    return Claim(
        id=number, kind="Q" if form == "question" else "J", form=form, hedge=sure.step, hedge_words=sure.words,
        negated=negated(text), said_by=who, **clause(sentence, at, names, document, before),
    )  # fmt: skip


def claim_at(sentence: Sentence, at: tuple[int, int], form: str, document: Document, names: Gazetteer) -> Claim:
    """A claim at a place that somebody else named; everything about it is read from the sentence."""
    return _claim(0, form, sentence, at, names, document, speaker(sentence.text))


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    """Patterns by form; those that a clause with a number does not meet have a key of their own."""
    lists = words("claims")
    keys = [*FORMS, *(f"{form}{UNLESS_NUMBER}" for form in FORMS)]
    return {key: [re.compile(one) for one in lists.get(key, [])] for key in keys}


def _fits(form: str, lower: str) -> bool:
    """Whether a clause in small letters has the marks of a form."""
    patterns = _patterns()
    plain = [] if NUMBER.search(DAY.sub("", lower)) else patterns[form + UNLESS_NUMBER]
    return any(pattern.search(lower) for pattern in (*patterns[form], *plain))


def form_of(clause: str, sentence: str = "") -> str:
    """The form of a clause that is a claim, or nothing."""
    lists = words("claims")
    clause = MAY.sub("month", clause)
    lower = re.sub(r"\b[A-Z]{2,}\b", "name", clause).lower().replace("’", "'")  # "IS" is a name and "is" a verb
    if len(re.findall(r"\w+", lower)) < lists["fewest_words"] and not lower.rstrip("\"'”’").endswith("?"):
        return "judgement" if re.fullmatch(r"\W*it (?:will|will not|cannot|would not|won't|is not)\W*", lower) else ""
    past = re.search(lists["past_modal"], lower)
    for form in FORMS:
        if not _fits(form, lower):
            continue
        if form == "conditional" and past:
            continue
        if form in ("forecast", "judgement", "cause") and _told(lower, form, lists["reported"], bool(past)):
            continue
        return form
    return "quotation" if _opinion(clause) else ""


def _told(lower: str, form: str, reported: str, past: bool) -> bool:
    """Whether a clause only reports what was done or said: its verbs are past, and nothing in it looks ahead."""
    modal = re.search(
        r"\b(?:will|may|might|could|would|must|should|cannot|can|likely|unlikely|probably|doubt|certain)\b", lower
    )
    if modal and not past:
        return False
    if past and form == "forecast":
        return True
    if form == "cause":
        return bool(re.search(r"\b(?:led to (?:the )?(?:arrest|capture)|kept|driving|feeds? \d)", lower))
    if re.search(
        r"\b(?:is|are) (?:being |currently |now |still "
        r")?(?:conducting|providing|making|distributing|hiding|heading|attempting|preparing|visiting|being)\b",
        lower,
    ):
        return not modal
    return bool(re.search(reported, lower)) and not re.search(
        r"\b(?:is|are|does|do|means?|ha(?:s|ve) become|representing|marking|signalling|meaning|raising)\b", lower
    )


def _opinion(clause: str) -> bool:
    """A quotation of some length that speaks of the present."""
    found = re.search(words("claims")["quotation"], clause)
    if not found or len(found[0].split()) < 5:
        return False
    return bool(re.search(NOW, found[0].lower())) or not re.search(REPORTED, found[0].lower())


def _quoted(text: str) -> bool:
    return bool(re.match(r"[\"“]", text))


def clauses(text: str) -> list[tuple[int, int]]:
    """Where the clauses of a sentence lie that can be claims by themselves; mostly the sentence is one."""
    lists = words("claims")
    bounds, ends = [0], []
    for joint in re.finditer(lists["joints"], text):
        if text[: joint.start()].count('"') % 2 or text[: joint.start()].count("“") > text[: joint.start()].count("”"):
            continue  # a quotation stays whole
        if re.match(r"\s*(?:if|unless|as long as|while|although|though|when)\b", text[bounds[-1] :], re.IGNORECASE):
            continue
        before, after = text[bounds[-1] : joint.start()], text[joint.end() :]
        if ";" in joint[0] and re.search(r"\b(?:if|unless|as long as)\b", before, re.IGNORECASE):
            continue
        if min(len(before.split()), len(after.split())) >= lists["fewest_words"] and _has_verb(before) and _has_verb(after):
            bounds.append(joint.end())
            ends.append(joint.start())
    return [
        (start, start + len(text[start:end].rstrip(" ,;–—"))) for start, end in zip(bounds, [*ends, len(text)], strict=True)
    ]


def _has_verb(text: str) -> bool:
    return bool(re.search(rf"{NOW}|{REPORTED}", text.lower()))
