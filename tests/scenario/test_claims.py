"""The 32 statements of mosul-2016 and their propositions; and what the reader says of files that are not sound."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from rekindle.errors import InvalidScenario
from rekindle.scenario import read
from rekindle.scenario.claims.names import known_to
from rekindle.scenario.claims.proposition import KINDS, STEPS_DOWN, STEPS_UP
from rekindle.scenario.claims.read import Claims, check_claims, read_claims
from rekindle.scenario.claims.vocabulary import MECHANISMS, METRICS, metrics_of

PACKAGED = Path(__file__).parents[2] / "src" / "rekindle" / "catalogue" / "mosul-2016"
SHARED = Path(os.environ.get("REKINDLE_DATA", Path(__file__).parents[2].parent / "shared" / "data")).parent

FACTS, QUESTIONS = {1, 9, 18, 22, 30}, {11, 12, 25, 29}
LATE = {8, 15, 20}
SOURCES = {"nouse-2017": range(1, 9), "rfi-2016": range(9, 18), "rsis-2016": range(18, 33)}

SOUND = """\
written: 2016-10-16
claims:
  - id: 1
    source: rfi-2016
    kind: J
    statement: It lasts.
    mechanisms: [assault]
    outcomes: [battle_weeks]
    propositions:
      - kind: probability
        scenario: mosul-2016
        horizon: 2021-12-31
        metric: battle_weeks
        comparison: ">="
        threshold: 26
        unit: week
        at_least: 0.66
        why: Half a year.
