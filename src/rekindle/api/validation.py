"""The model held against the record: learning from it, and forecasts scored against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rekindle.api.checks import check_seed_and_threads
from rekindle.errors import UsageError
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    from rekindle.analysis.calibration.report import Calibration
    from rekindle.analysis.validation.results import Backtest


def calibrate(
    names: Sequence[str] = (),
    *,
    origins: Sequence[date | str] = (),
    worlds: int = 20000,
    rows: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    out: str | Path | None = None,
    progress: Progress = SILENT,
) -> Calibration:
    """Learn what the record can teach into a folder, and go on where it stopped; the reports, by origin.

    `names` are scenarios with a calibration.yaml; without any the packaged ones are meant. Of one scenario those are learnt
    too that its file names. `origins` are the last days of the record that are used; `worlds` are draws, each of which runs
    every scenario; `rows` are the draws of the posterior that are kept. Needs the extra rekindle-lab[calibrate].
    """
    from rekindle.analysis.calibration.calibrate import Settings
    from rekindle.analysis.calibration.calibrate import calibrate as learn
    from rekindle.analysis.calibration.learning import learning_of
    from rekindle.files import make_folder

    if worlds < 1000 or rows < 100:
        raise UsageError("--worlds must be at least 1000 and --rows at least 100: fewer teach nothing.")
    check_seed_and_threads(seed, threads)
    of = learning_of(names)
    days = tuple(map(_day, origins))
    folder = Path(out or Path("results") / (f"{of.first.name}-calibration" if names else "calibration"))
    make_folder(folder, "--out")
    try:
        with progress.task("Worlds", len(of.members) * worlds) as task:
            return learn(folder, of, Settings(worlds, rows, seed, threads), days, say=progress.say, tick=task.advance)
    except KeyboardInterrupt:
        progress.say(f"Stopped. What is finished is kept in {folder}; the same command goes on there.")
        raise


def _day(words: date | str) -> date:
    if isinstance(words, date):
        return words
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise UsageError(f"--origin {words!r} is no date. Write year, month and day, as YYYY-MM-DD.") from None


def backtest(
    name: str = "",
    origin: str = "all",
    *,
    worlds: int = 2000,
    seed: int = 1,
    posteriors: str | Path | None = None,
    threads: int | None = None,
    forecasts: str | Path | None = None,
    out: str | Path | None = None,
    progress: Progress = SILENT,
) -> Backtest:
    """Forecast from a day on with what was known by then, and score it against what happened and against baselines.

    `name` is a scenario with a calibration.yaml, the packaged one if none is named; `origin` is a day or "all"; `posteriors` a
    folder of a calibration, in place of those packaged; `forecasts` a folder for the forecast of later years, in place of
    `out`. `to_dict()` of the rows and scores is what `--json` prints.
    """
    from rekindle.analysis.calibration.learning import learning_of
    from rekindle.analysis.validation.backtest import asked_origins, backtest_all, posterior_by
    from rekindle.files import make_folder

    if worlds < 100:
        raise UsageError(f"--worlds must be at least 100, not {worlds}: the ends of an interval need more.")
    check_seed_and_threads(seed, threads)
    of = learning_of([name] if name else ())
    asked = asked_origins(origin, of)
    writing = [str(one.origin) for one in of.backtests if one.years]
    if forecasts and not {*writing} & {*map(str, asked)}:
        where = f"without --origin {writing[0]} or --origin all" if writing else f"to {of.first.name}"
        raise UsageError(f"--forecasts does not apply {where}: no forecast of later years is written. Leave it out.")
    folder = Path(out or Path("results") / (f"{of.first.name}-backtest" if name else "backtest"))
    make_folder(folder, "--out")
    if forecasts:  # never over the forecast that is on file, unless its folder is named
        make_folder(Path(forecasts), "--forecasts")
    table = Path(posteriors) if posteriors else None
    for day in asked:
        if posterior_by(of.first, day, table) is None:
            progress.say(f"Worlds are drawn from the priors: no packaged posterior was learnt on {of.first.name} by {day}.")
    with progress.task("Worlds", None) as task:
        return backtest_all(of, asked, worlds, seed, table, threads, Path(forecasts or folder), folder, task.advance)
