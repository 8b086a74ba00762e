"""Pictures: their sentences agree with the numbers, and odd ensembles draw without a fault."""

from __future__ import annotations

import gc
import re
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import synthetic
import xarray as xr

from rekindle.record.recorded import Recorded
from rekindle.show import words
from rekindle.show.figures import aftermath as figures_after
from rekindle.show.figures import battle as figures_battle
from rekindle.show.figures import files as figures
from rekindle.show.figures import group as figures_group
from rekindle.show.figures import outcomes as figures_outcomes
from rekindle.show.figures.bands import Results, quantiles
from rekindle.show.figures.files import all_figures, drawing, formats, save
from rekindle.show.figures.panels import Panel, Series
from rekindle.show.figures.picture import SECTIONS, Material, Picture
from rekindle.show.figures.resurgence import interval
from rekindle.show.figures.svg import drawn as drawing_of
from rekindle.show.figures.svg import svg
from rekindle.show.figures.telling import beside, compared, result

NAMES = {
    "battle_people", "battle_civilians", "battle_length", "battle_sectors", "battle_banks", "battle_losses",
    "group_members", "group_origins", "group_removed", "group_stance", "group_pillars",
    "after_civilians", "after_displaced", "after_ground", "after_attacks", "after_documented",
    "after_places", "after_grievance", "after_processes", "after_resurgence", "outcomes",
}  # fmt: skip


def drawn(
    dataset: xr.Dataset, record: list[Recorded] | None = None, *parts: ModuleType, render: bool = False
) -> dict[str, Picture]:
    """Pictures of some parts of the report, or of all."""
    scenario = synthetic.scenario()
    material = Material(Results(dataset, scenario.start), scenario, record or [])
    found = [picture for part in parts or figures.PARTS for picture in part.pictures(material)]
    for picture in found if render else []:
        svg(picture.figure)
    return {picture.name: picture for picture in found}


def test_every_picture_is_there_and_complete(pictures: dict[str, Picture]) -> None:
    assert set(pictures) == NAMES
    paths = set(synthetic.scenario().quantities())
    for picture in pictures.values():
        assert picture.sentence.endswith(".") and picture.sentence[0].isupper()
        assert len(picture.alt) > 40 and picture.section in SECTIONS
        assert set(picture.rests_on) <= paths
        assert not re.search(r"\bnan\b|\binf\b|unknown|without end", picture.sentence), picture.sentence


def test_length_sentence_agrees_with_the_results(dataset: xr.Dataset, pictures: dict[str, Picture]) -> None:
    weeks = dataset["battle_weeks_mosul"].values
    limit = (date(2017, 12, 31) - synthetic.START).days / 7
    count = int((weeks <= limit).sum())
    low, middle, high = np.quantile(weeks, (0.05, 0.5, 0.95))
    text = pictures["battle_length"].sentence
    assert text.startswith(f"Mosul is retaken by the end of 2017 in {words.worlds(count, 100)}")
    assert words.likelihood(count, 100) in text
    assert f"it takes {middle:.0f} weeks (median; 90 % range {low:.0f} to {high:.0f} weeks)" in text
    lies = "within" if low <= 38 <= high else "above" if high < 38 else "below"
    assert f"The recorded 38 weeks lies {lies} the 90 % range." in text


def test_counts_in_sentences_agree_with_the_results(dataset: xr.Dataset, pictures: dict[str, Picture]) -> None:
    killed = dataset["civilians_killed_battle_mosul"].values
    text = pictures["battle_civilians"].sentence
    low, middle, high = (words.number(float(x)) for x in np.quantile(killed, (0.05, 0.5, 0.95)))
    assert f"is {middle} (median of 100 worlds; 90 % range {low} to {high})" in text
    assert "The recorded 2,521 to 11,000 lie" in text
    back = int(dataset["resurgence_iraq_3"].sum())
    assert f"Within three years of Mosul's fall, the group returns in Iraq in {back} of 100" in (
        pictures["after_resurgence"].sentence
    )
    assert "A figure from memory, not checked in a source, is 2,000 to 16,000" in pictures["battle_losses"].sentence
    assert "The recorded 1,470 lies" in pictures["after_attacks"].sentence


