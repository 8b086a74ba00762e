"""Does memory stay flat? Peak memory of 20,000 worlds against that of 2,000, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

FEW, MANY = 2_000, 20_000

PROGRAM = """
import resource, sys, tempfile
from pathlib import Path
from rekindle import load
from rekindle.analysis.runs.run import Question, answer
from rekindle.scenario.policies.policy import read
scenario = load("mosul-2016")
with tempfile.TemporaryDirectory() as folder:
    answer(Question(scenario, read("historical", scenario), int(sys.argv[1])), Path(folder))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure() -> Iterator[tuple[str, str]]:
    peaks = {worlds: _peak(worlds) for worlds in (FEW, MANY)}
    for worlds, peak in peaks.items():
        yield f"peak memory of {worlds:,} worlds, written to disk", f"{peak / 1024:.0f} MiB"
    yield f"{MANY:,} worlds against {FEW:,}", f"{peaks[MANY] / peaks[FEW]:.2f} times"


def _peak(worlds: int) -> int:
    """Peak memory in KiB of a process that runs some worlds and stores them."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(worlds)], check=True, capture_output=True, text=True)
    return int(done.stdout)
