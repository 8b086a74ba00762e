"""Worlds eight at a time: the model's functions, rewritten for vectors. `usable()` says whether they are what a run uses."""

from __future__ import annotations

import numba

from rekindle.model.linked import KNOWN


def usable() -> bool:
    """True where code is compiled, by a version of Numba whose inner parts this knows; elsewhere worlds run one by one."""
    return not numba.config.DISABLE_JIT and numba.__version__.startswith(KNOWN)  # type: ignore[attr-defined]
