"""Metrics read off trajectories made by hand, and every name of the vocabulary."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from rekindle.analysis.outcomes.given import given
from rekindle.analysis.outcomes.metric import read_metrics
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk, written_for
from rekindle.errors import UsageError
from rekindle.scenario import read
from rekindle.scenario.claims.proposition import Metric, Trend
from rekindle.scenario.claims.vocabulary import METRICS, metrics_of


@pytest.fixture(scope="module")
def frame() -> Frame:
    return Frame(read("mosul-2016"), date(2027, 12, 31))


def made(frame: Frame, worlds: int = 2) -> Chunk:
    """Worlds in which nothing happens."""
    return Chunk(np.arange(worlds), np.zeros(worlds).view(np.recarray), written_for(frame, worlds))


def metric(name: str, **fields: Any) -> Metric:
    if "when" in fields:
        start, end = fields.pop("when")
        fields["period"] = {"from": start, "to": end}
    return Metric.model_validate({"metric": name, **fields})


def read_one(frame: Frame, piece: Chunk, one: Metric) -> list[float]:
    return read_metrics(frame, piece, {one.key: one})[one.key].tolist()


def test_a_flow_of_one_a_day_adds_up_to_the_days_of_any_period(frame):
    piece = made(frame)
    piece.written.countries["attacks"][:, 1:, 0] = 7.0
    for end, statistic, expected in (("2018-12-31", "sum", 365), ("2018-01-03", "sum", 3), ("2018-01-24", "mean", 7)):
        one = metric("attacks_iraq", when=("2018-01-01", end), statistic=statistic)
        assert read_one(frame, piece, one) == pytest.approx([expected] * 2)


def test_a_flow_by_place_is_of_the_four_weeks_before_its_record(frame):
    piece = made(frame)
    at = frame.places.index("anbar_west")
    weeks = np.diff(frame.records, prepend=0)
    piece.written.places["attacks"][:, :, at] = 7.0 * weeks
    year = metric("attacks", place="anbar_west", when=("2019-01-01", "2019-12-31"), statistic="sum")
    assert read_one(frame, piece, year) == pytest.approx([365] * 2)


def test_a_stock_is_looked_at_on_its_days(frame):
    piece = made(frame)
    piece.written.countries["covert"][:, :, 0] = np.arange(frame.weeks + 1)
    last = int((frame.dates <= np.datetime64("2018-12-31")).sum()) - 1
    year = ("2018-01-01", "2018-12-31")
    first = int((frame.dates < np.datetime64("2018-01-01")).sum())
    ways = ("last", "max", "min", "mean")
    got = {how: read_one(frame, piece, metric("covert_iraq", when=year, statistic=how))[0] for how in ways}
    assert got == pytest.approx({"last": last, "max": last, "min": first, "mean": (first + last) / 2})
    # a sum over a stock is in its unit times weeks: a constant 2 for 2018 is 2 * 365 / 7
    piece.written.countries["covert"][:, :, 0] = 2.0
    assert read_one(frame, piece, metric("covert_iraq", when=year, statistic="sum")) == pytest.approx([2 * 365 / 7] * 2)


def test_a_day_without_a_record_takes_the_nearest(frame):
    piece = made(frame)
    piece.written.origins["overt"][:, :, 1:] = np.arange(frame.records.size)[None, :, None]
    day = metric("overt_by_origin", origin="foreign", when=("2021-12-30", "2021-12-31"), statistic="last")
    nearest = int(np.abs(frame.dates[frame.records] - np.datetime64("2021-12-31")).argmin())
    assert read_one(frame, piece, day) == [nearest * (len(frame.origins) - 1)] * 2


def test_several_places_are_added_up_and_shares_averaged_over_residents(frame):
    piece = made(frame)
    east, west = (frame.places.index(name) for name in ("mosul_east_outer", "mosul_old_city"))
    piece.written.places["covert"][:, :, [east, west]] = (10.0, 5.0)
    piece.written.places["residents"][:, :, [east, west]] = (300.0, 100.0)
    piece.written.places["grievance"][:, :, [east, west]] = (0.4, 0.8)
    when = ("2017-01-01", "2017-06-30")
    for name, place, expected in (("covert", "mosul", 15), ("covert", "iraq", 15), ("grievance", "mosul", 0.5)):
        mean = metric(name, place=place, when=when, statistic="mean")
        assert read_one(frame, piece, mean) == pytest.approx([expected] * 2, rel=1e-5)
    above = metric("covert", place="iraq", when=when, statistic="last", counted_above=7)
    assert read_one(frame, piece, above) == [1, 1]
    per = metric("covert", place="mosul_old_city", per="km2", when=when, statistic="last")
    area = frame.scenario.places["mosul_old_city"].area
    assert area is not None
    assert read_one(frame, piece, per) == pytest.approx([5 / area.prior().quantile(0.5)] * 2)


def test_home_regions_have_their_own_series_every_week(frame):
    piece = made(frame)
    piece.written.abroad["attacks"][:, 1:, :] = 7.0
    homes = [name for name in frame.abroad if frame.scenario.places[name].kind == "home"]
    year = {"when": ("2017-01-01", "2017-12-31"), "statistic": "sum"}
    assert read_one(frame, piece, metric("attacks", place="home_europe", **year)) == pytest.approx([365] * 2)
    assert read_one(frame, piece, metric("attacks", place="homes", **year)) == pytest.approx([365 * len(homes)] * 2)


def test_a_trend_is_the_change_between_two_windows(frame):
    piece = made(frame)
    piece.written.nation["appeal"][0, :] = np.where(np.arange(frame.weeks + 1) < 60, 0.5, 0.4)
    trend = Trend.model_validate(
        {"kind": "trend", "scenario": "mosul-2016", "horizon": date(2027, 12, 31), "metric": "appeal", "window": 13,
         "period": {"from": "2016-10-17", "to": "2018-12-31"}, "direction": "falls", "threshold": 0.1, "unit": "1",
         "at_least": 0.66, "why": "made up"})  # fmt: skip
    fell, nothing = read_one(frame, piece, trend)
    assert fell == pytest.approx(-0.2)
    assert np.isnan(nothing)  # a share of nothing


def test_records_every_four_weeks_weigh_four_times_those_of_every_week(frame):
    """Places are written down every week for a year and every four weeks after: a mean over both is one over time."""
    piece = made(frame)
    at = frame.places.index("anbar_west")
    days = frame.dates[frame.records]
    piece.written.places["covert"][:, :, at] = np.where(days < np.datetime64("2017-10-18"), 10.0, 20.0)
    mean = metric("covert", place="anbar_west", when=("2017-01-02", "2018-08-01"), statistic="mean")
    weekly = np.where(frame.dates < np.datetime64("2017-10-18"), 10.0, 20.0)
    inside = (frame.dates >= np.datetime64("2017-01-02")) & (frame.dates <= np.datetime64("2018-08-01"))
    assert read_one(frame, piece, mean) == pytest.approx([weekly[inside].mean()] * 2, rel=0.02)


def test_windows_of_a_trend_are_weeks_and_not_records(frame):
    piece = made(frame)
    at = frame.places.index("anbar_west")
    days = frame.dates[frame.records]
    piece.written.places["covert"][:, :, at] = np.where(days < np.datetime64("2019-07-01"), 10.0, 15.0)
    trend = Trend.model_validate(
        {"kind": "trend", "scenario": "mosul-2016", "horizon": date(2027, 12, 31), "metric": "covert", "place": "anbar_west",
         "window": 13, "period": {"from": "2019-01-01", "to": "2019-12-31"}, "direction": "rises", "threshold": 0.1,
         "unit": "1", "at_least": 0.66, "why": "made up"})  # fmt: skip
    assert read_one(frame, piece, trend) == pytest.approx([0.5] * 2)


def test_a_world_reads_the_same_whichever_are_beside_it(frame):
    piece = made(frame, 7)
    random = np.random.default_rng(3)
    piece.written.countries["attacks"][:] = random.random(piece.written.countries["attacks"].shape)
    one = metric("attacks_iraq", when=("2018-01-01", "2021-12-31"), statistic="sum")
    alone = Chunk(piece.worlds[3:4], piece.parameters[3:4], type(piece.written)(*(array[3:4] for array in piece.written)))
    assert read_one(frame, alone, one) == [read_one(frame, piece, one)[3]]


def test_every_name_of_the_vocabulary_is_given_or_refused_in_words(frame):
    """A metric that a claims file may name is one that the model gives: to its horizon, for a place or origin it has."""
    piece = made(frame, 1)
    piece.written.parts["contested"][:, :30] = 1.0  # retaken, so that a return is defined
    there, every = given(frame), metrics_of(frame.scenario)
    found = read_metrics(frame, piece, {name: metric(name) for name in every if name in there})
    assert len(found) > 300 and all(numbers.shape == (1,) for numbers in found.values())
    absent = [name for name in every if METRICS[name] == "outcome" and name not in there]
    for name in absent[:: len(absent) // 10]:  # of a day that this run does not reach, or of a city that is lost, not retaken
        with pytest.raises(UsageError, match="does not give"):
            read_metrics(frame, piece, {name: metric(name)})
    for name in every:
        kind = METRICS[name]
        if kind == "outcome":
            continue
        place = ("home_europe" if name in ("members", "deaths") else "mosul") if kind == "place" else None
        one = metric(name, place=place, origin="foreign" if kind == "origin" else None,
                     when=("2018-01-01", "2018-12-31"), statistic="mean")  # fmt: skip
        assert read_metrics(frame, piece, {name: one})[name].shape == (1,), name


def test_what_a_scenario_lacks_is_said(frame):
    piece = made(frame, 1)
    for one in (
        metric("covert", place="atlantis", when=("2018-01-01", "2018-12-31"), statistic="last"),
        metric("deaths_documented_iraq_2005"),
        metric("attacks", place="home_europe", per="km2", when=("2018-01-01", "2018-12-31"), statistic="sum"),
        metric("covert_iraq", when=("2010-01-01", "2010-12-31"), statistic="mean"),
        metric("members", place="mosul", when=("2018-01-01", "2018-12-31"), statistic="mean"),
        metric("grievance", place="homes", when=("2018-01-01", "2018-12-31"), statistic="mean"),
        metric("control", place="sinai", when=("2018-01-01", "2018-12-31"), statistic="mean"),
        metric("battle_weeks", place="raqqa"),
    ):
        with pytest.raises(UsageError, match="mosul-2016"):
            read_metrics(frame, piece, {one.key: one})
