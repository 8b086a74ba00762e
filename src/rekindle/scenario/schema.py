"""A scenario: everything its file says, checked, in attributes and dicts that keep the file's order."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, PrivateAttr, StringConstraints

from rekindle.scenario.parts import (
    City,
    Coalition,
    Community,
    Corridor,
    Country,
    Course,
    Force,
    Id,
    Label,
    Level,
    Order,
    Organisation,
    Origin,
    Outcomes,
    Place,
    Share,
    Shown,
    Source,
)
from rekindle.scenario.quantity import Defaults, Part, Quantity

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
"""Lower-case letters, digits and hyphens, like the folder."""


class Scenario(Part):
    """A scenario as its file has it, and where it came from. With `as_of` it holds only what was known by that day."""

    name: Name = Field(description="The same as the folder.")
    title: Label
    summary: str = ""
    start: datetime.date = Field(description="Where the clock starts.")
    until: datetime.date = Field(description="Where a run ends if not told otherwise.")
    furthest: datetime.date = Field(description="The latest day a run may be asked for.")
    aftermath: datetime.date | None = Field(
        default=None, description="Day from which policies of the library act; if none, the start."
    )
    defaults: Defaults = Field(default=Defaults(), description="What figures say that do not say it themselves.")
    communities: dict[Id, Community] = Field(min_length=1)
    forces: dict[Id, Force] = Field(min_length=1)
    origins: dict[Id, Origin] = Field(min_length=1, description="The first is local.")
    levels: dict[Level, Share] = Field(description="How far the quarrels at each level are settled.")
    countries: dict[Id, Country] = Field(min_length=1, description="The countries of the theatre.")
    coalition: Coalition
    organisation: Organisation
    cities: dict[Id, City] = Field(default={})
    places: dict[Id, Place] = Field(min_length=1)
    campaign: list[Order] = []
    corridors: list[Corridor] = []
    courses: list[Course] = Field(default=[], description="Dated inputs; none where the years after the start are a forecast.")
    outcomes: Outcomes = Field(default=Outcomes(), description="What is counted, where the usual is not meant.")
    context: dict[Id, Shown] = Field(default={}, description="Figures of other definitions, never in the model.")

    _folder: Path = PrivateAttr(default=Path())
    _sources: dict[str, Source] = PrivateAttr(default_factory=dict)
    _as_of: datetime.date | None = PrivateAttr(default=None)
    _digest: str = PrivateAttr(default="")
    _listed: dict[str, Quantity] | None = PrivateAttr(default=None)

    def model_post_init(self, context: Any) -> None:
        """Orders count their days from the scenario's start."""
        for order in self.campaign:
            order._clock = self.start

    @property
    def folder(self) -> Path:
        """The folder the scenario was read from."""
        return self._folder

    @property
    def sources(self) -> dict[str, Source]:
        """The entries of sources.yaml by id."""
        return self._sources

    @property
    def as_of(self) -> datetime.date | None:
        """The day whose knowledge the scenario holds; None is everything."""
        return self._as_of

    @property
    def digest(self) -> str:
        """SHA-256 over the bytes of scenario.yaml and sources.yaml."""
        return self._digest

    def quantities(self) -> dict[str, Quantity]:
        """Every number that enters the model by its dotted path, such as `places.old_city.density`.

        Orders and corridors are named by their id, points of a course by what it is of and their day, such as
        `courses.coalition.strikes.2008-01-01`. The figures of `context` are not among them.
        """
        if self._listed is None:  # to walk through them takes longer than to simulate a few worlds
            sections = {name: getattr(self, name) for name in type(self).model_fields if name != "context"}
            self._listed = dict(_quantities(sections, ""))
        return dict(self._listed)

    def __copy__(self) -> Self:
        """A copy is made to be changed (`model_copy(update=...)`), so it lists its own quantities."""
        copied = super().__copy__()
        copied._listed = None
        return copied

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """As of any copy."""
        copied = super().__deepcopy__(memo)
        copied._listed = None
        return copied


def _quantities(value: Any, path: str) -> Iterator[tuple[str, Quantity]]:
    """Quantities below a value, in the file's order of kinds and the class's order of fields."""
    if isinstance(value, Quantity):
        yield path, value
        return
    entries: Sequence[tuple[str, Any]] = ()
    if isinstance(value, Course):
        entries = [(str(day), point) for day, point in value.points.items()]
    elif isinstance(value, Part):
        entries = [(name, getattr(value, name)) for name in type(value).model_fields]
    elif isinstance(value, Mapping):
        entries = list(value.items())
    elif isinstance(value, list):
        entries = [(getattr(entry, "id", str(i)), entry) for i, entry in enumerate(value)]
    for name, entry in entries:
        yield from _quantities(entry, f"{path}.{name}" if path else name)


SCHEMA_FILE = Path(__file__).with_name("scenario.schema.json")
"""The JSON Schema as shipped, for editors and forms."""


def json_schema() -> dict[str, Any]:
    """JSON Schema of scenario.yaml (draft 2020-12). What it cannot say, such as units, `rekindle check` says."""
    from rekindle.scenario.parts import ALLOWED, NEEDED

    schema = Scenario.model_json_schema()
    for part in schema["$defs"].values():
        needed, held = part.get("required", []), part.get("properties", {})
        if set(Defaults.model_fields) <= set(held):  # `defaults` may say it for them
            part["required"] = [name for name in needed if name not in Defaults.model_fields]
    place = schema["$defs"]["Place"]
    place["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}},
            "then": {"required": list(NEEDED[kind]), "propertyNames": {"enum": list(ALLOWED[kind])}},
        }
        for kind in NEEDED
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rekindle scenario",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def json_schema_text() -> str:
    """The JSON Schema as the shipped file holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
