"""Worlds through time: from their beginnings to what is written down of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rekindle.model.changes import put_in_force
from rekindle.model.compiled import allocating, compiled, whole
from rekindle.model.fields import blank
from rekindle.model.ledger import FLOWS, Ledger, people_on_the_books
from rekindle.model.noise import Noise
from rekindle.model.parameters import record_of_worlds
from rekindle.model.setting import ORDER, Orders, Setting
from rekindle.model.state import State
from rekindle.model.step import step
from rekindle.model.writing import write_origins, write_places, write_week


@compiled
def set_to_zero(numbers):
    """Set every number of a table to 0."""
    for i in range(numbers.shape[0]):
        for j in range(numbers.shape[1]):
            numbers[i, j] = 0.0


@compiled
def add_to(target, numbers):
    """Add one table to another."""
    for i in range(numbers.shape[0]):
        for j in range(numbers.shape[1]):
            target[i, j] += numbers[i, j]


class Beginnings(NamedTuple):
    """Settings and states of a block of worlds at the start: the arrays of Setting and State with a first axis W."""

    setting: Setting
    state: State


@allocating
def setting_of(beginnings, w):
    """Setting of world w of a block: views, nothing is copied."""
    s = beginnings.setting
    return Setting(
        s.dt, s.places[w], s.communities[w], s.forces[w], s.origins[w], s.countries[w], s.near, s.distance[w],
        s.posts[w], s.orders[w], s.order_forces[w], s.pauses, s.corridors[w], s.ring[w], s.courses[w], s.course_weeks,
        s.course_values[w], s.strikes[w], s.quality[w], s.origin_of_processes[w],
    )  # fmt: skip


@allocating
def state_of(beginnings, w):
    """State of world w of a block at the start: copies, to be changed."""
    s = beginnings.state
    return State(
        s.places[w].copy(), s.nation[w].copy(), s.countries[w].copy(), s.residents[w].copy(), s.displaced[w].copy(),
        s.grievance[w].copy(), s.overt[w].copy(), s.covert[w].copy(), s.detained[w].copy(), s.fallen[w].copy(),
        s.abroad[w].copy(), s.forces[w].copy(), s.reserve[w].copy(), s.morale[w].copy(), s.dead[w].copy(), s.counted[w].copy(),
        s.outside[w].copy(), s.opened[w].copy(),
    )  # fmt: skip


@whole
def simulate(beginnings, parameters, changes, seed, worlds, parts, records, orders, room, written):
    """Carry a block of worlds to the horizon, writing every week and at the weeks of `records`; index 0 is the start.

    `changes` hold for the parameters, with a row of values for each world. `parts` (K, P) marks the places of each part of a
    city; `orders` and `room` are room to work in; `written` is filled.
    """
    ledger = Ledger(room.week, room.overt_under_way, room.covert_under_way)
    for w in range(worlds.size):
        setting = setting_of(beginnings, w)
        state = state_of(beginnings, w)
        per_week = int(round(1.0 / setting.dt))
        start = people_on_the_books(state)
        done = 0
        room.in_force[0] = parameters[w]
        set_to_zero(room.since_numbers)
        for p in range(orders.places.shape[0]):
            orders.places[p].strikes = 0.0  # the start is written before any order, and must not see the world before
            orders.places[p].openness = 0.0
        for week in range(written.nation.shape[1]):
            set_to_zero(room.week_numbers)
            if week > 0:
                for i in range(per_week):
                    noise = Noise(seed, worlds[w], (week - 1) * per_week + i)
                    if changes.start.size > 0:  # from the drawn row each time: what was in force before leaves no trace
                        room.in_force[0] = parameters[w]
                        put_in_force(changes, w, noise.step * setting.dt, room.in_force_numbers)
                    step(state, setting, orders, noise, ledger, room.in_force[0])
            write_week(state, setting, orders, room.week, parts, w, week, written)
            add_to(room.since_numbers, room.week_numbers)
            if done < records.size and records[done] == week:
                write_places(state, setting, room.since, written.places[w, done])
                write_origins(state, setting, written.origins[w, done])
                set_to_zero(room.since_numbers)
                # whoever is lost from the books in some week is still missing at the next record
                written.imbalance[w] = max(written.imbalance[w], abs(people_on_the_books(state) - start))
                done += 1


class Room(NamedTuple):
    """Flows of the week and since the last record, and one world's parameters: by name, and the same memory as numbers."""

    week: np.recarray
    week_numbers: np.ndarray
    since: np.recarray
    since_numbers: np.ndarray
    overt_under_way: np.ndarray
    covert_under_way: np.ndarray
    in_force: np.recarray
    in_force_numbers: np.ndarray


def working_room(places: int, forces: int, origins: int) -> tuple[Orders, Room]:
    """Empty orders and ledger for one thread."""
    week, since = blank(places, FLOWS), blank(places, FLOWS)
    in_force = record_of_worlds(1)
    numbers = [flows.view("f8").reshape(places, len(FLOWS)) for flows in (week, since)]
    return Orders(blank(places, ORDER), np.zeros((places, forces)), np.zeros(forces), np.zeros(origins)), Room(
        week,
        numbers[0],
        since,
        numbers[1],
        np.zeros((places, origins)),
        np.zeros((places, origins)),
        in_force,
        in_force.view("f8").view(np.ndarray),
    )
