"""Statements and what they come down to, five kinds of proposition: the shapes of a claims file, as data.

A proposition is names and numbers and nothing else. No field is ever evaluated as an expression: a metric is
looked up by its name, a comparison is one of five signs, and a text that is not a plain name is refused here.
Whether a name means anything (is there such a metric, place or policy?) is asked in `rekindle.scenario.claims.read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
"""A date of a claims file outside these is a slip; what a scenario covers is looked at where its horizon is."""

MOST_CLAIMS = 500
"""More than this is no reading of commentaries; a file that long is refused."""

STEPS_UP = (0.33, 0.5, 0.66, 0.9, 0.95, 0.99)
STEPS_DOWN = (0.01, 0.05, 0.1, 0.33, 0.5, 0.66)
"""Where the words of the IPCC scale begin (`at_least`) and end (`at_most`)."""


def _calendar_date(value: Any) -> Any:
    """A date of the calendar from ISO text; the file is read without YAML's own dates, which end in a traceback."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"'{value[:40]}' is not a date of the calendar (YYYY-MM-DD)") from None
    if isinstance(value, date) and not EARLIEST <= value <= LATEST:
        raise ValueError(f"{value} is not between {EARLIEST} and {LATEST}")
    return value


Date = Annotated[date, BeforeValidator(_calendar_date)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,127}$")]
"""A plain name, as of a metric or a place: small letters, digits, underscores."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+){0,9}$", max_length=80)]
"""A name with hyphens, as of a policy, a scenario, a mechanism or a source."""

Cause = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,119}$")]
"""A mechanism, or the dotted path of a quantity or of a part of the scenario."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Statistic = Literal["last", "mean", "sum", "max", "min"]
Unit = Literal["1", "1/week", "week", "people", "deaths", "attack", "km2", "year"]


class Shape(BaseModel):
    """Nothing but the fields named, of the types named, never changed after reading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Period(Shape):
    """From a day to a day, both included."""

    start: Date = Field(alias="from")
    end: Date = Field(alias="to")

    @model_validator(mode="after")
    def _runs_forward(self) -> Period:
        if self.end < self.start:
            raise ValueError(f"the period ends ({self.end}) before it begins ({self.start})")
        return self


class Metric(Shape):
    """One number of one world: an outcome, or a statistic of a series over a period.

    `counted_above` turns a series of places into the number of places in which the statistic is above it;
    `per: km2` divides by the places' area.
    """

    metric: Name
    place: Name | None = None
    origin: Name | None = None
    period: Period | None = None
    statistic: Statistic | None = None
    per: Literal["km2"] | None = None
    counted_above: Number | None = None

    @property
    def key(self) -> str:
        """What is measured, in one line: two metrics with the same key are the same number of a world."""
        where = "".join(f"@{name}" for name in (self.place, self.origin) if name)
        when = f" {self.period.start}..{self.period.end}" if self.period else ""
        above = f" counted above {self.counted_above:g}" if self.counted_above is not None else ""
        per, statistic = f" per {self.per}" if self.per else "", f" {self.statistic}" if self.statistic else ""
        return f"{self.metric}{where}{per}{above}{statistic}{when}"


class Among(Metric):
    """Only the worlds in which a metric, under the reference policy, is in this third of all worlds."""

    third: Literal["lowest", "middle", "highest"]


class Axis(Metric):
    """One axis of a frontier, and which way is better."""

    better: Literal["less", "more"]


class Changed(Shape):
    """A change since the file was first written: when, why, whether results had been seen, and the wording before.

    Without `was` the proposition is an addition. The verdict under the old wording stands beside the new one.
    """

    on: Date
    reason: Text
    results_seen: bool
    was: Proposition | None = None


class Before(Shape):
    """The verdict of the model before today's, where it was another one: until which day, how probable, and why not now.

    `verdict` is of the same wording, unless `changed` says that this is another one too. It is shown and decides nothing.
    """

    until: Date
    verdict: Literal["upheld", "not upheld", "not tested"]
    probability: Annotated[Number, Field(ge=0, le=1)] | None = None
    why: Text


class Proposed(Shape):
    """What every proposition has: where it is decided, its threshold, and how probable is probable enough."""

    scenario: Slug
    horizon: Date
    threshold: Number
    unit: Unit
    at_least: Number | None = None
    at_most: Number | None = None
    why: Text
    asks: Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)] | None = None
    """The same in one plain sentence, for people; what decides are the fields."""
    record: Annotated[list[Name], Field(max_length=2)] = []
    """Measures of the scenario's record that say what happened; with two, the first is divided by the second."""
    changed: Changed | None = None
    same_as: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}\.[1-9][0-9]?$")] | None = None
    """Statement and number of another proposition about the same event, which says what is asked; the reader followed it."""
    before: Before | None = None

    @property
    def bar(self) -> float:
        """How probable is probable enough."""
        return float(self.at_least if self.at_least is not None else self.at_most or 0.0)

    def passes(self, probability: float) -> bool:
        """Whether a probability upholds the proposition."""
        return probability >= self.bar if self.at_least is not None else probability <= self.bar

    @model_validator(mode="after")
    def _on_the_scale(self) -> Proposed:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give at_least or at_most, one of the two")
        given, steps = (self.at_least, STEPS_UP) if self.at_least is not None else (self.at_most, STEPS_DOWN)
        if given not in steps:
            raise ValueError(f"{given:g} is not where a word of the scale begins or ends: {_listed(steps)}")
        return self

    @property
    def metrics(self) -> tuple[tuple[str, Metric], ...]:
        """Every metric it looks at, with the field it stands in (empty: the proposition's own)."""
        return ()


