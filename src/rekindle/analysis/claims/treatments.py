"""What the policies behind a proposition delivered in the worlds that decide it."""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from rekindle.analysis.claims.plan import HISTORICAL, ClaimRun, Plan, asked_policy, wordings
from rekindle.analysis.claims.store import ClaimSpec, ClaimWorlds, named
from rekindle.analysis.outcomes.treatment import Treatment, comparators, treatment
from rekindle.errors import RekindleError
from rekindle.scenario import Scenario
from rekindle.scenario.claims.proposition import (
    Claims,
    Difference,
    Metric,
    Probability,
    Proposition,
    Trend,
    VarianceShare,
)
from rekindle.scenario.policies.policy import Policy, read_any


class Treatments:
    """The treatments of propositions, from kept worlds; each policy is read once."""

    def __init__(self, asked: ClaimSpec, found: ClaimWorlds, policy: str = HISTORICAL) -> None:
        self.asked, self.found, self.policy = asked, found, policy
        self._read = lru_cache(None)(lambda scenario, name: _policy(name, self.scenario(scenario)))

    def scenario(self, name: str) -> Scenario:
        return self.asked.scenario if name == self.asked.scenario.name else named(name)

    def of(self, one: Proposition, worlds: np.ndarray) -> tuple[Treatment, ...]:
        """What each policy that a proposition looks at delivered, the baseline apart, among the worlds that decide it."""
        scenario = self.scenario(one.scenario)
        policy = self.policy if scenario is self.asked.scenario else HISTORICAL
        chosen = worlds if isinstance(one, Difference) and one.among else None
        found = [self._read(one.scenario, name) for name in policies_of(one, policy)]
        return tuple(
            treatment(each, partial(self._numbers, one), scenario, one.horizon, worlds=chosen)
            for each in found
            if each is not None
        )

    def of_intervention(self, one: VarianceShare, name: str) -> Treatment | None:
        """What a policy that is only shown beside a share of variance delivered; None where its file is gone or wrong."""
        policy, scenario = self._read(one.scenario, name), self.scenario(one.scenario)
        return treatment(policy, partial(self._numbers, one), scenario, one.horizon) if policy else None

    def _numbers(self, one: Proposition, name: str, metric: Metric) -> np.ndarray | None:
        claim_run = ClaimRun(one.scenario, name, one.horizon)
        return self.found.get(claim_run, metric.key) if self.found.has(claim_run, metric.key) else None


def policies_of(one: Proposition, policy: str = HISTORICAL) -> list[str]:
    """The policies that a proposition rests on, apart from what happened."""
    if isinstance(one, Probability | Trend):
        names = [asked_policy(one, policy)]
    else:
        names = [one.a, one.b] if isinstance(one, Difference) else one.policies
    return [name for name in names if name != HISTORICAL]


def plan_of_checks(claims: Claims, asked: ClaimSpec) -> Plan:
    """What has to be simulated so that every treatment that the statements rest on can be measured."""
    found = Plan()
    for claim in claims.claims:
        for proposition in claim.propositions:
            for one in wordings(proposition):
                scenario = asked.scenario if one.scenario == asked.scenario.name else named(one.scenario)
                for name in [*policies_of(one), *(one.interventions if isinstance(one, VarianceShare) else ())]:
                    _ask(found, one, read_any(name, scenario), name, scenario)
    return found


def _ask(found: Plan, one: Proposition, policy: Policy, name: str, scenario: Scenario) -> None:
    metrics = [metric for each in policy.delivers if (metric := each.metric(scenario, one.horizon))]
    for other in [name, *comparators(policy)] if metrics else ():
        found.ask(ClaimRun(one.scenario, other, one.horizon), *metrics)


def _policy(name: str, scenario: Scenario) -> Policy | None:
    try:
        return read_any(name, scenario)
    except RekindleError:
        return None  # its file is gone or wrong, which is said where it is asked for
