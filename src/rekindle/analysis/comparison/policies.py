"""Running policies side by side: the same worlds with the same random draws, the results of each in a folder of its own.

A policy whose folder already holds the same run (by its manifest) is not run again, so that a comparison which was
stopped, or gets one policy more, does only what is missing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.comparison.aims import question_of
from rekindle.analysis.comparison.compare import Comparison, compare
from rekindle.analysis.comparison.delivered import treatments
from rekindle.analysis.outcomes.destinations import flows
from rekindle.analysis.runs.crate import CRATE, crate
from rekindle.analysis.runs.result import MANIFEST, RESULTS, SUMMARY, SUMS, drawn_in, is_whole, json_in
from rekindle.analysis.runs.run import Answer, RunSpec, answer, ready
from rekindle.ensemble.manifest import manifest
from rekindle.errors import UsageError
from rekindle.files import LOCK, Staged, alone_in, settle, sums_of, write_json, write_text
from rekindle.scenario.policies import policy as policies
from rekindle.version import VERSION

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

COMPARISON, PAGE = "comparison.json", "compare.html"
NEXT = ".rekindle-next"
"""Hidden folder in which policies are run while a complete comparison of other runs lies in the folder above."""
DONE, CANCELLED, WAITING = "done", "cancelled", "not run"


@dataclass(frozen=True)
class Ran:
    """What came of running policies: complete results by policy, and the state of every policy asked for.

    `work` is where they were run: `folder`, or a hidden one in it, so that an older comparison stays until this is complete.
    """

    folder: Path
    answers: dict[str, Answer]
    states: dict[str, dict[str, Any]]
    work: Path

    @property
    def complete(self) -> bool:
        return all(state["state"] == DONE for state in self.states.values())

    def compare(self, baseline: str, asked: Mapping[str, RunSpec] | None = None) -> Comparison | None:
        """The complete results compared, with what each policy delivered where the questions are given.

        None while the baseline or every rival is missing.
        """
        if baseline not in self.answers or len(self.answers) < 2:
            return None
        results = {name: found.dataset() for name, found in self.answers.items()}
        if not asked:
            return compare(results, baseline)
        frame, named = asked[baseline].frame(), {name: question.policy for name, question in asked.items()}
        scenario = asked[baseline].scenario
        found = compare(results, baseline, question_of(scenario))
        return replace(found, treatments=treatments(results, named, scenario, frame.until, baseline, found.worlds))

    def told(self) -> str:
        """What an interrupt left, in a sentence."""
        parts = [f"{name} {state['state']}" + (f" after {state['worlds']} worlds" if state["state"] == CANCELLED else "")
                 for name, state in self.states.items()]  # fmt: skip
        return f"{', '.join(parts)}. What was done is kept in {self.work}; the same command goes on from there"


def questions(scenario: Scenario, names: Sequence[str], baseline: str = "", **options: Any) -> dict[str, RunSpec]:
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
    found = {policy.name: RunSpec(scenario, policy, **options) for policy in asked}
    folders = [folder_name(policy.name) for policy in asked]
    if len(set(folders)) < len(folders):
        raise UsageError(f"two of the policies would share a folder of results: {', '.join(folders)}.")
    for question in found.values():
        question.frame()  # complain before anything is made
    return found


def record(ran: Ran, comparison: Comparison | None, flows_on: date | None) -> dict[str, Any]:
    """Everything about a comparison, as JSON: what was run, the state of each policy, numbers, and flows on a day."""
    about = next((found.manifest for found in ran.answers.values()), {})
    kept = ("scenario", "scenario_digest", "as_of", "start", "until", "seed", "worlds_requested", "fixed_variants", "model",
            "set_by_hand", "transfer")  # fmt: skip
    facts = {key: about[key] for key in kept if key in about}
    read = {name: flows(found.dataset(), flows_on) for name, found in ran.answers.items()} if comparison else {}
    return {"rekindle_comparison": VERSION, **facts, "complete": ran.complete, "states": ran.states,
            **(comparison.row() if comparison else {}),
            "flows": {name: one.row() for name, one in read.items() if one is not None}}  # fmt: skip


def keep(ran: Ran, found: dict[str, Any]) -> Ran:
    """Write a comparison's numbers, found by `record`; with the results in place, if they are complete.

    A page and figures that tell of others go. Raises UsageError where that cannot be written.
    """
    try:
        if not ran.complete and ran.work != ran.folder:
            write_json(ran.work / COMPARISON, found)
            return ran
        with alone_in(ran.folder):
            staged = Staged(ran.folder, COMPARISON, ran.work if ran.work != ran.folder else None)
            for path in staged.path.iterdir():  # of an earlier comparison that was never finished
                if path.is_dir() and path not in [one.folder for one in ran.answers.values()]:
                    shutil.rmtree(path)
            for path in staged.path.iterdir():  # and nobody runs a policy by itself into a folder that is to be replaced
                if path.is_dir() and (ran.folder / path.name).is_dir():
                    with alone_in(ran.folder / path.name):
                        pass
            write_json(staged.path / COMPARISON, found)
            runs = [one.folder.name for one in ran.answers.values()]
            described = crate(staged.path, [COMPARISON, SUMS], {**found, "policies": list(ran.states)}, VERSION, runs)
            write_json(staged.path / CRATE, described)
            write_text(staged.path / SUMS, sums_of(staged.path, (COMPARISON, CRATE)))
            staged.put_in_place(gone=drawn_in(ran.folder, PAGE))
    except OSError as error:
        raise UsageError(
            f"writing to {ran.folder} failed: {error.strerror or error}. Make room; what was run is kept in "
            f"{ran.work}, and the same command goes on from there."
        ) from None
    moved = {name: replace(one, folder=ran.folder / one.folder.name) for name, one in ran.answers.items()}
    return replace(ran, answers=moved, work=ran.folder)


def folder_name(name: str) -> str:
    """Name of a policy as a folder can bear it."""
    return re.sub(r"[^\w.+-]+", "-", name).strip(".-") or "policy"


def prepare(asked: Mapping[str, RunSpec], out: Path, threads: int | None = None) -> None:
    """Make sure that the results of all policies can be written and compared.

    Raises UsageError, and InvalidScenario for statements at fault, before anything is run or changed.
    """
    for scenario in {id(question.scenario): question.scenario for question in asked.values()}.values():
        question_of(scenario)
    others = [path.name for path in _entries(out) if not _ours(path, [folder_name(name) for name in asked])]
    if others:
        raise UsageError(f"{out} holds files that are not of a comparison ({', '.join(others[:3])}); choose another --out.")
    work = _work(asked, out)
    for name, question in asked.items():
        ready(question, work / folder_name(name), threads)
    with alone_in(out):
        pass


def _work(asked: Mapping[str, RunSpec], out: Path) -> Path:
    """Where policies are to be run: not over a complete comparison of other runs before this one is complete too."""
    settle(out)
    if not json_in(out / COMPARISON).get("complete"):
        return out
    stands = all(standing(question, out / folder_name(name)) for name, question in asked.items())
    return out if stands else out / NEXT


def _entries(out: Path) -> Iterable[Path]:
    """What lies in a folder, hidden files apart; nothing where there is no folder yet."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; --out must be a folder.")
    return sorted(path for path in out.iterdir() if not path.name.startswith(".")) if out.is_dir() else []


