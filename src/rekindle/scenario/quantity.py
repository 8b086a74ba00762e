"""A sourced number: one figure, or several that disagree, with unit, source, status and the date it was known."""

from __future__ import annotations

import datetime
import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from rekindle.scenario.problem import short

if TYPE_CHECKING:
    from rekindle.model.parameter import Prior

Status = Literal["verified", "derived", "recalled", "judgement"]
STATUSES: tuple[Status, ...] = ("verified", "derived", "recalled", "judgement")
"""How well a number stands, best first."""

WIDE = ("recalled", "judgement")
"""Numbers of these kinds must be ranges."""

FAULT = "figure_fault"
"""Type of the pydantic error for numbers that contradict each other."""


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_text(value: Any) -> Any:
    """`unit: 1` without quotes is read as a number, and means the same."""
    return str(value) if type(value) is int else value


Sources = Annotated[
    list[str],
    BeforeValidator(_as_list),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
            "description": "One id of sources.yaml, or several.",
        }
    ),
]
UnitText = Annotated[
    str,
    BeforeValidator(_as_text),
    Field(min_length=1),
    WithJsonSchema({"type": ["string", "integer"], "description": 'For example people, km2 or "1" for a share.'}),
]


class Part(BaseModel):
    """A piece of a scenario file: nothing is guessed, and nothing unknown is let in."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    @classmethod
    def told(cls, name: str, value: dict[str, Any]) -> tuple[Any, ...]:
        """Notes on an entry that follow from the entries beside it, such as a unit; mostly none."""
        return ()


@dataclass(frozen=True)
class Measure:
    """What a field's quantity must be: its unit and the range it must lie in."""

    unit: str
    least: float = 0.0
    most: float = math.inf
    above: bool = False
    """True where `least` itself is not allowed."""

    def words(self, given: float = 0.0) -> str:
        """The range in words, as it concerns a number that lies outside."""
        if self.most == 1:
            return "between 0 and 1"
        if given > self.most:
            return f"{self.most:,.12g} or less"
        return f"more than {self.least:g}" if self.above else f"{self.least:g} or more"

    def holds(self, value: float) -> bool:
        """Whether a number lies in the range."""
        above = value > self.least if self.above else value >= self.least
        return above and value <= self.most and math.isfinite(value)


@dataclass(frozen=True)
class Fault:
    """Something wrong between the numbers of one figure: the key it is about, what, why and what to do."""

    key: str
    what: str
    why: str = ""
    todo: str = ""


def number(value: Any) -> bool:
    """Whether a value is a number that can be reckoned with."""
    return type(value) in (int, float) and math.isfinite(value)


def faults(figure: Mapping[str, Any]) -> list[Fault]:
    """What is wrong between the numbers of a figure as it stands in the file; wrong types are not looked at."""
    keys = [key for key in ("value", "low", "best", "high") if figure.get(key) is not None]
    if not keys:
        return [Fault("", "holds no number.", todo="Give `value`, or `low` and `high` (and `best`).")]
    if any(not number(figure[key]) for key in keys):
        return []
    if "value" in keys:
        if len(keys) > 1:
            found = f"has both `value` and `{keys[1]}`."
            return [Fault("value", found, todo="Rename `value` to `best`, or keep `value` alone.")]
        return _wide_enough(figure)
    if "low" not in keys or "high" not in keys:
        lacking = " and ".join(f"`{key}`" for key in ("low", "high") if key not in keys)
        return [Fault(keys[0], f"lacks {lacking}.", "A range needs both ends.", "Give both, or `value` alone.")]
    return _in_order(figure, keys) or _wide_enough(figure)


def _in_order(figure: Mapping[str, Any], keys: list[str]) -> list[Fault]:
    pairs = zip(keys, keys[1:], strict=False)
    return [
        Fault(
            second,
            f"has {first} {figure[first]:g} above {second} {figure[second]:g}.",
            "The order is low, best, high.",
            "Swap or mend the numbers.",
        )
        for first, second in pairs
        if figure[first] > figure[second]
    ]


def _wide_enough(figure: Mapping[str, Any]) -> list[Fault]:
    status = figure.get("status")
    if status not in WIDE or ("low" in figure and figure["low"] < figure["high"]):
        return []
    known = "recalled from memory" if status == "recalled" else "a judgement"
    what = "is one number without a range." if "value" in figure else "has a range of no width."
    why = f"It is {known}, and such a number must be wide enough to hold the truth."
    return [Fault("value" if "value" in figure else "low", what, why, "Give `low` and `high` that differ.")]


