"""Decorators for everything that runs compiled, and a cache that never runs stale.

Numba's own cache looks only at the file of the function itself: after an edit of a mechanism the functions that call
it would be served from the cache as they were. So the cache lives in a folder named by a hash of all model sources.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

# One pass of optimisation: it compiles a quarter faster than three, and what it makes here runs at least as fast.
os.environ.setdefault("NUMBA_OPT", "1")

import numba  # noqa: E402

from rekindle.code_cache import KeptFunction, cache_of  # noqa: E402
from rekindle.code_digest import code_digest  # noqa: E402
from rekindle.model.linked import part  # noqa: E402

Function = TypeVar("Function", bound=Callable[..., Any])


ROOM = Path(__file__).parent


@cache
def sources_digest() -> str:
    """Digest of the model: of what its files say, not of how."""
    return code_digest(ROOM.rglob("*.py"), ROOM)


def _bytes_digest() -> str:
    """Hash of every file of the model as it stands, in the order of their names: quick, and as strict as can be."""
    digest = hashlib.sha256()
    for file in sorted(ROOM.rglob("*.py")):
        digest.update(file.relative_to(ROOM).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:16]


CACHE = cache_of(_bytes_digest())
"""Where compiled code of exactly these sources is kept."""

_OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": False, "error_model": "numpy"}
# Without Numba's reference counting, which costs more than the arithmetic here: no array is made inside.
_IN_PLACE: dict[str, Any] = {**_OPTIONS, "_nrt": False}


def compiled(function: Function) -> Function:
    """Compile a function that works in place: without the GIL, with the same arithmetic as plain Python."""
    return _part(function, _IN_PLACE)


def inlined(function: Function) -> Function:
    """As `compiled`, for small functions of inner loops: their code is put where they are called."""
    return _part(function, {"forceinline": True, **_IN_PLACE})


def allocating(function: Function) -> Function:
    """As `compiled`, for the few functions that make arrays."""
    return _part(function, _OPTIONS)


def whole(function: Function) -> Function:
    """As `allocating`, for what a run calls from Python: kept on disk, with all that it calls."""
    return _kept(function, _OPTIONS)


def _part(function: Any, options: dict[str, Any]) -> Any:
    return part(function, cache(lambda: _kept(function, options)), **options)


def _kept(function: Any, options: dict[str, Any]) -> Any:
    """Let the compiled code of a function be kept; with NUMBA_DISABLE_JIT there is none."""
    dispatcher: Any = numba.njit(**{"no_cfunc_wrapper": True, **options})(function)
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        dispatcher._cache = KeptFunction(CACHE, dispatcher.py_func)
    return dispatcher
