"""The socket, the browser, and the end: Ctrl-C is answered within a second, whatever is being compiled or simulated."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
import time
import traceback
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import uvicorn

from rekindle.errors import UsageError
from rekindle.web import memory
from rekindle.web.app import Page, application
from rekindle.web.jobs import Queue
from rekindle.web.own import Own
from rekindle.web.scenarios import Scenarios
from rekindle.web.security import LOOPBACK, Guard

PORT = 8765
TRIED = 20
"""Ports that are tried, one after the other, where none is named."""
SILENT = 10.0
"""Seconds in which whoever connects has to ask for something."""
TIDIED = 200
"""Ticks of a tenth of a second after which memory that is free goes back to the system."""
FILES = 8_192
"""Connections that the system is asked to allow."""
HEADERS = 16_384
"""Bytes of a request's head."""


@dataclass
class Place:
    """Where the page is served, and by which names the machine may be called there."""

    host: str = "127.0.0.1"
    port: int | None = None
    names: tuple[str, ...] = ()
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def public(self) -> bool:
        """Whether other machines can reach it."""
        return self.host not in LOOPBACK

    def socket(self) -> socket.socket:
        """A socket that listens. Raises UsageError where none can be had."""
        ports = [self.port] if self.port is not None else [*range(PORT, PORT + TRIED), 0]
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        for port in ports:
            made = socket.socket(family, socket.SOCK_STREAM)
            if os.name == "posix":
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                made.bind((self.host, port))
                made.listen(512)
            except (OSError, OverflowError) as error:
                made.close()
                reason = getattr(error, "strerror", None) or str(error)
                if port == ports[-1] or isinstance(error, socket.gaierror):
                    where = f"port {self.port} of {self.host}" if self.port is not None else self.host
                    raise UsageError(f"cannot listen at {where}: {reason}. Name another --host or --port.") from None
                continue
            return made
        raise AssertionError("one of the ports was tried last")

    def address(self, port: int) -> str:
        """What is typed into a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{port}/?token={self.token}"

    def known_as(self) -> list[str]:
        """Names of this machine, where others can reach it."""
        return [*self.names, self.host, *([socket.gethostname(), socket.getfqdn()] if self.public else [])]


class Server(uvicorn.Server):
    """Ends within a second of Ctrl-C, and closes connections on which nothing is asked."""

    def __init__(self, config: uvicorn.Config, page: Page) -> None:
        super().__init__(config)
        self.page = page
        self._silent: dict[Any, float] = {}

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal: end now. A second one ends the process on the spot."""
        if self.should_exit:
            os._exit(130)
        self.should_exit = True

    async def on_tick(self, counter: int) -> bool:
        if counter % 10 == 0:
            self._close_silent()
        if counter % TIDIED == 0:
            asyncio.get_running_loop().run_in_executor(None, memory.give_back)
        return bool(await super().on_tick(counter))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.page.end()
        with suppress(TimeoutError):
            await asyncio.wait_for(super().shutdown(sockets), 0.4)

    def _close_silent(self) -> None:
        now = time.monotonic()
        idle = {one for one in self.server_state.connections if _is_silent(one)}
        self._silent = {one: self._silent.get(one, now) for one in idle}
        for one, since in self._silent.items():
            if now - since > SILENT:
                one.transport.close()


def _is_silent(connection: Any) -> bool:
    """Whether a connection has nothing under way: nothing was asked on it yet, or only half."""
    cycle = getattr(connection, "cycle", None)
    return hasattr(connection, "transport") and (cycle is None or bool(getattr(cycle, "response_complete", False)))


def serve(
    served: str, own: Own | None, place: Place, threads: int | None, begun: Callable[[str], None], browser: bool = False
) -> None:
    """Serve the page until Ctrl-C; `begun` hears the address once it answers. Ends the process."""
    listening = place.socket()
    address = place.address(listening.getsockname()[1])
    more_files()
    memory.keep_apart()

    async def run() -> None:
        page = Page(Scenarios(served, own, threads), Queue(tell=tell), tell)
        guarded = Guard(application(page), place.token, place.known_as(), anywhere=place.public)
        server = Server(settings(guarded), page)
        started = asyncio.create_task(server.serve([listening]))
        while not server.started and not started.done():
            await asyncio.sleep(0.01)
        if server.started:
            begun(address)
            if browser:
                asyncio.get_running_loop().run_in_executor(None, open_browser, address)
            await page.begin()
        await started

    async def run_and_leave() -> None:
        code = 1
        try:
            await run()
            code = 0
        except KeyboardInterrupt:
            code = 0
        except Exception as error:
            tell(error)
        finally:  # threads that still compile or simulate are not waited for
            with suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    asyncio.run(run_and_leave())


def settings(app: Any) -> uvicorn.Config:
    """How uvicorn serves: no logs, no web sockets, no trust in forwarded addresses."""
    return uvicorn.Config(
        app, http="h11", ws="none", lifespan="off", log_config=None, log_level="critical", access_log=False,
        proxy_headers=False, server_header=False, h11_max_incomplete_event_size=HEADERS, timeout_keep_alive=20,
    )  # fmt: skip


def tell(error: BaseException) -> None:
    """A fault of ours, for the person at the terminal; no client sees its words."""
    print(f"A fault of Rekindle's: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    if os.environ.get("REKINDLE_DEBUG"):
        traceback.print_exception(error, file=sys.stderr)


def open_browser(address: str) -> None:
    """Open the page; where there is no browser, the printed address has to do."""
    with suppress(Exception):
        webbrowser.open(address)


def more_files() -> None:
    """Allow as many connections as the system lets us."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
