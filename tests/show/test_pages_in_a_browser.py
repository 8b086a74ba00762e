"""Every page in a browser: no violation that axe finds, nothing cut at 400 px or in print, values by key, search, files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rivals
import synthetic
import verdict_ledger as made

from rekindle.show.figures.picture import Picture
from rekindle.show.figures.points import Point
from rekindle.show.figures.svg import Drawn
from rekindle.show.pages.comparison import all_pictures, write_comparison
from rekindle.show.verdicts import html as verdicts_page
from rekindle.show.verdicts.content import document
from rekindle.show.verdicts.html import write_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("needs Chromium: apt install chromium", allow_module_level=True)
playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install 'rekindle-lab[dev]'")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe: pip install 'rekindle-lab[dev]'").Axe()

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = 1280, 400
PAPER = 680
"""Pixels between the margins of a page of A4."""
SMALL = Drawn(b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"></svg>', (Point(0.5, 0.5, "a value"),))


def comparison(path: Path) -> Path:
    side = rivals.side(40)
    return write_comparison(path, side, {name: dict(synthetic.MANIFEST) for name in side.results}, all_pictures(side))


def verdicts(path: Path) -> Path:
    return write_page(path, document(made.thirty_two(), made.behind()))


def small(figure: object, title: str = "") -> Drawn:
    return SMALL


def written(name: str, page: Path, folder: Path) -> Path:
    """One of the three pages; the pictures of two of them are left empty, for drawing takes longer than all else here."""
    if name == "report":
        return page
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Picture, "at", lambda picture, width: SMALL)
        patch.setattr(verdicts_page, "svg", lambda figure, title="": SMALL.image, raising=False)
        patch.setattr(verdicts_page, "drawn", small, raising=False)
        return {"comparison": comparison, "verdicts": verdicts}[name](folder / f"{name}.html")


BRIEF = """
for (const body of document.querySelectorAll('tbody')) [...body.rows].slice(4).forEach(row => row.remove())
for (const one of [...document.querySelectorAll('details')].slice(0, 4)) one.open = true
for (const one of [...document.querySelectorAll('section.claim')].slice(6)) one.remove()
"""
"""Rows are alike, and so are statements: axe takes minutes for all of them."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=["report", "comparison", "verdicts"])
def opened(request: pytest.FixtureRequest, page: Path, chromium: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """A page in a window; what the browser complains of is kept beside it."""
    window = chromium.new_page(viewport={"width": WIDE, "height": 900})
    window.said = []
    window.on("console", lambda message: window.said.append(message.text))
    window.on("pageerror", lambda fault: window.said.append(str(fault)))
    window.goto(written(request.param, page, tmp_path_factory.mktemp("pages")).as_uri())
    yield window
    window.close()


def seen(window: Any, width: int, scheme: str = "light", media: str = "screen") -> Any:
    window.set_viewport_size({"width": width, "height": 900})
    window.emulate_media(color_scheme=scheme, media=media)
    return window


def violations(window: Any, **only: Any) -> list[str]:
    run = only or {"type": "tag", "values": TAGS}
    found = axe.run(window, options={"runOnly": run}).response["violations"]
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:160]}" for one in found]


def test_axe_would_find_something(opened: Any) -> None:
    seen(opened, WIDE)
    opened.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img id=wordless src=data:,>')")
    assert any("image-alt" in one for one in violations(opened, type="rule", values=["image-alt"]))
    opened.evaluate("document.getElementById('wordless').remove()")
    opened.said.clear()


def test_nothing_is_hidden_or_crushed_on_a_narrow_screen(opened: Any) -> None:
    seen(opened, NARROW)
    assert opened.evaluate("document.documentElement.scrollWidth") <= NARROW
    cut = opened.evaluate(
        """[...document.querySelectorAll('table.stack td')].filter(cell => cell.checkVisibility()).filter(cell => {
             const box = cell.getBoundingClientRect(), room = cell.closest('.scroll').getBoundingClientRect()
             return box.right > room.right + 1 || box.width < 200 || !cell.dataset.head })
           .slice(0, 3).map(cell => cell.outerHTML)"""
    )
    assert not cut
    assert opened.evaluate("[...document.querySelectorAll('table:not(.stack)')].every(one => one.rows[0].cells.length < 3)")


