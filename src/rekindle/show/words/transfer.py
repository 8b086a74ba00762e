"""The sentence that every page carries where worlds are drawn from a posterior of other scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rekindle.scenario.labels import joined as listed


def transferred(found: Mapping[str, Any]) -> str:
    """What is to be said of the entry `transfer` of a manifest, a summary or a ledger; nothing where there is none."""
    if "transfer" not in found:
        return ""
    where = listed(list(found["transfer"])) if found["transfer"] else "scenarios that it does not name"
    return f"Worlds are drawn from a posterior that was learnt on {where}, not on this scenario."


def beneath(found: Mapping[str, Any], text: str) -> str:
    """A text with that sentence above it, where there is something to be said."""
    sentence = transferred(found)
    return f"{sentence}\n\n{text}" if sentence else text
