"""Policies beside a baseline, world by world: Datasets in, plain data out. Nothing is run and nothing is drawn here.

World i is the same world under every policy (the same random draws), so what differs is what the policy did.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import xarray

from rekindle import variables
from rekindle.analysis.comparison import regret
from rekindle.analysis.comparison.aims import Question, aims_for
from rekindle.analysis.comparison.better import Choice, choose
from rekindle.analysis.comparison.effects import Effect, effects
from rekindle.analysis.outcomes.outcomes import summarise
from rekindle.analysis.outcomes.treatment import Treatment
from rekindle.analysis.statistics.intervals import Difference, Tally, difference, paired, snapped, tally
from rekindle.errors import UsageError
from rekindle.numbers import percent
from rekindle.variables import WORDS, Variable, latest

COUNTS = ("people", "count", "attacks", "weeks")
"""Units of which there are no parts."""


@dataclass(frozen=True)
class ByOption:
    """How a policy does in the worlds of one option of a variant: a rival account of how some part of the war works."""

    variant: str
    option: str
    tally: Tally
    flips: bool
    """The verdict is on the other side of 1/2 than over all worlds, and the 95 % interval there leaves out 1/2."""

    def row(self) -> dict[str, Any]:
        return {
            "variant": self.variant,
            "option": self.option,
            **self.tally.row(),
            "flips": self.flips,
            "sure": self.tally.sure,
        }


@dataclass(frozen=True)
class Outcome:
    """One outcome under all policies: values (W,) by policy, how it is judged, and the paired differences."""

    name: str
    unit: str
    meaning: str
    label: str
    judged: Variable
    main: bool
    values: Mapping[str, np.ndarray]
    differences: Mapping[str, Difference]
    by_option: Mapping[str, Sequence[ByOption]] = field(default_factory=dict)

    @property
    def better(self) -> str:
        return WORDS[self.judged.better]

    @property
    def touched(self) -> bool:
        """Whether some policy changes it in some world."""
        return any(found.tally.equal < found.tally.worlds for found in self.differences.values())

    @cached_property
    def regret(self) -> dict[str, regret.Regret]:
        """Regret of each policy; empty where the outcome is not judged."""
        return regret.table(self.values, self.judged.better) if self.judged.better else {}

    def row(self) -> dict[str, Any]:
        """As JSON."""
        policies = {
            name: found.row() | {"variants": [one.row() for one in self.by_option.get(name, ())]}
            for name, found in self.differences.items()
        }
        return {
            "label": self.label,
            "unit": self.unit, "meaning": self.meaning, "better": self.better, "why": self.judged.why, "side": self.judged.side,
            "main": self.main, "levels": {name: summarise(x, self.unit) for name, x in self.values.items()},
            "differences": policies, "regret": {name: found.row() for name, found in self.regret.items()},
        }  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """Policies compared: the baseline first, the outcomes in the order of the results, the variants drawn in each world."""

    baseline: str
    policies: tuple[str, ...]
    worlds: np.ndarray
    outcomes: Mapping[str, Outcome]
    variants: Mapping[str, tuple[tuple[str, ...], np.ndarray]]
    treatments: Mapping[str, Treatment] = field(default_factory=dict)
    """What each policy delivered, where it is known what it was to deliver."""
    choice: Choice | None = None
    """Which policies are named; None where the results define none of the outcomes that decide it."""

    @property
    def others(self) -> tuple[str, ...]:
        """The policies beside the baseline."""
        return tuple(name for name in self.policies if name != self.baseline)

    @property
    def main(self) -> list[Outcome]:
        """The main outcomes, civilians first."""
        return [self.outcomes[name] for name in latest(name for name, one in self.outcomes.items() if one.main)]

    @property
    def costs(self) -> list[Outcome]:
        """What the policies cost, where the results say so."""
        return [one for one in self.outcomes.values() if one.judged.side == "cost"]

    @property
    def civilian(self) -> list[Outcome]:
        """The main outcomes that concern civilians, are judged and that some policy changes: those that ranks are over."""
        return [one for one in self.main if one.judged.side == "civilian" and one.judged.better and one.touched]

    @cached_property
    def ranks(self) -> dict[str, regret.MeanRank]:
        """Mean rank of each policy over the civilian outcomes, each counting once."""
        return regret.mean_ranks([(one.values, one.judged.better, one.judged.matters) for one in self.civilian])

    @cached_property
    def effects(self) -> list[Effect]:
        """What each policy changes of the main outcomes and the costs: the largest and surest first, what is level last."""
        shown = [*self.main, *(one for one in self.costs if not one.main)]
        return effects([(one.name, one.judged, one.values, one.differences) for one in shown], self.baseline)

    def row(self) -> dict[str, Any]:
        """Everything, as JSON."""
        return {
            "baseline": self.baseline, "policies": list(self.policies), "worlds": int(self.worlds.size),
            "treatments": {name: one.to_dict() for name, one in self.treatments.items()},
            "choice": self.choice.row() if self.choice else None,
            "effects": [one.row() for one in self.effects],
            "outcomes": {name: one.row() for name, one in self.outcomes.items()},
            "mean_ranks": {"outcomes": [one.name for one in self.civilian],
                           "policies": {name: one.row() for name, one in self.ranks.items()}},
            "variants": {name: {option: int((drawn == i).sum()) for i, option in enumerate(options)}
                         for name, (options, drawn) in self.variants.items()},
        }  # fmt: skip


def compare(results: Mapping[str, xarray.Dataset], baseline: str = "", question: Question | None = None) -> Comparison:
    """Compare the results of policies on the same worlds: policy -> Dataset; the baseline is the first unless named.

    Over the worlds that all of them hold; `question` says by which outcomes a policy is called better.
    Raises UsageError for fewer than two policies, a baseline that is not among them, or no world in common.
    """
    baseline = baseline or next(iter(results), "")
    if len(results) < 2 or baseline not in results:
        raise UsageError(
            f"a comparison needs two policies and a baseline among them; there are {', '.join(results) or 'none'}, "
            f"and the baseline is {baseline or 'not named'}."
        )
    policies = (baseline, *(name for name in results if name != baseline))
    worlds = _common(results)
    variants = drawn_variants(results[baseline], worlds)
    attributes: dict[str, dict[str, Any]] = {}
    for dataset in results.values():
        for name, variable in dataset.data_vars.items():
            if variable.dims == ("world",) and variable.attrs.get("kind", "outcome") == "outcome":
                attributes.setdefault(str(name), dict(variable.attrs))
    read = {name: _values(name, about, results, policies, worlds) for name, about in sorted(attributes.items())}
    main = {name for name, about in attributes.items() if about.get("main", variables.outcome(name).main)}
    main = set(latest(name for name in main if _widely_defined(read[name], baseline)))
    outcomes = {name: _outcome(name, attributes[name], x, name in main, variants) for name, x in read.items()}
    choice = _choice(question or Question(), results, policies, worlds, {name: read[name] for name in outcomes}, variants)
    return Comparison(baseline, policies, worlds, outcomes, variants, choice=choice)


def _choice(
    question: Question, results: Mapping[str, xarray.Dataset], policies: Sequence[str], worlds: np.ndarray,
    read: Mapping[str, Mapping[str, np.ndarray]], variants: Mapping[str, tuple[tuple[str, ...], np.ndarray]],
) -> Choice | None:  # fmt: skip
    """Which policies are named, from the numbers as the model has them: a tie is not to hang on a rounded person."""
    aims, missing = aims_for(question, read, policies[0])
    values = {
        policy: np.array([_held(results[policy], aim.name, worlds) for aim in aims]).reshape(len(aims), worlds.size)
        for policy in policies
    }  # fmt: skip
    return choose(values, aims, variants, missing, bool(question.aims))


def _held(dataset: xarray.Dataset, name: str, worlds: np.ndarray) -> np.ndarray:
    return np.asarray(dataset[name].values, float)[np.isin(dataset["world"].values, worlds)]


def _widely_defined(values: Mapping[str, np.ndarray], baseline: str) -> bool:
    """Whether the baseline and some other policy both define an outcome in at least half of the worlds."""
    shares = {name: float((~np.isnan(x)).mean()) for name, x in values.items()}
    return shares.pop(baseline) >= 0.5 and max(shares.values()) >= 0.5


def _common(results: Mapping[str, xarray.Dataset]) -> np.ndarray:
    """Numbers of the worlds that all results hold."""
    worlds = None
    for dataset in results.values():
        held = np.asarray(dataset["world"].values)
        worlds = held if worlds is None else np.intersect1d(worlds, held)
    if worlds is None or not worlds.size:
        raise UsageError("the policies have no world in common: run them with the same --worlds and --seed.")
    return worlds


def _values(
    name: str, about: Mapping[str, Any], results: Mapping[str, xarray.Dataset], policies: Sequence[str], worlds: np.ndarray
) -> dict[str, np.ndarray]:
    """Values of an outcome by policy, baseline first; NaN throughout where a policy defines it in no world.

    The model reckons with parts of a person. Here counts are whole numbers: less than that is no difference.
    """
    found: dict[str, np.ndarray] = {}
    for policy in policies:
        if name not in results[policy]:
            found[policy] = np.full(worlds.size, math.nan)
            continue
        values = _whole(_held(results[policy], name, worlds), str(about.get("units", "")))
        found[policy] = snapped(values, found[policies[0]]) if found else values
    return found


def _whole(values: np.ndarray, unit: str) -> np.ndarray:
    return np.round(values) if unit in COUNTS else values


def paired_differences(policy: np.ndarray, baseline: np.ndarray, unit: str) -> np.ndarray:
    """Policy minus baseline of an outcome in a unit, world by world, as comparisons tell it: (W,) each, and in that unit.

    NaN where one of them does not define it, infinite where it never happens under one of the two.
    """
    policy, baseline = _whole(policy, unit), _whole(baseline, unit)
    return difference(snapped(policy, baseline), baseline)


def _outcome(
    name: str, about: Mapping[str, Any], values: dict[str, np.ndarray], main: bool,
    variants: Mapping[str, tuple[tuple[str, ...], np.ndarray]],
) -> Outcome:  # fmt: skip
    judged = variables.outcome(name)
    baseline, *others = values
    differences = {other: paired(values[other], values[baseline], judged.better) for other in others}
    by_option = {}
    if judged.better and not judged.monthly:
        for other in others:
            by_option[other] = options_of(difference(values[other], values[baseline]), judged.better, variants)
    return Outcome(
        name,
        str(about.get("units", "")),
        str(about.get("long_name", "")),
        str(about.get("label", judged.label)),
        judged,
        main,
        values,
        differences,
        by_option,
    )


def drawn_variants(dataset: xarray.Dataset, worlds: np.ndarray) -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
    """Variants of a result that more than one option was drawn of: name -> (options, index drawn in each world).

    Empty for results that do not keep their parameters.
    """
    if "parameters" not in dataset:
        return {}
    kept = dataset["parameters"]
    named = kept.attrs.get("variants", {})
    named = json.loads(named) if isinstance(named, str) else named
    rows = np.isin(dataset["world"].values, worlds)
    columns = [str(name) for name in kept["parameter"].values]
    values = np.asarray(kept.transpose("world", "parameter").values)[rows]
    found = {}
    for name, options in named.items():
        if name in columns:
            drawn = np.round(values[:, columns.index(name)]).astype(int)
            if np.unique(drawn).size > 1:
                found[str(name)] = (tuple(str(option) for option in options), drawn)
    return found


def options_of(
    differences: np.ndarray, better_way: int, variants: Mapping[str, tuple[tuple[str, ...], np.ndarray]]
) -> list[ByOption]:
    """How the worlds of each option of each variant lean, beside all worlds: differences (W,)."""
    whole = tally(differences, better_way)
    found = []
    for name, (options, drawn) in variants.items():
        for index, option in enumerate(options):
            part = tally(differences[drawn == index], better_way)
            if part.worlds:
                flips = part.sure and part.side != 0 and part.side == -whole.side
                found.append(ByOption(name, option, part, flips))
    return found


def differences_of(comparison: Comparison) -> xarray.Dataset:
    """Paired differences as a Dataset with dims (policy, world): policy minus baseline, in the unit of each outcome.

    Infinite where the outcome never happens under one of the two, NaN where one of them does not define it.
    """
    variables = {}
    for name, one in comparison.outcomes.items():
        under = one.values[comparison.baseline]
        values = np.stack([difference(one.values[other], under) for other in comparison.others])
        meaning = f"difference to {comparison.baseline}: {one.meaning}"
        attributes = {"units": one.unit, "long_name": meaning, "better": one.better,
                      "why": one.judged.why, "side": one.judged.side, "source": "Rekindle comparison"}  # fmt: skip
        variables[name] = (("policy", "world"), values, attributes)
    coordinates: dict[str, Any] = {"policy": list(comparison.others), "world": comparison.worlds}
    for name, (options, drawn) in comparison.variants.items():
        coordinates[name] = ("world", np.array(options)[drawn])
    return xarray.Dataset(variables, coords=coordinates, attrs={"baseline": comparison.baseline})


def verdict(outcome: Outcome, policy: str) -> str:
    """One sentence: in how many worlds a policy is better, and the assumption under which that turns over.

    "better in 71 % of 500 worlds; but better in 34 % of 140 worlds where raid.response = deterrence"
    """
    found = outcome.differences[policy].tally
    if not found.worlds:
        return "no world defines it under both"
    if found.equal == found.worlds:
        return f"the same in all of {found.worlds:,} worlds"
    flips = [
        f"{shares(one.tally)} where {one.variant} = {one.option}" for one in outcome.by_option.get(policy, ()) if one.flips
    ]
    return shares(found) + (f"; but {' and '.join(flips)}" if flips else "")


def shares(one: Tally) -> str:
    """Shares of worlds in words; the share that is worse goes without saying where no world is the same."""
    if not one.judged:
        return f"more in {_of(one.more, one)}, less in {_of(one.less, one)} of {one.worlds:,} worlds"
    text = f"better in {_of(one.better, one)}"
    if one.equal:
        text += f", worse in {_of(one.worse, one)}"
    return f"{text} of {one.worlds:,} worlds"


def _of(count: int, one: Tally) -> str:
    return percent(count / one.worlds, 0.5)  # a verdict turns over at one half


__all__ = [
    "ByOption",
    "Comparison",
    "Outcome",
    "compare",
    "differences_of",
    "drawn_variants",
    "paired_differences",
    "shares",
    "verdict",
]
