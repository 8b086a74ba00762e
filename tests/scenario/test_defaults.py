"""What a scenario's file says once for all of its figures."""

from __future__ import annotations

import datetime
import json

import pytest

from conftest import Draft
from rekindle.scenario import json_schema, read

HEAD = "defaults: {source: our-judgement, status: judgement, known_on: 2016-01-01}\n"
SAID = ", source: our-judgement, status: judgement, known_on: 2016-01-01}"
CLAIMED = 'claimed: {low: 0.7, best: 0.9, high: 1, unit: "1"'
FORM = "\nsummary:"


def give(draft: Draft, head: str) -> None:
    """A head in the place of the template's own, if it has one."""
    text = draft.text
    lines = text.splitlines(keepends=True)
    start = next((i for i, line in enumerate(lines) if line.startswith("defaults:")), None)
    if start is not None:
        end = next(i for i in range(start + 1, len(lines)) if lines[i][:1] not in " ")
        text = "".join([*lines[:start], *lines[end:]])
    draft.path.write_text(text.replace(FORM, "\n" + head + FORM[1:], 1), encoding="utf-8")


def test_a_figure_has_what_the_file_says_once(draft):
    give(draft, HEAD)
    text = draft.text.replace(SAID, "}")
    draft.path.write_text(text, encoding="utf-8")
    assert draft.check() == []
    figure = read(draft.path).communities["north_bank"].claimed.figures[0]
    assert (figure.source, figure.status, figure.known_on) == (["our-judgement"], "judgement", datetime.date(2016, 1, 1))


def test_a_figure_s_own_field_wins(draft):
    give(draft, HEAD)
    text = draft.text.replace(SAID, "}").replace(CLAIMED + "}", CLAIMED + ", known_on: 2015-05-05, status: recalled}", 1)
    draft.path.write_text(text, encoding="utf-8")
    found = read(draft.path).communities
    assert found["north_bank"].claimed.figures[0].known_on == datetime.date(2015, 5, 5)
    assert found["north_bank"].claimed.status == "recalled"
    assert found["south_bank"].claimed.figures[0].known_on == datetime.date(2016, 1, 1)


def test_plans_orders_and_corridors_have_it_too(draft):
    give(draft, HEAD)
    order = draft.text.index("  - id: south")
    text = draft.text.replace(SAID, "}")
    end = text.index("    known_on: 2016-01-01\n", text.index("  - id: south"))
    draft.path.write_text(text[:end] + text[end:].replace("    known_on: 2016-01-01\n", "", 1), encoding="utf-8")
    assert order and draft.check() == []
    assert all(one.known_on for one in read(draft.path).campaign)


def test_what_was_known_by_a_day_follows_the_head(draft):
    give(draft, HEAD.replace("2016-01-01", "2016-01-03"))
    draft.path.write_text(draft.text.replace(SAID, "}"), encoding="utf-8")
    assert draft.check() == []
    late = draft.check(datetime.date(2016, 1, 2))
    assert late and any("2016-01-03" in f"{problem}" for problem in late)


@pytest.mark.parametrize(("head", "place", "said"), [
    ("defaults: {sourse: our-judgement}\n", "sourse", ["unknown key `sourse`", "source"]),
    ("defaults:\n  source: our-judgment\n", "  source: our-judgment", ["`our-judgment`", "sources.yaml", "our-judgement"]),
    ("defaults:\n  status: checked\n", "  status: checked", ["`checked`", "verified"]),
    ("defaults:\n  known_on: 2016-13-01\n", "  known_on: 2016-13-01", ["known_on", "date"]),
    ("defaults:\n  known_on: 1700-01-01\n", "  known_on: 1700", ["defaults.known_on is 1700-01-01", "long before"]),
    ("defaults: 5\n", "defaults: 5", ["defaults"]),
    ("defaults:\n", "defaults:", ["defaults"]),
    ("defaults: {unit: people}\n", "defaults: {unit", ["unknown key `unit`"]),
])  # fmt: skip
def test_a_broken_head_is_told_once_with_its_line(draft, head, place, said):
    give(draft, head)
    problems = draft.check()
    assert len(problems) == 1
    assert problems[0].line == draft.line(place)
    assert all(word in f"{problems[0]}" for word in said), f"{problems[0]}"


def test_a_figure_that_neither_says_nor_inherits_its_source_is_refused(draft):
    give(draft, "defaults: {status: judgement, known_on: 2016-01-01}\n")
    text = draft.text.replace(SAID, "}") if SAID in draft.text else draft.text
    draft.path.write_text(text, encoding="utf-8")
    assert any("lacks `source`" in f"{problem}" for problem in draft.check())


def test_the_schema_of_editors_knows_it_and_asks_for_no_boilerplate():
    schema = json_schema()
    assert set(schema["$defs"]["Defaults"]["properties"]) == {"source", "status", "known_on"}
    assert "source" not in json.dumps(schema["$defs"]["Quantity"]["oneOf"][0]["required"])
