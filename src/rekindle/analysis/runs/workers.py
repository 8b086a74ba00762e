"""Workers on this machine: processes that simulate shards, watched and replaced if they die."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rekindle import errors
from rekindle.analysis.runs.shards import Job, Range
from rekindle.errors import UsageError

ATTEMPTS = 3
"""How often a range of worlds is begun before it is given up, where the worker dies every time."""
PACKAGE = Path(errors.__file__).parents[1]
"""Where the package lies: workers import the same one."""


class Worker:
    """One worker process; what it says is put into `heard`, and nothing (None) once it has ended."""

    def __init__(self, order: dict[str, Any], heard: queue.SimpleQueue[tuple[Worker, dict[str, Any] | None]]) -> None:
        path = os.pathsep.join(filter(None, (str(PACKAGE), os.environ.get("PYTHONPATH", ""))))
        self.work: Range | None = None
        self.ticked = 0
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rekindle.analysis.runs.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is for the one who leads the work
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(heard,), daemon=True).start()
        self.tell(order)

    def _listen(self, heard: queue.SimpleQueue[tuple[Worker, dict[str, Any] | None]]) -> None:
        for line in self.process.stdout or ():
            try:
                heard.put((self, json.loads(line)))
            except ValueError:  # the last line of a worker that was killed while it wrote
                break
        heard.put((self, None))

    def tell(self, what: Any) -> None:
        """Say something to it; one that is dead is met where it is listened to."""
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
        except OSError:
            pass

    def give(self, work: Range) -> None:
        """Let it simulate a range of worlds."""
        self.work, self.ticked = work, 0
        self.tell(work)

    def ending(self) -> str:
        """How it ended, in words."""
        code = self.process.wait()
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def end(self) -> None:
        """End it now, whatever it does."""
        self.process.kill()
        self.process.wait()


def simulate_here(
    job: Job,
    work: Sequence[Range],
    threads: Sequence[int],
    tick: Callable[[int], None],
    stop: threading.Event,
    say: Callable[[str], None],
) -> None:
    """Simulate ranges of worlds into shards, with a worker for each entry of `threads`.

    The range of a worker that dies is given to another. Raises UsageError where that happens too often, KeyboardInterrupt
    once `stop` is set, and what goes wrong in a worker.
    """
    heard: queue.SimpleQueue[tuple[Worker, dict[str, Any] | None]] = queue.SimpleQueue()
    waiting, begun, left = deque(work), Counter[Range](), len(work)
    order = job.order()
    staff: dict[Worker, int] = {}
    still_born = 0
    try:
        for count in threads[: len(work)]:
            staff[Worker({**order, "threads": count}, heard)] = count
        while left:
            if stop.is_set():
                raise KeyboardInterrupt
            try:
                worker, message = heard.get(timeout=0.1)
            except queue.Empty:
                continue
            if message is None:
                count = staff.pop(worker)
                ending = worker.ending()
                tick(-worker.ticked)
                if worker.work is None:
                    still_born += 1
                    lost, tried = "before it began", still_born
                else:
                    waiting.appendleft(worker.work)
                    lost, tried = f"while it simulated worlds {worker.work[0]} to {worker.work[1] - 1}", begun[worker.work]
                if tried >= ATTEMPTS:
                    raise UsageError(
                        f"a worker died {lost}, {tried} times in all ({ending}). A system that runs out of memory kills so: "
                        "try fewer --workers. Finished shards are kept; --resume goes on from there."
                    )
                say(f"A worker died {lost} ({ending}); another goes on.")
                staff[Worker({**order, "threads": count}, heard)] = count
            elif "error" in message:
                raise _error(message)
            elif "tick" in message:
                worker.ticked += message["tick"]
                tick(message["tick"])
            else:
                left -= "done" in message
                worker.work, worker.ticked = None, 0
                if waiting:
                    begun[waiting[0]] += 1
                    worker.give(waiting.popleft())
    finally:
        for worker in staff:
            worker.end()


def _error(message: dict[str, Any]) -> Exception:
    """What went wrong in a worker, as if it had gone wrong here."""
    kind = getattr(errors, message["error"] or "none", None)
    return kind(message["text"]) if kind else RuntimeError(f"in a worker: {message['text']}")
