"""Whatever a command would refuse about a scenario's files, `rekindle check` says first, in the same words."""

from __future__ import annotations

from pathlib import Path

import pytest

from calling import call
from city_claims import CALM, CLAIMS, scenario_in
from rekindle.analysis.claims import store as claim_worlds
from rekindle.analysis.runs import run as answer
from rekindle.record.recorded import COLUMNS
from rekindle.scenario import names

SOUND = "deaths,city_north,2016-01-01,,,5,,people,our-judgement,recalled,,\n"
RECORD = f"{','.join(COLUMNS)}\n{SOUND}"
RUN = ("run", "my-city", "--worlds", "2", "--out", "out")
FRESH = ("claims", "my-city", "--fresh", "--worlds", "2000")
SERIES = CLAIMS[CLAIMS.index("metric: covert") : CLAIMS.index("        comparison")]
CALMLY = ("run", "my-city", "--worlds", "2", "--out", "out", "--policy", "calm")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound scenario with a record, claims and a policy, in which nothing may be simulated."""
    monkeypatch.chdir(tmp_path)
    found = scenario_in(tmp_path)
    (found / "record.csv").write_text(RECORD, encoding="utf-8")
    for module in (answer, claim_worlds):
        monkeypatch.setattr(module, "chunks", lambda *words, **options: pytest.fail("worlds were simulated"))
    monkeypatch.setattr("rekindle.ensemble.run.compile_model", lambda *words: pytest.fail("the model was compiled"))
    return found


def test_a_sound_scenario_has_no_problem(home, monkeypatch, capfd) -> None:
    assert call(monkeypatch, capfd, "check", "my-city")[:2] == (0, "my-city: no problems.\n")


def row(old: str = "", new: str = "") -> str:
    return RECORD + SOUND.replace(old, new)


@pytest.mark.parametrize(
    ("file", "text", "line", "says", "command"),
    [
        ("record.csv", row("recalled", "recaled"), 3, "status 'recaled' is not one of verified, derived, recalled", RUN),
        ("record.csv", row("recalled", "recaled"), 3, "Did you mean `recalled`?", None),
        ("record.csv", row(",,5,,", ",9,5,3,"), 3, "low, best and high must rise; they are 9, 5, 3", None),
        ("record.csv", row(",,5,,", ",,5 000,,"), 3, "best '5 000' is not a number", None),
        ("record.csv", row(",,5,,", ",,inf,,"), 3, "best 'inf' is not a finite number", None),
        ("record.csv", row(",,5,,", ",,,,"), 3, "low, best and high are all empty", None),
        ("record.csv", row("2016-01-01,", "2016-01-01,2015-01-01"), 3, "end 2015-01-01 lies before start 2016-01-01", None),
        ("record.csv", row("2016-01-01", "1 January"), 3, "start '1 January' is not a date", None),
        ("record.csv", row("city_north", "city_nort"), 3, "There is no place `city_nort` in the scenario. Did you mean", RUN),
        ("record.csv", row("our-judgement", "our-judgment"), 3, "no source `our-judgment` in sources.yaml. Did you mean", None),
        ("record.csv", row("our-judgement", "our-judgement; nobody"), 3, "no source `nobody` in sources.yaml", None),
        ("record.csv", row("deaths,", ""), 3, "this row has 11 cells", None),
        ("record.csv", row("deaths,", "deths,"), 3, "There is no measure `deths`. Did you mean `deaths`?", RUN),
        ("record.csv", row("deaths,", "spread_of_rumours,"), 3, "A measure of your own, which is shown and compared", None),
        ("record.csv", row("recalled,,", "recalled,2015-12-31,"), 3, "known_on 2015-12-31 lies before start 2016-01-01", RUN),
        ("record.csv", RECORD.replace("known_on", "known"), 1, "missing known_on; unknown known", None),
        ("record.csv", "", 1, "columns of the record are wrong", RUN),
        ("record.csv", row("recalled", "recaled"), 3, "status 'recaled'", FRESH),
        ("record.csv", row("recalled", "recaled"), 3, "status 'recaled'", ("record", "show", "my-city")),
        ("record.csv", row("recalled", "recaled"), 3, "status 'recaled'", ("report", "my-city")),
        ("claims.yaml", CLAIMS.replace("metric: covert", "metric: covrt"), 14, "There is no metric `covrt`", FRESH),
        ("claims.yaml", CLAIMS.replace("my-city", "mosul-2014"), 10, "mosul-2014 has no place", FRESH),
        ("claims.yaml", CLAIMS.replace("horizon: 2016", "horizon: 2027"), 10, "outside what my-city covers", FRESH),
        ("claims.yaml", CLAIMS.replace("a: calm", "a: delay"), 41, "There is no policy or experiment `delay`", FRESH),
        ("claims.yaml", CLAIMS.replace("from: 2016-03-01", "from: 2015-03-01"), 10, "my-city begins on", FRESH),
        ("claims.yaml", CLAIMS.replace(SERIES, "metric: attacks_iraq_2018\n"), 14, "no metric `attacks_iraq_2018`", FRESH),
        ("claims.yaml", "written: 2016-01-04\n", 1, "There is no list of claims", FRESH),
        ("policies/calm.yaml", CALM.replace("settlement.local", "settlement.lokal"), 6, "settlement.local", CALMLY),
        ("policies/calm.yaml", CALM.replace("name: calm", "name: clam"), 1, "name is `clam`", CALMLY),
        ("policies/calm.yaml", CALM.replace("changes:", "parts: [storm]\nchanges:"), 5, "There is no part `storm`", CALMLY),
        ("policies/storm.yml", CALM, 1, "It would be if it were called `storm.yaml`", None),
        ("claims.yml", CLAIMS, 1, "It would be if it were called `claims.yaml`", None),
        ("sources.yaml", "", 1, "The file is empty", RUN),
        ("scenario.yaml", "name: my-city\n", 1, "lacks", RUN),
    ],
)
def test_check_names_the_line_and_no_command_begins(file, text, line, says, command, home, monkeypatch, capfd) -> None:
    (home / file).write_text(text, encoding="utf-8")
    code, out, told = call(monkeypatch, capfd, "check", "my-city")
    assert (code, out) == (3, "")
    assert f"my-city/{file}:{line}:" in told
    assert says in " ".join(told.split())
    if command:
        code, out, refused = call(monkeypatch, capfd, *command)
        assert (code, out) == (3, "")
        assert refused.removeprefix("Problem: ") == told
        assert not list(Path("out").iterdir()) if Path("out").exists() else True


def test_everything_is_told_at_once(home, monkeypatch, capfd) -> None:
    (home / "record.csv").write_text(row("city_north,2016-01-01,,,5,,people,our-judgement,recalled",
                                         "atlantis,2016-01-01,,9,5,3,people,nobody,recaled"), encoding="utf-8")  # fmt: skip
    (home / "claims.yaml").write_text(CLAIMS.replace("metric: covert", "metric: covrt"), encoding="utf-8")
    (home / "policies/calm.yaml").write_text(CALM.replace("settlement.local", "settlement.lokal"), encoding="utf-8")
    code, _, err = call(monkeypatch, capfd, "check", "my-city")
    assert code == 3
    assert err.startswith("7 problems:")
    assert err.count("record.csv:3:") == 4


def test_a_record_that_is_no_file_is_a_problem(home, monkeypatch, capfd) -> None:
    (home / "record.csv").unlink()
    assert call(monkeypatch, capfd, "check", "my-city")[0] == 0
    assert call(monkeypatch, capfd, "record", "show", "my-city")[0] == 4
    (home / "record.csv").mkdir()
    for words in (("check", "my-city"), RUN):
        code, _, err = call(monkeypatch, capfd, *words)
        assert code == 3 and "record.csv:1:" in err and "it must be a file" in err


def test_rows_made_of_publishers_files_are_known_places(home, monkeypatch, capfd) -> None:
    places = ("iraq", "nineveh", "ninewa", "iraq_unknown", "")
    (home / "record.csv").write_text(RECORD + "".join(SOUND.replace("city_north", place) for place in places), encoding="utf-8")
    assert call(monkeypatch, capfd, "check", "my-city")[0] == 0


@pytest.mark.parametrize("name", [name for name in names() if not name.startswith("battle-")])
def test_packaged_scenarios_have_no_problem_beside_them(name: str) -> None:
    from rekindle.analysis.beside import beside
    from rekindle.scenario import read

    assert beside(read(name), read(name)) == []
