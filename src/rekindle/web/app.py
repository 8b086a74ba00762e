"""Addresses of the live page and what answers them."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

import rekindle
from rekindle.errors import RekindleError
from rekindle.json_text import compact_json
from rekindle.languages.messages import LANGUAGES, translated
from rekindle.web import settings as asked
from rekindle.web.downloads import taken
from rekindle.web.jobs import PREVIEW, SOON, Busy, Event, Pieces, Queue, line_of, result
from rekindle.web.reading import Readings
from rekindle.web.scenarios import Ready, Scenarios, in_use
from rekindle.web.security import LARGEST, refuse
from rekindle.web.settings import FARTHEST_WORLD, FEWEST, Settings, entries, settings_of, whole_of, word_of
from rekindle.web.single import MAPS, OUTLINES
from rekindle.web.streams import MOST_OF_ONE, Streams
from rekindle.web.take import FORMS

STATIC = Path(__file__).parent / "static"
GROWS = (16, 96)
"""Worlds after which an answer is shown, before the last: worlds run eight at a time, so 20 would take as long as 24."""
PIECE = 80
"""Worlds at a time: what others wait for at most, while an answer is refined."""
FIRST_OF_MANY, SMALL_PIECE = 8, 8
"""The same where many wait for a first answer."""
CROWD = 2
"""So many may wait for a first answer before that."""


class Page:
    """Everything that the page is answered with. One for each server."""

    def __init__(self, scenarios: Scenarios, queue: Queue, tell: Callable[[BaseException], None]) -> None:
        self.scenarios, self.queue, self.streams, self.tell = scenarios, queue, Streams(), tell
        self.downloads = 0
        self.readings = Readings()
        self._watching: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None

    # The page and its files

    async def page(self, request: Request) -> Response:
        return FileResponse(STATIC / "index.html", headers={"cache-control": "no-cache"})

    # What is known of a scenario

    async def scenario(self, request: Request) -> Response:
        _, name, lang = self._asked(request)
        return _json(translated(await self.about(name), lang))

    async def about(self, name: str) -> dict[str, Any]:
        """All that the page has to know of a scenario before it draws anything."""
        about: dict[str, Any] = {
            "served": self.scenarios.served,
            "names": [{"name": one, "title": self.scenarios.titles.get(one, one)} for one in self.scenarios.names()],
            "languages": list(LANGUAGES),
            "version": rekindle.__version__,
            "limits": {"worlds": asked.MOST, "policies": asked.MOST_POLICIES, "streams": MOST_OF_ONE, "document": LARGEST},
            "problems": [],
            "watched": False,
        }
        own = self.scenarios.own
        if own and name == own.name:
            about |= {"problems": own.problems, "watched": True}
            if own.scenario is None:
                return about
        said = await self.scenarios.told("describe", name, rekindle.describe)
        usual = await self.scenarios.policies(Settings(name))
        if own and about["watched"]:
            about["problems"] = own.problems  # more may have been found while it was described
        return {**said, **about, "usual": {"policies": list(usual.policies)}}

    @staticmethod
    def state_of(query: str) -> str:
        """The part of a query that says what the page shows, without what is asked for beside it."""
        rows = {key: value for key, value in entries(query).items() if key not in asked.OTHERS}
        return urlencode(rows, safe=",:", quote_via=quote)

    async def levers(self, request: Request) -> Response:
        rows, name, lang = self._asked(request)
        outcome = asked.path_of(rows, "outcome")

        def levers(scenario: Any) -> dict[str, Any]:
            return {"levers": [one.to_dict() for one in rekindle.levers(scenario, outcome)]}

        return _json(await self.scenarios.text("levers", name, levers, lang, outcome))

    async def opening(self, request: Request) -> Response:
        _, name, lang = self._asked(request)
        kept = await self.scenarios.text("opening", name, rekindle.opening, lang)
        return Response(status_code=204) if kept == b"null" else _json(kept)

    async def claims(self, request: Request) -> Response:
        _, name, lang = self._asked(request)
        return _json(await self.scenarios.text("claims", name, rekindle.verdicts, lang))

    # What is simulated

    async def answer(self, request: Request) -> Told:
        settings = await self._settings(request)

        def pieces(ready: Ready) -> Pieces:
            return lambda stop: growing(ready, settings, stop, self.is_crowded)

        return Told(self, self.simulated(request, settings, settings.query(), pieces, PREVIEW))

    async def claim(self, request: Request) -> Told:
        rows, _, lang = self._asked(request)
        settings = await self._settings(request)
        number = whole_of(rows, "claim", 1, 9_999)

        def pieces(ready: Ready) -> Pieces:
            return lambda stop: deciding(ready, number, settings, lang, stop)

        return Told(self, self.simulated(request, settings, f"claim {number} {lang} {settings.query()}", pieces, SOON))

    async def world(self, request: Request) -> Response:
        rows, _, lang = self._asked(request)
        settings = await self._settings(request)
        number = whole_of(rows, "world", 0, FARTHEST_WORLD, 0)

        def pieces(ready: Ready) -> Pieces:
            return lambda stop: telling(ready, number, settings, lang)

        told = self.simulated(request, settings, f"world {number} {lang} {settings.query()}", pieces, PREVIEW)
        return _json((await self.last(request, told)).data)

    async def take(self, request: Request) -> Response:
        rows, _, lang = self._asked(request)
        settings = await self._settings(request)
        form, what = word_of(rows, "as", tuple(FORMS)), word_of(rows, "what", ("outcomes", "series"))
        return await taken(self, request, settings, form, what, lang)

    async def read(self, request: Request) -> Response:
        rows, name, _ = self._asked(request)
        return _json(await self.readings.read(self, request, name, rows.get("document", "")))

    async def watch(self, request: Request) -> Response | Told:
        rows, name, lang = self._asked(request)
        own = self.scenarios.own
        if not own or name != own.name:
            return Response(status_code=204)  # tells the browser not to come again

        async def news() -> AsyncIterator[Event]:
            had = -1
            while True:
                had = await own.newer(had)
                digest = own.scenario.digest if own.scenario is not None else ""
                yield Event("scenario", compact_json({"digest": digest, "problems": own.problems}))

        return Told(self, news())

    # How

    def is_crowded(self) -> bool:
        """Whether many wait for a first answer."""
        return self.queue.crowd > CROWD

    def _asked(self, request: Request) -> tuple[dict[str, str], str, str]:
        """The entries of an address, the scenario, and the language."""
        rows = entries(request.scope["query_string"])
        return rows, settings_of(rows).scenario or self.scenarios.served, word_of(rows, "lang", LANGUAGES)

    async def _settings(self, request: Request) -> Settings:
        """The settings of an address, whole."""
        rows = entries(request.scope["query_string"])
        settings = settings_of({**rows, "scenario": rows.get("scenario") or self.scenarios.served})
        return await self.scenarios.policies(settings)

    async def simulated(
        self, request: Request, settings: Settings, key: str, pieces: Callable[[Ready], Pieces], rank: int,
        keep: bool = True,
    ) -> AsyncIterator[Event]:  # fmt: skip
        """Events of a job, once the scenario is ready."""
        coming = self.scenarios.ready(settings)
        if not coming.done():
            yield Event("wait", compact_json({"text": "compiling" if self.scenarios.said.text else "reading"}))
        ready = await asyncio.shield(coming)
        with in_use(ready):
            version = self.scenarios.version(settings.scenario)
            whole = f"{settings.scenario} {version} {key}"
            heard = self.queue.join(whole, request.scope["client_id"], pieces(ready), rank, keep)
            try:
                async for event in heard:
                    yield event
            finally:
                heard.close()

    async def last(self, request: Request, told: AsyncIterator[Event]) -> Event:
        """The last event, unless the client goes before it is there."""
        async with aclosing(told) as events:  # type: ignore[type-var]
            waiting = asyncio.ensure_future(result(events))
            gone = asyncio.ensure_future(_disconnected(request))
            try:
                await asyncio.wait((waiting, gone), return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():
                    raise Busy("nobody waits any more.")
                return waiting.result()
            finally:
                waiting.cancel()
                gone.cancel()
                await asyncio.gather(waiting, gone, return_exceptions=True)

    # Beginning and end

    async def begin(self) -> None:
        """Make ready what the page opens with, and watch a file of one's own."""
        self._warming = asyncio.create_task(self._warm())
        own = self.scenarios.own
        if own:
            self._watching = asyncio.create_task(own.watch(self._reloaded, self.tell))

    async def _warm(self) -> None:
        name, own = self.scenarios.served, self.scenarios.own
        try:
            if own and own.scenario is None:
                return
            # what the page draws first comes first: compiling takes the processors for a minute
            await self.scenarios.told("opening", name, rekindle.opening)
            await self.scenarios.told("describe", name, rekindle.describe)
            await asyncio.shield(self.scenarios.ready(Settings(name)))
        except RekindleError:
            pass  # whoever asks is told
        except Exception as error:
            self.tell(error)

    def _reloaded(self) -> None:
        self.scenarios.let_go()
        self._warming = asyncio.create_task(self._warm())

    def end(self) -> None:
        """Stop everything, and wait for nothing."""
        for task in (self._watching, self._warming):
            if task:
                task.cancel()
        self.streams.stop.set()
        self.queue.close()
        self.scenarios.close()


