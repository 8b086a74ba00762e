"""A posterior: a table of draws from which worlds are taken instead of from the priors.

Each row is one draw, each column one uncertain number, and an entry is the level of the number's prior (0-1) at which it
stands: 0.5 is the prior's median. A level is turned into a value by the same prior that draws from the priors use, so a
policy that changes a number changes it here as there. World i takes row i modulo the number of rows, with its own random draws.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.errors import MissingData, UsageError
from rekindle.files import digest, is_sealed, read_json, sealed, settle, staged_in, write_json
from rekindle.model.parameters import all_parameters
from rekindle.scenario.problem import listed

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

TABLE, ABOUT = "posterior.csv", "posterior.json"
PRIOR, POSTERIOR = "prior", "posterior"
SMALLEST = 1e-4
"""Levels are kept this far from 0 and 1 and rounded to four decimals, so that the table can be read by people."""


@dataclass(frozen=True)
class Posterior:
    """Draws of some uncertain numbers, and what must be known of them.

    `names` are `parameter GROUP.FIELD` and `SCENARIO quantity PATH`; `table` has shape (rows, names), levels of the priors;
    `about` is the manifest: how it was made, and every prior in words.
    """

    names: tuple[str, ...]
    table: np.ndarray
    about: Mapping[str, Any]
    digest: str = ""
    folder: str = ""  # where it was read; empty for the one that comes with the package
    scenario: str = ""
    left_out: frozenset[str] = field(default_factory=frozenset)

    def levels(self, name: str, worlds: np.ndarray) -> np.ndarray | None:
        """Levels of a number in some worlds, (W,); None where it is not in the table, and is to be drawn from its prior."""
        full = name if name.startswith("parameter ") else f"{self.scenario} {name}"
        if full not in self._columns or full in self.left_out:
            return None
        return self.table[worlds % len(self.table), self._columns[full]]

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def bound(self, scenario: Scenario) -> Posterior:
        """The table for worlds of a scenario. A quantity whose prior is not the one of the calibration is left out.

        That is so where a scenario is read as of an earlier day, or was edited since: its quantity has another meaning.
        """
        quantities = scenario.quantities().items()
        priors = {f"{scenario.name} quantity {path}": quantity.prior().words() for path, quantity in quantities}
        others = {name for name in self.names if name in priors and self.about["priors"].get(name) != priors[name]}
        return replace(self, scenario=scenario.name, left_out=frozenset(others))

    @property
    def learnt_on(self) -> tuple[str, ...]:
        """Names of the scenarios whose records it was learnt from; none where the table does not say."""
        named = self.about.get("scenarios")
        return tuple(map(str, named)) if isinstance(named, (dict, list, tuple)) else ()

    def belongs_to(self, scenario: str) -> bool:
        """Whether it was learnt on a scenario, among others; by its name."""
        return scenario in self.learnt_on

    def check(self) -> Posterior:
        """Itself, if its parameters have the priors that it was made with. Raises UsageError naming those that have not."""
        known = {f"parameter {name}": parameter.prior.words() for name, parameter in all_parameters().items()}
        changed = [
            name.removeprefix("parameter ") for name in self.names
            if name.startswith("parameter ") and known.get(name) != self.about["priors"].get(name)
        ]  # fmt: skip
        if changed:
            raise UsageError(
                f"the posterior was made with other priors of {', '.join(changed[:5])}"
                f"{f' and {len(changed) - 5} more' if len(changed) > 5 else ''}. "
                "Make a new one with rekindle calibrate, or take worlds from the priors: --worlds-from prior."
            )
        return self


def write_posterior(folder: Path, posterior: Posterior) -> Posterior:
    """Write the table and its manifest into a folder; the posterior as it will be read there (levels rounded)."""
    folder.mkdir(parents=True, exist_ok=True)
    settle(folder)
    table = np.clip(posterior.table, SMALLEST, 1 - SMALLEST)
    with staged_in(folder, ABOUT) as staged:
        with (staged.path / TABLE).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(posterior.names)
            writer.writerows([f"{level:.4f}" for level in row] for row in table)
        about = {**posterior.about, "sha256": digest(staged.path / TABLE)}
        write_json(staged.path / ABOUT, sealed(about), 1)
        staged.put_in_place()
    return read_posterior(folder)


def read_posterior(folder: Path) -> Posterior:
    """A posterior from its folder. Raises MissingData where there is none, UsageError where table and manifest disagree."""
    settle(folder)
    if not (folder / TABLE).is_file() or not (folder / ABOUT).is_file():
        raise MissingData(f"{folder} holds no posterior ({TABLE} and {ABOUT}). rekindle calibrate makes one.")
    try:
        about = read_json(folder / ABOUT)
        with (folder / TABLE).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            names = tuple(next(rows))
            table = np.array([[float(cell) for cell in row] for row in rows])
    except (ValueError, StopIteration, OSError, csv.Error) as error:
        raise UsageError(f"{folder}: the posterior cannot be read: {error}. Make it again with rekindle calibrate.") from None
    sha256 = digest(folder / TABLE)
    if not isinstance(about, dict) or not isinstance(about.get("priors"), dict):
        raise UsageError(f"{folder / ABOUT} does not say with which priors the table was made. Make it again.")
    if about.get("sha256") != sha256:
        raise UsageError(
            f"{folder / TABLE} is not the table that {ABOUT} describes (their SHA-256 differ). Take both from one calibration."
        )
    if table.ndim != 2 or table.shape[1] != len(names) or not len(table) or not ((table > 0) & (table < 1)).all():
        raise UsageError(f"{folder / TABLE}: every row needs {len(names)} levels between 0 and 1.")
    if not is_sealed(about):
        raise UsageError(f"{folder / ABOUT} was altered since it was written. Make it again with rekindle calibrate.")
    return Posterior(names, table, about, sha256, str(folder.resolve())).check()


@cache
def packaged_origins() -> tuple[str, ...]:
    """Origins of the posteriors that come with the package, as days in order: the last of the record each was learnt from."""
    return tuple(sorted(folder.parent.name for folder in _shelf().glob(f"*/{ABOUT}")))


@cache
def packaged_posterior(origin: str = "") -> Posterior:
    """The posterior that comes with the package, learnt from the record up to an origin (or the latest of them).

    Raises MissingData without one.
    """
    if not origin and packaged_origins():
        return packaged_posterior(packaged_origins()[-1])
    return replace(read_posterior(_shelf() / origin), folder="")


def _shelf() -> Path:
    return Path(str(files("rekindle.catalogue").joinpath("posterior")))


def posterior_for(scenario: Scenario, words: str = "", transfer: bool = False) -> Posterior | None:
    """Where worlds of a scenario are drawn from; None is from the priors.

    Without words: from the packaged posterior that was learnt on the scenario (as it was known, where the scenario is read as
    of a day), and from the priors where there is none. Words are those of `posterior_of`. A posterior that was not learnt on
    the scenario is taken only with `transfer`. Raises UsageError otherwise, and where `transfer` would do nothing.
    """
    if not words and not transfer:
        return _packaged_on(scenario)
    found = posterior_of(words, as_of=scenario.as_of) if words else None
    if transfer and (found is None or found.belongs_to(scenario.name)):
        why = f"it was learnt on {scenario.name}" if found else "none is asked for"
        raise UsageError(
            f"--transfer is for a posterior that was learnt on other scenarios, and {why}. "
            "Leave it out, or name another posterior with --worlds-from."
        )
    if found is None or transfer or found.belongs_to(scenario.name):
        return found
    raise UsageError(
        f"the posterior in {found.folder or 'the package'} was not learnt on {scenario.name}, but on "
        f"{listed(found.learnt_on)}. Draw worlds with --worlds-from prior, learn from the scenario's own record with rekindle "
        "calibrate, or add --transfer if that posterior is meant: every page then says so."
    )


def why_priors(scenario: Scenario) -> str:
    """One sentence that says why worlds come from the priors where nothing was asked for."""
    known = f" from what was known on {scenario.as_of}" if scenario.as_of else ""
    return f"Worlds are drawn from the priors: no packaged posterior was learnt on {scenario.name}{known}."


def transfer_of(posterior: Posterior | None, scenario: str) -> dict[str, list[str]]:
    """The entry `transfer` of manifests and tables where a posterior was not learnt on a scenario: on which ones it was.

    Empty where it was, and for the priors.
    """
    if posterior is None or posterior.belongs_to(scenario):
        return {}
    return {"transfer": list(posterior.learnt_on)}


def _packaged_on(scenario: Scenario) -> Posterior | None:
    """The latest packaged posterior that was learnt on a scenario, from what was known by then; None without one."""
    for origin in reversed(packaged_origins()):
        known = scenario.as_of is None or origin <= scenario.as_of.isoformat()
        if known and scenario.name in read_json(_shelf() / origin / ABOUT).get("scenarios", ()):
            return packaged_posterior(origin)
    return None


def posterior_of(words: str, digest: str = "", as_of: date | None = None) -> Posterior | None:
    """What `--worlds-from` names: `prior` (None), `posterior` (a packaged one), or a folder with one.

    With a digest it must be the one that has it. With `as_of` it must be learnt from the record up to that day, and of the
    packaged ones the latest such is taken. Raises UsageError for anything else.
    """
    if words == PRIOR:
        return None
    if words == POSTERIOR:
        found = _packaged(digest, as_of)
    elif Path(words).is_dir():
        found = read_posterior(Path(words))
    else:
        raise UsageError(f"--worlds-from {words!r} is neither {PRIOR} nor {POSTERIOR} nor a folder that holds a posterior.")
    if as_of is not None and str(found.about.get("origin", "9999")) > as_of.isoformat():
        raise UsageError(
            f"the posterior in {words} was learnt from the record up to {found.about.get('origin')}, and what was "
            f"learnt after {as_of} is refused. Add --worlds-from prior."
        )
    if digest and found.digest != digest:
        where = found.folder or "the package"
        raise MissingData(f"the posterior in {where} is not the one the results were made with (its SHA-256 differs).")
    return found


def _packaged(digest: str, as_of: date | None) -> Posterior:
    """The packaged posterior of a digest, or the latest that was learnt by a day."""
    origins = packaged_origins()
    if digest:
        return next((found for found in map(packaged_posterior, origins) if found.digest == digest), packaged_posterior())
    known = [origin for origin in origins if as_of is None or origin <= as_of.isoformat()]
    if not known:
        raise UsageError(
            f"no posterior was learnt from what was known on {as_of} alone (the first is of {origins[0]}). "
            "Add --worlds-from prior."
        )
    return packaged_posterior(known[-1])
