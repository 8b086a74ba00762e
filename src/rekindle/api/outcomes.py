"""One outcome, or its difference between two policies: what moves it, and under which assumptions it crosses a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rekindle import WORLDS_FROM
from rekindle.api.checks import check_seed_and_threads, note_priors
from rekindle.api.runs import HISTORICAL
from rekindle.api.scenarios import load
from rekindle.errors import UsageError
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    from rekindle.analysis.sensitivity.results import Discovery, Sensitivity
    from rekindle.analysis.sensitivity.samples import Sample, Studied

GROUPS, SINGLES = 256, 1000
"""Worlds that are run unless a number is named; base worlds where it is by groups."""
FEWEST_GROUPS, FEWEST_SINGLES, FEWEST_BOXES = 64, 200, 200
"""The fewest worlds that tell anything, run now or kept."""
WHY_GROUPS = "fewer cannot tell a group of inputs from random draws"
WHY_SINGLES = "fewer cannot tell one input among hundreds from noise"
WHY_BOXES = "half of the worlds find a box, and of the other half, which measures it, at least 30 have to lie inside"


def sensitivity(
    name: str | Path,
    outcome: str,
    *,
    policy: str = HISTORICAL,
    baseline: str = "",
    groups: bool = True,
    worlds: int | None = None,
    seed: int = 1,
    until: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    results: str | Path | None = None,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Sensitivity:
    """What moves an outcome: Sobol indices (shares of its variance) by groups of inputs and random draws, or of single inputs.

    With a `baseline` the number explained is the paired difference, `policy` minus `baseline`, in the unit of the outcome:
    both are run in the same worlds with the same random draws. `worlds` are 256 base worlds for groups and 1,000 worlds for
    single inputs unless named, and at least 64 and 200. `results` is a folder of a run whose worlds are taken in place of new
    ones (single inputs only), or with a `baseline` of a comparison that holds both policies. Needs the extra
    rekindle-lab[verdicts].

    Raises UsageError for an outcome, a policy or a number of worlds that cannot be, and for arguments that would do nothing;
    MissingData where `results` holds none that today's model can use.
    """
    from rekindle.analysis.sensitivity import outcome as of
    from rekindle.analysis.sensitivity.sobol import salib

    check_seed_and_threads(seed, threads)
    salib("sobol")  # complain of a missing extra before anything runs
    wanted = _Wanted(name, outcome, policy, baseline, worlds, seed, until, worlds_from, transfer, results, threads, progress)
    if results is not None or not groups:
        return of.single_sensitivity(wanted.sample(SINGLES, FEWEST_SINGLES, WHY_SINGLES))
    one = wanted.studied(GROUPS, FEWEST_GROUPS, WHY_GROUPS)
    with progress.task("Worlds", of.group_worlds(one)) as task:
        return of.group_sensitivity(one, threads, task.advance)


def discover(
    name: str | Path,
    outcome: str,
    *,
    above: float | None = None,
    below: float | None = None,
    policy: str = HISTORICAL,
    baseline: str = "",
    worlds: int | None = None,
    seed: int = 1,
    until: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    results: str | Path | None = None,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Discovery:
    """The assumptions under which an outcome lies above (or below) a line much more often, as PRIM boxes.

    With a `baseline` the number looked at is the paired difference, `policy` minus `baseline`, in the unit of the outcome:
    `below=0` asks when the policy has less of it in the same world with the same random draws. Half of the `worlds` (1,000
    unless named, at least 200) find the boxes, and half are held out to measure them; each box tells its density and coverage
    on both. `results` is a folder of a run whose worlds are taken in place of new ones, or with a `baseline` of a comparison
    that holds both policies. Needs the extra rekindle-lab[verdicts].

    Raises UsageError for an outcome, a policy, a line or a number of worlds that cannot be, and for arguments that would do
    nothing; MissingData where `results` holds none that today's model can use.
    """
    from rekindle.analysis.sensitivity import outcome as of
    from rekindle.analysis.sensitivity.prim import prim

    check_seed_and_threads(seed, threads)
    if (above is None) == (below is None):
        hint = (
            f"--below 0 asks when {policy} has less of it than {baseline}, --above 0 when it has more"
            if baseline
            else "for an outcome that is 1 or 0, --above 0.5 or --below 0.5"
        )
        raise UsageError(f"give one of --above X and --below X; {hint}.")
    prim()  # complain of a missing extra before anything runs
    wanted = _Wanted(name, outcome, policy, baseline, worlds, seed, until, worlds_from, transfer, results, threads, progress)
    return of.discover(wanted.sample(SINGLES, FEWEST_BOXES, WHY_BOXES), above, below)


class _Wanted(NamedTuple):
    """What `sensitivity` and `discover` are asked alike."""

    name: str | Path
    outcome: str
    policy: str
    baseline: str
    worlds: int | None
    seed: int
    until: date | None
    worlds_from: str
    transfer: bool
    results: str | Path | None
    threads: int | None
    progress: Progress

    def sample(self, usual: int, least: int, why: str) -> Sample:
        """The number in worlds that are run now, `usual` unless named, or were before; never in fewer than `least`."""
        from rekindle.analysis.sensitivity import samples

        if self.results is None:
            one = self.studied(usual, least, why)
            with self.progress.task("Worlds", len(one.questions) * one.question.worlds) as task:
                return samples.sample(one, self.threads, task.advance)
        self._refuse_idle()
        found = samples.stored_sample(Path(self.results), self.outcome, self.policy, self.baseline)
        scenario = found.studied.question.scenario.name
        if scenario != load(self.name).name:
            raise UsageError(f"{self.results} holds worlds of {scenario}, not of {self.name}.")
        if found.values.size < least:
            raise UsageError(
                f"{self.results} holds {found.values.size} worlds, and at least {least} are needed here: {why}. "
                "Run its command again with more --worlds, or leave --results out."
            )
        return found

    def studied(self, usual: int, least: int, why: str) -> Studied:
        """What is to be run, looked over and compiled."""
        from rekindle.analysis.runs.compilation import compile_first
        from rekindle.analysis.runs.run import RunSpec
        from rekindle.analysis.sensitivity import samples
        from rekindle.ensemble.posterior import posterior_for
        from rekindle.scenario.policies.policy import read_any

        worlds = usual if self.worlds is None else self.worlds
        if worlds < least:
            raise UsageError(f"--worlds must be at least {least} here, not {worlds}: {why}.")
        scenario = load(self.name)
        posterior = posterior_for(scenario, self.worlds_from, self.transfer)
        question = RunSpec(scenario, read_any(self.policy, scenario), worlds, self.seed, self.until, posterior=posterior)
        question.frame()  # complains about a horizon that cannot be
        against = replace(question, policy=read_any(self.baseline, scenario)) if self.baseline else None
        if against:
            _refuse_same(question.policy.name, against.policy.name)
            against.frame()
        one = samples.studied(question, self.outcome, against)
        note_priors(scenario, self.worlds_from, self.progress)
        compile_first(question, self.progress)
        return one

    def _refuse_idle(self) -> None:
        """Raise UsageError for what a finished run was made with and cannot be asked of it again."""
        _refuse_same(self.policy, self.baseline)
        given = {
            "--policy": self.policy != HISTORICAL and not self.baseline,
            "--worlds": self.worlds is not None,
            "--seed": self.seed != 1,
            "--until": self.until is not None,
            "--worlds-from": self.worlds_from != WORLDS_FROM,
            "--transfer": self.transfer,
            "--threads": self.threads is not None,
        }
        option = next((option for option, there in given.items() if there), None)
        if option:
            raise UsageError(f"{option} does not apply with --results: nothing is run, and a finished run was made with "
                             "its own. Leave it out, or leave --results out.")  # fmt: skip


def _refuse_same(policy: str, baseline: str) -> None:
    if policy == baseline:
        raise UsageError(f"--policy and --baseline are both {policy}: the difference is 0 in every world. Name another policy.")
