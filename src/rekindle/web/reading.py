"""A document that the page sends to be read: into memory, to a draft, and forgotten. Nothing of it is written or kept."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect, Request

import rekindle
from rekindle.errors import UsageError
from rekindle.web.jobs import Busy
from rekindle.web.security import LARGEST

if TYPE_CHECKING:
    from rekindle.web.app import Page

MOST_LETTERS = 300_000
"""Letters of a document: a hundred pages, which take seconds."""
AT_ONCE = 2
"""Documents read at a time."""
LONGEST_NAME = 80
PATIENCE = 60
"""Seconds in which a document has to arrive."""


class Readings:
    """Counts the documents that are being read."""

    def __init__(self) -> None:
        self.now = 0

    async def read(self, page: Page, request: Request, scenario: str, document: str) -> dict[str, Any]:
        """The draft of the request's body. Raises the reader's own errors, and Busy where enough are being read."""
        if self.now >= AT_ONCE:
            raise Busy("other documents are being read: try again in a moment.")
        self.now += 1
        try:
            data = await asyncio.wait_for(body(request), PATIENCE)
            known = page.scenarios.named(scenario)
        except TimeoutError:
            self.now -= 1
            raise UsageError(f"the document did not arrive within {PATIENCE} seconds: send it again.") from None
        except BaseException:
            self.now -= 1
            raise
        name = PurePosixPath(document.replace("\\", "/")).name[:LONGEST_NAME] or "document"
        # a client that goes does not stop the thread: it counts until it ends
        work = asyncio.ensure_future(asyncio.to_thread(drafted, data, name, known))
        work.add_done_callback(self._done)
        return await asyncio.shield(work)

    def _done(self, work: asyncio.Future[dict[str, Any]]) -> None:
        self.now -= 1
        if not work.cancelled():
            work.exception()  # whoever waited was told


def drafted(data: bytes, name: str, known: Any) -> dict[str, Any]:
    """What the page shows: the text with its paragraphs, the draft, and the draft files."""
    draft, files = rekindle.read_bytes(data, name, known, most_letters=MOST_LETTERS)
    about = draft.document
    return {**draft.to_dict(), "text": about.text, "starts": list(about.starts), "pages": list(about.pages), "files": files}


async def body(request: Request) -> bytes:
    """The body of a request, no longer than it may be."""
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > LARGEST:
                raise UsageError(f"the document has more than {LARGEST // 1_000_000} MB, the most that the page takes.")
            parts.append(part)
    except ClientDisconnect:
        raise Busy("nobody waits any more.") from None
    return b"".join(parts)
