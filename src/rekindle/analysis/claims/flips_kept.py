"""Flips as they are kept: beside the worlds they were found with, and never given to another proposition or other worlds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rekindle.analysis.claims.plan import HISTORICAL, depends_on_policy
from rekindle.errors import UsageError
from rekindle.files import SEAL, is_sealed, read_json, sealed, write_json
from rekindle.scenario.claims.proposition import Proposition

FLIPS = "flips.json"
LATER = "not looked for yet: rekindle explain looks for assumptions that turn the verdict over"


def key_of(one: Proposition, worlds: str, policy: str = HISTORICAL) -> str:
    """What flips are kept by: everything that decides a proposition, and the SHA-256 of the worlds it was decided with."""
    policy = policy if depends_on_policy(one) else HISTORICAL  # what compares policies is the same under any
    fields = one.model_dump_json(exclude={"changed", "why", "asks", "record"})
    return hashlib.sha256("\n".join((fields, policy, worlds)).encode()).hexdigest()[:16]


def write_flips(folder: Path, found: Mapping[str, Any]) -> None:
    """Keep flips beside the worlds they were found with. Raises UsageError where the folder cannot be written."""
    try:
        write_json(folder / FLIPS, sealed(found), 1)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}.") from None


def read_flips(folder: Path | str) -> dict[str, Any]:
    """Flips kept in a folder, by key; none where there is no such file or it is torn: they are then looked for again."""
    try:
        found = read_json(Path(folder) / FLIPS) if folder else {}
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict) or not is_sealed(found):
        return {}
    return {key: value for key, value in found.items() if key != SEAL}


def row_of(one: Proposition, kept: Mapping[str, Any], worlds: str, policy: str = HISTORICAL) -> dict[str, Any]:
    """What the ledger says of a proposition's flips: those kept for it as it stands and for these worlds, or none yet."""
    found = kept.get(key_of(one, worlds, policy))
    if isinstance(found, dict) and {"flips", "flips_tried"} <= set(found):
        return found
    return {"flips": None, "flips_tried": LATER, "flips_ranges": []}
