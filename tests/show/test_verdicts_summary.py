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
from rekindle.analysis.claims.tally import tag, tally
from rekindle.show.figures.points import points
from rekindle.show.figures.verdicts_dots import dots_chart, numbers
from rekindle.show.verdicts import misses
from rekindle.show.verdicts.answers import Reply, missed, reply, stand
from rekindle.show.verdicts.content import document
from rekindle.show.verdicts.document import read
from rekindle.show.verdicts.doubts import turns
from rekindle.show.verdicts.overview import overview
from rekindle.show.verdicts.plain_words import assumption
from rekindle.show.verdicts.sentences import chance
from rekindle.show.verdicts.summary import count_words, summary, upholds
from rekindle.show.words.certainty import confidence, letters, phrase, warnings

DAY = date(2017, 1, 2)


def pages(*claims: ClaimRow, **more: Any) -> str:
    first, second = summary(made.ledger(*claims, **more), made.behind())
    return f"{read(first)} {read(second)}"


def back(years: int, holds: int, worlds: int = 2000, **more: Any) -> PropositionRow:
    """A proposition about a return within some years."""
    exactly = f"The group is back in Iraq within {years} year{'s' if years > 1 else ''} of Mosul's fall."
    return made.proposition(holds, worlds, exactly=exactly, asks=f"Back within {years}", **more)


def answered(number: int, *propositions: PropositionRow, **more: Any) -> Reply:
    return reply(made.claim(number, *propositions, **more), made.behind())


@pytest.mark.parametrize(("held", "holds", "said", "because"), [
    (True, 1990, "Yes, virtually certain (over 99 %)", "The record agrees: it happened."),
    (False, 1990, "Yes, virtually certain (over 99 %)", "The record disagrees: it did not happen."),
    (None, 1000, "Unclear, about as likely as not (50 %)", ""),
    (None, 4, "No, exceptionally unlikely (0.2 %)", ""),
])  # fmt: skip
def test_whether_the_city_is_taken(held: bool | None, holds: int, said: str, because: str) -> None:
    found = answered(19, made.proposition(holds, happened=recorded(held)), outcomes=("mosul_retaken",))
    assert (found.said, found.because) == (said, because)
    assert ("agreement proves little" in found.wrong) == bool(held)  # of what does not agree there is nothing to say


def test_what_is_too_close_to_call_is_told_beside_the_threshold() -> None:
    near = made.proposition(1982, bar=Bar(0.99), happened=recorded(True))
    assert near.found.close
    assert answered(19, near, outcomes=("mosul_retaken",)).because.endswith("Against the source's 99 %: too close to call.")


@pytest.mark.parametrize(("left", "returned", "said", "rest"), [
    (1990, 960, "No, exceptionally unlikely (finished in 0.5 % of worlds)",
     "about as likely as not (48 %). Not upheld: the source claims at least 66 % (13.2)."),
    (4, 20, "Yes, virtually certain (finished in over 99 % of worlds)",
     "exceptionally unlikely (1 %). Not upheld: the source claims at least 66 % (13.1) and at least 66 % (13.2)."),
    (1000, 1900, "Unclear, about as likely as not (finished in 50 % of worlds)",
     "extremely likely (95 %). Not upheld: the source claims at least 66 % (13.1)."),
])  # fmt: skip
def test_whether_losing_the_city_finishes_the_group(left: int, returned: int, said: str, rest: str) -> None:
    hidden = made.proposition(left, exactly="Covert members in Iraq: at least 800 people.")
    found = answered(13, hidden, back(3, returned))
    assert found.said == said and found.follows
    assert found.because.endswith(f"back in Iraq within three years of Mosul's fall: {rest}")
    assert "the source claims" not in answered(13, but(hidden, upheld=True), but(back(3, returned), upheld=True)).because


def test_a_return_is_told_by_its_dates_whatever_the_order_of_its_tests() -> None:
    ruling = made.proposition(105, asks="It rules again")
    found = answered(15, back(10, 1793), back(5, 1453), back(3, 300), back(1, 28), ruling)
    assert (
        found.said == "No within three years of Mosul's fall (unlikely, 15 %); yes within ten years (likely, just under 90 %)"
    )
    assert found.because.endswith("It rules again: very unlikely (5.2 %).") and "ten years" in found.follows
    never = answered(15, back(10, 100), back(5, 50), back(1, 4), ruling)
    assert never.said == "No within ten years of Mosul's fall (extremely unlikely, 5 %)" and "do not plan" in never.follows
    assert answered(15, back(10, 1990), back(5, 1980), back(1, 1900)).said.startswith("Yes within ten years of Mosul's fall")
    surer = answered(15, back(10, 1500, bar=Bar(0.9)), back(5, 1453), back(1, 28))
    assert surer.because == "Not upheld: the source claims at least 90 % (15.1)."


