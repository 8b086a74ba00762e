"""No place in code: countries and cities stand in scenarios, records and classics."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rekindle

PACKAGE = Path(rekindle.__file__).parent
APART = ("catalogue", "record", "classics", "model/")
"""Data; loaders of publishers' files, which are files of a country; published models; parameters, whose sources cite places."""
PLACES = re.compile(r"iraq|syria|mosul|raqqa|nineveh|anbar|kirkuk|baghdad|mali\b|gao\b", re.IGNORECASE)
LEFT = {
    "scenario/checks/dates.py": 1,  # an example in an error message
    "scenario/parts.py": 1,  # an example in a description
    "show/documentation/trust.py": 3,  # the page on how far to trust it, which is about the packaged calibration
    "show/documentation/trust_texts.py": 1,  # what it says is withheld
}
"""Texts that still name a place, by file: what is left of the time before this rule. It may only shrink."""
DEFINITIONS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def texts(path: Path) -> Iterator[str]:
    """Texts and names of a file of code, without docstrings and comments."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(value)
        for node in ast.walk(tree)
        for statement in (node.body if isinstance(node, DEFINITIONS) else ())
        if isinstance(statement, ast.Expr) and isinstance(value := statement.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, DEFINITIONS[1:]):
            yield node.name


def files() -> list[Path]:
    found = [path for path in PACKAGE.rglob("*.py") if not path.relative_to(PACKAGE).as_posix().startswith(APART)]
    assert len(found) > 100
    return sorted(found)


def named_in(pattern: re.Pattern[str]) -> dict[str, list[str]]:
    found = {path.relative_to(PACKAGE).as_posix(): [text for text in texts(path) if pattern.search(text)] for path in files()}
    return {name: each for name, each in found.items() if each}


def test_no_place_is_named_in_code() -> None:
    found = named_in(PLACES)
    more = {name: each for name, each in found.items() if len(each) > LEFT.get(name, 0)}
    assert not more
    assert {name: len(found.get(name, [])) for name in LEFT} == LEFT, "fewer are left than stand in LEFT: take them out there"


@pytest.mark.parametrize("kind", [".html", ".typ", ".yaml"])
def test_no_place_is_named_in_templates(kind: str) -> None:
    paths = [path for path in PACKAGE.rglob(f"*{kind}") if "catalogue" not in path.parts]
    assert paths
    assert not [path.name for path in paths if PLACES.search(path.read_text(encoding="utf-8"))]
