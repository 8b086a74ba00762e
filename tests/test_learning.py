"""Learning from the record of anybody's scenario: its calibration.yaml, a backtest and a posterior of its own."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import rekindle
from calling import call
from rekindle.analysis.beside import beside
from rekindle.analysis.calibration.calibrate import Settings, calibrate
from rekindle.analysis.calibration.learning import learning_of
from rekindle.analysis.statistics.baselines import BASELINES, MIXTURE
from rekindle.analysis.validation import backtest, later_figures
from rekindle.ensemble.posterior import posterior_for
from rekindle.errors import InvalidScenario, MissingData, UsageError
from rekindle.record.recorded import COLUMNS
from rekindle.scenario import new, read
from rekindle.scenario.problem import report

PAGE = Path(__file__).parents[1] / "docs" / "calibration.md"
LAST = date(2017, 12, 31)
ERROR = "{name: deaths, source: 0.7, recount: 0.6, because: made up}"
CYCLES = (
    "{table: battle_deaths_by_county_year, measure: battle_deaths, years: 3, least: 25, first: 2016, until: 2020-12-31, "
    "because: made up, groups: [{name: all}]}"
)
WIDTH = "{central: 90, widest: 8}"
BACKTEST = (
    "{origin: 2016-12-31, scenario: their-city, title: x, label: retrospective, outcomes: [civilians_killed_battle_city], "
    f"prior: {WIDTH}, posterior: {WIDTH}}}"
)
DAY = date(2016, 12, 31)


def example() -> str:
    """The calibration.yaml that the page shows."""
    [found] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return str(found)


def record() -> str:
    """A small record: deaths by month, two lists of displaced people, and what a battle cost."""
    rows, month = [",".join(COLUMNS)], date(2016, 2, 1)
    told = "example-report,verified,2018-02-01,"
    while month < LAST:
        after = (month + timedelta(days=31)).replace(day=1)
        rows.append(f"deaths_documented,republic,{month},{after - timedelta(days=1)},,{80 + 7 * month.month},,deaths,{told}")
        month = after
    rows += [
        f"displaced,republic,{day},,,{people},,people,{told}" for day, people in (("2016-06-30", 40000), ("2017-06-30", 30000))
    ]
    rows.append(f"civilians_killed_battle_city,city,2016-02-01,2016-09-30,300,,2000,people,{told}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The scenario that `rekindle new` makes, with that record and that calibration."""
    folder = new("my-city", tmp_path).parent
    (folder / "record.csv").write_text(record())
    (folder / "calibration.yaml").write_text(example())
    return folder


def test_the_page_shows_a_calibration_that_holds(city: Path):
    scenario = read(city)
    assert beside(scenario, scenario) == []
    of = learning_of([city])
    assert of.names == ["my-city"] and of.origins == (LAST,)
    assert len(of.points) == 23 + 2 + 1
    assert of.points[0].name == "my-city deaths_documented republic 2016-02" and of.points[0].best == 94
    assert of.points[-1].low == 300 and of.points[-1].sd == pytest.approx(np.log(2001 / 301) / 3.29)


# What is wrong with the file


