"""Does memory stay flat? Peak memory of some worlds against that of many more, each in a process of its own.

Runs of up to 20,000 worlds keep the weekly series of all of them; larger ones keep a sample and histograms, and are
measured by themselves: in threads, and gathered from shards. Their horizon is short, so that the measurement takes minutes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator

FEW, MANY = 2_000, 20_000
LARGE, LARGER = 50_000, 150_000

PROGRAM = """
import resource, sys
from datetime import date
from pathlib import Path
from rekindle import load, new
from rekindle.analysis.runs.run import RunSpec, answer
from rekindle.analysis.runs.scale import gather_in, simulate_part
from rekindle.progress import SILENT
from rekindle.scenario.policies.policy import read
what, worlds, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
path = folder / "my-city" / "scenario.yaml"
if what == "small":
    scenario, until = load("mosul-2016"), None
else:
    scenario, until = load(path if path.is_file() else new("my-city", folder)), date(2016, 2, 1)
question = RunSpec(scenario, read("historical", scenario), worlds, until=until)
if what == "shards":
    simulate_part(question, folder / "out", str(path), 1, 0, None, False, SILENT)
elif what == "gather":
    gather_in(folder / "out", None, SILENT)
else:
    answer(question, folder / "out")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure() -> Iterator[tuple[str, str]]:
    yield from _compared("written to disk", ("small",), FEW, MANY)
    yield from _compared("of a large run, in threads", ("large",), LARGE, LARGER)
    yield from _compared("of a large run, gathered", ("shards", "gather"), LARGE, LARGER)


def _compared(words: str, steps: tuple[str, ...], few: int, many: int) -> Iterator[tuple[str, str]]:
    peaks = {worlds: _peak(steps, worlds) for worlds in (few, many)}
    for worlds, peak in peaks.items():
        yield f"{worlds:,} worlds {words}", f"{peak / 1024:.0f} MiB"
    yield f"{many:,} worlds against {few:,}", f"{peaks[many] / peaks[few]:.2f} times"


def _peak(steps: tuple[str, ...], worlds: int) -> int:
    """Peak memory in KiB of a process that does the last of some steps with so many worlds."""
    with tempfile.TemporaryDirectory(prefix="rekindle-memory-") as folder:
        for step in steps:
            words = [sys.executable, "-c", PROGRAM, step, str(worlds), folder]
            done = subprocess.run(words, check=True, capture_output=True, text=True)
    return int(done.stdout)
