"""Mistakes of YAML's syntax in words that help whoever wrote the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rekindle.scenario.problem import short

if TYPE_CHECKING:
    from rekindle.scenario.yaml.document import Tree


def note_syntax(tree: Tree, line: int, column: int, problem: str, text: str) -> None:
    """Say a mistake of syntax, at a line and column counted from 0, in words that help."""
    lines = text.splitlines()
    here = lines[line] if line < len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        what, todo = "The line begins with a tab.", "Indent with spaces; YAML allows no tabs there."
    elif "\\t" in problem:
        what, todo = _tab(here, column)
    elif "mapping values are not allowed" in problem:
        what = "A colon stands where none may."
        todo = "Put text that holds `: ` in quotes, and check that the line is indented like its neighbours."
    elif "','" in problem or "flow" in problem:
        what = "A { or [ that was opened is not closed properly before here."
        todo = "Look for a missing comma, quote or closing } or ]; put text that holds a comma, `: ` or { in quotes."
    elif "block end" in problem:
        what, todo = "The line does not fit in here.", "Indent it exactly like the lines it belongs with."
    elif "quoted scalar" in problem or "end of stream" in problem:
        what, todo = "A text in quotes is not closed.", "Close it with the same quote it was opened with."
    elif "expected ':'" in problem:
        what, todo = "A key without a colon stands here.", "Write `key: value`, with a space after the colon."
    else:
        what, todo = (
            f"This is not YAML: {short(problem, 120)}.",
            "Compare it with a scenario made by `rekindle new`.",
        )
    tree.fault(line + 1, what, "Nothing after this line could be checked.", todo)


def _tab(here: str, column: int) -> tuple[str, str]:
    """What to say of a tab that stands within a line."""
    before, after = here[:column].rstrip(), here[column:].strip()
    if after.startswith("#"):
        return "A tab stands before the comment.", "Put a space in its place."
    if not after:
        return "A tab stands at the end of the line.", "Delete it."
    if after.startswith(":"):
        return f"A tab stands between `{short(before)}` and its colon.", "Delete it."
    if before.endswith((":", "-")):
        last = before.split()[-1]
        return f"A tab stands after `{short(last)}`.", "Put a space in its place."
    return f"A tab stands in the line, before `{short(after)}`.", "Put a space in its place, or put the text in quotes."
