"""Commands that hold the model against the record: calibrate, backtest and battles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from rekindle.cli.options import AsJson, Source, Threads, bar, check_luck_and_threads, make_folder, say
from rekindle.errors import UsageError
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
    """Learn what the record can teach: draw, infer, test. Goes on where it stopped. Needs rekindle[calibrate].

    Of one scenario those are learnt too that its calibration.yaml names; several that are named are learnt together.
    """
    from rekindle.analysis.calibration.calibrate import Settings
    from rekindle.analysis.calibration.calibrate import calibrate as learn
    from rekindle.analysis.calibration.learning import learning_of
    from rekindle.show.terminal.validation import calibration_text

    if worlds < 1000 or rows < 100:
        raise UsageError("--worlds must be at least 1000 and --rows at least 100: fewer teach nothing.")
    check_luck_and_threads(seed, threads)
    of = learning_of(names or ())
    origins = tuple(map(_day, origin or ()))
    folder = out or Path("results") / (f"{of.first.name}-calibration" if names else "calibration")
    make_folder(folder, "--out")
    try:
        with bar("Worlds", len(of.members) * worlds) as tick:
            settings = Settings(worlds, rows, seed, threads)
            found = learn(folder, of, settings, origins, say=say, tick=tick)
    except KeyboardInterrupt:
        say(f"Stopped. What is finished is kept in {folder}; the same command goes on there.")
        raise
    typer.echo(json_text(found) if as_json else calibration_text(found))


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise UsageError(f"--origin {words!r} is no date. Write year, month and day, as YYYY-MM-DD.") from None


def backtest(
    name: Annotated[
        str, typer.Argument(metavar="[NAME|FILE]", help="A scenario with a calibration. Default: the packaged.")
    ] = "",
    origin: Annotated[
        str, typer.Option(metavar="DATE|all", help="The day to forecast from, or all that its calibration.yaml describes.")
    ] = "all",
    worlds: Annotated[int, typer.Option(help="How many worlds.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed is other luck.")] = 1,
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
    from rekindle.analysis.validation.backtest import asked_origins, backtest_all, posterior_by
    from rekindle.show.terminal.validation import backtest_text

    if worlds < 100:
        raise UsageError(f"--worlds must be at least 100, not {worlds}: the ends of an interval need more.")
    check_luck_and_threads(seed, threads)
    of = learning_of([name] if name else ())
    asked = asked_origins(origin, of)
    writing = [str(one.origin) for one in of.backtests if one.years]
    if forecasts and not {*writing} & {*map(str, asked)}:
        where = f"without --origin {writing[0]} or --origin all" if writing else f"to {of.first.name}"
        raise UsageError(f"--forecasts does not apply {where}: no forecast of later years is written. Leave it out.")
    folder = out or Path("results") / (f"{of.first.name}-backtest" if name else "backtest")
    make_folder(folder, "--out")
    if forecasts:  # never over the forecast that is on file, unless its folder is named
        make_folder(forecasts, "--forecasts")
    for day in asked:
        if posterior_by(of.first, day, posteriors) is None:
            say(f"Worlds are drawn from the priors: no packaged posterior was learnt on {of.first.name} by {day}.")
    with bar("Worlds", None) as tick:
        found = backtest_all(of, asked, worlds, seed, posteriors, threads, forecasts or folder, folder, tick)
    typer.echo(json_text(found) if as_json else backtest_text(found, of.backtests))


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
    typer.echo(json_text(found, 2) if as_json else battle_table(found))
