"""Every kind of mistake in a policy: the report names its line, what is wrong, the nearest name and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from conftest import Draft
from rekindle.model.parameter import Choice, Parameter
from rekindle.scenario import Scenario, read, report
from rekindle.scenario.policies import reach
from rekindle.scenario.policies.check import check, examined, home

HEAD = "name: mine\ntitle: Mine\nsummary: Made up.\nsource: made up\nchanges:\n"
FIRST = 6

# a change: words of the message
MISTAKES: dict[str, list[str]] = {
    # target and verb
    "{set: 1}": ["Change 1 names nothing to change", "parameter, quantity, orders"],
    "{parameter: governance.repair, quantity: levels.local, set: 0.5}": ["both `parameter` and `quantity`", "two changes"],
    "{parameter: governance.repair}": ["does not say what to do", "set, scale, add, shift"],
    "{parameter: governance.repair, set: ~}": ["does not say what to do"],
    "{parameter: governance.repair, set: 1, scale: 2}": ["both `set` and `scale`", "in their order"],
    "{paramter: governance.repair, set: 1}": ["unknown key `paramter`", "Did you mean `parameter`"],
    "{parameter: governance.repair, xx: 2}": ["unknown key `xx`", "scale"],
    "{parameter: governance.repair, form: 2017-07-17, scale: 2}": ["unknown key `form`", "Did you mean `from`"],
    # names
    "{parameter: governance.repare, scale: 2}": ["no parameter is `governance.repare`", "Did you mean `governance.repair`"],
    "{parameter: governence.repair, scale: 2}": ["Did you mean `governance.repair`", "Names begin with"],
    '{parameter: "nothing.*", scale: 2}': ["no parameter is `nothing.*`"],
    "{quantity: level.local, set: 1}": ["no quantity is `level.local`", "Did you mean `levels.local`"],
    '{orders: "middle*", field: start, shift: 1}': ["no order is `middle*`", "Known: south, north"],
    "{corridors: eastern_road, field: openness, set: 1}": ["no corridor", "Did you mean `western_road`"],
    '{courses: "countries.*", set: none}': ["no course is `countries.*`", "Known: none"],
    # numbers
    "{parameter: governance.repair, set: high}": ["the text `high` where a number is wanted"],
    '{parameter: governance.repair, set: "3"}': ["the text `3` where a number is wanted"],
    "{parameter: governance.repair, set: 0,6}": ["The number `0,6` is written with a comma", "Write 0.6"],
    '{parameter: governance.repair, set: "0,6"}': ["the text `0,6` where a number is wanted", "Write 0.6"],
    '{parameter: governance.repair, scale: "1,000"}': ["the text `1,000`, not a number", "Write 1000, or 1.000 if"],
    "{parameter: governance.repair, scale: high}": ["the text `high`, not a number"],
    "{parameter: governance.repair, scale: true}": ["`true`, not a number"],
    "{parameter: governance.repair, set: [1]}": ["a list, not a number"],
    "{parameter: governance.repair, set: .nan}": ["is not a number"],
    "{parameter: governance.repair, scale: .inf}": ["is infinite"],
    "{parameter: governance.repair, scale: -1}": ["scales by -1", "below 0"],
    "{parameter: governance.repair, set: -1}": ["sets governance.repair to -1", "0 or more"],
    "{parameter: governance.rule, set: 1.5}": ["sets governance.rule to 1.5", "between 0 and 1"],
    "{quantity: levels.local, set: 2}": ["would make levels.local 2", "between 0 and 1"],
    '{quantity: "places.*.area", scale: 0}': ["would make places.", "more than 0"],
    "{parameter: governance.repair, shift: 3}": ["would `shift` a number", "set, scale or add"],
    "{parameter: governance.repair, set: 2017-01-01}": ["`2017-01-01` where a number is wanted"],
    # ranges
    "{parameter: governance.repair, set: {low: 2, high: 1}}": ["has a range from 2 to 1", "the smaller number as `low`"],
    "{parameter: governance.repair, scale: {low: 0, high: 2}}": ["scales by 0 to 2", "a `low` above 0"],
    "{parameter: governance.repair, set: {low: 1}}": ["a group of keys, not a number"],
    "{parameter: governance.repair, scale: {low: 1, hihg: 2}}": ["not a number"],
    "{parameter: governance.rule, set: {low: 0.5, high: 1.5}}": ["sets governance.rule to 1.5", "between 0 and 1"],
    "{quantity: levels.local, set: {low: 0.5, high: 2}}": ["would make levels.local 2"],
    '{orders: "*", field: start, set: {low: 1, high: 2}}': ["a range where a day is wanted"],
    # days
    "{quantity: levels.local, set: 1, from: 2016-05-02}": ["has a date (`from`)", "Only parameters change on a day"],
    '{orders: "*", field: start, shift: 2, until: 2016-05-02}': ["has a date (`until`)"],
    "{parameter: governance.repair, set: 1, from: 2016-05-02, until: 2016-04-01}": ["ends on 2016-04-01", "2016-05-02"],
    "{parameter: governance.repair, set: 1, from: 2016-05-02, until: 2016-05-02}": ["not after it begins"],
    "{parameter: governance.repair, set: 1, from: 2099-01-01}": ["when every run is over"],
    "{parameter: governance.repair, set: 1, until: 1999-01-01}": ["before the clock starts"],
    "{parameter: governance.repair, set: 1, from: soon}": ["not a date", "2016-10-17"],
    "{parameter: governance.repair, set: 1, from: 2016}": ["not a date"],
    # orders, corridors, courses
    "{orders: south, set: never}": ["which `field`", "start, after, pauses"],
    "{orders: south, field: stat, set: never}": ["unknown field `stat`", "Did you mean `start`"],
    "{orders: south, field: start, scale: 2}": ["would `scale` the start of an order", "shift (weeks)"],
    "{orders: south, field: start, set: nevr}": ["the text `nevr`, which is no day", "Did you mean `never`"],
    "{orders: south, field: start, set: 3}": ["the number 3", "weeks go with `shift`"],
    "{orders: south, field: start, set: 2017-02-30}": ["no day"],
    "{orders: south, field: start, shift: 1e9}": ["shifts by 1e+09 weeks", "fewer"],
    "{orders: south, field: after, set: later}": ["the text `later`", "`set: none`"],
    "{orders: south, field: pauses, add: 1}": ["would `add` `pauses` of an order"],
    "{orders: south, field: forces.armi, set: 100}": ["unknown force `armi`", "Did you mean `forces.army`"],
    "{orders: south, field: forces.local_police, scale: 2}": ["orders that send none", "Use `set`"],
    "{orders: south, field: forces.army, set: -3}": ["0 or more"],
    '{corridors: "*", set: 1}': ["which `field`", "openness"],
    '{corridors: "*", field: start, set: 1}': ["unknown field `start`", "openness"],
    '{corridors: "*", field: openness, set: 1.2}': ["between 0 and 1"],
    "{quantity: levels.local, field: start, set: 1}": ["has a `field`"],
    '{quantity: "*.neighbours.*", scale: 2}': ["no policy can change", "Distances"],
}


@pytest.fixture
def town(draft: Draft) -> Scenario:
    return read(draft.path)


def examine(folder: Path, town: Scenario, text: str, name: str = "mine"):
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return examined(file, town)


@pytest.mark.parametrize("change", MISTAKES)
def test_a_mistake_is_said_with_its_line(change: str, town: Scenario, tmp_path: Path):
    policy, problems = examine(tmp_path, town, f"{HEAD}  - {change}\n")
    assert policy is None
    assert [problem.line for problem in problems] == [FIRST], report(problems)
    said = str(problems[0])
    for words in MISTAKES[change]:
        assert words in said, said


def test_all_mistakes_are_said_at_once_in_the_order_of_the_file(town: Scenario, tmp_path: Path):
    bad = "".join(f"  - {change}\n" for change in MISTAKES)
    problems = examine(tmp_path, town, HEAD + bad)[1]
    assert [problem.line for problem in problems] == [FIRST + i for i in range(len(MISTAKES))]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("- a\n- b\n", 1, "no group of keys"),
        ("name: {a\n", 2, "not closed"),
        ("title: Mine\nsummary: x\n", 1, "lacks `name`"),
        ("name: mine\ntitle: Mine\nsummary: x\nchanges: now\n", 4, "not a list"),
        ("name: mine\ntitle: Mine\nsummary: x\nsorce: x\n", 4, "Did you mean `source`"),
        ("name: yours\ntitle: Mine\nsummary: x\n", 1, "the file is `mine.yaml`"),
        ("name: mine\ntitle: M\nsummary: x\nchanges: [{quantity: levels.local, set: 1}]\n", 1, "Every number needs a source"),
        ("name: mine\ntitle: Mine\nsummary: x\nparts: [No Such]\n", 4, "lower-case"),
        ("name: mine\ntitle: Mine\nsummary: x\nparts: [nowhere]\n", 4, "There is no part `nowhere`"),
    ],
)
def test_a_file_that_is_no_policy_is_said(text: str, line: int, words: str, town: Scenario, tmp_path: Path):
    policy, problems = examine(tmp_path, town, text)
    assert policy is None
    assert [problem.line for problem in problems] == [line], report(problems)
    assert words in str(problems[0])


def test_a_file_is_called_as_a_policy_may_be(town: Scenario, tmp_path: Path):
    problems = examine(tmp_path, town, HEAD.replace("mine", "My Own"), "My Own")[1]
    assert "my-policy.yaml" in str(problems[0])


def test_a_sound_policy_has_no_problems(town: Scenario, tmp_path: Path):
    changes = [
        '{parameter: "processes.*", scale: 1.1, from: 2016-05-02, until: 2017-05-01, note: "why"}',
        '{quantity: "countries.*.corruption", scale: 0.5}', "{orders: south, field: start, set: 2016-07-01}",
        '{orders: "*", field: start, set: never}', "{orders: north, field: after, set: none}",
        "{orders: south, field: forces.local_police, set: 100}", '{corridors: "*", field: openness, add: 0.1}',
    ]  # fmt: skip
    policy, problems = examine(tmp_path, town, HEAD + "".join(f"  - {change}\n" for change in changes))
    assert not problems, report(problems)
    assert len(policy.changes) == len(changes)


def test_which_theory_holds_is_no_policy(town: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A variant cannot be changed; a pattern that meets one among others passes it by."""
    choice = Parameter("choice", Choice({"one": 1, "other": 2}), "made up", "made up")
    more = {**reach.parameters(), "governance.theory": choice}
    monkeypatch.setattr(reach, "parameters", lambda: more)
    problems = examine(tmp_path, town, f"{HEAD}  - {{parameter: governance.theory, set: 1}}\n")[1]
    assert "governance.theory, a variant" in str(problems[0]) and "--variant governance.theory=OPTION" in str(problems[0])
    policy, problems = examine(tmp_path, town, f'{HEAD}  - {{parameter: "governance.*", scale: 1}}\n')
    assert not problems
    assert "governance.theory" not in reach.reached(policy.changes[0], town)


