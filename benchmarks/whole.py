"""A whole command, warm: 100 worlds of mosul-2016 with their report, and what keeping worlds costs beside simulating them.

The first figure is wall time of a process of its own; its parts are CPU time of another. The second is a ratio of rates in
interleaved turns: worlds that are simulated, written to disk and summed up, against worlds that are only simulated.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rekindle import load
from rekindle.analysis.runs.run import RunSpec, answer
from rekindle.ensemble.run import chunks, compile_model
from rekindle.scenario.policies.policy import read

WORLDS, MANY = 100, 2_100
TURNS = 3


def measure() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="rekindle-whole-") as folder:
        words = ["run", "mosul-2016", "--worlds", str(WORLDS), "--out", str(Path(folder) / "out")]
        taken = []
        for _ in range(TURNS + 1):
            before, started = os.times(), time.perf_counter()
            subprocess.run([sys.executable, "-m", "rekindle", *words], check=True, capture_output=True)
            after = os.times()
            cpu = after.children_user + after.children_system - before.children_user - before.children_system
            taken.append((time.perf_counter() - started, cpu))
        wall, cpu = (statistics.median(column) for column in zip(*taken[1:], strict=True))
        yield f"rekindle run, {WORLDS} worlds with the report", f"{wall:.1f} s ({cpu:.1f} s of CPU)"
        scenario = load("mosul-2016")
        spec = RunSpec(scenario, read("historical", scenario), MANY)
        frame = spec.frame()
        compile_model(frame, spec.seed)
        threads = os.cpu_count() or 1
        ratios = []
        for turn in range(TURNS):
            started = time.perf_counter()
            for _ in chunks(frame, MANY, spec.seed, threads):
                pass
            between = time.perf_counter()
            answer(spec, Path(folder) / f"kept-{turn}", threads)
            ratios.append((between - started) / (time.perf_counter() - between))
        yield f"{MANY:,} worlds kept, rate against simulation alone", f"{statistics.median(ratios):.0%}"
