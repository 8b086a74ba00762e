"""`rekindle record`: rows on standard output and nothing else there, remarks and errors on standard error."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rekindle.cli.app import main
from rekindle.record.recorded import COLUMNS, read_record

EVENTS = """id,date_start,date_end,side_a,side_b,country,adm_1,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high
1,2016-10-17,2016-11-05,Government of Iraq,IS,Iraq,Ninewa,4,10,6,0,20,20,25
2,2016-12-01,2016-12-01,IS,Civilians,Iraq,,0,0,3,0,3,3,3
3,2016-12-01,2016-12-01,A,B,Jordan,,1,0,0,0,1,1,1
"""
RETURNEES = "Governorate,Returnee Families,Returnee Individuals\nNinewa,10,60\nAnbar,1,6\n"


def call(monkeypatch, capfd, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one call."""
    monkeypatch.setattr(sys, "argv", ["rekindle", "record", *words])
    code: object = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code or 0
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err and "fault of Rekindle" not in err
    return int(str(code)), out, err


@pytest.fixture
def events(tmp_path: Path) -> str:
    (tmp_path / "ged.csv").write_text(EVENTS, encoding="utf-8")
    return str(tmp_path / "ged.csv")


def test_events_become_rows_that_read_back_as_a_record(events, tmp_path, monkeypatch, capfd):
    options = ("--actor", "IS", "--country", "Iraq", "--by", "region", "--source", "me")
    code, out, err = call(monkeypatch, capfd, "ged", events, *options)
    assert code == 0 and "2 of 3 events with IS on a side, 2016-10 to 2016-12: 23 documented deaths, a floor." in err
    (tmp_path / "record.csv").write_text(out, encoding="utf-8")
    rows = {(r.measure, r.place, f"{r.start:%m}"): r.best for r in read_record(tmp_path / "record.csv") if r.best}
    assert rows[("deaths_documented", "nineveh", "10")] == 20 and rows[("deaths_documented", "iraq_unknown", "12")] == 3
    assert rows[("deaths_documented_actor", "nineveh", "10")] == 10


def test_events_spread_over_their_days(events, monkeypatch, capfd):
    _, out, _ = call(monkeypatch, capfd, "ged", events, "--country", "Iraq", "--spread")
    assert "deaths_documented_spread,iraq,2016-11-01,2016-11-30,5,5,6.25,deaths,ucdp-ged,derived,2016-11-30," in out


def test_a_list_becomes_rows_with_the_day_given(tmp_path, monkeypatch, capfd):
    path = tmp_path / "returnees.csv"
    path.write_text(RETURNEES, encoding="utf-8")
    code, out, err = call(monkeypatch, capfd, "dtm", str(path), "--on", "2018-12-31")
    assert code == 0 and "2018-12-31: 3 figures. Returnee Master List: people as the list gives them." in err
    assert out.splitlines() == [
        ",".join(COLUMNS),
        "returned,anbar,2018-12-31,,,6,,people,iom-dtm,derived,2018-12-31,",
        "returned,iraq,2018-12-31,,,66,,people,iom-dtm,derived,2018-12-31,",
        "returned,nineveh,2018-12-31,,,60,,people,iom-dtm,derived,2018-12-31,",
    ]


def test_faults_end_with_their_code_and_leave_standard_output_empty(events, tmp_path, monkeypatch, capfd):
    bad = tmp_path / "bad.csv"
    bad.write_text(EVENTS.replace(",4,10,", ",-4,10,"), encoding="utf-8")
    lists = tmp_path / "lists.csv"
    lists.write_text(RETURNEES, encoding="utf-8")
    dated = tmp_path / "dated.csv"
    dated.write_text("date," + RETURNEES.replace("\n", "\n2018-12-31,", 2), encoding="utf-8")
    cases = [
        (3, f"{bad}:2: deaths_a -4 is negative", "ged", str(bad)),
        (3, "this is a file of events of UCDP, by its columns; give it to `rekindle record ged`", "dtm", events),
        (4, "this is a folder", "ged", str(tmp_path)),
        (4, "no such file", "dtm", str(tmp_path / "none.csv")),
        (2, "the actor 'ISIL'", "ged", events, "--actor", "ISIL"),
        (2, "not by 'town'", "ged", events, "--by", "town"),
        (2, f"--on does not apply to {dated}: its column date gives each row its day", "dtm", str(dated), "--on", "2018-12-31"),
        (2, "say of which day the list is, as in --on 2016-10-27", "dtm", str(lists)),
        (2, "no measure 'displaced_irak'; there is displaced_iraq", "show", "mosul-2016", "displaced_irak"),
    ]
    for expected, told, *words in cases:
        code, out, err = call(monkeypatch, capfd, *words)
        assert (code, out) == (expected, ""), words
        assert told in err, err


def test_the_record_of_a_scenario_and_a_table_are_listed(monkeypatch, capfd):
    code, out, _ = call(monkeypatch, capfd, "show", "mosul-2016")
    assert code == 0 and len(out.splitlines()) > 30 and "\nbattle_weeks " in out
    code, out, _ = call(monkeypatch, capfd, "show", "mosul-2016", "battle_weeks")
    assert code == 0 and out.splitlines()[0] == "battle_weeks, weeks" and "wiki-mosul, verified" in out
    code, out, _ = call(monkeypatch, capfd, "show", "displacement", "displaced_wave_2016_10")
    assert code == 0 and len(out.splitlines()) == 3 + 2 * 26 and "iom-dtm, derived" in out
