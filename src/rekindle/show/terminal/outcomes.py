"""Results and sources as plain text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from rekindle.numbers import amount, exact, interval
from rekindle.show.words.transfer import transferred

WIDTH = 80
NAME, MIDDLE, RANGE = 36, 8, 18
"""Widths of columns: a name, a median, and a range."""


def outcome_table(summary: Mapping[str, Any]) -> str:
    """The outcomes that are not monthly: median and the ranges that hold 50 % and 90 % of worlds.

    Of the yearly ones those of the theatre and of Europe; how many more there are stands in the last line.
    """
    rows = {name: row for name, row in summary["outcomes"].items() if not _monthly(name)}
    apart = _elsewhere(summary["outcomes"])
    lines = [*headed(summary), ""]
    lines.append(f"{'outcome':<{NAME}}{'median':>{MIDDLE}}{'50 % range':>{RANGE}}{'90 % range':>{RANGE}}")
    lines.append("-" * WIDTH)
    for name, row in rows.items():
        if name in apart:
            continue
        if row["unit"] == "1":
            share = "-" if row["mean"] is None else f"{round(row['mean'] * row['worlds'])} of {row['worlds']} worlds"
            lines += _row(name, share)
            continue
        shown = partial(amount, unit=row["unit"], brief=True, missing="-" if row["unit"] == "share" else "never")
        middle, wide = (interval(row[a], row[b], write=shown) for a, b in (("p25", "p75"), ("p05", "p95")))
        lines += _row(name, f"{shown(row['p50']):>{MIDDLE}}{middle:>{RANGE}}{wide:>{RANGE}}")
    if apart:
        lines += ["", f"summary.json has {len(apart)} more: yearly outcomes of affiliates and home regions."]
    return "\n".join(lines)


def headed(summary: Mapping[str, Any]) -> list[str]:
    """What was run: scenario, policy, worlds, where they come from, and what was set by hand."""
    source = f" from the {summary['worlds_from']}" if "worlds_from" in summary else ""
    lines = [f"{summary['scenario']}, policy {summary['policy']}: {summary['worlds']} simulated worlds{source}"]
    lines += textwrap.wrap(f"Set by hand: {'; '.join(summary['set_by_hand'])}", WIDTH) if "set_by_hand" in summary else []
    return lines + textwrap.wrap(transferred(summary.get("transfer")), WIDTH)


def _row(name: str, cells: str) -> list[str]:
    """A name and what stands beside it; a name that leaves no room has a line of its own."""
    right = cells.rjust(WIDTH - NAME)
    return [f"{name:<{NAME}}{right}"] if len(name) < NAME else [name, right.rjust(WIDTH)]


def _elsewhere(names: Iterable[str]) -> set[str]:
    """Yearly outcomes of places outside the theatre, but for Europe."""
    names = list(names)
    # deaths are told by month for the countries of the theatre alone
    theatre = {name.removeprefix("deaths_documented_").rsplit("_", 2)[0] for name in names if _monthly(name)}
    yearly = {name for name in names if name[-4:].isdigit() and name[-5] == "_" and name.startswith(("attacks_", "deaths_"))}
    near = {*theatre, "europe"}
    return {name for name in yearly if theatre and not any(f"_{place}_" in name for place in near)}


def _monthly(name: str) -> bool:
    parts = name.rsplit("_", 2)
    return name.startswith("deaths_documented_") and len(parts) == 3 and parts[1].isdigit() and len(parts[2]) == 2


def citations(
    quantities: Iterable[Mapping[str, Any]], parameters: Iterable[Mapping[str, Any]], sources: Iterable[Mapping[str, Any]]
) -> str:
    """Numbers with their sources, wrapped."""
    lines: list[str] = []
    for row in quantities:
        ends = dict.fromkeys(exact(row[name]) for name in ("low", "best", "high"))
        span = " - ".join(ends)
        unit = "" if row["unit"] == "1" else f" {row['unit']}"
        lines += _entry(row["name"], f"{span}{unit}; {row['status']}; {', '.join(row['sources'])}")
    for row in parameters:
        unit = "" if row["unit"] == "1" else f" ({row['unit']})"
        lines += _entry(row["name"], f"{row['meaning']}{unit}: {row['prior']}; {row['source']}")
    listed = list(sources)
    if listed:
        lines += ["", "Sources"]
    for row in listed:
        who = f"{row.get('author') or 'no author'}, {row['title']}, {row.get('date') or 'no date'}"
        lines += _entry(row["id"], f"{who}. {row.get('licence') or ''}")
    return "\n".join(lines)


def _entry(name: str, text: str) -> list[str]:
    return [name, *textwrap.wrap(text, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")]


def policy_list(found: Mapping[str, Iterable[Mapping[str, Any]]]) -> str:
    """Policies and experiments: name, when something changes, title and summary, wrapped."""
    lines: list[str] = []
    for kind, rows in found.items():
        listed = list(rows)
        lines += ["", f"{kind.capitalize()} (rekindle run ... --{'policy' if kind == 'policies' else 'experiment'} NAME)", ""]
        for row in listed:
            days = ", ".join(day or "the start" for day in row["from"])
            when = f" From {days}." if days else ""
            lines += _entry(row["name"], f"{row['title']}. {row['summary']}{when}")
        lines += [] if listed else ["none"]
    return "\n".join(lines[1:])
