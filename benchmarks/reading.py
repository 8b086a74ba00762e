"""How well `rekindle read` reads: recall, precision and F1 by kind against gold labels.

Three sets: the passages that rules were written by, those held out (tests/reader/gold), and the three commentaries against the
hand-made ledger, where their text lies beside the repository. A figure is found where its place overlaps the label's and both
ends are right; a claim where clause and label overlap by more than half of the shorter. A label counts once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests/reader/gold"
SOURCES = Path(os.environ.get("REKINDLE_SOURCES", ROOT.parent / "shared/sources"))
HEAD = re.compile(r"^## (\S+) \| ([^|]+) \| (\S+)$", re.M)


@dataclass(frozen=True)
class Label:
    """What a person marked: a kind and a value at a place of a text."""

    start: int
    end: int
    kind: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Passage:
    """A text with its labels."""

    name: str
    manner: str
    written: date | None
    text: str
    figures: tuple[Label, ...]
    claims: tuple[Label, ...]


def passages(name: str) -> list[Passage]:
    """The passages of a file of gold."""
    text = (GOLD / f"{name}.txt").read_text(encoding="utf-8")
    heads = list(HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    found = []
    for head, end in zip(heads, ends, strict=True):
        plain, figures, claims = parsed(text[head.end() : end].strip())
        found.append(Passage(head[1], head[2].strip(), date.fromisoformat(head[3]), plain, tuple(figures), tuple(claims)))
    return found


def parsed(marked: str) -> tuple[str, list[Label], list[Label]]:
    """A marked text as plain text and labels."""
    plain, figures, claims = "", [], []
    open_claim: tuple[int, str, str] | None = None
    at = 0
    for found in re.finditer(
        r"\[\[([^|\]]+)\|([^|\]]+)\|([^|\]]+)(?:\|([^|\]]+))?\]\]|\{\{(Q|J ?[a-z -]*)\|\s*|\s*\}\}", marked
    ):
        plain += marked[at : found.start()]
        at = found.end()
        if found[1]:
            figures.append(Label(len(plain), len(plain) + len(found[1]), found[2], found[3], found[4] or found[3]))
            plain += found[1]
        elif found[5]:
            open_claim = len(plain), found[5][0], found[5][1:].strip()
        elif open_claim:
            claims.append(Label(open_claim[0], len(plain), open_claim[1], open_claim[2]))
            open_claim = None
    return plain + marked[at:], figures, claims


@dataclass
class Score:
    """Counts of labels, of drafts, and of those that are right."""

    gold: int = 0
    drafted: int = 0
    recalled: int = 0
    right: int = 0

    def add(self, other: Score) -> Score:
        return Score(
            self.gold + other.gold, self.drafted + other.drafted, self.recalled + other.recalled, self.right + other.right
        )

    @property
    def recall(self) -> float:
        return self.recalled / self.gold if self.gold else float("nan")

    @property
    def precision(self) -> float:
        return self.right / self.drafted if self.drafted else float("nan")

    @property
    def f1(self) -> float:
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0

    def __str__(self) -> str:
        return (f"recall {self.recalled}/{self.gold} = {self.recall:.2f}, precision {self.right}/{self.drafted} = "
                f"{self.precision:.2f}, "
                f"F1 {self.f1:.2f}")  # fmt: skip


def figure_fits(label: Label, drafted: Any) -> bool:
    """Whether a drafted figure is the one labelled: the same place, and the same ends."""
    if not (label.start < drafted.end and drafted.start < label.end):
        return False
    if label.kind == "date" or drafted.kind == "date":
        return label.kind == drafted.kind and drafted.date == label.low
    return all(given is not None and abs(given - float(meant)) <= 1e-3 * max(1.0, abs(float(meant)))
               for given, meant in ((drafted.low, label.low), (drafted.high, label.high)))  # fmt: skip


def claim_fits(label: Label, drafted: Any) -> bool:
    """Whether a drafted clause is the one labelled: more than half of the shorter of the two is shared."""
    shared = min(label.end, drafted.end) - max(label.start, drafted.start)
    return shared > 0.5 * min(label.end - label.start, drafted.end - drafted.start)


def matched(
    labels: Sequence[Label], drafts: Sequence[Any], fits: Any
) -> tuple[list[tuple[Label, Any]], list[Label], list[Any]]:
    """Pairs, labels that nobody drafted, and drafts that nobody labelled."""
    pairs = [(label, one) for label in labels for one in drafts if fits(label, one)]
    missed = [label for label in labels if not any(label is pair[0] for pair in pairs)]
    extra = [one for one in drafts if not any(one is pair[1] for pair in pairs)]
    return pairs, missed, extra


def scored(labels: Sequence[Label], drafts: Sequence[Any], fits: Any) -> Score:
    """The score of some drafts against some labels."""
    _, missed, extra = matched(labels, drafts, fits)
    return Score(len(labels), len(drafts), len(labels) - len(missed), len(drafts) - len(extra))


def read_passage(passage: Passage) -> Any:
    """The draft of a passage as the reader makes it from plain text."""
    from rekindle.reader.document import from_bytes
    from rekindle.reader.draft import drafted

    document = from_bytes(passage.text.encode(), f"{passage.name}.txt", passage.written)
    assert document.text == passage.text, f"{passage.name} was not read as it stands"
    return drafted(document)


def totals(found: Sequence[tuple[Passage, Any]]) -> Iterator[tuple[str, str]]:
    """Rows of a set of passages: figures and claims, whole and by kind, and how many kinds and hedges are right."""
    figures = [scored(one.figures, draft.figures, figure_fits) for one, draft in found]
    claims = [scored(one.claims, draft.claims, claim_fits) for one, draft in found]
    yield "figures", str(_sum(figures))
    kinds = sorted(
        {label.kind for one, _ in found for label in one.figures} | {each.kind for _, draft in found for each in draft.figures}
    )
    for kind in kinds:
        rows = []
        for one, draft in found:
            labels, drafts = [x for x in one.figures if x.kind == kind], [x for x in draft.figures if x.kind == kind]
            rows.append(scored(labels, drafts, figure_fits))
        yield f"  {kind}, kind right too", str(_sum(rows))
    yield "claims", str(_sum(claims))
    for kind in ("Q", "J"):
        rows = [
            scored([x for x in one.claims if x.kind == kind], [x for x in draft.claims if x.kind == kind], claim_fits)
            for one, draft in found
        ]
        yield f"  {kind}, kind right too", str(_sum(rows))
    pairs = [pair for one, draft in found for pair in matched(one.claims, draft.claims, claim_fits)[0]]
    judged = [(label, one) for label, one in pairs if label.kind == "J"]
    yield "  kind of the claims found", f"{sum(label.kind == one.kind for label, one in pairs)}/{len(pairs)}"
    yield "  hedge of the judgements found", f"{sum(label.low == one.hedge for label, one in judged)}/{len(judged)}"


def _sum(rows: Sequence[Score]) -> Score:
    total = Score()
    for one in rows:
        total = total.add(one)
    return total


def misses(found: Sequence[tuple[Passage, Any]]) -> Iterator[str]:
    """Every miss and every extra, in words, for whoever mends rules (of the development passages)."""
    for one, draft in found:
        for labels, drafts, fits in ((one.figures, draft.figures, figure_fits), (one.claims, draft.claims, claim_fits)):
            pairs, missed, extra = matched(labels, drafts, fits)
            yield from (f"{one.name} missed {label.kind} {label.low} {one.text[label.start : label.end]!r}" for label in missed)
            yield from (f"{one.name} extra {each.kind} {getattr(each, 'low', '')} {each.words!r}" for each in extra)
            for label, each in pairs:
                hedges = getattr(each, "hedge", "") if label.kind == "J" else ""
                if label.kind != each.kind or (hasattr(each, "form") and hedges and hedges != label.low):
                    yield f"{one.name} other {label.kind}/{each.kind} {label.low}/{hedges} {each.words!r}"


def measure() -> Iterator[tuple[str, str]]:
    """Scores of the development passages, of those held out, and of the three commentaries."""
    for name in ("development", "held_out"):
        found = [(one, read_passage(one)) for one in passages(name)]
        yield name, f"{len(found)} passages"
        yield from totals(found)
    if not all((SOURCES / row["file"]).is_file() for row in sources().values()):
        yield "the three commentaries", f"not measured: they are not in {SOURCES} (REKINDLE_SOURCES names another folder)"
        return
    yield from commentaries()


def sources() -> dict[str, Any]:
    """Where the three commentaries say what the hand-made ledger holds."""
    from rekindle.scenario.yaml.document import parse_tree

    data: dict[str, Any] = parse_tree((GOLD / "sources.yaml").read_text(encoding="utf-8"), "sources.yaml").data
    return data


@dataclass(frozen=True)
class Commentary:
    """A commentary with its draft and where the hand-made ledger stands on it."""

    name: str
    draft: Any
    statements: tuple[tuple[int, Label], ...]
    figures: tuple[Label, ...]

    def answers(self, label: Label) -> list[Any]:
        """The drafts that stand where a statement does: claims, or figures where it is a fact (F)."""
        if label.kind == "F":
            return [one for one in self.draft.figures if label.start <= one.start < label.end]
        return [one for one in self.draft.claims if claim_fits(label, one)]


def drafts_of_sources() -> list[Commentary]:
    """The three commentaries, read."""
    from rekindle.reader.document import opened
    from rekindle.reader.draft import drafted
    from rekindle.scenario import read

    scenario = read("mosul-2016")
    found = []
    for name, row in sources().items():
        document = opened(SOURCES / row["file"])
        assert (document.sha256, len(document.text)) == (row["sha256"], row["letters"]), (
            f"{name} is read otherwise than when it was labelled"
        )
        statements = tuple(
            (each["statement"], Label(each["from"], each["to"], each["kind"], each["hedge"])) for each in row["statements"]
        )
        figures = tuple(Label(each["from"], each["to"], each["kind"], each["low"], each["high"]) for each in row["figures"])
        found.append(Commentary(name, drafted(document, scenario), statements, figures))
    return found


def commentaries() -> Iterator[tuple[str, str]]:
    """Rows of the three commentaries against the hand-made ledger."""
    found = drafts_of_sources()
    statements = {number for one in found for number, _ in one.statements}
    seen = {number for one in found for number, label in one.statements if one.answers(label)}
    yield (
        "the three commentaries: statements found",
        f"{len(seen)}/{len(statements)}; missed {sorted(statements - seen) or 'none'}",
    )
    for kind in ("F", "Q", "J"):
        rows = [(label, one.answers(label)) for one in found for _, label in one.statements if label.kind == kind]
        same = kind == "F" or None
        right = sum(bool(each) if same else any(draft.kind == kind for draft in each) for _, each in rows)
        yield f"  places of {kind}, kind right too", f"{right}/{len(rows)}"
    drafts = [(one, each) for one in found for each in one.draft.claims]
    known = sum(any(claim_fits(label, each) for _, label in one.statements) for one, each in drafts)
    yield "  drafted claims that the ledger has", f"{known}/{len(drafts)}"
    hedged = [
        (label, one.answers(label)) for one in found for _, label in one.statements if label.kind == "J" and label.low != "flat"
    ]
    yield (
        "  hedges to the ledger's words",
        f"{sum(any(each.hedge == label.low for each in drafts) for label, drafts in hedged)}/{len(hedged)}",
    )
    yield "  figures", str(_sum([scored(one.figures, [each for each in one.draft.figures if each.kind != "date" or any(
        figure_fits(label, each) for label in one.figures)], figure_fits) for one in found]))  # fmt: skip
    actors = [each for one in found for each in one.draft.figures if each.unit == "people"]
    yield "  figures of people with an actor", f"{sum(bool(each.actor) for each in actors)}/{len(actors)}"
