"""Keep the packaged worlds of claims after a change that leaves every number as it was: python docs/restamp.py.

Simulates the first worlds of every arm again, compares them bit for bit with what is kept, and only then writes the digests
of today's code beside the numbers. Where one differs, nothing is written: `make verdicts` has to simulate them anew.

With `--within 1e-9` numbers may differ by that share of themselves (of 1, where they are smaller): for a change of arithmetic
that changes last digits only, with its comparison of distributions in a decision record. The kept numbers stay as they are.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from rekindle.analysis.claims.plan import Plan, plan
from rekindle.analysis.claims.store import ABOUT, PACKAGED, ClaimSpec, ClaimWorlds, load, simulate
from rekindle.analysis.claims.stored_worlds import both, claims_of
from rekindle.analysis.claims.treatments import plan_of_checks
from rekindle.ensemble.posterior import packaged_posterior
from rekindle.files import read_json, sealed, write_json
from rekindle.model.compiled import sources_digest
from rekindle.scenario import names, read


def restamp(name: str, folder: Path, worlds: int, within: float = 0.0) -> int:
    """Compare and stamp the worlds in a folder; how many columns were compared.

    Numbers may differ by a share `within` of themselves: 0, bit for bit.
    """
    kept = load(folder)
    scenario = read(name)
    asked = ClaimSpec(scenario, worlds, kept.seed, packaged_posterior())
    wanted = both(plan(claims_of(scenario)), _kept(plan_of_checks(claims_of(scenario), asked), kept))
    again = simulate(asked, wanted, say=lambda words: print(words, file=sys.stderr))
    none = np.empty((0, 0))
    different = [
        f"{key} in {claim_run}"
        for (claim_run, key), numbers in again.numbers.items()
        if not same(kept.numbers.get((claim_run, key), none)[: len(numbers)], numbers, within)
    ]
    different += [
        f"share {key}"
        for key, numbers in again.shares.items()
        if not same(kept.shares.get(key, none)[:, : numbers.shape[1]], numbers, within)
    ]
    different += [f"the arm {claim_run}" for claim_run in kept.claim_runs if claim_run not in again.claim_runs]
    if different:
        sys.exit(f"{len(different)} columns are not what they were, the first {different[0]}: run make verdicts.")
    about = read_json(folder / ABOUT)
    for claim_run, row in about["arms"].items():
        row["digest"] = again.claim_runs[claim_run]["digest"]
    about["model"] = sources_digest()
    write_json(folder / ABOUT, sealed(about), 1)
    return len(again.numbers) + len(again.shares)


def _kept(checks: Plan, kept: ClaimWorlds) -> Plan:
    """Of what treatments are measured by, what is among the numbers that are kept: older ones have none of it."""
    found = Plan()
    for claim_run, metrics in checks.claim_runs.items():
        there = [metric for key, metric in metrics.items() if (str(claim_run), key) in kept.numbers]
        if there:
            found.ask(claim_run, *there)
    return found


def same(kept: np.ndarray, again: np.ndarray, within: float) -> bool:
    """True if all numbers are equal, or as near as is asked; what is undefined or infinite must be so in both."""
    if within == 0.0:
        return np.array_equal(kept, again, equal_nan=True)
    return kept.shape == again.shape and np.allclose(again, kept, rtol=within, atol=within, equal_nan=True)


def main() -> None:
    """Every packaged scenario that has worlds of claims."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--worlds", type=int, default=12)
    options.add_argument("--within", type=float, default=0.0, help="share of itself by which a number may differ")
    asked = options.parse_args()
    like = f"the same within {asked.within:g}" if asked.within else "the same, bit for bit"
    for name in names():
        folder = read(name).folder / PACKAGED
        if folder.is_dir():
            columns = restamp(name, folder, asked.worlds, asked.within)
            print(f"{name}: {columns} columns of {asked.worlds} worlds are {like}; stamped.")


if __name__ == "__main__":
    main()
