"""The second estimator against a posterior in closed form, joint coverage against posteriors that are wrong on purpose."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.special import ndtri

from rekindle.analysis.calibration import calibrate, second
from rekindle.analysis.calibration.errors import DISCREPANCY, OTHER
from rekindle.analysis.calibration.learning import Learning
from rekindle.analysis.calibration.opinions import compared, figures_apart
from rekindle.analysis.calibration.simulations import Draws
from rekindle.analysis.calibration.targets import Pattern, Point
from rekindle.analysis.statistics.joint import JointCoverage, joint_coverage, tarp
from rekindle.ensemble.posterior import Posterior

NAMES = ["parameter battle.fire", "parameter battle.clear", "parameter raid.reach"]
SPREAD, DAY = 0.5, date(2018, 12, 31)


def linear(worlds: int, recorded: tuple[float, ...] = (10.6, 10.0, 9.0), unsure: float = 1.0, again: int = 1) -> Draws:
    """Draws whose figures are the normal scores of three parameters, each seen so many times."""
    scores = 10 + ndtri(Learning().levels_of(NAMES, 1, np.arange(worlds, dtype=np.int64)))
    pattern = Pattern("linear", "mosul-2016", "made_up", SPREAD, "made up for the test", scale="weeks", unsure=unsure)
    found = [Point(f"point {i} {n}", pattern, "", DAY, DAY, x, x, x) for n in range(again) for i, x in enumerate(recorded)]
    return Draws(found, np.tile(scores, (1, again)), 1)


# The second estimator


def test_where_all_is_linear_and_normal_it_is_the_posterior_in_closed_form():
    drawn = linear(6000)
    trained = second.learn(drawn, NAMES, np.ones(3, bool), 200)
    found = ndtri(trained.of_record(drawn, 4000, seed=1))
    shrink = 1 / (1 + SPREAD**2)
    assert found.mean(0) == pytest.approx(shrink * np.array([0.6, 0.0, -1.0]), abs=0.07)
    assert found.std(0) == pytest.approx(SPREAD * np.sqrt(shrink), rel=0.08)
    assert np.abs(np.corrcoef(found.T) - np.eye(3)).max() < 0.1
    seen = calibrate.truths_seen(trained, drawn, 1, 200)
    covered = calibrate.coverage(NAMES, *seen)
    assert 0.85 <= covered.inside_90 <= 0.95 and 0.43 <= covered.inside_50 <= 0.57
    assert calibrate.joint(*seen, seed=1).inside


def test_it_gives_back_the_prior_where_nothing_is_to_be_seen():
    drawn = linear(12000)
    drawn.exact[:] = 10.0
    found = ndtri(second.learn(drawn, NAMES, np.ones(3, bool), 200).of_record(drawn, 3000, seed=1))
    assert np.abs(found.mean(0)).max() < 0.1 and found.std(0) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(("off", "wider"), [(0.5, False), (2.0, True)])
def test_the_spread_of_errors_is_learnt_beside_the_rest(off, wider):
    """Each parameter is seen twenty times; how far those are apart tells how wide errors are."""
    drawn = linear(4000, unsure=2.0, again=20)
    spread = off * SPREAD * np.random.default_rng(3).standard_normal((20, 3))
    points = [
        Point(point.name, point.pattern, "", DAY, DAY, x, x, x)
        for point, x in zip(drawn.points, (10 + spread).ravel(), strict=True)
    ]
    drawn = Draws(points, drawn.exact, 1)
    names = [*NAMES, f"{DISCREPANCY}{OTHER}"]
    found = ndtri(second.learn(drawn, names, np.ones(60, bool), 200).of_record(drawn, 2000, seed=1))
    assert (found[:, 3].mean() > 1) if wider else (found[:, 3].mean() < -1)
    assert found[:, 3].std() < 0.5 and np.abs(found[:, :3].mean(0)).max() < 0.4


def test_the_mean_of_a_figure_that_was_left_out_is_that_given_the_others():
    drawn = linear(6000)
    trained = second.learn(drawn, NAMES, np.array([True, True, False]), 200)
    assert trained.expected_of(drawn, drawn.exact[:, 0]) == pytest.approx(10 + 0.6 / (1 + SPREAD**2), abs=0.07)
    assert trained.expected_of(drawn, drawn.exact[:, 2]) == pytest.approx(10, abs=0.07)


# Joint coverage


def normal_posteriors(shift: float = 0.0, wide: float = 1.0, correlated: bool = True) -> JointCoverage:
    """Truths and samples of a normal posterior of two numbers of which only the sum is seen, or something a little else."""
    luck = np.random.default_rng(7)
    truth = luck.standard_normal((400, 2))
    seen = truth.sum(1) + 0.3 * luck.standard_normal(400)
    precision = np.eye(2) + np.ones((2, 2)) / 0.09
    cover = np.linalg.inv(precision)
    middle = seen[:, None] / 0.09 * cover.sum(1)
    root = np.linalg.cholesky(cover) if correlated else np.diag(np.sqrt(np.diag(cover)))
    samples = middle[:, None] + shift + wide * luck.standard_normal((400, 300, 2)) @ root.T
    return joint_coverage(samples, truth, 1)


def test_right_posteriors_pass_and_wrong_ones_do_not():
    right = normal_posteriors()
    assert right.inside and right.expected[4] == pytest.approx(0.5, abs=0.08) and right.band == pytest.approx(0.068, abs=0.003)
    narrow, wide = normal_posteriors(wide=0.5), normal_posteriors(wide=2.5)
    assert not narrow.inside and narrow.lean.startswith("too narrow")
    assert not wide.inside and wide.lean == "too wide"
    shifted = normal_posteriors(shift=1.0)
    assert not shifted.inside and shifted.lean.endswith("off to a side")


def test_each_number_may_be_right_and_all_together_wrong():
    assert not normal_posteriors(correlated=False).inside  # the sum is known, and these samples forget it


def test_the_share_is_of_samples_nearer_than_the_truth():
    samples = np.array([[[1.0], [2.0], [3.0], [4.0]]])
    assert tarp(samples, np.array([[2.5]]), np.array([[0.0]])).tolist() == [0.5]


# Side by side


def test_numbers_are_compared_by_means_and_those_farthest_apart_come_first():
    luck = np.random.default_rng(1)
    first = Posterior(("a", "b"), luck.uniform(0.01, 0.99, (2000, 2)), {})
    other = Posterior(("a", "b"), np.column_stack([first.table[:, 0], first.table[:, 1] ** 4]), {})
    rows = compared(first, other)
    assert [row.name for row in rows] == ["b", "a"] and rows[0].apart > 0.7 and rows[1].apart == 0


def test_figures_part_the_two_where_central_halves_do_not_meet():
    drawn = linear(400)
    here = calibrate.predictive_check(drawn, DAY)
    there = calibrate.predictive_check(Draws(drawn.points, drawn.exact + np.array([0.0, 3.0, 0.0]), 1), DAY)
    assert figures_apart(here, here) == [] and figures_apart(here, there) == ["point 1 0"]
