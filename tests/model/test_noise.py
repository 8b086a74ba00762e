"""Luck: the published generator, numbers that look random at neighbouring addresses, and counts that agree with SciPy."""

from __future__ import annotations

import ast
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy import special, stats
from tiny import SEED

import rekindle.model
from rekindle.model.noise import (
    PRIOR_STEP,
    Noise,
    binomial,
    normal_quantile,
    philox,
    poisson,
    stream,
    two_uniforms,
    uniforms,
    uniforms_of_worlds,
    unit,
)
from rekindle.model.parameters import all_parameters
from rekindle.scenario import read

ALL = 0xFFFFFFFF
STREAM = stream("a stream of this test")
COUNT = 20_000
EVEN = np.linspace(0.0005, 0.9995, 400)
TAILS = np.array([10.0**-n for n in range(2, 11)] + [1 - 10.0**-n for n in range(2, 11)])
GRID = np.sort(np.concatenate([EVEN, TAILS]))


@pytest.mark.parametrize(("counter", "key", "words"), [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL, ALL, ALL, ALL), (ALL, ALL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0),
     (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
])  # fmt: skip
def test_philox_gives_the_published_vectors(counter, key, words):
    """Known answers of philox4x32 with ten rounds, as published with Random123."""
    assert philox(*(np.uint64(word) for word in (*counter, *key))) == words


def test_every_pair_of_words_gives_a_number_strictly_between_0_and_1():
    assert 0 < unit(np.uint64(0), np.uint64(0)) < 1e-16
    assert 1 - 1e-15 < unit(np.uint64(ALL), np.uint64(ALL)) < 1
    assert math.isfinite(normal_quantile(unit(np.uint64(0), np.uint64(0))))
    assert math.isfinite(normal_quantile(unit(np.uint64(ALL), np.uint64(ALL))))


def _along(axis: str) -> np.ndarray:
    """First numbers at neighbouring addresses: only one part of the address changes."""
    start = {"seed": SEED, "world": 5, "step": 3, "index": 2}
    found = np.empty((COUNT, 2))
    for i in range(COUNT):
        at = start | {axis: start[axis] + i}
        found[i] = two_uniforms(at["seed"], at["world"], STREAM, at["step"], at["index"])
    return found


@pytest.mark.parametrize("axis", ["seed", "world", "step", "index"])
def test_numbers_are_uniform_and_uncorrelated_over_neighbouring_addresses(axis):
    """Four standard errors of each statistic."""
    found = _along(axis)
    margin = 4 / math.sqrt(COUNT)
    assert found.min() > 0
    assert found.max() < 1
    for numbers in found.T:
        assert abs(numbers.mean() - 0.5) < margin / math.sqrt(12)
        assert abs(numbers.var() - 1 / 12) < margin / math.sqrt(180)
        assert stats.kstest(numbers, "uniform").pvalue > 1e-4
        for lag in (1, 2, 7):
            assert abs(np.corrcoef(numbers[:-lag], numbers[lag:])[0, 1]) < margin
    assert abs(np.corrcoef(found.T)[0, 1]) < margin


def test_streams_do_not_follow_one_another():
    worlds = np.arange(COUNT, dtype=np.int64)
    one, other = (uniforms_of_worlds(SEED, worlds, stream(name), PRIOR_STEP) for name in ("parameter a", "parameter b"))
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / math.sqrt(COUNT)


def test_an_address_always_gives_the_same_number():
    worlds = np.arange(20, dtype=np.int64)
    together = uniforms_of_worlds(SEED, worlds, STREAM, PRIOR_STEP)
    backwards = uniforms_of_worlds(SEED, worlds[::-1].copy(), STREAM, PRIOR_STEP)[::-1]
    assert np.array_equal(together, backwards)
    assert together[7] == two_uniforms(SEED, 7, STREAM, PRIOR_STEP, 0)[0]
    assert uniforms(Noise(SEED, 7, 3), STREAM, 2) == two_uniforms(SEED, 7, STREAM, 3, 2)


def test_seeds_differ_in_both_of_their_words():
    assert len({two_uniforms(seed, 0, STREAM, 0, 0)[0] for seed in (1, 2, 1 + 2**32, 2 + 2**32)}) == 4