def test_the_choice_names_the_policy_that_nothing_dominates_and_by_how_much() -> None:
    one = made.frontier(("historical", ["counterterrorism"]), ("counterterrorism", []))
    found = answered(25, one, kind="Q")
    assert found.said == "Counterterrorism: no other policy beats it"
    assert "under counterterrorism and 50 % on the historical course." in found.because
    assert found.because.endswith(
        "Civilians killed in Iraq and Syria, average in this order, October 2016 to the end of 2021: 38,000 and 40,000. "
        "Money spent likewise: USD 100 and 90 billion."
    )
    assert found.because.startswith(
        "Two values count as equal if they differ by at most 10 % of the larger. It leads only in returns and is equal in "
        "deaths and money. Back in Iraq within three years of Mosul's fall: in 40 % of worlds under"
    )
    assert "another strength may change the order" in found.wrong and found.follows
    three = made.frontier(("historical", ["raids"]), ("raids", []), ("aid", ["raids"]))
    assert "under aid and 50 % with neither" in answered(25, three, kind="Q").because
    level = answered(25, made.frontier(("historical", []), ("counterterrorism", [])), kind="Q")
    assert level.said == "Unclear" and "none of historical course and counterterrorism" in level.because


def test_on_which_measures_a_policy_leads_follows_its_means() -> None:
    one = made.frontier(("historical", ["raids"]), ("aid", ["raids"]), ("raids", []))
    frontier = one.found.frontier
    assert frontier is not None
    assert stand(one, frontier, "raids") == "It leads only in returns, is behind another in money and is equal in deaths."
    assert stand(one, frontier, "aid") == "It is behind another in returns and is equal in deaths and money."
    more = but(one, exactly="more of: money, less of: deaths, less of: returns")
    assert stand(more, frontier, "raids") == "It leads only in returns, leads some in money and is equal in deaths."


def test_where_foreigners_go_comes_from_the_flows() -> None:
    found = answered(29, made.proposition(), kind="Q", paths=made.paths())
    assert "on 31 December 2021: " in found.because and found.said.startswith(("Most are", "The largest parts are"))
    assert answered(29, made.proposition(), kind="Q", paths=made.paths(dead=90_000.0)).said == "Most are dead"


@pytest.mark.parametrize(("median", "told"), [(-0.6, "60 % fewer"), (0.2, "20 % more")])
def test_what_settlements_do_is_told_by_their_size(median: float, told: str) -> None:
    estimate = Estimate(-1.0, median, 1.0)
    one = made.proposition(4, kind="difference", measured="relative", estimate=estimate, asks="All settled: attacks are halved")
    local = but(one, asks="The local level settled alone does not halve them", estimate=Estimate(-1.0, -0.3, 1.0))
    found = answered(31, one, local, mechanisms=("three-levels",))
    assert found.said.startswith("No, ") and told in found.because and "the local level 30 % fewer" in found.because
    untested = answered(31, but(one, inert=True), local, mechanisms=("three-levels",))
    assert untested.said == "Not tested" and "All together" not in untested.because and "30 % fewer" in untested.because


def test_supports_are_told_from_the_surest_to_the_least() -> None:
    rows = [made.proposition(holds, asks=f"Without {name} it keeps more than half of its members")
            for name, holds in (("leaders", 1330), ("ground", 2000), ("grievance", 800))]  # fmt: skip
    found = answered(23, *rows, made.proposition(1950, asks="Without all it loses at least half of its members"))
    assert found.said == "In part" and found.because.endswith(
        "100 % without ground, just over 66 % without leaders and 40 % without grievance.")  # fmt: skip


def test_split_resamples_are_unclear() -> None:
    assert answered(20, made.shares(holds=900, probability=0.45, close=True)).said == "Unclear"
    leans = answered(20, made.shares(holds=1440, probability=0.72, close=True))
    assert leans.said == "Unclear, leaning to yes" and leans.because.endswith("Of random redraws of worlds, 72 % say yes.")
    assert "Other causes explain the rest." in leans.because
    assert answered(20, made.shares(holds=4, probability=0.002, low=0.0, high=0.01, close=False)).said == "No"


