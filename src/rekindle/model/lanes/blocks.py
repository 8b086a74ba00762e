"""A block of worlds in lanes: arrays with the worlds last, eight at a time, and what is written down put back."""

from __future__ import annotations

import collections
from typing import Any, NamedTuple

import numpy as np

from rekindle.model.changes import Changes, for_worlds
from rekindle.model.lanes.declared import GROUPS, SETTING
from rekindle.model.lanes.kinds import Differs, Records
from rekindle.model.lanes.made import simulate_eight
from rekindle.model.lanes.processor import L
from rekindle.model.series import Written
from rekindle.model.setting import SHARED, Orders, Setting
from rekindle.model.simulate import Beginnings, Room, working_room
from rekindle.model.state import State

Parameters = collections.namedtuple("Parameters", list(GROUPS))  # type: ignore[misc]  # noqa: PYI024


class Row(NamedTuple):
    """One row of parameters in lanes: by name, and the same memory as numbers."""

    row: Any
    numbers: np.ndarray


def numbers(array: np.ndarray) -> np.ndarray:
    """Records as a last axis of numbers."""
    array = np.asarray(array)
    if array.dtype.names:
        return np.ascontiguousarray(array).view("f8").reshape(*array.shape, len(array.dtype.names))
    return array


def lanes_of(array: np.ndarray) -> np.ndarray:
    """(W, ...) to (blocks, ..., 8).

    Where W is no multiple of 8, the last world stands in the lanes that are left over: what is idle does what a neighbour does,
    and costs no round of its own.
    """
    array = numbers(array)
    blocks = -(-array.shape[0] // L)
    if array.shape[0] < blocks * L:
        array = array[np.minimum(np.arange(blocks * L), array.shape[0] - 1)]
    return np.ascontiguousarray(np.moveaxis(array.reshape(blocks, L, *array.shape[1:]), 1, -1))


def worlds_of(array: np.ndarray, worlds: int) -> np.ndarray:
    """Back again: (blocks, ..., 8) to (W, ...)."""
    return np.moveaxis(array, -1, 1).reshape(array.shape[0] * L, *array.shape[1:-1])[:worlds]


def check_same(name: str, array: np.ndarray, kind: Any) -> None:
    """Raise Differs if a field that lanes take to be the same in all worlds is not; `array` has a first axis of worlds."""
    for field in sorted(kind.one) if isinstance(kind, Records) and kind.lanes else ():
        values = array[field]
        if values.size and not (values == values[:1]).all():
            place = tuple(int(i) for i in np.argwhere((values != values[:1]).any(0))[0])
            raise Differs(
                f"setting.{name}{list(place)}.{field} is not the same in all worlds of a block, as its unit says it is: give "
                "the field another unit in model/setting.py, or all worlds one number."
            )


def beginnings_in_lanes(beginnings: Beginnings) -> Beginnings:
    """Settings and states of a block, blocks of lanes first and lanes last; raises Differs."""
    kinds = dict(SETTING.parts)
    made = beginnings.setting._asdict()
    for name, array in made.items():
        if name not in SHARED:
            check_same(name, array, kinds[name])
            made[name] = lanes_of(array)
    state: Any = map(lanes_of, beginnings.state)
    return Beginnings(Setting(**made), State(*state))


def room_in_lanes(places: int, forces: int, origins: int) -> tuple[Orders, Room]:
    """What `working_room` makes, for eight worlds."""

    def eight(array: np.ndarray) -> Any:
        return np.zeros((*numbers(array).shape, L))

    orders, room = working_room(places, forces, origins)
    ends = np.cumsum([0, *map(len, GROUPS.values())])
    in_force = np.zeros((ends[-1], L))
    by_name = Parameters(*(in_force[a:b] for a, b in zip(ends, ends[1:], strict=False)))
    made = {name: eight(array) for name, array in room._asdict().items() if name != "in_force"}
    made |= {"in_force": Row(by_name, in_force), "in_force_numbers": in_force}
    for flows in ("week", "since"):
        made[f"{flows}_numbers"] = made[flows]
    return Orders(*map(eight, orders)), Room(**made)


def written_in_lanes(written: Written, blocks: int) -> Written:
    """Room for what is written down of blocks of lanes: (blocks, ..., 8), as it is before the first week."""
    made: Any = []
    for array in written:
        fields = (len(array.dtype.names),) if array.dtype.names else ()
        made.append(np.zeros((blocks, *array.shape[1:], *fields, L), "f4" if fields else "f8"))
    lanes = Written(*made)
    lanes.fell[...] = np.inf
    return lanes


def put_back(written: Written, lanes: Written) -> None:
    """What was written in lanes, world by world; lanes that were left over are dropped."""
    for target, source in zip(written, lanes, strict=True):
        plain = target.view(np.ndarray)
        if plain.dtype.names:
            plain = plain.view("f4").reshape(*plain.shape, len(plain.dtype.names))
        plain[...] = worlds_of(source, target.shape[0])


def simulate(
    beginnings: Beginnings,
    parameters: np.recarray,
    changes: Changes,
    seed: int,
    worlds: np.ndarray,
    parts: np.ndarray,
    records: np.ndarray,
    written: Written,
) -> None:
    """What `rekindle.model.simulate.simulate` does, in the same bits, eight worlds at a time."""
    arguments = in_lanes(beginnings, parameters, changes, seed, worlds, parts, records, written)
    simulate_eight()(*arguments)
    put_back(written, arguments[-1])


def in_lanes(
    beginnings: Beginnings,
    parameters: np.recarray,
    changes: Changes,
    seed: int,
    worlds: np.ndarray,
    parts: np.ndarray,
    records: np.ndarray,
    written: Written,
) -> tuple[Any, ...]:
    """Arguments of what is made for eight worlds; the last is to be put back into `written`."""
    begun = beginnings_in_lanes(beginnings)
    orders, room = room_in_lanes(parts.shape[1], begun.state.forces.shape[2], begun.state.overt.shape[2])
    rows = lanes_of(np.ascontiguousarray(parameters).view("f8").view(np.ndarray).reshape(worlds.size, -1))
    lanes = written_in_lanes(written, rows.shape[0])
    changes = for_worlds(changes, worlds.size)
    changes = changes._replace(value=lanes_of(changes.value))
    return begun, rows, changes, seed, lanes_of(worlds), parts, records, orders, room, lanes
