"""Predict first, and a lecturer's link, as a student and a lecturer meet them in Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from browser import NARROW, Browser, Window, require

require()

FEW = 40
STORE = "const {store} = await import('/static/js/app.js'); "


def told(window: Window, script: str) -> Any:
    return window.page.evaluate(f"async () => {{ {STORE} {script} }}")


def predict(window: Window, low: float, middle: float, high: float) -> None:
    for name, value in (("low", low), ("middle", middle), ("high", high)):
        window.page.fill(f"#guess-{name}", f"{value:.6g}")
    window.page.click("#reveal")


def asked(window: Window) -> tuple[str, list[float]]:
    """A question of a range: the name of an outcome that has five numbers, and these."""
    found = told(window, """const {answer} = store; const name = answer.policies[0].name;
        const one = store.scenario.outcomes.find((each) => { const q = answer.policies[0].outcomes[each.name]?.q;
          return each.main && q?.every(Number.isFinite) && q[4] > q[0] && q[0] > 0; });
        return [`level:${one.name}:${name}`, answer.policies[0].outcomes[one.name].q];""")  # fmt: skip
    return found[0], found[1]


def test_a_prediction_is_scored_against_the_worlds(window: Window) -> None:
    window.go(view="outcomes", worlds=FEW)
    code, q = asked(window)
    window.go(view="teach", worlds=FEW, predict=code)
    score, fault = window.page.locator("#score"), window.page.locator("#teach [role=alert]")
    assert not score.inner_text().strip()
    predict(window, q[4], q[2], q[0])
    assert "must lie between" in fault.inner_text()
    assert not score.inner_text().strip()
    predict(window, q[0], q[2], q[4])
    assert not fault.is_visible()
    said = score.inner_text()
    assert "median of the worlds" in said
    assert "100 of 100 points" in said
    assert score.locator("svg.strip").count() == 1
    assert score.locator("table tbody tr").count() == 2
    predict(window, q[4] * 3, q[4] * 4, q[4] * 5)
    points = int(score.inner_text().split(" of 100 points")[0].split()[-1])
    assert points < 50
    assert "Your range holds 0% of worlds" in score.inner_text()


def test_a_direction_is_predicted_by_keyboard(window: Window) -> None:
    window.go(view="teach", worlds=FEW)
    window.page.select_option("#teach-kind", "direction")
    first = window.page.locator("#teach input[name=direction]").first
    first.focus()
    window.page.keyboard.press("Space")
    window.page.keyboard.press("Enter")
    score = window.page.locator("#score")
    score.locator("table").wait_for()
    assert score.locator("table tbody tr").count() == 3
    assert "of 100 points" in score.inner_text()
    window.page.wait_for_function("() => location.search.includes('predict=direction:')")  # written a little later


def test_a_debrief_sheet_is_all_that_is_printed(window: Window) -> None:
    window.go(view="outcomes", worlds=FEW)
    code, q = asked(window)
    window.go(view="teach", worlds=FEW, predict=code)
    assert not window.page.locator("#debrief").is_visible()
    predict(window, q[0], q[2], q[4])
    window.page.emulate_media(media="print")
    sheet = window.page.locator("#debrief")
    assert sheet.is_visible()
    for head in ("The question", "Your prediction", "What the worlds say", "To talk about"):
        assert sheet.get_by_role("heading", name=head).count() == 1
    assert window.home in sheet.inner_text()
    for other in ("#controls", "#top", "#views", "#reveal"):
        assert not window.page.locator(other).is_visible()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", NARROW)])
def test_a_lecturers_link_hides_every_number_until_the_reader_has_predicted(
    here: Browser, window: Window, language: str, width: int
) -> None:
    window.go(view="outcomes", worlds=FEW, lang=language)
    code, q = asked(window)
    window.go(view="teach", worlds=FEW, predict=code, lang=language)
    window.page.locator(".lecturer summary").click()
    window.page.wait_for_function("() => document.querySelector('#lecturer-link')?.value")  # written once the answer is there
    link = window.page.locator("#lecturer-link").input_value()
    assert "lock=1" in link and "predict=level:" in link and "token" not in link
    with here.window(width) as student:
        student.page.goto(link)
        student.settled()
        assert student.page.locator("#teach").is_visible()
        assert student.page.locator(".lecturer").count() == 0
        assert student.page.locator("#teach select").count() == 0
        for view in ("outcomes", "map", "world", "claims"):
            student.page.locator(f'[data-view="{view}"]').click()
            assert not student.page.locator(f"#{view}").is_visible()
            assert student.page.locator("#teach").is_visible()
        assert student.page.locator("input[data-lever]:not([disabled])").count() == 0
        assert student.page.locator("[data-policy]:not([disabled])").count() == 0
        assert not student.page.locator("#score").inner_text().strip()
        predict(student, q[0], q[2], q[4])
        assert student.page.locator("#score table tbody tr").count() == 2
        student.page.locator('[data-view="outcomes"]').click()
        assert student.page.locator("#outcomes").is_visible()
        assert student.page.locator("input[data-lever]:not([disabled])").count() == 0
        student.page.wait_for_function("() => !location.search.includes('view=')")  # an address is written a little later
        student.page.reload()
        student.settled()
        assert student.page.locator("#outcomes").is_visible(), "a reader who has predicted is not asked again"
        assert not student.faults
        assert not student.elsewhere