class Told:
    """A stream of events as an answer, counted while it is open."""

    def __init__(self, page: Page, events: AsyncIterator[Event]) -> None:
        self.page, self.events = page, events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self.page.streams.one(scope["client_id"]):
            await self.page.streams.send(self._whole(), scope, receive, send)

    async def _whole(self) -> AsyncIterator[Event]:
        """The events and an end; a problem is the end of its own."""
        try:
            async with aclosing(self.events) as events:  # type: ignore[type-var]
                async for event in events:
                    yield event
                    if event.kind == "problem":
                        return
        except RekindleError as error:
            yield Event("problem", compact_json({"error": line_of(error)}))
            return
        except Exception as error:
            self.page.tell(error)
            yield Event("problem", compact_json({"error": line_of(error)}))
            return
        yield Event("end", b"{}")


def growing(
    ready: Ready, settings: Settings, stop: threading.Event, is_crowded: Callable[[], bool] = lambda: False
) -> Iterator[Event | None]:
    """An answer from a few worlds, from more, and from all; from fewer at first where many wait for theirs."""
    asking = ready.live.asking(list(settings.policies), **settings.levers())
    first = (FIRST_OF_MANY, *GROWS[1:]) if is_crowded() else GROWS
    for count in (*(few for few in first if few < settings.worlds), settings.worlds):
        while asking.worlds < count:
            asking.more(min(SMALL_PIECE if is_crowded() else PIECE, count - asking.worlds), stop)
            if asking.worlds < count:
                yield None
        yield Event("answer", compact_json(asking.answer()))