def test_corridors_that_were_not_known_yet_are_no_mistake(draft: Draft, tmp_path: Path):
    from datetime import date

    eve = read(draft.path, as_of=date(2016, 1, 15))
    change = "  - {corridors: eastern_road, field: openness, set: 1}\n"
    assert not examine(tmp_path, eve, HEAD + change)[1]
    assert examine(tmp_path, read(draft.path), HEAD + change)[1]


def test_parts_are_checked_with_the_whole(town: Scenario, tmp_path: Path):
    (tmp_path / "spoilt.yaml").write_text(HEAD.replace("mine", "spoilt") + "  - {quantity: levels.lokal, set: 1}\n")
    (tmp_path / "whole.yaml").write_text("name: whole\ntitle: Whole\nsummary: x\nparts: [spoilt]\n")
    problems = check(tmp_path / "whole.yaml", town)
    assert [problem.file.endswith("spoilt.yaml") for problem in problems] == [True]


def test_a_policy_beside_its_scenario_is_known_for_one(town: Scenario):
    folder = town.folder / "policies"
    folder.mkdir()
    (folder / "mine.yaml").write_text(HEAD)
    assert home(str(folder / "mine.yaml")) == str(town.folder)
    assert home(str(town.folder / "scenario.yaml")) == home("mosul-2016") == home("\x00") == ""


TEXTS = some.text(max_size=12) | some.sampled_from(["south", "levels.local", "governance.*", "none", "never", "*", "["])
VALUES = TEXTS | some.integers() | some.floats() | some.booleans() | some.none() | some.dates() | some.lists(some.integers())
KEYS = some.sampled_from(["parameter", "quantity", "orders", "corridors", "courses", "field", "set", "scale", "add", "shift",
                          "from", "until", "note", "other"])  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=some.lists(some.dictionaries(KEYS, VALUES, max_size=5) | VALUES, max_size=4))
def test_whatever_stands_in_a_file_is_a_policy_or_a_list_of_problems(entries, town: Scenario, tmp_path: Path):
    """Never an error of ours, and what passes can be carried out."""
    from ruamel.yaml import YAML

    from rekindle.scenario.policies.apply import apply

    file = tmp_path / "mine.yaml"
    with file.open("w", encoding="utf-8") as stream:
        YAML(typ="safe", pure=True).dump(
            {"name": "mine", "title": "x", "summary": "x", "source": "x", "changes": entries}, stream
        )
    policy, problems = examined(file, town)
    assert (policy is None) == bool(problems)
    if policy:
        apply(policy, town)
