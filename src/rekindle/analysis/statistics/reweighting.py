"""What a share of worlds would be under other reasonable priors: bounds by importance weights, without running a world anew.

Each number's level of its prior is known in every world, and so is which option of a variant it lives under. A prior half or
twice as wide, or an option with half or twice its weight, gives every world another weight: the ratio of the two priors where
it stands. That holds for worlds of the prior and of a posterior alike. A prior twice as wide is one whose normal scores are:
where a range has ends, more weight goes to these.

So many changes are tried that chance alone would widen the bounds: a change counts only where it moves the share by more than
chance would under any of them (5 %, Bonferroni).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from rekindle.json_text import Plain

WIDTHS, TIMES = (0.5, 2.0), (0.5, 2.0)
"""How many times as wide a prior is taken, and how many times an option's weight."""
CHANCE = 0.05
"""How often chance alone may give bounds to what depends on nothing."""
ENOUGH = 0.05
"""Weights that leave fewer worlds in effect than this share of them say nothing, and are left out."""


@dataclass(frozen=True)
class Changed(Plain):
    """The share under one change: of which number or variant, what, and how many worlds that leaves in effect.

    `beyond_chance`: it moves the share by more than chance would under any of the changes tried.
    """

    name: str
    change: str
    share: float
    effective: float
    beyond_chance: bool


@dataclass(frozen=True)
class Bounds(Plain):
    """A share of worlds, and the least and the most that it is under any one change and under all weights of variants at once.

    `changes` has every change whose weights leave enough worlds, the farthest first; `unknown` names those that do not. Only
    what is beyond chance makes bounds.
    """

    share: float
    low: float
    high: float
    low_variants: float
    high_variants: float
    changes: tuple[Changed, ...]
    unknown: tuple[str, ...]

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most of all."""
        return min(self.low, self.low_variants), max(self.high, self.high_variants)


@dataclass(frozen=True)
class Reweighted:
    """Worlds under every change of a prior or of an option's weight: reckoned once for the many shares that are asked of them.

    `weights` is (changes, W), `options` the number of each variant's option in each world.
    """

    names: tuple[str, ...]
    told: tuple[str, ...]
    weights: np.ndarray
    options: Mapping[str, np.ndarray]

    def of_worlds(self, numbers: np.ndarray) -> Reweighted:
        """The same of some worlds, by their rows."""
        if not self.names or np.array_equal(numbers, np.arange(self.weights.shape[1])):
            return self
        options = {name: option[numbers] for name, option in self.options.items()}
        return Reweighted(self.names, self.told, self.weights[:, numbers], options)

    @cached_property
    def effective(self) -> np.ndarray:
        """How many equal weights say as much, by change."""
        return np.asarray(self.weights.sum(axis=1) ** 2 / (self.weights**2).sum(axis=1))

    @cached_property
    def shares_of_one(self) -> np.ndarray:
        """The weights of each change as shares of one."""
        return np.asarray(self.weights / self.weights.sum(axis=1, keepdims=True))

    @cached_property
    def _squares(self) -> np.ndarray:
        return np.asarray((self.shares_of_one - 1 / self.weights.shape[1]) ** 2)

    def errors(self, values: np.ndarray) -> np.ndarray:
        """Standard errors of the differences between weighted shares and the share of all, by change."""
        shares = self.shares_of_one @ values
        squares = self._squares @ values**2 - 2 * shares * (self._squares @ values) + shares**2 * self._squares.sum(axis=1)
        return np.asarray(np.sqrt(np.maximum(squares, 0.0)))


def of_width(levels: np.ndarray, times: float) -> np.ndarray:
    """Weights of worlds (W,) that make a prior so many times as wide, from the levels (0-1) at which they stand in it."""
    score = ndtri(np.clip(levels, 1e-6, 1 - 1e-6))
    log = -0.5 * score**2 * (1 / times**2 - 1)
    return np.asarray(np.exp(log - log.max()))


def of_option(options: np.ndarray, option: int, times: float) -> np.ndarray:
    """Weights of worlds (W,) that give an option of a variant so many times its weight against the others."""
    return np.where(options == option, times, 1.0)


def effective(weights: np.ndarray) -> float:
    """How many equal weights say as much (Kish)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def reweighted(
    levels: Mapping[str, np.ndarray], options: Mapping[str, np.ndarray],
    option_names: Mapping[str, tuple[str, ...]] | None = None,
) -> Reweighted:  # fmt: skip
    """Worlds under every change, from the level of each number in each world and the number of each variant's option.

    `option_names` has what the options are called.
    """
    changes: list[tuple[str, str, np.ndarray]] = []
    for name, level in levels.items():
        changes += [(name, f"prior {times:g} times as wide", of_width(level, times)) for times in WIDTHS]
    for name, option in options.items():
        for number in np.unique(option):
            told = option_names[name][int(number)] if option_names and name in option_names else f"{number:g}"
            changes += [(name, f"{told} {times:g} times as likely", of_option(option, number, times)) for times in TIMES]
    names, told_of, weights = zip(*changes, strict=True) if changes else ((), (), ())
    return Reweighted(names, told_of, np.array(weights, float), options)


