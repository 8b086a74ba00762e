"""A worker: a process of its own that simulates shards as it is told to, line by line.

It reads JSON from standard input: the job, then a range of worlds a line. It writes JSON to standard output: that it is ready,
worlds as they are done, shards as they are done, and what went wrong. It ends at once when standard input ends, so that no
worker outlives a command that was killed.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from typing import Any

from rekindle.errors import RekindleError


def main() -> None:
    """Work until there is nothing more to do."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no message of ours
    lock = threading.Lock()

    def tell(**message: Any) -> None:
        with lock:
            channel.write(json.dumps(message) + "\n")
            channel.flush()

    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    try:
        _work(lines, tell)
    except RekindleError as error:
        tell(error=type(error).__name__, text=str(error))
    except Exception as error:
        tell(error="", text=f"{type(error).__name__}: {error}")
    lines.get()  # whoever ordered it ends the line


def _work(lines: queue.SimpleQueue[str], tell: Any) -> None:
    order = json.loads(lines.get())
    from rekindle.analysis.runs.shards import job_from, simulate_shard
    from rekindle.ensemble.run import compile_model

    job = job_from(order)
    compile_model(job.frame, job.question.seed)
    tell(ready=True)
    while True:
        first, last = json.loads(lines.get())
        simulate_shard(job, first, last, order["threads"], lambda worlds: tell(tick=worlds))
        tell(done=[first, last])


if __name__ == "__main__":
    main()
