"""No violation of WCAG 2.2 AA that axe can find: every view, both languages, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser import NARROW, WIDE, Browser, browser, require

require()
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe: pip install 'rekindle[dev]'").Axe()

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def here() -> Iterator[Browser]:
    with browser("mosul-2016") as found:
        yield found


def violations(page: Any) -> list[str]:
    """What axe finds, each with its rule and the first element that breaks it."""
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:160]}" for one in found]


def unfold(page: Any) -> None:
    """Unfold some of what is folded: sources of levers, a table, a statement. Menus stay, for they lie over what is below."""
    page.evaluate(
        "for (const kind of ['#policies details', '.source', '.more details', '.claim details'])"
        " for (const one of [...document.querySelectorAll(kind)].filter(each => each.checkVisibility()).slice(0, 2))"
        "   one.open = true"
    )
    page.wait_for_timeout(400)


@pytest.mark.parametrize("view", ["outcomes", "map", "world", "claims", "teach"])
@pytest.mark.parametrize(("language", "scheme", "width"), [
    ("en", "light", WIDE), ("en", "dark", NARROW), ("ar", "light", WIDE),
])  # fmt: skip
def test_axe_finds_nothing(here: Browser, view: str, language: str, scheme: str, width: int) -> None:
    with here.window(width, color_scheme=scheme) as window:
        window.go(view=view, lang=language, worlds=20)
        window.page.locator(f"#{view} h2, #{view} h3").first.wait_for()
        unfold(window.page)
        assert not violations(window.page)


def test_axe_would_find_something(here: Browser) -> None:
    """The check can fail: a picture without words is found."""
    with here.window() as window:
        window.go(worlds=20)
        window.page.evaluate(
            "document.querySelector('main').append(Object.assign(document.createElement('img'), {src: '/static/icon.svg'}))"
        )
        assert any("image-alt" in one for one in violations(window.page))
