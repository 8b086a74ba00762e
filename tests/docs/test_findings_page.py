"""The findings in sentences are those of the tables on the same page."""

from __future__ import annotations

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_sentences_are_what_the_tables_say() -> None:
    spec = importlib.util.spec_from_file_location("findings_page", DOCS / "findings.py")
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    text = (DOCS / "findings.md").read_text(encoding="utf-8")
    assert made.kept(text) == text, "run: python docs/findings.py --kept"
    other = text.replace("| 0.76 (0.71 to 0.79) |", "| 0.12 (0.09 to 0.15) |")
    assert "In 12 % (9 to 15 %) of worlds" in made.kept(other)
