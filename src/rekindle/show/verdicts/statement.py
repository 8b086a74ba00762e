"""One statement as a section: what was said, what was asked, what came out, what the record says, why it may be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from rekindle.analysis.claims.results import Cell, ClaimRow, Figures, PropositionRow, ShareCell, TableBeside
from rekindle.analysis.claims.tally import tag
from rekindle.analysis.outcomes.treatment import told as told_treatment
from rekindle.numbers import abouts, percent, percents, some_of
from rekindle.show import words
from rekindle.show.figures.style import NARROW
from rekindle.show.figures.verdict_tables import flow_chart, flow_rows, frontier, table_chart
from rekindle.show.figures.verdicts import PAGE, claim_chart, share_chart
from rekindle.show.figures.verdicts_dots import numbers
from rekindle.show.verdicts.document import Block, Line, Section, Shown, Table, items, line, link, outward, strong, table, text
from rekindle.show.verdicts.doubts import Behind, doubts
from rekindle.show.verdicts.sentences import (
    answer,
    asked,
    beaten,
    changed,
    claimed,
    counted,
    exactly,
    flips,
    happened,
    middle,
    outcome,
    shares,
    theories,
)
from rekindle.show.verdicts.turned import earlier
from rekindle.show.words import certainty
from rekindle.show.words.basis import ends
from rekindle.show.words.interventions import RULE, effect
from rekindle.show.words.treatment import why_untested


def claim_section(claim: ClaimRow, behind: Behind) -> Section:
    """The page of one statement: what was said, the answer, its tests as a picture and a table, doubts; details last."""
    identity, title = claim.id, f"Statement {claim.id}" + (f": {claim.short}" if claim.short else "")
    said = outward(behind.author(claim.source), behind.address(claim.source))
    blocks: list[Block] = [
        text(said, " says, in our words: ", claim.statement, look="statement"),
        text(*_answer(claim, behind)),
    ]
    blocks += _figure(claim, behind) if claim.kind == "F" else []
    if claim.kind != "F" and claim.note:
        blocks.append(text(claim.note, look="small"))
    tested = [one for one in claim.propositions if not one.untested]
    if tested:
        blocks.append(_chart(claim, tested))
    if claim.propositions:
        blocks.append(_tests(claim))
    inner: list[Section] = []
    reasons = doubts(claim, behind) if claim.propositions else []
    if reasons:
        inner.append(Section(f"doubts-{identity}", "Why it may be wrong", 4, tuple(items([line(one) for one in reasons]))))
    beside = [*_of_propositions(claim, behind), *_table_and_flows(claim, behind)]
    if beside:
        inner.append(Section(f"beside-{identity}", "Beside the verdict", 4, tuple(beside)))
    if claim.propositions:
        details = [*_numbers(claim), *(block for one in claim.propositions for block in _details(claim, one, behind))]
        inner.append(Section(f"details-{identity}", "Details of the tests", 4, tuple(details), folded=True))
    about = (("verdict", tag(claim)), ("source", behind.author(claim.source)))
    return Section(f"claim-{identity}", title, 3, tuple(blocks), tag(claim), tuple(inner), about=about)


def _answer(claim: ClaimRow, behind: Behind) -> Line:
    """The verdict in a sentence, and how confident one can be of it."""
    frontier = claim.tested[0].found.frontier if len(claim.tested) == 1 else None
    best = frontier.unbeaten if frontier else ()
    told = f"{behind.named(best[0])}: no other policy beats it." if len(best) == 1 else answer(claim)
    found = line(strong(told))
    if not claim.tested:
        return found
    why = "; ".join(behind.warnings(claim))
    return line(*found, f" {behind.confidence(claim).capitalize()} confidence{f': {why}' if why else ''}.")


def _chart(claim: ClaimRow, tested: Sequence[PropositionRow]) -> Shown:
    shown = replace(claim, propositions=tuple(tested))
    rows = [(_name(claim, one), one) for one in tested if one.result]
    alt = f"Probabilities of {words.how_many(len(tested))} test{'s' if len(tested) != 1 else ''} against their thresholds."
    return Shown(f"verdict-{claim.id}", f"Statement {claim.id}: probabilities and thresholds", "", alt, claim_chart(shown),
                 partial(claim_chart, shown, NARROW), numbers(rows) if rows else None, True)  # fmt: skip


def _name(claim: ClaimRow, one: PropositionRow) -> str:
    return f"{claim.id}.{one.number}"


def _tests(claim: ClaimRow) -> Table:
    """Its tests, a row each: what is asked, how likely it is, the threshold, the result, what the record says."""
    rows: list[list[str]] = []
    for one in claim.propositions:
        likely = certainty.likely(one) if one.tested else "no worlds yet" if not one.result else "-"
        verdict = outcome(one) if one.result else "not decided"
        rows.append([f"{_name(claim, one)} {asked(one)}", likely, claimed(one), verdict, happened(one)])
    return _filled(("Test", "In the model", "Threshold", "Result", "On record"), rows)


def _filled(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table without the columns in which no row says anything."""
    kept = [at for at in range(len(heads)) if any(row[at] for row in rows)]
    cells = [[row[at] or "-" for at in kept] for row in rows]
    return table("", [heads[at] for at in kept], cells, (False,) * len(kept))


