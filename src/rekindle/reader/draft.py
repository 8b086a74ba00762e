"""A draft ledger: what was read from a document, before anybody decided about it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.reader.claims import Claim, claims_of
from rekindle.reader.document import Document, opened
from rekindle.reader.events import Event, events_of
from rekindle.reader.figures import Figure, figures_of
from rekindle.reader.gazetteer import gazetteer

if TYPE_CHECKING:
    from rekindle.scenario import Scenario


@dataclass(frozen=True)
class Draft:
    """Figures, claims and events of a document, and the document. `scenario`: whose names were looked for, or empty."""

    document: Document
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]
    scenario: str = ""
    events: tuple[Event, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """What `--json` prints. Offsets are into the text as it was read, whose letters `document` counts."""
        about = self.document
        return {
            "document": {
                "name": about.name, "format": about.kind, "sha256": about.sha256,
                    "date": str(about.written) if about.written else "",
                "letters": len(about.text), "paragraphs": len(about.starts), "pages": max(about.pages, default=0),
                "scenario": self.scenario, "notes": list(about.notes),
            },
            "figures": [one.to_dict() for one in self.figures],
            "claims": [one.to_dict() for one in self.claims],
            "events": [one.to_dict() for one in self.events],
        }  # fmt: skip


def drafted(document: Document, scenario: Scenario | None = None) -> Draft:
    """The draft of a document; with a scenario its names are known, and what it holds already stands beside."""
    names = gazetteer(scenario)
    figures, claims = tuple(figures_of(document, names)), tuple(claims_of(document, names))
    found = Draft(document, figures, claims, scenario.name if scenario else "", tuple(events_of(document, names)))
    return completed(found, scenario)


def completed(draft: Draft, scenario: Scenario | None) -> Draft:
    """The draft with the figures of each claim and, with a scenario, what it holds beside and what it suggests."""
    figures = list(draft.figures)
    starts = [each.start for each in figures]
    claims = [replace(one, figures=[each.id for each in figures[bisect_left(starts, one.start) : bisect_left(starts, one.end)]])
              for one in draft.claims]  # fmt: skip
    if scenario is not None:
        from rekindle.reader.beside import with_beside
        from rekindle.reader.suggest import with_suggestions

        figures, claims = with_beside(figures, scenario), with_suggestions(claims, scenario)
    return replace(draft, figures=tuple(figures), claims=tuple(claims))


def read(path: str | Path, scenario: Scenario | None = None, written: date | None = None) -> Draft:
    """Read a document and draft its ledger."""
    return drafted(opened(path, written), scenario)
