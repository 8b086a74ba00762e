"""What a scenario's file says once under `defaults`, where people see it: citations, the report's tables, copies."""

from __future__ import annotations

import json

import pytest

from calling import call
from rekindle.scenario import check, new, read
from rekindle.show.pages.sources import quantity_rows, source_rows

HEAD = "defaults: {source: our-judgement, status: judgement, known_on: 2016-01-01}\n"
OWN = 'claimed: {low: 0.7, best: 0.9, high: 1, unit: "1"'


@pytest.fixture
def said_once(tmp_path):
    """A scenario whose file says source, status and day once, and one of whose numbers says its own status."""
    path = new("said-once", tmp_path)
    text = path.read_text(encoding="utf-8")
    assert text.count(HEAD) == 1 and text.count(OWN + "}") >= 1
    path.write_text(text.replace(OWN + "}", OWN + ", status: recalled}", 1), encoding="utf-8")
    return path


def test_the_source_of_what_is_said_once_is_cited(said_once, monkeypatch, capfd):
    code, out, _ = call(monkeypatch, capfd, "cite", str(said_once), "claimed", "--json")
    cited = json.loads(out)
    assert code == 0 and len(cited["quantities"]) > 1
    assert all(row["sources"] == ["our-judgement"] for row in cited["quantities"])
    assert sorted(row["status"] for row in cited["quantities"])[-2:] == ["judgement", "recalled"]
    assert [row["id"] for row in cited["sources"]] == ["our-judgement"]
    code, out, _ = call(monkeypatch, capfd, "cite", str(said_once))
    assert code == 0 and "; judgement; our-judgement" in out and "; recalled; our-judgement" in out
    assert " 1 recalled" in out.splitlines()[-1]


def test_the_tables_of_a_report_name_a_known_source_for_every_number(said_once):
    scenario = read(said_once)
    rows, known = quantity_rows(scenario), {row["id"] for row in source_rows(scenario)}
    assert rows and all(row["sources"] and set(row["sources"]) <= known and row["status"] for row in rows)


def test_a_copy_keeps_the_head_and_means_the_same(said_once, tmp_path, monkeypatch, capfd):
    folder = tmp_path / "copies"
    code, _, err = call(monkeypatch, capfd, "new", "a-copy", "--from", str(said_once), "--folder", str(folder))
    assert code == 0, err
    copied = folder / "a-copy" / "scenario.yaml"
    assert copied.read_text(encoding="utf-8").count(HEAD) == 1 and check(copied) == []
    assert quantity_rows(read(copied)) == quantity_rows(read(said_once))
