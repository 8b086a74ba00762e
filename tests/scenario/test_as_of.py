"""What was known by a day: later figures are gone, and where nothing is left the report says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Draft
from rekindle.errors import InvalidScenario
from rekindle.model.parameter import Fixed, Triangular, Uniform
from rekindle.scenario import Scenario, read
from rekindle.scenario.parts import Order

EVE = date(2016, 1, 1)
ALL = date(2016, 12, 31)


def order(scenario: Scenario, name: str) -> Order:
    return next(order for order in scenario.campaign if order.id == name)


def test_without_a_day_everything_is_known(draft: Draft) -> None:
    scenario = read(draft.path)
    assert scenario.as_of is None
    assert order(scenario, "north").start_prior() == Fixed(102)
    assert [corridor.id for corridor in scenario.corridors] == ["western_road"]


def test_an_order_learnt_later_has_its_planned_dates(draft: Draft) -> None:
    scenario = read(draft.path, EVE)
    north = order(scenario, "north")
    assert north.start is None
    assert north.start_prior(EVE) == Triangular(57, 88, 362)
    assert order(scenario, "south").start_prior(EVE) == Fixed(28)


def test_a_plan_without_a_best_day_is_uniform(draft: Draft) -> None:
    draft.swap("best: 2016-04-01, ", "")
    assert order(read(draft.path, EVE), "north").start_prior(EVE) == Uniform(57, 362)


def test_on_the_day_itself_it_is_known(draft: Draft) -> None:
    day = date(2016, 4, 15)
    assert order(read(draft.path, day), "north").start_prior(day) == Fixed(102)
    before = day - timedelta(days=1)
    assert order(read(draft.path, before), "north").start_prior(before) != Fixed(102)


def test_pauses_and_corridors_learnt_later_are_dropped(draft: Draft) -> None:
    assert order(read(draft.path, EVE), "north").pauses == []
    assert read(draft.path, EVE).corridors == []
    assert len(order(read(draft.path, ALL), "north").pauses) == 1
    assert len(read(draft.path, ALL).corridors) == 1


def test_later_figures_are_dropped(draft: Draft) -> None:
    rest = "}\n        - {low: 120000"
    draft.swap(f"known_on: 2015-12-15{rest}", f"known_on: 2016-02-15{rest}")
    residents = "cities.city.residents"
    assert read(draft.path).quantities()[residents].high == 240000
    found = read(draft.path, EVE).quantities()[residents]
    assert (found.low, found.high, len(found.figures)) == (120000, 200000, 1)


def test_context_learnt_later_is_dropped_without_a_word(draft: Draft) -> None:
    cited = "{value: 310000, source: example-report, status: verified, known_on: "
    draft.swap(f"{cited}2015-12-15", f"{cited}2016-12-15")
    assert read(draft.path, EVE).context == {}


def test_a_quantity_left_without_a_figure_is_a_problem(draft: Draft) -> None:
    cited = "{value: 20000, unit: people, source: example-report, status: verified, known_on: "
    draft.swap(f"{cited}2015-12-15", f"{cited}2016-12-15")
    (problem,) = draft.check(EVE)
    assert problem.line == draft.line("    returned: {value")
    assert "countries.republic.returned was learnt on 2016-12-15, after 2016-01-01" in str(problem)
    assert "earlier figure" in str(problem)
    with pytest.raises(InvalidScenario):
        read(draft.path, EVE)


def test_an_order_learnt_later_without_a_plan_is_a_problem(draft: Draft) -> None:
    draft.swap("    planned: {", "    # planned: {")
    (problem,) = draft.check(EVE)
    assert problem.line == draft.line("  - id: north")
    assert "has no planned dates" in str(problem)


def test_a_plan_learnt_later_still_is_a_problem(draft: Draft) -> None:
    draft.swap("known_on: 2016-01-01}\n    after", "known_on: 2016-03-01}\n    after")
    (problem,) = draft.check(EVE)
    assert problem.line == draft.line("    planned: {")
    assert "2016-03-01" in str(problem)


def test_the_packaged_scenario_can_be_read_as_of_its_eve() -> None:
    eve = date(2016, 10, 16)
    assert all(day <= eve for day in known_days(read("mosul-2016", eve)))


def known_days(scenario: Scenario) -> list[date]:
    """Every day on which something in a scenario became known."""
    numbers = [*scenario.quantities().values(), *scenario.context.values()]
    days = [figure.known_on for quantity in numbers for figure in quantity.figures]
    days += [corridor.known_on for corridor in scenario.corridors]
    for entry in scenario.campaign:
        days += [entry.known_on, *(pause.known_on for pause in entry.pauses)]
        days += [entry.planned.known_on] if entry.planned else []
    return days


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    return Draft(tmp_path_factory.mktemp("as-of"))


@settings(max_examples=10, deadline=None)
@given(day=st.dates(date(2015, 12, 1), date(2016, 6, 30)))
def test_nothing_learnt_later_is_left(kept: Draft, day: date) -> None:
    try:
        scenario = read(kept.path, day)
    except InvalidScenario:
        assert day < EVE
        return
    assert scenario.as_of == day
    assert all(known <= day for known in known_days(scenario))
