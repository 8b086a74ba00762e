"""A YAML file as plain data together with the line of every entry, whatever is wrong with the file.

ruamel.yaml parses (YAML 1.2: `NO` stays text); this module builds dicts, lists, texts, numbers and dates from its
events itself, so that nothing in a file can make an object, expand an alias or nest without end.

A plain file is parsed by libyaml first, which is fourteen times as fast. Only the parser written in Python finds faults: a
file in which libyaml, or what is built from its events, meets one is read again.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from rekindle.scenario.problem import MOST, Problem, short
from rekindle.scenario.yaml.commas import advice, cut_by_comma, without_comma
from rekindle.scenario.yaml.syntax import note_syntax

Path = tuple[str | int, ...]
"""Keys and positions from the top of a file to one entry."""

LARGEST = 500_000
"""Bytes a file may have. A packaged scenario has a quarter of that; the parser needs some seconds for this much."""

DEEPEST = 24
"""Levels a file may nest. A scenario needs seven."""

_UNUSUAL = re.compile(r"[\t\r\x85\u2028\u2029\ufeff]|^(%|---|\.\.\.)|(^|[\s,\[{])[?&*!]|[|>]#", re.MULTILINE)
"""What the two parsers may read differently: tabs, other ends of lines, directives, documents, tags, anchors, complex keys."""

_STUMBLES = (ValueError, TypeError, AttributeError, LookupError, NotImplementedError)
_INTEGER = re.compile(r"[-+]?[0-9]{1,40}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,4})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


@dataclass
class Tree:
    """What a file says (`data`), where it says it (`lines`) and what kept us from reading it (`problems`).

    `data` is None when nothing could be read.
    """

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    content: bytes = b""

    def line(self, path: Path) -> int:
        """The line of an entry, or of the nearest thing above it that is in the file."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def problem(self, path: Path, what: str, why: str = "", nearest: str = "", todo: str = "") -> Problem:
        """A problem at the line of an entry."""
        return Problem(self.file, self.line(path), what, why, nearest, todo)

    def fault(self, line: int, what: str, why: str = "", todo: str = "") -> None:
        """Note a problem at a line; beyond many of them nothing is noted."""
        if len(self.problems) < MOST:
            self.problems.append(Problem(self.file, line, what, why, "", todo))


def read_tree(path: FilePath, shown: str | None = None) -> Tree:
    """Read a YAML file. Whatever is wrong with it is in the `problems` of the result; `shown` is its name there."""
    tree = Tree(shown or str(path))
    try:
        with path.open("rb") as stream:
            tree.content = stream.read(LARGEST + 1)
    except OSError as error:
        tree.fault(1, f"The file cannot be read: {error.strerror or error}.", todo="Check its name and rights.")
        return tree
    text = _text(tree)
    if text is not None:
        _parse(tree, text)
    return tree


def parse_tree(text: str, shown: str) -> Tree:
    """The same for text that is already in memory."""
    tree = Tree(shown, content=text.encode("utf-8", "surrogatepass"))
    decoded = _text(tree)
    if decoded is not None:
        _parse(tree, decoded)
    return tree


def _text(tree: Tree) -> str | None:
    """The bytes of a file as text, or a problem."""
    content = tree.content
    if len(content) > LARGEST:
        tree.fault(
            1,
            f"The file is larger than {LARGEST // 1000:,} kB.",
            "Scenario files are small, so this is probably another kind of file.",
            "Give a scenario.yaml, or move long notes out of it.",
        )
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        why = "It holds bytes that no UTF-8 text has."
        tree.fault(1, "This is not a text file.", why, "Save it as plain UTF-8 text.")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        bad = content[error.start]
        tree.fault(
            line,
            f"A character here is not UTF-8 (byte 0x{bad:02x}).",
            "The file was probably saved in another encoding, such as Latin-1.",
            "Save it as UTF-8.",
        )
        return None
    if not text.strip():
        tree.fault(1, "The file is empty.", todo="Start one with `rekindle new NAME`.")
        return None
    return text


def _parse(tree: Tree, text: str) -> None:
    """Turn events into data, noting every problem on the way; a mistake of syntax ends the reading there."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
    from ruamel.yaml.reader import ReaderError

    if _parse_quickly(tree, text):
        return
    builder = _Builder(tree)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if not builder.take(event):
                return
    except MarkedYAMLError as error:
        # a text in quotes that is never closed runs to the end of the file: where it began is what helps
        unclosed = "quoted scalar" in str(error.context)
        mark = (error.context_mark if unclosed else error.problem_mark) or error.context_mark
        note_syntax(tree, mark.line if mark else 0, mark.column if mark else 0, error.problem or error.context or "", text)
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1 if isinstance(error.position, int) else 1
        tree.fault(
            line,
            f"A control character (0x{ord(str(error.character)[:1] or '?'):02x}) stands here.",
            "No YAML file may hold one.",
            "Delete it.",
        )
    except (YAMLError, YAMLStreamError, *_STUMBLES) as error:
        # the parser stumbles over some malformed directives with errors of its own; they are the file's fault
        tree.fault(builder.line, f"This is not YAML: {short(error, 120)}.", todo="Mend the line above or below.")
    else:
        tree.data = builder.top
        if builder.top is None and not tree.problems:
            tree.fault(1, "The file holds only comments.", todo="Start one with `rekindle new NAME`.")


def _parse_quickly(tree: Tree, text: str) -> bool:
    """Turn events of libyaml into data; False, with the tree as it was, for a file that is not plain or has a fault."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if _UNUSUAL.search(text):
        return False
    quick = Tree(tree.file)
    builder = _Builder(quick)
    try:
        whole = all(builder.take(event) for event in YAML(typ="safe").parse(text))
    except (YAMLError, *_STUMBLES):
        return False
    if quick.problems or not whole or builder.top is None:
        return False
    tree.data, tree.lines = builder.top, quick.lines
    return True


