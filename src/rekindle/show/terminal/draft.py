"""What `rekindle read` prints of a draft: its figures, claims and events, each with its place in the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rekindle.numbers import count
from rekindle.show.terminal.words import KINDS, wrapped

if TYPE_CHECKING:
    from rekindle.reader.claims import Claim
    from rekindle.reader.draft import Draft
    from rekindle.reader.events import Event
    from rekindle.reader.figures import Figure

INDENT = 6
BESIDE = {
    "agrees": "agrees with",
    "widens": "would widen",
    "contradicts": "contradicts",
    "other definition": "perhaps of another definition than",
}
"""How a figure stands to the number of the scenario most like it."""


def draft_text(draft: Draft) -> str:
    """The draft in lines of eighty letters."""
    about = draft.document
    pages = f"{count(max(about.pages), 'pages')}, " if max(about.pages, default=0) else ""
    day = f"dated {about.written}" if about.written else "no date found: give it with --date"
    lines = wrapped(f"{about.name}: {pages}{count(len(about.sentences), 'sentences')}, {day}.")
    for note in about.notes:
        lines += wrapped(note)
    lines += ["", f"{count(len(draft.figures), 'figures')}:" if draft.figures else "No figures."]
    for figure in draft.figures:
        lines += _figure(figure)
    lines += ["", f"{count(len(draft.claims), 'claims')}:" if draft.claims else "No claims."]
    for claim in draft.claims:
        lines += _claim(claim)
    if draft.events:
        lines += ["", f"{count(len(draft.events), 'events')}:"]
    for event in draft.events:
        lines += _event(event)
    return "\n".join(lines)


def _figure(one: Figure) -> list[str]:
    value = one.date if one.kind == "date" else f"{one.low:,.12g}"
    if one.kind != "date" and one.low != one.high:
        value += f" to {one.high:,.12g}"
    actor = "" if one.actor == one.counted else _actor(one)
    about = [f"{value} {one.counted}".strip(), actor, one.place, f"said by {one.said_by}" if one.said_by else ""]
    beside = f"{BESIDE[one.beside[0]['relation']]} {one.beside[0]['path']}" if one.beside else ""
    return _lines(one, f"{one.kind}: {', '.join(part for part in about if part)}", beside)


def _claim(one: Claim) -> list[str]:
    sure = "" if one.kind == "Q" else ", unhedged" if one.hedge == "flat" else f", {one.hedge}"
    said = f"said by {one.said_by}" if one.said_by else ""
    return _lines(one, f"{KINDS[one.kind]}{sure}: {' '.join(one.words.split())}", said)


def _event(one: Event) -> list[str]:
    about = [one.date, _actor(one), one.place, f"said by {one.said_by}" if one.said_by else ""]
    return _lines(one, f"{one.kind}: {' '.join(one.words.split())}", ", ".join(part for part in about if part))


def _actor(one: Figure | Event) -> str:
    """The side, with a mark where it stands in the sentence before."""
    return f"{one.actor} (inferred)" if one.inferred else one.actor


def _lines(one: Figure | Claim | Event, text: str, about: str) -> list[str]:
    """A line of the draft, then what is known of it and where it stands."""
    page = f"page {one.page}, " if one.page else ""
    made = "" if one.origin == "rules" else f" [{one.origin}]"
    place = f"({page}paragraph {one.paragraph})"
    first = f"{one.id:>4}"
    if not about:
        return wrapped(f"{text}{made} {place}", INDENT, first)
    return [*wrapped(f"{text}{made}", INDENT, first), *wrapped(f"{about[:1].upper()}{about[1:]} {place}", INDENT)]
