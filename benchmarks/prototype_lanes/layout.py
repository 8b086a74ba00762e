"""Worlds in lanes: arrays of a block of worlds with the worlds last, and what kinds they are to the rewriting."""

from __future__ import annotations

import collections
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.prototype_lanes.transform import Arr, Named, Rec, Recs, S, U, V, W, Whole, Worlds
from benchmarks.prototype_lanes.vectors import L
from rekindle.model import series
from rekindle.model import setting as settings
from rekindle.model import state as states
from rekindle.model.changes import Changes
from rekindle.model.ledger import FLOWS
from rekindle.model.parameters import groups
from rekindle.model.setting import ORDER


def recs(fields, given: bool = False) -> Recs:
    one = frozenset(f.name for f in fields if given and f.unit in ("0 or 1", "index", "code"))
    return Recs(tuple(f.name for f in fields), one)


def named(**parts: Any) -> Named:
    return Named(tuple(parts.items()))


def across(kind: Any) -> Any:
    """Kind of the arrays of many blocks, whose first axis is the blocks; what is the same in all worlds has no such axis."""
    if kind == V:
        return Arr(True, 1)
    if isinstance(kind, Named):
        return Named(tuple((name, across(part)) for name, part in kind.parts))
    return replace(kind, dims=kind.dims + 1) if isinstance(kind, Arr | Recs) and kind.lanes else kind


def rows(fields, dims: int) -> Recs:
    """What is written down: in single precision."""
    return Recs(tuple(f.name for f in fields), frozenset(), dims=dims, number=S)


def same(fields) -> Recs:
    names = tuple(f.name for f in fields)
    return Recs(names, frozenset(names), lanes=False)


STATE = named(
    places=recs(states.PLACE_STATE),
    nation=recs(states.NATION_STATE),
    countries=recs(states.COUNTRY_STATE),
    residents=Arr(True, 2),
    displaced=Arr(True, 2),
    grievance=Arr(True, 2),
    overt=Arr(True, 2),
    covert=Arr(True, 2),
    detained=Arr(True, 2),
    fallen=Arr(True, 2),
    abroad=Arr(True, 2),
    forces=Arr(True, 2),
    reserve=Arr(True, 2),
    morale=Arr(True, 1),
    dead=Arr(True, 2),
    counted=Arr(True, 2),
    outside=Arr(True, 2),
    opened=Arr(True, 1),
)
SETTING = named(
    dt=U,
    places=recs(settings.PLACE_SETTING, True),
    communities=recs(settings.COMMUNITY_SETTING, True),
    forces=recs(settings.FORCE_SETTING, True),
    origins=recs(settings.ORIGIN_SETTING, True),
    countries=recs(settings.COUNTRY_SETTING, True),
    near=Arr(False, 2),
    distance=Arr(True, 2),
    posts=Arr(True, 2),
    orders=recs(settings.ORDER_SETTING, True),
    order_forces=Arr(True, 2),
    pauses=same(settings.PAUSE_SETTING),
    corridors=recs(settings.CORRIDOR_SETTING, True),
    ring=Arr(True, 1),
    courses=recs(settings.COURSE_SETTING, True),
    course_weeks=Arr(False, 2),
    course_values=Arr(True, 2),
    strikes=V,
    quality=Arr(True, 1),
    origin_of_processes=recs(states.NATION_STATE),
)
ORDERS = Named((("places", recs(ORDER)), ("forces", Arr(True, 2)), ("strength", Arr(True, 1)), ("borders", Arr(True, 1))))
NOISE = Named((("seed", U), ("world", W), ("step", U)))
LEDGER = Named((("flows", recs(FLOWS)), ("overt_under_way", Arr(True, 2)), ("covert_under_way", Arr(True, 2))))
GROUPS = groups()
PARAMETERS = Named(tuple((group, Rec(tuple(fields), frozenset())) for group, fields in GROUPS.items()))
BEGINNINGS = Named((("setting", across(SETTING)), ("state", across(STATE))))
CHANGES = Named(tuple((name, Arr(False, 1)) for name in Changes._fields))
WRITTEN = named(
    nation=rows(series.NATION_SERIES, 2),
    countries=rows(series.COUNTRY_SERIES, 3),
    parts=rows(series.PART_SERIES, 3),
    abroad=rows(series.ABROAD_SERIES, 3),
    places=rows(series.PLACE_SERIES, 3),
    origins=rows(series.ORIGIN_SERIES, 3),
    fell=Arr(True, 2),
    imbalance=Arr(True, 1),
)
ROOM = named(
    week=recs(FLOWS),
    week_numbers=Arr(True, 2),
    since=recs(FLOWS),
    since_numbers=Arr(True, 2),
    overt_under_way=Arr(True, 2),
    covert_under_way=Arr(True, 2),
    in_force=Whole(PARAMETERS),
    in_force_numbers=Arr(True, 1),
)
SIMULATE = (BEGINNINGS, Arr(True, 2), CHANGES, U, Worlds(), Arr(False, 2), Arr(False, 1), ORDERS, ROOM, WRITTEN)
"""Kinds of the arguments of `simulate`."""
Parameters = collections.namedtuple("Parameters", list(GROUPS))  # noqa: PYI024


def numbers(array: np.ndarray) -> np.ndarray:
    """Records as a last axis of numbers."""
    array = np.asarray(array)
    if array.dtype.names:
        return np.ascontiguousarray(array).view("f8").reshape(*array.shape, len(array.dtype.names))
    return array


def lanes_of(array: np.ndarray) -> np.ndarray:
    """(W, ...) to (G, ..., L). Where W is no multiple of L, the last world stands in the lanes that are left over: what is
    idle does what a neighbour does, and costs no round of its own."""
    array = numbers(array)
    blocks = -(-array.shape[0] // L)
    if array.shape[0] < blocks * L:
        array = array[np.minimum(np.arange(blocks * L), array.shape[0] - 1)]
    return np.ascontiguousarray(np.moveaxis(array.reshape(blocks, L, *array.shape[1:]), 1, -1))


def worlds_of(array: np.ndarray, worlds: int | None = None) -> np.ndarray:
    """Back again: (G, ..., L) to (W, ...)."""
    return np.moveaxis(array, -1, 1).reshape(array.shape[0] * L, *array.shape[1:-1])[:worlds]


class Differs(Exception):
    """Worlds differ in what lanes take to be one number for all of them."""


def check_same(name: str, array: np.ndarray, kind: Any) -> None:
    """Raise Differs if a field that lanes take to be the same in all worlds is not; `array` has a first axis of worlds."""
    for field in sorted(kind.one) if isinstance(kind, Recs) and kind.lanes else ():
        numbers = array[field]
        if numbers.size and not (numbers == numbers[:1]).all():
            place = tuple(int(i) for i in np.argwhere((numbers != numbers[:1]).any(0))[0])
            raise Differs(f"setting.{name}{list(place)}.{field} is not the same in all worlds of a block")
