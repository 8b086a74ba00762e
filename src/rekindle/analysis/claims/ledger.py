"""The ledger of claims: every statement with its verdict, what was asked, and what the record says.

What pages, tables and other programs show is made from these rows (`rekindle.analysis.claims.results`) and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from rekindle.analysis.claims.answer import Answer, Bar, Result
from rekindle.analysis.claims.chance_flips import chance_flips
from rekindle.analysis.claims.flips_kept import Flips, flips_for, read_flips
from rekindle.analysis.claims.interventions import interventions
from rekindle.analysis.claims.plan import DESTINATION_SERIES, HISTORICAL, depends_on_policy, paths_run, table_runs
from rekindle.analysis.claims.rests_on import RestsOn
from rekindle.analysis.claims.results import (
    Cell,
    ChangedWording,
    ClaimRow,
    EarlierVerdict,
    Figures,
    Happened,
    Ledger,
    NumberCell,
    PathsBeside,
    People,
    PolicyCells,
    PropositionRow,
    QuantityRow,
    ShareCell,
    TableBeside,
)
from rekindle.analysis.claims.store import DESTINATIONS, ClaimSpec, ClaimWorlds, named
from rekindle.analysis.claims.treatments import Treatments
from rekindle.analysis.claims.verdict import Decided, Drawn, Verdict, verdict
from rekindle.analysis.outcomes.wording import UNNAMED, described, question_words
from rekindle.analysis.statistics.intervals import finite, spread, wilson
from rekindle.analysis.statistics.likelihood import likelihood
from rekindle.ensemble.draws import draw_parameter
from rekindle.ensemble.posterior import transfer_of
from rekindle.ensemble.variants import variants
from rekindle.numbers import exact, interval
from rekindle.record.recorded import Recorded
from rekindle.scenario.claims.proposition import (
    Changed,
    Claim,
    Claims,
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
from rekindle.scenario.labels import Labels
from rekindle.scenario.record_check import record_end, record_of

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

BEHIND = 2000
"""Worlds behind a verdict on a question or a judgement, at the least."""


def drawn_variants(asked: ClaimSpec, worlds: int) -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
    """Variants of the first worlds of a seed, by name: options, and the option of each world (W,)."""
    numbers = np.arange(worlds)
    posterior = asked.posterior.bound(asked.scenario) if asked.posterior else None
    return {
        name: (tuple(choice.names), np.round(draw_parameter(name, choice, asked.seed, numbers, {}, posterior)).astype(int))
        for name, choice in variants().items()
    }


def ledger(claims: Claims, found: ClaimWorlds, asked: ClaimSpec, policy: str = HISTORICAL) -> Ledger:
    """Every statement with its verdict: what `rekindle claims NAME` shows."""
    most = max((values.size for values in found.numbers.values()), default=0)
    drawn = drawn_variants(asked, most)
    learnt_on = transfer_of(asked.posterior, asked.scenario.name).get("transfer")
    treatments, rests = Treatments(asked, found, policy), RestsOn(asked, found, policy)
    rows = tuple(claim_row(claim, found, asked, drawn, policy, treatments, rests) for claim in claims.claims)
    return Ledger(
        scenario=asked.scenario.name, title=asked.scenario.title, policy=policy, written=claims.written,
        main=tuple(claims.main), worlds=found.worlds, seed=found.seed, worlds_from=found.about["worlds_from"],
        stored=found.folder, transfer=None if learnt_on is None else tuple(learnt_on), stale=tuple(found.stale),
        record_end=record_end(asked.scenario),
        claims=rows, chance_flips=chance_flips(one for row in rows for one in row.propositions),
    )  # fmt: skip


def claim_row(
    claim: Claim, found: ClaimWorlds, asked: ClaimSpec, drawn: Drawn, policy: str = HISTORICAL,
    treatments: Treatments | None = None, rests: RestsOn | None = None,
) -> ClaimRow:  # fmt: skip
    """One statement with its verdict."""
    treatments = treatments or Treatments(asked, found, policy)
    decided = verdict(claim, found, drawn, policy, treatments.of)
    rests = rests or RestsOn(asked, found, policy)
    records, kept = _Records(asked.scenario), read_flips(found.folder)
    whole = str(found.about.get("sha256", ""))
    rows = []
    for at, (one, of) in enumerate(zip(claim.propositions, decided.decided, strict=True)):
        result = replace(of.result(), basis=rests.of(of)) if of else None
        if result and result.shares:
            beside = interventions(one, found, treatments)
            result = replace(result, shares=replace(result.shares, interventions=beside))
        flips = flips_for(of.proposition if of else one, kept, whole, policy)
        rows.append(_proposition_row(at, decided, result, records, flips, policy))
    return ClaimRow(
        id=claim.id, source=claim.source, kind=claim.kind, statement=claim.statement, verdict=decided.word,
        short=claim.short, heading=claim.heading, remark=claim.remark, untestable=claim.untestable,
        upheld=sum(one.upheld for one in decided.tested), of=sum(not one.untested for one in rows),
        mechanisms=tuple(claim.mechanisms), outcomes=tuple(claim.outcomes), quantities=_quantities(claim, asked.scenario),
        disagrees_with=tuple(claim.disagrees_with), note=claim.note, propositions=tuple(rows),
        table=_table(claim.table, found, records.labels(claim.table.scenario)) if claim.table else None,
        paths=_paths(claim.paths, found) if claim.paths else None,
    )  # fmt: skip


def _proposition_row(
    at: int, decided: Verdict, result: Result | None, records: _Records, flips: Flips, policy: str
) -> PropositionRow:
    one, found = decided.claim.propositions[at], decided.decided[at]
    # a policy is one of the scenario that is asked about; what is said of another scenario stands as it is
    under = policy if depends_on_policy(one) and one.scenario == records.scenario else None
    labels = records.labels(one.scenario)
    return PropositionRow(
        **asked_words(one, labels), result=result,
        untestable=decided.claim.untestable,
        number=at + 1, kind=one.kind, scenario=one.scenario, horizon=found.proposition.horizon if found else one.horizon,
        policies=(under,) if under else _policies(one), asked_under=under,
        happened=records.happened(one) if policy == HISTORICAL or not under else None,
        threshold=one.threshold, unit=one.unit, measured=one.measured if isinstance(one, Difference) else None,
        group=tuple(one.group) if isinstance(one, VarianceShare) else (),
        against=tuple(one.against) if isinstance(one, VarianceShare) else (),
        what=described(one, labels=labels) if isinstance(one, Metric) else None,
        axes=tuple(described(axis, labels=labels) for axis in one.axes) if isinstance(one, Frontier) else (),
        changed=_changed(one.changed, decided.before.get(at), labels) if one.changed else None, flips=flips,
        same_as=one.same_as, before=EarlierVerdict(**one.before.model_dump()) if one.before else None,
    )  # fmt: skip


def asked_words(one: Proposition, labels: Labels = UNNAMED) -> AskedWords:
    """What a proposition asks, in words: the fields of an `Answer` that it brings itself."""
    exact = question_words(one, labels)
    return {"asks": one.asks or exact, "exactly": exact, "bar": Bar.of(one), "bar_word": likelihood_word(one), "why": one.why}


class AskedWords(TypedDict):
    """The fields of an `Answer` before worlds say anything."""

    asks: str
    exactly: str
    bar: Bar
    bar_word: str
    why: str


def likelihood_word(one: Proposition) -> str:
    """The calibrated word that begins at a proposition's bar, or ends at it."""
    if one.at_least is not None:
        begins = {0.5: "more likely than not", 0.33: "about as likely as not"}
        return begins.get(one.bar) or likelihood(round(one.bar * 100), 100)
    ends = {0.01: "exceptionally unlikely", 0.05: "extremely unlikely", 0.1: "very unlikely", 0.33: "unlikely",
            0.5: "less likely than not", 0.66: "about as likely as not"}  # fmt: skip
    return ends[one.bar]


