"""What a digest of code counts as a change, and what not."""

from __future__ import annotations

import ast
import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rekindle.code_digest import code_digest

PLAIN = '''"""Says."""

LIMIT = 3


def rate(x: float, y: float) -> float:
    """Says more."""
    return x * LIMIT + y
'''


def digest(folder: Path, text: str, name: str = "a.py") -> str:
    for file in folder.glob("*.py"):
        file.unlink()
    (folder / name).write_text(text, encoding="utf-8")
    return code_digest(folder.glob("*.py"), folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Says.", "Says something else."),
        ("Says more.", "Less."),
        ("LIMIT = 3", "LIMIT = 3  # why"),
        ("(x: float, y: float)", "(\n    x: float,\n    y: float,\n)"),
        ("x * LIMIT + y", "(x * LIMIT) + y"),
        ("    return", "    # why\n\n    return"),
    ],
)
def test_comments_docstrings_and_layout_do_not_count(tmp_path, old, new):
    assert digest(tmp_path, PLAIN.replace(old, new)) == digest(tmp_path, PLAIN)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ("LIMIT = 3", "LIMIT = 3.0"),
        ("x * LIMIT + y", "x * (LIMIT + y)"),
        ("x * LIMIT", "x + LIMIT"),
        ("return x", "return y"),
        ("    return", "    x = 'Says more.'\n    return"),
    ],
)
def test_whatever_can_change_a_number_counts(tmp_path, old, new):
    assert digest(tmp_path, PLAIN.replace(old, new)) != digest(tmp_path, PLAIN)


def test_the_names_of_files_count(tmp_path):
    assert digest(tmp_path, PLAIN, "b.py") != digest(tmp_path, PLAIN)


@pytest.fixture
def impatient() -> Iterator[None]:
    """Garbage is collected all the time, and each time another thread may go on."""
    limits = gc.get_threshold()

    def give_way(phase: str, about: dict[str, int]) -> None:
        time.sleep(0)

    gc.set_threshold(200)
    gc.callbacks.append(give_way)
    yield
    gc.callbacks.remove(give_way)
    gc.set_threshold(*limits)


def test_threads_that_digest_at_once_do_not_disturb_each_other(impatient: None) -> None:
    folder = Path(__file__).parent
    files = sorted(folder.glob("test_*.py"))[:6]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: code_digest(files, folder), range(8)))
    assert len(set(found)) == 1


def test_an_empty_text_at_the_end_of_a_format_does_not_count(tmp_path, monkeypatch):
    """Some releases of Python 3.12 put one there: what is kept was refused on them."""
    text = 'def told(x: float, form: str) -> str:\n    return f"{x:{form}}" + ""\n'
    plain = digest(tmp_path, text)
    tree = ast.parse(text)
    (form,) = (one.format_spec for one in ast.walk(tree) if isinstance(one, ast.FormattedValue) and one.format_spec)
    form.values = [*form.values[:1], ast.Constant("")]
    monkeypatch.setattr(ast, "parse", lambda _text: tree)
    assert digest(tmp_path, text) == plain
    form.values = [*form.values[:1], ast.Constant(" ")]
    assert digest(tmp_path, text) != plain
