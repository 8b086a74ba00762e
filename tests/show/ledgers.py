"""A made-up ledger with a proposition of every kind, and everything that may stand beside one."""

from __future__ import annotations

from typing import Any

from rekindle.analysis.claims.tally import tested

LONG = "what a very long sentence asks that goes on and on until it has to be wrapped onto a second line of the terminal"


def row(number: int = 1, probability: float = 0.7, worlds: int = 1000, **more: Any) -> dict[str, Any]:
    """A proposition of a ledger; it is upheld from 0.66 upwards unless told otherwise."""
    found = {
        "number": number, "kind": "probability", "asks": f"Proposition {number}", "exactly": f"Exactly {number}",
        "bar": "at least 0.66", "bar_word": "likely", "why": f"Why {number}.", "scenario": "town", "horizon": "2021-12-31",
        "policies": ["historical"], "asked_under": "historical", "decided": True, "happened": None, "probability": probability,
        "low": max(0.0, probability - 0.02), "high": min(1.0, probability + 0.02), "word": "likely",
        "holds": round(probability * worlds), "worlds": worlds, "counted": "worlds", "undefined": 0,
        "upheld": probability >= 0.66, "close": False, "inert": False, "structures_hold": 1, "structures": 2,
        "by_structure": [
            {"variant": "raid.response", "option": "backlash", "holds": 300, "worlds": 400, "upheld": True},
            {"variant": "raid.response", "option": "deterrence", "holds": 100, "worlds": 600, "upheld": False},
        ],
        "estimate": {"p05": 10.0, "median": 1234.5, "p95": 2.5e6}, "threshold": 50.0, "unit": "people", "measured": None,
        "group": [], "against": [], "axes_words": [],
    }  # fmt: skip
    return found | more


def claim(number: int, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    upheld = sum(bool(one.get("upheld")) for one in rows if tested(one))
    of = sum(not one.get("inert") for one in rows)
    verdict = "not tested" if rows and not of else "upheld" if upheld == of else "upheld in part" if upheld else "not upheld"
    if not all(one["decided"] for one in rows):
        verdict = "not decided"
    found = {
        "id": number, "source": "gazette-2016", "kind": "J", "statement": f"Statement {number}: {LONG}.", "verdict": verdict,
        "upheld": upheld, "of": of, "mechanisms": ["assault", "advance"], "outcomes": ["control"], "quantities": [],
        "disagrees_with": [], "note": None, "propositions": list(rows), "table": None, "paths": None,
    }  # fmt: skip
    return found | more


def ledger(*claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    found = {
        "scenario": "town", "title": "A town", "policy": "historical", "written": "2016-10-16", "worlds": 1000, "seed": 1,
        "worlds_from": "posterior", "stored": "results/town-claims", "stale": [], "claims": list(claims),
    }  # fmt: skip
    return found | more


ASKED = ("number", "kind", "asks", "exactly", "bar", "bar_word", "why", "scenario", "horizon", "policies", "asked_under",
         "happened")  # fmt: skip
UNDECIDED = {key: row(2)[key] for key in ASKED} | {"decided": False}

FIGURE = claim(3, kind="F", verdict="a figure", disagrees_with=[4], quantities=[
    {"path": "cities.town.overt", "low": 2000.0, "best": 4500.0, "high": 12000.0, "unit": "people",
     "sources": ["a-2016", "b-2017"]},
    {"path": "elsewhere/places.a_place_with_a_long_name.that_goes_on_and_on.covert"},
])  # fmt: skip

FRONTIER = row(
    1, 0.2, kind="frontier", counted="resamples", asked_under=None, axes=["cost", "lives"], axes_words=["money spent", "lives"],
    policies={"hunt": {"dominated_by": [], "cost": 10.0, "lives": 2.0},
              "win-the-people-over-and-rebuild-it": {"dominated_by": ["hunt"], "cost": 20.0, "lives": 3.0}},
)  # fmt: skip

SHARE = row(
    1, 0.46, kind="variance_share", counted="resamples", asked_under=None, group=["grievance", "civilians"],
    against=["assault"], structures=0, structures_hold=0, by_structure=[], share_worlds=980, by_total=1.0,
    share={"closed": 0.06, "total": 0.59, "low": 0.01, "high": 0.11, "total_low": 0.52, "total_high": 0.66},
    share_against={"closed": 0.07, "total": 0.4, "low": 0.02, "high": 0.12, "total_low": 0.35, "total_high": 0.46},
)  # fmt: skip

TABLE = {
    "title": "Supports knocked out",
    "columns": [f"column {at} with a name that is much too long to stand over a column of numbers" for at in range(6)],
    "rows": [
        {"policy": name, "cells": [
            {"kind": "number", "p05": 1041.2, "median": 28370.0, "p95": 7504321.0, "worlds": 900},
            {"kind": "share", "share": 0.4826, "low": 0.4699, "high": 0.4952, "worlds": 900},
            {"kind": "number", "p05": None, "median": None, "p95": None, "worlds": 0},
        ] * 2} for name in ("historical", "settled-local-regional-international-and-more")
    ],
}  # fmt: skip

ENDS = {"p05": 1.0, "p95": 2.0}
PATHS = {
    "date": "2021-12-31", "worlds": 1000, "origins": ["local", "caucasus_russia"],
    "people": {name: {"local": {"mean": 27867.6, **ENDS}, "caucasus_russia": {"mean": 3161.0, **ENDS}}
               for name in ("dead", "detained", "home_detained", "caught", "overt", "reintegrated")},
}  # fmt: skip

WAS = row(1, 0.3, exactly="The old wording", asks="The old wording")
CHANGED = {"on": "2017-01-02", "reason": "A slip of the pen.", "results_seen": True, "was": WAS}
FLIPS = [{"words": "When intelligence starts under 0.2", "limits": [], "inside": 0.31, "worlds": 120, "density": 0.75,
          "coverage": 0.4}]  # fmt: skip
