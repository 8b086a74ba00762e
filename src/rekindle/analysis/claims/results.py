"""A ledger of claims as data: every statement with its verdict, what was asked, and what the record says.

`rekindle.claims` gives a `Ledger`; `Ledger.to_dict` gives it as JSON has it, what `rekindle claims NAME --json` prints.
Numbers of worlds are in the unit of the metric.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rekindle.analysis.claims.answer import Answer
from rekindle.analysis.claims.flips_kept import ChanceFlips, Flips
from rekindle.analysis.claims.plan import HISTORICAL
from rekindle.analysis.outcomes.wording import Described


@dataclass(frozen=True)
class Happened:
    """What the record says: it held, it did not, or its figures disagree (None); the range recorded, in words too."""

    held: bool | None
    low: float
    high: float
    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ChangedWording:
    """A change since the file was first written; `was` is the old wording, None of what was added."""

    on: date
    reason: str
    results_seen: bool
    was: Answer | None

    def to_dict(self) -> dict[str, Any]:
        was = self.was
        old = was.wording() | {"why": was.why, "decided": was.result is not None} | was.numbers() if was else None
        return {"on": str(self.on), "reason": self.reason, "results_seen": self.results_seen, "was": old}


@dataclass(frozen=True)
class EarlierVerdict:
    """The verdict of the model before today's, until a day: upheld, not upheld or not tested, and why it is another one now."""

    until: date
    verdict: str
    probability: float | None
    why: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"until": str(self.until)}


@dataclass(frozen=True, kw_only=True)
class PropositionRow(Answer):
    """One proposition of a statement. `asked_under` is the policy that the ledger was asked under, None where it names its own.

    `measured` says of a difference whether it is absolute or relative; `group` and `against` are causes of a share of
    variance; `what` is its metric and `axes` those of a frontier. `same_as` is the proposition that asks about the same event.
    """

    number: int
    kind: str
    scenario: str
    horizon: date
    policies: tuple[str, ...]
    asked_under: str | None
    happened: Happened | None
    threshold: float
    unit: str
    measured: str | None
    group: tuple[str, ...]
    against: tuple[str, ...]
    what: Described | None
    axes: tuple[Described, ...]
    changed: ChangedWording | None
    flips: Flips
    same_as: str | None = None
    before: EarlierVerdict | None = None

    @property
    def verdict(self) -> str:
        """What came out: upheld, not upheld, not tested or not decided."""
        if self.result is None or self.untested:
            return "not tested" if self.result else "not decided"
        return "upheld" if self.result.upheld else "not upheld"

    @property
    def turned(self) -> bool:
        """Whether it came out otherwise under the model before; not told of what is asked under another policy than then."""
        then = self.before if self.asked_under in (None, HISTORICAL) and self.result else None
        return then is not None and then.verdict != self.verdict

    @property
    def held(self) -> bool | None:
        """Whether it held by the record; None where that does not say."""
        return self.happened.held if self.happened else None

    def to_dict(self) -> dict[str, Any]:
        return self.wording() | {
            "number": self.number, "kind": self.kind, "same_as": self.same_as,
            "before": self.before.to_dict() if self.before else None, "scenario": self.scenario, "why": self.why,
            "horizon": str(self.horizon), "policies": list(self.policies), "asked_under": self.asked_under,
            "decided": self.result is not None,
            "happened": asdict(self.happened) | {"sources": list(self.happened.sources)} if self.happened else None,
            "threshold": self.threshold, "unit": self.unit, "measured": self.measured,
            "group": list(self.group), "against": list(self.against), "what": str(self.what) if self.what else None,
            "axes_words": [str(axis) for axis in self.axes],
        } | self.numbers() | ({"changed": self.changed.to_dict()} if self.changed else {}) | self.flips.to_dict()  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """A quantity as a scenario has it: range, unit, and sources by name."""

    low: float
    best: float
    high: float
    unit: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class QuantityRow:
    """A number that a figure feeds, by its path; None where the scenario does not have it."""

    path: str
    figures: Figures | None

    def to_dict(self) -> dict[str, Any]:
        figures = asdict(self.figures) | {"sources": list(self.figures.sources)} if self.figures else {}
        return {"path": self.path, **figures}


@dataclass(frozen=True)
class ShareCell:
    """Of a yes or no the share of worlds with its 95 % interval."""

    share: float
    low: float
    high: float
    worlds: int

    def to_dict(self) -> dict[str, Any]:
        return {"kind": "share", **asdict(self)}


