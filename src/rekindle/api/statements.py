"""Statements of commentators: their verdicts, and why one came out as it did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rekindle import WORLDS_FROM
from rekindle.api.checks import check_seed_and_threads, note_priors
from rekindle.api.runs import HISTORICAL, RESULTS
from rekindle.api.scenarios import load
from rekindle.errors import UsageError
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    from rekindle.analysis.claims.explanation import Explanation
    from rekindle.analysis.claims.results import Ledger
    from rekindle.scenario import Scenario

FEWEST, ENOUGH = 100, 2000
"""Worlds that `fresh` simulates at the least, and worlds that a verdict wants."""
FEWEST_GROUPS = 64


def claims(
    name: str | Path | Scenario,
    number: int | None = None,
    *,
    policy: str = HISTORICAL,
    fresh: bool = False,
    worlds: int = ENOUGH,
    seed: int = 1,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    threads: int | None = None,
    out: str | Path | None = None,
    statements: str | Path | None = None,
    progress: Progress = SILENT,
) -> Ledger:
    """Every statement of a scenario's commentaries with its verdict; `to_dict()` of it is what `--json` prints.

    One statement alone with its `number`. Decided from stored worlds: those of a folder (`out`) and no others, or of
    `results/NAME-claims` or the package. Nothing is simulated, but for worlds of another `policy` that are missing, or with
    `fresh`: then `worlds` worlds of this `seed` are, and kept in the folder.
    With `statements` those of this file are decided instead of the scenario's own; new sources stand in sources.yaml beside it.
    Raises `rekindle.errors.MissingData` where none were made with today's model, scenario, policies and posterior, and
    InvalidScenario with every problem of a claims file.
    """
    check_seed_and_threads(seed, threads)
    if worlds < FEWEST:
        raise UsageError(f"--worlds must be at least {FEWEST}, not {worlds}: fewer tell no probability from another.")
    from rekindle.analysis.claims.decide import Place, look_for_flips, new_worlds, stored_worlds
    from rekindle.analysis.claims.ledger import ledger
    from rekindle.analysis.claims.store import ClaimSpec
    from rekindle.analysis.claims.stored_worlds import claims_of, statement
    from rekindle.ensemble.posterior import posterior_for

    scenario = load(name) if statements is None else load_with_sources(name, statements)
    every = claims_of(scenario, statements)
    chosen = every if number is None else statement(every, number, scenario.name)
    asked = ClaimSpec(scenario, worlds, seed if fresh else 1, posterior_for(scenario, worlds_from, transfer))
    called = str(name) if isinstance(name, (str, Path)) else scenario.name
    apart = f"-{Path(statements).resolve().parent.name}" if statements and fresh else ""
    place = Place(Path(out) if out else RESULTS / f"{scenario.name}-claims{apart}", out is not None, called)
    if fresh:
        found = new_worlds(every, policy, asked, place, threads, progress)
        if found.worlds >= ENOUGH:
            look_for_flips(every, found, asked, place, progress)
    else:
        found, asked = stored_worlds(chosen, every, policy, asked, place, threads, progress)
    note_priors(scenario, worlds_from, progress)
    return ledger(chosen, found, asked, policy)


def narrow(found: Ledger, verdict: str = "", source: str = "", search: str = "") -> Ledger:
    """The statements of a ledger that have this verdict, are of this source and hold all these words.

    Raises UsageError for a verdict or a source that no statement has, naming the nearest.
    """
    from rekindle.analysis.claims.filters import narrowed

    return narrowed(found, verdict, source, search)


def load_with_sources(name: str | Path | Scenario, statements: str | Path) -> Scenario:
    """A scenario that knows the sources beside a file of statements as well. Raises InvalidScenario where they are wrong."""
    from rekindle.reader.statements import with_sources

    return with_sources(load(name), Path(statements))


def explain(
    name: str | Path,
    number: int,
    which: int | None = None,
    *,
    policy: str = HISTORICAL,
    worlds: int = 256,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    stored: str | Path | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    progress: Progress = SILENT,
) -> Explanation:
    """Why the verdict on statement `number` came out so: what moves it, what turns it over, the causal chain, two worlds.

    Proposition `which` (from 1) is explained in full; `worlds` are base worlds of the Sobol indices by group, and 0 leaves
    them out. `stored` is the folder of the worlds that decided it (`results/NAME-claims` or the package). With `out` figures
    are drawn there, and `figures` names them. `to_dict()` is what `--json` prints. Needs the extra rekindle-lab[verdicts].
    """
    check_seed_and_threads(0, threads)
    if worlds and worlds < FEWEST_GROUPS:
        raise UsageError(
            f"--worlds must be 0 or at least {FEWEST_GROUPS}, not {worlds}: fewer tell no group from random draws."
        )
    from rekindle.analysis.claims.explanation import Wish, decidable, explained
    from rekindle.analysis.claims.plan import plan
    from rekindle.analysis.claims.store import ClaimSpec
    from rekindle.analysis.claims.stored_worlds import claims_of, kept, statement, under
    from rekindle.ensemble.posterior import posterior_for
    from rekindle.files import make_folder
    from rekindle.show.figures.explanation import save_all
    from rekindle.show.terminal.chronicle import sentences

    scenario = load(name)
    every = claims_of(scenario)
    claim = statement(every, number, scenario.name).claims[0]
    decidable(claim, which)
    if out is not None:
        make_folder(Path(out), "--out")
    asked = ClaimSpec(scenario, posterior=posterior_for(scenario, worlds_from, transfer))
    folder = Path(stored) if stored else RESULTS / f"{scenario.name}-claims"
    under(every, policy, asked)  # complains about an unknown policy
    found, asked = kept(asked, plan(every), folder, str(name), only=stored is not None)
    result = explained(claim, found, asked, Wish(which or 1, policy, worlds, threads, str(name), sentences), progress)
    note_priors(scenario, worlds_from, progress)
    return result if out is None else replace(result, figures=tuple(save_all(result, Path(out))))
