"""One thing that is wrong in a file: where, what, why, the nearest valid name and what to do."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True)
class Problem:
    """Something in a file that a person has to mend. `str(problem)` begins with `file:line:`."""

    file: str
    line: int
    what: str
    why: str = ""
    nearest: str = ""
    todo: str = ""

    def __str__(self) -> str:
        return " ".join([f"{self.file}:{self.line}: {self.what}", *self._advice()])

    def _advice(self) -> list[str]:
        near = f"Did you mean `{self.nearest}`?" if self.nearest else ""
        return [text for text in (self.why, near, self.todo) if text]

    def wrapped(self, width: int = 80) -> str:
        """The problem over several lines: the place in the file first, then what is wrong and what to do."""
        text = "\n".join(
            textwrap.fill(part, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
            for part in (self.what, " ".join(self._advice()))
            if part
        )
        return f"{self.file}:{self.line}:\n{text}"


def report(problems: Iterable[Problem], width: int = 80) -> str:
    """All problems as text for a terminal of `width` columns, in the order of the file, the count first."""
    found = list(problems)
    if not found:
        return "No problems."
    count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    return f"{count}:\n\n" + "\n\n".join(problem.wrapped(width) for problem in found)


MOST = 200
"""Problems of one kind of check that are looked for. Whoever has mended so many sees the next ones."""


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file (in the order met) and line, each said once."""
    found = list(dict.fromkeys(problems))
    files = list(dict.fromkeys(problem.file for problem in found))
    return sorted(found, key=lambda problem: (files.index(problem.file), problem.line))


def nearest(word: object, choices: Iterable[str]) -> str:
    """The valid name most like `word`, or nothing when none is."""
    known = {choice.lower(): choice for choice in islice(choices, 1000)}
    match = difflib.get_close_matches(str(word).lower()[:80], known, n=1, cutoff=0.6)
    return known[match[0]] if match else ""


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names for a sentence: `a, b, c and 4 more`."""
    every = list(names)
    if len(every) <= most:
        return ", ".join(every) if every else "none"
    return ", ".join(every[:most]) + f" and {len(every) - most} more"


def short(value: object, most: int = 40) -> str:
    """A value as it may be quoted in a message: on one line and not too long."""
    text = " ".join(str(value).split())
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= most else text[: most - 3] + "..."
