"""Running policies side by side: the same worlds with the same luck, the results of each in a folder of its own.

A policy whose folder already holds the same run (by its manifest) is not run again, so that a comparison which was
stopped, or gets one policy more, does only what is missing.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.answer import MANIFEST, RESULTS, SUMMARY, UNFINISHED, Answer, Question, answer, ready
from rekindle.analysis.compare import Comparison, compare
from rekindle.analysis.fates import ON, flows
from rekindle.ensemble.manifest import manifest
from rekindle.errors import UsageError
from rekindle.json_text import json_text
from rekindle.scenario import names as scenario_names
from rekindle.scenario import policy as policies
from rekindle.version import VERSION

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

COMPARISON, PAGE, FIGURES = "comparison.json", "compare.html", "figures"
DONE, CANCELLED, WAITING = "done", "cancelled", "not run"


@dataclass(frozen=True)
class Ran:
    """What came of running rivals: complete results by policy, and the state of every policy asked for."""

    folder: Path
    answers: dict[str, Answer]
    states: dict[str, dict[str, Any]]

    @property
    def complete(self) -> bool:
        return all(state["state"] == DONE for state in self.states.values())

    def compare(self, baseline: str) -> Comparison | None:
        """The complete results compared; None while the baseline or every rival is missing."""
        if baseline not in self.answers or len(self.answers) < 2:
            return None
        return compare({name: found.dataset() for name, found in self.answers.items()}, baseline)

    def told(self) -> str:
        """What an interrupt left, in a sentence."""
        parts = [f"{name} {state['state']}" + (f" after {state['worlds']} worlds" if state["state"] == CANCELLED else "")
                 for name, state in self.states.items()]  # fmt: skip
        return f"{', '.join(parts)}. What was done is kept in {self.folder}; the same command goes on from there"


def questions(scenario: Scenario, names: Sequence[str], baseline: str = "", **options: Any) -> dict[str, Question]:
    """A question for each policy (or experiment) named, the baseline first: the first named, unless it is given.

    A single name is compared with `historical`. `options` are those of Question. Raises UsageError for unknown names,
    fewer than two policies, or options that cannot be.
    """
    chosen = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not baseline and len(chosen) == 1:
        baseline = "historical"
    baseline = baseline or (chosen[0] if chosen else "")
    chosen = [baseline, *(name for name in chosen if name != baseline)]
    if len(chosen) < 2:
        known = ", ".join([*policies.names(scenario), *policies.names(scenario, "experiments")])
        raise UsageError(f"name at least one policy beside the baseline, as in --policies historical,OTHER. Known: {known}.")
    asked = [policies.read_any(name, scenario) for name in chosen]
    found = {policy.name: Question(scenario, policy, **options) for policy in asked}
    folders = [folder_name(policy.name) for policy in asked]
    if len(set(folders)) < len(folders):
        raise UsageError(f"two of the policies would share a folder of results: {', '.join(folders)}.")
    for question in found.values():
        question.frame()  # complain before anything is made
    return found


def record(ran: Ran, comparison: Comparison | None) -> dict[str, Any]:
    """Everything about a comparison, as JSON: what was run, the state of each policy, and all numbers."""
    about = next((found.manifest for found in ran.answers.values()), {})
    kept = ("scenario", "scenario_digest", "as_of", "start", "until", "seed", "worlds_requested", "fixed_variants", "model")
    facts = {key: about[key] for key in kept if key in about}
    read = {name: flows(found.dataset(), ON) for name, found in ran.answers.items()} if comparison else {}
    return {"rekindle_comparison": VERSION, **facts, "complete": ran.complete, "states": ran.states,
            **(comparison.row() if comparison else {}),
            "flows": {name: one.row() for name, one in read.items() if one is not None}}  # fmt: skip


def write_record(ran: Ran, found: dict[str, Any]) -> Path:
    """Write the comparison's numbers into its folder; a page that tells of others goes."""
    (ran.folder / PAGE).unlink(missing_ok=True)
    shutil.rmtree(ran.folder / FIGURES, ignore_errors=True)
    path = ran.folder / COMPARISON
    path.write_text(json_text(found, 2) + "\n", encoding="utf-8")
    return path


