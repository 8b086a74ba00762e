"""The draft files: YAML with a blank wherever only a person can say, and the sentence behind each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rekindle.files import make_folder, write_text
from rekindle.json_text import json_text
from rekindle.reader.claims import Claim
from rekindle.reader.draft import Draft
from rekindle.reader.events import KINDS, Event
from rekindle.reader.figures import Figure
from rekindle.reader.hedges import bar

QUANTITIES, CLAIMS, EVENTS = "quantities.draft.yaml", "claims.draft.yaml", "events.draft.yaml"
MOST_ROWS = 200
LONGEST = 700
"""Letters of a quotation at the most; of a longer sentence the part round the words is cut out."""
QUOTED = "quoted"
"""Status of a figure in a draft: it stands so in the document, and nobody has decided about it."""

HEAD = """# Draft of {name}, made by `rekindle read`. Nothing here was decided by anybody.
#
# Fill in every blank (a key with nothing behind it): `decision` is accept or drop; a line that is dropped needs no other.
# `quote` was cut out of the document at the letters `from`, `to`; what a line says is yours to correct, the quote is not.
# `rekindle check FILE` names the blanks that are left; `rekindle read FOLDER --accept` asks for them one by one and then writes
# what was accepted. The document is data: nothing that it says was followed.
"""


def write_drafts(draft: Draft, folder: str | Path) -> list[Path]:
    """The draft files in a folder, which is made; their paths. What was decided there already is not written over.

    A document without events has no file of them.
    """
    from rekindle.errors import UsageError

    folder = Path(folder)
    make_folder(folder, "--out")
    there = next(iter(sorted(folder.glob("*.draft.yaml"))), None)
    if there is not None:
        raise UsageError(f"{there} is there already, perhaps with decisions in it. Choose another --out, or remove it.")
    return [write_text(folder / name, text) for name, text in draft_texts(draft).items()]


def draft_texts(draft: Draft) -> dict[str, str]:
    """The draft files of a document: their texts by name."""
    figures = [one for one in draft.figures if one.kind != "date"]
    texts = {_part(QUANTITIES, at): quantities_lines(replace(draft, figures=rows)) for at, rows in _parts(figures)}
    texts |= {_part(CLAIMS, at): claims_lines(replace(draft, claims=rows)) for at, rows in _parts(draft.claims)}
    if draft.events:
        texts |= {_part(EVENTS, at): events_lines(replace(draft, events=rows)) for at, rows in _parts(draft.events)}
    return {name: "\n".join(lines) + "\n" for name, lines in texts.items()}


def _parts(rows: Sequence[Any]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Rows by file: a long document has several, each short enough to be read back."""
    for at in range(0, max(len(rows), 1), MOST_ROWS):
        yield at // MOST_ROWS + 1, tuple(rows[at : at + MOST_ROWS])


def _part(name: str, at: int) -> str:
    return name if at == 1 else name.replace(".draft", f"-{at}.draft")


def _head(draft: Draft, what: str) -> Iterator[str]:
    about = draft.document
    yield HEAD.format(name=" ".join(about.name.split())).rstrip("\n")
    yield f"draft: {what}"
    yield f"scenario: {draft.scenario}" if draft.scenario else "scenario: # the scenario it is for"
    yield "document:"
    yield from _fields({"name": about.name, "format": about.kind, "sha256": about.sha256, "notes": list(about.notes)}, "  ")
    yield "source: # the entry of sources.yaml"
    yield "  id: # such as author-2016"
    yield f"  title: # suggested: {about.title}" if about.title else "  title:"
    yield "  author:"
    yield f"  date: {_text(str(about.written))}" if about.written else "  date: # of the document, YYYY-MM-DD"
    yield "  kind: commentary"
    yield "  licence: # such as: all rights reserved; cited, not copied"


def quantities_lines(draft: Draft) -> Iterator[str]:
    """quantities.draft.yaml, line by line. Dates and times are no quantities of a scenario and stand in the claims' dates."""
    yield from _head(draft, "quantities")
    rows = [one for one in draft.figures if one.kind != "date"]
    yield "figures:" if rows else "figures: []"
    for one in rows:
        yield from _figure(one, draft)