def _listed(steps: tuple[float, ...]) -> str:
    return ", ".join(f"{step:g}" for step in steps)


class Probability(Proposed, Metric):
    """In how many worlds a metric (or its ratio to another) compares so with the threshold."""

    kind: Literal["probability"]
    policy: Slug = "historical"
    relative_to: Metric | None = None
    comparison: Literal["<", "<=", ">", ">="]

    @property
    def metrics(self) -> tuple[tuple[str, Metric], ...]:
        return (("", self), *_optional(relative_to=self.relative_to))


class Difference(Proposed, Metric):
    """In how many pairs of the same world under `a` and `b` the difference a - b compares so with the threshold.

    `measured: relative` divides the difference by the value under b. `apart` holds when the difference is at least
    the threshold in either direction.
    """

    kind: Literal["difference"]
    a: Slug
    b: Slug
    relative_to: Metric | None = None
    among: Among | None = None
    measured: Literal["absolute", "relative"]
    comparison: Literal["<", "<=", ">", ">=", "apart"]

    @model_validator(mode="after")
    def _two_policies(self) -> Difference:
        if self.a == self.b:
            raise ValueError(f"a and b are both '{self.a}': a difference needs two policies")
        if self.comparison == "apart" and self.threshold <= 0:
            raise ValueError("'apart' needs a threshold above zero")
        return self

    @property
    def metrics(self) -> tuple[tuple[str, Metric], ...]:
        return (("", self), *_optional(relative_to=self.relative_to, among=self.among))


class Trend(Proposed, Metric):
    """In how many worlds a series rises or falls by the threshold, as a share of where it began.

    Compared are the means of the first and of the last `window` weeks of the period.
    """

    kind: Literal["trend"]
    policy: Slug = "historical"
    period: Period
    statistic: None = None
    window: Annotated[int, Field(ge=1, le=104)]
    direction: Literal["rises", "falls"]

    @model_validator(mode="after")
    def _two_windows(self) -> Trend:
        weeks = (self.period.end - self.period.start).days // 7
        if weeks < 2 * self.window:
            raise ValueError(f"a period of {weeks} weeks has no room for two windows of {self.window}")
        if self.threshold <= 0:
            raise ValueError("a trend's threshold is a size above zero; its direction is said apart")
        return self

    @property
    def metrics(self) -> tuple[tuple[str, Metric], ...]:
        return (("", self),)

    @property
    def key(self) -> str:
        return f"{super().key} trend over {self.window} weeks"


class VarianceShare(Proposed, Metric):
    """How much of an outcome's variance a group of causes explains, alone or as a ratio to another group's share."""

    kind: Literal["variance_share"]
    group: Annotated[list[Cause], Field(min_length=1, max_length=40)]
    against: Annotated[list[Cause], Field(max_length=40)] = []
    policies: Annotated[list[Slug], Field(max_length=20)] = []
    interventions: Annotated[list[Slug], Field(max_length=20)] = []
    """Policies and experiments that set some of the causes; what each does to the metric is shown and decides nothing."""
    comparison: Literal["<", "<=", ">", ">="]

    @model_validator(mode="after")
    def _groups_apart(self) -> VarianceShare:
        if "historical" in self.interventions:
            raise ValueError("historical is what interventions are held against, and none itself")
        both = sorted(set(self.group) & set(self.against))
        if both:
            raise ValueError(f"in both groups: {', '.join(both)}")
        if not self.against and not 0 <= self.threshold <= 1:
            raise ValueError("a share of variance lies between 0 and 1")
        return self

    @property
    def metrics(self) -> tuple[tuple[str, Metric], ...]:
        return (("", self),)


