"""One of the works that `against` compares, in a process of its own: for each line that comes in, the work is done once and its
CPU seconds are printed.

    PYTHONPATH=src python -m benchmarks._turns kernel|compiling|writing
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rekindle import load
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import chunks, compile_model, simulate_block, written_for
from rekindle.ensemble.store import Store
from rekindle.ensemble.worlds import begin

SEED = 1
FEW = 24
MANY = 100


def kernel(frame: Frame) -> Callable[[], None]:
    """Some worlds simulated, in one thread, without drawing and writing."""
    compile_model(frame, SEED)
    numbers = np.arange(FEW)
    beginnings, parameters = begin(frame, SEED, numbers)
    return lambda: simulate_block(frame, beginnings, parameters, SEED, numbers, written_for(frame, FEW))


def compiling(frame: Frame) -> Callable[[], None]:
    """The model compiled: once in a process, with whatever cache of compiled code the environment names."""
    return lambda: compile_model(frame, SEED)


def writing(frame: Frame) -> Callable[[], None]:
    """Results of a hundred worlds written to disk."""
    pieces = list(chunks(frame, MANY, SEED, 1))

    def write() -> None:
        with tempfile.TemporaryDirectory(prefix="rekindle-turns-") as folder:
            store = Store(Path(folder) / "results.zarr", frame, MANY)
            for piece in pieces:
                store.append(piece)
            store.close()

    return write


def main(what: str) -> None:
    scenario = load("mosul-2016")
    work = {"kernel": kernel, "compiling": compiling, "writing": writing}[what](Frame(scenario, scenario.until))
    print("ready", flush=True)
    for _ in sys.stdin:
        started = time.process_time()
        work()
        print(time.process_time() - started, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
