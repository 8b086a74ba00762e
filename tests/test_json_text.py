"""What is promised as JSON is JSON: no NaN, no infinity, whichever command prints it or file holds it."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from rekindle.json_text import Plain, json_text

SOURCE = Path(__file__).parents[1] / "src" / "rekindle"
OTHERS = {  # what writes JSON by itself, and why no number in it can be other than finite
    "json_text.py": "the one function",
    "scenario/schema.py": "the schema of scenario files has no numbers of worlds",
    "streams.py": "letters as JSON escapes them",
    "analysis/calibration/simulations.py": "a plan that is compared as text and read by nobody else",
    "api/runs.py": "attributes of a Dataset",
    "analysis/runs/cluster.py": "the order of a run for a worker: what was asked for, and digests",
    "analysis/runs/worker.py": "numbers of worlds, and words, for the process that leads",
    "analysis/runs/workers.py": "the order of a run for a worker: what was asked for, and digests",
    "analysis/runs/write_formats.py": "attributes of a NetCDF file and cells of a workbook",
    "languages/page.py": "words of a page's script, which were JSON before they were translated",
    "show/verdicts/pdf.py": "words for typst",
}


def test_a_number_that_is_not_finite_is_null_wherever_it_stands() -> None:
    found = {"a": float("nan"), "b": [1.5, float("inf"), (np.float64("-inf"), None)], "c": {"d": "é", "e": 2, "f": True}}
    text = json_text(found)
    assert json.loads(text, parse_constant=lambda word: 1 / 0) == {
        "a": None, "b": [1.5, None, [None, None]], "c": {"d": "é", "e": 2, "f": True}}  # fmt: skip
    assert "é" in text
    assert json_text({"x": [1, 0.1]}, 2) == json.dumps({"x": [1, 0.1]}, indent=2)


def test_what_an_older_file_lacks_is_the_default_also_of_a_list() -> None:
    @dataclass(frozen=True)
    class Row(Plain):
        name: str
        size: int = 1
        parts: list[int] = field(default_factory=list)

    assert Row.from_dict({"name": "a", "later": 2}) == Row("a")
    with pytest.raises(KeyError):
        Row.from_dict({"size": 2})


def test_nothing_else_in_the_program_writes_json() -> None:
    """A command or file added later goes through the same function, or says here why it need not."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("dumps", "dump") and ast.unparse(node.value) == "json":
                found.add(str(file.relative_to(SOURCE)))
    assert found == set(OTHERS)