def _figure(one: Figure, draft: Draft) -> Iterator[str]:
    yield f"  - id: {one.id}"
    yield "    decision: # accept or drop"
    yield "    name: # a new id under context, or the path of a number that it is a figure of"
    yield "    definition: # what it counts, in our words"
    yield f"    unit: {_text(one.unit)}"
    if one.low == one.high:
        yield f"    value: {_number(one.low)}"
    else:
        yield f"    low: {_number(one.low)}"
        yield f"    high: {_number(one.high)}"
    yield f"    status: {QUOTED}"
    written = draft.document.written
    yield f"    known_on: {written}" if written else "    known_on: # the day of the document"
    yield "    read:"
    fields = {"kind": one.kind, "counted": one.counted, "bound": one.bound, "actor": one.actor, "place": one.place,
        "date": one.date,
              "said_by": one.said_by, "inferred": one.inferred, "origin": one.origin}  # fmt: skip
    yield from _fields({key: value for key, value in fields.items() if value}, "      ")
    yield from _standing(one)
    if one.beside:
        yield "    beside:"
        for each in one.beside:
            yield f"      - {{path: {each['path']}, holds: {_text(each['holds'])}, relation: {_text(each['relation'])}}}"


def events_lines(draft: Draft) -> Iterator[str]:
    """events.draft.yaml, line by line. An event decides nothing by itself: accepted, it is a dated fact with its source."""
    yield from _head(draft, "events")
    yield "events:"
    for one in draft.events:
        yield f"  - id: {one.id}"
        yield "    decision: # accept or drop"
        yield f"    kind: {one.kind} # {', '.join(KINDS)}"
        yield "    what: # what happened, in our words"
        yield f"    date: {_text(one.date)}" if one.date[:1].isdigit() else "    date: # YYYY-MM-DD, YYYY-MM or YYYY"
        yield f"    place: {one.place}" if one.place else "    place: # an id of the scenario, or a name"
        yield "    read:"
        fields = {"actor": one.actor, "inferred": one.inferred, "said_by": one.said_by, "origin": one.origin}
        yield from _fields({key: value for key, value in fields.items() if value}, "      ")
        yield from _standing(one)


def _standing(one: Figure | Claim | Event) -> Iterator[str]:
    """Where a line stands in the document, and the sentence."""
    yield f"    words: {_text(one.words[:LONGEST])}"
    cut = max(0, min(one.start - one.sentence_start - LONGEST // 3, len(one.sentence) - LONGEST))
    yield f"    quote: {_text(one.sentence[cut : cut + LONGEST])}"
    place = f"page: {one.page}, paragraph: {one.paragraph}, from: {one.start}, to: {one.end}"
    yield f"    at: {{{place}, quote_from: {one.sentence_start + cut}}}"


def claims_lines(draft: Draft) -> Iterator[str]:
    """claims.draft.yaml, line by line."""
    yield from _head(draft, "claims")
    yield "written: # the day on which you set the thresholds: before worlds are looked at"
    yield "claims:" if draft.claims else "claims: []"
    for one in draft.claims:
        yield from _claim(one, draft)


def _claim(one: Claim, draft: Draft) -> Iterator[str]:
    yield f"  - id: {one.id}"
    yield "    decision: # accept or drop"
    yield f"    kind: {one.kind} # Q a question, J a judgement or forecast"
    yield "    statement: # what it says, in our words"
    yield "    mechanisms: # [names], see docs/claims.md"
    yield "    propositions: # one to begin with; any of the five kinds of docs/claims.md may stand here"
    yield "      - kind: probability"
    yield f"        scenario: {draft.scenario}" if draft.scenario else "        scenario:"
    yield "        horizon: # YYYY-MM-DD"
    yield f"        metric: # {_told(one, 'metric')}"
    yield '        comparison: # ">=", ">", "<" or "<="'
    yield f"        threshold: # {_told(one, 'threshold')}"
    yield "        unit:"
    key = next(iter(bar(one.hedge)), "at_least")
    yield f"        {key}: # {_told(one, 'bar')}"
    yield "        why: # what in the source gave metric, threshold and bar"
    yield "    read:"
    fields: dict[str, Any] = {"form": one.form, "hedge": one.hedge, "hedge_words": one.hedge_words, "negated": one.negated,
        "actor": one.actor,
                              "place": one.place, "date": one.date, "said_by": one.said_by, "inferred": one.inferred,
                              "origin": one.origin}  # fmt: skip
    fields |= {"figures": one.figures, "like_statements": one.suggestions.get("like", [])}
    yield from _fields({key: value for key, value in fields.items() if value not in ("", [])}, "      ")
    yield from _standing(one)


def _told(one: Claim, what: str) -> str:
    """Suggestions as a comment behind a blank."""
    found = one.suggestions.get(what, [])
    return "suggested: " + "; ".join(" ".join(str(each).split()) for each in found) if found else "no suggestion"


def _fields(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, list):
            yield f"{indent}{key}: [{', '.join(_text(each) if isinstance(each, str) else str(each) for each in value)}]"
        else:
            yield f"{indent}{key}: {_text(value) if isinstance(value, str) else str(value).lower()}"


def _text(value: str) -> str:
    """A text as YAML: quoted, so that nothing in it means anything."""
    return json_text(value).replace("\u2028", " ").replace("\u2029", " ")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"
