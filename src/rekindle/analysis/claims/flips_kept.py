"""Flips as they are kept: beside the worlds they were found with, and never given to another proposition or other worlds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rekindle.analysis.claims.plan import HISTORICAL, depends_on_policy
from rekindle.errors import UsageError
from rekindle.files import SEAL, is_sealed, read_json, sealed, write_json
from rekindle.json_text import Plain
from rekindle.scenario.claims.proposition import Proposition

FLIPS = "flips.json"
LATER = "not looked for yet: rekindle explain looks for assumptions that turn the verdict over"


@dataclass(frozen=True)
class HeldInput:
    """One input held between two values (None: as far as it goes), or a variant held to some of its options.

    `range` is what was tried, in the input's `unit`; None of a variant.
    """

    name: str
    meaning: str
    low: float | None
    high: float | None
    unit: str
    range: tuple[float, float] | None
    options: tuple[str, ...] = ()
    all_options: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> HeldInput:
        return cls(
            row["name"], row["meaning"], row["low"], row["high"], row["unit"], _ends(row["range"]),
            tuple(row.get("options", ())), tuple(row.get("all_options", ())),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        found = {"name": self.name, "meaning": self.meaning, "low": self.low, "high": self.high, "unit": self.unit,
                 "range": list(self.range) if self.range else None}  # fmt: skip
        return found | ({"options": list(self.options), "all_options": list(self.all_options)} if self.options else {})


@dataclass(frozen=True)
class Flip:
    """Assumptions under which a verdict turns over, and the probability of the proposition there with its 95 % interval.

    Of the `worlds` there `density` (a share) speak against the verdict: `coverage` of all worlds that do. `found_by` is box
    (a search), theory (a rival theory) or third (a third of the worlds by one input).
    """

    words: str
    limits: tuple[HeldInput, ...]
    inside: float
    low: float
    high: float
    worlds: int
    density: float
    coverage: float
    found_by: str

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Flip:
        limits = tuple(HeldInput.from_dict(limit) for limit in row["limits"])
        return cls(
            row["words"], limits, row["inside"], row["low"], row["high"], row["worlds"], row["density"], row["coverage"],
            row["found_by"],
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        return {
            "words": self.words, "limits": [limit.to_dict() for limit in self.limits], "inside": self.inside, "low": self.low,
            "high": self.high, "worlds": self.worlds, "density": self.density, "coverage": self.coverage,
            "found_by": self.found_by,
        }  # fmt: skip


@dataclass(frozen=True)
class TriedInput:
    """An input that was searched: the range its worlds drew, or the options of a variant."""

    name: str
    meaning: str
    unit: str
    options: tuple[str, ...] | None
    range: tuple[float, float] | None

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> TriedInput:
        options = None if row["options"] is None else tuple(row["options"])
        return cls(row["name"], row["meaning"], row["unit"], options, _ends(row["range"]))

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "meaning": self.meaning, "unit": self.unit,
                "options": None if self.options is None else list(self.options),
                "range": list(self.range) if self.range else None}  # fmt: skip


@dataclass(frozen=True)
class Flips:
    """What turns a verdict over (`found`; None where nobody has looked yet), what was tried in words, and the ranges tried."""

    found: tuple[Flip, ...] | None
    tried: str
    ranges: tuple[TriedInput, ...] = ()

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Flips:
        return cls(
            tuple(Flip.from_dict(flip) for flip in row["flips"]), row["flips_tried"],
            tuple(TriedInput.from_dict(one) for one in row["flips_ranges"]),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        return {"flips": None if self.found is None else [flip.to_dict() for flip in self.found],
                "flips_tried": self.tried, "flips_ranges": [one.to_dict() for one in self.ranges]}  # fmt: skip


NOT_YET = Flips(None, LATER)


@dataclass(frozen=True)
class ChanceFlips(Plain):
    """Of so many propositions `searched` so many flips were `found`; `expected` is how many chance would find, at the most."""

    searched: int
    found: int
    expected: float


def _ends(ends: Any) -> tuple[float, float] | None:
    if ends is None:
        return None
    low, high = ends
    return low, high


def key_of(one: Proposition, worlds: str, policy: str = HISTORICAL) -> str:
    """What flips are kept by: everything that decides a proposition, and the SHA-256 of the worlds it was decided with."""
    policy = policy if depends_on_policy(one) else HISTORICAL  # what compares policies is the same under any
    fields = one.model_dump_json(exclude={"changed", "why", "asks", "record", "same_as", "interventions", "before"})
    return hashlib.sha256("\n".join((fields, policy, worlds)).encode()).hexdigest()[:16]


def write_flips(folder: Path, found: Mapping[str, Flips]) -> None:
    """Keep flips beside the worlds they were found with. Raises UsageError where the folder cannot be written."""
    try:
        write_json(folder / FLIPS, sealed({key: flips.to_dict() for key, flips in found.items()}), 1)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}.") from None


def read_flips(folder: Path | str) -> dict[str, Flips]:
    """Flips kept in a folder, by key; none where there is no such file or it is torn: they are then looked for again."""
    try:
        found = read_json(Path(folder) / FLIPS) if folder else {}
        if not isinstance(found, dict) or not is_sealed(found):
            return {}
        return {key: Flips.from_dict(row) for key, row in found.items() if key != SEAL}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def flips_for(one: Proposition, kept: Mapping[str, Flips], worlds: str, policy: str = HISTORICAL) -> Flips:
    """A proposition's flips: those kept for it as it stands and for these worlds, or none yet."""
    return kept.get(key_of(one, worlds, policy), NOT_YET)
