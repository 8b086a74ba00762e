"""A small made-up ledger of verdicts, in the shape of `rekindle.analysis.claims.ledger`, and what stands behind it."""

from __future__ import annotations

from typing import Any

from rekindle.analysis.claims.tally import tested
from rekindle.analysis.statistics.intervals import wilson
from rekindle.analysis.statistics.likelihood import likelihood
from rekindle.scenario import read
from rekindle.scenario.claims.read import read_claims
from rekindle.scenario.labels import Labels
from rekindle.show.verdicts.doubts import Behind

MOSUL = read("mosul-2016")
PACKAGED = {claim.id: claim for claim in read_claims(MOSUL.folder / "claims.yaml").claims}
MAIN = read_claims(MOSUL.folder / "claims.yaml").main

HOSTILE = '#panic("x") $y$ [z] \\ *b* _i_ `c` <l> @r #read("/etc/passwd") <script>alert(1)</script> {{ 7*7 }} "q" \'q\' & //'


def proposition(holds: int = 1800, worlds: int = 2000, bar: str = "at least 0.66", **more: Any) -> dict[str, Any]:
    """A decided proposition: `holds` of `worlds`."""
    probability, level = holds / worlds, float(bar.split()[-1])
    low, high = wilson(holds, worlds)
    least = bar.startswith("at least")
    upheld = probability >= level if least else probability <= level
    return {
        "number": 1, "kind": "probability", "asks": "Something holds", "exactly": "Something, in 2021: at least 1.",
        "bar": bar, "bar_word": "likely", "why": "A reason.", "scenario": "mosul-2016", "horizon": "2021-12-31",
        "policies": ["historical"], "asked_under": "historical", "decided": True, "happened": None, "threshold": 0.1,
        "unit": "1", "measured": None, "group": [], "against": [],
        "what": "attacks in Iraq, in all of 2021", "axes_words": [], "probability": probability, "low": low,
        "high": high, "word": likelihood(holds, worlds), "holds": holds, "worlds": worlds, "counted": "worlds",
        "undefined": 0, "upheld": upheld, "close": (low >= level) != (high >= level), "inert": False,
        "structures_hold": 2 if upheld else 0, "structures": 2,
        "by_structure": [structure("grievance", holds, worlds, upheld), structure("pay", holds, worlds, upheld)],
        "estimate": {"p05": 0.0, "median": 1.0, "p95": 2.0}, "flips": None, "flips_tried": "not looked for yet", **more,
    }  # fmt: skip


def structure(option: str, holds: int, worlds: int, upheld: bool) -> dict[str, Any]:
    return {"variant": "recruitment.motive", "option": option, "holds": holds, "worlds": worlds, "upheld": upheld}


def claim(number: int, *propositions: dict[str, Any], kind: str = "J", **more: Any) -> dict[str, Any]:
    """A statement with its propositions, numbered, and the verdict that follows from them."""
    rows = [{**one, "number": at + 1} for at, one in enumerate(propositions)]
    upheld = sum(one.get("upheld", False) for one in rows if tested(one))
    of = sum(not one.get("inert") for one in rows)
    verdict = ("a figure" if kind == "F" else "not decided" if not all(one["decided"] for one in rows)
               else "not tested" if rows and not of else "upheld" if upheld == of
               else "upheld in part" if upheld else "not upheld")  # fmt: skip
    known = PACKAGED.get(number)
    told = {name: getattr(known, name, None) for name in ("short", "heading", "remark")}
    return {
        "id": number, **told, "source": "rfi-2016", "kind": kind, "statement": f"Statement number {number} in plain words.",
        "verdict": verdict, "upheld": upheld, "of": of, "mechanisms": ["recruitment", "grievance"],
        "outcomes": ["resurgence_3"], "quantities": [], "disagrees_with": [], "note": None, "propositions": rows,
        "table": None, "paths": None, **more,
    }  # fmt: skip


def undecided() -> dict[str, Any]:
    """A proposition without worlds."""
    bare = proposition()
    for name in ("probability", "low", "high", "word", "holds", "worlds", "counted", "upheld", "close", "by_structure",
                 "structures", "structures_hold", "estimate", "undefined", "inert"):  # fmt: skip
        del bare[name]
    return {**bare, "decided": False}


