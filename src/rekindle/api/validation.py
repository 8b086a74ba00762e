"""The model held against the record: learning from it, and forecasts scored against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rekindle.api.checks import check_seed_and_threads
from rekindle.errors import UsageError
from rekindle.progress import SILENT, Progress


def calibrate(
    out: str | Path = Path("results/calibration"),
    *,
    worlds: int = 20000,
    rows: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Learn what the record can teach into a folder, and go on where it stopped; the report, as plain data.

    `worlds` are draws, each of which runs three scenarios; `rows` are the draws of the posterior that are kept. Needs the
    extra rekindle[calibrate].
    """
    from rekindle.analysis.calibration.calibrate import Settings
    from rekindle.analysis.calibration.calibrate import calibrate as learn
    from rekindle.files import make_folder

    if worlds < 1000 or rows < 100:
        raise UsageError("--worlds must be at least 1000 and --rows at least 100: fewer teach nothing.")
    check_seed_and_threads(seed, threads)
    make_folder(Path(out), "--out")
    with progress.task("Worlds", 3 * worlds) as task:
        return learn(Path(out), Settings(worlds, rows, seed, threads), say=progress.say, tick=task.advance)


def backtest(
    origin: str = "all",
    *,
    worlds: int = 2000,
    seed: int = 1,
    posteriors: str | Path | None = None,
    threads: int | None = None,
    forecasts: str | Path | None = None,
    out: str | Path = Path("results/backtest"),
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Forecast from a day on with what was known by then, and score it against what happened and against baselines.

    `origin` is a day or "all"; `posteriors` a folder of a calibration, in place of those packaged; `forecasts` a folder for
    the forecast of later years, in place of `out`. Rows and scores, as plain data.
    """
    from rekindle.analysis.validation.backtest import AFTER, asked_origins, backtest_all
    from rekindle.files import make_folder

    asked = asked_origins(origin)
    if worlds < 100:
        raise UsageError(f"--worlds must be at least 100, not {worlds}: the ends of an interval need more.")
    check_seed_and_threads(seed, threads)
    make_folder(Path(out), "--out")
    later = Path(forecasts or out)  # never over the forecast that is on file, unless its folder is named
    if AFTER in asked:
        make_folder(later, "--forecasts")
    with progress.task("Worlds", None) as task:
        table = Path(posteriors) if posteriors else None
        return backtest_all(asked, worlds, seed, table, threads, later, Path(out), task.advance)
