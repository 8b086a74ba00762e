"""The live page on paper and read aloud: all charts are printed, headings skip no level, nothing is said twice."""

from __future__ import annotations

from typing import Any

import pytest
from browser import Window, require

require()

VIEWS = ("outcomes", "map", "world", "claims", "read", "teach")
FEW = 20
CHARTS = "() => [...document.querySelectorAll('#outcomes figure .plot')].map((one) => Boolean(one.querySelector('svg')))"
LEVERS = "async () => (await import('/static/js/app.js')).store.levers"
HEADINGS = (
    "() => [...document.querySelectorAll('h1, h2, h3, h4, h5')].filter((one) => one.checkVisibility())"
    ".map((one) => [Number(one.tagName[1]), one.textContent])"
)
HEARD = """() => {
  const status = document.getElementById("status");
  window.told = [];
  new MutationObserver(() => window.told.push([status.getAttribute("aria-live"), status.textContent]))
    .observe(status, {childList: true, characterData: true, subtree: true});
}"""


def turn(window: Window, view: str) -> Any:
    window.page.locator(f'#views [data-view="{view}"]').click()
    section = window.page.locator(f"#{view}")
    section.wait_for()
    window.settled()
    return section


def test_charts_that_nobody_has_seen_are_printed_too(window: Window) -> None:
    window.go()
    before = window.page.evaluate(CHARTS)
    assert not all(before), "charts below the screen wait until they are looked at"
    window.page.emulate_media(media="print")
    window.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    after = window.page.evaluate(CHARTS)
    assert len(after) == len(before) > 5 and all(after)
    for hidden in ("#controls", "#bar", "#outcomes .readout", "#outcomes .save", "#outcomes .more details"):
        assert not window.page.locator(hidden).first.is_visible(), hidden
    paper = window.page.locator("#foot .printed")
    assert "as the scenario has them" in paper.inner_text() and "rekindle serve mosul-2016" in paper.inner_text()
    window.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not paper.inner_text()


@pytest.mark.parametrize(("language", "before"), [("en", "instead of about"), ("ar", "بدلاً من نحو")])
def test_a_moved_lever_is_printed_by_its_name_with_the_value_that_it_had(window: Window, language: str, before: str) -> None:
    window.go(worlds=FEW, lang=language)
    levers = {one["path"]: one for one in window.page.evaluate(LEVERS)}
    number = next(one for one in levers.values() if one["kind"] == "quantity" and one["unit"] == "people")
    variant = next(one for one in levers.values() if one["kind"] == "variant")
    order = window.page.locator("[data-order]").first.get_attribute("data-order")
    value, option = round(number["high"]), variant["options"][0]
    chosen = {"set": f"{number['path']}:{value}", "variant": f"{variant['path']}:{option['name']}", "shift": f"{order}:2"}
    window.go(worlds=FEW, lang=language, **chosen)
    window.page.emulate_media(media="print")
    window.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = window.page.locator("#foot .printed .moved-levers li").all_inner_texts()
    assert len(rows) == 3
    for row, path, texts in zip(rows, [number["path"], variant["path"], order], [
        [number["label"], f"{value:,}"[:3], before], [variant["label"], option.get("label") or option["meaning"]], [],
    ], strict=True):  # fmt: skip
        assert row.endswith(path)
        for text in texts:
            assert text in row


def test_a_dark_page_is_printed_black_on_white(window: Window) -> None:
    window.page.emulate_media(color_scheme="dark")
    window.go(worlds=FEW)
    ink = "() => getComputedStyle(document.body).color"
    dark = window.page.evaluate(ink)
    window.page.emulate_media(media="print", color_scheme="dark")
    printed = window.page.evaluate(ink)
    window.page.emulate_media(media="screen", color_scheme="light")
    assert printed == window.page.evaluate(ink) != dark


def test_headings_skip_no_level(window: Window) -> None:
    window.go(worlds=FEW)
    for view in VIEWS:
        turn(window, view).locator("h2, h3").first.wait_for()
        last = 0
        for level, text in window.page.evaluate(HEADINGS):
            assert level <= last + 1, f"{view}: a heading of level {level} after one of level {last}: {text}"
            last = level


def test_a_place_on_the_map_is_named_once(window: Window) -> None:
    window.go(worlds=FEW)
    section = turn(window, "map")
    section.locator(".map .place").first.wait_for()
    heard = section.locator("svg.map").first.aria_snapshot()
    assert heard.count("img ") == section.locator(".map .place").count() > 5
    assert "text:" not in heard and "img:" not in heard
    assert 'group "Mosul"' in heard


def test_counts_that_grow_are_seen_and_not_read_out(window: Window) -> None:
    window.go(worlds=200)
    window.page.evaluate(HEARD)
    slider = window.page.locator("#levers input[type=range]").first
    slider.focus()
    slider.press("ArrowRight")
    window.page.wait_for_function("() => document.getElementById('status').textContent === '200 worlds'")
    told = window.page.evaluate("() => window.told")
    assert told[-1] == ["polite", "200 worlds"]
    assert all(live == ("off" if "refining" in text else "polite") for live, text in told)


def test_a_scenario_of_the_package_is_not_watched(window: Window) -> None:
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    window.go(worlds=FEW)
    assert any("/api/scenario" in url for url in asked)
    assert not any("/api/watch" in url for url in asked)
