"""Digests of what code does: comments, docstrings and layout do not count, whatever the version of Python.

Results name the code that they were made with. A changed comment must not make them look stale; a changed number must.
"""

from __future__ import annotations

import ast
import hashlib
import threading
from collections.abc import Iterable
from pathlib import Path

DEFINITIONS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
LEFT_OUT = ("ctx", "kind", "type_comment")
PARSING = threading.Lock()
"""Python 3.11 counts the depth of syntax trees for all threads together, and raises SystemError where garbage is collected
while one parses and another begins to."""


def code_digest(files: Iterable[Path], root: Path) -> str:
    """Digest of some source files, in the order of their paths below `root`; 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode())
        with PARSING:
            tree = ast.parse(path.read_bytes())
        digest.update("\n".join(_words(tree)).encode())
    return digest.hexdigest()[:16]


def _words(tree: ast.AST) -> list[str]:
    """The syntax tree as words. What is empty is left out, since newer Pythons add fields to nodes."""
    words: list[str] = []
    told = words.append

    def tell(node: object) -> None:  # called for every node of a hundred files before a page is shown: kept quick
        if isinstance(node, list):
            for one in node:
                tell(one)
        elif isinstance(node, ast.AST):
            told(type(node).__name__)
            for name in node._fields:
                value = getattr(node, name, None)
                if value is None or value == [] or name in LEFT_OUT:
                    continue
                if isinstance(node, ast.JoinedStr):  # Python 3.12 ends a format such as {x:{y}} with an empty text
                    value = [one for one in value if getattr(one, "value", None) != ""]
                told(name)
                tell(value[_docstrings(node) :] if name == "body" and isinstance(value, list) else value)
            told(")")
        else:
            told(repr(node))

    tell(tree)
    return words


def _docstrings(node: ast.AST) -> int:
    """How many statements a definition's body begins with that are a docstring."""
    return int(isinstance(node, DEFINITIONS) and ast.get_docstring(node, clean=False) is not None)
