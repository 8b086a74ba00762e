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
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.manifest import manifest
from rekindle.ensemble.posterior import PRIOR, posterior_of
from rekindle.ensemble.run import Chunk, one_world
from rekindle.ensemble.variants import check_fixed
from rekindle.errors import CheckFailed, MissingData, UsageError
from rekindle.scenario import read
from rekindle.scenario.policy import Policy

SAMPLE = 5
NEEDED = ("scenario", "scenario_digest", "policy", "policy_text", "as_of", "until", "weeks_in_a_step", "seed",
          "worlds_requested", "worlds", "fixed_variants")  # fmt: skip
NUMBERS = ("seed", "worlds_requested", "worlds")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder. Raises MissingData if there is none, or none that can be read."""
    if not (folder / RESULTS).is_dir() or not (folder / MANIFEST).is_file():
        raise MissingData(f"{folder} holds no results: {RESULTS} and {MANIFEST} belong there. Run `rekindle run` first.")
    try:
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MissingData(f"{folder / MANIFEST} cannot be read ({error}). Run `rekindle run` again.") from None
    missing = [key for key in NEEDED if not isinstance(about, dict) or key not in about]
    if missing:
        raise MissingData(f"{folder / MANIFEST} does not say {', '.join(missing)}. Run `rekindle run` again.")
    wrong = [key for key in NUMBERS if type(about[key]) is not int or about[key] < (key != "seed")]
    if wrong:
        raise MissingData(f"{folder / MANIFEST} gives no whole number for {', '.join(wrong)}. Run `rekindle run` again.")
    return about


def verify(folder: Path, sample: int = SAMPLE) -> list[int]:
    """Replay some worlds of a stored run and compare every outcome and every series kept of them; the worlds compared.

    Raises CheckFailed with the first difference, and MissingData where the results or their scenario are gone.
    """
    about = read_manifest(folder)
    try:
        question = question_of(about)
        check_fixed(question.variants)
    except (ValueError, TypeError, UsageError) as error:
        raise MissingData(f"{folder / MANIFEST} cannot be understood: {error}. Run `rekindle run` again.") from None
    frame = question.frame()
    now = manifest(frame, policy=about["policy"], policy_text=about["policy_text"], seed=about["seed"],
                   requested=about["worlds_requested"], done=about["worlds"])  # fmt: skip
    changed = [f"{key}: {about.get(key)} then, {now[key]} now" for key in now if about.get(key) != now[key]]
    stored = _opened(folder)
    worlds = sorted({round(i) for i in np.linspace(0, about["worlds"] - 1, sample)})
    for world in worlds:
        difference = _difference(frame, stored, about["seed"], world)
        if difference:
            because = f" What changed since: {'; '.join(changed)}." if changed else ""
            raise CheckFailed(f"world {world} does not come out again: {difference}.{because}")
    if about["scenario_digest"] != now["scenario_digest"]:
        raise CheckFailed(f"the worlds agree, but the scenario's files were changed since: {'; '.join(changed)}.")
    return worlds


def _opened(folder: Path) -> Any:
    try:
        return open_results(folder)
    except Exception as error:  # whatever the library says of files that are not as it wrote them
        raise CheckFailed(f"{folder / RESULTS} cannot be read: {error}") from None


def question_of(about: dict[str, Any]) -> Question:
    """What a manifest says was run."""
    as_of = date.fromisoformat(about["as_of"]) if about["as_of"] else None
    scenario = read(about.get("scenario_path") or about["scenario"], as_of=as_of)
    policy = Policy.model_validate_json(about["policy_text"])
    until = date.fromisoformat(about["until"])
    variants = about["fixed_variants"]
    if not isinstance(variants, dict) or not all(isinstance(option, str) for option in variants.values()):
        raise ValueError("fixed_variants are no names of variants with an option each")
    posterior = posterior_of(about.get("worlds_from", PRIOR), about.get("posterior") or "")
    return Question(scenario, policy, about["worlds_requested"], about["seed"], until, about["weeks_in_a_step"], variants,
                    posterior)


def _difference(frame: Frame, stored: Any, seed: int, world: int) -> str:
    """The first thing in which a stored world differs from its replay, or nothing."""
    written, parameters = one_world(frame, seed, world)
    variables = list(names.national(frame))
    if world < stored.sizes["sampled_world"]:
        variables += [*names.by_place(), *names.by_origin()]
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