def bounds(
    values: np.ndarray, levels: Mapping[str, np.ndarray], options: Mapping[str, np.ndarray],
    option_names: Mapping[str, tuple[str, ...]] | None = None,
) -> Bounds:  # fmt: skip
    """Bounds on the mean of `values` (W,) over other priors of numbers and other weights of the options of variants.

    `levels` has the level of each number in each world, `options` the number of each variant's option, `option_names` what
    these are called. Each prior is changed alone; the weights of all variants together, each option's between half and twice.
    """
    return bounds_of(values, reweighted(levels, options, option_names))


def bounds_of(values: np.ndarray, worlds: Reweighted, independent: float | None = None) -> Bounds:
    """The same from weights that were reckoned before. `independent` is how many independent worlds know as much as these."""
    share = float(values.mean())
    if not worlds.names:
        return Bounds(share, share, share, share, share, (), ())
    enough = np.flatnonzero(worlds.effective >= ENOUGH * values.size)
    shares = (worlds.shares_of_one @ values)[enough]
    errors = worlds.errors(values)[enough] * np.sqrt(values.size / (independent or values.size))
    apart = np.abs(shares - share) > 1e-6 + ndtri(1 - CHANCE / 2 / max(1, enough.size)) * errors
    changed = [Changed(worlds.names[i], worlds.told[i], float(shares[at]), float(worlds.effective[i]), bool(apart[at]))
               for at, i in enumerate(enough)]  # fmt: skip
    unknown = tuple(f"{worlds.names[i]}: {worlds.told[i]}" for i in np.flatnonzero(worlds.effective < ENOUGH * values.size))
    ends = [share, *(one.share for one in changed if one.beyond_chance)]
    moving = {one.name for one in changed if one.beyond_chance}
    options = {name: option for name, option in worlds.options.items() if name in moving}
    low, high = (_pushed(values, options, way) for way in (-1, 1))
    changed.sort(key=lambda one: -abs(one.share - share))
    return Bounds(share, min(ends), max(ends), min(low, share), max(high, share), tuple(changed), unknown)


def _pushed(values: np.ndarray, options: Mapping[str, np.ndarray], way: int) -> float:
    """The most (way 1) or least (-1) that the mean can be over weights of options: one variant after another, till it stays.

    For one variant the best weights are at the ends: twice for options above a mark and half for those below.
    """
    weights, share = np.ones(values.size), float(values.mean())
    factors = {name: np.ones(values.size) for name in options}
    for _ in range(10):
        before = share
        for name, option in options.items():
            others = weights / factors[name]
            factors[name] = _best_factors(values, others, option, way)
            weights = others * factors[name]
        share = float(values @ weights / weights.sum())
        if abs(share - before) < 1e-9:
            break
    return share


def _best_factors(values: np.ndarray, weights: np.ndarray, option: np.ndarray, way: int) -> np.ndarray:
    """Factors of worlds by their option that push the weighted mean farthest: of all marks the best one."""
    numbers = np.unique(option)
    means = np.array([values[option == n] @ weights[option == n] / weights[option == n].sum() for n in numbers])
    order = numbers[np.argsort(-way * means)]
    best, found = -np.inf, np.ones(values.size)
    for many in range(len(order) + 1):
        factor = np.where(np.isin(option, order[:many]), TIMES[1], TIMES[0])
        pushed = way * float(values @ (weights * factor) / (weights * factor).sum())
        if pushed > best:
            best, found = pushed, factor
    return found
