"""From drafts without a blank to files that run: claims.yaml, sources.yaml and quantities.yaml (and events.yaml)."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.errors import InvalidScenario, MissingData
from rekindle.files import write_text
from rekindle.json_text import json_text
from rekindle.reader.decided import DECISIONS, LISTS, Decided, claim_of, draft_files, event_of, examined, figure_of
from rekindle.reader.drafts import CLAIMS, QUANTITIES
from rekindle.reader.hedges import FLAT
from rekindle.scenario.problem import Problem, report, short

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

CLAIMS_FILE, SOURCES_FILE, QUANTITIES_FILE = "claims.yaml", "sources.yaml", "quantities.yaml"
EVENTS_FILE = "events.yaml"
KINDS = {"Q": "question", "J": "judgement"}
WIDTH = 80


@dataclass(frozen=True)
class Accepted:
    """What was written: paths, and how many figures, claims and events were accepted, and lines dropped."""

    paths: tuple[Path, ...]
    figures: int
    claims: int
    dropped: int
    events: int = 0

    def to_dict(self) -> dict[str, Any]:
        return {
            "paths": [str(path) for path in self.paths],
            "figures": self.figures,
            "claims": self.claims,
            "events": self.events,
            "dropped": self.dropped,
        }


def accept(folder: str | Path, scenario: Scenario | None = None) -> Accepted:
    """Write what was accepted in the drafts of a folder.

    Raises MissingData where it holds no draft, and InvalidScenario with every blank and every fault: nothing is written then.
    """
    folder = Path(folder)
    files = draft_files(folder) if folder.is_dir() else []
    if not files:
        raise MissingData(f"There is no draft in {folder}. `rekindle read DOC --out {folder}` writes one.")
    found = [examined(file, scenario) for file in files]
    problems = [problem for one in found for problem in one.problems]
    if problems:
        raise InvalidScenario(report(problems))
    figures = [(row, one.source) for one in found if one.what == "figures" for row in one.accepted]
    claims = [(row, one) for one in found if one.what == "claims" for row in one.accepted]
    paths = []
    if claims:
        paths.append(write_text(folder / CLAIMS_FILE, "\n".join(_claims(claims)) + "\n"))
    if figures:
        paths.append(write_text(folder / QUANTITIES_FILE, "\n".join(_figures(figures)) + "\n"))
    events = [(row, one.source) for one in found if one.what == "events" for row in one.accepted]
    if events:
        paths.append(write_text(folder / EVENTS_FILE, "\n".join(_events(events)) + "\n"))
    if paths:
        sources = {str(one.source["id"]): one.source for one in found if one.accepted}
        paths.append(write_text(folder / SOURCES_FILE, "\n".join(_sources(sources)) + "\n"))
    dropped = sum(len(one.rows) - len(one.accepted) for one in found)
    return Accepted(tuple(paths), len(figures), len(claims), dropped, len(events))


def _claims(claims: Sequence[tuple[dict[str, Any], Decided]]) -> Iterator[str]:
    yield "# Claims accepted from a draft of `rekindle read`; the sentence behind each stands in the draft beside this file."
    yield f"written: {max(str(one.tree.data['written']) for _, one in claims)}"
    yield "claims:"
    for row, one in claims:
        yield from _yaml(claim_of(row, one.source), "  - ", "    ")


def _events(events: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[str]:
    """Events in the order of their dates."""
    yield "# Events accepted from a draft of `rekindle read`. No run reads them: they are dated facts with a source, to hold"
    yield "# beside record.csv and the maps of a run."
    yield "events:"
    for row, source in sorted(events, key=lambda pair: str(pair[0]["date"])):
        yield from _yaml(event_of(row, source), "  - ", "    ")


def _sources(sources: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, source in sources.items():
        yield f"{name}:"
        yield from _yaml({key: str(value) for key, value in source.items() if key != "id"}, "  ", "  ")


def _figures(figures: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[str]:
    """Figures in the form of scenario.yaml: new ones under context, others by the path of the number they belong to."""
    yield "# Figures accepted from a draft of `rekindle read`, in the form of scenario.yaml. They are in no model until"
    yield "# somebody copies them there: what stands under `context` decides nothing, a figure of a number that enters the"
    yield "# model widens its prior."
    new = [pair for pair in figures if "." not in str(pair[0]["name"])]
    if new:
        yield "context:"
    for row, source in new:
        yield f"  {row['name']}:"
        yield from _yaml(
            {"definition": row["definition"], "unit": str(row["unit"]), "figures": [figure_of(row, source)]}, "    ", "    "
        )
    others = [pair for pair in figures if "." in str(pair[0]["name"])]
    if others:
        yield "figures:"
    for row, source in others:
        yield from _yaml({"of": row["name"], **figure_of(row, source), "note": str(row["definition"])}, "  - ", "    ")


def _yaml(value: dict[str, Any], first: str, indent: str) -> Iterator[str]:
    """A mapping as YAML; every text is quoted, so that none of it means anything but itself."""
    start = first
    for key, each in value.items():
        if isinstance(each, dict):
            yield f"{start}{key}:"
            yield from _yaml(each, indent + "  ", indent + "  ")
        elif isinstance(each, list) and any(isinstance(one, dict) for one in each):
            yield f"{start}{key}:"
            for one in each:
                yield from _yaml(one, f"{indent}  - ", f"{indent}    ")
        else:
            yield f"{start}{key}: {_plain(each)}"
        start = indent


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_plain(each) for each in value)}]"
    if isinstance(value, date):
        return str(value)
    return json_text(value)


Ask = Callable[[str, str], str]
"""Asks a person for a field: what it says before the blank, and the suggestion; the answer as typed."""


def walk(folder: str | Path, ask: Ask, say: Callable[[str], None]) -> int:
    """Ask for every blank of the drafts of a folder, one by one, and write each answer into its line. How many were filled.

    An empty answer leaves the blank; `drop` for a decision drops the line and asks nothing more about it; `stop` ends.
    What is asked about the document itself is asked once: the other files take the same answer.
    """
    filled = 0
    known: dict[str, str] = {}
    say("About the document, asked once: its entry in sources.yaml.")
    for file in draft_files(Path(folder)):
        left: set[tuple[int, str]] = set()
        while blank := next(
            (one for one in examined(file).problems if one.what.endswith("is blank.") and (one.line, one.what) not in left),
            None,
        ):
            left.add((blank.line, blank.what))
            about = blank.what if blank.what.startswith("`") else ""  # of the document, and of no line of its draft
            answer = _asked(file, blank, partial(_again, known[about]) if about in known else ask, say)
            if about and answer:
                known[about] = answer
            if answer == "stop":
                return filled
            filled += bool(answer)
    return filled


def _again(answer: str, what: str, hint: str) -> str:
    """An answer that was given for another file of the same document."""
    return answer


def _asked(file: Path, blank: Problem, ask: Ask, say: Callable[[str], None]) -> str:
    """Ask for one blank and write the answer into its line; the answer."""
    lines = file.read_text(encoding="utf-8").split("\n")
    key = blank.what.split("`")[1]
    if key == "decision":
        say(_row_words(examined(file), lines, blank.line))
    line = lines[blank.line - 1]
    hint = line.split("#", 1)[1].strip() if "#" in line else ""
    asked = blank.what.removesuffix(" is blank.")
    answer = " ".join(ask(asked, hint).split())
    while key == "decision" and answer not in ("", "stop", *DECISIONS):
        say(f"“{short(answer, 40)}” is no decision: write accept or drop, or stop to end.")
        answer = " ".join(ask(asked, hint).split())
    if answer and answer != "stop":
        lines[blank.line - 1] = f"{line.split(':', 1)[0]}: {_typed(key, answer)}"
        write_text(file, "\n".join(lines))
    return answer


AS_TYPED = (
    "mechanisms",
    "threshold",
    "horizon",
    "at_least",
    "at_most",
    "written",
    "known_on",
    "date",
    "value",
    "low",
    "high",
    "decision",
    "metric",
    "id",
    "name",
)


def _typed(key: str, answer: str) -> str:
    """An answer as YAML: numbers, dates, names and lists as they are typed, everything else as text."""
    if key == "mechanisms":
        names = [name.strip() for name in answer.strip("[]").split(",")]
        return f"[{', '.join(json_text(name) for name in names if name)}]"
    plain = answer.replace("-", "").replace("_", "").replace(".", "").isalnum()
    return answer if key in AS_TYPED and plain else json_text(answer)


def _row_words(decided: Decided, lines: Sequence[str], line: int) -> str:
    """What a person reads before deciding: what the line is, its sentence, and the numbers of the scenario beside it."""
    at = next((number for number in range(line - 1, -1, -1) if lines[number].startswith("  - id:")), None)
    row = next((each for each in decided.rows if at is not None and lines[at].strip() == f"- id: {each.get('id')}"), None)
    if row is None:
        return ""
    read, place = row.get("read") or {}, row.get("at") or {}
    if decided.what == "figures":
        number = str(row.get("value", f"{row.get('low')} to {row.get('high')}"))
        what = f"{number} {read.get('counted') or row.get('unit')} ({read.get('kind')}), “{row.get('words')}”"
    elif decided.what == "claims":
        what = f"{KINDS.get(str(row.get('kind')), 'claim')}, {str(read.get('hedge')).replace(FLAT, 'unhedged')}"
    else:
        what = ", ".join(str(each) for each in (row.get("kind"), row.get("date"), row.get("place")) if each)
    page = f"page {place.get('page')}, " if place.get("page") else ""
    text = f"“{row.get('quote')}” ({page}paragraph {place.get('paragraph')})"
    beside = [f"{each['path']}: {each['holds']} ({each['relation']})" for each in row.get("beside") or []]
    return "\n".join(["", f"{LISTS[decided.what]} {row.get('id')}: {what}",
                      *(part for each in (text, *beside) for part in textwrap.wrap(each, WIDTH, initial_indent="  ",
                        subsequent_indent="  ", break_on_hyphens=False))])  # fmt: skip


__all__ = ["CLAIMS", "QUANTITIES", "Accepted", "accept", "walk"]
