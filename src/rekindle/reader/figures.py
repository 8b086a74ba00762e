"""The figures of a document: every number that measures something, with what it counts, whom, where, when and who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rekindle.errors import UsageError
from rekindle.reader.counted import Counted, counted, nouns
from rekindle.reader.dates import Dated, dates_in
from rekindle.reader.document import Document, Sentence
from rekindle.reader.gazetteer import Found, Gazetteer
from rekindle.reader.lines import Line
from rekindle.reader.numerals import Numeral, facts, numerals
from rekindle.reader.pronouns import antecedents, meant
from rekindle.reader.speech import speaker

MOST = 20_000
"""Figures of a document at the most: twenty on each of a thousand pages."""
MOST_IN_SENTENCE = 100
"""Numbers of a sentence at the most; a row of more is a table, and its cells stand without their heads."""
RATE = re.compile(r"^\s*(?:a|per|an|each|every)\s+(?:day|week|month|year|hour)\b", re.IGNORECASE)
ARTICLE_TIME = re.compile(
    r"\b(?:for|in|within|after|over|under|than|nearly|almost|about|lasted|lasting|of|took|takes|least)\s+(?P<time>an?\s+(?P<unit>day|week|month|year|decade|century|generation))\b"
    r"(?!\s+(?:of\s+(?:elections|war|change)|ago))",
    re.IGNORECASE,
)
PART_OF_TIME = re.compile(
    r"\b(?P<part>(?:a\s+)?quarter|half)(?:\s+of)?[-\s](?:an?\s+)?(?P<unit>century|decade)\b", re.IGNORECASE
)
FEW_TIMES = re.compile(
    r"\b(?P<how>several|a\s+few|a\s+couple\s+of)\s+(?P<unit>days|weeks|months|years|hours|decades|kilometres|kilometers|miles|metres|km)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Figure(Line):
    """A number in a document; `sentence` is sliced from its text.

    `kind`: people, deaths, wounded, displaced, captured, casualties, money, share, area, distance, weight, duration, date,
    count (of things), or unclassified, for a person to say. `bound`: at_least, at_most, about or empty. `place` and `actor` may
    also be roles (group, government, civilians) and words of the text, where the scenario knows none.
    """

    low: float | None
    high: float | None
    unit: str
    counted: str
    bound: str
    hedge: str
    beside: list[dict[str, Any]] = field(default_factory=list)


def figures_of(document: Document, names: Gazetteer) -> list[Figure]:
    """Every figure of a document in order."""
    found: list[Figure] = []
    before = antecedents(document, names)
    for sentence in document.sentences:
        found += _of_sentence(sentence, document, names, len(found), before[sentence.start])
        if len(found) > MOST:
            raise UsageError(
                f"{document.name} holds more than {MOST:,} numbers: it is a table, not a text. Give the text that goes with it."
            )
    return found


def _of_sentence(sentence: Sentence, document: Document, names: Gazetteer, count: int, before: str) -> list[Figure]:
    text = sentence.text
    dated = dates_in(text, document.written)
    context = Context(
        sentence, names.places_in(text), names.actors_in(text), dated, speaker(text), document.written, meant(text, before)
    )
    parts = [*_numbers(text, dated), *_times(text)]
    rows = [context.figure(one, what) for one, what in parts]
    rows += [context.date_figure(one) for one in dated if one.value and not _weekday_only(one, text)]
    rows.sort(key=lambda row: row["start"])
    return [Figure(id=count + at, **row) for at, row in enumerate(rows, 1)]


def figures_at(sentence: Sentence, document: Document, names: Gazetteer, start: int, end: int) -> list[Figure]:
    """Numbers within some words of a sentence, also those that the rules leave out; unclassified where nothing says
    what they count."""
    text = sentence.text
    context = Context(
        sentence,
        names.places_in(text),
        names.actors_in(text),
        dates_in(text, document.written),
        speaker(text),
        document.written,
    )
    every = [one for one in numerals(text) if start <= one.start < end]
    rows = [context.figure(one, counted(one, text, len(text)) or Counted("unclassified", end=one.end)) for one in every]
    return [Figure(id=0, **{**row, "kind": "unclassified" if row["kind"] == "text" else row["kind"]}) for row in rows]


def _weekday_only(one: Dated, text: str) -> bool:
    """A weekday that the day of the document does not date is no date."""
    return one.value == ""


def _numbers(text: str, dated: list[Dated]) -> list[tuple[Numeral, Counted]]:
    """Numbers that are no dates, and what each counts."""
    taken = [(day.start, day.end) for day in dated] + [part.span() for part in PART_OF_TIME.finditer(text)]
    every = [one for one in numerals(text) if not any(one.start < end and start < one.end for start, end in taken)][
        :MOST_IN_SENTENCE
    ]
    found: list[tuple[Numeral, Counted]] = []
    for at, one in enumerate(every):
        following = every[at + 1].outer if at + 1 < len(every) else len(text)
        what = counted(one, text, following)
        if what is None and one.form != "fraction" and found:
            what = _like_the_last(one, text, found)
        if (
            what is None
            and at + 1 < len(every)
            and re.match(r"\s+of\s+(?:[\w’']+\s+){1,3}$", text[one.end : every[at + 1].start])
        ):
            what = counted(every[at + 1], text, every[at + 2].outer if at + 2 < len(every) else len(text))
        if what is not None and what.kind != "text":
            found.append((one, what))
    found = [(one, _including(at, text, found)) for at, (one, _) in enumerate(found)]
    for at in range(len(found) - 2, -1, -1):  # from the last of a list to its first
        found[at] = (found[at][0], _listed(found[at], found[at + 1], text))
    return found


def _listed(one: tuple[Numeral, Counted], after: tuple[Numeral, Counted], text: str) -> Counted:
    """People in a list share what befell its last: "800 militants, 158 soldiers and 47 civilians were killed"."""
    number, what = one
    between = text[max(number.end, what.end) : after[0].outer]
    alike = what.kind == "people" and bool(what.noun and after[1].noun)
    shared = alike and after[1].kind in ("deaths", "wounded", "captured")
    return what._replace(kind=after[1].kind) if shared and re.fullmatch(r"\s*(?:,|,?\s*and|,?\s*or)\s+", between) else what


def _like_the_last(one: Numeral, text: str, found: list[tuple[Numeral, Counted]]) -> Counted | None:
    """A number without a noun beside one that has it: "from 16,000 to 9,000", "five of the state's nine counties"."""
    last, what = found[-1]
    between = text[last.end : one.outer]
    return what if len(between) < 60 and not re.search(r"[.;]", between) and not one.one else None


def _including(at: int, text: str, found: list[tuple[Numeral, Counted]]) -> Counted:
    """People among those counted before share what befell them: "44 people, including 18 civilians, were killed"."""
    one, what = found[at]
    before = found[at - 1] if at else None
    whole = found[at + 1] if at + 1 < len(found) else None
    for other in (before, whole):
        low, high = sorted((one, other[0]), key=lambda number: number.start) if other else (one, one)
        joined = text[low.end : high.outer]
        if other and what.kind == "people" and re.search(r"\b(?:including|among them|of whom)\s*$", joined):
            rest = text[high.end : high.end + 60]
            kind = other[1].kind if other[1].kind != "people" else _kind_of_rest(rest)
            return what._replace(kind=kind)
        if other and what.kind == "people" and other is whole and re.search(r"\b(?:including)\s*$", joined):
            return what._replace(kind=other[1].kind)
    return what


def _kind_of_rest(rest: str) -> str:
    from rekindle.reader.counted import events

    for kind, pattern in events():
        if re.search(r"\b(?:was|were|been)\s+", rest) and pattern.search(rest):
            return kind
    return "people"


def _times(text: str) -> list[tuple[Numeral, Counted]]:
    """Times and ways without a numeral: "within a week", "several months", "a few kilometres"."""
    found = []
    for part in PART_OF_TIME.finditer(text):
        years = (100 if part["unit"].lower() == "century" else 10) * (0.25 if part["part"].lower().endswith("quarter") else 0.5)
        found.append((Numeral(*part.span(), years, years, outer=part.start()), Counted("duration", "year", part["unit"])))
    for one in ARTICLE_TIME.finditer(text):
        if any(part.start <= one.start("time") < part.end for part, _ in found):
            continue
        if not RATE.match(text[one.start("time") - 1 :]) or not re.search(r"\d\s*$|s\s+$", text[: one.start("time")]):
            unit = one["unit"].lower()
            found.append(
                (Numeral(one.start("time"), one.end("time"), 1, 1, outer=one.start("time")), Counted("duration", unit, unit))
            )
    for one in FEW_TIMES.finditer(text):
        from rekindle.reader.wordlists import words

        low, high = words("numerals")["vague_times"][" ".join(one["how"].lower().split())]
        units = words("units")
        kind = "duration" if one["unit"].lower() in units["duration"] else "distance"
        unit = units[kind][one["unit"].lower()]
        found.append(
            (Numeral(one.start(), one.end(), low, high, "vague", "about", outer=one.start()), Counted(kind, unit, one["unit"]))
        )
    return found


@dataclass(frozen=True)
class Context:
    """What a sentence says round its numbers."""

    sentence: Sentence
    places: list[Found]
    actors: list[Found]
    dated: list[Dated]
    said_by: str
    written: date | None
    meant: str = ""

    def figure(self, one: Numeral, what: Counted) -> dict[str, Any]:
        """The fields of a figure."""
        number = facts(one)
        low, high = number["low"], number["high"]
        if what.kind == "share" and what.noun:
            low, high = round(low / 100, 6), round(high / 100, 6)
        end = max(one.end, what.end if what.unit not in ("people", "1") or what.kind == "share" else one.end)
        actor = self._actor(one, what)
        inferred = self.meant if what.unit == "people" and not actor else ""
        row = self._row(one.outer, end, what.kind, low, high, what.unit, what.noun, one.bound, actor or inferred)
        return {**row, "inferred": "actor" if inferred else ""}

    def date_figure(self, one: Dated) -> dict[str, Any]:
        """A date as a figure: its value is the date."""
        row = self._row(one.start, one.end, "date", None, None, "date", "", "", "")
        return {**row, "date": one.value}

    def _row(
        self, start: int, end: int, kind: str, low: Any, high: Any, unit: str, noun: str, bound: str, actor: str
    ) -> dict[str, Any]:
        text = self.sentence.text
        return {
            "kind": kind, "low": low, "high": high, "unit": unit, "counted": noun, "bound": bound,
            "hedge": "about" if bound == "about" or re.search(r"\b(?:estimated|reportedly|possibly)\b",
                text[start:end].lower()) else "",
            "actor": actor, "place": self._nearest(self.places, start), "date": self._when(start),
            "said_by": self.said_by, "start": self.sentence.start + start, "end": self.sentence.start + end,
                "words": text[start:end],
            "sentence": text, "sentence_start": self.sentence.start, "page": self.sentence.page,
                "paragraph": self.sentence.paragraph,
        }  # fmt: skip

    def _actor(self, one: Numeral, what: Counted) -> str:
        """Whom it counts: a name between the number and its noun or beside it, else the role that the noun has."""
        if what.unit != "people":
            return ""
        end, text = max(what.end, one.end), self.sentence.text
        beside = [name for name in self.actors if one.end <= name.start <= end + 12
                  and not re.search(r"[,;\d]", text[end : name.start])]  # fmt: skip
        if beside:
            return beside[0].id
        return what.role or (nouns().get(what.noun.lower(), ("", ""))[1] if what.noun else "")

    def _nearest(self, found: list[Found], at: int) -> str:
        """The name in the number's own clause, behind it first; else the nearest of the sentence."""
        if not found:
            return ""
        text = self.sentence.text
        own = [one for one in found if not re.search(r"[,;:]\s", text[min(at, one.start) : max(at, one.start)])]
        return min(own or found, key=lambda one: (bool(own) and one.start < at, abs(one.start - at))).id

    def _when(self, at: int) -> str:
        known = [one for one in self.dated if one.value]
        return min(known, key=lambda one: abs(one.start - at)).value if known else ""
