"""Life cycles: ratios of country-years in the record, and the same read off worlds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from rekindle.analysis.calibration.learning import frame_of, learning_of
from rekindle.analysis.calibration.life_cycles import (
    CYCLES,
    Window,
    independent,
    of_record,
    of_worlds,
    shares,
    standard_error,
    yearly,
)
from rekindle.analysis.calibration.observation_model import in_record
from rekindle.analysis.calibration.targets import Cycle
from rekindle.ensemble.run import chunks
from rekindle.record.tables import YEARLY, table

ALL = Cycle(YEARLY[0], "battle_deaths", 3, 25, 0.5, 2018)


def test_the_record_has_a_window_for_every_country_year_with_enough_deaths_and_another_three_years_later():
    rows = {(row.place, row.start.year): row.best for row in table(YEARLY[0])}
    found = of_record(ALL)
    assert {(one.place, one.year) for one in found} == {
        key for key, deaths in rows.items() if deaths >= 25 and (key[0], key[1] + 3) in rows
    }
    assert all(one.ratio == rows[one.place, one.year + 3] / rows[one.place, one.year] for one in found)
    assert max(row.end for row in table(YEARLY[0])) == date(2018, 12, 31)


def test_groups_part_the_windows():
    groups = [replace(ALL, places=("iraq",)), replace(ALL, places=("syria",)), replace(ALL, others=("iraq", "syria"))]
    parts = [of_record(one) for one in groups]
    assert sum(map(len, parts)) == len(of_record(ALL)) and all(parts)
    assert {window.place for window in parts[0]} == {"iraq"} and not {"iraq", "syria"} & {w.place for w in parts[2]}


def test_shares_are_counted_and_what_was_not_counted_is_told_apart():
    windows = [
        Window("a", 2010, 100, 50, 50),
        Window("a", 2011, 100, 51, 51),
        Window("b", 2010, 30, 0, 24),
        Window("b", 2011, 60, 0, 24),
    ]
    assert shares(windows, ALL) == (0.75, 0.5)  # 24 of 30 would be more than half
    assert shares(windows, replace(ALL, share=0.9)) == (1.0, 1.0)


def test_windows_that_overlap_say_less():
    years = [Window("a", year, 100, 50, 50) for year in range(2000, 2009)]
    assert independent(years, ALL) == 3 and independent(years[:1], ALL) == 1
    assert independent([*years, Window("b", 2000, 100, 50, 50)], ALL) == 4
    error = standard_error(ALL)
    share, _ = shares(of_record(ALL), ALL)
    assert np.sqrt(share * (1 - share) / len(of_record(ALL))) < error < 2 * np.sqrt(share * (1 - share) / len(of_record(ALL)))


def worlds(deaths: dict[str, list[list[float]]]) -> np.ndarray:
    """Shares of worlds that are made of deaths by country, world and year (from 2018 on)."""
    years = len(next(iter(deaths.values()))[0])
    start = np.datetime64("2018-01-01")
    dates = np.array([start, *(np.datetime64(f"{2018 + y}-12-31") for y in range(years))])
    weekly = np.stack([np.pad(np.array(rows, float), ((0, 0), (1, 0))) for rows in deaths.values()], axis=2)
    frame = SimpleNamespace(until=date(2017 + years, 12, 31), dates=dates, countries=[*deaths], abroad=[])
    piece = SimpleNamespace(worlds=np.arange(len(weekly)), written=SimpleNamespace(countries={"deaths_documented": weekly}))
    return of_worlds(frame, piece, ALL)


def test_a_worlds_share_is_of_its_own_country_years():
    found = worlds({"a": [[100, 90, 80, 50], [100, 90, 80, 51], [10, 0, 0, 0], [10, 9, 9, 9]],
                    "b": [[100, 90, 80, 70], [100, 90, 80, 40], [20, 0, 0, 0], [30, 9, 9, 9]]})  # fmt: skip
    assert found.tolist() == [0.5, 0.5, 1.0, 1.0]  # the third has ended; of the fourth only b counts
    assert worlds({"a": [[100, 100, 90, 40, 90]]}).tolist() == [0.5]  # two windows


def test_the_packaged_calibration_reads_life_cycles_off_its_draws():
    of = learning_of()
    member = of.first
    points = [point for point in member.points if point.pattern.measure == CYCLES]
    assert [point.place for point in points] == ["iraq", "syria", "affiliates"]
    assert all(0 <= point.low <= point.best == point.high <= 1 for point in points)
    assert member.until == date(2018, 12, 31) and member.run_until == date(2022, 12, 31)
    frame = frame_of(member, 1)
    piece = next(chunks(frame, np.arange(3), 1, 1))
    told = in_record(frame, piece, points, 1)
    assert told.shape == (3, 3) and ((told >= 0) & (told <= 1)).all()
    deaths = yearly(frame, piece, 2018)
    assert {"iraq", "syria"} < set(deaths) and all(x.shape == (3, 5) for x in deaths.values())
    iraq = piece.written.countries["deaths_documented"][:, :, frame.countries.index("iraq")].astype(float)
    inside = (frame.dates > np.datetime64("2019-01-07")) & (frame.dates <= np.datetime64("2019-12-30"))
    assert deaths["iraq"][:, 1] == pytest.approx(iraq[:, inside].sum(1), rel=0.05)
