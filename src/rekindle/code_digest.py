"""Digests of what code does: comments, docstrings and layout do not count, whatever the version of Python.

Results name the code that they were made with. A changed comment must not make them look stale; a changed number must.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

DEFINITIONS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def code_digest(files: Iterable[Path], root: Path) -> str:
    """Digest of some source files, in the order of their paths below `root`; 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update("\n".join(_words(ast.parse(path.read_bytes()))).encode())
    return digest.hexdigest()[:16]


def _words(node: object) -> Iterator[str]:
    """The syntax tree as words. What is empty is left out, since newer Pythons add fields to nodes."""
    if isinstance(node, list):
        for one in node:
            yield from _words(one)
    elif isinstance(node, ast.AST):
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            if value is None or value == [] or name in ("ctx", "kind", "type_comment"):
                continue
            yield name
            yield from _words(value[_docstrings(node) :] if name == "body" and isinstance(value, list) else value)
        yield ")"
    else:
        yield repr(node)


def _docstrings(node: ast.AST) -> int:
    """How many statements a definition's body begins with that are a docstring."""
    return int(isinstance(node, DEFINITIONS) and ast.get_docstring(node, clean=False) is not None)