class _Builder:
    """Builds data from events without recursion, so that depth is ours to limit."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.top: Any = None
        self.line = 1
        self.documents = 0
        # one entry per open collection: the collection, its path, and the key that waits for its value
        self.open: list[tuple[Any, Path]] = []
        self.keys: list[tuple[str, int] | None] = []
        # of each of them between braces, the last key and its plain value, which a comma may have cut; else None
        self.last: list[tuple[str, str] | None] = []
        # depth inside a key that is itself a collection, or a value that is dropped
        self.skipping = 0

    def take(self, event: Any) -> bool:
        """Take one event; False ends the reading."""
        name = type(event).__name__
        if event.start_mark is not None:
            self.line = event.start_mark.line + 1
        if name == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self.tree.fault(self.line, "A second document begins here (`---`).", todo="Keep one document in a file.")
                self.tree.data = self.top
                return False
            return True
        if name in ("MappingEndEvent", "SequenceEndEvent"):
            self._close()
            return True
        if name not in ("AliasEvent", "ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            return True
        if len(self.tree.problems) >= MOST:
            return False
        self._refuse(event, name)
        if name == "AliasEvent":
            self._place(None, self.line)
            return True
        if name == "ScalarEvent":
            plain = event.implicit[0] and event.style in (None, "")
            if self._joined(event.value, plain):
                return True
            self._place(_scalar(event.value) if plain else event.value, self.line, event.value)
            return True
        mapping = name == "MappingStartEvent"
        return self._enter({} if mapping else [], mapping and bool(event.flow_style))

    def _refuse(self, event: Any, name: str) -> None:
        """Anchors, aliases and tags have no place in a scenario."""
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            kind, sign = ("alias", "*") if name == "AliasEvent" else ("anchor", "&")
            self.tree.fault(
                self.line,
                f"The {kind} `{sign}{short(anchor)}` stands here.",
                "Anchors and aliases are refused: a small file could unfold into a huge one.",
                "Write the value out, or put text that begins with & or * in quotes.",
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = str(tag).replace("tag:yaml.org,2002:", "!!")
            self.tree.fault(
                self.line,
                f"The tag `{short(shown)}` stands here.",
                "Tags are refused: a scenario holds texts, numbers and dates, never objects.",
                "Remove the tag, or put text that begins with ! in quotes.",
            )

    def _enter(self, collection: Any, flow: bool) -> bool:
        if len(self.open) + self.skipping >= DEEPEST:
            self.tree.fault(
                self.line,
                f"This is nested more than {DEEPEST} levels deep.",
                "A scenario needs seven.",
                "Look for brackets that were never closed.",
            )
            return False
        if self.skipping or (self.open and isinstance(self.open[-1][0], dict) and self.keys[-1] is None):
            if not self.skipping:
                self.tree.fault(
                    self.line,
                    "A { or [ stands where a key should be.",
                    todo="Write a plain name before the colon; put text with braces in quotes.",
                )
            self.skipping += 1
            return True
        if self.last and self.last[-1] is not None:
            self.last[-1] = ("", "")
        path = self._place(collection, self.line)
        self.open.append((collection, path))
        self.keys.append(None)
        self.last.append(("", "") if flow else None)
        return True

    def _joined(self, text: str, plain: bool) -> bool:
        """Join to a number what a comma cut off it (`{low: 0,7}` reads as low 0 and a key 7 without a value), and say so."""
        if self.skipping or not self.open or self.keys[-1] is None or self.last[-1] is None:
            return False
        (after, line), (key, before) = self.keys[-1], self.last[-1]
        if text or not plain or not cut_by_comma(before, after):
            self.last[-1] = (after, text if plain else "")
            return False
        whole = f"{before},{after}"
        if "," in before:
            self.tree.problems.pop()
        what = f"The number `{short(whole)}` is written with a comma."
        self.tree.fault(line, what, "Between { and } a comma begins the next entry.", advice(whole))
        if "," not in before and (meant := without_comma(whole)):
            self.open[-1][0][key] = float(meant)  # so that later checks do not speak of the part before the comma
        self.keys[-1], self.last[-1] = None, (key, whole)
        return True

    def _close(self) -> None:
        if self.skipping:
            self.skipping -= 1
            if not self.skipping:
                self.keys[-1] = ("", 0)
            return
        self.open.pop()
        self.keys.pop()
        self.last.pop()

    def _place(self, value: Any, line: int, text: str | None = None) -> Path:
        """Put a value where it belongs: as the top, the next key, a key's value or a list's next item."""
        if self.skipping:
            return ()
        if not self.open:
            self.top = value
            self.tree.lines[()] = line
            return ()
        parent, path = self.open[-1]
        if isinstance(parent, list):
            parent.append(value)
            here: Path = (*path, len(parent) - 1)
            self.tree.lines[here] = line
            return here
        waiting = self.keys[-1]
        if waiting is None:
            self.keys[-1] = (text if text is not None else "", line)
            return path
        self.keys[-1] = None
        key, key_line = waiting
        here = (*path, key)
        if key_line == 0:  # the value of a key that was refused
            return here
        if key in parent:
            self.tree.fault(
                key_line,
                f"The key `{short(key)}` is given twice.",
                f"It stands in line {self.tree.lines[here]} already, and only one of the two can count.",
                "Remove or rename one.",
            )
            return (*path, f"{key} (again)")
        parent[key] = value
        self.tree.lines[here] = key_line
        return here


def _scalar(text: str) -> Any:
    """A plain scalar by the rules of YAML 1.2, with dates. Anything else stays text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    return text
