"""What the file of a paired experiment says: two arms, what is read off them, when, in which worlds.

The two arms are changes of the form that policies have. Names that differ between scenarios stand in braces: `{country}` and
`{city}` are the scenario's first. Days are counted in weeks from the start of the treatment.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from rekindle.scenario.policies.policy import Change
from rekindle.scenario.quantity import Part
from rekindle.scenario.schema import Name

FOLDER = "effects"
"""Where the files lie: in the library, and beside a scenario that has its own."""
AFTERMATH: Literal["aftermath"] = "aftermath"
RATIO, DIFFERENCE, PER = "ratio", "difference", "per"
GAINED = "gained"
"""A statistic of a cumulative stock: what it grew by over the window."""

Placed = Annotated[str, StringConstraints(pattern=r"^[a-z{][a-z0-9_{}]{0,127}$")]
"""A plain name, with `{country}` or `{city}` where a scenario's first is meant."""


class Reading(Part):
    """One number of one world: a statistic of a series over the window."""

    metric: Placed = Field(description="A series, such as attacks_{country}.")
    statistic: Literal["last", "mean", "sum", "max", "min", "gained"]
    place: Placed | None = None
    origin: Placed | None = None


class Arm(Part):
    """What one half of the pairs lives under. Changes of parameters begin with the treatment unless they say otherwise."""

    parts: list[Name] = Field(default=[], description="Policies and experiments whose changes come first.")
    changes: list[Change] = []


class Window(Part):
    """When the outcome is read: so many weeks after the treatment starts, for so many weeks."""

    after: Annotated[int, Field(ge=0, le=520)] = 0
    weeks: Annotated[int, Field(ge=1, le=520)]


class Delivers(Reading):
    """What the treatment has to move first, as treated over control, for the outcome to mean anything."""

    at_least: Annotated[float, Field(gt=0)] | None = None
    at_most: Annotated[float, Field(gt=0)] | None = None
    window: Window | None = Field(default=None, description="When it is read, if not with the outcome.")


class PairedExperiment(Part):
    """A published effect asked of the model: the two arms, what is compared, and how."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    title: Annotated[str, Field(min_length=1, max_length=120)]
    summary: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1, description="Where the sizes of the treatment come from.")]
    starts: Literal["aftermath", "start"] = AFTERMATH
    among: dict[str, str] = Field(default={}, description="Only the worlds of an option of a variant.")
    treated: Arm
    control: Arm = Arm()
    outcome: Reading
    window: Window
    measured: Literal["ratio", "difference", "per"]
    per: Reading | None = Field(default=None, description="With `measured: per`, what the difference is divided by.")
    delivers: Delivers

    @property
    def readings(self) -> list[tuple[str, Reading]]:
        """Everything that is read off a world, with the key of the file that it stands under."""
        found: list[tuple[str, Reading]] = [("outcome", self.outcome), ("delivers", self.delivers)]
        return [*found, ("per", self.per)] if self.per else found
