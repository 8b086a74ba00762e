"""How well `rekindle read` finds claims and events in texts by others: labels by offsets, without the texts.

`tests/reader/gold/others.yaml` has the labels with a sum of each excerpt; the excerpts lie in the folder `others` of the
sources (REKINDLE_SOURCES), or are not measured. Lots: development (rules were written by it), third and fourth
(labelled before the first look; the third served to mend rules after it). Scored as in `reading`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from benchmarks.reading import GOLD, SOURCES, Label, Score, claim_fits, matched, scored

LOTS = ("development", "third", "fourth")


def texts() -> list[dict[str, Any]]:
    """The labelled excerpts: name, lot, manner, date, sum and labels."""
    from rekindle.scenario.yaml.document import parse_tree

    found: list[dict[str, Any]] = parse_tree((GOLD / "others.yaml").read_text(encoding="utf-8"), "others.yaml").data["texts"]
    return found


def labels(row: dict[str, Any], kinds: str) -> list[Label]:
    """The labels of an excerpt of some kinds (letters of `kinds`)."""
    return [Label(start, end, kind, word) for kind, start, end, word in row["labels"] if kind in kinds]


def draft_of(row: dict[str, Any]) -> Any:
    """The draft of an excerpt; None where its text is not at hand. A text that is not the one labelled is an error."""
    from rekindle.reader.document import from_bytes
    from rekindle.reader.draft import drafted

    path = SOURCES / "others" / f"{row['name']}.txt"
    if not path.is_file():
        return None
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise ValueError(f"{path} is not the text that was labelled")
    return drafted(from_bytes(data, path.name, date.fromisoformat(str(row["date"]))))


def measure() -> Iterator[tuple[str, str]]:
    """Scores by lot: claims whole and by kind, events, hedges; and of the last two lots together by manner of text."""
    drafts = [(row, draft) for row in texts() if (draft := draft_of(row)) is not None]
    if not drafts:
        yield "texts by others", f"not measured: they are not in {SOURCES / 'others'} (REKINDLE_SOURCES names another folder)"
        return
    for lot in LOTS:
        rows = [(row, draft) for row, draft in drafts if row["lot"] == lot]
        yield lot, f"{len(rows)} texts"
        yield from _scores(rows)
    for manner in sorted({row["manner"] for row, _ in drafts}):
        rows = [(row, draft) for row, draft in drafts if row["manner"] == manner and row["lot"] != "development"]
        yield f"claims of: {manner}", str(_claims(rows, "QJ"))


def _claims(rows: Sequence[tuple[dict[str, Any], Any]], kinds: str) -> Score:
    total = Score()
    for row, draft in rows:
        total = total.add(scored(labels(row, kinds), [one for one in draft.claims if one.kind in kinds], claim_fits))
    return total


def _scores(rows: Sequence[tuple[dict[str, Any], Any]]) -> Iterator[tuple[str, str]]:
    yield "  claims", str(_claims(rows, "QJ"))
    for kind in "QJ":
        yield f"  {kind}, kind right too", str(_claims(rows, kind))
    pairs = [pair for row, draft in rows for pair in matched(labels(row, "J"), draft.claims, claim_fits)[0]]
    yield "  hedge of the judgements found", f"{sum(label.low == one.hedge for label, one in pairs)}/{len(pairs)}"
    total = Score()
    for row, draft in rows:
        total = total.add(scored(labels(row, "F"), draft.events, claim_fits))
    yield "  events", str(total)
