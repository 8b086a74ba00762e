"""Effects as targets: carried from some draws to all, and entering like any figure."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.special import ndtri

from rekindle.analysis.calibration import second
from rekindle.analysis.calibration.calibrate import used
from rekindle.analysis.calibration.effect_targets import EffectTarget, carried, point_of, with_effects
from rekindle.analysis.calibration.errors import observe
from rekindle.analysis.calibration.learning import Learning
from rekindle.analysis.calibration.simulations import Draws
from rekindle.analysis.calibration.targets import Pattern, Point
from rekindle.errors import UsageError

NAME, KNOWN = "parameter battle.fire", date(2009, 12, 31)
DAY = date(2018, 12, 31)


def drawn(worlds: int) -> Draws:
    """Draws with one figure of nothing."""
    point = Point("nothing", Pattern("x", "made up", "made_up", 0.5, "made up", scale="weeks"), "", DAY, DAY, 5, 5, 5)
    return Draws([point], np.full((worlds, 1), 5.0), 1)


def effect(draws: Draws, count: int, luck: float = 1.0, slope: float = 0.3) -> EffectTarget:
    """A lever that does -0.2 + slope times the score of one parameter, and as much luck again."""
    score = ndtri(Learning().levels_of([NAME], 1, draws.worlds[:count]))[:, 0]
    values = -0.2 + slope * score + luck * abs(slope) * np.random.default_rng(2).standard_normal(count)
    return EffectTarget("shelling deters", -0.5, -0.7, -0.3, KNOWN, "made up", values)


def test_an_effect_is_carried_to_draws_whose_arms_were_not_run_without_their_luck():
    draws = drawn(4000)
    found = carried(effect(draws, 2000), draws)
    score = ndtri(Learning().levels_of([NAME], 1, draws.worlds))[:, 0]
    assert found.informs and 0.35 < found.explained < 0.55  # luck is the other half
    unseen = found.everywhere[2000:] - (-0.2 + 0.3 * score[2000:])
    assert np.sqrt((unseen**2).mean()) < 0.12 and found.everywhere.std() == pytest.approx(0.3, rel=0.15)


def test_an_effect_that_hangs_on_no_parameter_informs_nothing_and_is_named():
    draws = drawn(1000)
    luck = effect(draws, 1000, luck=0.0)
    luck = EffectTarget(**{**vars(luck), "values": np.random.default_rng(3).standard_normal(1000)})
    more, [found] = with_effects(draws, [luck])
    assert not found.informs and found.name == "shelling deters" and np.ptp(found.everywhere) == 0
    assert len(more.points) == 1


def test_it_enters_like_a_figure_from_the_day_it_was_known_and_moves_the_posterior():
    draws = drawn(6000)
    more, _ = with_effects(draws, [effect(draws, 2500)])
    assert more.exact.shape == (6000, 2) and used(more.points, KNOWN).tolist() == [False, True]
    assert not used(more.points, date(2008, 12, 31)).any()
    found = ndtri(second.learn(more, [NAME], used(more.points, DAY), 200).of_record(more, 4000, 1))[:, 0]
    spread = 0.4 / 3.29
    gain = 0.3**2 / (0.3**2 + spread**2)
    assert found.mean() == pytest.approx(gain * (-0.5 + 0.2) / 0.3, abs=0.12)
    assert found.std() == pytest.approx(np.sqrt(1 - gain), rel=0.2)


def test_an_effect_may_be_negative_and_is_observed_as_the_study_is_sure():
    draws = drawn(3000)
    point = point_of(effect(draws, 200))
    seen = observe(np.full((3000, 1), -0.2), [point], 1, draws.worlds)[:, 0]
    assert seen.mean() == pytest.approx(-0.2, abs=0.01) and seen.std() == pytest.approx(0.4 / 3.29, rel=0.05)


def test_too_few_values_or_too_many_are_refused():
    draws = drawn(300)
    for count in (99, 301):
        with pytest.raises(UsageError, match=f"needs finite values of 100 to 300 draws, and has {count}"):
            carried(EffectTarget("x", 0, -1, 1, KNOWN, "made up", np.zeros(count)), draws)
