"""The report: whole, linked, escaped and quiet on the network."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
import synthetic
import xarray as xr
from benchmarks.readability import of_html

from rekindle import scenario as scenarios
from rekindle.ensemble.variants import options
from rekindle.numbers import how_many
from rekindle.record.recorded import Recorded
from rekindle.scenario.record_check import record_of
from rekindle.show import words
from rekindle.show.figures.files import all_figures
from rekindle.show.figures.picture import Picture
from rekindle.show.pages import inputs, tables
from rekindle.show.pages.html import flat, policy_hash, together
from rekindle.show.pages.run import write_report

VOID = {"meta", "img", "source", "br", "input", "link", "hr"}


class Page(HTMLParser):
    """Identities, links and loads of a page; complains about tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.alts: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        self.alts += [found.get("alt", "")] if tag == "img" else []
        self.loads += [found[name] for name in ("src", "srcset", "data", "poster") if name in found]
        self.loads += [found["href"]] if tag == "link" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def read(page: Path) -> Page:
    return Page(page.read_text(encoding="utf-8"))


def written(path: Path, dataset: xr.Dataset, scenario: object, manifest: dict, pictures: list[Picture],
            record: list[Recorded] | None = None, summary: object = None) -> Page:  # fmt: skip
    write_report(path, dataset, scenario, summary, manifest, synthetic.PARAMETERS, record or [], pictures)
    return Page(path.read_text(encoding="utf-8"))


def test_every_number_has_its_row_and_its_source_one_click_away(page: Path, read: Page) -> None:
    scenario = synthetic.scenario()
    for path, quantity in scenario.quantities().items():
        assert f"q-{path}" in read.ids and f'data-about="{path}"' in page.read_text(encoding="utf-8")
        for figure in quantity.figures:
            assert all(f"#s-{source}" in read.links for source in figure.source)
    assert {f"s-{name}" for name in scenario.sources} <= set(read.ids)
    assert {f"p-{row['name']}" for row in synthetic.PARAMETERS} <= set(read.ids)
    assert "said in an interview" in read.text and "0.4 to 0.9, best 0.6" in read.text and "triangular" in read.text


def test_numbers_of_one_kind_are_one_link_and_a_number_alone_has_its_own_name() -> None:
    paths = ["places.a.control", "places.b.control", "forces.x.restraint", "levels.local", "levels.regional"]
    labels = {"forces.x.restraint": "The army: restraint"}
    assert tables.together(paths, labels) == [
        ("q-places.a.control", "Places: control (2)"), ("q-forces.x.restraint", "The army: restraint"),
        ("q-levels.local", "Levels (2)"),
    ]  # fmt: skip


def test_a_name_that_a_community_shares_with_a_force_is_told_by_what_stands_before_it() -> None:
    people, army = SimpleNamespace(label="The people"), SimpleNamespace(label="The army")
    scenario = SimpleNamespace(communities={"x": people}, forces={"x": army}, places={"p": SimpleNamespace(label="P")})
    assert tables.label(scenario, "places.p.communities.x") == "P: communities, The people"
    assert tables.label(scenario, "places.p.forces.x") == "P: forces, The army"


def test_every_term_that_the_page_uses_is_explained_and_no_name_of_the_program_is_shown(page: Path) -> None:
    found = of_html(page.read_text(encoding="utf-8"))
    assert not found.undefined
    assert str(inputs.linked("unlike attacks_iraq at https://a.b/?c_d")) == (
        'unlike attacks iraq at <a href="https://a.b/?c_d">https://a.b/?c_d</a>'
    )
    told = flat({"as_of": None, "variants": {"raid.response": {"none": 3}}, "policy_text": "{}", "complete": True})
    assert told == [("as of", "none"), ("variants: raid, response: none", "3"), ("complete", "yes")]


