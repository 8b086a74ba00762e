"""Commands of one run: simulate and report, one world alone, and replay what is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rekindle import WORLDS_FROM
from rekindle.cli.options import (
    AsJson,
    AsOf,
    ByHand,
    Experiment,
    Name,
    PolicyName,
    Seed,
    Source,
    Threads,
    Until,
    Variants,
    bar,
    compile_first,
    day,
    read_scenario,
    say,
)
from rekindle.errors import UsageError
from rekindle.json_text import json_text

if TYPE_CHECKING:
    from rekindle.analysis.runs.run import Answer, Question


def run(
    name: Name,
    policy: PolicyName = "historical",
    experiment: Experiment = "",
    variant: Variants = None,
    by_hand: ByHand = None,
    worlds: Annotated[int, typer.Option(help="How many worlds.")] = 500,
    seed: Seed = 1,
    until: Until = None,
    as_of: AsOf = None,
    worlds_from: Source = WORLDS_FROM,
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results. Default: results/NAME.")] = None,
    as_json: AsJson = False,
) -> None:
    """Simulate many worlds of a scenario and write results, figures and a report."""
    from rekindle.analysis.runs.run import Question, ready
    from rekindle.ensemble.posterior import posterior_of
    from rekindle.ensemble.variants import fixed_by
    from rekindle.files import alone_in
    from rekindle.scenario.policies.by_hand import numbers_of, resolved
    from rekindle.scenario.policies.policy import asked
    from rekindle.scenario.record_check import record_of

    scenario = read_scenario(name, as_of)
    chosen, horizon = asked(policy, experiment, scenario), day(until)
    question = Question(
        scenario,
        chosen,
        worlds,
        seed,
        horizon,
        variants=fixed_by(variant or []),
        posterior=posterior_of(worlds_from, as_of=scenario.as_of),
        by_hand=resolved(numbers_of(by_hand or []), scenario),
    )
    record_of(scenario)  # the report shows it; whatever is wrong with it is said before anything runs
    folder = out or Path("results") / scenario.name
    ready(question, folder, threads)  # complain before compiling
    with alone_in(folder):
        answer = _simulate(question, folder, threads, name)
        if answer.manifest["complete"]:
            _report(question, answer)
    if as_json:
        typer.echo(json_text(answer.summary, 2))
    else:
        from rekindle.show.terminal.outcomes import outcome_table

        typer.echo(outcome_table(answer.summary))
        typer.echo(f"\n{'Report' if answer.manifest['complete'] else 'Results'}: {_result_path(answer)}")
    if not answer.manifest["complete"]:
        say(f"Cancelled: {answer.manifest['worlds']} of {worlds} worlds were done and are kept in {answer.folder}.")
        raise typer.Exit(130)


def _result_path(answer: Answer) -> Path:
    return answer.folder / ("report.html" if answer.manifest["complete"] else "results.zarr")


def _simulate(question: Question, folder: Path, threads: int | None, name: str) -> Answer:
    """Run the ensemble with a progress bar that estimates what is left."""
    from rekindle.analysis.comparison.policies import path_of
    from rekindle.analysis.runs.run import answer

    compile_first(question)
    with bar("Worlds", question.worlds) as tick:
        return answer(question, folder, threads, tick=tick, path=path_of(name))


def _report(question: Question, answer: Answer) -> None:
    """Figures and the report; an interrupt leaves the worlds."""
    say("Drawing figures and writing the report.")
    try:
        _write_report(question, answer)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"the worlds are kept in {answer.folder}, without a report") from None


def _write_report(question: Question, answer: Answer) -> None:
    from rekindle.analysis.runs.result import FIGURES, MANIFEST, REPORT, add_drawn
    from rekindle.scenario.record_check import record_of
    from rekindle.show.figures.files import all_figures, save
    from rekindle.show.pages.run import write_report
    from rekindle.show.pages.sources import parameter_rows

    record = record_of(question.scenario)
    dataset = answer.dataset().assign_attrs(until=str(question.frame().until))
    pictures = all_figures(dataset, question.scenario, record)

    def write(folder: Path) -> None:
        save(pictures, folder / FIGURES)
        write_report(
            folder / REPORT, dataset, question.scenario, answer.summary, answer.manifest, parameter_rows(), record, pictures
        )

    add_drawn(answer.folder, MANIFEST, (FIGURES, REPORT), write)


def world(
    name: Name,
    seed: Seed = 1,
    number: Annotated[int, typer.Option("--world", help="Number of the world, from 0.")] = 0,
    policy: PolicyName = "historical",
    experiment: Experiment = "",
    variant: Variants = None,
    by_hand: ByHand = None,
    worlds_from: Source = WORLDS_FROM,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Tell the story of one world alone: the same, bit for bit, as in any ensemble of the seed."""
    from rekindle.analysis.runs.one_world import world_alone
    from rekindle.analysis.runs.run import Question
    from rekindle.ensemble.posterior import posterior_of
    from rekindle.ensemble.variants import fixed_by
    from rekindle.scenario.policies.by_hand import numbers_of, resolved
    from rekindle.scenario.policies.policy import asked
    from rekindle.show.terminal.chronicle import as_text, sentences

    if not 0 <= number < 2**32:
        raise UsageError(f"--world must be a whole number from 0 to 4294967295, not {number}.")
    scenario = read_scenario(name)
    chosen, horizon = asked(policy, experiment, scenario), day(until)
    question = Question(
        scenario,
        chosen,
        number + 1,
        seed,
        horizon,
        variants=fixed_by(variant or []),
        posterior=posterior_of(worlds_from),
        by_hand=resolved(numbers_of(by_hand or []), scenario),
    )
    compile_first(question)
    dataset, outcomes = world_alone(question, number)
    events = sentences(dataset.assign_attrs(until=str(question.frame().until)), scenario)
    if as_json:
        log = [{"date": str(day), "event": text} for day, text in events]
        story = {"seed": seed, "world": number, "outcomes": outcomes, "events": log}
        typer.echo(json_text(story, 2))
    else:
        typer.echo(as_text(events, title=f"World {number} of seed {seed}: {scenario.title}"))


def verify(folder: Annotated[Path, typer.Argument(help="A folder of results.")]) -> None:
    """Check every file of a result, then replay a sample of worlds and compare bit for bit; ends with 5 at the first fault."""
    from rekindle.analysis.runs.replay import verify as replay

    compared = replay(folder)
    typer.echo(f"{folder}: worlds {', '.join(map(str, compared))} come out again, bit for bit.")