def test_tables_have_captions_and_scopes_and_there_is_a_way_past_the_top(opened: Any) -> None:
    faults = opened.evaluate(
        """[...document.querySelectorAll('table')].filter(one => !one.caption?.textContent.trim()
             || [...one.querySelectorAll('th')].some(head => !head.scope)).length"""
    )
    assert faults == 0 and opened.locator("table").count() > 2
    assert opened.locator("a.skip[href='#main']").count() == opened.locator("main#main").count() == 1
    alts = opened.evaluate("[...document.querySelectorAll('img')].map(one => one.alt)")
    assert alts and all(30 < len(alt) < 700 for alt in alts)


def test_print_fits_the_paper_and_few_pages(opened: Any, page: Path, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    seen(opened, PAPER, media="print")
    assert opened.evaluate("document.documentElement.scrollWidth") <= PAPER
    crushed = opened.evaluate(
        """[...document.querySelectorAll('th, td')].filter(cell => cell.checkVisibility() && cell.textContent.trim().length > 3
             && cell.getBoundingClientRect().width < 18).slice(0, 3).map(cell => cell.outerHTML)"""
    )
    assert not crushed
    if opened.url == page.as_uri():
        opened.pdf(path=str(tmp_path / "p.pdf"), prefer_css_page_size=True)
        assert len(pypdf.PdfReader(tmp_path / "p.pdf").pages) < 30


def test_axe_finds_nothing_wide_or_narrow_light_or_dark(opened: Any) -> None:
    opened.evaluate(BRIEF)
    assert not violations(seen(opened, WIDE))
    assert not violations(seen(opened, NARROW))
    for width in (WIDE, NARROW):  # only colours differ in the dark
        assert not violations(seen(opened, width, "dark"), type="rule", values=["color-contrast"])
    assert not opened.said


@pytest.fixture(scope="module")
def report(page: Path, chromium: Any) -> Iterator[Any]:
    """The report once more, as it was before axe."""
    window = chromium.new_page(viewport={"width": WIDE, "height": 900})
    window.goto(page.as_uri())
    yield window
    window.close()


def test_values_are_told_by_key_and_under_the_pointer(report: Any) -> None:
    frame = report.locator("#f-after_attacks .values")
    slider, label = frame.locator("[role=slider]"), frame.locator(".says-value")
    slider.focus()
    first = slider.get_attribute("aria-valuetext")
    slider.press("ArrowRight")
    then = slider.get_attribute("aria-valuetext")
    assert first != then and label.is_visible() and label.text_content() == then
    slider.press("Escape")
    assert not label.is_visible()
    slider.blur()
    box = frame.bounding_box()
    place = report.evaluate("JSON.parse(document.querySelector('#f-after_attacks > script').textContent).wide[3]")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    report.mouse.move(box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"])
    assert label.is_visible() and "median" in label.text_content()


def test_no_value_is_told_off_a_narrow_screen(report: Any) -> None:
    seen(report, NARROW)
    told, off = report.evaluate(
        """[...document.querySelectorAll('[role=slider]')].flatMap(slider => {
             const label = slider.parentNode.querySelector('.says-value'), found = []
             slider.focus()
             for (let at = 0; at < Math.min(20, slider.ariaValueMax); at++) {
               slider.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}))
               found.push(label.getBoundingClientRect()) }
             slider.blur()
             return found })
             .reduce(([told, off], box) => [told + (box.width > 0), off + (box.left < 0 || box.right > innerWidth)], [0, 0])"""
    )
    seen(report, WIDE)
    assert told > 100 and off == 0


def test_search_hides_rows_and_a_link_brings_them_back(report: Any) -> None:
    search = report.locator("#outcome-table input[type=search]")
    rows = report.locator("#outcome-table tbody tr")
    search.fill("nothing has this")
    assert rows.locator("visible=true").count() == 0
    name = rows.first.get_attribute("id")
    report.evaluate(f"location.hash = '{name}'")
    report.wait_for_function(f"document.getElementById('{name}').checkVisibility()")
    assert search.input_value() == ""


def test_pictures_and_numbers_are_files(report: Any) -> None:
    taken = {}
    for words in ("Numbers (CSV)", "Picture (SVG)", "Picture (PNG)"):
        with report.expect_download() as download:
            report.locator("#f-after_attacks .take").get_by_text(words, exact=True).click()
        taken[download.value.suggested_filename] = Path(download.value.path()).read_bytes()
    assert taken["after_attacks.csv"].decode().startswith("what,unit,start,end,p05")
    assert b"<svg" in taken["after_attacks.svg"] and taken["after_attacks.png"].startswith(b"\x89PNG")
