"""The manifest of a result: everything one must know to have it again, bit for bit on the same kind of machine."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rekindle.ensemble.frame import Frame
from rekindle.ensemble.posterior import POSTERIOR, PRIOR
from rekindle.ensemble.variants import counts
from rekindle.model.compiled import sources_digest
from rekindle.version import VERSION

LIBRARIES = ("numba", "llvmlite", "numpy", "scipy", "xarray", "zarr", "pydantic")


def manifest(frame: Frame, *, policy: str, policy_text: str, seed: int, requested: int, done: int) -> dict[str, Any]:
    """What was run, with what, on what; the same for every number of threads."""
    scenario = frame.scenario
    return {
        "rekindle": VERSION,
        "model": sources_digest(),
        "scenario": scenario.name,
        "scenario_folder": scenario.folder.name,
        "scenario_digest": scenario.digest,
        "policy": policy,
        "policy_text": policy_text,
        "as_of": scenario.as_of.isoformat() if scenario.as_of else None,
        "start": scenario.start.isoformat(),
        "until": frame.until.isoformat(),
        "weeks_in_a_step": frame.dt,
        "seed": seed,
        "worlds_from": (frame.posterior.folder or POSTERIOR) if frame.posterior else PRIOR,
        "posterior": frame.posterior.digest if frame.posterior else None,
        "variants": counts(seed, done, frame.variants, frame.posterior),
        "fixed_variants": dict(frame.variants),
        "worlds_requested": requested,
        "worlds": done,
        "complete": done == requested,
        "processor": platform.machine(),
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
