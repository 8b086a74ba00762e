"""Standard streams that never end a command for the sake of its output.

What an encoding lacks is written in signs that it has: plain ones for our own typography, `\\u0645` for any other letter, so
that JSON stays whole. Progress and errors that nobody can read are dropped; lost data are an error.
"""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from rekindle.errors import UsageError

PLAIN = {"−": "-", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "·": "|", "²": "2", "≈": "~"}


def escaped(text: str) -> str:
    """Letters as JSON escapes them; half of a pair (from a file name that is no UTF-8) too."""
    return json.dumps(text)[1:-1]


def _escape(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return escaped(error.object[error.start : error.end]), error.end


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(PLAIN.get(sign) or escaped(sign) for sign in error.object[error.start : error.end]), error.end


ESCAPE, READABLE = "rekindle.escape", "rekindle.plain"
"""Ways to encode what an encoding lacks, by the names that `str.encode` takes."""
codecs.register_error(ESCAPE, _escape)
codecs.register_error(READABLE, _plain)


def fitting(text: str, encoding: str) -> str:
    """Text in the signs of an encoding; of JSON nothing is lost."""
    try:
        json.loads(text)
        way = ESCAPE
    except ValueError:
        way = READABLE
    return text.encode(encoding, way).decode(encoding)


class NobodyReads(Exception):
    """Whoever read standard output has gone; a BrokenPipeError would be taken for a failure by click."""


class Steady:
    """A text stream that writes what its encoding lacks in other signs, and says what cannot be written, or drops it."""

    def __init__(self, stream: TextIO, called: str, needed: bool) -> None:
        """`needed`: whether losing what is written is an error."""
        self._stream, self._called, self._needed = stream, called, needed
        self._lost: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":  # else click writes UTF-8 to a stream that says it is ASCII
            raise AttributeError(name)
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write text, in other signs if need be. Raises UsageError or NobodyReads if data are lost."""
        with self._watched():
            try:
                return self._stream.write(text)
            except UnicodeEncodeError:
                return self._stream.write(fitting(text, self._stream.encoding))
        return len(text)

    def flush(self) -> None:
        """Make sure that what was written has gone. Raises UsageError or NobodyReads if data are lost."""
        with self._watched():
            self._stream.flush()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        if self._lost:
            raise self._lost  # again, for click tries a stream with an empty text and hides what that raises
        try:
            yield
        except OSError as error:
            with suppress(OSError, ValueError):  # so that what waits in the stream does not fail again when Python ends
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._stream.fileno())
                os.close(nowhere)
            if self._needed:
                told = UsageError(f"{self._called} cannot be written: {error.strerror or error}.")
                self._lost = NobodyReads() if isinstance(error, BrokenPipeError) else told
                raise self._lost from None


@contextmanager
def steady_streams() -> Iterator[None]:
    """Put steady streams in the place of the standard ones, also where those are closed."""
    before = sys.stdin, sys.stdout, sys.stderr
    with suppress(OSError):
        while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:  # no file that is opened later may pass for a closed stream
            pass
        os.close(opened)
    nowhere = open(os.devnull, "r+", encoding="utf-8")  # noqa: SIM115, PTH123
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    sys.stdin = sys.stdin or nowhere
    sys.stdout = Steady(sys.stdout or nowhere, "standard output", needed=True)  # type: ignore[assignment]
    sys.stderr = Steady(sys.stderr or nowhere, "standard error", needed=False)  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        nowhere.close()
