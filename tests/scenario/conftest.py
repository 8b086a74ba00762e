"""A small scenario of our own to break: what `rekindle new` writes, with pieces of its text changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from rekindle.scenario import Problem, check, new

NAME = "small-town"


class Draft:
    """A scenario folder whose texts can be changed."""

    def __init__(self, folder: Path) -> None:
        self.path = new(NAME, folder)
        self.sources = self.path.with_name("sources.yaml")

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def swap(self, old: str, new_text: str, file: str = "scenario.yaml") -> None:
        """Put a text in the place of the first `old`, which must be there."""
        path = self.path.with_name(file)
        text = path.read_text(encoding="utf-8")
        assert old in text, f"the template holds no {old!r}"
        path.write_text(text.replace(old, new_text, 1), encoding="utf-8")

    def line(self, text: str, file: str = "scenario.yaml") -> int:
        """The line of the first appearance of a text."""
        before, found, _ = self.path.with_name(file).read_text(encoding="utf-8").partition(text)
        assert found, f"no {text!r} in the changed file"
        return before.count("\n") + 1 + len(text) - len(text.lstrip("\n"))

    def check(self, as_of: datetime.date | None = None) -> list[Problem]:
        return check(self.path, as_of)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(tmp_path)


@pytest.fixture
def one_file(tmp_path: Path) -> Callable[[bytes], list[Problem]]:
    """Check a file of these bytes, with the template's sources beside it."""

    def examine(content: bytes) -> list[Problem]:
        path = new(NAME, tmp_path)
        path.write_bytes(content)
        return check(path)

    return examine
