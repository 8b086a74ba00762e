"""The model's functions for lanes, made when they are first wanted; their text is kept with the compiled code."""

from __future__ import annotations

import linecache
import sys
import threading
from functools import cache
from types import ModuleType
from typing import Any

from rekindle.model import compiled
from rekindle.model.lanes.kinds import Unknown

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
    made = rewriting.function(simulate, kinds_of(simulate, dict(SIMULATE.parts)), False)
    return f"{rewriting.text()}\n\nsimulate = {made.name}\n"


def kinds_of(function: Any, kinds: dict[str, Any]) -> tuple[Any, ...]:
    """Kinds of a function's arguments, in their order, out of kinds by name."""
    code = function.py_func.__code__
    asked = code.co_varnames[: code.co_argcount]
    unknown = [name for name in asked if name not in kinds]
    if unknown:
        raise Unknown(f"{code.co_filename}: of what kind {unknown[0]!r} is must stand in SIMULATE of model/lanes/declared.py.")
    return tuple(kinds[name] for name in asked)


def load(text: str) -> ModuleType:
    """The text as a module, whose lines stand in errors as those of any file."""
    module = ModuleType(MODULE)
    file = str(compiled.CACHE.folder / FILE)
    lines = ["#\n", *text.splitlines(keepends=True)]  # the file's first line is its digest
    linecache.cache[file] = len(text), None, lines, file
    sys.modules[MODULE] = module
    exec(compile("#\n" + text, file, "exec"), module.__dict__)
    return module