def path_of(name: str | Path) -> str | None:
    """Where a scenario that is not packaged lies, so that `verify` finds it again."""
    return None if str(name) in scenario_names() else str(Path(name).resolve())


def folder_name(name: str) -> str:
    """Name of a policy as a folder can bear it."""
    return re.sub(r"[^\w.+-]+", "-", name).strip(".-") or "policy"


def prepare(asked: Mapping[str, Question], out: Path, threads: int | None = None) -> None:
    """Make sure that the results of all policies can be written. Raises UsageError, before anything is run or changed."""
    others = [path.name for path in _entries(out) if not _ours(path, [folder_name(name) for name in asked])]
    if others:
        raise UsageError(f"{out} holds files that are not of a comparison ({', '.join(others[:3])}); choose another --out.")
    for name, question in asked.items():
        ready(question, out / folder_name(name), threads)


def _entries(out: Path) -> Iterable[Path]:
    """What lies in a folder, hidden files apart; nothing where there is no folder yet."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; --out must be a folder.")
    return sorted(path for path in out.iterdir() if not path.name.startswith(".")) if out.is_dir() else []


def _ours(path: Path, asked: Sequence[str]) -> bool:
    """Whether something in the folder of a comparison is of one: its own files, or the results of a policy."""
    if path.name in (COMPARISON, PAGE, FIGURES):
        return "rekindle_comparison" in _json(path.parent / COMPARISON)
    if path.name in (RESULTS, SUMMARY, MANIFEST):
        return False  # the results of one run live here; they stay alone
    return path.is_dir() and (path.name in asked or "rekindle" in _json(path / MANIFEST) or (path / UNFINISHED).is_dir())


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def standing(question: Question, folder: Path) -> Answer | None:
    """The results in a folder if they are all of what this question would give; None where it has to be run."""
    about, summary = _json(folder / MANIFEST), _json(folder / SUMMARY)
    wanted = manifest(
        question.frame(), policy=question.policy.name, policy_text=question.policy.model_dump_json(), seed=question.seed,
        requested=question.worlds, done=question.worlds,
    )  # fmt: skip
    same = all(about.get(key) == value for key, value in wanted.items() if key != "variants")
    if not same or about.get("fixed_variants", {}) != dict(question.variants):
        return None
    return Answer(folder, summary, about) if summary and (folder / RESULTS).is_dir() else None


def run_all(
    asked: Mapping[str, Question],
    out: Path,
    threads: int | None = None,
    begun: Callable[[str, int], None] = lambda name, worlds: None,
    tick: Callable[[int], None] = lambda done: None,
    path: str | None = None,
) -> Ran:
    """Run policies one after the other, those apart that stand; `begun` hears of each policy that has to be run.

    An interrupt ends it: policies that were done are kept, the one at work keeps the worlds it had and is labelled
    `cancelled`, the rest `not run`.
    """
    answers: dict[str, Answer] = {}
    states: dict[str, dict[str, Any]] = {}
    try:
        for name, question in asked.items():
            folder = out / folder_name(name)
            found = standing(question, folder)
            if found is None:
                begun(name, question.worlds)
                found = answer(question, folder, threads, tick=tick, path=path)
            if not found.manifest["complete"]:
                states[name] = {"state": CANCELLED, "worlds": found.manifest["worlds"], "folder": str(found.folder)}
                break
            answers[name] = found
    except KeyboardInterrupt:
        pass  # what it left is looked at below
    for name, question in asked.items():
        stands = answers.get(name) or standing(question, out / folder_name(name))
        if stands:
            answers[name] = stands
            states[name] = {"state": DONE, "worlds": stands.manifest["worlds"], "folder": str(stands.folder)}
        states.setdefault(name, {"state": WAITING, "worlds": 0})
    return Ran(out, {name: answers[name] for name in asked if name in answers}, {name: states[name] for name in asked})