"""


NAMES: dict[str, Any] = {
    "metrics": metrics_of(read("mosul-2016")), "scenarios": ["mosul-2016"], "sources": ["rfi-2016"], "policies": ["historical"],
    "latest_fall": date(2017, 12, 31),
}  # fmt: skip


@pytest.fixture(scope="module")
def claims() -> Claims:
    return read_claims(PACKAGED / "claims.yaml")


def written(folder: Path, text: str) -> Path:
    path = folder / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# --- the packaged statements -----------------------------------------------------------------------------------------


def test_all_32_are_there_with_their_kind_and_source(claims: Claims) -> None:
    assert [claim.id for claim in claims.claims] == list(range(1, 33))
    for claim in claims.claims:
        expected = "F" if claim.id in FACTS else "Q" if claim.id in QUESTIONS else "J"
        assert claim.kind == expected, claim.id
        assert claim.id in SOURCES[claim.source], claim.id


def test_every_question_and_judgement_has_a_threshold_with_its_reason(claims: Claims) -> None:
    for claim in claims.claims:
        assert bool(claim.propositions) == (claim.kind != "F"), claim.id
    for claim, _, proposition in claims.propositions():
        assert len(proposition.why) > 20, claim.id
        assert proposition.at_least in STEPS_UP or proposition.at_most in STEPS_DOWN


def test_facts_feed_quantities_and_name_those_who_disagree(claims: Claims) -> None:
    assert all(claims[number].quantities for number in FACTS)
    assert claims[9].disagrees_with == [18]
    assert claims[18].disagrees_with == [9]


def test_ten_years_only_where_ten_years_are_meant(claims: Claims) -> None:
    for claim, _, proposition in claims.propositions():
        if proposition.scenario == "mosul-2016" and not proposition.same_as:
            assert proposition.horizon == date(2027 if claim.id in LATE else 2021, 12, 31), claim.id


def test_the_five_kinds_are_all_used(claims: Claims) -> None:
    kinds = {proposition.kind for _, _, proposition in claims.propositions()}
    assert kinds == {"probability", "difference", "trend", "variance_share", "frontier"}


def test_thresholds_are_dated_and_speak_of_nothing_after_2018(claims: Claims) -> None:
    assert claims.written == date(2026, 11, 21)
    for claim, _, proposition in claims.propositions():
        years = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", proposition.why + (claim.note or ""))}
        assert all(year <= 2018 for year in years), claim.id


def test_names_fit_the_packaged_scenario() -> None:
    path = PACKAGED / "scenario.yaml"
    if not path.exists():
        pytest.skip("scenario.yaml is not in this checkout")
    scenario = YAML(typ="safe").load(path)
    places = [*scenario["places"], *scenario["cities"], *scenario["countries"]]
    problems = check_claims(PACKAGED / "claims.yaml", places=places, origins=scenario["origins"], quantities=_paths(scenario))
    assert problems == []


def _paths(node: Any, prefix: str = "") -> set[str]:
    """Dotted paths of a scenario file; items of a list go by their id."""
    if isinstance(node, list) and all(isinstance(item, dict) and "id" in item for item in node):
        node = {item["id"]: item for item in node}
    if not isinstance(node, dict):
        return set()
    below = {f"{prefix}{name}" for name in node}
    return below.union(*(_paths(value, f"{prefix}{name}.") for name, value in node.items()))


def test_no_statement_shares_eight_words_in_a_row_with_a_source() -> None:
    texts = list((SHARED / "sources").glob("*-20*.txt"))
    if not texts:
        pytest.skip("the commentaries are not here: they belong to their publishers and are no part of the project")
    runs = {run for text in texts for run in _runs(text.read_text(encoding="utf-8"))}
    ours = (PACKAGED / "claims.yaml").read_text(encoding="utf-8")
    assert not runs & set(_runs(re.sub(r"^\s*#", " ", ours, flags=re.MULTILINE)))


def _runs(text: str, length: int = 8) -> list[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower().replace(",", ""))
    return [tuple(words[at : at + length]) for at in range(len(words) - length + 1)]


# --- the page about them ---------------------------------------------------------------------------------------------

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"


def test_the_page_lists_every_name() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in (*METRICS, *MECHANISMS, *KINDS) if f"`{name}`" not in page] == []


def test_the_example_of_the_page_is_sound(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    assert check_claims(written(tmp_path, example[1])) == []


def test_the_python_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    written(tmp_path, SOUND)
    monkeypatch.chdir(tmp_path)
    exec(compile(code[1], str(PAGE), "exec"), {})


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    claims = read_claims(written(tmp_path, SOUND))
    assert len(claims) == 1
    assert claims[1].propositions[0].threshold == 26
    with pytest.raises(KeyError, match="no statement 2"):
        claims[2]


@pytest.mark.parametrize(
    ("old", "new", "line", "says", "nearest"),
    [
        ("metric: battle_weeks", "metric: batle_weeks_mosul", 13, "no metric `batle_weeks_mosul`", "battle_weeks_mosul"),
        ("outcomes: [battle_weeks]", "outcomes: [battle]", 8, "There is no metric `battle`", None),
        ("[assault]", "[asault]", 7, "There is no mechanism `asault`", "assault"),
        ("source: rfi-2016", "source: rfi-2017", 4, "There is no source", "rfi-2016"),
        ("scenario: mosul-2016", "scenario: mosul-2015", 11, "There is no scenario", "mosul-2016"),
        ("horizon: 2021-12-31", "horizon: 2021-02-30", 12, "'2021-02-30' is not a date of the calendar", None),
        ("horizon: 2021-12-31", "horizon: 2131-12-31", 12, "2131-12-31 is not between", None),
        ("written: 2016-10-16", "written: soon", 1, "'soon' is not a date", None),
        ("metric: battle_weeks", "metric: \"__import__('os')\"", 13, "is not a plain name", None),
        ("metric: battle_weeks", "metric: battle_weeks + 1", 13, "is not a plain name", None),
        ("metric: battle_weeks", 'metric: "battle_weeks\\n"', 13, "is not a plain name", None),
        ("threshold: 26", "threshold: 20 + 6", 15, "`20 + 6` does not fit `threshold`", None),
        ("threshold: 26", "threshold: 0,7", 15, "Write 0.7, with a point for decimals", None),
        ("threshold: 26", "threshold: 1,000", 15, "Write 1000, or 1.000 if the comma", None),
        ("threshold: 26", "threshold: .inf", 15, "does not fit `threshold`", None),
        ("threshold: 26", "threshold: yes", 15, "`yes` does not fit `threshold`", None),
        ("threshold: 26", "threshold: true", 15, "`True` does not fit", None),
        ("at_least: 0.66", "at_least: 0.7", 10, "0.7 is not where a word of the scale begins", None),
        ("at_least: 0.66", "at_least: 0.66\n        at_most: 0.66", 10, "one of the two", None),
        ("        why: Half a year.\n", "", 10, "`why` is missing", None),
        ("        threshold: 26\n", "", 10, "`threshold` is missing", None),
        ("threshold:", "treshold:", 15, "no field `treshold`", "threshold"),
        ("statement:", "statment:", 6, "no field `statment`", "statement"),
        ("unit: week", "unit: weeks", 16, "is not possible", "week"),
        ('comparison: ">="', 'comparison: "=="', 14, "is not possible", None),
        ("kind: probability", "kind: probabilty", 10, "is no kind of proposition", "probability"),
        ("      - kind: probability\n        scenario", "      - scenario", 10, "has no `kind`", None),
        ("kind: J", "kind: F", 9, "is a fact (F) and has a proposition", None),
        ("kind: J", "kind: Z", 5, "`Z` is not possible for `kind`", None),
        ("id: 1", "id: 0", 3, "`0` does not fit `id`", None),
        ("metric: battle_weeks", "metric: covert_iraq", 13, "needs a `period`", None),
        ("metric: battle_weeks", "metric: resurgence_5", 13, "too early for resurgence_5", None),
        ("unit: week", "unit: week\n        statistic: mean", 17, "takes no `statistic`", None),
    ],
)  # fmt: skip
def test_one_fault_is_named_at_its_line(tmp_path: Path, old: str, new: str, line: int, says: str, nearest: str | None) -> None:
    assert old in SOUND
    path = written(tmp_path, SOUND.replace(old, new, 1))
    problems = check_claims(path, **NAMES)
    match = [problem for problem in problems if says in f"{problem.what} {problem.why} {problem.todo}"]
    assert match, [str(problem) for problem in problems]
    assert (match[0].line, match[0].todo != "") == (line, True)
    assert nearest is None or match[0].nearest == nearest
    assert str(match[0]).startswith(f"{path}:{line}: ")
    with pytest.raises(InvalidScenario):
        read_claims(path, **NAMES)


def test_every_problem_comes_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = SOUND.replace("[assault]", "[asault]").replace("metric: battle_weeks", "metric: battles").replace("J", "Q")
    path = written(tmp_path, text.replace("written: 2016", "written: 1916") + "    color: red\n")
    lines = [problem.line for problem in check_claims(path)]
    assert len(lines) >= 2
    assert lines == sorted(lines)
    with pytest.raises(InvalidScenario) as caught:
        read_claims(path)
    assert str(caught.value).count(f"{path}:") == len(lines)
    assert caught.value.exit_code == 3


def test_names_can_come_from_a_registry(tmp_path: Path) -> None:
    path = written(tmp_path, SOUND.replace("metric: battle_weeks", "metric: siege_days\n        place: mosul"))
    assert check_claims(path)[0].what == "There is no metric `siege_days`."
    metrics = {"battle_weeks": "outcome", "siege_days": "outcome"}
    assert check_claims(path, metrics=metrics) == []
    assert check_claims(path, metrics=metrics, places=["mosul"]) == []
    assert check_claims(path, metrics=metrics, places=["mossul"])[0].nearest == "mossul"


# --- hostile files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("just text", "There is no list of claims"),
        ("- 1\n- 2\n", "There is no list of claims"),
        ("claims: {id: 1}", "There is no list of claims"),
        ("written: 2016-10-16\nclaims: []", "The list of claims is empty"),
        ("written: 2016-10-16\nclaims: [1, two, null, [3]]", "`two` stands where"),
        ("claims: [", "This is not YAML"),
        ("claims: \x00", "not a text file"),
        ("claims: &a []\nmore: *a", "The anchor `&a`"),
        ("claims: &a [*a]", "The alias `*a`"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nclaims: *c", "The alias `*c`"),
        ("claims: !!python/object/apply:os.system [echo]", "The tag"),
        ("claims: !run echo", "The tag"),
        ("claims: []\n---\nclaims: []", "A second document"),
        ("claims: " + "[" * 3000, "nested more than"),
        ("claims:\n  ? [a, b]\n  : 1", "where a key should be"),
        ("claims: 1\nclaims: 2", "`claims` is given twice"),
    ],
)
def test_a_hostile_file_gets_a_problem_and_no_traceback(tmp_path: Path, text: str, says: str) -> None:
    problems = check_claims(written(tmp_path, text))
    assert any(says in problem.what for problem in problems), [str(problem) for problem in problems]


def test_items_that_are_no_mappings_are_named_one_by_one(tmp_path: Path) -> None:
    path = written(tmp_path, SOUND + "  - two\n  - 3\n")
    assert [problem.line for problem in check_claims(path)] == [19, 20]


def test_an_id_twice_is_named_at_the_second(tmp_path: Path) -> None:
    again = SOUND[SOUND.index("  - id") :]
    problems = check_claims(written(tmp_path, SOUND + again))
    assert [(problem.line, problem.what) for problem in problems] == [(19, "The id 1 is used twice.")]


def test_ten_thousand_claims_are_refused_and_the_limit_is_said(tmp_path: Path) -> None:
    problems = check_claims(written(tmp_path, "written: 2016-10-16\nclaims:\n" + "  - {id: 1}\n" * 10_000))
    assert [(problem.what, "at most 500" in problem.why) for problem in problems] == [("There are 10,000 claims.", True)]


def test_a_file_too_large_is_not_parsed(tmp_path: Path) -> None:
    assert "larger than" in check_claims(written(tmp_path, "#" * 1_000_001))[0].what


def test_no_file_and_no_text(tmp_path: Path) -> None:
    assert check_claims(tmp_path / "none.yaml")[0].what.startswith("The file cannot be read")
    assert check_claims(tmp_path)[0].what.startswith("The file cannot be read")
    binary = tmp_path / "claims.yaml"
    binary.write_bytes(b"\xff\xfe\x00claims")
    assert check_claims(binary)[0].what == "This is not a text file."


# --- propositions of the other kinds ---------------------------------------------------------------------------------

HEAD = "kind: {kind}, scenario: mosul-2016, horizon: 2021-12-31, at_least: 0.66, why: x, unit: '1'"
PAIR = "metric: battle_weeks, measured: relative"
TREND = "metric: appeal, direction: falls, threshold: 1"
SHARE = "metric: resurgence_3, comparison: '>'"
AXES = "policies: [delay, enclave], threshold: 0.1, axes: [{metric: resurgence_3, better: less}, "
TWO_MONTHS = "period: {from: 2017-01-01, to: 2017-02-28}, statistic: last"


@pytest.mark.parametrize(
    ("kind", "rest", "says"),
    [
        ("difference", f"{PAIR}, a: delay, b: delay, comparison: '<', threshold: 0", "needs two policies"),
        ("difference", f"{PAIR}, a: dellay, b: historical, comparison: '<', threshold: 0",
         "no policy or experiment `dellay`"),
        ("difference", f"{PAIR}, a: knockout-appeal-leadership, b: historical, comparison: '<', threshold: 0",
         "no policy or experiment `knockout-appeal-leadership`"),
        ("difference", f"{PAIR}, a: delay, b: historical, comparison: apart, threshold: 0", "'apart' needs"),
        ("trend", f"{TREND}, window: 13, period: {{from: 2017-01-01, to: 2017-02-01}}", "no room for two windows"),
        ("trend", f"{TREND}, window: 1, period: {{from: 2017-03-01, to: 2017-02-01}}", "before it begins"),
        ("trend", f"{TREND}, window: 1, period: {{from: 2017-01-01, to: 2022-02-01}}", "after the horizon"),
        ("trend", f"{TREND}, window: 1, period: {{from: 2017-01-01, till: 2017-02-01}}", "no field `till`"),
        ("trend", "metric: battle_weeks, direction: falls, threshold: 1, window: 1, "
         "period: {from: 2017-01-01, to: 2017-06-01}", "The outcome battle_weeks has no trend"),
        ("variance_share", f"{SHARE}, group: [assault], against: [assault], threshold: 0.5", "in both groups: assault"),
        ("variance_share", f"{SHARE}, group: [asault], threshold: 0.5", "no mechanism or quantity `asault`"),
        ("variance_share", f"{SHARE}, group: [assault], threshold: 2", "a share of variance lies between 0 and 1"),
        ("frontier", f"{AXES}{{metric: resurgence_9, better: less}}], undominated: [delay]",
         "no metric `resurgence_9`"),
        ("frontier", f"{AXES}{{metric: battle_weeks, better: less}}], undominated: [borders]",
         "not among the policies: borders"),
        ("probability", f"metric: control, {TWO_MONTHS}, comparison: '<', threshold: 1", "control needs a `place`"),
        ("probability", f"metric: appeal, place: iraq, {TWO_MONTHS}, comparison: '<', threshold: 1",
         "appeal takes no `place`"),
        ("probability", "metric: battle_weeks, relative_to: {metric: west_mosul_week}, comparison: '<', threshold: 1",
         "no metric `west_mosul_week`"),
    ],
)  # fmt: skip
def test_a_proposition_that_cannot_be_decided(tmp_path: Path, kind: str, rest: str, says: str) -> None:
    start = SOUND[: SOUND.index("      - kind")]
    text = f"{start}      - {{{HEAD.format(kind=kind)}, {rest}}}\n"
    problems = check_claims(written(tmp_path, text), **{**NAMES, "policies": known_to(read("mosul-2016"))["policies"]})
    assert any(says in problem.what for problem in problems), [str(problem) for problem in problems]
    assert {problem.line for problem in problems} == {10}


# --- one event, one wording ------------------------------------------------------------------------------------------

TWICE = (
    SOUND
    + """\
      - same_as: "1.1"
        at_least: 0.9
        why: Said more firmly.
