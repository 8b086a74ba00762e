"""A report of any scenario: its own countries, cities and years, every recorded figure, and no name from another place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import elsewhere
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from test_show_report import Page

from rekindle.analysis.runs.run import RunSpec, answer
from rekindle.scenario import new, read
from rekindle.scenario.policies.policy import asked
from rekindle.show.figures.bands import Results
from rekindle.show.figures.files import all_figures
from rekindle.show.figures.picture import Material, Picture, brief
from rekindle.show.figures.style import NARROW, WIDE
from rekindle.show.pages.run import write_report
from rekindle.show.pages.sources import parameter_rows
from rekindle.show.words import MARK

FOREIGN = re.compile(r"iraq|syria|mosul|raqqa|nineveh|20[12]\d", re.IGNORECASE)
"""Names and years of other scenarios."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ...]:
    return elsewhere.simulated(tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture(scope="module")
def found(run: tuple[Any, ...]) -> dict[str, Picture]:
    scenario, dataset, record, _ = run
    return {picture.name: picture for picture in all_figures(dataset, scenario, record)}


def test_a_new_scenario_has_fifteen_pictures_with_a_finding_each(tmp_path: Path) -> None:
    scenario = read(str(new("x", tmp_path)))
    ran = answer(RunSpec(scenario, asked("historical", "", scenario), 6), tmp_path / "run", 1)
    pictures = all_figures(ran.dataset().assign_attrs(until=str(scenario.until)), scenario, [])
    assert len(pictures) >= 15
    for picture in pictures:
        assert picture.sentence.endswith(".") and len(picture.sentence) > 30
        assert not re.search(r"iraq|syria|mosul|raqqa", picture.title + picture.sentence + picture.alt, re.IGNORECASE)


def test_pictures_and_sentences_name_the_scenarios_own_places_and_years(found: dict[str, Picture]) -> None:
    for picture in found.values():
        assert not FOREIGN.search(picture.title + picture.sentence + picture.alt), picture.name
    told = " ".join(picture.sentence for picture in found.values())
    for label in (elsewhere.UPPER, elsewhere.CITY, elsewhere.PORT, elsewhere.LOWER):
        assert label in told
    assert "in 1997" in found["after_attacks"].sentence and "On 31 December 1997" in found["after_displaced"].sentence


def test_every_country_and_every_city_is_drawn(found: dict[str, Picture]) -> None:
    for name in ("group_members", "after_attacks", "after_civilians", "after_displaced", "after_ground", "after_documented"):
        for label in (brief(elsewhere.UPPER), elsewhere.LOWER):
            assert label in found[name].alt, name
    of_a_city = {"people", "civilians", "length", "sectors", "losses"}
    assert {f"battle_{what}" for what in of_a_city} | {f"battle_{what}_port" for what in of_a_city} <= set(found)
    assert {"after_grievance", "after_grievance_lower_land", "after_processes_lower_land"} <= set(found)


def test_banks_are_drawn_where_a_city_has_some(found: dict[str, Picture]) -> None:
    assert "Half of the north bank of" in found["battle_banks"].sentence and "battle_banks_port" not in found


def test_every_recorded_figure_that_results_count_is_drawn(run: tuple[Any, ...], found: dict[str, Picture]) -> None:
    record = run[2]
    drawn = {row for picture in found.values() for row in picture.recorded}
    missing = [row for row in record if row not in drawn]
    assert [row.measure for row in missing] == list(elsewhere.NOT_DRAWN)
    assert "The recorded 300 to 900 lie" in found["battle_civilians"].sentence
    assert "70,000" in found["after_displaced"].sentence and "The recorded 90 lies" in found["after_attacks"].sentence


def test_the_report_says_why_a_recorded_figure_is_in_no_picture(
    run: tuple[Any, ...], found: dict[str, Picture], tmp_path: Path
) -> None:
    scenario, dataset, record, manifest = run
    pictures = list(found.values())
    path = write_report(tmp_path / "r.html", dataset, scenario, {}, manifest, parameter_rows(), record, pictures)
    page = Page(path.read_text(encoding="utf-8"))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert "2 of 17 stand in no picture" in page.text
    assert page.text.count("none: no result counts this") == 1
    assert page.text.count("none: outside the run") == 1
    findings = page.text.partition("Civilians first.")[2].partition("How to read this")[0]
    assert "The results hold none" not in findings and "is retaken by the end of 1998" in findings
    assert not re.search(r"iraq|mosul", page.text.partition("Parameters of the model")[0], re.IGNORECASE)


def _outside(figure: Figure) -> Iterator[str]:
    """Texts of a figure that stick out of it."""
    figure.canvas.draw()
    whole = figure.bbox
    for text in [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]:
        box = text.get_window_extent()
        if box.x0 < whole.x0 - 2 or box.x1 > whole.x1 + 2 or box.y0 < whole.y0 - 2 or box.y1 > whole.y1 + 2:
            yield text.get_text()


def test_no_text_sticks_out_of_its_picture(found: dict[str, Picture]) -> None:
    for picture in found.values():
        for figure in (picture.figure, picture.make(NARROW)):
            assert list(_outside(figure)) == [], picture.name


def test_long_labels_are_cut_between_words_and_others_left() -> None:
    assert brief("Docks") == "Docks"
    assert brief(elsewhere.PORT) == "Port of the Old Customs House by…"
    assert brief("a" * 60) == "a" * 33 + "…"
    assert brief(f"{MARK}{elsewhere.LOWER}{MARK}") == f"{MARK}{elsewhere.LOWER}{MARK}"


def test_countries_beyond_the_sixth_are_named_as_left_out(run: tuple[Any, ...]) -> None:
    scenario, dataset, record, _ = run
    material = Material(Results(dataset, scenario.start), scenario, record)
    many = {f"land_{number}": f"Land {number}" for number in range(8)}
    assert material.left_out(many) == "Not drawn for want of room: Land 6; Land 7."
    assert material.left_out(material.countries) == ""


def test_a_country_without_a_place_in_the_theatre_is_not_drawn(run: tuple[Any, ...]) -> None:
    scenario, dataset, record, _ = run
    more = scenario.countries | {"beyond": scenario.countries["lower_land"]}
    material = Material(Results(dataset, scenario.start), scenario.model_copy(update={"countries": more}), record)
    assert list(material.countries) == ["upper_land", "lower_land"]


def test_the_map_names_its_places_and_has_a_scale_a_legend_and_a_table(found: dict[str, Picture]) -> None:
    picture = found["map"]
    assert picture.numbers and picture.numbers.rows
    drawn = " ".join(text.get_text().replace("\u00a0", " ") for text in picture.figure.findobj(Text))
    assert " km" in drawn and "Natural Earth" in drawn and "de facto" in drawn and "75 to 100 %" in drawn
    for number, label, *_ in picture.numbers.rows:
        assert f"{number} {label}" in " ".join(drawn.split())
    assert len(picture.at(WIDE).points) == len(picture.numbers.rows) * (len(picture.numbers.heads) - 2) // 2
    assert "map" in picture.alt and picture.section == "map"