def test_the_picture_and_its_key_are_of_shares_of_worlds_alone() -> None:
    """A share of resamples would be a dot of another meaning at the same place."""
    chart = summary(made.thirty_two(), made.behind())[1].pictures()[0]
    assert chart.numbers is not None and "share of worlds" in chart.sentence
    assert not {"20.1", "25.1"} & {row[0] for row in chart.numbers.rows}


def test_an_answer_bears_the_letters_of_its_warnings_and_the_summary_says_what_they_are() -> None:
    split = made.claim(13, made.proposition(1330, by_structure=(made.structure("pay", 4, 20, False),)), mechanisms=())
    page = pages(split)
    assert letters(split, None) == "A, B, D" and "low confidence (A, B, D)." in page
    assert "(A) too close to call, (B) rival theories disagree" in page and "(D) no supporting event" in page


def test_what_was_not_tested_says_in_how_few_worlds_it_came_about() -> None:
    one = but(made.proposition(4), treatments=(made.MISSED,))
    assert missed(one) == "The change came about in 30 % of worlds; a test needs 80 %." and missed(made.proposition()) == ""


def test_members_in_hiding_have_one_name() -> None:
    claim = made.claim(13, made.proposition(), outcomes=("covert_members_iraq_2021_12",))
    assert any("counted covert members" in known for known in made.behind().defined(claim))


def test_confidence_counts_warnings() -> None:
    known = made.learnt("parameter recruitment.none")
    sure = made.claim(1, made.proposition(1990, happened=recorded()), mechanisms=())
    assert (confidence(sure, known), warnings(sure, known)) == ("high", [])
    assert confidence(replace(sure, mechanisms=("recruitment",)), known) == "medium"
    assert confidence(replace(sure, mechanisms=("recruitment",)), None) == "medium"
    assert warnings(made.claim(1, made.proposition(1990), mechanisms=()), known) == ["no recorded event supports it"]
    against = made.proposition(1990, happened=recorded(False))
    assert warnings(made.claim(1, against, mechanisms=()), known) == ["recorded events contradict it"]
    split = made.claim(1, made.proposition(1330, by_structure=(made.structure("pay", 4, 20, False),)), mechanisms=())
    assert confidence(split, known) == "low" and warnings(split, known)[:2] == [
        "too close to call", "rival theories give different results"]  # fmt: skip
    assert phrase(made.proposition(300), "low") == "unlikely (15 %), low confidence"


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
        "The probability falls to 50 %, below the threshold of 66 %, if the m is under about 130,000 people and if the "
        "share of things is over about 20 %."]  # fmt: skip
    assert "rises to 80 %, above the threshold of 66 %" in turns([made.proposition(900, flips=boxes[1])])[0]
    assert assumption(replace(held("recruitment.motive"), options=("pay",))) == "pay brings local members"


TESTS = [
    (False, "deaths by month from 2012-12-31, anbar", "CRPS under 5 (damped_trend)", "6, may be chance", "retrospective"),
    (True, "deaths by month from 2012-12-31, south", "CRPS under 5 (last_value)", "4", "retrospective"),
    (False, "deaths by month from 2012-12-31, inside 90 %", "85-97 %", "80 of 100", "retrospective"),
    (False, "battle of Mosul from its eve, posterior", "5 figures inside 90 %", "4", "retrospective"),
    (False, "something new", "1", "2", ""),
    (True, "published effects of levers", "80 % inside", "21 of 22, 0 wrong", "retrospective"),
]


def test_misses_are_counted_by_kind_and_hits_come_last() -> None:
    lines = misses.told(TESTS)
    assert misses.headline(TESTS) == "The model failed 4 of 6 tests against the record." and "not tested" in misses.headline([])
    assert lines == [
        "It failed 1 of 2 monthly forecasts (a simple rule was better), 1 of 1 ranges (80 % of months inside, not 90 %) and "
        "2 of 3 others.",
        "It reproduced 4 of 5 figures of the battle and 21 of 22 published effects of policies.",
    ]
    assert misses.told([]) == []


def test_tests_are_told_without_names_of_code() -> None:
    for test in TESTS:
        assert "_" not in " ".join(misses.row(test))
    assert misses.row(TESTS[0])[:2] == (
        "Deaths by month after 31 December 2012: Anbar",
        "error under 5, that of a damped trend",
    )


