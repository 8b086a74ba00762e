"""Claims: their kind and form, how sure they are, who says them, and what is none."""

from __future__ import annotations

import pytest

from rekindle.reader.claims import Claim
from rekindle.reader.document import from_bytes
from rekindle.reader.draft import drafted
from rekindle.reader.hedges import bar, hedge


def claims(text: str) -> list[Claim]:
    return list(drafted(from_bytes(text.encode(), "x.txt")).claims)


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        ("Will the rebels return to the valley?", "Q", "question"),
        ("Whether the truce holds remains to be seen.", "Q", "question"),
        ("The rebels will return to the valley.", "J", "forecast"),
        ("If the road is cut, the town starves.", "J", "conditional"),
        ("The shelling turns residents against the army.", "J", "cause"),
        ("The victory is hollow.", "J", "judgement"),
        ("The government must pay the police.", "J", "judgement"),
        ("The reasons for the collapse remain obscure.", "Q", "question"),
        ("It is unclear how many fighters slipped away.", "Q", "question"),
        ("Critics questioned whether the deal would hold.", "Q", "question"),
        ("The bombing has turned the quarter into a wasteland.", "J", "cause"),
        ("The hurdles are high and the window is narrow.", "J", "judgement"),
        ("The capture changes the face of the war.", "J", "judgement"),
        ("The movement is expanding across the region.", "J", "judgement"),
        ("More troubling are the raids on the roads.", "J", "judgement"),
        ("Their position remains precarious.", "J", "judgement"),
    ],
)
def test_kinds_and_forms(text: str, kind: str, form: str) -> None:
    assert [(one.kind, one.form) for one in claims(text)] == [(kind, form)]


@pytest.mark.parametrize(
    "text",
    ["The rebels seized the town on Monday.", "A spokesman said 40 people were killed.", "The team distributed food "
        "to families.",
     "The offensive began in May 2011.", "The toll could not be verified.", "Clashes forced 3,000 people to flee.",
     "The town is located on the river.", "The minister said he would send a delegation.",
     "The team tried to prevent more looting.", "The force is led by a general."],
)  # fmt: skip
def test_what_was_done_or_said_is_no_claim(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("That the town falls is a foregone conclusion.", "virtually certain"),
        ("An attack is almost certain.", "extremely likely"),
        ("An attack is very likely.", "very likely"),
        ("They are expected to withdraw.", "likely"),
        ("They may withdraw.", "more likely than not"),
        ("They could withdraw.", "about as likely as not"),
        ("It is not likely that they withdraw.", "unlikely"),
        ("It is very unlikely that peace will be restored.", "very unlikely"),
        ("There is no chance of peace.", "exceptionally unlikely"),
        ("They will withdraw in May 2012.", "flat"),
        ("They will likely withdraw, though they may return.", "likely"),
    ],
)
def test_hedges_are_steps_of_the_scale(text: str, step: str) -> None:
    assert hedge(text).step == step


def test_every_step_is_a_bar_that_a_proposition_may_have() -> None:
    from rekindle.reader.wordlists import words
    from rekindle.scenario.claims.proposition import STEPS_DOWN, STEPS_UP

    for step in words("hedges")["words"]:
        ((key, value),) = bar(step).items()
        assert value in (STEPS_UP if key == "at_least" else STEPS_DOWN)


def test_several_claims_of_one_sentence_and_their_speaker() -> None:
    text = (
        "The army will take the town, but the rebels may hide in the hills; the winter could decide. "
        "“They will never give up the valley”, said a diplomat."
    )
    found = claims(text)
    assert [one.hedge for one in found] == ["flat", "more likely than not", "about as likely as not", "flat"]
    assert found[0].words == "The army will take the town" and found[0].sentence.endswith("could decide.")
    assert found[3].said_by == "a diplomat" and found[3].negated and not found[0].negated


def test_a_claim_knows_its_figures() -> None:
    text = "In 2011 they fled. If the road is cut, 90,000 residents will starve."
    draft = drafted(from_bytes(text.encode(), "x.txt"))
    assert [draft.figures[number - 1].words for one in draft.claims for number in one.figures] == ["90,000"]
