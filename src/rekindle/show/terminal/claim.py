"""One statement in full as plain text for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rekindle import numbers
from rekindle.analysis.claims.answer import Answer, Result, Share
from rekindle.analysis.claims.results import Cell, ClaimRow, Ledger, PathsBeside, PropositionRow, ShareCell, TableBeside
from rekindle.analysis.claims.stored_worlds import spans
from rekindle.analysis.outcomes.wording import Described
from rekindle.numbers import Write, about, count, interval, number, percent, percents, short, signed, some_of
from rekindle.show.terminal import words
from rekindle.show.terminal.claims import PARAPHRASED, SHARE, heading
from rekindle.show.terminal.words import WIDTH, apart, wrapped
from rekindle.show.words.basis import bounds, moved_by, uninformed
from rekindle.show.words.interventions import RULE, effect
from rekindle.show.words.treatment import lines as told
from rekindle.show.words.treatment import treatments, why_untested

LABEL = 15


def claim_text(found: Ledger, claim: ClaimRow, called: str) -> str:
    """Everything that is known of one statement of a ledger. `called` is how a person names the scenario."""
    lines = heading(found) if claim.propositions else [f"{found.scenario}: statements of commentators, {PARAPHRASED}"]
    head = f"Statement {claim.id}: {words.KINDS[claim.kind]}, {claim.source}"
    lines += ["", *apart(head, words.verdict(claim)), "=" * WIDTH, *wrapped(claim.statement), ""]
    lines += _entry("Mechanisms", ", ".join(claim.mechanisms)) + _entry("Outcomes", ", ".join(claim.outcomes))
    lines += _entry("Note", claim.note or "")
    lines += _quantities(claim)
    for row in claim.propositions:
        lines += ["", *_proposition(row, found, called)]
    if claim.table:
        lines += ["", *_table(claim.table)]
    if claim.paths:
        lines += ["", *_paths(claim.paths)]
    return "\n".join([*lines, "", *wrapped(SHARE)] if claim.propositions else lines)


def _entry(label: str, text: str) -> list[str]:
    """A label and what it says beside it; nothing where there is nothing to say."""
    return wrapped(text, LABEL, f"  {label}") if text else []


def _quantities(claim: ClaimRow) -> list[str]:
    """The numbers that a figure feeds, each with its sources, and who says otherwise."""
    lines: list[str] = []
    for each in claim.quantities:
        lines += ["", f"  {each.path}"]
        if each.figures:
            lines += wrapped(f"{words.span(each.figures)}; best {number(each.figures.best)}", LABEL)
            lines += wrapped(f"from {', '.join(each.figures.sources)}", LABEL)
    if claim.disagrees_with:
        lines += ["", *wrapped(f"Statement {spans(claim.disagrees_with)} gives another figure.", 2)]
    return lines


def _proposition(row: PropositionRow, found: Ledger, called: str) -> list[str]:
    title = wrapped(row.asks, 4, f"{row.number}.")
    if row.result is None:
        return [*title, "-" * WIDTH, *_asked(row), *_entry("Verdict", words.undecided(called))]
    if row.untested:
        return [*title, "-" * WIDTH, *_entry("Verdict", why_untested(row)), *_treatments(row), *_asked(row), *_changed(row)]
    lines = [*title, "-" * WIDTH, *_entry("Verdict", _verdict(row)), *_before(row), *_numbers(row)]
    lines += _entry("Record", _record(row)) + _treatments(row)
    lines += _entry("Policy", words.standing(row, found.policy)) + _asked(row)
    lines += _shares(row) + _frontier(row) + _theories(row.result, row.bar.level) + _flips(row)
    return lines + _changed(row)


def _verdict(row: Answer) -> str:
    said = words.upheld(row.found).capitalize()
    text = f"{said}: {words.probability(row)}. The threshold is {words.bar(row)} ({row.bar_word})."
    return f"{text} Close call: the 95 % interval reaches across the threshold." if row.found.close else text


def _before(row: PropositionRow) -> list[str]:
    """The verdict of the model before, where it was another one, and why it is this one now."""
    before = row.before
    if not row.turned or before is None:
        return []
    known = f", {about(before.probability, row.bar.level)}" if before.probability is not None else ""
    return _entry("Before", f"The model before {before.until} gave another verdict: {before.verdict}{known}. {before.why}")


def _numbers(row: PropositionRow) -> list[str]:
    """How many worlds it holds in, and between which ends the number lies that is compared with the threshold."""
    found = row.found
    undefined = f" It is undefined in {found.undefined:,}." if found.undefined else ""
    lines = _entry("Counted", words.counted(found) + undefined)
    lines += _entry("Rests on", f"{bounds(row)}. {moved_by(row)}".strip()) + _entry("", uninformed(row))
    ends = found.estimate
    if ends.median is not None and not {ends.p05, ends.median, ends.p95} <= {0.0, 1.0}:  # of a yes or no the share says it all
        shown: Write = number
        if row.measured == "relative" or row.kind in ("trend", "variance_share"):
            shown = percent if row.kind == "variance_share" else partial(signed, write=percent)
        lines += _entry("Value", f"Median {shown(ends.median)}; 90 % of {found.counted} lie between {shown(ends.p05)} "
                        f"and {shown(ends.p95)}.")  # fmt: skip
    return lines


def _treatments(row: PropositionRow) -> list[str]:
    """What the policies behind it were meant to move first, and in how many worlds they did."""
    lines = _entry("Treatment", treatments(row.found.treatments))
    return lines + [
        line for one in row.found.treatments for check in told(one) for line in wrapped(check, LABEL + 2, " " * LABEL + "-")
    ]


def _record(row: PropositionRow) -> str:
    return f"{words.happened(row)}; {', '.join(row.happened.sources)}" if row.happened else ""


def _asked(row: PropositionRow) -> list[str]:
    where = f"{row.scenario} to {row.horizon}" + (f"; {', '.join(row.policies)}" if row.policies else "")
    same = f"Proposition {row.same_as} asks about the same event in the same worlds." if row.same_as else ""
    return _entry("Exactly", row.exactly) + _entry("Same as", same) + _entry("Why", row.why) + _entry("Scenario", where)


def _shares(row: PropositionRow) -> list[str]:
    """How much of the variance a group of causes explains by itself, and with what it does together with others."""
    shares = row.found.shares
    if shares is None:
        return []
    lines = _share("Share", row.group, shares.share)
    lines += _share("Against", row.against, shares.against) if shares.against else []
    lines += _entry("", f"If interactions with other causes counted too, it would hold in {percent(shares.by_total)} of "
                    "resamples.")  # fmt: skip
    if shares.interventions:
        lines += _entry("Set", RULE)
        for one in shares.interventions:
            lines += wrapped(effect(one), LABEL + 2, " " * LABEL + "-")
    return lines


def _share(label: str, group: Sequence[str], one: Share) -> list[str]:
    alone = f"Alone it explains {percent(one.closed)} ({percents(one.low, one.high)}) of the variance."
    total = f"{percent(one.total)} ({percents(one.total_low, one.total_high)})"
    return _entry(label, ", ".join(group)) + _entry("", f"{alone} With its interactions it explains {total}.")


def _frontier(row: PropositionRow) -> list[str]:
    """Policies on every axis (means over worlds), and which are beaten by which."""
    found = row.found.frontier
    if found is None:
        return []
    lines = ["", "  Means over worlds", *_legend(row.axes)]
    lines += _columns([(policy, [[number(of.means[axis])] for axis in found.axes]) for policy, of in found.policies.items()])
    for policy, of in found.policies.items():
        lines += wrapped(f"{policy}: {_beaten(', '.join(of.dominated_by))}", 4)
    return lines


def _beaten(by: str) -> str:
    if not by:
        return "no other policy does at least as well on every measure and better on one"
    return f"{by} {'do' if ',' in by else 'does'} at least as well on every measure and better on one"


def _theories(found: Result, bar: float) -> list[str]:
    """The rival theories one by one: in how many of their worlds the proposition holds, and what the verdict is there."""
    if not found.by_structure:
        return []
    lines = ["", f"  {'Rival theory':<38}{f'holds in {found.counted}':>20}{'share':>8}  verdict"]
    before = ""
    for one in found.by_structure:
        name = one.variant if one.variant != before else ""
        before = one.variant
        holds, share = some_of(one.holds, one.worlds), about(one.share, bar, brief=True)
        text = f"  {name:<22} {one.option:<15}{holds:>20}{share:>8}  {words.upheld(one)}"
        lines += [text] if len(text) <= WIDTH else [f"  {name}", f"    {one.option}", text[40:].rjust(WIDTH)]
    return lines


def _flips(row: PropositionRow) -> list[str]:
    """Switching conditions: assumptions under which the verdict is the opposite, and how much each of them explains."""
    lines: list[str] = []
    for flip in row.flips.found or ():
        lines += ["", *_entry("Switches", flip.words)]
        lines += _entry("", f"Under this condition {percent(flip.density)} of {flip.worlds:,} worlds contradict the verdict. "
                        f"They are {percent(flip.coverage)} of all worlds that contradict it.")  # fmt: skip
    return [*lines, "", *_entry("Tried" if row.flips.found else "Switches", row.flips.tried)]


def _changed(row: PropositionRow) -> list[str]:
    """The change since the file was first written, and the old wording with its own verdict."""
    changed = row.changed
    if not changed:
        return []
    seen = "after results had been seen" if changed.results_seen else "before any result was seen"
    lines = ["", *_entry("Changed", f"On {changed.on}, {seen}. {changed.reason}")]
    was = changed.was
    if not was:
        return lines
    lines += _entry("Before", was.exactly)
    if not was.result:
        return lines + _entry("Then", "Not decided, because its worlds are not stored.")
    return lines + _entry("Then", _verdict(was)) + _entry("", words.counted(was.result))


def _legend(names: Sequence[Described]) -> list[str]:
    return [line for at, name in enumerate(names, 1) for line in wrapped(name.plain, 8, f"    ({at})")]


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


def _table(table: TableBeside) -> list[str]:
    """What stands beside a verdict: of each policy the median with 90 % of worlds, or the share of worlds with its interval."""
    lines = [*wrapped(table.title), "-" * WIDTH, *_legend(table.columns)]
    lines += wrapped("Median and, below it, the 90 % range; percentages are shares of worlds with their 95 % intervals.", 4)
    return lines + _columns([(row.policy, [_cell(cell) for cell in row.cells]) for row in table.rows])


def _cell(cell: Cell) -> list[str]:
    if not cell.worlds:
        return ["not stored"]
    if isinstance(cell, ShareCell):
        return [percent(cell.share), percents(cell.low, cell.high)]
    return [short(cell.median, missing="-"), interval(cell.p05, cell.p95, write=partial(short, missing="-"))]


def _paths(paths: PathsBeside) -> list[str]:
    """Where members from each region are at a day: means over worlds, in tables that fit the width."""
    title = f"Where members from each region are on {paths.date}: mean over {count(paths.worlds, 'worlds')}"
    lines = [*wrapped(title), "-" * WIDTH]
    people = paths.people
    destinations = list(people)
    for start in range(0, len(destinations), 4):
        some = destinations[start : start + 4]
        lines.append(" " * 20 + "".join(name.replace("_", " ").rjust(15) for name in some))
        for origin in paths.origins:
            shown = (numbers.people(people[name][origin].mean).rjust(15) for name in some)
            lines.append(f"  {origin.replace('_', ' '):<18.18}" + "".join(shown))
        lines.append("")
    return [*lines, "--json gives the 90 % range of each of these numbers."]
