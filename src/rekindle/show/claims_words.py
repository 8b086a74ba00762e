"""Words and layout that the lists of statements at the terminal share."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

WIDTH = 80
KINDS = {"F": "figure", "Q": "question", "J": "judgement"}


def wrapped(text: str, indent: int = 0, first: str = "") -> list[str]:
    """Text within the width, indented; `first` stands before the first line, in place of its indent."""
    lead = first.ljust(indent)
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * indent, break_on_hyphens=False)


def apart(left: str, right: str) -> list[str]:
    """Two texts at the two ends of a line; of two lines where they do not fit into one."""
    if len(left) + 1 + len(right) <= WIDTH:
        return [left + right.rjust(WIDTH - len(left))]
    return [left, right.rjust(WIDTH)]


def figure(share: float) -> str:
    """A share of 0-1 as a number of per cent: a decimal near the ends, and nothing rounded to never or always."""
    x = 100 * share
    if x in (0, 100) or 10 <= x <= 90:
        return f"{x:.0f}"
    return "under 0.1" if x < 0.05 else "over 99.9" if x > 99.95 else f"{x:.1f}"


def percent(share: float) -> str:
    return f"{figure(share)} %"


def number(value: float | None) -> str:
    """A value in few characters: three figures, thousands apart; what no world defines is a dash."""
    if value is None:
        return "-"
    if abs(value) >= 1e6:
        return f"{value / 1e6:,.3g} million"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or value == 0 else f"{value:.1g}"


def bar(row: Mapping[str, Any]) -> str:
    """The probability from which, or up to which, a proposition is upheld: "at least 66 %"."""
    head, _, value = str(row["bar"]).rpartition(" ")
    return f"{head} {percent(float(value))}"


def upheld(row: Mapping[str, Any]) -> str:
    return "upheld" if row["upheld"] else "not upheld"


def verdict(claim: Mapping[str, Any]) -> str:
    """The verdict on a statement, with how many of its propositions are upheld."""
    if claim["kind"] == "F":
        return str(claim["verdict"])
    if not any(row["decided"] for row in claim["propositions"]):
        return str(claim["verdict"]).upper()
    return f"{str(claim['verdict']).upper()} ({claim['upheld']} of {claim['of']})"


def probability(row: Mapping[str, Any]) -> str:
    """Probability, interval and calibrated word: "71 % (69 to 73), likely"."""
    word = row["word"] or "too few worlds for a word"
    return f"{percent(row['probability'])} ({figure(row['low'])} to {figure(row['high'])}), {word}"


def counted(row: Mapping[str, Any]) -> str:
    """In how many worlds a proposition holds, and under how many rival theories the verdict is "upheld"."""
    text = f"holds in {row['holds']:,} of {row['worlds']:,} {row['counted']}"
    if row["structures"]:
        text += f", in {row['structures_hold']} of {row['structures']} rival theories"
    return text


def happened(row: Mapping[str, Any]) -> str:
    """What the record says; empty where it says nothing."""
    found = row.get("happened")
    if not found:
        return ""
    word = {True: "held", False: "did not hold"}.get(found["held"], "figures disagree")
    return f"{word} ({found['words']})"


def standing(row: Mapping[str, Any], policy: str) -> str:
    """Why a proposition is not asked under another policy; empty where it is, or where none was named."""
    if policy == "historical" or row["asked_under"]:
        return ""
    if row["kind"] in ("probability", "trend"):
        return f"about {', '.join(row['policies'])}: the same whatever --policy says"
    return "compares policies itself: the same whatever --policy says"


def undecided(row: Mapping[str, Any], found: Mapping[str, Any], called: str) -> str:
    """Why a proposition has no verdict and what gives it one."""
    policy = found["policy"]
    if row["asked_under"] and policy != "historical" and row["scenario"] != found["scenario"]:
        return f"not asked: {row['scenario']} does not know the policy {policy}"
    return f"not decided, its worlds are not stored: rekindle claims {called} --fresh"


INERT = "the two sides are the same in every world: the model has no way from one to the other"
