"""Scenarios as the page asks for them: described once, kept ready to be simulated, few at a time."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rekindle
from rekindle.errors import UsageError
from rekindle.json_text import compact_json
from rekindle.languages.messages import translated
from rekindle.progress import Progress
from rekindle.web.jobs import Busy
from rekindle.web.own import Own
from rekindle.web.settings import Settings, near

MOST_READY = 4
"""Scenarios, seeds and priors that are kept ready at once; each takes some hundred megabytes."""
MOST_COMING = 8
"""How many may be asked for beyond that while they are being made ready."""
KEPT = 24 * 2**20
"""Bytes of descriptions that are kept."""


@dataclass(eq=False)
class Ready:
    """A scenario that is ready to be asked, and how many are asking."""

    live: Any
    users: int = 0


class Said(Progress):
    """Remembers the newest thing that was said, such as that the model is compiled."""

    def __init__(self) -> None:
        self.text = ""

    def say(self, text: str) -> None:
        self.text = text


class Scenarios:
    """Everything that is known of scenarios; asked from the thread of the event loop, worked out in threads of its own."""

    def __init__(self, served: str, own: Own | None = None, threads: int | None = None) -> None:
        """`served` is what the page opens with; `own` the file that is watched, if that is it."""
        self.served, self.own = served, own
        self.titles = {one.name: one.title for one in rekindle.list_scenarios()}
        self.said = Said()
        self._threads = threads
        self._making = ThreadPoolExecutor(1, thread_name_prefix="making-ready")
        self._telling = ThreadPoolExecutor(2, thread_name_prefix="describing")
        self._ready: OrderedDict[tuple, asyncio.Future[Ready]] = OrderedDict()
        self._told: OrderedDict[tuple, asyncio.Future[Any]] = OrderedDict()
        self._packaged: dict[str, Any] = {}
        self._reading = threading.Lock()

    def named(self, name: str) -> Any:
        """What the public functions take for a name of the page's. Raises UsageError for one that is not offered."""
        if self.own and name == self.own.name:
            if self.own.scenario is None:
                raise UsageError(f"{name} has problems and cannot be simulated: mend its file; the page follows.")
            return self.own.scenario
        if name in self.titles:
            return name
        raise UsageError(f"no scenario is called {name!r}.{near(name, self.names())} Known: {', '.join(self.names())}.")

    def names(self) -> list[str]:
        """Names of the scenarios that the page offers."""
        return [*([self.own.name] if self.own and self.own.name not in self.titles else []), *self.titles]

    def version(self, name: str) -> int:
        """Counts how often a file of one's own was read; 0 for what is packaged."""
        return self.own.version if self.own and name == self.own.name else 0

    # Descriptions

    async def told(self, what: str, name: str, make: Callable[[Any], Any], *key: object) -> Any:
        """What a function says of a scenario, worked out once in a thread."""
        scenario = self.named(name)
        return await self._once((what, name, self.version(name), *key), lambda: make(self._read(scenario)))

    def _read(self, scenario: Any) -> Any:
        """A packaged scenario read once, whatever is asked of it; called in threads."""
        if not isinstance(scenario, str):
            return scenario
        with self._reading:
            if scenario not in self._packaged:
                self._packaged[scenario] = rekindle.load(scenario)
            return self._packaged[scenario]

    async def text(self, what: str, name: str, make: Callable[[Any], Any], lang: str, *key: object) -> bytes:
        """The same as JSON in a language."""
        plain = await self.told(what, name, make, *key)
        whole = ("text", lang, what, name, self.version(name), *key)
        return bytes(await self._once(whole, lambda: compact_json(translated(plain, lang))))

    async def _once(self, key: tuple, make: Callable[[], Any]) -> Any:
        known = self._told.get(key)
        if known is None:
            known = self._told[key] = asyncio.ensure_future(asyncio.get_running_loop().run_in_executor(self._telling, make))
            known.add_done_callback(lambda done: self._drop(key, done))
        self._told.move_to_end(key)
        return await asyncio.shield(known)

    def _drop(self, key: tuple, done: asyncio.Future[Any]) -> None:
        """What failed is not kept, and the oldest goes when there is too much."""
        if done.cancelled() or done.exception():
            self._told.pop(key, None)
        while len(self._told) > 60 or sum(map(_size, self._told.values())) > KEPT:
            self._told.popitem(last=False)

    async def policies(self, settings: Settings) -> Settings:
        """Settings whose policies are said: those of the kept answer, or the first two, where the page names none."""
        if settings.policies:
            return settings
        kept = await self.told("opening", settings.scenario, rekindle.opening)
        if kept:
            return settings.by([one["name"] for one in kept["policies"]])
        known = (await self.told("describe", settings.scenario, rekindle.describe))["policies"]
        return settings.by([one["name"] for one in known[:2]])

    # Simulations

    def ready(self, settings: Settings) -> asyncio.Future[Ready]:
        """The scenario of some settings, ready to be asked, or being made so. Raises Busy where there are too many."""
        scenario = self.named(settings.scenario)
        key = (settings.scenario, self.version(settings.scenario), settings.seed, settings.worlds_from)
        if key not in self._ready:
            if sum(not one.done() for one in self._ready.values()) >= MOST_COMING:
                raise Busy("too many scenarios and seeds are being made ready: try again in a moment.")

            def make() -> Ready:
                return Ready(rekindle.live(self._read(scenario), seed=settings.seed, worlds_from=settings.worlds_from,
                                           threads=self._threads, progress=self.said))  # fmt: skip

            made = asyncio.ensure_future(asyncio.get_running_loop().run_in_executor(self._making, make))
            self._ready[key] = made
            made.add_done_callback(lambda done: self._settled(key, done))
        self._ready.move_to_end(key)
        return self._ready[key]

    def _settled(self, key: tuple, done: asyncio.Future[Ready]) -> None:
        if done.cancelled() or done.exception():
            self._ready.pop(key, None)
        self.let_go()

    def let_go(self) -> None:
        """Close what is beyond the number kept and asked by nobody, the oldest first; of one's own file old versions too."""
        for key, one in list(self._ready.items()):
            old = key[1] != self.version(key[0])
            idle = one.done() and not one.cancelled() and not one.exception() and not one.result().users
            if idle and (old or len(self._ready) > MOST_READY):
                del self._ready[key]
                self._telling.submit(one.result().live.close)

    def close(self) -> None:
        """Wait for nothing."""
        self._making.shutdown(wait=False, cancel_futures=True)
        self._telling.shutdown(wait=False, cancel_futures=True)


@contextmanager
def in_use(ready: Ready) -> Iterator[Any]:
    """Keep a scenario from being let go while it is asked."""
    ready.users += 1
    try:
        yield ready.live
    finally:
        ready.users -= 1


def _size(future: asyncio.Future[Any]) -> int:
    done = future.done() and not future.cancelled() and not future.exception()
    return len(future.result()) if done and isinstance(future.result(), bytes) else 0


def latest() -> str:
    """The packaged scenario that a page opens with where none is named: that of the latest war, single battles aside."""
    return max((one for one in rekindle.list_scenarios() if not one.battle), key=lambda one: one.start).name


def own_or_packaged(name: str) -> tuple[str, Own | None]:
    """What the page opens with: a packaged scenario by name, or a file that is there. Raises the errors of `rekindle.load`."""
    if not name or name in rekindle.names():
        return name or latest(), None
    path = Path(name)
    if not path.exists():
        rekindle.load(name)  # says what is wrong, and the nearest name
    own = Own(path)
    if path.is_dir() and not own.path.is_file():
        rekindle.load(name)
    return own.name, own
