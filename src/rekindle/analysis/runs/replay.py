"""Replaying stored results: does a run come out again, bit for bit?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.comparison.policies import COMPARISON, DONE, PAGE, folder_name
from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.result import MANIFEST, RESULTS, check_whole, json_in, open_results
from rekindle.analysis.runs.run import RunSpec
from rekindle.ensemble import names
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.manifest import manifest, read_manifest
from rekindle.ensemble.posterior import posterior_of
from rekindle.ensemble.run import Chunk, one_world
from rekindle.errors import CheckFailed, MissingData, UsageError
from rekindle.files import settle
from rekindle.scenario import read
from rekindle.scenario.policies.policy import Policy

SAMPLE = 5


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder. Raises MissingData if there is none, or none that makes sense."""
    settle(folder)
    if not (folder / RESULTS).is_dir() or not (folder / MANIFEST).is_file():
        raise MissingData(f"{folder} holds no results: {RESULTS} and {MANIFEST} belong there. Run `rekindle run` first.")
    return read_manifest(folder / MANIFEST)


def verify(folder: Path, sample: int = SAMPLE) -> list[int]:
    """Check that a stored run is whole, then replay some worlds and compare every outcome and series; the worlds compared.

    Of a comparison, that of every policy in it. Raises CheckFailed with the first file that is damaged or the first
    difference, and MissingData where the results or their scenario are gone.
    """
    settle(folder)
    if (folder / COMPARISON).is_file():
        check_whole(folder, (COMPARISON,), PAGE)
        compared = json_in(folder / COMPARISON)
        states = compared.get("states", {})
        if not compared.get("complete"):
            missing = ", ".join(name for name, state in states.items() if state.get("state") != DONE)
            raise MissingData(
                f"{folder} holds a comparison that was stopped before {missing} was done. The same "
                "`rekindle compare` goes on from there."
            )
        return sorted({world for name in states for world in verify(folder / folder_name(name), sample)})
    about = manifest_of(folder)
    check_whole(folder)
    frame = frame_of(about, folder)
    stored = _opened(folder, frame, about["worlds"])
    now = manifest(frame, policy=about["policy"], policy_text=about["policy_text"], seed=about["seed"],
                   requested=about["worlds_requested"], done=about["worlds"])  # fmt: skip
    changed = [f"{key}: {about.get(key)} then, {now[key]} now" for key in now if about.get(key) != now[key]]
    worlds = sorted({round(i) for i in np.linspace(0, about["worlds"] - 1, sample)})
    for world in worlds:
        difference = _difference(frame, stored, about["seed"], world)
        if difference:
            because = f" What changed since: {'; '.join(changed)}." if changed else ""
            raise CheckFailed(f"world {world} does not come out again: {difference}.{because}")
    if about["scenario_digest"] != now["scenario_digest"]:
        raise CheckFailed(f"the worlds agree, but the scenario's files were changed since: {'; '.join(changed)}.")
    return worlds


def frame_of(about: dict[str, Any], folder: Path) -> Frame:
    """Axes and calendar of what a manifest says was run. Raises MissingData where it makes no sense."""
    try:
        return question_of(about, folder).frame()
    except UsageError as error:
        raise MissingData(f"{folder / MANIFEST} cannot be understood: {error} Run `rekindle run` again.") from None


def _opened(folder: Path, frame: Frame, worlds: int) -> Any:
    """The stored results, if their axes are those of the run."""
    try:
        stored = open_results(folder)
        sizes = dict(stored.sizes)
    except Exception as error:  # whatever the library says of files that are not as it wrote them
        raise CheckFailed(f"{folder / RESULTS} cannot be read: {error}") from None
    wanted = {"world": worlds, "week": frame.weeks + 1, "time": int(frame.records.size), "place": len(frame.places)}
    for axis, size in wanted.items():
        if sizes.get(axis) != size:
            raise CheckFailed(f"{folder / RESULTS} has {sizes.get(axis, 0)} along {axis}; the manifest wants {size}.")
    return stored


def question_of(about: dict[str, Any], folder: Path) -> RunSpec:
    """What a manifest says was run. Raises MissingData where it makes no sense."""
    try:
        return spec_of(about)
    except (ValueError, TypeError) as error:
        raise MissingData(f"{folder / MANIFEST} cannot be understood: {error}. Run `rekindle run` again.") from None


def spec_of(about: dict[str, Any]) -> RunSpec:
    """What entries of a manifest say is run. Raises the errors of reading what they name, and ValueError and TypeError."""
    as_of = date.fromisoformat(about["as_of"]) if about["as_of"] else None
    scenario = read(about.get("scenario_path") or about["scenario"], as_of=as_of)
    policy = Policy.model_validate_json(about["policy_text"])
    until = date.fromisoformat(about["until"])
    posterior = posterior_of(about["worlds_from"], about["posterior"] or "")
    return RunSpec(
        scenario,
        policy,
        about["worlds_requested"],
        about["seed"],
        until,
        about["weeks_in_a_step"],
        about["fixed_variants"],
        posterior,
        about.get("set_by_hand") or {},
    )


def _difference(frame: Frame, stored: Any, seed: int, world: int) -> str:
    """The first thing in which a stored world differs from its replay, or nothing."""
    written, parameters = one_world(frame, seed, world)
    series = [*names.national(frame), *names.by_place(), *names.by_origin()]
    sampled = world < stored.sizes["sampled_world"]
    variables = [v for v in series if v.name not in stored or sampled or "sampled_world" not in stored[v.name].dims]
    replayed = {v.name: names.values(v, written)[0] for v in variables}
    piece = Chunk(np.array([world]), parameters, written)
    replayed |= {name: numbers[0] for name, (numbers, _) in outcomes(frame, piece).items() if name in stored}
    replayed["parameters"] = names.drawn(parameters)[0]
    for name, numbers in replayed.items():
        try:
            kept = stored[name][world].values  # every variable has its worlds first
        except Exception as error:
            return f"{name} cannot be read from the results ({type(error).__name__}: {error})"
        same = np.array_equal(np.asarray(kept, numbers.dtype), numbers, equal_nan=True)
        if not same:
            if kept.shape != numbers.shape:
                return f"{name} had the shape {kept.shape}, has {numbers.shape}"
            there = int(np.argmax((kept != numbers) & ~(np.isnan(kept) & np.isnan(numbers))))
            was, now = kept.reshape(-1)[there], np.reshape(numbers, -1)[there]
            at = stored[name].dims[1] if kept.ndim else ""
            index = there // int(np.prod(kept.shape[1:])) if kept.ndim else 0
            return f"{name} was {was:.17g}, is {now:.17g}" + (f" at {at} {index}" if at else "")
    return ""
