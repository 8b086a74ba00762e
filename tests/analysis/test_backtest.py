"""Forecasts from a day on: nothing learnt later enters, the file is whole and hashed, scores are added up rightly."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rekindle.analysis.calibration.learning import Learning, learning_of
from rekindle.analysis.statistics.baselines import BASELINES, MIXTURE
from rekindle.analysis.validation import backtest, forecast
from rekindle.analysis.validation.discrepancy import HALF_LIFE, Gap, gap, would_be_recorded
from rekindle.analysis.validation.forecast import TRIES, Outlook, outlook
from rekindle.analysis.validation.forecast_file import QUANTILES, forecast_of, periods, targets, write_forecast
from rekindle.analysis.validation.months import by_horizon, by_place, months_ahead
from rekindle.analysis.validation.results import MonthScore
from rekindle.ensemble.posterior import Posterior
from rekindle.errors import UsageError
from rekindle.model.parameters import all_parameters
from rekindle.record.tables import monthly

FIRE = "parameter battle.fire"
BATTLE, YEAR, AFTER = date(2016, 10, 16), date(2017, 12, 31), date(2018, 12, 31)
MEASURES = {"deaths_documented", "attacks", "members", "idps", "returnees", "attacks_abroad", "deaths_abroad"}
PLACES = {"iraq", "syria", "iraq+syria", "europe", "egypt", "libya", "algeria", "nigeria", "afghanistan", "philippines"}


@pytest.fixture(scope="module")
def three_rows() -> Posterior:
    words = {FIRE: all_parameters()["battle.fire"].prior.words()}
    return Posterior((FIRE,), np.array([[0.2], [0.5], [0.8]]), {"priors": words}, "digest")


@pytest.fixture(scope="module")
def packaged() -> Learning:
    return learning_of()


@pytest.fixture(scope="module")
def ahead(packaged: Learning, three_rows: Posterior) -> forecast.Outlook:
    return outlook(packaged.first, AFTER, date(2023, 12, 31), three_rows, 6, 1, 2)


# Worlds


def test_every_row_keeps_the_one_of_its_worlds_that_was_picked(ahead: forecast.Outlook):
    assert ahead.worlds.tolist() != list(range(6))
    assert (ahead.worlds % 3 == np.arange(6) % 3).all()  # the row is its own, the luck may be another's
    assert (ahead.worlds[:3] < 3 * TRIES).all() and (ahead.worlds[3:] >= 3 * TRIES).all()


def test_from_the_eve_of_the_battle_worlds_are_not_picked(packaged: Learning, three_rows: Posterior):
    eve = outlook(packaged.first, BATTLE, date(2017, 1, 1), three_rows, 4, 1, 2)
    assert eve.worlds.tolist() == [0, 1, 2, 3]
    assert eve.frame.scenario.as_of == BATTLE


def test_flows_and_stocks_are_of_their_days(ahead: forecast.Outlook):
    weekly = ahead.weekly["attacks", "iraq"].astype(float)
    both = ahead.flow("attacks", "iraq", date(2019, 1, 1), date(2019, 12, 31))
    first = ahead.flow("attacks", "iraq", date(2019, 1, 1), date(2019, 6, 30))
    assert first + ahead.flow("attacks", "iraq", date(2019, 7, 1), date(2019, 12, 31)) == pytest.approx(both)
    assert both.sum() < weekly.sum()
    at = round((date(2019, 12, 31) - ahead.frame.scenario.start).days / 7)
    assert ahead.stock("idps", "iraq", date(2019, 12, 31)).tolist() == ahead.weekly["idps", "iraq"][:, at].tolist()


# The file


def test_the_forecast_has_every_measure_place_and_period(packaged: Learning, ahead: forecast.Outlook):
    found = forecast_of(ahead, packaged.file.forecast, AFTER, 5, 1)
    rows = found["targets"]
    assert {row["measure"] for row in rows} == MEASURES and {row["place"] for row in rows} == PLACES
    names = {row["period"] for row in rows}
    assert names == {f"{year}{part}" for year in range(2019, 2024) for part in ("", "-Q1", "-Q2", "-Q3", "-Q4")}
    assert (
        len(rows)
        == len(targets(packaged.file.forecast)) * 25
        == len({(row["measure"], row["place"], row["period"]) for row in rows})
    )
    for row in rows:
        marks = list(row["quantiles"].values())
        assert list(row["quantiles"]) == [f"{q:g}" for q in QUANTILES]
        assert marks == sorted(marks) and marks[0] >= 0 and np.isfinite(marks).all()
        assert row["unit"]


def test_periods_cover_the_years_without_gap():
    found = {name: (start, end) for name, start, end in periods(date(2018, 12, 31), 5)}
    assert found["2019"] == (date(2019, 1, 1), date(2019, 12, 31))
    assert found["2020-Q1"] == (date(2020, 1, 1), date(2020, 3, 31))
    assert found["2023-Q4"] == (date(2023, 10, 1), date(2023, 12, 31))


def test_the_file_has_its_hash_beside_it(packaged: Learning, ahead: forecast.Outlook, tmp_path: Path):
    file = write_forecast(tmp_path, forecast_of(ahead, packaged.file.forecast, AFTER, 5, 1))
    assert file.name == "2018-12-31.json"
    digest, name = (tmp_path / "2018-12-31.json.sha256").read_text().split()
    assert name == file.name and digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert json.loads(file.read_text())["origin"] == "2018-12-31"
    again = write_forecast(tmp_path / "again", forecast_of(ahead, packaged.file.forecast, AFTER, 5, 1))
    assert again.read_bytes() == file.read_bytes()


def test_a_forecast_on_file_is_never_written_over(tmp_path: Path):
    first = write_forecast(tmp_path, {"origin": "2018-12-31", "targets": [1]})
    kept = first.read_bytes()
    assert write_forecast(tmp_path, {"origin": "2018-12-31", "targets": [1]}) == first, "the same forecast is the same file"
    second = write_forecast(tmp_path, {"origin": "2018-12-31", "targets": [2]})
    assert second.name == "2018-12-31.v2.json" and first.read_bytes() == kept
    digest, name = (tmp_path / "2018-12-31.v2.json.sha256").read_text().split()
    assert name == second.name and digest == hashlib.sha256(second.read_bytes()).hexdigest()
    assert write_forecast(tmp_path, {"origin": "2018-12-31", "targets": [3]}).name == "2018-12-31.v3.json"


def test_what_is_recorded_spreads_about_what_is():
    worlds = np.arange(3000)
    seen = would_be_recorded(np.full(3000, 200.0), "x", "2019", 0.4, 1, worlds)
    assert np.log1p(seen).std() == pytest.approx(0.4, rel=0.06)
    assert np.median(seen) == pytest.approx(200, rel=0.03)
    assert would_be_recorded(np.zeros(5), "x", "2019", 0.0, 1, worlds[:5]).tolist() == [0] * 5


# The gap that lasts


def test_a_gap_is_forgotten_by_half_while_its_uncertainty_comes_back():
    old = Gap(np.array([1.0, -2.0]), 0.04, 0.64)
    assert old.after(0)[0].tolist() == [1, -2] and old.after(0)[1] == pytest.approx(0.2)
    mean, spread = old.after(HALF_LIFE)
    assert mean.tolist() == [0.5, -1] and spread == pytest.approx(np.sqrt(0.04 / 4 + 0.64 * 3 / 4))
    assert old.after(50)[1] == pytest.approx(0.8) and np.abs(old.after(50)[0]).max() < 1e-6


def test_worlds_too_quiet_by_a_factor_are_told_so_by_the_year_before(ahead: forecast.Outlook):
    known = gap(ahead, "deaths_documented", "iraq", AFTER, 0.4, 0.8)
    louder = Outlook(
        ahead.frame,
        ahead.worlds,
        {key: values * (3.0 if key == ("deaths_documented", "iraq") else 1.0) for key, values in ahead.weekly.items()},
        {},
        np.zeros((0, 0)),
    )
    again = gap(louder, "deaths_documented", "iraq", AFTER, 0.4, 0.8)
    kept = 0.64 / (0.64 + 0.16 / 4)  # twelve months count as four figures
    assert known.variance == pytest.approx(0.64 * (1 - kept))
    assert known.mean - again.mean == pytest.approx(kept * np.log(3), rel=0.1)


def test_what_has_no_firm_record_has_no_gap_to_take_along(ahead: forecast.Outlook):
    europe = gap(ahead, "attacks_abroad", "europe", AFTER, 0.3, 0.5)  # recalled figures only
    assert not europe.mean.any() and europe.variance == europe.of_old == 0.25
    egypt = gap(ahead, "deaths_documented", "egypt", AFTER, 0.4, 0.8)
    assert egypt.mean.any() and egypt.variance < 0.64


def test_months_before_the_worlds_begin_or_after_the_day_are_no_gap(packaged: Learning, three_rows: Posterior):
    eve = outlook(packaged.first, BATTLE, date(2017, 1, 1), three_rows, 4, 1, 2)
    known = gap(eve, "deaths_documented", "iraq", BATTLE, 0.4, 0.8)  # the clock starts the day after
    assert not known.mean.any() and known.variance == known.of_old
    later = outlook(packaged.first, date(2016, 12, 15), date(2017, 1, 1), three_rows, 4, 1, 2)
    known = gap(later, "deaths_documented", "iraq", date(2016, 12, 15), 0.4, 0.8)  # November alone
    told = later.flow("deaths_documented", "iraq", date(2016, 11, 1), date(2016, 11, 30))
    kept = 0.64 / (0.64 + 0.16 * 3)  # a month is a third of a figure
    recorded = monthly("deaths_documented", "iraq", date(2016, 11, 1), date(2016, 11, 30))[0]
    assert known.mean == pytest.approx(kept * (np.log1p(recorded) - np.log1p(told)))


# Scores


def test_a_year_is_forecast_by_month_and_place(packaged: Learning, ahead: forecast.Outlook):
    says = packaged.backtests_from(YEAR)[0]
    rows = months_ahead(packaged.first, packaged.file.forecast, says, ahead, None, 1)
    deaths, displaced = ([row for row in rows if row.measure == name] for name in ("deaths_documented", "idps"))
    assert len(deaths) == 12 * len({row.place for row in deaths}) and [row.ahead for row in deaths[:12]] == list(range(1, 13))
    assert [row.period for row in displaced] == [f"2018-{month:02d}" for month in range(1, 13) if month != 11]  # no list
    assert displaced[-1].truth == 1802832 and displaced[-1].ahead == 12
    assert {"iraq", "nineveh", "kirkuk", "baghdad"} <= {row.place for row in rows}
    assert "syria" not in {row.place for row in rows} and "raqqa" not in {row.place for row in rows}
    [january] = [row for row in deaths if (row.place, row.period) == ("iraq", "2018-01")]
    assert january.truth == 131 and set(january.baselines) == {*BASELINES, MIXTURE}
    told = [row.to_dict() for row in rows]
    assert [MonthScore.from_dict(row) for row in json.loads(json.dumps(told, allow_nan=False))] == rows


def test_scores_are_added_up_by_place():
    marks = dict.fromkeys(("q05", "q10", "q25", "q50", "q75", "q90", "q95"), 1.0)
    about = {"origin": "2017-12-31", "label": "retrospective", "measure": "deaths", "place": "here", "period": "2018-01"}
    row = MonthScore(**about, truth=1.0, **marks, inside50=True, inside90=True, crps=1.0, log_score=1.0, pit=0.5,
                     baselines={"a": 2.0, "b": 0.5}, baselines_log_score={}, baselines_q50={})  # fmt: skip
    worse = replace(row, crps=3.0, inside50=False, baselines={"a": 2.0, "b": 5.5})
    [found] = by_place([row, worse])
    told = found.to_dict()
    saved = told.pop("skill")
    assert saved["skill"] == 0.0 and saved["low"] == -0.5 and saved["high"] == 0.5 and found.best == 2.0
    assert told == {
        "origin": "2017-12-31", "measure": "deaths", "place": "here", "months": 2, "crps": 2.0,
        "crps_a": 2.0, "crps_b": 3.0, "best_baseline": "a",
        "lower_than_every_baseline": False, "inside50": 1, "inside90": 2, "skill_mixture": None, "prior_crps": None,
    }  # fmt: skip
    mixed = replace(row, crps=1.9, baselines={"a": 2.0, MIXTURE: 1.0}, prior_crps=3.8)
    [found] = by_place([mixed, mixed])
    assert found.best_baseline == "a" and not found.lower_than_every_baseline and found.prior_crps == 3.8
    assert found.skill["skill"] == pytest.approx(0.05) and found.skill_mixture["skill"] == pytest.approx(-0.9)


def test_scores_by_horizon_are_multiples_over_places():
    marks = dict.fromkeys(("q05", "q10", "q25", "q50", "q75", "q90", "q95"), 1.0)
    about = {"origin": "2017-12-31", "label": "retrospective", "measure": "deaths", "period": "2018-01", "truth": 1.0}
    row = MonthScore(**about, **marks, place="big", inside50=True, inside90=True, crps=199.0, log_score=1.0, pit=0.5,
                     baselines={"a": 99.0, MIXTURE: 399.0}, baselines_log_score={}, baselines_q50={}, ahead=1,
                     prior_crps=199.0)  # fmt: skip
    small = replace(row, place="small", crps=0.0, baselines={"a": 1.0, MIXTURE: 0.0}, prior_crps=3.0)
    later = [replace(one, ahead=8, inside90=False) for one in (row, small)]
    near, far = by_horizon([*later, row, small, replace(row, ahead=0)])
    assert (near.first, near.last, near.places, near.figures, near.inside90) == (1, 3, 2, 2, 2)
    assert near.of_best == pytest.approx(np.sqrt(2 * 0.5)) and near.of_mixture == pytest.approx(np.sqrt(0.5 * 1))
    assert near.of_prior == pytest.approx(np.sqrt(1 * 0.25))
    assert (far.first, far.last, far.inside90) == (7, 12, 0)


def test_from_the_middle_of_a_month_only_whole_months_are_scored(packaged: Learning, three_rows: Posterior):
    [says] = [one for one in packaged.backtests_from(BATTLE) if one.months]
    says = says.model_copy(update={"until": date(2016, 12, 31), "months": says.months[:1]})
    eve = outlook(packaged.first, BATTLE, date(2017, 1, 1), three_rows, 20, 1, 2)
    rows = months_ahead(packaged.first, packaged.file.forecast, says, eve, None, 1)
    assert [(row.period, row.ahead) for row in rows] == [("2016-11", 2), ("2016-12", 3)]  # October is the baselines' first


def test_a_forecast_starts_from_the_scenario_that_is_named(packaged: Learning):
    starts = {str(one.origin): packaged.starting(one).name for one in packaged.backtests}
    assert starts["2012-12-31"] == "iraq-2006" and starts["2014-12-31"] == "mosul-2014"
    assert starts["2017-12-31"] == "mosul-2016"


def test_the_battle_is_held_against_its_ranges(packaged: Learning, three_rows: Posterior):
    rows = backtest.outcomes_ahead(packaged.first, packaged.backtests_from(BATTLE)[0], three_rows, 20, 1, 2, lambda done: None)
    assert len(rows) == 10 and {row.worlds_from for row in rows} == {"prior", "posterior"}
    for row in rows:
        low, high = (row.q05, row.q95) if row.central == 90 else (row.q10, row.q90)
        high = np.inf if high is None else high
        assert row.inside == (low <= row.truth <= high)
        assert row.in_part == (low <= row.high and row.low <= high)
        assert row.whole == (low <= row.low and row.high <= high)
        assert row.label == "retrospective"
    [weeks] = [row for row in rows if row.measure == "battle_weeks" and row.worlds_from == "prior"]
    assert (weeks.low, weeks.truth, weeks.widest, weeks.central) == (38, 38, 8, 90)


def test_days_are_those_described_or_any_after_which_something_is_recorded(packaged: Learning):
    assert backtest.asked_origins("all", packaged) == (date(2012, 12, 31), date(2014, 12, 31), BATTLE, YEAR, AFTER)
    assert backtest.asked_origins("2017-12-31", packaged) == (YEAR,)
    assert backtest.asked_origins("2017-06-30", packaged) == (date(2017, 6, 30),)
    with pytest.raises(UsageError, match="no figure .* begins after that day .*2012-12-31, .*2017-12-31, 2018-12-31"):
        backtest.asked_origins("2019-12-31", packaged)
    with pytest.raises(UsageError, match="is no date and not all"):
        backtest.asked_origins("2017", packaged)
