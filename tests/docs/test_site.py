"""How docstrings become reStructuredText for the documentation's site; `make site` builds it, and tests the links in it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parents[2] / "docs" / "site"


def told(docstring: str) -> str:
    spec = importlib.util.spec_from_file_location("site_conf", SITE / "conf.py")
    assert spec and spec.loader
    conf = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(conf)
    lines = docstring.splitlines()
    conf.plain_docstrings(None, "function", "name", None, None, lines)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("docstring", "there"),
    [
        ("Sets `name` once.", "Sets ``name`` once."),
        ("A *star* and one_name_ are text.", r"A \*star\* and one\_name\_ are text."),
        ("Like this:\n\n    found = rekindle.run(a_b)\n\nThen more.", "    found = rekindle.run(a_b)"),
    ],
)
def test_code_stays_code_and_text_stays_text(docstring: str, there: str) -> None:
    assert there in told(docstring)


def test_an_indented_block_is_code_and_what_follows_is_not() -> None:
    blocks = told("Like this:\n\n    x = 1\n\nThen `more`.").split("\n\n")
    assert blocks == ["Like this:", ".. code-block:: python", "    x = 1", "Then ``more``."]


def test_what_the_site_adds_is_there() -> None:
    """Files that conf.py names by their names."""
    conf = (SITE / "conf.py").read_text(encoding="utf-8")
    for file in (SITE / "static").iterdir():
        assert f'"{file.name}"' in conf
