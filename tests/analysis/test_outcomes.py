"""Outcomes on trajectories made by hand, whose answers one can work out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from rekindle.analysis.outcomes.city import _doubling, _held_again, fall_week
from rekindle.analysis.outcomes.outcomes import outcomes, summarise
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import Chunk, written_for
from rekindle.scenario import read
from rekindle.scenario.labels import Labels
from rekindle.variables import find, spelled


@pytest.fixture(scope="module")
def frame() -> Frame:
    scenario = read("mosul-2016")
    return Frame(scenario, scenario.until)


def made(frame: Frame, worlds: int = 1) -> Chunk:
    """Worlds in which nothing happens and the city is held throughout."""
    written = written_for(frame, worlds)
    written.parts["contested"][:] = 1.0
    return Chunk(np.arange(worlds), np.zeros(worlds).view(np.recarray), written)


def test_the_battle_ends_when_every_sector_is_taken(frame):
    piece = made(frame, 2)
    piece.written.parts["contested"][0, 40:] = 0.0  # world 1 is never retaken
    found = {name: numbers for name, (numbers, _) in outcomes(frame, piece).items()}
    assert found["battle_weeks_mosul"].tolist() == [40, np.inf]
    assert found["retaken_mosul"].tolist() == [1, 0]
    west = frame.week_of(frame.scenario.campaign[[o.id for o in frame.scenario.campaign].index("mosul_west_outer")].start)
    assert found["battle_weeks_west_mosul"][0] == pytest.approx(40 - west)
    assert found["battle_weeks_east_mosul"][0] == 40


def test_sums_over_the_battle_stop_at_the_fall(frame):
    piece = made(frame, 2)
    piece.written.parts["contested"][0, 10:] = 0.0
    piece.written.parts["civilians_killed"][:, 1:] = 7.0
    found = {name: numbers for name, (numbers, _) in outcomes(frame, piece).items()}
    to_the_end_of_2017 = int(frame.week_of(date(2017, 12, 31)))
    assert found["civilians_killed_battle_mosul"].tolist() == [70, 7 * to_the_end_of_2017]


def test_a_year_takes_the_part_of_a_week_that_falls_into_it(frame):
    piece = made(frame)
    piece.written.countries["attacks"][0, 1:, 0] = 7.0  # one a day
    found = {name: numbers for name, (numbers, _) in outcomes(frame, piece).items()}
    assert found["attacks_iraq_2018"][0] == pytest.approx(365)
    assert found["attacks_iraq_2020"][0] == pytest.approx(366)


def test_months_add_up_to_their_year(frame):
    piece = made(frame)
    piece.written.countries["deaths_documented"][0, :, 0] = np.arange(frame.weeks + 1)
    found = {name: numbers[0] for name, (numbers, _) in outcomes(frame, piece).items() if numbers.ndim == 1}
    months = sum(found[f"deaths_documented_iraq_2018_{month:02d}"] for month in range(1, 13))
    assert months == pytest.approx(found["deaths_documented_iraq_2018"])


def test_a_return_by_attacks_is_a_doubling_over_an_earlier_year():
    weekly = np.full(300, 10.0)
    weekly[200:] = 25.0
    steady = np.concatenate([[0.0], np.cumsum(np.full(300, 10.0))])
    rising = np.concatenate([[0.0], np.cumsum(weekly)])
    assert _doubling(steady, 40) == np.inf
    # 52 weeks hold twice 520 once 35 of them have 25 instead of 10
    assert _doubling(rising, 40) == 200 + 35


def test_a_return_to_territory_needs_a_time_without_and_four_weeks_with_it():
    held = np.full(100, 500_000.0)
    assert _held_again(held, 40, 100_000, 4) == np.inf  # never lost, so never held again
    held[50:80] = 0.0
    assert _held_again(held, 40, 100_000, 4) == 83
    held[82:] = 0.0
    assert _held_again(held, 40, 100_000, 4) == np.inf  # two weeks are too short


def test_returns_beyond_the_horizon_are_not_known(frame):
    piece = made(frame, 2)
    piece.written.parts["contested"][0, 40:] = 0.0
    piece.written.parts["contested"][1, 200:] = 0.0
    found = {name: numbers for name, (numbers, _) in outcomes(frame, piece).items()}
    assert found["resurgence_iraq_3"][0] == 0
    assert np.isnan(found["resurgence_iraq_3"][1])
    assert "resurgence_iraq_10" not in found


def test_the_fall_of_a_bank_looks_at_its_sectors_only(frame):
    piece = made(frame)
    piece.written.parts["contested"][0, 15:, list(frame.parts).index("east_mosul")] = 0.0
    assert fall_week(frame, piece.written, "east_mosul")[0] == 15
    assert fall_week(frame, piece.written, "mosul")[0] == np.inf


def test_a_summary_counts_worlds_and_says_how_many_never():
    row = summarise(np.array([1.0, 2.0, 3.0, np.inf, np.nan]), "weeks")
    assert row["worlds"] == 4
    assert row["never"] == 1
    assert row["mean"] == 2.0
    assert row["p05"] == 1.0
    assert row["p95"] is None
    assert summarise(np.array([np.nan]), "1")["mean"] is None


def test_every_outcome_of_a_city_or_a_return_says_which(frame):
    """By the scenario's own labels, and of each city its own: Raqqa's outcomes are not "the city" on a page about Mosul."""
    piece = made(frame)
    piece.written.parts["contested"][:, 10:] = 0.0
    meanings = {name: about["long_name"] for name, (_, about) in outcomes(frame, piece).items()}
    labels = Labels(frame.scenario)
    for name, meaning in meanings.items():
        found = find(name)
        assert found is not None, name
        variable, fields = found
        assert "the city" not in meaning, name
        if "place" in fields:
            assert meaning.endswith(f", {labels.of(fields['place'])}") and labels.of(fields["place"]) in variable.label.format(
                **{**spelled(fields), "place": labels.of(fields["place"])}
            ), name
        if name.startswith("resurgence"):
            assert labels.city in meaning, name
    assert meanings["civilians_killed_battle_raqqa"].endswith(", Raqqa")
