"""Memory given back to the system, so that a page which is served for a term takes no more than in its first minutes.

Answers come and go in arrays of some megabytes, made in several threads. The allocator of most Linux systems keeps a heap for
each thread and moves ever larger arrays into them, where what is free lies scattered. Elsewhere nothing is done here.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

ARENAS, LARGE = 2, 2**20
"""Heaps for all threads together, and bytes from which on an array is asked of the system by itself and given back at once."""
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""What mallopt(3) calls them in <malloc.h>."""


@cache
def _allocator() -> Any:
    """The C library, where it has both functions (glibc); None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(None)
        return library if library.mallopt and library.malloc_trim else None
    except (OSError, AttributeError):
        return None


def keep_apart() -> bool:
    """Call once, before there are threads: few heaps, and none of the large arrays in them. Whether that could be done."""
    library = _allocator()
    return bool(library and library.mallopt(M_ARENA_MAX, ARENAS) and library.mallopt(M_MMAP_THRESHOLD, LARGE))


def give_back() -> None:
    """Return what is free to the system; takes some milliseconds."""
    library = _allocator()
    if library:
        library.malloc_trim(0)
