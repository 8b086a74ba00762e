"""From a question to stored results: run an ensemble, stream it to disk, and sum up its outcomes."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.outcomes import outcomes, summarise
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.manifest import manifest
from rekindle.ensemble.run import chunks
from rekindle.ensemble.store import Store
from rekindle.errors import RekindleError, UsageError

if TYPE_CHECKING:
    import xarray

    from rekindle.scenario import Scenario
    from rekindle.scenario.policy import Policy

RESULTS, SUMMARY, MANIFEST = "results.zarr", "summary.json", "manifest.json"
UNFINISHED, CANCELLED = "unfinished.zarr", "cancelled"


@dataclass(frozen=True)
class Question:
    """What to run: a scenario under a policy, how many worlds, from which seed, to which horizon."""

    scenario: Scenario
    policy: Policy
    worlds: int = 500
    seed: int = 1
    until: date | None = None
    dt: float = 1.0

    def frame(self, every_week: bool = False) -> Frame:
        """Axes and calendar of the run. Raises UsageError for a horizon or number that cannot be."""
        scenario = self.scenario
        until = self.until or scenario.until
        if self.worlds < 1:
            raise UsageError(f"--worlds must be at least 1, not {self.worlds}.")
        if not 0 <= self.seed < 2**64:
            raise UsageError(f"--seed must be a whole number from 0 to 2^64 - 1, not {self.seed}.")
        if not scenario.start < until <= scenario.furthest:
            raise UsageError(
                f"--until {until} is outside what {scenario.name} covers: after {scenario.start}, up to {scenario.furthest}.")
        return Frame(self.policy.apply(scenario), until, self.dt, every_week)


@dataclass(frozen=True)
class Answer:
    """Where the results lie, and what they come to."""

    folder: Path
    summary: dict[str, Any]
    manifest: dict[str, Any]

    def dataset(self) -> xarray.Dataset:
        """The stored results; arrays load when they are used."""
        return open_results(self.folder)


def open_results(folder: Path) -> xarray.Dataset:
    """Stored results of a run as a Dataset; arrays load when they are used."""
    import xarray

    return xarray.open_zarr(folder / RESULTS, chunks=None, consolidated=False)


def prepare_folder(folder: Path) -> Path:
    """Make sure results can be written to a folder, without touching what is there but is not ours.

    Raises UsageError if it is a file, cannot be written, or holds other people's files.
    """
    ours = {RESULTS, UNFINISHED, SUMMARY, MANIFEST, CANCELLED, "figures", "report.html"}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted({file.name for file in folder.iterdir()} - ours)
        if others:
            raise UsageError(f"{folder} holds files that are not results ({', '.join(others[:3])}); choose another --out.")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError:
        raise UsageError(f"{folder} is a file; --out must be a folder.") from None
    except NotADirectoryError:
        raise UsageError(f"{folder} lies under a file; --out must be a folder.") from None
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror}. Choose another --out.") from None
    return folder


def answer(
    question: Question,
    folder: Path,
    threads: int | None = None,
    block: int = 10,
    tick: Callable[[int], None] = lambda done: None,
    path: str | None = None,
) -> Answer:
    """Run an ensemble into a folder, replacing an older result there once this one is done.

    On KeyboardInterrupt what is done is kept and labelled (`complete` is false): in the folder itself, or in its
    subfolder `cancelled` if a complete older result lies there. Raises UsageError for a question that cannot be run or a
    folder that cannot be written, and KeyboardInterrupt if no world was done.
    """
    frame = question.frame()
    prepare_folder(folder)
    if threads is not None and threads < 1:
        raise UsageError(f"--threads must be at least 1, not {threads}.")
    store = Store(folder / UNFINISHED, frame, question.worlds)
    found: dict[str, list[np.ndarray]] = {}
    attributes: dict[str, dict[str, str]] = {}
    imbalance = 0.0
    pieces = chunks(frame, question.worlds, question.seed, threads or os.cpu_count() or 1, block, tick=tick)
    try:
        for piece in pieces:
            store.append(piece)
            imbalance = max(imbalance, float(piece.written.imbalance.max()))
            for name, (numbers, about) in outcomes(frame, piece).items():
                found.setdefault(name, []).append(numbers)
                attributes[name] = about
    except KeyboardInterrupt:
        if store.done == 0:
            shutil.rmtree(folder / UNFINISHED)
            raise
    together = {name: np.concatenate(parts) for name, parts in found.items() if _whole(parts, store.done)}
    store.close({name: (numbers, attributes[name]) for name, numbers in together.items()})
    about = manifest(
        frame, policy=question.policy.name, policy_text=question.policy.model_dump_json(), seed=question.seed,
        requested=question.worlds, done=store.done,
    )  # fmt: skip
    about |= {"scenario_path": path, "largest_imbalance_in_people": imbalance}
    summary = {
        "scenario": question.scenario.name,
        "policy": question.policy.name,
        "worlds": store.done,
        "complete": store.done == question.worlds,
        "outcomes": {name: summarise(numbers, attributes[name]["units"])
                     for name, numbers in together.items() if numbers.ndim == 1},
    }
    if not about["complete"] and _holds_complete(folder):
        (folder / CANCELLED).mkdir(exist_ok=True)
        (folder / UNFINISHED).replace(_cleared(folder / CANCELLED / RESULTS))
        folder = folder / CANCELLED
    else:
        (folder / UNFINISHED).replace(_cleared(folder / RESULTS))
    _write_json(folder / SUMMARY, summary)
    _write_json(folder / MANIFEST, about)
    return Answer(folder, summary, about)


def _holds_complete(folder: Path) -> bool:
    """True if a folder holds the results of a run that was not cancelled."""
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["complete"])
    except (OSError, ValueError, KeyError):
        return False


def _cleared(path: Path) -> Path:
    """The path, once an older result there is gone."""
    if path.exists():
        shutil.rmtree(path)
    return path


def _whole(parts: list[np.ndarray], worlds: int) -> bool:
    """True if an outcome was found for every chunk (a horizon may be reached by the worlds of some chunks only)."""
    return sum(part.shape[0] for part in parts) == worlds


def _write_json(path: Path, content: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise RekindleError(f"cannot write {path}: {error.strerror}") from None