def _changed(change: Changed, before: Decided | None, labels: Labels) -> ChangedWording:
    was = Answer(**asked_words(change.was, labels), result=before.result() if before else None) if change.was else None
    return ChangedWording(change.on, change.reason, change.results_seen, was)


def _policies(one: Proposition) -> tuple[str, ...]:
    if isinstance(one, Probability | Trend):
        return (one.policy,)
    return (one.a, one.b) if isinstance(one, Difference) else tuple(one.policies)


def _quantities(claim: Claim, scenario: Scenario) -> tuple[QuantityRow, ...]:
    """The numbers that a figure feeds: range, unit and sources, where this scenario (or another) has them."""
    rows = []
    for path in claim.quantities:
        home, _, inner = path.rpartition("/")
        where = named(home) if home else scenario
        number = where.quantities().get(inner) or where.context.get(inner.removeprefix("context."))
        figures = None
        if number is not None:
            sources = dict.fromkeys(source for figure in number.figures for source in figure.source)
            figures = Figures(number.low, number.best, number.high, number.unit, tuple(sources))
        rows.append(QuantityRow(path, figures))
    return tuple(rows)


def _table(table: Table, found: ClaimWorlds, labels: Labels) -> TableBeside:
    """Metrics under policies: of a yes-or-no metric the share of worlds, of any other the median and 90 %."""
    rows = []
    for claim_run in table_runs(table):
        cells = []
        for metric in table.columns:
            values = found.get(claim_run, metric.key).astype(float) if found.has(claim_run, metric.key) else np.zeros(0)
            cells.append(_cell(values[np.isfinite(values)]))
        rows.append(PolicyCells(claim_run.policy, tuple(cells)))
    return TableBeside(table.title, tuple(described(metric, labels=labels) for metric in table.columns), tuple(rows))


