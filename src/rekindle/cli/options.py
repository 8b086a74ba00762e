"""What commands share: options, what is looked at before anything runs, and bars on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rekindle.errors import UsageError

if TYPE_CHECKING:
    from rekindle.analysis.runs.run import Question
    from rekindle.scenario import Scenario

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
        "--worlds-from", metavar="prior|posterior|FOLDER", help="Draw worlds from the priors, or from what the record taught."
    ),
]
Threads = Annotated[int | None, typer.Option(help="Default: all cores. Changes the speed and no number.")]


def say(text: str) -> None:
    """A line for the person at the terminal, not for the next program."""
    typer.echo(text, err=True)


def day(given: datetime | None) -> date | None:
    """The day that an option names."""
    return given.date() if given else None


def read_scenario(name: str, as_of: datetime | None = None) -> Scenario:
    from rekindle.scenario import read

    return read(name, as_of=day(as_of))


def check_luck_and_threads(seed: int, threads: int | None) -> None:
    """Complain before anything runs."""
    if not 0 <= seed < 2**64:
        raise UsageError(f"--seed must be a whole number from 0 to 2^64 - 1, not {seed}.")
    if threads is not None and threads < 1:
        raise UsageError(f"--threads must be at least 1, not {threads}.")


def make_folder(folder: Path, option: str) -> None:
    """Make a folder that an option names, or complain."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}. Choose another {option}.") from None


def compile_first(question: Question) -> None:
    """Compile the model before anything is timed, and say so if it takes a while."""
    from rekindle.ensemble.run import compile_model
    from rekindle.model.compiled import CACHE

    if CACHE.lost:
        say(
            f"Compiling the model: a minute or two, at every command, for what is compiled cannot be kept in {CACHE.folder} "
            f"({CACHE.lost}). Make room there or allow writing, or name another folder: XDG_CACHE_HOME=FOLDER."
        )
    elif not CACHE.whole:
        say("Compiling the model, once for this version: a minute or two.")
    could = not CACHE.lost
    compile_model(question.frame(), question.seed)
    CACHE.note_whole()
    if CACHE.damaged:
        say(f"Compiled code in {CACHE.folder} was damaged and was compiled again ({CACHE.damaged} of its files).")
    if could and CACHE.lost:
        say(f"What was compiled could not be kept in {CACHE.folder} ({CACHE.lost}): the next command compiles again.")


def bars() -> Any:
    """Progress bars on standard error that estimate what is left (rich); a context."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


@contextmanager
def bar(words: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """One bar; as a context it gives the function to be called with the number of worlds done."""
    with bars() as progress:
        task = progress.add_task(words, total=total)
        yield lambda done: progress.advance(task, done)