def test_the_summary_answers_the_main_statements_and_follows_the_numbers() -> None:
    for number in (13, 15, 19, 25):
        page = pages(made.claim(number, made.proposition(1990)))
        assert f"{number}. Would" in page or number == 25 and "25. Hunt the group" in page
        assert "over 99 %" in page and "Doubt: " in page and "Yes, " in page and " confidence (" in page
        other = pages(made.claim(number, made.proposition(4)))
        assert "0.2 %" in other and "No, " in other


def test_the_summary_says_what_failed_what_it_is_not_for_and_of_when_it_is() -> None:
    ledger = made.ledger(made.claim(1, made.proposition(1990)))
    first, second = map(read, summary(ledger, made.behind()))
    assert "The model failed 1 of 2 tests against the record." in first and "Not for: " in second
    assert "Advice: as of October 2016, not for today." in first
    assert "2 January 2017" in document(ledger, made.behind(), DAY).facts[0]


@pytest.mark.parametrize("main", [True, False])
def test_two_pages_have_nine_hundred_words_at_most(main: bool) -> None:
    whole = made.thirty_two() if main else replace(made.thirty_two(), main=())
    made_of = document(whole, made.behind(), DAY)
    said = " ".join([made_of.title, *made_of.facts, *map(read, made_of.summary)])
    assert 200 < count_words(said) <= 900


def before(verdict: str, probability: float | None = 0.75) -> EarlierVerdict:
    return EarlierVerdict(date(2017, 1, 2), verdict, probability, "A lever was connected.")


def test_verdicts_that_changed_are_counted_in_front_and_listed_behind() -> None:
    changed, same = (made.proposition(4, before=before(verdict)) for verdict in ("upheld", "not upheld"))
    ledger = made.ledger(made.claim(1, changed), made.claim(2, same))
    assert "Its last revision changed one of the statements' 2 test results." in pages(
        made.claim(1, changed), made.claim(2, same)
    )
    (section,) = overview(ledger, made.behind())[0].inner
    rows = next(block for block in section.blocks if block.kind == "table")
    ((test, old, new, why),) = [["".join(words for words, _ in cell) for cell in row] for row in rows.rows]
    assert test.startswith("1.1  Something holds") and why == "A lever was connected."
    assert (old, new) == ("75 %, upheld", "0.2 %, not upheld")


def test_where_no_verdict_changed_nothing_is_said_of_it() -> None:
    same = made.ledger(made.claim(1, made.proposition(4, before=before("not upheld"))))
    assert not overview(same, made.behind())[0].inner
    elsewhere = made.proposition(4, before=before("upheld"), asked_under="enclave")  # then it was not asked under that
    assert not elsewhere.turned and not overview(made.ledger(made.claim(1, elsewhere)), made.behind())[0].inner


def test_no_names_of_code_stand_on_the_two_pages() -> None:
    first, second = summary(made.thirty_two(), made.behind())
    page = f"{read(first)} {read(second)}".replace(made.HOSTILE, "")
    assert "recruitment." not in page and "forces." not in page and "_" not in page


def test_another_scenario_is_answered_by_its_first_statements() -> None:
    assert "40. Statement number 40 in plain words. Is it so?" in pages(
        made.claim(40, made.proposition()), scenario="elsewhere"
    )


def test_the_picture_has_a_lane_for_each_test_and_its_numbers_in_a_table() -> None:
    rows = [(f"{number}.1", made.proposition(bar=Bar(0.1, least=False))) for number in range(5)]
    for width in (6.7, 3.9):
        figure = dots_chart(rows, width)
        assert len(figure.texts) == 5 and [one.text[:3] for one in points(figure)] == [name for name, _ in rows]
    assert numbers(rows).rows[0][4] == "at most 10 %" and "0.9" in numbers(rows).csv()


def test_the_question_is_answered_at_once_with_a_tally_of_all_statements() -> None:
    ledger = made.thirty_two()
    found = tally(ledger).statements
    kinds = {word: len(found["J"].get(word, ())) for word in ("upheld", "upheld in part", "not upheld")}
    full, part, none = kinds.values()
    page = read(summary(ledger, made.behind())[0])
    assert f"Of {full + part + none} judgements tested it upholds {full}, {part} in part and {none} not." in page
    assert upholds(made.ledger(made.claim(1, made.undecided()))) == ""
    assert document(ledger, made.behind(), DAY).title.endswith(f": {len(ledger.claims)} statements examined")