def test_months_and_blocks_keep_every_person(dataset: xr.Dataset) -> None:
    results = Results(dataset, synthetic.START)
    middles, shares = results.calendar()
    assert middles[0] == np.datetime64("2016-11-16") and np.all(shares >= 0)
    inner = (results.weeks > np.datetime64("2016-11-08")) & (results.weeks < np.datetime64("2021-12-01"))
    assert shares.sum(axis=1)[inner] == pytest.approx(1)
    killed = dataset["civilians_killed_mosul"].values
    blocks = results.four_weeks("civilians_killed_mosul")
    assert blocks.median[0] == pytest.approx(np.median(killed[:, :4].sum(axis=1)))
    total = results.running_total("civilians_killed_mosul")
    assert total.levels[4, -1] == pytest.approx(np.quantile(killed.sum(axis=1), 0.95))
    assert results.by_place("control", "mosul_old_city").worlds == 100


def test_an_opening_record_changes_no_sum(dataset: xr.Dataset) -> None:
    start = np.datetime64(synthetic.START, "ns")
    opened = dataset.reindex(week=np.concatenate([[start], dataset["week"].values]), fill_value=0.0)
    plain, more = Results(dataset, synthetic.START), Results(opened, synthetic.START)
    assert (plain.opening, more.opening) == (0, 1)
    for read in ("months", "four_weeks", "running_total"):
        one, other = (getattr(results, read)("attacks_iraq") for results in (plain, more))
        assert (one.dates == other.dates).all()
        assert one.levels == pytest.approx(other.levels)


def test_worlds_without_an_end_are_counted(dataset: xr.Dataset, record: list[Recorded]) -> None:
    weeks = dataset["battle_weeks_mosul"].values.copy()
    weeks[:30] = np.inf
    changed = dataset.assign(battle_weeks_mosul=("world", weeks, dataset["battle_weeks_mosul"].attrs))
    found = drawn(changed, record, figures_battle, figures_outcomes, render=True)
    text = found["battle_length"].sentence
    assert "weeks to never), counting worlds without an end as never" in text and " of 100 worlds" in text
    assert "30" in found["battle_length"].alt
    assert np.isinf(quantiles(weeks)[4])
    weeks[:] = np.inf
    changed = changed.assign(battle_weeks_mosul=("world", weeks, {"units": "weeks"}))
    text = drawn(changed, record, figures_battle)["battle_length"].sentence
    assert text.startswith("Mosul is retaken by the end of 2017 in none of 100 worlds (exceptionally unlikely)")


def test_unfinished_worlds_are_left_out(dataset: xr.Dataset) -> None:
    part = synthetic.unfinished(dataset, 40)
    results = Results(part, synthetic.START)
    assert results.worlds == 40 and set(results.singles) <= set(range(40))
    assert results.stock("covert_iraq").worlds == 40
    assert results.by_place("control", "mosul_old_city").worlds == 40
    found = drawn(part, [], figures_battle)
    assert "40 worlds" in found["battle_people"].sentence
    assert all_figures(synthetic.unfinished(dataset, 0), synthetic.scenario(), []) == []


@pytest.mark.parametrize("weeks", [3, 7, 20])
def test_short_runs_draw(weeks: int, record: list[Recorded]) -> None:
    found = drawn(synthetic.dataset(20, weeks), record, render=weeks == 7)
    assert "battle_people" in found and "after_resurgence" not in found
    if weeks == 20:
        assert "by 6 March 2017" in found["battle_length"].sentence
    for picture in found.values():
        assert not re.search(r"\bnan\b|\binf\b", picture.sentence + picture.alt)


def test_one_world_has_lines_and_no_probabilities(record: list[Recorded]) -> None:
    found = drawn(synthetic.dataset(1), record)
    for picture in found.values():
        assert "likely" not in picture.sentence and "90 % range" not in picture.sentence
    assert "this one world" in found["battle_civilians"].sentence


def test_missing_series_and_record_leave_pictures_out(dataset: xr.Dataset) -> None:
    found = drawn(
        dataset.drop_vars(["control", "overt_by_origin", "stance", "deaths_documented_iraq", "deaths_documented_syria"]),
        [],
        figures_battle,
        figures_group,
        figures_after,
    )
    assert not {"battle_sectors", "battle_banks", "group_origins", "group_stance", "after_documented"} & set(found)
    assert "recorded" not in found["battle_civilians"].sentence
    assert all(not picture.recorded for picture in found.values())


def test_reads_lazily_opened_results(tmp_path: Path) -> None:
    synthetic.dataset(12, 60).to_zarr(tmp_path / "results.zarr", consolidated=False)
    lazy = xr.open_zarr(tmp_path / "results.zarr", chunks=None, consolidated=False)
    assert len(drawn(lazy, [], figures_battle, figures_group)) == 11
    held = [name for name, variable in lazy.data_vars.items() if variable.variable._in_memory]
    assert held == []