def frontier(*beaten_by: tuple[str, list[str]]) -> dict[str, Any]:
    """A frontier over money, lives and return: which policies beat each."""
    policies = {name: {"dominated_by": by, "cost_money": 9e4 + 1e4 * at, "civilians_killed_total": 4e4 - 2e3 * at,
                       "resurgence_3": 0.5 - 0.1 * at} for at, (name, by) in enumerate(beaten_by)}  # fmt: skip
    words = ["money spent, USD million", "civilians killed", "it is back (1) or not (0)"]
    free = not any(by for _, by in beaten_by)
    return proposition(2000 if free else 0, kind="frontier", counted="resamples", policies=policies, axes_words=words,
                       axes=["cost_money", "civilians_killed_total", "resurgence_3"])  # fmt: skip


def shares(**more: Any) -> dict[str, Any]:
    """Shares of variance of two groups of causes."""
    share = {"closed": 0.24, "total": 0.5, "low": 0.2, "high": 0.28, "total_low": 0.45, "total_high": 0.55}
    return proposition(kind="variance_share", counted="resamples", by_structure=[], structures=0, structures_hold=0,
                       share=share, share_against={**share, "closed": 0.03, "low": 0.0, "high": 0.06}, share_worlds=2000,
                       by_total=0.9, **more)  # fmt: skip


def table() -> dict[str, Any]:
    """A table of two policies and two columns."""
    number = {"kind": "number", "p05": 10.0, "median": 20.0, "p95": 30.0, "worlds": 2000}
    share = {"kind": "share", "share": 0.4, "low": 0.38, "high": 0.42, "worlds": 2000}
    return {
        "title": "Side by side",
        "columns": ["attacks in Iraq", "the group is back (1) or not (0)"],
        "rows": [{"policy": "historical", "cells": [number, share]}, {"policy": "militias-out", "cells": [number, share]}],
    }


def paths() -> dict[str, Any]:
    """Flows of two origins."""
    series = ("dead", "detained", "home_detained", "caught", "overt", "covert", "elsewhere", "home", "reintegrated", "transit")
    people = {name: {"local": {"mean": 500.0}, "europe": {"mean": 10.0 * at}} for at, name in enumerate(series)}
    return {"date": "2021-12-31", "worlds": 2000, "origins": ["local", "europe"], "people": people}


def ledger(*claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A ledger of these statements."""
    return {"scenario": "mosul-2016", "title": "A city", "policy": "historical", "written": "2026-11-21", "worlds": 2000,
            "seed": 1, "main": list(MAIN),
            "worlds_from": "posterior", "stored": "", "stale": [], "claims": list(claims), **more}  # fmt: skip


def thirty_two() -> dict[str, Any]:
    """A ledger of 32 statements of every kind, some of them long and all of one of them hostile."""
    figure = {"path": "cities.mosul.overt", "low": 3000.0, "best": 4500.0, "high": 5000.0, "unit": "people",
              "sources": ["rfi-2016"]}  # fmt: skip
    claims = [claim(number, *[proposition(holds=30 * number + 250 * at) for at in range(1 + number % 5)])
              for number in range(1, 33)]  # fmt: skip
    claims[0] = claim(1, kind="F", quantities=[figure], disagrees_with=[9], note="A note.")
    claims[4] = claim(5, proposition(asks=HOSTILE, exactly=HOSTILE, why=HOSTILE), statement=HOSTILE, note=HOSTILE)
    claims[19] = claim(20, shares())
    claims[24] = claim(25, frontier(("historical", ["counterterrorism"]), ("counterterrorism", [])), kind="Q")
    claims[28] = claim(29, proposition(), kind="Q", paths=paths())
    claims[30] = claim(31, proposition(), table=table())
    return ledger(*claims)


def behind() -> Behind:
    """Names, one source and two tests against the record."""
    return Behind(
        lambda name: {"historical": "Historical course"}.get(name, name.capitalize()), str.capitalize,
        {"rfi-2016": {"author": "RFI", "title": "What next?", "date": "2016-10"}},
        [(False, "deaths by month, anbar", "CRPS under 4.9", "5.7", "retrospective"),
         (True, "others", "9 of 12", "10", "blind")],
        {"learnt": [{"name": "parameter recruitment.x", "contraction": 0.4}], "not_informed": ["parameter a.b"]},
        labels=Labels(MOSUL),
    )  # fmt: skip
