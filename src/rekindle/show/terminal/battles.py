"""The table of the other battles, for a terminal and for a page."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rekindle.analysis.validation.battles import MEASURES, WEEKS, WIDE, Battles, Score
from rekindle.errors import UsageError
from rekindle.files import write_json, write_text
from rekindle.numbers import amount, interval, percent
from rekindle.show.terminal.words import WIDTH

COLUMNS = "The last columns: inside at 50 %, at 90 %, and the whole recorded range at 90 %."
HEADS = ("recorded", "median", "50 % of worlds", "90 % of worlds", "50", "90", "all")


def battle_table(found: Battles) -> str:
    """Every score of a run of the battles as plain text, battle by battle, and the shares inside."""
    lines = textwrap.wrap(_what(found), WIDTH)
    battle = ""
    for one in found.scores:
        if one.battle != battle:
            battle = one.battle
            lines += ["", _line(battle, HEADS), "-" * WIDTH]
        lines.append(_line(MEASURES[one.measure], _cells(one)))
    return "\n".join([*lines, "", *textwrap.wrap(f"{_shares(found)} {COLUMNS}", WIDTH)])


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<17}" + "".join(f"{cell:>{wide}}" for cell, wide in zip(cells, (14, 7, 15, 15, 4, 4, 4), strict=True))


def battle_markdown(found: Battles) -> str:
    """The same table in Markdown."""
    lines = [_what(found), "", f"| battle | figure | {' | '.join(HEADS)} |", "|---" * (len(HEADS) + 2) + "|"]
    lines += [f"| {one.battle} | {MEASURES[one.measure]} | {' | '.join(_cells(one))} |" for one in found.scores]
    return "\n".join([*lines, "", _shares(found), ""])


def ready(folder: Path) -> None:
    """Make the folder that tables go to. Raises UsageError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{folder} cannot be a folder: {reason}. Choose another --out.") from None


def write_tables(found: Battles, folder: Path) -> None:
    """Write battles.json and battles.md into a folder. Raises UsageError where it cannot be written."""
    try:
        write_json(folder / "battles.json", found.to_dict(), 1)
        write_text(folder / "battles.md", battle_markdown(found))
    except OSError as error:
        raise UsageError(f"writing to {folder} failed: {error.strerror or error}. Choose another --out.") from None


def _what(found: Battles) -> str:
    return (
        f"Other battles, half {found.half} ({found.half_is}): {found.worlds} worlds each from the "
        f"{found.worlds_from}, seed {found.seed}, model {found.model}."
    )


def _shares(found: Battles) -> str:
    count = found.shares
    if count.share_inside_90 is None:
        return "No figure to score."
    return (
        f"Inside at 90 %: {count.inside_90} of {count.scores} ({percent(count.share_inside_90, 0.9)}); at 50 %: "
        f"{count.inside_50}. With the whole recorded range inside at 90 %: {count.whole_90}. "
        f"Intervals whose ends differ by more than a factor of {WIDE:g}: {count.wide_90}."
    )


def _cells(one: Score) -> tuple[str, ...]:
    """Recorded range, median, intervals, and whether inside at 50 %, at 90 %, and wholly at 90 %."""
    p05, p25, p50, p75, p95 = one.marks
    shown = partial(amount, unit="weeks" if one.measure == WEEKS else "people", brief=True, missing="never")
    span = partial(interval, write=shown)
    recorded = f"at least {shown(one.low)}" if one.floor else span(one.low, one.high)
    words = ("yes" if inside else "no" for inside in (one.inside_50, one.inside_90, one.whole_90))
    return recorded, shown(p50), span(p25, p75), span(p05, p95), *words
