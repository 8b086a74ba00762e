"""The command that sets all verdicts as one page and one PDF: `rekindle report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rekindle import WORLDS_FROM
from rekindle.cli.options import Source, Transfer, make_folder, note_priors
from rekindle.errors import UsageError

if TYPE_CHECKING:
    from rekindle.ensemble.posterior import Posterior
    from rekindle.scenario import Scenario

PAGE, PRINT = "verdicts.html", "verdicts.pdf"


def report(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A packaged scenario, or a scenario's file or folder.")],
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    claims: Annotated[Path | None, typer.Option(help="Folder of the worlds. Default: results/NAME-claims.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the page and the PDF. Default: results/NAME-verdicts.")] = None,
) -> None:
    """Set the verdicts on all statements, from stored worlds, as one HTML page and one tagged PDF."""
    from rekindle.ensemble.posterior import posterior_for
    from rekindle.scenario import read
    from rekindle.show.verdicts.content import behind, document
    from rekindle.show.verdicts.html import write_page
    from rekindle.show.verdicts.pdf import MISSING, there, write_pdf

    scenario = read(name)
    folder = out or Path("results") / f"{scenario.name}-verdicts"
    found = _ledger(scenario, claims, posterior_for(scenario, worlds_from, transfer), name)
    make_folder(folder, "--out")
    note_priors(scenario, worlds_from)
    typer.echo("Drawing pictures and writing the page.", err=True)
    made = document(found, behind(scenario, found))
    try:
        typer.echo(f"Page: {write_page(folder / PAGE, made)}")
        if there():
            typer.echo(f"PDF: {write_pdf(folder / PRINT, made)}")
        else:
            typer.echo(MISSING, err=True)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}. Choose another --out.") from None


def _ledger(scenario: Scenario, stored: Path | None, posterior: Posterior | None, called: str) -> dict[str, Any]:
    """The ledger of all statements, from worlds that are stored: in the folder that is named, or where they usually lie."""
    from rekindle.analysis.claims.ledger import ledger
    from rekindle.analysis.claims.plan import plan
    from rekindle.analysis.claims.store import Asked
    from rekindle.analysis.claims.stored_worlds import claims_of, kept

    every = claims_of(scenario)
    folder = stored or Path("results") / f"{scenario.name}-claims"
    asked = Asked(scenario, posterior=posterior)
    found, asked = kept(asked, plan(every), folder, called, only=stored is not None)
    return ledger(every, found, asked)
