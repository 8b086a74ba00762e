"""Published effects held against the model: what the levers move, beside what studies found them to move."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rekindle import WORLDS_FROM
from rekindle.api.checks import check_seed_and_threads, note_priors
from rekindle.api.scenarios import load
from rekindle.errors import UsageError
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    from rekindle.analysis.effects.result import EffectsAudit
    from rekindle.scenario import Scenario

WORLDS, FEWEST = 400, 100


def effects(
    name: str | Path | Scenario,
    *,
    worlds: int = WORLDS,
    seed: int = 1,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    threads: int | None = None,
    out: str | Path | None = None,
    progress: Progress = SILENT,
) -> EffectsAudit:
    """Every published effect beside the model's own, measured in pairs of the same worlds; `to_dict()` is what `--json` prints.

    `worlds` are those of each arm. With `out` the audit is kept in that folder, as effects.json. Raises InvalidScenario with
    every fault of the table of published effects and of the files of paired experiments.
    """
    check_seed_and_threads(seed, threads)
    if worlds < FEWEST:
        raise UsageError(f"--worlds must be at least {FEWEST}, not {worlds}: fewer tell no effect from none.")
    from rekindle.analysis.effects.audit import AuditSpec, audit, plan
    from rekindle.analysis.effects.kept import REPORT
    from rekindle.ensemble.posterior import posterior_for
    from rekindle.files import make_folder, write_json
    from rekindle.scenario.paired.read import read_all

    scenario = load(name)
    asked = AuditSpec(scenario, worlds, seed, posterior_for(scenario, worlds_from, transfer))
    experiments = read_all(scenario)
    if out is not None:
        make_folder(Path(out), "--out")
    note_priors(scenario, worlds_from, progress)
    planned = plan(asked, experiments)
    with progress.task("Worlds", planned.worlds) as task:
        found = audit(planned, threads, task.advance)
    if out is not None:
        try:
            write_json(Path(out) / REPORT, found.to_dict(), 1)
        except OSError as error:
            raise UsageError(f"writing to {out} failed: {error.strerror or error}. Choose another --out.") from None
    return found
