"""What a person sees and does on the live page, in Chromium."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from browser import NARROW, SCENARIO, WIDE, Browser, Window, require

require()

FEW = 40
VIEWS = ("outcomes", "map", "world", "claims", "read", "teach")
STORE = "(await import('/static/js/app.js')).store"


def answer(window: Window) -> dict:
    return window.page.evaluate(f"async () => {STORE}.answer")


def test_the_kept_answer_is_shown_before_anything_is_simulated(window: Window) -> None:
    simulated: list[str] = []
    window.page.on("request", lambda asked: simulated.append(asked.url) if "/api/answer" in asked.url else None)
    window.go()
    assert "kept with the package" in window.page.inner_text("#status")
    assert answer(window)["kept"] and answer(window)["worlds"] >= 500
    assert window.page.locator("#outcomes svg").count() >= 2
    assert not simulated
    first = window.page.locator("#outcomes [data-figure]").first
    assert first.locator(".sentence, p").first.inner_text().strip()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_headline_that_the_rule_does_not_follow_is_explained(window: Window, language: str) -> None:
    window.go(worlds=200, policies="historical,corridor-open", outcome="civilians_killed_battle_mosul", lang=language)
    found = answer(window)
    assert found["better"]["level"], "the measures of the rule are level, though civilians in the battle are not"
    (said,) = window.page.locator("#outcomes .although").all_inner_texts()
    means = [one["outcomes"]["civilians_killed_battle_mosul"]["mean"] for one in found["policies"]]
    figures = [int(text.replace(",", "")) for text in re.findall(r"[0-9],[0-9]{3}", said)]
    assert sorted(figures) == pytest.approx(sorted(means), rel=0.01)
    if language == "en":
        assert "The rule does not look at this outcome" in said


def test_a_slider_moves_by_keyboard_and_the_numbers_follow(window: Window) -> None:
    window.go(worlds=FEW)
    before = answer(window)
    slider = window.page.locator("input[data-lever]").first
    path = slider.get_attribute("data-lever")
    slider.focus()
    for _ in range(3):
        window.page.keyboard.press("PageUp")
    window.settled()
    assert path in window.state()["set"]
    after = answer(window)
    assert after["worlds"] == FEW and after["digest"] != before["digest"]
    assert list(after["settings"]["set"]) == [path]
    window.page.locator(f'[data-reset="{path}"]').click()
    window.settled()
    assert answer(window)["digest"] == before["digest"]


def test_numbers_are_those_of_the_command(window: Window) -> None:
    import numpy as np

    import rekindle

    lever, value = "levels.local", 0.5
    window.go(worlds=FEW, policies="historical,counterinsurgency", set=f"{lever}:{value}")
    shown = answer(window)["differences"][0]["outcomes"]
    apart = rekindle.compare(
        SCENARIO, policies=["historical", "counterinsurgency"], worlds=FEW, set={lever: value}
    ).sel(policy="counterinsurgency")  # fmt: skip
    compared = 0
    for name, found in shown.items():
        numbers = [number for number in found["q"] if not isinstance(number, str)] if found["q"] else []
        if name not in apart or len(numbers) < 5 or None in numbers:
            continue
        values = apart[name].values[np.isfinite(apart[name].values)]
        expected = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))
        assert numbers == pytest.approx(list(expected), rel=1e-3, abs=1e-3), name
        compared += 1
    assert compared > 50


def test_a_link_shows_the_same_in_a_second_browser(here: Browser, window: Window) -> None:
    window.go(worlds=FEW, view="map", week=3)
    handle = window.page.locator("[data-order]").first
    handle.focus()
    window.page.keyboard.press("ArrowRight")
    window.settled()
    state, digest = window.state(), answer(window)["digest"]
    assert state["shift"].endswith(":1")
    with here.window() as second:
        second.go(**state)
        assert answer(second)["digest"] == digest
        assert second.state() == state
        assert second.page.locator("#map").is_visible()


def test_two_to_four_policies_stand_side_by_side(window: Window) -> None:
    window.go(worlds=20)
    pressed = window.page.locator('[data-policy][aria-pressed="true"]')
    assert pressed.count() == 2
    for _ in range(2):
        window.page.locator('#policies .chips:first-of-type [data-policy][aria-pressed="false"]').first.click()
    window.settled()
    assert pressed.count() == 4 and len(answer(window)["policies"]) == 4
    window.page.locator('#policies .chips:first-of-type [data-policy][aria-pressed="false"]').first.click()
    assert pressed.count() == 4
    assert "4 policies" in window.page.inner_text("#policies [role=status]")


def test_an_order_is_moved_by_pointer_and_by_keys(window: Window) -> None:
    window.go(worlds=20)
    handle = window.page.locator("[data-order]").nth(2)
    name = handle.get_attribute("data-order")
    handle.scroll_into_view_if_needed()
    box, track = handle.bounding_box(), handle.locator("xpath=..").bounding_box()
    window.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    window.page.mouse.down()
    window.page.mouse.move(box["x"] + track["width"] / 4, box["y"] + box["height"] / 2, steps=5)
    window.page.mouse.up()
    window.settled()
    weeks = int(window.state()["shift"].split(":")[1])
    assert window.state()["shift"].startswith(name) and weeks > 1
    handle.focus()
    window.page.keyboard.press("ArrowLeft")
    window.settled()
    assert window.state()["shift"] == f"{name}:{weeks - 1}"
    assert "later" in handle.get_attribute("aria-valuetext")


def test_a_lever_says_where_its_number_comes_from(window: Window) -> None:
    window.go()
    assert window.page.locator("#levers .lever").count() == 12
    window.page.fill("#lever-search", "raid")
    assert 0 < window.page.locator("#levers .lever").count() <= 24
    source = window.page.locator("[data-source]").first
    path = source.get_attribute("data-source")
    source.click()
    about = window.page.locator(f'[data-about="{path}"]')
    assert path in about.inner_text() and about.locator("li").count() >= 1


def test_values_are_read_off_by_pointer_and_by_keys_with_a_table_beside(window: Window) -> None:
    window.go()
    figure = window.page.locator("#outcomes figure:has(.plot)").nth(2)
    figure.scroll_into_view_if_needed()
    plot = figure.locator(".plot")
    plot.locator("svg").first.wait_for()
    plot.focus()
    window.page.keyboard.press("End")
    last = plot.get_attribute("aria-valuetext")
    window.page.keyboard.press("Home")
    assert plot.get_attribute("aria-valuetext") != last
    assert any(letter.isdigit() for letter in last)
    box = plot.bounding_box()
    window.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert figure.locator(".readout").inner_text().strip()
    figure.locator("summary", has_text="Table").click()
    assert figure.locator("table tbody tr").count() >= 1
    assert figure.locator("table th[scope]").count() >= 2 and figure.locator("table caption").count() == 1


def test_a_picture_is_saved_as_numbers_and_as_an_image(window: Window, tmp_path: Path) -> None:
    window.go()
    figure = window.page.locator("#outcomes figure:has([data-svg])").nth(2)
    figure.scroll_into_view_if_needed()
    figure.locator(".plot svg").wait_for()
    starts = {"csv": b"", "svg": b"<", "png": b"\x89PNG"}
    for form, start in starts.items():
        with window.page.expect_download() as coming:
            figure.locator(f"[data-{form}]").click()
        written = Path(coming.value.path()).read_bytes()
        assert written.startswith(start) and len(written) > 100
        if form == "csv":
            rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
            assert len(rows) > 2 and len({len(row) for row in rows}) == 1


def test_a_run_is_taken_away_whole(window: Window) -> None:
    window.go(worlds=20)
    for form in ("csv", "xlsx", "netcdf", "zarr", "policy"):
        window.page.locator("#take summary").click()
        with window.page.expect_download() as coming:
            window.page.locator(f'#take a[data-as="{form}"]').first.click()
        written = Path(coming.value.path())
        assert written.stat().st_size > 100
        if form in ("xlsx", "zarr"):
            assert zipfile.is_zipfile(written)
        window.go(worlds=20)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_one_file_shows_from_disk_what_the_page_showed(here: Browser, window: Window, tmp_path: Path, language: str) -> None:
    window.go(worlds=20, lang=language)
    window.page.locator("#take summary").click()
    with window.page.expect_download() as coming:
        window.page.locator('#take a[data-as="html"]').click()
    file = tmp_path / "page.html"
    coming.value.save_as(file)
    with here.window(offline=True) as alone:
        alone.faults.clear()
        asked: list[str] = []
        alone.page.on("request", lambda one: asked.append(one.url) if one.url.startswith("http") else None)
        alone.page.goto(file.as_uri())
        alone.page.locator("figure svg").first.wait_for()
        said = window.page.inner_text("#headline")
        assert said and said in alone.page.inner_text("body")
        assert alone.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        assert window.page.inner_text("#title") in alone.page.inner_text("body")
        alone.page.locator('#views [data-view="world"]').click()
        alone.page.locator("#world .event").nth(5).wait_for()
        assert alone.page.locator("#world input, #world select").count() == 0
        alone.page.locator('#views [data-view="map"]').click()
        alone.page.locator("#map svg .place").first.wait_for()
        assert not asked and not alone.faults


def test_the_map_goes_through_the_dates(window: Window) -> None:
    window.go(view="map")
    places = window.page.locator("#map svg .place")
    places.first.wait_for()
    assert places.count() > 20
    scrubber = window.page.locator("#map .scrubber input[type=range]")
    scrubber.focus()
    when = window.page.locator("#map .scrubber .when")
    first = when.inner_text()
    look = "[...document.querySelectorAll('#map svg .place')].map(node => node.getAttribute('aria-label')).join()"
    before = window.page.evaluate(look)
    for _ in range(12):
        window.page.keyboard.press("ArrowRight")
    assert when.inner_text() != first
    assert window.page.evaluate(look) != before
    window.page.locator('#map svg .place[tabindex="0"]').focus()
    window.page.keyboard.press("ArrowRight")
    assert window.page.locator("#map .readout").first.inner_text().strip()
    assert window.page.locator("#map .sentence").first.inner_text().strip()
    assert "de facto" in window.page.inner_text("#map")


def test_one_world_is_a_story_whose_sentences_light_up_the_map(window: Window) -> None:
    window.go(view="world", world=7)
    sentences = window.page.locator("#world .event")
    sentences.nth(5).wait_for()
    assert sentences.count() > 10
    sentences.first.focus()
    window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("ArrowDown")
    lit = window.page.locator('#world .event[aria-current="true"]')
    assert lit.count() == 1
    named = window.page.locator("#world .event").evaluate_all("nodes => nodes.length")
    found = False
    for _ in range(named):
        window.page.keyboard.press("ArrowDown")
        if window.page.locator("#world svg.lit .place.on").count():
            found = True
            break
    assert found


def test_statements_are_found_and_filtered(window: Window) -> None:
    window.go(view="claims")
    shown = window.page.locator("#claims li.claim:not([hidden])")
    shown.first.wait_for()
    every = shown.count()
    assert every == 32
    window.page.fill("#claims input[type=search]", "foreign fighters")
    assert 0 < shown.count() < every
    window.page.fill("#claims input[type=search]", "")
    for menu in ("claims-source", "claims-topic", "claims-verdict"):
        window.page.select_option(f"#{menu}", index=1)
        assert 0 < shown.count() < every
        window.page.select_option(f"#{menu}", index=0)


def test_a_switching_condition_sets_the_levers_and_the_statement_is_decided_anew(window: Window) -> None:
    window.go(view="claims", worlds=100)
    window.page.locator("#claims li.claim").first.wait_for()
    for card in window.page.locator("#claims li.claim").all():
        card.locator("summary").first.click()
        there = card.locator("button", has_text="Set the levers there")
        if there.count():
            break
    else:
        pytest.fail("no statement has a condition that levers can be set to")
    there.first.click()
    card.locator(".anew table").wait_for()
    window.settled()
    state = window.state()
    assert state.get("set") or state.get("variant")
    assert card.locator(".anew .turned").inner_text().strip()
    assert card.locator(".anew table tbody tr").count() >= 1
    card.locator("button", has_text="Levers as they were").click()
    window.settled()
    assert "set" not in window.state() and "variant" not in window.state()


def test_a_lecturers_link_fixes_the_levers(window: Window) -> None:
    window.go(lock=1, worlds=20)
    assert window.page.locator("input[data-lever]:not([disabled])").count() == 0
    assert window.page.locator("[data-policy]:not([disabled])").count() == 0
    assert "fixes the levers" in window.page.inner_text("#levers")


def inside(found: Any, width: int) -> bool:
    """Whether something lies between the sides of a window."""
    box = found.bounding_box()
    return bool(box["x"] >= -1 and box["x"] + box["width"] <= width + 1)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_view_fits_a_telephone_and_a_desk(here: Browser, language: str) -> None:
    with here.window(NARROW) as narrow:
        narrow.go(lang=language)
        assert narrow.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        for view in VIEWS:
            narrow.turn(view)
            assert inside(narrow.page.locator("#views [aria-current]"), NARROW), f"the tab of {view} is seen"
            for width in (WIDE, NARROW):
                narrow.page.set_viewport_size({"width": width, "height": 900})
                narrow.page.wait_for_timeout(200)
                over = narrow.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert over <= 0, f"{view} in {language} at {width} pixels is {over} pixels too wide"
        narrow.page.locator("#take summary").click()
        assert inside(narrow.page.locator("#take ul"), NARROW)
        assert not narrow.faults and not narrow.elsewhere


def test_the_arabic_page_is_whole(window: Window) -> None:
    window.go(lang="ar")
    html = window.page.locator("html")
    assert html.get_attribute("lang") == "ar" and html.get_attribute("dir") == "rtl"
    notice = json.loads(Path("src/rekindle/web/static/locale/ar.json").read_text("utf-8"))["messages"]
    assert notice["The Arabic has not been checked by a native reader."] in window.page.inner_text("#foot")
    for view in VIEWS:
        window.turn(view)
        window.page.wait_for_timeout(300)
        left = window.page.evaluate(LATIN, f"#{view}")
        assert not left, f"{view}: {left[:10]}"


LATIN = """selector => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest('[lang="en"], code, script, style, bdi, summary bdi') || !parent.checkVisibility()) continue;
    if (/[A-Za-z]{4,}/.test(node.textContent)) found.push(node.textContent.trim());
  }
  return found;
}"""


def test_nothing_moves_by_itself_where_motion_is_not_wanted(here: Browser) -> None:
    with here.window(reduced_motion="reduce") as still:
        still.go(view="map")
        still.page.locator("#map .scrubber").wait_for()
        assert still.page.locator("#map .play:visible").count() == 0


def test_everything_is_reached_by_the_tabulator_key(window: Window) -> None:
    window.go(worlds=20)
    reached = set()
    for _ in range(120):
        window.page.keyboard.press("Tab")
        reached.add(window.page.evaluate(
            "(() => { const one = document.activeElement; const mark = getComputedStyle(one); "
            "return [(one.dataset.lever && 'lever') || one.id || one.dataset.view || (one.dataset.policy && 'policy') "
            "|| (one.dataset.order && 'order') || one.className || one.tagName, "
            "mark.outlineStyle !== 'none' || mark.boxShadow !== 'none'].join() })()"
        ))  # fmt: skip
    names = {one.rsplit(",", 1)[0] for one in reached}
    assert {"skip", "outcomes", "map", "policy", "lever", "order", "lang", "share"} <= names
    assert not [one for one in reached if one.endswith(",false") and not one.startswith("BODY")]
