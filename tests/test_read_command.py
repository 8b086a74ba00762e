"""`rekindle read` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calling import call
from rekindle import read

TEXT = "Some 4,500 IS fighters remain in Mosul. The battle is expected to last many months, said an analyst. Will they return?"


@pytest.fixture(autouse=True)
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text(TEXT, encoding="utf-8")


def test_json_is_the_whole_draft_and_writes_no_file(monkeypatch, capfd) -> None:
    code, out, err = call(monkeypatch, capfd, "read", "note.txt", "--for", "mosul-2016", "--date", "2016-10-31", "--json")
    assert code == 0 and err == ""
    found = json.loads(out)
    assert found == read("note.txt", "mosul-2016", written=__import__("datetime").date(2016, 10, 31)).to_dict()
    (figure,), claims = found["figures"], found["claims"]
    assert (figure["low"], figure["kind"], figure["actor"], figure["place"]) == (4500, "people", "group", "mosul")
    assert TEXT[figure["start"] : figure["end"]] == figure["words"] == "Some 4,500"
    assert [(one["kind"], one["hedge"]) for one in claims] == [("J", "likely"), ("Q", "flat")]
    assert {"sentence", "start", "end", "actor", "place", "date", "hedge", "kind"} <= set(figure) & set(claims[0])
    assert all(1 <= len(one["suggestions"]["metric"]) <= 3 for one in claims)
    assert not Path("results").exists()


def test_drafts_are_written_asked_for_and_accepted(monkeypatch, capfd) -> None:
    code, out, err = call(monkeypatch, capfd, "read", "note.txt", "--for", "mosul-2016")
    assert code == 0 and "1 figure:" in out and "2 claims:" in out and "Draft: results/note-draft/claims.draft.yaml" in err
    code, out, err = call(monkeypatch, capfd, "check", "results/note-draft/claims.draft.yaml")
    assert code == 3 and "claims.draft.yaml:15:" in err and "`id` is blank" in err
    code, out, err = call(monkeypatch, capfd, "read", "results/note-draft", "--accept", typed="stop\n")
    assert code == 3 and "is blank" in err
    code, out, err = call(monkeypatch, capfd, "read", "note.txt", "--for", "mosul-2016")
    assert code == 2 and "is there already" in err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("none.txt",), 4, "There is no document none.txt"),
        (("note.txt", "--for", "mosul-2106"), 2, "Did you mean mosul-2016?"),
        (("note.txt", "--model", "file:///x"), 2, "--model takes an address"),
        (("note.txt", "--model-name", "x"), 2, "--model-name does not apply without --model"),
        (("note.txt", "--json", "--out", "x"), 2, "--out does not apply with --json"),
        ((".", "--accept"), 4, "There is no draft in ."),
        ((".", "--accept", "--date", "2016-10-31"), 2, "leave out --date, --model and --out"),
        ((".",), 2, "is a folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_line(monkeypatch, capfd, words, code, says) -> None:
    found, out, err = call(monkeypatch, capfd, "read", *words)
    assert found == code and says in err and out == ""


def test_statements_of_their_own_need_a_file(monkeypatch, capfd) -> None:
    code, out, err = call(monkeypatch, capfd, "claims", "mosul-2016", "--statements", "none.yaml")
    assert code == 4 and "There is no file none.yaml. `rekindle read FOLDER --accept` writes one" in err