def test_saved_files_are_whole_and_repeatable(pictures: dict[str, Picture], tmp_path: Path) -> None:
    chosen = [pictures["battle_length"], pictures["outcomes"]]
    written = save(chosen, tmp_path / "figures", formats(png=True))
    assert {path.name for path in written} == {
        "battle_length.png", "battle_length.svg", "outcomes.png", "outcomes.svg", "captions.txt",
    }  # fmt: skip
    assert all(path.stat().st_size > 500 for path in written)
    assert chosen[0].sentence in (tmp_path / "figures/captions.txt").read_text(encoding="utf-8")
    assert svg(chosen[0].figure, "a & b") == svg(chosen[0].figure, "a & b")


def test_no_global_drawing_state() -> None:
    folder = Path(__file__).parents[2] / "src/rekindle/show"
    assert not [path for path in folder.glob("*.py") if "pyplot" in path.read_text().replace("without pyplot", "")]


def test_interval_of_a_share() -> None:
    low, high = interval(0, 100)
    assert low == 0 and 0.01 < high < 0.05
    low, high = interval(50, 100)
    assert low == pytest.approx(1 - high) and 0.4 < low < 0.45


def test_garbage_is_collected_as_before_once_figures_are_drawn() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyboardInterrupt), drawing():
        assert gc.get_threshold() != before and gc.get_freeze_count()
        raise KeyboardInterrupt
    assert gc.get_threshold() == before and not gc.get_freeze_count()


def test_a_share_is_told_as_a_share_and_a_count_has_no_parts(pictures: dict[str, Picture]) -> None:
    goes = re.search(r"It (?:falls|rises) from (\d+) % to (\d+) % \(median of", pictures["after_grievance"].sentence)
    assert goes and int(goes[2]) > 0
    assert result(np.array([12.0, 21.0, 57.0, 72.0])) == "39 (median of 4 worlds; 90 % range 13 to 70)"
    assert "." not in " ".join(re.findall(r"[\d.,]+\d", pictures["group_origins"].sentence))


def figure(low: float, high: float, day: date = date(2018, 12, 31)) -> Recorded:
    return Recorded("x", "", day, day, low, (low + high) / 2, high, "people", "s", "verified", None, "")


@pytest.mark.parametrize(("recorded", "said"), [
    (figure(50, 50), "The recorded 50 lies within the 90 % range."),
    (figure(9200, 9200), "The recorded 9,200 lies above the 90 % range."),
    (figure(1, 2), "The recorded 1 to 2 lie below the 90 % range."),
    (figure(80, 140), "The recorded 80 to 140 lie partly within the 90 % range."),
])  # fmt: skip
def test_a_miss_of_the_record_is_said_like_a_hit(recorded: Recorded, said: str) -> None:
    assert beside(np.arange(5.0, 101.0), [recorded]).strip() == said
    assert beside(np.arange(5.0, 101.0), []) == ""


def test_every_recorded_figure_of_a_picture_is_counted_and_the_largest_miss_named(dataset: xr.Dataset) -> None:
    fan = Results(dataset, synthetic.START).stock("covert_iraq")
    low, _, middle, _, high = (float(x) for x in fan.at(date(2018, 12, 31)))
    hit, miss = figure(middle, middle), figure(high * 9, high * 9)
    text = compared([Panel("Members", "people", [Series(fan)], [hit, miss])])
    assert "Of 2 recorded figures in this picture, 1 lies within the 90 % range, 1 above it." in text
    assert "The largest miss: Members, 31 December 2018" in text and words.people(round(high + 0.5)) in text
    assert "Both recorded figures in this picture lie within" in compared([Panel("M", "people", [Series(fan)], [hit, hit])])


def test_values_can_be_pointed_at_and_stand_in_a_table_and_a_csv(pictures: dict[str, Picture]) -> None:
    for name, picture in pictures.items():
        told = drawing_of(picture.figure).points
        assert told, name
        assert all(-0.01 <= one.x <= 1.01 and -0.01 <= one.y <= 1.01 and one.text for one in told), name
        assert picture.numbers and picture.caption.endswith("."), name
        heads, *rows = picture.numbers.csv().splitlines()
        assert len(rows) >= len(picture.numbers.rows) * 0.9 and heads
        assert all(len(row) == len(picture.numbers.heads) for row in picture.numbers.rows)
        assert picture.alt.count(". ") <= 1 or picture.alt.count(". ") == 2, name
    told = " ".join(one.text for one in drawing_of(pictures["after_attacks"].figure).points)
    assert "recorded 1,470" in told and "median" in told and "90 % range" in told
