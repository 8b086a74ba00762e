"""The quiz: what counts as a probability, the scores to the digit, and every way to stop."""

from __future__ import annotations

import io

import ledgers
import pytest
from ledgers import claim, ledger, row
from rows import recorded

from rekindle.analysis.claims.results import ClaimRow
from rekindle.show.terminal.quiz import Scored, chosen, probability_of, run_quiz, score

HELD = recorded(True, "weeks: 19")


@pytest.mark.parametrize(
    ("text", "value"),
    [("70", 0.7), ("70 %", 0.7), ("70%", 0.7), ("0.7", 0.7), ("0,7", 0.7), (".7", 0.7), (" 70 per cent\n", 0.7), ("0", 0.0),
     ("100", 1.0), ("1", 0.01), ("1 %", 0.01), ("0.5 %", 0.005), ("1.0 %", 0.01), ("99.5", 0.995), ("0.0", 0.0), ("007", 0.07)],
)  # fmt: skip
def test_a_probability_is_read_as_people_write_it(text, value):
    assert probability_of(text) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "no probability"), ("maybe", "no probability"), ("-5", "no probability"), ("nan", "no probability"),
     ("1e2", "no probability"), ("inf", "no probability"),
     ("%", "no probability"), ("7 0", "no probability"), ("__import__('os')", "no probability"),
     ("101", "more than 100"), ("100.1 %", "more than 100"), ("1.0", "1 % or 100 %"), ("٧٠", "no probability"),
     ("9" * 5000, "no probability")],
)  # fmt: skip
def test_what_is_none_is_refused_with_a_reason(text, says):
    with pytest.raises(ValueError, match=says):
        probability_of(text)


def test_scores_against_the_record():
    assert score(0.7, row(1, 0.9, happened=HELD)) == Scored(pytest.approx(0.09), pytest.approx(0.01), True)
    assert score(0.7, row(1, 0.9, happened=recorded(False))) == Scored(pytest.approx(0.49), pytest.approx(0.81), True)


@pytest.mark.parametrize("happened", [None, recorded(None)])
def test_scores_to_be_expected_where_the_record_does_not_decide(happened):
    # 0.8 of 0.3^2 and 0.2 of 0.7^2; the model's own is 0.8 of 0.2^2 and 0.2 of 0.8^2
    assert score(0.7, row(1, 0.8, happened=happened)) == Scored(pytest.approx(0.17), pytest.approx(0.16), False)


def test_nobody_scores_better_than_the_model_if_it_is_right():
    assert all(score(said / 100, row(1, 0.37)).reader >= score(0.5, row(1, 0.37)).model for said in range(101))


def played(typed: str, *claims: ClaimRow, **options) -> tuple[list[Scored], str]:
    out = io.StringIO()
    return run_quiz(ledger(*claims), io.StringIO(typed), out, **options), out.getvalue()


def test_a_round_from_a_pipe_shows_the_verdict_and_both_means():
    rows = (row(1, 0.9, happened=HELD), row(2, 0.8))
    scores, text = played("70\n70 %\n", claim(1, *rows), whole=True)
    flat = " ".join(text.split())
    assert [(round(one.reader, 6), round(one.model, 6)) for one in scores] == [(0.09, 0.01), (0.17, 0.16)]
    assert "You say 70 %. The model: 90 % (88 to 92 %), likely." in flat
    assert "Record: It held (weeks: 19). Brier score: you 0.090, the model 0.010." in flat
    assert "You are 10 points from the model." in flat
    assert "you 0.170, the model itself 0.160" in flat
    assert flat.endswith("0 is perfect, 0.25 is saying half every time. On average, against the record (1 question) yours is "
                         "0.090 and the model's 0.010; if the model is right (1 question) yours is 0.170 and the model's "
                         "0.160.")  # fmt: skip
    assert max(map(len, text.splitlines())) <= 80


def test_the_answer_is_not_shown_before_the_reader_has_said_anything():
    _, text = played("", claim(1, row(1, 0.77, happened=HELD)))
    assert "77" not in text
    assert "weeks: 19" not in text
    assert "No question was answered." in text


def test_a_wrong_entry_is_asked_again():
    scores, text = played("maybe\n250\n50\n", claim(1, row()))
    assert len(scores) == 1
    assert text.count("How probable, in per cent?") == 3
    assert "'maybe' is no probability" in text
    assert "more than 100 per cent" in text


@pytest.mark.parametrize("typed", ["50\nq\n", "50\nQUIT\n", "50\n", "50", "50\nnonsense"])
def test_q_and_the_end_of_entries_stop_with_the_score_so_far(typed):
    scores, text = played(typed, claim(1, row()), claim(2, row()), claim(3, row()))
    assert len(scores) == 1
    assert "if the model is right (1 question)" in " ".join(text.split())


def test_an_interrupt_shows_the_score_so_far():
    class Interrupted(io.StringIO):
        def readline(self, *size):
            text = super().readline(*size)
            if not text:
                raise KeyboardInterrupt
            return text

    out = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        run_quiz(ledger(claim(1, row()), claim(2, row())), Interrupted("50\n"), out)
    assert "A Brier score is" in out.getvalue()


def test_questions_are_of_different_statements_in_an_order_of_the_seed():
    found = ledger(*(claim(number, row(1), row(2)) for number in range(1, 21)), ledgers.FIGURE, claim(30, ledgers.UNDECIDED))
    first = [question.claim.id for question in chosen(found, 1, 50)]
    assert sorted(first) == list(range(1, 21))
    assert first == [question.claim.id for question in chosen(found, 1, 50)]
    assert first != [question.claim.id for question in chosen(found, 2, 50)]
    assert [question.claim.id for question in chosen(found, 1, 5)] == first[:5]


def test_a_figure_and_what_is_not_decided_cannot_be_asked():
    scores, text = played("50\n", ledgers.FIGURE, claim(2, ledgers.UNDECIDED))
    assert scores == []
    assert "nothing to ask" in text
