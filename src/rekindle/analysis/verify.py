"""Replaying stored results: does a run come out again, bit for bit?"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.answer import MANIFEST, RESULTS, Question, open_results
from rekindle.analysis.outcomes import outcomes
from rekindle.ensemble import names
from rekindle.ensemble.manifest import manifest
from rekindle.ensemble.run import Chunk, one_world
from rekindle.errors import CheckFailed, MissingData
from rekindle.scenario import read
from rekindle.scenario.policy import Policy

SAMPLE = 5


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder. Raises MissingData if there is none, or none that can be read."""
    if not (folder / RESULTS).is_dir() or not (folder / MANIFEST).is_file():
        raise MissingData(f"{folder} holds no results: {RESULTS} and {MANIFEST} belong there. Run `rekindle run` first.")
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except ValueError as error:
        raise MissingData(f"{folder / MANIFEST} cannot be read ({error}). Run `rekindle run` again.") from None


def verify(folder: Path, sample: int = SAMPLE) -> list[int]:
    """Replay some worlds of a stored run and compare every outcome and national series; the worlds compared.

    Raises CheckFailed with the first difference, and MissingData where the results or their scenario are gone.
    """
    about = read_manifest(folder)
    question = _question(about)
    frame = question.frame()
    now = manifest(frame, policy=about["policy"], policy_text=about["policy_text"], seed=about["seed"],
                   requested=about["worlds_requested"], done=about["worlds"])  # fmt: skip
    changed = [f"{key}: {about.get(key)} then, {now[key]} now" for key in now if about.get(key) != now[key]]
    stored = open_results(folder)
    worlds = sorted({round(i) for i in np.linspace(0, about["worlds"] - 1, sample)})
    for world in worlds:
        difference = _difference(frame, stored, about["seed"], world)
        if difference:
            because = f" What changed since: {'; '.join(changed)}." if changed else ""
            raise CheckFailed(f"world {world} does not come out again: {difference}.{because}")
    if about["scenario_digest"] != now["scenario_digest"]:
        raise CheckFailed(f"the worlds agree, but the scenario's files were changed since: {'; '.join(changed)}.")
    return worlds


def _question(about: dict[str, Any]) -> Question:
    as_of = date.fromisoformat(about["as_of"]) if about["as_of"] else None
    scenario = read(about.get("scenario_path") or about["scenario"], as_of=as_of)
    policy = Policy.model_validate_json(about["policy_text"])
    until = date.fromisoformat(about["until"])
    return Question(scenario, policy, about["worlds_requested"], about["seed"], until, about["weeks_in_a_step"])


def _difference(frame, stored, seed: int, world: int) -> str:
    """The first thing in which a stored world differs from its replay, or nothing."""
    written, parameters = one_world(frame, seed, world)
    replayed = {v.name: names.values(v, written)[0] for v in names.national(frame)}
    piece = Chunk(np.array([world]), parameters, written)
    replayed |= {name: numbers[0] for name, (numbers, _) in outcomes(frame, piece).items() if name in stored}
    for name, numbers in replayed.items():
        kept = stored[name].isel(world=world).values
        same = np.array_equal(np.asarray(kept, numbers.dtype), numbers, equal_nan=True)
        if not same:
            there = np.atleast_1d(kept != numbers).argmax()
            was, is_ = np.atleast_1d(kept)[there], np.atleast_1d(numbers)[there]
            return f"{name} was {was!r}, is {is_!r}" + (f" in week {there}" if np.ndim(numbers) else "")
    return ""
