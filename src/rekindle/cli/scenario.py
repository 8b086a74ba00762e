"""Commands about scenarios: what is wrong with one, what it holds, where its numbers come from, and a new one."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from rekindle import api
from rekindle.cli.options import AsJson, Name, day, say
from rekindle.errors import InvalidScenario, UsageError
from rekindle.json_text import json_text


def list_scenarios(as_json: AsJson = False) -> None:
    """List the packaged scenarios: name, title, the years they cover, and how many places they have."""
    from rekindle.show.terminal.scenarios import scenario_list

    found = api.list_scenarios()
    typer.echo(json_text([one.row() for one in found], 2) if as_json else scenario_list(found))


def check(
    file: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A scenario, or the file of a policy.")],
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="As it could be known then.")
    ] = None,
    scenario: Annotated[str, typer.Option("--for", metavar="NAME|FILE", help="FILE is a policy for this scenario.")] = "",
) -> None:
    """Report every problem of a scenario and all that lies beside it, or of a policy, with file, line and what to do."""
    problems = api.check(file, as_of=day(as_of), scenario=scenario)
    if problems:
        say(api.problem_report(problems))
        raise typer.Exit(InvalidScenario.exit_code)
    typer.echo(f"{file}: no problems.")


def policies(
    name: Name,
    policy: Annotated[
        str, typer.Argument(metavar="POLICY", help="What this one changes: a name, a file of yours, or several as in a+b.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List the policies and experiments of a scenario, or everything that one of them changes, before and after."""
    from rekindle.show.terminal.outcomes import policy_list
    from rekindle.show.terminal.scenarios import policy_changes

    if policy:
        one = api.policy_changes(name, policy)
        typer.echo(json_text(one.row(), 2) if as_json else policy_changes(one))
    else:
        found = api.policies(name)
        typer.echo(json_text(found, 2) if as_json else policy_list(found))


def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario: lower-case letters, digits and hyphens.")],
    original: Annotated[
        str, typer.Option("--from", metavar="NAME|FILE", help="Copy this scenario. Default: a small made-up one.")
    ] = "",
    folder: Annotated[Path, typer.Option(help="Where to make it.")] = Path(),
) -> None:
    """Make a commented scenario to start from, or copy one; it passes `rekindle check` and runs."""
    made = api.new(name, folder, original=original)
    typer.echo(f"Made {made}. Next: rekindle check {made}, then rekindle run {made}.")


def cite(
    name: Name,
    part: Annotated[str, typer.Argument(help="Only numbers whose name contains this.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say where every number comes from: quantities of the scenario, parameters of the model, sources."""
    from rekindle.show.pages.sources import parameter_rows, quantity_rows, source_rows
    from rekindle.show.terminal.outcomes import citations

    scenario = api.load(name)
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
        counts = Counter(str(row["status"]) for row in quantities)
        told = ", ".join(f"{counts[status]:,} {status}" for status in ("verified", "derived", "recalled", "judgement"))
        typer.echo(f"\n{len(quantities):,} numbers of {scenario.name}: {told}.")


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors and forms."""
    typer.echo(api.schema(), nl=False)
