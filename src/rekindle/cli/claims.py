"""The command that decides what commentators said: `rekindle claims`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rekindle import WORLDS_FROM
from rekindle.cli.options import (
    AsJson,
    Source,
    Threads,
    Transfer,
    bar,
    bars,
    check_luck_and_threads,
    compile_first,
    make_folder,
    note_priors,
    say,
)
from rekindle.errors import UsageError
from rekindle.json_text import json_text

if TYPE_CHECKING:
    from rekindle.analysis.claims.plan import Plan
    from rekindle.analysis.claims.store import Asked, ClaimWorlds
    from rekindle.scenario.claims.proposition import Claims

FEWEST, ENOUGH = 100, 2000
"""Worlds that --fresh simulates at the least, and worlds that a verdict wants."""


def claims(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A packaged scenario, or a scenario's file or folder.")],
    number: Annotated[int | None, typer.Argument(metavar="ID", help="One statement in full.")] = None,
    policy: Annotated[str, typer.Option(help="Ask the same under another policy or experiment.")] = "historical",
    fresh: Annotated[bool, typer.Option("--fresh", help="Simulate every world anew, about a quarter of an hour.")] = False,
    worlds: Annotated[int | None, typer.Option(help="With --fresh: how many worlds. Default: 2000.")] = None,
    seed: Annotated[int | None, typer.Option(help="With --fresh: other worlds. With --quiz: another order.")] = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the worlds. Default: results/NAME-claims.")] = None,
    quiz: Annotated[bool, typer.Option("--quiz", help="Say first yourself how probable it is; both are scored.")] = False,
    questions: Annotated[int, typer.Option(help="With --quiz: how many questions.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Decide every statement of the commentaries, or one in full, from worlds that are stored or made anew."""
    _sound(worlds, seed, threads, questions)
    from rekindle.analysis.claims.store import Asked
    from rekindle.analysis.claims.stored_worlds import claims_of, statement
    from rekindle.ensemble.posterior import posterior_for
    from rekindle.scenario import read

    scenario = read(name)
    every = claims_of(scenario)
    chosen = every if number is None else statement(every, number, scenario.name)
    posterior = posterior_for(scenario, worlds_from, transfer)
    asked = Asked(scenario, worlds or ENOUGH, seed if fresh and seed is not None else 1, posterior)
    folder = out or Path("results") / f"{scenario.name}-claims"
    if fresh:
        found = _simulated_anew(every, policy, asked, folder, threads)
        if found.worlds >= ENOUGH:
            _look_for_flips(every, found, asked, folder, name)
    else:
        found, asked = _stored(chosen, every, policy, asked, folder, threads, name, only=out is not None)
    note_priors(scenario, worlds_from)
    _show(chosen, found, asked, policy, name, number, (1 if seed is None else seed, questions) if quiz else None, as_json)


def _sound(worlds: int | None, seed: int | None, threads: int | None, questions: int) -> None:
    """Complain before anything is read."""
    check_luck_and_threads(0 if seed is None else seed, threads)
    if worlds is not None and worlds < FEWEST:
        raise UsageError(f"--worlds must be at least {FEWEST}, not {worlds}: fewer tell no probability from another.")
    if worlds is not None and worlds < ENOUGH:
        say(f"Note: verdicts want {ENOUGH:,} worlds; with {worlds:,} more of them are close calls.")
    if questions < 1:
        raise UsageError(f"--questions must be at least 1, not {questions}.")


