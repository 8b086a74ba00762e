"""A made-up ledger with a proposition of every kind, and everything that may stand beside one."""

from __future__ import annotations

from datetime import date
from typing import Any

from rows import ROW, but, flip, means, statement

from rekindle.analysis.claims.answer import Estimate, FrontierMeans, Share, Shares, Structure
from rekindle.analysis.claims.flips_kept import Flips
from rekindle.analysis.claims.results import (
    ChangedWording,
    ClaimRow,
    Figures,
    Ledger,
    NumberCell,
    PathsBeside,
    People,
    PolicyCells,
    PropositionRow,
    QuantityRow,
    ShareCell,
    TableBeside,
)
from rekindle.analysis.outcomes.wording import Described

LONG = "what a very long sentence asks that goes on and on until it has to be wrapped onto a second line of the terminal"
THEORIES = (Structure("raid.response", "backlash", 300, 400, True), Structure("raid.response", "deterrence", 100, 600, False))


def row(number: int = 1, probability: float = 0.7, worlds: int = 1000, **more: Any) -> PropositionRow:
    """A proposition of a ledger; it is upheld from 0.66 upwards unless told otherwise."""
    found = but(
        ROW, number=number, asks=f"Proposition {number}", exactly=f"Exactly {number}", why=f"Why {number}.",
        probability=probability, low=max(0.0, probability - 0.02), high=min(1.0, probability + 0.02),
        holds=round(probability * worlds), worlds=worlds, upheld=probability >= 0.66, by_structure=THEORIES,
        estimate=Estimate(10.0, 1234.5, 2.5e6), threshold=50.0, unit="people",
    )  # fmt: skip
    return but(found, **more)


def claim(number: int, *rows: PropositionRow, **more: Any) -> ClaimRow:
    return statement(number, rows, **{"statement": f"Statement {number}: {LONG}.", **more})


def ledger(*claims: ClaimRow, **more: Any) -> Ledger:
    found: dict[str, Any] = {
        "scenario": "town", "title": "A town", "policy": "historical", "written": date(2016, 10, 16), "worlds": 1000,
        "seed": 1, "worlds_from": "posterior", "stored": "results/town-claims", "stale": (), "main": (), "transfer": None,
        "claims": claims,
    }  # fmt: skip
    return Ledger(**(found | more))


UNDECIDED = but(row(2), result=None)

FIGURE = claim(3, kind="F", verdict="a figure", disagrees_with=(4,), quantities=(
    QuantityRow("cities.town.overt", Figures(2000.0, 4500.0, 12000.0, "people", ("a-2016", "b-2017"))),
    QuantityRow("elsewhere/places.a_place_with_a_long_name.that_goes_on_and_on.covert", None),
))  # fmt: skip

FRONTIER = row(
    1, 0.2, kind="frontier", counted="resamples", asked_under=None, axes=(Described("money spent"), Described("lives")),
    policies=("hunt", "win-the-people-over-and-rebuild-it"), frontier=FrontierMeans(
        {"hunt": means(cost=10.0, lives=2.0), "win-the-people-over-and-rebuild-it": means("hunt", cost=20.0, lives=3.0)},
        ("cost", "lives"), {}),
)  # fmt: skip

SHARE = row(
    1, 0.46, kind="variance_share", counted="resamples", asked_under=None, group=("grievance", "civilians"),
    against=("assault",), by_structure=(),
    shares=Shares(Share(0.06, 0.59, 0.01, 0.11, 0.52, 0.66), Share(0.07, 0.4, 0.02, 0.12, 0.35, 0.46), 980, 1.0),
)  # fmt: skip

TABLE = TableBeside(
    "Supports knocked out",
    tuple(Described(f"column {at} with a name that is much too long to stand over a column of numbers") for at in range(6)),
    tuple(PolicyCells(name, (NumberCell(1041.2, 28370.0, 7504321.0, 900), ShareCell(0.4826, 0.4699, 0.4952, 900),
                             NumberCell(None, None, None, 0)) * 2)
          for name in ("historical", "settled-local-regional-international-and-more")),
)  # fmt: skip

PATHS = PathsBeside(
    date(2021, 12, 31), 1000, ("local", "caucasus_russia"),
    {name: {"local": People(27867.6, 1.0, 2.0), "caucasus_russia": People(3161.0, 1.0, 2.0)}
     for name in ("dead", "detained", "home_detained", "caught", "overt", "reintegrated")},
)  # fmt: skip

WAS = row(1, 0.3, exactly="The old wording", asks="The old wording")
CHANGED = ChangedWording(date(2017, 1, 2), "A slip of the pen.", True, WAS)
FLIPS = Flips((flip("When intelligence starts under 0.2"),), "tried: some")
