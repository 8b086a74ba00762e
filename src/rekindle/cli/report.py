"""The command that sets all verdicts as one page and one PDF: `rekindle report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rekindle import WORLDS_FROM, api
from rekindle.cli.options import Language, Name, Source, Transfer, make_folder, say
from rekindle.errors import UsageError

PAGE, PRINT = "verdicts.html", "verdicts.pdf"


def report(
    name: Name,
    worlds_from: Source = WORLDS_FROM,
    transfer: Transfer = False,
    claims: Annotated[Path | None, typer.Option(help="Folder of the worlds. Default: results/NAME-claims.")] = None,
    statements: Annotated[
        str, typer.Option(metavar="FILE", help="The statements of this file instead of the scenario's own.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="Folder for the page and the PDF. Default: results/NAME-verdicts.")] = None,
    lang: Language = "en",
) -> None:
    """Set the verdicts on all statements, from stored worlds, as one HTML page and one tagged PDF."""
    from rekindle.languages.speech import checked, named, speaking
    from rekindle.show.verdicts.content import behind, document
    from rekindle.show.verdicts.html import write_page
    from rekindle.show.verdicts.pdf import MISSING, there, write_pdf

    checked(lang)
    scenario = api.load_with_sources(name, statements) if statements else api.load(name)
    folder = out or Path("results") / f"{scenario.name}-verdicts"
    found = api.claims(name, worlds_from=worlds_from, transfer=transfer, out=claims, statements=statements or None)
    make_folder(folder, "--out")
    say("Drawing pictures and writing the page.")
    try:
        for spoken in dict.fromkeys(("en", lang)):
            with speaking(spoken):
                made = document(found, behind(scenario, found))  # each with pictures of its own, for their words differ
                typer.echo(f"Page: {write_page(folder / named(PAGE, spoken), made)}")
                if there():
                    typer.echo(f"PDF: {write_pdf(folder / named(PRINT, spoken), made)}")
        if not there():
            say(MISSING)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}. Choose another --out.") from None
