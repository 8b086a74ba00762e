"""One statement as a section: what was said, what was asked, what came out, what the record says, why it may be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from rekindle.analysis.claims.results import Cell, ClaimRow, Figures, PropositionRow, ShareCell, TableBeside
from rekindle.analysis.claims.tally import tag
from rekindle.numbers import percent, percents
from rekindle.show import words
from rekindle.show.figures.style import NARROW
from rekindle.show.figures.verdict_tables import flow_chart, flow_rows, frontier, table_chart
from rekindle.show.figures.verdicts import PAGE, claim_chart, share_chart
from rekindle.show.verdicts.document import Block, Line, Section, Shown, Table, items, line, link, strong, table, text
from rekindle.show.verdicts.doubts import Behind, doubts
from rekindle.show.verdicts.sentences import (
    KINDS,
    answer,
    asked,
    beaten,
    changed,
    flips,
    found,
    happened,
    middle,
    result,
    shares,
    theories,
)
from rekindle.show.verdicts.turned import earlier
from rekindle.show.words.basis import bounds, moved_by, uninformed
from rekindle.show.words.interventions import RULE, effect
from rekindle.show.words.treatment import lines as checked
from rekindle.show.words.treatment import treatments


def claim_section(claim: ClaimRow, behind: Behind) -> Section:
    """The page of one statement."""
    identity, many = claim.id, len(claim.propositions) > 1
    blocks: list[Block] = [
        text(strong("In our words: "), claim.statement, look="statement"),
        text(f"After {behind.source(claim.source)}; {KINDS[claim.kind]}.", look="small"),
        text(strong(answer(claim))),
    ]
    if any(not one.untested for one in claim.propositions):
        blocks.append(_chart(claim))
    blocks += _figure(claim, behind) if claim.kind == "F" else []
    if claim.kind != "F" and claim.note:
        blocks.append(text(claim.note, look="small"))
    inner = [_proposition(claim, one, behind, many) for one in claim.propositions]
    beside = [*_of_propositions(claim, behind), *_table_and_flows(claim, behind)]
    if beside:
        inner.append(Section(f"beside-{identity}", "Beside the verdict", 4, tuple(beside)))
    reasons = doubts(claim, behind) if claim.propositions else []
    if reasons:
        inner.append(Section(f"doubts-{identity}", "Why it may be wrong", 4, tuple(items([line(one) for one in reasons]))))
    inner.append(
        Section(
            f"model-{identity}",
            "In the model",
            4,
            (text(f"Mechanisms: {_names(claim.mechanisms)}. Outcomes: {_names(claim.outcomes)}.", look="small"),),
        )
    )
    return Section(f"claim-{identity}", f"Statement {identity}", 3, tuple(blocks), tag(claim), tuple(inner))


def _names(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ").replace("-", " ") for name in names)


def _chart(claim: ClaimRow) -> Shown:
    claim = replace(claim, propositions=tuple(one for one in claim.propositions if not one.untested))
    told = " ".join(map(found, claim.propositions))
    return Shown(f"verdict-{claim.id}", f"Statement {claim.id}: probabilities against their bars", "",
                 f"Probabilities on a line from 0 to 100 % with their bars. {told}", claim_chart(claim),
                 partial(claim_chart, claim, NARROW))  # fmt: skip


def _proposition(claim: ClaimRow, one: PropositionRow, behind: Behind, many: bool) -> Section:
    """One proposition: the result, how it was asked and why so, what the record says, what turns it."""
    number = f"{claim.id}.{one.number}"
    title = f"{number}  {asked(one)}" if many else asked(one)
    lines = []
    if one.result:
        head, stop, rest = result(one).partition(". ")
        lines.append(line(strong(words.sentence(head)[:-1] if one.untested else head), stop, rest))
        more = (middle(one), shares(one), beaten(one, behind.named), theories(one)) if one.tested else ()
        lines += [line(told) for told in more if told]
    else:
        lines.append(line(strong("No worlds have been simulated for this yet.")))
    if one.turned and one.before:
        until = f"until {words.day(one.before.until)}: {earlier(one)}. {one.before.why}"
        lines.append(line(strong("Under the model before: "), until))
    lines += _set(one, behind)
    delivered = treatments(one.result.treatments) if one.result else ""
    if one.result and delivered:
        checks = [words.sentence(check) for each in one.result.treatments for check in checked(each)]
        lines.append(line(strong("Treatment: "), words.sentence(delivered), (" " + " ".join(checks), "quiet")))
    if one.tested:
        lines.append(line(strong("What it rests on: "), words.sentence(bounds(one)), (f" {moved_by(one)}".rstrip(), "quiet")))
        lines.append(line((words.sentence(uninformed(one)), "quiet")))
    if happened(one):
        lines.append(line(strong("What happened: "), happened(one)))
    if one.result:
        lines += [line(strong("What would turn it: "), told) for told in flips(one)]
        lines += [line((words.sentence(one.flips.tried), "quiet"))] if one.tested and one.flips.found else []
    lines.append(line(strong("Asked exactly: "), one.exactly))
    if one.same_as:
        to = f"claim-{one.same_as.replace('.', '-')}"
        there = link(one.same_as, to)
        lines.append(line(strong("The same event: "), "asked in the words of ", there, " and read off the same worlds."))
    if changed(one):
        lines.append(line(strong("Wording: "), changed(one)))
    policies = words.listed([behind.named(name) for name in one.policies])
    lines.append(line((f"Scenario {one.scenario}, to {words.day(one.horizon)}; policies: {policies}.", "quiet")))
    return Section(f"claim-{number.replace('.', '-')}", title, 4, tuple(items(lines)))


def _set(one: PropositionRow, behind: Behind) -> list[Line]:
    """What setting some of the causes does, beside the shares of variance."""
    found = one.result.shares.interventions if one.tested and one.result and one.result.shares else ()
    told = [line(words.sentence(effect(each, behind.named))) for each in found]
    return [line(strong("What setting a cause does: "), RULE), *told] if told else []


def _figure(claim: ClaimRow, behind: Behind) -> list[Block]:
    """A figure: the numbers it feeds, with everybody who gives another."""
    rows = [[one.path, *_figures(one.figures, behind)] for one in claim.quantities]
    heads = ("Number", "Range (best)", "Unit", "Sources")
    blocks: list[Block] = [table("What it feeds, as a range over all sources", heads, rows, (False,) * 4)] if rows else []
    if claim.disagrees_with:
        other = [part for number in claim.disagrees_with for part in (link(f"statement {number}", f"claim-{number}"), ", ")]
        blocks.append(text(strong("Who disagrees: "), *other[:-1], "."))
    if claim.note:
        blocks.append(text(claim.note))
    return blocks


def _figures(found: Figures | None, behind: Behind) -> tuple[str, str, str]:
    """Range, unit and sources of a quantity."""
    if found is None:
        return "not in this scenario", "", ""
    low, best, high = (words.number(float(end), 6) for end in (found.low, found.best, found.high))
    return f"{low} to {high} ({best})" if low != high else low, found.unit, "; ".join(map(behind.author, found.sources))


def _table_and_flows(claim: ClaimRow, behind: Behind) -> list[Block]:
    """The table beside a verdict with its picture, and flows of fighters."""
    blocks: list[Block] = []
    if claim.table:
        drawn = partial(table_chart, claim.table, behind.named)
        told = _table(claim.table, behind)
        blocks.append(
            Shown(
                f"table-{claim.id}",
                claim.table.title,
                claim.table.title,
                "Policies compared; the numbers stand in the table beneath.",
                drawn(PAGE),
                partial(drawn, NARROW),
            )
        )
        blocks.append(told)
    if claim.paths:
        drawn = partial(flow_chart, claim.paths, behind.origin)
        heads, rows = flow_rows(claim.paths, behind.origin)
        title = "Foreign fighters: from where, to where"
        alt = "Flow diagram from regions of origin to what became of people; the numbers stand in the table beneath."
        blocks.append(Shown(f"flows-{claim.id}", title, title, alt, drawn(PAGE), partial(drawn, NARROW)))
        numeric = [False] + [True] * (len(heads) - 1)
        blocks.append(table("People by origin and destination, mean over worlds", heads, rows, numeric))
    return blocks


def _of_propositions(claim: ClaimRow, behind: Behind) -> list[Block]:
    """Pictures that belong to a proposition: shares of variance, and policies on a frontier."""
    blocks: list[Block] = []
    for one in claim.propositions:
        if one.result and one.result.shares:
            blocks.append(
                Shown(
                    f"shares-{claim.id}-{one.number}",
                    "Shares of variance",
                    "What explains the variance",
                    shares(one),
                    share_chart(one.result.shares, one.threshold),
                    partial(share_chart, one.result.shares, one.threshold, NARROW),
                )
            )
        if one.result and one.result.frontier:
            told = "Policies by pairs of axes: money, lives, return"
            blocks.append(
                Shown(
                    f"frontier-{claim.id}-{one.number}",
                    "Frontier",
                    told,
                    beaten(one, behind.named),
                    frontier(one, one.result.frontier, behind.named),
                    partial(frontier, one, one.result.frontier, behind.named, NARROW),
                )
            )
    return blocks


def _table(beside: TableBeside, behind: Behind) -> Table:
    rows = [[behind.named(row.policy), *(_cell(cell) for cell in row.cells)] for row in beside.rows]
    columns = [words.sentence(column.plain).rstrip(".") for column in beside.columns]
    heads = ["Policy", *columns]
    return table("Median (nine tenths of worlds); of a yes or no the share of worlds (95 % interval)", heads, rows,
                 [False] + [True] * (len(heads) - 1))  # fmt: skip


def _cell(cell: Cell) -> str:
    if isinstance(cell, ShareCell):
        return f"{percent(cell.share)} ({percents(cell.low, cell.high)})"
    if not cell.worlds or cell.median is None:
        return "no worlds"
    low, high = (words.number(end) if end is not None else "never" for end in (cell.p05, cell.p95))
    return f"{words.number(cell.median)} ({low} to {high})"
