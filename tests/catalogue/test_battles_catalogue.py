"""The other battles: halves by the rule written down before any ran; sound scenarios; the half held back never simulated."""

from __future__ import annotations

import csv
import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

from rekindle.analysis.beside import beside
from rekindle.analysis.validation.battles import MEASURES, NAMES, OPENED, battles_of, first_scores, halves, question_of
from rekindle.record.recorded import read_record
from rekindle.scenario import check, read

TESTS = Path(__file__).parents[1]
ITSELF = Path(__file__).name
ROWS = list(csv.DictReader((files("rekindle") / "catalogue/battles/halves.csv").read_text(encoding="utf-8").splitlines()))
SCENARIOS = {name: read(f"battle-{name}") for name in NAMES}


def test_each_digest_is_that_of_the_name_and_the_three_lowest_are_to_diagnose_with():
    assert [row["sha256"] for row in ROWS] == [hashlib.sha256(row["battle"].encode("ascii")).hexdigest() for row in ROWS]
    assert [row["sha256"] for row in ROWS] == sorted(row["sha256"] for row in ROWS)
    assert [row["half"] for row in ROWS] == ["diagnose"] * 3 + ["opened"] * 4


def test_the_command_uses_the_halves_that_were_written_down():
    assert halves() == {row["battle"]: row["half"] for row in ROWS}


@pytest.mark.parametrize("name", NAMES)
def test_a_battle_has_no_problem_and_its_axes_can_be_laid_out(name):
    assert check(f"battle-{name}") == []
    assert beside(SCENARIOS[name], SCENARIOS[name]) == []
    assert question_of(SCENARIOS[name], 1, 1).frame().cities == list(SCENARIOS[name].cities)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_scores_outcomes_of_the_city_and_ends_before_the_count_does(name):
    scenario = SCENARIOS[name]
    rows = read_record(scenario.folder / "record.csv")
    assert {row.measure for row in rows} <= set(MEASURES) and rows[0].measure == "battle_weeks"
    assert {row.place for row in rows} == set(scenario.cities)
    assert {row.source for row in rows} <= set(scenario.sources)
    assert all(str(scenario.start) <= str(row.start) <= str(row.end) <= "2017-12-31" for row in rows)


def test_what_is_unknown_is_judged_alike_in_all():
    for part in ("communities", "organisation", "levels", "origins"):
        told = {
            str(
                [
                    (path.rsplit(".", 1)[1], q.low, q.best, q.high)
                    for path, q in scenario.quantities().items()
                    if path.startswith(part)
                ]
            )
            for scenario in SCENARIOS.values()
        }
        assert len(told) == 1, part


@pytest.mark.skipif(first_scores() is not None, reason="the half was opened")
def test_no_test_simulates_the_half_that_is_held_back():
    for file in TESTS.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert file.name == ITSELF or not any(f"battle-{name}" in text for name in battles_of(OPENED)), file
