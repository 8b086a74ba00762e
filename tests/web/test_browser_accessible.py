"""No violation of WCAG 2.2 AA that axe can find: every view, both languages, light and dark, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest
from browser import NARROW, WIDE, Browser, require

require()
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe: pip install 'rekindle-lab[dev]'").Axe()

VIEWS = ("outcomes", "map", "world", "claims", "read", "teach")
WHOLE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def violations(page: Any, where: str | None = None, only: dict[str, Any] = WHOLE) -> list[str]:
    """What axe finds in a part of the page, each with its rule and the first element that breaks it."""
    # what passes is not written down: that takes as long as to look
    found = axe.run(page, where, {"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:160]}" for one in found]


def unfold(page: Any) -> None:
    """Unfold some of what is folded: sources of levers, a table, a statement. Menus stay, for they lie over what is below."""
    page.evaluate(
        "for (const kind of ['#policies details', '.source', '.more details', '.claim details'])"
        " for (const one of [...document.querySelectorAll(kind)].filter(each => each.checkVisibility()).slice(0, 2))"
        "   one.open = true"
    )
    page.wait_for_timeout(400)


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", WIDE), ("ar", "dark", NARROW)])
def test_axe_finds_nothing(here: Browser, language: str, scheme: str, width: int) -> None:
    """Each of the two languages, schemes and widths once: a colour is the same in both languages, a name in both schemes."""
    with here.window(width, color_scheme=scheme) as window:
        window.go(lang=language, worlds=20)
        for view in VIEWS:
            window.turn(view)
            window.page.locator(f"#{view} h2, #{view} h3").first.wait_for()
            unfold(window.page)
            # what stands beside every view is looked at with the first one
            assert not violations(window.page, None if view == VIEWS[0] else f"#{view}"), view


def test_axe_would_find_something(here: Browser) -> None:
    """The check can fail: a picture without words is found."""
    with here.window() as window:
        window.go(worlds=20, view="teach")
        window.page.evaluate(
            "document.querySelector('main').append(Object.assign(document.createElement('img'), {src: '/static/icon.svg'}))"
        )
        assert any("image-alt" in one for one in violations(window.page, only={"type": "rule", "values": ["image-alt"]}))
