"""Metrics and propositions in plain words, so that a verdict says what was asked before it says what came out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rekindle.analysis.statistics.percent import percent
from rekindle.scenario.claims.proposition import (
    Difference,
    Frontier,
    Metric,
    Probability,
    Proposition,
    Trend,
    VarianceShare,
)
from rekindle.scenario.claims.read import METRICS


@dataclass(frozen=True)
class Names:
    """Where outcomes without a place in their name are counted: the first city, the first country, and all countries."""

    city: str
    country: str
    countries: str


UNNAMED = Names("the first city", "the first country", "all countries")


def names_of(scenario: Any) -> Names:
    """What a scenario calls the places of its outcomes."""
    labels = [str(one.label) for one in scenario.countries.values()]
    city = next((str(one.label) for one in scenario.cities.values()), UNNAMED.city)
    return Names(city, labels[0] if labels else UNNAMED.country, " and ".join(labels) or UNNAMED.countries)


MEANINGS = {
    "mosul_retaken": "Mosul is retaken by the end of 2017 (1) or not (0)",
    "battle_weeks": "weeks until the last sector of {city} falls",
    "west_mosul_weeks": "weeks of the battle in west Mosul",
    "security_forces_killed_battle": "members of the forces killed in the battle of {city}",
    "fighters_killed_battle": "fighters killed in the battle of {city}",
    "fighters_escaped_battle": "fighters who get out of the battle of {city}",
    "displaced_total": "people displaced from {city}",
    "civilians_killed_total": "civilians killed in {countries}",
    "cost_money": "money spent by the government side, USD million",
    "covert_iraq": "covert members in Iraq",
    "overt_iraq": "open fighters in Iraq",
    "overt_syria": "open fighters in Syria",
    "attacks_iraq": "attacks in Iraq",
    "deaths_documented_iraq": "documented deaths in Iraq",
    "appeal": "the pull of the idea (0-1)",
    "recruited": "people who join",
    "grievance_iraq": "grievance in Iraq (0-1)",
    "intelligence_iraq": "intelligence in Iraq (0-1)",
    "will_iraq": "the government's political will (0-1)",
    "effort_iraq": "effort put into security work (0-1, weeks)",
    "settlement_local": "how far local quarrels are settled (0-1)",
    "held_syria": "residents under the group's control in Syria",
    "stance": "the leader's choice (0 stand, 1 withdraw, 2 go underground)",
    "away_by_origin": "foreign members who have left the theatre",
    "overt_by_origin": "foreign members who fight openly",
    "control": "share of residents under the group's control",
    "grievance": "grievance (0-1)",
    "attacks": "attacks",
    "forces_killed": "members of the forces killed",
    "covert": "covert members",
}
"""What a metric is, in some words, with room for the names of its places; any other goes by its name."""

SIGNS = {"<": "under", "<=": "at most", ">": "above", ">=": "at least"}
STATISTICS = {"last": "at the end of", "mean": "mean of", "sum": "in all of", "max": "highest in", "min": "lowest in"}
PLACES = {
    "home_europe": "Europe", "homes": "home regions", "affiliates": "the affiliates' places", "iraq": "Iraq",
    "syria": "Syria", "mosul": "Mosul", "mosul_old_city": "the Old City", "mosul_west_outer": "outer west Mosul",
}  # fmt: skip
UNITS = {"week": "weeks", "attack": "attacks", "year": "years"}


def metric_words(metric: Metric, dated: bool = True, names: Names = UNNAMED) -> str:
    """A metric as a person would say it: "covert members in Iraq, on average, 2018"."""
    words = _outcome_words(metric.metric, names)
    if metric.counted_above is not None:
        words = f"places with more than {metric.counted_above:g} {words}"
    if metric.place and METRICS.get(metric.metric) != "outcome":  # an outcome has its place in its definition
        words += f" in {PLACES.get(metric.place, metric.place.replace('_', ' '))}"
    if metric.per:
        words += f" for each {metric.per}"
    if dated and metric.period:
        statistic = f" {STATISTICS[metric.statistic]}" if metric.statistic else ""
        words += f",{statistic} {_period(metric.period.start, metric.period.end)}"
    return words


def _outcome_words(name: str, names: Names) -> str:
    if name in MEANINGS:
        return MEANINGS[name].format(**asdict(names))
    head, _, years = name.rpartition("_")
    what = {"resurgence": "the group is back in", "resurgence_attacks": "attacks have doubled again in",
            "resurgence_territory": "the group rules 100,000 people again in"}  # fmt: skip
    if head in what:
        within = f"within {years} year{'s' if years != '1' else ''} of {names.city}'s fall"
        return f"{what[head]} {names.country} {within} (1) or not (0)"
    return name.replace("_", " ")


def _period(start: date, end: date) -> str:
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}-{end.year}"
    return f"{start:%d %b %Y} to {end:%d %b %Y}".removeprefix("0")


def question_words(one: Proposition, names: Names = UNNAMED) -> str:
    """What a proposition asks, as one sentence."""
    if isinstance(one, Frontier):
        axes = ", ".join(f"{axis.better} of: {_plain(metric_words(axis, names=names))}" for axis in one.axes)
        return (f"Of {', '.join(one.policies)}, no policy beats {' or '.join(one.undominated)} on every axis at once ({axes}); "
                f"within {percent(one.threshold)} two are level.")  # fmt: skip
    if isinstance(one, VarianceShare):
        beside = f" is {SIGNS[one.comparison]} {one.threshold:g} times that of {', '.join(one.against)}" if one.against else (
            f" is {SIGNS[one.comparison]} {percent(one.threshold)} of it")  # fmt: skip
        under = f" (the choice between {', '.join(one.policies)} among them)" if one.policies else ""
        what = _plain(metric_words(one, names=names))
        return f"Of what is uncertain about whether {what}, the share of {', '.join(one.group)}{under}{beside}."
    if isinstance(one, Trend):
        what = _sentence(metric_words(one, names=names))
        side = "below" if one.direction == "falls" else "above"
        return f"{what}: the last {one.window} weeks are {percent(one.threshold)} or more {side} the first."
    subject = metric_words(one, names=names)
    if one.relative_to:
        subject = f"{subject}, divided by {metric_words(one.relative_to, names=names)}"
    if isinstance(one, Difference):
        among = f", in the {one.among.third} third of worlds by {metric_words(one.among, False, names)}" if one.among else ""
        return f"{_sentence(subject)}: {one.a} against {one.b} {_difference(one)}{among}."
    under = f" under {one.policy}" if one.policy != "historical" else ""
    if _is_yes_or_no(one):
        return f"{_sentence(_plain(_outcome_words(one.metric, names)))}{under}."
    unit = "" if one.unit == "1" else f" {UNITS.get(one.unit, one.unit)}"
    return f"{_sentence(subject)}{under}: {SIGNS[one.comparison]} {one.threshold:,g}{unit}."


def _is_yes_or_no(one: Probability) -> bool:
    return _outcome_words(one.metric, UNNAMED).endswith("(1) or not (0)") and one.comparison == ">=" and one.threshold == 1


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


def bar_words(one: Proposition) -> str:
    """The probability from which (up to which) it is upheld."""
    return f"at least {one.at_least:g}" if one.at_least is not None else f"at most {one.at_most:g}"


def _plain(words: str) -> str:
    """What is yes or no without its numbers."""
    return words.removesuffix(" (1) or not (0)")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
