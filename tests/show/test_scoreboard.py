"""The scoreboard: failures first, sentences that agree with their tables, pictures that draw odd rows without a fault."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rekindle.analysis.statistics.baselines import MIXTURE
from rekindle.analysis.validation.battles import Battles, Score, shares
from rekindle.analysis.validation.results import HorizonScore
from rekindle.errors import UsageError
from rekindle.show.documentation.scoreboard import (
    MARKS,
    battle_rows,
    battle_table,
    check_table,
    forecast_table,
    horizon_table,
    period_of,
    place_table,
    scoreboard,
)
from rekindle.show.figures.scoreboard import check_chart, forecast_fan, pit_histogram
from rekindle.show.figures.svg import svg

WORLDS = (10.0, 20.0, 30.0, 40.0, 50.0)


def placed(truth: float, marks: tuple[float | None, ...] = WORLDS) -> dict[str, Any]:
    """Marks of worlds, and whether a figure is inside them."""
    low, first, _, third, high = (np.inf if x is None else x for x in marks)
    inside = {"inside50": bool(first <= truth <= third), "inside90": bool(low <= truth <= high)}
    return {**dict(zip(MARKS, marks, strict=True)), **inside}


def forecast(truth: float, place: str = "iraq", month: int = 1, crps: float = 3.0, other: float = 5.0) -> dict[str, Any]:
    return {
        "origin": "2017-12-31", "label": "retrospective", "measure": "deaths_documented", "place": place,
        "period": f"2018-{month:02d}", "truth": truth, **placed(truth), "crps": crps, "log_score": 4.0,
        "baselines": {"last_value": other, "last_year": other + 1},
    }  # fmt: skip


def check(best: float, pattern: str = "deaths", place: str = "iraq", marks=WORLDS, **more: Any) -> dict[str, Any]:
    return {"pattern": pattern, "place": place, "start": "2018-01-01", "end": "2018-03-31", "low": best * 0.9, "best": best,
            "high": best * 1.1, **placed(best, marks), "calibrated": True, **more}  # fmt: skip


def battle(low: float, marks=WORLDS, name: str = "talafar-2017", half: str = "diagnose", note: str = "") -> dict[str, Any]:
    return {"battle": name, "half": half, "outcome": "battle_weeks", "low": low, "best": None, "high": low + 1,
            **placed(low, marks), "note": note}  # fmt: skip


def cells(text: str) -> list[list[str]]:
    """Cells of all lines of all tables, without heads and rules."""
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|")]
    rules = [n for n, line in enumerate(lines) if set("".join(line)) <= set("-:")]
    skipped = {*rules, *(n - 1 for n in rules)}
    return [[cell.strip() for cell in line] for n, line in enumerate(lines) if n not in skipped]


# Tables


@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_figures_outside_come_first_and_the_sentence_counts_them(truths):
    text = forecast_table([forecast(truth, month=n + 1) for n, truth in enumerate(truths)])
    verdicts = [line[5] for line in cells(text)]
    order = ["OUTSIDE", "90 %", "50 %"]
    assert verdicts == sorted(verdicts, key=order.index) and len(verdicts) == len(truths)
    inside, of = map(int, re.search(r"(\d+) of (\d+) figures? (?:is|are) inside the central 90 %", text).groups())
    assert (inside, of) == (sum(10 <= truth <= 50 for truth in truths), len(truths))
    assert inside == of - verdicts.count("OUTSIDE")


def test_the_farthest_failure_is_the_first_and_a_worse_score_comes_before_a_better():
    rows = [forecast(30, month=1), forecast(31, month=2, crps=6), forecast(60, month=3), forecast(900, month=4)]
    assert [line[1] for line in cells(forecast_table(rows))] == ["2018-04", "2018-03", "2018-02", "2018-01"]


def test_places_where_a_baseline_is_as_good_come_first():
    rows = [forecast(30, "better"), forecast(30, "equal", crps=5), forecast(99, "worse", crps=9)]
    text = place_table(rows)
    assert "lower than that of every baseline in 1 of 3 places" in text
    assert [(line[0], line[6]) for line in cells(text)] == [("Worse", "NO"), ("Equal", "NO"), ("Better", "yes")]
    assert "retrospective" in text and cells(text)[0][3:5] == ["last value", "5"]


def test_scores_of_a_place_are_means_over_its_months():
    rows = [forecast(30, month=1, crps=1, other=2), forecast(60, month=2, crps=5, other=4)]
    assert cells(place_table(rows)) == [["Iraq", "2", "3", "last value", "3", "-", "NO", "4", "1", "1"]]


def test_a_place_is_better_only_where_it_beats_the_mixture_too():
    row = forecast(30, crps=2)
    mixed = {**row, "baselines": {**row["baselines"], MIXTURE: 1.0}}
    assert cells(place_table([mixed]))[0][3:7] == ["last value", "5", "1", "NO"]


def test_scores_by_horizon_say_how_often_they_are_no_better():
    rows = [HorizonScore("2017-12-31", "idps", 1, 3, 1, 3, 3, 0.8, 1.2, None)]
    text = horizon_table(rows)
    assert "than the best baseline in 0 of 1 rows, than the mixture in 1, than the priors in 0" in text
    assert cells(text) == [["2017-12-31", "displaced people", "1-3", "3", "0.80", "1.20", "-", "3"]]


def test_origins_and_labels_have_tables_of_their_own():
    rows = [forecast(30), {**forecast(30), "label": "blind"}, {**forecast(30), "origin": "2016-10-16"}]
    text = forecast_table(rows)
    assert text.count("1 of 1 figure is inside") == 3
    assert "nobody had looked" in text and "16 October 2016" in text


def test_patterns_with_most_outside_come_first():
    rows = [check(30, "good"), check(30, "half"), check(300, "half"), check(300, "bad"), check(99, "no fit", calibrated=False)]
    text = check_table(rows)
    assert re.findall(r"\*\*(.*?)\*\*", text) == ["Bad", "Half", "Good", "No fit"]
    assert text.startswith("2 of 4 figures") and "fewer than the 85 to 97 % asked" in text
    assert "nothing was fitted to, 0 of 1 are inside" in text
    assert [line[5] for line in cells(text)] == ["OUTSIDE", "OUTSIDE", "50 %", "50 %", "OUTSIDE"]


@pytest.mark.parametrize(("inside", "word"), [(17, "fewer than"), (18, "within"), (19, "within"), (20, "more than")])
def test_the_share_asked_of_checks_is_85_to_97(inside, word):
    rows = [check(30 if n < inside else 300) for n in range(20)]
    rows += [check(300)] if inside == 17 else []
    assert f": {word} the 85 to 97 % asked" in check_table(rows)


def test_battles_by_half_with_notes_and_what_never_ends():
    rows = [
        battle(30, (5.0, 10.0, 40.0, None, None), "raqqa-2017", "opened", "kept for ever"),
        battle(3, name="talafar-2017"),
        battle(30, name="falluja-2016", half="opened"),
        battle(200, name="manbij-2016", half="opened"),
    ]
    text = battle_table(rows)
    assert [line[0] for line in cells(text)][0] == "manbij-2016"
    assert "Half *opened* (3 battles): 2 of 3 figures are inside" in text
    assert "Half *diagnose* (1 battle): 0 of 1 figure is inside" in text
    assert "5 to never" in text and "- raqqa-2017, weeks: Kept for ever." in text


def test_rows_of_battles_come_from_what_the_command_writes():
    scores = (
        Score("raqqa-2017", "battle_weeks", 19.0, 19.0, False, [5, 8, 10, None, None], True, True, True),
        Score("talafar-2017", "displaced_total", 900.0, 900.0, True, [5, 8, 10, 12, 14], False, False, False),
    )
    found = Battles("all", 500, 1, "prior", None, "0", "", {}, [], shares(scores), {}, {}, scores, "seen")
    rows = battle_rows(Battles.from_dict(json.loads(json.dumps(found.to_dict()))))
    assert {row["battle"]: row["half"] for row in rows} == {"raqqa-2017": "opened", "talafar-2017": "diagnose"}
    text = battle_table(rows)
    assert "at least 900" in text and "5 to never" in text


def test_ordinary_tables_fit_80_columns_and_a_stroke_breaks_no_cell():
    rows = [forecast(123.0, "kurdistan_region", n) for n in range(1, 13)]
    checks = [check(123456.0, "a | b", "salah_al_din", (2e5, 3e5, 4e5, 5e5, 6e5))]
    text = scoreboard(rows, checks, [battle(8, note="a | b")])
    assert max(len(line) for line in text.splitlines() if line.startswith("|")) <= 80
    assert {len(line) for line in cells(forecast_table([forecast(1.0, "a|b")]))} == {8}
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Forecasts by place", "## Forecasts, figure by figure", "## Figures that were calibrated on", "## Other battles",
    ]  # fmt: skip


@pytest.mark.parametrize("make", [forecast_table, place_table, check_table, battle_table, check_chart, forecast_fan])
def test_a_row_that_lacks_something_is_named(make):
    with pytest.raises(UsageError, match=r"row 1 of the scoreboard lacks .*q05"):
        make([{"place": "iraq"}])


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        ("2018-03-01", "2018-03-31", "2018-03"), ("2018-10-01", "2018-12-31", "2018-Q4"),
        ("2018-07-01", "2018-12-31", "2018-H2"), ("2018-01-01", "2018-12-31", "2018"),
        ("2018-02-01", "2018-04-30", "2018-02 to 2018-04"),
        ("2017-11-01", "2018-01-31", "2017-11 to 2018-01"), ("2018-03-05", "2018-03-05", "2018-03-05"),
    ],
)  # fmt: skip
def test_periods_have_short_names(start, end, named):
    assert period_of({"start": start, "end": end}) == named


# Pictures


def test_bars_of_the_histogram_hold_every_value_and_those_beyond_the_band_differ():
    places = [0.05] * 40 + list(np.linspace(0, 1, 60))
    (axes,) = pit_histogram(places).axes
    bars = [patch for patch in axes.patches if 0 < patch.get_width() < 0.2]
    assert sum(bar.get_height() for bar in bars) == 100 and len(bars) == 10
    assert bars[0].get_facecolor() != bars[5].get_facecolor()


@pytest.mark.parametrize("places", [[], [0.2, 1.2], [np.nan]])
def test_values_that_are_no_shares_are_refused(places):
    with pytest.raises(UsageError, match="0 to 1"):
        pit_histogram(places)


def test_the_fan_has_a_panel_for_each_place_and_draws_what_has_no_end():
    rows = [forecast(30.0 + 10 * n, place, n) for place in ("iraq", "nineveh") for n in range(1, 5)]
    rows[2] |= {"q95": None, "inside90": True}
    rows = [{**row, "baselines_q50": {"last_value": 20.0}} for row in rows]
    figure = forecast_fan(rows)
    assert len(figure.axes) == 2 and "last value" in {text.get_text() for text in figure.texts}
    assert any("3 of 4 inside; CRPS 3, baseline 5" in text.get_text() for text in figure.axes[0].texts)
    assert b"<svg" in svg(figure)


def test_a_fan_is_of_one_measure_by_months():
    with pytest.raises(UsageError, match="one measure"):
        forecast_fan([forecast(1), {**forecast(1), "measure": "attacks"}])
    with pytest.raises(UsageError, match="2018-Q1"):
        forecast_fan([{**forecast(1), "period": "2018-Q1"}])


def test_the_chart_of_checks_shows_every_failure_and_begins_with_them():
    rows = [check(30, place=f"inside_{n}") for n in range(9)] + [check(300 + n, place=f"outside_{n}") for n in range(5)]
    rows += [check(0, marks=(0.0, 0.0, 0.0, 0.0, 0.0), place="none"), check(200, place="never", marks=(1, 2, 3, None, None))]
    (axes,) = check_chart(rows, most=3).axes
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert len(labels) == 5 and all("outside" in label for label in labels)
    assert "outside 4" in labels[0]
    (axes,) = check_chart(rows).axes
    assert len(axes.get_yticklabels()) == 16
    assert b"<svg" in svg(check_chart(rows))


def test_worlds_are_drawn_as_multiples_of_the_record():
    (axes,) = check_chart([check(19, marks=(9.0, 14.0, 39.0, 59.0, 79.0))]).axes
    drawn = [list(line.get_xdata()) for line in axes.lines]
    assert [0.5, 4.0] in drawn and [2.0] in drawn  # (9 + 1) / (19 + 1), (79 + 1) / 20; median 40 / 20


def test_checks_without_a_record_make_no_chart():
    with pytest.raises(UsageError, match="recorded figure"):
        check_chart([{**check(1.0), "low": None, "best": None, "high": None}])
