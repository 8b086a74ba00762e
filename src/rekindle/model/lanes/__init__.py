"""Worlds eight at a time: the model's functions, rewritten for vectors, and the choice between them and one world at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

from rekindle.model.linked import KNOWN

if TYPE_CHECKING:
    from rekindle.model.changes import Changes
    from rekindle.model.series import Written
    from rekindle.model.simulate import Beginnings


def usable() -> bool:
    """True where code is compiled, by a version of Numba whose inner parts this knows; elsewhere worlds run one by one."""
    return not numba.config.DISABLE_JIT and numba.__version__.startswith(KNOWN)  # type: ignore[attr-defined]


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
    """Carry a block of worlds to the horizon in the form that is usable here: the same numbers, bit for bit.

    The arguments are those of `rekindle.model.simulate.simulate`, without the room to work in.
    """
    if usable():
        from rekindle.model.lanes import blocks

        blocks.simulate(beginnings, parameters, changes, seed, worlds, parts, records, written)
    else:
        from rekindle.model.changes import for_worlds
        from rekindle.model.simulate import simulate, working_room

        changes = for_worlds(changes, worlds.size)
        state = beginnings.state
        orders, room = working_room(parts.shape[1], state.forces.shape[2], state.overt.shape[2])
        simulate(beginnings, parameters, changes, seed, worlds, parts, records, orders, room, written)