@pytest.mark.parametrize(
    ("was", "now", "line", "told"),
    [
        ("measure: displaced", "measure: displacd", 14, "nothing to hold against `displacd`. Did you mean `displaced`?"),
        ("civilians_killed_battle_city", "civilians_kiled_battle_city", 21, "Did you mean `civilians_killed_battle_city`?"),
        ("places: [republic]\n    days", "places: [republik]\n    days", 15, "no place `republik` in the scenario"),
        ("places: [republic]\n    days", "places: [city]\n    days", 14, "displaced is read off by country (republic)"),
        ("every: month", "every: weekly", 10, "Use one of: month, quarter, half, year, whole"),
        ("spread: 0.4", "spread: 0", 11, "spread is 0, below 0.001"),
        ("    spread: 0.4\n", "", 5, "lacks `spread`"),
        ("use: check", "useful: check", 24, "unknown key `useful`"),
        ("end: 2017-12-31", "end: 2018-03-31", 5, "the record does not cover republic from 2018-01-01"),
        ("until: 2017-12-31", "until: 2031-12-31", 3, "outside what my-city covers"),
        ("until: 2017-12-31\n", "until: 2017-12-31\nwith: [mosul-2015]\n", 4, "no other scenario `mosul-2015`"),
        ("    every: month\n", "", 5, "needs `start`, `end` and `every` together"),
        ("days: [2016-06-30, 2017-06-30]", "days: [2016-06-30, 2015-01-01]", 13, "has nothing for republic near 2015-01-01"),
        ("measure: displaced\n", "measure: displaced\n    source: displacment\n", 15, "Did you mean `displacement`?"),
        ("    lag: 8", "    lag: 8\n    error: deths", 20, "No error `deths` stands under `errors`"),
        ("until: 2017-12-31\n", "until: 2017-12-31\ndiscrepancy: 0.5\n", 4, "discrepancy is 0.5, below 1"),
        ("until: 2017-12-31\n", f"until: 2017-12-31\nerrors:\n  - {ERROR}\n", 5, "add up to more than 1"),
        ("until: 2017-12-31\n", f"until: 2017-12-31\nlife_cycles: {CYCLES}\n", 4, "Did you mean `battle_deaths_by_country"),
        ("until: 2017-12-31\n", f"until: 2017-12-31\nbacktests:\n  - {BACKTEST}\n", 5, "starts from `their-city`, which"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(was: str, now: str, line: int, told: str, city: Path):
    assert example().count(was) == 1
    (city / "calibration.yaml").write_text(example().replace(was, now))
    scenario = read(city)
    problems = beside(scenario, scenario)
    assert [(Path(one.file).name, one.line) for one in problems] == [("calibration.yaml", line)], report(problems)
    assert told in str(problems[0])
    with pytest.raises(InvalidScenario, match="calibration.yaml"):
        learning_of([city])


def test_a_calibration_without_a_record_says_what_is_missing(city: Path):
    (city / "record.csv").unlink()
    scenario = read(city)
    assert {"There is no record.csv beside the scenario."} == {one.what for one in beside(scenario, scenario)}


def test_a_scenario_without_a_calibration_says_how_to_write_one(city: Path):
    (city / "calibration.yaml").unlink()
    with pytest.raises(MissingData, match=r"no calibration\.yaml in .*docs/calibration\.md.*mosul-2016"):
        learning_of([city])


def test_scenarios_that_are_named_are_learnt_together(city: Path, tmp_path: Path):
    other = new("other-city", tmp_path).parent
    for file in ("record.csv", "calibration.yaml"):
        (other / file).write_text((city / file).read_text())
    assert learning_of([city, other]).names == ["my-city", "other-city"]
    (city / "calibration.yaml").write_text("with: [other-city]\n" + example())
    assert learning_of([city]).names == ["my-city", "other-city"]
    with pytest.raises(UsageError, match="my-city is named twice"):
        learning_of([city, city])


# Backtests


def test_every_figure_after_a_day_is_scored_against_baselines_of_its_own_record(city: Path, tmp_path: Path):
    of = learning_of([city])
    found = backtest.backtest_all(of, (DAY,), 20, 1, None, 2, tmp_path, tmp_path)
    assert found.worlds_from == "prior" and found.posteriors == {"2016-12-31": None}
    rows = found.figures
    assert [row.start for row in rows if row.measure == "deaths_documented"] == [f"2017-{m:02d}-01" for m in range(1, 13)]
    deaths, displaced = found.figures_by_pattern
    assert (deaths.figures, displaced.figures) == (12, 1)
    assert set(deaths.baselines) == {*BASELINES, MIXTURE} - {"last_year"}
    assert deaths.best_baseline != MIXTURE and deaths.skill_mixture["skill"] < 1
    assert deaths.why_no_baseline == "11 months before 2016-12-31 are too few for last_year"
    assert displaced.baselines == {} and displaced.why_no_baseline == "it is no count of whole months"
    assert all(row.score and row.score.crps >= 0 and 0 <= row.score.pit <= 1 for row in rows)
    assert json.loads((tmp_path / "backtest.json").read_text()) == json.loads(json.dumps(found.to_dict()))


def test_baselines_go_on_from_the_last_month_before_the_day(city: Path):
    point = next(one for one in learning_of([city]).points if one.start == date(2017, 3, 1))
    past, ahead = later_figures._history(point, date(2016, 12, 15))  # December is not over
    assert past.tolist() == [80 + 7 * month for month in range(2, 12)]
    assert ahead == [date(2016, 12, 1), date(2017, 1, 1), date(2017, 2, 1), date(2017, 3, 1)]
    assert later_figures.baselines_of(point, date(2016, 1, 31), 10, 1) == (
        {},
        "the record has no month of it before 2016-01-31",
    )


def test_the_command_says_where_worlds_come_from(city: Path, monkeypatch, capfd, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(monkeypatch, capfd, "backtest", "my-city", "--origin", "2016-12-31", "--worlds", "100")
    assert code == 0 and "my-city from 2016-12-31 on, worlds from the prior: 13 figures" in out
    assert "no packaged posterior was learnt on my-city by 2016-12-31" in " ".join(err.split())
    assert (tmp_path / "results" / "my-city-backtest" / "backtest.json").is_file()
    assert all(len(line) <= 80 for line in out.splitlines())


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "the calibration of my-city describes no backtest. Name a day"),
        (("--origin", "2017-12-31"), 2, "no figure of the patterns of my-city begins after that day"),
        (("--origin", "soon"), 2, "is no date and not all"),
        (("--origin", "2016-12-31", "--posteriors", "nowhere"), 4, "rekindle calibrate makes one"),
    ],
)
def test_days_that_cannot_be_scored_are_refused(words, code, told, city: Path, monkeypatch, capfd, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    found, out, err = call(monkeypatch, capfd, "backtest", "my-city", *words)
    assert (found, out) == (code, "") and told in " ".join(err.split())


# A posterior of its own


def test_a_posterior_is_learnt_and_belongs_to_the_scenario(city: Path, tmp_path: Path):
    pytest.importorskip("sbi", reason="needs rekindle-lab[calibrate]")
    of = learning_of([city])
    found = calibrate(tmp_path / "learnt", of, Settings(300, 100, 1, 2), (DAY,))
    report = found.origins["2016-12-31"]
    assert report.about["scenarios"] == of.digests() and report.about["points"] == 12
    assert report.coverage.truths == 60
    folder = tmp_path / "learnt" / "2016-12-31"
    own = posterior_for(read(city), str(folder))
    assert own is not None and own.learnt_on == ("my-city",) and len(own.table) == 100
    with pytest.raises(UsageError, match="not learnt on mosul-2016, but on my-city"):
        posterior_for(read("mosul-2016"), str(folder))
    about = rekindle.run(city, worlds=3, worlds_from=str(folder)).attrs
    assert about["posterior"] == own.digest and "transfer" not in about
    scores = backtest.backtest_all(of, (DAY,), 20, 1, tmp_path / "learnt", 2, tmp_path, tmp_path)
    assert scores.worlds_from == "posterior" and scores.posteriors == {"2016-12-31": own.digest}


def test_an_origin_before_all_figures_is_refused(city: Path, tmp_path: Path):
    pytest.importorskip("sbi", reason="needs rekindle-lab[calibrate]")
    with pytest.raises(UsageError, match=r"nothing is recorded by then .*first figure ends on 2016-02-29"):
        calibrate(tmp_path / "learnt", learning_of([city]), Settings(300, 100, 1, 2), (date(2016, 1, 31),))
    assert not (tmp_path / "learnt").exists()
