"""Statements at the terminal: what stands in the list, what in full, and nothing wider than 80 columns."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import ledgers
import pytest
from ledgers import claim, ledger, row
from rows import but, recorded

from rekindle.analysis.claims.answer import Bar, Estimate
from rekindle.analysis.claims.filters import narrowed
from rekindle.analysis.claims.flips_kept import Flips
from rekindle.analysis.claims.results import EarlierVerdict, PropositionRow
from rekindle.analysis.claims.tally import tally
from rekindle.analysis.outcomes.treatment import Check, Treatment
from rekindle.errors import UsageError
from rekindle.show.terminal.claim import claim_text
from rekindle.show.terminal.claims import claims_text


def flat(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def one(*rows: PropositionRow, **more) -> str:
    """One statement in full, unwrapped."""
    found = ledger(claim(1, *rows, **more))
    return flat(claim_text(found, found.claims[0], "town"))


EVERYTHING = ledger(
    claim(1, row(1, asks=ledgers.LONG, exactly=ledgers.LONG * 3, why=ledgers.LONG * 3, flips=ledgers.FLIPS),
          row(2, 0.9996, 4000)),
    claim(2, row(1, 0.665, close=True, changed=ledgers.CHANGED), ledgers.UNDECIDED),
    ledgers.FIGURE,
    claim(4, ledgers.FRONTIER, kind="Q", table=ledgers.TABLE, paths=ledgers.PATHS, note=ledgers.LONG),
    claim(5, ledgers.SHARE),
    claim(6, row(1, 0.0, bar=Bar(0.1, least=False), upheld=True, word="exceptionally unlikely", inert=True),
          row(2, 0.1, 12, word="", by_structure=())),
    claim(1234, row(1, 0.8, happened=recorded(None, ledgers.LONG, "a-2016"))),
    stale=("town historical 2021-12-31",), policy="hunt",
)  # fmt: skip


def test_nothing_is_wider_than_80_columns():
    texts = [claims_text(EVERYTHING, "town"), *(claim_text(EVERYTHING, each, "town") for each in EVERYTHING.claims)]
    assert [line for text in texts for line in text.splitlines() if len(line) > 80] == []


def test_the_head_says_what_it_rests_on():
    head = claims_text(ledger(claim(1, row())), "town").splitlines()[:2]
    assert head == ["town: statements of commentators, in our words, tested in simulated worlds",
                    "At least 1,000 worlds of the posterior, seed 1; propositions written 2016-10-16"]  # fmt: skip
    assert "of the posterior in my/folder" in flat(claims_text(ledger(claim(1, row()), worlds_from="my/folder"), "town"))
    told = "Worlds are drawn from a posterior that was learnt on a-city and b-city, not on this scenario."
    assert told in flat(claims_text(ledger(claim(1, row()), transfer=("a-city", "b-city")), "town"))


def test_a_statement_is_one_row_with_verdict_likelihood_and_text():
    many = claim(12, row(1), row(2, 0.3), source="herald-2016")
    lines = claims_text(ledger(claim(1, row(), short="Slow and costly"), many, ledgers.FIGURE), "town").splitlines()[2:]
    assert lines[0].split() == ["no.", "verdict", "likelihood,", "confidence", "statement"]
    assert lines[1] == "gazette-2016" and lines[3] == "herald-2016"
    assert re.split("  +", lines[2].strip()) == ["1 upheld", "likely (70 %)", "Slow and costly"]
    assert re.split("  +", lines[4].strip())[:2] == ["12 in part", "1 of 2 tests upheld"]
    assert re.split("  +", lines[6].strip())[:2] == ["3 a figure", "-"]


def test_verdicts_have_colours_only_where_they_are_asked_for():
    found = ledger(claim(1, row()), claim(2, row(1, 0.1)))
    plain, coloured = claims_text(found, "town"), claims_text(found, "town", colour=True)
    assert "\x1b" not in plain
    assert "\x1b[32mupheld" in coloured and "\x1b[31mnot upheld" in coloured
    assert re.sub("\x1b\\[[0-9]+m", "", coloured) == plain


def test_filters_leave_the_statements_that_meet_all_of_them():
    found = ledger(claim(1, row()), claim(2, row(1, 0.1), source="herald-2016"), claim(3, row(), source="herald-2016"))
    assert [one.id for one in narrowed(found, verdict="Upheld").claims] == [1, 3]
    assert [one.id for one in narrowed(found, source="HERALD").claims] == [2, 3]
    assert [one.id for one in narrowed(found, "upheld", "herald", "statement LONG").claims] == [3]
    assert narrowed(found).claims == found.claims
    part = narrowed(found, search="statement 2")
    assert "1 of 3 statements. Of 1 judgement: 1 not upheld." in flat(claims_text(part, "town", found))


def test_filters_that_meet_nothing_say_what_there_is():
    found = ledger(claim(1, row()), claim(2, row(1, 0.1), source="herald-2016"))
    text = flat(claims_text(narrowed(found, search="no such thing"), "town", found))
    assert (
        "No statement meets every filter. Verdicts: upheld, not upheld Sources: gazette-2016, herald-2016 Numbers: 1 to 2"
        in text
    )
    with pytest.raises(UsageError, match="--verdict 'uphelt': no statement has this verdict. Did you mean 'upheld'"):
        narrowed(found, verdict="uphelt")
    with pytest.raises(UsageError, match="Did you mean 'herald-2016'.*There are: gazette-2016, herald-2016"):
        narrowed(found, source="herold-2016")


@pytest.mark.parametrize(("held", "says"), [(True, "It held"), (False, "It did not hold"), (None, "The figures disagree")])
def test_what_happened_is_said_where_the_record_says_it(held, says):
    assert f"Record {says} (weeks: 19 to 21); a-2016" in one(row(happened=recorded(held, "weeks: 19 to 21", "a-2016")))
    assert "Record" not in one(row())


def test_the_ending_counts_verdicts_close_calls_and_what_is_not_decided():
    text = flat(claims_text(EVERYTHING, "town"))
    assert "Of 5 judgements: 2 upheld, 2 not upheld and 1 not decided; of 1 question: 1 answered; 1 figure." in text
    assert "Of 7 tests 1 (2.1) is too close to call. Not tested and not counted: 6.1." in text
    assert "4 answered hunt best" in text
    assert "Not decided: 1 of 9 propositions, in statement 2, because their worlds are not stored." in text
    assert "no frequency in the real world." in text
    assert "Not used, because the model or scenario changed since: 1 stored runs" in text


def test_the_record_is_counted_against_what_the_model_finds_likelier():
    rows = [row(1, 0.9, happened=recorded(True)), row(2, 0.2, happened=recorded(True)),
            row(3, 0.2, happened=recorded(False)), row(4, 0.2, happened=recorded(None))]  # fmt: skip
    text = flat(claims_text(ledger(claim(1, *rows)), "town"))
    assert "The record to 2018 settles 3 tests. In 2 the likelier outcome is what happened." in text
    assert "On 1 more its figures disagree." in text
    assert "figures disagree" not in claims_text(ledger(claim(1, *rows[:3])), "town")
    for end, said in ((date(1996, 7, 18), "The record to 18 July 1996 settles 3"), (None, "The record settles 3")):
        assert said in flat(claims_text(ledger(claim(1, *rows), record_end=end), "town"))


def test_a_proposition_that_should_be_improbable_is_upheld_at_nothing():
    text = one(row(1, 0.0, bar=Bar(0.1, least=False), upheld=True))
    assert "Verdict Upheld: 0 % (0 to 2 %), likely. The threshold is at most 10 %" in text


def test_a_close_call_shows_on_which_side_it_is():
    close = row(1, 0.897, low=0.882, high=0.909, close=True, upheld=False, bar=Bar(0.9))
    assert "Not upheld: just under 90 % (88 to 91 %), likely. The threshold is at least 90 %" in one(close)
    assert "likely (just under 90 %)" in claims_text(ledger(claim(1, close)), "town")
    assert "Close call" in one(close) and "Close call" not in one(row())


def test_too_few_worlds_get_no_word():
    few = row(1, 0.58, 12, word="")
    assert "58 % (56 to 60 %), too few worlds for a word" in one(few)
    assert "58 %, too few worlds for a word" in claims_text(ledger(claim(1, few)), "town")


def test_under_another_policy_what_compares_policies_stays():
    both = ledger(claim(1, row(asked_under="hunt"), ledgers.FRONTIER), policy="hunt")
    assert "Tested under the policy hunt." in claims_text(both, "town")
    text = flat(claim_text(both, both.claims[0], "town"))
    assert text.count("This compares policies and stays the same whatever --policy says.") == 1
    other = ledger(claim(1, row(scenario="elsewhere", asked_under=None)), policy="hunt")
    text = flat(claim_text(other, other.claims[0], "town"))
    assert "This is about historical and stays the same whatever --policy says." in text


def test_what_is_not_decided_says_what_decides_it():
    found = ledger(claim(2, row(), ledgers.UNDECIDED))
    text = claims_text(found, "my/town")
    assert "not decided" in text and "rekindle claims my/town --fresh simulates them." in flat(text)
    full = flat(claim_text(found, found.claims[0], "my/town"))
    assert "Not decided, because its worlds are not stored: rekindle claims my/town --fresh simulates them." in full


def test_one_in_full_has_the_reasons_and_the_rival_theories():
    text = one(row(undefined=3))
    for part in ("Exactly Exactly 1", "Why Why 1.", "Scenario town to 2021-12-31; historical", "It is undefined in 3.",
                 "The threshold is at least 66 % (likely).", "Median 1,230; 90 % of worlds lie between 10 and 2.5 million.",
                 "raid.response backlash 300 of 400 75 % upheld deterrence 100 of 600 17 % not upheld"):  # fmt: skip
        assert part in text


def test_a_relative_difference_is_told_in_per_cent():
    change = row(kind="difference", measured="relative", estimate=Estimate(-0.5, -0.123, 0.04))
    assert "Median −12 %; 90 % of worlds lie between −50 % and +4 %." in one(change)


def test_flips_are_told_with_how_far_they_reach_or_that_none_was_found():
    text = one(row(flips=ledgers.FLIPS))
    assert "Switches When intelligence starts under 0.2" in text
    assert (
        "Under this condition 75 % of 120 worlds contradict the verdict. They are 40 % of all worlds that contradict it."
        in text
    )
    assert "Switches no flip found in the ranges" in one(row(flips=Flips((), "no flip found in the ranges")))
    assert "Switches not looked for yet" in one(row())


def test_an_old_wording_stands_with_its_own_verdict():
    text = one(row(changed=ledgers.CHANGED))
    assert "On 2017-01-02, after results had been seen. A slip of the pen." in text
    assert "Before The old wording Then Not upheld: 30 % (28 to 32 %), likely" in text
    added = one(row(changed=replace(ledgers.CHANGED, was=None, results_seen=False)))
    assert "before any result was seen" in added
    assert "Before" not in added


def test_a_verdict_that_came_out_otherwise_before_says_so_and_why():
    before = EarlierVerdict(date(2017, 1, 2), "not upheld", 0.3, "A lever was connected.")
    text = one(row(before=before))
    assert "The model before 2017-01-02 gave another verdict: not upheld, 30 %. A lever was connected." in text
    assert "Before" not in one(row(before=replace(before, verdict="upheld")))


def test_a_proposition_about_the_same_event_names_the_other():
    assert "Same as Proposition 13.2 asks about the same event in the same worlds." in one(row(same_as="13.2"))


def test_frontiers_shares_and_tables_are_whole():
    text = one(ledgers.FRONTIER, table=ledgers.TABLE, paths=ledgers.PATHS)
    assert (
        "(1) money spent (2) lives (1) (2) hunt 10 2 win-the-people-over-and-rebuild-it 20 3 hunt: no other policy does" in text
    )
    assert "win-the-people-over-and-rebuild-it: hunt does at least as well on every measure and better on one" in text
    assert "28.4k 48 % not stored" in text
    assert "1,040 to 7.5M 47 to 50 %" in text
    assert "caucasus russia 3,160" in text
    share = one(ledgers.SHARE)
    assert "grievance, civilians Alone it explains 6 % (1 to 11 %) of the variance." in share
    assert "With its interactions it explains 59 % (52 to 66 %)." in share
    assert "Against assault Alone it explains 7 %" in share


def test_a_figure_has_its_quantities_and_who_disagrees():
    found = ledger(ledgers.FIGURE)
    text = flat(claim_text(found, ledgers.FIGURE, "town"))
    assert "cities.town.overt 2,000 to 12,000 people; best 4,500 from a-2016, b-2017" in text
    assert "Statement 4 gives another figure." in text
    assert "probability" not in text


def test_a_treatment_is_shown_and_one_that_was_not_delivered_is_no_test():
    check = Check("aid paid a resident", "at least 30 more", "historical", 900, 1000, 85.0)
    given, missed = (Treatment("aid", (replace(check, holds=holds),), holds, 1000) for holds in (900, 400))
    delivered, undelivered = (but(row(), treatments=(one,)) for one in (given, missed))
    whole = ledger(claim(1, delivered), claim(2, undelivered), claim(3, but(row(), untestable="Nothing leads there.")))
    text = flat(claims_text(whole, "town"))
    assert "aid delivered: in 90 % of 1,000 worlds" in one(delivered)
    assert "aid did what it is for in 40 % of worlds" in one(undelivered)
    assert "Nothing leads there." in one(but(row(), untestable="Nothing leads there."))
    assert "Not tested and not counted: 2.1, 3.1." in text and "Of 1 test " in text
    assert "Test 2.1 is not tested and not counted: its treatment was not delivered." in tally(whole).test_words()
    assert "aid paid a resident: at least 30 more than under historical; in 40 % of 1,000 worlds; median +85" in one(
        undelivered
    )
