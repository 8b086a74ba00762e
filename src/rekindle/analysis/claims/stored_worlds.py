"""The claims of a scenario and the worlds that decide them: found where they are stored, said why not, made where missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.claims.flips_kept import Flips, key_of, read_flips
from rekindle.analysis.claims.plan import HISTORICAL, ClaimRun, Plan, plan, plan_of, shown_of
from rekindle.analysis.claims.same_question import widest
from rekindle.analysis.claims.store import ABOUT, PACKAGED, ClaimSpec, ClaimWorlds, load, stored
from rekindle.analysis.outcomes.given import given
from rekindle.analysis.outcomes.metric import check_metric
from rekindle.errors import InvalidScenario, MissingData, UsageError
from rekindle.model.compiled import sources_digest
from rekindle.scenario import names
from rekindle.scenario.catalogue import shelf
from rekindle.scenario.claims.names import known_to
from rekindle.scenario.claims.proposition import Claims
from rekindle.scenario.claims.read import METRICS, read_claims
from rekindle.scenario.labels import Labels
from rekindle.scenario.policies.policy import read_any
from rekindle.scenario.problem import Problem, in_order, listed, nearest, report, short
from rekindle.scenario.reader import shown
from rekindle.scenario.record_check import record_of
from rekindle.scenario.yaml.document import read_tree

if TYPE_CHECKING:
    from rekindle.ensemble.frame import Frame
    from rekindle.scenario import Scenario

FILE = "claims.yaml"


def claims_of(scenario: Scenario, statements: str | Path | None = None) -> Claims:
    """The statements beside a scenario, or those of another file.

    Raises MissingData where it has none, InvalidScenario with every fault of the file, or of the record they are held against.
    """
    file = Path(statements) if statements else scenario.folder / FILE
    if statements and not file.is_file():
        raise MissingData(
            f"There is no file {short(statements, 200)}. `rekindle read FOLDER --accept` writes one, called {FILE}."
        )
    if not file.is_file():
        having = [name for name in names() if (shelf() / name / FILE).is_file()]
        raise MissingData(
            f"{scenario.name} has no statements to decide: there is no {FILE} in {scenario.folder}. "
            f"Scenarios that have one: {listed(having)}."
        )
    record_of(scenario)
    return read_claims(file, **known_to(scenario))


def refuse_undecidable(claims: Claims, scenario: Scenario) -> None:
    """Raise InvalidScenario where no run could decide a proposition."""
    problems = undecidable(claims, scenario)
    if problems:
        raise InvalidScenario(report(problems))


def undecidable(claims: Claims, scenario: Scenario) -> list[Problem]:
    """What a run of a scenario that is named cannot give: a horizon, a policy or a place that it has not, with the line."""
    found: list[tuple[tuple[str | int, ...], str]] = []
    seen = Seen()
    for i, claim in enumerate(claims.claims):
        parts: list[tuple[tuple[str | int, ...], Plan]] = [
            (("propositions", j), plan_of(one)) for j, one in enumerate(claim.propositions)]  # fmt: skip
        parts += [(("table",), shown_of(claim.table))] if claim.table else []
        found += [(("claims", i, *at), why) for at, wanted in parts if (why := _refused(wanted, scenario, seen))]
    tree = read_tree(scenario.folder / FILE, shown(scenario.folder / FILE)) if found else None
    return in_order(tree.problem(where, what) for where, what in found) if tree else []


def _refused(wanted: Plan, scenario: Scenario, seen: Seen) -> str:
    try:
        checked(ClaimSpec(scenario), wanted, seen)
    except (UsageError, MissingData) as error:
        return str(error)
    except InvalidScenario:
        pass  # a policy's file is wrong, and has problems of its own, with their lines
    return ""


def kept(asked: ClaimSpec, wanted: Plan, folder: Path, called: str, only: bool = False) -> tuple[ClaimWorlds, ClaimSpec]:
    """Stored worlds that still hold, of a folder or else of the package, and what is asked with their seed and number.

    With `only` the package's are not taken in place of the folder's: a person named it. Raises MissingData that says why none
    hold, UsageError where a table is torn or was altered. Where nothing has to be simulated (a file of figures alone) no
    worlds are needed. `called` is how a person names the scenario.
    """
    if not wanted.claim_runs and not wanted.shares:
        return _nothing(asked), asked
    found = stored(asked, [folder], package=not only)
    if found is None:
        there = f" --out {folder}" if only else ""
        why = _why_none(asked, [folder] if only else [folder, asked.scenario.folder / PACKAGED])
        raise MissingData(
            f"{why} rekindle claims {called} --fresh{there} simulates them, in about a quarter of an hour on two cores."
        )
    return found, replace(asked, worlds=found.worlds, seed=found.seed)


def _nothing(asked: ClaimSpec) -> ClaimWorlds:
    source = asked.posterior.folder or "posterior" if asked.posterior else "prior"
    return ClaimWorlds({"worlds": asked.worlds, "seed": asked.seed, "worlds_from": source, "arms": {}}, {}, {})


def _why_none(asked: ClaimSpec, folders: Sequence[Path]) -> str:
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


def under(claims: Claims, policy: str, asked: ClaimSpec) -> Plan:
    """What has to be simulated for the statements under a policy; what is said of another scenario stands as it is.

    Raises UsageError (or InvalidScenario, MissingData) where the scenario that is asked about does not know it.
    """
    read_any(policy, asked.scenario)
    found = Plan()
    wanted = plan(claims, policy)
    for claim_run, metrics in wanted.claim_runs.items():
        if policy == HISTORICAL or claim_run.scenario == asked.scenario.name:
            found.ask(claim_run, *metrics.values(), times=wanted.times[claim_run])
    found.destinations, found.shares = wanted.destinations, wanted.shares
    return found


def both(first: Plan, then: Plan) -> Plan:
    """Two plans in one."""
    found = Plan(destinations=first.destinations | then.destinations, shares={**first.shares, **then.shares})
    for one in (first, then):
        for claim_run, metrics in one.claim_runs.items():
            found.ask(claim_run, *metrics.values(), times=one.times[claim_run])
    return found


def missing(wanted: Plan, found: ClaimWorlds) -> Plan:
    """The runs of a plan, and of each the metrics, that are not among stored numbers. Shares of variance are not looked at."""
    left = Plan()
    for claim_run, metrics in wanted.claim_runs.items():
        gone = [metric for key, metric in metrics.items() if not found.has(claim_run, key)]
        if gone:
            there = int(found.claim_runs.get(str(claim_run), {}).get("worlds", 0)) // max(1, found.worlds)
            left.ask(claim_run, *gone, times=max(there, wanted.times[claim_run]))
    return left


def without_stale(found: ClaimWorlds) -> ClaimWorlds:
    """The same without a word of runs that no longer hold: what new numbers are added to."""
    claim_runs = {name: about for name, about in found.claim_runs.items() if name not in found.stale}
    return replace(found, about={**found.about, "arms": claim_runs}, stale=())


def carried(claims: Claims, before: ClaimWorlds, after: ClaimWorlds) -> dict[str, Flips]:
    """Flips kept beside some numbers that hold beside the same numbers with others added: of what was decided before."""
    kept_before = read_flips(before.folder)
    old, new = (str(found.about.get("sha256", "")) for found in (before, after))
    found = {}
    for policy in {HISTORICAL, *(str(about["policy"]) for about in before.claim_runs.values())} if kept_before else ():
        for _, _, one in claims.propositions():
            read_off = widest(one, before, policy)
            flips = kept_before.get(key_of(read_off, old, policy))
            wanted = plan_of(one, policy)
            if flips is None or missing(wanted, before).claim_runs or not wanted.shares.keys() <= before.shares.keys():
                continue
            if widest(one, after, policy) == read_off:
                found[key_of(read_off, new, policy)] = flips
    return found


@dataclass
class Seen:
    """What is asked of several plans and laid out once: frames by run, and outcomes by scenario and horizon."""

    frames: dict[ClaimRun, Frame] = field(default_factory=dict)
    outcomes: dict[tuple[str, date], dict[str, dict[str, Any]]] = field(default_factory=dict)


def checked(asked: ClaimSpec, wanted: Plan, seen: Seen | None = None) -> None:
    """Complain before anything is simulated about a policy, a horizon or an outcome that a scenario does not have."""
    seen = seen or Seen()
    pairs = [(claim_run, metric) for claim_run, metrics in wanted.claim_runs.items() for metric in metrics.values()]
    pairs += [(ClaimRun(one.scenario, policy, one.horizon), one)
              for one in wanted.shares.values() for policy in one.policies or [HISTORICAL]]  # fmt: skip
    for claim_run in dict.fromkeys([*wanted.claim_runs, *(claim_run for claim_run, _ in pairs)]):
        if claim_run not in seen.frames:
            seen.frames[claim_run] = asked.question(claim_run).frame()
    for claim_run, metric in pairs:
        check_metric(seen.frames[claim_run], metric)
        if METRICS.get(metric.metric) == "outcome":
            _check_given(metric.metric, claim_run, seen)


def _check_given(name: str, claim_run: ClaimRun, seen: Seen) -> None:
    """Complain about an outcome that a scenario's run does not give. Raises UsageError with the nearest."""
    at = claim_run.scenario, claim_run.horizon
    if at not in seen.outcomes:
        seen.outcomes[at] = given(seen.frames[claim_run])
    if Labels(seen.frames[claim_run].scenario).current(name) not in seen.outcomes[at]:
        near = nearest(name, seen.outcomes[at])
        hint = f" Did you mean {near}?" if near else ""
        raise UsageError(f"{claim_run.scenario} does not give {name} by {claim_run.horizon}.{hint}")


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
