"""Commands that say why: explain a verdict, what moves an outcome, and where it crosses a line."""

from __future__ import annotations

from datetime import datetime
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
    check_luck_and_threads,
    compile_first,
    make_folder,
    note_priors,
)
from rekindle.errors import UsageError
from rekindle.json_text import json_text

if TYPE_CHECKING:
    from rekindle.analysis.claims.explain import Explained
    from rekindle.analysis.claims.store import Asked, ClaimWorlds
    from rekindle.analysis.runs.run import Question
    from rekindle.scenario.claims.proposition import Claim

FEWEST_GROUPS, FEWEST_SINGLES = 64, 200
NameArgument = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A packaged scenario, or a scenario's file or folder.")]
Outcome = Annotated[str, typer.Option(help="The outcome, as rekindle run lists it.")]
Policy = Annotated[str, typer.Option(help="What the government side does, or a question put to the model; a+b combines.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The horizon.")]
Seed = Annotated[int, typer.Option(help="Another seed is other worlds.")]
Results = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Worlds of a rekindle run, in place of new ones.")]


def explain(
    name: NameArgument,
    number: Annotated[int, typer.Argument(metavar="ID", help="The statement.")],
    which: Annotated[int | None, typer.Option("--number", help="Explain this proposition in full. Default: the first.")] = None,
    policy: Annotated[str, typer.Option(help="As it was decided under another policy.")] = "historical",
    worlds: Annotated[int, typer.Option(help="Base worlds of the indices by group; 0 leaves them out.")] = 256,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    stored: Annotated[Path | None, typer.Option("--claims", help="Folder of the worlds. Default: results/NAME-claims.")] = None,
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the figures; without it none are drawn.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a verdict came out so: what moves it, what turns it over, the causal chain, and two worlds side by side."""
    from rekindle.analysis.claims.plan import plan
    from rekindle.analysis.claims.store import Asked
    from rekindle.analysis.claims.stored_worlds import claims_of, kept, statement, under
    from rekindle.ensemble.posterior import posterior_for, transfer_of
    from rekindle.scenario import read
    from rekindle.show.terminal.explanation import explain_text

    check_luck_and_threads(0, threads)
    if worlds and worlds < FEWEST_GROUPS:
        raise UsageError(f"--worlds must be 0 or at least {FEWEST_GROUPS}, not {worlds}: fewer tell no group from luck.")
    scenario = read(name)
    every = claims_of(scenario)
    claim = statement(every, number, scenario.name).claims[0]
    _decidable(claim, which)
    if out is not None:
        make_folder(out, "--out")
    asked = Asked(scenario, posterior=posterior_for(scenario, worlds_from, transfer))
    folder = stored or Path("results") / f"{scenario.name}-claims"
    under(every, policy, asked)  # complains about an unknown policy
    found, asked = kept(asked, plan(every), folder, name, only=stored is not None)
    note_priors(scenario, worlds_from)
    rows = _explained(claim, which or 1, found, asked, policy, worlds, threads, name)
    result = {"scenario": scenario.name, "id": claim.id, "statement": claim.statement, **rows,
              **transfer_of(asked.posterior, scenario.name)}  # fmt: skip
    if out is not None:
        result["figures"] = _figures(result, out)
    typer.echo(json_text(result) if as_json else explain_text(result))
    for file in result.get("figures", []):
        typer.echo(f"Figure: {file}", err=True)


def _decidable(claim: Claim, which: int | None) -> None:
    """Complain of a statement that decides nothing, or of a proposition that it does not have."""
    count = len(claim.propositions)
    if not count:
        raise UsageError(
            f"statement {claim.id} is a figure: there is no verdict to explain. rekindle cite says where its number comes from."
        )
    if which is not None and not 1 <= which <= count:
        has = f"{count} propositions" if count > 1 else "one proposition"
        raise UsageError(f"statement {claim.id} has {has}: --number goes from 1 to {count}, not {which}.")


def _explained(
    claim: Claim, which: int, found: ClaimWorlds, asked: Asked, policy: str, worlds: int, threads: int | None, name: str
) -> dict[str, Any]:
    """Every proposition of a statement, the one asked for in full."""
    from rekindle.analysis.claims.explain import as_row
    from rekindle.analysis.claims.explain import explain as explain_one
    from rekindle.analysis.claims.flips import Tables
    from rekindle.analysis.claims.flips_kept import key_of
    from rekindle.analysis.claims.verdict import verdict

    tables = Tables(asked, found.seed)
    most = max((values.shape[0] for values in found.numbers.values()), default=0)
    decided = verdict(claim, found, tables.drawn(most), policy)
    if decided.decided[which - 1] is None:
        raise UsageError(
            f"proposition {which} of statement {claim.id} is not decided under {policy}: its worlds are not "
            f"stored. rekindle claims {name} --policy {policy} simulates them."
        )
    rows, flips = [], {}
    for at, one in enumerate(decided.decided):
        if one is None:
            continue
        full = at == which - 1
        with _bar(claim, at, asked, policy, worlds if full else 0) as tick:
            explained = explain_one(claim, one, found, asked, policy, worlds if full else 0, threads, tick, tables)
        flips[key_of(one.proposition, str(found.about.get("sha256", "")), policy)] = explained.flips
        row = as_row(at + 1, explained, policy) | {"full": full, "asked_groups": bool(full and worlds)}
        rows.append(row | ({"two_worlds": _told(asked, explained)} if full else {}))
    _keep(found, asked, flips)
    return {"verdict": decided.word, "propositions": rows}


def _keep(found: ClaimWorlds, asked: Asked, flips: dict[str, Any]) -> None:
    """Add flips to those kept beside the worlds, for `rekindle claims` and the next call; the package is left as it is."""
    from rekindle.analysis.claims.flips_kept import read_flips, write_flips
    from rekindle.analysis.claims.store import PACKAGED

    folder = Path(found.folder)
    if not found.folder or folder.resolve() == (asked.scenario.folder / PACKAGED).resolve():
        return
    try:
        write_flips(folder, {**read_flips(folder), **flips})
    except UsageError as error:
        typer.echo(f"Note: {error} What turns the verdict over is looked for again next time.", err=True)


def _bar(claim: Claim, at: int, asked: Asked, policy: str, worlds: int) -> Any:
    """A bar for the runs of the indices by group; none where there are none."""
    from contextlib import nullcontext

    from rekindle.analysis.claims.explain import group_runs
    from rekindle.analysis.claims.typical_worlds import told_in

    one = claim.propositions[at]
    if not worlds:
        return nullcontext(lambda done: None)
    compile_first(asked.question(told_in(one, policy)))
    return bar(f"Worlds, statement {claim.id}.{at + 1}", group_runs(one, asked, policy, worlds))


def _told(asked: Asked, explained: Explained) -> dict[str, Any] | None:
    """The two worlds with their dated events."""
    from rekindle.analysis.claims.typical_worlds import as_row, told
    from rekindle.show.terminal.chronicle import sentences

    if explained.pair is None:
        return None
    (holds, fails), scenario = told(asked, explained.pair)
    return as_row(explained.pair, (sentences(holds, scenario), sentences(fails, scenario)))


def _figures(result: dict[str, Any], out: Path) -> list[str]:
    from rekindle.show.figures.explanation import save_all

    return [str(file) for file in save_all(result, out)]


def sensitivity(
    name: NameArgument,
    outcome: Outcome,
    policy: Policy = "historical",
    groups: Annotated[bool, typer.Option("--groups/--singles", help="By groups with luck, or by single inputs.")] = True,
    worlds: Annotated[int | None, typer.Option(help="Default: 256 base worlds for groups, 1000 worlds for singles.")] = None,
    seed: Seed = 1,
    until: Until = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    results: Results = None,
    threads: Threads = None,
    as_json: AsJson = False,
) -> None:
    """Say what moves an outcome: Sobol indices by groups of inputs (luck among them), or of single inputs."""
    from rekindle.analysis.sensitivity import outcome as of
    from rekindle.analysis.sensitivity.sobol import salib
    from rekindle.show.terminal.explanation import sensitivity_text

    check_luck_and_threads(seed, threads)
    salib("sobol")  # complain of a missing extra before anything runs
    if results is not None or not groups:
        found = _sample(
            name, outcome, policy, 1000 if worlds is None else worlds, seed, until, (worlds_from, transfer), results, threads
        )
        about = {"long_name": found.meaning, "units": found.unit}
        row = of.sensitivity_row(found.question, outcome, about, of.single_sensitivity(found), "singles", found.inputs)
    else:
        question = _question(
            name, policy, 256 if worlds is None else worlds, seed, until, (worlds_from, transfer), FEWEST_GROUPS
        )
        known = of.known_outcomes(question)
        of.check_outcome(outcome, known, f"{question.scenario.name} to {question.frame().until}")
        note_priors(question.scenario, worlds_from)
        compile_first(question)
        with bar("Worlds", of.group_worlds(question)) as tick:
            grouped = of.group_sensitivity(question, outcome, threads, tick)
        row = of.sensitivity_row(question, outcome, known[outcome], grouped, "groups")
    typer.echo(json_text(row) if as_json else sensitivity_text(row))


def discover(
    name: NameArgument,
    outcome: Outcome,
    above: Annotated[float | None, typer.Option(metavar="X", help="Look for worlds above this.")] = None,
    below: Annotated[float | None, typer.Option(metavar="X", help="Look for worlds below this.")] = None,
    policy: Policy = "historical",
    worlds: Annotated[int, typer.Option(help="How many worlds; half find the box, half measure it.")] = 1000,
    seed: Seed = 1,
    until: Until = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    results: Results = None,
    threads: Threads = None,
    as_json: AsJson = False,
) -> None:
    """Find the assumptions under which an outcome crosses a line much more often, as a readable box (PRIM)."""
    from rekindle.analysis.sensitivity import outcome as of
    from rekindle.analysis.sensitivity.prim import prim
    from rekindle.show.terminal.explanation import discover_text

    check_luck_and_threads(seed, threads)
    if (above is None) == (below is None):
        raise UsageError("give one of --above X and --below X; for an outcome that is 1 or 0, --above 0.5 or --below 0.5.")
    prim()  # complain of a missing extra before anything runs
    found = _sample(name, outcome, policy, worlds, seed, until, (worlds_from, transfer), results, threads)
    row = of.discover(found, above, below)
    typer.echo(json_text(row) if as_json else discover_text(row))


def _sample(
    name: str, outcome: str, policy: str, worlds: int, seed: int, until: datetime | None, source: tuple[str, bool],
    results: Path | None, threads: int | None,
) -> Any:  # fmt: skip
    """An outcome of worlds that are run now, or were before."""
    from rekindle.analysis.sensitivity import outcome as of
    from rekindle.scenario import read

    if results is not None:
        found = of.stored_sample(results, outcome)
        if found.question.scenario.name != read(name).name:
            raise UsageError(f"{results} holds worlds of {found.question.scenario.name}, not of {name}.")
        return found
    question = _question(name, policy, worlds, seed, until, source, FEWEST_SINGLES)
    of.check_outcome(outcome, of.known_outcomes(question), f"{question.scenario.name} to {question.frame().until}")
    note_priors(question.scenario, source[0])
    compile_first(question)
    with bar("Worlds", worlds) as tick:
        return of.sample(question, outcome, threads, tick)


def _question(
    name: str, policy: str, worlds: int, seed: int, until: datetime | None, source: tuple[str, bool], least: int
) -> Question:
    from rekindle.analysis.runs.run import Question
    from rekindle.ensemble.posterior import posterior_for
    from rekindle.scenario import read
    from rekindle.scenario.policies.policy import read_any

    if worlds < least:
        raise UsageError(f"--worlds must be at least {least} here, not {worlds}: fewer tell nothing from noise.")
    scenario = read(name)
    question = Question(
        scenario,
        read_any(policy, scenario),
        worlds,
        seed,
        until.date() if until else None,
        posterior=posterior_for(scenario, *source),
    )
    question.frame()  # complains about a horizon that cannot be
    return question
