"""Words and short names for comparisons: signed numbers, verdicts, and what an outcome is called on an axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from rekindle import numbers
from rekindle.analysis.comparison.compare import Comparison, Outcome, verdict
from rekindle.analysis.statistics.intervals import Difference
from rekindle.show import words


@dataclass(frozen=True)
class Side:
    """What a page of a comparison is made from: the numbers, the stored results and the scenario."""

    comparison: Comparison
    results: dict[str, Any]  # policy -> Dataset
    scenario: Any
    policies: dict[str, Any]  # policy -> its file as data: title, summary, source, changes

    def title(self, name: str) -> str:
        return str(getattr(self.policies.get(name), "title", "") or name)


def label(outcome: Outcome) -> str:
    """What an outcome is called on an axis and in a table."""
    return outcome.label


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


def short_spread(outcome: Outcome, found: Difference) -> str:
    """Median and nine tenths of worlds in as little room: "+1,200 (−340 to +105k)", "+2 points (−1 to +4)"."""
    low, middle, high = (float(found.quantiles[i]) for i in (0, 2, 4))
    return f"{brief(middle, outcome)} ({numbers.interval(low, high, write=lambda x: brief(x, outcome))})"


def ends(low: float, high: float, outcome: Outcome | None = None) -> str:
    """A range of differences."""
    return numbers.interval(low, high, write=lambda x: signed(x, outcome))


def middle(outcome: Outcome, found: Difference) -> str:
    """The paired difference in words: median and nine tenths of worlds; of what happens or not, the change of its share."""
    if not found.tally.worlds:
        return "not defined under both"
    if binary(outcome):
        return f"{signed(found.mean, outcome)} (95 % interval of the mean {ends(found.mean_low, found.mean_high, outcome)})"
    if found.tally.worlds == 1:
        return f"{signed(found.median, outcome)} in this one world"
    spread = ends(found.quantiles[0], found.quantiles[4], outcome)
    return f"{signed(found.median, outcome)} in the median, {spread} in nine tenths of worlds"


def unit(outcome: Outcome) -> str:
    """Unit and what is better: "people; less is better"."""
    named = "share of worlds" if binary(outcome) else outcome.unit
    judged = f"{outcome.better} is better" if outcome.judged.better else "not judged"
    return f"{named}; {judged}" if named and named != "count" else judged


def told(side: Side, outcome: Outcome, policy: str) -> str:
    """A finding about one outcome: in how many worlds it is better, and by how much, with its spread."""
    found = outcome.differences[policy]
    one = found.tally
    said = verdict(outcome, policy)
    if not one.worlds or one.equal == one.worlds:
        return words.sentence(f"{label(outcome)}: {said}")
    # a word for the better share would mislead where most worlds are neither better nor worse
    word = words.likelihood(one.better, one.worlds) if one.judged and not one.equal else ""
    if word:
        first, but, rest = said.partition("; but ")
        said = f"{first} ({word}){but}{rest}"
    return words.sentence(f"{label(outcome)}: {said}. {_difference(outcome, found)}")


def _difference(outcome: Outcome, found: Difference) -> str:
    text = f"{'Change' if binary(outcome) else 'Difference'}: {middle(outcome, found)}"
    if not binary(outcome) and math.isfinite(found.mean_low):
        text += f"; mean {signed(found.mean, outcome)} (95 % interval {ends(found.mean_low, found.mean_high, outcome)})"
    return text


def headline(outcome: Outcome, policies: Sequence[str]) -> str:
    """What a row of pictures shows: one outcome under several policies."""
    parts = []
    for name in policies:
        found = outcome.differences[name]
        middle = f", {signed(found.mean, outcome)}" if binary(outcome) else f", median {signed(found.median, outcome)}"
        differs = found.tally.equal < found.tally.worlds
        parts.append(f"{share_better(found)} under {name}{middle if differs else ''}")
    most = max(outcome.differences[name].tally.worlds for name in policies)
    return words.sentence(f"{label(outcome)}, of {words.world_count(most)}: {'; '.join(parts)}")


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
    if one.judged:
        return f"better in {percent(one.better, one.worlds)}"
    return f"more in {percent(one.more, one.worlds)}"
