"""Inference against a posterior in closed form, and what a calibration keeps, goes on from and refuses."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri

from rekindle.analysis.calibration import calibrate, inference
from rekindle.analysis.calibration import simulations as draws
from rekindle.analysis.calibration.learning import Learning, Member
from rekindle.analysis.calibration.simulations import Draws, draw_all
from rekindle.analysis.calibration.targets import Pattern, Point
from rekindle.errors import MissingData, UsageError
from rekindle.scenario import read

NAMES = ["parameter battle.fire", "parameter battle.clear", "parameter raid.reach"]
IDLE = "parameter cost.money"
SPREAD, ORIGIN = 0.5, date(2018, 12, 31)


def linear(worlds: int, recorded: tuple[float, float, float] = (10.6, 10.0, 9.0)) -> Draws:
    """Draws whose three figures are the normal scores of three parameters, and one figure of nothing."""
    numbers = np.arange(worlds, dtype=np.int64)
    scores = 10 + ndtri(Learning().levels_of(NAMES, 1, numbers))
    exact = np.column_stack([scores, np.full(worlds, 5.0)])
    pattern = Pattern("linear", "mosul-2016", "made_up", SPREAD, "made up for the test", scale="weeks")
    found = [Point(f"point {i}", pattern, "", ORIGIN, ORIGIN, x, x, x) for i, x in enumerate((*recorded, 5.0))]
    return Draws(found, exact, 1)


def test_numbers_that_move_a_figure_are_found_and_no_others():
    drawn = linear(1500)
    found = inference.informed(drawn, np.ones(4, bool), [])
    assert set(NAMES) <= set(found.names)
    assert len(found.names) <= len(NAMES) + 1
    assert min(found.strength[name] for name in NAMES) > 20


def test_the_posterior_is_the_one_in_closed_form():
    pytest.importorskip("sbi", reason="needs rekindle-lab[calibrate]")
    drawn = linear(2000)
    trained = inference.train(drawn, NAMES, np.ones(4, bool), seed=1, held_out=200)
    found = ndtri(trained.of_record(drawn, 2000, seed=1))
    shrink = 1 / (1 + SPREAD**2)
    assert found.mean(0) == pytest.approx(shrink * np.array([0.6, 0.0, -1.0]), abs=0.12)
    assert found.std(0) == pytest.approx(SPREAD * np.sqrt(shrink), rel=0.15)
    seen = calibrate.truths_seen(trained, drawn, seed=1)
    covered = calibrate.coverage(NAMES, *seen)
    assert calibrate.joint(*seen, seed=1).inside
    assert 0.85 <= covered.inside_90 <= 0.95 and 0.43 <= covered.inside_50 <= 0.57
    assert sum(covered.ranks) == 200 * len(NAMES)


def test_one_seed_learns_the_same_twice():
    pytest.importorskip("sbi", reason="needs rekindle-lab[calibrate]")
    drawn = linear(400)
    one, other = (inference.train(drawn, NAMES, np.ones(4, bool), seed=1, held_out=100).of_record(drawn, 50, seed=1)
                  for _ in range(2))  # fmt: skip
    assert np.array_equal(one, other)


def test_a_record_beyond_all_worlds_enters_at_the_edge_and_is_named():
    pytest.importorskip("sbi", reason="needs rekindle-lab[calibrate]")
    drawn = linear(600, (10.0, 10.0, 50.0))
    trained = inference.train(drawn, NAMES, np.ones(4, bool), seed=1, held_out=100)
    assert calibrate._moved(trained, drawn) == ["point 2"]
    assert np.isfinite(ndtri(trained.of_record(drawn, 100, seed=1))).all()


def test_without_sbi_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setitem(sys.modules, "sbi", None)
    with pytest.raises(MissingData, match=r"\.\[calibrate\]"):
        calibrate.calibrate(tmp_path, Learning(), calibrate.Settings(1000))


# The predictive check


def test_the_check_counts_what_lies_inside():
    rows = calibrate.predictive_check(linear(1000, (10.0, 10.0, 99.0)), ORIGIN)
    assert rows.points == 4
    assert [row.inside90 for row in rows.rows] == [True, True, False, True]
    assert rows.inside_90 == 0.75
    assert rows.rows[0].q05 == pytest.approx(10 - 1.645 * np.sqrt(1 + SPREAD**2), abs=0.15)


def test_figures_after_the_origin_do_not_count_as_calibrated():
    assert not calibrate.used(linear(10).points, date(2017, 12, 31)).any()
    assert calibrate.used(linear(10).points, ORIGIN).all()


# Draws on disk


@pytest.fixture
def one_week(monkeypatch: pytest.MonkeyPatch) -> Learning:
    """Only the earliest scenario, for some weeks, in blocks of three, with one figure."""
    pattern = Pattern("x", "iraq-2006", "deaths_documented", 0.5, "made up for the test", places=("iraq",))
    point = Point("deaths", pattern, "iraq", date(2006, 6, 9), date(2006, 6, 30), 1, 1, 1)
    member = Member("iraq-2006", read("iraq-2006"), date(2006, 7, 1), (pattern,))
    member.__dict__["points"] = [point]
    monkeypatch.setattr(draws, "BLOCK", 3)
    return Learning((member,))


def test_draws_go_on_where_they_were_stopped_with_the_same_result(one_week, tmp_path: Path):
    whole = draw_all(tmp_path / "whole", one_week, 8, 5, 2)
    part = tmp_path / "part"
    draw_all(part, one_week, 8, 5, 1)
    (part / "iraq-2006-000003.npy").unlink()  # as if it had been killed before this block was whole
    (part / "iraq-2006-000003.unfinished").write_bytes(b"half a block")
    ticks: list[int] = []
    again = draw_all(part, one_week, 8, 5, 2, tick=ticks.append)
    assert np.array_equal(whole.exact, again.exact)
    assert whole.exact.shape == (8, 1) and whole.exact.std() > 0
    assert ticks == [3, 3, 2]


def test_a_damaged_block_is_simulated_again(one_week, tmp_path: Path):
    whole = draw_all(tmp_path, one_week, 8, 5, 2)
    block = tmp_path / "iraq-2006-000003.npy"
    written = block.read_bytes()
    block.write_bytes(written[:-2] + bytes([written[-2] ^ 1]) + written[-1:])  # still numbers, and others
    assert np.array_equal(draw_all(tmp_path, one_week, 8, 5, 2).exact, whole.exact)
    assert block.read_bytes() == written
    (tmp_path / "iraq-2006-000000.sha256").unlink()  # killed between the block and its checksum
    assert np.array_equal(draw_all(tmp_path, one_week, 8, 5, 2).exact, whole.exact)


def test_a_folder_of_another_calibration_is_refused(one_week, tmp_path: Path):
    draw_all(tmp_path, one_week, 3, 5, 2)
    with pytest.raises(UsageError, match="another calibration"):
        draw_all(tmp_path, one_week, 3, 6, 2)
    (tmp_path / "plan.json").write_text(json.dumps({"model": "another"}))
    with pytest.raises(UsageError, match="another calibration"):
        draw_all(tmp_path, one_week, 3, 5, 2)
