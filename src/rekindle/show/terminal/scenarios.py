"""Scenarios, and what policies change in them, as plain text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rekindle.numbers import interval, number

if TYPE_CHECKING:
    from rekindle.scenario import Listed
    from rekindle.scenario.policies.effects import Changed, Effect, Span

WIDTH = 80


def scenario_list(found: Sequence[Listed]) -> str:
    """Packaged scenarios: name, days, places and title; those of one battle below the others."""
    wide = max((len(one.name) for one in found), default=0) + 2
    lines = [f"{'name':<{wide}}{'from':<12}{'to':<12}{'at most to':<12}places"]
    for battle, heading in ((False, ""), (True, "One battle each:")):
        chosen = [one for one in found if one.battle == battle]
        if chosen and heading:
            lines += ["", heading]
        for one in chosen:
            lines.append(f"{one.name:<{wide}}{one.start!s:<12}{one.until!s:<12}{one.furthest!s:<12}{one.places:>6}")
            lines += textwrap.wrap(one.title, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([*lines, "", "rekindle run NAME simulates one.", "rekindle new MINE --from NAME makes a copy to change."])


def policy_changes(found: Changed) -> str:
    """A policy and each thing that it changes: what it does, from when, and the number before and after."""
    lines = textwrap.wrap(f"{found.name}: {found.title}. {found.summary}", WIDTH)
    if found.source:
        lines += textwrap.wrap(f"Source of its numbers: {found.source}", WIDTH)
    if not found.changes:
        return "\n".join([*lines, "", "It changes nothing: the scenario as it is."])
    if any(not isinstance(one.before, str) for one in found.changes):
        lines += ["", *textwrap.wrap("Numbers are the median of what worlds draw, and its range, before and after.", WIDTH)]
    noted = ""
    for one in found.changes:
        lines += ["", *_effect(one, one.note if one.note != noted else "")]
        noted = one.note
    return "\n".join(lines)


def _effect(one: Effect, note: str) -> list[str]:
    """One change: its name and dates, then before and after, then a note."""
    when = f" from {one.since}" if one.since else ""
    when += f" until {one.until}" if one.until else ""
    unit = "" if one.unit in ("", "1") else f" {one.unit}"
    text = [f"{_value(one.before)} -> {_value(one.after)}{unit}  ({one.does})", note]
    lines = [f"{one.kind} {one.name}{when}"]
    for part in filter(None, text):
        lines += textwrap.wrap(part, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")
    return lines


def _value(value: Span | str) -> str:
    """A number with its range where it has one; a text as it is."""
    if isinstance(value, str):
        return value
    median = number(value.median)
    return median if value.low == value.high else f"{median} ({interval(value.low, value.high)})"