class Frontier(Proposed):
    """Which policies no other beats on every axis; within `threshold` (a share) two are level on an axis."""

    kind: Literal["frontier"]
    policies: Annotated[list[Slug], Field(min_length=2, max_length=20)]
    axes: Annotated[list[Axis], Field(min_length=2, max_length=5)]
    undominated: Annotated[list[Slug], Field(min_length=1)]

    @model_validator(mode="after")
    def _among_the_policies(self) -> Frontier:
        strangers = [name for name in self.undominated if name not in self.policies]
        if strangers:
            raise ValueError(f"undominated, but not among the policies: {', '.join(strangers)}")
        if not 0 <= self.threshold < 1:
            raise ValueError("a frontier's threshold is a share, from 0 to under 1")
        return self

    @property
    def metrics(self) -> tuple[tuple[str, Metric], ...]:
        return tuple((f"axes.{number}", axis) for number, axis in enumerate(self.axes))


def _optional(**fields: Metric | None) -> tuple[tuple[str, Metric], ...]:
    return tuple((name, metric) for name, metric in fields.items() if metric is not None)


Proposition = Annotated[Probability | Difference | Trend | VarianceShare | Frontier, Field(discriminator="kind")]
KINDS: dict[str, type[Proposed]] = {
    "probability": Probability,
    "difference": Difference,
    "trend": Trend,
    "variance_share": VarianceShare,
    "frontier": Frontier,
}

_KINDS: tuple[type[Shape], ...] = (Changed, *KINDS.values())
for _kind in _KINDS:
    _kind.model_rebuild()  # they name `Proposition`, which is all of them

Reference = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9-]{1,40}/)?[a-z][a-z0-9_]*(\.[a-z0-9_]+){1,6}$", max_length=160)
]
"""A quantity or context figure by its dotted path; `other-scenario/` in front where it is not this scenario's."""


class Table(Shape):
    """What is shown beside a verdict and decides nothing: some metrics under some policies, the first one the baseline."""

    title: Text
    scenario: Slug
    horizon: Date
    policies: Annotated[list[Slug], Field(min_length=1, max_length=20)]
    columns: Annotated[list[Metric], Field(min_length=1, max_length=6)]


class Paths(Shape):
    """Flows from where members came from to where they ended, shown beside a verdict."""

    scenario: Slug
    horizon: Date


class Claim(Shape):
    """One statement of one source, in our own words, and what decides it.

    `short` names it in a few words, `heading` is the question that a summary answers (with `{country}` and `{city}` for the
    scenario's first), `remark` what has to be known before its tests are read: none of the three decides anything.

    Kind F is a figure or fact: it has quantities and nothing to decide. Q (a question) and J (a judgement or
    forecast) have propositions; the statement is upheld when all of them are, and in part when some are. `untestable` says
    why nothing in the model could decide it: its propositions are shown and not counted.
    """

    id: Annotated[int, Field(ge=1, le=9999)]
    source: Slug
    kind: Literal["F", "Q", "J"]
    statement: Text
    short: Text | None = None
    heading: Text | None = None
    remark: Text | None = None
    mechanisms: Annotated[list[Slug], Field(min_length=1, max_length=25)]
    outcomes: Annotated[list[Name], Field(min_length=1, max_length=20)]
    quantities: Annotated[list[Reference], Field(max_length=40)] = []
    disagrees_with: Annotated[list[int], Field(max_length=40)] = []
    propositions: Annotated[list[Proposition], Field(max_length=12)] = []
    table: Table | None = None
    paths: Paths | None = None
    note: Text | None = None
    untestable: Text | None = None


class Claims(Shape):
    """A claims file: its statements in the order written, the day its thresholds were set, and those a summary answers."""

    written: Date
    main: Annotated[list[int], Field(max_length=20)] = []
    claims: Annotated[list[Claim], Field(min_length=1, max_length=MOST_CLAIMS)]

    def __len__(self) -> int:
        return len(self.claims)

    def __getitem__(self, number: int) -> Claim:
        """The statement with this id."""
        for claim in self.claims:
            if claim.id == number:
                return claim
        raise KeyError(f"no statement {number}; there are {', '.join(str(claim.id) for claim in self.claims)}")

    def propositions(self) -> Iterator[tuple[Claim, int, Proposition]]:
        """Every proposition with its statement and its place among the statement's own, from 0."""
        for claim in self.claims:
            for number, proposition in enumerate(claim.propositions):
                yield claim, number, proposition
