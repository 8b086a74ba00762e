"""One statement in full as plain text for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from rekindle.analysis.claims.stored_worlds import spans
from rekindle.numbers import Write, count, interval, number, percent, percents, short, signed, some_of
from rekindle.show.terminal import words
from rekindle.show.terminal.claims import PARAPHRASED, SHARE, heading
from rekindle.show.terminal.words import WIDTH, apart, wrapped

LABEL = 15


def claim_text(found: Mapping[str, Any], claim: Mapping[str, Any], called: str) -> str:
    """Everything that is known of one statement of a ledger. `called` is how a person names the scenario."""
    lines = heading(found) if claim["propositions"] else [f"{found['scenario']}: statements of commentators, {PARAPHRASED}"]
    head = f"Statement {claim['id']}: {words.KINDS[claim['kind']]}, {claim['source']}"
    lines += ["", *apart(head, words.verdict(claim)), "=" * WIDTH, *wrapped(claim["statement"]), ""]
    lines += _entry("Mechanisms", ", ".join(claim["mechanisms"])) + _entry("Outcomes", ", ".join(claim["outcomes"]))
    lines += _entry("Note", claim["note"] or "")
    lines += _quantities(claim)
    for row in claim["propositions"]:
        lines += ["", *_proposition(row, found, called)]
    if claim["table"]:
        lines += ["", *_table(claim["table"])]
    if claim["paths"]:
        lines += ["", *_paths(claim["paths"])]
    return "\n".join([*lines, "", *wrapped(SHARE)] if claim["propositions"] else lines)


def _entry(label: str, text: str) -> list[str]:
    """A label and what it says beside it; nothing where there is nothing to say."""
    return wrapped(text, LABEL, f"  {label}") if text else []


def _quantities(claim: Mapping[str, Any]) -> list[str]:
    """The numbers that a figure feeds, each with its sources, and who says otherwise."""
    lines: list[str] = []
    for each in claim["quantities"]:
        lines += ["", f"  {each['path']}"]
        if "best" in each:
            lines += wrapped(f"{words.span(each)}; best {number(each['best'])}", LABEL)
            lines += wrapped(f"from {', '.join(each['sources'])}", LABEL)
    if claim["disagrees_with"]:
        lines += ["", *wrapped(f"Statement {spans(claim['disagrees_with'])} gives another figure.", 2)]
    return lines


def _proposition(row: Mapping[str, Any], found: Mapping[str, Any], called: str) -> list[str]:
    title = wrapped(row["asks"], 4, f"{row['number']}.")
    if not row["decided"]:
        return [*title, "-" * WIDTH, *_asked(row), *_entry("Verdict", words.undecided(called))]
    if row.get("inert"):
        return [*title, "-" * WIDTH, *_entry("Verdict", words.INERT), *_asked(row), *_changed(row)]
    lines = [*title, "-" * WIDTH, *_entry("Verdict", _verdict(row)), *_numbers(row), *_entry("Record", _record(row))]
    lines += _entry("Policy", words.standing(row, found["policy"])) + _asked(row)
    lines += _shares(row) + _frontier(row) + _theories(row["by_structure"], row["counted"], words.level(row)) + _flips(row)
    return lines + _changed(row)


def _verdict(row: Mapping[str, Any]) -> str:
    text = f"{words.upheld(row)}: {words.probability(row)}; the bar is {words.bar(row)} ({row['bar_word']})"
    return f"{text}. Close call: the interval reaches over the bar" if row["close"] else text


def _numbers(row: Mapping[str, Any]) -> list[str]:
    """How many worlds it holds in, and between which ends the number lies that is compared with the threshold."""
    undefined = f"; undefined in {row['undefined']:,}" if row["undefined"] else ""
    lines = _entry("Counted", words.counted(row) + undefined)
    ends = row["estimate"]
    if ends["median"] is not None and not {*ends.values()} <= {0.0, 1.0}:  # of a yes or no the share says it all
        shown: Write = number
        if row.get("measured") == "relative" or row["kind"] in ("trend", "variance_share"):
            shown = percent if row["kind"] == "variance_share" else partial(signed, write=percent)
        lines += _entry("Value", f"median {shown(ends['median'])}; 90 % of {row['counted']} between {shown(ends['p05'])} and "
                        f"{shown(ends['p95'])}")  # fmt: skip
    return lines


def _record(row: Mapping[str, Any]) -> str:
    text = words.happened(row)
    return f"{text}; {', '.join(row['happened']['sources'])}" if text else ""


def _asked(row: Mapping[str, Any]) -> list[str]:
    policies = list(row["policies"])
    where = f"{row['scenario']} to {row['horizon']}" + (f"; {', '.join(policies)}" if policies else "")
    return _entry("Exactly", row["exactly"]) + _entry("Why", row["why"]) + _entry("Scenario", where)


def _shares(row: Mapping[str, Any]) -> list[str]:
    """How much of the variance a group of causes explains by itself, and with what it does together with others."""
    lines: list[str] = []
    for key, group in (("share", row.get("group")), ("share_against", row.get("against"))):
        one = row.get(key)
        if one:
            lines += _entry("Share" if key == "share" else "Against", ", ".join(group or ()))
            total = f" ({percents(one['total_low'], one['total_high'])})" if "total_low" in one else ""
            alone = f"alone {percent(one['closed'])} ({percents(one['low'], one['high'])}) of the variance"
            lines += _entry("", f"{alone}; with all it does together with others {percent(one['total'])}{total}")
    if row.get("by_total") is not None:
        lines += _entry("", f"by the shares together with others it would hold in {percent(row['by_total'])} of resamples")
    return lines


def _frontier(row: Mapping[str, Any]) -> list[str]:
    """Policies on every axis (means over worlds), and which are beaten by which."""
    if row["kind"] != "frontier":
        return []
    axes, names = row["axes"], row.get("axes_words") or row["axes"]
    lines = ["", "  Means over worlds", *_legend(names)]
    lines += _columns([(policy, [[number(values[axis])] for axis in axes]) for policy, values in row["policies"].items()])
    for policy, values in row["policies"].items():
        lines += wrapped(f"{policy}: {_beaten(', '.join(values['dominated_by']))}", 4)
    return lines


def _beaten(by: str) -> str:
    return f"beaten by {by}, no worse on any axis and better on one" if by else "beaten by none"


def _theories(rows: Iterable[Mapping[str, Any]], counted: str, bar: float) -> list[str]:
    """The rival theories one by one: in how many of their worlds the proposition holds, and what the verdict is there."""
    listed = list(rows)
    if not listed:
        return []
    lines = ["", f"  {'Rival theory':<38}{f'holds in {counted}':>20}{'share':>8}  verdict"]
    before = ""
    for one in listed:
        name = one["variant"] if one["variant"] != before else ""
        before = one["variant"]
        share = percent(one["holds"] / one["worlds"], bar, brief=True)
        holds = some_of(one["holds"], one["worlds"])
        text = f"  {name:<22} {one['option']:<15}{holds:>20}{share:>8}  {words.upheld(one)}"
        lines += [text] if len(text) <= WIDTH else [f"  {name}", f"    {one['option']}", text[40:].rjust(WIDTH)]
    return lines


def _flips(row: Mapping[str, Any]) -> list[str]:
    """What turns the verdict over: assumptions in a box, how far it can be relied on there, and how much it explains."""
    lines: list[str] = []
    for flip in row.get("flips") or ():
        lines += ["", *_entry("Turns over", flip["words"])]
        lines += _entry("", f"Of the {flip['worlds']:,} worlds there, {percent(flip['density'])} speak against the verdict: "
                        f"{percent(flip['coverage'])} of all worlds that do.")  # fmt: skip
    if row.get("flips_tried"):
        lines += ["", *_entry("Tried" if row.get("flips") else "Turns over", row["flips_tried"])]
    return lines


def _changed(row: Mapping[str, Any]) -> list[str]:
    """The change since the file was first written, and the old wording with its own verdict."""
    changed = row.get("changed")
    if not changed:
        return []
    seen = "results had been seen" if changed["results_seen"] else "before any result was seen"
    lines = ["", *_entry("Changed", f"{changed['on']}, {seen}. {changed['reason']}")]
    was = changed["was"]
    if not was:
        return lines
    lines += _entry("Before", was["exactly"])
    old = _verdict(was) if was["decided"] else "not decided: its worlds are not stored"
    return lines + _entry("Then", old) + (_entry("", words.counted(was)) if was["decided"] else [])


def _legend(names: Sequence[str]) -> list[str]:
    plain = [name.removesuffix(" (1) or not (0)") for name in names]
    return [line for at, name in enumerate(plain, 1) for line in wrapped(name, 8, f"    ({at})")]


def _columns(rows: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> list[str]:
    """Rows of cells under numbered columns; a cell may have more than one line. A long name stands on a line of its own."""
    columns = max(len(cells) for _, cells in rows)
    name = min(28, max(len(text) for text, _ in rows) + 1, WIDTH - 4 - 11 * columns)
    each = (WIDTH - 4 - name) // columns
    lines = [" " * (4 + name) + "".join(f"({at})".rjust(each) for at in range(1, columns + 1))]
    for text, cells in rows:
        alone = len(text) >= name
        lines += [f"    {text}"] if alone else []
        for at in range(max(len(cell) for cell in cells)):
            lead = f"    {text:<{name}}" if at == 0 and not alone else " " * (4 + name)
            lines.append((lead + "".join((cell[at] if at < len(cell) else "").rjust(each) for cell in cells)).rstrip())
    return lines


def _table(table: Mapping[str, Any]) -> list[str]:
    """What stands beside a verdict: of each policy the median with 90 % of worlds, or the share of worlds with its interval."""
    lines = [*wrapped(table["title"]), "-" * WIDTH, *_legend(table["columns"])]
    lines += wrapped("Median and, below it, 90 % of worlds; in per cent: share of worlds and its 95 % interval.", 4)
    return lines + _columns([(row["policy"], [_cell(cell) for cell in row["cells"]]) for row in table["rows"]])


def _cell(cell: Mapping[str, Any]) -> list[str]:
    if not cell["worlds"]:
        return ["not stored"]
    if cell["kind"] == "share":
        return [percent(cell["share"]), percents(cell["low"], cell["high"])]
    return [short(cell["median"], missing="-"), interval(cell["p05"], cell["p95"], write=partial(short, missing="-"))]


def _paths(paths: Mapping[str, Any]) -> list[str]:
    """Where members from each region are at a day: means over worlds, in tables that fit the width."""
    title = (
        f"Where those from each region are on {paths['date']}: mean number of people over {count(paths['worlds'], 'worlds')}"
    )
    lines = [*wrapped(title), "-" * WIDTH]
    people = paths["people"]
    fates = list(people)
    for start in range(0, len(fates), 4):
        some = fates[start : start + 4]
        lines.append(" " * 20 + "".join(name.replace("_", " ").rjust(15) for name in some))
        for origin in paths["origins"]:
            shown = (number(people[name][origin]["mean"]).rjust(15) for name in some)
            lines.append(f"  {origin.replace('_', ' '):<18.18}" + "".join(shown))
        lines.append("")
    return [*lines, "90 % of worlds, for each of these numbers: --json."]