@dataclass(frozen=True)
class NumberCell:
    """Of any other metric the median and 90 % of worlds; None where that is no finite number, or there are no worlds."""

    p05: float | None
    median: float | None
    p95: float | None
    worlds: int

    def to_dict(self) -> dict[str, Any]:
        return {"kind": "number", **asdict(self)}


Cell = ShareCell | NumberCell


@dataclass(frozen=True)
class PolicyCells:
    """One policy in a table, a cell for every column."""

    policy: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class TableBeside:
    """What stands beside a verdict and decides nothing: some metrics (columns) under some policies (rows)."""

    title: str
    columns: tuple[Described, ...]
    rows: tuple[PolicyCells, ...]

    def to_dict(self) -> dict[str, Any]:
        rows = [{"policy": row.policy, "cells": [cell.to_dict() for cell in row.cells]} for row in self.rows]
        return {"title": self.title, "columns": [str(column) for column in self.columns], "rows": rows}


@dataclass(frozen=True)
class People:
    """A number of people over worlds: its mean, and 90 % of worlds."""

    mean: float
    p05: float
    p95: float


@dataclass(frozen=True)
class PathsBeside:
    """Where members from each origin are on a day: people by series, then by origin."""

    date: date
    worlds: int
    origins: tuple[str, ...]
    people: Mapping[str, Mapping[str, People]]

    def to_dict(self) -> dict[str, Any]:
        people = {name: {origin: asdict(each) for origin, each in of.items()} for name, of in self.people.items()}
        return {"date": str(self.date), "worlds": self.worlds, "origins": list(self.origins), "people": people}


@dataclass(frozen=True, kw_only=True)
class ClaimRow:
    """One statement: `kind` is F (a figure), Q (a question) or J (a judgement).

    `upheld` of the `of` propositions that are a test (or are not decided) are upheld; `untestable` is why nothing could be.
    """

    id: int
    source: str
    kind: str
    statement: str
    verdict: str
    short: str | None
    heading: str | None
    remark: str | None
    upheld: int
    of: int
    mechanisms: tuple[str, ...]
    outcomes: tuple[str, ...]
    quantities: tuple[QuantityRow, ...]
    disagrees_with: tuple[int, ...]
    note: str | None
    propositions: tuple[PropositionRow, ...]
    table: TableBeside | None
    paths: PathsBeside | None
    untestable: str | None = None

    @property
    def decided(self) -> list[PropositionRow]:
        return [one for one in self.propositions if one.result]

    @property
    def tested(self) -> list[PropositionRow]:
        """Propositions that were decided and are a test."""
        return [one for one in self.propositions if one.tested]

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "source": self.source, "kind": self.kind, "statement": self.statement, "verdict": self.verdict,
            "short": self.short, "heading": self.heading, "remark": self.remark, "untestable": self.untestable,
            "upheld": self.upheld, "of": self.of,
            "mechanisms": list(self.mechanisms), "outcomes": list(self.outcomes),
            "quantities": [one.to_dict() for one in self.quantities], "disagrees_with": list(self.disagrees_with),
            "note": self.note, "propositions": [one.to_dict() for one in self.propositions],
            "table": self.table.to_dict() if self.table else None, "paths": self.paths.to_dict() if self.paths else None,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Every statement of a scenario's commentaries with its verdict, as asked under a policy.

    `written` is the day of the claims file, `main` the statements that a summary answers, `worlds` the fewest behind a
    verdict, `stored` the folder they lie in, `stale` the runs there that are out of date. `transfer` names the scenarios that
    the posterior was learnt on where this is none of them. `record_end` is the last day of which the scenario's record
    has a figure. `chance_flips` says how many flips chance alone would find.
    """

    scenario: str
    title: str
    policy: str
    written: date
    main: tuple[int, ...]
    worlds: int
    seed: int
    worlds_from: str
    stored: str
    transfer: tuple[str, ...] | None
    stale: tuple[str, ...]
    record_end: date | None
    claims: tuple[ClaimRow, ...]
    chance_flips: ChanceFlips | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "scenario": self.scenario, "title": self.title, "policy": self.policy, "written": str(self.written),
            "main": list(self.main), "worlds": self.worlds, "seed": self.seed, "worlds_from": self.worlds_from,
            "stored": self.stored, **({} if self.transfer is None else {"transfer": list(self.transfer)}),
            "stale": list(self.stale), "record_end": str(self.record_end) if self.record_end else None,
            "chance_flips": self.chance_flips.to_dict() if self.chance_flips else None,
            "claims": [claim.to_dict() for claim in self.claims],
        }  # fmt: skip
