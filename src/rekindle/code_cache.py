"""Compiled code on disk. A file that is torn, damaged, foreign or cannot be written costs time and never ends a run.

Numba's own cache trusts its files: a truncated one is an UnpicklingError in the middle of a run, a full disk an OSError.
Here each compiled function is one file whose first line is the SHA-256 of the rest. What does not match is compiled again.
Files are pickles, as Numba's are: a cache holds code, and is as trustworthy as the folder it lies in.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import re
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numba
from llvmlite.binding import get_host_cpu_name
from numba.core.caching import FunctionCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps
from platformdirs import user_cache_dir

WHOLE = "whole"
"""Empty file in a cache from which a whole run was once served: nothing is left to be compiled."""
DIGEST = len(b"# ") + 2 * hashlib.sha256().digest_size + len(b"\n")
"""Bytes of a file's first line, which has the SHA-256 of the rest; a comment where the rest is source."""


def sealed(content: bytes) -> bytes:
    """What is written of a file's content: a line with its SHA-256 before it."""
    return f"# {hashlib.sha256(content).hexdigest()}\n".encode() + content


class CodeCache:
    """A folder of compiled code. `lost` says why it cannot be used; `damaged` counts files that had to be compiled again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged = 0
        self.lost = ""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            self.lost = error.strerror or str(error)

    @property
    def whole(self) -> bool:
        """True if everything that a run needs was compiled into the folder."""
        return (self.folder / WHOLE).exists()

    def note_whole(self) -> None:
        """Remember that everything is compiled; not where code could not be kept."""
        if not self.lost:
            self._write(WHOLE, b"")

    def read(self, name: str) -> bytes | None:
        """The content of a file, if it is there and as it was written."""
        path = self.folder / name
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.lost = self.lost or error.strerror or str(error)
            return None
        if sealed(content[DIGEST:])[:DIGEST] == content[:DIGEST]:
            return content[DIGEST:]
        self.forget(name)
        return None

    def forget(self, name: str) -> None:
        """Count a file as damaged; it is written again once its function is compiled."""
        self.damaged += 1
        try:
            (self.folder / WHOLE).unlink(missing_ok=True)
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            self.lost = self.lost or error.strerror or str(error)

    def write(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all; where that fails, `lost` says why and nothing more is written."""
        if not self.lost:
            self._write(name, sealed(content))

    def _write(self, name: str, content: bytes) -> None:
        unfinished = self.folder / f".{name}.{os.getpid()}"
        try:
            unfinished.write_bytes(content)
            unfinished.replace(self.folder / name)
        except OSError as error:
            self.lost = error.strerror or str(error)
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


class KeptFunction(FunctionCache):
    """What Numba asks for the compiled code of one function, and gives it to keep."""

    def __init__(self, cache: CodeCache, function: Any) -> None:  # not Numba's: that looks for folders of its own
        self._py_func = function
        self._name = repr(function)
        self._cache_path = str(cache.folder)
        self._cache = cache
        self.enable()

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled function for a signature, or None."""
        target_context.refresh()
        name = self._file(sig, target_context.codegen())
        content = self._cache.read(name)
        if content is None:
            return None
        try:
            return CompileResult._rebuild(target_context, *pickle.loads(content))
        except Exception:  # as it was written, and still no good here: whatever the reason, compiling is the answer
            self._cache.forget(name)
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled function; nothing happens where that cannot be."""
        if not data.library.has_dynamic_globals and all(lifted.can_cache for lifted in data.lifted):
            self._cache.write(self._file(sig, data.codegen), dumps(data._reduce()))

    def flush(self) -> None:
        """Nothing to do: a function that was edited has another file."""

    def _file(self, sig: Any, codegen: Any) -> str:
        parts = (self._index_key(sig, codegen), _source(self._py_func.__code__.co_filename))
        key = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
        return re.sub(r"[^\w.]", "", f"{self._py_func.__module__}.{self._py_func.__qualname__}.{key}")


@cache
def _source(file: str) -> str:
    """Digest of the file that a function stands in: its neighbours there may be compiled into it."""
    try:
        return hashlib.sha256(Path(file).read_bytes()).hexdigest()
    except OSError:  # typed at a prompt: its own code, which is in the key too, has to do
        return file


def machine() -> str:
    """In one word what compiled code depends on beside its sources: Python, Numba, the processor."""
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    return f"{python}-numba{numba.__version__}-{platform.machine()}-{get_host_cpu_name()}"


def cache_of(sources: str) -> CodeCache:
    """The user's cache for sources with this digest, on this kind of machine."""
    return CodeCache(Path(user_cache_dir("rekindle")) / f"compiled-{sources}-{machine()}")
