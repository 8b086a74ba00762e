"""The ledger of claims as plain data: every statement with its verdict, what was asked, and what the record says.

What pages, tables and other programs show is made from these rows and from nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.claims.flips_kept import read_flips, row_of
from rekindle.analysis.claims.plan import FATE_SERIES, HISTORICAL, depends_on_policy, paths_arm, table_arms
from rekindle.analysis.claims.store import FATES, Asked, ClaimWorlds, named
from rekindle.analysis.claims.verdict import Decided, Drawn, Verdict, verdict
from rekindle.analysis.outcomes.wording import UNNAMED, bar_words, metric_words, question_words
from rekindle.analysis.statistics.intervals import finite, spread, wilson
from rekindle.analysis.statistics.likelihood import likelihood
from rekindle.ensemble.draws import draw_parameter
from rekindle.ensemble.posterior import transfer_of
from rekindle.ensemble.variants import variants
from rekindle.numbers import exact, interval
from rekindle.record.recorded import Recorded
from rekindle.scenario.claims.proposition import Claim, Claims, Metric, Paths, Probability, Proposition, Table, Trend
from rekindle.scenario.labels import Labels
from rekindle.scenario.record_check import record_of

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

BEHIND = 2000
"""Worlds behind a verdict on a question or a judgement, at the least."""


def drawn_variants(asked: Asked, worlds: int) -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
    """Variants of the first worlds of a seed, by name: options, and the option of each world (W,)."""
    numbers = np.arange(worlds)
    posterior = asked.posterior.bound(asked.scenario) if asked.posterior else None
    return {
        name: (tuple(choice.names), np.round(draw_parameter(name, choice, asked.seed, numbers, {}, posterior)).astype(int))
        for name, choice in variants().items()
    }


def ledger(claims: Claims, found: ClaimWorlds, asked: Asked, policy: str = HISTORICAL) -> dict[str, Any]:
    """Every statement with its verdict, as JSON: what `rekindle claims NAME --json` prints."""
    most = max((values.size for values in found.numbers.values()), default=0)
    drawn = drawn_variants(asked, most)
    return {
        "scenario": asked.scenario.name, "title": asked.scenario.title, "policy": policy, "written": str(claims.written),
        "main": list(claims.main),
        "worlds": found.worlds, "seed": found.seed, "worlds_from": found.about["worlds_from"], "stored": found.folder,
        **transfer_of(asked.posterior, asked.scenario.name),
        "stale": list(found.stale), "claims": [claim_row(claim, found, asked, drawn, policy) for claim in claims.claims],
    }  # fmt: skip


def claim_row(claim: Claim, found: ClaimWorlds, asked: Asked, drawn: Drawn, policy: str = HISTORICAL) -> dict[str, Any]:
    """One statement with its verdict."""
    decided = verdict(claim, found, drawn, policy)
    records, kept = _Records(asked.scenario), read_flips(found.folder)
    upheld = [one.upheld for one in decided.tested]
    whole = str(found.about.get("sha256", ""))
    return {
        "id": claim.id, "source": claim.source, "kind": claim.kind, "statement": claim.statement, "verdict": decided.word,
        "short": claim.short, "heading": claim.heading, "remark": claim.remark,
        "upheld": sum(upheld), "of": sum(one is None or not one.inert for one in decided.decided),
        "mechanisms": list(claim.mechanisms),
        "outcomes": list(claim.outcomes), "quantities": _quantities(claim, asked.scenario),
        "disagrees_with": list(claim.disagrees_with), "note": claim.note,
        "propositions": [
            _proposition_row(at, decided, records, policy) | row_of(of.proposition if of else one, kept, whole, policy)
            for at, (one, of) in enumerate(zip(claim.propositions, decided.decided, strict=True))
        ],
        "table": _table(claim.table, found, records.labels(claim.table.scenario)) if claim.table else None,
        "paths": _paths(claim.paths, found) if claim.paths else None,
    }  # fmt: skip


def _proposition_row(at: int, decided: Verdict, records: _Records, policy: str) -> dict[str, Any]:
    one, found = decided.claim.propositions[at], decided.decided[at]
    # a policy is one of the scenario that is asked about; what is said of another scenario stands as it is
    under = policy if depends_on_policy(one) and one.scenario == records.scenario else None
    labels = records.labels(one.scenario)
    row = wording_row(one, labels) | {
        "number": at + 1, "kind": one.kind, "scenario": one.scenario, "why": one.why,
        "horizon": str(found.proposition.horizon if found else one.horizon),
        "policies": [under] if under else _policies(one), "asked_under": under,
        "decided": found is not None, "happened": records.happened(one) if policy == HISTORICAL or not under else None,
        "threshold": one.threshold, "unit": one.unit, "measured": getattr(one, "measured", None),
        "group": list(getattr(one, "group", [])), "against": list(getattr(one, "against", [])),
        "what": metric_words(one, labels=labels) if isinstance(one, Metric) else None,
        "axes_words": [metric_words(axis, labels=labels) for axis in getattr(one, "axes", [])],
    }  # fmt: skip
    row |= found.row() if found else {}
    if one.changed:
        before = decided.before.get(at)
        row["changed"] = {"on": str(one.changed.on), "reason": one.changed.reason, "results_seen": one.changed.results_seen,
                          "was": _before(one.changed.was, before, labels) if one.changed.was else None}  # fmt: skip
    return row


def wording_row(one: Proposition, labels: Labels = UNNAMED) -> dict[str, Any]:
    """What a proposition asks, in words."""
    exact = question_words(one, labels)
    return {"asks": one.asks or exact, "exactly": exact, "bar": bar_words(one), "bar_word": likelihood_word(one)}


def likelihood_word(one: Proposition) -> str:
    """The calibrated word that begins at a proposition's bar, or ends at it."""
    if one.at_least is not None:
        begins = {0.5: "more likely than not", 0.33: "about as likely as not"}
        return begins.get(one.bar) or likelihood(round(one.bar * 100), 100)
    ends = {0.01: "exceptionally unlikely", 0.05: "extremely unlikely", 0.1: "very unlikely", 0.33: "unlikely",
            0.5: "less likely than not", 0.66: "about as likely as not"}  # fmt: skip
    return ends[one.bar]


