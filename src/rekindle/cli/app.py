"""The command line. Data goes to standard output, progress and errors to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from rekindle.cli import claims as claims_commands
from rekindle.cli import compare as compare_commands
from rekindle.cli import effects as effects_commands
from rekindle.cli import explain as explain_commands
from rekindle.cli import export as export_commands
from rekindle.cli import read as read_commands
from rekindle.cli import record as record_commands
from rekindle.cli import report as report_commands
from rekindle.cli import run as run_commands
from rekindle.cli import scenario as scenario_commands
from rekindle.cli import serve as serve_commands
from rekindle.cli import validation as validation_commands
from rekindle.cli.idle_options import Commands
from rekindle.cli.options import say
from rekindle.errors import Cancelled, InvalidScenario, RekindleError
from rekindle.streams import NobodyReads, steady_streams
from rekindle.version import VERSION

app = Commands(
    help=("What happens after an armed group that holds territory loses it? Many uncertain worlds, every number with its "
          "source. rekindle cite NAME counts how many of a scenario's numbers are verified and how many are judgement."),
    no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"rekindle {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options of the program itself."""


COMMANDS: tuple[Callable[..., None], ...] = (
    run_commands.run,
    run_commands.shard,
    run_commands.gather,
    compare_commands.compare,
    serve_commands.serve,
    run_commands.world,
    scenario_commands.check,
    scenario_commands.policies,
    scenario_commands.new,
    scenario_commands.cite,
    run_commands.verify,
    scenario_commands.schema,
    validation_commands.calibrate,
    validation_commands.backtest,
    validation_commands.battles,
    effects_commands.effects,
    read_commands.read,
    claims_commands.claims,
    report_commands.report,
    export_commands.export,
    explain_commands.explain,
    explain_commands.sensitivity,
    explain_commands.discover,
)
"""Commands in the order of the help."""
app.command("list")(scenario_commands.list_scenarios)
for command in COMMANDS:
    app.command()(command)
app.add_typer(record_commands.app, name="record")


def main() -> None:
    """Entry point: errors become one message and an exit code, never a traceback."""
    with steady_streams():
        _main()


def _main() -> None:
    try:
        # with standalone_mode off the code of a typer.Exit is what the call returns; it is not raised
        code = app(standalone_mode=False) or 0
        sys.stdout.flush()
        sys.exit(code)
    except (KeyboardInterrupt, typer.Abort, Cancelled) as stop:
        say(f"Cancelled: {stop}." if str(stop) else "Cancelled.")
        sys.exit(130)
    except RekindleError as error:
        say(f"{'Problem' if isinstance(error, InvalidScenario) else 'Error'}: {error}")
        sys.exit(error.exit_code)
    except NobodyReads:
        sys.exit(0)
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):  # the command was typed wrong
            typed: Any = error
            typed.show()
            sys.exit(typed.exit_code)
        if os.environ.get("REKINDLE_DEBUG"):
            raise
        say(
            f"This is a fault of Rekindle's, not yours: {type(error).__name__}: {error}\n"
            "Please report it with the command you typed. REKINDLE_DEBUG=1 shows where it happened."
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
