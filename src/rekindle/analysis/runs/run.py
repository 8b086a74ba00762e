"""From a question to stored results: run an ensemble, stream it to disk, and sum up its outcomes."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.outcomes.outcomes import outcomes, summarise
from rekindle.analysis.runs.interrupt import held_interrupts
from rekindle.analysis.runs.result import (
    CANCELLED,
    MANIFEST,
    RESULTS,
    SUMMARY,
    drawn_in,
    json_in,
    open_results,
    prepare_folder,
    seal,
)
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.manifest import manifest
from rekindle.ensemble.posterior import POSTERIOR, PRIOR, transfer_of
from rekindle.ensemble.run import BLOCK, Chunk, chunks
from rekindle.ensemble.store import FILE, Store
from rekindle.ensemble.variants import check_fixed
from rekindle.errors import UsageError
from rekindle.files import Staged, staged_in, write_json
from rekindle.scenario.policies import by_hand
from rekindle.scenario.policies.apply import apply

if TYPE_CHECKING:
    import xarray

    from rekindle.ensemble.posterior import Posterior
    from rekindle.scenario import Scenario
    from rekindle.scenario.policies.policy import Policy

RESERVE = ".reserve"
"""A file that only takes up room, and goes before results are closed: a disk that fills up leaves enough for what is done."""
BLOCK_SIZE, ROOM, WORLDS_IN_A_BLOCK = 2**20, 4, 300
"""Blocks of a megabyte: four for the files of some hundred arrays, and one for the outcomes of so many worlds."""


@dataclass(frozen=True)
class RunSpec:
    """What to run: a scenario under a policy, how many worlds, from which seed, to which horizon; `variants` fixes some.

    Without a posterior the worlds come from the priors. `by_hand` sets quantities and parameters by their full path, after
    the policy's changes, to one number in every world.
    """

    scenario: Scenario
    policy: Policy
    worlds: int = 500
    seed: int = 1
    until: date | None = None
    dt: float = 1.0
    variants: Mapping[str, str] = field(default_factory=dict)
    posterior: Posterior | None = None
    by_hand: Mapping[str, float] = field(default_factory=dict)

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
                f"--until {until} is outside what {scenario.name} covers: after {scenario.start}, up to {scenario.furthest}."
            )
        check_fixed(self.variants)
        changes = [*self.policy.changes, *by_hand.changes(self.by_hand, scenario)]
        applied = apply(self.policy.model_copy(update={"changes": changes}), scenario)
        return Frame(
            applied.scenario,
            until,
            self.dt,
            every_week,
            applied.changes,
            applied.quantities,
            self.variants,
            self.posterior,
            applied.doses,
        )


@dataclass(frozen=True)
class Answer:
    """Where the results lie, and what they come to."""

    folder: Path
    summary: dict[str, Any]
    manifest: dict[str, Any]

    @property
    def complete(self) -> bool:
        """Whether all worlds were done that were asked for."""
        return bool(self.manifest["complete"])

    def dataset(self) -> xarray.Dataset:
        """The stored results; arrays load when they are used."""
        return open_results(self.folder)


def ready(question: RunSpec, folder: Path, threads: int | None = None) -> Frame:
    """Find everything that is wrong with a run before it costs time; its axes and calendar. Raises UsageError."""
    frame = question.frame()
    if threads is not None and threads < 1:
        raise UsageError(f"--threads must be at least 1, not {threads}.")
    prepare_folder(folder)
    return frame


def answer(
    question: RunSpec,
    folder: Path,
    threads: int | None = None,
    block: int = BLOCK,
    tick: Callable[[int], None] = lambda done: None,
    path: str | None = None,
) -> Answer:
    """Run an ensemble into a folder, replacing an older result there once this one is done.

    On an interrupt what is done is kept and labelled (`complete` is false): in the folder itself, or in its subfolder
    `cancelled` if a complete older result lies there. Raises UsageError for a question that cannot be run or a folder
    that cannot be written (worlds that were done by then are kept in the same way), and KeyboardInterrupt if no world was
    done, or if all were when the interrupt came.
    """
    frame = ready(question, folder, threads)
    with held_interrupts() as asked:
        try:
            with staged_in(folder, MANIFEST) as staged:
                store = Store(staged.path / RESULTS, frame, question.worlds)
                pieces = chunks(frame, question.worlds, question.seed, threads or os.cpu_count() or 1, block, tick=tick,
                                stop=asked)  # fmt: skip
                kept = _keep(frame, store, staged, pieces)
                summary, about = finish(question, frame, store, staged, kept.imbalance, path)
                done = Answer(_put_in_place(staged, about["complete"]), summary, about)
        except OSError as error:
            todo = "Run the command again" if error.errno == errno.ENOENT else "Make room, or choose another --out"
            raise UsageError(f"writing to {folder} failed: {_reason(error)}. {todo}.") from None
    if kept.failed:
        raise UsageError(
            f"writing to {folder} failed: {_reason(kept.failed)}. The {store.done} of {question.worlds} worlds "
            f"that were done are kept in {done.folder}, labelled as not complete. Make room."
        )
    if asked.is_set() and about["complete"]:
        raise KeyboardInterrupt(f"all {store.done} worlds were done and are kept in {done.folder}")
    return done


def finish(
    question: RunSpec, frame: Frame, store: Store, staged: Staged, imbalance: float, path: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Close results that are staged, and write what describes them beside them; summary and manifest."""
    store.close()
    about = {
        **manifest(
            frame, policy=question.policy.name, policy_text=question.policy.text, seed=question.seed,
            requested=question.worlds, done=store.done,
        ),
        "scenario_path": path,
        "largest_imbalance_in_people": imbalance,
        "set_by_hand": dict(question.by_hand),
    }  # fmt: skip
    summary = _summary(question, store)
    write_json(staged.path / SUMMARY, summary)
    seal(staged.path, about)
    return summary, about


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


