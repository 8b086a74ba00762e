"""The claims of a scenario and the worlds that decide them: found where they are stored, said why not, made where missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.arms import HISTORICAL, Arm, Plan, plan, plan_of
from rekindle.analysis.claim_worlds import ABOUT, PACKAGED, Asked, ClaimWorlds, load, stored
from rekindle.analysis.flips_kept import key_of, read_flips
from rekindle.analysis.metric import check_metric
from rekindle.analysis.same_question import widest
from rekindle.errors import MissingData, UsageError
from rekindle.model.compiled import sources_digest
from rekindle.scenario import names
from rekindle.scenario.claim_names import known_to
from rekindle.scenario.claims import read_claims
from rekindle.scenario.find import shelf
from rekindle.scenario.policy import read_any
from rekindle.scenario.problem import listed
from rekindle.scenario.proposition import Claims

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

FILE = "claims.yaml"


def claims_of(scenario: Scenario) -> Claims:
    """The statements beside a scenario. Raises MissingData where it has none, InvalidScenario with every fault of the file."""
    file = scenario.folder / FILE
    if not file.is_file():
        having = [name for name in names() if (shelf() / name / FILE).is_file()]
        raise MissingData(f"{scenario.name} has no statements to decide: there is no {FILE} in {scenario.folder}. "
                          f"Scenarios that have one: {listed(having)}.")
    return read_claims(file, **known_to(scenario))


def kept(asked: Asked, wanted: Plan, folder: Path, called: str, only: bool = False) -> tuple[ClaimWorlds, Asked]:
    """Stored worlds that still hold, of a folder or else of the package, and what is asked with their seed and number.

    With `only` the package's are not taken in place of the folder's: a person named it. Raises MissingData that says why none
    hold, UsageError where a table is torn or was altered. Where nothing has to be simulated (a file of figures alone) no
    worlds are needed. `called` is how a person names the scenario.
    """
    if not wanted.arms and not wanted.shares:
        return _nothing(asked), asked
    found = stored(asked, [folder], package=not only)
    if found is None:
        there = f" --out {folder}" if only else ""
        why = _why_none(asked, [folder] if only else [folder, asked.scenario.folder / PACKAGED])
        raise MissingData(f"{why} rekindle claims {called} --fresh{there} simulates them, in about a "
                          "quarter of an hour on two cores.")
    return found, replace(asked, worlds=found.worlds, seed=found.seed)


def _nothing(asked: Asked) -> ClaimWorlds:
    source = asked.posterior.folder or "posterior" if asked.posterior else "prior"
    return ClaimWorlds({"worlds": asked.worlds, "seed": asked.seed, "worlds_from": source, "arms": {}}, {}, {})


def _why_none(asked: Asked, folders: Sequence[Path]) -> str:
    """Which of model, posterior, scenario and policies is another today than when the first stored worlds were made."""
    made = next((folder for folder in folders if (folder / ABOUT).is_file()), None)
    if made is None:
        return f"No worlds are stored for the claims of {asked.scenario.name} in {folders[0]}."
    about, reasons = load(made).about, []
    if about.get("model") != sources_digest():
        reasons.append("the model has been changed since")
    if about.get("posterior") != (asked.posterior.digest if asked.posterior else None):
        now = asked.posterior.folder or "the packaged posterior" if asked.posterior else "the priors"
        reasons.append(f"they were drawn from another table ({about.get('worlds_from')}) than is asked for now ({now})")
    if about.get("scenario") != asked.scenario.name:
        reasons.append(f"they are of the scenario {about.get('scenario')}")
    why = " and ".join(reasons) or f"the scenario {asked.scenario.name} or its policies have been edited since"
    return f"The worlds stored in {made} do not answer what is asked: {why}."


def under(claims: Claims, policy: str, asked: Asked) -> Plan:
    """What has to be simulated for the statements under a policy; what is said of another scenario stands as it is.

    Raises UsageError (or InvalidScenario, MissingData) where the scenario that is asked about does not know it.
    """
    read_any(policy, asked.scenario)
    found = Plan()
    wanted = plan(claims, policy)
    for arm, metrics in wanted.arms.items():
        if policy == HISTORICAL or arm.scenario == asked.scenario.name:
            found.ask(arm, *metrics.values(), times=wanted.times[arm])
    found.fates, found.shares = wanted.fates, wanted.shares
    return found


def both(first: Plan, then: Plan) -> Plan:
    """Two plans in one."""
    found = Plan(fates=first.fates | then.fates, shares={**first.shares, **then.shares})
    for one in (first, then):
        for arm, metrics in one.arms.items():
            found.ask(arm, *metrics.values(), times=one.times[arm])
    return found


def missing(wanted: Plan, found: ClaimWorlds) -> Plan:
    """The arms of a plan, and of each the metrics, that are not among stored numbers. Shares of variance are not looked at."""
    left = Plan()
    for arm, metrics in wanted.arms.items():
        gone = [metric for key, metric in metrics.items() if not found.has(arm, key)]
        if gone:
            there = int(found.arms.get(str(arm), {}).get("worlds", 0)) // max(1, found.worlds)
            left.ask(arm, *gone, times=max(there, wanted.times[arm]))
    return left


def without_stale(found: ClaimWorlds) -> ClaimWorlds:
    """The same without a word of arms that no longer hold: what new numbers are added to."""
    arms = {name: about for name, about in found.arms.items() if name not in found.stale}
    return replace(found, about={**found.about, "arms": arms}, stale=())


def carried(claims: Claims, before: ClaimWorlds, after: ClaimWorlds) -> dict[str, dict[str, Any]]:
    """Flips kept beside some numbers that hold beside the same numbers with others added: of what was decided before."""
    kept_before = read_flips(before.folder)
    old, new = (str(found.about.get("sha256", "")) for found in (before, after))
    found = {}
    for policy in {HISTORICAL, *(str(about["policy"]) for about in before.arms.values())} if kept_before else ():
        for _, _, one in claims.propositions():
            read_off = widest(one, before, policy)
            flips = kept_before.get(key_of(read_off, old, policy))
            wanted = plan_of(one, policy)
            if flips is None or missing(wanted, before).arms or not wanted.shares.keys() <= before.shares.keys():
                continue
            if widest(one, after, policy) == read_off:
                found[key_of(read_off, new, policy)] = flips
    return found


def checked(asked: Asked, wanted: Plan) -> None:
    """Complain about a policy or a horizon that a scenario does not have before anything is simulated."""
    for arm, metrics in wanted.arms.items():
        frame = asked.question(arm).frame()
        for metric in metrics.values():
            check_metric(frame, metric)
    for one in wanted.shares.values():
        for policy in one.policies or [HISTORICAL]:
            check_metric(asked.question(Arm(one.scenario, policy, one.horizon)).frame(), one)


def statement(claims: Claims, number: int, scenario: str) -> Claims:
    """The claims with one statement alone. Raises UsageError that names the nearest where there is no such one."""
    ids = [claim.id for claim in claims.claims]
    if number not in ids:
        near = min(ids, key=lambda each: (abs(each - number), each))
        raise UsageError(f"{scenario} has no statement {number}. The nearest is {near}; there are {spans(ids)}.")
    return claims.model_copy(update={"claims": [claims[number]]})


def spans(ids: Sequence[int]) -> str:
    """Numbers in few characters: 1-8, 10, 12-32."""
    runs: list[list[int]] = []
    for number in sorted(ids):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return listed((str(a) if a == b else f"{a}-{b}" for a, b in runs), 12)
