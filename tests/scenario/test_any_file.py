"""Whatever a file holds, reading it gives a Scenario or a report with line numbers; nothing else ever comes out."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NAME, Draft
from rekindle.errors import InvalidScenario, MissingData, UsageError
from rekindle.scenario import Problem, Scenario, check, names, read, scaffold
from rekindle.scenario.catalogue import locate, shelf
from rekindle.scenario.reader import judge
from rekindle.scenario.yaml.document import LARGEST, Tree, parse_tree
from rekindle.scenario.yaml.walk import at

START = b"name: small-town\n"
BOMB = b"a: &a [1, 1]\nb: &b [*a, *a]\n"

FILES: dict[str, tuple[bytes, int, list[str]]] = {
    "empty": (b"", 1, ["empty", "rekindle new"]),
    "blank": (b"\n  \n", 1, ["empty"]),
    "comments only": (b"# nothing\n", 1, ["only comments"]),
    "huge": (b"# " + b"x" * LARGEST, 1, ["larger than", "kB"]),
    "text": (b"just some words\n", 1, ["no group of keys"]),
    "a list": (b"- name: small-town\n", 1, ["no group of keys"]),
    "a number": (b"42\n", 1, ["no group of keys"]),
    "binary": (bytes(range(256)), 1, ["not a text file"]),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", 1, ["not a text file"]),
    "UTF-16": ("name: small-town\n".encode("utf-16"), 1, ["not a text file"]),
    "Latin-1": (START + "title: S\xfcd\n".encode("latin-1"), 2, ["not UTF-8", "0xfc"]),
    "a control character": (START + b"title: a\x07b\n", 2, ["control character"]),
    "a tab": (START + b"title: x\ncommunities:\n\tnorth: 1\n", 4, ["tab", "spaces"]),
    "a colon too many": (START + b"title: one: two\n", 2, ["colon", "quotes"]),
    "an open bracket": (START + b"title: [one, two\nsummary: x\n", 3, ["not closed"]),
    "an open quote": (START + b'title: "one\n', 2, ["quotes is not closed|not closed"]),
    "wrong indentation": (START + b"communities:\n    a: 1\n  b: 2\n", 4, ["does not fit|not YAML"]),
    "an anchor": (START + b"title: &t x\n", 2, ["anchor `&t`", "refused"]),
    "an alias": (START + b"title: &t x\nsummary: *t\n", 3, ["alias `*t`", "refused"]),
    "a bomb": (START + BOMB, 2, ["anchor `&a`", "huge"]),
    "a merge key": (START + b"x: &x {a: 1}\ny: {<<: *x}\n", 3, ["alias"]),
    "a Python object": (START + b"title: !!python/object/apply:os.system [ls]\n", 2, ["tag `!!python", "refused"]),
    "a local tag": (START + b"title: !thing x\n", 2, ["tag `!thing`"]),
    "a key twice": (START + b"title: a\ntitle: b\n", 3, ["`title` is given twice", "line 2"]),
    "two documents": (START + b"---\nname: b\n", 2, ["second document"]),
    "a deep nest": (START + b"title: " + b"[" * 1000 + b"\n", 2, ["deep"]),
    "a list as a key": (START + b"[a, b]: c\n", 2, ["where a key should be"]),
    "a huge integer": (START + b"latitude: " + b"9" * 5000 + b"\n", 2, ["unknown key"]),
    "a directive": (b"%TAG ! x\nname: a\n", 2, ["not YAML"]),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_that_is_no_scenario_is_described(one_file: Callable[[bytes], list[Problem]], name: str) -> None:
    content, line, words = FILES[name]
    problems = one_file(content)
    here = [str(p) for p in problems if p.line == line]
    assert any(all(re.search(w if "|" in w else re.escape(w), text) for w in words) for text in here), "\n".join(
        map(str, problems)
    )


def test_problems_begin_with_file_and_line(draft: Draft) -> None:
    draft.swap("name: small-town", "nmae: small-town")
    for problem in draft.check():
        assert re.match(r".*scenario\.yaml:\d+: [A-Za-z]", str(problem))


def test_reading_a_broken_scenario_raises_with_the_whole_report(draft: Draft) -> None:
    draft.swap("status: verified", "status: checked")
    draft.swap("kind: home", "kind: hom")
    with pytest.raises(InvalidScenario) as caught:
        read(draft.path)
    assert caught.value.exit_code == 3
    assert "checked" in str(caught.value)
    assert "hom" in str(caught.value)


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        read("mosul-2061")
    assert "mosul-2016" in str(caught.value)
    with pytest.raises(UsageError, match="mosul-2016"):
        check("")


@pytest.mark.parametrize("text", ["no/such/file.yaml", "scenario.yml", "./nowhere", "a\x00b/c", "/" + "x" * 5000])
def test_a_path_that_leads_nowhere_is_missing_data(text: str) -> None:
    with pytest.raises(MissingData):
        read(text)


def test_a_folder_is_read_if_it_holds_a_scenario(draft: Draft, tmp_path: Path) -> None:
    assert read(draft.path.parent).name == NAME
    assert read(str(draft.path.parent)).folder == draft.path.parent
    (tmp_path / "empty").mkdir()
    with pytest.raises(MissingData, match="holds no scenario.yaml"):
        read(tmp_path / "empty")


def test_a_folder_in_the_place_of_the_file_is_described(tmp_path: Path) -> None:
    (tmp_path / "x" / "scenario.yaml").mkdir(parents=True)
    for path in (tmp_path / "x", tmp_path / "x" / "scenario.yaml"):
        with pytest.raises(MissingData, match="folder"):
            read(path)


@pytest.mark.parametrize("name", names())
def test_packaged_scenarios_have_no_problem(name: str) -> None:
    assert check(name) == []
    assert locate(name) == shelf() / name / "scenario.yaml"


TEMPLATE = Path(scaffold.__file__).with_name("template.yaml").read_text(encoding="utf-8").replace("{name}", NAME)
LINES = TEMPLATE.splitlines(keepends=True)
SHORT = [i for i, line in enumerate(LINES) if line.strip() and not line.lstrip().startswith("#")]
PIECES = ["", " ", "\t", ":", "- ", "{", "}", "[", "]", "&a ", "*a", "!!binary ", "null", "~", "-1", "1e400", ".nan",
          "'", '"', "2016-13-45", "no", "0x1F", "\x85", "\u2028", "%", "---\n", "? ", "| ", "> ",
          "city_north", "\U0001f600", "<<: "]  # fmt: skip


def sound(text: str) -> None:
    """Reading gives data that make a Scenario, or problems whose lines are in the file."""
    data, problems = judge(parse_tree(text, "file"), ["our-judgement", "example-report"])
    if problems:
        assert data is None
        assert all(1 <= problem.line <= text.count("\n") + 2 and problem.what for problem in problems)
        assert all("Traceback" not in str(problem) for problem in problems)
    else:
        assert isinstance(Scenario.model_validate(data), Scenario)


CALM = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CALM
@given(st.lists(st.tuples(st.sampled_from(SHORT), st.sampled_from(PIECES), st.integers(0, 60)), min_size=1, max_size=3))
def test_a_template_with_pieces_put_in_is_read_or_described(edits: list[tuple[int, str, int]]) -> None:
    lines = list(LINES)
    for i, piece, where in edits:
        lines[i] = lines[i][:where] + piece + lines[i][where:]
    sound("".join(lines))


@CALM
@given(st.sampled_from(SHORT), st.sampled_from(SHORT), st.sampled_from(["drop", "swap", "copy", "cut"]))
def test_a_template_with_lines_moved_is_read_or_described(i: int, j: int, what: str) -> None:
    lines = list(LINES)
    if what == "drop":
        del lines[min(i, j) : min(max(i, j), min(i, j) + 8)]
    elif what == "swap":
        lines[i], lines[j] = lines[j], lines[i]
    elif what == "copy":
        lines.insert(i, lines[j])
    else:
        lines[i:] = [lines[i][: j % (len(lines[i]) or 1)]]
    sound("".join(lines))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_described(text: str) -> None:
    sound(text)


@cache
def parsed() -> Tree:
    return parse_tree(TEMPLATE, "file")


def set_at(parent: Any, last: str | int, value: Any) -> None:
    parent[last] = value


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_data_with_any_value_anywhere_is_read_or_described(data: st.DataObject) -> None:
    """The same without the parser: whatever stands in whatever place."""
    tree = copy.deepcopy(parsed())
    for _ in range(data.draw(st.integers(1, 3))):
        *above, last = data.draw(st.sampled_from(sorted(filter(None, tree.lines), key=str)))
        parent: Any = at(tree.data, tuple(above))
        if isinstance(parent, dict) or (isinstance(parent, list) and isinstance(last, int) and last < len(parent)):
            set_at(parent, last, data.draw(VALUES))
    found, problems = judge(tree, ["our-judgement", "example-report"], data.draw(st.none() | st.dates()))
    assert (found is None) == bool(problems)
    if found is not None:
        Scenario.model_validate(found)
