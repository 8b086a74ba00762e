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
from rekindle.show.verdicts.sentences import against_bar, answer, beaten, changed, flips, found, happened, shares, theories
from rekindle.show.words.interventions import effect


@pytest.mark.parametrize(("holds", "word", "outcome"), [
    (1990, "virtually certain", ": upheld."), (1330, "likely", "too close to call (counted as upheld)."),
    (1310, "about as likely as not", "too close to call (counted as not upheld)."),
    (4, "exceptionally unlikely", ": not upheld."),
])  # fmt: skip
def test_another_probability_is_another_sentence(holds: int, word: str, outcome: str) -> None:
    sentence = found(made.proposition(holds))
    assert word in sentence and f"{holds:,} of 2,000 worlds" in sentence and sentence.endswith(outcome)


def test_a_probability_beside_its_bar_is_told_apart_from_it() -> None:
    assert "just under 66 %, in 1,318" in found(made.proposition(1318)) and "just over 66 %, in 1,322" in found(
        made.proposition(1322)
    )


def test_a_most_is_not_read_as_a_least() -> None:
    told = against_bar(made.proposition(10, bar=Bar(0.1, least=False)))
    assert told == "Threshold, as we read the source: at most 10 % (likely). Result: upheld."
    assert "not upheld" in against_bar(made.proposition(1000, bar=Bar(0.1, least=False)))


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
    assert told == ["It is not upheld if the share of things is over about 20 % (50 % of worlds)."]
    assert flips(made.proposition(flips=Flips((), "no flip found: 12"))) == flips(made.proposition(flips=NOT_YET)) == []


def test_rival_theories_that_turn_a_verdict_are_told_in_plain_words() -> None:
    split = made.proposition(
        1800,
        by_structure=(made.structure("grievance", 1900, 2000, True), made.structure("pay", 400, 2000, False)),
    )
    assert "the same under 1 of 2" in theories(split) and "pay brings local members (20 %)" in theories(split)
    reasons = doubts(made.claim(3, split), made.behind())
    assert ("Rival theories disagree on the result: 20 % if pay brings local members, 95 % if grievance brings local "
            "members.") in reasons  # fmt: skip
    assert "Under 1 of 2 rival theories the verdict would be different." in reasons
    assert "the same under 2 of 2" in theories(made.proposition(4))


def test_the_record_and_a_changed_wording_are_told() -> None:
    assert happened(made.proposition(happened=recorded(True, "weeks: 38", "a"))) == "It held (weeks: 38)."
    assert happened(made.proposition(happened=recorded(None))).startswith("The recorded figures disagree")
    old = made.proposition(4)
    text = changed(made.proposition(changed=ChangedWording(date(2026, 11, 21), "Better.", True, old)))
    assert "after results had been seen" in text and "Under that wording: exceptionally unlikely: 0.2 %" in text


def test_doubts_say_what_is_close_inert_known_or_unlearnt() -> None:
    rows = (made.proposition(1330), made.proposition(0, asks="Both sides are one", inert=True))
    reasons = " ".join(doubts(made.claim(1, *rows), made.behind()))
    assert "Test 2 is not tested: the two sides are the same in every world" in reasons and "“" not in reasons
    assert "too close to its threshold to call" in reasons and "The record could not test" in reasons
    assert "Nothing after 2018" in reasons and "knew how this ended" not in reasons
    unrecorded = " ".join(doubts(made.claim(1, *rows), replace(made.behind(), record_end=None)))
    assert "None of this has been checked against what happened." in unrecorded
    known = made.proposition(happened=recorded())
    assert "knew how this ended" in " ".join(doubts(made.claim(1, known), made.behind()))
