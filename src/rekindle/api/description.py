"""All that a page says of a scenario before anything is simulated: names, places, orders, policies, outcomes, the record."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.api.runs import question
from rekindle.api.scenarios import load
from rekindle.errors import InvalidScenario

if TYPE_CHECKING:
    from rekindle.ensemble.frame import Frame
    from rekindle.record.recorded import Recorded
    from rekindle.scenario import Scenario
    from rekindle.scenario.parts import Order

LONGEST = 62
"""Days that a recorded figure may cover to be drawn as a point on a weekly series."""
WEEK = 7
CIVILIAN_SERIES = ("civilians_killed", "displaced", "trapped", "returned", "held", "grievance", "deaths_documented", "fled",
                   "residents", "damage", "abused")  # fmt: skip
"""Series that are about residents; the others are about the armed sides."""
PEOPLE = ("people", "deaths")
"""Units in which the record may count what the model counts in people."""
SMALLEST = {"people": 1.0, "count": 1.0, "weeks": 1.0}
"""The smallest part of a unit that a person would count."""


def describe(name: str | Path | Scenario) -> dict[str, Any]:
    """A scenario for a page: plain data, nothing simulated. Raises the errors of `rekindle.errors`.

    found = rekindle.describe("mosul-2016")
    [one["name"] for one in found["outcomes"] if one["main"]]
    """
    from rekindle.ensemble.variants import variants
    from rekindle.scenario.record_check import record_end, record_of

    scenario = load(name)
    frame = question(scenario).frame()
    record = record_of(scenario)
    end = record_end(scenario)
    outcomes = _outcomes(frame)
    recorded = _Record(frame, record)
    return {
        "name": scenario.name, "title": scenario.title, "summary": scenario.summary, "digest": scenario.digest,
        "start": str(scenario.start), "until": str(frame.until), "furthest": str(scenario.furthest),
        "aftermath": str(scenario.aftermath) if scenario.aftermath else None, "record_end": str(end) if end else None,
        "policies": _policies(scenario), "orders": [_order(one, scenario) for one in scenario.campaign],
        "places": [
            {"name": key, "label": place.label, "country": place.country, "kind": place.kind, "lon": place.longitude,
             "lat": place.latitude, "city": place.city}
            for key, place in scenario.places.items()
        ],
        "countries": [{"name": key, "label": one.label} for key, one in scenario.countries.items()],
        "cities": [{"name": key, "label": one.label, "country": one.country} for key, one in scenario.cities.items()],
        "outcomes": [one | {"recorded": recorded.outcome(one["name"])} for one in outcomes],
        "series": _series(frame), "record": recorded.series(), "sources": _sources(scenario),
        "variants": {name: list(choice.names) for name, choice in variants().items()},
    }  # fmt: skip


def _policies(scenario: Scenario) -> list[dict[str, Any]]:
    """Policies with what each delivers in words, then experiments, which are questions to the model and no choices.

    A file with problems is left out: `check` tells them.
    """
    from rekindle.scenario.policies.policy import EXPERIMENTS, POLICIES, names, read

    found = []
    for folder in (POLICIES, EXPERIMENTS):
        for name in names(scenario, folder):
            try:
                policy = read(name, scenario, folder)
            except InvalidScenario:
                continue
            found.append({
                "name": name, "title": policy.title, "summary": policy.summary, "source": policy.source,
                "days": [day.isoformat() if day else None for day in policy.days], "experiment": folder == EXPERIMENTS,
                "delivers": _deliveries(policy, scenario),
            })  # fmt: skip
    return found


def _deliveries(policy: Any, scenario: Scenario) -> list[str]:
    from rekindle.analysis.outcomes.treatment import asked_words
    from rekindle.analysis.outcomes.wording import metric_words
    from rekindle.scenario.labels import Labels

    labels, told = Labels(scenario), []
    for one in policy.delivers:
        metric = one.metric(scenario, scenario.until)
        what = metric_words(metric, labels=labels) if metric else one.variable.replace("_", " ")
        told.append(f"{what}: {asked_words(one)}")
    return told or ([policy.delivers_nothing] if policy.delivers_nothing else [])


def _order(order: Order, scenario: Scenario) -> dict[str, Any]:
    place = scenario.places[order.place]
    planned = order.planned
    start = order.start or (planned.best or planned.low if planned else None)
    return {
        "id": order.id, "place": order.place, "start": str(start) if start else None, "planned": order.start is None,
        "after": {"place": order.after.place, "control_below": order.after.control_below.best} if order.after else None,
        "label": place.label, "note": order.note, "cities": [place.city] if place.city else [],
        "country": place.country, "pauses": [{"start": str(one.start), "end": str(one.end)} for one in order.pauses],
        "forces": list(order.forces),
    }  # fmt: skip


def _outcomes(frame: Frame) -> list[dict[str, Any]]:
    """Outcomes that a run gives, civilians first, those of every month left out."""
    from rekindle.analysis.live.opening import widely_defined
    from rekindle.analysis.outcomes.given import given
    from rekindle.analysis.outcomes.wording import described
    from rekindle.scenario.claims.proposition import Metric
    from rekindle.scenario.labels import Labels
    from rekindle.variables import CIVILIAN, WORDS, caveat, latest, outcome

    labels, found = Labels(frame.scenario), []
    known = given(frame)
    wide = widely_defined(frame.scenario)  # as in comparisons, what few worlds define is no main outcome
    main = set(latest(name for name, about in known.items() if about["main"] and (wide is None or name in wide)))
    for name, about in known.items():
        variable = outcome(name)
        if variable.monthly:
            continue
        found.append({
            "name": name, "label": about["label"], "words": described(Metric(metric=name), labels=labels).plain,
            "meaning": about["long_name"], "unit": about["units"], "side": variable.side, "better": WORDS[variable.better],
            "why": variable.why, "main": name in main, "yes_or_no": variable.yes_or_no, "caveat": caveat(name),
            "smallest": SMALLEST.get(about["units"]), "level": variable.matters.share, "least": variable.matters.least,
        })  # fmt: skip
    return sorted(found, key=lambda one: (not one["main"], one["side"] != CIVILIAN))


def _series(frame: Frame) -> list[dict[str, Any]]:
    """Weekly series that answers have, in the order in which they are drawn."""
    from rekindle.analysis.live.series import shown_series
    from rekindle.analysis.outcomes.wording import described
    from rekindle.ensemble.names import national
    from rekindle.scenario.claims.proposition import Metric
    from rekindle.scenario.labels import Labels
    from rekindle.variables import FLOWS, series_of

    labels = Labels(frame.scenario)
    every = {one.name: one for one in national(frame)}
    found = []
    for name in shown_series(frame):
        kind, place = series_of(name)
        words = described(Metric(metric=name), False, labels).plain
        found.append({
            "name": name, "label": words[:1].upper() + words[1:], "meaning": every[name].meaning, "unit": every[name].unit,
            "side": "civilian" if kind.name in CIVILIAN_SERIES else "group", "place": place, "kind": kind.name,
            "flow": kind.name in FLOWS,
        })  # fmt: skip
    return found


def _sources(scenario: Scenario) -> list[dict[str, str]]:
    return [
        {"id": key, "title": one.title, "author": one.author, "date": one.date, "kind": one.kind, "url": one.url}
        for key, one in scenario.sources.items()
    ]


class _Record:
    """Recorded figures as pictures draw them."""

    def __init__(self, frame: Frame, rows: list[Recorded]) -> None:
        from rekindle.show.figures.material import Material

        self.frame = frame
        results: Any = _Clock(frame)
        self.material = Material(results, frame.scenario, rows)

    def series(self) -> dict[str, list[dict[str, Any]]]:
        """Points by weekly series; a flow is that of a week, as the mean of the days that the figure covers."""
        from rekindle.analysis.live.series import shown_series
        from rekindle.ensemble.names import national
        from rekindle.variables import FLOWS, series_of

        units = {one.name: one.unit for one in national(self.frame)}
        found: dict[str, list[dict[str, Any]]] = {}
        for name in shown_series(self.frame):
            kind, place = series_of(name)
            flow = kind.name in FLOWS
            rows = self.material.happened(kind.name, place=place, longest=LONGEST)
            points = [_point(row, row.days / WEEK if flow else 1.0) for row in rows
                      if _alike(row.unit, units[name]) and (row.days > 1 or not flow)]  # fmt: skip
            if points:
                found[name] = sorted(points, key=lambda one: str(one["date"]))
        return found

    def outcome(self, name: str) -> list[dict[str, Any]]:
        """What is recorded of an outcome; a year's may be the sum of its months."""
        from rekindle.variables import find

        found = find(name)
        if found is None:
            return []
        variable, fields = found
        place = fields.get("place", "")
        period = "_".join(filter(None, (fields.get("year"), fields.get("month"))))
        period += "_12" if variable.pattern.endswith("_12") else ""
        stem = variable.pattern.replace("_{place}", "").replace("{place}_", "")
        stem = stem.split("_{year}")[0].format(**fields)
        if period:
            rows = self.material.recorded_in(period, stem, place)
        else:
            rows = self.material.happened(stem, place=place, elsewhere=self.material.cities if place else ())
        return [_point(row, 1.0) for row in rows if _alike(row.unit, variable.unit)]


class _Clock:
    """The days of a run, for what asks results for them and nothing else."""

    def __init__(self, frame: Frame) -> None:
        self.start, self.until = frame.scenario.start, frame.until
        self.end = date.fromisoformat(str(frame.dates[-1]))

    def has(self, *names: str) -> bool:
        return False


def _alike(recorded: str, unit: str) -> bool:
    return recorded == unit or (recorded in PEOPLE and unit in PEOPLE)


def _point(row: Recorded, weeks: float) -> dict[str, Any]:
    low, high = row.ends
    best = row.best if math.isfinite(row.best) else None
    return {
        "date": str(row.start + (row.end - row.start) / 2), "start": str(row.start), "end": str(row.end),
        "low": low / weeks, "best": None if best is None else best / weeks, "high": high / weeks, "floor": row.floor,
        "source": row.source, "status": row.status, "note": row.note,
    }  # fmt: skip


__all__ = ["describe"]
