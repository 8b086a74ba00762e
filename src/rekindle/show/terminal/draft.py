"""What `rekindle read` prints of a draft: its figures, claims and events, a line each, with the place in the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rekindle.numbers import count

if TYPE_CHECKING:
    from rekindle.reader.claims import Claim
    from rekindle.reader.draft import Draft
    from rekindle.reader.events import Event
    from rekindle.reader.figures import Figure

WIDTH = 96


def draft_text(draft: Draft) -> str:
    """The draft in lines."""
    about = draft.document
    where = f", {count(max(about.pages), 'pages')}" if max(about.pages, default=0) else ""
    lines = [
        f"{about.name}: {count(len(about.sentences), 'sentences')}{where}, {about.written or 'no date found: give --date'}.",
        *about.notes,
    ]
    lines += ["", f"{count(len(draft.figures), 'figures')}:"] if draft.figures else ["", "No figures."]
    lines += [_figure(one) for one in draft.figures]
    lines += ["", f"{count(len(draft.claims), 'claims')}:"] if draft.claims else ["", "No claims."]
    lines += [_claim(one) for one in draft.claims]
    lines += ["", f"{count(len(draft.events), 'events')}:"] if draft.events else []
    lines += [_event(one) for one in draft.events]
    return "\n".join(lines)


def _event(one: Event) -> str:
    about = ", ".join(part for part in (one.date, _actor(one), one.place, one.said_by) if part)
    head = f"  {one.id:>3} {one.kind:<12} {' '.join(one.words.split())}{_origin(one.origin)}"
    return _cut(head) + f"\n      {about + ' ' if about else ''}({_place(one)})"


def _actor(one: Figure | Event) -> str:
    """The actor, with a mark where it stands in the sentence before."""
    return f"{one.actor} (inferred)" if one.inferred else one.actor


def _figure(one: Figure) -> str:
    value = (
        one.date
        if one.kind == "date"
        else f"{one.low:,.12g}"
        if one.low == one.high
        else f"{one.low:,.12g} to {one.high:,.12g}"
    )
    about = ", ".join(part for part in (one.counted, _actor(one), one.place, one.said_by) if part)
    beside = f" [{one.beside[0]['relation']}: {one.beside[0]['path']}]" if one.beside else ""
    return _cut(f"  {one.id:>3} {one.kind:<12} {value:<18} {about}{beside}{_origin(one.origin)} ({_place(one)})")


def _claim(one: Claim) -> str:
    return (
        _cut(f"  {one.id:>3} {one.kind} {one.hedge:<26} {' '.join(one.words.split())}{_origin(one.origin)}")
        + f"\n      ({_place(one)})"
    )


def _origin(origin: str) -> str:
    return "" if origin == "rules" else f" [{origin}]"


def _place(one: Figure | Claim | Event) -> str:
    page = f"page {one.page}, " if one.page else ""
    return f"{page}paragraph {one.paragraph}, letters {one.start} to {one.end}"


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH + 40 else f"{text[: WIDTH + 37]}..."
