"""A comparison as plain text for a terminal of 80 columns: which policy does better, then what changes most."""

from __future__ import annotations

import re
import textwrap

from rekindle import numbers
from rekindle.analysis.comparison.effects import EFFECT, LEVEL, SAME, UNSURE, Effect
from rekindle.analysis.outcomes.treatment import told
from rekindle.show import words
from rekindle.show.terminal.outcomes import WIDTH
from rekindle.show.words.choice import compared
from rekindle.show.words.comparison import Side, binary, brief, in_points, percent
from rekindle.show.words.treatment import RULE
from rekindle.show.words.treatment import lines as treatment_lines

NAME = 30
ROWS = 16
"""So many effects are printed; the page and --json have the rest."""


def comparison_table(side: Side) -> str:
    """What the comparison answers, what each policy delivers first, and the effects, the largest first."""
    return "\n".join([*_answer(side), *_treatments(side), *_effects(side)])


def _answer(side: Side) -> list[str]:
    answer, choice, baseline = side.answer, side.comparison.choice, side.comparison.baseline
    if answer is None or choice is None:
        return ["These results hold none of the outcomes by which policies are called better.", ""]
    lines = [*_wrapped(answer.head), ""]
    for name in side.comparison.others:
        lines += _wrapped(f"{side.title(name)} compared with {side.title(baseline)}")
        for text in compared(choice, name, baseline, side.labels):
            lines += _listed(text)
        lines.append("")
    lines += [*_wrapped(answer.sure), ""]
    for text in answer.turned:
        lines += _listed(text)
    return [*lines, "", *_wrapped(answer.rule), ""]


def _treatments(side: Side) -> list[str]:
    """What each policy was meant to move first, and in how many worlds it did."""
    found = side.comparison.treatments
    if not found:
        return []
    lines = ["What each policy delivers first", ""]
    for name, one in found.items():
        warned = ". This comparison is no test of it" if one.missed else ""
        lines += textwrap.wrap(
            f"{side.title(name)}: {told(one)}{warned}.", WIDTH, initial_indent="  ", subsequent_indent="    "
        )
        for text in treatment_lines(one, side.called) or [one.nothing] if one.checks or one.nothing else []:
            lines += textwrap.wrap(text, WIDTH, initial_indent="    - ", subsequent_indent="      ", break_on_hyphens=False)
    return [*lines, "", *_wrapped(RULE), ""]


def _effects(side: Side) -> list[str]:
    every = side.comparison.effects
    large = [one for one in every if one.kind in (EFFECT, UNSURE)]
    count = words.count(int(side.comparison.worlds.size), "worlds")
    lines = _wrapped(f"What changes most against {side.title(side.comparison.baseline)}: means of {count}, the largest first")
    lines += ["", f"{'':<{NAME}}{'mean':>10}{'instead of':>11}{'change':>10}{'better':>9}{'worse':>9}", "-" * WIDTH]
    order = list(dict.fromkeys(one.outcome for one in large))
    grouped = sorted(large, key=lambda one: order.index(one.outcome))[:ROWS]
    for at, one in enumerate(grouped):
        if not at or one.outcome != grouped[at - 1].outcome:
            lines += _wrapped(_about(side, one))
        lines.append(_effect(side, one))
    if not large:
        lines.append("No main outcome changes by more than what matters.")
    if len(large) > ROWS:
        lines.append(f"and {len(large) - ROWS} more, on the page and with --json")
    rest = [one for one in every if one.kind in (LEVEL, SAME)]
    same = sum(one.kind == SAME for one in rest)
    pairs = f"{words.some_of(len(rest), len(every))} pairs of an outcome and a policy"
    equal = f"{same} of them {'is' if same == 1 else 'are'} the same in every world"
    lines += ["", *_wrapped(f"No difference that matters: {pairs}; {equal}.")]
    if any(one.kind == UNSURE for one in grouped):
        lines += _wrapped("* The 95 % interval of the mean difference includes no difference.")
    return lines


def _about(side: Side, one: Effect) -> str:
    """An outcome, its unit, and which way is better."""
    outcome = side.comparison.outcomes[one.outcome]
    unit = "% of worlds" if binary(outcome) else "per cent" if in_points(outcome) else outcome.unit
    judged = f"{outcome.better} is better" if outcome.judged.better else "not judged: less, more"
    return f"{side.label(outcome)} ({unit}; {judged})" if unit != "count" else f"{side.label(outcome)} ({judged})"


def _effect(side: Side, one: Effect) -> str:
    outcome = side.comparison.outcomes[one.outcome]
    tally = outcome.differences[one.policy].tally
    first, last = (tally.better, tally.worse) if tally.judged else (tally.less, tally.more)
    shares = [percent(count, tally.worlds) for count in (first, last)]
    means = [numbers.amount(x, outcome.unit, brief=True) for x in (one.under, one.baseline)]
    change = re.sub(" points?", "", brief(one.mean, outcome)) + ("*" if one.kind == UNSURE else "")
    name = f"  {_clipped(side.title(one.policy), NAME - 3):<{NAME - 2}}"
    return f"{name}{means[0]:>10}{means[1]:>11}{change:>10}{shares[0]:>9}{shares[1]:>9}"


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Lines of a text; a number stays beside its per cent sign."""
    held = text.replace(" %", "\N{NO-BREAK SPACE}%")
    lines = textwrap.wrap(held, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _listed(text: str) -> list[str]:
    return _wrapped(text, "  ", "    ")


def _clipped(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."
