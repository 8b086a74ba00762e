"""Scores of the other battles: what counts as inside, and the half that is held back. No battle is simulated here."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from rekindle.analysis.validation import battles
from rekindle.analysis.validation.battles import (
    DIAGNOSE,
    OPENED,
    Battles,
    Counts,
    battles_of,
    check_open,
    keep_first,
    score,
    shares,
)
from rekindle.errors import UsageError
from rekindle.record.recorded import Recorded
from rekindle.scenario import read
from rekindle.show.terminal.battles import battle_markdown, battle_table

WORLDS = np.arange(0.0, 1001.0)  # 5 % below 50, a quarter below 250
NONE = float("nan")

SEEN = Battles(OPENED, 500, 1, "prior", None, "0", "", {}, [], shares([]), {}, {}, (), "first opening", opened_on="2018-01-01")
"""What is kept of a first opening."""


def recorded(low: float = NONE, best: float = NONE, high: float = NONE, measure: str = "civilians_killed_battle") -> Recorded:
    day = date(2016, 1, 1)
    return Recorded(measure, "x", day, day, low, best, high, "people", "s", "verified", None, "")


@pytest.mark.parametrize(
    ("row", "inside"),
    [
        (recorded(best=500), (True, True, True)),
        (recorded(best=250), (True, True, True)),  # the end of an interval belongs to it
        (recorded(best=249), (False, True, True)),
        (recorded(best=951), (False, False, False)),
        (recorded(low=10, high=60), (False, True, False)),  # meets the interval, but is not wholly in it
        (recorded(low=10, high=2000), (True, True, False)),
        (recorded(low=10, best=20, high=40), (False, False, False)),
        (recorded(low=10), (True, True, True)),  # at least 10: so were they all
        (recorded(low=800), (False, True, True)),
        (recorded(low=2000), (False, False, False)),
    ],
)
def test_inside_is_a_point_in_common_and_a_floor_has_no_upper_end(row, inside):
    found = score("x", row, WORLDS)
    assert (found.inside_50, found.inside_90, found.whole_90) == inside


def test_durations_are_compared_in_weeks_begun():
    found = score("x", recorded(1.14, NONE, 1.86, "battle_weeks"), np.full(100, 2.0))
    assert (found.low, found.high, found.inside_90) == (2, 2, True)
    assert not score("x", recorded(1.14, NONE, 1.86, "battle_weeks"), np.full(100, 1.0)).inside_90


def test_a_battle_that_is_never_won_lies_above_every_figure():
    half = np.where(np.arange(100) < 50, 20.0, np.inf)
    found = score("x", recorded(best=30, measure="battle_weeks"), half)
    assert found.marks[0] == 20.0 and found.marks[-1] is None
    assert found.inside_90
    assert not score("x", recorded(best=30, measure="battle_weeks"), np.full(100, np.inf)).inside_90


def test_shares_count_what_is_inside_and_nothing_scored_has_no_share():
    found = shares([score("x", recorded(best=500), WORLDS), score("x", recorded(best=2000), WORLDS)])
    assert found == Counts(scores=2, inside_50=1, inside_90=1, whole_90=1, wide_90=2, share_inside_90=0.5)
    assert shares([]).share_inside_90 is None
    assert shares([score("x", recorded(best=500), 500.0 + WORLDS)]).wide_90 == 0
    assert shares([score("x", recorded(best=500), np.full(9, np.inf))]).wide_90 == 1


def test_the_two_halves_have_every_battle_once():
    assert sorted([*battles_of(DIAGNOSE), *battles_of(OPENED)]) == sorted(battles.NAMES) == sorted(battles_of("all"))
    with pytest.raises(UsageError, match="must be diagnose, opened or all"):
        battles_of("other")


@pytest.mark.parametrize(
    ("half", "opening", "first", "refused"),
    [
        (DIAGNOSE, False, None, ""),
        (OPENED, True, None, ""),
        (OPENED, False, SEEN, ""),
        ("all", False, SEEN, ""),
        (OPENED, False, None, "has never been run"),
        ("all", False, None, "has never been run"),
        ("all", True, None, "has never been run"),
        (OPENED, True, SEEN, "was opened on 2018-01-01"),
        (DIAGNOSE, True, None, "--open is for"),
    ],
)
def test_the_half_that_is_held_back_is_opened_once_and_on_purpose(half, opening, first, refused):
    if not refused:
        check_open(half, opening, first)
        return
    with pytest.raises(UsageError, match=refused):
        check_open(half, opening, first)


def test_a_run_of_the_closed_half_ends_before_a_world_is_drawn(monkeypatch):
    monkeypatch.setattr(battles, "first_scores", lambda: None)
    monkeypatch.setattr(battles, "_battle", lambda *asked: pytest.fail("a battle was run"))
    for half in (OPENED, "all"):
        with pytest.raises(UsageError, match="never been run"):
            battles.run(half)
    with pytest.raises(UsageError, match="500 or more"):
        battles.run(OPENED, worlds=10, opening=True)


def test_a_battle_is_run_and_every_recorded_figure_scored():
    name = battles_of(DIAGNOSE)[0]
    scores = battles._battle(name, read(f"battle-{name}"), 4, 1, None, 1, lambda done: None)
    assert scores and {one.battle for one in scores} == {name} and {one.measure for one in scores} <= set(battles.MEASURES)


def test_first_scores_are_kept_for_ever(tmp_path):
    file = keep_first(SEEN, tmp_path / "first.json")
    before = file.read_bytes()
    with pytest.raises(UsageError, match="nothing overwrites them"):
        keep_first(replace(SEEN, opened_on="2018-01-02"), file)
    assert file.read_bytes() == before and Battles.from_dict(json.loads(before)) == SEEN


def test_an_opening_writes_its_scores_down_before_it_tells_them(monkeypatch, tmp_path):
    monkeypatch.setattr(battles, "FIRST", tmp_path / "first.json")  # an absolute path takes the catalogue's place
    monkeypatch.setattr(battles, "_battle", lambda name, *rest: [score(name, recorded(best=500), WORLDS)])
    found = battles.run(OPENED, opening=True)
    kept = json.loads((tmp_path / "first.json").read_text(encoding="utf-8"))
    assert kept["shares"] == found.shares.to_dict() and len(kept["scores"]) == 4 and list(kept)[0] == "opened_on"
    assert found.half_is == "first opening" and battles.run(OPENED).half_is == "seen"
    assert "4 of 4" in battle_table(found)
    assert "| raqqa-2017 | civilians killed | 500 | 500 | 250 to 750 | 50 to 950 | yes | yes | yes |" in battle_markdown(found)