class Figure(Part):
    """One source's number: a single `value`, or `low` and `high`, with `best` where the source has one."""

    value: float | None = None
    low: float | None = None
    best: float | None = None
    high: float | None = None
    source: Sources
    status: Status
    known_on: datetime.date = Field(description="The day on which this could be known.")
    note: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Figure:
        given = {key: value for key, value in self if value is not None}
        for fault in faults(given):
            raise PydanticCustomError(FAULT, "{what}", {"what": f"{fault.what} {fault.todo}"})
        return self

    @property
    def centre(self) -> float | None:
        """What the source holds most likely, if it says so."""
        return self.best if self.value is None else self.value

    def numbers(self) -> list[float]:
        """Every number given."""
        return [x for x in (self.value, self.low, self.best, self.high) if x is not None]


class Defaults(Part):
    """What every number, plan, order and corridor of this file says that does not say it itself."""

    source: Sources | None = None
    status: Status | None = None
    known_on: datetime.date | None = Field(default=None, description="The day on which this could be known.")


class Quantity(Part):
    """A number with its unit and its figures. Figures of one definition that disagree make a range."""

    unit: UnitText
    definition: str = ""
    figures: list[Figure] = Field(min_length=1)
    beside: list[str] = Field(default=[], description="Ids of `context`: other definitions shown beside this number.")

    @model_validator(mode="before")
    @classmethod
    def _inline(cls, data: Any) -> Any:
        """One figure may be written without the list."""
        if not isinstance(data, dict) or "figures" in data:
            return data
        figure = {key: value for key, value in data.items() if key in Figure.model_fields}
        return {key: value for key, value in data.items() if key not in figure} | {"figures": [figure]}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either `figures`, or one figure written inline."""
        listed = handler.resolve_ref_schema(handler(core))
        figure = Figure.model_json_schema()
        own = {key: value for key, value in listed["properties"].items() if key != "figures"}
        inline = {
            "type": "object",
            "properties": own | figure["properties"],
            "required": ["unit"],
            "additionalProperties": False,
        }
        # what a figure lacks may stand in the file's `defaults`; `rekindle check` says where neither has it
        return {"title": "Quantity", "description": cls.__doc__, "oneOf": [inline, listed]}

    @property
    def low(self) -> float:
        """The least of all numbers given."""
        return min(min(figure.numbers()) for figure in self.figures)

    @property
    def high(self) -> float:
        """The greatest of all numbers given."""
        return max(max(figure.numbers()) for figure in self.figures)

    @property
    def best(self) -> float:
        """The median of what the figures hold most likely; a bare range counts with its middle."""
        return statistics.median(self._middle(figure) for figure in self.figures)

    @property
    def status(self) -> Status:
        """The worst status among the figures."""
        return max((figure.status for figure in self.figures), key=STATUSES.index)

    def _middle(self, figure: Figure) -> float:
        if figure.centre is not None:
            return figure.centre
        low, high = min(figure.numbers()), max(figure.numbers())
        # numbers of people spread by factors, so the middle is the geometric one
        return math.sqrt(low * high) if self.unit == "people" and low > 0 else (low + high) / 2

    def prior(self) -> Prior:
        """The distribution a run draws this number from.

        No width: fixed. No figure says what is most likely: uniform. Otherwise triangular with its peak at `best`, on
        the scale of logarithms when the numbers are no shares and differ by more than a factor of three.
        """
        from rekindle.model.parameter import Fixed, Triangular, Uniform

        low, high = self.low, self.high
        if low == high:
            return Fixed(low)
        if all(figure.centre is None for figure in self.figures):
            return Uniform(low, high)
        best = min(max(self.best, low), high)
        return Triangular(low, best, high, log=self.unit != "1" and low > 0 and high > 3 * low)

    def words(self) -> str:
        """The number as it may be printed: `4,000 (3,000 to 5,000) people`."""
        unit = "" if self.unit == "1" else f" {self.unit}"
        if self.low == self.high:
            return f"{self.low:,.6g}{unit}"
        return f"{short(f'{self.best:,.6g}')} ({self.low:,.6g} to {self.high:,.6g}){unit}"
