"""The two pages: every sentence follows the ledger, and another number is another sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import verdict_ledger as made
from rows import but, flip, held, recorded

from rekindle.analysis.claims.answer import Bar, Estimate
from rekindle.analysis.claims.flips_kept import Flips
from rekindle.analysis.claims.results import ClaimRow, EarlierVerdict, PropositionRow
from rekindle.analysis.claims.tally import tag
from rekindle.show.figures.verdicts_glance import glance_chart, legend
from rekindle.show.verdicts.answers import told
from rekindle.show.verdicts.document import Section
from rekindle.show.verdicts.doubts import Behind, brief_doubts, turns
from rekindle.show.verdicts.plain_words import assumption, failures, in_detail
from rekindle.show.verdicts.sentences import chance
from rekindle.show.verdicts.summary import summary
from rekindle.show.verdicts.trust import trust


def read(section: Section) -> str:
    """All text of a section."""
    parts = []
    for one in section.every():
        parts += [one.title, one.mark]
        for block in one.blocks:
            lines = [block.line] if block.kind == "text" else list(block.items) if block.kind == "items" else []
            if block.kind == "table":
                lines = [cell for row in block.rows for cell in row]
            parts += ["".join(words for words, _ in line) for line in lines]
    return " ".join(parts)


def pages(*claims: ClaimRow, **more: Any) -> str:
    first, second = summary(made.ledger(*claims, **more), made.behind())
    return f"{read(first)} {read(second)}"


def back(years: int, holds: int, worlds: int = 2000, **more: Any) -> PropositionRow:
    """A proposition about a return within some years."""
    exactly = f"The group is back in Iraq within {years} year{'s' if years > 1 else ''} of Mosul's fall."
    return made.proposition(holds, worlds, exactly=exactly, asks=f"Back within {years}", **more)


def answered(number: int, *propositions: PropositionRow, **more: Any) -> tuple[str, str]:
    return told(made.claim(number, *propositions, **more), made.behind())


@pytest.mark.parametrize(("held", "holds", "head", "rest"), [
    (True, 1990, "yes, virtually certain", "over 99 % of simulated runs, and so it happened"),
    (False, 1990, "yes, virtually certain", "but that is not what happened"),
    (None, 1000, "open, about as", "50 % of simulated"),
    (None, 4, "no, exceptionally unlikely", "in 0.2 % of simulated runs."),
])  # fmt: skip
def test_whether_the_city_is_taken(held: bool | None, holds: int, head: str, rest: str) -> None:
    happened = recorded(held)
    first, numbers = answered(19, made.proposition(holds, happened=happened), outcomes=("mosul_retaken",))
    assert first.startswith(head) and rest in numbers


@pytest.mark.parametrize(("left", "returned", "head", "rest"), [
    (1990, 960, "no, it survives in hiding", "about an even bet, 48 %"), (4, 20, "yes", "unlikely, 1 %"),
    (1000, 1900, "open", "likely, 95 %"),
])  # fmt: skip
def test_whether_losing_the_city_finishes_the_group(left: int, returned: int, head: str, rest: str) -> None:
    hidden = made.proposition(left, exactly="Covert members in Iraq: at least 800 people.")
    first, numbers = answered(13, hidden, back(3, returned))
    assert first == head and numbers.endswith(f"within three years is a separate matter: {rest}.")


def test_a_return_is_told_as_a_sequence_whatever_the_order_of_its_tests() -> None:
    ruling = made.proposition(105, asks="It rules again")
    first, numbers = answered(15, back(10, 1793), back(5, 1453), back(3, 972), back(1, 28), ruling)
    assert first == "probably, but not at once, and rarely to rule people again"
    assert numbers.startswith("It is back in Iraq in 1.4 % within one year, ")
    assert (
        numbers.index("49 % within three years")
        < numbers.index("73 % within five")
        < numbers.index("just under 90 % within ten")
    )
    assert numbers.endswith("It rules again: 5.2 %, very unlikely.")
    assert answered(15, back(10, 100), back(5, 50), back(1, 4), ruling)[0] == "probably not"
    assert answered(15, back(10, 1990), back(5, 1980), back(1, 1900), made.proposition(1900))[0] == "probably"


def test_the_choice_names_the_policy_that_nothing_beats_and_how_sure() -> None:
    one = made.frontier(("historical", ["counterterrorism"]), ("counterterrorism", []))
    first, numbers = answered(25, one, kind="Q")
    assert first == "in the model, counterterrorism"
    assert "civilians killed 38,000 against 40,000" in numbers and "USD 100 billion against USD 90 billion" in numbers
    assert "One beats another in all 2,000 resamples of the runs and under all 2 rival theories" in numbers
    assert "not varied" in numbers
    theories = (made.structure("grievance", 0, 2000, False), made.structure("pay", 2000, 2000, True))
    split = answered(25, but(one, holds=300, by_structure=theories), kind="Q")[1]
    assert "One beats another in 1,700 of 2,000 resamples of the runs and under 1 of 2 rival theories" in split
    assert one.found.frontier is not None
    often = replace(one.found.frontier, alone_unbeaten={"historical": 0, "counterterrorism": 1900})
    alone = answered(25, but(one, frontier=often), kind="Q")[1]
    assert "It is the only one unbeaten in 1,900 of 2,000 resamples of the runs." in alone
    level = answered(25, made.frontier(("historical", []), ("counterterrorism", [])), kind="Q")
    assert level[0] == "the model does not choose between historical course and counterterrorism"
    assert "None of those asked about is beaten in all 2,000" in level[1]


def test_where_foreigners_go_comes_from_the_flows() -> None:
    first, numbers = answered(29, made.proposition(), kind="Q", paths=made.paths())
    assert "can be accounted for, on 31 December 2021: " in numbers and first.startswith(("most are", "the largest parts are"))
    assert answered(29, made.proposition(), kind="Q", paths=made.paths(dead=90_000.0))[0] == "most are dead"


@pytest.mark.parametrize(("median", "head"), [(-0.6, "yes"), (-0.3, "in part"), (-0.1, "hardly"), (0.2, "hardly")])
def test_what_settlements_do_is_told_by_their_size(median: float, head: str) -> None:
    estimate = Estimate(-1.0, median, 1.0)
    one = made.proposition(4, kind="difference", measured="relative", estimate=estimate, asks="All settled: attacks are halved")
    local = but(one, asks="The local level settled alone does not halve them", estimate=Estimate(-1.0, 0.0, 1.0))
    first, numbers = answered(31, one, local, mechanisms=("three-levels",))
    assert first.startswith(f"{head}: settlement") and "local unchanged" in numbers
    assert f"{abs(100 * median):.0f} % {'fewer' if median < 0 else 'more'}" in numbers


def test_supports_are_told_from_the_surest_to_the_least() -> None:
    rows = [made.proposition(holds, asks=f"Without {name} it keeps more than half of its members")
            for name, holds in (("leaders", 1330), ("ground", 2000), ("grievance", 800))]  # fmt: skip
    first, numbers = answered(23, *rows, made.proposition(1950, asks="Without all it loses at least half of its members"))
    assert first == "yes, that of ground; of leaders or grievance it is not sure"
    assert "100 % of runs without ground, just over 66 % without leaders (too close to call) and 40 % without" in numbers
    assert numbers.endswith("Without all it loses at least half in 98 %.")


def test_shares_without_a_winner_are_not_called_a_no() -> None:
    assert answered(20, made.shares(holds=900, probability=0.45))[0] == "no clear winner on this measure"
    assert answered(20, made.shares(holds=4, probability=0.002))[0] == "no"


def test_trust_counts_warnings() -> None:
    known = Behind(learnt=made.learnt("parameter recruitment.none"))
    sure = made.claim(1, made.proposition(1990, happened=recorded()), mechanisms=())
    assert trust(sure, known) == ("high", "")
    assert trust(replace(sure, mechanisms=("recruitment",)), known)[0] == "moderate"
    assert trust(made.claim(1, made.proposition(1990), mechanisms=()), known) == ("moderate", "nothing on record bears it out")
    against = made.proposition(1990, happened=recorded(False))
    assert trust(made.claim(1, against, mechanisms=()), known)[1] == "nothing on record bears it out"
    split = made.proposition(1330, by_structure=(made.structure("pay", 4, 20, False),))
    assert trust(made.claim(1, split, mechanisms=()), known) == (
        "low", "too close to call; rival theories disagree; nothing on record bears it out")  # fmt: skip


def test_questions_are_answered_and_not_upheld() -> None:
    yes, no = made.proposition(1990), made.proposition(4)
    assert [tag(made.claim(1, *rows, kind="Q")) for rows in ((yes,), (no,), (yes, no))] == ["yes", "no", "in part"]
    assert tag(made.claim(25, made.frontier(("a", []), ("b", ["a"])), kind="Q")) == "answered"
    assert tag(made.claim(1, no)) == "not upheld" and tag(made.claim(1, made.undecided(), kind="Q")) == "not decided"


@pytest.mark.parametrize(
    ("holds", "text"), [(1793, "just under 90 %"), (28, "1.4 %"), (105, "5.2 %"), (1453, "73 %"), (1800, "90 %")]
)
def test_two_digits_and_never_on_the_other_side_of_a_word(holds: int, text: str) -> None:
    assert chance(made.proposition(holds)) == text


def test_assumptions_that_turn_an_answer_are_told_without_names_of_code() -> None:
    limits = (held("forces.army_police.strength", "m", high=128652.4, unit="people"),
              held("x.y", "share of things", low=0.2, unit="share"))  # fmt: skip
    boxes = [Flips((flip("", *limits, inside=inside),), "") for inside in (0.5, 0.8)]
    assert turns([made.proposition(1990, flips=boxes[0])]) == [
        "The probability falls to 50 %, under the 66 % claimed, if “m” is under about 130,000 people and "
        "“share of things” is over about 20 %."]  # fmt: skip
    assert "rises to 80 %, past the 66 %" in turns([made.proposition(900, flips=boxes[1])])[0]
    assert assumption(replace(held("recruitment.motive"), options=("pay",))) == "pay brings local members"


def test_failed_tests_are_told_in_plain_words() -> None:
    tests = [(False, f"deaths by month of 2018, {place}", "CRPS under 5 (x)", found, "") for place, found in
             (("anbar", "6, may be chance"), ("south", "7"))]  # fmt: skip
    tests += [(False, "months of 2018 by place inside 90 %", "85-97 %", held, "") for held in ("80 of 100",)]
    tests += [(False, "battle of Mosul from its eve, prior", "5 figures inside 90 %", "4", ""), (True, "others", "1", "2", "")]
    assert failures(tests)[0] == "foreseeing deaths by month of 2018 better than a rule of thumb in Anbar and South"
    detail = " ".join(in_detail(tests))
    assert "better in Anbar (perhaps by chance) and South." in detail and "80 of 100" in detail and "too narrow" in detail
    assert "4 of 5 figures well foreseen before" in detail and "others" not in detail
    wide = in_detail([(False, "months of 2018 by place inside 90 %", "85-97 %", "99 of 100", "")])
    assert "too wide" in wide[0]
    unknown = [(False, "deaths of old, some_place", "1", "2", "")]
    assert failures(unknown) == ["deaths of old in Some place"] and "asked 1, found 2" in in_detail(unknown)[0]


def test_the_note_of_a_statement_is_its_first_reason_for_doubt() -> None:
    claim = made.claim(25, made.proposition(), note="What was not varied.")
    assert brief_doubts(claim, made.behind())[0] == "What was not varied."


def test_the_summary_answers_the_main_statements_and_turns_with_them() -> None:
    for number in (13, 15, 19, 25):
        page = pages(made.claim(number, made.proposition(1990)))
        assert f"{number}. Would" in page or number == 25 and "25. Hunt the group" in page
        assert "over 99 %" in page and "Why it may be wrong" in page and "The model agrees." in page and "Trust: " in page
        turned = pages(made.claim(number, made.proposition(4)))
        assert "0.2 %" in turned and "The model does not agree." in turned


def test_the_summary_counts_verdicts_and_says_what_failed() -> None:
    page = pages(made.claim(1, made.proposition(1990)), made.claim(2, made.proposition(4)), made.claim(3, kind="F"),
                 made.claim(4, made.proposition(4), kind="Q"))  # fmt: skip
    assert "Of 2 judgements: 1 upheld and 1 not upheld; of 1 question: 1 no; 1 figure." in page
    assert "The model failed 1 of the 2 checks it was put to: deaths by month in Anbar without the west." in page
    assert "Statements 3 are figures" in page


def before(verdict: str, probability: float | None = 0.75) -> EarlierVerdict:
    return EarlierVerdict(date(2017, 1, 2), verdict, probability, "A lever was connected.")


def test_what_changed_the_models_mind_stands_first_with_the_old_verdict_and_the_reason() -> None:
    turned, same = (made.proposition(4, before=before(verdict)) for verdict in ("upheld", "not upheld"))
    section = summary(made.ledger(made.claim(1, turned), made.claim(2, same)), made.behind())[0]
    head, rows = section.blocks[:2]
    assert "".join(words for words, _ in head.line).startswith("What changed its mind: One of 2 tests came out otherwise")
    ((test, old, new, why),) = [["".join(words for words, _ in cell) for cell in row] for row in rows.rows]
    assert test.startswith("1.1  Something holds") and why == "A lever was connected."
    assert (old, new) == ("75 %, upheld", "0.2 %, not upheld")


def test_where_nothing_came_out_otherwise_nothing_is_said_of_it() -> None:
    assert "changed its mind" not in pages(made.claim(1, made.proposition(4, before=before("not upheld"))))
    elsewhere = made.proposition(4, before=before("upheld"), asked_under="enclave")  # then it was not asked under that
    assert not elsewhere.turned and "changed its mind" not in pages(made.claim(1, elsewhere))
    untested = made.proposition(1990, before=before("not tested", None))
    assert "not tested" in pages(made.claim(1, untested))


def test_no_names_of_code_and_no_cut_sentences_stand_on_the_two_pages() -> None:
    first, second = summary(made.thirty_two(), made.behind())
    page = f"{read(first)} {read(second)}".replace(made.HOSTILE, "")
    assert "recruitment." not in page and "forces." not in page and "_" not in page and "…" not in page


def test_another_scenario_is_answered_by_its_first_statements() -> None:
    assert "40. Statement number 40 in plain words." in pages(made.claim(40, made.proposition()), scenario="elsewhere")


def test_the_picture_has_a_row_for_each_statement_and_explains_what_it_shows() -> None:
    least, most = made.proposition(), made.proposition(10, bar=Bar(0.1, least=False))
    assert "Triangle" in legend([("1 a", "upheld", [least, most])]) and "Triangle" not in legend([("1 a", "upheld", [least])])
    names = [f"{number} name" for number in range(10)]
    for width in (6.7, 3.9):
        figure = glance_chart([(name, "upheld", [least, most, made.undecided()]) for name in names], width)
        assert [text.get_text() for text in figure.texts] == names
