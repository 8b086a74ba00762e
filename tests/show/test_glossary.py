"""The glossary: every word that pages mark is defined, once and in one sentence, and found in any form that a text uses."""

from __future__ import annotations

from pathlib import Path

from rekindle.show.documentation.glossary import GLOSSARY_PAGE, glossary_page
from rekindle.show.words.glossary import GLOSSARY, glossary_of

DOCS = Path(__file__).parents[2] / "docs"


def test_a_term_has_one_short_sentence_and_no_form_belongs_to_two() -> None:
    for term, known in GLOSSARY.items():
        assert known.meaning.endswith(".") and known.meaning.count(". ") == 0, term
        assert len(known.meaning.split()) <= 30, term
    forms = [form.strip().lower() for term, known in GLOSSARY.items() for form in [term, *known.also.split(",")] if form]
    assert len(forms) == len(set(forms))


def test_terms_come_in_the_order_of_the_text_and_once() -> None:
    text = "Regret is a median over worlds. A switching\ncondition is no PRIM box; worlds again."
    assert [term for term, _ in glossary_of(text)] == ["regret", "median", "simulated world", "switching condition", "PRIM box"]


def test_only_whole_words_count_and_the_longest_term_wins() -> None:
    assert [term for term, _ in glossary_of("Worldly meanings. Not upheld.")] == ["upheld"]
    assert [term for term, _ in glossary_of("90 % range of simulated worlds")] == ["90 % range", "simulated world"]
    assert glossary_of("Nothing of the kind.") == []


def test_the_page_of_the_documentation_holds_every_term() -> None:
    assert (DOCS / GLOSSARY_PAGE).read_text(encoding="utf-8") == glossary_page(), "run `make docs`"
    assert all(f"**{term}**" in glossary_page() for term in GLOSSARY)
