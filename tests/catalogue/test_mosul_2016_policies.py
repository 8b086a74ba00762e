"""Policies and experiments of mosul-2016: all that the claims name are there, say where they come from, and fit."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from rekindle.scenario import Scenario, read, report
from rekindle.scenario.policies import policy
from rekindle.scenario.policies.apply import apply
from rekindle.scenario.policies.check import check
from rekindle.scenario.policies.listing import rows
from rekindle.scenario.policies.policy import EXPERIMENTS as EXPERIMENT_FOLDER
from rekindle.scenario.policies.policy import POLICIES as POLICY_FOLDER
from rekindle.scenario.policies.reach import NEVER

FOLDERS = (POLICY_FOLDER, EXPERIMENT_FOLDER)
AFTER = date(2017, 7, 17)
"""The week after the fall of Mosul."""


@cache
def mosul() -> Scenario:
    return read("mosul-2016")


def files() -> list[Path]:
    found = ((policy.file_of(name, mosul(), folder) for name in policy.names(mosul(), folder)) for folder in FOLDERS)
    return sorted(file for each in found for file in each if file.exists())


def carried_out(name: str):
    kind = EXPERIMENT_FOLDER if name in policy.names(mosul(), EXPERIMENT_FOLDER) else POLICY_FOLDER
    return apply(policy.read(name, mosul(), kind), mosul())


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_every_file_fits_the_scenario_and_the_model(file: Path):
    problems = check(file, mosul())
    assert not problems, report(problems)
    apply(policy.load(file, mosul()), mosul())


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_every_file_says_what_it_stands_for_and_where_it_comes_from(file: Path):
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# ") and "\nsource:" in text
    for line in text.splitlines():
        assert len(line) <= 150


def test_aftermath_policies_begin_the_week_after_the_fall_and_the_others_at_the_start():
    days = {row["name"]: row["from"] for row in rows(mosul())["policies"]}
    from_the_start = {"no-intervention", "corridor-open", "corridor-closed", "militias-out", "militias-in", "delay", "enclave"}
    for name in policy.names(mosul()):
        expected = [] if name == "historical" else [None if name in from_the_start else AFTER.isoformat()]
        assert days[name] == expected, name


def test_combinations_are_made_of_their_parts():
    found = {row["name"]: row["from"] for row in rows(mosul())["experiments"]}
    assert len([name for name in found if name.startswith("knockout-")]) == 15
    assert len([name for name in found if name.startswith("settled-")]) == 7
    assert {tuple(found[name]) for name in found if name.startswith("knockout-")} == {(AFTER.isoformat(),)}
    whole = policy.read("settled-local-regional-international", mosul(), EXPERIMENT_FOLDER)
    parts = policy.read("settled-local+settled-regional+settled-international", mosul(), EXPERIMENT_FOLDER)
    assert whole.changes == parts.changes and len(whole.changes) == 6


def test_the_delay_moves_the_city_and_nothing_else():
    orders = {order.id: order.start for order in carried_out("delay").scenario.campaign}
    for order in mosul().campaign:
        weeks = (orders[order.id] - order.start).days / 7
        assert weeks == (26 if order.id.startswith("mosul_") else 0)


def test_the_enclave_is_one_governorate_that_is_never_assaulted():
    never = {order.place for order in carried_out("enclave").scenario.campaign if order.start == NEVER}
    left = {order.place for order in carried_out("enclave").scenario.campaign if order.start != NEVER}
    assert never == {name for name in mosul().places if name.startswith("deir_ez_zor")} and not never & left


def test_dates_removed_means_what_it_meant():
    for order in carried_out("campaign-dates-removed").scenario.campaign:
        if order.id.startswith("mosul_"):
            assert order.start == mosul().start and order.after is None and not order.pauses


@pytest.mark.parametrize("path", ["cities.mosul.openness", "corridors.west_open.openness"])
@pytest.mark.parametrize("name", ["corridor-open", "corridor-closed"])
def test_corridors_are_as_open_as_the_policy_says(name: str, path: str):
    value = next(change.value for change in carried_out(name).quantities if change.path == path)
    assert (value > 0.5) == (name == "corridor-open")


def test_militias_take_part_or_do_not():
    names = ("militias-in", "militias-out")
    sent = {name: {change.path: change.value for change in carried_out(name).quantities} for name in names}
    city = [order.id for order in mosul().campaign if order.id.startswith("mosul_")]
    for order in city:
        path = f"campaign.{order}.forces.militias"
        assert sent["militias-in"][path] > 0 == sent["militias-out"][path]
