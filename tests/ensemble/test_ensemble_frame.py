"""The calendar and the axes of a run, and worlds as they begin: the sums that a scenario promises come out."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from rekindle.ensemble.frame import Frame
from rekindle.ensemble.worlds import begin
from rekindle.model.parameter import Fixed
from rekindle.model.simulate import Beginnings
from rekindle.scenario import Scenario, read

WORLDS = np.arange(25)
START = date(2016, 10, 17)
EVE = date(2016, 10, 16)


@pytest.fixture(scope="module")
def beginnings(frame: Frame) -> Beginnings:
    return begin(frame, 3, WORLDS)[0]


def framed(scenario: Scenario, days: int) -> Frame:
    return Frame(scenario, START + timedelta(days=days))


# Calendar


@pytest.mark.parametrize(("days", "weeks"), [(1, 1), (6, 1), (7, 1), (8, 2), (14, 2), (364, 52), (365, 53)])
def test_weeks_reach_the_horizon_and_not_a_week_further(scenario: Scenario, days: int, weeks: int):
    frame = framed(scenario, days)
    assert frame.weeks == weeks
    assert frame.dates.size == weeks + 1
    assert frame.dates[0] == np.datetime64(START)
    assert frame.dates[-2] < np.datetime64(frame.until) <= frame.dates[-1]
    assert (np.diff(frame.dates) == np.timedelta64(7, "D")).all()


def test_places_are_recorded_weekly_for_a_year_and_then_every_four_weeks(scenario: Scenario):
    frame = framed(scenario, 7 * 70)
    assert frame.records.tolist() == [*range(53), 56, 60, 64, 68]
    assert framed(scenario, 7 * 10).records.tolist() == list(range(11))
    assert framed(scenario, 7 * 52).records.tolist() == list(range(53))
    assert framed(scenario, 7 * 56).records.tolist() == [*range(53), 56]
    assert Frame(scenario, frame.until, every_week=True).records.tolist() == list(range(71))


def test_a_date_is_so_many_weeks_from_the_start(frame: Frame):
    assert frame.week_of(START) == 0
    assert frame.week_of(START + timedelta(days=10)) == pytest.approx(10 / 7)
    assert frame.week_of(EVE) == pytest.approx(-1 / 7)


# Axes


def test_a_city_is_its_banks_and_a_bank_its_sectors(frame: Frame):
    assert list(frame.parts)[0] == "mosul" and set(frame.parts) == {"mosul", "east_mosul", "west_mosul", "raqqa"}
    assert np.array_equal(frame.parts["mosul"], frame.parts["east_mosul"] + frame.parts["west_mosul"])
    sectors = [name for name, place in frame.scenario.places.items() if place.kind == "sector" and place.city == "mosul"]
    assert [name for name, inside in zip(frame.places, frame.parts["mosul"], strict=True) if inside] == sectors


def test_the_theatre_leaves_out_affiliates_and_homes(frame: Frame):
    kinds = {frame.scenario.places[name].kind for name in frame.theatre}
    assert kinds == {"sector", "town", "governorate"}
    assert len(frame.theatre) < len(frame.places)


def test_travel_weights_sum_to_one_inside_the_theatre_and_lead_nowhere_else(frame: Frame):
    inside = np.isin(frame.places, frame.theatre)
    assert np.allclose(frame.near[inside].sum(axis=1), 1)
    assert not frame.near[~inside].any() and not frame.near[:, ~inside].any()
    assert np.array_equal(frame.near > 0, (frame.near > 0).T)
    assert not np.diagonal(frame.near).any()


# Worlds at their beginning


def test_a_city_has_the_people_and_fighters_it_is_said_to_have(frame: Frame, beginnings: Beginnings):
    inside = frame.parts["mosul"] > 0
    city = frame.scenario.cities["mosul"]
    for drawn, quantity in ((beginnings.state.residents, city.residents), (beginnings.state.overt, city.overt)):
        people = drawn[:, inside].sum(axis=(1, 2))
        assert (people >= quantity.low * (1 - 1e-9)).all() and (people <= quantity.high * (1 + 1e-9)).all()


def test_nobody_lives_or_fights_in_a_home_region(frame: Frame, beginnings: Beginnings):
    homes = [p for p, name in enumerate(frame.places) if frame.scenario.places[name].kind == "home"]
    for stock in (beginnings.state.residents, beginnings.state.overt, beginnings.state.covert, beginnings.state.displaced):
        assert not stock[:, homes].any()


def test_every_stock_is_finite_and_none_below_zero(beginnings: Beginnings):
    for name, array in beginnings.state._asdict().items():
        for field in array.dtype.names or (None,):
            numbers = array[field] if field else array
            assert np.isfinite(numbers).all(), (name, field)
            if field != "turbulence":
                assert (numbers >= 0).all(), (name, field)


def test_shares_stay_between_none_and_all(beginnings: Beginnings):
    for field in ("control", "defences", "damage", "security", "intelligence", "economy", "services", "inclusion"):
        numbers = beginnings.state.places[field]
        assert (numbers >= 0).all() and (numbers <= 1).all(), field
    assert (beginnings.state.grievance <= 1).all() and (beginnings.state.morale <= 1).all()


def test_a_force_is_posted_or_in_reserve_and_nowhere_twice(beginnings: Beginnings):
    state, setting = beginnings.state, beginnings.setting
    assert np.allclose(state.forces.sum(axis=1) + state.reserve[:, 0], setting.forces["strength"])
    assert (state.forces <= setting.posts + 1e-9).all()


def test_foreign_volunteers_come_from_somewhere(beginnings: Beginnings):
    propensity = beginnings.setting.origins["propensity"]
    assert not propensity[:, 0].any()
    assert np.allclose(propensity[:, 1:].sum(axis=1), 1)


def test_all_detained_are_somewhere(frame: Frame, beginnings: Beginnings):
    quantity = frame.scenario.organisation.detained
    people = beginnings.state.detained.sum(axis=(1, 2))
    assert (people >= quantity.low * (1 - 1e-9)).all() and (people <= quantity.high * (1 + 1e-9)).all()


def test_records_of_a_world_have_the_worlds_first(beginnings: Beginnings):
    for part in beginnings:
        for name, array in part._asdict().items():
            if name not in ("dt", "near", "pauses", "course_weeks"):
                assert len(array) == WORLDS.size, name


# As it could be known


def test_dates_learnt_later_are_drawn_from_the_plans_of_the_day():
    scenario = read("mosul-2016", as_of=EVE)
    frame = Frame(scenario, date(2017, 6, 1))
    orders = begin(frame, 3, WORLDS)[0].setting.orders
    planned = [k for k, order in enumerate(scenario.campaign) if not isinstance(order.start_prior(EVE), Fixed)]
    assert planned, "the packaged scenario has plans for what was not known on the eve"
    for k, order in enumerate(scenario.campaign):
        low, high = order.start_prior(EVE).bounds()
        days = orders["start"][:, k] * 7
        assert (days >= low - 1e-9).all() and (days <= high + 1e-9).all(), order.id
        assert np.unique(days).size == (WORLDS.size if k in planned else 1), order.id


def test_dates_that_are_known_are_the_same_in_every_world(frame: Frame, beginnings: Beginnings):
    starts = beginnings.setting.orders["start"]
    assert (starts == starts[0]).all()
    days = [(order.start - START).days for order in frame.scenario.campaign]
    assert np.allclose(starts[0] * 7, days)


def test_what_was_learnt_later_has_no_pauses_and_no_corridors():
    frame = Frame(read("mosul-2016", as_of=EVE), date(2017, 6, 1))
    setting = begin(frame, 3, WORLDS)[0].setting
    known = [c for c in frame.scenario.corridors if c.known_on <= EVE]
    assert setting.corridors.shape[1] == len(known) == len(frame.scenario.corridors)
    assert len(setting.pauses) == sum(len(order.pauses or ()) for order in frame.scenario.campaign)
