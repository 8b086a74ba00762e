"""YAML as data with lines: tabs are called what they are, a comma in a number never costs its decimals, two parsers agree."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import rekindle
from rekindle.scenario.yaml import document
from rekindle.scenario.yaml.commas import advice, without_comma
from rekindle.scenario.yaml.document import Tree, parse_tree

TABS = {
    "start: 2016-01-04\t# the first day\n": "A tab stands before the comment.",
    "title:\tA town\n": "A tab stands after `title:`.",
    "list:\n-\tone\n": "A tab stands after `-`.",
    "title\t: A town\n": "A tab stands between `title` and its colon.",
    "title: A town\t\n": "A tab stands at the end of the line.",
    "title: A\ttown\n": "A tab stands in the line, before `town`.",
    "a:\n\tb: 1\n": "The line begins with a tab.",
}


@pytest.mark.parametrize("text", TABS)
def test_a_tab_is_said_where_it_stands(text: str) -> None:
    tree = parse_tree(f"first: 1\n{text}", "file")
    assert [problem.what for problem in tree.problems] == [TABS[text]]
    assert tree.problems[0].line == 1 + text.count("\n") and tree.problems[0].todo


def test_a_number_cut_by_a_comma_is_put_together_and_refused() -> None:
    tree = parse_tree("a: {low: 0,7, best: 0,9, high: 1, unit: '1'}\n", "file")
    assert [problem.what for problem in tree.problems] == [
        "The number `0,7` is written with a comma.", "The number `0,9` is written with a comma."]  # fmt: skip
    assert [problem.todo[:9] for problem in tree.problems] == ["Write 0.7", "Write 0.9"]
    assert tree.data == {"a": {"low": 0.7, "best": 0.9, "high": 1, "unit": "1"}}
    assert len(parse_tree("a: {low: 1,000,000, high: 2}\n", "file").problems) == 1


@pytest.mark.parametrize("text", ["a: {x: 'q', 7}", "a: {x: [1], 7}", "1: 2\n7:\n", "a: {x: 2016-01-01, 7}", "a: {x: 1, y}"])
def test_a_key_without_a_value_is_no_part_of_a_number(text: str) -> None:
    assert not parse_tree(text, "file").problems


@pytest.mark.parametrize(
    ("text", "meant"),
    [("0,7", "0.7"), ("-12,5", "-12.5"), (",5", "0.5"), ("1,000", "1000"), ("0,700", "0.700"), ("1,234.5", "1234.5"),
     ("1.234,5", "1234.5"), ("1,000,000", "1000000"), ("12,34,5", ""), ("1, 2", ""), ("a,b", "")],
)  # fmt: skip
def test_what_a_number_with_a_comma_means(text: str, meant: str) -> None:
    assert without_comma(text) == meant
    assert f"Write {meant}" in advice(text) if meant else "such as 0.7" in advice(text)


PACKAGED = sorted((Path(rekindle.__file__).parent / "catalogue").rglob("*.yaml"))
SIGNS = [
    *"{}[],:#-?&*!|>'\"%@`\t \n\r~\\",
    "\x85",
    "\u2028",
    "\ufeff",
    "- ",
    "? ",
    ": ",
    "---\n",
    "%YAML 1.1\n",
    "!!str ",
    "&a ",
    "|\n",
]


def read_both(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Tree, Tree]:
    """What the two parsers together make of a text, and what the one in Python makes of it alone."""
    both = parse_tree(text, "file")
    with monkeypatch.context() as patch:
        patch.setattr(document, "_parse_quickly", lambda tree, text: False)
        return both, parse_tree(text, "file")


def test_packaged_files_are_read_by_libyaml_to_the_same_data_and_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in PACKAGED:
        text = path.read_text(encoding="utf-8")
        assert document._parse_quickly(Tree("file"), text), path
        both, alone = read_both(text, monkeypatch)
        assert both == alone, path


def test_spoilt_files_are_read_as_by_the_parser_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = random.Random(1)
    texts = [text for text in (path.read_text(encoding="utf-8") for path in PACKAGED) if len(text) < 3000]
    quickly = 0
    for _ in range(400):
        text = noise.choice(texts)
        at, end = sorted(noise.randrange(len(text) + 1) for _ in range(2))
        spoilt = noise.choice([text[:at] + noise.choice(SIGNS) + text[at:], text[:at] + text[at + 3 :], text[:at] + text[end:]])
        both, alone = read_both(spoilt, monkeypatch)
        assert (both.data, both.problems) == (alone.data, alone.problems), spoilt
        quickly += document._parse_quickly(Tree("file"), spoilt)
    assert quickly > 50  # else nothing was compared
