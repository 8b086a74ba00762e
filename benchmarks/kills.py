"""Commands killed (SIGKILL) at random moments, and while a new result is being put in place of an older one.

For `run`, `compare` and `claims --fresh`, over a finished older result and into an empty folder. After each kill the folder
must hold the older result whole, or the new one whole, or (where it was empty) none; what is called complete must agree with
its checksums before anybody has put things in order; and the same command must then succeed.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rekindle.analysis.claims.store import load
from rekindle.analysis.comparison.policies import COMPARISON, PAGE
from rekindle.analysis.runs.replay import verify
from rekindle.analysis.runs.result import MANIFEST, SUMMED, check_whole, json_in
from rekindle.errors import CheckFailed, MissingData
from rekindle.files import FINISHED
from rekindle.scenario import new

LONG = True
RANDOM, AIMED = 100, 50
RANDOMLY = "at random moments"
OLD, NEW = 1, 2

CLAIMS = """\
written: 2016-01-04
claims:
  - id: 1
    source: our-judgement
    kind: J
    statement: Most of its people stay in hiding.
    mechanisms: [melting-away]
    outcomes: [covert]
    propositions:
      - kind: probability
        asks: At least fifty covert members are left in the north
        scenario: my-city
        horizon: 2016-03-31
        metric: covert
        place: city_north
        period: {from: 2016-03-01, to: 2016-03-31}
        statistic: mean
        comparison: ">="
        threshold: 50
        unit: people
        at_least: 0.66
        why: Fifty is what the police can watch.
"""
CALM = """\
name: calm
title: Half as many raids
summary: A policy of this measurement only.
source: our judgement
changes:
  - {parameter: raid.reach, scale: 0.5}
"""


@dataclass(frozen=True)
class Command:
    """A command, and how one sees what its folder holds: the seed of a whole result, or None where there is none."""

    name: str
    words: tuple[str, ...]

    def line(self, seed: int, out: Path) -> list[str]:
        return [*self.words, "--seed", str(seed), "--out", str(out)]

    def called_complete(self, out: Path) -> None:
        """Check what the folder itself calls complete, before anything is put in order. Raises CheckFailed."""
        if self.name == "run" and json_in(out / MANIFEST).get("complete") and not (out / FINISHED).exists():
            check_whole(out, SUMMED)
        if self.name == "compare" and json_in(out / COMPARISON).get("complete") and not (out / FINISHED).exists():
            check_whole(out, (COMPARISON, PAGE, "figures"))
            for policy in ("historical", "calm"):
                check_whole(out / policy, SUMMED)

    def seed_in(self, out: Path) -> int | None:
        """The seed of the whole result in a folder. Raises CheckFailed for one that is torn."""
        try:
            if self.name == "claims":
                return load(out).seed
            verify(out, sample=1)
        except MissingData:
            return None
        return int(json_in(out / (MANIFEST if self.name == "run" else COMPARISON))["seed"])


def measure() -> Iterator[tuple[str, str]]:
    noise = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="rekindle-kills-") as temporary:
        there = Path(temporary)
        city = new("my-city", there)
        (city.parent / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
        (city.parent / "policies").mkdir()
        (city.parent / "policies" / "calm.yaml").write_text(CALM, encoding="utf-8")
        short = ("--worlds", "30", "--until", "2016-06-30", "--worlds-from", "prior")
        commands = [
            Command("run", ("run", str(city), *short)),
            Command("compare", ("compare", str(city), "--policies", "historical,calm", *short)),
            Command("claims", ("claims", str(city), "--fresh", "--worlds", "100", "--worlds-from", "prior")),
        ]
        for command in commands:
            yield from _killed(command, there / command.name, noise, RANDOM // 3 + (command.name == "run"), AIMED // 3 + 1)


def _killed(command: Command, there: Path, noise: random.Random, moments: int, aimed: int) -> Iterator[tuple[str, str]]:
    there.mkdir()
    started = time.perf_counter()
    _must(command.line(OLD, there / "old"))
    seconds = time.perf_counter() - started
    shutil.copytree(there / "old", there / "rehearsal")
    acts = int(_dying(0, command.line(NEW, there / "rehearsal")).stderr.rsplit("acts: ", 1)[1])
    for what, count in ((RANDOMLY, moments), ("while results are put in place", aimed)):
        found: Counter[str] = Counter()
        for i in range(count):
            out = there / "out"
            shutil.rmtree(out, ignore_errors=True)
            empty = i % 2 == 1
            if not empty:
                shutil.copytree(there / "old", out)
            words = command.line(NEW, out)
            if what == RANDOMLY:
                struck = _killed_after(noise.uniform(0, seconds), words)
            else:
                struck = _dying(noise.randint(1, acts), words).returncode == -signal.SIGKILL
            found[_left(command, out, empty) + ("" if struck else " (it had ended before)")] += 1
            if i % 5 == 0:
                _must(words)
                found["FAULT: does not go on"] += command.seed_in(out) != NEW
        told = ", ".join(f"{number} {how}" for how, number in sorted(found.items()) if number)
        yield f"{command.name}: {count} kills {what}", told


def _left(command: Command, out: Path, empty: bool) -> str:
    """What a kill left, in words."""
    try:
        command.called_complete(out)
        seed = command.seed_in(out)
    except CheckFailed as fault:
        return f"FAULT: torn ({fault})"
    if seed is None:
        return "nothing" if empty else "FAULT: lost"
    return {OLD: "older whole", NEW: "new whole"}[seed]


def _must(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "rekindle", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr[-500:]}")


def _killed_after(seconds: float, words: list[str]) -> bool:
    """Whether the process was still at work when it was killed."""
    with subprocess.Popen([sys.executable, "-m", "rekindle", *words], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as running:  # fmt: skip
        try:
            running.wait(seconds)
            return False
        except subprocess.TimeoutExpired:
            running.kill()
            return True


def _dying(moment: int, words: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks._dying", str(moment), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)
