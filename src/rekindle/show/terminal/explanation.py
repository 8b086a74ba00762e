"""Explanations of verdicts, indices and boxes as plain text for a terminal of 80 columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from rekindle.analysis.claims.causal_chain import sentences
from rekindle.analysis.claims.explain import ExplainedRow, Single
from rekindle.analysis.claims.explanation import Explanation
from rekindle.analysis.claims.typical_worlds import Event
from rekindle.analysis.statistics.percent import percent
from rekindle.show.terminal.words import INERT, WIDTH, bar, number, probability, upheld, wrapped
from rekindle.show.words.transfer import transferred

COLUMN, GAP = 38, 4
SINGLES = 10
"""Single inputs that are shown; all of them stand in the JSON."""
BRIEF = 3


def explain_text(found: Explanation) -> str:
    """A statement with its propositions explained: in full where indices by group were asked for, in brief where not."""
    lines = [*wrapped(f"{found.scenario}, statement {found.id}: {found.verdict.upper()}"), "=" * WIDTH,
             *wrapped(transferred(found.transfer)), *wrapped(found.statement)]  # fmt: skip
    for row in found.propositions:
        lines += ["", *wrapped(row.asks, 4, f"{row.number}."), "-" * WIDTH, *_verdict(row), *_flips(row), *_moves(row)]
        if row.groups or row.two_worlds or row.full:
            lines += [*_chain(row), *_two_worlds(row)]
    return "\n".join(lines)


def _verdict(row: ExplainedRow) -> list[str]:
    if row.inert:
        return wrapped(f"{INERT[:1].upper()}{INERT[1:]}.", 2, "  ")
    found = row.found
    counted = f"holds in {found.holds:,} of {found.worlds:,} {found.counted}"
    close = ", a close call" if found.close else ""
    return wrapped(f"{upheld(found).capitalize()}{close}: {probability(row)}; {counted}; the bar is {bar(row)}.", 2, "  ")


def _flips(row: ExplainedRow) -> list[str]:
    lines = ["", "  What turns the verdict over"]
    for flip in row.flips.found or ():
        lines += wrapped(flip.words, 6, "    -")
        turned = f"covers {percent(flip.coverage)} of the worlds that speak against the verdict"
        if flip.found_by != "third":
            lines += wrapped(f"({turned}; of the worlds inside {percent(flip.density)} do)", 6)
    return lines + wrapped(f"{row.flips.tried[:1].upper()}{row.flips.tried[1:]}", 4, "    ")


def _moves(row: ExplainedRow) -> list[str]:
    lines = ["", *wrapped(f"What moves it: {row.value}", 2, "  ")]
    if row.groups:
        lines += ["", *groups_table([one.row() for one in row.groups], row.group_worlds)]
    elif row.group_why:
        lines += wrapped(f"By groups: {row.group_why}.", 4, "    ")
    some = [one for one in map(Single.to_dict, row.singles) if one["first_low"] > 0][: SINGLES if row.full else BRIEF]
    if some:
        return [*lines, "", *singles_table(some, row.single_worlds)]
    return [*lines, *wrapped(f"Single inputs: {row.single_why or 'none stands out from noise'}.", 4, "    ")]


def groups_table(rows: Sequence[Mapping[str, Any]], worlds: int) -> list[str]:
    """Indices by group: share of the variance alone, and with all that the group interacts in, with 95 % intervals."""
    lines = [f"    {'By groups':<34}{'alone':>20}{'in all':>20}"]
    for row in rows:
        name = row["name"].split(":")[0].split(" (")[0]
        both = f"{_interval(row, 'first'):>20}{_interval(row, 'total'):>20}"
        few = f"it changes {row['changed'] or 'none'} of {worlds:,} worlds: too few"
        lines.append(f"    {name:<34.34}{few if row['total'] is None else both:>40}")
    text = (f"Share of the variance, with 95 % intervals, from {worlds:,} worlds in which one group after the other takes the "
            "numbers of another world. What luck explains no better knowledge of the inputs could remove.")  # fmt: skip
    return [*lines, *wrapped(text, 4, "    ")]


def singles_table(rows: Sequence[Mapping[str, Any]], worlds: int) -> list[str]:
    """First-order indices of single inputs, with what each means."""
    lines = [f"    {'Single inputs':<54}{'alone':>20}"]
    for row in rows:
        lines.append(f"    {row['name']:<54.54}{_interval(row, 'first'):>20}")
        lines += wrapped(row["meaning"], 6)
    text = f"From {worlds:,} worlds as they are; inputs that the record ties together share what they explain."
    return [*lines, *wrapped(text, 4, "    ")]


def _interval(row: Mapping[str, Any], which: str) -> str:
    """A share with its interval, both as far as a share can go; of one that is nothing or noise around it, only that."""
    if row[which] is None:
        return ""
    share, low, high = (max(0.0, min(1.0, row[name])) for name in (which, f"{which}_low", f"{which}_high"))
    return f"{share:.2f} ({low:.2f}-{high:.2f})" if high >= 0.005 else "under 0.01"


def _chain(row: ExplainedRow) -> list[str]:
    lines = ["", "  How the model gets there, by what its mechanisms read and write"]
    if not row.chain:
        return [*lines, *wrapped("No mechanism that the statement names leads to it.", 4, "    ")]
    for path in sentences(row.chain):
        lines += wrapped(path, 6, "    -")
    told = [node for node in row.chain.nodes if node.kind == "mechanism"]
    return lines + [line for node in told for line in wrapped(f"{node.label}: {node.sentence}", 6, "    ")]


def _two_worlds(row: ExplainedRow) -> list[str]:
    lines = ["", "  Two worlds, told side by side"]
    found = row.two_worlds
    if not found:
        return [*lines, *wrapped("There is no pair: every world that could be told is on the same side.", 4, "    ")]
    heads = [f"World {one.world}: it {side} ({number(one.value)})"
             for side, one in (("holds", found.holds), ("fails", found.fails))]  # fmt: skip
    lines += wrapped(f"Typical of their sides and alike in what moves it most; {found.scenario} under {found.policy}, "
                     f"to {found.horizon}. In brackets the number that decides. "
                     "Of what happens to a place several times the first time is told; --json has all.", 4, "    ")  # fmt: skip
    return [*lines, "", *side_by_side(heads, [_fewer(found.holds.events), _fewer(found.fails.events)])]


def _fewer(events: Sequence[Event]) -> list[Event]:
    """Events without first signs of an assault, and of what happens to a place again and again only the first time."""
    found: dict[str, Event] = {}
    for day, text in events:
        if "the assault shows" not in text:
            found.setdefault(re.sub(r"[0-9].*", "", text) if _of_a_place(text) else str(len(found)), (day, text))
    return list(found.values())


def _of_a_place(text: str) -> bool:
    return ": retaken." in text or ": the group holds ground" in text


def side_by_side(heads: Sequence[str], events: Sequence[Sequence[Event]]) -> list[str]:
    """Dated events of two worlds in two columns, year by year."""
    lines = _beside([textwrap.wrap(head, COLUMN) for head in heads])
    for year in sorted({day.year for side in events for day, _ in side}):
        lines += ["", str(year)]
        lines += _beside([[line for day, text in side if day.year == year for line in _told(day, text)] for side in events])
    return lines


def _told(day: date, text: str) -> list[str]:
    return textwrap.wrap(text, COLUMN, initial_indent=f"{day:%m-%d} ", subsequent_indent=" " * 6, break_on_hyphens=False)


def _beside(columns: Sequence[Sequence[str]]) -> list[str]:
    return [f"{left:<{COLUMN + GAP}}{right}".rstrip() for left, right in zip_longest(*columns, fillvalue="")]


def sensitivity_text(found: Mapping[str, Any]) -> str:
    """What moves an outcome."""
    lines = _heading(found)
    if not found["indices"]:
        return "\n".join([*lines, *_nothing("Nothing is told of what moves it.", found["why_none"] or "no input stands out")])
    if found["by"] == "groups":
        return "\n".join([*lines, *groups_table(found["indices"], found["worlds"])])
    return "\n".join([*lines, *singles_table(found["indices"][: 2 * SINGLES], found["worlds"])])


def discover_text(found: Mapping[str, Any]) -> str:
    """Assumptions under which an outcome crosses a line more often."""
    line = f"above {number(found['above'])}" if found["above"] is not None else f"below {number(found['below'])}"
    lines = _heading(found)
    lines += wrapped(f"It is {line} in {percent(found['share'])} of {found['worlds']:,} worlds ({percent(found['low'])} to "
                     f"{percent(found['high'])}).")  # fmt: skip
    for box in found["boxes"]:
        inside = f"{percent(box['density'])} ({percent(box['low'])} to {percent(box['high'])})"
        text = (f"{line} in {inside} of {box['worlds']:,} worlds kept apart from the search; the box covers "
                f"{percent(box['coverage'])} of all such worlds.")  # fmt: skip
        lines += ["", *wrapped(f"Where {box['words']}:"), *wrapped(text, 2, "  ")]
    if found["why_none"]:
        return "\n".join([*lines, "", *_nothing("No box was looked for.", found["why_none"])])
    if not found["boxes"]:
        text = f"No box found: no few limits on the inputs make it {line} in more than {percent(found['wanted'])}"
        lines += ["", *wrapped(f"{text} of the worlds kept apart from the search.")]
    tried = f"Of {found['tried']} inputs, those that go most closely with it were searched"
    return "\n".join([*lines, "", *wrapped(f"{tried}: {', '.join(one['name'] for one in found['searched'])}.")])


def _nothing(what: str, why: str) -> list[str]:
    return wrapped(f"{what} {why[:1].upper()}{why[1:]}. More worlds may tell.")


def _heading(found: Mapping[str, Any]) -> list[str]:
    unit = f", {found['unit']}" if found["unit"] not in ("", "1") else ""
    return [*wrapped(f"{found['scenario']} under {found['policy']} to {found['until']}: {found['outcome']}"), "=" * WIDTH,
            *wrapped(transferred(found.get("transfer"))),
            *wrapped(f"{found['meaning'][:1].upper()}{found['meaning'][1:]}{unit}."), ""]  # fmt: skip
