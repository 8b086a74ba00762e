"""A statement under levers: its propositions decided by worlds simulated now, and the levers that turn a verdict over."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.claims.ledger import asked_words
from rekindle.analysis.claims.plan import HISTORICAL, ClaimRun, Plan, depends_on_policy, plan
from rekindle.analysis.claims.store import ClaimSpec, ClaimWorlds
from rekindle.analysis.claims.stored_worlds import both, claims_of, statement, under
from rekindle.analysis.claims.treatments import Treatments, plan_of_checks
from rekindle.analysis.claims.verdict import Decided, verdict
from rekindle.analysis.live.asking import asking
from rekindle.analysis.live.numbers import plain
from rekindle.analysis.outcomes.metric import read_metrics
from rekindle.analysis.sensitivity.variance_share import simulate_shares
from rekindle.ensemble.run import chunks
from rekindle.errors import Cancelled
from rekindle.model.parameters import all_parameters
from rekindle.scenario.labels import Labels

if TYPE_CHECKING:
    from rekindle.analysis.claims.flips_kept import Flip
    from rekindle.analysis.claims.results import Ledger
    from rekindle.analysis.live.moved import Levers
    from rekindle.analysis.live.worlds import Live
    from rekindle.analysis.runs.run import RunSpec
    from rekindle.scenario import Scenario
    from rekindle.scenario.claims.proposition import Claims

NO_BASIS = "no worlds of it could be simulated under these settings"
LEFT_OUT = ("flips_ranges", "by_structure")
"""What a page has no room for, two thirds of a ledger's bytes; `rekindle claims NAME --json` has it."""


@dataclass(frozen=True)
class LeverSpec(ClaimSpec):
    """What worlds of statements are drawn with where levers are moved: those of the scenario asked about, and no other's."""

    levers: Levers | None = None

    def question(self, claim_run: ClaimRun) -> RunSpec:
        asked = super().question(claim_run)
        if self.levers is None or claim_run.scenario != self.scenario.name:
            return asked
        return self.levers.moves(asked, asked.policy)


@dataclass
class Stating:
    """One statement under levers as they stand, and what its worlds say so far."""

    ready: Live
    claims: Claims
    """With the one statement alone."""
    levers: Levers
    policy: str
    settings: Mapping[str, Any]
    worlds: int = 0
    _numbers: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)
    _shares: dict[str, np.ndarray] = field(default_factory=dict)

    def more(self, count: int, stop: threading.Event | None = None) -> Stating:
        """Simulate the next `count` worlds of every run. Raises Cancelled once `stop` is set; what was there before stays."""
        numbers, total = dict(self._numbers), self.worlds + count
        for claim_run, metrics in self._plan.claim_runs.items():
            times = self._plan.times[claim_run]
            frame = self.ready.frame_of(self._asked.question(claim_run))
            read_off: dict[str, list[np.ndarray]] = {}
            every = np.arange(self.worlds * times, total * times)
            try:
                for piece in chunks(frame, every, self._asked.seed, self.ready.threads, stop=stop):
                    for key, values in read_metrics(frame, piece, metrics).items():
                        read_off.setdefault(key, []).append(values)
            except KeyboardInterrupt:
                raise Cancelled("nobody waits for it any more") from None
            for key, pieces in read_off.items():
                known = numbers.get((str(claim_run), key), np.zeros(0, "f4"))
                numbers[str(claim_run), key] = np.concatenate([known, *pieces]).astype("f4")
        self._shares, self._numbers, self.worlds = self._shares_of(total, stop), numbers, total
        return self

    def _shares_of(self, worlds: int, stop: threading.Event | None) -> dict[str, np.ndarray]:
        """Shares of variance compare worlds with others, so all of them are simulated again."""

        def tick(done: int) -> None:
            if stop is not None and stop.is_set():
                raise Cancelled("nobody waits for it any more")

        found = {}
        for key, one in self._plan.shares.items():
            runs = {name: ClaimRun(one.scenario, name, one.horizon) for name in one.policies or [HISTORICAL]}
            questions = {name: self._asked.question(claim_run) for name, claim_run in runs.items()}
            found[key] = simulate_shares(one, questions, worlds, self._asked.seed, self.ready.threads, tick).astype("f4")
        return found

    @property
    def _asked(self) -> LeverSpec:
        question = self.ready.question
        return LeverSpec(question.scenario, max(1, self.worlds), question.seed, question.posterior, self.levers)

    @property
    def _plan(self) -> Plan:
        asked = self._asked
        bare = self.claims.model_copy(
            update={"claims": [one.model_copy(update={"table": None, "paths": None}) for one in self.claims.claims]}
        )
        wanted = both(under(bare, self.policy, asked), plan_of_checks(bare, asked))
        return wanted if self.policy == HISTORICAL else both(wanted, _of_others(bare))

    def answer(self) -> dict[str, Any]:
        """The verdict and every proposition, as plain data."""
        claim, asked = self.claims.claims[0], self._asked
        posterior = asked.posterior
        about = {"worlds": self.worlds, "seed": asked.seed, "scenario": asked.scenario.name, "arms": {},
                 "rows": len(posterior.table) if posterior else 0}  # fmt: skip
        found = ClaimWorlds(about, self._numbers, self._shares)
        decided = verdict(claim, found, {}, self.policy, Treatments(asked, found, self.policy).of)
        rows = [self._row(k, one) for k, one in enumerate(decided.decided)]
        return {
            "claim": claim.id, "worlds": self.worlds, "verdict": decided.word,
            "upheld": sum(one.upheld for one in decided.tested), "of": len(decided.tested), "propositions": rows,
            "policy": self.policy, "settings": dict(self.settings),
        }  # fmt: skip

    def _row(self, k: int, one: Decided | None) -> dict[str, Any]:
        proposition = self.claims.claims[0].propositions[k]
        words = asked_words(proposition, Labels(self.ready.question.scenario))
        row = {"number": k + 1, "asks": words["asks"], "exactly": words["exactly"], "bar": str(words["bar"]),
               "bar_word": words["bar_word"], "threshold": proposition.threshold,
               "asked_under": self.policy if depends_on_policy(proposition) else None}  # fmt: skip
        if one is None:
            return row | {"decided": False, "why_not": NO_BASIS, "upheld": None}
        told = one.result()
        kept = ("probability", "low", "high", "word", "holds", "worlds", "counted", "undefined", "upheld", "close", "inert")
        numbers = {key: getattr(told, key) for key in kept} | {"estimate": vars(told.estimate)}
        return row | {"decided": True, "tested": one.tested} | numbers


