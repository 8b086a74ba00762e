"""The reader against labels: it stays above its goals on the passages, and on the three commentaries where their text
is at hand."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from benchmarks import reading
from benchmarks import reading_others as others

from rekindle.reader.document import from_bytes
from rekindle.reader.events import KINDS
from rekindle.reader.wordlists import words

FIGURES, CLAIMS = (0.85, 0.9), (0.8, 0.7)
"""Recall and precision at the least: the goals of the reader on texts it was not written by."""


def test_marks_become_labels() -> None:
    text, figures, claims = reading.parsed("A [[b|people|1|2]] {{J very likely| c [[d|date|2011]] }} e {{Q| f? }}")
    assert text == "A b c d e f?"
    assert [(text[one.start : one.end], one.kind, one.low, one.high) for one in figures] == [
        ("b", "people", "1", "2"),
        ("d", "date", "2011", "2011"),
    ]
    assert [(text[one.start : one.end], one.kind, one.low) for one in claims] == [("c d", "J", "very likely"), ("f?", "Q", "")]


def test_a_wrong_end_and_a_wrong_place_are_misses() -> None:
    label = reading.Label(10, 14, "people", "40", "60")

    class Drafted:
        start, end, kind, low, high = 10, 14, "people", 40.0, 60.0

    assert reading.figure_fits(label, Drafted())
    Drafted.high = 61.0
    assert not reading.figure_fits(label, Drafted())
    Drafted.high, Drafted.start, Drafted.end = 60.0, 14, 18
    assert not reading.figure_fits(label, Drafted())


@pytest.mark.parametrize(("name", "count"), [("development", 5), ("held_out", 10)])
def test_the_passages_are_read_above_the_goals(name: str, count: int) -> None:
    found = [(one, reading.read_passage(one)) for one in reading.passages(name)]
    assert len(found) == count
    for goal, of, fits in ((FIGURES, "figures", reading.figure_fits), (CLAIMS, "claims", reading.claim_fits)):
        score = reading.Score()
        for one, draft in found:
            score = score.add(reading.scored(getattr(one, of), getattr(draft, of), fits))
        assert score.gold > 20 and score.recall >= goal[0] and score.precision >= goal[1], f"{of}: {score}"


def test_the_three_commentaries_against_the_hand_made_ledger() -> None:
    if not all((reading.SOURCES / row["file"]).is_file() for row in reading.sources().values()):
        pytest.skip(f"the commentaries are not in {reading.SOURCES}; REKINDLE_SOURCES names another folder")
    found = reading.drafts_of_sources()
    statements = {number for one in found for number, _ in one.statements}
    seen = {number for one in found for number, label in one.statements if one.answers(label)}
    assert statements == set(range(1, 33)) and len(seen) >= 30
    for one in found:
        assert not reading.matched(one.figures, one.draft.figures, reading.figure_fits)[1]


def test_gold_is_read_as_it_stands() -> None:
    for name in ("development", "held_out"):
        for one in reading.passages(name):
            assert from_bytes(one.text.encode(), "x.txt").text == one.text


def test_texts_by_others_are_scored_only_where_they_are_the_ones_labelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The town fell on Monday. The rebels may return."
    row = {"name": "a", "date": "2012-05-01", "sha256": hashlib.sha256(text.encode()).hexdigest(), "letters": len(text),
           "lot": "fourth", "manner": "press",
           "labels": [["F", 0, 24, "control"], ["J", 25, 47, "more likely than not"]],
           }  # fmt: skip
    monkeypatch.setattr(others, "SOURCES", tmp_path)
    monkeypatch.setattr(others, "texts", lambda: [row])
    assert others.draft_of(row) is None and "not measured" in dict(others.measure())["texts by others"]
    (tmp_path / "others").mkdir()
    (tmp_path / "others/a.txt").write_text(text, encoding="utf-8")
    rows = dict(others.measure())
    assert rows["  claims"].startswith("recall 1/1") and rows["  events"].startswith("recall 1/1")
    assert rows["  hedge of the judgements found"] == "1/1" and rows["claims of: press"].startswith("recall 1/1")
    (tmp_path / "others/a.txt").write_text("another text", encoding="utf-8")
    with pytest.raises(ValueError, match="is not the text that was labelled"):
        others.draft_of(row)


def test_labels_of_texts_by_others_hold_no_text() -> None:
    for row in others.texts():
        assert set(row) == {"name", "lot", "manner", "date", "url", "sha256", "letters", "labels"}
        assert row["lot"] in others.LOTS and date.fromisoformat(str(row["date"])) <= date(2018, 12, 31)
        for kind, start, end, word in row["labels"]:
            known = {"Q": [""], "J": ["flat", *words("hedges")["bars"]], "F": [*KINDS]}[kind]
            assert 0 <= start < end <= row["letters"] and word in known, row["name"]
