"""What commands share: options, what is looked at before anything runs, and bars on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from rekindle.progress import Progress, Task

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A packaged scenario, or a scenario's file or folder.")]
Seed = Annotated[int, typer.Option(help="Another seed gives other random draws in every world.")]
PolicyName = Annotated[str, typer.Option(help="What the government side does: a name, a file of yours, or several as in a+b.")]
Experiment = Annotated[str, typer.Option(help="A question put to the model instead of a policy; a+b combines.")]
Variants = Annotated[
    list[str] | None,
    typer.Option(metavar="G.F=OPTION", help="Fix one variant for all worlds, as in raid.response=deterrence; may be repeated."),
]
ByHand = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=NUMBER", help="Set a number by hand in every world, as in levels.local=0.5; "
                 "a pattern sets all that it meets; may be repeated."),
]  # fmt: skip
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The horizon.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Refuse what was learnt later; draw dates from plans."),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
Source = Annotated[
    str,
    typer.Option(
        "--worlds-from",
        metavar="prior|posterior|FOLDER",
        help="Draw worlds from the priors, or from what the record taught. Default: the packaged posterior where it was learnt "
        "on the scenario, the priors elsewhere.",
    ),
]
Transfer = Annotated[
    bool, typer.Option("--transfer", help="With --worlds-from: take a posterior that was learnt on other scenarios.")
]
Png = Annotated[bool, typer.Option("--png", help="Write each figure as PNG too, for slides and texts.")]
Language = Annotated[
    str, typer.Option("--lang", metavar="LANG", help="Write pages in another language too: ar (Arabic), as NAME.ar.html.")
]
Threads = Annotated[int | None, typer.Option(help="Default: all cores. Changes the speed and no number.")]

Workers = Annotated[int | None, typer.Option(help="Simulate in so many processes, which share the threads.")]
Cluster = Annotated[
    str, typer.Option(metavar="ADDRESS", help="Simulate on the workers of a Dask scheduler, as tcp://10.0.0.1:8786.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Keep the finished shards of a run that was stopped; run the rest.")]


def day(given: datetime | None) -> date | None:
    """The day that an option names."""
    return given.date() if given else None


def say(text: str) -> None:
    """A line for the person at the terminal, not for the next program."""
    typer.echo(text, err=True)


def coloured() -> bool:
    """Whether standard output is a terminal that shows colours, and nobody asked for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("", "dumb")


def make_folder(folder: Path, option: str) -> None:
    """Make a folder that an option names, or complain."""
    from rekindle.files import make_folder as make

    make(folder, option)


def bars() -> Any:
    """Progress bars on standard error that estimate what is left (rich); a context."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


class Terminal(Progress):
    """Progress for the person at the terminal: lines and bars on standard error. Bars that go on together stand together."""

    def __init__(self) -> None:
        self._shown: Any = None

    def say(self, text: str) -> None:
        say(text)

    @contextmanager
    def task(self, words: str, total: int | None) -> Iterator[Task]:
        if self._shown is not None:
            yield Bar(self._shown, words, total)
            return
        with bars() as self._shown:
            try:
                yield Bar(self._shown, words, total)
            finally:
                self._shown = None


class Bar(Task):
    """One bar among those that are shown."""

    def __init__(self, shown: Any, words: str, total: int | None) -> None:
        self._shown, self._id = shown, shown.add_task(words, total=total)

    def advance(self, done: int) -> None:
        self._shown.advance(self._id, done)

    def describe(self, words: str) -> None:
        self._shown.update(self._id, description=words)
