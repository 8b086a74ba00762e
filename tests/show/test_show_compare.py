"""A comparison drawn and told: every figure with its worlds, civilians first, whole on one page, 80 columns wide."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rivals
import synthetic
from test_show_report import Page

from rekindle.analysis.comparison.compare import compare
from rekindle.analysis.comparison.effects import EFFECT, SAME, UNSURE
from rekindle.analysis.outcomes.treatment import Check, Treatment
from rekindle.analysis.statistics.intervals import Difference, paired
from rekindle.show.figures.comparison import _round, _scales, _spread, baseline_words, shown
from rekindle.show.figures.flows import _tops, scale_of
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.regret import SHADES, amount, matters
from rekindle.show.figures.style import NARROW
from rekindle.show.pages.compared import never
from rekindle.show.pages.comparison import SECTIONS, all_pictures, write_comparison
from rekindle.show.terminal.comparison import comparison_table
from rekindle.show.verdicts.plain_words import THEORIES
from rekindle.show.words import sentence
from rekindle.show.words.choice import change
from rekindle.show.words.comparison import Side, brief, groups, mean_spread, share_better, signed, unit


@pytest.fixture(scope="module")
def side() -> Side:
    return rivals.side(60)


@pytest.fixture(scope="module")
def pictures(side: Side) -> dict[str, Picture]:
    return {picture.name: picture for picture in all_pictures(side)}


@pytest.fixture(scope="module")
def page(side: Side, pictures: dict[str, Picture], tmp_path_factory: pytest.TempPathFactory) -> Page:
    path = tmp_path_factory.mktemp("compare") / "compare.html"
    manifests = {name: dict(synthetic.MANIFEST) for name in side.results}
    write_comparison(path, side, manifests, list(pictures.values()))
    return Page(path.read_text(encoding="utf-8"))


def test_every_picture_says_how_many_worlds_it_rests_on_and_has_words(pictures: dict[str, Picture]) -> None:
    assert {picture.section for picture in pictures.values()} == set(SECTIONS)
    assert next(iter(pictures)) == "differences_civilian_1"
    for picture in pictures.values():
        drawn = " ".join(text.get_text() for text in picture.figure.texts)
        assert "60 worlds" in drawn, picture.name
        assert len(picture.sentence) > 40 and picture.alt.endswith("."), picture.name
        assert len(picture.alt) < 400 and picture.caption.endswith("."), picture.name
        assert picture.make(NARROW).get_figwidth() < 5


def test_every_policy_is_in_every_kind_of_picture(side: Side, pictures: dict[str, Picture]) -> None:
    for kind in ("differences_civilian", "differences_armed", "courses", "changes", "regret", "flows"):
        together = " ".join(picture.alt for name, picture in pictures.items() if name.startswith(kind))
        assert all(side.title(policy) in together for policy in side.comparison.others), kind


def test_pictures_of_differences_show_what_changes_and_say_how_many_worlds_do_not(
    side: Side, pictures: dict[str, Picture]
) -> None:
    drawn = {name: picture for name, picture in pictures.items() if name.startswith("differences")}
    shown_rows = {str(row[0]) for picture in drawn.values() if picture.numbers for row in picture.numbers.data}
    changed = [one.outcome for one in side.comparison.effects if one.kind in (EFFECT, UNSURE)]
    assert changed and shown_rows <= {one.name for one in shown(side)} and set(changed[:4]) <= shown_rows
    outcome = side.comparison.outcomes["battle_weeks_mosul"]
    found = outcome.differences["no-intervention"]
    assert f"{found.tally.equal} of {found.tally.worlds} the same" in _spread(outcome, found)
    assert "20 never under the policy only" in never(found)


def test_text_of_a_difference_cell_stays_in_its_cell(pictures: dict[str, Picture]) -> None:
    for name, picture in pictures.items():
        if name.startswith("differences"):
            drawer = picture.figure.canvas.get_renderer()  # type: ignore[attr-defined]
            starts = sorted({round(axes.get_window_extent(drawer).x0) for axes in picture.figure.axes})
            for axes in picture.figure.axes:
                x0 = round(axes.get_window_extent(drawer).x0)
                after = next((x for x in starts if x > x0), picture.figure.get_window_extent(drawer).x1)
                ends = [text.get_window_extent(drawer).x1 for text in axes.texts]
                assert max(ends) <= after + 2, (name, [text.get_text() for text in axes.texts])


def test_the_page_is_whole_and_quiet(page: Page, side: Side) -> None:
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    assert all(link.startswith("data:text/csv") for link in page.links if not link.startswith("#"))
    assert all(load.startswith("data:") for load in page.loads)
    assert all(page.alts)
    for name, outcome in side.comparison.outcomes.items():
        changes = any(one.tally.equal < one.tally.worlds for one in outcome.differences.values())
        assert (f"o-{name}" in page.ids) == (changes and not outcome.judged.monthly)


def test_the_page_tells_findings_costs_assumptions_and_both_kinds_of_spread(page: Page) -> None:
    text = page.text
    assert text.index("How sure this is") < text.index("What changes by more") < text.index("Every outcome: difference")
    for phrase in (sentence(THEORIES["raid.response = deterrence"])[:-1], "Money spent by the government side", "95 % interval",
                   "Mean rank", "90 % range", "never under the policy only", "every death is a loss", "not judged",
                   "our choice", "No difference that matters", "low confidence"):  # fmt: skip
        assert phrase in text, phrase
    for stumbled in ("The best mean rank over them has", "two are level)", "counts as infinite", "turns over", "nine tenths"):
        assert stumbled not in text, stumbled


def test_no_internal_name_of_a_policy_is_shown(page: Page, side: Side) -> None:
    for name in side.comparison.policies:
        if name != side.title(name) and "-" in name:
            assert name not in page.text.replace(side.title(name), ""), name


def test_the_head_names_those_whom_the_rule_names(side: Side, page: Page) -> None:
    choice, answer = side.comparison.choice, side.answer
    assert choice is not None and answer is not None and answer.head in page.text
    assert all(side.title(name) in answer.head for name in choice.named)
    for one in re.split(r"(?<=[.]) ", " ".join([answer.head, answer.sure, *answer.turned])):
        assert len(one.split()) <= 45, one


def test_regret_is_shaded_on_one_scale_by_what_matters(side: Side, pictures: dict[str, Picture]) -> None:
    texts = [text.get_text() for text in pictures["regret_1"].figure.texts]
    assert all(name in texts for _, _, name in SHADES)
    outcome = side.comparison.outcomes["civilians_killed_battle_mosul"]
    widest = max(float(np.nanmean(x)) for x in outcome.values.values())
    assert matters(outcome) == pytest.approx(0.1 * widest)


def test_what_a_person_wrote_into_a_policy_is_escaped(side: Side, tmp_path: Path) -> None:
    from types import SimpleNamespace

    bad = "<script>alert(1)</script>"
    files = {name: SimpleNamespace(title=bad, summary=bad, changes=[{"note": bad}]) for name in side.results}
    hostile = Side(side.comparison, side.results, synthetic.scenario(hostile=True), files)
    path = write_comparison(tmp_path / "compare.html", hostile, {}, [])
    assert "<script>alert" not in path.read_text(encoding="utf-8")


def test_the_table_fits_80_columns_and_names_every_policy_by_its_title(side: Side) -> None:
    table = comparison_table(side)
    assert max(map(len, table.splitlines())) <= 80
    whole = " ".join(table.split())
    assert side.answer is not None and side.answer.head in whole
    assert all(side.title(name) in whole for name in side.comparison.policies)
    assert "counter-insurgency" not in whole and "What changes most" in whole and "No difference that matters" in whole


def test_identical_policies_are_the_same_everywhere() -> None:
    found = rivals.results(40, ("historical",))
    twins = {"historical": found["historical"], "placebo": found["historical"]}
    one = Side(compare(twins), twins, synthetic.scenario(), {})
    assert one.answer is not None
    assert one.answer.head == "The model finds no difference that matters between Historical and Placebo."
    assert {effect.kind for effect in one.comparison.effects} == {SAME}
    assert one.comparison.ranks == {}
    assert {picture.section for picture in all_pictures(one)} == {"courses", "flows"}
    assert "No main outcome changes by more than what matters." in comparison_table(one)


def test_short_runs_one_world_and_missing_series_still_draw(tmp_path: Path) -> None:
    small = rivals.side(1, ("historical", "corridor-open"), weeks=20)
    pictures = all_pictures(small)
    assert any(picture.name.startswith("differences") for picture in pictures)
    text = write_comparison(tmp_path / "one.html", small, {}, pictures).read_text(encoding="utf-8")
    assert "One world only." in text
    kept = ["civilians_killed_total", "attacks_iraq_2018"]
    bare = {name: dataset[kept] for name, dataset in rivals.results(30, ("historical", "corridor-open")).items()}
    side = Side(compare(bare), bare, synthetic.scenario(), {})
    assert {picture.section for picture in all_pictures(side)} == {"differences", "regret"}


def test_shares_of_people_differ_by_points_of_a_hundred() -> None:
    """A share within a world is no yes or no: it has a median, and its numbers are in per cent."""
    found = rivals.results(40, ("historical", "corridor-open"))
    home = np.linspace(0.10, 0.18, 40)
    for name, more in (("historical", 0.0), ("corridor-open", 0.02)):
        found[name] = found[name][["civilians_killed_total"]].assign(
            returned_foreign_2017_12=("world", home + more, {"units": "share", "kind": "outcome", "long_name": "Gone home"})
        )
    side = Side(compare(found), found, synthetic.scenario(), {})
    outcome = side.comparison.outcomes["returned_foreign_2017_12"]
    difference = outcome.differences["corridor-open"]
    assert mean_spread(outcome, difference) == "+2 points (about +2 points)"
    assert baseline_words(outcome, "historical", "Historical") == "Historical: mean 14 % (10 % to 18 %)"
    assert unit(outcome).startswith("share;")
    assert amount(0.02, outcome) == "2 points"
    assert change(0.16, 0.14, "returned_foreign_2017_12") == "" and change(95.0, 100.0, "cost_money") == "−5 %"


def test_numbers_are_short_and_signed(side: Side) -> None:
    assert [signed(x) for x in (0, 1234.4, -0.5, float("inf"), float("nan"))] == ["0", "+1,230", "−0.5", "never", "–"]
    assert [brief(x) for x in (-105_300, 1_060_000, 340, -9_999)] == ["−105k", "+1.06M", "+340", "−10k"]
    assert [len(group) for group in groups(["a"] * 7, 3)] == [3, 2, 2] or [len(g) for g in groups(["a"] * 7, 3)] == [2, 3, 2]
    assert [_round(x) for x in (930, -0.0027, 61_000)] == [800, -0.0025, 60_000]
    assert side.label(side.comparison.outcomes["attacks_iraq_2018"]) == "Attacks in Iraq, 2018"
    assert [share_better(x) for x in paired_ways()] == ["worse in 60 %", "better in 60 %", "better 20 %, worse 60 %"]


def paired_ways() -> list[Difference]:
    """Three differences of five worlds, of which less is better."""
    ways = ([1.0, 1, 1, -1, -1], [-1.0, -1, -1, 1, 1], [1.0, 1, 1, 0, -1])
    return [paired(np.array(x), np.zeros(5), -1) for x in ways]


def test_a_policy_keeps_the_scale_of_its_row_unless_it_would_vanish(side: Side) -> None:
    scales = _scales(side, side.comparison.outcomes["civilians_killed_battle_mosul"])
    widest = scales["no-intervention"]
    assert scales["counter-insurgency"] != widest
    assert all(low <= 0 <= high for low, high in scales.values())


def test_bands_of_a_flow_fill_the_drawing_and_no_more() -> None:
    people = np.array([5000.0, 10, 0, 700])
    per = scale_of(people)
    tops = _tops(people * per)
    assert tops[-1] - max(people[-1] * per, 0.1) > 0
    assert people[0] * per > 0.4


def test_pictures_are_drawn_the_same_twice(side: Side) -> None:
    from rekindle.show.figures.regret import pictures
    from rekindle.show.figures.svg import svg

    first, second = (svg(next(iter(pictures(side))).figure) for _ in range(2))
    assert first == second
    assert not re.search(rb"nan|inf\b", first)


def test_what_policies_deliver_stands_above_the_outcomes(side: Side, tmp_path: Path) -> None:
    first, *_ = side.comparison.others
    check = Check("aid paid a resident", "at least 30 more", "historical", 24, 60, 12.0)
    missed = Treatment(first, (check,), 24, 60)
    comparison = replace(side.comparison, treatments={first: missed})
    text = comparison_table(replace(side, comparison=comparison))
    assert text.index("What each policy delivers first") < text.index("no test of it") < text.index("What changes most")
    assert "in 40 % of 60 worlds" in " ".join(text.split())
    assert comparison.row()["treatments"][first]["state"] == "not delivered"
    beside = replace(side, comparison=comparison)
    write_comparison(tmp_path / "page.html", beside, {name: dict(synthetic.MANIFEST) for name in side.results}, [])
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.index("What each policy delivers first") < page.index('id="changes"')
    assert "What stands below is no test of it" in page and "at least 30 more than under historical" in page