@dataclass(frozen=True)
class Kept:
    """What came of storing worlds: how far the books were out at most, and what ended it."""

    imbalance: float
    failed: OSError | None = None


def _keep(frame: Frame, store: Store, staged: Staged, pieces: Generator[Chunk]) -> Kept:
    """Store worlds as they come. A full disk ends it, and the worlds that were stored by then are kept.

    Raises KeyboardInterrupt if that came before any world, and OSError likewise.
    """
    imbalance = 0.0
    failed = None
    reserve = staged.path / RESERVE
    with reserve.open("wb") as file:
        for _ in range(ROOM + min(store.room, 2 * FILE) // WORLDS_IN_A_BLOCK):
            file.write(bytes(BLOCK_SIZE))
    try:
        with closing(pieces):
            for piece in pieces:
                staged.check()
                store.append(piece, outcomes(frame, piece))
                imbalance = max(imbalance, float(piece.written.imbalance.max()))
    except KeyboardInterrupt:
        if not store.done:
            raise KeyboardInterrupt("no world was done, and nothing was changed") from None
    except OSError as error:
        failed = error
        if not store.done or error.errno == errno.ENOENT:
            raise
    reserve.unlink()
    return Kept(imbalance, failed)


def _summary(question: RunSpec, store: Store) -> dict[str, Any]:
    done = store.done
    return {
        "scenario": question.scenario.name,
        "policy": question.policy.name,
        "worlds": done,
        "worlds_from": POSTERIOR if question.posterior else PRIOR,
        **transfer_of(question.posterior, question.scenario.name),
        "complete": done == question.worlds,
        **({"set_by_hand": by_hand.words(question.by_hand, question.scenario)} if question.by_hand else {}),
        "outcomes": {name: summarise(x, about["units"]) for name, x, about in store.outcomes() if x.ndim == 1},
    }


def _put_in_place(staged: Staged, complete: bool) -> Path:
    """Let what was finished count; the folder that now holds it.

    A cancelled run never takes the place of a complete one. Whatever was drawn of an older result goes with it.
    """
    older = json_in(staged.folder / MANIFEST).get("complete")
    place = staged.folder if complete or not older else staged.folder / CANCELLED
    return staged.put_in_place(gone=drawn_in(place), into=place)
