"""Pictures drawn by several processes: drawing takes most of a short run's time, and one process can draw only one at a time.

    python -m rekindle.show.figures.drawers

is such a process: it reads functions that make figures from standard input, and writes each figure as SVG with its points.
They are started only for many pictures, for each has to load the libraries that draw. What one of them cannot draw is drawn
here.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, Any

from rekindle.languages.speech import language, speaking
from rekindle.show.figures.files import drawing
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.style import NARROW, WIDE
from rekindle.show.figures.svg import Drawn, drawn

EACH = 12
"""Drawings for which another process pays: it takes as long to start as eight or ten of them."""
MOST = 4
LARGEST = 2**22
"""Bytes of a picture's arguments; to send more would take longer than to draw it."""


def draw_all(pictures: Iterable[Picture], widths: tuple[float, ...] = (WIDE, NARROW), processes: int | None = None) -> None:
    """Draw every picture at every width, so that `Picture.svg` has it at hand.

    The bytes are the same as without other processes.
    """
    jobs: queue.SimpleQueue[tuple[Picture, float]] = queue.SimpleQueue()
    for picture in pictures:
        for width in widths:
            if width not in picture.drawn:
                jobs.put((picture, width))
    count = min(MOST, jobs.qsize() // EACH, _spare_cores()) if processes is None else processes
    drawers = [drawer for drawer in (_started() for _ in range(count)) if drawer]
    try:
        back: queue.SimpleQueue[tuple[Picture, float]] = queue.SimpleQueue()
        threads = [threading.Thread(target=_feed, args=(drawer, jobs, back, language()), daemon=True) for drawer in drawers]
        for thread in threads:
            thread.start()
        while (job := _next(jobs)) is not None:
            picture, width = job
            picture.at(width)
        for thread in threads:
            thread.join()
        while (job := _next(back)) is not None:
            job[0].at(job[1])
    finally:
        for drawer in drawers:
            drawer.kill()
            drawer.wait()
            for pipe in (drawer.stdin, drawer.stdout):
                with suppress(OSError, ValueError):
                    pipe.close()  # type: ignore[union-attr]


def _spare_cores() -> int:
    """Processors beside the one that this process keeps busy."""
    return (os.cpu_count() or 1) - 1


def _next(jobs: queue.SimpleQueue[Any]) -> Any:
    try:
        return jobs.get_nowait()
    except queue.Empty:
        return None


def _started() -> subprocess.Popen[bytes] | None:
    """A process that draws; None where none can be started."""
    command = [sys.executable, "-P", "-m", "rekindle.show.figures.drawers"]
    # the folders that Python searches here: a package need not be installed to be found
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
    except (OSError, ValueError):
        return None


def _feed(drawer: subprocess.Popen[bytes], jobs: queue.SimpleQueue[Any], back: queue.SimpleQueue[Any], lang: str) -> None:
    """Hand pictures to a process one by one, for as long as there are some and it answers; those it cannot draw go `back`."""
    assert drawer.stdin and drawer.stdout
    while (job := _next(jobs)) is not None:
        picture, width = job
        try:
            sent = pickle.dumps((picture.make, width, picture.title, lang))
        except Exception:  # whatever keeps it from being sent
            sent = b""
        try:
            found = _answer(drawer.stdin, drawer.stdout, sent) if 0 < len(sent) < LARGEST else None
        except Exception:  # the process has ended, in whatever way
            back.put(job)
            return
        if found is None:
            back.put(job)
        else:
            picture.drawn[width] = found


def _answer(to: IO[bytes], back: IO[bytes], sent: bytes) -> Drawn | None:
    to.write(sent)
    to.flush()
    found = pickle.load(back)
    return found if isinstance(found, Drawn) else None


def main() -> None:
    """Draw what comes in until nothing more comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for whoever gives the work
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    with drawing():
        while True:
            try:
                make, width, title, lang = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            try:
                with speaking(lang):
                    found = drawn(make(width), title)
            except Exception:  # it is drawn again by whoever asked, and said there
                found = None
            pickle.dump(found, answers)
            answers.flush()


if __name__ == "__main__":
    main()
