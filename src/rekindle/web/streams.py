"""Events sent as they happen (server-sent events), to clients that may vanish without a word."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any, NamedTuple

from rekindle.web.jobs import Busy, Event, packed
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
        squeezed = _takes_gzip(scope)
        head = [*HEAD, (b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")] if squeezed else HEAD
        await send({"type": "http.response.start", "status": 200, "headers": head})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        gone = asyncio.ensure_future(_gone(receive))
        stop = asyncio.ensure_future(self.stop.wait())
        try:
            async with aclosing(_beating(events)) as told:  # type: ignore[type-var]
                await _tell(told, gone, stop, send, Gzip() if squeezed else Plain())
        finally:
            gone.cancel()
            stop.cancel()


class Plain:
    """Events as they are."""

    def body(self, part: Part) -> bytes:
        return part.text

    def end(self) -> bytes:
        return b""


class Gzip:
    """Events in one compressed stream, made of pieces that were compressed once for all who hear them."""

    HEAD = b"\x1f\x8b\x08\0\0\0\0\0\x04\xff"

    def __init__(self) -> None:
        self._begun = False
        self._sum, self._length = 0, 0

    def body(self, part: Part) -> bytes:
        self._sum = zlib.crc32(part.text, self._sum)
        self._length += len(part.text)
        head, self._begun = (b"" if self._begun else self.HEAD), True
        return head + (part.packed or packed(part.text))

    def end(self) -> bytes:
        return b"\x03\0" + struct.pack("<II", self._sum, self._length & 0xFFFFFFFF)


class Part(NamedTuple):
    """A piece of a stream, and the same compressed if that was done before."""

    text: bytes
    packed: bytes = b""


async def _tell(told: AsyncIterator[Part], gone: Waited, stop: Waited, send: Send, form: Plain | Gzip) -> None:
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
        part = None if coming.cancelled() or stop.done() else coming.result()
        body = form.end() if part is None else form.body(part)
        with suppress(TimeoutError):
            await asyncio.wait_for(send({"type": "http.response.body", "body": body, "more_body": part is not None}), PATIENCE)
            if part is not None:
                continue
        return


def _takes_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _beating(events: AsyncIterator[Event]) -> AsyncIterator[Part]:
    """Events as text, with a sign of life where there is none for a while."""
    yield Part(b"retry: 3000\n\n")
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait((coming,), timeout=BEAT)
            if not done:
                yield Part(b": still here\n\n")
                continue
            event = coming.result()
            if event is None:
                return
            yield Part(event.text, event.packed)
            coming = asyncio.ensure_future(anext(events, None))
    finally:
        if not coming.done():
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming
        await events.aclose()  # type: ignore[attr-defined]