def _ours(path: Path, asked: Sequence[str]) -> bool:
    """Whether something in the folder of a comparison is of one: its own files, or the results of a policy."""
    if path.name in (COMPARISON, SUMS, CRATE, *drawn_in(path.parent, PAGE)):
        return "rekindle_comparison" in json_in(path.parent / COMPARISON)
    if path.name in (RESULTS, SUMMARY, MANIFEST):
        return False  # the results of one run live here; they stay alone
    return path.is_dir() and (path.name in asked or "rekindle" in json_in(path / MANIFEST) or (path / LOCK).exists())


def standing(question: RunSpec, folder: Path) -> Answer | None:
    """The results in a folder if they are whole and all of what this question would give; None where it has to be run."""
    settle(folder)
    about, summary = json_in(folder / MANIFEST), json_in(folder / SUMMARY)
    wanted = manifest(
        question.frame(), policy=question.policy.name, policy_text=question.policy.text, seed=question.seed,
        requested=question.worlds, done=question.worlds,
    )  # fmt: skip
    same = all(about.get(key) == value for key, value in wanted.items() if key != "variants")
    same = same and about.get("set_by_hand", {}) == dict(question.by_hand)
    if not same or about.get("fixed_variants", {}) != dict(question.variants):
        return None
    return Answer(folder, summary, about) if summary and is_whole(folder) else None


def run_all(
    asked: Mapping[str, RunSpec],
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
    work = _work(asked, out)
    try:
        for name, question in asked.items():
            found = _stands(question, name, out, work)
            if found is None:
                begun(name, question.worlds)
                found = answer(question, work / folder_name(name), threads, tick=tick, path=path)
            if not found.manifest["complete"]:
                states[name] = {"state": CANCELLED, "worlds": found.manifest["worlds"], "folder": str(found.folder)}
                break
            answers[name] = found
    except KeyboardInterrupt:
        pass  # what it left is looked at below
    for name, question in asked.items():
        stands = answers.get(name) or _stands(question, name, out, work)
        if stands:
            answers[name] = stands
            states[name] = {"state": DONE, "worlds": stands.manifest["worlds"], "folder": str(out / folder_name(name))}
        states.setdefault(name, {"state": WAITING, "worlds": 0})
    return Ran(out, {name: answers[name] for name in asked if name in answers}, {name: states[name] for name in asked}, work)


def _stands(question: RunSpec, name: str, out: Path, work: Path) -> Answer | None:
    """The results of a policy, if they are there: in the folder of the comparison, or where it is being run."""
    places = dict.fromkeys(place / folder_name(name) for place in (out, work))
    return next((found for place in places if (found := standing(question, place))), None)
