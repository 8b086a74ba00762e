"""What a verdict rests on, and flips by chance: numbers made by hand, where what is to be found is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from verdict_ledger import proposition

from rekindle.analysis.claims.answer import NOT_WORKED_OUT, Bar, Basis, Informed
from rekindle.analysis.claims.chance_flips import called_by_chance, chance_flips
from rekindle.analysis.claims.flips_kept import Flips
from rekindle.analysis.claims.rests_on import Numbers, informed_by, informed_share
from rekindle.analysis.statistics.reweighting import bounds_of, reweighted
from rekindle.ensemble.posterior import Posterior
from rekindle.numbers import about
from rekindle.show.words.basis import bounds, uninformed

LUCK = np.random.default_rng(7)
WORLDS = np.arange(2000)
LEVELS = {f"parameter g.{name}": LUCK.random(2000) for name in "abcdef"}


def numbers(*informed: str) -> Numbers:
    option = LUCK.integers(0, 3, 2000)
    return Numbers(LEVELS, {"parameter g.form": option}, {"parameter g.form": ("x", "y", "z")}, frozenset(informed))


def test_what_an_informed_number_explains_is_not_uninformed():
    values = 2 * LEVELS["parameter g.a"] + LEVELS["parameter g.b"]
    found = informed_share(numbers("parameter g.a"), values, WORLDS)
    assert found is not None and found.numbers == 2 and found.explained > 0.95
    assert found.uninformed == pytest.approx(1 / 5, abs=0.03)  # variances are as 4 to 1
    none = informed_share(numbers(), values, WORLDS)
    assert none is not None and none.uninformed == 1.0


def test_noise_is_not_worked_out():
    assert informed_share(numbers(), LUCK.random(2000), WORLDS) is None


def test_a_posterior_as_wide_as_the_prior_informs_nothing():
    narrow = 0.5 + 0.1 * (LUCK.random(500) - 0.5)
    table = np.stack([np.clip(LUCK.random(500), 1e-4, 1 - 1e-4), narrow], axis=1)
    posterior = Posterior(("parameter g.a", "parameter g.b"), table, {"priors": {}})
    assert informed_by(posterior, ["parameter g.a", "parameter g.b", "parameter g.c"]) == {"parameter g.b"}


def test_chance_alone_seldom_makes_bounds():
    every = reweighted(LEVELS, {})
    wide = [bounds_of((LUCK.random(2000) < 0.4).astype(float), every) for _ in range(60)]
    assert sum(one.low < one.share or one.high > one.share for one in wide) <= 9  # 5 % expected; 15 % in 0.2 % of cases


def test_worlds_that_know_less_make_a_change_less_sure():
    values = (LEVELS["parameter g.a"] > 0.6).astype(float)
    every = reweighted(LEVELS, {})
    assert bounds_of(values, every).low < values.mean() and bounds_of(values, every, 5.0).low == values.mean()


def test_chance_calls_a_flip_more_often_the_nearer_the_bar():
    bar = Bar(0.66)
    far, near = called_by_chance(0.9, 200, bar), called_by_chance(0.67, 200, bar)
    assert 0 <= far < 1e-9 < near < 0.025
    assert called_by_chance(0.05, 200, Bar(0.1, least=False)) < 0.001


def test_flips_by_chance_are_counted_where_somebody_looked():
    one = proposition(1330)
    assert chance_flips([one]) is None
    looked = chance_flips([replace(one, flips=Flips((), "tried")), one])
    assert looked is not None and (looked.searched, looked.found) == (1, 0) and looked.expected > 0


@pytest.mark.parametrize(("low", "high", "hangs", "told"), [
    (0.41, 0.63, False, "between 41 and 63 % for other reasonable priors"),
    (0.41, 0.70, True, "between 41 and 70 % for other reasonable priors, so the verdict depends on the priors"),
    (0.5, 0.5, False, "the same for other reasonable priors"),
])  # fmt: skip
def test_bounds_in_words(low: float, high: float, hangs: bool, told: str):
    one = proposition(1000)
    found = replace(one.found, basis=Basis(low, high, hangs, None, Informed(0.5, 1.0, 1)))
    assert bounds(replace(one, result=found)) == told
    assert "all of that is informed by no data" in uninformed(replace(one, result=found))
    assert found.to_dict()["bounds"] == [low, high] and found.to_dict()["hangs_on_priors"] is hangs


def test_what_was_not_worked_out_says_so():
    one = proposition(1000)
    assert one.found.basis == NOT_WORKED_OUT and "not worked out" in bounds(one) and "not worked out" in uninformed(one)
    assert one.found.to_dict()["bounds"] is None


@pytest.mark.parametrize(("share", "told"), [
    (0.8999, "just under 90 %"), (0.9, "90 %"), (0.9001, "just over 90 %"), (0.7149, "71 %"), (0.0951, "9.5 %"),
    (0.9998, "over 99 %"), (0.0003, "under 0.1 %"), (0.0, "0 %"), (1.0, "100 %"),
])  # fmt: skip
def test_two_digits_never_contradict_a_bar(share: float, told: str):
    assert about(share, 0.9) == told