"""
)
WAS = "on: 2016-10-17, reason: x, results_seen: true, was: {same_as: '1.1'}"


def test_a_proposition_about_the_same_event_takes_what_it_asks(tmp_path: Path) -> None:
    first, second = read_claims(written(tmp_path, TWICE), **NAMES)[1].propositions
    own = {"at_least", "why", "same_as"}
    assert second.model_dump(exclude=own) == first.model_dump(exclude=own)
    assert (second.at_least, second.why, second.same_as) == (0.9, "Said more firmly.", "1.1")
    later = TWICE.replace("threshold: 26", "threshold: 40").replace("2021-12-31", "2019-12-31")
    first, second = read_claims(written(tmp_path, later), **NAMES)[1].propositions
    assert second.threshold == first.threshold == 40 and second.horizon == first.horizon == date(2019, 12, 31)


@pytest.mark.parametrize(("old", "new", "line", "says", "near"), [
    ('"1.1"', '"1.9"', 19, "There is no proposition 1.9 in this file.", "1.1"),
    ('"1.1"', "1.1", 19, "`1.1` names no proposition.", ""),
    ('"1.1"', "battle", 19, "`battle` names no proposition.", ""),
    ('"1.1"', '"1.2"', 19, "Proposition 1.2 names itself.", ""),
    ("at_least: 0.9", "at_least: 0.9\n        horizon: 2020-12-31", 21, "and `horizon` stands here too.", ""),
    ("        at_least: 0.9\n", "", 19, "give at_least or at_most, one of the two.", ""),
    ("why: Said more firmly.\n", "why: Said.\n      - {same_as: '1.2', at_least: 0.9, why: Again.}\n", 22,
     "Proposition 1.2 takes what it asks from 1.1 itself.", "1.1"),
    ("why: Said more firmly.\n", f"why: Said.\n        changed: {{{WAS}}}\n", 22, "An old wording names no other", ""),
])  # fmt: skip
def test_a_reference_that_cannot_be_followed_is_named_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str, near: str
) -> None:
    assert old in TWICE
    (problem,) = check_claims(written(tmp_path, TWICE.replace(old, new)), **NAMES)
    assert says in problem.what and (problem.line, problem.nearest) == (line, near), str(problem)


def test_a_circle_of_references_is_named_at_each_of_them(tmp_path: Path) -> None:
    head = SOUND[: SOUND.index("      - kind")]
    two = "".join(f"      - {{same_as: '1.{other}', at_least: 0.9, why: Same.}}\n" for other in (2, 1))
    problems = check_claims(written(tmp_path, head + two), **NAMES)
    assert [problem.line for problem in problems] == [10, 11]
    assert all("in a circle" in problem.what for problem in problems)


def test_a_fault_of_what_is_asked_twice_is_told_once(tmp_path: Path) -> None:
    twice = TWICE.replace("metric: battle_weeks", "metric: battle_wekes")
    assert [problem.line for problem in check_claims(written(tmp_path, twice), **NAMES)] == [13]


def test_what_an_intervention_names_has_to_be_there(tmp_path: Path) -> None:
    start = SOUND[: SOUND.index("      - kind")]
    share = f"{HEAD.format(kind='variance_share')}, {SHARE}, group: [assault], threshold: 0.5, interventions: [{{}}]"
    share = f"      - {{{share}}}\n"
    every = {**NAMES, "policies": ["historical", "delay"]}
    assert not check_claims(written(tmp_path, start + share.replace("[{}]", "[delay]")), **every)
    for name, says in (("dellay", "no policy or experiment `dellay`"), ("historical", "and none itself")):
        (problem,) = check_claims(written(tmp_path, start + share.replace("[{}]", f"[{name}]")), **every)
        assert says in problem.what and problem.line == 10


def test_a_ratio_has_no_unit(tmp_path: Path) -> None:
    ratio = SOUND.replace("metric: b", "relative_to: {metric: displaced_peak}\n        metric: b")
    assert [problem.what for problem in check_claims(written(tmp_path, ratio))] == ["The unit `week` does not fit."]


def test_an_unsound_statement_still_has_its_names_checked(tmp_path: Path) -> None:
    text = SOUND.replace("kind: J", "kind: Z").replace("metric: battle_weeks", "metric: battles")
    whats = [problem.what for problem in check_claims(written(tmp_path, text.replace("[assault]", "[3, asault]")))]
    assert any("`Z`" in what for what in whats)
    assert "There is no mechanism `asault`." in whats
    assert "There is no metric `battles`." in whats
