"""Draws for a calibration: each one runs every scenario with the same parameters, and what its record would hold is kept.

Draws are worlds of one seed. They are simulated in blocks, each written to a file of its own once it is done, so that a
calibration that is killed goes on where it stopped and comes to the same result. Beside each block lies its SHA-256, in the
form that `sha256sum --check` reads: a block that is damaged, or has none, is simulated again.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.calibration.learning import Learning, frame_of
from rekindle.analysis.calibration.observation_model import in_record
from rekindle.analysis.calibration.targets import Point
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.posterior import Posterior
from rekindle.ensemble.run import chunks
from rekindle.errors import UsageError
from rekindle.files import alone_in, differing, sums_of, write_bytes, write_text
from rekindle.model.compiled import sources_digest
from rekindle.model.parameter import Choice

BLOCK = 500
"""Draws in one file."""

PLAN = "plan.json"


@dataclass(frozen=True)
class Draws:
    """What the records of some draws would hold: `exact` (W, N), on the scales of the N `points`; NaN where undefined."""

    points: list[Point]
    exact: np.ndarray
    seed: int
    of: Learning = Learning()

    @property
    def worlds(self) -> np.ndarray:
        return np.arange(len(self.exact), dtype=np.int64)


def draw_all(
    folder: Path, of: Learning, worlds: int, seed: int, threads: int | None = None, posterior: Posterior | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Draws:  # fmt: skip
    """Simulate the draws that are not in the folder yet, and read all of them.

    `tick` is called with the number of worlds done, of all scenarios together. Raises UsageError for a folder that holds
    the draws of another calibration or is being written to, and KeyboardInterrupt where it is stopped; whole blocks stay.
    """
    plan = _plan(of, seed, posterior)
    folder.mkdir(parents=True, exist_ok=True)
    _same_plan(folder, plan)  # before anything is left in it
    with alone_in(folder):
        _same_plan(folder, plan)
        if not (folder / PLAN).exists():
            write_text(folder / PLAN, plan)
        return _draw_all(folder, of, worlds, seed, threads, posterior, tick)


def _draw_all(
    folder: Path, of: Learning, worlds: int, seed: int, threads: int | None, posterior: Posterior | None,
    tick: Callable[[int], None],
) -> Draws:  # fmt: skip
    exact = []
    every: list[Point] = []
    for member in of.members:
        frame, here = frame_of(member, seed, posterior), member.points
        blocks = []
        for first in range(0, worlds, BLOCK):
            count = min(BLOCK, worlds - first)
            file = folder / f"{member.name}-{first:06d}.npy"
            block = _whole(file, count, len(here))
            if block is None:
                block = _block(frame, here, first, count, of.seed_of(member.name, seed), threads).astype("f4")
                _keep(file, block)
            blocks.append(block)
            tick(count)
        exact.append(np.concatenate(blocks))
        every += here
    return Draws(every, np.concatenate(exact, axis=1), seed, of)


def _block(frame: Frame, here: list[Point], first: int, count: int, seed: int, threads: int | None) -> np.ndarray:
    pieces = chunks(frame, np.arange(first, first + count), seed, threads or os.cpu_count() or 1)
    return np.concatenate([in_record(frame, piece, here, seed) for piece in pieces])


def _whole(file: Path, count: int, figures: int) -> np.ndarray | None:
    """A block that is there, as it was written, and has all its worlds; None where it has to be made (again)."""
    try:
        if differing(file.parent, _sum(file).read_text(encoding="utf-8", errors="replace"), [file.name]):
            return None
        found = np.load(file)
    except (OSError, ValueError, EOFError):
        return None
    return found if found.shape == (count, figures) else None


def _sum(file: Path) -> Path:
    return file.with_suffix(".sha256")


def _keep(file: Path, numbers: np.ndarray) -> None:
    """Write a block whole or not at all, and then its checksum."""
    content = io.BytesIO()
    np.save(content, numbers)
    write_bytes(file, content.getvalue())
    write_text(_sum(file), sums_of(file.parent, [file.name]))


def _plan(of: Learning, seed: int, posterior: Posterior | None) -> str:
    """What draws are of, as text: which worlds, and what is read off them."""
    plan: dict[str, Any] = {
        "model": sources_digest(), "scenarios": of.digests(), "seed": seed,
        "worlds_from": posterior.digest if posterior else "prior",
        "until": [(member.run_until or member.until).isoformat() for member in of.members],
        "points": [f"{point.name} {point.start} {point.end} {point.pattern.scale} lag {point.pattern.lag:g} "
                   f"covered {point.pattern.covered}" for point in of.points],
    }  # fmt: skip
    return json.dumps(plan, indent=1)


def _same_plan(folder: Path, plan: str) -> None:
    """Raise UsageError where what lies in the folder is of another calibration."""
    file = folder / PLAN
    if file.exists() and file.read_text(encoding="utf-8", errors="replace") != plan:
        raise UsageError(
            f"{folder} holds draws of another calibration (another model, scenario, seed or pattern). "
            "Choose another --out, or remove that folder to begin anew."
        )


def is_variant(prior: Any) -> bool:
    """Whether a number is the choice of a variant."""
    return isinstance(prior, Choice)
