"""What a long piece of work tells whoever waits for it: lines for a person, and how much is done.

Work takes a `Progress` as an argument. The one given here says nothing; the command line and pages have their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Task:
    """One piece of work with a known amount; `advance` is called as parts of it are done."""

    def advance(self, done: int) -> None:
        """So many more are done."""

    def describe(self, words: str) -> None:
        """What is being done now."""


class Progress:
    """Says nothing. Whoever shows progress overrides both methods."""

    def say(self, text: str) -> None:
        """A line for the person who waits."""

    @contextmanager
    def task(self, words: str, total: int | None) -> Iterator[Task]:
        """A piece of work begins; it ends with the block. Without a total nobody knows how much there is."""
        yield Task()


SILENT = Progress()
