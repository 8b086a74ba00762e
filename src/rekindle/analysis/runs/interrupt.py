"""Interrupts that wait: Ctrl-C asks a run to stop instead of breaking in between two lines that belong together."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_interrupts() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets while the block runs, instead of raising KeyboardInterrupt anywhere in it.

    Outside the main thread, where no interrupt arrives, and where interrupts are ignored, nothing is changed.
    """
    asked = threading.Event()
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield asked
        return
    signal.signal(signal.SIGINT, lambda number, frame: asked.set())
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