def _of_others(claims: Claims) -> Plan:
    """What compares policies with each other, which is the same whatever policy is asked about."""
    every = [
        claim.model_copy(update={"propositions": [one for one in claim.propositions if not depends_on_policy(one)]})
        for claim in claims.claims
    ]
    return plan(claims.model_copy(update={"claims": every}))


def stating(ready: Live, number: int, policy: str, levers: Levers) -> Stating:
    """A statement to be decided under levers. Raises UsageError for a number, a policy or a scenario that cannot be."""
    scenario = ready.question.scenario
    settings = asking(ready, [policy], levers).settings
    return Stating(ready, statement(claims_of(scenario), number, scenario.name), levers, policy, settings)


def switch(flip: Flip, known: set[str]) -> dict[str, Any] | None:
    """Levers set to the middle of the assumptions under which a verdict turns over; None where one of them is no lever."""
    numbers: dict[str, float] = {}
    options: dict[str, str] = {}
    for limit in flip.limits:
        if limit.options:
            options[limit.name] = limit.options[0]
            continue
        if limit.range is None or limit.name not in known:
            return None
        low = limit.range[0] if limit.low is None else limit.low
        high = limit.range[1] if limit.high is None else limit.high
        numbers[limit.name] = plain((low + high) / 2)
    return {"set": numbers, "variant": options}


def switches(found: Ledger, scenario: Scenario) -> dict[str, Any]:
    """A ledger as plain data, with sources and topics in words, and beside every flip the levers that make it."""
    known = {*(path for path in scenario.quantities() if not path.startswith("courses.")), *all_parameters()}
    told = found.to_dict()
    for claim, row in zip(found.claims, told["claims"], strict=True):
        for one, data in zip(claim.propositions, row["propositions"], strict=True):
            for flip, flipped in zip(one.flips.found or (), data["flips"] or (), strict=True):
                flipped["switch"] = switch(flip, known)
            for key in LEFT_OUT:
                data.pop(key, None)
    sources = {claim.source for claim in found.claims if claim.source in scenario.sources}
    topics = dict.fromkeys(name for claim in found.claims for name in claim.mechanisms)
    return told | {
        "sources": [{"id": key, **scenario.sources[key].model_dump(include={"title", "author", "date", "url"})}
                    for key in scenario.sources if key in sources],
        "topics": {name: {"label": name.replace("-", " ").replace("_", " ").capitalize()} for name in topics},
    }  # fmt: skip


__all__ = ["LeverSpec", "Stating", "stating", "switch", "switches"]