def deciding(ready: Ready, number: int, settings: Settings, lang: str, stop: threading.Event) -> Iterator[Event | None]:
    """The verdict on a statement from a few worlds, and from all."""
    asking = rekindle.statement(ready.live, number, policy=settings.policies[0], **settings.levers())
    for count in dict.fromkeys((FEWEST, settings.worlds)):
        while asking.worlds < count:
            asking.more(min(PIECE, count - asking.worlds), stop)
            if asking.worlds < count:
                yield None
        yield Event("answer", compact_json(translated(asking.answer(), lang)))


def telling(ready: Ready, number: int, settings: Settings, lang: str) -> Iterator[Event | None]:
    """One world as a story, under the first of the policies."""
    told = rekindle.story(ready.live, number, policy=settings.policies[0], **settings.levers())
    yield Event("world", compact_json(translated(told, lang)))


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _json(found: Any) -> Response:
    return Response(found if isinstance(found, bytes) else compact_json(found), media_type="application/json")


class Files(StaticFiles):
    """Files of the page: kept by the browser, and asked after each time."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        found = super().file_response(*args, **options)
        found.headers["cache-control"] = "no-cache"
        return found


class Outlines(Files):
    """The outlines of maps, which reports draw too, and nothing else of the folder that they lie in."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        return super().lookup_path(path) if path in MAPS else ("", None)


class Address:
    """An address: whatever goes wrong is one line, with the status that says what kind of fault it is."""

    def __init__(self, page: Page, answer: Callable[[Request], Awaitable[Any]]) -> None:
        self.page, self.answer = page, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            found = await self.answer(Request(scope, receive))
            await found(scope, receive, send)
        except Busy as error:
            await refuse(send, 503, line_of(error))
        except RekindleError as error:
            await refuse(send, 400, line_of(error))
        except Exception as error:
            self.page.tell(error)
            await refuse(send, 500, line_of(error))


def application(page: Page) -> Starlette:
    """All addresses."""

    async def missing(request: Request, error: Exception) -> Response:
        return Response("There is nothing at this address.\n", status_code=404, media_type="text/plain")

    names = ("scenario", "levers", "opening", "claims", "answer", "claim", "world", "take", "watch")
    routes = [
        Route("/", page.page),
        *(Route(f"/api/{name}", Address(page, getattr(page, name))) for name in names),
        Route("/api/read", Address(page, page.read)),
        Mount("/static/data", Outlines(directory=OUTLINES)),
        Mount("/static", Files(directory=STATIC)),
    ]
    return Starlette(
        routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)],
        exception_handlers={404: missing, 405: missing},
    )  # fmt: skip
