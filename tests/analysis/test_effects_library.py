"""The packaged experiments: each has its published effect, applies where it is meant to, and the kept audit is today's."""

from __future__ import annotations

import numpy as np
import pytest

from rekindle.analysis.effects.audit import AuditSpec, measured, plan, worlds_of
from rekindle.analysis.effects.kept import kept_audit, still_holds
from rekindle.ensemble.draws import draw_parameter
from rekindle.ensemble.posterior import posterior_for
from rekindle.ensemble.variants import variants
from rekindle.record.effects import published
from rekindle.scenario import Scenario, read
from rekindle.scenario.catalogue import library
from rekindle.scenario.paired.experiment import FOLDER
from rekindle.scenario.paired.read import Paired, read_all

NAME = "mosul-2016"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read(NAME)


@pytest.fixture(scope="module")
def experiments(scenario: Scenario) -> list[Paired]:
    return read_all(scenario)


def test_every_published_effect_has_its_experiment_and_no_experiment_is_of_none(experiments: list[Paired]) -> None:
    files = {file.stem for file in (library() / FOLDER).glob("*.yaml")}
    assert files == set(published()) == {one.published.id for one in experiments}


def test_all_of_them_can_be_asked_of_the_scenario_that_they_were_written_for(scenario: Scenario, experiments) -> None:
    asked = plan(AuditSpec(scenario, 30, 1, posterior_for(scenario)), experiments)
    assert not asked.aside
    assert len(asked.arms) < 2 * len(experiments), "arms that are the same are run once"


def test_a_scenario_whose_clock_ends_too_early_says_so() -> None:
    battle = read("battle-marawi-2017")
    aside = {one.id: one.why for one in plan(AuditSpec(battle, 30), read_all(battle)).aside}
    assert "runs of battle-marawi-2017 end on" in aside["exclusion-rebels"]


def test_an_effect_of_a_theory_is_asked_in_the_worlds_of_that_theory(scenario: Scenario, experiments) -> None:
    asked = AuditSpec(scenario, 30, 1, posterior_for(scenario))
    posterior = asked.posterior.bound(scenario)
    for one in experiments:
        worlds = worlds_of(one, asked)
        assert worlds.size == 30
        for name, option in one.experiment.among.items():
            choice = variants()[name]
            drawn = draw_parameter(name, choice, 1, worlds, {}, posterior)
            assert set(np.round(drawn)) == {choice.names.index(option)}


def test_the_two_arms_differ(experiments: list[Paired]) -> None:
    for one in experiments:
        assert one.treated.changes != one.control.changes, one.published.id


def test_one_rare_count_for_each_of_another_is_pooled(experiments: list[Paired]) -> None:
    one = next(one for one in experiments if one.experiment.measured == "per")
    treated = {"outcome": np.tile([1.0, 0.0], 20), "per": np.full(40, 150.0)}
    control = {"outcome": np.zeros(40), "per": np.full(40, 50.0)}
    assert measured(one.experiment, treated, control) == pytest.approx([0.005, 0.005])
    assert np.isnan(measured(one.experiment, control, control)).all()


def test_the_kept_audit_is_todays() -> None:
    """After a change of the model, a scenario, the posterior, the table or an experiment: `make effects`."""
    found = kept_audit()
    assert found.scenario == NAME and found.worlds >= 400
    assert still_holds(found), "the kept audit was made with another model, scenario, posterior or table: run `make effects`"
    assert list(found.effects) == sorted(found.effects, key=lambda one: one.inside), "failures first"
