"""The model's functions for lanes, made when they are first wanted; their text is kept with the compiled code."""

from __future__ import annotations

import linecache
import sys
import threading
from functools import cache
from types import ModuleType
from typing import Any

from rekindle.model import compiled

MODULE = "rekindle.model.lanes.text"
"""Under this name compiled code on disk finds the module again."""
FILE = "lanes.py"
_one_at_a_time = threading.RLock()


def simulate_eight() -> Any:
    """`simulate` for blocks of eight worlds. Raises Unknown, with file and line, for what cannot be rewritten."""
    with _one_at_a_time:
        return _simulate_eight()


@cache
def _simulate_eight() -> Any:
    kept = compiled.CACHE.read(FILE)
    if kept is None:
        kept = rewritten().encode()
        compiled.CACHE.write(FILE, kept)
    return load(kept.decode()).simulate


def rewritten() -> str:
    """The text of the module: `simulate` and all that it calls."""
    from rekindle.model.lanes.declared import SIMULATE
    from rekindle.model.lanes.rewriting import Rewriting
    from rekindle.model.simulate import simulate

    rewriting = Rewriting()
    asked = simulate.py_func.__code__.co_varnames[: simulate.py_func.__code__.co_argcount]
    made = rewriting.function(simulate, tuple(dict(SIMULATE.parts)[name] for name in asked), False)
    return f"{rewriting.text()}\n\nsimulate = {made.name}\n"


def load(text: str) -> ModuleType:
    """The text as a module, whose lines stand in errors as those of any file."""
    module = ModuleType(MODULE)
    file = str(compiled.CACHE.folder / FILE)
    linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
    sys.modules[MODULE] = module
    exec(compile(text, file, "exec"), module.__dict__)
    return module
