"""The lists of words, read once: general English, no place and no side of any war."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from rekindle.scenario.yaml.document import parse_tree

FOLDER = Path(__file__).with_name("data")


@cache
def words(name: str) -> dict[str, Any]:
    """One list by the name of its file."""
    data: dict[str, Any] = parse_tree((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml").data
    return data


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of some phrases, the longest first; blanks in them match any blanks."""
    ordered = sorted({str(phrase) for phrase in phrases}, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)
