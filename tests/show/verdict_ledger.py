"""A small made-up ledger of verdicts, in the shape of `rekindle.analysis.claims.ledger`, and what stands behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from rows import ROW, but, means, statement

from rekindle.analysis.calibration.report import Coverage, Learnt, PredictiveCheck, Report
from rekindle.analysis.claims.answer import Bar, FrontierMeans, Intervention, Share, Shares, Structure
from rekindle.analysis.claims.results import (
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
from rekindle.analysis.outcomes.treatment import Check, Treatment
from rekindle.analysis.outcomes.wording import Described
from rekindle.analysis.statistics.intervals import wilson
from rekindle.analysis.statistics.likelihood import likelihood
from rekindle.scenario import read
from rekindle.scenario.claims.read import read_claims
from rekindle.scenario.labels import Labels
from rekindle.show.verdicts.doubts import Behind
from rekindle.variables import MONEY

MOSUL = read("mosul-2016")
PACKAGED = {claim.id: claim for claim in read_claims(MOSUL.folder / "claims.yaml").claims}
MAIN = read_claims(MOSUL.folder / "claims.yaml").main

HOSTILE = '#panic("x") $y$ [z] \\ *b* _i_ `c` <l> @r #read("/etc/passwd") <script>alert(1)</script> {{ 7*7 }} "q" \'q\' & //'


def proposition(holds: int = 1800, worlds: int = 2000, bar: Bar = ROW.bar, **more: Any) -> PropositionRow:
    """A decided proposition: `holds` of `worlds`."""
    probability = holds / worlds
    low, high = wilson(holds, worlds)
    upheld = probability >= bar.level if bar.least else probability <= bar.level
    found = but(
        ROW, asks="Something holds", exactly="Something, in 2021: at least 1.", bar=bar, why="A reason.",
        scenario="mosul-2016", threshold=0.1, what=Described("attacks in Iraq, in all of 2021"), probability=probability,
        low=low, high=high, word=likelihood(holds, worlds), holds=holds, worlds=worlds, upheld=upheld,
        close=(low >= bar.level) != (high >= bar.level),
        by_structure=(structure("grievance", holds, worlds, upheld), structure("pay", holds, worlds, upheld)),
    )  # fmt: skip
    return but(found, **more)


def structure(option: str, holds: int, worlds: int, upheld: bool) -> Structure:
    return Structure("recruitment.motive", option, holds, worlds, upheld)


def claim(number: int, *propositions: PropositionRow, kind: str = "J", **more: Any) -> ClaimRow:
    """A statement with its propositions, numbered, and the verdict that follows from them."""
    rows = [but(one, number=at + 1) for at, one in enumerate(propositions)]
    known = PACKAGED.get(number)
    told = {name: getattr(known, name, None) for name in ("short", "heading", "remark")}
    if kind == "F":
        told["verdict"] = "a figure"
    return statement(number, rows, **{
        **told, "source": "rfi-2016", "kind": kind, "statement": f"Statement number {number} in plain words.",
        "mechanisms": ("recruitment", "grievance"), "outcomes": ("resurgence_3",), **more,
    })  # fmt: skip


def undecided() -> PropositionRow:
    """A proposition without worlds."""
    return but(proposition(), result=None)


def frontier(*beaten_by: tuple[str, list[str]]) -> PropositionRow:
    """A frontier over money, lives and return: which policies beat each."""
    axes = ("cost_money", "civilians_killed_total", "resurgence_3")
    policies = {name: means(*by, cost_money=9e4 + 1e4 * at, civilians_killed_total=4e4 - 2e3 * at, resurgence_3=0.5 - 0.1 * at)
                for at, (name, by) in enumerate(beaten_by)}  # fmt: skip
    words = (Described("money spent by the government side", unit=MONEY), Described("civilians killed in Iraq and Syria"),
             Described("the group is back in Iraq within 3 years of Mosul's fall", yes_or_no=True))  # fmt: skip
    free = not any(by for _, by in beaten_by)
    return proposition(2000 if free else 0, kind="frontier", counted="resamples", policies=tuple(policies), axes=words,
                       frontier=FrontierMeans(policies, axes, {}))  # fmt: skip


MISSED = Treatment("reconcile", (Check("Inclusion", "more", ""),), 30, 100)
SET = (Intervention("militias-out", 0.4, 0.3, -0.12, -0.08, 2000, True),
       Intervention("reconcile", 20.0, 25.0, -1.0, 11.0, 1990, False, MISSED))  # fmt: skip
SHARES = Shares(Share(0.24, 0.5, 0.2, 0.28, 0.45, 0.55), Share(0.03, 0.5, 0.0, 0.06, 0.45, 0.55), 2000, 0.9, SET)


def shares(**more: Any) -> PropositionRow:
    """Shares of variance of two groups of causes."""
    return proposition(kind="variance_share", counted="resamples", by_structure=(), shares=SHARES, **more)


def table() -> TableBeside:
    """A table of two policies and two columns."""
    cells = NumberCell(10.0, 20.0, 30.0, 2000), ShareCell(0.4, 0.38, 0.42, 2000)
    columns = Described("attacks in Iraq"), Described("the group is back", yes_or_no=True)
    return TableBeside("Side by side", columns, tuple(PolicyCells(name, cells) for name in ("historical", "militias-out")))


def paths(dead: float = 0.0) -> PathsBeside:
    """Flows of two origins; `dead` are people of the second."""
    series = ("dead", "detained", "home_detained", "caught", "overt", "covert", "elsewhere", "home", "reintegrated", "transit")
    people = {name: {"local": People(500.0, 0.0, 0.0), "europe": People(10.0 * at, 0.0, 0.0)} for at, name in enumerate(series)}
    people["dead"]["europe"] = People(dead, 0.0, 0.0)
    return PathsBeside(date(2021, 12, 31), 2000, ("local", "europe"), people)


def ledger(*claims: ClaimRow, **more: Any) -> Ledger:
    """A ledger of these statements."""
    found: dict[str, Any] = {
        "scenario": "mosul-2016", "title": "A city", "policy": "historical", "written": date(2026, 11, 21), "worlds": 2000,
        "seed": 1, "main": tuple(MAIN), "worlds_from": "posterior", "stored": "", "transfer": None, "stale": (),
        "record_end": date(2018, 12, 31),
        "claims": claims,
    }  # fmt: skip
    return Ledger(**(found | more))


def thirty_two() -> Ledger:
    """A ledger of 32 statements of every kind, some of them long and all of one of them hostile."""
    figure = QuantityRow("cities.mosul.overt", Figures(3000.0, 4500.0, 5000.0, "people", ("rfi-2016",)))
    claims = [claim(number, *[proposition(holds=30 * number + 250 * at) for at in range(1 + number % 5)])
              for number in range(1, 33)]  # fmt: skip
    claims[0] = claim(1, kind="F", quantities=(figure,), disagrees_with=(9,), note="A note.")
    claims[4] = claim(5, proposition(asks=HOSTILE, exactly=HOSTILE, why=HOSTILE), statement=HOSTILE, note=HOSTILE)
    claims[19] = claim(20, shares())
    claims[24] = claim(25, frontier(("historical", ["counterterrorism"]), ("counterterrorism", [])), kind="Q")
    claims[28] = claim(29, proposition(), kind="Q", paths=paths())
    claims[30] = claim(31, proposition(), table=table())
    return ledger(*claims)


def learnt(name: str) -> Report:
    """A calibration that learnt one number, and of another nothing."""
    nothing = PredictiveCheck(0, 0.0, 0.0, ())
    coverage = Coverage(200, 1, 0.5, (name, 0.5), (name, 0.5), 0.9, (name, 0.9), (name, 0.9), [])
    return Report({}, coverage, (Learnt(name, [], [], [], 0.4, 9.0),), {"parameter a.b": 0.1}, [], nothing, nothing)


def behind() -> Behind:
    """Names, one source and two tests against the record."""
    return Behind(
        lambda name: {"historical": "Historical course"}.get(name, name.capitalize()), str.capitalize,
        {"rfi-2016": {"author": "RFI", "title": "What next?", "date": "2016-10"}},
        [(False, "deaths by month, anbar", "CRPS under 4.9", "5.7", "retrospective"),
         (True, "others", "9 of 12", "10", "blind")],
        learnt("parameter recruitment.x"),
        labels=Labels(MOSUL),
        record_end=date(2018, 12, 31),
    )  # fmt: skip
