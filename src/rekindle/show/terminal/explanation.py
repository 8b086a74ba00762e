"""Explanations of verdicts as plain text for a terminal of 80 columns."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from rekindle.analysis.sensitivity.sobol import Index
from rekindle.analysis.statistics.percent import percent
from rekindle.show.terminal.sensitivity import SINGLES, groups_table, singles_table
from rekindle.show.terminal.words import INERT, WIDTH, bar, number, probability, upheld, wrapped
from rekindle.show.words.transfer import transferred

COLUMN, GAP = 38, 4
BRIEF = 3


def explain_text(found: Mapping[str, Any]) -> str:
    """A statement with its propositions explained: in full where indices by group were asked for, in brief where not."""
    lines = [*wrapped(f"{found['scenario']}, statement {found['id']}: {found['verdict'].upper()}"), "=" * WIDTH,
             *wrapped(transferred(found)), *wrapped(found["statement"])]  # fmt: skip
    for row in found["propositions"]:
        lines += ["", *wrapped(row["asks"], 4, f"{row['number']}."), "-" * WIDTH, *_verdict(row), *_flips(row), *_moves(row)]
        if row["groups"] or row["two_worlds"] or row["full"]:
            lines += [*_chain(row), *_two_worlds(row)]
    return "\n".join(lines)


def _verdict(row: Mapping[str, Any]) -> list[str]:
    if row.get("inert"):
        return wrapped(f"{INERT[:1].upper()}{INERT[1:]}.", 2, "  ")
    counted = f"holds in {row['holds']:,} of {row['worlds']:,} {row['counted']}"
    close = ", a close call" if row["close"] else ""
    return wrapped(f"{upheld(row).capitalize()}{close}: {probability(row)}; {counted}; the bar is {bar(row)}.", 2, "  ")


def _flips(row: Mapping[str, Any]) -> list[str]:
    lines = ["", "  What turns the verdict over"]
    for flip in row["flips"] or []:
        lines += wrapped(flip["words"], 6, "    -")
        turned = f"covers {percent(flip['coverage'])} of the worlds that speak against the verdict"
        if flip["found_by"] != "third":
            lines += wrapped(f"({turned}; of the worlds inside {percent(flip['density'])} do)", 6)
    return lines + wrapped(f"{row['flips_tried'][:1].upper()}{row['flips_tried'][1:]}", 4, "    ")


def _moves(row: Mapping[str, Any]) -> list[str]:
    lines = ["", *wrapped(f"What moves it: {row['value']}", 2, "  ")]
    if row["groups"]:
        lines += ["", *groups_table([_index(one) for one in row["groups"]], row["group_worlds"])]
    elif row["group_why"]:
        lines += wrapped(f"By groups: {row['group_why']}.", 4, "    ")
    some = [one for one in row["singles"] if one["first_low"] > 0][: SINGLES if row["full"] else BRIEF]
    if some:
        meanings = {one["name"]: one["meaning"] for one in some}
        return [*lines, "", *singles_table([_index(one) for one in some], meanings, row["single_worlds"])]
    why = row["single_why"] or "none stands out from noise"
    return [*lines, *wrapped(f"Single inputs: {why}.", 4, "    ")]


def _index(row: Mapping[str, Any]) -> Index:
    """An index from its row in the JSON."""
    first, total = _half_width(row, "first"), _half_width(row, "total")
    return Index(row["name"], row["first"], first, row.get("total"), total, row.get("changed"))


def _half_width(row: Mapping[str, Any], which: str) -> float:
    """Half the width of an interval; NaN where there is none."""
    value, high = row.get(which), row.get(f"{which}_high")
    return math.nan if value is None or high is None else high - value


def _chain(row: Mapping[str, Any]) -> list[str]:
    lines = ["", "  How the model gets there, by what its mechanisms read and write"]
    if not row["chain"]:
        return [*lines, *wrapped("No mechanism that the statement names leads to it.", 4, "    ")]
    for path in row["chain_words"]:
        lines += wrapped(path, 6, "    -")
    sentences = [node for node in row["chain"]["nodes"] if node["kind"] == "mechanism"]
    return lines + [line for node in sentences for line in wrapped(f"{node['label']}: {node['sentence']}", 6, "    ")]


def _two_worlds(row: Mapping[str, Any]) -> list[str]:
    lines = ["", "  Two worlds, told side by side"]
    found = row["two_worlds"]
    if not found:
        return [*lines, *wrapped("There is no pair: every world that could be told is on the same side.", 4, "    ")]
    heads = [f"World {found[side]['world']}: it {side} ({number(found[side]['value'])})" for side in ("holds", "fails")]
    lines += wrapped(f"Typical of their sides and alike in what moves it most; {found['scenario']} under {found['policy']}, "
                     f"to {found['horizon']}. In brackets the number that decides. "
                     "Of what happens to a place several times the first time is told; --json has all.", 4, "    ")  # fmt: skip
    return [*lines, "", *side_by_side(heads, [_fewer(found[side]["events"]) for side in ("holds", "fails")])]


def _fewer(events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Events without first signs of an assault, and of what happens to a place again and again only the first time."""
    found: dict[str, Mapping[str, Any]] = {}
    for event in events:
        if "the assault shows" not in event["event"]:
            found.setdefault(re.sub(r"[0-9].*", "", event["event"]) if _of_a_place(event) else str(len(found)), event)
    return list(found.values())


def _of_a_place(event: Mapping[str, Any]) -> bool:
    return ": retaken." in event["event"] or ": the group holds ground" in event["event"]


def side_by_side(heads: Sequence[str], events: Sequence[Sequence[Mapping[str, Any]]]) -> list[str]:
    """Dated events of two worlds in two columns, year by year."""
    lines = _beside([textwrap.wrap(head, COLUMN) for head in heads])
    for year in sorted({event["date"][:4] for side in events for event in side}):
        lines += ["", year]
        lines += _beside([[line for event in side if event["date"][:4] == year for line in _told(event)] for side in events])
    return lines


def _told(event: Mapping[str, Any]) -> list[str]:
    return textwrap.wrap(event["event"], COLUMN, initial_indent=f"{event['date'][5:]} ", subsequent_indent=" " * 6,
                         break_on_hyphens=False)  # fmt: skip


def _beside(columns: Sequence[Sequence[str]]) -> list[str]:
    return [f"{left:<{COLUMN + GAP}}{right}".rstrip() for left, right in zip_longest(*columns, fillvalue="")]
