"""What each entry of `calibration.yaml` is: which recorded figures worlds are held against, and how exactly each counts.

docs/calibration.md says how to write one; what a run or a record must have for it is checked where it is used.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from rekindle.scenario.quantity import Part

FILE = "calibration.yaml"
Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Spread = Annotated[float, Field(ge=0.001, le=10)]
Names = Annotated[list[Text], Field(min_length=1, max_length=300)]


Share = Annotated[float, Field(ge=0, le=1)]


class ErrorEntry(Part):
    """An error that figures have in common, with the shares of the variance of observing them that are so."""

    name: Text
    source: Share = Field(default=0.0, description="What a source misses in a year everywhere.")
    recount: Share = Field(default=0.0, description="What belongs to the deaths themselves, wherever they are counted again.")
    because: Text = Field(description="Why so much.")


class PatternEntry(Part):
    """Recorded figures of one kind, and how exactly they count."""

    name: Text
    measure: Text
    spread: Spread = Field(description="The standard deviation with which a figure is observed, on the pattern's scale.")
    because: Text = Field(description="Why the spread is as wide as it is.")
    places: Names | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    error: Text | None = Field(default=None, description="An error named under `errors`, which the figures have in common.")
    every: Literal["month", "quarter", "half", "year", "whole"] | None = None
    days: Annotated[list[datetime.date], Field(min_length=1, max_length=300)] | None = None
    source: Text = "record"
    scale: Literal["log", "share", "weeks"] = "log"
    use: Literal["calibrate", "check"] = "calibrate"
    lag: Annotated[float, Field(ge=0, le=520)] = 0.0
    covered: Annotated[list[Annotated[float, Field(ge=0, le=1)]], Field(min_length=2, max_length=2)] = [1.0, 1.0]


class Width(Part):
    """What is asked of a range: the central share of worlds (%) that it holds, and at most how wide it is (high over low)."""

    central: Annotated[int, Field(ge=1, le=99)]
    widest: Annotated[float, Field(ge=1)]


class MonthsEntry(Part):
    """Places whose months are forecast, and the passing spread (sd of log) of a month.

    `measure` and `history` (first month that baselines are given) are those of the backtest unless they stand here.
    """

    places: Names
    spread: Spread
    measure: Text | None = None
    history: datetime.date | None = None


class BacktestEntry(Part):
    """What is scored of a forecast from a day on: outcomes, months of measures, or nothing yet and a file is written.

    The forecast starts from the scenario that the file lies beside, or from one of those that are learnt together with it.
    """

    origin: datetime.date
    scenario: Text | None = None
    until: datetime.date | None = None
    title: Text
    label: Literal["retrospective", "withheld"]
    place: Text = ""
    outcomes: Names | None = None
    prior: Width | None = None
    posterior: Width | None = None
    measure: Text | None = None
    history: datetime.date | None = None
    months: Annotated[list[MonthsEntry], Field(min_length=1, max_length=100)] | None = None
    years: Annotated[int, Field(ge=1, le=20)] | None = None


class MeasureEntry(Part):
    """How a measure is told in a forecast: its unit, passing spread and lasting gap (sd of log)."""

    spread: Spread
    lasting: Annotated[float, Field(ge=0, le=10)]
    unit: Text


class TargetEntry(Part):
    """A measure and the places for which it is forecast."""

    measure: Text
    places: Names


class ForecastEntry(Part):
    """What a forecast of later years says."""

    measures: dict[str, MeasureEntry]
    targets: list[TargetEntry]


class CycleGroup(Part):
    """Places whose country-years are one figure; without places, all that no other group names."""

    name: Text
    places: Names | None = None


class CyclesEntry(Part):
    """How often deaths of a country-year fell to a share of themselves some years later, in the record and in worlds."""

    table: Text
    measure: Text
    years: Annotated[int, Field(ge=1, le=10)]
    least: Annotated[float, Field(gt=0)] = Field(description="Country-years with fewer deaths do not count.")
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    first: Annotated[int, Field(ge=1900, le=2100)] = Field(description="The first year of worlds that is looked at.")
    until: datetime.date = Field(description="How far draws are run for it.")
    spread: Spread = 0.05
    because: Text
    use: Literal["calibrate", "check"] = "calibrate"
    groups: Annotated[list[CycleGroup], Field(min_length=1, max_length=20)]


class CalibrationFile(Part):
    """The whole file."""

    until: datetime.date = Field(description="How far each draw is run: to the last figure that the record has.")
    origins: Annotated[list[datetime.date], Field(min_length=1, max_length=20)] | None = None
    discrepancy: Annotated[float, Field(ge=1, le=10)] = Field(
        default=1.0,
        description="By which factor all spreads may be wider or narrower (90 %), to be inferred; 1 takes them as known.",
    )
    errors: Annotated[list[ErrorEntry], Field(max_length=20)] | None = None
    together: Annotated[list[Text], Field(max_length=20)] | None = Field(default=None, alias="with")
    patterns: Annotated[list[PatternEntry], Field(min_length=1, max_length=300)]
    life_cycles: CyclesEntry | None = None
    backtests: Annotated[list[BacktestEntry], Field(max_length=50)] | None = None
    forecast: ForecastEntry | None = None
