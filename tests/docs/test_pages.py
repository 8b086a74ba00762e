"""Pages made from the code are those that stand in the repository, and every mechanism has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rekindle.model.step import MECHANISMS
from rekindle.show.documentation.mechanisms import NAMES, TABLES, filled, page_name, pages

DOCS = Path(__file__).parents[2] / "docs"
MADE = pages(DOCS)


@pytest.mark.parametrize("page", MADE, ids=lambda page: str(page.relative_to(DOCS)))
def test_the_page_is_what_the_code_says(page):
    assert page.exists(), "run `make docs`"
    assert page.read_text(encoding="utf-8") == MADE[page], "out of date: run `make docs`"


def test_every_mechanism_has_a_page_and_no_page_is_of_none():
    there = {page.name for page in (DOCS / "mechanisms").glob("*.md")}
    assert there == {page_name(mechanism) for mechanism in MECHANISMS} | {"README.md"}


def test_all_parts_of_the_model_are_somebodys():
    assert {number for mechanism in MECHANISMS for number in mechanism.numbers} == set(NAMES) == set(range(1, 26))


def test_every_table_is_used_and_an_unknown_one_is_refused():
    text = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))
    assert all(f"<!-- made: {name} -->" in text for name in TABLES)
    with pytest.raises(KeyError):
        filled("<!-- made: nothing of the kind -->\n<!-- end -->")
