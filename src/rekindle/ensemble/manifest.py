"""The manifest of a result: everything one must know to have it again, bit for bit on the same kind of machine."""

from __future__ import annotations

import json
import platform
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints, ValidationError

from rekindle.ensemble.frame import Frame
from rekindle.ensemble.posterior import POSTERIOR, PRIOR, transfer_of
from rekindle.ensemble.variants import counts
from rekindle.errors import MissingData
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
        **transfer_of(frame.posterior, scenario.name),
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


LARGEST = 2**22
"""Bytes of the largest manifest that is read; ours have some thousands."""
Text = Annotated[str, StringConstraints(max_length=1000)]


def _place(path: object) -> str:
    if not isinstance(path, str) or len(path) > 4096:
        raise ValueError("this is no path")
    return path


Place = Annotated[str, PlainValidator(_place)]
"""A path, which may hold half letters where the name of a file is no UTF-8; pydantic's own strings may not."""


def _date(text: object) -> object:
    if not isinstance(text, str):
        raise ValueError("this is no date as text")
    return text


Day = Annotated[date, BeforeValidator(_date), Field(strict=False)]
"""A date as text; pydantic would also take a number for seconds since 1970."""


class Manifest(BaseModel):
    """What must hold of a manifest for a run to be replayed from it. Other entries are ignored."""

    model_config = ConfigDict(extra="allow", strict=True)

    rekindle: Text
    scenario: Text
    scenario_digest: Text
    scenario_path: Place | None = None
    policy: Text
    policy_text: Annotated[str, StringConstraints(max_length=2**20)]
    as_of: Day | None
    until: Day
    weeks_in_a_step: Annotated[float, Field(ge=1 / 7, le=4, allow_inf_nan=False)]
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    worlds_from: Place
    posterior: Text | None
    transfer: list[Text] = []
    fixed_variants: Annotated[dict[Text, Text], Field(max_length=100)]
    set_by_hand: Annotated[dict[Text, Annotated[float, Field(allow_inf_nan=False)]], Field(max_length=10_000)] = {}
    worlds_requested: Annotated[int, Field(ge=1, lt=2**31)]
    worlds: Annotated[int, Field(ge=1, lt=2**31)]
    complete: bool


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest in a file. Raises MissingData where there is none, or none that makes sense, and says what is wrong."""
    again = "Run `rekindle run` again."
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ValueError(f"it has more than {LARGEST:,} bytes")
        about = json.loads(content.decode("utf-8"))
        Manifest.model_validate(about)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc'])) or 'the whole'}: {one['msg'].lower()}" for one in error.errors()[:5]]
        raise MissingData(f"{path} is no manifest of a run ({'; '.join(faults)}). {again}") from None
    except (OSError, ValueError, RecursionError) as error:
        deep = "it is nested too deeply" if isinstance(error, RecursionError) else ""
        reason = deep or getattr(error, "strerror", None) or error
        raise MissingData(f"{path} cannot be read ({reason}). {again}") from None
    return dict(about)
