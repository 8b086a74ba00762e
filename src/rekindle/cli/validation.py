"""Commands that hold the model against the record: calibrate, backtest and battles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rekindle.cli.options import AsJson, Source, Threads, bar, check_luck_and_threads, make_folder
from rekindle.errors import UsageError
from rekindle.json_text import json_text


def calibrate(
    worlds: Annotated[int, typer.Option(help="How many draws; each runs three scenarios.")] = 20000,
    rows: Annotated[int, typer.Option(help="How many draws of the posterior are kept.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed is other draws and another training.")] = 1,
    threads: Threads = None,
    out: Annotated[Path, typer.Option(help="Folder for draws and posteriors.")] = Path("results/calibration"),
    as_json: AsJson = False,
) -> None:
    """Learn what the record can teach: draw, infer, test. Goes on where it stopped. Needs rekindle[calibrate]."""
    from rekindle.analysis.calibration.calibrate import Settings
    from rekindle.analysis.calibration.calibrate import calibrate as learn
    from rekindle.show.terminal.validation import calibration_text

    if worlds < 1000 or rows < 100:
        raise UsageError("--worlds must be at least 1000 and --rows at least 100: fewer teach nothing.")
    check_luck_and_threads(seed, threads)
    make_folder(out, "--out")
    try:
        with bar("Worlds", 3 * worlds) as tick:
            found = learn(out, Settings(worlds, rows, seed, threads), say=lambda text: typer.echo(text, err=True), tick=tick)
    except KeyboardInterrupt:
        typer.echo(f"Stopped. What is finished is kept in {out}; the same command goes on there.", err=True)
        raise
    typer.echo(json_text(found) if as_json else calibration_text(found))


def backtest(
    origin: Annotated[str, typer.Option(metavar="DATE|all", help="2016-10-16, 2017-12-31, 2018-12-31 or all.")] = "all",
    worlds: Annotated[int, typer.Option(help="How many worlds.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed is other luck.")] = 1,
    posteriors: Annotated[Path | None, typer.Option(help="Folder of a calibration. Default: the posteriors packaged.")] = None,
    threads: Threads = None,
    forecasts: Annotated[Path | None, typer.Option(help="Folder for the forecast of later years. Default: --out.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the scores.")] = Path("results/backtest"),
    as_json: AsJson = False,
) -> None:
    """Forecast from a day on with what was known by then, and score it against what happened and against baselines."""
    from rekindle.analysis.validation.backtest import AFTER, asked_origins, backtest_all
    from rekindle.show.terminal.validation import backtest_text

    asked = asked_origins(origin)
    if worlds < 100:
        raise UsageError(f"--worlds must be at least 100, not {worlds}: the ends of an interval need more.")
    check_luck_and_threads(seed, threads)
    make_folder(out, "--out")
    forecasts = forecasts or out  # never over the forecast that is on file, unless its folder is named
    if AFTER in asked:
        make_folder(forecasts, "--forecasts")
    with bar("Worlds", None) as tick:
        found = backtest_all(asked, worlds, seed, posteriors, threads, forecasts, out, tick)
    typer.echo(json_text(found) if as_json else backtest_text(found))


def battles(
    half: Annotated[str, typer.Option(metavar="diagnose|opened|all", help="Which of the other battles.")] = "diagnose",
    worlds: Annotated[int, typer.Option(help="How many worlds of each battle.")] = 500,
    seed: Annotated[int, typer.Option(help="Another seed is other luck.")] = 1,
    opening: Annotated[bool, typer.Option("--open", help="Open the half that is held back: once, and for ever.")] = False,
    worlds_from: Source = "posterior",
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the table, as battles.json and battles.md.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run other battles than Mosul's and say which recorded figures lie inside the worlds' ranges."""
    from rekindle.analysis.validation.battles import run as run_battles
    from rekindle.ensemble.posterior import posterior_of
    from rekindle.show.terminal.battles import battle_table, ready, write_tables

    if out is not None:
        ready(out)  # complain before anything runs
    source = posterior_of(worlds_from)  # learnt on other scenarios than these, and that is what is tested
    found = run_battles(half, worlds, seed, opening, source, threads, lambda name: typer.echo(f"{name} ...", err=True))
    if out is not None:
        write_tables(found, out)
    typer.echo(json_text(found, 2) if as_json else battle_table(found))
