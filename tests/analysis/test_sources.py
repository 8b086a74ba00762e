"""Where every number comes from: no row without its unit, its range and its source."""

from __future__ import annotations

import pytest

from rekindle.model.parameters import all_parameters
from rekindle.scenario import Scenario, new, read
from rekindle.show.pages.sources import parameter_rows, quantity_rows, source_rows

STATUSES = {"verified", "derived", "recalled", "judgement"}


@pytest.fixture(scope="module", params=["mosul-2016", "template"])
def scenario(request, tmp_path_factory) -> Scenario:
    return read(new("my-town", tmp_path_factory.mktemp("own")) if request.param == "template" else request.param)


def test_every_quantity_has_a_unit_a_range_a_status_and_a_source_that_exists(scenario: Scenario):
    known = {row["id"] for row in source_rows(scenario)}
    rows = quantity_rows(scenario)
    assert [row["name"] for row in rows] == list(scenario.quantities())
    for row in rows:
        assert row["unit"] and row["prior"], row["name"]
        assert row["low"] <= row["best"] <= row["high"], row["name"]
        assert row["status"] in STATUSES, row["name"]
        assert row["sources"] and set(row["sources"]) <= known, row["name"]


def test_a_guess_is_wide(scenario: Scenario):
    guesses = [row for row in quantity_rows(scenario) if row["status"] in ("recalled", "judgement")]
    assert guesses
    for row in guesses:
        assert row["low"] < row["high"], row["name"]


def test_every_source_says_who_and_what(scenario: Scenario):
    for row in source_rows(scenario):
        assert row["title"] and row["kind"], row["id"]
        assert row["licence"], row["id"]


def test_every_parameter_has_a_unit_a_prior_a_meaning_and_a_source():
    rows = parameter_rows()
    assert [row["name"] for row in rows] == list(all_parameters())
    assert len(rows) > 50
    for row in rows:
        for key in ("unit", "prior", "meaning", "source"):
            assert isinstance(row[key], str) and row[key].strip(), (row["name"], key)