@pytest.mark.parametrize("mean", [1e-9, 0.01, 0.3, 1.0, 3.7, 20.0, 99.5, 250.0, 500.0])
def test_poisson_is_exact_up_to_500(mean):
    assert np.array_equal([poisson(u, mean) for u in GRID], stats.poisson.ppf(GRID, mean))


@pytest.mark.parametrize("mean", [500.001, 640.0, 1e3, 1e4, 1e6])
def test_poisson_above_500_is_within_one_count(mean):
    assert np.abs(np.array([poisson(u, mean) for u in GRID]) - stats.poisson.ppf(GRID, mean)).max() <= 1


@pytest.mark.parametrize("trials", [1.0, 5.0, 50.0, 199.0, 1000.0, 1e4, 1e6])
@pytest.mark.parametrize("share", [1e-5, 0.001, 0.05, 0.3, 0.5, 0.51, 0.8, 0.9995])
def test_binomial_agrees_with_scipy(trials, share):
    """Exact (but for ties of u with a step of the distribution) to 100 expected; within two counts above."""
    found = np.array([binomial(u, trials, share) for u in GRID])
    exact = stats.binom.ppf(GRID, trials, share)
    if min(share, 1 - share) * trials > 100:
        assert np.abs(found - exact).max() <= 2
    else:
        tied = np.abs(stats.binom.cdf(exact, trials, share) - GRID) < 1e-12
        assert np.array_equal(found[~tied], exact[~tied])


def test_nothing_comes_of_nothing():
    for u in GRID:
        assert poisson(u, 0.0) == poisson(u, -1.0) == 0
        assert binomial(u, 0.0, 0.5) == binomial(u, 10.0, 0.0) == binomial(u, 10.0, -0.1) == 0
        assert binomial(u, 10.0, 1.0) == binomial(u, 10.0, 1.2) == 10


def test_normal_quantile_agrees_with_scipy():
    u = np.concatenate([GRID, [1e-15, 1e-12, 0.02425, 0.024249999, 1 - 0.02425, 0.5]])
    assert np.allclose([normal_quantile(x) for x in u], special.ndtri(u), rtol=1.2e-9, atol=1e-14)


@pytest.mark.parametrize("count", [
    lambda u: poisson(u, 3.0), lambda u: poisson(u, 480.0), lambda u: poisson(u, 5000.0), normal_quantile,
    lambda u: binomial(u, 40.0, 0.2), lambda u: binomial(u, 40.0, 0.8), lambda u: binomial(u, 5000.0, 0.4),
])  # fmt: skip
def test_more_luck_never_gives_less(count):
    assert np.all(np.diff([count(u) for u in GRID]) >= 0)


@pytest.mark.parametrize("u", [1e-6, 0.02, 0.3, 0.5, 0.81, 0.999, 1 - 1e-6])
def test_a_higher_mean_never_gives_less(u):
    """Over the change of method at a mean of 500 too."""
    means = np.concatenate([np.geomspace(0.01, 490, 200), np.linspace(490, 510, 400), np.geomspace(510, 1e5, 200)])
    assert np.all(np.diff([poisson(u, mean) for mean in means]) >= 0)
    shares = np.linspace(0, 1, 400)
    assert np.all(np.diff([binomial(u, 150.0, share) for share in shares]) >= 0)


def _streams_in_the_package() -> list[str]:
    """Names given to `stream` as plain text anywhere in the model."""
    names = []
    for file in Path(rekindle.model.__path__[0]).rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "stream":
                assert isinstance(call.args[0], ast.Constant), f"{file}:{call.lineno}: name streams by plain text"
                names.append(call.args[0].value)
    return names


def test_no_two_streams_share_a_number():
    """Streams of mechanisms, parameters, and every quantity of the packaged scenario."""
    names = _streams_in_the_package()
    assert len(names) > 10
    scenario = read("mosul-2016")
    names += [f"parameter {name}" for name in all_parameters()]
    names += [f"quantity {path}" for path in scenario.quantities()]
    names += [f"quantity campaign.{order.id}.start" for order in scenario.campaign]
    numbers = Counter(int(stream(name)) for name in names)
    shared = [name for name in names if numbers[int(stream(name))] > 1]
    assert not shared, f"two streams with one number: {shared}; rename one of them"
