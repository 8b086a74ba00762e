"""Documents to draft ledgers, and drafts to files that run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rekindle.api.scenarios import load
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    from rekindle.reader.accept import Accepted
    from rekindle.reader.draft import Draft
    from rekindle.scenario import Scenario


def read(
    document: str | Path,
    scenario: str | Path | Scenario | None = None,
    *,
    written: date | None = None,
    model: str = "",
    model_name: str = "",
    out: str | Path | None = None,
    progress: Progress = SILENT,
) -> Draft:
    """Read a document (TXT, HTML, DOCX or PDF) and draft its figures, claims and events, each with its sentence.

    A `scenario` lends its names of places and actors, and the numbers and statements that stand beside. `written` is the day of
    the document, where it does not say it. `model` is the address of a language model in the form of OpenAI's chat completions;
    what it points at is marked and verified, and without it nothing is ever sent anywhere. With `out` the draft files
    are written
    there. `to_dict()` is what `--json` prints. HTML, DOCX and PDF need the extra rekindle-lab[read]. Raises UsageError, in
    one line, for a document that cannot be read.
    """
    from rekindle.reader.draft import completed
    from rekindle.reader.draft import read as read_document
    from rekindle.reader.drafts import write_drafts

    known = None if scenario is None else load(scenario)
    draft = read_document(document, known, written)
    if model:
        from rekindle.reader.gazetteer import gazetteer
        from rekindle.reader.model import is_near, with_model

        if not is_near(model):
            progress.say(f"Note: the sentences of the document are sent to {model}, which is not this machine.")
        added = with_model(draft, model, model_name or "default", gazetteer(known))
        draft = completed(added.draft, known)
        progress.say(f"The model added {added.figures} figures and {added.claims} claims, marked `model`.")
        for why, count in added.refused.items():
            progress.say(f"Thrown away of its answer: {count} {why}.")
    if out is not None:
        for path in write_drafts(draft, out):
            progress.say(f"Draft: {path}")
    return draft


def read_bytes(
    data: bytes, name: str, scenario: str | Path | Scenario | None = None, *, most_letters: int | None = None
) -> tuple[Draft, dict[str, str]]:
    """Read a document that is in memory: its draft, and the texts of the draft files by name. Nothing is written.

    `name` is what messages call it; what it is its bytes say. Raises UsageError, in one line, for a document that cannot be
    read, or that has more letters than `most_letters`.
    """
    from rekindle.errors import UsageError
    from rekindle.reader.document import from_bytes
    from rekindle.reader.draft import drafted
    from rekindle.reader.drafts import draft_texts

    document = from_bytes(data, name)
    if most_letters is not None and len(document.text) > most_letters:
        raise UsageError(
            f"{name} has {len(document.text):,} letters; {most_letters:,} are read here at the most. "
            "Read it with rekindle read, or split it."
        )
    draft = drafted(document, None if scenario is None else load(scenario))
    return draft, draft_texts(draft)


def accept_draft(
    folder: str | Path,
    scenario: str | Path | Scenario | None = None,
    *,
    ask: Callable[[str, str], str] | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Accepted:
    """Write what was accepted in the drafts of a folder as claims.yaml, quantities.yaml, events.yaml and sources.yaml.

    With `ask` a person is asked for every blank first: it takes what is blank and the suggestions, and gives the answer. The
    scenario is the one that the drafts name, unless another is given. Raises InvalidScenario with every blank that is left.
    """
    from rekindle.reader.accept import accept, walk
    from rekindle.reader.decided import draft_files, scenario_named

    if ask is not None:
        walk(folder, ask, say)
    named = next((name for file in draft_files(Path(folder)) if (name := scenario_named(file))), "")
    found = scenario if scenario is not None else named or None
    return accept(folder, None if found is None else load(found))
