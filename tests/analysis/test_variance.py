"""Shares of variance against a function whose shares are known, and causes as mechanisms name them."""

from __future__ import annotations

import numpy as np
import pytest

from rekindle.analysis.sensitivity.causes import causes, groups_of
from rekindle.analysis.sensitivity.variance_share import shares
from rekindle.ensemble.mixed import OTHER, mixed
from rekindle.ensemble.posterior import packaged_posterior
from rekindle.scenario.claims.vocabulary import MECHANISMS


def outcomes(weights: tuple[float, float, float], product: float, worlds: int = 20000) -> np.ndarray:
    """f = a x + b y + c luck + d x y of standard normal numbers, in the four rows that shares are made from."""
    random = np.random.default_rng(5)
    (xa, ya, la), (xb, yb, lb) = random.standard_normal((3, worlds)), random.standard_normal((3, worlds))

    def f(x, y, luck):
        return weights[0] * x + weights[1] * y + weights[2] * luck + product * x * y

    return np.stack([f(xa, ya, la), f(xb, yb, lb), f(xb, ya, la), f(xa, yb, la)])


def test_shares_of_a_sum_are_the_squares_of_its_weights():
    found = shares(outcomes((2.0, 1.0, 1.0), 0.0), resamples=200)
    assert found is not None and found.against_closed is not None
    assert found.closed == pytest.approx(4 / 6, abs=0.03)
    assert found.total == pytest.approx(4 / 6, abs=0.03)
    assert found.against_closed == pytest.approx(1 / 6, abs=0.03)
    low, high = np.quantile(found.resampled[:, 0], (0.025, 0.975))
    assert low < 4 / 6 < high
    assert (found.surplus(3.0) > 0).mean() > 0.9  # four times as much
    assert (found.surplus(6.0) > 0).mean() < 0.1


def test_what_is_done_together_counts_in_the_total_share_alone():
    found = shares(outcomes((1.0, 1.0, 0.0), 1.0), resamples=50)
    assert found is not None
    assert found.closed == pytest.approx(1 / 3, abs=0.03)
    assert found.total == pytest.approx(2 / 3, abs=0.03)


def test_no_variance_and_too_few_worlds_give_no_share():
    assert shares(np.ones((4, 500))) is None
    assert shares(outcomes((1.0, 1.0, 1.0), 0.0)[:, :19]) is None


def test_undefined_worlds_are_left_out():
    values = outcomes((2.0, 1.0, 1.0), 0.0, 1000)
    values[2, :300] = np.nan
    found = shares(values, resamples=20)
    assert found is not None and found.worlds == 700


def test_every_mechanism_reaches_some_parameters():
    assert all(groups_of(name) for name in MECHANISMS)
    assert "raid" in groups_of("counter-terrorism") and "conduct" in groups_of("militia-conduct")


def test_a_group_that_two_lists_reach_goes_to_the_one_it_belongs_to():
    mine, theirs = ["civilians"], ["air-power"]
    assert "civilians" in causes(mine, theirs).groups
    assert "civilians" not in causes(theirs, mine).groups
    assert causes(["countries.iraq.quality"]).paths == ("countries.iraq.quality",)


def test_a_mixture_takes_what_is_swapped_from_the_other_world_and_nothing_else():
    posterior = packaged_posterior()
    swapped = mixed(posterior, 1, frozenset({"battle"}), ("cities.mosul",))
    worlds = np.arange(50)
    battle = next(name for name in posterior.names if name.startswith("parameter battle."))
    raid = next(name for name in posterior.names if name.startswith("parameter raid."))
    assert np.array_equal(swapped.levels(battle, worlds), posterior.levels(battle, worlds + OTHER))
    assert np.array_equal(swapped.levels(raid, worlds), posterior.levels(raid, worlds))
    # what the posterior does not hold comes from the other world's priors when it is swapped, and is left alone when not
    assert swapped.levels("parameter battle.no_such", worlds) is not None
    assert swapped.levels("parameter raid.no_such", worlds) is None
    assert swapped.swaps("quantity cities.mosul.overt") and not swapped.swaps("quantity cities.mosul_b.overt")
    assert not np.array_equal(posterior.levels(battle, worlds), posterior.levels(battle, worlds + OTHER))
