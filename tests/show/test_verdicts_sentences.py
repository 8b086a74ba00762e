"""Sentences about verdicts follow the numbers of the ledger."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import verdict_ledger as made

from rekindle.analysis.ledger import wording_row
from rekindle.analysis.verdict import Decided
from rekindle.scenario.proposition import Probability
from rekindle.show.verdicts_blocks import Section
from rekindle.show.verdicts_doubts import doubts
from rekindle.show.verdicts_summary import summary
from rekindle.show.verdicts_words import against_bar, answer, beaten, changed, flips, found, happened, percent, shares, theories


def test_the_made_up_ledger_has_what_a_real_one_has() -> None:
    one = Probability.model_validate({
        "kind": "probability", "metric": "mosul_retaken", "comparison": ">=", "threshold": 1, "unit": "1", "at_least": 0.66,
        "scenario": "mosul-2016", "horizon": "2021-12-31", "why": "A reason."})  # fmt: skip
    numbers = np.arange(50)
    real = set(Decided(one, numbers < 40, numbers * 1.0, numbers, 0).row()) | set(wording_row(one))
    assert real == real & set(made.proposition())


def told(section: Section) -> str:
    """All text of a section."""
    parts = []
    for one in section.every():
        parts.append(one.title)
        for block in one.blocks:
            lines = [block.line] if block.kind == "text" else list(block.items) if block.kind == "items" else []
            if block.kind == "table":
                lines = [cell for row in block.rows for cell in row]
            parts += ["".join(words for words, _ in line) for line in lines]
    return " ".join(parts)


@pytest.mark.parametrize(("holds", "word", "outcome"), [
    (1990, "virtually certain", "upheld."), (1360, "likely", "upheld, but only just."),
    (1300, "about as likely as not", "not upheld, though not by much."), (4, "exceptionally unlikely", "not upheld."),
])  # fmt: skip
def test_another_probability_is_another_sentence(holds: int, word: str, outcome: str) -> None:
    sentence = found(made.proposition(holds))
    assert word in sentence and f"{holds:,} of 2,000 worlds" in sentence and sentence.endswith(outcome)


def test_a_probability_beside_its_bar_is_told_apart_from_it() -> None:
    assert "65.9 %, in 1,318" in found(made.proposition(1318)) and "66.1 %, in 1,322" in found(made.proposition(1322))


def test_a_most_is_not_read_as_a_least() -> None:
    assert against_bar(made.proposition(10, bar="at most 0.1")).startswith("It needed at most 10 % (likely): upheld")
    assert "not upheld" in against_bar(made.proposition(1000, bar="at most 0.1"))


@pytest.mark.parametrize(("share", "text"), [
    (1.0, "100 %"), (0.9996, "over 99.9 %"), (0.994, "99.4 %"), (0.5, "50 %"), (0.002, "0.2 %"), (0.0001, "under 0.1 %"),
    (0, "0 %"),
])  # fmt: skip
def test_near_certain_is_not_certain(share: float, text: str) -> None:
    assert percent(share) == text


def test_answers_of_judgements_and_questions() -> None:
    yes, no = made.proposition(1990), made.proposition(4)
    assert answer(made.claim(1, yes)) == "The model agrees."
    assert answer(made.claim(1, no)) == "The model does not agree."
    assert answer(made.claim(1, yes, no, yes)) == "The model agrees in part: in two of three tests."
    assert "answer is yes, in both of its tests" in answer(made.claim(1, yes, yes, kind="Q"))
    assert "answer is no" in answer(made.claim(1, no, kind="Q"))
    assert answer(made.claim(1, yes, made.undecided())).startswith("Not decided: 1 of the 2 propositions")


def test_a_frontier_names_what_beats_what() -> None:
    one = made.frontier(("historical", ["counterterrorism"]), ("counterterrorism", []))
    assert "the best is Counterterrorism: Historical is beaten by Counterterrorism" in beaten(one, str.capitalize)
    assert answer(made.claim(25, one, kind="Q")) == (
        "The model sees no open choice: some policy does at least as well on every count and better on one.")
    level = made.frontier(("historical", []), ("counterterrorism", []))
    assert "None of Historical and Counterterrorism beats another" in beaten(level, str.capitalize)
    assert answer(made.claim(25, level, kind="Q")) == (
        "The model sees an open choice: no policy does at least as well on every count and better on one.")


def test_shares_of_variance_have_their_intervals() -> None:
    assert "24 % (95 % interval 20 % to 28 %)" in shares(made.shares())
    nothing = {"closed": -0.02, "low": -0.1, "high": 0.05, "total": 0.0}
    assert "nothing that can be measured" in shares(made.shares() | {"share_against": nothing})


def test_flips_found_not_found_and_not_looked_for() -> None:
    box = {"words": "not upheld where will starts under 0.2", "limits": [], "inside": 0.1, "worlds": 90}
    assert flips(made.proposition(flips=[box])) == ["Not upheld where will starts under 0.2."]
    assert flips(made.proposition(flips=[], flips_tried="no flip found: 12")) == ["No flip found: 12."]
    assert flips(made.proposition(flips=None, flips_tried="not looked for yet")) == ["Not looked for yet."]


def test_rival_theories_that_turn_a_verdict_are_told_in_plain_words() -> None:
    split = made.proposition(1800, structures_hold=1, by_structure=[
        made.structure("grievance", 1900, 2000, True), made.structure("pay", 400, 2000, False)])
    assert "the same under 1 of 2" in theories(split) and "pay brings local members (20 %)" in theories(split)
    assert any("pay brings local members (20 %)" in one for one in doubts(made.claim(3, split), made.behind()))
    assert "the same under 2 of 2" in theories(made.proposition(4))


def test_the_record_and_a_changed_wording_are_told() -> None:
    record = {"held": True, "words": "weeks: 38", "sources": ["a"], "low": 1, "high": 2}
    assert happened(made.proposition(happened=record)) == "It held (weeks: 38; a)."
    assert happened(made.proposition(happened={**record, "held": None})).startswith("The recorded figures disagree")
    old = made.proposition(4)
    text = changed(made.proposition(changed={"on": "2026-11-21", "reason": "Better.", "results_seen": True, "was": old}))
    assert "after results had been seen" in text and "Under that wording: exceptionally unlikely: 0.2 %" in text


def test_doubts_say_what_is_close_inert_known_or_unlearnt() -> None:
    reasons = " ".join(doubts(made.claim(1, made.proposition(1330, inert=True)), made.behind()))
    assert "within the interval" in reasons and "never differ" in reasons and "taught next to nothing" in reasons
    assert "Nothing after 2018" in reasons and "knew how this ended" not in reasons
    known = made.proposition(happened={"held": True, "words": "x", "sources": [], "low": 1, "high": 1})
    assert "knew how this ended" in " ".join(doubts(made.claim(1, known), made.behind()))


def both_pages(*claims: dict[str, Any]) -> str:
    first, second = summary(made.ledger(*claims), made.behind())
    return f"{told(first)} {told(second)}"


def test_the_summary_answers_the_main_statements_and_turns_with_them() -> None:
    for number in (13, 15, 19, 25):
        page = both_pages(made.claim(number, made.proposition(1990)))
        assert f"{number}. Would" in page or number == 25 and "25. Counter-terrorism or" in page
        assert "99.5 %, virtually certain" in page and "Why it may be wrong" in page and "The model agrees." in page
        turned = both_pages(made.claim(number, made.proposition(4)))
        assert "0.2 %, exceptionally unlikely" in turned and "The model does not agree." in turned


def test_the_summary_counts_verdicts_and_lists_what_went_against() -> None:
    page = both_pages(made.claim(1, made.proposition(1990)), made.claim(2, made.proposition(4)), made.claim(3, kind="F"))
    assert "Of the 2, 1 is upheld and 1 is not upheld." in page and "2: Something holds: exceptionally unlikely, 0.2 %." in page
    assert "1 of 2 tests against the record failed: deaths by month (anbar): found 5.7, asked CRPS under 4.9" in page
    assert "No statement failed every one of its tests." in both_pages(made.claim(1, made.proposition(1990)))


def test_another_scenario_is_answered_by_its_first_statements() -> None:
    first, _ = summary(made.ledger(made.claim(40, made.proposition()), scenario="elsewhere"), made.behind())
    assert "40. Statement" in told(first)


def test_worlds_of_the_priors_are_not_said_to_have_learnt() -> None:
    first, _ = summary(made.ledger(made.claim(40, made.proposition()), worlds_from="prior"), made.behind())
    assert "narrowed by the record" not in told(first)
