"""A comparison as plain text for a terminal of 80 columns."""

from __future__ import annotations

import re
import textwrap

from rekindle import numbers
from rekindle.analysis.comparison.compare import Comparison, Outcome, verdict
from rekindle.analysis.outcomes.treatment import told
from rekindle.show.terminal.outcomes import WIDTH
from rekindle.show.words.comparison import binary, brief, in_points, percent
from rekindle.show.words.treatment import RULE
from rekindle.show.words.treatment import lines as treatment_lines

NAME = 28
TOLD = 5
"""So many verdicts that turn over are told; civilian outcomes come first."""


def comparison_table(comparison: Comparison) -> str:
    """The main outcomes, civilians first: paired difference with its range, and shares of worlds; then mean ranks."""
    lines = _treatments(comparison)
    lines += [f"Difference to {comparison.baseline}, the same {comparison.worlds.size:,} worlds", ""]
    lines.append(f"{'':<{NAME}}{'median':>9}{'90 % of worlds':>18}{'better':>9}{'same':>8}{'worse':>8}")
    lines.append("-" * WIDTH)
    for outcome in [*comparison.main, *(one for one in comparison.costs if not one.main)]:
        lines += _block(outcome, comparison)
    if comparison.ranks:
        lines += [
            "",
            _clipped(f"Mean rank over {len(comparison.civilian)} civilian outcomes (1 is best), 90 % of worlds", WIDTH),
        ]
        for name, one in sorted(comparison.ranks.items(), key=lambda item: item[1].mean):
            span = numbers.interval(one.low, one.high, write=lambda rank: numbers.fixed(rank, 2))
            lines.append(f"  {_clipped(name, NAME - 2):<{NAME - 2}}{numbers.fixed(one.mean, 2):>9}{span:>18}")
    lines += _flips(comparison)
    return "\n".join(lines)


def _treatments(comparison: Comparison) -> list[str]:
    """What each policy was meant to move first, and in how many worlds it did: above every outcome."""
    if not comparison.treatments:
        return []
    lines = ["What each policy delivers first", ""]
    for name, one in comparison.treatments.items():
        warned = ". What follows is no test of it" if one.missed else ""
        lines += textwrap.wrap(f"{name}: {told(one)}{warned}.", WIDTH, initial_indent="  ", subsequent_indent="    ")
        for text in treatment_lines(one) or [one.nothing] if one.checks or one.nothing else []:
            lines += textwrap.wrap(text, WIDTH, initial_indent="    - ", subsequent_indent="      ", break_on_hyphens=False)
    return [*lines, "", *textwrap.wrap(RULE, WIDTH), ""]


def _block(outcome: Outcome, comparison: Comparison) -> list[str]:
    """One outcome: its name and what is better, then a line for each policy."""
    unit = "% of worlds" if binary(outcome) else "points of a hundred" if in_points(outcome) else outcome.unit
    judged = f"{outcome.better} is better" if outcome.judged.better else "not judged: less, same, more"
    lines = [_clipped(f"{outcome.name} ({unit}; {judged})", WIDTH)]
    for policy in comparison.others:
        found = outcome.differences[policy]
        one = found.tally
        name = f"  {_clipped(policy, NAME - 3):<{NAME - 2}}"
        if not one.worlds:
            lines.append(f"{name}{'no world defines it under both':>35}")
            continue
        if binary(outcome):
            middle, wide = brief(found.mean, outcome), "(change of share)"
        else:
            low, mid, high = (brief(found.quantiles[i], outcome) for i in (0, 2, 4))
            middle, wide = mid, f"{low} to {high}"
        middle, wide = (re.sub(" points?", "", text) for text in (middle, wide))  # the head of the block says it
        first, last = (one.better, one.worse) if one.judged else (one.less, one.more)
        shares = [percent(count, one.worlds) for count in (first, one.equal, last)]
        lines.append(f"{name}{middle:>9}{wide:>18}{shares[0]:>9}{shares[1]:>8}{shares[2]:>8}")
    return lines


def _clipped(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


def _flips(comparison: Comparison) -> list[str]:
    """Verdicts that turn over under some assumption, in sentences."""
    told = [
        f"{outcome.name}, {policy}: {verdict(outcome, policy)}."
        for outcome in comparison.main for policy in comparison.others
        if any(one.flips for one in outcome.by_option.get(policy, ()))
    ]  # fmt: skip
    indented = textwrap.TextWrapper(WIDTH, initial_indent="  ", subsequent_indent="    ")
    wrapped = [line for text in told[:TOLD] for line in indented.wrap(text)]
    if len(told) > TOLD:
        wrapped.append(f"  and {len(told) - TOLD} more, in the page and with --json")
    return ["", "Verdicts that turn over under an assumption", *wrapped] if wrapped else []
