"""A whole run in lanes: what `simulate_block` of `rekindle.ensemble.run` does, from beginnings to what is written down."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from benchmarks.prototype_lanes.layout import GROUPS, SETTING, L, Parameters, check_same, lanes_of, worlds_of
from rekindle.ensemble.draws import signed
from rekindle.ensemble.frame import Frame
from rekindle.model.ledger import FLOWS
from rekindle.model.series import Written
from rekindle.model.setting import ORDER, Orders, Setting
from rekindle.model.simulate import Beginnings, Room
from rekindle.model.state import State

SHARED = ("dt", "near", "pauses", "course_weeks")


class Row(NamedTuple):
    """One row of parameters in lanes: by name, and the same memory as numbers."""

    row: Parameters
    numbers: np.ndarray


def beginnings_in_lanes(beginnings: Beginnings) -> Beginnings:
    """Settings and states of a block, blocks of lanes first and lanes last; raises Differs."""
    kinds = dict(SETTING.parts)
    made = {}
    for name, array in beginnings.setting._asdict().items():
        if name in SHARED:
            made[name] = array
        else:
            check_same(name, array, kinds[name])
            made[name] = lanes_of(array)
    return Beginnings(Setting(**made), State(*map(lanes_of, beginnings.state)))


def room_in_lanes(places: int, forces: int, origins: int) -> tuple[Orders, Room]:
    """What `working_room` makes."""
    week, since = np.zeros((places, len(FLOWS), L)), np.zeros((places, len(FLOWS), L))
    columns = sum(map(len, GROUPS.values()))
    in_force = np.zeros((columns, L))
    ends = np.cumsum([0, *map(len, GROUPS.values())])
    named = Parameters(*(in_force[a:b] for a, b in zip(ends, ends[1:], strict=False)))
    orders = Orders(
        np.zeros((places, len(ORDER), L)), np.zeros((places, forces, L)), np.zeros((forces, L)), np.zeros((origins, L))
    )
    way = np.zeros((places, origins, L)), np.zeros((places, origins, L))
    return orders, Room(week, week, since, since, *way, Row(named, in_force), in_force)


def written_in_lanes(written: Written, blocks: int) -> Written:
    """Room for what is written down of blocks of lanes: (G, ..., L)."""
    made = []
    for array in written:
        fields = (len(array.dtype.names),) if array.dtype.names else ()
        made.append(np.zeros((blocks, *array.shape[1:], *fields, L), "f4" if fields else "f8"))
    made[-2][...] = np.inf
    return Written(*made)


def put_back(written: Written, lanes: Written) -> None:
    """What was written in lanes, world by world; lanes that were left over are dropped."""
    for target, source in zip(written, lanes, strict=True):
        plain = target.view(np.ndarray)
        if plain.dtype.names:
            plain = plain.view("f4").reshape(*plain.shape, len(plain.dtype.names))
        plain[...] = worlds_of(source, target.shape[0])


def simulate_block_in_lanes(
    made, frame: Frame, beginnings: Beginnings, parameters: np.recarray, seed: int, worlds: np.ndarray, written: Written
) -> None:
    """`simulate_block` with the functions of `made`, some worlds at a time, as many as a block of lanes holds."""
    parts = np.array(list(frame.parts.values())).reshape(len(frame.parts), len(frame.places))
    begun = beginnings_in_lanes(beginnings)
    orders, room = room_in_lanes(len(frame.places), len(frame.forces), len(frame.origins))
    rows = lanes_of(np.ascontiguousarray(parameters).view("f8").view(np.ndarray).reshape(worlds.size, -1))
    lanes = written_in_lanes(written, rows.shape[0])
    made.SIMULATE(begun, rows, frame.changes, signed(seed), lanes_of(worlds), parts, frame.records, orders, room, lanes)
    put_back(written, lanes)