def _cell(values: np.ndarray) -> Cell:
    if values.size and np.isin(values, (0.0, 1.0)).all():
        low, high = wilson(float(values.sum()), values.size)
        return ShareCell(float(values.mean()), low, high, int(values.size))
    p05, _, median, _, p95 = spread(values)
    return NumberCell(finite(p05), finite(median), finite(p95), int(values.size))


def _paths(paths: Paths, found: ClaimWorlds) -> PathsBeside | None:
    """Flows from origin to destination at the horizon; None where they were not simulated."""
    claim_run = paths_run(paths)
    keys = {name: f"{DESTINATIONS} {name}" for name in DESTINATION_SERIES}
    if not all(found.has(claim_run, key) for key in keys.values()):
        return None
    origins = tuple(found.claim_runs[str(claim_run)]["origins"])
    people = {}
    for name, key in keys.items():
        each = found.get(claim_run, key)  # (W, O)
        numbers = each.mean(axis=0), np.quantile(each, 0.05, axis=0), np.quantile(each, 0.95, axis=0)
        people[name] = {origin: People(*(float(of[i]) for of in numbers)) for i, origin in enumerate(origins)}
    return PathsBeside(paths.horizon, int(found.get(claim_run, keys["dead"]).shape[0]), origins, people)


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

    def happened(self, one: Proposition) -> Happened | None:
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
        return Happened(ends.pop() if len(ends) == 1 else None, low, high, words, tuple(sources))

    def _of(self, scenario: str, measure: str) -> Sequence[Recorded]:
        return [row for row in self._rows(scenario) if row.measure == measure]

    def _range(self, scenario: str, measure: str) -> tuple[tuple[float, float], str] | None:
        rows = self._of(scenario, measure)
        if not rows:
            return None
        low, high = min(row.ends[0] for row in rows), max(row.ends[1] for row in rows)
        span = interval(low, high, write=exact)
        return (low, high), f"{measure.replace('_', ' ')}: {span} {rows[0].unit if rows[0].unit != '1' else ''}".strip()
