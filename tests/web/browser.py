"""A live page of its own and Debian's Chromium, for tests of what a person sees and does.

The tests skip, saying why, where Playwright or Chromium is missing: `apt install chromium`, `pip install 'rekindle-lab[dev]'`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

SCENARIO = "mosul-2016"
WIDE, NARROW = 1280, 400
PATIENCE = 60_000
"""Milliseconds for what may have to be simulated on a busy machine."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def require() -> None:
    """Skip where there is no browser to look with."""
    pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install 'rekindle-lab[dev]'")
    if CHROMIUM is None:
        pytest.skip("needs Chromium: apt install chromium")


@contextmanager
def served(*arguments: str, folder: Path | None = None) -> Iterator[str]:
    """The address, with its token, of a page that is served by a process of its own."""
    command = [sys.executable, "-m", "rekindle", "serve", *arguments, "--no-open", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder, env=environment
    ) as run:
        try:
            yield _address(run)
        finally:
            run.send_signal(signal.SIGINT)
            try:
                run.wait(10)
            except subprocess.TimeoutExpired:
                run.kill()


def _address(run: subprocess.Popen[str]) -> str:
    said = []
    for line in run.stdout or ():
        said.append(line)
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise AssertionError(f"the page was not served: {''.join(said)}")


@dataclass
class Window:
    """One page in the browser, with all that it complained of and all that it asked of other machines."""

    page: Any
    home: str
    faults: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def go(self, **state: object) -> None:
        """Open the page in a state, and wait until all its worlds are there."""
        query = "&".join(f"{key}={value}" for key, value in state.items())
        self.page.goto(f"{self.home}/?{query}" if query else f"{self.home}/")
        self.settled()

    def turn(self, view: str) -> None:
        """Turn to another view of the page that is open."""
        self.page.locator(f'#views [data-view="{view}"]').click()
        self.page.locator(f"#{view}").wait_for()
        self.settled()

    def settled(self) -> None:
        """Wait until nothing more is on its way."""
        self.page.wait_for_selector("body[data-ready]", timeout=PATIENCE)

    def state(self) -> dict[str, str]:
        """What the address says."""
        return dict(self.page.evaluate("Object.fromEntries(new URLSearchParams(location.search))"))


class Browser:
    """Chromium, with a cookie for one server."""

    def __init__(self, chromium: Any, address: str) -> None:
        self.chromium = chromium
        self.home = address.split("/?")[0]
        with chromium.new_context() as first:
            first.request.get(address)  # the token is changed for a cookie once
            self.cookies = first.cookies()

    @contextmanager
    def window(self, width: int = WIDE, height: int = 900, **options: Any) -> Iterator[Window]:
        """A window with nothing in it yet. Whatever the page asks of another machine is refused, and told."""
        context = self.chromium.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        found = Window(page, self.home)

        def only_home(route: Any) -> None:
            if route.request.url.startswith((self.home, "data:", "blob:", "file:")):
                route.continue_()
            else:
                found.elsewhere.append(route.request.url)
                route.abort()

        context.route("**/*", only_home)
        page.on("console", lambda said: found.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: found.faults.append(str(error)))
        context.add_cookies(self.cookies)
        try:
            yield found
        finally:
            context.close()


@contextmanager
def browser(*arguments: str, folder: Path | None = None) -> Iterator[Browser]:
    """A served page and a browser for it."""
    require()
    from playwright.sync_api import sync_playwright

    with served(*arguments, folder=folder) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield Browser(chromium, address)
        finally:
            chromium.close()