def _numbers(claim: ClaimRow) -> list[Block]:
    """What stands behind each probability, a row a test: worlds, interval, difference, rival theories, other priors."""
    rows = []
    for one in claim.propositions:
        if one.tested:
            found = one.found
            interval = abouts(found.low, found.high, one.bar.level)
            agree = some_of(found.structures_agree, found.structures) if found.structures else ""
            priors = f"{ends(one)}{', so the verdict depends on them' if found.basis.hangs else ''}"
            rows.append([_name(claim, one), counted(one), interval, middle(one), agree, priors])
    return [_filled(NUMBERS, rows)] if rows else []


NUMBERS = ("Test", "Holds in", "95 % interval", "Median difference (90 % range)", "Rival theories that agree", "Other priors")


def _details(claim: ClaimRow, one: PropositionRow, behind: Behind) -> list[Block]:
    """One test: how it was asked and why so, what stands behind its probability, under which assumptions it changes."""
    lines: list[Line] = [
        line(strong("Exactly: "), exactly(one.exactly, behind.named)),
        line(strong("Threshold: "), one.why),
    ]
    if one.untested:
        lines.append(line(strong("Not tested: "), words.sentence(why_untested(one).partition(": ")[2]), " It is not counted."))
    if one.tested:
        lines += [line(told) for told in (shares(one), beaten(one, behind.named)) if told]
        lines += [line(strong("Rival theories: "), told) for told in filter(None, [theories(one)])]
        lines += [line(strong("What would change it: "), told) for told in flips(one)]
    lines += _set(one, behind)
    delivered = [each for each in one.found.treatments if each.missed] if one.result else []
    lines += [line(strong("Treatment: "), f"“{behind.named(each.policy)}” {told_treatment(each)}.") for each in delivered]
    if one.turned and one.before:
        until = strong(f"Until {words.day(one.before.until)}: ")
        lines.append(line(until, f"{earlier(one)}. ", link("Why it changed", "mind")))
    if one.same_as:
        there = link(one.same_as, f"claim-{one.same_as.partition('.')[0]}")
        lines.append(line(strong("The same event: "), "see ", there, ", decided by the same worlds."))
    if changed(one):
        lines.append(line(strong("Wording: "), changed(one)))
    return [text(strong(f"Test {_name(claim, one)}")), *items(lines)]


def _set(one: PropositionRow, behind: Behind) -> list[Line]:
    """What setting some of the causes does, beside the shares of variance."""
    found = one.result.shares.interventions if one.tested and one.result and one.result.shares else ()
    told = [line(words.sentence(effect(each, behind.named))) for each in found]
    return [line(strong("What setting a cause does: "), RULE), *told] if told else []


def _figure(claim: ClaimRow, behind: Behind) -> list[Block]:
    """A figure: the numbers it feeds, with everybody who gives another."""
    rows = [[_path(one.path), *_figures(one.figures, behind)] for one in claim.quantities]
    heads = ("Number", "Range (best)", "Unit", "Sources")
    blocks: list[Block] = [table("What it feeds, as a range over all sources", heads, rows, (False,) * 4)] if rows else []
    if claim.disagrees_with:
        other = [part for number in claim.disagrees_with for part in (link(f"statement {number}", f"claim-{number}"), ", ")]
        blocks.append(text(strong("Who disagrees: "), *other[:-1], "."))
    if claim.note:
        blocks.append(text(claim.note))
    return blocks


def _path(path: str) -> str:
    """A number's path as words: "cities / mosul / overt"."""
    return path.replace(".", " / ").replace("_", " ")


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
                "Policies compared; the numbers stand in the table below.",
                drawn(PAGE),
                partial(drawn, NARROW),
            )
        )
        blocks.append(told)
    if claim.paths:
        drawn = partial(flow_chart, claim.paths, behind.origin)
        heads, rows = flow_rows(claim.paths, behind.origin)
        title = "Foreign fighters: from where, to where"
        alt = "Flow diagram from regions of origin to what became of people; the numbers stand in the table below."
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
                    "Which causes explain the differences between worlds",
                    shares(one),
                    share_chart(one.result.shares, one.threshold),
                    partial(share_chart, one.result.shares, one.threshold, NARROW),
                )
            )
        if one.result and one.result.frontier:
            told = "Policies compared on two measures at a time (means over worlds)"
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
    return table("Median over worlds (90 % range), or share of worlds (95 % interval)", heads, rows, (False,) * len(heads))


def _cell(cell: Cell) -> str:
    if isinstance(cell, ShareCell):
        return f"{percent(cell.share)} ({percents(cell.low, cell.high)})"
    if not cell.worlds or cell.median is None:
        return "no worlds"
    low, high = (words.number(end) if end is not None else "never" for end in (cell.p05, cell.p95))
    return f"{words.number(cell.median)} ({low} to {high})"
