"""Rows of a made-up ledger, and the same with some fields changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar

from rekindle.analysis.claims.answer import Answer, Bar, Estimate, PolicyMeans, Result
from rekindle.analysis.claims.flips_kept import NOT_YET, Flip, HeldInput
from rekindle.analysis.claims.results import ClaimRow, Happened, PropositionRow

Some = TypeVar("Some", bound=Answer)
RESULT = {field.name for field in fields(Result)}

ROW = PropositionRow(
    number=1, kind="probability", asks="", exactly="", bar=Bar(0.66), bar_word="likely", why="", scenario="town",
    horizon=date(2021, 12, 31), policies=("historical",), asked_under="historical", happened=None, threshold=1.0, unit="1",
    measured=None, group=(), against=(), what=None, axes=(), changed=None, flips=NOT_YET,
    result=Result(0.0, 0.0, 0.0, "likely", 0, 0, "worlds", 0, False, False, False, (), Estimate(0.0, 1.0, 2.0)),
)  # fmt: skip


def but(one: Some, **more: Any) -> Some:
    """A proposition with other fields, of its own or of its result."""
    found = {name: more.pop(name) for name in list(more) if name in RESULT}
    if found:
        more["result"] = replace(one.found, **found)
    return replace(one, **more)


def statement(number: int, rows: Sequence[PropositionRow], **more: Any) -> ClaimRow:
    """A statement with the verdict that follows from its propositions."""
    upheld = sum(one.found.upheld for one in rows if one.tested)
    of = sum(not one.untested for one in rows)
    verdict = "not tested" if rows and not of else "upheld" if upheld == of else "upheld in part" if upheld else "not upheld"
    if not all(one.result for one in rows):
        verdict = "not decided"
    found: dict[str, Any] = {
        "id": number, "source": "gazette-2016", "kind": "J", "statement": f"Statement {number}.", "verdict": verdict,
        "upheld": upheld, "of": of, "mechanisms": ("assault", "advance"), "outcomes": ("control",), "quantities": (),
        "disagrees_with": (), "note": None, "propositions": tuple(rows), "table": None, "paths": None, "short": None,
        "heading": None, "remark": None,
    }  # fmt: skip
    return ClaimRow(**(found | more))


def recorded(held: bool | None = True, words: str = "x", *sources: str) -> Happened:
    """What a record says."""
    return Happened(held, 1.0, 2.0, words, sources)


def means(*beaten_by: str, **axes: float) -> PolicyMeans:
    """A policy on a frontier: its means by axis, and what beats it."""
    return PolicyMeans(beaten_by, axes)


def flip(words: str, *limits: HeldInput, inside: float = 0.31, worlds: int = 120) -> Flip:
    """Assumptions that turn a verdict over."""
    return Flip(words, limits, inside, 0.0, 1.0, worlds, 0.75, 0.4, "box")


def held(name: str, meaning: str = "", low: float | None = None, high: float | None = None, unit: str = "") -> HeldInput:
    """An input between two values."""
    return HeldInput(name, meaning, low, high, unit, (0.0, 1.0))
