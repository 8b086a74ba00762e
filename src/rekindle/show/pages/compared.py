"""The tables of a comparison: measures at a glance, what changes most, rival theories, regret, ranks, flows, every outcome."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from rekindle.analysis.comparison.compare import ByOption, Outcome
from rekindle.analysis.comparison.effects import EFFECT, LEVEL, SAME, UNSURE, Effect
from rekindle.analysis.statistics.intervals import Difference
from rekindle.numbers import percents
from rekindle.show import words
from rekindle.show.figures import comparison as differences
from rekindle.show.figures import flows, regret
from rekindle.show.pages import html
from rekindle.show.pages.html import flat
from rekindle.show.verdicts.plain_words import THEORIES
from rekindle.show.words.choice import STANDS, WHOM, measure, value
from rekindle.show.words.comparison import Side, binary, by_how_much, ends, percent, shares_of, signed, unit

Table = dict[str, Any]
SHOWN_OPTIONS = 40
LEANS = {1: "better", -1: "worse", 0: ""}


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], numeric: Sequence[bool],
          looks: Sequence[str] = ("what",), **more: Any) -> Table:  # fmt: skip
    """A table whose first columns have looks."""
    return html.table(title, heads, rows, numeric, looks=(*looks, *[""] * (len(heads) - len(looks))), **more)


def glance(side: Side) -> Table | None:
    """Policies by the measures that decide which does better."""
    choice = side.comparison.choice
    if choice is None:
        return None
    baseline = side.comparison.baseline
    rows = []
    for name in choice.policies:
        beaten = words.listed([side.title(other) for other in choice.beaten_by(name)])
        cells: list[Any] = [side.title(name)]
        for aim in choice.aims:
            stand = choice.stand(aim, name, baseline)
            told = Markup('<span class="{}">{}</span>').format(LEANS[stand], STANDS[stand].lower())
            mean = value(choice.mean(name, aim), aim.name)
            cells.append(mean if name == baseline else Markup("{}: {}").format(mean, told))
        rows.append([*cells, beaten or "none"])
    heads = ["Policy", *(words.sentence(measure(aim.name, side.labels))[:-1] for aim in choice.aims), "Policies that do better"]
    title = f"Means of {words.count(choice.worlds, 'simulated worlds')}; better, level or worse than {side.title(baseline)}"
    return table(title, heads, rows, (False, *(False for _ in choice.aims), False))


def effects(side: Side) -> tuple[Table, Table | None, str]:
    """What changes more than what matters, the largest first; what does not, and how much that is in a sentence."""
    every = side.comparison.effects
    told = [one for one in every if one.kind in (EFFECT, UNSURE)]
    rest = [one for one in every if one.kind in (LEVEL, SAME)]
    count = words.count(int(side.comparison.worlds.size), "worlds")
    title = f"What changes by more than what matters, the largest first (means of {count})"
    same = sum(one.kind == SAME for one in rest)
    pairs = "outcomes" if len(side.comparison.others) == 1 else "pairs of an outcome and a policy"
    of = words.some_of(len(rest), len(every))
    equal = f"{words.how_many(same)} of them {'is' if same == 1 else 'are'} the same in every world"
    sentence = f"No difference that matters: {of} {pairs}; {equal}."
    return _effects(title, side, told), _effects("No difference that matters", side, rest) if rest else None, sentence


def _effects(title: str, side: Side, told: Sequence[Effect]) -> Table:
    one_policy = len(side.comparison.others) == 1
    under = "Mean under the policy" if not one_policy else f"Mean, {side.title(side.comparison.others[0])}"
    heads = ["Outcome", "Concerns", "Policy", under, f"Mean, {side.title(side.comparison.baseline)}", "Difference of the means",
             "90 % range of worlds", "Share of worlds"]  # fmt: skip
    looks = ["what", "", "", "", "", "", "range", ""]
    rows = [_effect(side, one) for one in told]
    keep = [at for at in range(len(heads)) if not (one_policy and at == 2)]
    return table(title, [heads[at] for at in keep], [[row[at] for at in keep] for row in rows],
                 [False for _ in keep], looks=[looks[at] for at in keep])  # fmt: skip


def _effect(side: Side, one: Effect) -> list[Any]:
    outcome = side.comparison.outcomes[one.outcome]
    found = outcome.differences[one.policy]
    by = by_how_much(one, outcome)
    if one.lean:
        by = Markup('<span class="{}">{}</span>').format(LEANS[one.lean], f"{by}, {LEANS[one.lean]}")
    if one.kind == UNSURE:
        by = Markup("{} (perhaps chance)").format(by)
    wide = "" if binary(outcome) else ends(found.quantiles[0], found.quantiles[4], outcome)
    return [side.label(outcome), WHOM.get(outcome.judged.side, ""), side.title(one.policy), value(one.under, one.outcome),
            value(one.baseline, one.outcome), by, wide, shares_of(found)]  # fmt: skip


def options(side: Side) -> tuple[Table | None, int, int]:
    """Judged main outcomes that turn over under an option of a rival theory; how many do, and how many were looked at."""
    looked, rows = 0, []
    for outcome in side.comparison.main:
        for policy in side.comparison.others:
            whole = outcome.differences[policy].tally
            for one in outcome.by_option.get(policy, ()) if whole.equal < whole.worlds else ():
                looked += 1
                if one.flips:
                    rows.append([side.label(outcome), side.title(policy), *_option(one, percent(whole.better, whole.worlds))])
    heads = ("Outcome", "Policy", "Rival theory", "Better there (95 % interval)", "Worlds there", "Better in all worlds")
    numeric = (False, False, False, True, True, True)
    title = "Where most worlds lean the other way under a rival theory"
    found = table(title, heads, rows[:SHOWN_OPTIONS], numeric, printed="few") if rows else None
    return found, len(rows), looked


def _option(one: ByOption, overall: str) -> list[str]:
    row = one.tally.row()
    within = percents(row["share_better_low"], row["share_better_high"], 0.5)
    name = f"{one.variant} = {one.option}"
    theory = words.sentence(THEORIES.get(name, name))[:-1]
    return [theory, f"{percent(one.tally.better, one.tally.worlds)} ({within})", f"{one.tally.worlds:,}", overall]


def regrets(side: Side) -> Table | None:
    """Regret of each policy in each outcome that a policy changes."""
    rows = []
    for outcome in regret.judged(side.comparison):
        for policy, one in outcome.regret.items():
            mean, p90, most = (regret.amount(x, outcome) for x in (one.mean, one.p90, one.most))
            rows.append([side.label(outcome), side.title(policy), mean, p90, most, percent(one.best, one.worlds),
                         percent(one.alone, one.worlds), f"{one.worlds:,}"])  # fmt: skip
    heads = ("Outcome", "Policy", "Mean", "9 worlds in 10 stay under", "Largest", "Best or as good", "Best alone", "Worlds")
    title = "Regret by outcome and policy"
    return table(title, heads, rows, (False, False, *[True] * 6), find="Filter regret", printed="few")


def ranks(side: Side) -> Table | None:
    """Mean rank over the civilian outcomes that a policy changes."""
    found = side.comparison.ranks
    if not found:
        return None
    rows = [(side.title(name), words.fixed(one.mean, 2), f"{words.fixed(one.low, 1)} to {words.fixed(one.high, 1)}",
             f"{one.worlds:,}") for name, one in found.items()]  # fmt: skip
    count = words.count(len(side.comparison.civilian), "civilian outcomes")
    return table(f"Mean rank over {count} that some policy changes (1 is best)",
                 ("Policy", "Mean rank", "90 % range of worlds", "Worlds"), rows, (False, True, True, True))  # fmt: skip


def outcomes(side: Side) -> Table:
    """Every outcome that some policy changes and that is not monthly: the paired difference with both kinds of spread."""
    heads = ("Outcome", "Policy", "Median difference (90 % range)", "Mean difference (95 % interval)",
             "Better (95 % interval)", "Same", "Worse", "Worlds")  # fmt: skip
    rows, ids, data = [], [], []
    for outcome in _ordered(side):
        if outcome.judged.monthly or not _changes(outcome):
            continue
        for number, policy in enumerate(side.comparison.others):
            first = number == 0
            named = _about(side, outcome) if first else Markup('<span class="unseen">{}</span>').format(side.label(outcome))
            rows.append([named, *_difference(side, outcome, policy)])
            ids.append(f"o-{outcome.name}" if first else f"o-{outcome.name}-{number}")
            data.append({"about": f"{side.label(outcome)} {outcome.name}".lower()})
    return table("Every outcome: difference to the baseline in the same worlds", heads, rows, (False, False, *[True] * 6),
                 ids=ids, data=data, find="Filter outcomes", printed="few")  # fmt: skip


def unchanged(side: Side) -> int:
    """How many outcomes are the same in every world under every policy."""
    return sum(not one.judged.monthly and not _changes(one) for one in side.comparison.outcomes.values())


def _changes(outcome: Outcome) -> bool:
    """Whether a policy makes a difference to it in some world."""
    return any(found.tally.equal < found.tally.worlds for found in outcome.differences.values())


def _ordered(side: Side) -> list[Outcome]:
    """All outcomes: the main ones first, civilians first."""
    main = side.comparison.main
    return [*main, *(one for one in side.comparison.outcomes.values() if not one.main)]


def _about(side: Side, outcome: Outcome) -> Markup:
    matters = outcome.judged.matters
    least = f", at least {value(matters.least, outcome.name)}" if matters.least and not binary(outcome) else ""
    baseline = side.comparison.baseline
    return beneath([side.label(outcome), f"{unit(outcome)}: {outcome.judged.why}",
                   f"matters from {words.percent(matters.share)}{least}",
                   differences.baseline_words(outcome, baseline, side.title(baseline))])  # fmt: skip


def beneath(parts: Iterable[str]) -> Markup:
    """A text with others in small letters beneath it."""
    first, *rest = parts
    return Markup("{}{}").format(first, Markup("").join(Markup('<div class="small">{}</div>').format(part) for part in rest))


def lines(parts: Iterable[str]) -> Markup:
    """Texts beneath each other; empty ones are left out."""
    return Markup("").join(Markup("<div>{}</div>").format(part) for part in parts if part)


def _difference(side: Side, outcome: Outcome, policy: str) -> list[Any]:
    """One row of the long table."""
    found = outcome.differences[policy]
    one = found.tally
    shares = [percent(count, one.worlds) if one.worlds else "–" for count in (one.better, one.equal, one.worse)]
    if one.worlds and not one.judged:
        shares = [f"less {percent(one.less, one.worlds)}", shares[1], f"more {percent(one.more, one.worlds)}"]
    if one.judged:
        row = found.row()
        shares[0] = f"{shares[0]} ({percents(row['share_better_low'], row['share_better_high'], 0.5)})"
    interval = "" if math.isnan(found.mean_low) else f" ({ends(found.mean_low, found.mean_high, outcome)})"
    wide = f"{signed(found.median, outcome)} ({ends(found.quantiles[0], found.quantiles[4], outcome)})"
    notes = never(found)
    named = beneath([side.title(policy), "; ".join(notes)]) if notes else side.title(policy)
    return [named, "–" if binary(outcome) else wide, f"{signed(found.mean, outcome)}{interval}", *shares, f"{one.worlds:,}"]


def never(found: Difference) -> list[str]:
    """Worlds in which an outcome never happens, or is not defined, under one side or both."""
    return [f"{count:,} {text}" for count, text in (
        (found.never_policy, "never under the policy only"), (found.never_baseline, "never under the baseline only"),
        (found.never_both, "never under both"), (found.undefined, "not defined under both")) if count]  # fmt: skip


def flow_table(side: Side) -> Table | None:
    """Policy, origin, and median with the 90 % range of each destination."""
    read = flows.found(side)
    first = next(iter(read.values()), None)
    if first is None:
        return None
    rows = []
    for policy, one in read.items():
        levels = one.levels().round()
        for o, origin in enumerate(one.origins):
            cells = [f"{words.number(mid)} ({words.interval(low, high)})" for low, mid, high in levels[:, o].T]
            rows.append([side.title(policy), flows.origin_label(side.scenario, origin), *cells])
    heads = ("Policy", "Origin", *(text for _, text in first.destinations))
    title = f"Flows by {words.day(first.when)}: people, median of {first.worlds:,} worlds (90 % range)"
    return table(title, heads, rows, (False, False, *[True] * len(first.destinations)), find="Filter flows", printed="few")


def manifests(side: Side, about: Mapping[str, Any]) -> list[Table]:
    """What is needed to run the policies again: the first in full, then what differs from it."""
    found = {name: flat(one) for name, one in about.items()}
    first = next(iter(found.values()), [])
    heads = ("Entry", "Value")
    return [
        table(f"Manifest: {side.title(name)}", heads, rows if rows is first else [row for row in rows if row not in first],
              (False, False), ("what", "note"), printed="none")
        for name, rows in found.items()
    ]  # fmt: skip
