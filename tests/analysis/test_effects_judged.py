"""The rule that holds a published effect against the model's own: on made-up worlds in which the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from rekindle.analysis.effects.result import EffectsAudit, NotAsked, failures_first, judged, median_interval
from rekindle.record.effects import Published

RNG = np.random.default_rng(1)
ALL = np.ones(400, bool)


def study(estimate: float, low: float, high: float, unit: str = "ratio", name: str = "x") -> Published:
    return Published(name, "e", "t", "o", "p", "w", estimate, low, high, unit, "s", "", "verified", "", "n")


LESS, MORE, EITHER = study(0.76, 0.5, 0.95), study(1.2, 1.02, 2.0), study(1.0, 0.9, 1.2)


def worlds(middle: float, spread: float = 0.02) -> np.ndarray:
    return middle + spread * RNG.standard_normal(400)


def test_worlds_about_the_estimate_are_inside() -> None:
    for row in (LESS, MORE, EITHER):
        one = judged(row, worlds(row.estimate), ALL)
        assert one.inside and one.overlaps and one.median_inside and not one.wrong_sign
        assert one.worlds == 400
        assert one.q05 < one.q25 < one.median < one.q75 < one.q95


def test_worlds_on_the_other_side_have_the_wrong_sign() -> None:
    assert judged(LESS, worlds(1.1), ALL).wrong_sign
    assert judged(MORE, worlds(0.9), ALL).wrong_sign
    assert not judged(LESS, worlds(1.1), ALL).inside
    assert not judged(EITHER, worlds(1.5), ALL).wrong_sign, "an interval that holds no effect has no sign"
    assert not judged(EITHER, worlds(1.5), ALL).inside


def test_a_dead_lever_is_no_effect_and_has_no_sign() -> None:
    for row in (LESS, MORE):
        for dead in (np.ones(400), np.full(400, 1.0001), np.full(400, 0.9999)):
            one = judged(row, dead, ALL)
            assert not one.inside and not one.wrong_sign and one.model_sign == 0


def test_worlds_that_scatter_about_no_effect_fail_though_their_middle_half_meets_the_interval() -> None:
    one = judged(MORE, worlds(1.0, 0.5), ALL)
    assert one.overlaps and not one.inside and not one.wrong_sign


def test_the_right_sign_far_away_is_outside() -> None:
    one = judged(LESS, worlds(0.2), ALL)
    assert not one.overlaps and not one.inside and not one.wrong_sign


def test_a_treatment_that_arrives_in_too_few_worlds_tested_nothing() -> None:
    arrived = np.arange(400) < 319
    one = judged(LESS, worlds(0.76), arrived)
    assert not one.tested and not one.inside
    assert one.delivered == pytest.approx(319 / 400)
    assert judged(LESS, worlds(0.76), np.arange(400) < 320).inside


def test_a_difference_has_its_no_effect_at_nothing() -> None:
    row = study(0.001, 0.0001, 0.02, "attacks per returnee")
    assert judged(row, np.full(20, 0.002), ALL).inside
    assert judged(row, np.full(20, -0.002), ALL).wrong_sign
    assert judged(row, np.zeros(20), ALL).model_sign == 0


def test_worlds_that_do_not_define_it_are_left_out_and_none_at_all_is_no_number() -> None:
    some = np.where(np.arange(400) < 100, 0.76, np.nan)
    assert judged(LESS, some, ALL).worlds == 100
    none = judged(LESS, np.full(400, np.nan), ALL)
    assert none.median is None and not none.inside and not none.tested and not none.wrong_sign


def test_the_interval_of_the_median_holds_the_truth_about_as_often_as_it_says() -> None:
    held = 0
    for _ in range(400):
        low, high = median_interval(np.sort(RNG.standard_normal(101)))
        held += low <= 0 <= high
    assert 0.92 <= held / 400 <= 0.99
    assert median_interval(np.array([3.0])) == (3.0, 3.0)


def audit(*effects: tuple[Published, np.ndarray]) -> EffectsAudit:
    found = failures_first([judged(row, values, ALL) for row, values in effects])
    return EffectsAudit("s", 400, 1, "prior", {"model": "m"}, found, (NotAsked("n", "e", "s", "no such force"),))


def test_failures_stand_first_the_wrong_signs_before_all() -> None:
    found = audit(
        (study(0.76, 0.5, 0.95, name="in"), worlds(0.76)), (study(0.76, 0.5, 0.95, name="far"), worlds(0.2)),
        (study(0.76, 0.5, 0.95, name="wrong"), worlds(1.2)), (study(0.76, 0.5, 0.95, name="none"), np.ones(400)),
    )  # fmt: skip
    assert [one.id for one in found.effects] == ["wrong", "far", "none", "in"]
    assert (found.inside, found.wrong_sign, found.untested, found.passed) == (1, 1, 0, False)


def test_an_audit_passes_with_four_fifths_inside_and_no_wrong_sign() -> None:
    good, out, wrong = (LESS, worlds(0.76)), (LESS, np.ones(400)), (LESS, worlds(1.2))
    assert audit(good, good, good, good, out).passed
    assert not audit(good, good, good, out).passed
    assert not audit(good, good, good, good, good, wrong).passed


def test_an_audit_is_read_back_as_it_was_kept() -> None:
    found = audit((LESS, worlds(0.76)), (MORE, np.full(400, np.nan)))
    assert EffectsAudit.from_dict(found.to_dict()) == found
    kept = {"id", "inside", "estimate", "low", "high", "median", "q25", "q75", "q05", "q95"}
    assert kept <= set(found.to_dict()["effects"][0])
