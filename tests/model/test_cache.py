"""Compiled code is kept between runs, and never served for sources that have changed since."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import rekindle

# `govern` calls `hazard`, which lives in another file: the compiler's own cache would not notice an edit there.
SCRIPT = """
from tiny import World
import rekindle
from rekindle.model.compiled import CACHE
from rekindle.model.mechanisms.politics import govern

there = any(CACHE.folder.glob("*"))
world = World()
before = world.state.places["damage"].sum()
world.do("govern")
repaired = before - world.state.places["damage"].sum()
compiled = govern.door() if hasattr(govern, "door") else govern  # by itself where model/linked.py does not know Numba's version
print(rekindle.__file__, there, sum(compiled.stats.cache_hits.values()), repaired, sep="|")
"""
FORMULA = "return 1.0 - math.exp(-rate * dt) if rate > 0.0 else 0.0"
EDITED = "return 0.5 * (1.0 - math.exp(-rate * dt)) if rate > 0.0 else 0.0"


@pytest.fixture
def copied(tmp_path) -> Path:
    """A copy of the package, free to be edited."""
    source = Path(rekindle.__file__).parent
    copy = tmp_path / "src" / "rekindle"
    shutil.copytree(source / "model", copy / "model", ignore=shutil.ignore_patterns("__pycache__"))
    for file in source.glob("*.py"):
        shutil.copy(file, copy)
    return copy


def run(copied: Path) -> tuple[bool, int, float]:
    """Whether anything was cached before, how often the mechanism came from the cache, and what it repaired."""
    places = [str(copied.parent), str(Path(__file__).parent)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(places), "XDG_CACHE_HOME": str(copied.parent.parent / "cache")}
    environment.pop("NUMBA_CACHE_DIR", None)
    answer = subprocess.run([sys.executable, "-c", SCRIPT], check=True, env=environment, capture_output=True, text=True)
    file, there, hits, repaired = answer.stdout.strip().split("|")
    assert Path(file).parent == copied, "the script ran something else than the copy"
    return there == "True", int(hits), float(repaired)


def edit(copied: Path, old: str, new: str) -> None:
    formulas = copied / "model" / "formulas.py"
    text = formulas.read_text(encoding="utf-8")
    assert old in text, f"formulas.py holds no {old!r} any more: give this test another formula to edit"
    formulas.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_compiled_model_never_runs_stale(copied):
    """The first run compiles, the second is served from the cache, the third meets an edited formula and obeys it."""
    there, hits, repaired = run(copied)
    assert (there, hits) == (False, 0)
    assert repaired > 0
    assert run(copied) == (True, 1, repaired)
    edit(copied, FORMULA, EDITED)
    there, hits, edited = run(copied)
    assert (there, hits) == (False, 0), "code compiled from other sources was about to be served"
    assert edited == pytest.approx(repaired / 2)
    edit(copied, EDITED, FORMULA)
    assert run(copied) == (True, 1, repaired), "the sources as they were find their own cache again"
