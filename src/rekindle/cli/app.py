"""The command line. Data goes to standard output, progress and errors to standard error."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rekindle import WORLDS_FROM
from rekindle.cli import claims as claims_commands
from rekindle.cli import explain as explain_commands
from rekindle.cli import record as record_commands
from rekindle.cli import report as report_commands
from rekindle.cli import validation as validation_commands
from rekindle.cli.idle_options import Commands
from rekindle.cli.options import AsJson, Source, Threads, Transfer, bar, bars, compile_first, note_priors, say
from rekindle.errors import Cancelled, InvalidScenario, RekindleError, UsageError
from rekindle.json_text import json_text
from rekindle.streams import NobodyReads, steady_streams

if TYPE_CHECKING:
    from rekindle.analysis.runs.run import Answer, Question
    from rekindle.scenario import Scenario

app = Commands(
    help=("What happens after an armed group that holds territory loses it? Many uncertain worlds, every number with its "
          "source: of the 791 of mosul-2016 10 are verified, 42 derived, 319 recalled and 420 judgement."),
    no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A packaged scenario, or a scenario's file or folder.")]
Seed = Annotated[int, typer.Option(help="Another seed is other luck and other draws for every world.")]
Rival = Annotated[str, typer.Option(help="What the government side does: a name, a file of yours, or several as in a+b.")]
Asked = Annotated[str, typer.Option(help="A question put to the model instead of a policy; a+b combines.")]
Variants = Annotated[
    list[str] | None,
    typer.Option(metavar="G.F=OPTION", help="Fix one variant for all worlds, as in raid.response=deterrence; may be repeated."),
]


@app.command()
def run(
    name: Name,
    policy: Rival = "historical",
    experiment: Asked = "",
    variant: Variants = None,
    worlds: Annotated[int, typer.Option(help="How many worlds.")] = 500,
    seed: Seed = 1,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The horizon.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Refuse what was learnt later; draw dates from plans."),
    ] = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results. Default: results/NAME.")] = None,
    as_json: AsJson = False,
) -> None:
    """Simulate many worlds of a scenario and write results, figures and a report."""
    from rekindle.analysis.runs.run import Question, ready
    from rekindle.ensemble.posterior import posterior_for
    from rekindle.ensemble.variants import fixed_by
    from rekindle.files import alone_in
    from rekindle.scenario.policies.policy import asked
    from rekindle.scenario.record_check import record_of

    scenario = _read(name, as_of)
    chosen, horizon = asked(policy, experiment, scenario), until.date() if until else None
    source = posterior_for(scenario, worlds_from, transfer)
    question = Question(scenario, chosen, worlds, seed, horizon, variants=fixed_by(variant or []), posterior=source)
    record_of(scenario)  # the report shows it; whatever is wrong with it is said before anything runs
    folder = out or Path("results") / scenario.name
    ready(question, folder, threads)  # complain before compiling
    note_priors(scenario, worlds_from)
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


def _read(name: str, as_of: datetime | None = None) -> Scenario:
    from rekindle.scenario import read

    return read(name, as_of=as_of.date() if as_of else None)


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


@app.command()
def compare(
    name: Name,
    policies: Annotated[str, typer.Option(metavar="A,B,C", help="Policies (or experiments) to compare, joined by commas.")],
    baseline: Annotated[str, typer.Option(help="What the others are compared with. Default: the first.")] = "",
    worlds: Annotated[int, typer.Option(help="How many worlds, the same under every policy.")] = 500,
    seed: Seed = 1,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The horizon.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Refuse what was learnt later; draw dates from plans."),
    ] = None,
    variant: Variants = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    threads: Threads = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results. Default: results/NAME-compare.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run policies on the same worlds with the same luck and write their paired differences, figures and a page."""
    from rekindle.analysis.comparison import policies as rivals
    from rekindle.ensemble.posterior import posterior_for
    from rekindle.ensemble.variants import fixed_by
    from rekindle.files import alone_in

    scenario = _read(name, as_of)
    options: dict[str, Any] = {
        "worlds": worlds,
        "seed": seed,
        "until": until.date() if until else None,
        "posterior": posterior_for(scenario, worlds_from, transfer),
    }
    asked = rivals.questions(scenario, policies.split(","), baseline, **options, variants=fixed_by(variant or []))
    folder = out or Path("results") / f"{scenario.name}-compare"
    rivals.prepare(asked, folder, threads)  # complain before compiling
    note_priors(scenario, worlds_from)
    with alone_in(folder):
        ran = _run_rivals(asked, folder, threads, name)
        comparison = ran.compare(next(iter(asked)))
        found = rivals.record(ran, comparison)
        ran = rivals.keep(ran, found)
        if comparison and ran.complete:
            from rekindle.show.pages.comparison import write_all

            say("Drawing figures and writing the page.")
            write_all(ran, comparison, asked)
    if as_json:
        typer.echo(json_text(found, 2))
    elif comparison:
        from rekindle.show.terminal.comparison import comparison_table
        from rekindle.show.words.transfer import beneath

        typer.echo(beneath(found, comparison_table(comparison)))
        typer.echo(f"\nComparison: {ran.work / (rivals.PAGE if ran.complete else rivals.COMPARISON)}")
    if not ran.complete:
        say(f"Cancelled: {ran.told()}.")
        raise typer.Exit(130)


