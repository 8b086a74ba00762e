"""`rekindle effects` in a made-up city in which the truth is known: what a soldier costs, and what moves nothing.

Beside the scenario lie experiments of its own. Where a soldier's pay is doubled the pay of the forces doubles; no attack
follows from it. Those of the library are asked there too, but for what the city has not.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rekindle
from calling import call
from rekindle.errors import InvalidScenario
from rekindle.record.effects import COLUMNS
from rekindle.scenario import read
from rekindle.scenario.paired.read import problems_of, read_all

FILE = """\
name: {name}
title: Pay
summary: A soldier costs twice as much.
source: made up
starts: start
treated:
  changes:
    - {{parameter: cost.soldier, scale: 2}}
    - {{parameter: raid.price, set: 0}}
control:
  changes:
    - {{parameter: raid.price, set: 0}}
outcome: {{metric: {metric}, statistic: {statistic}}}
window: {{after: 1, weeks: 12}}
measured: ratio
delivers: {{metric: spent, statistic: sum, at_least: {least}}}
"""
ROW = "{name},e,t,o,p,w,{estimate},{low},{high},ratio,Nobody 2001,,recalled,,made up"
EFFECTS = {  # metric, statistic, delivered from, estimate, low, high
    "pay-doubles": ("spent", "sum", 1.1, 2, 1.05, 2.5),
    "pay-falls": ("spent", "sum", 1.1, 0.5, 0.2, 0.8),
    "pay-and-members": ('"covert_{country}"', "mean", 1.1, 0.8, 0.5, 0.95),
    "pay-of-none": ("spent", "sum", 99, 2, 1.5, 2.5),
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city's folder with its experiments and their published effects."""
    folder = rekindle.new("my-city", tmp_path_factory.mktemp("effects")).parent
    (folder / "effects").mkdir()
    rows = [",".join(COLUMNS)]
    for name, (metric, statistic, least, estimate, low, high) in EFFECTS.items():
        text = FILE.format(name=name, metric=metric, statistic=statistic, least=least)
        (folder / "effects" / f"{name}.yaml").write_text(text, encoding="utf-8")
        rows.append(ROW.format(name=name, estimate=estimate, low=low, high=high))
    (folder / "effects" / "effects.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def audited(city: Path) -> dict[str, dict[str, object]]:
    found = rekindle.effects(city, worlds=100, threads=1, out=city / "kept")
    kept = json.loads((city / "kept" / "effects.json").read_text("utf-8"))
    assert kept == json.loads(json.dumps(found.to_dict()))
    return {one["id"]: one for one in kept["effects"]} | {one["id"]: one for one in kept["not_asked"]}


def test_what_is_true_is_inside_and_its_contrary_has_the_wrong_sign(audited) -> None:
    assert audited["pay-doubles"]["inside"]
    assert audited["pay-doubles"]["worlds"] == 100
    assert audited["pay-falls"]["wrong_sign"] and not audited["pay-falls"]["inside"]
    assert audited["pay-falls"]["median"] == audited["pay-doubles"]["median"] > 1.05, "one arm, shared"


def test_what_moves_nothing_is_no_effect_to_the_last_digit(audited) -> None:
    one = audited["pay-and-members"]
    assert one["q05"] == one["median"] == one["q95"] == 1.0, "the same worlds with the same draws"
    assert not one["inside"] and not one["wrong_sign"] and one["delivered"] == 1.0


def test_a_treatment_that_does_not_arrive_is_not_tested(audited) -> None:
    assert audited["pay-of-none"]["delivered"] == 0.0
    assert not audited["pay-of-none"]["tested"] and not audited["pay-of-none"]["inside"]


def test_what_the_library_asks_and_the_city_has_not_is_counted_apart_with_its_reason(audited) -> None:
    assert "has no quantity forces.tribal.strength" in str(audited["local-defenders"]["why"])


def test_the_command_prints_failures_first_and_json_for_programs(city: Path, monkeypatch, capfd) -> None:
    code, out, _ = call(monkeypatch, capfd, "effects", str(city), "--worlds", "100", "--threads", "1")
    assert code == 0
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines.index(next(line for line in lines if line.startswith("pay-falls"))) < lines.index(
        next(line for line in lines if line.startswith("pay-doubles")))  # fmt: skip
    assert "1 with the wrong sign" in " ".join(lines[:3])
    code, out, _ = call(monkeypatch, capfd, "effects", str(city), "--worlds", "100", "--threads", "1", "--json")
    found = json.loads(out)
    assert code == 0 and found["effects"][0]["wrong_sign"]
    assert {one["id"]: one["inside"] for one in found["effects"]}["pay-doubles"] is True
    assert found["inside"] == sum(one["inside"] for one in found["effects"])


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("cost.soldier", "cost.soldiers", 8, "Did you mean `cost.soldier`?"),
        ("metric: spent, statistic: sum}", "metric: spending, statistic: sum}", 13, "There is no series `spending`"),
        ("metric: spent, statistic: sum}", "metric: cost_money, statistic: sum}", 13, "a window needs a series"),
        ("statistic: sum}", "statistic: total}", 13, "total"),
        ("measured: ratio", "measured: difference", 15, "the published effect is in `ratio`"),
        ("measured: ratio", "measured: per", 15, "`measured: per` and `per:` go together"),
        ("starts: start", "among: {raid.reponse: backlash}\nstarts: start", 5, "Did you mean `raid.response`?"),
        ("starts: start", "among: {raid.response: bucklash}\nstarts: start", 5, "Did you mean `backlash`?"),
        ("starts: start", "among: {raid.response: backlash}\nstarts: start", 5, "belongs to `all variants`"),
        ("starts: start", "start: start", 5, "start"),
        ("weeks: 12", "weeks: 0", 14, "below 1"),
        ("weeks: 12", "weeks: 500", 14, "runs of my-city end on"),
        (", at_least: 1.1", "", 16, "needs `at_least` or `at_most`"),
        ("name: pay-doubles", "name: pay-trebles", 1, "Write `name: pay-doubles`"),
        ("{parameter: cost.soldier, scale: 2}", "{quantity: forces.navy.strength, scale: 2}", 8, "meets nothing"),
    ],
)
def test_a_slip_in_a_file_is_told_with_its_line(city: Path, tmp_path: Path, monkeypatch, capfd, old, new, line, said) -> None:
    copy = rekindle.new("my-city", tmp_path).parent
    (copy / "effects").mkdir()
    for file in (city / "effects").iterdir():
        (copy / "effects" / file.name).write_text(file.read_text("utf-8"), encoding="utf-8")
    wrong = copy / "effects" / "pay-doubles.yaml"
    text = wrong.read_text("utf-8")
    assert old in text
    wrong.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, _, err = call(monkeypatch, capfd, "check", "my-city")
    assert code == 4 or code != 0
    told = " ".join(err.split())
    assert f"pay-doubles.yaml:{line}:" in told
    assert said in told
    with pytest.raises(InvalidScenario, match="pay-doubles"):
        read_all(read("my-city"))


def test_a_published_effect_without_an_experiment_and_one_that_is_no_yaml_are_told(city: Path, tmp_path: Path) -> None:
    copy = rekindle.new("my-city", tmp_path).parent
    (copy / "effects").mkdir()
    (copy / "effects" / "effects.csv").write_text((city / "effects" / "effects.csv").read_text("utf-8"), encoding="utf-8")
    with pytest.raises(InvalidScenario, match="no experiment for the published effect `pay-doubles`"):
        read_all(read(copy))
    (copy / "effects" / "pay-doubles.yaml").write_text("- a\n", encoding="utf-8")
    assert any("no group of keys" in str(problem) for problem in problems_of(read(copy)))


def test_too_few_worlds_and_a_folder_that_is_a_file_are_refused(city: Path, tmp_path: Path, monkeypatch, capfd) -> None:
    code, _, err = call(monkeypatch, capfd, "effects", str(city), "--worlds", "20")
    assert code == 2 and "--worlds must be at least 100" in err
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, _, err = call(monkeypatch, capfd, "effects", str(city), "--out", str(tmp_path / "file"))
    assert code == 2 and "--out" in err
