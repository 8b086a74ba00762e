"""`rekindle report`: a page and a PDF from a ledger; the page alone where typst is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.append(str(Path(__file__).parent / "show"))

import verdict_ledger as made

from rekindle import api
from rekindle.cli.app import app
from rekindle.errors import UsageError
from rekindle.show.verdicts import content as verdicts_content


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worlds are read and no scoreboard: what is tested is what becomes of a ledger."""
    monkeypatch.setattr(api, "claims", lambda *given, **options: made.ledger(made.claim(19, made.proposition(1990))))
    monkeypatch.setattr(verdicts_content, "behind", lambda *given: made.behind())


def run(*words: str) -> object:
    return CliRunner().invoke(app, ["report", "mosul-2016", *words], standalone_mode=False, catch_exceptions=False)


def test_a_page_and_a_pdf_are_written_and_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typst")
    found = run("--out", str(tmp_path / "a" / "b"))
    assert (tmp_path / "a/b/verdicts.html").is_file() and (tmp_path / "a/b/verdicts.pdf").read_bytes().startswith(b"%PDF")
    assert "verdicts.html" in found.stdout and "verdicts.pdf" in found.stdout


def test_without_typst_a_page_and_a_word_on_the_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    found = run("--out", str(tmp_path))
    assert (tmp_path / "verdicts.html").is_file() and not (tmp_path / "verdicts.pdf").exists()
    assert "rekindle-lab[verdicts]" in found.stderr and "PDF:" not in found.stdout and found.exit_code == 0


def test_a_folder_that_cannot_be_written_is_said_before_drawing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="--out"):
        run("--out", str(tmp_path / "file" / "x"))
