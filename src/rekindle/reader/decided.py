"""Draft files read back: the blanks that are left, what is wrong in the lines that were accepted, and what they become."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.reader.drafts import CLAIMS, QUANTITIES
from rekindle.reader.events import KINDS
from rekindle.scenario.claims.check import Explained, explain, wrong_names
from rekindle.scenario.claims.names import known_to
from rekindle.scenario.claims.proposition import Claim
from rekindle.scenario.claims.vocabulary import Known
from rekindle.scenario.parts import Source
from rekindle.scenario.problem import Problem, in_order, short
from rekindle.scenario.quantity import Figure
from rekindle.scenario.reader import shown
from rekindle.scenario.yaml.document import Tree, read_tree

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

DECISIONS = ("accept", "drop")
LISTS = {"figures": "Figure", "claims": "Claim", "events": "Event"}
"""The list that a draft holds, and what one of it is called."""
DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
NOT_BLANK = ("read", "at", "quote", "words", "beside", "document")
"""What the reader wrote: nothing there is for a person to fill in."""
OF_CLAIM = (
    "id",
    "kind",
    "statement",
    "mechanisms",
    "propositions",
    "short",
    "heading",
    "remark",
    "note",
    "outcomes",
    "disagrees_with",
    "untestable",
)
Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Decided:
    """A draft file read back, and every problem of it; `rows` are its figures, claims or events."""

    path: Path
    tree: Tree
    what: str
    problems: tuple[Problem, ...]

    @property
    def rows(self) -> list[dict[str, Any]]:
        found = self.tree.data.get(self.what) if isinstance(self.tree.data, dict) else None
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    @property
    def accepted(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row.get("decision") == "accept"]

    @property
    def source(self) -> dict[str, Any]:
        found = self.tree.data.get("source") if isinstance(self.tree.data, dict) else None
        return found if isinstance(found, dict) else {}


def is_draft(path: str | Path) -> bool:
    """Whether a file is called like a draft that `rekindle read` writes."""
    return Path(path).name.endswith(".draft.yaml") and Path(path).is_file()


def draft_files(folder: Path) -> list[Path]:
    """The draft files of a folder in their order."""
    return sorted(folder.glob("*.draft.yaml"), key=lambda path: (path.name.startswith(CLAIMS[:6]), len(path.name), path.name))


def scenario_named(path: Path) -> str:
    """The scenario that a draft says it is for; empty where it says none."""
    data = read_tree(path, shown(path)).data
    found = data.get("scenario") if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""


def examined(path: Path, scenario: Scenario | None = None) -> Decided:
    """A draft file and its problems: blanks first, and where none is left, whether what was accepted holds."""
    tree = read_tree(path, shown(path))
    problems = list(tree.problems)
    what = next((key for key in LISTS if isinstance(tree.data, dict) and isinstance(tree.data.get(key), list)), "")
    if not what and not problems:
        todo = f"Make it with `rekindle read`; it is called {QUANTITIES} or {CLAIMS}."
        problems.append(tree.problem((), "There are neither figures, claims nor events in this draft.", "", "", todo))
    if what and not problems:
        problems += _blanks(tree, what)
    if what and not problems:
        problems += _source_problems(tree)
        accepted = [(at, row) for at, row in enumerate(tree.data[what]) if row["decision"] == "accept"]
        wrong = {"claims": _claims, "figures": _figures, "events": _events}[what]
        problems += wrong(tree, accepted, scenario)
    return Decided(path, tree, what, tuple(in_order(problems)))


def _blanks(tree: Tree, what: str) -> Iterator[Problem]:
    """Every blank, and every decision that is none."""
    rows = tree.data[what]
    any_kept = any(isinstance(row, dict) and row.get("decision") != "drop" for row in rows)
    if any_kept:
        for key in ("scenario", "source", *(("written",) if what == "claims" else ())):
            yield from _blank(tree, (key,), tree.data.get(key))
    for at, row in enumerate(rows):
        if not isinstance(row, dict):
            yield tree.problem((what, at), "This is no figure, claim or event.", "", "", "Each begins with `- id: NUMBER`.")
            continue
        decision = row.get("decision")
        if decision is not None and decision not in DECISIONS:
            yield tree.problem((what, at, "decision"), f"`{short(decision)}` is no decision.", "", "", "Write accept or drop.")
            continue
        called = f"{LISTS[what]} {row.get('id', at + 1)}: "
        if decision is None:  # whether it is dropped comes first: what else is blank matters only then
            yield from _blank(tree, (what, at, "decision"), None, called)
        elif decision == "accept":
            for key in (key for key in row if key not in NOT_BLANK):
                yield from _blank(tree, (what, at, key), row.get(key), called)


def _blank(tree: Tree, where: Where, value: Any, called: str = "") -> Iterator[Problem]:
    if value is None or value == "":
        todo = "Fill it in, or write `decision: drop`." if called else "Fill it in."
        yield tree.problem(where, f"{called}`{where[-1]}` is blank.", "", "", todo)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _blank(tree, (*where, key), each, called)
    elif isinstance(value, list):
        for at, each in enumerate(value):
            if isinstance(each, Mapping | list):
                yield from _blank(tree, (*where, at), each, called)


def _source_problems(tree: Tree) -> Iterator[Problem]:
    source = tree.data.get("source")
    if isinstance(source, dict) and not any(
        row["decision"] == "accept"
        for row in tree.data.get("figures") or tree.data.get("claims") or tree.data.get("events") or []
    ):
        return
    try:
        Source.model_validate({key: value for key, value in (source or {}).items() if key != "id"})
    except ValueError as error:
        wrong: Any = error
        for detail in wrong.errors(include_url=False):
            where = ("source", *detail["loc"])
            yield tree.problem(where, f"`{where[-1]}` of the source does not hold.", f"{detail['msg']}.", "", "Correct it.")


def _claims(tree: Tree, accepted: Sequence[tuple[int, dict[str, Any]]], scenario: Scenario | None) -> Iterator[Problem]:
    """What is wrong in the claims that were accepted, at their lines."""
    sources = [str(tree.data["source"].get("id"))] if isinstance(tree.data["source"], dict) else []
    known = Known(**{**known_to(scenario), "sources": sources}) if scenario else Known(sources=sources)
    ids = {row.get("id") for _, row in accepted}
    for at, row in accepted:
        try:
            claim = Claim.model_validate(claim_of(row, tree.data["source"]))
        except ValueError as error:
            wrong: Any = error  # pydantic's, which is a ValueError
            yield from _told(tree, at, explain(wrong))
            continue
        named = "outcomes" in row  # where they were taken from the metrics, a wrong one is told there
        yield from _told(
            tree, at, ((where, what) for where, what in wrong_names(claim, known, ids) if named or where[:1] != ("outcomes",))
        )


def _told(tree: Tree, at: int, found: Iterator[tuple[Where, Explained]]) -> Iterator[Problem]:
    for where, explained in found:
        yield tree.problem(("claims", at, *where), *explained)


def _figures(tree: Tree, accepted: Sequence[tuple[int, dict[str, Any]]], scenario: Scenario | None) -> Iterator[Problem]:
    """What is wrong in the figures that were accepted, at their lines."""
    known = {*scenario.quantities(), *(f"context.{name}" for name in scenario.context)} if scenario else set()
    names: set[str] = set()
    for at, row in accepted:
        try:
            Figure.model_validate(figure_of(row, tree.data["source"]))
        except ValueError as error:
            wrong: Any = error
            for detail in wrong.errors(include_url=False):
                where = ("figures", at, *detail["loc"])
                yield tree.problem(where, f"Figure {row.get('id')} does not hold.", f"{detail['msg']}.", "", "Correct it.")
        name = str(row.get("name"))
        if "." in name and known and name not in known:
            yield tree.problem(("figures", at, "name"),
                f"{scenario.name if scenario else ''} has no number `{short(name)}`.", "", "",
                               "Write a path that stands under `beside`, or a new id without a dot.")  # fmt: skip
        elif "." not in name and (not name.isidentifier() or name != name.lower()):
            yield tree.problem(
                ("figures", at, "name"), f"`{short(name)}` is no id.", "", "", "Write small letters, digits and underscores."
            )
        elif "." not in name and (name in names or f"context.{name}" in known):
            yield tree.problem(
                ("figures", at, "name"),
                f"The id {short(name)} is there already.",
                "",
                "",
                f"Write context.{short(name)}, or another id.",
            )
        names.add(name)


def _events(tree: Tree, accepted: Sequence[tuple[int, dict[str, Any]]], scenario: Scenario | None) -> Iterator[Problem]:
    """What is wrong in the events that were accepted, at their lines. A place may be a name that no scenario knows."""
    for at, row in accepted:
        if row.get("kind") not in KINDS:
            told = f"`{short(row.get('kind'))}` is no kind of event."
            yield tree.problem(("events", at, "kind"), told, "", "", f"Write one of: {', '.join(KINDS)}.")
        if not DAY.fullmatch(str(row.get("date"))):
            told = f"`{short(row.get('date'))}` is no date."
            yield tree.problem(("events", at, "date"), told, "", "", "Write YYYY-MM-DD, YYYY-MM or YYYY.")


def claim_of(row: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    """A claim as claims.yaml has it: without what the reader wrote beside it; its outcomes are its metrics."""
    made = {key: row[key] for key in OF_CLAIM if key in row}
    made["source"] = source.get("id")
    metrics = [one.get("metric") for one in row.get("propositions") or [] if isinstance(one, dict)]
    made.setdefault("outcomes", list(dict.fromkeys(metric for metric in metrics if isinstance(metric, str))))
    return made


def event_of(row: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    """An event as events.yaml has it."""
    made = {key: str(row[key]) for key in ("date", "place", "kind", "what") if key in row}
    return {**made, "source": source.get("id")}


def figure_of(row: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    """A figure as scenario.yaml has it. Whoever accepts it has read it in its source: it is verified."""
    made = {key: row[key] for key in ("value", "low", "best", "high", "known_on", "note") if key in row}
    return {**made, "source": source.get("id"), "status": "verified"}
