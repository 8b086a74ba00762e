"""Explanations of verdicts, indices and boxes as plain text for a terminal of 80 columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any

from rekindle.numbers import interval, number, percent, percents, some_of
from rekindle.show.terminal.words import INERT, WIDTH, bar, probability, upheld, wrapped
from rekindle.show.words.transfer import transferred

COLUMN, GAP = 38, 4
SINGLES = 10
"""Single inputs that are shown; all of them stand in the JSON."""
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
    counted = f"holds in {some_of(row['holds'], row['worlds'])} {row['counted']}"
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
        lines += ["", *groups_table(row["groups"], row["group_worlds"])]
    elif row["group_why"]:
        lines += wrapped(f"By groups: {row['group_why']}.", 4, "    ")
    some = [one for one in row["singles"] if one["first_low"] > 0][: SINGLES if row["full"] else BRIEF]
    if some:
        return [*lines, "", *singles_table(some, row["single_worlds"])]
    why = row["single_why"] or "none stands out from noise"
    return [*lines, *wrapped(f"Single inputs: {why}.", 4, "    ")]


def groups_table(rows: Sequence[Mapping[str, Any]], worlds: int) -> list[str]:
    """Indices by group: share of the variance alone, and with all that the group interacts in, with 95 % intervals."""
    lines = [f"    {'By groups':<28}{'alone':>24}{'in all':>24}"]
    for row in rows:
        name = row["name"].split(":")[0].split(" (")[0]
        both = f"{_interval(row, 'first'):>24}{_interval(row, 'total'):>24}"
        few = f"it changes {row['changed'] or 'none'} of {worlds:,} worlds: too few"
        lines.append(f"    {name:<28.28}{few if row['total'] is None else both:>48}")
    text = (f"Share of the variance, with 95 % intervals, from {worlds:,} worlds in which one group after the other takes the "
            "numbers of another world. What luck explains no better knowledge of the inputs could remove.")  # fmt: skip
    return [*lines, *wrapped(text, 4, "    ")]


def singles_table(rows: Sequence[Mapping[str, Any]], worlds: int) -> list[str]:
    """First-order indices of single inputs, with what each means."""
    lines = [f"    {'Single inputs':<52}{'alone':>24}"]
    for row in rows:
        lines.append(f"    {row['name']:<52.52}{_interval(row, 'first'):>24}")
        lines += wrapped(row["meaning"], 6)
    text = f"From {worlds:,} worlds as they are; inputs that the record ties together share what they explain."
    return [*lines, *wrapped(text, 4, "    ")]


def _interval(row: Mapping[str, Any], which: str) -> str:
    """A share with its interval, both as far as a share can go; of one that is nothing or noise around it, only that."""
    if row[which] is None:
        return ""
    share, low, high = (max(0.0, min(1.0, row[name])) for name in (which, f"{which}_low", f"{which}_high"))
    brief = partial(percent, brief=True)
    return f"{brief(share)} ({interval(low, high, write=brief)})" if high >= 0.005 else "under 1 %"


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
    lines += wrapped(f"It is {line} in {percent(found['share'])} of {found['worlds']:,} worlds "
                     f"({percents(found['low'], found['high'])}).")  # fmt: skip
    for box in found["boxes"]:
        inside = f"{percent(box['density'])} ({percents(box['low'], box['high'])})"
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
            *wrapped(transferred(found)),
            *wrapped(f"{found['meaning'][:1].upper()}{found['meaning'][1:]}{unit}."), ""]  # fmt: skip
