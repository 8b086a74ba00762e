"""A live page in a thread of this process, and a client that speaks HTTP to it as a browser or a program would."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rekindle.web.app import Page, application
from rekindle.web.jobs import Queue
from rekindle.web.own import Own
from rekindle.web.scenarios import Scenarios
from rekindle.web.security import Guard
from rekindle.web.serving import Server, settings

TOKEN = "a-token-for-tests-0123456789"


@dataclass
class Reply:
    """An answer: status, headers by name in small letters, content."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """The one line of a refusal."""
        line = self.json()["error"]
        assert "\n" not in line
        return str(line)

    @property
    def events(self) -> list[tuple[str, Any]]:
        """The events of a stream."""
        found = []
        for block in self.body.decode("utf-8").split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
            if "event" in lines:
                found.append((lines["event"], json.loads(lines["data"])))
        return found


@dataclass
class Client:
    """Speaks to a page; `faults` are those that the page told its terminal."""

    port: int
    page: Page
    faults: list[BaseException] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", token: str | None = TOKEN, **headers: str) -> Reply:
        """Ask once and read everything; a header's name has _ for -."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            given["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, headers=given)
            reply = connection.getresponse()
            return Reply(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
        finally:
            connection.close()

    def connect(self, path: str, token: str = TOKEN) -> socket.socket:
        """Ask, and leave the connection to the test."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        host = f"127.0.0.1:{self.port}"
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        return line


@contextmanager
def live_page(name: str, own: Own | None = None, anywhere: bool = False, names: tuple[str, ...] = ()) -> Iterator[Client]:
    """A page that is served while the block runs."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(512)
    made: dict[str, Any] = {}
    ready = threading.Event()
    faults: list[BaseException] = []

    async def run() -> None:
        page = Page(Scenarios(name, own, 2), Queue(tell=faults.append), faults.append)
        server = Server(settings(Guard(application(page), TOKEN, names, anywhere)), page)
        made.update(page=page, server=server)
        started = asyncio.create_task(server.serve([listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        await page.begin()
        ready.set()
        await started

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        assert ready.wait(60)
        yield Client(listening.getsockname()[1], made["page"], faults)
    finally:
        made["server"].should_exit = True
        thread.join(60)
        assert not thread.is_alive()
