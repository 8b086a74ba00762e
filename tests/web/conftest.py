"""One served page and one Chromium for each file of tests of what a person sees.

Not for the whole run: while Playwright is at work in a process, no other test there can run an event loop of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import SCENARIO, Browser, Window, browser


@pytest.fixture(scope="module")
def here() -> Iterator[Browser]:
    with browser(SCENARIO) as found:
        yield found


@pytest.fixture
def window(here: Browser) -> Iterator[Window]:
    """A new window; the page may complain of nothing in it, and ask nobody else."""
    with here.window() as found:
        yield found
        assert not found.faults
        assert not found.elsewhere
