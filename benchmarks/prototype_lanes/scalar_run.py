"""`simulate_block` as it is, but never from code kept on disk: which may have been compiled with another exp."""

from __future__ import annotations

import numba
import numpy as np

from rekindle.ensemble.draws import signed
from rekindle.ensemble.frame import Frame
from rekindle.model.series import Written
from rekindle.model.simulate import Beginnings, simulate, working_room

whole_run = numba.njit(nogil=True, error_model="numpy", no_cfunc_wrapper=True)(simulate.py_func)


def simulate_block_in_scalar(
    frame: Frame, beginnings: Beginnings, parameters: np.recarray, seed: int, worlds: np.ndarray, written: Written
) -> None:
    parts = np.array(list(frame.parts.values())).reshape(len(frame.parts), len(frame.places))
    orders, room = working_room(len(frame.places), len(frame.forces), len(frame.origins))
    whole_run(beginnings, parameters, frame.changes, signed(seed), worlds, parts, frame.records, orders, room, written)