def _before(was: Proposition, before: Decided | None, labels: Labels) -> dict[str, Any]:
    return wording_row(was, labels) | {"why": was.why, "decided": before is not None} | (before.row() if before else {})


def _policies(one: Proposition) -> list[str]:
    if isinstance(one, Probability | Trend):
        return [one.policy]
    return [str(getattr(one, side)) for side in ("a", "b") if hasattr(one, side)] or list(getattr(one, "policies", []))


def _quantities(claim: Claim, scenario: Scenario) -> list[dict[str, Any]]:
    """The numbers that a figure feeds: range, unit and sources, where this scenario (or another) has them."""
    rows = []
    for path in claim.quantities:
        home, _, inner = path.rpartition("/")
        where = named(home) if home else scenario
        number = where.quantities().get(inner) or where.context.get(inner.removeprefix("context."))
        row: dict[str, Any] = {"path": path}
        if number is not None:
            sources = list(dict.fromkeys(source for figure in number.figures for source in figure.source))
            row |= {"low": number.low, "best": number.best, "high": number.high, "unit": number.unit, "sources": sources}
        rows.append(row)
    return rows


def _table(table: Table, found: ClaimWorlds, labels: Labels) -> dict[str, Any]:
    """Metrics under policies: of a yes-or-no metric the share of worlds, of any other the median and 90 %."""
    rows = []
    for arm in table_arms(table):
        cells = []
        for metric in table.columns:
            values = found.get(arm, metric.key).astype(float) if found.has(arm, metric.key) else np.zeros(0)
            cells.append(_cell(values[np.isfinite(values)]))
        rows.append({"policy": arm.policy, "cells": cells})
    return {"title": table.title, "columns": [metric_words(metric, labels=labels) for metric in table.columns], "rows": rows}


def _cell(values: np.ndarray) -> dict[str, Any]:
    if values.size and np.isin(values, (0.0, 1.0)).all():
        low, high = wilson(float(values.sum()), values.size)
        return {"kind": "share", "share": float(values.mean()), "low": low, "high": high, "worlds": int(values.size)}
    p05, _, median, _, p95 = spread(values)
    return {"kind": "number", "p05": finite(p05), "median": finite(median), "p95": finite(p95), "worlds": int(values.size)}


def _paths(paths: Paths, found: ClaimWorlds) -> dict[str, Any] | None:
    """Series by origin at the horizon, for flows from origin to fate: (W, O) each; None where they were not simulated."""
    arm = paths_arm(paths)
    keys = {name: f"{FATES} {name}" for name in FATE_SERIES}
    if not all(found.has(arm, key) for key in keys.values()):
        return None
    means = {name: found.get(arm, key).mean(axis=0) for name, key in keys.items()}
    low, high = ({name: np.quantile(found.get(arm, key), q, axis=0) for name, key in keys.items()} for q in (0.05, 0.95))
    origins = list(found.arms[str(arm)]["origins"])
    return {
        "date": str(paths.horizon), "worlds": int(found.get(arm, keys["dead"]).shape[0]), "origins": origins,
        "people": {name: {o: {"mean": float(means[name][i]), "p05": float(low[name][i]), "p95": float(high[name][i])}
                          for i, o in enumerate(origins)} for name in means},
    }  # fmt: skip


class _Records:
    """The record of each scenario, read once, and what it calls its places."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self._own = scenario.name, scenario
        self._read: dict[str, list[Recorded]] = {}

    def labels(self, scenario: str) -> Labels:
        return Labels(self._own if scenario == self.scenario else named(scenario))

    def _rows(self, scenario: str) -> list[Recorded]:
        if scenario not in self._read:
            self._read[scenario] = record_of(self._own if scenario == self.scenario else named(scenario))
        return self._read[scenario]

    def happened(self, one: Proposition) -> dict[str, Any] | None:
        """What the record says of a proposition: held, did not, or its figures disagree (None); no row is no word."""
        if not one.record or not isinstance(one, Probability):
            return None
        ranges = [self._range(one.scenario, measure) for measure in one.record]
        known = [each for each in ranges if each is not None]
        if len(known) < len(ranges):
            return None
        (low, high), words = known[0][0], "; ".join(each[1] for each in known)
        if len(known) > 1:
            (below_low, below_high), _ = known[1]
            low, high = low / below_high, high / below_low
        compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[one.comparison]
        ends = {bool(compare(end, one.threshold)) for end in (low, high)}
        sources = sorted({row.source for measure in one.record for row in self._of(one.scenario, measure)})
        return {"held": ends.pop() if len(ends) == 1 else None, "low": low, "high": high, "words": words, "sources": sources}

    def _of(self, scenario: str, measure: str) -> Sequence[Recorded]:
        return [row for row in self._rows(scenario) if row.measure == measure]

    def _range(self, scenario: str, measure: str) -> tuple[tuple[float, float], str] | None:
        rows = self._of(scenario, measure)
        if not rows:
            return None
        low, high = min(row.ends[0] for row in rows), max(row.ends[1] for row in rows)
        span = interval(low, high, write=exact)
        return (low, high), f"{measure.replace('_', ' ')}: {span} {rows[0].unit if rows[0].unit != '1' else ''}".strip()
