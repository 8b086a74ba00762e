"""The library: policies and experiments that fit any scenario."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from rekindle.scenario import Scenario, names, new, read, report
from rekindle.scenario.catalogue import library
from rekindle.scenario.policies.apply import apply
from rekindle.scenario.policies.check import check
from rekindle.scenario.policies.policy import EXPERIMENTS, POLICIES, file_of, load
from rekindle.scenario.policies.policy import names as policy_names

FILES = sorted(file for folder in (POLICIES, EXPERIMENTS) for file in (library() / folder).glob("*.yaml"))
read_once = cache(read)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return read(new("any-town", tmp_path_factory.mktemp("any")).parent)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_fits_every_scenario(file: Path, template: Scenario) -> None:
    for scenario in (template, *map(read_once, names())):
        problems = check(file, scenario)
        assert not problems, report(problems)
        apply(load(file, scenario), scenario)


def test_a_scenario_without_a_file_has_those_of_the_library(template: Scenario) -> None:
    for folder in (POLICIES, EXPERIMENTS):
        shared = {file.stem for file in FILES if file.parent.name == folder}
        assert shared and shared <= set(policy_names(template, folder))


def test_the_aftermath_is_the_scenarios_own_day_and_its_start_where_it_names_none(template: Scenario) -> None:
    mosul = read_once("mosul-2016")
    file = file_of("borders", mosul)
    assert file.is_relative_to(library())
    assert [change.since for change in load(file, mosul).changes] == [mosul.aftermath]
    assert template.aftermath is None and [change.since for change in load(file, template).changes] == [None]


def test_a_scenarios_own_file_comes_first(template: Scenario) -> None:
    own = template.folder / POLICIES / "borders.yaml"
    own.parent.mkdir(exist_ok=True)
    own.write_text("name: borders\ntitle: Ours\nsummary: Ours.\nsource: ours\nchanges: []\n", encoding="utf-8")
    assert file_of("borders", template) == own
