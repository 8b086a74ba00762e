"""Worlds in lanes: arrays of a block of worlds with the worlds last, and what kinds they are to the rewriting."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np

from benchmarks.prototype_lanes.transform import U, W, Arr, Named, Rec, Recs
from benchmarks.prototype_lanes.vectors import L
from rekindle.model.ledger import FLOWS, Ledger
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import Noise
from rekindle.model import setting as settings
from rekindle.model import state as states
from rekindle.model.parameters import groups
from rekindle.model.setting import ORDER, Orders, Setting
from rekindle.model.state import State


def recs(fields, given: bool = False) -> Recs:
    one = frozenset(f.name for f in fields if given and f.unit in ("0 or 1", "index", "code"))
    return Recs(tuple(f.name for f in fields), one)


def same(fields) -> Recs:
    names = tuple(f.name for f in fields)
    return Recs(names, frozenset(names), lanes=False)


STATE = Named(tuple(dict(
    places=recs(states.PLACE_STATE), nation=recs(states.NATION_STATE), countries=recs(states.COUNTRY_STATE),
    residents=Arr(True, 2), displaced=Arr(True, 2), grievance=Arr(True, 2), overt=Arr(True, 2), covert=Arr(True, 2),
    detained=Arr(True, 2), fallen=Arr(True, 2), abroad=Arr(True, 2), forces=Arr(True, 2), reserve=Arr(True, 2),
    morale=Arr(True, 1), dead=Arr(True, 2), counted=Arr(True, 2), outside=Arr(True, 2), opened=Arr(True, 1)).items()))  # fmt: skip
SETTING = Named(tuple(dict(
    dt=U, places=recs(settings.PLACE_SETTING, True), communities=recs(settings.COMMUNITY_SETTING, True),
    forces=recs(settings.FORCE_SETTING, True), origins=recs(settings.ORIGIN_SETTING, True),
    countries=recs(settings.COUNTRY_SETTING, True), near=Arr(False, 2), distance=Arr(True, 2), posts=Arr(True, 2),
    orders=recs(settings.ORDER_SETTING, True), order_forces=Arr(True, 2), pauses=same(settings.PAUSE_SETTING),
    corridors=recs(settings.CORRIDOR_SETTING, True), ring=Arr(True, 1), courses=recs(settings.COURSE_SETTING, True),
    course_weeks=Arr(False, 2), course_values=Arr(True, 2), strikes="number", quality=Arr(True, 1),
    origin_of_processes=recs(states.NATION_STATE)).items()))  # fmt: skip
ORDERS = Named((("places", recs(ORDER)), ("forces", Arr(True, 2)), ("strength", Arr(True, 1)), ("borders", Arr(True, 1))))
NOISE = Named((("seed", U), ("world", W), ("step", U)))
LEDGER = Named((("flows", recs(FLOWS)), ("overt_under_way", Arr(True, 2)), ("covert_under_way", Arr(True, 2))))
GROUPS = groups()
PARAMETERS = Named(tuple((group, Rec(tuple(fields), frozenset())) for group, fields in GROUPS.items()))
Parameters = collections.namedtuple("Parameters", list(GROUPS))  # noqa: PYI024


def numbers(array: np.ndarray) -> np.ndarray:
    """Records as a last axis of numbers."""
    array = np.asarray(array)
    if array.dtype.names:
        return np.ascontiguousarray(array).view("f8").reshape(*array.shape, len(array.dtype.names))
    return array


def lanes_of(array: np.ndarray) -> np.ndarray:
    """(W, ...) to (W / L, ..., L)."""
    array = numbers(array)
    return np.ascontiguousarray(np.moveaxis(array.reshape(array.shape[0] // L, L, *array.shape[1:]), 1, -1))


def worlds_of(array: np.ndarray) -> np.ndarray:
    """Back again: (G, ..., L) to (G * L, ...)."""
    return np.ascontiguousarray(np.moveaxis(array, -1, 1)).reshape(array.shape[0] * L, *array.shape[1:-1])
