"""The tutorial runs from its first cell to its last, and says what its text promises."""

from __future__ import annotations

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="needs rekindle-lab[test]")
nbclient = pytest.importorskip("nbclient", reason="needs rekindle-lab[test]")
pytest.importorskip("ipykernel", reason="needs rekindle-lab[test]")
NOTEBOOK = Path(__file__).parents[2] / "docs" / "tutorial.ipynb"


def printed(cell: object) -> str:
    return "".join(one.get("text", "") or one.get("data", {}).get("text/plain", "") for one in cell.outputs)  # type: ignore[attr-defined]


def test_the_tutorial_runs_to_its_end(tmp_path: Path) -> None:
    book = nbformat.read(NOTEBOOK, 4)
    nbclient.NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    cells = [(cell.source, printed(cell)) for cell in book.cells if cell.cell_type == "code"]
    assert all(said for source, said in cells if "print(" in source and "def " not in source), "a cell prints nothing"
    told = {source.splitlines()[0]: said for source, said in cells}
    assert "verdict: not upheld" in next(said for source, said in cells if "claims(" in source)
    assert next(said for first, said in told.items() if first.startswith("text = file")).strip() == "[]", (
        "the scenario is sound"
    )
    assert "90000" in cells[-1][1] or "scenario.yaml" in cells[-1][1], "the mistake is named with its file"


def test_what_the_page_shows_was_run() -> None:
    """Every cell that prints has its output in the file: the site and a forge show it as it is."""
    cells = [cell for cell in nbformat.read(NOTEBOOK, 4).cells if cell.cell_type == "code"]
    assert all(cell.outputs for cell in cells if "print(" in cell.source and "def " not in cell.source)
    assert not [one for cell in cells for one in cell.outputs if one.output_type == "error"]
