"""How long one waits: for --help, and from the command to the first simulated world once everything is compiled."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

FIRST_WORLD = """
from rekindle import load
from rekindle.analysis.runs.run import RunSpec
from rekindle.ensemble.run import compile_model
from rekindle.scenario.policies.policy import read
scenario = load("mosul-2016")
compile_model(RunSpec(scenario, read("historical", scenario)).frame(), 1)
"""


def measure() -> Iterator[tuple[str, str]]:
    yield "rekindle --help", f"{_median([sys.executable, '-m', 'rekindle', '--help']):.2f} s"
    _seconds([sys.executable, "-c", FIRST_WORLD])  # compile once
    yield "from the command to the first world, compiled", f"{_median([sys.executable, '-c', FIRST_WORLD]):.1f} s"


def _median(command: list[str]) -> float:
    return statistics.median(_seconds(command) for _ in range(5))


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started
