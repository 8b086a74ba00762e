"""What a policy changes, before and after: held against the scenario's own numbers and against what worlds then draw."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rekindle.errors import InvalidScenario
from rekindle.scenario import Scenario, new, read
from rekindle.scenario.policies.apply import apply
from rekindle.scenario.policies.effects import Effect, Span, effects
from rekindle.scenario.policies.policy import Change, Policy, names, read_any


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return read(new("my-city", tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def mosul() -> Scenario:
    return read("mosul-2016")


def policy(*changes: dict) -> Policy:
    return Policy(name="mine", title="Mine", summary="x", changes=[Change.model_validate(one) for one in changes])


def span(value: object) -> tuple[float, float, float]:
    assert isinstance(value, Span)
    return value.low, value.median, value.high


def test_a_quantity_is_told_before_and_after_each_change(scenario: Scenario) -> None:
    first, second = effects(
        policy({"quantity": "levels.local", "set": 0.5}, {"quantity": "levels.local", "scale": 0.5}), scenario
    )
    prior = scenario.quantities()["levels.local"].prior()
    assert span(first.before) == (*prior.bounds()[:1], float(prior.quantile(0.5)), *prior.bounds()[1:])
    assert span(first.after) == span(second.before) == (0.5, 0.5, 0.5)
    assert span(second.after) == (0.25, 0.25, 0.25)
    assert (second.does, second.since, second.until) == ("scale 0.5", None, None)


def test_a_parameter_has_its_days_and_stays_inside_its_limits(scenario: Scenario) -> None:
    changes = ({"parameter": "aid.redress", "set": 0.5, "from": date(2016, 6, 1)},
               {"parameter": "aid.redress", "scale": 9.0, "from": date(2016, 9, 1)},
               {"parameter": "aid.redress", "add": 0.1, "until": date(2016, 3, 1)})  # fmt: skip
    first, second, third = effects(policy(*changes), scenario)
    assert first.since == date(2016, 6, 1) and span(first.after) == (0.5, 0.5, 0.5)
    assert span(second.before) == (0.5, 0.5, 0.5) and span(second.after) == (1.0, 1.0, 1.0)
    assert span(third.before) == span(first.before), "before June nothing has changed yet"
    assert third.until == date(2016, 3, 1)


def test_people_who_were_not_sent_before_are_told(mosul: Scenario) -> None:
    found = {one.name: one for one in effects(read_any("militias-out", mosul), mosul)}
    sent = found["campaign.sinjar_baaj.forces.army_police"]
    assert span(sent.before) == (0, 0, 0) and span(sent.after) == (8000, 8000, 8000)


def test_orders_are_told_with_their_days(mosul: Scenario) -> None:
    found = effects(read_any("delay", mosul), mosul)
    orders = {order.id: order for order in mosul.campaign}
    assert {one.name for one in found} == {f"{name}.start" for name in orders if name.startswith("mosul_")}
    for one in found:
        before, after = (date.fromisoformat(str(day)) for day in (one.before, one.after))
        assert before == orders[one.name.removesuffix(".start")].start and (after - before).days == 26 * 7


@pytest.mark.parametrize("name", ["mosul-2016", "mosul-2014", "iraq-2006"])
def test_every_packaged_policy_can_be_told(name: str) -> None:
    """And what is said of a quantity is what worlds draw under it."""
    scenario = read(name)
    for one in [*names(scenario), *[name for name in names(scenario, "experiments") if not name.startswith("knockout")]]:
        chosen = read_any(one, scenario)
        found = effects(chosen, scenario)
        assert bool(found) == bool(chosen.changes), one
        assert all(isinstance(effect, Effect) and effect.row()["kind"] == effect.kind for effect in found)
        applied = apply(chosen, scenario)
        last = {effect.name: effect for effect in found if effect.kind == "quantity"}
        for path, effect in last.items():
            prior = applied.scenario.quantities()[path].prior()
            for change in applied.quantities:
                prior = change.of(prior) if change.path == path else prior
            np.testing.assert_allclose(span(effect.after)[::2], prior.bounds())


def test_a_policy_that_does_not_fit_is_refused(scenario: Scenario, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match=r"Did you mean levels\.local"):
        effects(policy({"quantity": "levels.lokal", "set": 0.5}), scenario)
