"""What is done with pictures on the live page: single worlds, differences, the record, dates that play, sharing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser import Browser, Window, require

require()

FEW = 40
STORE = "const {store} = await import('/static/js/app.js'); "


def told(window: Window, script: str) -> Any:
    return window.page.evaluate(f"async () => {{ {STORE} {script} }}")


def chart_with_a_record(window: Window) -> Any:
    """The first weekly chart whose series somebody recorded, drawn."""
    name = told(window, "return Object.keys(store.scenario.record).find("
                        "(one) => document.querySelector(`#outcomes [data-figure='${one}']`))")  # fmt: skip
    figure = window.page.locator(f'#outcomes [data-figure="{name}"]')
    figure.scroll_into_view_if_needed()
    figure.locator(".plot svg").wait_for()
    return figure


def count(figure: Any, drawn: str) -> int:
    return int(figure.locator(f".plot svg {drawn}").count())


def test_bands_medians_and_the_record_are_drawn(window: Window) -> None:
    window.go()
    figure = chart_with_a_record(window)
    bands = figure.locator('.plot svg [aria-label="area"] path, .plot svg g[fill] path').count()
    assert bands >= 4, "two bands of each of two policies"
    assert count(figure, '[stroke="var(--record)"]') + count(figure, 'g[stroke="var(--record)"] *') >= 1
    assert "record" in window.page.locator("#outcomes .weeks .legend").inner_text()


def test_single_worlds_and_differences_are_drawn_on_demand(window: Window) -> None:
    window.go()
    figure = chart_with_a_record(window)
    before = count(figure, "path")
    window.page.get_by_label("Single worlds").check()
    window.page.wait_for_function(
        "([name, before]) => document.querySelectorAll(`[data-figure='${name}'] .plot svg path`).length > before",
        arg=[figure.get_attribute("data-figure"), before],
    )
    singles = told(window, "return Object.values(store.answer.policies[0].singles)[0].length")
    assert count(figure, "path") >= before + singles
    sentence = figure.locator(".sentence").inner_text()
    window.page.get_by_label("Single worlds").uncheck()
    window.page.get_by_label("Differences in the same worlds").check()
    assert figure.locator(".sentence").inner_text() != sentence
    figure.locator("summary", has_text="Table").click()
    assert figure.locator("table tbody tr").count() > 10


def test_dates_play_and_stop(window: Window) -> None:
    window.go(view="map")
    when = window.page.locator("#map .scrubber .when")
    window.page.locator("#map svg .place").first.wait_for()
    first = when.inner_text()
    play = window.page.locator("#map .play")
    play.click()
    assert play.inner_text() == "Pause"
    window.page.wait_for_function("(first) => document.querySelector('#map .scrubber .when').textContent !== first", arg=first)
    play.click()
    stopped = when.inner_text()
    window.page.wait_for_timeout(600)
    assert when.inner_text() == stopped
    assert int(window.state()["week"]) > 0


def test_a_saved_map_says_what_its_colours_mean(window: Window) -> None:
    window.go(view="map")
    window.page.locator("#map svg .place").first.wait_for()
    words = window.page.locator("#map .legend span").all_inner_texts()
    with window.page.expect_download() as coming:
        window.page.locator("#map [data-svg]").click()
    saved = Path(coming.value.path()).read_text(encoding="utf-8")
    assert len(words) == 5
    assert [word for word in words if f">{word}<" not in saved] == []
    assert "var(--" not in saved.split("</style>")[-1]


def test_a_story_marks_its_day_on_the_charts(window: Window) -> None:
    window.go(view="world", world=3)
    events = window.page.locator("#world .event")
    events.nth(3).wait_for()
    at = "() => [...document.querySelectorAll('#world .spark .cursor')].map((one) => one.getAttribute('x1')).join()"
    events.first.focus()
    before = window.page.evaluate(at)
    assert before
    window.page.keyboard.press("End")
    assert window.page.evaluate(at) != before


def test_a_rival_theory_is_chosen_and_the_address_says_so(window: Window) -> None:
    window.go(worlds=FEW)
    before = told(window, "return store.answer.digest")
    window.page.fill("#lever-search", "attrition")
    menu = window.page.locator("select[data-lever]").first
    path = menu.get_attribute("data-lever")
    menu.select_option(index=1)
    window.settled()
    assert window.state()["variant"].startswith(f"{path}:")
    assert told(window, "return store.answer.digest") != before
    menu.select_option(index=0)
    window.settled()
    assert told(window, "return store.answer.digest") == before


def test_a_slider_follows_the_pointer(window: Window) -> None:
    window.go(worlds=20)
    slider = window.page.locator("input[data-lever]").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    window.page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    window.page.mouse.down()
    window.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=6)
    window.page.mouse.up()
    window.settled()
    path = slider.get_attribute("data-lever")
    value = float(window.state()["set"].removeprefix(f"{path}:"))
    low, high = float(slider.get_attribute("min")), float(slider.get_attribute("max"))
    assert low + 0.6 * (high - low) < value < high
    assert told(window, f"return store.answer.settings.set[{path!r}]") == value


def test_a_range_spans_what_sources_say(window: Window) -> None:
    """The figures that a click shows lie on the slider, from end to end."""
    window.go()
    every = told(window, "return store.levers.filter((one) => one.kind === 'quantity' && one.sources?.length)")
    assert len(every) > 100
    for lever in every:
        ends = [one[end] for one in lever["sources"] for end in ("low", "best", "high") if one.get(end) is not None]
        assert lever["low"] <= lever["best"] <= lever["high"], lever["path"]
        assert ends


def test_sharing_gives_the_address(here: Browser) -> None:
    with here.window(permissions=["clipboard-read", "clipboard-write"]) as window:
        window.go(worlds=20, view="map", week=4)
        window.page.click("#share")
        window.page.locator(".shared", has_text="copied").wait_for()
        link = window.page.evaluate("navigator.clipboard.readText()")
        assert link.startswith(window.home)
        assert "view=map" in link and "week=4" in link and "token" not in link


def test_numbers_are_written_as_the_language_writes_them(window: Window) -> None:
    window.go(lang="ar")
    isolated = window.page.locator("#policies bdi, #outcomes bdi")
    assert isolated.count() > 3
    assert window.page.evaluate("getComputedStyle(document.querySelector('.plot svg')).direction") == "ltr"
    sliders = window.page.locator("input[data-lever]")
    slider = sliders.first
    slider.focus()
    before = float(slider.input_value())
    window.page.keyboard.press("ArrowLeft")  # where a page runs from right to left, left is more
    assert float(slider.input_value()) > before
