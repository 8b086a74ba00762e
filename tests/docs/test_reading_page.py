"""The page on reading takes its document the whole way, and its figures are those of the labels."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calling import call

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reading.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {re.escape(name)} -->\n```text\n(.*?)```", PAGE, re.S)
    assert found, name
    return found[1]


@pytest.fixture
def drafted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text(block("note.txt"), encoding="utf-8")
    code, out, _ = call(monkeypatch, capfd, "read", "note.txt", "--for", "mosul-2016", "--out", "draft")
    assert code == 0
    return out


def test_document_draft_corrections_check_verdict_and_report(drafted, monkeypatch, capfd) -> None:
    assert drafted == block("draft")
    code, _, err = call(monkeypatch, capfd, "check", "draft/claims.draft.yaml")
    assert code == 3 and "is blank" in err
    code, out, err = call(monkeypatch, capfd, "read", "draft", "--accept", typed=block("answers"))
    assert code == 0 and out.startswith("Accepted: 1 figure, 2 claims, no events. Dropped: 5 lines."), out + err
    for line in re.findall(r"^rekindle (.+)$", PAGE, re.M):
        code, out, err = call(monkeypatch, capfd, *line.split())
        assert code == 0, err
        if line.startswith("claims"):
            assert "note-2017" in out and re.findall(r"(?m)^ +(\d) ", out) == ["2", "3"] and "Of 2 judgements" in out
            assert not Path("results").exists(), "worlds that come with the package are read, and none is simulated"
    assert "What next" not in Path("verdicts/verdicts.html").read_text(encoding="utf-8")
    assert "An invented note" in Path("verdicts/verdicts.html").read_text(encoding="utf-8")


def test_the_figures_of_the_page_are_those_of_the_labels() -> None:
    from benchmarks import reading

    for name, row in (("development", "five passages that rules were written by"), ("held_out", "ten held out, today")):
        found = [(one, reading.read_passage(one)) for one in reading.passages(name)]
        rows = dict(reading.totals(found))
        (line,) = [line for line in PAGE.split("\n") if line.startswith(f"| {row} |")]
        _, _, figures, claims, hedges, _ = (cell.strip() for cell in line.split("|"))
        for cell, key in ((figures, "figures"), (claims, "claims")):
            told = re.findall(r"([\d.]+) \((\d+) of (\d+)\)", cell)
            meant = re.findall(r"(\d+)/(\d+) = ([\d.]+)", rows[key])
            assert told == [(value, some, of) for some, of, value in meant], key
        assert hedges == rows["  hedge of the judgements found"].replace("/", " of ")


def test_figures_of_texts_by_others_rest_on_the_labels() -> None:
    """Counts of labels stand on the page as the file of labels has them, also where the texts are not at hand."""
    from benchmarks import reading_others as others

    every = others.texts()
    for lot, number in (("development", "Twelve"), ("third", "twelve"), ("fourth", "thirteen")):
        rows = [row for row in every if row["lot"] == lot]
        assert len(rows) == {"twelve": 12, "thirteen": 13}[number.lower()]
        count = sum(len(others.labels(row, "QJ")) for row in rows)
        (line,) = [
            line for line in PAGE.split("\n") if re.match(rf"\| \**{lot}( lot)?: {number.lower()} texts by others", line)
        ]
        assert re.search(rf"of {count}\)", line), lot
    fourth = [row for row in every if row["lot"] == "fourth"]
    assert f"| events | 12 of {sum(len(others.labels(row, 'F')) for row in fourth)} |" in PAGE
    for row in every:
        assert 0 < max(label.end for label in others.labels(row, "QJF")) <= row["letters"]


def test_every_kind_and_form_is_on_the_page() -> None:
    from rekindle.reader.claims import FORMS
    from rekindle.reader.events import KINDS

    for name in (
        *FORMS,
        *KINDS,
        "quotation",
        "unclassified",
        "captured",
        "at_least",
        "contradicts",
        "widens",
        "other definition",
    ):
        assert name.replace("other definition", "another definition") in PAGE
