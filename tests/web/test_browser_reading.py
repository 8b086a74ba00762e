"""The view that reads a document: the whole way by keyboard, from the file to the draft files, and what axe says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser import NARROW, Browser, Window, require

import rekindle
from rekindle.reader.decided import examined

require()
NOTE = (
    "An invented note <b>with a tag</b> \U0001f600\n\n28 February 2017\n\nSome 2,000 IS fighters remain in the west of Mosul, "
    "a UN official said. The fight for the city is very unlikely to be over before the summer. Who will rebuild the Old City?\n"
)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(NOTE, encoding="utf-8")
    return path


def read(window: Window, note: Path) -> Any:
    """The page once a document was chosen and sent by keyboard."""
    page = window.page
    page.set_input_files("#read-file", str(note))
    page.focus("#read-file")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#read .line").first.wait_for()
    return page


def test_the_whole_way_by_keyboard(window: Window, note: Path, tmp_path: Path) -> None:
    window.go(view="read", worlds=20)
    page = read(window, note)
    expected, _ = rekindle.read_bytes(NOTE.encode(), "note.txt", "mosul-2016")
    lines = [one for one in expected.figures if one.kind != "date"] + list(expected.claims) + list(expected.events)
    assert page.locator("#read .line").count() == len(lines) == 3
    assert page.inner_text(".paper p:first-child") == expected.document.text.split("\n")[0], "a tag is text"
    assert page.locator(".paper b, .paper script").count() == 0
    assert page.locator("mark.on").all_inner_texts() == [expected.figures[1].sentence], "focus is on the first line, and shown"

    page.keyboard.press("c")  # correct: the form opens with its first blank, the name
    page.keyboard.type("fighters_west_note")
    page.keyboard.press("Tab")
    page.keyboard.type('fighters in "the west" # left')
    page.keyboard.press("Enter")
    page.keyboard.press("a")
    assert page.locator("mark.on").inner_text() == expected.claims[0].sentence, "the next line that nobody decided"
    page.keyboard.press("d")
    page.keyboard.press("d")
    assert "3 of 3 lines decided: 1 accepted, 2 dropped." in page.inner_text("#read .progress")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")  # to the sentence, and back by its link
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Claim 1"

    for label, text in (
        ("Name of the source", "note-2017"),
        ("Title", "A note"),
        ("Author", "Nobody"),
        ("Licence", "invented"),
    ):
        page.locator("#read .export").get_by_label(label, exact=True).fill(text)
    folder = tmp_path / "draft"
    folder.mkdir()
    for button in page.locator("#read [data-draft]").all():
        with page.expect_download() as coming:
            button.press("Enter")
        coming.value.save_as(folder / coming.value.suggested_filename)
    assert {one.name for one in folder.iterdir()} == {"claims.draft.yaml", "quantities.draft.yaml"}
    assert not [problem for file in folder.iterdir() for problem in examined(file).problems]
    made = rekindle.api.accept_draft(folder)
    assert (made.figures, made.claims, made.dropped) == (1, 0, 2)
    assert r"fighters in \"the west\" # left" in (folder / "quantities.yaml").read_text("utf-8")


def test_what_the_reader_refuses_is_said_in_its_words(here: Browser, tmp_path: Path) -> None:
    image = tmp_path / "note.txt"
    image.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with here.window() as window:
        window.go(view="read", worlds=20)
        window.page.set_input_files("#read-file", str(image))
        window.page.get_by_role("button", name="Read it").click()
        notice = window.page.locator("#read [role=alert]", has_text="an image (PNG)")
        notice.wait_for()
        assert window.page.locator("#read .line").count() == 0


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_a_draft_is_accessible_and_fits_a_telephone(here: Browser, note: Path, language: str, scheme: str) -> None:
    from test_browser_accessible import violations

    with here.window(NARROW, color_scheme=scheme) as window:
        window.go(view="read", lang=language, worlds=20)
        page = read(window, note)
        page.locator("#read .line button").nth(1).click()
        page.locator("#read .line .form input").first.wait_for()
        assert not violations(page, "#read")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert not window.faults and not window.elsewhere
