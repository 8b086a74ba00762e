"""Boxes: a planted one is found, noise has none, and what is said of a box was measured on other worlds."""

from __future__ import annotations

import numpy as np
import pytest

from rekindle.analysis.sensitivity.inputs import Input, Inputs
from rekindle.analysis.sensitivity.prim import candidates, find_boxes, halves, within
from rekindle.analysis.statistics.intervals import wilson

pytest.importorskip("ema_workbench", reason="needs rekindle-lab[verdicts]")


def table(worlds: int, inputs: int, seed: int, variant: bool = False) -> Inputs:
    values = np.random.default_rng(seed).random((worlds, inputs))
    found = [Input(f"x{i}", f"input {i}", "people", "parameter") for i in range(inputs)]
    if variant:
        values[:, 0] = np.floor(3 * values[:, 0])
        found[0] = Input("x0", "form", "", "variant", ("one", "two", "three"))
    return Inputs(tuple(found), values)


def test_a_planted_box_is_found() -> None:
    one = table(2000, 10, 1)
    planted = (one.values[:, 2] < 0.4) & (one.values[:, 7] > 0.5)
    random = np.random.default_rng(2).random(2000)
    turned = np.where(planted, random < 0.8, random < 0.1)
    boxes = find_boxes(one, turned, lambda share: share > 0.5, *halves(np.arange(2000), 2000))
    box = boxes[-1]
    assert 1 <= len(boxes) <= 2 and box.inside <= boxes[0].inside
    limits = {limit.input.name: limit for limit in box.limits}
    assert {"x2", "x7"} <= set(limits) and len(limits) <= 4
    assert limits["x2"].low is None and limits["x2"].high == pytest.approx(0.4, abs=0.12)
    assert limits["x7"].high is None and limits["x7"].low == pytest.approx(0.5, abs=0.12)
    assert 0.55 < box.density < 0.9 and box.coverage > 0.4 and box.inside >= 100
    assert "under 0." in limits["x2"].words() and "tried: " in limits["x2"].words()


def test_a_planted_option_is_found() -> None:
    one = table(1600, 6, 3, variant=True)
    random = np.random.default_rng(4).random(1600)
    turned = np.where(one.values[:, 0] == 1, random < 0.7, random < 0.2)
    box = find_boxes(one, turned, lambda share: share > 0.5, *halves(np.arange(1600), 1600))[0]
    form = next(limit for limit in box.limits if limit.input.name == "x0")
    assert form.options == (1,) and form.words() == "x0 is two (form)"
    assert form.row()["options"] == ["two"]


@pytest.mark.parametrize("seed", range(5))
def test_noise_has_no_box(seed: int) -> None:
    one = table(1000, 12, 10 + seed)
    turned = np.random.default_rng(100 + seed).random(1000) < 0.3
    assert find_boxes(one, turned, lambda share: share > 0.4, *halves(np.arange(1000), 1000)) == []


def test_nothing_turned_has_no_box() -> None:
    one = table(200, 3, 5)
    assert find_boxes(one, np.zeros(200, bool), lambda share: share > 0.4, *halves(np.arange(200), 200)) == []


def test_worlds_of_one_row_of_the_posterior_stay_together() -> None:
    found_on, measured_on = halves(np.arange(600), 200)
    assert set(found_on % 200).isdisjoint(measured_on % 200)
    assert sorted([*found_on, *measured_on]) == list(range(600))


def test_a_box_is_told_on_both_halves_and_every_world_is_in_one() -> None:
    one = table(2000, 10, 1)
    turned = (one.values[:, 2] < 0.4) & (np.random.default_rng(2).random(2000) < 0.8)
    first, second = halves(np.arange(2000), 2000)
    box = find_boxes(one, turned, lambda share: share > 0.5, first, second)[-1]
    for fit, rows in ((box.found_on, first), (box.held_out, second)):
        inside = within(one.of_worlds(rows), box.limits)
        assert (fit.worlds, fit.interest, fit.inside) == (rows.size, turned[rows].sum(), inside.sum())
        assert fit.interest_inside == (inside & turned[rows]).sum()
        assert fit.density == pytest.approx(fit.interest_inside / fit.inside)
        (low, high), (least, most) = fit.density_interval, fit.coverage_interval
        assert low < fit.density < high and least < fit.coverage < most
        assert high - low < np.subtract(*wilson(fit.interest_inside, fit.inside)[::-1]), "90 % are narrower than 95 %"
    assert box.found_on.worlds + box.held_out.worlds == 2000
    assert (box.density, box.coverage, box.inside) == (box.held_out.density, box.held_out.coverage, box.held_out.inside)


def test_on_noise_a_box_looks_better_where_it_was_found_than_on_worlds_held_out() -> None:
    """What is found in noise is nothing, and only the worlds held out show it."""
    looks, holds = [], []
    for seed in range(6):
        one = table(400, 10, 30 + seed)
        noise = np.random.default_rng(200 + seed).random(400) < 0.3
        sharpest = candidates(one, noise, lambda share: share > 0, *halves(np.arange(400), 400))[-1]
        assert not sharpest.holds_up(lambda share: share > 0.45)
        looks.append(sharpest.found_on.density)
        holds.append(sharpest.held_out.density)
    assert np.mean(looks) > np.mean(holds) + 0.02
    assert abs(np.mean(holds) - 0.3) < 0.05, "on other worlds it is as common inside as anywhere"
