"""What commands share: options, what is looked at before anything runs, and bars on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rekindle.errors import UsageError

if TYPE_CHECKING:
    from rekindle.analysis.runs.run import Question
    from rekindle.scenario import Scenario

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
Threads = Annotated[int | None, typer.Option(help="Default: all cores. Changes the speed and no number.")]


def say(text: str) -> None:
    """A line for the person at the terminal, not for the next program."""
    typer.echo(text, err=True)


def note_priors(scenario: Scenario, worlds_from: str) -> None:
    """A line where worlds come from the priors and nobody asked for them, once nothing can be refused any more."""
    from rekindle.ensemble.posterior import posterior_for, why_priors

    if not worlds_from and posterior_for(scenario) is None:
        say(why_priors(scenario))


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
