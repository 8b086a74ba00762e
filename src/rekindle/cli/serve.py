"""The live page: served to a browser of this machine until Ctrl-C."""

from __future__ import annotations

from typing import Annotated

import typer

from rekindle.cli.options import Threads, say
from rekindle.errors import UsageError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MEANS = (
    "other machines can then reach the page. Whoever has its address with the token can have this machine simulate, and what "
    "is sent is not encrypted, the token neither: everybody on the way can read it. "
    "`ssh -L 8765:localhost:8765 THIS-MACHINE`, typed on the other machine, needs none of this"
)


def serve(
    name: Annotated[
        str, typer.Argument(metavar="[NAME|FILE]", help="What the page opens with; a file of yours is watched, and read again "
                            "when you save it. Default: the packaged scenario of the latest war.")
    ] = "",
    host: Annotated[str, typer.Option(help="Where to listen; other than this machine alone needs --i-know.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Default: 8765, or the next that is free. 0: any that is free.")
    ] = None,
    known_as: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Another name that this machine is reached by; may be repeated.")
    ] = None,
    i_know: Annotated[bool, typer.Option("--i-know", help="With --host: I know that others can reach the page.")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser; the address is printed anyway.")] = False,
    threads: Threads = None,
) -> None:  # fmt: skip
    """Serve the live page, on which levers move worlds; it opens in the browser and ends with Ctrl-C."""
    if host not in LOOPBACK and not i_know:
        raise UsageError(f"--host {host} needs --i-know: {MEANS}.")
    if threads is not None and threads < 1:
        raise UsageError(f"--threads must be at least 1, not {threads}.")
    from rekindle.web.scenarios import own_or_packaged
    from rekindle.web.serving import Place
    from rekindle.web.serving import serve as serve_page

    served, own = own_or_packaged(name)
    if own:
        own.read()
        for problem in own.problems:
            say(f"{problem['file']}:{problem['line']}: {problem['text']}")
    if host not in LOOPBACK:
        say(f"At --host {host} {MEANS}.")

    def begun(address: str) -> None:
        typer.echo(f"The live page is at {address}")
        say("It asks nothing of any other machine. Ctrl-C ends it.")

    serve_page(served, own, Place(host, port, tuple(known_as or ())), threads, begun, browser=not no_open)
