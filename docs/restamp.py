"""Keep the packaged worlds of claims after a change that leaves every number as it was: python docs/restamp.py.

Simulates the first worlds of every arm again, compares them bit for bit with what is kept, and only then writes the digests
of today's code beside the numbers. Where one differs, nothing is written: `make verdicts` has to simulate them anew.
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


def restamp(name: str, folder: Path, worlds: int) -> int:
    """Compare and stamp the worlds in a folder; how many columns were compared."""
    kept = load(folder)
    scenario = read(name)
    asked = ClaimSpec(scenario, worlds, kept.seed, packaged_posterior())
    wanted = both(plan(claims_of(scenario)), _kept(plan_of_checks(claims_of(scenario), asked), kept))
    again = simulate(asked, wanted, say=lambda words: print(words, file=sys.stderr))
    none = np.empty((0, 0))
    different = [
        f"{key} in {claim_run}"
        for (claim_run, key), numbers in again.numbers.items()
        if not np.array_equal(kept.numbers.get((claim_run, key), none)[: len(numbers)], numbers, equal_nan=True)
    ]
    different += [
        f"share {key}"
        for key, numbers in again.shares.items()
        if not np.array_equal(kept.shares.get(key, none)[:, : numbers.shape[1]], numbers, equal_nan=True)
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


def main() -> None:
    """Every packaged scenario that has worlds of claims."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--worlds", type=int, default=12)
    worlds = options.parse_args().worlds
    for name in names():
        folder = read(name).folder / PACKAGED
        if folder.is_dir():
            print(f"{name}: {restamp(name, folder, worlds)} columns of {worlds} worlds are the same, bit for bit; stamped.")


if __name__ == "__main__":
    main()
