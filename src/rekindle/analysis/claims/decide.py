"""Worlds that decide statements: taken from where they are stored, or simulated and stored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rekindle.analysis.claims import flips as search
from rekindle.analysis.claims.flips_kept import write_flips
from rekindle.analysis.claims.plan import HISTORICAL, Plan, plan
from rekindle.analysis.claims.store import ClaimSpec, ClaimWorlds, load, simulate, simulated_worlds, write
from rekindle.analysis.claims.stored_worlds import (
    both,
    carried,
    checked,
    kept,
    missing,
    refuse_undecidable,
    under,
    without_stale,
)
from rekindle.analysis.claims.treatments import plan_of_checks
from rekindle.analysis.runs.compilation import compile_first
from rekindle.analysis.runs.interrupt import held_interrupts
from rekindle.errors import Cancelled, UsageError
from rekindle.files import make_folder
from rekindle.progress import Progress
from rekindle.scenario.claims.proposition import Claims


@dataclass(frozen=True)
class Place:
    """Where worlds of claims lie, and whether a person named the folder: the package's then do not stand in for it."""

    folder: Path
    named: bool
    called: str
    """How the person calls the scenario, for messages."""


def stored_worlds(
    chosen: Claims, every: Claims, policy: str, asked: ClaimSpec, place: Place, threads: int | None, progress: Progress
) -> tuple[ClaimWorlds, ClaimSpec]:
    """Stored worlds; those of another policy that are missing are simulated and added to the folder."""
    wanted = under(chosen, policy, asked)  # complains about an unknown policy first
    found, asked = kept(asked, plan(chosen), place.folder, place.called, only=place.named and policy == HISTORICAL)
    left = missing(wanted, found)
    if policy == HISTORICAL or not left.claim_runs:
        return found, asked
    progress.say(
        f"Under {policy} {len(left.claim_runs)} of the runs are not stored: they are simulated and kept in {place.folder}."
    )
    before = without_stale(found)
    after = _made(left, asked, place.folder, threads, before, progress)
    flips = carried(every, before, after)
    if flips:
        write_flips(place.folder, flips)
    return after, asked


def new_worlds(
    claims: Claims, policy: str, asked: ClaimSpec, place: Place, threads: int | None, progress: Progress
) -> ClaimWorlds:
    """Worlds of all statements, simulated anew and kept in the folder."""
    refuse_undecidable(claims, asked.scenario)
    wanted = both(plan(claims), plan_of_checks(claims, asked))
    if policy != HISTORICAL:
        wanted = both(wanted, under(claims, policy, asked))
    return _made(wanted, asked, place.folder, threads, None, progress)


def _made(
    wanted: Plan, asked: ClaimSpec, folder: Path, threads: int | None, before: ClaimWorlds | None, progress: Progress
) -> ClaimWorlds:
    """Simulate a plan and keep its numbers, beside those that were there before; whole or not at all."""
    checked(asked, wanted)
    make_folder(folder, "--out")
    if wanted.claim_runs:
        compile_first(asked.question(next(iter(wanted.claim_runs))), progress)
    try:
        with progress.task("Worlds", simulated_worlds(wanted, asked.worlds)) as task:
            found = simulate(
                asked, wanted, threads, task.advance, lambda claim_run: task.describe(f"{claim_run:<40.40}"), before
            )
    except KeyboardInterrupt:
        raise Cancelled(f"nothing was written; what was in {folder} before is as it was") from None
    with held_interrupts():  # the table and what it was made with belong together
        write(folder, found)
    progress.say(f"Worlds are kept in {folder}.")
    return load(folder)


def look_for_flips(claims: Claims, found: ClaimWorlds, asked: ClaimSpec, place: Place, progress: Progress) -> None:
    """Look for assumptions that turn a verdict over and keep them beside the worlds; a note where the extra is missing."""
    try:
        with progress.task("What turns verdicts over", sum(1 for _ in claims.propositions())) as task:
            flips = search.flips_of(claims, found, asked, tick=task.advance)
        write_flips(place.folder, flips)
    except UsageError as error:
        progress.say(f"Note: what turns verdicts over was not looked for: {error}")
    except KeyboardInterrupt:
        raise Cancelled(
            f"the worlds are kept in {place.folder}; rekindle explain {place.called} ID looks for what turns a verdict over"
        ) from None
