"""What policies say they deliver: every mistake is said with its line, and every packaged policy says it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conftest import Draft
from rekindle.analysis.claims.stored_worlds import claims_of
from rekindle.analysis.claims.treatments import policies_of
from rekindle.scenario import Scenario, names, read, report
from rekindle.scenario.catalogue import library
from rekindle.scenario.policies.check import check
from rekindle.scenario.policies.delivery import Delivery, named
from rekindle.scenario.policies.policy import EXPERIMENTS, POLICIES, Policy, combined, load, places
from rekindle.scenario.policies.policy import names as policy_names
from rekindle.scenario.policies.policy import read as read_policy

HEAD = "name: mine\ntitle: Mine\nsummary: Made up.\n"
LINE = 5


@pytest.fixture
def town(draft: Draft) -> Scenario:
    return read(draft.path)


def problems(town: Scenario, folder: Path, text: str) -> str:
    file = folder / "mine.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    return report(check(file, town))


MISTAKES = {
    "variable: leadership": ["has no bound, or two", "at_least or at_most"],
    "variable: leadership, at_least: 0.1, at_most: 0.2": ["has no bound, or two"],
    "variable: leadership, at_least: 0": ["A policy that moves nothing would pass"],
    "variable: leadership, at_most: 0.1": ["A policy that moves nothing would pass"],
    "variable: leadership, measured: share, at_most: -1.5": ["asks for a fall by 1.5", "-0.5 is a half less"],
    "variable: leadershp, at_least: 0.1": ["unknown `leadershp`", "Did you mean `leadership`"],
    'variable: "inclusion_{contry}", at_least: 0.1': ["`{contry}`", "Did you mean `country`"],
    "variable: control, at_least: 0.1": ["a series by place"],
    "variable: cost_money, since: 2016-09-01, at_least: 1": ["has `since`, but cost_money is one number of a run"],
    "variable: cost_money, statistic: last, at_least: 1": ["has `statistic`"],
    "variable: leadership, since: 2016-09-01, until: 2016-08-01, at_least: 1": ["ends on 2016-08-01"],
    "variable: leadership, since: 2099-01-01, at_least: 1": ["when every run is over"],
    "variable: leadership, measured: shares, at_least: 1": ["shares", "Did you mean `share`"],
    "variable: leadership, against: historicl, at_least: 0.1": ["comparator `historicl`", "Did you mean `historical`"],
    "variable: leadership, against: mine, at_least: 0.1": ["compared with the policy itself"],
    "variable: leadership, against: historical, measured: level, at_least: 0.1": ["measured by itself"],
    "varable: leadership, at_least: 0.1": ["unknown key `varable`", "Did you mean `variable`"],
}


@pytest.mark.parametrize("entry", MISTAKES)
def test_a_mistake_is_said_with_its_line(entry: str, town: Scenario, tmp_path: Path):
    found = problems(town, tmp_path, f"delivers:\n  - {{{entry}}}\nchanges: []\n")
    assert f"mine.yaml:{LINE}" in found
    for words in MISTAKES[entry]:
        assert words in found, found


def test_a_policy_that_says_nothing_is_refused_and_one_that_says_why_is_not(town: Scenario, tmp_path: Path):
    found = problems(town, tmp_path, "changes: []\n")
    assert "does not say what it delivers" in found and "delivers_nothing" in found
    assert "delivers something and nothing" in problems(
        town, tmp_path, "delivers: [{variable: leadership, at_least: 0.1}]\ndelivers_nothing: It is a baseline.\nchanges: []\n"
    )
    file = tmp_path / "mine.yaml"
    for text in ("delivers_nothing: It is a baseline.\n", "delivers: [{variable: leadership, at_least: 0.1}]\n"):
        file.write_text(f"{HEAD}{text}changes: []\n", encoding="utf-8")
        assert check(file, town) == []


def test_aftermath_and_the_first_country_are_the_scenarios_own():
    mosul, template = read("mosul-2016"), read("iraq-2006")
    for scenario, day in ((mosul, date(2017, 7, 17)), (template, None)):
        aid, _ = read_policy("counterinsurgency", scenario).delivers
        assert (aid.variable, aid.since) == ("aid_iraq", day)
    assert named("fled_{city}_{nobody}", mosul) == "fled_mosul_{nobody}"


def test_parts_bring_what_they_deliver_once(town: Scenario):
    mosul = read("mosul-2016")
    whole, part = (read_policy(name, mosul, EXPERIMENTS) for name in ("knockout-leadership-appeal", "knockout-leadership"))
    assert [one.variable for one in whole.delivers] == ["leadership", "appeal"]
    assert combined(whole, part).delivers == whole.delivers
    baseline = read_policy("historical", town)
    assert combined(baseline, baseline).delivers_nothing == baseline.delivers_nothing != ""
    assert combined(baseline, part).delivers_nothing == "" and combined(baseline, part).delivers == part.delivers


def test_what_is_measured_of_a_policy_is_no_part_of_what_its_worlds_are():
    policy = Policy(name="mine", title="Mine", summary="", delivers=[Delivery(variable="leadership", at_least=0.1)])
    assert policy.text == policy.model_copy(update={"delivers": [], "delivers_nothing": "so"}).text
    assert policy.text != policy.model_copy(update={"name": "yours"}).text


def test_a_run_that_ends_before_the_days_measures_nothing():
    mosul = read("mosul-2016")
    one = Delivery(variable="aid_iraq", since=date(2017, 7, 17), at_least=1.0)
    assert one.metric(mosul, date(2017, 7, 17)) is None
    metric = one.metric(mosul, date(2018, 1, 1))
    assert metric is not None and metric.period is not None and metric.period.end == date(2018, 1, 1)
    assert one.model_copy(update={"variable": "aid_atlantis"}).metric(mosul, date(2018, 1, 1)) is None


# What is packaged


@pytest.mark.parametrize("name", names())
def test_every_packaged_policy_says_what_it_delivers_or_why_nothing(name: str):
    scenario = read(name)
    for folder in (POLICIES, EXPERIMENTS):
        for each in policy_names(scenario, folder):
            policy = read_policy(each, scenario, folder)
            assert bool(policy.delivers) != bool(policy.delivers_nothing), each
            own = places(scenario, folder)[0] / f"{each}.yaml"
            if own.exists():
                assert check(own, scenario) == []
    for file in (each for folder in (POLICIES, EXPERIMENTS) for each in (library() / folder).glob("*.yaml")):
        assert check(file, scenario) == [] or not scenario.cities, file


@pytest.mark.parametrize("name", [name for name in names() if (read(name).folder / "claims.yaml").is_file()])
def test_no_treatment_is_the_outcome_that_a_statement_is_about(name: str):
    scenario = read(name)
    for claim, number, one in claims_of(scenario).propositions():
        looked_at = {metric.metric for _, metric in one.metrics}
        for each in policies_of(one):
            where = scenario if one.scenario == scenario.name else read(one.scenario)
            file = next(path for folder in (POLICIES, EXPERIMENTS) for place in places(where, folder)
                        if (path := place / f"{each}.yaml").exists())  # fmt: skip
            moved = {delivery.variable for delivery in load(file, where).delivers}
            assert not moved & looked_at, f"{claim.id}.{number + 1} {each}"
