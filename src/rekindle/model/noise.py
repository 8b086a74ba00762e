"""Luck: addressed, never streamed.

Every random number has an address (seed, world, stream, step, index) and is computed from it alone with a published
counter-based generator, Philox 4x32 with ten rounds (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as
easy as 1, 2, 3", SC11). So the same world meets the same luck however worlds are split over threads and blocks, under
every policy, and after a mechanism or a parameter is added. Streams are named: a stream's number is a hash of its name.

Counts are drawn by inverting their distribution from one uniform number: smooth in the rate, so that two policies that
share luck stay close where the policies do.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined, whole

_MULTIPLY_0 = np.uint64(0xD2511F53)
_MULTIPLY_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_TO_UNIT = 2.0**-53
_BELOW_ONE = 1.0 - 2.0**-53

PRIOR_STEP = 0xFFFFFFFF
"""The step under which parameters and quantities are drawn; no simulated step reaches it."""


class Noise(NamedTuple):
    """Where in the space of luck a world stands in one step."""

    seed: int
    world: int
    step: int


def stream(name: str) -> np.uint64:
    """The number of a named stream of luck (CRC-32 of the name)."""
    return np.uint64(zlib.crc32(name.encode()))


@inlined
def philox(c0, c1, c2, c3, k0, k1):
    """Philox 4x32-10: four counter words and two key words in, four random words out (each uint64 below 2**32)."""
    for _ in range(10):
        product_0 = _MULTIPLY_0 * c0
        product_1 = _MULTIPLY_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _32) ^ c1 ^ k0,
            product_1 & _LOW,
            (product_0 >> _32) ^ c3 ^ k1,
            product_0 & _LOW,
        )
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@inlined
def unit(high, low):
    """The number strictly between 0 and 1 that two random words stand for (53 bits)."""
    bits = ((high << np.uint64(21)) ^ (low >> np.uint64(11))) & np.uint64(0x1FFFFFFFFFFFFF)
    return min(_BELOW_ONE, (float(bits) + 0.5) * _TO_UNIT)  # the half rounds the very last number up to 1


@compiled
def two_uniforms(seed, world, stream_number, step, index):
    """Two independent uniform numbers strictly between 0 and 1 for one address (53 bits each)."""
    key = np.uint64(seed)
    w0, w1, w2, w3 = philox(
        np.uint64(index) & _LOW,
        np.uint64(step) & _LOW,
        np.uint64(world) & _LOW,
        np.uint64(stream_number) & _LOW,
        key & _LOW,
        key >> _32,
    )
    return unit(w0, w1), unit(w2, w3)


@compiled
def uniforms(noise, stream_number, index):
    """Two uniform numbers for one stream and index in the current step of the current world."""
    return two_uniforms(noise.seed, noise.world, stream_number, noise.step, index)


@whole
def uniforms_of_worlds(seed, worlds, stream_number, step):
    """One uniform number for each world of an array: how parameters and quantities are drawn."""
    drawn = np.empty(worlds.size)
    for i in range(worlds.size):
        drawn[i] = two_uniforms(seed, worlds[i], stream_number, step, 0)[0]
    return drawn


@compiled
def _lower_tail(u):
    """The normal quantile where u is under 0.02425."""
    q = math.sqrt(-2.0 * math.log(u))
    return (
        (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q
           - 2.549732539343734e00) * q + 4.374664141464968e00) * q + 2.938163982698783e00)
        / ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
            + 3.754408661907416e00) * q + 1.0)
    )  # fmt: skip


@compiled
def normal_quantile(u):
    """Standard normal quantile of u in (0, 1).

    Acklam's rational approximation, relative error under 1.2e-9.
    """
    if u < 0.02425:
        return _lower_tail(u)
    if u > 1.0 - 0.02425:
        return -_lower_tail(1.0 - u)
    q = u - 0.5
    r = q * q
    return (
        (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
           + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239e00) * q
        / (((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
             + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0)
    )  # fmt: skip


@compiled
def poisson(u, mean):
    """Poisson count whose cumulative probability first reaches u.

    Exact search up to a mean of 500; above it the normal expansion of Giles (2016, "Algorithm 955", ACM TOMS 42(1)),
    within one count of the exact quantile. A mean of 0 or less gives 0.
    """
    if mean <= 0.0:
        return 0.0
    if mean > 500.0:
        w = normal_quantile(u)
        root = math.sqrt(mean)
        x = mean + root * w + (2.0 + w * w) / 6.0 - (2.0 * w + w * w * w) / (72.0 * root)
        return max(0.0, math.floor(x))
    count = 0.0
    chance = math.exp(-mean)
    total = chance
    while total < u and count < mean + 60.0 + 40.0 * math.sqrt(mean):
        count += 1.0
        chance *= mean / count
        total += chance
    return count


@compiled
def _binomial_lower(u, trials, share):
    """`binomial` for shares up to a half."""
    mean = trials * share
    if mean > 100.0:
        w = normal_quantile(u)
        spread = math.sqrt(mean * (1.0 - share))
        x = mean + spread * w + (1.0 - 2.0 * share) * (w * w - 1.0) / 6.0
        return min(trials, max(0.0, math.floor(x + 0.5)))
    count = 0.0
    chance = math.exp(trials * math.log1p(-share))
    odds = share / (1.0 - share)
    total = chance
    while total < u and count < trials:
        chance *= (trials - count) / (count + 1.0) * odds
        count += 1.0
        total += chance
        if chance < 1e-300 and count > mean:
            break
    return count


@compiled
def binomial(u, trials, share):
    """Number of `trials` (a whole number) that succeed with chance `share`, by inversion of u.

    Exact search while the expected number of successes (or of failures, whichever is smaller) is at most 100, and a
    normal expansion with skewness above, within two counts of the exact quantile. Shares outside 0..1 are cut.
    """
    if trials <= 0.0 or share <= 0.0:
        return 0.0
    if share >= 1.0:
        return trials
    if share > 0.5:  # count the failures: fewer steps
        return trials - _binomial_lower(1.0 - u, trials, 1.0 - share)
    return _binomial_lower(u, trials, share)
