"""Draws for a calibration: each one runs every scenario with the same parameters, and what its record would hold is kept.

Draws are worlds of one seed. They are simulated in blocks, each written to a file of its own once it is done, so that a
calibration that is killed goes on where it stopped and comes to the same result. Beside each block lies its SHA-256, in the
form that `sha256sum --check` reads: a block that is damaged, or has none, is simulated again.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.calibration.observation_model import in_record
from rekindle.analysis.calibration.targets import Point, points
from rekindle.analysis.runs.run import Question
from rekindle.ensemble.draws import prior_levels
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.posterior import SMALLEST, Posterior
from rekindle.ensemble.run import chunks
from rekindle.errors import UsageError
from rekindle.files import alone_in, differing, sums_of, write_bytes, write_text
from rekindle.model.compiled import sources_digest
from rekindle.model.parameter import Choice, Fixed
from rekindle.model.parameters import all_parameters
from rekindle.scenario import read
from rekindle.scenario.policies.policy import asked

BLOCK = 500
"""Draws in one file."""

HORIZONS = {"mosul-2016": date(2018, 12, 31), "mosul-2014": date(2016, 10, 16), "iraq-2006": date(2014, 12, 31)}
"""The scenarios, and how far each is run: to the last figure that the record has of it."""
PLAN = "plan.json"


@dataclass(frozen=True)
class Draws:
    """What the records of some draws would hold: `exact` (W, N), on the scales of the N `points`; NaN where undefined."""

    points: list[Point]
    exact: np.ndarray
    seed: int

    @property
    def worlds(self) -> np.ndarray:
        return np.arange(len(self.exact), dtype=np.int64)


def seed_of(scenario: str, seed: int) -> int:
    """The seed of a scenario's quantities and luck: parameters are shared, but what stood in 2006 says nothing of 2016."""
    return (seed + (list(HORIZONS).index(scenario) << 40)) % 2**64


def frame_of(scenario: str, seed: int, posterior: Posterior | None = None) -> Frame:
    """Axes and calendar of one of the scenarios, with series by place every week and the parameters of a seed."""
    found = read(scenario)
    question = Question(found, asked("historical", "", found), until=HORIZONS[scenario], posterior=posterior)
    return replace(question.frame(every_week=True), parameter_seed=seed)


def draw_all(
    folder: Path, worlds: int, seed: int, threads: int | None = None, posterior: Posterior | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Draws:  # fmt: skip
    """Simulate the draws that are not in the folder yet, and read all of them.

    `tick` is called with the number of worlds done, of all scenarios together. Raises UsageError for a folder that holds
    the draws of another calibration or is being written to, and KeyboardInterrupt where it is stopped; whole blocks stay.
    """
    _same_plan(folder, seed, posterior)  # before anything is put into a folder of others
    with alone_in(folder):
        return _draw_all(folder, worlds, seed, threads, posterior, tick)


def _draw_all(
    folder: Path, worlds: int, seed: int, threads: int | None, posterior: Posterior | None, tick: Callable[[int], None]
) -> Draws:
    exact = []
    every: list[Point] = []
    for scenario in HORIZONS:
        frame, here = frame_of(scenario, seed, posterior), points(scenario)
        blocks = []
        for first in range(0, worlds, BLOCK):
            count = min(BLOCK, worlds - first)
            file = folder / f"{scenario}-{first:06d}.npy"
            block = _whole(file, count, len(here))
            if block is None:
                block = _block(frame, here, first, count, seed_of(scenario, seed), threads).astype("f4")
                _keep(file, block)
            blocks.append(block)
            tick(count)
        exact.append(np.concatenate(blocks))
        every += here
    return Draws(every, np.concatenate(exact, axis=1), seed)


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


def _same_plan(folder: Path, seed: int, posterior: Posterior | None) -> None:
    """Make sure that what lies in the folder is of the same calibration: the same worlds, and the same read off them."""
    plan: dict[str, Any] = {
        "model": sources_digest(), "scenarios": {name: read(name).digest for name in HORIZONS}, "seed": seed,
        "worlds_from": posterior.digest if posterior else "prior",
        "points": [f"{point.name} {point.start} {point.end} {point.pattern.scale} lag {point.pattern.lag:g} "
                   f"covered {point.pattern.covered}" for point in points()],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    file, text = folder / PLAN, json.dumps(plan, indent=1)
    if not file.exists():
        write_text(file, text)
    elif file.read_text(encoding="utf-8", errors="replace") != text:
        raise UsageError(
            f"{folder} holds draws of another calibration (another model, scenario, seed or pattern). "
            "Choose another --out, or remove that folder to begin anew."
        )


def uncertain(scenarios: Sequence[str] = ()) -> dict[str, Any]:
    """Every uncertain parameter and every uncertain quantity of some scenarios, by its name in a posterior: its prior."""
    found = {f"parameter {name}": parameter.prior for name, parameter in all_parameters().items()}
    for scenario in scenarios:
        quantities = read(scenario).quantities().items()
        found |= {f"{scenario} quantity {path}": quantity.prior() for path, quantity in quantities}
    return {name: prior for name, prior in found.items() if not isinstance(prior, Fixed)}


def levels_of(names: list[str], seed: int, worlds: np.ndarray) -> np.ndarray:
    """Levels of the priors at which the numbers stand in worlds drawn from the priors: (W, names), inside (0, 1)."""
    return np.clip(np.stack([_level(name, seed, worlds) for name in names], axis=1), SMALLEST, 1 - SMALLEST)


def _level(name: str, seed: int, worlds: np.ndarray) -> np.ndarray:
    if name.startswith("parameter "):
        return prior_levels(name, seed, worlds)
    scenario, _, quantity = name.partition(" ")
    return prior_levels(quantity, seed_of(scenario, seed), worlds)


def is_variant(prior: Any) -> bool:
    """Whether a number is the choice of a variant."""
    return isinstance(prior, Choice)
