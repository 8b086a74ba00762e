"""What is still English in Arabic: nothing of the summary, nor of a sentence of each kind of the pages behind it."""

from __future__ import annotations

import pytest

from rekindle.languages.speech import runs, speaking

REST = (
    "The model does not choose between What happened and No foreign intervention.",
    "Level: civilians killed in Iraq and Syria (38,900 people instead of 41,900, −7 %).",
    "That another 20 simulated worlds give the same answer is likely (70 %), low confidence.",
    "With half the difference that counts as level, the answer is What happened or Counter-insurgency.",
    "it holds in 910 of 6,000 worlds (95 % interval 14 to 16 %).",
    "Rival theories disagree on test 2: 45 % if aid does nothing, 55 % if neither side aims its fire.",
    "Low confidence: too close to call; the record could not test 30 of the 41 assumptions behind it.",
    "In such worlds the probability is 35 %: not upheld.",
    "Deaths by month after 31 December 2017: Nineveh",
    "error under 88, that of a random walk",
    "Covert members in Iraq, mean of 2018.",
    "Under “Militias kept out”, against “Militias let in”, it is less by 10 % or more.",
    "Share of local settlement that full corruption of the first country blocks: under about 35 %.",
)
"""Sentences of comparisons and of the verdicts behind the summary, one of each kind."""


def english(text: str) -> list[str]:
    """The pieces of a text that stay English."""
    with speaking("ar"):
        return [piece for piece, there in runs(text) if not there]


def test_of_the_pages_behind_the_summary_no_kind_of_sentence_stays_english() -> None:
    assert [text for text in REST if english(text)] == []


@pytest.mark.slow
def test_nothing_of_the_summary_of_kept_verdicts_stays_english() -> None:
    from rekindle import api
    from rekindle.show.verdicts.content import behind
    from rekindle.show.verdicts.summary import summary

    found = api.claims("mosul-2016")
    pages = summary(found, behind(api.load("mosul-2016"), found))
    sections = [one for page in pages for one in page.every()]
    blocks = [block for one in sections for block in one.blocks]
    lines = [each for block in blocks for each in getattr(block, "items", None) or [getattr(block, "line", ())]]
    texts = [one.title for one in sections] + [words for line in lines for words, _ in line]
    assert len(texts) > len(sections) > 2
    left = [piece for text in texts for piece in english(text)]
    assert not left
