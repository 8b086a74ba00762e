"""Write the lane versions of the mechanisms (or of the whole step) as a module, and count what the model is made of."""

from __future__ import annotations

import os
import time
from pathlib import Path

from benchmarks.prototype_lanes.layout import LEDGER, NOISE, ORDERS, PARAMETERS, SETTING, SIMULATE, STATE
from benchmarks.prototype_lanes.transform import Rewriting, Unknown
from rekindle.model.simulate import simulate
from rekindle.model.step import MECHANISMS, step

HERE = Path(__file__).parent
KINDS = dict(PARAMETERS.parts)


def lane_functions() -> tuple[Rewriting, dict[str, str], dict[str, str]]:
    """Every mechanism by itself: the rewriting, names of the functions made, and what could not be."""
    rewriting, names, failed = Rewriting(), {}, {}
    for mechanism in MECHANISMS:
        group = KINDS[mechanism.parameters.__name__.lower()]
        try:
            made = rewriting.function(mechanism.function, (STATE, SETTING, ORDERS, NOISE, LEDGER, group), False)
            names[mechanism.name] = made.name
        except Unknown as error:
            failed[mechanism.name] = str(error)
    return rewriting, names, failed


def write() -> dict[str, str]:
    rewriting, names, failed = lane_functions()
    assert not failed, failed
    made = rewriting.function(step, (STATE, SETTING, ORDERS, NOISE, LEDGER, PARAMETERS), False)
    run = rewriting.function(simulate, SIMULATE, False)
    text = rewriting.text() + f"\n\nNAMES = {names!r}\nSTEP = {made.name}\nSIMULATE = {run.name}\n"
    file = HERE / "made.py"
    if not file.exists() or file.read_text(encoding="utf-8") != text:  # whole, as others may be reading it
        unfinished = file.with_name(f".made.{os.getpid()}")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(file)
    return names


if __name__ == "__main__":
    start = time.process_time()
    rewriting, names, failed = lane_functions()
    print(f"{len(names)} mechanisms made in {time.process_time() - start:.2f} s, {len(failed)} not")
    for mechanism, why in failed.items():
        print("  ", mechanism, why)
    if not failed:
        write()
    print(len(rewriting.order), "functions,", len(rewriting.text().splitlines()), "lines", rewriting.constructs)
