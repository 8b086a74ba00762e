"""The sentence that every page carries where worlds are drawn from a posterior of other scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rekindle.scenario.labels import joined as listed


def transferred(learnt_on: Sequence[str] | None) -> str:
    """What is to be said of the scenarios that a posterior was learnt on instead; nothing where there is nothing (None)."""
    if learnt_on is None:
        return ""
    where = listed(learnt_on) if learnt_on else "scenarios that it does not name"
    return f"Worlds are drawn from a posterior that was learnt on {where}, not on this scenario."


def beneath(found: Mapping[str, Any], text: str) -> str:
    """A text with that sentence above it, where there is something to be said."""
    sentence = transferred(found.get("transfer"))
    return f"{sentence}\n\n{text}" if sentence else text
