"""Downloads: worlds simulated in their turn, written into a file, sent, and removed."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

import rekindle
from rekindle.errors import RekindleError
from rekindle.languages.messages import translated
from rekindle.web.jobs import LATER, PREVIEW, Busy, Pieces
from rekindle.web.settings import FARTHEST_WORLD, Settings, entries, whole_of
from rekindle.web.single import page as single_page
from rekindle.web.take import check_form, check_there, kinds_of, policy_file, writing

if TYPE_CHECKING:
    from rekindle.web.app import Page
    from rekindle.web.scenarios import Ready

MOST = 4
"""Downloads at once."""
CHUNK = 2**18


async def taken(page: Page, request: Request, settings: Settings, form: str, what: str, lang: str) -> Response:
    """The file that is asked for. Raises UsageError for a format whose library is missing, Busy where too many are made."""
    about = check_form(form)
    stem = f"{settings.scenario}-{what}" if form in ("csv", "xlsx", "parquet") else settings.scenario
    head = {"content-disposition": f'attachment; filename="{"levers" if form == "policy" else stem}{about.suffix}"'}
    if form == "policy":
        levers = await levers_of(page, settings.scenario)
        kinds = kinds_of(levers)
        described = await page.scenarios.told("describe", settings.scenario, rekindle.describe)
        check_there(settings, kinds, [one["id"] for one in described["orders"]])
        return Response(policy_file(settings, kinds), headers=head, media_type=about.kind)
    if page.downloads >= MOST:
        raise Busy(f"{MOST} downloads are being made already: try again in a moment.")
    page.downloads += 1
    try:
        if form == "html":
            return Response(await _html(page, request, settings, lang), headers=head, media_type=about.kind)
        with tempfile.TemporaryDirectory(prefix="rekindle-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / f"worlds{about.suffix}"

            def pieces(ready: Ready) -> Pieces:
                return lambda stop: writing(ready, settings, form, what, file, stop)

            key = f"take {secrets.token_hex(8)}"  # a file is made for one, and not kept
            await page.last(request, page.simulated(request, settings, key, pieces, LATER, keep=False))
            head["content-length"] = str(file.stat().st_size)
            content = file.open("rb")
        return StreamingResponse(_read(content), headers=head, media_type=about.kind)
    finally:
        page.downloads -= 1


async def _html(page: Page, request: Request, settings: Settings, lang: str) -> bytes:
    """The one-file page: everything that the page had asked for, and the answer from all worlds."""
    import json

    from rekindle.web.app import growing, telling

    def pieces(ready: Ready) -> Pieces:
        return lambda stop: growing(ready, settings, stop, page.is_crowded)

    answer = await page.last(request, page.simulated(request, settings, settings.query(), pieces, PREVIEW))
    rows = entries(request.scope["query_string"])
    number = whole_of(rows, "world", 0, FARTHEST_WORLD, 0)

    def one_world(ready: Ready) -> Pieces:
        return lambda stop: telling(ready, number, settings, lang)

    key = f"world {number} {lang} {settings.query()}"
    story = await page.last(request, page.simulated(request, settings, key, one_world, PREVIEW))
    about = await page.about(settings.scenario)
    claims: Any = None
    with suppress(RekindleError):  # none were written, or none are kept of today's model
        claims = await page.scenarios.told("claims", settings.scenario, rekindle.verdicts)
    plain = {"scenario": about, "levers": await levers_of(page, settings.scenario), "claims": claims}
    query = request.scope["query_string"].decode("ascii")
    data = {
        **plain, "settings": json.loads(answer.data)["settings"], "query": page.state_of(query), "made": str(date.today()),
        "answer": json.loads(answer.data), "opening": None, "lang": lang,
    }  # fmt: skip

    def made() -> bytes:
        said = translated(data, lang) | {"world": json.loads(story.data)}
        return single_page(said, said["scenario"]["title"], lang).encode()

    return await asyncio.to_thread(made)


async def levers_of(page: Page, name: str) -> list[dict[str, Any]]:
    """Every lever of a scenario."""
    found = await page.scenarios.told("levers", name, lambda scenario: [one.to_dict() for one in rekindle.levers(scenario, "")])
    return list(found)


async def _read(content: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while chunk := await asyncio.to_thread(content.read, CHUNK):
            yield chunk
    finally:
        content.close()
