"""Dated changes to parameters: in force from their first day to their last, in order, inside their limits."""

from __future__ import annotations

import numpy as np
import pytest
from tiny import parameters_at, simulated

from rekindle.model.changes import ADD, SCALE, SET, changes_of, limits, put_in_force
from rekindle.model.parameter import Fixed, LogNormal, Parameter, Triangular, Uniform
from rekindle.model.parameters import all_parameters
from rekindle.model.series import Written

ALWAYS = (-np.inf, np.inf)
ANY = (0.0, np.inf)


def in_force(week: float, *rows) -> list[float]:
    """A row of 1, 2, 3 with some changes in force."""
    numbers = np.array([1.0, 2.0, 3.0])
    put_in_force(changes_of(list(rows)), 0, week, numbers)
    return numbers.tolist()


@pytest.mark.parametrize("week", [0.0, 5.0, 9.0])
def test_each_verb_does_what_it_says_to_its_column_alone(week):
    assert in_force(week) == [1, 2, 3]
    assert in_force(week, (*ALWAYS, 1, SET, 7.0, *ANY)) == [1, 7, 3]
    assert in_force(week, (*ALWAYS, 0, SCALE, 7.0, *ANY)) == [7, 2, 3]
    assert in_force(week, (*ALWAYS, 2, ADD, 7.0, *ANY)) == [1, 2, 10]


@pytest.mark.parametrize(("week", "value"), [(3.9, 1), (4.0, 9), (5.0, 9), (5.9, 9), (6.0, 1), (99.0, 1)])
def test_a_change_holds_from_its_first_week_to_before_its_last(week, value):
    assert in_force(week, (4.0, 6.0, 0, SET, 9.0, *ANY))[0] == value


def test_changes_are_made_in_their_order():
    add, double = (*ALWAYS, 1, ADD, 3.0, *ANY), (*ALWAYS, 1, SCALE, 2.0, *ANY)
    assert in_force(0, add, double)[1] == 10
    assert in_force(0, double, add)[1] == 7


def test_numbers_are_kept_inside_their_limits_after_each_change():
    assert in_force(0, (*ALWAYS, 0, ADD, 5.0, 0.0, 1.0), (*ALWAYS, 0, ADD, -0.25, 0.0, 1.0))[0] == 0.75
    assert in_force(0, (*ALWAYS, 0, ADD, -5.0, *ANY))[0] == 0


@pytest.mark.parametrize(
    ("unit", "prior", "found"),
    [
        ("share", Uniform(0, 0.2), (0, 1)), ("share", Fixed(0), (0, 1)), ("share", LogNormal(0.01, 1), (0, 1)),
        ("1", Uniform(0.2, 0.8), (0, 1)), ("1", Triangular(0, 0.5, 1), (0, 1)), ("1", Uniform(0.5, 1.5), (0, np.inf)),
        ("1", Fixed(1), (0, np.inf)), ("1", LogNormal(0.1, 0.1), (0, np.inf)), ("1/week", Uniform(0, 0.5), (0, np.inf)),
        ("1", Uniform(-0.3, 1), (-0.3, np.inf)),
    ],
)  # fmt: skip
def test_shares_end_at_one_and_nothing_falls_below_nothing(unit, prior, found):
    assert limits(Parameter(unit, prior, "made up", "made up")) == found


def test_no_prior_reaches_over_its_own_limits():
    for name, parameter in all_parameters().items():
        least, most = limits(parameter)
        low, high = parameter.prior.bounds()
        assert least <= low and high <= most, name


def column(name: str) -> int:
    return list(all_parameters()).index(name)


def same(one: Written, other: Written, rows: slice = slice(None)) -> bool:
    return all(a[:, rows].tobytes() == b[:, rows].tobytes() for a, b in
               ((one.nation, other.nation), (one.countries, other.countries)))  # fmt: skip


def test_a_world_without_active_changes_is_the_world_without_a_policy():
    """Bit for bit: with none, with some that have ended, and with one that leaves everything as it was drawn."""
    parameters, worlds = parameters_at(0.5, 0.2), range(2)
    plain = simulated(parameters, worlds, 30)
    never = changes_of([(-9.0, -1.0, column("governance.repair"), SET, 9.0, *ANY)])
    idle = changes_of([(*ALWAYS, column("governance.repair"), SCALE, 1.0, *ANY)])
    for changes in (never, idle):
        assert same(plain, simulated(parameters, worlds, 30, changes=changes))


@pytest.mark.parametrize("dt", [1.0, 0.5])
def test_nothing_differs_before_the_day_and_something_after(dt):
    parameters, worlds = parameters_at(0.5), [3]
    plain = simulated(parameters, worlds, 30, dt)
    cut = changes_of([(12.0, np.inf, column("funds.tax"), SET, 0.0, *ANY)])
    poor = simulated(parameters, worlds, 30, dt, cut)
    assert same(plain, poor, slice(0, 13)), "the start of week 12 is before the change"
    assert not same(plain, poor, slice(13, 14)), "its end is after"


def test_what_was_in_force_before_leaves_no_trace():
    """Changes of one world do not reach the next, and one that ends gives back the drawn number."""
    parameters = parameters_at(0.5, 0.5)
    ended = (2.0, 4.0, column("funds.tax"), SCALE, 3.0, *ANY)
    changes = changes_of([ended, (0.0, 9.0, column("appeal.rest"), ADD, 0.3, 0.0, 1.0)])
    both = simulated(parameters, [5, 6], 20, changes=changes)
    alone = simulated(parameters[1:], [6], 20, changes=changes)
    assert both.nation[1:].tobytes() == alone.nation.tobytes()
    assert parameters.tobytes() == parameters_at(0.5, 0.5).tobytes()


def test_a_change_from_the_start_is_a_world_that_drew_the_number():
    """To the bit: what is in force is all that a mechanism sees."""
    parameters = parameters_at(0.5)
    drawn = parameters.copy()
    drawn["funds"]["tax"] = 1.25
    changes = changes_of([(*ALWAYS, column("funds.tax"), SET, 1.25, *ANY)])
    assert same(simulated(drawn, [2], 20), simulated(parameters, [2], 20, changes=changes))