def _stored(
    claims: Claims, every: Claims, policy: str, asked: Asked, folder: Path, threads: int | None, name: str, only: bool,
) -> tuple[ClaimWorlds, Asked]:  # fmt: skip
    """Stored worlds; those of another policy that are missing are simulated and added to the folder.

    With `only` the folder was named, and under no other policy the package's worlds are not taken in place of its own.
    """
    from rekindle.analysis.claims.flips_kept import write_flips
    from rekindle.analysis.claims.plan import HISTORICAL, plan
    from rekindle.analysis.claims.stored_worlds import carried, kept, missing, under, without_stale

    wanted = under(claims, policy, asked)  # complains about an unknown policy first
    found, asked = kept(asked, plan(claims), folder, name, only=only and policy == HISTORICAL)
    left = missing(wanted, found)
    if policy == HISTORICAL or not left.arms:
        return found, asked
    say(f"Under {policy} {len(left.arms)} of the runs are not stored: simulating them, and keeping them in {folder}.")
    before = without_stale(found)
    after = _made(left, asked, folder, threads, before)
    flips = carried(every, before, after)
    if flips:
        write_flips(folder, flips)
    return after, asked


def _simulated_anew(claims: Claims, policy: str, asked: Asked, folder: Path, threads: int | None) -> ClaimWorlds:
    from rekindle.analysis.claims.plan import HISTORICAL, plan
    from rekindle.analysis.claims.stored_worlds import both, refuse_undecidable, under

    refuse_undecidable(claims, asked.scenario)
    wanted = plan(claims)
    if policy != HISTORICAL:
        wanted = both(wanted, under(claims, policy, asked))
    return _made(wanted, asked, folder, threads, None)


def _made(wanted: Plan, asked: Asked, folder: Path, threads: int | None, before: ClaimWorlds | None) -> ClaimWorlds:
    """Simulate a plan with a progress bar and keep its numbers, beside those that were there before; whole or not at all."""
    from rekindle.analysis.claims.store import load, simulate, simulated_worlds, write
    from rekindle.analysis.claims.stored_worlds import checked
    from rekindle.analysis.runs.interrupt import held_interrupts

    checked(asked, wanted)
    make_folder(folder, "--out")
    if wanted.arms:
        compile_first(asked.question(next(iter(wanted.arms))))
    try:
        with bars() as progress:
            task = progress.add_task("Worlds", total=simulated_worlds(wanted, asked.worlds))
            found = simulate(asked, wanted, threads, lambda done: progress.advance(task, done),
                             lambda arm: progress.update(task, description=f"{arm:<40.40}"), before)  # fmt: skip
    except KeyboardInterrupt:
        say(f"Cancelled: nothing was written; what was in {folder} before is as it was.")
        raise typer.Exit(130) from None
    with held_interrupts():  # the table and what it was made with belong together
        write(folder, found)
    say(f"Worlds are kept in {folder}.")
    return load(folder)


def _look_for_flips(claims: Claims, found: ClaimWorlds, asked: Asked, folder: Path, name: str) -> None:
    """Look for assumptions that turn a verdict over and keep them beside the worlds; a note where the extra is missing."""
    from rekindle.analysis.claims.flips import flips_of
    from rekindle.analysis.claims.flips_kept import write_flips

    try:
        with bar("What turns verdicts over", sum(1 for _ in claims.propositions())) as tick:
            flips = flips_of(claims, found, asked, tick=tick)
        write_flips(folder, flips)
    except UsageError as error:
        say(f"Note: what turns verdicts over was not looked for: {error}")
    except KeyboardInterrupt:
        say(f"Cancelled: the worlds are kept in {folder}; rekindle explain {name} ID looks for what turns a verdict over.")
        raise typer.Exit(130) from None


def _show(
    claims: Claims, found: ClaimWorlds, asked: Asked, policy: str, name: str, number: int | None,
    quiz: tuple[int, int] | None, as_json: bool,
) -> None:  # fmt: skip
    from rekindle.analysis.claims.ledger import ledger

    rows: dict[str, Any] = ledger(claims, found, asked, policy)
    if quiz:
        from rekindle.show.terminal.quiz import run_quiz

        order, questions = quiz
        run_quiz(rows, sys.stdin, sys.stdout, order, questions, whole=number is not None)
    elif as_json:
        typer.echo(json_text(rows))
    else:
        from rekindle.show.terminal.claim import claim_text
        from rekindle.show.terminal.claims import claims_text

        typer.echo(claims_text(rows, name) if number is None else claim_text(rows, rows["claims"][0], name))
