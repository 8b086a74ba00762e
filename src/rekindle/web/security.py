"""Who may ask, and how the answer may be used: the token, Host and Origin, sizes, and headers that keep the page to itself.

Another page open in the same browser can send requests here, under any name that its owner lets point to this machine. So a
request has to name this machine as its host, must not come from another page, and needs the token of this start.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from rekindle.json_text import compact_json
from rekindle.web.settings import LONGEST

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SHORTEST_TOKEN = 16
READ = "/api/read"
"""The one address that takes a body: a document to be read, of which nothing is kept."""
LARGEST = 5_000_000
"""Bytes of such a document."""
BYTES = "application/octet-stream"
"""Its type: no form of another page can send it."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
ELSEWHERE = "This request does not come from the page itself: open the address that `rekindle serve` printed."
NO_TOKEN = "The token is missing or of another start: open the address that `rekindle serve` printed, with its token."


class Guard:
    """Lets through what the page's own browser asks for, and refuses everything else in one line."""

    def __init__(self, app: App, token: str, names: Iterable[str] = (), anywhere: bool = False) -> None:
        """`names` are host names by which the machine may be called beside those of itself; `anywhere` allows any address
        in numbers, which no foreign name can stand for."""
        self.app = app
        self.token = token
        self.names = {*LOOPBACK, *(name.lower() for name in names)}
        self.anywhere = anywhere
        # browsers send cookies to every port of a machine, so each start has a name of its own for its cookie
        self.cookie = f"rekindle-{hashlib.sha256(token.encode()).hexdigest()[:8]}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                kept = [] if b"cache-control" in given else [(b"cache-control", b"no-store")]
                fixed = [(key.encode(), value.encode()) for key, value in HEADERS.items() if key.encode() not in given]
                message = {**message, "headers": [*message["headers"], *fixed, *kept]}
            await send(message)

        headers = _headers(scope)
        refusal = self._refusal(scope, headers)
        if refusal:
            await refuse(guarded, *refusal, scope["path"])
            return
        asked = _token_in(scope)
        if asked is not None and self._is_token(asked):
            await self._enter(scope, headers, guarded)
            return
        client = self._client(scope, headers)
        if client is None:
            await refuse(guarded, 403, NO_TOKEN, scope["path"])
            return
        scope["client_id"] = client
        await self.app(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        """Status and line for a request that is refused whoever sends it."""
        if wrong := _method_refusal(scope, headers):
            return wrong
        if len(scope["query_string"]) > LONGEST or len(scope.get("raw_path") or b"") > 1024:
            return 414, f"The address is longer than {LONGEST:,} letters: set fewer levers."
        if not scope["path"].isprintable():
            return 404, "There is nothing at this address."
        host = headers.get("host", "")
        if headers.get("host") is None or not self._is_here(host):
            return 421, "This name does not stand for this machine: use the address that `rekindle serve` printed."
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return 403, ELSEWHERE
        site = headers.get("sec-fetch-site", "none")
        opened = scope["path"] == "/" and (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == (
            "navigate",
            "document",
        )
        if site not in ("none", "same-origin") and not opened:
            return 403, ELSEWHERE
        return None

    def _is_here(self, host: str) -> bool:
        """Whether a Host header names this machine. The port may be another's: a tunnel or a container has its own."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name.lower() in self.names:
            return True
        if not self.anywhere:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode("utf-8", "replace"), self.token.encode())

    def _client(self, scope: Scope, headers: dict[str, str]) -> str | None:
        """Who asks: a browser by the word in its cookie, a program by its address; None without the token."""
        kind, _, bearer = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._is_token(bearer.strip()):
            return str((scope.get("client") or ("",))[0])
        for part in headers.get("cookie", "").split(";"):
            name, _, value = part.strip().partition("=")
            token, _, who = value.partition(".")
            if name == self.cookie and self._is_token(token):
                return who[:32] or "unnamed"
        return None

    async def _enter(self, scope: Scope, headers: dict[str, str], send: Send) -> None:
        """Take the token out of the address and put it into a cookie that no script can read."""
        rest = [(key, value) for key, value in parse_qsl(scope["query_string"].decode("ascii", "replace").replace("+", "%2B"))
                if key != "token"]  # fmt: skip
        where = quote("/" + scope["path"].lstrip("/")) + (f"?{urlencode(rest, safe=',:+', quote_via=quote)}" if rest else "")
        who = self._client(scope, headers) or secrets.token_hex(8)
        cookie = f"{self.cookie}={self.token}.{who}; HttpOnly; SameSite=Strict; Path=/"
        fields = [(b"location", where.encode()), (b"set-cookie", cookie.encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 303, "headers": fields})
        await send({"type": "http.response.body", "body": b""})


def _method_refusal(scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
    """Everything is asked for with GET, but for one address, to which a document is sent with POST."""
    if scope["path"] != READ:
        return None if scope["method"] in ("GET", "HEAD") else (405, "Only GET is answered here: nothing can be written.")
    if scope["method"] != "POST":
        return 405, "A document is sent here with POST."
    if headers.get("cookie") and not headers.get("origin"):
        return 403, ELSEWHERE  # a browser always says from which page it sends
    if headers.get("content-type", "").partition(";")[0].strip().lower() != BYTES:
        return 415, f"A document is sent as bytes, with the type {BYTES}."
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return 411, "The size of a document has to be said before it is sent."
    if len(length) > 12 or int(length) > LARGEST:
        return 413, f"The document has more than {LARGEST // 1_000_000} MB, the most that the page takes. Use rekindle read."
    return None


def _headers(scope: Scope) -> dict[str, str]:
    """Headers by name; of a Host or an Origin that comes twice none is believed."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        if key in ("host", "origin") and key in found:
            found[key] = "twice"
        else:
            found[key] = value.decode("latin-1")
    return found


def _token_in(scope: Scope) -> str | None:
    """The token that stands in the address of the page."""
    if scope["path"] != "/":
        return None
    try:
        return dict(parse_qsl(scope["query_string"].decode("ascii", "replace"), max_num_fields=60)).get("token")
    except ValueError:
        return None


async def refuse(send: Send, status: int, line: str, path: str = "/api/") -> None:
    """One line and nothing more: plain text for a page, JSON for a script."""
    script = path.startswith("/api/")
    body = compact_json({"error": line}) if script else f"{line}\n".encode()
    kind = b"application/json" if script else b"text/plain; charset=utf-8"
    fields = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body})
