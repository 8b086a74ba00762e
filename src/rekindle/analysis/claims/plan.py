"""What has to be simulated so that a file of claims can be decided: runs, and what is to be read off each.

A run is a scenario under a policy (or experiment) to a horizon. World i is the same world in every run of a scenario.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from rekindle.scenario.claims.proposition import (
    Difference,
    Frontier,
    Metric,
    Paths,
    Probability,
    Proposition,
    Table,
    Trend,
    VarianceShare,
)
from rekindle.scenario.claims.read import Claims

HISTORICAL = "historical"
AMONG = 3
"""How many times more worlds a run needs of which only a third is looked at."""

DESTINATION_SERIES = (
    "dead",
    "detained",
    "home_detained",
    "caught",
    "overt",
    "covert",
    "elsewhere",
    "home",
    "reintegrated",
    "transit",
)
"""Series by origin that flows from origin to destination are made of."""


@dataclass(frozen=True)
class ClaimRun:
    """A scenario under a policy to a horizon."""

    scenario: str
    policy: str
    horizon: date

    def __str__(self) -> str:
        return f"{self.scenario} {self.policy} {self.horizon}"


@dataclass
class Plan:
    """Every run with the metrics to read (by key) and how many times the worlds it needs; and the shares of variance."""

    claim_runs: dict[ClaimRun, dict[str, Metric]] = field(default_factory=dict)
    times: dict[ClaimRun, int] = field(default_factory=dict)
    destinations: set[ClaimRun] = field(default_factory=set)
    shares: dict[str, VarianceShare] = field(default_factory=dict)

    def ask(self, claim_run: ClaimRun, *metrics: Metric, times: int = 1) -> None:
        self.claim_runs.setdefault(claim_run, {}).update({metric.key: metric for metric in metrics})
        self.times[claim_run] = max(times, self.times.get(claim_run, 1))


def plan(claims: Claims, policy: str = HISTORICAL) -> Plan:
    """What has to be simulated for all statements; under another policy, for those that are asked under one."""
    found = Plan()
    for claim in claims.claims:
        for proposition in claim.propositions:
            for one in wordings(proposition):
                if policy == HISTORICAL or depends_on_policy(one):
                    _ask(found, one, policy)
                if policy == HISTORICAL and isinstance(one, VarianceShare) and one.interventions:
                    _ask_interventions(found, one)
        if claim.table and policy == HISTORICAL:
            _ask_table(found, claim.table)
        if claim.paths and policy == HISTORICAL:
            found.ask(paths_run(claim.paths))
            found.destinations.add(paths_run(claim.paths))
    return found


def plan_of(one: Proposition, policy: str = HISTORICAL) -> Plan:
    """What has to be simulated for one proposition alone, as it stands."""
    found = Plan()
    _ask(found, one, policy)
    return found


def shown_of(table: Table) -> Plan:
    """What has to be simulated for a table that is shown beside a verdict."""
    found = Plan()
    _ask_table(found, table)
    return found


def _ask_table(found: Plan, table: Table) -> None:
    for claim_run in table_runs(table):
        found.ask(claim_run, *table.columns)


def _ask_interventions(found: Plan, one: VarianceShare) -> None:
    """What is shown beside a share of variance: its metric with causes set and without."""
    for name in (HISTORICAL, *one.interventions):
        found.ask(claim_run_of(one, name), one)


def wordings(proposition: Proposition) -> Iterator[Proposition]:
    """A proposition as it stands and, where it was changed, as it stood before."""
    yield proposition
    if proposition.changed and proposition.changed.was:
        yield proposition.changed.was


def depends_on_policy(proposition: Proposition) -> bool:
    """Whether it can be asked under another policy than its own: what compares policies with each other cannot."""
    return isinstance(proposition, Probability | Trend) and proposition.policy == HISTORICAL


def claim_run_of(proposition: Proposition, policy: str) -> ClaimRun:
    return ClaimRun(proposition.scenario, policy, proposition.horizon)


def table_runs(table: Table) -> list[ClaimRun]:
    return [ClaimRun(table.scenario, policy, table.horizon) for policy in table.policies]


def paths_run(paths: Paths) -> ClaimRun:
    return ClaimRun(paths.scenario, HISTORICAL, paths.horizon)


def _ask(found: Plan, one: Proposition, policy: str) -> None:
    if isinstance(one, Probability):
        found.ask(claim_run_of(one, asked_policy(one, policy)), one, *([one.relative_to] if one.relative_to else []))
    elif isinstance(one, Trend):
        found.ask(claim_run_of(one, asked_policy(one, policy)), one)
    elif isinstance(one, Difference):
        times = AMONG if one.among else 1
        for side in (one.a, one.b):
            found.ask(claim_run_of(one, side), one, *([one.relative_to] if one.relative_to else []), times=times)
        if one.among:
            found.ask(claim_run_of(one, one.b), one.among, times=times)
    elif isinstance(one, Frontier):
        for name in one.policies:
            found.ask(claim_run_of(one, name), *one.axes)
    else:
        found.shares[share_key(one)] = one


def asked_policy(one: Probability | Trend, policy: str) -> str:
    """The policy a proposition is decided under when the whole file is asked under one."""
    return policy if one.policy == HISTORICAL else one.policy


def share_key(one: VarianceShare) -> str:
    """What is simulated for a share of variance, in one word: the threshold and the bar are no part of it."""
    causes = (*sorted(one.group), "against", *sorted(one.against), "under", *one.policies)
    parts = (one.scenario, str(one.horizon), one.key, *causes)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
