"""Sentences about verdicts follow the numbers of the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import verdict_ledger as made
from rows import but, flip, held, recorded

from rekindle.analysis.claims.answer import Bar, Share
from rekindle.analysis.claims.flips_kept import NOT_YET, Flips
from rekindle.analysis.claims.results import ChangedWording
from rekindle.show.verdicts.doubts import doubts
from rekindle.show.verdicts.sentences import (
    answer,
    beaten,
    chance,
    changed,
    claimed,
    counted,
    exactly,
    flips,
    happened,
    outcome,
    shares,
    theories,
)
from rekindle.show.words.interventions import effect


@pytest.mark.parametrize(("holds", "share", "said"), [
    (1990, "over 99 %", "upheld"), (1330, "just over 66 %", "too close to call"),
    (1318, "just under 66 %", "too close to call"),
    (4, "0.2 %", "not upheld"),
])  # fmt: skip
def test_another_probability_is_another_result_told_apart_from_its_bar(holds: int, share: str, said: str) -> None:
    one = made.proposition(holds)
    assert (chance(one), outcome(one), counted(one)) == (share, said, f"{holds:,} of 2,000 worlds")


def test_a_most_is_not_read_as_a_least() -> None:
    assert claimed(made.proposition(bar=Bar(0.1, least=False))) == "at most 10 %"


@pytest.mark.parametrize(("whole", "parts"), [
    ("Deaths, in all of 2014, divided by deaths, in all of 2007: at least 1.",
     "Deaths, in all of 2014. This is divided by deaths, in all of 2007. Asked: at least 1."),
    ("Members, mean of 2021: aid against no-aid is less by 10 % or more, in the lowest third of worlds by will (0-1).",
     "Members, mean of 2021. Under “AID”, against “NO-AID”, it is less by 10 % or more. Only the lowest third of worlds by "
     "will (0-1) is counted."),
    ("Of a, b, no policy beats a or b on every axis at once (less of: money, more of: trust); within 10 % two are level.",
     "Of “A”, “B”, none beats “A” or “B” on every axis at once. Less is better: money. More is better: trust. Within 10 % "
     "two are level."),
    ("Of what is uncertain about whether it is back, the share of air-power, countries.town.services is at least 50 % of it.",
     "It asks why worlds differ in whether it is back. The causes: air power, services in Town. Their share is at least 50 % "
     "of it."),
])  # fmt: skip
def test_long_questions_are_taken_apart(whole: str, parts: str) -> None:
    assert exactly(whole, str.upper) == parts


def test_answers_of_judgements_and_questions() -> None:
    yes, no = made.proposition(1990), made.proposition(4)
    assert answer(made.claim(1, yes)) == "Its one test is upheld."
    assert answer(made.claim(1, no)) == "Its one test is not upheld."
    assert answer(made.claim(1, yes, no, yes)) == "Two of its three tests are upheld."
    assert answer(made.claim(1, yes, yes)) == "Both of its tests are upheld."
    assert answer(made.claim(1, no, no)) == "None of its two tests is upheld."
    assert answer(made.claim(1, yes, made.undecided())).startswith("Not decided: 1 of its 2 tests")


def test_a_frontier_names_what_beats_what() -> None:
    one = made.frontier(("historical", ["counterterrorism"]), ("counterterrorism", []))
    assert "On the means over worlds Counterterrorism dominates Historical" in beaten(one, str.capitalize)
    assert answer(made.claim(25, one, kind="Q")) == (
        "In the model one of these policies is at least as good as another on every measure and better on one."
    )
    level = made.frontier(("historical", []), ("counterterrorism", []))
    assert "None of Historical and Counterterrorism dominates another" in beaten(level, str.capitalize)
    assert answer(made.claim(25, level, kind="Q")) == (
        "In the model none of these policies is at least as good as another on every measure and better on one."
    )


def test_shares_of_variance_have_their_intervals() -> None:
    assert "24 % (95 % interval 20 % to 28 %)" in shares(made.shares())
    nothing = replace(made.SHARES, against=Share(-0.02, 0.0, -0.1, 0.05, 0.0, 0.0))
    assert "explain 0 % (95 % interval 0 % to 5 %)" in shares(but(made.shares(), shares=nothing))


def test_what_setting_a_cause_does_stands_in_the_unit_of_the_metric() -> None:
    first, second = (effect(each, str.upper) for each in made.SET)
    assert first == "MILITIAS-OUT: 40 % without, 30 % with: −10 points (−12 to −8), 2,000 worlds"
    assert second.startswith(
        "RECONCILE: 20 without, 25 with: +5 (−1 to +11), 1,990 worlds; not delivered: in 30 % of 100 worlds"
    )


def test_flips_found_not_found_and_not_looked_for() -> None:
    box = flip("not upheld where will starts under 0.2")
    assert flips(made.proposition(flips=Flips((box,), "tried: 12"))) == ["Not upheld where will starts under 0.2."]
    limit = held("x.y", "share of things", low=0.2, unit="share")
    told = flips(made.proposition(1990, flips=Flips((flip("", limit, inside=0.5),), "")))
    assert told == ["Share of things: over about 20 %. In such worlds the probability is 50 %: not upheld."]
    theory = replace(held("recruitment.motive"), options=("pay",))
    assert flips(made.proposition(1990, flips=Flips((flip("", theory, inside=0.5),), ""))) == []  # among the rival theories
    assert flips(made.proposition(flips=Flips((), "no flip found: 12"))) == flips(made.proposition(flips=NOT_YET)) == []


def test_rival_theories_that_turn_a_verdict_are_told_in_plain_words() -> None:
    split = made.proposition(
        1800,
        by_structure=(made.structure("grievance", 1900, 2000, True), made.structure("pay", 400, 2000, False)),
    )
    assert theories(split) == "It is different if pay brings local members (20 %)."
    reasons = doubts(made.claim(3, split), made.behind())
    assert ("Rival theories disagree on the result: 20 % if pay brings local members, 95 % if grievance brings local "
            "members.") in reasons  # fmt: skip
    assert theories(made.proposition(4)) == ""


def test_the_record_and_a_changed_wording_are_told() -> None:
    assert happened(made.proposition(happened=recorded(True, "weeks: 38", "a"))) == "happened: 38"
    assert happened(made.proposition(happened=recorded(None))).startswith("figures disagree")
    old = made.proposition(4)
    text = changed(made.proposition(changed=ChangedWording(date(2026, 11, 21), "Better.", True, old)))
    assert (
        "after results had been seen" in text
        and "That holds in 4 of 2,000 worlds (0.2 %): not upheld, the threshold being at least 66 %." in text
    )


def test_doubts_say_what_is_inert_or_known() -> None:
    rows = (made.proposition(1330), made.proposition(0, asks="Both sides are one", inert=True))
    reasons = " ".join(doubts(made.claim(1, *rows), made.behind()))
    assert "Test 2 is not tested: the two sides are the same in every world" in reasons and "“" not in reasons
    assert "knew how this ended" not in reasons
    unrecorded = " ".join(doubts(made.claim(1, *rows), replace(made.behind(), record_end=None)))
    assert "None of this has been checked against what happened." in unrecorded
    known = made.proposition(happened=recorded())
    assert "knew how this ended" in " ".join(doubts(made.claim(1, known), made.behind()))
