"""A scenario file of one's own, watched: what its author sees in the browser while it is written, broken and mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, Window, browser, require

import rekindle

require()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rekindle.new("my-scenario", tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def mine(file: Path) -> Iterator[Browser]:
    with browser("my-scenario", folder=file.parent.parent) as found:
        yield found


@pytest.fixture
def own(file: Path, mine: Browser) -> Iterator[tuple[Window, Path]]:
    """A window on the scenario, and its file, which is afterwards as it was."""
    text = file.read_text(encoding="utf-8")
    with mine.window() as window:
        window.go(worlds=20)
        yield window, file
        file.write_text(text, encoding="utf-8")
        window.page.locator("#problems li").first.wait_for(state="detached")
        assert not window.faults
        assert not window.elsewhere


def line_of(text: str, beginning: str) -> int:
    return next(n for n, row in enumerate(text.splitlines(), 1) if row.startswith(beginning))


def test_a_problem_is_shown_with_file_and_line_and_goes_when_it_is_mended(own: tuple[Window, Path]) -> None:
    window, file = own
    text = file.read_text(encoding="utf-8")
    title = window.page.inner_text("#title")
    problems = window.page.locator("#problems")
    assert not problems.is_visible()
    file.write_text(text.replace("title:", "titel:", 1), encoding="utf-8")
    problems.locator("li").first.wait_for()
    assert f"scenario.yaml:{line_of(text, 'title:')}" in problems.inner_text()
    assert "last good form" in problems.inner_text()
    assert problems.get_attribute("role") == "alert"
    assert window.page.inner_text("#title") == title, "the page shows what was sound last"
    file.write_text(text, encoding="utf-8")
    problems.wait_for(state="hidden")


def test_what_is_saved_is_read_again_and_simulated_anew(own: tuple[Window, Path]) -> None:
    window, file = own
    text = file.read_text(encoding="utf-8")
    before = window.page.evaluate("async () => (await import('/static/js/app.js')).store.answer.settings.digest")
    file.write_text(re.sub(r"^title: .*", "title: Written anew", text, count=1, flags=re.M), encoding="utf-8")
    window.page.locator("#title", has_text="Written anew").wait_for()
    window.page.wait_for_function(
        "async (before) => { const {answer, fresh} = (await import('/static/js/app.js')).store;"
        " return fresh && answer.settings.digest !== before; }",
        arg=before,
    )
    window.settled()
    assert window.page.locator("#outcomes svg").count() >= 1


def test_a_policy_beside_the_file_is_held_to_its_rules_too(own: tuple[Window, Path]) -> None:
    window, file = own
    policy = file.parent / "policies" / "odd.yaml"
    policy.parent.mkdir(exist_ok=True)
    policy.write_text("name: odd\nchanges: [{}]\n", encoding="utf-8")
    try:
        window.page.locator("#problems li", has_text="policies/odd.yaml:").first.wait_for()
    finally:
        policy.unlink()
    window.page.locator("#problems").wait_for(state="hidden")
