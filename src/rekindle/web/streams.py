"""Events sent as they happen (server-sent events), to clients that may vanish without a word."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

from rekindle.web.jobs import Busy, Event
from rekindle.web.security import Receive, Scope, Send

BEAT = 10.0
"""Seconds after which a silent stream says that it is still there; so a dead line is noticed."""
PATIENCE = 20.0
"""Seconds that a client may take to read what it was sent."""
MOST, MOST_OF_ONE = 240, 12
"""Streams open at once, in all and of one browser."""
Waited = asyncio.Future[Any]
HEAD = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]


class Streams:
    """Streams that are open, counted by client; `stop` ends them all."""

    def __init__(self) -> None:
        self.open: Counter[str] = Counter()
        self.stop = asyncio.Event()

    @asynccontextmanager
    async def one(self, client: str) -> AsyncIterator[None]:
        """Count a stream while it is open. Raises Busy where there are too many."""
        if self.open.total() >= MOST:
            raise Busy(f"{MOST} streams are open already, and no more are served at once: try again in a moment.")
        if self.open[client] >= MOST_OF_ONE:
            raise Busy(f"this browser has {MOST_OF_ONE} streams open already: close one of its windows.")
        self.open[client] += 1
        try:
            yield
        finally:
            self.open[client] -= 1
            if not self.open[client]:
                del self.open[client]

    async def send(self, events: AsyncIterator[Event], scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until they end, the client goes, or the server does."""
        await send({"type": "http.response.start", "status": 200, "headers": HEAD})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        gone = asyncio.ensure_future(_gone(receive))
        stop = asyncio.ensure_future(self.stop.wait())
        try:
            async with aclosing(_beating(events)) as told:  # type: ignore[type-var]
                await _tell(told, gone, stop, send)
        finally:
            gone.cancel()
            stop.cancel()


async def _tell(told: AsyncIterator[bytes], gone: Waited, stop: Waited, send: Send) -> None:
    while True:
        coming = asyncio.ensure_future(anext(told, None))
        try:
            await asyncio.wait((coming, gone, stop), return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not coming.done():
                coming.cancel()
                with suppress(asyncio.CancelledError):
                    await coming
        if gone.done():
            return
        text = None if coming.cancelled() else coming.result()
        more = text is not None and not stop.done()
        with suppress(TimeoutError):
            await asyncio.wait_for(send({"type": "http.response.body", "body": text or b"", "more_body": more}), PATIENCE)
            if more:
                continue
        return


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _beating(events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    """Events as text, with a sign of life where there is none for a while."""
    yield b"retry: 3000\n\n"
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait((coming,), timeout=BEAT)
            if not done:
                yield b": still here\n\n"
                continue
            event = coming.result()
            if event is None:
                return
            yield b"event: " + event.kind.encode() + b"\ndata: " + event.data.replace(b"\n", b" ") + b"\n\n"
            coming = asyncio.ensure_future(anext(events, None))
    finally:
        if not coming.done():
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming
        await events.aclose()  # type: ignore[attr-defined]
