"""The worlds that claims are decided by: simulated once, kept as a table of numbers, and read back only if they still hold.

What is kept is what propositions look at, one number a world, not the verdicts: a threshold can be changed and the verdict
follows without a new run. Beside the table stands what it was made with (model, scenarios, policies, posterior, seed); where
one of these is another today, the numbers are not used.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.claims.plan import DESTINATION_SERIES, ClaimRun, Plan
from rekindle.analysis.outcomes.metric import read_metrics
from rekindle.analysis.runs.run import RunSpec
from rekindle.analysis.sensitivity.variance_share import simulate_shares
from rekindle.code_digest import code_digest
from rekindle.ensemble.posterior import POSTERIOR, PRIOR, Posterior
from rekindle.ensemble.run import chunks
from rekindle.errors import MissingData, RekindleError, UsageError
from rekindle.files import digest, is_sealed, read_json, sealed, settle, staged_in, write_json
from rekindle.model.compiled import sources_digest
from rekindle.scenario import Scenario, read
from rekindle.scenario.policies.policy import read_any
from rekindle.version import VERSION

TABLE, ABOUT = "worlds.npz", "worlds.json"
WORLDS = 2000
DESTINATIONS = "fates"  # what packaged worlds are keyed by
FATE_WORLDS = 1000
"""Of so many worlds destinations by origin are kept: they are shown, and decide nothing."""
PACKAGED = "verdicts"
"""Folder beside a packaged scenario in which the worlds of its claims lie."""


@cache
def named(scenario: str) -> Scenario:
    """Another scenario than the one that is asked about, by its name: read once, for many statements name it."""
    return read(scenario)


READERS = ("ensemble", "scenario", "variables", "analysis/outcomes", "analysis/sensitivity")
"""Beside the model, the rooms that draw worlds and decide what number is read off them."""


@cache
def readers_digest() -> str:
    """Digest of the rooms that lay worlds out and read numbers off them."""
    package = Path(str(files("rekindle")))
    return code_digest((file for room in READERS for file in (package / room).rglob("*.py")), package)


@dataclass(frozen=True)
class ClaimSpec:
    """What the worlds are drawn with: a scenario (others are read by name), how many, from which seed and posterior."""

    scenario: Scenario
    worlds: int = WORLDS
    seed: int = 1
    posterior: Posterior | None = None

    def question(self, claim_run: ClaimRun) -> RunSpec:
        """What is simulated for a run. Raises UsageError for a scenario that the posterior was not learnt on."""
        own = self.posterior is not None and self.posterior.belongs_to(self.scenario.name)
        if self.posterior and own and not self.posterior.belongs_to(claim_run.scenario):
            raise UsageError(
                f"a statement asks about {claim_run.scenario}, on which the posterior of {self.scenario.name} was not learnt. "
                "Add --worlds-from prior, or leave that statement out."
            )
        scenario = self.scenario if claim_run.scenario == self.scenario.name else named(claim_run.scenario)
        posterior = self.posterior.bound(scenario) if self.posterior else None
        return RunSpec(
            scenario, read_any(claim_run.policy, scenario), self.worlds, self.seed, claim_run.horizon, posterior=posterior
        )

    def made_with(self, claim_run: ClaimRun) -> dict[str, str]:
        """A run, and in one word everything that decides its numbers but the seed."""
        question = self.question(claim_run)
        code = (sources_digest(), readers_digest())
        parts = (*code, question.scenario.digest, question.policy.text, str(claim_run.horizon),
                 self.posterior.digest if self.posterior else PRIOR)  # fmt: skip
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
        return {"scenario": claim_run.scenario, "policy": claim_run.policy, "horizon": str(claim_run.horizon), "digest": digest}


@dataclass(frozen=True)
class ClaimWorlds:
    """What claims are decided by: numbers by run and metric, (W,) each; shares of variance; destinations by origin."""

    about: dict[str, Any]
    numbers: Mapping[tuple[str, str], np.ndarray]
    shares: Mapping[str, np.ndarray]
    folder: str = ""
    stale: tuple[str, ...] = ()
    """Arms whose numbers were made with something that is another today, and are therefore not used."""

    def has(self, claim_run: ClaimRun, key: str) -> bool:
        return (str(claim_run), key) in self.numbers

    def get(self, claim_run: ClaimRun, key: str) -> np.ndarray:
        """A metric in a run. Raises MissingData where it was not simulated."""
        try:
            return self.numbers[str(claim_run), key]
        except KeyError:
            raise MissingData(
                f"{key} under {claim_run.policy} to {claim_run.horizon} has not been simulated: add --fresh."
            ) from None

    @property
    def worlds(self) -> int:
        return int(self.about["worlds"])

    @property
    def seed(self) -> int:
        return int(self.about["seed"])

    @cached_property
    def claim_runs(self) -> dict[str, dict[str, Any]]:
        return dict(self.about["arms"])


def simulate(
    asked: ClaimSpec, wanted: Plan, threads: int | None = None, tick: Callable[[int], None] = lambda done: None,
    say: Callable[[str], None] = lambda text: None, before: ClaimWorlds | None = None,
) -> ClaimWorlds:  # fmt: skip
    """Simulate every run of a plan and read off its metrics; numbers of other runs that were there before are kept."""
    numbers = dict(before.numbers) if before else {}
    shares = dict(before.shares) if before else {}
    claim_runs = dict(before.claim_runs) if before else {}
    for claim_run, metrics in wanted.claim_runs.items():
        worlds = asked.worlds * wanted.times[claim_run]
        say(f"{claim_run.scenario}: {claim_run.policy} to {claim_run.horizon.year}")
        frame = asked.question(claim_run).frame()
        read_off: dict[str, list[np.ndarray]] = {}
        for piece in chunks(frame, worlds, asked.seed, threads or os.cpu_count() or 1, tick=tick):
            for key, values in read_metrics(frame, piece, metrics).items():
                read_off.setdefault(key, []).append(values)
            if claim_run in wanted.destinations:
                first = piece.worlds < FATE_WORLDS
                for name in DESTINATION_SERIES:
                    read_off.setdefault(f"{DESTINATIONS} {name}", []).append(piece.written.origins[name][first, -1, :])
        for key, pieces in read_off.items():
            numbers[str(claim_run), key] = np.concatenate(pieces).astype("f4")
        claim_runs[str(claim_run)] = {**asked.made_with(claim_run), "worlds": worlds, "origins": frame.origins}
    for key, one in wanted.shares.items():
        say(f"{one.scenario}: what moves {one.metric} to {one.horizon.year}")
        names = one.policies or ["historical"]
        of = {name: ClaimRun(one.scenario, name, one.horizon) for name in names}
        questions = {name: asked.question(claim_run) for name, claim_run in of.items()}
        shares[key] = simulate_shares(one, questions, asked.worlds, asked.seed, threads, tick).astype("f4")
        claim_runs |= {
            f"share {key} {name}": {**asked.made_with(claim_run), "worlds": asked.worlds} for name, claim_run in of.items()
        }
    about = {
        "rekindle": VERSION, "scenario": asked.scenario.name, "worlds": asked.worlds, "seed": asked.seed,
        "worlds_from": (asked.posterior.folder or POSTERIOR) if asked.posterior else PRIOR,
        "posterior": asked.posterior.digest if asked.posterior else None,
        "rows": len(asked.posterior.table) if asked.posterior else 0, "model": sources_digest(), "arms": claim_runs,
    }  # fmt: skip
    return ClaimWorlds(about, numbers, shares)


def simulated_worlds(wanted: Plan, worlds: int) -> int:
    """How many worlds a plan simulates in all: for a progress bar."""
    rows = sum(4 if one.against else 3 for one in wanted.shares.values())
    return worlds * (sum(wanted.times.values()) + rows)


def write(folder: Path, found: ClaimWorlds) -> None:
    """Keep the numbers in a folder: the table whole or not at all, then what it was made with and its SHA-256."""
    names = list(found.numbers)
    arrays = {f"n{i:04d}": found.numbers[name] for i, name in enumerate(names)}
    arrays |= {f"share_{key}": values for key, values in found.shares.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        settle(folder)
        with staged_in(folder, ABOUT) as staged:
            with (staged.path / TABLE).open("wb") as file:
                np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
            about = {**found.about, "columns": [list(name) for name in names], "sha256": digest(staged.path / TABLE)}
            write_json(staged.path / ABOUT, sealed(about), 1)
            staged.put_in_place()
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}. Choose another --out.") from None


def load(folder: Path) -> ClaimWorlds:
    """Numbers kept in a folder. Raises MissingData where there are none, UsageError where they were altered or are torn."""
    settle(folder)
    if not (folder / TABLE).is_file() or not (folder / ABOUT).is_file():
        raise MissingData(f"{folder} holds no worlds of claims ({TABLE} and {ABOUT}).")
    try:
        about = read_json(folder / ABOUT)
        if not isinstance(about, dict) or not is_sealed(about):
            raise UsageError(f"{folder / ABOUT} was altered since it was written. Simulate it again with --fresh.")
        whole = digest(folder / TABLE) == about["sha256"]
        if whole:
            with np.load(folder / TABLE) as arrays:
                numbers = {(str(a), str(k)): arrays[f"n{i:04d}"] for i, (a, k) in enumerate(about["columns"])}
                shares = {name.removeprefix("share_"): arrays[name] for name in arrays.files if name.startswith("share_")}
            found = ClaimWorlds(about, numbers, shares, str(folder))
            _ = found.worlds, found.seed, found.claim_runs, about["worlds_from"]  # what everybody goes on to read
            return found
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise UsageError(f"{folder}: the worlds of claims cannot be read ({error}). Make them anew: --fresh.") from None
    raise UsageError(
        f"{folder / TABLE} is not the table that {ABOUT} describes (their SHA-256 differ). Simulate it again with --fresh."
    )


def holding(found: ClaimWorlds, asked: ClaimSpec) -> ClaimWorlds:
    """The same without what was made with another model, scenario, policy or posterior than today's."""
    fresh = {name: _still(about, asked) for name, about in found.claim_runs.items()}
    numbers = {name: values for name, values in found.numbers.items() if fresh.get(name[0])}
    whole = {key: [ok for name, ok in fresh.items() if name.startswith(f"share {key} ")] for key in found.shares}
    shares = {key: values for key, values in found.shares.items() if whole[key] and all(whole[key])}
    return replace(found, numbers=numbers, shares=shares, stale=tuple(name for name, ok in fresh.items() if not ok))


def _still(about: Mapping[str, Any], asked: ClaimSpec) -> bool:
    """Whether a run would be made with the same today; not where its scenario or policy is gone."""
    try:
        claim_run = ClaimRun(about["scenario"], about["policy"], date.fromisoformat(about["horizon"]))
        return asked.made_with(claim_run)["digest"] == about["digest"]
    except (RekindleError, KeyError, ValueError):
        return False


def stored(asked: ClaimSpec, folders: Sequence[Path], package: bool = True) -> ClaimWorlds | None:
    """The first numbers, of the folders named and (unless without the `package`) of those packaged, of which any still hold.

    Raises UsageError for a table that was altered or is torn, where no other holds.
    """
    torn: UsageError | None = None
    for folder in (*folders, *([asked.scenario.folder / PACKAGED] if package else [])):
        try:
            found = holding(load(folder), asked)
        except MissingData:
            continue
        except UsageError as error:  # the package may still have what a torn folder has not
            torn = torn or error
            continue
        if found.numbers:
            return found
    if torn is not None:
        raise torn
    return None