def _run_rivals(asked: dict[str, Question], folder: Path, threads: int | None, name: str) -> Any:
    """Run the policies that are not there yet, each with a progress bar."""
    from rekindle.analysis.comparison.policies import path_of, run_all

    compile_first(next(iter(asked.values())))
    with bars() as progress:
        tasks: list[Any] = []
        return run_all(
            asked, folder, threads, path=path_of(name),
            begun=lambda policy, worlds: tasks.append(progress.add_task(policy, total=worlds)),
            tick=lambda done: progress.advance(tasks[-1], done),
        )  # fmt: skip


@app.command()
def world(
    name: Name,
    seed: Seed = 1,
    number: Annotated[int, typer.Option("--world", help="Number of the world, from 0.")] = 0,
    policy: Rival = "historical",
    experiment: Asked = "",
    variant: Variants = None,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The horizon.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell the story of one world alone: the same, bit for bit, as in any ensemble of the seed."""
    from rekindle.analysis.runs.one_world import world_alone
    from rekindle.analysis.runs.run import Question
    from rekindle.ensemble.posterior import posterior_for, transfer_of
    from rekindle.ensemble.variants import fixed_by
    from rekindle.scenario.policies.policy import asked
    from rekindle.show.terminal.chronicle import as_text, sentences
    from rekindle.show.words.transfer import beneath

    if not 0 <= number < 2**32:
        raise UsageError(f"--world must be a whole number from 0 to 4294967295, not {number}.")
    scenario = _read(name)
    chosen, horizon = asked(policy, experiment, scenario), until.date() if until else None
    source = posterior_for(scenario, worlds_from, transfer)
    question = Question(scenario, chosen, number + 1, seed, horizon, variants=fixed_by(variant or []), posterior=source)
    question.frame()  # complain before compiling
    note_priors(scenario, worlds_from)
    compile_first(question)
    dataset, outcomes = world_alone(question, number)
    elsewhere = transfer_of(source, scenario.name)
    events = sentences(dataset.assign_attrs(until=str(question.frame().until)), scenario)
    if as_json:
        log = [{"date": str(day), "event": text} for day, text in events]
        story = {"seed": seed, "world": number, **elsewhere, "outcomes": outcomes, "events": log}
        typer.echo(json_text(story, 2))
    else:
        typer.echo(beneath(elsewhere, as_text(events, title=f"World {number} of seed {seed}: {scenario.title}")))


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A scenario, or the file of a policy.")],
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="As it could be known then.")
    ] = None,
    scenario: Annotated[str, typer.Option("--for", metavar="NAME|FILE", help="FILE is a policy for this scenario.")] = "",
) -> None:
    """Report every problem of a scenario and all that lies beside it, or of a policy, with file, line and what to do."""
    from rekindle.analysis.beside import beside, policy_problems
    from rekindle.scenario import check as check_scenario
    from rekindle.scenario import report
    from rekindle.scenario.policies import check as policy_check

    home = scenario or policy_check.home(file)
    if home:
        problems = policy_problems(policy_check.located(file), _read(home, as_of))
    else:
        problems = list(check_scenario(file, as_of=as_of.date() if as_of else None))
        problems = problems or beside(_read(file), _read(file, as_of))
    if problems:
        say(report(problems))
        raise typer.Exit(InvalidScenario.exit_code)
    typer.echo(f"{file}: no problems.")


@app.command()
def policies(name: Name, as_json: AsJson = False) -> None:
    """List the policies and experiments of a scenario: what each does, and from when."""
    from rekindle.scenario.policies.listing import rows
    from rekindle.show.terminal.outcomes import policy_list

    found = rows(_read(name))
    typer.echo(json_text(found, 2) if as_json else policy_list(found))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario: lower-case letters, digits and hyphens.")],
    folder: Annotated[Path, typer.Option(help="Where to make it.")] = Path(),
) -> None:
    """Make a commented scenario to start from; it passes `rekindle check` and runs."""
    from rekindle.scenario import new as scaffold

    made = scaffold(name, folder)
    typer.echo(f"Made {made}. Next: rekindle check {made}, then rekindle run {made}.")


@app.command()
def cite(
    name: Name,
    part: Annotated[str, typer.Argument(help="Only numbers whose name contains this.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say where every number comes from: quantities of the scenario, parameters of the model, sources."""
    from rekindle.show.pages.sources import parameter_rows, quantity_rows, source_rows
    from rekindle.show.terminal.outcomes import citations

    scenario = _read(name)
    quantities = [row for row in quantity_rows(scenario) if part in row["name"]]
    parameters = [row for row in parameter_rows() if part in row["name"]]
    if part and not quantities and not parameters:
        raise UsageError(f"no quantity or parameter has {part!r} in its name; rekindle cite {name} lists them all.")
    used = {source for row in quantities for source in row["sources"]}
    sources = [row for row in source_rows(scenario) if row["id"] in used]
    if as_json:
        rows = {"quantities": quantities, "parameters": parameters, "sources": sources}
        typer.echo(json_text(rows, 2))
    else:
        typer.echo(citations(quantities, parameters, sources))


@app.command()
def verify(folder: Annotated[Path, typer.Argument(help="A folder of results.")]) -> None:
    """Check every file of a result, then replay a sample of worlds and compare bit for bit; ends with 5 at the first fault."""
    from rekindle.analysis.runs.replay import verify as replay

    compared = replay(folder)
    typer.echo(f"{folder}: worlds {', '.join(map(str, compared))} come out again, bit for bit.")


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors and forms."""
    from rekindle.scenario.schema import json_schema_text

    typer.echo(json_schema_text(), nl=False)


app.command()(validation_commands.calibrate)
app.command()(validation_commands.backtest)
app.command()(validation_commands.battles)
app.command()(claims_commands.claims)
app.command()(report_commands.report)
app.command()(explain_commands.explain)
app.command()(explain_commands.sensitivity)
app.command()(explain_commands.discover)
app.add_typer(record_commands.app, name="record")


def main() -> None:
    """Entry point: errors become one message and an exit code, never a traceback."""
    with steady_streams():
        _main()


def _main() -> None:
    try:
        # with standalone_mode off the code of a typer.Exit is what the call returns; it is not raised
        code = app(standalone_mode=False) or 0
        sys.stdout.flush()
        sys.exit(code)
    except (KeyboardInterrupt, typer.Abort, Cancelled) as stop:
        say(f"Cancelled: {stop}." if str(stop) else "Cancelled.")
        sys.exit(130)
    except RekindleError as error:
        say(f"{'Problem' if isinstance(error, InvalidScenario) else 'Error'}: {error}")
        sys.exit(error.exit_code)
    except NobodyReads:
        sys.exit(0)
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):  # the command was typed wrong
            typed: Any = error
            typed.show()
            sys.exit(typed.exit_code)
        if os.environ.get("REKINDLE_DEBUG"):
            raise
        say(
            f"This is a fault of Rekindle's, not yours: {type(error).__name__}: {error}\n"
            "Please report it with the command you typed. REKINDLE_DEBUG=1 shows where it happened."
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
