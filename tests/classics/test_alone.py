"""The published models stand alone: they import nothing of the project, and the project nothing of them."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "rekindle"
CLASSICS = PACKAGE / "classics"


def imported(path: Path) -> set[str]:
    """Full names of all modules that a file imports, with what it takes from them."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            room = ".".join(["rekindle", *path.relative_to(PACKAGE).parts[: -node.level], ""]) if node.level else ""
            names |= {f"{room}{node.module or ''}.{alias.name}" for alias in node.names}
    return names


def test_they_import_only_numbers_and_each_other():
    allowed = set(sys.stdlib_module_names) | {"numpy", "scipy"}
    strays = {path.name: sorted(name for name in imported(path)
                                if name.split(".")[0] not in allowed and not name.startswith("rekindle.classics."))
              for path in CLASSICS.glob("*.py")}  # fmt: skip
    assert len(strays) >= 3
    assert not any(strays.values()), strays


def test_nothing_of_the_project_imports_them():
    others = [path for path in PACKAGE.rglob("*.py") if CLASSICS not in path.parents]
    assert len(others) > 50
    users = [path.name for path in others if any(name.startswith("rekindle.classics") for name in imported(path))]
    assert not users


def test_each_says_its_source_and_what_is_recalled():
    for path in sorted(set(CLASSICS.glob("*.py")) - {CLASSICS / "__init__.py", CLASSICS / "bounds.py"}):
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert "Source: " in told, path.name
        assert "ecalled" in told, f"{path.name}: say what is from memory"
