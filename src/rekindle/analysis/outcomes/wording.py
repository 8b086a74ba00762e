"""Metrics and propositions in plain words, so that a verdict says what was asked before it says what came out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from rekindle.numbers import percent
from rekindle.scenario.claims.proposition import (
    Difference,
    Frontier,
    Metric,
    Probability,
    Proposition,
    Trend,
    VarianceShare,
)
from rekindle.scenario.labels import Labels
from rekindle.variables import MONEY, current, find, series_of, spelled

UNNAMED = Labels()


SIGNS = {"<": "under", "<=": "at most", ">": "above", ">=": "at least"}
STATISTICS = {"last": "at the end of", "mean": "mean of", "sum": "in all of", "max": "highest in", "min": "lowest in"}
GROUPS = {"homes": "home regions", "affiliates": "the affiliates' places"}
"""What all places of a kind are called."""
UNITS = {"week": "weeks", "attack": "attacks", "year": "years"}


@dataclass(frozen=True)
class Described:
    """A metric as a person would say it, and apart from that what its number is: 1 or 0, or money in a `unit`.

    As a text it says both: "the group is back in Iraq (1) or not (0)".
    """

    words: str
    yes_or_no: bool = False
    unit: str = ""
    """Only where it is of money: any other unit is among the words."""

    @property
    def plain(self) -> str:
        """Without what 1 and 0 mean."""
        return self.words if self.yes_or_no else str(self)

    def __str__(self) -> str:
        if self.yes_or_no:
            return f"{self.words} (1) or not (0)"
        return f"{self.words}, {self.unit}" if self.unit else self.words


def described(metric: Metric, dated: bool = True, labels: Labels = UNNAMED) -> Described:
    """A metric in words: "covert members in Iraq, on average, 2018"."""
    found = _named(metric.metric, metric.place, labels)
    words = found.words
    if metric.counted_above is not None:
        words = f"places with more than {metric.counted_above:g} {words}"
    if metric.per:
        words += f" for each {metric.per}"
    if dated and metric.period:
        statistic = f" {STATISTICS[metric.statistic]}" if metric.statistic else ""
        words += f",{statistic} {_period(metric.period.start, metric.period.end)}"
    return replace(found, words=words)


def metric_words(metric: Metric, dated: bool = True, labels: Labels = UNNAMED) -> str:
    """A metric as a text, with what its number is."""
    return str(described(metric, dated, labels))


def _named(metric: str, place: str | None, labels: Labels) -> Described:
    """An outcome or a series with its place; an outcome has the place in its definition."""
    name = labels.current(metric)
    found = find(name)
    if found:
        variable, fields = found
        said = {"city": labels.city, "countries": labels.countries, **labels.defaults, **spelled(fields)}
        if "place" in fields:
            said |= {"place": labels.of(fields["place"]), "threshold": labels.counts_as_return(fields["place"])}
        words = (variable.words or _lower(variable.label)).format(**said)
        return Described(words, variable.yes_or_no, variable.unit if variable.unit == MONEY else "")
    series, where = series_of(metric)
    words, where = series.words or series.name.replace("_", " "), place or where
    words += f" in {GROUPS.get(where) or labels.of(where)}" if where else ""
    return Described(f"{words} {series.scale}".rstrip())


def _lower(text: str) -> str:
    """A label within a sentence."""
    return text if text.startswith("{") else text[:1].lower() + text[1:]


def _period(start: date, end: date) -> str:
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}-{end.year}"
    return f"{start:%d %b %Y} to {end:%d %b %Y}".removeprefix("0")


def question_words(one: Proposition, labels: Labels = UNNAMED) -> str:
    """What a proposition asks, as one sentence."""
    if isinstance(one, Frontier):
        axes = ", ".join(f"{axis.better} of: {described(axis, labels=labels).plain}" for axis in one.axes)
        return (f"Of {', '.join(one.policies)}, no policy beats {' or '.join(one.undominated)} on every axis at once ({axes}); "
                f"within {percent(one.threshold)} two are level.")  # fmt: skip
    if isinstance(one, VarianceShare):
        beside = f" is {SIGNS[one.comparison]} {one.threshold:g} times that of {', '.join(one.against)}" if one.against else (
            f" is {SIGNS[one.comparison]} {percent(one.threshold)} of it")  # fmt: skip
        under = f" (the choice between {', '.join(one.policies)} among them)" if one.policies else ""
        what = described(one, labels=labels).plain
        return f"Of what is uncertain about whether {what}, the share of {', '.join(one.group)}{under}{beside}."
    if isinstance(one, Trend):
        what = _sentence(metric_words(one, labels=labels))
        side = "below" if one.direction == "falls" else "above"
        return f"{what}: the last {one.window} weeks are {percent(one.threshold)} or more {side} the first."
    subject = metric_words(one, labels=labels)
    if one.relative_to:
        subject = f"{subject}, divided by {metric_words(one.relative_to, labels=labels)}"
    if isinstance(one, Difference):
        among = f", in the {one.among.third} third of worlds by {metric_words(one.among, False, labels)}" if one.among else ""
        return f"{_sentence(subject)}: {one.a} against {one.b} {_difference(one)}{among}."
    under = f" under {one.policy}" if one.policy != "historical" else ""
    if _is_yes_or_no(one):
        return f"{_sentence(described(one, labels=labels).plain)}{under}."
    unit = "" if one.unit == "1" else f" {UNITS.get(one.unit, one.unit)}"
    return f"{_sentence(subject)}{under}: {SIGNS[one.comparison]} {one.threshold:,g}{unit}."


def _is_yes_or_no(one: Probability) -> bool:
    found = find(current(one.metric, "city", "country"))
    return bool(found and found[0].yes_or_no) and one.comparison == ">=" and one.threshold == 1


def _difference(one: Difference) -> str:
    size = percent(abs(one.threshold)) if one.measured == "relative" else f"{abs(one.threshold):g}"
    if one.comparison == "apart":
        return f"differs by {size} or more in either direction"
    if one.threshold == 0:
        return {"<": "is less", "<=": "is not more", ">": "is more", ">=": "is not less"}[one.comparison]
    if one.comparison in ("<", "<="):
        return f"is less by {size} or more" if one.threshold < 0 else f"is not more by {size}"
    if one.threshold < 0:
        return f"is not less by {size} or more"
    return f"is more by {size} or more" if one.threshold > 0 else "is not less"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