def test_links_lead_somewhere_and_identities_are_unique(read: Page) -> None:
    assert len(read.ids) == len(set(read.ids))
    inside = {link for link in read.links if link.startswith("#")}
    assert {link[1:] for link in inside} <= set(read.ids)
    assert all(link.startswith(("https://", "http://", "data:text/csv")) for link in set(read.links) - inside)


def test_nothing_is_loaded_from_elsewhere(page: Path, read: Page) -> None:
    assert read.loads and all(load.startswith("data:image/") for load in read.loads)
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text and "@import" not in text and "url(" not in text
    assert not re.findall(r"""(?:src|srcset|action)=["']?(?:https?:)?//""", text)
    assert len(text) < 5_000_000


def test_only_the_script_of_the_page_may_run(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(script) == 1 and policy_hash(script[0]) in text
    policy = re.search(r"script-src ([^\"]*)", text)
    assert policy and "unsafe" not in policy[1]


def test_sentences_pictures_and_alternatives_are_there(read: Page, pictures: dict[str, Picture]) -> None:
    for picture in pictures.values():
        assert together(picture.sentence) in read.text and f"f-{picture.name}" in read.ids and picture.alt in read.alts
    assert read.text.index("civilians killed in the battle") < read.text.index("is retaken by")
    assert "33 numbers" in read.text and "not complete" not in read.text


def test_outcomes_table(read: Page, dataset: xr.Dataset) -> None:
    for name, variable in dataset.data_vars.items():
        month = name.startswith("deaths_documented_") and re.search(r"_\d{4}_\d{2}$", str(name))
        if variable.dims == ("world",) and bool(variable.notnull().any()) and not month:
            assert f"o-{name}" in read.ids


def test_hostile_texts_are_shown_and_not_run(tmp_path: Path) -> None:
    from rekindle.show.figures.files import all_figures

    scenario, small = synthetic.scenario(hostile=True), synthetic.dataset(5, 60)
    pictures = [p for p in all_figures(small, scenario, []) if p.name in ("battle_length", "battle_sectors")]
    manifest = synthetic.MANIFEST | {"policy": "<img src=x onerror=alert(1)>"}
    page = written(tmp_path / "r.html", small, scenario, manifest, pictures)
    assert len(re.findall(r"<script(?: type=.application/json.[^>]*)?>", (tmp_path / "r.html").read_text())) == (
        page.tags.count("script")
    )
    assert (tmp_path / "r.html").read_text().count("<script>") == 1
    assert page.tags.count("img") == len(pictures)
    assert "<script>alert('x')</script>" in page.text


def test_an_unfinished_ensemble_says_so(tmp_path: Path, dataset: xr.Dataset) -> None:
    part = synthetic.unfinished(dataset, 60)
    page = written(tmp_path / "r.html", part, synthetic.scenario(), synthetic.MANIFEST | {"complete": False}, [])
    assert "This ensemble is not complete: 60 of 100 worlds." in page.text
    page = written(
        tmp_path / "r.html", dataset, synthetic.scenario(), synthetic.MANIFEST | {"worlds": 250, "requested": 250}, []
    )  # noqa: E501
    assert "100 of 250 worlds" in page.text


def test_one_world_without_record_or_pictures(tmp_path: Path) -> None:
    page = written(tmp_path / "deep/er/r.html", synthetic.dataset(1, 30), synthetic.scenario(), {"worlds": 1}, [])
    assert "One world only." in page.text and "r-0" not in page.ids and "1 world" in page.text


def test_a_given_summary_is_used(tmp_path: Path, dataset: xr.Dataset) -> None:
    given = {"battle_weeks_mosul": {"mean": 77.0, "unit": "weeks", "worlds": 100}}
    for summary in (given, {"outcomes": given}, [{"name": "battle_weeks_mosul", "mean": 77.0}]):
        written(tmp_path / "r.html", dataset, synthetic.scenario(), synthetic.MANIFEST, [], summary=summary)
        text = (tmp_path / "r.html").read_text(encoding="utf-8")
        assert ">77<" in text[text.index('id="o-battle_weeks_mosul"') :].partition("</tr>")[0]


def test_the_limits_count_the_rival_theories_that_worlds_are_drawn_from(tmp_path: Path, dataset: xr.Dataset) -> None:
    known = options()
    page = written(tmp_path / "a.html", dataset, synthetic.scenario(), synthetic.MANIFEST, [])
    told = " ".join(page.text.split())
    assert f"{how_many(len(known))} questions with {sum(map(len, known.values()))} answers in all" in told
    assert "not drawn yet" not in told and "fixed for all worlds" not in told
    fixed = {**synthetic.MANIFEST, "fixed_variants": {"raid.response": "deterrence"}}
    page = written(tmp_path / "b.html", dataset, synthetic.scenario(), fixed, [])
    assert "fixed for all worlds of this run: harm by the government side deters attacks" in " ".join(page.text.split())


def test_the_top_says_how_many_numbers_have_which_status(tmp_path: Path, dataset: xr.Dataset) -> None:
    scenario = synthetic.scenario()
    page = written(tmp_path / "a.html", dataset, scenario, synthetic.MANIFEST, [])
    top = " ".join(page.text.split()).partition("Findings")[0]
    statuses = [one.status for one in scenario.quantities().values()]
    assert f"{len(statuses)} numbers, each with its source: " in top
    for status in ("verified", "derived", "recalled", "judgement"):
        assert f"{statuses.count(status)} {status}" in top


def test_a_run_ends_on_the_day_asked_for_and_says_that_its_last_week_runs_on(tmp_path: Path) -> None:
    dataset = synthetic.dataset(40)
    end = words.as_date(dataset["week"].values[-1])
    asked = end - timedelta(days=3)
    told = {}
    for until in (asked, end):
        given = dataset.assign_attrs(until=str(until))
        pictures = all_figures(given, synthetic.scenario(), [])
        told[until] = " ".join(written(tmp_path / f"{until}.html", given, synthetic.scenario(), synthetic.MANIFEST, pictures)
                               .text.split())  # fmt: skip
    ground = "at least 100,000 people in Iraq live under the group's control in"
    assert f"to {words.day(asked)} (in whole weeks: the last ends on {words.day(end)})" in told[asked]
    assert f"In the week of {words.day(asked)}, {ground}" in told[asked]
    assert told[asked].count(words.day(end)) == 1  # said once, and nowhere taken for the horizon
    assert "in whole weeks" not in told[end] and f"On {words.day(end)}, {ground}" in told[end]


def test_a_return_and_the_ground_held_name_their_countries(tmp_path: Path) -> None:
    pictures = {one.name: one for one in all_figures(synthetic.dataset(40, 280), synthetic.scenario(), [])}
    back, ground = pictures["after_resurgence"], pictures["after_ground"]
    assert "of Mosul's fall, the group returns in Iraq" in back.sentence and back.title == "Does the group return in Iraq?"
    assert "people in Iraq live" in ground.sentence and "people in Syria live" in ground.sentence


def test_a_figure_of_two_sources_links_to_both() -> None:
    sources = {"a": SimpleNamespace(title="A"), "b": SimpleNamespace(title="B")}
    found = tables.links(SimpleNamespace(sources=sources), "a; b;c")
    assert [(one.id, one.title, one.known) for one in found] == [("a", "A", True), ("b", "B", True), ("c", "c", False)]


def test_only_a_run_that_learnt_from_the_record_calls_agreement_calibration(tmp_path: Path, dataset: xr.Dataset) -> None:
    row = record_of(scenarios.read("mali-2013"))[0]
    learnt = synthetic.MANIFEST | {"posterior": "x"}
    for manifest, told in ((learnt, "is calibration"), (synthetic.MANIFEST, "is no validation")):
        page = written(tmp_path / "a.html", dataset, synthetic.scenario(), manifest, [], [row])
        assert told in " ".join(page.text.split())
