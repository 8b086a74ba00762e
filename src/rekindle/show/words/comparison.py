"""Words and short names for comparisons: signed numbers, verdicts, and what an outcome is called on an axis."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from rekindle import numbers, variables
from rekindle.analysis.comparison.compare import Comparison, Outcome
from rekindle.analysis.comparison.effects import Effect
from rekindle.analysis.comparison.policies import Ran
from rekindle.analysis.outcomes.wording import described
from rekindle.analysis.runs.run import RunSpec
from rekindle.analysis.statistics.intervals import Difference
from rekindle.scenario.claims.proposition import Metric
from rekindle.scenario.labels import Labels
from rekindle.show.words.certainty import learnt_for
from rekindle.show.words.choice import Answer, answer, change, titles

UNSAID = ("", "people", "count")
"""Units that a difference need not name."""


@dataclass(frozen=True)
class Side:
    """What a page of a comparison is made from: the numbers, the stored results and the scenario."""

    comparison: Comparison
    results: dict[str, Any]  # policy -> Dataset
    scenario: Any
    policies: dict[str, Any]  # policy -> its file as data: title, summary, source, changes

    @cached_property
    def _titles(self) -> dict[str, str]:
        return titles(self.comparison.policies, self.policies)

    def title(self, name: str) -> str:
        """What a policy is called: its title."""
        return self._titles[name]

    def called(self, name: str) -> str:
        """The same for a policy that may be none of those compared: its name then."""
        return self._titles.get(name, name)

    @property
    def labels(self) -> Labels:
        """What the scenario calls its places."""
        return Labels(self.scenario)

    def label(self, outcome: Outcome) -> str:
        """What an outcome is called on an axis and in a table: as in sentences, so that it has its subject and its place."""
        told = (
            described(Metric(metric=outcome.name), labels=self.labels).words if variables.find(outcome.name) else outcome.label
        )
        return told[:1].upper() + told[1:]

    @cached_property
    def answer(self) -> Answer | None:
        """What the comparison answers; None where its outcomes cannot say which policy does better."""
        choice = self.comparison.choice
        return answer(choice, self.title, self.labels, learnt_for(self.scenario.name)) if choice else None


def side_of(ran: Ran, comparison: Comparison, asked: Mapping[str, RunSpec]) -> Side:
    """What pages and the terminal tell of policies that were run: their results, the scenario, and the policies' files."""
    results = {name: found.dataset() for name, found in ran.answers.items()}
    policies = {name: question.policy for name, question in asked.items()}
    return Side(comparison, results, asked[comparison.baseline].scenario, policies)


def binary(outcome: Outcome) -> bool:
    """Whether an outcome happens or not: its difference is then told in points of a hundred, not by its median."""
    return outcome.unit == "1"


def in_points(outcome: Outcome | None) -> bool:
    """Whether a difference is told in points of a hundred: that of what happens or not, and of a share within a world."""
    return outcome is not None and (binary(outcome) or outcome.unit == "share")


def signed(value: float | None, outcome: Outcome | None = None) -> str:
    """A difference with its sign: "+1,200", "−340", "never" where it is infinite."""
    return numbers.signed(value, _writes(outcome))


def brief(value: float | None, outcome: Outcome | None = None) -> str:
    """A difference with its sign in as little room as it can take: "+1,200", "−340", "−105k", "+1.06M"."""
    return numbers.signed(value, _writes(outcome, brief=True))


def _writes(outcome: Outcome | None, brief: bool = False) -> numbers.Write:
    """How a difference of an outcome is written without its sign; where none is named, that of a number of people."""
    if in_points(outcome):
        return partial(numbers.points, brief=brief, missing="–")
    return partial(numbers.amount, unit=outcome.unit if outcome else "people", brief=brief, missing="–")


def groups(policies: Sequence[str], most: int) -> list[Sequence[str]]:
    """Policies in as few groups of at most so many as it takes, of sizes as even as they can be."""
    count = -(-len(policies) // most)
    cuts = [round(i * len(policies) / count) for i in range(count + 1)]
    return [policies[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]


def mean_spread(outcome: Outcome, found: Difference) -> str:
    """Mean difference and 90 % range of worlds in as little room: "+1,200 (−340 to +105k)", "+2 points (−1 to +4)"."""
    low, high = (float(found.quantiles[i]) for i in (0, 4))
    return f"{brief(found.mean, outcome)} ({numbers.interval(low, high, write=lambda x: brief(x, outcome))})"


def ends(low: float, high: float, outcome: Outcome | None = None) -> str:
    """A range of differences."""
    return numbers.interval(low, high, write=lambda x: signed(x, outcome))


def unit(outcome: Outcome) -> str:
    """Unit and what is better: "people; less is better"."""
    named = "share of worlds" if binary(outcome) else outcome.unit.replace("km2", "km²")
    judged = f"{outcome.better} is better" if outcome.judged.better else "not judged"
    return f"{named}; {judged}" if named and named != "count" else judged


def by_how_much(one: Effect, outcome: Outcome) -> str:
    """The difference of two means, and what part of the baseline's it is: "−3,630 (−9.5 %)", "+2 weeks (under 0.1 %)"."""
    by = re.sub("^(under|above) [+−]", "under ", change(one.under, one.baseline, one.outcome))
    much = signed(one.mean, outcome)
    if outcome.unit not in UNSAID and not in_points(outcome):
        much = f"{much} {outcome.unit.replace('km2', 'km²')}"
    return f"{much} ({by})" if by else much


def shares_of(found: Difference) -> str:
    """In how many worlds an outcome is better, the same and worse; "the same in all" where it is."""
    one = found.tally
    if one.equal == one.worlds:
        return "the same in all"
    names = ("better", "the same", "worse") if one.judged else ("less", "the same", "more")
    counts = (one.better, one.equal, one.worse) if one.judged else (one.less, one.equal, one.more)
    return ", ".join(f"{name} {percent(count, one.worlds)}" for name, count in zip(names, counts, strict=True) if count)


def headline(side: Side, outcome: Outcome, policies: Sequence[str]) -> str:
    """What a row of pictures shows: the mean difference of one outcome under several policies, a sentence for each."""
    told = []
    for name in policies:
        found = outcome.differences[name]
        if found.tally.equal == found.tally.worlds:
            told.append(f"{side.label(outcome)}: no change under {side.title(name)}.")
            continue
        mean = signed(found.mean, outcome)
        told.append(f"{side.label(outcome)}: {mean} on average under {side.title(name)} ({shares_of(found)}).")
    return " ".join(told)


def percent(count: int, worlds: int) -> str:
    """A share of worlds as short as it can be written; a verdict turns over at one half."""
    return numbers.percent(count / worlds, 0.5, brief=True)


def share_better(found: Difference) -> str:
    """ "71 % better", with what is the same beside it where there is any."""
    one = found.tally
    if not one.worlds:
        return "not defined"
    if one.equal == one.worlds:
        return "the same in all"
    if one.judged and one.equal >= 0.01 * one.worlds:
        return f"better {percent(one.better, one.worlds)}, worse {percent(one.worse, one.worlds)}"
    if one.judged and one.worse > one.better:
        return f"worse in {percent(one.worse, one.worlds)}"
    if one.judged:
        return f"better in {percent(one.better, one.worlds)}"
    return f"more in {percent(one.more, one.worlds)}"
