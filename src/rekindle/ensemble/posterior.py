"""A posterior: a table of draws from which worlds are taken instead of from the priors.

Each row is one draw, each column one uncertain number, and an entry is the level of the number's prior (0-1) at which it
stands: 0.5 is the prior's median. A level is turned into a value by the same prior that draws from the priors use, so a
policy that changes a number changes it here as there. World i takes row i modulo the number of rows, with its own luck.
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

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

TABLE, ABOUT = "posterior.csv", "posterior.json"
PRIOR, POSTERIOR = "prior", "posterior"
PACKAGED = ("2016-10-16", "2017-12-31", "2018-12-31")
"""Origins of the posteriors that come with the package: the last days of the record that each was learnt from."""
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
def packaged_posterior(origin: str = PACKAGED[-1]) -> Posterior:
    """The posterior that comes with the package, learnt from the record up to an origin. Raises MissingData without one."""
    folder = Path(str(files("rekindle.catalogue").joinpath("posterior", origin)))
    return replace(read_posterior(folder), folder="")


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
    if digest:
        return next((found for found in map(packaged_posterior, PACKAGED) if found.digest == digest), packaged_posterior())
    known = [origin for origin in PACKAGED if as_of is None or origin <= as_of.isoformat()]
    if not known:
        raise UsageError(
            f"no posterior was learnt from what was known on {as_of} alone (the first is of {PACKAGED[0]}). "
            "Add --worlds-from prior."
        )
    return packaged_posterior(known[-1])
