"""From a question to stored results: run an ensemble, stream it to disk, and sum up its outcomes."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.interrupt import held_interrupts
from rekindle.analysis.outcomes import Outcome, outcomes, summarise
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.manifest import manifest
from rekindle.ensemble.posterior import POSTERIOR, PRIOR
from rekindle.ensemble.run import BLOCK, Chunk, chunks
from rekindle.ensemble.store import Store
from rekindle.ensemble.variants import check_fixed
from rekindle.errors import UsageError
from rekindle.json_text import json_text
from rekindle.scenario.policy_apply import apply

if TYPE_CHECKING:
    import xarray

    from rekindle.ensemble.posterior import Posterior
    from rekindle.scenario import Scenario
    from rekindle.scenario.policy import Policy

RESULTS, SUMMARY, MANIFEST = "results.zarr", "summary.json", "manifest.json"
FIGURES, REPORT = "figures", "report.html"
UNFINISHED, CANCELLED = "unfinished.zarr", "cancelled"


@dataclass(frozen=True)
class Question:
    """What to run: a scenario under a policy, how many worlds, from which seed, to which horizon; `variants` fixes some.

    Without a posterior the worlds come from the priors.
    """

    scenario: Scenario
    policy: Policy
    worlds: int = 500
    seed: int = 1
    until: date | None = None
    dt: float = 1.0
    variants: Mapping[str, str] = field(default_factory=dict)
    posterior: Posterior | None = None

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
        check_fixed(self.variants)
        applied = apply(self.policy, scenario)
        return Frame(applied.scenario, until, self.dt, every_week, applied.changes, applied.quantities, self.variants,
                     self.posterior)


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


def ready(question: Question, folder: Path, threads: int | None = None) -> Frame:
    """Find everything that is wrong with a run before it costs time; its axes and calendar. Raises UsageError."""
    frame = question.frame()
    if threads is not None and threads < 1:
        raise UsageError(f"--threads must be at least 1, not {threads}.")
    prepare_folder(folder)
    return frame


def prepare_folder(folder: Path) -> Path:
    """Make sure results can be written to a folder, without touching what is there but is not ours.

    Raises UsageError if it is a file, cannot be written, or holds other people's files.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = _not_ours(folder)
        if others:
            raise UsageError(f"{folder} holds files that are not results ({', '.join(others[:3])}); choose another --out.")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError:
        raise UsageError(f"{folder} is a file; --out must be a folder.") from None
    except NotADirectoryError:
        raise UsageError(f"{folder} lies under a file; --out must be a folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot write to {folder}: {reason}. Choose another --out.") from None
    return folder


def _not_ours(folder: Path) -> list[str]:
    """What lies in a folder and is not of a run; hidden files do not count, for nothing of a run has their names."""
    names = sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))
    # a folder `figures` may be anybody's, unless a manifest of ours lies beside it
    ours = {UNFINISHED, CANCELLED}
    if "rekindle" in _manifest_of(folder):
        ours |= {RESULTS, SUMMARY, MANIFEST, FIGURES, REPORT}
    return [name for name in names if name not in ours]


def _manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest in a folder; empty where there is none that can be read."""
    try:
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def answer(
    question: Question,
    folder: Path,
    threads: int | None = None,
    block: int = BLOCK,
    tick: Callable[[int], None] = lambda done: None,
    path: str | None = None,
) -> Answer:
    """Run an ensemble into a folder, replacing an older result there once this one is done.

    On an interrupt what is done is kept and labelled (`complete` is false): in the folder itself, or in its subfolder
    `cancelled` if a complete older result lies there. Raises UsageError for a question that cannot be run or a folder
    that cannot be written, and KeyboardInterrupt if no world was done, or if all were when the interrupt came.
    """
    frame = ready(question, folder, threads)
    with held_interrupts() as asked:
        try:
            store = Store(folder / UNFINISHED, frame, question.worlds)
            pieces = chunks(frame, question.worlds, question.seed, threads or os.cpu_count() or 1, block, tick=tick, stop=asked)
            found, imbalance = _keep(frame, store, pieces)
            store.close(found)
            about = manifest(
                frame, policy=question.policy.name, policy_text=question.policy.model_dump_json(), seed=question.seed,
                requested=question.worlds, done=store.done,
            )  # fmt: skip
            about |= {"scenario_path": path, "largest_imbalance_in_people": imbalance}
            done = Answer(_put_in_place(folder, about["complete"]), _summary(question, store.done, found), about)
            _write_json(done.folder / SUMMARY, done.summary)
            _write_json(done.folder / MANIFEST, about)
        except OSError as error:
            shutil.rmtree(folder / UNFINISHED, ignore_errors=True)
            reason = error.strerror or error
            raise UsageError(f"writing to {folder} failed: {reason}. Make room, or choose another --out.") from None
        except KeyboardInterrupt:
            shutil.rmtree(folder / UNFINISHED, ignore_errors=True)
            raise
    if asked.is_set() and about["complete"]:
        raise KeyboardInterrupt(f"all {store.done} worlds were done and are kept in {done.folder}")
    return done


def _keep(frame: Frame, store: Store, pieces: Iterable[Chunk]) -> tuple[dict[str, Outcome], float]:
    """Store worlds as they come; the outcomes that some world defines, and how far the books were out at most.

    Raises KeyboardInterrupt if that came before any world.
    """
    found: list[dict[str, Outcome]] = []
    imbalance = 0.0
    try:
        for piece in pieces:
            found.append(outcomes(frame, piece))
            store.append(piece)
            imbalance = max(imbalance, float(piece.written.imbalance.max()))
    except KeyboardInterrupt:
        if not found:
            raise KeyboardInterrupt("no world was done, and nothing was changed") from None
    together: dict[str, Outcome] = {}
    for name, (_, about) in found[0].items():
        numbers = np.concatenate([outcome[name][0] for outcome in found])
        if not np.isnan(numbers).all():
            together[name] = (numbers, about)
    return together, imbalance


def _summary(question: Question, done: int, found: dict[str, Outcome]) -> dict[str, Any]:
    return {
        "scenario": question.scenario.name,
        "policy": question.policy.name,
        "worlds": done,
        "worlds_from": POSTERIOR if question.posterior else PRIOR,
        "complete": done == question.worlds,
        "outcomes": {name: summarise(numbers, about["units"]) for name, (numbers, about) in found.items() if numbers.ndim == 1},
    }


def _put_in_place(folder: Path, complete: bool) -> Path:
    """Move what was finished to where results lie; the folder that now holds it.

    A cancelled run never takes the place of a complete one. Whatever was drawn of an older result goes with it.
    """
    place = folder
    if not complete and _manifest_of(folder).get("complete"):
        place = folder / CANCELLED
        place.mkdir(exist_ok=True)
    for drawn in (RESULTS, FIGURES):
        if (place / drawn).exists():
            shutil.rmtree(place / drawn)
    (place / REPORT).unlink(missing_ok=True)
    (folder / UNFINISHED).replace(place / RESULTS)
    return place


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json_text(content, 2) + "\n", encoding="utf-8")
