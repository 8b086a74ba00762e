"""What a share of worlds would be under other reasonable priors: bounds by importance weights, without running a world anew.

Each number's level of its prior is known in every world, and so is which option of a variant it lives under. A prior half or
twice as wide, or an option with half or twice its weight, gives every world another weight: the ratio of the two priors where
it stands. That holds for worlds of the prior and of a posterior alike. A prior twice as wide is one whose normal scores are:
where a range has ends, more weight goes to these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from rekindle.json_text import Plain

WIDTHS, TIMES = (0.5, 2.0), (0.5, 2.0)
"""How many times as wide a prior is taken, and how many times an option's weight."""
ENOUGH = 0.05
"""Weights that leave fewer worlds in effect than this share of them say nothing, and are left out."""


@dataclass(frozen=True)
class Changed(Plain):
    """The share under one change: of which number or variant, what, and how many worlds that leaves in effect."""

    name: str
    change: str
    share: float
    effective: float


@dataclass(frozen=True)
class Bounds(Plain):
    """A share of worlds, and the least and the most that it is under any one change and under all weights of variants at once.

    `changes` has every change whose weights leave enough worlds, the farthest first; `unknown` names those that do not.
    """

    share: float
    low: float
    high: float
    low_variants: float
    high_variants: float
    changes: tuple[Changed, ...]
    unknown: tuple[str, ...]


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


def bounds(
    values: np.ndarray, levels: Mapping[str, np.ndarray], options: Mapping[str, np.ndarray],
    option_names: Mapping[str, tuple[str, ...]] | None = None,
) -> Bounds:  # fmt: skip
    """Bounds on the mean of `values` (W,) over other priors of numbers and other weights of the options of variants.

    `levels` has the level of each number in each world, `options` the number of each variant's option, `option_names` what
    these are called. Each prior is changed alone; the weights of all variants together, each option's between half and twice.
    """
    found: list[Changed] = []
    unknown: list[str] = []
    for name, level in levels.items():
        for times in WIDTHS:
            _keep(found, unknown, values, of_width(level, times), name, f"prior {times:g} times as wide")
    for name, option in options.items():
        for number in np.unique(option):
            told = option_names[name][int(number)] if option_names and name in option_names else f"{number:g}"
            for times in TIMES:
                _keep(found, unknown, values, of_option(option, number, times), name, f"{told} {times:g} times as likely")
    share = float(values.mean())
    ends = [share, *(one.share for one in found)]
    low, high = (_pushed(values, options, way) for way in (-1, 1))
    found.sort(key=lambda one: -abs(one.share - share))
    return Bounds(share, min(ends), max(ends), min(low, share), max(high, share), tuple(found), tuple(unknown))


def _keep(
    found: list[Changed], unknown: list[str], values: np.ndarray, weights: np.ndarray, name: str, change: str
) -> None:  # fmt: skip
    many = effective(weights)
    if many < ENOUGH * weights.size:
        unknown.append(f"{name}: {change}")
        return
    found.append(Changed(name, change, float(values @ weights / weights.sum()), many))


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
