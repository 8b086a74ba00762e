"""Commands that hold the model against the record: calibrate, backtest and battles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rekindle import api
from rekindle.cli.options import AsJson, Source, Terminal, Threads
from rekindle.json_text import json_text


def calibrate(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME|FILE]...", help="Scenarios to learn from. Default: the packaged ones.")
    ] = None,
    origin: Annotated[
        list[str] | None, typer.Option(metavar="DATE", help="Last day of the record that is used; may be repeated.")
    ] = None,
    worlds: Annotated[int, typer.Option(help="How many draws; each runs every scenario.")] = 20000,
    rows: Annotated[int, typer.Option(help="How many draws of the posterior are kept.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed is other draws and another training.")] = 1,
    threads: Threads = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for draws and posteriors. Default: results/calibration or results/NAME-calibration."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Learn what the record can teach: draw, infer, test. Goes on where it stopped. Needs rekindle-lab[calibrate].

    Of one scenario those are learnt too that its calibration.yaml names; several that are named are learnt together.
    """
    from rekindle.show.terminal.validation import calibration_text

    found = api.calibrate(
        names or (), origins=origin or (), worlds=worlds, rows=rows, seed=seed, threads=threads, out=out, progress=Terminal()
    )
    typer.echo(json_text(found.to_dict()) if as_json else calibration_text(found))


def backtest(
    name: Annotated[
        str, typer.Argument(metavar="[NAME|FILE]", help="A scenario with a calibration. Default: the packaged.")
    ] = "",
    origin: Annotated[
        str, typer.Option(metavar="DATE|all", help="The day to forecast from, or all that its calibration.yaml describes.")
    ] = "all",
    worlds: Annotated[int, typer.Option(help="How many worlds.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed is other random draws.")] = 1,
    posteriors: Annotated[
        Path | None, typer.Option(help="Folder of a calibration. Default: the packaged posterior, if it is of the scenario.")
    ] = None,
    threads: Threads = None,
    forecasts: Annotated[Path | None, typer.Option(help="Folder for the forecast of later years. Default: --out.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the scores. Default: results/backtest or results/NAME-backtest.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Forecast from a day on with what was known by then, and score it against what happened and against baselines."""
    from rekindle.analysis.calibration.learning import learning_of
    from rekindle.show.terminal.validation import backtest_text

    found = api.backtest(
        name, origin, worlds=worlds, seed=seed, posteriors=posteriors, threads=threads, forecasts=forecasts, out=out,
        progress=Terminal(),
    )  # fmt: skip
    typer.echo(json_text(found.to_dict()) if as_json else backtest_text(found, learning_of([name] if name else ()).backtests))


def battles(
    half: Annotated[str, typer.Option(metavar="diagnose|opened|all", help="Which of the other battles.")] = "diagnose",
    worlds: Annotated[int, typer.Option(help="How many worlds of each battle.")] = 500,
    seed: Annotated[int, typer.Option(help="Another seed is other random draws.")] = 1,
    opening: Annotated[bool, typer.Option("--open", help="Open the half that is held back: once, and for ever.")] = False,
    worlds_from: Source = "posterior",
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the table, as battles.json and battles.md.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run battles that nothing was learnt from, and say which recorded figures lie inside the worlds' ranges."""
    from rekindle.analysis.validation.battles import run as run_battles
    from rekindle.ensemble.posterior import posterior_of
    from rekindle.show.terminal.battles import battle_table, ready, write_tables

    if out is not None:
        ready(out)  # complain before anything runs
    source = posterior_of(worlds_from)  # learnt on other scenarios than these, and that is what is tested
    found = run_battles(half, worlds, seed, opening, source, threads, lambda name: typer.echo(f"{name} ...", err=True))
    if out is not None:
        write_tables(found, out)
    typer.echo(json_text(found.to_dict(), 2) if as_json else battle_table(found))
